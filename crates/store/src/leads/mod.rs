//! Leads: read one, list them by any filter, change them with their history, note, find by word. Visits make leads and
//! add to them in [`crate::projector`]; what people decide is written here.

pub mod blocks;
pub mod change;
pub mod erase;
pub mod hashes;
pub mod list;
pub mod notes;
pub mod timeline;
pub mod words;

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{LeadId, WorkspaceId};
use domain::lead::{Keeper, Lead, Priority, Touch, Whereabouts};
use serde::de::DeserializeOwned;

/// A lead with its agent's name, in the order that [`read`] wants.
macro_rules! select_leads {
    () => {
        "SELECT l.id, l.workspace_id, l.link_id, l.name, l.phone, l.email, l.status, l.priority, l.score, l.source, \
         l.campaign, l.expected_minor, l.actual_minor, l.currency, l.tags, l.custom_fields, l.agent_id, a.name, l.city, \
         l.region, l.country, l.time_zone, l.language, l.device, l.ip, l.first_touch, l.last_touch, l.visit_count, \
         l.chat_count, l.last_seen_at, l.created_at, l.updated_at, l.version, l.consent, l.erased_at \
         FROM leads l LEFT JOIN agents a ON a.id = l.agent_id "
    };
}
pub(crate) use select_leads;

const GET: Statement = Statement::new("leads.get", concat!(select_leads!(), "WHERE l.id = $1 AND l.workspace_id = $2"));

pub const STATEMENTS: &[&Statement] = &[&GET];

/// A lead of a workspace.
pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: LeadId) -> Result<Option<Lead>, Error> {
    tx.opt(&GET, &[id.into(), workspace.into()], read)
}

pub(crate) fn read(row: &Row<'_>) -> Result<Lead, Error> {
    let priority: &str = row.get(7)?;
    let agent = match (row.get(16)?, row.get::<Option<String>>(17)?) {
        (Some(id), Some(name)) => Some(Keeper { id, name }),
        _ => None,
    };
    Ok(Lead {
        id: row.get(0)?,
        workspace: row.get(1)?,
        link: row.get(2)?,
        name: row.get(3)?,
        phone: row.get(4)?,
        email: row.get(5)?,
        status: row.get(6)?,
        priority: Priority::parse(priority).ok_or_else(|| Error::Damaged(format!("the priority {priority:?}")))?,
        score: row.get(8)?,
        source: row.get(9)?,
        campaign: row.get(10)?,
        expected_minor: row.get(11)?,
        actual_minor: row.get(12)?,
        currency: row.get(13)?,
        tags: json(row.get(14)?)?,
        custom_fields: json(row.get(15)?)?,
        agent,
        whereabouts: Whereabouts {
            city: row.get(18)?,
            region: row.get(19)?,
            country: row.get(20)?,
            time_zone: row.get(21)?,
        },
        language: row.get(22)?,
        device: row.get(23)?,
        ip: row.get(24)?,
        first_touch: touch(row.get(25)?)?,
        last_touch: row.get::<Option<&[u8]>>(26)?.map(touch).transpose()?,
        visit_count: row.get(27)?,
        chat_count: row.get(28)?,
        consent: json(row.get(33)?)?,
        erased_at: row.get(34)?,
        last_seen_at: row.get(29)?,
        created_at: row.get(30)?,
        updated_at: row.get(31)?,
        version: row.get(32)?,
    })
}

fn touch(bytes: &[u8]) -> Result<Touch<'static>, Error> {
    postcard::from_bytes::<Touch<'_>>(bytes)
        .map(Touch::into_owned)
        .map_err(|error| Error::Damaged(format!("the touch of a lead: {error}")))
}

/// A JSON column; none and empty read as the default.
pub(crate) fn json<T: DeserializeOwned + Default>(text: Option<&str>) -> Result<T, Error> {
    text.filter(|text| !text.is_empty()).map_or_else(
        || Ok(T::default()),
        |text| serde_json::from_str(text).map_err(|error| Error::Damaged(format!("JSON in the store: {error}"))),
    )
}
