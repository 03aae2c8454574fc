//! The hub's editor: one form for a new hub and a change, with the page beside it as visitors see it. It posts the API's
//! fields; `domain`'s draft says what is wrong, and nothing typed is lost.

use super::super::address_fields::{self, AddressFields, Of};
use super::super::condition::fields::{self, Places};
use super::super::desk::{Desk, Sent, again, redirect, show, wants_fragment};
use super::super::form::{Form, Kind};
use super::super::links::without_scheme;
use super::rows::{self, Entries};
use super::{find, guard, look};
use crate::sentence;
use crate::view::html::Html;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::hub::{HubDraft, MAX_ENTRIES, MAX_TEXT, MAX_TITLE, NewHub};
use domain::hub::Theme;
use domain::problem::FieldError;
use engine::hubs::HubView;
use engine::{Engine, Rejection, domains, hubs, pictures};
use http::HeaderMap;
use serde_json::Value;
use std::sync::Arc;

/// The file's field, beside which its faults stand.
const FILE: &str = "picture";

#[derive(Template)]
#[template(path = "desk/hub_form.html")]
struct Page {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    back: String,
    back_name: String,
    existing: bool,
    address: AddressFields,
    themes: [&'static str; 3],
    entries: Entries,
    max: (usize, usize),
    look: Html,
}

/// The rows alone, which their buttons bring anew.
#[derive(Template)]
#[template(path = "desk/hub_entries.html")]
struct Rows {
    d: Desk,
    form: Form,
    entries: Entries,
}

#[derive(Template)]
#[template(path = "desk/hub_look_fragment.html")]
struct Fragment {
    d: Desk,
    look: Html,
    /// Of each row: what the page calls it, and who sees it.
    reads: Vec<(String, String)>,
}

/// `GET /app/hubs/new`.
pub async fn new(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("title", &d.workspace);
    form.set("domain", domains::primary(&engine, d.who.workspace));
    form.set("theme", Theme::default().as_str());
    form.set("accent", domain::button::COLOUR.to_string());
    look::begun(&mut form);
    Ok(show(&page(&engine, d, form, None, "").await?))
}

/// `POST /app/hubs/new`.
pub async fn create(
    State(engine): State<Arc<Engine>>,
    headers: HeaderMap,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    take_picture(&engine, &d, &mut form).await?;
    if let Some(answer) = rearranged(&engine, &d, &mut form, None, &headers).await? {
        return Ok(answer);
    }
    let (body, places) = body(&form, false);
    let done = match NewHub::parse(&body) {
        Ok(new) if form.faults.is_empty() => hubs::create(&engine, &d.who, new).await,
        Ok(_) => Err(Rejection::Invalid(Vec::new())),
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(view) => {
            let said = d.a("hub-made").s("address", without_scheme(&view.url)).to_string();
            Ok(redirect(&format!("/app/hubs/{}", view.hub.id), &said))
        }
        Err(rejection) => wrong(&engine, d, form, None, &places, rejection).await,
    }
}

/// `GET /app/hubs/{id}/edit`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view);
    Ok(show(&page(&engine, d, form, Some(&view), "").await?))
}

/// `POST /app/hubs/{id}/edit`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    guard(&d)?;
    let view = find(&engine, &d, &id).await?;
    take_picture(&engine, &d, &mut form).await?;
    if let Some(answer) = rearranged(&engine, &d, &mut form, Some(&view), &headers).await? {
        return Ok(answer);
    }
    let seen = form.trimmed("version").parse().ok();
    let (body, places) = body(&form, true);
    let done = match HubDraft::parse(&body) {
        Ok(_) if !form.faults.is_empty() => Err(Rejection::Invalid(Vec::new())),
        Ok(draft) => hubs::patch(&engine, &d.who, view.hub.id, seen, draft).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect(&format!("/app/hubs/{id}"), &d.t("saved"))),
        Err(rejection) => wrong(&engine, d, form, Some(&view), &places, rejection).await,
    }
}

/// `POST /app/hubs/draft`: the page as it would look and who would see its buttons, while somebody types.
pub async fn draft(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    guard(&d)?;
    rows::renumber(&mut form);
    let names = sentence::names(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let read = |at| (rows::called(&form, at), rows::reads(&d, &names, &form, at));
    let reads = (0..form.rows("entries")).map(read).collect();
    let look = Html(look::drawn(&d, &form));
    Ok(show(&Fragment { d, look, reads }))
}

/// The form's file becomes a picture as soon as it is read, so that a fault elsewhere in the form does not lose it; or the
/// picture is taken away, where that was asked. What is wrong with it becomes a fault of the form.
async fn take_picture(engine: &Engine, d: &Desk, form: &mut Form) -> Result<(), Response> {
    if form.on("picture_remove") {
        form.set("picture_id", "");
        form.set("picture_remove", "false");
    }
    let Some(bytes) = form.take_file(FILE) else { return Ok(()) };
    match pictures::add(engine, &d.who, bytes, FILE).await {
        Ok(picture) => form.set("picture_id", picture.id.to_string()),
        Err(Rejection::Invalid(faults)) => form.faults.extend(faults),
        Err(other) => return Err(d.refuse(other)),
    }
    Ok(())
}

/// The fault beside the form's field for the API's.
fn beside(form: &Form, places: &Places, fault: FieldError) -> FieldError {
    match fault.field.as_str() {
        "picture_id" => FieldError { field: FILE.to_owned(), ..fault },
        _ => rows::beside(form, places, fault),
    }
}

/// The buttons of the rows: one more row, one up, one down, one away, which a script does by itself where there is one; a
/// condition more or less. Then the rows again, or the whole page where no script asked for them.
async fn rearranged(
    engine: &Engine,
    d: &Desk,
    form: &mut Form,
    view: Option<&HubView>,
    headers: &HeaderMap,
) -> Result<Option<Response>, Response> {
    rows::renumber(form);
    let wish = form.value("do").to_owned();
    let (what, at) = wish.split_once(':').unwrap_or((&wish, ""));
    let place = at.parse::<usize>().unwrap_or(usize::MAX);
    let count = form.rows("entries");
    let mut focus = String::new();
    match what {
        "add" | "range" | "remove" if at.starts_with("entries[") => {
            let zone = d.reader.zone.iana_name().unwrap_or("UTC").to_owned();
            focus = fields::change(form, &zone).unwrap_or_default();
        }
        "add" if count < MAX_ENTRIES => {
            form.set(rows::field(count, "label"), "");
            form.set(rows::field(count, "icon"), "chat");
        }
        "up" if (1..count).contains(&place) => form.swap("entries", place, place - 1),
        "down" if place.saturating_add(1) < count => form.swap("entries", place, place + 1),
        "away" if place < count => {
            let opening = format!("entries[{place}].");
            form.values.retain(|(name, _)| !name.starts_with(&opening));
            form.renumber("entries");
        }
        "add" | "up" | "down" | "away" => {}
        _ => {
            rows::tidy(form);
            return Ok(None);
        }
    }
    let (d, form) = (d.clone(), form.clone());
    if wants_fragment(headers) {
        let entries = rows::entries(engine, &d, &form, &focus).await?;
        return Ok(Some(show(&Rows { d, form, entries })));
    }
    Ok(Some(show(&page(engine, d, form, view, &focus).await?)))
}

async fn wrong(
    engine: &Engine,
    d: Desk,
    mut form: Form,
    view: Option<&HubView>,
    places: &Places,
    rejection: Rejection,
) -> Result<Response, Response> {
    // Beside those of the picture, which was read before.
    let faults = d.faults(&mut form, view.map(|view| view.hub.version), rejection)?;
    let faults: Vec<_> = faults.into_iter().map(|fault| beside(&form, places, fault)).collect();
    form.faults.extend(faults);
    Ok(again(&page(engine, d, form, view, "").await?))
}

async fn page(engine: &Engine, d: Desk, form: Form, view: Option<&HubView>, focus: &str) -> Result<Page, Response> {
    guard(&d)?;
    let entries = rows::entries(engine, &d, &form, focus).await?;
    let of = if view.is_some() { Of::Existing } else { Of::New };
    let (heading, action, back, back_name) = match view {
        Some(view) => (
            d.a("hub-edit-title").s("name", &view.hub.name).to_string(),
            format!("/app/hubs/{}/edit", view.hub.id),
            format!("/app/hubs/{}", view.hub.id),
            view.hub.name.clone(),
        ),
        None => (d.t("hubs-new"), "/app/hubs/new".to_owned(), "/app/hubs".to_owned(), d.t("nav-hubs")),
    };
    Ok(Page {
        existing: view.is_some(),
        address: address_fields::fields(engine, &d, "/h/", of, "title", "hub-address-help"),
        themes: Theme::WORDS,
        entries,
        max: (MAX_TITLE, MAX_TEXT),
        look: Html(look::drawn(&d, &form)),
        heading,
        action,
        back,
        back_name,
        form,
        d,
    })
}

fn filled(d: &Desk, view: &HubView) -> Form {
    let hub = &view.hub;
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [
        ("version", hub.version.to_string()),
        ("name", hub.name.clone()),
        ("slug", hub.slug.clone()),
        ("domain", hub.domain.clone()),
        ("title", hub.title.clone()),
        ("text", hub.text.clone()),
        ("theme", hub.theme.as_str().to_owned()),
        ("accent", hub.accent.to_string()),
        ("picture_id", hub.picture.map(|id| id.to_string()).unwrap_or_default()),
    ] {
        form.set(name, value);
    }
    rows::fill(&mut form, &hub.entries);
    form
}

/// The API's JSON, and where the conditions in it stand in the form.
fn body(form: &Form, existing: bool) -> (Value, Places) {
    let mut value = form.json(|name| match name {
        "slug" | "title" | "theme" | "accent" => Some(Kind::Text),
        // A new hub's name may be left to its title.
        "name" if !existing && form.trimmed("name").is_empty() => None,
        "name" => Some(Kind::Text),
        "text" | "picture_id" | "domain" => Some(Kind::Optional),
        _ => None,
    });
    let (entries, places) = rows::json(form, existing);
    value["entries"] = entries;
    (value, places)
}
