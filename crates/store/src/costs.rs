//! What was paid for clicks: one sum for a campaign and a day, the latest that was imported, and the imports that told
//! them. Taking an import back takes what still stands of it.

use crate::error::Error;
use crate::row::Row;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::actor::Actor;
use domain::id::WorkspaceId;
use std::collections::BTreeMap;
use uuid::Uuid;

const MADE: Statement = Statement::new(
    "costs.made",
    "INSERT INTO cost_imports (id, workspace_id, file_name, actor_kind, actor_id, actor_name, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const WITHIN: Statement = Statement::new(
    "costs.within",
    "SELECT day, campaign, minor, currency, import_id FROM ad_costs \
     WHERE workspace_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, campaign",
);
const PAGE: Statement = Statement::new(
    "costs.page",
    "SELECT day, campaign, minor, currency, import_id FROM ad_costs WHERE workspace_id = $1 AND day >= $2 \
     AND day <= $3 AND (day < $4 OR (day = $4 AND campaign > $5)) ORDER BY day DESC, campaign LIMIT $6",
);
const IMPORTS: Statement = Statement::new(
    "costs.imports",
    "SELECT i.id, i.file_name, i.actor_name, i.created_at, count(c.day) FROM cost_imports i \
     LEFT JOIN ad_costs c ON c.import_id = i.id WHERE i.workspace_id = $1 AND i.id < $2 \
     GROUP BY i.id, i.file_name, i.actor_name, i.created_at ORDER BY i.id DESC LIMIT $3",
);
const IS_THERE: Statement =
    Statement::new("costs.is_there", "SELECT file_name FROM cost_imports WHERE id = $1 AND workspace_id = $2");
const TAKE_BACK: Statement =
    Statement::new("costs.take_back", "DELETE FROM ad_costs WHERE import_id = $1 AND workspace_id = $2");
const FORGET: Statement =
    Statement::new("costs.forget", "DELETE FROM cost_imports WHERE id = $1 AND workspace_id = $2");
const BY_DAY: Statement = Statement::new(
    "costs.by_day",
    "SELECT day, currency, CAST(sum(minor) AS BIGINT) FROM ad_costs \
     WHERE workspace_id = $1 AND day >= $2 AND day <= $3 GROUP BY day, currency",
);
const BY_CAMPAIGN: Statement = Statement::new(
    "costs.by_campaign",
    "SELECT campaign, currency, CAST(sum(minor) AS BIGINT) FROM ad_costs \
     WHERE workspace_id = $1 AND day >= $2 AND day <= $3 GROUP BY campaign, currency",
);

pub const STATEMENTS: &[&Statement] =
    &[&MADE, &WITHIN, &PAGE, &IMPORTS, &IS_THERE, &TAKE_BACK, &FORGET, &BY_DAY, &BY_CAMPAIGN];

const KEEP: Batch = Batch {
    name: "costs.keep",
    before: "INSERT INTO ad_costs (workspace_id, day, campaign, minor, currency, import_id) ",
    columns: &[Column::Blob, Column::Int, Column::Text, Column::Int, Column::Text, Column::Blob],
    after: " ON CONFLICT (workspace_id, day, campaign) DO UPDATE SET minor = excluded.minor,
        currency = excluded.currency, import_id = excluded.import_id",
};

pub(crate) const BATCHES: &[&Batch] = &[&KEEP];

/// What a campaign cost on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// yyyymmdd.
    pub day: i32,
    /// As utm_campaign has it; empty: clicks without one.
    pub campaign: String,
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// The same as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub cost: Cost,
    pub import: Uuid,
}

/// A file that was brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub id: Uuid,
    pub file_name: String,
    pub by: String,
    /// Microseconds UTC.
    pub at: i64,
    /// How many of its costs still stand; later files may have replaced some.
    pub rows: i64,
}

/// Keeps the costs of a file; what stood for a campaign and a day gives way.
pub fn keep(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (id, file_name): (Uuid, &str),
    costs: &[Cost],
    by: &Actor,
    at: i64,
) -> Result<(), Error> {
    let made = [
        id.into(),
        workspace.into(),
        file_name.into(),
        by.kind.as_str().into(),
        by.id.into(),
        (&by.name).into(),
        at.into(),
    ];
    tx.execute(&MADE, &made)?;
    let mut costs: Vec<&Cost> = costs.iter().collect();
    costs.sort_by(|a, b| (a.day, &a.campaign).cmp(&(b.day, &b.campaign)));
    let rows = costs.iter().map(|cost| {
        [
            Value::from(workspace),
            cost.day.into(),
            (&cost.campaign).into(),
            cost.minor.into(),
            (&cost.currency).into(),
            id.into(),
        ]
    });
    tx.batch(&KEEP, rows).map(drop)
}

/// All costs of some days, both included.
pub fn within(tx: &mut Tx<'_>, workspace: WorkspaceId, days: (i32, i32)) -> Result<Vec<Kept>, Error> {
    tx.query(&WITHIN, &[workspace.into(), days.0.into(), days.1.into()], read)
}

/// The newest days first, after the day and campaign that the page before ended with.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    days: (i32, i32),
    after: Option<(i32, String)>,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    let (day, campaign) = after.unwrap_or((i32::MAX, String::new()));
    let of = [workspace.into(), days.0.into(), days.1.into(), day.into(), campaign.into(), (limit as i64).into()];
    tx.query(&PAGE, &of, read)
}

fn read(row: &Row<'_>) -> Result<Kept, Error> {
    let cost = Cost { day: row.get(0)?, campaign: row.get(1)?, minor: row.get(2)?, currency: row.get(3)? };
    Ok(Kept { cost, import: row.get(4)? })
}

/// The files that were brought in, newest first, those before `before`.
pub fn imports(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Import>, Error> {
    let before = before.unwrap_or(Uuid::max());
    tx.query(&IMPORTS, &[workspace.into(), before.into(), (limit as i64).into()], |row| {
        let (id, file_name, by) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Import { id, file_name, by, at: row.get(3)?, rows: row.get(4)? })
    })
}

/// Takes a file back: its name and how many costs went with it; none when there is no such file.
pub fn take_back(tx: &mut Tx<'_>, workspace: WorkspaceId, import: Uuid) -> Result<Option<(String, u64)>, Error> {
    let name: Option<String> = tx.opt(&IS_THERE, &[import.into(), workspace.into()], |row| row.get(0))?;
    let Some(name) = name else { return Ok(None) };
    let rows = tx.execute(&TAKE_BACK, &[import.into(), workspace.into()])?;
    tx.execute(&FORGET, &[import.into(), workspace.into()])?;
    Ok(Some((name, rows)))
}

/// Minor units by currency.
pub type Sum = BTreeMap<String, i64>;

/// What some days cost, by day (yyyymmdd).
pub fn by_day(tx: &mut Tx<'_>, workspace: WorkspaceId, days: (i32, i32)) -> Result<BTreeMap<i32, Sum>, Error> {
    let mut sums: BTreeMap<i32, Sum> = BTreeMap::new();
    tx.each(&BY_DAY, &[workspace.into(), days.0.into(), days.1.into()], |row| {
        sums.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    Ok(sums)
}

/// What some days cost, by campaign.
pub fn by_campaign(tx: &mut Tx<'_>, workspace: WorkspaceId, days: (i32, i32)) -> Result<BTreeMap<String, Sum>, Error> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    tx.each(&BY_CAMPAIGN, &[workspace.into(), days.0.into(), days.1.into()], |row| {
        sums.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    Ok(sums)
}
