//! The website button of a link: its settings, what to paste into a website, and the real thing on a page that is
//! stricter than any website. It posts the API's field `button`, whole.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::hours::{self, HoursForm};
use super::link_tabs::{self, Tab};
use super::links::without_scheme;
use crate::view::html::escape;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::button::{Button, Side};
use domain::draft::button::{MAX_AFTER, MAX_GREETING, MAX_LABEL};
use domain::draft::link::LinkDraft;
use domain::id::LinkId;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::links::{self, LinkView};
use engine::{Engine, Rejection};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/link_button.html")]
struct Page {
    d: Desk,
    tabs: Vec<Tab>,
    id: LinkId,
    name: String,
    url: String,
    address: String,
    slug: String,
    archived: bool,
    may_write: bool,
    form: Form,
    hours: HoursForm,
    script: String,
    anchor: String,
    policy: String,
    usual_label: String,
    max: (usize, usize, i64),
}

/// `GET /app/links/{id}/button`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view);
    Ok(show(&page(&engine, d, form, &view).await?))
}

/// `POST /app/links/{id}/button`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    if !d.may(Scope::LinksWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let seen = form.trimmed("version").parse().ok();
    let done = match LinkDraft::parse(&json!({ "button": body(&form) }), &d.country) {
        Ok(draft) => links::patch(&engine, &d.who, view.link.id, seen, draft).await,
        Err(faults) => Err(faults.into()),
    };
    form.faults = match done {
        Ok(_) => return Ok(redirect(&format!("/app/links/{id}/button"), &d.t("saved"))),
        Err(rejection) => {
            let faults = d.faults(&mut form, Some(view.link.version), rejection)?;
            faults.into_iter().map(beside).collect()
        }
    };
    Ok(again(&page(&engine, d, form, &view).await?))
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(engine: &Engine, d: Desk, form: Form, view: &LinkView) -> Result<Page, Response> {
    let link = &view.link;
    // Scheme and host of the link's own address: another than the desk's, where the link has a domain of its own.
    let origin = view.url.split("/wa/").next().unwrap_or_default();
    let usual_label = d.t("button-usual-label");
    Ok(Page {
        tabs: link_tabs::tabs(&d, link.id, "button"),
        id: link.id,
        name: link.name.clone(),
        address: without_scheme(&view.url).to_owned(),
        archived: link.archived_at.is_some(),
        may_write: d.may(Scope::LinksWrite),
        script: format!(
            r#"<script src="{}/-/button.js" data-link="{}" async></script>"#,
            escape(origin),
            escape(&link.slug)
        ),
        anchor: format!(
            r#"<a href="{}">{}</a>"#,
            escape(&view.url),
            escape(if link.extras.button.label.is_empty() { &usual_label } else { &link.extras.button.label })
        ),
        policy: format!("script-src {origin}; connect-src {origin}"),
        hours: hours::choices(engine, &d, &form, "schedule").await?,
        max: (MAX_LABEL, MAX_GREETING, MAX_AFTER),
        usual_label,
        url: view.url.clone(),
        slug: link.slug.clone(),
        form,
        d,
    })
}

fn filled(d: &Desk, view: &LinkView) -> Form {
    let Button { label, label_id, colour, side, greeting, greeting_id, after, pages, schedule } =
        &view.link.extras.button;
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [
        ("version", view.link.version.to_string()),
        ("label", label.clone()),
        ("label_id", label_id.clone()),
        ("color", colour.to_string()),
        ("side", Side::as_str(*side).to_owned()),
        ("greeting", greeting.clone()),
        ("greeting_id", greeting_id.clone()),
        ("after", after.to_string()),
        ("pages", pages.join("\n")),
    ] {
        form.set(name, value);
    }
    form.set("schedule.on", schedule.is_some().to_string());
    hours::fill(&mut form, "schedule", schedule.as_ref(), d);
    form
}

/// The API's JSON.
fn body(form: &Form) -> Value {
    let mut button = form.json(|name| match name {
        "label" | "label_id" | "greeting" | "greeting_id" => Some(Kind::Optional),
        "color" | "side" => Some(Kind::Text),
        "after" => Some(Kind::Number),
        _ => None,
    });
    let pages: Vec<&str> = form.value("pages").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    button["pages"] = json!(pages);
    button["schedule"] = if form.on("schedule.on") { hours::json(form, "schedule") } else { Value::Null };
    button
}

/// The form's field for the API's: the paths are one field here, and so are the parts of the hours.
fn beside(fault: FieldError) -> FieldError {
    let field = fault.field.strip_prefix("button.").unwrap_or(&fault.field);
    let field = if field.starts_with("pages") { "pages".to_owned() } else { hours::beside("schedule", field) };
    FieldError { field, ..fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Locale;

    #[test]
    fn what_the_form_sends_is_what_the_api_takes() {
        let pairs = [
            ("label", "Ask us"),
            ("color", "#aa0000"),
            ("side", "left"),
            ("after", "5"),
            ("pages", "/shop/*\r\n\r\n !/cart \r\n"),
            ("greeting", ""),
        ];
        let form = Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        let value = body(&form);
        assert_eq!(value["pages"], json!(["/shop/*", "!/cart"]));
        assert_eq!((&value["schedule"], &value["greeting"], &value["after"]), (&Value::Null, &Value::Null, &json!(5)));
        let draft = LinkDraft::parse(&json!({ "button": value }), "ID").expect("right");
        assert_eq!(draft.extras.button.expect("given").side, Side::Left);
    }

    #[test]
    fn a_fault_stands_beside_the_field_of_the_form() {
        for (api, form) in [
            ("button.pages[3]", "pages"),
            ("button.color", "color"),
            ("button.schedule.ranges[1].to", "schedule.to[1]"),
            ("button.schedule.days", "schedule.days"),
        ] {
            assert_eq!(beside(FieldError::new(api, "required")).field, form);
        }
    }
}
