//! Adding a destination: the platform first, then what it asks for; and changing one. The form posts the API's fields;
//! `domain`'s draft says what is wrong, and nothing typed is lost but credentials, which is said.

use super::super::desk::{Desk, Sent, again, redirect, show};
use super::super::form::Form;
use super::editor_form::{aloud, body, filled, forget_secrets, fresh};
use super::fields::{self, EventRow, PlatformField};
use super::list::platforms;
use super::one::{self, Told};
use super::{HOME, address, find, guard_change};
use crate::outbox_words;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::conversion::ConsentRule;
use domain::destination::Platform;
use domain::draft::destination::{DestinationDraft, NewDestination};
use engine::conversions::destinations::{self, DestinationView};
use engine::{Engine, Rejection};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/destination_choose.html")]
struct Choose {
    d: Desk,
    platforms: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "desk/destination_form.html")]
struct Page {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    back: String,
    back_name: String,
    platform: &'static str,
    platform_name: String,
    is_new: bool,
    is_webhook: bool,
    /// Credentials were typed, and have to be typed again.
    lost: bool,
    fields: Vec<PlatformField>,
    rules: Vec<(&'static str, String)>,
    events: Vec<EventRow>,
    ids: bool,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    platform: String,
}

fn chosen(word: &str) -> Option<Platform> {
    Platform::parse(word).filter(|platform| Platform::CHOICES.contains(&platform.as_str()))
}

/// `GET /app/conversions/destinations/new`.
pub async fn new(d: Desk, Query(asked): Query<Asked>) -> Result<Response, Response> {
    guard_change(&d)?;
    match chosen(&asked.platform) {
        Some(platform) => {
            let form = fresh(&d, platform);
            Ok(show(&page(d, form, platform, None, false)))
        }
        None => Ok(show(&Choose { platforms: platforms(&d), d })),
    }
}

/// `POST /app/conversions/destinations/new`. A webhook's signing secret stands on the answer, once.
pub async fn create(State(engine): State<Arc<Engine>>, Sent { desk: d, form }: Sent) -> Result<Response, Response> {
    guard_change(&d)?;
    let Some(platform) = chosen(form.value("platform")) else {
        return Ok(show(&Choose { platforms: platforms(&d), d }));
    };
    let done = match NewDestination::parse(&body(&form, platform)) {
        Ok(new) => destinations::create(&engine, &d.who, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(view) if view.signing_secret.is_some() => {
            let told = Told { secret: view.signing_secret.clone(), ..Told::default() };
            Ok(show(&one::page(&engine, d, view, told).await?))
        }
        Ok(view) => {
            let said = d.a("conv-made").s("name", &view.destination.name).to_string();
            Ok(redirect(&address(view.destination.id), &said))
        }
        Err(rejection) => wrong(d, form, platform, None, rejection),
    }
}

/// `GET /app/conversions/destinations/{id}/edit`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view.destination);
    let platform = view.destination.platform;
    Ok(show(&page(d, form, platform, Some(&view), false)))
}

/// `POST /app/conversions/destinations/{id}/edit`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    let platform = view.destination.platform;
    let seen = form.trimmed("version").parse().ok();
    let body = body(&form, platform);
    let draft = move |platform| DestinationDraft::parse(&body, platform);
    match destinations::patch(&engine, &d.who, view.destination.id, seen, draft).await {
        Ok(saved) => {
            let said = d.a("conv-saved").s("name", &saved.destination.name).to_string();
            Ok(redirect(&address(saved.destination.id), &said))
        }
        Err(rejection) => wrong(d, form, platform, Some(&view), rejection),
    }
}

fn wrong(
    d: Desk,
    mut form: Form,
    platform: Platform,
    view: Option<&DestinationView>,
    rejection: Rejection,
) -> Result<Response, Response> {
    let faults = d.faults(&mut form, view.map(|view| view.destination.version), rejection)?;
    form.faults = faults.into_iter().map(|fault| aloud(&d, fault)).collect();
    let lost = forget_secrets(&mut form);
    Ok(again(&page(d, form, platform, view, lost)))
}

fn page(d: Desk, form: Form, platform: Platform, view: Option<&DestinationView>, lost: bool) -> Page {
    let platform_name = outbox_words::platform(d.locale, platform);
    let (heading, action, back, back_name) = match view {
        Some(view) => {
            let (name, at) = (&view.destination.name, address(view.destination.id));
            (d.a("conv-edit-title").s("name", name).to_string(), format!("{at}/edit"), at, name.clone())
        }
        None => (
            d.a("conv-new-title").s("platform", &platform_name).to_string(),
            format!("{HOME}/destinations/new"),
            HOME.to_owned(),
            d.t("nav-conversions"),
        ),
    };
    let rules = ConsentRule::ALL.map(|rule| (rule.as_str(), outbox_words::consent_rule(d.locale, rule)));
    Page {
        fields: fields::of(&d, platform, view.map(|view| &view.destination)),
        events: fields::events(&d, platform),
        rules: rules.into(),
        is_new: view.is_none(),
        is_webhook: platform == Platform::Webhook,
        ids: platform.names_are_ids(),
        platform: platform.as_str(),
        platform_name,
        heading,
        action,
        back,
        back_name,
        lost,
        form,
        d,
    }
}
