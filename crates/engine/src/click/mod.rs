//! The way of a visit, all of it decided in memory: resolve → classify → identify → route → assign → compose. It
//! answers what to send and what to record; it neither writes nor sends. Each step says what it found and why.

mod agents;
mod compose;
mod form;
mod hub;
mod identify;
mod journey;
mod leave_number;
mod open;
mod press;
mod request;
mod resolve;
mod route;
mod turns;

pub use form::{Again, FormView, SentForm, TRAP};
pub(crate) use form::{answered, pairs};
pub use hub::{HubAnswer, HubPage, Looked};
pub(crate) use identify::traces;
pub use journey::{Asked, Assignment, Chat, Journey, Turns, Visitor, Wheels};
pub use leave_number::{LeftNumberForm, NumberLeft};
pub use open::OpenApp;
pub(crate) use open::{Opening, opening};
pub use request::{Address, Request, host_name};
pub use resolve::{Reached, Resolved};
pub use route::route;

use crate::Engine;
use crate::memory::Known;
use crate::snapshot::{LiveLink, Snapshot};
use domain::classify::Verdict;
use domain::code::Code;
use domain::form::check::Typed;
use domain::id::{AgentId, LeadId};
use domain::identity::cookie::{self, Cookie};
use domain::language;
use domain::link::Preview;
use domain::query;
use domain::route::Visitor as Been;
use domain::visit::{Client, Entry, Facts, Kind, Step, Visit, VisitLead};
use form::FormBefore;
use identify::Identified;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use store::visitors::Keeper;

/// A look-up that the store does not answer in this time is done without.
const LOOK_UP: Duration = Duration::from_millis(50);

/// What to send.
#[derive(Debug)]
pub enum Answer {
    /// 302 to the channel's address; the cookie's value where a person was identified.
    Redirect { location: String, cookie: Option<String> },
    /// 200 with a page that opens the chat, and carries on by itself where nothing opens.
    OpenApp(Box<OpenApp>),
    /// 200 with the link's Open Graph card and nobody's number.
    Preview { preview: Preview, business: String },
    /// 503, so that the browser asks again when the person really goes.
    ComeAgain,
    /// Nobody is there and no fallback leads anywhere: a page to leave a number on.
    LeaveNumber {
        business: String,
        /// When somebody is there again, where hours are kept.
        opens: Option<String>,
        cookie: Option<String>,
        /// As a form told it; empty else.
        name: String,
        /// What the page names its sender by where no cookie does; empty else. See [`leave_number`].
        word: String,
    },
    /// The link's form comes first.
    Form { view: FormView, typed: Typed, cookie: Option<String> },
    /// Nobody is there, but the form that was sent has the number already.
    Thanks { business: String, cookie: Option<String>, name: String },
    /// No such link.
    NotFound,
}

/// An answer and what is to be recorded before it goes out.
#[derive(Debug)]
pub struct Clicked<'a> {
    pub answer: Answer,
    pub entry: Option<Entry<'a>>,
    /// The lead that the entry names, or whose number a page was given: nobody else gets it.
    pub lead: Option<LeadId>,
}

impl Clicked<'_> {
    fn not_found() -> Self {
        Self { answer: Answer::NotFound, entry: None, lead: None }
    }
}

/// What only the store knows of a returning visitor, fetched before the decision where memory lacks it.
#[derive(Debug, Default)]
struct LookedUp {
    agent: Option<Option<AgentId>>,
    name: Option<String>,
    /// What they answered when they last sent this link's form.
    sent: Option<Arc<[(String, String)]>>,
    /// The form that a page belongs to, when it was sent before: when it was shown, and when it was sent first.
    page: Option<(i64, i64)>,
}

impl Engine {
    /// Decides one visit. Awaits the store only for a returning visitor whom this node has not met since it started,
    /// or whose name the message wants, and then for 50 ms at most.
    pub async fn click<'r>(&self, request: &Request<'r>) -> Clicked<'r> {
        let snapshot = self.live.now();
        let resolved = self.resolve(&snapshot, request);
        let (link, reached) = match resolved {
            Resolved::Link { link, reached } => (link, reached),
            Resolved::Elsewhere { location } => {
                return Clicked { answer: Answer::Redirect { location, cookie: None }, entry: None, lead: None };
            }
            Resolved::Nowhere => return Clicked::not_found(),
        };
        self.arrive(&snapshot, &link, reached, None, request).await
    }

    /// A visit whose link is known, be it by its own address or `by` something else that was pressed.
    async fn arrive<'r>(
        &self,
        snapshot: &Snapshot,
        link: &Arc<LiveLink>,
        reached: Reached,
        by: Option<Step<'r>>,
        request: &Request<'r>,
    ) -> Clicked<'r> {
        if !link.link.cookies {
            return self.decide(snapshot, link, reached, by, request, None, LookedUp::default());
        }
        let cookie = identify::cookie(self, link.link.workspace, request);
        let looked_up = match self.unknown(link, cookie.as_ref()) {
            // Apart, since it is seldom and large, and what every visit carries along should be small.
            Some(lead) => Box::pin(self.look_up(link, lead)).await,
            None => LookedUp::default(),
        };
        // The store may just have told that nobody is this lead any more.
        let cookie = cookie.filter(|cookie| !self.memory.is_gone(cookie.lead));
        self.decide(snapshot, link, reached, by, request, cookie, looked_up)
    }

    /// The lead whom only the store can tell about.
    fn unknown(&self, link: &LiveLink, cookie: Option<&Cookie>) -> Option<LeadId> {
        let lead = cookie?.lead;
        let forms = || link.may_skip_form() && self.forms.sent.last(lead, link.link.id).is_none();
        (self.memory.agent(lead) == Known::Unknown || link.needs_name || forms()).then_some(lead)
    }

    async fn look_up(&self, link: &LiveLink, lead: LeadId) -> LookedUp {
        let (workspace, id, forms) = (link.link.workspace, link.link.id, link.may_skip_form());
        let read = self.store.read(move |tx| {
            let known = store::visitors::one(tx, workspace, lead)?;
            let sent = if forms { store::forms::last(tx, lead, id)? } else { None };
            Ok((known, sent))
        });
        match tokio::time::timeout(LOOK_UP, read).await {
            Ok(Ok((Some((Keeper::Erased, _)), _))) => {
                self.memory.forget(lead);
                LookedUp::default()
            }
            Ok(Ok((Some((keeper, name)), sent))) => {
                self.memory.hear(lead, keeper);
                LookedUp {
                    agent: Some(keeper.agent()),
                    name,
                    sent: sent.map(|sent| answered(&sent.form())),
                    page: None,
                }
            }
            // Away, slow, or not projected yet: the cookie's own signed hint serves.
            _ => LookedUp::default(),
        }
    }

    #[allow(clippy::too_many_arguments)] // Where it was asked for, what is known of who asks, and the link itself.
    fn decide<'r>(
        &self,
        snapshot: &Snapshot,
        link: &Arc<LiveLink>,
        reached: Reached,
        by: Option<Step<'r>>,
        request: &Request<'r>,
        cookie: Option<Cookie>,
        looked_up: LookedUp,
    ) -> Clicked<'r> {
        let now = self.clock.now();
        let query = query::read(request.query);
        let (client, verdict) = agents::read(request.method, &request.headers, query.scan);
        let mut steps = Vec::with_capacity(8);
        steps.push(Step::Resolved { renamed: reached.renamed });
        if !reached.host.is_empty() {
            steps.push(Step::OnDomain { host: Cow::Owned(reached.host) });
        }
        steps.extend(by);
        let Verdict { kind, reason, detail } = verdict;
        steps.push(Step::Classified { kind, reason, detail });
        if !query.page.is_empty() {
            // Kept beside the referrer: which page of the website the button was pressed on.
            steps.push(Step::Parameters { pairs: vec![(Cow::Borrowed(query::PAGE), query.page.clone())] });
        }
        if link.link.cookies {
            let cookies = domain::conversion::gather::read_cookies(request.cookie).into_iter();
            let pairs: Vec<_> = cookies.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value))).collect();
            if !pairs.is_empty() {
                steps.push(Step::PixelCookies { pairs });
            }
        }
        let ip = request.client_ip(&self.settings.trusted_proxies);
        let mut facts = self.facts(request, ip, query, client);
        if !kind.is_person() {
            return self.for_machine(snapshot, link, kind, now, request.query, facts, steps);
        }
        let identified = match link.link.cookies {
            true => identify::identify(self, link.link.workspace, cookie, &facts, now),
            false => identify::nobody(None, &facts),
        };
        if identified.lead.is_some() || !link.link.cookies {
            steps.push(identified.step(link, identified.lead.is_some_and(|lead| lead.is_new)));
        }
        let repeat =
            identified.lead.is_some_and(|lead| self.memory.comes_again(lead.id, link.number, now) && !lead.is_new);
        if repeat {
            steps.push(Step::Repeated);
        }
        let before = self.form_before(link, identified.lead, &looked_up);
        if matches!(before, FormBefore::Asks) {
            steps.push(Step::FormShown);
            return self.form_first(snapshot, link, kind, now, facts, steps, identified, repeat);
        }
        let mut keys = Vec::new();
        if let FormBefore::Answered(answers) = &before {
            steps.push(Step::FormSkipped);
            form::without_suggestions(link, &mut facts.keys);
            keys = pairs(answers);
        }
        let visitor = Visitor {
            agent: self.agent_of(&identified, &looked_up),
            code: identified.lead.map(|lead| self.codes.encode(lead.id)),
            name: looked_up.name.as_deref().unwrap_or_default(),
            been: link.link.cookies.then(|| Been::known(identified.lead.is_none_or(|lead| lead.is_new))),
            repeat,
            keys: &keys,
        };
        let mut journey = Journey::new(snapshot, visitor, &facts, Asked::Raw(request.query), now, Turns::Given);
        journey.wants_text = link.link.extras.deeplink.wants_chat();
        let assignment = route(&mut journey, link, &mut steps);
        self.for_person(snapshot, link, kind, now, facts, steps, identified, repeat, visitor.code, assignment, None)
    }

    /// The agent of the lead, by what is surest: this node's memory, the store, the cookie's signed hint.
    fn agent_of(&self, identified: &Identified<'_>, looked_up: &LookedUp) -> Option<AgentId> {
        let lead = identified.lead.filter(|lead| !lead.is_new)?;
        match self.memory.agent(lead.id) {
            Known::Agent(agent) => Some(agent),
            Known::Nobody => None,
            Known::Unknown => looked_up.agent.unwrap_or(identified.hint),
        }
    }

    fn facts<'r>(
        &self,
        request: &Request<'r>,
        ip: std::net::IpAddr,
        query: query::Query<'r>,
        client: Client<'static>,
    ) -> Facts<'r> {
        let mut place = self.geo.lookup(ip);
        // What the website's button says of the page outweighs the header, which names the website and not who led there.
        let told = [query.referrer, query.page].into_iter().find(|told| !told.is_empty());
        let country = request.country(&self.settings.trusted_proxies);
        if !country.is_empty() {
            place.country = Cow::Owned(country.into_owned());
        }
        Facts {
            ip: Cow::Owned(ip.to_string()),
            user_agent: query::plain(cut(request.headers.user_agent, 512)),
            language: language::preferred(request.headers.accept_language),
            client,
            place,
            origin: domain::visit::Origin {
                utm: query.utm,
                click_ids: query.click_ids,
                referrer: told.unwrap_or_else(|| query::plain(cut(request.headers.referer, 1024))),
            },
            keys: query.keys,
        }
    }

    /// Previews, prefetches, crawlers, HEAD: no turn, no lead, no cookie. A crawler is answered as a person would be,
    /// with the one whose turn it is and no code, so that a person taken for one still arrives; by a link with a form it
    /// gets the form, as a person does, and so nobody's number.
    #[allow(clippy::too_many_arguments)] // As of a person.
    fn for_machine<'r>(
        &self,
        snapshot: &Snapshot,
        link: &Arc<LiveLink>,
        kind: Kind,
        now: i64,
        query: &str,
        facts: Facts<'r>,
        mut steps: Vec<Step<'r>>,
    ) -> Clicked<'r> {
        let answer = match kind {
            Kind::Prefetch => Answer::ComeAgain,
            Kind::Preview => {
                Answer::Preview { preview: link.link.preview.clone(), business: self.business(snapshot, link) }
            }
            _ if link.link.extras.form.enabled => {
                steps.push(Step::FormShown);
                self.form_page(snapshot, link, &facts.keys, now)
            }
            _ => {
                let been = link.link.cookies.then_some(Been::New);
                let visitor = Visitor { agent: None, code: None, name: "", been, repeat: false, keys: &[] };
                let asked = Asked::Raw(query);
                let mut journey = Journey::new(snapshot, visitor, &facts, asked, now, Turns::Imagined);
                let assignment = route(&mut journey, link, &mut steps);
                match assignment.location {
                    Some(location) => Answer::Redirect { location, cookie: None },
                    None => self.leave_number_page(snapshot, link, now, None, None, &facts),
                }
            }
        };
        let visit = kept(link, visit(link, kind, now, facts, steps));
        Clicked { answer, entry: Some(Entry::Visit(visit)), lead: None }
    }

    /// `shown_at` is when the form was shown that was sent: what the chat's page tells, it tells of that visit.
    #[allow(clippy::too_many_arguments)] // One journey's last step: everything found so far comes together here.
    fn for_person<'r>(
        &self,
        snapshot: &Snapshot,
        link: &LiveLink,
        kind: Kind,
        now: i64,
        facts: Facts<'r>,
        mut steps: Vec<Step<'r>>,
        identified: Identified<'r>,
        repeat: bool,
        code: Option<Code>,
        assignment: Assignment,
        shown_at: Option<i64>,
    ) -> Clicked<'r> {
        let lead = identified.lead;
        if let (Some(lead), Some(agent)) = (lead, assignment.agent) {
            self.memory.assign(lead.id, Some(agent));
        }
        identify::note(self, &identified, now);
        let cookie = lead.filter(|_| link.link.cookies).map(|lead| {
            let agent = assignment.agent.or(identified.hint);
            let code = code.unwrap_or_else(|| self.codes.encode(lead.id));
            cookie::seal(&self.cookie_key, link.link.workspace, code, agent)
        });
        let mut reserved = None;
        let answer = match assignment.location {
            Some(location) => {
                // A page that opens a chat tells nothing of a visitor who is not recognised.
                let lead = lead.filter(|_| link.link.cookies).map(|lead| lead.id);
                let visit_at = shown_at.unwrap_or_else(|| lead.map_or(now, |lead| self.memory.counted_at(lead, now)));
                self.send_on(snapshot, link, &facts, location, assignment.chat, lead, visit_at, cookie, &mut steps)
            }
            None => {
                reserved = self.reserved(link, lead);
                self.leave_number_page(snapshot, link, now, cookie, reserved, &facts)
            }
        };
        let visit = Visit {
            repeat,
            lead: lead.map(|lead| VisitLead { is_new: lead.is_new && !repeat, ..lead }),
            source: identified.source,
            agent: assignment.agent,
            member: assignment.member,
            turn: assignment.turn,
            ..visit(link, kind, now, facts, steps)
        };
        let lead = lead.map(|lead| lead.id).or(reserved);
        Clicked { answer, entry: Some(Entry::Visit(kept(link, visit))), lead }
    }

    /// Where nobody is recognised, whom a page that is shown now will make when it is sent: a number that is nobody's
    /// until then. None where the visitor's cookie tells.
    fn reserved(&self, link: &LiveLink, lead: Option<VisitLead>) -> Option<LeadId> {
        if link.link.cookies {
            return None;
        }
        lead.map(|lead| lead.id).or_else(|| self.numbers.next())
    }

    fn leave_number_page(
        &self,
        snapshot: &Snapshot,
        link: &LiveLink,
        now: i64,
        cookie: Option<String>,
        reserved: Option<LeadId>,
        facts: &Facts<'_>,
    ) -> Answer {
        let locale = language::page(&facts.language);
        let opens = compose::next_opening(snapshot, link, now, locale);
        let word = reserved.map(|lead| self.page_word(link, lead, now)).unwrap_or_default();
        Answer::LeaveNumber { business: self.business(snapshot, link), opens, cookie, name: String::new(), word }
    }

    pub(crate) fn business(&self, snapshot: &Snapshot, link: &LiveLink) -> String {
        snapshot.homes.get(&link.link.workspace).map_or_else(String::new, |home| home.name.clone())
    }

    /// The visitor code of a lead.
    pub fn code(&self, lead: LeadId) -> Code {
        self.codes.encode(lead)
    }
}

fn visit<'r>(link: &LiveLink, kind: Kind, at: i64, facts: Facts<'r>, steps: Vec<Step<'r>>) -> Visit<'r> {
    Visit {
        at,
        workspace: link.link.workspace,
        link: link.link.id,
        kind,
        repeat: false,
        lead: None,
        source: Cow::Borrowed(""),
        agent: None,
        member: None,
        turn: None,
        facts,
        steps,
    }
}

/// As much of it as may be recorded.
fn kept<'r>(link: &LiveLink, mut visit: Visit<'r>) -> Visit<'r> {
    if !link.link.cookies {
        visit.forget_identifiers();
    }
    visit
}

/// At most so many bytes, ending with a whole character.
fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}
