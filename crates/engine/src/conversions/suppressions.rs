//! The list of persons of whom nothing is told to ad platforms, as people keep it. In goes a number or an address, or a
//! lead with what it has; what is kept, and shown, names nobody.

use super::suppress::ContactKey;
use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::leads::seen;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::suppression::Whom;
use domain::id::LeadId;
use domain::lead::Lead;
use domain::outbox::Reason;
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::json;
use store::Tx;
pub use store::deliveries::suppressed::Suppression;
use store::deliveries::{stop, suppressed};

/// Why somebody is on the list.
pub const ASKED: &str = "asked";
pub const ERASED: &str = "erased";

/// What a hash begins with: enough to tell those on the list apart, and to take one off.
pub fn fingerprint(one: &Suppression) -> String {
    one.contact[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sixteen hexadecimal digits.
pub fn read_fingerprint(text: &str) -> Option<[u8; 8]> {
    let is_one = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(text, 16).ok().filter(|_| is_one).map(u64::to_be_bytes)
}

/// Newest first, after `after`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    after: Option<(i64, [u8; 32])>,
    limit: usize,
) -> Result<Page<Suppression>, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(suppressed::page(tx, workspace, after, limit + 1)?, limit))).await
}

/// Puts somebody on the list, and answers with the lines that stand for them now. Of a lead, what waits to be sent is not
/// sent. Errors: `Conflict` for a lead that has neither number nor address.
pub async fn add(engine: &Engine, who: &Who, whom: Whom) -> Result<Vec<Suppression>, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, key, now) = (who.clone(), ContactKey::new(&engine.secrets), engine.now());
    command::write(engine, move |tx| {
        let (contacts, lead) = match &whom {
            Whom::Phone(phone) => (vec![("phone", key.hash(phone.as_str()))], None),
            Whom::Email(email) => (vec![("email", key.hash(&email.folded()))], None),
            Whom::Lead(id) => {
                let lead = found(tx, &who, *id)?;
                (key.kinds(&lead), Some(lead))
            }
        };
        if contacts.is_empty() {
            return Err(Rejection::conflict(FieldError::new("lead_id", "no_contact")));
        }
        if let Some(lead) = &lead {
            stop::of_lead(tx, lead.workspace, lead.id, Reason::Suppressed, now)?;
        }
        put(tx, &who, &contacts, ASKED, now)
    })
    .await
}

fn found(tx: &mut Tx<'_>, who: &Who, id: LeadId) -> Result<Lead, Rejection> {
    seen(tx, who, id).map_err(|rejection| match rejection {
        Rejection::NotFound => Rejection::invalid(FieldError::new("lead_id", "not_found")),
        other => other,
    })
}

/// Those that are new to the list leave a line in the change history, with no more than the list shows.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    who: &Who,
    contacts: &[(&'static str, [u8; 32])],
    why: &str,
    now: i64,
) -> Result<Vec<Suppression>, Rejection> {
    let mut lines = Vec::with_capacity(contacts.len());
    for (kind, contact) in contacts {
        let is_new = suppressed::add(tx, who.workspace, contact, kind, why, now)?;
        let line = suppressed::get(tx, who.workspace, contact)?.ok_or(Rejection::NotFound)?;
        if is_new {
            note(tx, who, "suppression.added", &line, now)?;
        }
        lines.push(line);
    }
    Ok(lines)
}

/// Takes somebody off the list: from now on they may be told of again, as far as their consent goes.
pub async fn remove(engine: &Engine, who: &Who, start: [u8; 8]) -> Result<(), Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        let line = suppressed::beginning(tx, who.workspace, start)?.ok_or(Rejection::NotFound)?;
        suppressed::remove(tx, who.workspace, &line.contact)?;
        note(tx, &who, "suppression.removed", &line, now)
    })
    .await
}

fn note(tx: &mut Tx<'_>, who: &Who, action: &str, line: &Suppression, now: i64) -> Result<(), Rejection> {
    let what = json!({ "kind": line.kind, "why": line.why, "fingerprint": fingerprint(line) });
    record(tx, who, now, Deed { action, noun: "suppression", id: new_id(now), before: None, after: Some(what) })
}
