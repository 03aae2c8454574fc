//! The workspace: its name, zone, currency, country, fallback, catch-all and statuses.

use crate::Engine;
use crate::command::{self, Deed, need, record};
use crate::links::check_workspace_fallback;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::conversion::StatusMeans;
use domain::draft::workspace::WorkspacePatch;
use domain::problem::FieldError;
use domain::scope::Scope;
use domain::workspace::Settings;
use serde_json::{Value, json};
use store::config_changes::{self, Noun};
use store::workspaces::Workspace;
use store::{Tx, channels, workspaces};

pub async fn get(engine: &Engine, who: &Who) -> Result<Workspace, Rejection> {
    need(who, Scope::WorkspaceRead)?;
    let id = who.workspace;
    command::read(engine, move |tx| workspaces::get(tx, id)?.ok_or(Rejection::NotFound)).await
}

/// The same for a command that reads its input by the workspace's country, currency and statuses: whoever may give
/// that command needs no right to these.
pub async fn rules(engine: &Engine, who: &Who) -> Result<Workspace, Rejection> {
    let id = who.workspace;
    command::read(engine, move |tx| workspaces::get(tx, id)?.ok_or(Rejection::NotFound)).await
}

/// Every workspace of the installation; for the operator, who chooses one.
pub async fn all(engine: &Engine) -> Result<Vec<Workspace>, Rejection> {
    Ok(engine.store.read(workspaces::all).await?)
}

/// `seen`: the version that the change is based on. Errors: `Stale`, `Invalid`.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    seen: Option<i64>,
    patch: WorkspacePatch,
) -> Result<Workspace, Rejection> {
    need(who, Scope::WorkspaceWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let workspace = command::write(engine, move |tx| {
        workspaces::hold(tx, who.workspace)?;
        let before = workspaces::get(tx, who.workspace)?.ok_or(Rejection::NotFound)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Rejection::Stale);
        }
        check(tx, &who, &base, &patch)?;
        let new = before.clone();
        let statuses = patch.statuses.unwrap_or(new.settings.statuses);
        let changed = Workspace {
            name: patch.name.unwrap_or(new.name),
            time_zone: patch.time_zone.unwrap_or(new.time_zone),
            currency: patch.currency.unwrap_or(new.currency),
            country: patch.country.unwrap_or(new.country),
            settings: Settings {
                fallback: patch.fallback.unwrap_or(new.settings.fallback),
                catch_all: patch.catch_all.unwrap_or(new.settings.catch_all),
                statuses: statuses.clone(),
                conversions: patch.conversions.unwrap_or_else(|| still_there(new.settings.conversions, &statuses)),
                privacy: patch.privacy.onto(&new.settings.privacy),
            },
            updated_at: now,
            ..new
        };
        known_statuses(&changed.settings)?;
        if !workspaces::update(tx, &changed)? {
            return Err(Rejection::Stale);
        }
        if changed.time_zone != before.time_zone {
            // The days that figures are kept by are the zone's.
            store::reports::recount(tx, changed.id)?;
        }
        config_changes::append(tx, Noun::Workspace, changed.id.0, now)?;
        let deed = Deed {
            action: "workspace.changed",
            noun: "workspace",
            id: changed.id.0,
            before: Some(told(&before)),
            after: Some(told(&changed)),
        };
        record(tx, &who, now, deed)?;
        Ok(Workspace { version: before.version + 1, ..changed })
    })
    .await?;
    command::announce(engine).await;
    engine.sweeper.wake();
    Ok(workspace)
}

fn check(tx: &mut Tx<'_>, who: &Who, base: &str, patch: &WorkspacePatch) -> Result<(), Rejection> {
    if let Some(Some(target)) = &patch.fallback {
        check_workspace_fallback(tx, who.workspace, base, target)?;
    }
    if let Some(Some(id)) = patch.catch_all {
        let there = channels::get(tx, who.workspace, id)?.is_some_and(|channel| channel.archived_at.is_none());
        if !there {
            return Err(Rejection::invalid(FieldError::new("catch_all_channel_id", "no_such_channel")));
        }
    }
    Ok(())
}

fn still_there(mut conversions: Vec<StatusMeans>, statuses: &[String]) -> Vec<StatusMeans> {
    conversions.retain(|means| statuses.contains(&means.status));
    conversions
}

/// What is told of a status is told of one that there is; one that was taken off the list is told of no more.
fn known_statuses(settings: &Settings) -> Result<(), Rejection> {
    let unknown = |means: &StatusMeans| !settings.statuses.contains(&means.status);
    match settings.conversions.iter().position(unknown) {
        Some(at) => Err(Rejection::invalid(
            FieldError::new(format!("conversions[{at}].status"), "no_such_status")
                .with("status", &settings.conversions[at].status),
        )),
        None => Ok(()),
    }
}

pub(crate) fn told(workspace: &Workspace) -> Value {
    json!({
        "name": workspace.name, "time_zone": workspace.time_zone, "currency": workspace.currency,
        "country": workspace.country, "fallback": workspace.settings.fallback,
        "catch_all_channel_id": workspace.settings.catch_all, "statuses": workspace.settings.statuses,
        "conversions": workspace.settings.conversions, "ip": workspace.settings.privacy.ip,
        "keep_days": workspace.settings.privacy.keep,
    })
}
