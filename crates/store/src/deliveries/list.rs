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
    /// Any of these; none of them: whatever.
    pub statuses: Vec<Status>,
    pub destination: Option<DestinationId>,
    pub lead: Option<LeadId>,
    pub category: Option<Category>,
    /// When the event was: from (inclusive) to (exclusive), microseconds UTC.
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// When it came to its end, likewise: what is on its way has none.
    pub ended_from: Option<i64>,
    pub ended_to: Option<i64>,
    /// The replay that it was last a part of.
    pub replay: Option<Uuid>,
}

impl Filter {
    /// The statuses that are asked for one by one, each along its own index; a single none: whatever.
    pub(crate) fn each_status(&self) -> Vec<Option<Status>> {
        let ended = self.ended_from.is_some() || self.ended_to.is_some();
        if self.statuses.is_empty() && !ended {
            return vec![None];
        }
        let all: &[Status] = if self.statuses.is_empty() { &Status::ALL } else { &self.statuses };
        let fits = |status: &Status| all.contains(status) && (!ended || status.is_final());
        Status::ALL.into_iter().filter(fits).map(Some).collect()
    }
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

macro_rules! further {
    () => {
        " AND ($4 = '' OR category = $4) AND at >= $5 AND at < $6 AND workspace_id = $7 \
         AND ($8 = 0 OR destination_id = $9) AND updated_at >= $10 AND updated_at < $11 \
         AND ($12 = 0 OR replay_id = $13) ORDER BY id DESC LIMIT $14"
    };
}
macro_rules! narrowed {
    () => {
        concat!(" AND id < $2 AND ($3 = '' OR status = $3)", further!())
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
const BY_REPLAY: Statement = Statement::new(
    "deliveries.by_replay",
    concat!("SELECT ", delivery_columns!(), " FROM deliveries WHERE replay_id = $1", narrowed!()),
);
const BY_STATUS: Statement = Statement::new(
    "deliveries.by_status",
    concat!(
        "SELECT ",
        delivery_columns!(),
        " FROM deliveries WHERE workspace_id = $1 AND id < $2 AND status = $3 AND status <> 'sent'",
        further!()
    ),
);

pub const STATEMENTS: &[&Statement] = &[&GET, &OF_LEAD, &ALL, &BY_DESTINATION, &BY_LEAD, &BY_REPLAY, &BY_STATUS];

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
    let before = before.min(filter.to.map_or(Uuid::max(), first_id_at));
    let mut found = Vec::new();
    for status in filter.each_status() {
        found.extend(of_status(tx, workspace, (filter, status), before, limit)?);
    }
    found.sort_unstable_by_key(|one: &Delivery| std::cmp::Reverse(one.id));
    found.truncate(limit);
    Ok(found)
}

fn of_status(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (filter, status): (&Filter, Option<Status>),
    before: Uuid,
    limit: usize,
) -> Result<Vec<Delivery>, Error> {
    let (statement, key): (&Statement, Value<'_>) = match (filter.lead, filter.replay, filter.destination) {
        (Some(lead), _, _) => (&BY_LEAD, lead.into()),
        (None, Some(replay), _) => (&BY_REPLAY, replay.into()),
        (None, None, _) if status.is_some_and(|status| status != Status::Sent) => (&BY_STATUS, workspace.into()),
        (None, None, Some(destination)) => (&BY_DESTINATION, destination.into()),
        (None, None, None) => (&ALL, workspace.into()),
    };
    let params = [
        key,
        before.into(),
        status.map_or("", Status::as_str).into(),
        filter.category.map_or("", Category::as_str).into(),
        filter.from.unwrap_or(i64::MIN).into(),
        filter.to.unwrap_or(i64::MAX).into(),
        workspace.into(),
        i64::from(filter.destination.is_some()).into(),
        filter.destination.map_or(Uuid::nil(), |id| id.0).into(),
        filter.ended_from.unwrap_or(i64::MIN).into(),
        filter.ended_to.unwrap_or(i64::MAX).into(),
        i64::from(filter.replay.is_some()).into(),
        filter.replay.unwrap_or_default().into(),
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
