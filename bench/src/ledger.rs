//! What was recorded, read from the store by statements of our own, so that a fault of the product's own reading can't
//! hide a fault of its writing.

use crate::Result;
use domain::id::MemberId;
use domain::outbox::Status;
use domain::visit::{Entry, Step};
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;
use store::{Error, Location, Row, Statement, Store};

const VISITS: Statement = Statement::new("bench.visits", "SELECT id, details FROM visits ORDER BY id");
const FORMS: Statement = Statement::new(
    "bench.forms",
    "SELECT f.id, f.lead_id, f.details, l.name, l.phone FROM form_answers f JOIN leads l ON l.id = f.lead_id ORDER BY f.id",
);
const DELIVERIES: Statement = Statement::new(
    "bench.deliveries",
    "SELECT d.name, v.status, COUNT(*) FROM deliveries v JOIN destinations d ON d.id = v.destination_id GROUP BY d.name, v.status",
);
const COUNTS: [(&str, Statement); 6] = [
    ("visits", Statement::new("bench.visits_count", "SELECT count(*) FROM visits")),
    ("leads", Statement::new("bench.leads_count", "SELECT count(*) FROM leads")),
    (
        "lead_visits",
        Statement::new("bench.lead_visits", "SELECT CAST(coalesce(sum(visit_count), 0) AS BIGINT) FROM leads"),
    ),
    ("turns", Statement::new("bench.turns", "SELECT CAST(coalesce(sum(turns), 0) AS BIGINT) FROM member_turns")),
    (
        "clicks",
        Statement::new(
            "bench.clicks",
            "SELECT CAST(coalesce(sum(clicks), 0) AS BIGINT) FROM visit_days WHERE dimension = 'total' AND link_id = $1",
        ),
    ),
    (
        "new_leads",
        Statement::new(
            "bench.new_leads",
            "SELECT CAST(coalesce(sum(leads), 0) AS BIGINT) FROM visit_days WHERE dimension = 'total' AND link_id = $1",
        ),
    ),
];

/// One visit as it stands in the store.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub id: i64,
    /// The utm_content that the client gave it.
    pub content: String,
    pub turn: Option<Turn>,
    /// The lead and whether this visit made it.
    pub lead: Option<(i64, bool)>,
    pub repeat: bool,
}

/// A turn of the pool, as the visit's own decision tells it.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    pub member: MemberId,
    pub epoch: u32,
    /// The how manieth since the set last changed.
    pub nth: u64,
    pub weight: u32,
    pub total: u64,
}

/// A sent form as it stands in the store, with what its lead is called there.
#[derive(Clone, Debug)]
pub struct RecordedForm {
    /// Its place in the journal.
    pub id: i64,
    pub lead: i64,
    pub name: String,
    pub phone: String,
    /// Whose turn it took, by the name that its decision tells.
    pub turn_of: Option<String>,
    pub lead_name: Option<String>,
    pub lead_phone: Option<String>,
}

/// Every form, in the order of the journal.
pub fn forms(at: &Location) -> Result<Vec<RecordedForm>> {
    let store = Store::open(at)?;
    Ok(store.read_blocking(|tx| tx.query(&FORMS, &[], read_form))?)
}

fn read_form(row: &Row<'_>) -> std::result::Result<RecordedForm, Error> {
    let (id, lead, details): (i64, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let entry = postcard::from_bytes(&details).map_err(|error| Error::Damaged(format!("form {id}: {error}")))?;
    let Entry::FormSent(sent) = entry else { return Err(Error::Damaged(format!("form {id} is none"))) };
    let turn_of = sent.visit.steps.iter().find_map(|step| match step {
        Step::InTurn { name, .. } => Some(name.to_string()),
        _ => None,
    });
    Ok(RecordedForm {
        id,
        lead,
        name: sent.name.into_owned(),
        phone: sent.phone.into_owned(),
        turn_of: turn_of.filter(|_| sent.visit.turn.is_some()),
        lead_name: row.get(3)?,
        lead_phone: row.get(4)?,
    })
}

/// Every visit, in the order of the journal.
pub fn visits(at: &Location) -> Result<Vec<Recorded>> {
    let store = Store::open(at)?;
    Ok(store.read_blocking(|tx| tx.query(&VISITS, &[], read))?)
}

fn read(row: &Row<'_>) -> std::result::Result<Recorded, Error> {
    let (id, details): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let entry = postcard::from_bytes(&details).map_err(|error| Error::Damaged(format!("visit {id}: {error}")))?;
    let Entry::Visit(visit) = entry else { return Err(Error::Damaged(format!("visit {id} is none"))) };
    let given = visit.steps.iter().find_map(|step| match step {
        Step::InTurn { turn, weight, total, .. } => Some((*turn, *weight, *total)),
        _ => None,
    });
    let turn = visit.turn.zip(given).map(|(taken, (nth, weight, total))| Turn {
        member: taken.member,
        epoch: taken.epoch,
        nth,
        weight,
        total,
    });
    Ok(Recorded {
        id,
        content: visit.facts.origin.utm.content.into_owned(),
        turn,
        lead: visit.lead.map(|lead| (lead.id.0, lead.is_new)),
        repeat: visit.repeat,
    })
}

/// Sums of the whole store by name: visits, leads, lead_visits, turns, clicks, new_leads.
pub fn counts(at: &Location) -> Result<Vec<(&'static str, i64)>> {
    let store = Store::open(at)?;
    COUNTS
        .iter()
        .map(|(name, statement)| {
            // Sixteen zero bytes stand for all links.
            let keys = if statement.sql.contains("$1") { vec![[0; 16]] } else { Vec::new() };
            let statement = statement.clone();
            let count = store.read_blocking(move |tx| {
                let keys: Vec<_> = keys.iter().map(|key: &[u8; 16]| key.as_slice().into()).collect();
                tx.one(&statement, &keys, |row| row.get(0))
            })?;
            Ok((*name, count))
        })
        .collect()
}

pub fn count(at: &Location, name: &str) -> Result<i64> {
    let all = counts(at)?;
    all.into_iter().find(|(own, _)| *own == name).map(|(_, n)| n).ok_or_else(|| format!("no count {name}").into())
}

/// Keeps everybody else from writing to the store for so long, by the store's own lock.
pub fn hold_locked(folder: &Path, time: Duration) -> Result<()> {
    let store = Store::open(&Location::in_folder(folder))?;
    store.write_blocking(move |_| {
        std::thread::sleep(time);
        Ok(())
    })?;
    Ok(())
}

/// How many deliveries of each destination (by its name) stand how.
pub fn deliveries_by_status(at: &Location) -> Result<HashMap<(String, Status), u64>> {
    let store = Store::open(at)?;
    let rows = store.read_blocking(|tx| {
        tx.query(&DELIVERIES, &[], |row| {
            let status: &str = row.get(1)?;
            let status = Status::parse(status).ok_or_else(|| Error::Damaged(format!("status {status}")))?;
            Ok(((row.get::<String>(0)?, status), row.get::<u64>(2)?))
        })
    })?;
    Ok(rows.into_iter().collect())
}
