//! A link's lead form as its business writes it: what is asked, in which words, with the page beside it in both
//! languages as it stands now. It posts the API's fields; `domain`'s draft says what is wrong. Rows are added, moved and
//! taken out by buttons that send the form, so that all of it works without a script.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::link_tabs::{self, Tab};
use super::visitor_form::{FormPage, lead_form};
use crate::view::html::Html;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::link::LinkDraft;
use domain::form::check::Typed;
use domain::form::key;
use domain::form::{self, Consent, Field, FieldKind, HEAVIEST, MOST_FIELDS, Need};
use domain::id::LinkId;
use domain::language::Locale;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::links::LinkView;
use engine::{Engine, Rejection, links};
use serde_json::{Value, json};
use std::sync::Arc;

const LIST: &str = "form.fields";

/// A field's row as the form has it.
struct Row {
    at: usize,
    /// What it is called by on the page: its label, else its place.
    called: String,
    errors: Html,
}

/// The page as it stands now, in one language.
struct Preview {
    name: String,
    html: String,
}

struct Live {
    previews: Vec<Preview>,
    bytes: usize,
    heavy: bool,
}

#[derive(Template)]
#[template(path = "desk/form_editor.html")]
struct Page {
    d: Desk,
    tabs: Vec<Tab>,
    id: LinkId,
    name: String,
    form: Form,
    rows: Vec<Row>,
    full: bool,
    /// The control that is to have the keyboard, after a row was added or moved.
    focus: String,
    live: Live,
}

#[derive(Template)]
#[template(path = "desk/form_preview_fragment.html")]
struct Fragment {
    d: Desk,
    live: Live,
}

/// `GET /app/links/{id}/form`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view);
    Ok(show(&page(d, &view, form, String::new())))
}

/// `POST /app/links/{id}/form`: saves, or does to the rows what a button says and shows the form again.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    form.renumber(LIST);
    if let Some(focus) = move_rows(&mut form) {
        return Ok(show(&page(d, &view, form, focus)));
    }
    let seen = form.trimmed("version").parse().ok();
    let done = match LinkDraft::parse(&json(&form), &d.country) {
        Ok(draft) => links::patch(&engine, &d.who, view.link.id, seen, draft).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect(&format!("/app/links/{id}/form"), &d.t("saved"))),
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults.into_iter().map(beside).collect();
            Ok(again(&page(d, &view, form, String::new())))
        }
        Err(Rejection::Stale) => {
            // The form takes the version that is there now: saving again overwrites it knowingly.
            form.set("version", view.link.version.to_string());
            form.faults = vec![FieldError::new("", "desk_stale")];
            Ok(again(&page(d, &view, form, String::new())))
        }
        Err(other) => Err(d.refuse(other)),
    }
}

/// `POST /app/links/{id}/form/preview`: nothing is saved.
pub async fn preview(Path(_): Path<String>, Sent { desk: d, mut form }: Sent) -> Response {
    form.renumber(LIST);
    let live = live(&d, &form);
    show(&Fragment { live, d })
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    if !d.may(Scope::LinksWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

fn page(d: Desk, view: &LinkView, form: Form, focus: String) -> Page {
    let rows: Vec<Row> = (0..form.rows(LIST)).map(|at| row(&d, &form, at)).collect();
    Page {
        tabs: link_tabs::tabs(&d, view.link.id, "form"),
        id: view.link.id,
        name: view.link.name.clone(),
        full: rows.len() >= MOST_FIELDS,
        live: live(&d, &form),
        rows,
        focus,
        form,
        d,
    }
}

fn row(d: &Desk, form: &Form, at: usize) -> Row {
    let label = form.trimmed(&field(at, "label"));
    let called = if label.is_empty() { d.a("form-field-nth").n("nth", at + 1).to_string() } else { label.to_owned() };
    Row { at, called, errors: form.error(&format!("{LIST}[{at}]")) }
}

impl Page {
    fn n(&self, at: &usize, name: &str) -> String {
        field(*at, name)
    }

    /// `autofocus` on the control that is to have the keyboard.
    fn focused(&self, id: impl AsRef<str>) -> &'static str {
        if !id.as_ref().is_empty() && id.as_ref() == self.focus { "autofocus" } else { "" }
    }

    /// How a message says this row's answer; of a row without a key yet an example.
    fn token(&self, at: &usize) -> String {
        match key::parse(self.form.value(&field(*at, "key"))) {
            Ok(key) => format!("[k:{key}]"),
            Err(_) => "[k:budget]".to_owned(),
        }
    }

    fn last(&self, at: &usize) -> bool {
        at + 1 == self.rows.len()
    }
}

fn field(at: usize, name: &str) -> String {
    format!("{LIST}[{at}].{name}")
}

/// Does what the pressed button says; where the keyboard goes then: to the same button in its new place, at the end of
/// the list to its fellow. None: the form is to be saved.
fn move_rows(form: &mut Form) -> Option<String> {
    let wish = form.value("do").to_owned();
    let rows = form.rows(LIST);
    let (what, at) = wish.split_once(':').map_or((wish.as_str(), 0), |(what, at)| (what, at.parse().unwrap_or(rows)));
    match what {
        "add" if rows < MOST_FIELDS => {
            form.set(field(rows, "kind"), "text");
            form.set(field(rows, "label"), "");
            Some(form.id(&field(rows, "label")))
        }
        "up" if at > 0 && at < rows => {
            form.swap(LIST, at, at - 1);
            Some(if at == 1 { "down-0".to_owned() } else { format!("up-{}", at - 1) })
        }
        "down" if at + 1 < rows => {
            form.swap(LIST, at, at + 1);
            Some(format!("{}-{}", if at + 2 == rows { "up" } else { "down" }, at + 1))
        }
        "remove" if at < rows => {
            let opening = format!("{LIST}[{at}].");
            form.values.retain(|(name, _)| !name.starts_with(&opening));
            form.renumber(LIST);
            Some("form-add".to_owned())
        }
        "add" | "up" | "down" | "remove" | "look" => Some(String::new()),
        _ => None,
    }
}

/// The list of choices is one control: what is wrong with one of them stands beside it.
fn beside(fault: FieldError) -> FieldError {
    let field = ["choices", "choices_id"].iter().find_map(|list| {
        let at = fault.field.find(&format!(".{list}["))?;
        Some(fault.field[..at + 1 + list.len()].to_owned())
    });
    FieldError { field: field.unwrap_or(fault.field), ..fault }
}

fn filled(d: &Desk, view: &LinkView) -> Form {
    let kept = &view.link.extras.form;
    let mut form = Form::new(d.locale, Vec::new());
    let consent = kept.consent.clone().unwrap_or_default();
    for (name, value) in [
        ("version", view.link.version.to_string()),
        ("form.enabled", kept.enabled.to_string()),
        ("form.title", kept.title.clone()),
        ("form.title_id", kept.title_id.clone()),
        ("form.intro", kept.intro.clone()),
        ("form.intro_id", kept.intro_id.clone()),
        ("form.name", kept.name.as_str().to_owned()),
        ("form.email", kept.email.as_str().to_owned()),
        ("form.phone", kept.phone.as_str().to_owned()),
        ("form.skip_returning", kept.skip_returning.to_string()),
        ("form.button", kept.button.clone()),
        ("form.button_id", kept.button_id.clone()),
        ("form.consent.text", consent.text),
        ("form.consent.text_id", consent.text_id),
        ("form.consent.required", consent.required.to_string()),
    ] {
        form.set(name, value);
    }
    for (at, kept) in kept.fields.iter().enumerate() {
        for (name, value) in [
            ("key", kept.key.clone()),
            ("kind", kept.kind.as_str().to_owned()),
            ("label", kept.label.clone()),
            ("label_id", kept.label_id.clone()),
            ("placeholder", kept.placeholder.clone()),
            ("placeholder_id", kept.placeholder_id.clone()),
            ("required", kept.required.to_string()),
            ("choices", kept.choices.join("\n")),
            ("choices_id", kept.choices_id.join("\n")),
        ] {
            form.set(field(at, name), value);
        }
    }
    form
}

/// The API's JSON. A consent without a text is none; a line of the choices is a choice.
fn json(form: &Form) -> Value {
    let mut value = form.json(|name| {
        Some(match name.strip_prefix("form.")? {
            "enabled" | "skip_returning" | "consent.required" => Kind::Flag,
            "name" | "email" | "phone" => Kind::Text,
            "title" | "title_id" | "intro" | "intro_id" | "button" | "button_id" => Kind::Optional,
            "consent.text" | "consent.text_id" => Kind::Text,
            rest => match rest.strip_prefix("fields[")?.rsplit('.').next()? {
                "required" => Kind::Flag,
                "key" | "kind" | "label" => Kind::Text,
                "choices" | "choices_id" | "label_id" | "placeholder" | "placeholder_id" => Kind::Optional,
                _ => return None,
            },
        })
    });
    let whole = &mut value["form"];
    if ["text", "text_id"].iter().all(|text| form.trimmed(&format!("form.consent.{text}")).is_empty()) {
        whole["consent"] = Value::Null;
    }
    if !whole["fields"].is_array() {
        whole["fields"] = json!([]);
    }
    for field in whole["fields"].as_array_mut().into_iter().flatten() {
        for list in ["choices", "choices_id"] {
            let choices: Vec<&str> = field[list].as_str().unwrap_or_default().lines().map(str::trim).collect();
            field[list] = choices.into_iter().filter(|choice| !choice.is_empty()).collect::<Vec<_>>().into();
        }
    }
    value
}

/// The page as it would be, however unfinished the form is.
fn live(d: &Desk, form: &Form) -> Live {
    let shown = loose(form);
    let preview = |locale: Locale| Preview {
        name: d.t(match locale {
            Locale::En => "form-preview-en",
            Locale::Id => "form-preview-id",
        }),
        html: lead_form(&FormPage {
            locale,
            business: &d.workspace,
            form: &shown,
            typed: &Typed::default(),
            faults: &[],
            action: "#",
            token: "",
        }),
    };
    let bytes = shown.weight();
    Live { previews: Locale::ALL.map(preview).into(), bytes, heavy: bytes > HEAVIEST }
}

fn loose(form: &Form) -> form::Form {
    let text = |name: &str| form.trimmed(name).chars().take(1_000).collect::<String>();
    let need = |name: &str| Need::parse(form.trimmed(name)).unwrap_or_default();
    let consent = Consent {
        text: text("form.consent.text"),
        text_id: text("form.consent.text_id"),
        required: form.on("form.consent.required"),
    };
    let lines = |name: &str| -> Vec<String> {
        form.value(name).lines().map(str::trim).filter(|l| !l.is_empty()).take(60).map(str::to_owned).collect()
    };
    let of = |at: usize| Field {
        // Whatever stands there: an id of the page must be one.
        key: format!("f{at}"),
        kind: FieldKind::parse(form.trimmed(&field(at, "kind"))).unwrap_or_default(),
        label: text(&field(at, "label")),
        label_id: text(&field(at, "label_id")),
        placeholder: text(&field(at, "placeholder")),
        placeholder_id: text(&field(at, "placeholder_id")),
        required: form.on(&field(at, "required")),
        choices: lines(&field(at, "choices")),
        choices_id: lines(&field(at, "choices_id")),
    };
    form::Form {
        enabled: form.on("form.enabled"),
        title: text("form.title"),
        title_id: text("form.title_id"),
        intro: text("form.intro"),
        intro_id: text("form.intro_id"),
        name: need("form.name"),
        email: need("form.email"),
        phone: need("form.phone"),
        fields: (0..form.rows(LIST).min(MOST_FIELDS)).map(of).collect(),
        consent: Some(consent).filter(|consent| !(consent.text.is_empty() && consent.text_id.is_empty())),
        skip_returning: form.on("form.skip_returning"),
        button: text("form.button"),
        button_id: text("form.button_id"),
    }
}

#[cfg(test)]
#[path = "form_editor_tests.rs"]
mod tests;
