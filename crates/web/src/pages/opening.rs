//! The tab "Opening" of a link: how a tap becomes a chat on each phone, what the visitor sees on the way, the addresses
//! behind it, and what it came to.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::link_tabs::{self, Tab};
use super::visitor_open::{self, Live, OpenPage};
use super::{figures, opening_parts as parts, security};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use domain::deeplink::{Attempt, Deeplink};
use domain::draft::link::LinkDraft;
use domain::id::LinkId;
use domain::scope::Scope;
use domain::user_agent::IN_APPS;
use engine::beacons::Asked;
use engine::links::{self, LinkView};
use engine::{Engine, Rejection, beacons};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/opening.html")]
struct Page {
    d: Desk,
    id: LinkId,
    name: String,
    tabs: Vec<Tab>,
    form: Form,
    may_write: bool,
    apps: Vec<(&'static str, String)>,
    /// As it is saved.
    settings: Deeplink,
    places: Vec<parts::Place>,
    addresses: Vec<parts::Address>,
    nobody: bool,
    cookies: bool,
    figures: Vec<parts::Figure>,
}

/// `GET /app/links/{id}/opening`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view);
    Ok(show(&page(&engine, d, view, form).await?))
}

/// `POST /app/links/{id}/opening`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let seen = form.trimmed("version").parse().ok();
    let done = match LinkDraft::parse(&json(&form), &d.country) {
        Ok(draft) => links::patch(&engine, &d.who, view.link.id, seen, draft).await,
        Err(faults) => Err(faults.into()),
    };
    form.faults = match done {
        Ok(_) => return Ok(redirect(&format!("/app/links/{}/opening", view.link.id), &d.t("opening-saved"))),
        Err(rejection) => d.faults(&mut form, Some(view.link.version), rejection)?,
    };
    Ok(again(&page(&engine, d, view, form).await?))
}

#[derive(Debug, Default, Deserialize)]
pub struct Shape {
    #[serde(default)]
    on: String,
}

/// `GET /app/links/{id}/opening/page`: the visitor's page with sample values, as a picture that runs nothing.
pub async fn picture(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    Query(shape): Query<Shape>,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let sample = parts::Sample::of(&engine, &d, &view);
    let page = OpenPage {
        locale: d.locale,
        business: d.workspace.clone(),
        chat: sample.chat,
        attempt: Attempt::Go,
        ticket: String::new(),
        live: Live::Picture,
    };
    let html = if shape.on == "desktop" { visitor_open::desktop(&page) } else { visitor_open::phone(&page) };
    let mut answer = Html(html).into_response();
    security::picture_headers(answer.headers_mut());
    Ok(answer)
}

pub(super) async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(engine: &Engine, d: Desk, view: LinkView, form: Form) -> Result<Page, Response> {
    let settings = view.link.extras.deeplink.clone();
    let sample = parts::Sample::of(engine, &d, &view);
    let figures = match d.may(Scope::ReportsRead) {
        true => {
            let period = figures::last_thirty(&d);
            let asked = Asked { from: Some(period.from), to: Some(period.to) };
            let opened = beacons::opened(engine, &d.who, view.link.id, asked).await.map_err(|r| d.refuse(r))?;
            parts::figures(&d, view.link.id, &opened, &settings)
        }
        false => Vec::new(),
    };
    Ok(Page {
        id: view.link.id,
        name: view.link.name.clone(),
        tabs: link_tabs::tabs(&d, view.link.id, "opening"),
        may_write: d.may(Scope::LinksWrite),
        apps: IN_APPS.iter().map(|app| (*app, d.word("in-app", app))).collect(),
        places: parts::places(&d, &settings),
        addresses: parts::addresses(&d, &sample.chat),
        nobody: sample.is_made_up,
        cookies: view.link.cookies,
        figures,
        settings,
        form,
        d,
    })
}

fn filled(d: &Desk, view: &LinkView) -> Form {
    let Deeplink { enabled, plain_in, desktop_qr } = &view.link.extras.deeplink;
    let mut form = Form::new(d.locale, Vec::new());
    form.set("version", view.link.version.to_string());
    form.set("deeplink.enabled", enabled.to_string());
    form.set("deeplink.desktop_qr", desktop_qr.to_string());
    form.values.extend(plain_in.iter().map(|app| ("deeplink.plain_in".to_owned(), app.clone())));
    form
}

/// The API's JSON.
fn json(form: &Form) -> Value {
    let mut value = form.json(|name| match name {
        "deeplink.enabled" | "deeplink.desktop_qr" => Some(Kind::Flag),
        _ => None,
    });
    let apps: Vec<&str> = form.all("deeplink.plain_in").collect();
    if !value["deeplink"].is_object() {
        value["deeplink"] = json!({});
    }
    value["deeplink"]["plain_in"] = json!(apps);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn the_form_becomes_what_the_api_takes() {
        let pairs = [
            ("csrf", "x"),
            ("deeplink.enabled", "false"),
            ("deeplink.enabled", "true"),
            ("deeplink.plain_in", "tiktok"),
            ("deeplink.plain_in", "line"),
            ("deeplink.desktop_qr", "false"),
        ];
        let form = Form::new(Locale::En, pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let expected = json!({"deeplink": {"enabled": true, "plain_in": ["tiktok", "line"], "desktop_qr": false}});
        assert_eq!(json(&form), expected);
    }
}
