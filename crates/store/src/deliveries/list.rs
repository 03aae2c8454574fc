//! Deliveries as people look for them, newest first.

use super::{Delivery, delivery_columns, read};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::conversion::Category;
use domain::id::{DeliveryId, DestinationId, LeadId, WorkspaceId};
use domain::outbox::Status;
use uuid::Uuid;

/// What is asked for; none: whatever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<Status>,
    pub destination: Option<DestinationId>,
    pub lead: Option<LeadId>,
    pub category: Option<Category>,
    /// When the event was: from (inclusive) to (exclusive), microseconds UTC.
    pub from: Option<i64>,
    pub to: Option<i64>,
}

const GET: Statement = Statement::new(
    "deliveries.get",
    concat!("SELECT ", delivery_columns!(), " FROM deliveries WHERE workspace_id = $1 AND id = $2"),
);
const OF_LEAD: Statement = Statement::new(
    "deliveries.of_lead",
    concat!(
        "SELECT ",
        delivery_columns!(),
        " FROM deliveries WHERE lead_id = $1 AND workspace_id = $2 ORDER BY id DESC LIMIT $3"
    ),
);

macro_rules! narrowed {
    () => {
        " AND id < $2 AND ($3 = '' OR status = $3) AND ($4 = '' OR category = $4) AND at >= $5 AND at < $6 \
         AND workspace_id = $7 AND ($8 = 0 OR destination_id = $9) ORDER BY id DESC LIMIT $10"
    };
}
const ALL: Statement = Statement::new(
    "deliveries.all",
    concat!("SELECT ", delivery_columns!(), " FROM deliveries WHERE workspace_id = $1", narrowed!()),
);
const BY_DESTINATION: Statement = Statement::new(
    "deliveries.by_destination",
    concat!("SELECT ", delivery_columns!(), " FROM deliveries WHERE destination_id = $1", narrowed!()),
);
const BY_LEAD: Statement = Statement::new(
    "deliveries.by_lead",
    concat!("SELECT ", delivery_columns!(), " FROM deliveries WHERE lead_id = $1", narrowed!()),
);
const BY_STATUS: Statement = Statement::new(
    "deliveries.by_status",
    concat!(
        "SELECT ",
        delivery_columns!(),
        " FROM deliveries WHERE workspace_id = $1 AND id < $2 AND status = $3 AND status <> 'sent' \
         AND ($4 = '' OR category = $4) AND at >= $5 AND at < $6 \
         AND workspace_id = $7 AND ($8 = 0 OR destination_id = $9) ORDER BY id DESC LIMIT $10"
    ),
);

pub const STATEMENTS: &[&Statement] = &[&GET, &OF_LEAD, &ALL, &BY_DESTINATION, &BY_LEAD, &BY_STATUS];

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: DeliveryId) -> Result<Option<Delivery>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// The newest of a lead.
pub fn of_lead(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId, limit: usize) -> Result<Vec<Delivery>, Error> {
    tx.query(&OF_LEAD, &[lead.into(), workspace.into(), (limit as i64).into()], read)
}

/// Newest first, older than `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: Option<DeliveryId>,
    limit: usize,
) -> Result<Vec<Delivery>, Error> {
    // Ids hold the time of their event, so that a range of time is a range of ids.
    let before = before.map_or(Uuid::max(), |id| id.0);
    let upper = filter.to.map_or(Uuid::max(), first_id_at);
    let before = before.min(upper);
    let status = filter.status.map_or("", Status::as_str);
    let category = filter.category.map_or("", Category::as_str);
    let (statement, key): (&Statement, Value<'_>) = match (filter.lead, filter.destination, filter.status) {
        (Some(lead), _, _) => (&BY_LEAD, lead.into()),
        (None, Some(destination), _) => (&BY_DESTINATION, destination.into()),
        (None, None, Some(status)) if status != Status::Sent => (&BY_STATUS, workspace.into()),
        (None, None, _) => (&ALL, workspace.into()),
    };
    let params = [
        key,
        before.into(),
        status.into(),
        category.into(),
        filter.from.unwrap_or(i64::MIN).into(),
        filter.to.unwrap_or(i64::MAX).into(),
        workspace.into(),
        i64::from(filter.destination.is_some()).into(),
        filter.destination.map_or(Uuid::nil(), |id| id.0).into(),
        (limit as i64).into(),
    ];
    tx.query(statement, &params, read)
}

/// The least id that an event of that moment can have.
fn first_id_at(at: i64) -> Uuid {
    let millis = at.div_euclid(1000).max(0).cast_unsigned().saturating_add(1);
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    Uuid::from_bytes(bytes)
}
