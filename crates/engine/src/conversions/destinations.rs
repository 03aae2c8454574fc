//! Destinations as people set them up: made, changed, put away, tried again; how they do. A credential goes in and never
//! comes out again: see [`super::keeper`].

use super::keeper::Keeper;
use super::vault::Credentials;
use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::destination::{Platform, usual};
use domain::draft::destination::{DestinationDraft, NewDestination};
use domain::id::DestinationId;
use domain::outbox::breaker::{Breaker, State};
use domain::problem::FieldError;
use domain::scope::Scope;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::deliveries::glance::Glance;
use store::deliveries::replay;
use store::destinations::{self, Destination, Health};
use store::{Tx, workspaces};

/// More than these help nobody and would slow every visit.
pub const MOST: i64 = 50;

/// A destination with how it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationView {
    pub destination: Destination,
    pub health: Health,
    pub glance: Glance,
    /// The day on which the platform's interface that is used ends, where that is known.
    pub ends_on: Option<Date>,
    /// A webhook's signing secret: told once, when it was made.
    pub signing_secret: Option<String>,
}

/// Oldest first, after `after`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    after: Option<DestinationId>,
    limit: usize,
) -> Result<Page<DestinationView>, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let (workspace, now, keeper) = (who.workspace, engine.now(), Keeper::new(engine));
    command::read(engine, move |tx| {
        let page = Page::cut(destinations::page(tx, workspace, after, limit + 1)?, limit);
        let items = page.items.into_iter().map(|one| keeper.view(tx, one, None, now));
        Ok(Page { items: items.collect::<Result<_, _>>()?, more: page.more })
    })
    .await
}

/// Archived ones too.
pub async fn get(engine: &Engine, who: &Who, id: DestinationId) -> Result<DestinationView, Rejection> {
    need(who, Scope::DestinationsRead)?;
    let (workspace, now, keeper) = (who.workspace, engine.now(), Keeper::new(engine));
    command::read(engine, move |tx| {
        let found = destinations::get(tx, workspace, id)?.ok_or(Rejection::NotFound)?;
        keeper.view(tx, found, None, now)
    })
    .await
}

/// Id, platform and name of those that are switched on or off but not put away; for choosing one.
pub async fn choices(engine: &Engine, who: &Who) -> Result<Vec<(DestinationId, Platform, String)>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        let all = destinations::page(tx, workspace, None, MOST as usize)?;
        Ok(all.into_iter().map(|one| (one.id, one.platform, one.name)).collect())
    })
    .await
}

/// Errors: `Invalid` with what the platform needs and was not given, `Conflict` for one too many.
pub async fn create(engine: &Engine, who: &Who, new: NewDestination) -> Result<DestinationView, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now, keeper) = (who.clone(), engine.now(), Keeper::new(engine));
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).expect("the operating system gives random bytes");
    let made = command::write(engine, move |tx| {
        workspaces::hold(tx, who.workspace)?;
        if destinations::count(tx, who.workspace)? >= MOST {
            return Err(Rejection::conflict(FieldError::new("", "too_many_destinations").with("max", MOST)));
        }
        let NewDestination { platform, draft } = new;
        let id = DestinationId(new_id(now));
        let empty = Destination {
            id,
            workspace: who.workspace,
            platform,
            name: String::new(),
            active: true,
            for_all_links: true,
            settings: BTreeMap::new(),
            credentials: Vec::new(),
            hints: BTreeMap::new(),
            events: usual(platform),
            consent: Default::default(),
            archived_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        let mut credentials = Credentials::new();
        let signing = (platform == Platform::Webhook).then(|| platforms::webhook::secret(&secret));
        if let Some(signing) = &signing {
            credentials.insert("secret".to_owned(), signing.clone());
        }
        let made = keeper.laid_over(empty, credentials, draft, now)?;
        destinations::insert(tx, &made)?;
        let after = Some(told(&made));
        record(
            tx,
            &who,
            now,
            Deed { action: "destination.created", noun: "destination", id: id.0, before: None, after },
        )?;
        keeper.view(tx, made, signing, now)
    })
    .await?;
    Ok(made)
}

/// `seen`: the version that the change is based on. Whoever changes how it signs in or where it leads has acted: what was
/// paused goes on. Errors: `Stale`, `Invalid`.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: DestinationId,
    seen: Option<i64>,
    draft: impl FnOnce(Platform) -> Result<DestinationDraft, Vec<FieldError>> + Send + 'static,
) -> Result<DestinationView, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now, keeper) = (who.clone(), engine.now(), Keeper::new(engine));
    let view = command::write(engine, move |tx| {
        let before = current(tx, &who, id, seen)?;
        let draft = draft(before.platform)?;
        let mends = !draft.settings.is_empty() || !draft.credentials.is_empty();
        let credentials = keeper.opened(&before);
        let changed = keeper.laid_over(before.clone(), credentials, draft, now)?;
        let after = save(tx, &who, "destination.changed", &before, changed, now)?;
        if mends {
            unpause(tx, id, now)?;
        }
        keeper.view(tx, after, None, now)
    })
    .await?;
    engine.deliver.begin_anew(id);
    Ok(view)
}

/// Puts a destination away: nothing more is sent there, what was sent stays to be seen. Idempotent.
pub async fn archive(engine: &Engine, who: &Who, id: DestinationId, seen: Option<i64>) -> Result<(), Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        let before = destinations::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if before.archived_at.is_some() {
            return Ok(());
        }
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Rejection::Stale);
        }
        let changed = Destination { archived_at: Some(now), active: false, updated_at: now, ..before.clone() };
        save(tx, &who, "destination.archived", &before, changed, now)?;
        replay::left_behind(tx, id, now)?;
        Ok(())
    })
    .await
}

/// Lets a destination that was paused, or left alone because it was down, be tried again now.
pub async fn resume(engine: &Engine, who: &Who, id: DestinationId) -> Result<DestinationView, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now, keeper) = (who.clone(), engine.now(), Keeper::new(engine));
    let view = command::write(engine, move |tx| {
        let found = current(tx, &who, id, None)?;
        destinations::touch(tx, id)?;
        let found = Destination { version: found.version + 1, ..found };
        let health = destinations::health(tx, id)?;
        destinations::keep_health(tx, id, &Health { breaker: Breaker::resumed(now), ..health })?;
        replay::resume(tx, id, now)?;
        let deed = Deed { action: "destination.resumed", noun: "destination", id: id.0, before: None, after: None };
        record(tx, &who, now, deed)?;
        keeper.view(tx, found, None, now)
    })
    .await?;
    engine.deliver.begin_anew(id);
    Ok(view)
}

/// Gives a webhook a new signing secret. Until the next time both sign, so that the receiver can change over without
/// losing anything. Errors: `Conflict` for what is no webhook.
pub async fn rotate(engine: &Engine, who: &Who, id: DestinationId) -> Result<DestinationView, Rejection> {
    need(who, Scope::DestinationsWrite)?;
    let (who, now, keeper) = (who.clone(), engine.now(), Keeper::new(engine));
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).expect("the operating system gives random bytes");
    command::write(engine, move |tx| {
        let before = current(tx, &who, id, None)?;
        if before.platform != Platform::Webhook {
            return Err(Rejection::conflict(FieldError::new("", "not_a_webhook")));
        }
        let mut credentials = keeper.opened(&before);
        let signing = platforms::webhook::secret(&secret);
        if let Some(former) = credentials.insert("secret".to_owned(), signing.clone()) {
            credentials.insert("secret_before".to_owned(), former);
        }
        let changed = keeper.with_credentials(Destination { updated_at: now, ..before.clone() }, &credentials, now);
        let after = save(tx, &who, "destination.secret_changed", &before, changed, now)?;
        keeper.view(tx, after, Some(signing), now)
    })
    .await
}

fn current(tx: &mut Tx<'_>, who: &Who, id: DestinationId, seen: Option<i64>) -> Result<Destination, Rejection> {
    let found = destinations::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
    if found.archived_at.is_some() {
        return Err(Rejection::conflict(FieldError::new("", "archived")));
    }
    if seen.is_some_and(|seen| seen != found.version) {
        return Err(Rejection::Stale);
    }
    Ok(found)
}

fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    action: &str,
    before: &Destination,
    changed: Destination,
    now: i64,
) -> Result<Destination, Rejection> {
    if !destinations::update(tx, &changed)? {
        return Err(Rejection::Stale);
    }
    let after = Destination { version: before.version + 1, ..changed };
    let (from, to) = (Some(told(before)), Some(told(&after)));
    record(tx, who, now, Deed { action, noun: "destination", id: after.id.0, before: from, after: to })?;
    Ok(after)
}

fn unpause(tx: &mut Tx<'_>, id: DestinationId, now: i64) -> Result<(), Rejection> {
    let health = destinations::health(tx, id)?;
    if health.breaker.state == State::Paused {
        destinations::keep_health(tx, id, &Health { breaker: Breaker::resumed(now), ..health })?;
        replay::resume(tx, id, now)?;
    }
    Ok(())
}

/// What the change history keeps: of credentials, that they changed.
fn told(destination: &Destination) -> Value {
    json!({
        "platform": destination.platform.as_str(), "name": destination.name, "active": destination.active,
        "for_all_links": destination.for_all_links, "settings": destination.settings,
        "credentials": destination.hints.iter().map(|(name, hint)| (name.clone(), hint.set_at.into()))
            .collect::<serde_json::Map<String, Value>>(),
        "events": destination.events, "consent": destination.consent.as_str(),
        "archived": destination.archived_at.is_some(),
    })
}
