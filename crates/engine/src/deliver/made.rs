//! From a delivery to what its adapter is told: the lead as it is now, what its browser carried then, and the person's
//! word on being told of.

use crate::Engine;
use crate::conversions::suppress::ContactKey;
use crate::conversions::vault;
use crate::rejection::Rejection;
use crate::secrets::Secrets;
use domain::code::Codes;
use domain::conversion::contact::{names, sha256};
use domain::conversion::{Amount, Browser, Cause, Consent, Hashes, Person, Told, Touches, Where};
use domain::money::Currency;
use domain::outbox::Reason;
use domain::problem::FieldError;
use platforms::{Account, Adapter, Addresses};
use store::deliveries::told::{self, Known};
use store::deliveries::{Delivery, suppressed};
use store::destinations::Destination;
use store::{Tx, workspaces};

/// What of the engine it needs, so that it can go along into a transaction.
#[derive(Clone)]
pub(crate) struct Maker {
    base_url: String,
    is_https: bool,
    secrets: Secrets,
    addresses: Addresses,
    codes: Codes,
    contacts: ContactKey,
}

impl Maker {
    pub(crate) fn new(engine: &Engine) -> Self {
        Self {
            base_url: engine.settings.base_url.clone(),
            is_https: engine.settings.is_https(),
            secrets: engine.secrets.clone(),
            addresses: engine.settings.platforms.clone(),
            codes: engine.codes().clone(),
            contacts: ContactKey::new(&engine.secrets),
        }
    }

    /// Errors: what the destination lacks, or that its credentials can't be opened with this installation's key.
    pub(crate) fn adapter(&self, destination: &Destination) -> Result<Box<dyn Adapter>, FieldError> {
        let credentials = vault::open(&self.secrets, destination.id, &destination.credentials)
            .map_err(|_| FieldError::new("credentials", "credentials_locked"))?;
        let account = Account { settings: destination.settings.clone(), credentials };
        platforms::open(destination.platform, &account, &self.addresses)
    }

    /// What is told; or why nothing may be.
    pub(crate) fn told(
        &self,
        tx: &mut Tx<'_>,
        destination: &Destination,
        delivery: &Delivery,
    ) -> Result<Result<Told, Reason>, Rejection> {
        let mapping = destination.events.iter().find(|mapping| mapping.category == delivery.category);
        let name = mapping.map_or("", |mapping| mapping.name.as_str()).to_owned();
        if name.is_empty() {
            return Ok(Err(Reason::Unmapped));
        }
        let Some(lead) = delivery.lead else { return Ok(Ok(self.sample(delivery, name))) };
        let Some(known) = told::known(tx, delivery.workspace, lead, delivery.at)? else {
            return Ok(Err(Reason::Erased));
        };
        if suppressed::any(tx, delivery.workspace, &self.contacts.of(&known.lead))? {
            return Ok(Err(Reason::Suppressed));
        }
        let whereabouts = whereabouts(&known);
        let consent = known.lead.consent.as_ref().map_or(Consent::Unknown, |record| record.state);
        if let Some(objection) = destination.consent.objection(consent, &whereabouts.country) {
            return Ok(Err(objection.reason()));
        }
        let link = match delivery.link {
            Some(link) => told::address(tx, delivery.workspace, link)?,
            None => None,
        };
        let url = link.as_ref().map_or_else(|| self.base_url.clone(), |link| self.url(&link.domain, &link.slug));
        let amount = self.amount(tx, delivery, &known)?;
        let (first_name, last_name) = known.lead.name.as_deref().map(names).unwrap_or_default();
        let external_id = self.codes.encode(lead).as_str().to_lowercase();
        Ok(Ok(Told {
            event_id: delivery.event_id,
            at: delivery.at,
            cause: delivery.cause,
            category: delivery.category,
            name,
            amount,
            status: delivery.lead_status.clone(),
            person: Person { external_id, hashes: known.hashes, first_name, last_name, consent },
            browser: known.gathered.browser,
            whereabouts,
            touches: Touches {
                first: known.lead.first_touch.origin.utm,
                last: known.gathered.last_touch.unwrap_or_default(),
            },
            url,
            referrer: known.gathered.referrer,
            link_name: link.map(|link| link.name),
        }))
    }

    fn url(&self, domain: &str, slug: &str) -> String {
        if domain.is_empty() {
            return format!("{}/wa/{slug}", self.base_url);
        }
        let scheme = if self.is_https { "https" } else { "http" };
        format!("{scheme}://{domain}/wa/{slug}")
    }

    /// The event's own; where the category asks for one and there is none, the lead's actual value as it is now.
    fn amount(&self, tx: &mut Tx<'_>, delivery: &Delivery, known: &Known) -> Result<Option<Amount>, Rejection> {
        let lead = &known.lead;
        let kept = delivery.value_minor.zip(delivery.currency.clone());
        let own = || lead.actual_minor.filter(|_| delivery.category.needs_value());
        let found = match kept {
            Some(kept) => Some(kept),
            None => match own() {
                None => None,
                Some(minor) => {
                    let home = workspaces::get(tx, lead.workspace)?.map(|home| home.currency);
                    lead.currency.clone().or(home).map(|unit| (minor, unit))
                }
            },
        };
        Ok(found.and_then(|(minor, unit)| Currency::parse(&unit).map(|currency| Amount { minor, currency })))
    }

    /// A test tells of nobody: the addresses are those that documents use (RFC 5737, RFC 2606).
    fn sample(&self, delivery: &Delivery, name: String) -> Told {
        let currency = Currency::parse(delivery.currency.as_deref().unwrap_or("IDR"));
        let hashes = Hashes { email: Some(sha256("test@example.com")), ..Hashes::default() };
        let hashes = Hashes { email_google: hashes.email.clone(), ..hashes };
        Told {
            event_id: delivery.event_id,
            at: delivery.at,
            cause: Cause::Test,
            category: delivery.category,
            name,
            amount: currency
                .map(|currency| Amount { minor: 10_000 * 10_i64.pow(u32::from(currency.exponent())), currency }),
            status: None,
            person: Person {
                external_id: "test".to_owned(),
                hashes,
                first_name: None,
                last_name: None,
                consent: Consent::Given,
            },
            browser: Browser {
                ip: "192.0.2.10".to_owned(),
                user_agent: "Mozilla/5.0 (compatible; Giliran test event)".to_owned(),
                ga_client: "1.1".to_owned(),
                ..Browser::default()
            },
            whereabouts: Where { country: "ID".to_owned(), ..Where::default() },
            touches: Touches::default(),
            url: self.base_url.clone(),
            referrer: String::new(),
            link_name: None,
        }
    }
}

fn whereabouts(known: &Known) -> Where {
    if !known.gathered.whereabouts.country.is_empty() {
        return known.gathered.whereabouts.clone();
    }
    let kept = &known.lead.whereabouts;
    Where { country: kept.country.clone(), region: kept.region.clone(), city: kept.city.clone() }
}
