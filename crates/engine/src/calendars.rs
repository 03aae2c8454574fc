//! Holiday calendars: made, changed, removed, read. One that a rule or somebody's working hours still name can't be
//! removed. They belong to the links' rules, so the rights are those of links.

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::calendar::{CalendarPatch, NewCalendar};
use domain::id::CalendarId;
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::calendars::Calendar;
use store::config_changes::{self, Noun};
use store::{Tx, calendars, workspaces};

pub async fn get(engine: &Engine, who: &Who, id: CalendarId) -> Result<Calendar, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| calendars::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}

/// Oldest first, after `after`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    after: Option<CalendarId>,
    limit: usize,
) -> Result<Page<Calendar>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(calendars::page(tx, workspace, after, limit + 1)?, limit))).await
}

/// The names of links that use a calendar, at most a few.
pub async fn used_by(engine: &Engine, who: &Who, id: CalendarId) -> Result<Vec<String>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(calendars::used_by(tx, workspace, id)?)).await
}

pub async fn create(engine: &Engine, who: &Who, new: NewCalendar) -> Result<Calendar, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let calendar = command::write(engine, move |tx| {
        let calendar = Calendar {
            id: CalendarId(new_id(now)),
            workspace: who.workspace,
            name: new.name,
            country: new.country,
            dates: new.dates,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        calendars::insert(tx, &calendar)?;
        close(tx, &who, "calendar.created", None, Some(&calendar), now)?;
        Ok(calendar)
    })
    .await?;
    command::announce(engine).await;
    Ok(calendar)
}

/// `seen`: the version that the change is based on. Errors: `Stale`.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: CalendarId,
    seen: Option<i64>,
    patch: CalendarPatch,
) -> Result<Calendar, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let calendar = command::write(engine, move |tx| {
        let before = current(tx, &who, id, seen)?;
        let changed = Calendar {
            name: patch.name.unwrap_or_else(|| before.name.clone()),
            country: patch.country.unwrap_or_else(|| before.country.clone()),
            dates: patch.dates.unwrap_or_else(|| before.dates.clone()),
            updated_at: now,
            ..before.clone()
        };
        if !calendars::update(tx, &changed)? {
            return Err(Rejection::Stale);
        }
        let after = Calendar { version: before.version + 1, ..changed };
        close(tx, &who, "calendar.changed", Some(&before), Some(&after), now)?;
        Ok(after)
    })
    .await?;
    command::announce(engine).await;
    Ok(calendar)
}

/// Removes a calendar for good. Errors: `Stale`, `Conflict` while something names it.
pub async fn remove(engine: &Engine, who: &Who, id: CalendarId, seen: Option<i64>) -> Result<(), Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        // Links that are saved at the same time wait: one of them may be about to name this calendar.
        workspaces::hold(tx, who.workspace)?;
        let before = current(tx, &who, id, seen)?;
        let users = calendars::used_by(tx, who.workspace, id)?;
        if !users.is_empty() {
            return Err(Rejection::conflict(FieldError::new("", "calendar_in_use").with("links", users.join(", "))));
        }
        if !calendars::delete(tx, &before)? {
            return Err(Rejection::Stale);
        }
        close(tx, &who, "calendar.removed", Some(&before), None, now)
    })
    .await?;
    command::announce(engine).await;
    Ok(())
}

fn current(tx: &mut Tx<'_>, who: &Who, id: CalendarId, seen: Option<i64>) -> Result<Calendar, Rejection> {
    let calendar = calendars::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
    if seen.is_some_and(|seen| seen != calendar.version) {
        return Err(Rejection::Stale);
    }
    Ok(calendar)
}

fn close(
    tx: &mut Tx<'_>,
    who: &Who,
    action: &str,
    before: Option<&Calendar>,
    after: Option<&Calendar>,
    now: i64,
) -> Result<(), Rejection> {
    let Some(of) = after.or(before) else { return Ok(()) };
    config_changes::append(tx, Noun::Calendar, of.id.0, now)?;
    let (before, after) = (before.map(told), after.map(told));
    record(tx, who, now, Deed { action, noun: "calendar", id: of.id.0, before, after })
}

fn told(calendar: &Calendar) -> Value {
    json!({ "name": calendar.name, "country": calendar.country, "dates": calendar.dates })
}
