//! What the page on a visitor's phone tells of its visit: believed only with that visit's own ticket, and only once.
//! Whoever tells the rest tells it to nobody; the visitor hears no difference.

use crate::Engine;
use crate::command::{self, Page, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::deeplink::{Happening, Token};
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::scope::Scope;
use domain::visit::{Beacon, Entry};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxHashSet;
use std::sync::{Mutex, PoisonError};
use store::beacons;
pub use store::beacons::{Funnel, Seen, What};
use store::reports::days::beginning;
use store::reports::{self, By, Days};
use store::{Tx, links, workspaces};

/// Of so many tellings this node knows that they came; then it forgets the older half. The store keeps each once in any
/// case: this only keeps one page that repeats itself from filling the journal.
const KNOWN: usize = 1 << 16;

/// What was told lately.
#[derive(Debug, Default)]
pub(crate) struct Heard(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: FxHashSet<(Token, Happening)>,
    old: FxHashSet<(Token, Happening)>,
}

impl Heard {
    /// Whether this is news.
    fn is_new(&self, token: Token, what: Happening) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.old.contains(&(token, what)) || !known.young.insert((token, what)) {
            return false;
        }
        if known.young.len() >= KNOWN {
            known.old = std::mem::take(&mut known.young);
        }
        true
    }
}

impl Engine {
    /// The ticket of a visit's page.
    pub(crate) fn ticket(&self, token: &Token) -> String {
        self.beacon_key.seal(token, &self.codes)
    }

    /// What is to be recorded of a telling. None: forged, too late, told before, or of nothing that we know.
    pub fn hear(&self, ticket: &str, what: &str) -> Option<Entry<'static>> {
        let what = Happening::parse(what)?;
        let now = self.now();
        let token = self.beacon_key.open(ticket, &self.codes, now)?;
        let Token { workspace, link, lead, visit_at } = token;
        let beacon = || Entry::Beacon(Beacon { at: now, workspace, link, lead, visit_at, what });
        self.heard.is_new(token, what).then(beacon)
    }
}

/// The days that figures are asked of, in the workspace's zone; without both, the last 30.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// How the chats of a link's visitors were opened in some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    pub days: Days,
    /// Clicks and scans of people by this link, repeats left out.
    pub people: i64,
    pub funnel: Funnel,
}

/// Errors: `NotFound` for a link of somebody else, `Invalid` for days in the wrong order or too many of them.
pub async fn opened(engine: &Engine, who: &Who, link: LinkId, asked: Asked) -> Result<Opened, Rejection> {
    need(who, Scope::ReportsRead)?;
    let (workspace, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        let (days, (from, before)) = period(tx, workspace, link, asked, now)?;
        let counts = reports::overview(tx, workspace, days, By::Day, Some(link))?.totals.counts;
        let funnel = beacons::funnel(tx, workspace, link, from, before)?;
        Ok(Opened { days, people: counts.clicks + counts.scans, funnel })
    })
    .await
}

/// The visits behind a figure of [`opened`], newest first, after one of them. Errors: as there.
pub async fn visits(
    engine: &Engine,
    who: &Who,
    link: LinkId,
    what: What,
    asked: Asked,
    after: Option<(i64, LeadId)>,
    limit: usize,
) -> Result<Page<Seen>, Rejection> {
    need(who, Scope::VisitsRead)?;
    let (workspace, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        let (_, moments) = period(tx, workspace, link, asked, now)?;
        let seen = beacons::rows(tx, workspace, link, what, moments, after, limit + 1)?;
        Ok(Page::cut(seen, limit))
    })
    .await
}

fn period(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    link: LinkId,
    asked: Asked,
    now: i64,
) -> Result<(Days, (i64, i64)), Rejection> {
    let home = workspaces::get(tx, workspace)?.ok_or(Rejection::NotFound)?;
    links::get(tx, workspace, link)?.ok_or(Rejection::NotFound)?;
    let zone = TimeZone::get(&home.time_zone).unwrap_or(TimeZone::UTC);
    let days = crate::reports::days(asked.from, asked.to, crate::reports::today(now, &home.time_zone))?;
    let from = beginning(days.first(), &zone).unwrap_or(i64::MIN);
    let before = days.last().tomorrow().ok().and_then(|day| beginning(day, &zone)).unwrap_or(i64::MAX);
    Ok((days, (from, before)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn token(lead: i64) -> Token {
        let id = Uuid::from_u128(1);
        Token { workspace: WorkspaceId(id), link: LinkId(id), lead: LeadId(lead), visit_at: 0 }
    }

    #[test]
    fn each_thing_is_news_once_and_what_is_remembered_is_bounded() {
        let heard = Heard::default();
        assert!(heard.is_new(token(1), Happening::Shown));
        assert!(!heard.is_new(token(1), Happening::Shown));
        assert!(heard.is_new(token(1), Happening::Opened));
        for lead in 0..3 * KNOWN as i64 {
            heard.is_new(token(10 + lead), Happening::Shown);
        }
        assert!(!heard.is_new(token(9 + 3 * KNOWN as i64), Happening::Shown), "the newest are still known");
        let known = heard.0.lock().expect("nobody panicked");
        assert!(known.young.len() + known.old.len() <= 2 * KNOWN);
    }
}
