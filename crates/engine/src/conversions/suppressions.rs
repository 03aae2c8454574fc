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

/// The time and hash that a page ends with, as text.
pub fn place(one: &Suppression) -> String {
    let hash: String = one.contact.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}:{hash}", one.created_at)
}

pub fn read_place(text: &str) -> Option<(i64, [u8; 32])> {
    let (at, hash) = text.split_once(':')?;
    let mut contact = [0; 32];
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in contact.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&hash[at..at + 2], 16).ok()?;
    }
    Some((at.parse().ok()?, contact))
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

/// Those of a lead's contacts that are on the list. For whoever may see the lead.
pub async fn of_lead(engine: &Engine, who: &Who, id: LeadId) -> Result<Vec<Suppression>, Rejection> {
    need(who, Scope::LeadsRead)?;
    let (who, key) = (who.clone(), ContactKey::new(&engine.secrets));
    command::read(engine, move |tx| {
        let contacts = key.kinds(&seen(tx, &who, id)?);
        there(tx, &who, &contacts)
    })
    .await
}

/// Those of these contacts that are on the list.
pub async fn find(engine: &Engine, who: &Who, whom: Vec<Whom>) -> Result<Vec<Suppression>, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let (who, key) = (who.clone(), ContactKey::new(&engine.secrets));
    command::read(engine, move |tx| {
        let mut lines = Vec::new();
        for one in &whom {
            let (contacts, _) = contacts(tx, &who, &key, one)?;
            lines.extend(there(tx, &who, &contacts)?);
        }
        Ok(lines)
    })
    .await
}

fn there(tx: &mut Tx<'_>, who: &Who, contacts: &[(&'static str, [u8; 32])]) -> Result<Vec<Suppression>, Rejection> {
    let mut lines = Vec::new();
    for (_, contact) in contacts {
        lines.extend(suppressed::get(tx, who.workspace, contact)?);
    }
    Ok(lines)
}

/// Puts somebody on the list, and answers with the lines that stand for them now. Of a lead, what waits to be sent is not
/// sent. Errors: `Conflict` for a lead that has neither number nor address.
pub async fn add(engine: &Engine, who: &Who, whom: Whom) -> Result<Vec<Suppression>, Rejection> {
    Ok(add_many(engine, who, vec![whom]).await?.lines)
}

/// Those who were asked for as they stand on the list now, and how many of them are new to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub lines: Vec<Suppression>,
    pub new: usize,
}

/// The same for many in one transaction.
pub async fn add_many(engine: &Engine, who: &Who, whom: Vec<Whom>) -> Result<Added, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, key, now) = (who.clone(), ContactKey::new(&engine.secrets), engine.now());
    command::write(engine, move |tx| {
        let mut added = Added::default();
        for one in &whom {
            let (contacts, lead) = contacts(tx, &who, &key, one)?;
            if contacts.is_empty() {
                return Err(Rejection::conflict(FieldError::new("lead_id", "no_contact")));
            }
            if let Some(lead) = &lead {
                stop::of_lead(tx, lead.workspace, lead.id, Reason::Suppressed, now)?;
            }
            let Added { lines, new } = put(tx, &who, &contacts, ASKED, now)?;
            added.lines.extend(lines);
            added.new += new;
        }
        Ok(added)
    })
    .await
}

type Contacts = Vec<(&'static str, [u8; 32])>;

/// What is hashed of them, and the lead where it is one.
fn contacts(tx: &mut Tx<'_>, who: &Who, key: &ContactKey, whom: &Whom) -> Result<(Contacts, Option<Lead>), Rejection> {
    Ok(match whom {
        Whom::Phone(phone) => (vec![("phone", key.hash(phone.as_str()))], None),
        Whom::Email(email) => (vec![("email", key.hash(&email.folded()))], None),
        Whom::Lead(id) => {
            let lead = found(tx, who, *id)?;
            (key.kinds(&lead), Some(lead))
        }
    })
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
) -> Result<Added, Rejection> {
    let mut added = Added::default();
    for (kind, contact) in contacts {
        let one = Suppression {
            contact: *contact,
            kind: (*kind).to_owned(),
            why: why.to_owned(),
            by: Some(who.actor.name.clone()),
            created_at: now,
        };
        let is_new = suppressed::add(tx, who.workspace, &one)?;
        let line = suppressed::get(tx, who.workspace, contact)?.ok_or(Rejection::NotFound)?;
        if is_new {
            note(tx, who, "suppression.added", &line, now)?;
            added.new += 1;
        }
        added.lines.push(line);
    }
    Ok(added)
}

/// Takes somebody off the list: from now on they may be told of again, as far as their consent goes.
pub async fn remove(engine: &Engine, who: &Who, start: [u8; 8]) -> Result<(), Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        let line = suppressed::beginning(tx, who.workspace, start)?.ok_or(Rejection::NotFound)?;
        off(tx, &who, &line, now)
    })
    .await
}

/// Takes all of a lead's contacts off the list. Answers how many were on it.
pub async fn remove_lead(engine: &Engine, who: &Who, id: LeadId) -> Result<usize, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, key, now) = (who.clone(), ContactKey::new(&engine.secrets), engine.now());
    command::write(engine, move |tx| {
        let contacts = key.kinds(&seen(tx, &who, id)?);
        let lines = there(tx, &who, &contacts)?;
        for line in &lines {
            off(tx, &who, line, now)?;
        }
        Ok(lines.len())
    })
    .await
}

fn off(tx: &mut Tx<'_>, who: &Who, line: &Suppression, now: i64) -> Result<(), Rejection> {
    suppressed::remove(tx, who.workspace, &line.contact)?;
    note(tx, who, "suppression.removed", line, now)
}

fn note(tx: &mut Tx<'_>, who: &Who, action: &str, line: &Suppression, now: i64) -> Result<(), Rejection> {
    let what = json!({ "kind": line.kind, "why": line.why, "fingerprint": fingerprint(line) });
    record(tx, who, now, Deed { action, noun: "suppression", id: new_id(now), before: None, after: Some(what) })
}
