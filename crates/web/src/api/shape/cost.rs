//! Costs, the files that told them, and what bringing one in comes to, as JSON.

use super::report::AmountJson;
use super::time;
use engine::costs::{Became, Done, Import, Kept, Line};
use serde::Serialize;
use store::costs::Cost;
use store::reports::days::date_of;
use utoipa::ToSchema;

/// What a campaign cost on a day.
#[derive(Serialize, ToSchema)]
#[schema(as = Cost)]
pub struct CostJson {
    #[schema(example = "2026-11-01")]
    pub day: String,
    /// As `utm_campaign` has it; empty: clicks without one.
    pub campaign: String,
    pub cost: AmountJson,
    pub import_id: String,
}

/// A file of costs that was brought in.
#[derive(Serialize, ToSchema)]
#[schema(as = CostImport)]
pub struct CostImportJson {
    pub id: String,
    pub file_name: String,
    /// Who brought it in.
    pub by: String,
    pub created_at: String,
    /// How many of its costs still stand; later files may have replaced some.
    pub rows: i64,
}

/// What a file of costs comes to.
#[derive(Serialize, ToSchema)]
#[schema(as = CostsImported)]
pub struct CostsDoneJson {
    /// Takes it back; null for a dry run, and where nothing was different.
    pub import_id: Option<String>,
    /// Whether it was done; false for a dry run.
    pub applied: bool,
    pub created: usize,
    /// Another cost stood there.
    pub updated: usize,
    /// The same cost stood there already.
    pub skipped: usize,
    pub rows: Vec<CostRowJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CostRow)]
pub struct CostRowJson {
    /// Of the file, from 1.
    pub line: usize,
    pub day: String,
    pub campaign: String,
    pub cost: AmountJson,
    /// `created`, `updated` or `skipped`.
    pub became: &'static str,
    /// What an updated row replaces.
    pub before: Option<AmountJson>,
}

fn day(number: i32) -> String {
    date_of(number).map(|date| date.to_string()).unwrap_or_default()
}

fn amount(cost: &Cost) -> AmountJson {
    AmountJson::of(cost.minor, &cost.currency)
}

impl CostJson {
    pub fn new(Kept { cost, import }: &Kept) -> Self {
        Self { day: day(cost.day), campaign: cost.campaign.clone(), cost: amount(cost), import_id: import.to_string() }
    }
}

impl CostImportJson {
    pub fn new(import: &Import) -> Self {
        Self {
            id: import.id.to_string(),
            file_name: import.file_name.clone(),
            by: import.by.clone(),
            created_at: time(import.at),
            rows: import.rows,
        }
    }
}

impl CostsDoneJson {
    pub fn new(done: Done) -> Self {
        Self {
            import_id: done.import.map(|id| id.to_string()),
            applied: done.applied,
            created: done.created(),
            updated: done.updated(),
            skipped: done.skipped(),
            rows: done.lines.iter().map(CostRowJson::new).collect(),
        }
    }
}

impl CostRowJson {
    fn new(Line { line, cost, became }: &Line) -> Self {
        let (word, before) = match became {
            Became::Created => ("created", None),
            Became::Updated { before } => ("updated", Some(amount(before))),
            Became::Skipped => ("skipped", None),
        };
        Self {
            line: *line,
            day: day(cost.day),
            campaign: cost.campaign.clone(),
            cost: amount(cost),
            became: word,
            before,
        }
    }
}
