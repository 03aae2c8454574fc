//! The rules of a link in their order, as sentences: switched, moved and removed here, with what Check found beside each,
//! and "try it" below. A rule itself is made in [`super::rule_editor`].

use super::desk::{Desk, Sent, redirect, show, wants_fragment};
use super::links::without_scheme;
use super::{link_tabs, lists, tried};
use crate::checked;
use crate::sentence::{self, Names};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::extras::ExtrasDraft;
use domain::draft::link::LinkDraft;
use domain::draft::rules::RuleDraft;
use domain::id::{LinkId, RuleId};
use domain::link::Target;
use domain::route::Rule;
use domain::scope::Scope;
use engine::links::LinkView;
use engine::{Engine, Rejection, check, links};
use http::HeaderMap;
use std::sync::Arc;

struct Row {
    n: usize,
    id: RuleId,
    name: String,
    active: bool,
    when: String,
    then: String,
    notes: Vec<String>,
}

/// The list with its findings: what a move or a switch brings anew.
pub struct List {
    link: LinkId,
    may_write: bool,
    rows: Vec<Row>,
    /// What stands after the rules.
    otherwise: String,
    notes: Vec<String>,
    found: usize,
    /// What was just done, for who does not see it.
    said: String,
}

#[derive(Template)]
#[template(path = "desk/rules.html")]
struct Page {
    d: Desk,
    tabs: Vec<link_tabs::Tab>,
    link: Head,
    list: List,
    countries: Vec<(String, String)>,
    apps: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "desk/rules_list.html")]
struct Fragment {
    d: Desk,
    list: List,
}

/// What stands above every page of a link's rules.
pub struct Head {
    pub id: LinkId,
    pub name: String,
    pub address: String,
    pub url: String,
}

impl Head {
    pub fn of(view: &LinkView) -> Self {
        Self {
            id: view.link.id,
            name: view.link.name.clone(),
            address: without_scheme(&view.url).to_owned(),
            url: view.url.clone(),
        }
    }
}

/// `GET /app/links/{id}/rules`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let list = list(&engine, &d, &view, String::new()).await?;
    Ok(show(&Page {
        tabs: link_tabs::tabs(&d, view.link.id, "rules"),
        link: Head::of(&view),
        list,
        countries: lists::countries(d.locale),
        apps: tried::apps(&d),
        d,
    }))
}

/// `POST /app/links/{id}/rules/order`: all rules in their new order (`rule` for each), or one of them a place `to` "up" or
/// "down".
pub async fn order(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let mut rules = view.link.extras.rules.clone();
    let moved = RuleId::parse(form.value("move")).and_then(|id| rules.iter().position(|rule| rule.id == id));
    if let Some(at) = moved {
        let to = if form.is("to", "up") { at.saturating_sub(1) } else { (at + 1).min(rules.len() - 1) };
        rules.swap(at, to);
    } else {
        let wanted: Vec<RuleId> = form.all("rule").filter_map(RuleId::parse).collect();
        // Rules that came or went meanwhile keep their places behind those that were moved.
        rules.sort_by_key(|rule| wanted.iter().position(|id| *id == rule.id).unwrap_or(usize::MAX));
    }
    let place = RuleId::parse(form.value("moved")).or_else(|| RuleId::parse(form.value("move")));
    let place = place.and_then(|id| rules.iter().position(|rule| rule.id == id)).map_or(0, |at| at + 1);
    let said = d.a("rules-moved").n("n", place).to_string();
    let view = save(&engine, &d, &view, rules).await.map_err(|r| d.refuse(r))?;
    answer(&engine, d, &headers, &view, said).await
}

/// `POST /app/links/{id}/rules/{rule}/switch`.
pub async fn switch(
    State(engine): State<Arc<Engine>>,
    Path((id, rule)): Path<(String, String)>,
    headers: HeaderMap,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let mut rules = view.link.extras.rules.clone();
    let at = place(&d, &rules, &rule)?;
    rules[at].active = form.on("active");
    let key = if rules[at].active { "rules-switched-on" } else { "rules-switched-off" };
    let said = d.a(key).s("name", &rules[at].name).to_string();
    let view = save(&engine, &d, &view, rules).await.map_err(|r| d.refuse(r))?;
    answer(&engine, d, &headers, &view, said).await
}

/// `POST /app/links/{id}/rules/{rule}/remove`.
pub async fn remove(
    State(engine): State<Arc<Engine>>,
    Path((id, rule)): Path<(String, String)>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let mut rules = view.link.extras.rules.clone();
    let gone = rules.remove(place(&d, &rules, &rule)?);
    let said = d.a("rules-removed").s("name", &gone.name).to_string();
    save(&engine, &d, &view, rules).await.map_err(|r| d.refuse(r))?;
    Ok(redirect(&format!("/app/links/{id}/rules"), &said))
}

async fn answer(
    engine: &Engine,
    d: Desk,
    headers: &HeaderMap,
    view: &LinkView,
    said: String,
) -> Result<Response, Response> {
    if !wants_fragment(headers) {
        return Ok(redirect(&format!("/app/links/{}/rules", view.link.id), &said));
    }
    let list = list(engine, &d, view, said).await?;
    Ok(show(&Fragment { d, list }))
}

/// The link of this workspace that an address names.
pub async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

/// Where a rule stands among these.
pub fn place(d: &Desk, rules: &[Rule], id: &str) -> Result<usize, Response> {
    let at = RuleId::parse(id).and_then(|id| rules.iter().position(|rule| rule.id == id));
    at.ok_or_else(|| d.refuse(Rejection::NotFound))
}

/// Saves the whole list over the link as it was seen.
async fn save(engine: &Engine, d: &Desk, view: &LinkView, rules: Vec<Rule>) -> Result<LinkView, Rejection> {
    let rules = rules.into_iter().map(RuleDraft::from).collect();
    let extras = ExtrasDraft { rules: Some(rules), ..ExtrasDraft::default() };
    let draft = LinkDraft { extras, ..LinkDraft::default() };
    links::patch(engine, &d.who, view.link.id, Some(view.link.version), draft).await
}

async fn list(engine: &Engine, d: &Desk, view: &LinkView, said: String) -> Result<List, Response> {
    let names = sentence::names(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let checked = check::check(engine, &d.who, view.link.id).map_err(|r| d.refuse(r))?;
    let notes = |at: Option<usize>| -> Vec<String> {
        let of = checked.findings.iter().filter(|finding| finding.rule == at);
        of.map(|finding| checked::sentence(d.locale, &names, finding)).collect()
    };
    let rows = view.link.extras.rules.iter().enumerate().map(|(at, rule)| Row {
        n: at + 1,
        id: rule.id,
        name: rule.name.clone(),
        active: rule.active,
        when: sentence::if_so(d.locale, &names, &rule.when),
        then: sentence::then(d.locale, &names, rule.then),
        notes: notes(Some(at)),
    });
    Ok(List {
        link: view.link.id,
        may_write: d.may(Scope::LinksWrite),
        rows: rows.collect(),
        otherwise: otherwise(d, view, &names),
        notes: notes(None),
        found: checked.findings.len(),
        said,
    })
}

/// "Otherwise → this link's own pool (Sari, Budi), then the workspace's fallback".
fn otherwise(d: &Desk, view: &LinkView, names: &Names) -> String {
    const FEW: usize = 4;
    let on: Vec<&str> =
        view.seats.iter().filter(|seat| seat.seat.member.active).map(|seat| seat.seat.member.name.as_str()).collect();
    let mut shown = on.iter().take(FEW).copied().collect::<Vec<_>>().join(", ");
    if on.len() > FEW {
        shown.push('…');
    }
    let pool = match on.is_empty() {
        true => d.t("rules-pool-empty"),
        false => d.a("rules-pool-named").s("names", shown).to_string(),
    };
    let fallback = match &view.link.fallback {
        None => d.t("link-fallback-workspace"),
        Some(Target::Url(url)) => without_scheme(url).to_owned(),
        Some(Target::ChannelId(id)) => names.channels.get(id).cloned().unwrap_or_else(|| d.t("rule-gone")),
    };
    d.a("rules-otherwise").s("pool", pool).s("fallback", lower_first(&fallback)).to_string()
}

/// A label in the middle of a sentence.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    if text.contains('.') { text.to_owned() } else { first + letters.as_str() }
}
