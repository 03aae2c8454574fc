//! The outbox: events on their way to destinations. Written in the transaction of what caused them ([`queue`]), leased
//! by whoever sends ([`lease`]), brought to their end with every try kept ([`record`]), looked at ([`list`]) and sent
//! again ([`replay`]) or no more ([`stop`]). What is told of the lead is read when it is sent ([`told`]).

pub mod glance;
pub mod lease;
pub mod list;
pub mod queue;
pub mod record;
pub mod replay;
pub mod stop;
pub mod suppressed;
pub mod told;

use crate::error::Error;
use crate::row::Row;
use domain::conversion::{Category, Cause};
use domain::id::{DeliveryId, DestinationId, LeadId, LinkId, WorkspaceId};
use domain::outbox::{Reason, Said, Status};
use uuid::Uuid;

/// A delivery as it stands. Times in microseconds UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub workspace: WorkspaceId,
    pub destination: DestinationId,
    pub event_id: Uuid,
    /// None: a test.
    pub lead: Option<LeadId>,
    pub link: Option<LinkId>,
    pub cause: Cause,
    pub category: Category,
    pub name: String,
    pub at: i64,
    pub lead_status: Option<String>,
    pub value_minor: Option<i64>,
    pub currency: Option<String>,
    pub status: Status,
    pub reason: Option<Reason>,
    pub said: Option<Said>,
    pub tries: i64,
    pub next_at: Option<i64>,
    pub batch_cap: Option<i64>,
    pub receipt: Option<String>,
    pub expires_at: i64,
    pub replay_id: Option<Uuid>,
    pub sent_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

/// The columns in the order that [`read`] wants.
macro_rules! delivery_columns {
    () => {
        "id, workspace_id, destination_id, event_id, lead_id, link_id, cause, category, name, at, lead_status, \
         value_minor, currency, status, reason, said, tries, next_at, batch_cap, receipt, expires_at, replay_id, sent_at, \
         created_at, updated_at"
    };
}
pub(crate) use delivery_columns;

pub(crate) fn read(row: &Row<'_>) -> Result<Delivery, Error> {
    let damaged = |what: &str| Error::Damaged(format!("delivery {what}"));
    let (cause, category, status): (&str, &str, &str) = (row.get(6)?, row.get(7)?, row.get(13)?);
    let (reason, said): (Option<&str>, Option<&str>) = (row.get(14)?, row.get(15)?);
    Ok(Delivery {
        id: row.get(0)?,
        workspace: row.get(1)?,
        destination: row.get(2)?,
        event_id: row.get(3)?,
        lead: row.get(4)?,
        link: row.get(5)?,
        cause: Cause::parse(cause).ok_or_else(|| damaged(cause))?,
        category: Category::parse(category).ok_or_else(|| damaged(category))?,
        name: row.get(8)?,
        at: row.get(9)?,
        lead_status: row.get(10)?,
        value_minor: row.get(11)?,
        currency: row.get(12)?,
        status: Status::parse(status).ok_or_else(|| damaged(status))?,
        reason: reason.map(|reason| Reason::parse(reason).ok_or_else(|| damaged(reason))).transpose()?,
        said: said.map(serde_json::from_str).transpose().map_err(|_| damaged("words"))?,
        tries: row.get(16)?,
        next_at: row.get(17)?,
        batch_cap: row.get(18)?,
        receipt: row.get(19)?,
        expires_at: row.get(20)?,
        replay_id: row.get(21)?,
        sent_at: row.get(22)?,
        created_at: row.get(23)?,
        updated_at: row.get(24)?,
    })
}
