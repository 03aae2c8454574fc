//! What was paid for clicks: files of costs are brought in, looked at, taken back. A campaign and a day have one cost,
//! the latest that was brought in; a file is taken whole or not at all, and a dry run only says what it would come to.
//!
//! | file | what |
//! |---|---|
//! | [`text`] | bytes of any usual encoding as text |
//! | [`file`] | the table: which columns mean what, row by row |
//! | [`cells`] | days and amounts as people and programs write them |

pub mod cells;
pub mod file;
pub mod table;
pub mod text;

pub use crate::transfer::Wish;
pub use store::costs::{Import, Kept};

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record, write_to};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::money::{self, Currency};
use domain::problem::FieldError;
use domain::scope::Scope;
use file::Row;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::costs::Cost;
use store::reports::days::number_of;
use store::{Store, Tx, costs, workspaces};
use uuid::Uuid;

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Rows of a file at most.
pub const MOST_ROWS: usize = 100_000;

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    Created,
    /// Another cost stood there.
    Updated {
        before: Cost,
    },
    /// The same cost stands there already.
    Skipped,
}

/// A row of the file and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of the file, from 1.
    pub line: usize,
    pub cost: Cost,
    pub became: Became,
}

/// What a file comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Its name for taking it back; none for a dry run, and where nothing was different.
    pub import: Option<Uuid>,
    pub applied: bool,
    pub lines: Vec<Line>,
}

impl Done {
    pub fn created(&self) -> usize {
        self.count(|became| *became == Became::Created)
    }

    pub fn updated(&self) -> usize {
        self.count(|became| matches!(became, Became::Updated { .. }))
    }

    pub fn skipped(&self) -> usize {
        self.count(|became| *became == Became::Skipped)
    }

    pub fn is_nothing(&self) -> bool {
        self.created() + self.updated() == 0
    }

    /// What all rows come to, by currency.
    pub fn sums(&self) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for Line { cost, .. } in &self.lines {
            *sums.entry(cost.currency.clone()).or_default() += cost.minor;
        }
        sums
    }

    fn count(&self, is: impl Fn(&Became) -> bool) -> usize {
        self.lines.iter().filter(|line| is(&line.became)).count()
    }
}

/// Brings a file in. Errors: `Invalid` with every fault, each with its line in the file (the argument `file_line`).
pub async fn import(
    engine: &Engine,
    who: &Who,
    (name, file): (String, Vec<u8>),
    wish: Wish,
) -> Result<Done, Rejection> {
    import_into(&engine.store, who, (name, file), wish, engine.now()).await
}

/// [`import`] where there is a store and no engine.
pub(crate) async fn import_into(
    store: &Store,
    who: &Who,
    (name, file): (String, Vec<u8>),
    wish: Wish,
    now: i64,
) -> Result<Done, Rejection> {
    need(who, Scope::ReportsWrite)?;
    if file.len() > MOST_BYTES {
        let fault = FieldError::new("", "file_too_large").with("max", MOST_BYTES / 1024 / 1024);
        return Err(Rejection::invalid(fault));
    }
    let who = who.clone();
    write_to(store, move |tx| {
        let home = workspaces::get(tx, who.workspace)?.ok_or(Rejection::NotFound)?;
        // What stands is read and replaced by one at a time.
        workspaces::hold(tx, who.workspace)?;
        let own = Currency::parse(&home.currency).ok_or(Rejection::NotFound)?;
        let rows = file::read(&text::of(&file), own)?;
        let lines = compared(tx, &who, rows)?;
        let mut done = Done { applied: wish == Wish::Apply, lines, import: None };
        if wish == Wish::Apply && !done.is_nothing() {
            done.import = Some(keep(tx, &who, &name, &done, now)?);
        }
        Ok(done)
    })
    .await
}

fn compared(tx: &mut Tx<'_>, who: &Who, rows: Vec<Row>) -> Result<Vec<Line>, Rejection> {
    let days = rows.iter().map(|row| row.cost.day);
    let Some((first, last)) = days.clone().min().zip(days.max()) else { return Ok(Vec::new()) };
    let there: BTreeMap<(i32, String), Cost> = costs::within(tx, who.workspace, (first, last))?
        .into_iter()
        .map(|kept| ((kept.cost.day, kept.cost.campaign.clone()), kept.cost))
        .collect();
    let line = |Row { line, cost }: Row| {
        let became = match there.get(&(cost.day, cost.campaign.clone())) {
            None => Became::Created,
            Some(before) if *before == cost => Became::Skipped,
            Some(before) => Became::Updated { before: before.clone() },
        };
        Line { line, cost, became }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Only what is different is the file's: taking it back takes nothing that stood before.
fn keep(tx: &mut Tx<'_>, who: &Who, name: &str, done: &Done, now: i64) -> Result<Uuid, Rejection> {
    let id = new_id(now);
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    let different: Vec<Cost> =
        done.lines.iter().filter(|line| line.became != Became::Skipped).map(|line| line.cost.clone()).collect();
    costs::keep(tx, who.workspace, (id, &name), &different, &who.actor, now)?;
    let after =
        json!({ "file": name, "created": done.created(), "updated": done.updated(), "sums": told(&done.sums()) });
    record(tx, who, now, Deed { action: "costs.imported", noun: "cost_import", id, before: None, after: Some(after) })?;
    Ok(id)
}

fn told(sums: &BTreeMap<String, i64>) -> Value {
    let one = |(currency, minor): (&String, &i64)| {
        let amount = Currency::parse(currency).map(|known| money::format(*minor, known)).unwrap_or_default();
        json!({ "amount": amount, "currency": currency })
    };
    sums.iter().map(one).collect()
}

/// Takes a file back; how many costs went with it. Errors: `NotFound`.
pub async fn take_back(engine: &Engine, who: &Who, import: Uuid) -> Result<(String, u64), Rejection> {
    need(who, Scope::ReportsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        workspaces::hold(tx, who.workspace)?;
        let (name, rows) = costs::take_back(tx, who.workspace, import)?.ok_or(Rejection::NotFound)?;
        let before = Some(json!({ "file": name, "rows": rows }));
        let deed = Deed { action: "costs.taken_back", noun: "cost_import", id: import, before, after: None };
        record(tx, &who, now, deed)?;
        Ok((name, rows))
    })
    .await
}

/// Costs of some days (none: all), the newest days first, after the day and campaign that the page before ended with.
pub async fn list(
    engine: &Engine,
    who: &Who,
    (from, to): (Option<Date>, Option<Date>),
    after: Option<(i32, String)>,
    limit: usize,
) -> Result<Page<Kept>, Rejection> {
    need(who, Scope::ReportsRead)?;
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Rejection::invalid(FieldError::new("to", "before_from")));
    }
    let days = (from.map_or(0, number_of), to.map_or(i32::MAX, number_of));
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(costs::page(tx, workspace, days, after, limit + 1)?, limit))).await
}

/// The files that were brought in, newest first, those before `before`.
pub async fn imports(
    engine: &Engine,
    who: &Who,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Page<Import>, Rejection> {
    need(who, Scope::ReportsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(costs::imports(tx, workspace, before, limit + 1)?, limit))).await
}
