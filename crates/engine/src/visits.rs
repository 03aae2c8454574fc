//! Visits as they were decided, read.

use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::VisitId;
use domain::lead::filter::Hour;
use domain::problem::FieldError;
use domain::scope::Scope;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::forms::{self, Sent};
use store::reports::days::beginning;
use store::visits::Visit;
pub use store::visits::{After, Cursor, Facet, Figure, Filter, Page};
use store::workspaces;

/// What a list is narrowed to, and the days of it in the workspace's zone: the first and the last, both of them in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub filter: Filter,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Of each day only this hour, 0 to 23.
    pub hour: Option<i8>,
}

/// Newest first, from where the cursor stands. A page may come short, even empty, and still go on. Errors: `Invalid`
/// for days in the wrong order.
pub async fn list(
    engine: &Engine,
    who: &Who,
    asked: Asked,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Page, Rejection> {
    need(who, Scope::VisitsRead)?;
    let Asked { mut filter, from, to, hour } = asked;
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Rejection::invalid(FieldError::new("to", "before_from")));
    }
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        if from.or(to).is_some() || hour.is_some() {
            let home = workspaces::get(tx, workspace)?.ok_or(Rejection::NotFound)?;
            let zone = TimeZone::get(&home.time_zone).unwrap_or(TimeZone::UTC);
            filter.hour = hour.map(|hour| Hour { hour, zone: zone.clone() });
            // Days beyond the calendar leave that end open.
            filter.from = from.and_then(|day| beginning(day, &zone));
            filter.before = to.and_then(|day| day.tomorrow().ok()).and_then(|day| beginning(day, &zone));
        }
        Ok(store::visits::page(tx, workspace, &filter, cursor.as_ref(), limit)?)
    })
    .await
}

pub async fn get(engine: &Engine, who: &Who, id: VisitId) -> Result<Visit, Rejection> {
    need(who, Scope::VisitsRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| store::visits::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}

/// One visit, and the form that it was shown where that was sent: its decision is what the visit came to.
pub async fn whole(engine: &Engine, who: &Who, id: VisitId) -> Result<(Visit, Option<Sent>), Rejection> {
    let visit = get(engine, who, id).await?;
    let (link, lead, at, is_unidentified) = {
        let record = visit.visit();
        (record.link, record.lead.map(|lead| lead.id), record.at, record.is_unidentified())
    };
    let sent = match lead {
        Some(lead) => command::read(engine, move |tx| Ok(forms::of_visit(tx, lead, link, at)?)).await?,
        None if is_unidentified => command::read(engine, move |tx| Ok(forms::of_page_of_nobody(tx, link, at)?)).await?,
        None => None,
    };
    Ok((visit, sent))
}
