//! What is said where days are shown whose visits are kept no more: their figures stay, and have no rows behind them.

use super::desk::Desk;
use axum::response::Response;
use engine::{Engine, retention};
use jiff::civil::Date;
use store::reports::days;

/// Sentences on visits of people and on those that were filtered, where some from that day on are gone; none of these:
/// everything is there. Without a day, all days are meant.
pub async fn said(engine: &Engine, d: &Desk, from: Option<Date>) -> Result<Vec<String>, Response> {
    let (people, filtered) = retention::visits_kept_from(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let begins = from.and_then(|day| days::beginning(day, &d.zone)).unwrap_or(i64::MIN);
    let is_gone = |kept_from: Option<i64>| kept_from.filter(|kept_from| begins < *kept_from);
    let day = |at: i64| d.day(days::local(at, &d.zone).0);
    let people = is_gone(people).map(|at| d.a("privacy-rows-gone").s("day", day(at)).to_string());
    let filtered = is_gone(filtered).map(|at| d.a("privacy-filtered-gone").s("day", day(at)).to_string());
    Ok(people.into_iter().chain(filtered).collect())
}

/// The same beside a link's figures, some of which are counted from the rows.
pub async fn said_of_link(engine: &Engine, d: &Desk, from: Date) -> Result<Vec<String>, Response> {
    let mut said = said(engine, d, Some(from)).await?;
    if !said.is_empty() {
        said.push(d.t("privacy-counted-gone"));
    }
    Ok(said)
}
