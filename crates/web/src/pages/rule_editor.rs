//! The form of one rule: new, or changed. Conditions are added and taken away by buttons that bring the form again, so
//! all of it works without a script; the sentence it makes stands beside it as it is typed.

use super::desk::{Desk, Sent, again, redirect, show, wants_fragment};
use super::form::Form;
use super::rule_form::{self, GROUP, ROOT, is_text};
use super::rules::{Head, find, place};
use super::{calendars, channels, link_tabs, lists, replay};
use crate::sentence;
use crate::view::html::Html;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::link::LinkDraft;
use domain::id::RuleId;
use domain::problem::FieldError;
use domain::route::Field;
use domain::schedule::Day;
use domain::scope::Scope;
use domain::user_agent::{BROWSERS, IN_APPS, SYSTEMS};
use engine::links::LinkView;
use engine::{Engine, Rejection, links};
use http::HeaderMap;
use serde_json::{Value, json};
use std::sync::Arc;

type Choices = Vec<(String, String)>;

/// Languages that a form offers by name; others are written as tags.
const LANGUAGES: [&str; 27] = [
    "id", "en", "ms", "zh", "ar", "es", "pt", "fr", "de", "nl", "it", "ru", "uk", "pl", "tr", "hi", "bn", "ur", "ta",
    "th", "vi", "tl", "ja", "ko", "jv", "su", "sv",
];

/// What the fields choose from.
struct Lists {
    fields: Choices,
    countries: Choices,
    zones: Vec<&'static str>,
    channels: Choices,
    links: Choices,
    calendars: Choices,
}

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
#[template(path = "desk/rule_group.html")]
struct Group<'a> {
    d: &'a Desk,
    form: &'a Form,
    lists: &'a Lists,
    name: &'a str,
    outer: bool,
    parts: Vec<Html>,
    /// Something was just taken away from it.
    focus_add: bool,
}

#[derive(Template)]
#[template(path = "desk/rule_test.html")]
struct Test<'a> {
    d: &'a Desk,
    form: &'a Form,
    lists: &'a Lists,
    name: &'a str,
    field: String,
    ops: Vec<&'static str>,
    /// The choices of a list of words, the chosen ones first.
    words: Choices,
    ranges: Vec<String>,
    focus: bool,
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
    if let Some(made) = rule_form::change(&mut form, &zone) {
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
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults.into_iter().map(|fault| places.beside(&form, at_list, fault)).collect();
            Ok(again(&page(engine, d, &view, form, at, "").await?))
        }
        Err(Rejection::Stale) => {
            // The form takes the version that is there now: saving again overwrites it knowingly.
            form.set("version", view.link.version.to_string());
            form.faults = vec![FieldError::new("", "desk_stale")];
            Ok(again(&page(engine, d, &view, form, at, "").await?))
        }
        Err(other) => Err(d.refuse(other)),
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
    (rules, places, at_list): (Vec<Value>, rule_form::Places, usize),
) -> Result<Response, Response> {
    let draft = json!({"days": 30, "rules": rules});
    let shown = match replay::result(engine, &d, view.link.id, &draft).await? {
        Ok(shown) => Some(shown),
        Err(faults) => {
            form.faults = faults.into_iter().map(|fault| places.beside(&form, at_list, fault)).collect();
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
    let lists = lists(engine, d, view, &form).await?;
    let existing = at.map(|at| view.link.extras.rules[at].name.clone());
    let last = at.map_or_else(|| "new".to_owned(), |at| view.link.extras.rules[at].id.to_string());
    Ok(Editor {
        action: format!("/app/links/{id}/rules/{last}"),
        back: format!("/app/links/{id}/rules"),
        existing,
        conditions: group(d, &form, &lists, ROOT, focus),
        reads: reads(engine, d, &form).await?,
        may_replay: d.may(Scope::VisitsRead),
        replayed: None,
        channels: lists.channels,
        links: lists.links,
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

async fn lists(engine: &Engine, d: &Desk, view: &LinkView, form: &Form) -> Result<Lists, Response> {
    const MOST: usize = 500;
    let chosen: Vec<&str> = form
        .values
        .iter()
        .filter(|(name, _)| name.ends_with("channel") || name.ends_with("channel_id"))
        .map(|(_, id)| id.as_str())
        .collect();
    let found =
        links::list(engine, &d.who, store::links::Filter::default(), None, MOST).await.map_err(|r| d.refuse(r))?;
    let others = found.items.into_iter().filter(|other| other.link.id != view.link.id);
    let mut fields: Choices =
        Field::ALL.iter().map(|field| (field.as_str().to_owned(), d.word("rule-choice", field.as_str()))).collect();
    fields.push((GROUP.to_owned(), d.t("rule-group")));
    Ok(Lists {
        fields,
        countries: lists::countries(d.locale),
        zones: lists::zones(),
        channels: channels::choices(engine, d, &chosen).await.map_err(|r| d.refuse(r))?,
        links: others.map(|other| (other.link.id.to_string(), other.link.name)).collect(),
        calendars: calendars::choices(engine, d).await.map_err(|r| d.refuse(r))?,
    })
}

/// A group with everything in it. `focus` is the field of the condition that was just made.
fn group(d: &Desk, form: &Form, lists: &Lists, name: &str, focus: &str) -> Html {
    let list = format!("{name}.c");
    let parts = (0..form.rows(&list))
        .map(|at| {
            let part = format!("{list}[{at}]");
            match form.is(&format!("{part}.field"), GROUP) {
                true => group(d, form, lists, &part, focus),
                false => test(d, form, lists, &part, focus),
            }
        })
        .collect();
    written(&Group { d, form, lists, name, outer: name == ROOT, parts, focus_add: focus == list })
}

fn test(d: &Desk, form: &Form, lists: &Lists, name: &str, focus: &str) -> Html {
    let field = form.value(&format!("{name}.field")).to_owned();
    let of = |words: &[&str], group: &str| -> Choices {
        words.iter().map(|word| ((*word).to_owned(), d.word(group, word))).collect()
    };
    let values = format!("{name}.values");
    let chosen: Vec<&str> = form.all(&values).collect();
    let words = match field.as_str() {
        "country" => first(lists.countries.clone(), &chosen),
        "language" => {
            let mut known: Vec<&str> = LANGUAGES.to_vec();
            known.extend(chosen.iter().filter(|tag| !LANGUAGES.contains(tag)));
            let named = known.iter().map(|tag| ((*tag).to_owned(), sentence::language(d.locale, tag))).collect();
            first(named, &chosen)
        }
        "device" => of(&["mobile", "tablet", "desktop"], "device"),
        "os" => of(&SYSTEMS, "os"),
        "browser" => of(&BROWSERS, "browser"),
        "in_app" => {
            let mut words = vec!["any"];
            words.extend(IN_APPS);
            of(&words, "app")
        }
        _ => Vec::new(),
    };
    let ops = match field.as_str() {
        "visitor" | "channel_status" => Vec::new(),
        "schedule" | "holiday" => vec!["within", "outside"],
        field if is_text(field) => vec![
            "equal",
            "not_equal",
            "contains",
            "not_contains",
            "starts_with",
            "ends_with",
            "is_empty",
            "is_not_empty",
        ],
        _ => vec!["in_list", "not_in_list"],
    };
    let rows = form.rows(&format!("{name}.r")).max(1);
    let ranges = (0..rows).map(|at| format!("{name}.r[{at}]")).collect();
    let made = !focus.is_empty() && (focus == name || focus.starts_with(&format!("{name}.r[")));
    written(&Test { d, form, lists, name, field, ops, words, ranges, focus: made })
}

impl Test<'_> {
    fn f(&self, part: &str) -> String {
        format!("{}.{part}", self.name)
    }

    fn id(&self, part: &str) -> String {
        self.form.id(&self.f(part))
    }

    fn value(&self, part: &str) -> &str {
        self.form.value(&self.f(part))
    }

    fn is(&self, part: &str, value: &str) -> bool {
        self.form.is(&self.f(part), value)
    }

    fn has(&self, part: &str, value: &str) -> bool {
        self.form.has(&self.f(part), value)
    }

    fn aria(&self, part: &str) -> Html {
        self.form.aria(&self.f(part))
    }

    fn error(&self, part: &str) -> Html {
        self.form.error(&self.f(part))
    }

    fn days(&self) -> [&'static str; 7] {
        Day::WORDS
    }

    /// The list operators of texts read as the single ones: any of the lines is enough either way.
    fn op_is(&self, op: &str) -> bool {
        let given = self.value("op");
        given == op
            || matches!((given, op), ("in_list", "equal") | ("not_in_list", "not_equal") if is_text(&self.field))
    }
}

/// A field of a part of the form, for the templates.
pub fn part(name: &str, part: &str) -> String {
    format!("{name}.{part}")
}

/// The chosen ones first, each part in its order.
fn first(choices: Choices, chosen: &[&str]) -> Choices {
    let (mut head, tail): (Choices, Choices) =
        choices.into_iter().partition(|(code, _)| chosen.contains(&code.as_str()));
    head.extend(tail);
    head
}

/// A piece of a page; empty where it can't be written, which only a broken template can't.
fn written(template: &impl Template) -> Html {
    Html(template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a part of a form could not be written");
        String::new()
    }))
}
