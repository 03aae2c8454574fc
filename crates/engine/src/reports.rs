//! Figures, read.

pub mod link;
pub mod link_table;
pub mod rates;
pub mod rows;
pub mod table;

use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::attribution::Model;
use domain::id::{HubId, LinkId};
use domain::problem::FieldError;
use domain::scope::Scope;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use store::reports::{self, By, Days, Overview};
use store::{hubs, links, workspaces};

/// Days that one report covers at most: two years and a day.
pub const MOST_DAYS: i32 = 731;

/// What an overview is asked for. Days are those of the workspace's zone; without both, the last 30.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub by: Option<By>,
    pub link: Option<LinkId>,
    /// Which touch leads and purchases are put down to.
    pub model: Model,
}

/// An overview with what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub overview: Overview,
    pub by: By,
    pub model: Model,
    /// The workspace's: costs and returns are reckoned in it.
    pub currency: String,
}

/// Errors: `Invalid` for days in the wrong order or too many of them, `NotFound` for a link of somebody else.
pub async fn overview(engine: &Engine, who: &Who, asked: Asked) -> Result<Report, Rejection> {
    need(who, Scope::ReportsRead)?;
    let (workspace, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        let home = workspaces::get(tx, workspace)?.ok_or(Rejection::NotFound)?;
        if let Some(link) = asked.link
            && links::get(tx, workspace, link)?.is_none()
            && hubs::get(tx, workspace, HubId(link.0))?.is_none()
        {
            return Err(Rejection::NotFound);
        }
        let days = days(asked.from, asked.to, today(now, &home.time_zone))?;
        let of = reports::Asked { days, link: asked.link, model: asked.model };
        let by = asked.by.unwrap_or(By::Day);
        let overview = reports::overviews(tx, workspace, of, &[by])?.pop().ok_or(Rejection::NotFound)?;
        Ok(Report { overview, by, model: asked.model, currency: home.currency })
    })
    .await
}

/// The days that were asked for; without both, the last 30. Errors: as [`overview`].
pub(crate) fn days(from: Option<Date>, to: Option<Date>, today: Date) -> Result<Days, Rejection> {
    let last = to.unwrap_or(today);
    let first = from.unwrap_or_else(|| last.saturating_sub(29.days()));
    let Some(days) = Days::new(first, last) else {
        return Err(Rejection::invalid(FieldError::new("to", "before_from")));
    };
    if days.count() > MOST_DAYS {
        return Err(Rejection::invalid(FieldError::new("from", "too_many_days").with("max", MOST_DAYS)));
    }
    Ok(days)
}

pub(crate) fn today(now: i64, zone: &str) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_microsecond(now).unwrap_or_default().to_zoned(zone).date()
}
