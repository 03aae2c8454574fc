//! What a destination keeps and what may be shown of it: credentials sealed and opened, a draft laid over what is there,
//! a webhook's address judged as far as it can be without calling it.

use super::destinations::DestinationView;
use super::vault::{self, Credentials};
use crate::Engine;
use crate::rejection::Rejection;
use domain::destination::Mapping;
use domain::draft::destination::{Changes, DestinationDraft, missing};
use domain::host::{endpoint, reach};
use domain::problem::FieldError;
use platforms::Account;
use std::collections::BTreeMap;
use store::Tx;
use store::deliveries::glance;
use store::destinations::{self, Destination, Hint};

/// Of a credential so many characters are shown, of one that is longer than four times that.
const SHOWN: usize = 4;

/// What of the engine is needed within a transaction.
#[derive(Clone)]
pub(super) struct Keeper {
    secrets: crate::secrets::Secrets,
    addresses: platforms::Addresses,
    webhook_allow: Vec<ipnet::IpNet>,
}

impl Keeper {
    pub(super) fn new(engine: &Engine) -> Self {
        Self {
            secrets: engine.secrets.clone(),
            addresses: engine.settings.platforms.clone(),
            webhook_allow: engine.settings.webhook_allow.clone(),
        }
    }

    /// What can't be opened is none: it has to be given again.
    pub(super) fn opened(&self, destination: &Destination) -> Credentials {
        vault::open(&self.secrets, destination.id, &destination.credentials).unwrap_or_else(|_| {
            tracing::warn!(destination = %destination.id, "credentials can't be opened with this secret key");
            Credentials::new()
        })
    }

    pub(super) fn view(
        &self,
        tx: &mut Tx<'_>,
        destination: Destination,
        signing_secret: Option<String>,
        now: i64,
    ) -> Result<DestinationView, Rejection> {
        let account = Account { settings: destination.settings.clone(), credentials: self.opened(&destination) };
        let adapter = platforms::open(destination.platform, &account, &self.addresses).ok();
        Ok(DestinationView {
            health: destinations::health(tx, destination.id)?,
            glance: glance::glance(tx, destination.workspace, destination.id, now)?,
            ends_on: adapter.and_then(|adapter| adapter.ends_on()),
            signing_secret,
            destination,
        })
    }

    /// Errors: `Invalid`, every fault.
    pub(super) fn laid_over(
        &self,
        before: Destination,
        mut credentials: Credentials,
        draft: DestinationDraft,
        now: i64,
    ) -> Result<Destination, Rejection> {
        let mut settings = before.settings.clone();
        change(&mut settings, draft.settings);
        let secrets_change = !draft.credentials.is_empty() || before.credentials.is_empty();
        change(&mut credentials, draft.credentials);
        let mut faults = missing(before.platform, &settings, &credentials);
        faults.extend(self.forbidden_address(&settings));
        if !faults.is_empty() {
            return Err(Rejection::Invalid(faults));
        }
        let mut events = before.events.clone();
        for mapping in draft.events.unwrap_or_default() {
            events.retain(|known: &Mapping| known.category != mapping.category);
            events.push(mapping);
        }
        events.sort_by_key(|mapping| mapping.category);
        let changed = Destination {
            name: draft.name.unwrap_or(before.name.clone()),
            active: draft.active.unwrap_or(before.active),
            for_all_links: draft.for_all_links.unwrap_or(before.for_all_links),
            consent: draft.consent.unwrap_or(before.consent),
            settings,
            events,
            updated_at: now,
            ..before
        };
        Ok(if secrets_change { self.with_credentials(changed, &credentials, now) } else { changed })
    }

    pub(super) fn with_credentials(
        &self,
        destination: Destination,
        credentials: &Credentials,
        now: i64,
    ) -> Destination {
        let former = self.opened_quietly(&destination);
        let hint = |(name, text): (&String, &String)| {
            let kept = destination.hints.get(name).filter(|_| former.get(name) == Some(text));
            let fresh = || Hint { end: end_of(text), set_at: now };
            (name.clone(), kept.cloned().unwrap_or_else(fresh))
        };
        let hints = credentials.iter().map(hint).collect();
        Destination { credentials: vault::seal(&self.secrets, destination.id, credentials), hints, ..destination }
    }

    fn opened_quietly(&self, destination: &Destination) -> Credentials {
        vault::open(&self.secrets, destination.id, &destination.credentials).unwrap_or_default()
    }

    /// A webhook's address that names a forbidden place by itself is told at once; what a name leads to is judged each
    /// time it is called.
    fn forbidden_address(&self, settings: &BTreeMap<String, String>) -> Option<FieldError> {
        let url = settings.get("url")?;
        let endpoint = match endpoint::parse(url) {
            Ok(endpoint) => endpoint,
            Err(fault) => return Some(FieldError::new("settings.url", "url_invalid").with("why", fault.code())),
        };
        let known = endpoint.known()?;
        let forbidden = reach::first_forbidden(&known, &self.webhook_allow)?;
        Some(FieldError::new("settings.url", "address_forbidden").with("address", forbidden))
    }
}

fn change(kept: &mut BTreeMap<String, String>, given: Changes) {
    for (name, value) in given {
        match value {
            Some(value) => kept.insert(name.to_owned(), value),
            None => kept.remove(name),
        };
    }
}

fn end_of(secret: &str) -> String {
    let count = secret.chars().count();
    // A file's end is a bracket, and tells nothing.
    if count < SHOWN * 4 || secret.starts_with('{') {
        return String::new();
    }
    secret.chars().skip(count - SHOWN).collect()
}
