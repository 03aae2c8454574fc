//! The form of one rule: new, or changed. Conditions are added and taken away by buttons that bring the form again, so
//! all of it works without a script; the sentence it makes stands beside it as it is typed.

use super::condition::fields::{self, Places};
use super::condition::{self, Choices};
use super::desk::{Desk, Sent, again, redirect, show, wants_fragment};
use super::form::Form;
use super::rule_form::{self, ROOT};
use super::rules::{Head, find, place};
use super::{link_tabs, replay};
use crate::sentence;
use crate::view::html::Html;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::link::LinkDraft;
use domain::id::RuleId;
use domain::scope::Scope;
use engine::links::LinkView;
use engine::{Engine, Rejection, links};
use http::HeaderMap;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/rule.html")]
struct Page {
    d: Desk,
    tabs: Vec<link_tabs::Tab>,
    link: Head,
    heading: String,
    editor: Editor,
}

#[derive(Template)]
#[template(path = "desk/rule_fragment.html")]
struct Fragment {
    d: Desk,
    editor: Editor,
}

/// The form itself, which a button brings anew.
struct Editor {
    form: Form,
    action: String,
    /// Where the list of rules stands.
    back: String,
    /// The rule's own name; none for a new one.
    existing: Option<String>,
    conditions: Html,
    channels: Choices,
    links: Choices,
    reads: String,
    may_replay: bool,
    /// What the rule would have done with past visits, where that was asked.
    replayed: Option<replay::Shown>,
}

#[derive(Template)]
#[template(path = "desk/rule_live.html")]
struct Live {
    d: Desk,
    reads: String,
}

/// `GET /app/links/{id}/rules/new`.
pub async fn new(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = writable(&engine, &d, &id).await?;
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [("w.mode", "all"), ("active", "true"), ("then", "pool")] {
        form.set(name, value);
    }
    form.set("version", view.link.version.to_string());
    Ok(show(&page(&engine, d, &view, form, None, "").await?))
}

/// `GET /app/links/{id}/rules/{rule}`.
pub async fn edit(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path((id, rule)): Path<(String, String)>,
) -> Result<Response, Response> {
    let view = writable(&engine, &d, &id).await?;
    let at = place(&d, &view.link.extras.rules, &rule)?;
    let mut form = Form::new(d.locale, Vec::new());
    form.set("version", view.link.version.to_string());
    rule_form::fill(&mut form, &view.link.extras.rules[at]);
    Ok(show(&page(&engine, d, &view, form, Some(at), "").await?))
}

/// `POST /app/links/{id}/rules/new`.
pub async fn create(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let view = writable(&engine, &d, &id).await?;
    sent(&engine, d, view, form, None, &headers).await
}

/// `POST /app/links/{id}/rules/{rule}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path((id, rule)): Path<(String, String)>,
    headers: HeaderMap,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let view = writable(&engine, &d, &id).await?;
    let at = place(&d, &view.link.extras.rules, &rule)?;
    form.set("id", view.link.extras.rules[at].id.to_string());
    sent(&engine, d, view, form, Some(at), &headers).await
}

/// `POST /app/links/{id}/rules/draft`: the sentence of the form as it stands. Nothing is saved.
pub async fn draft(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    writable(&engine, &d, &id).await?;
    let reads = reads(&engine, &d, &form).await?;
    Ok(show(&Live { d, reads }))
}

async fn writable(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    if !d.may(Scope::LinksWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    find(engine, d, id).await
}

/// A button of the form, or the whole form to be saved.
async fn sent(
    engine: &Engine,
    d: Desk,
    view: LinkView,
    mut form: Form,
    at: Option<usize>,
    headers: &HeaderMap,
) -> Result<Response, Response> {
    let zone = d.reader.zone.iana_name().unwrap_or("UTC").to_owned();
    if let Some(made) = fields::change(&mut form, &zone) {
        if wants_fragment(headers) {
            let editor = editor(engine, &d, &view, form, at, &made).await?;
            return Ok(show(&Fragment { d, editor }));
        }
        return Ok(show(&page(engine, d, &view, form, at, &made).await?));
    }
    let replays = form.is("do", "replay");
    let (rule, places) = rule_form::read(&form);
    let mut rules: Vec<Value> =
        view.link.extras.rules.iter().map(|rule| serde_json::to_value(rule).unwrap_or_default()).collect();
    let at_list = at.unwrap_or(rules.len());
    match at {
        Some(at) => rules[at] = rule,
        None => rules.push(rule),
    }
    if replays {
        return replayed(engine, d, &view, form, at, headers, (rules, places, at_list)).await;
    }
    let seen = form.trimmed("version").parse().ok();
    let done = match LinkDraft::parse(&json!({ "rules": rules }), &d.country) {
        Ok(draft) => links::patch(engine, &d.who, view.link.id, seen, draft).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect(&format!("/app/links/{}/rules", view.link.id), &d.t("rules-saved"))),
        Err(rejection) => {
            let faults = d.faults(&mut form, Some(view.link.version), rejection)?;
            form.faults = faults.into_iter().map(|fault| rule_form::beside(&form, &places, at_list, fault)).collect();
            Ok(again(&page(engine, d, &view, form, at, "").await?))
        }
    }
}

/// What the link's rules with this one among them would have done with past visits.
async fn replayed(
    engine: &Engine,
    d: Desk,
    view: &LinkView,
    mut form: Form,
    at: Option<usize>,
    headers: &HeaderMap,
    (rules, places, at_list): (Vec<Value>, Places, usize),
) -> Result<Response, Response> {
    let draft = json!({"days": 30, "rules": rules});
    let shown = match replay::result(engine, &d, view.link.id, &draft).await? {
        Ok(shown) => Some(shown),
        Err(faults) => {
            form.faults = faults.into_iter().map(|fault| rule_form::beside(&form, &places, at_list, fault)).collect();
            None
        }
    };
    let mut page = page(engine, d, view, form, at, "").await?;
    page.editor.replayed = shown;
    Ok(match wants_fragment(headers) {
        true => show(&Fragment { d: page.d, editor: page.editor }),
        false => show(&page),
    })
}

async fn page(
    engine: &Engine,
    d: Desk,
    view: &LinkView,
    form: Form,
    at: Option<usize>,
    focus: &str,
) -> Result<Page, Response> {
    let editor = editor(engine, &d, view, form, at, focus).await?;
    let heading = match at {
        Some(at) => d.a("rule-edit-title").n("n", at + 1).to_string(),
        None => d.t("rule-new-title"),
    };
    Ok(Page { tabs: link_tabs::tabs(&d, view.link.id, "rules"), link: Head::of(view), heading, editor, d })
}

async fn editor(
    engine: &Engine,
    d: &Desk,
    view: &LinkView,
    form: Form,
    at: Option<usize>,
    focus: &str,
) -> Result<Editor, Response> {
    let id = view.link.id;
    let lists = condition::lists(engine, d, &form).await?;
    let words = condition::Words { title: d.t("rule-when"), none: d.t("rule-none-yet") };
    let existing = at.map(|at| view.link.extras.rules[at].name.clone());
    let last = at.map_or_else(|| "new".to_owned(), |at| view.link.extras.rules[at].id.to_string());
    Ok(Editor {
        action: format!("/app/links/{id}/rules/{last}"),
        back: format!("/app/links/{id}/rules"),
        existing,
        conditions: condition::editor(d, &form, &lists, &words, ROOT, focus),
        reads: reads(engine, d, &form).await?,
        may_replay: d.may(Scope::VisitsRead),
        replayed: None,
        channels: lists.channels,
        links: others(engine, d, view).await?,
        form,
    })
}

/// The rule as it would read; that it is not finished where it can't be read yet.
async fn reads(engine: &Engine, d: &Desk, form: &Form) -> Result<String, Response> {
    let (mut rule, _) = rule_form::read(form);
    // Its id is no part of the sentence.
    if let Some(fields) = rule.as_object_mut() {
        fields.remove("id");
    }
    let draft = LinkDraft::parse(&json!({ "rules": [rule] }), &d.country).ok();
    let rule = draft.and_then(|draft| draft.extras.rules?.pop());
    let Some(rule) = rule else { return Ok(d.t("rule-reads-unfinished")) };
    let names = sentence::names(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    Ok(sentence::rule(d.locale, &names, &rule.with_id(|| RuleId(uuid::Uuid::nil()))))
}

/// The other links, which a rule may lead to.
async fn others(engine: &Engine, d: &Desk, view: &LinkView) -> Result<Choices, Response> {
    const MOST: usize = 500;
    let found =
        links::list(engine, &d.who, store::links::Filter::default(), None, MOST).await.map_err(|r| d.refuse(r))?;
    let others = found.items.into_iter().filter(|other| other.link.id != view.link.id);
    Ok(others.map(|other| (other.link.id.to_string(), other.link.name)).collect())
}
