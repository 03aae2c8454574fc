//! The link editor: one form for a new link, a copy of one, and a change, with the phone beside it. It posts
//! the API's fields; `domain`'s draft says what is wrong, and nothing typed is lost.

use super::address_fields::{self, AddressFields, Of};
use super::desk::{Desk, Sent, again, redirect, show};
use super::fallback;
use super::form::{Form, Kind};
use super::link_destinations;
use super::link_live::{self, Live, field};
use super::links::without_scheme;
use super::share::{self, Share};
use crate::view::html::Html;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::draft::link::{LinkDraft, NewLink};
use domain::draft::member::DEFAULT_WEIGHT;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::links::LinkView;
use engine::{Engine, Rejection, domains, links};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Default)]
pub struct MemberRow {
    pub at: String,
    pub id: String,
    pub name: String,
    pub number: String,
    pub weight: String,
    pub active: bool,
    pub share: String,
    pub name_aria: Html,
    pub number_aria: Html,
    pub weight_aria: Html,
    pub errors: Html,
}

#[derive(Template)]
#[template(path = "desk/link_form.html")]
struct Page {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    back: String,
    back_name: String,
    existing: bool,
    address: AddressFields,
    members: Vec<MemberRow>,
    pattern: MemberRow,
    channels: Vec<(String, String)>,
    destinations: Vec<(String, String)>,
    live: Live,
    share: Share,
}

#[derive(Debug, Default, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /app/links/new`.
pub async fn new(State(engine): State<Arc<Engine>>, d: Desk, Query(from): Query<From>) -> Result<Response, Response> {
    let form = match from.from.as_deref().and_then(LinkId::parse) {
        Some(id) => {
            let view = links::get(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
            let name = d.a("link-copy-name").s("name", &view.link.name).to_string();
            let mut form = filled(&d, &view);
            form.set("slug", "");
            form.set("name", name);
            form.set("version", "");
            form.values.retain(|(name, _)| !(name.starts_with("pool.members[") && name.ends_with("].id")));
            form
        }
        None => fresh(&d, &engine),
    };
    Ok(show(&page(d, &engine, form, None).await?))
}

/// `GET /app/links/{id}/edit`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view);
    Ok(show(&page(d, &engine, form, Some(&view)).await?))
}

/// `POST /app/links/new`.
pub async fn create(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    form.renumber("pool.members");
    share::take(&engine, &d, &mut form).await?;
    if let Some(answer) = one_more(&d, &engine, &mut form, None).await? {
        return Ok(answer);
    }
    tidy(&mut form);
    let done = match NewLink::parse(&json(&form, false), &d.country) {
        Ok(new) if form.faults.is_empty() => links::create(&engine, &d.who, new).await,
        Ok(_) => Err(Rejection::Invalid(Vec::new())),
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(view) => {
            let said = d.a("link-made").s("address", without_scheme(&view.url)).to_string();
            Ok(redirect(&format!("/app/links/{}", view.link.id), &said))
        }
        Err(rejection) => wrong(d, &engine, form, None, rejection).await,
    }
}

/// `POST /app/links/{id}/edit`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    form.renumber("pool.members");
    share::take(&engine, &d, &mut form).await?;
    if let Some(answer) = one_more(&d, &engine, &mut form, Some(&view)).await? {
        return Ok(answer);
    }
    tidy(&mut form);
    let seen = form.trimmed("version").parse().ok();
    let done = match LinkDraft::parse(&json(&form, true), &d.country) {
        Ok(draft) if form.faults.is_empty() => links::patch(&engine, &d.who, view.link.id, seen, draft).await,
        Ok(_) => Err(Rejection::Invalid(Vec::new())),
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect(&format!("/app/links/{id}"), &d.t("saved"))),
        Err(rejection) => wrong(d, &engine, form, Some(&view), rejection).await,
    }
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    if !d.may(Scope::LinksWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

/// The button "add a number" without a script: the form again with one more row.
async fn one_more(
    d: &Desk,
    engine: &Engine,
    form: &mut Form,
    view: Option<&LinkView>,
) -> Result<Option<Response>, Response> {
    if !form.is("do", "add") {
        return Ok(None);
    }
    let at = form.rows("pool.members");
    blank(form, at);
    let page = page(d.clone(), engine, form.clone(), view).await?;
    Ok(Some(show(&page)))
}

async fn wrong(
    d: Desk,
    engine: &Engine,
    mut form: Form,
    view: Option<&LinkView>,
    rejection: Rejection,
) -> Result<Response, Response> {
    // Beside those of the picture, which was read before.
    let faults = d.faults(&mut form, view.map(|view| view.link.version), rejection)?;
    let faults: Vec<_> = faults
        .into_iter()
        .map(|fault| link_destinations::beside(share::beside(fallback::beside(&form, fault))))
        .collect();
    form.faults.extend(faults);
    Ok(again(&page(d, engine, form, view).await?))
}

async fn page(d: Desk, engine: &Engine, form: Form, view: Option<&LinkView>) -> Result<Page, Response> {
    if !d.may(Scope::LinksWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let channels =
        super::channels::choices(engine, &d, &[form.trimmed("fallback.channel_id")]).await.map_err(|r| d.refuse(r))?;
    let destinations = link_destinations::choices(engine, &d, &form).await?;
    let live = link_live::live(&d, engine, &form);
    let share = share::share(&d, &form, engine);
    let of = if view.is_some() { Of::Existing } else { Of::New };
    let (heading, action, back, back_name) = match view {
        Some(view) => (
            d.a("link-edit-title").s("name", &view.link.name).to_string(),
            format!("/app/links/{}/edit", view.link.id),
            format!("/app/links/{}", view.link.id),
            view.link.name.clone(),
        ),
        None => (d.t("link-new-title"), "/app/links/new".to_owned(), "/app/links".to_owned(), d.t("nav-links")),
    };
    Ok(Page {
        members: link_live::rows(&d, &form, &live),
        pattern: link_live::pattern(),
        address: address_fields::fields(engine, &d, "/wa/", of, "name", "link-address-help"),
        existing: view.is_some(),
        heading,
        action,
        back,
        back_name,
        channels,
        destinations,
        live,
        share,
        form,
        d,
    })
}

fn fresh(d: &Desk, engine: &Engine) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    let message = d.a("link-message-first").s("name", "{{name}}").s("code", "{{code}}").to_string();
    form.set("message", message);
    form.set("domain", domains::primary(engine, d.who.workspace));
    form.set("pool.method", "round_robin");
    form.set("sticky", "true");
    form.set("cookies", "true");
    form.set("click_event", "view_content");
    blank(&mut form, 0);
    blank(&mut form, 1);
    form
}

fn blank(form: &mut Form, at: usize) {
    form.set(field(at, "name"), "");
    form.set(field(at, "number"), "");
    form.set(field(at, "weight"), DEFAULT_WEIGHT.to_string());
    form.set(field(at, "active"), "true");
}

fn filled(d: &Desk, view: &LinkView) -> Form {
    let link = &view.link;
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [
        ("version", link.version.to_string()),
        ("name", link.name.clone()),
        ("slug", link.slug.clone()),
        ("domain", link.domain.clone()),
        ("message", link.message.clone()),
        ("pool.method", link.method.as_str().to_owned()),
        ("sticky", link.sticky.to_string()),
        ("cookies", link.cookies.to_string()),
        (link_live::ASKS_FIRST, link.extras.form.enabled.to_string()),
        ("click_event", link.click_event.as_str().to_owned()),
        ("preview.title", link.preview.title.clone()),
        ("preview.description", link.preview.description.clone()),
        ("preview.image_url", link.preview.image_url.clone().unwrap_or_default()),
        ("preview.picture_id", link.preview.picture.map(|picture| picture.id.to_string()).unwrap_or_default()),
    ] {
        form.set(name, value);
    }
    fallback::fill(&mut form, link.fallback.as_ref());
    link_destinations::fill(&mut form, &link.extras.destinations);
    for (at, seat) in view.seats.iter().enumerate() {
        let member = &seat.seat.member;
        form.set(field(at, "id"), member.id.to_string());
        form.set(field(at, "name"), member.name.clone());
        form.set(field(at, "number"), seat.seat.number.clone());
        form.set(field(at, "weight"), member.weight.to_string());
        form.set(field(at, "active"), member.active.to_string());
    }
    form
}

/// Takes out the rows that nobody wrote into and closes the ranks, so that a fault's place is its row's.
fn tidy(form: &mut Form) {
    let rows = form.rows("pool.members");
    for at in 0..rows {
        if ["name", "number", "id"].iter().all(|f| form.trimmed(&field(at, f)).is_empty()) {
            let opening = format!("pool.members[{at}].");
            form.values.retain(|(name, _)| !name.starts_with(&opening));
        }
    }
    form.renumber("pool.members");
}

/// The API's JSON.
fn json(form: &Form, existing: bool) -> Value {
    let mut value = form.json(|name| match name {
        "name" | "slug" | "message" | "pool.method" | "click_event" => Some(Kind::Text),
        "sticky" | "cookies" => Some(Kind::Flag),
        "domain" => Some(Kind::Optional),
        "preview.title" | "preview.description" | "preview.image_url" | "preview.picture_id" => Some(Kind::Optional),
        _ => match name.strip_prefix("pool.members[")?.rsplit('.').next()? {
            "id" if existing => Some(Kind::Text),
            "name" | "number" => Some(Kind::Text),
            "weight" => Some(Kind::Number),
            "active" => Some(Kind::Flag),
            _ => None,
        },
    });
    if value.pointer("/pool/members").is_none()
        && let Some(pool) = value.get_mut("pool")
    {
        pool["members"] = json!([]);
    }
    value["fallback"] = fallback::json(form);
    link_destinations::put(form, &mut value);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Locale;

    #[test]
    fn rows_that_nobody_wrote_into_are_no_members() {
        let mut form = Form::new(Locale::En, Vec::new());
        form.set("pool.method", "weighted");
        for at in 0..3 {
            blank(&mut form, at);
        }
        form.set(field(1, "name"), "Sari");
        tidy(&mut form);
        let value = json(&form, false);
        assert_eq!(value["pool"]["members"], json!([{"name": "Sari", "number": "", "weight": 100, "active": true}]));
        assert_eq!(value["fallback"], Value::Null);
    }
}
