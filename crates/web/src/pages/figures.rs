//! Figures of a period for the overview, the list of links and one link's page: read once, in one transaction.

use super::desk::Desk;
use super::period::Period;
use domain::attribution::Model;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::{Engine, Rejection};
use std::collections::HashMap;
use store::reports::{Asked, By, Days, Overview};

/// The reports of one period by each of `by`. Nobody without the right sees a figure.
pub async fn reports(
    engine: &Engine,
    d: &Desk,
    period: Period,
    by: &[By],
    (link, model): (Option<LinkId>, Model),
) -> Result<Vec<Overview>, Rejection> {
    if !d.may(Scope::ReportsRead) {
        return Err(Rejection::Forbidden);
    }
    let workspace = d.who.workspace;
    let days = Days::new(period.from, period.to).ok_or(Rejection::NotFound)?;
    let (asked, by) = (Asked { days, link, model }, by.to_vec());
    Ok(engine.store.read(move |tx| store::reports::overviews(tx, workspace, asked, &by)).await?)
}

/// Clicks with scans, and leads, of the last thirty days by link; none for one who may not see reports.
pub async fn of_links(engine: &Engine, d: &Desk) -> Result<HashMap<LinkId, (i64, i64)>, Rejection> {
    if !d.may(Scope::ReportsRead) {
        return Ok(HashMap::new());
    }
    let reports = reports(engine, d, last_thirty(d), &[By::Link], (None, Model::First)).await?;
    let lines = reports.into_iter().flat_map(|report| report.lines);
    Ok(lines
        .filter_map(|line| {
            let counts = line.figures.counts;
            Some((LinkId::parse(&line.key)?, (counts.clicks + counts.scans, counts.leads)))
        })
        .collect())
}

pub fn last_thirty(d: &Desk) -> Period {
    Period::read("30d", "", "", crate::view::time::zoned(d.now, &d.zone).date())
}
