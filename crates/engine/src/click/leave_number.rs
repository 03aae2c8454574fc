//! The end of the fallback chain: nobody was there, so the visitor leaves a name and a number, and the team calls.
//! Like a visit it is recorded before it is answered.

use super::resolve::Resolved;
use super::{Request, agents, identify};
use crate::Engine;
use crate::memory::Known;
use domain::identity::cookie;
use domain::phone;
use domain::problem::{Faults, FieldError};
use domain::query;
use domain::visit::{Entry, LeftNumber, VisitLead};
use std::borrow::Cow;

/// What the page sent. `website` is the field that people do not see.
#[derive(Clone, Debug, Default)]
pub struct LeftNumberForm {
    pub name: String,
    pub phone: String,
    pub note: String,
    pub website: String,
    /// The page's own word, by a link that goes without identifiers: the button that is pressed twice makes one lead, and
    /// who sent a form first is the same person.
    pub page: String,
}

/// What becomes of it.
#[derive(Debug)]
pub enum NumberLeft<'r> {
    /// Record the entry, then thank.
    Thanks {
        business: String,
        entry: Box<Entry<'r>>,
        lead: domain::id::LeadId,
        /// None by a link that goes without identifiers.
        cookie: Option<String>,
    },
    /// Thank, and forget: a machine filled in what people do not see.
    Machine {
        business: String,
    },
    Faults {
        business: String,
        faults: Vec<FieldError>,
    },
    NotFound,
}

const LONGEST_NAME: usize = 100;
const LONGEST_NOTE: usize = 500;

impl Engine {
    /// Takes a sent form. Records nothing itself.
    pub fn leave_number<'r>(&self, request: &Request<'r>, form: &LeftNumberForm) -> NumberLeft<'r> {
        let snapshot = self.live.now();
        let Resolved::Link { link, .. } = self.resolve(&snapshot, request) else {
            return NumberLeft::NotFound;
        };
        let business = self.business(&snapshot, &link);
        if !form.website.is_empty() {
            return NumberLeft::Machine { business };
        }
        let country = snapshot.homes.get(&link.link.workspace).map_or("", |home| home.country.as_str());
        let mut faults = Faults::default();
        let name = faults.keep(text("name", &form.name, LONGEST_NAME)).unwrap_or_default();
        let note = faults.keep(text("note", &form.note, LONGEST_NOTE)).unwrap_or_default();
        let phone = phone::parse(&form.phone, country);
        let phone = match phone {
            Ok(phone) => phone.as_str().to_owned(),
            Err(why) => {
                faults.add(FieldError::new("phone", why.code()));
                String::new()
            }
        };
        if !faults.0.is_empty() {
            return NumberLeft::Faults { business, faults: faults.0 };
        }
        let now = self.clock.now();
        let ip = request.client_ip(&self.settings.trusted_proxies);
        let (client, _) = agents::read(request.method, &request.headers, false);
        let mut facts = self.facts(request, ip, query::read(request.query), client);
        let identified = match link.link.cookies {
            true => {
                let cookie = identify::cookie(self, link.link.workspace, request);
                identify::identify(self, link.link.workspace, cookie, &facts, now)
            }
            false => {
                let named = self.named_by_page(&link, &form.page, now).map(|id| VisitLead { id, is_new: false });
                let lead = named.or_else(|| self.numbers.next().map(|id| VisitLead { id, is_new: true }));
                identify::nobody(lead, &facts)
            }
        };
        let Some(lead) = identified.lead else {
            // No number is left to give: the form comes back rather than vanish.
            return NumberLeft::Faults { business, faults: vec![FieldError::new("", "try_again_later")] };
        };
        let agent = match self.memory.agent(lead.id) {
            Known::Agent(agent) => Some(agent),
            _ => identified.hint,
        };
        let seal = || cookie::seal(&self.cookie_key, link.link.workspace, self.codes.encode(lead.id), agent);
        let cookie = link.link.cookies.then(seal);
        if !link.link.cookies {
            facts.forget_identifiers();
        }
        let entry = Entry::LeftNumber(LeftNumber {
            at: now,
            workspace: link.link.workspace,
            link: link.link.id,
            lead,
            name: Cow::Owned(name),
            phone: Cow::Owned(phone),
            note: Cow::Owned(note),
            source: identified.source,
            facts,
        });
        NumberLeft::Thanks { business, entry: Box::new(entry), lead: lead.id, cookie }
    }
}

/// One line of text without control characters, and without those that turn the direction of what stands around it.
fn text(field: &'static str, raw: &str, most: usize) -> Result<String, FieldError> {
    let clean: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = query::plain(&clean).split_whitespace().collect::<Vec<_>>().join(" ");
    if clean.chars().count() > most {
        return Err(FieldError::new(field, "too_long").with("max", most));
    }
    Ok(clean)
}
