//! The table of leads: filters that stand in the address as chips, search by name, phone, e-mail or code, pages
//! by place and never by counting, and changing several at once.

use super::address::{Address, Chip, Choice, own};
use super::agents;
use super::desk::{Desk, Sent, redirect, show};
use super::lead_words::{place, status_class};
use crate::view::time;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::attribution::Model;
use domain::draft::input;
use domain::id::{AgentId, LeadId, LinkId};
use domain::lead::bulk::{Bulk, Change};
use domain::lead::filter::{Filter, Purchased, Search};
use domain::lead::{Lead, Priority};
use domain::scope::Scope;
use engine::reports::rows;
use engine::{Engine, leads};
use serde::Deserialize;
use std::sync::Arc;
use store::reports::By;

const PAGE: usize = 50;
/// More than a page shows are not chosen by hand.
const BULK: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    pub status: String,
    pub agent: String,
    pub source: String,
    pub campaign: String,
    pub country: String,
    pub link: String,
    pub device: String,
    pub tag: String,
    pub priority: String,
    pub from: String,
    pub to: String,
    pub purchased_from: String,
    pub purchased_to: String,
    /// Only the first purchase from this day on counts.
    pub purchased_since: String,
    /// A line of a report, `by` what and which; `model`: by the first or the last touch.
    pub by: String,
    pub key: String,
    pub model: String,
    /// `yes` or `no`: left data; a page told of the opened chat; wrote.
    pub data: String,
    pub opened: String,
    pub chat: String,
    pub before: String,
}

impl Asked {
    fn model(&self) -> Model {
        Model::parse(&self.model).unwrap_or_default()
    }

    /// None: none, or one that no list is narrowed to.
    fn line(&self) -> Option<(By, &str)> {
        let by = By::parse(&self.by).filter(|by| rows::is_line(*by) && by.knows(&self.key))?;
        Some((by, &self.key))
    }
}

pub struct Row {
    pub id: LeadId,
    pub name: String,
    pub code: String,
    /// Somebody gave a name; the automatic one holds the code already.
    pub named: bool,
    pub phone: String,
    pub status: String,
    pub status_class: &'static str,
    pub agent: String,
    pub source: String,
    pub campaign: String,
    pub place: String,
    pub visits: i64,
    pub created_at: i64,
}

struct Filters {
    name: String,
    field: &'static str,
    value: String,
    choices: Vec<Choice>,
    kept: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "desk/leads.html")]
struct Page {
    d: Desk,
    may_write: bool,
    may_export: bool,
    none_at_all: bool,
    q: String,
    kept: Vec<(String, String)>,
    filters: Vec<Filters>,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    statuses: Vec<String>,
    agents: Vec<(String, String)>,
    export: String,
    paged: bool,
    first: String,
    next: Option<String>,
}

/// `GET /app/leads`.
pub async fn list(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let filter = filter(&asked, &engine, &d);
    let before = LeadId::parse(&asked.before);
    let page = leads::list(&engine, &d.who, filter.clone(), before, PAGE).await.map_err(|r| d.refuse(r))?;
    let agents = agents::choices(&engine, &d).await.map_err(|r| d.refuse(r))?;
    let address = address(&asked, "/app/leads");
    let none_at_all = page.items.is_empty() && page.next.is_none() && before.is_none() && filter == Filter::default();
    let rows = page.items.iter().map(|lead| row(&d, &engine, lead)).collect();
    let next = page.next.map(|id| address.with("before", &id.to_string()).to_string());
    let view = Page {
        may_write: d.may(Scope::LeadsWrite),
        may_export: d.may(Scope::LeadsExport),
        none_at_all,
        kept: address.without("q").pairs().to_vec(),
        filters: filters(&d, &asked, &address, &agents),
        chips: chips(&engine, &d, &asked, &address, &agents).await?,
        rows,
        statuses: d.statuses.clone(),
        export: self::address(&asked, "/app/leads/export.csv").to_string(),
        paged: before.is_some(),
        first: address.to_string(),
        next,
        agents,
        q: asked.q,
        d,
    };
    Ok(show(&view))
}

/// What stands in the address, understood; a word that is none narrows nothing.
pub fn filter(asked: &Asked, engine: &Engine, d: &Desk) -> Filter {
    let text = |text: &str| input::clean(text, 200, input::Shape::Line).ok().filter(|t| !t.is_empty());
    let day = |text: &str, plus: i64| {
        let date = text.parse::<jiff::civil::Date>().ok()?.checked_add(jiff::Span::new().days(plus)).ok()?;
        date.to_zoned(d.zone.clone()).ok().map(|z| z.timestamp().as_microsecond())
    };
    let flag = |text: &str| ["no", "yes"].iter().position(|word| *word == text).map(|place| place == 1);
    let mut filter = Filter {
        status: text(&asked.status),
        agent: AgentId::parse(&asked.agent),
        link: LinkId::parse(&asked.link),
        source: text(&asked.source),
        country: text(&asked.country).map(|c| c.to_ascii_uppercase()),
        campaign: text(&asked.campaign),
        tag: text(&asked.tag),
        priority: Priority::parse(&asked.priority),
        device: text(&asked.device),
        created_from: day(&asked.from, 0),
        created_before: day(&asked.to, 1),
        purchased: Purchased::of(
            day(&asked.purchased_since, 0),
            day(&asked.purchased_from, 0),
            day(&asked.purchased_to, 1),
        ),
        has_data: flag(&asked.data),
        has_opened: flag(&asked.opened),
        has_chat: flag(&asked.chat),
        search: Search::read(&asked.q, engine.codes(), &d.country),
        ..Filter::default()
    };
    rows::narrow(&mut filter, asked.model(), asked.line(), &d.zone);
    filter
}

fn address(asked: &Asked, path: &str) -> Address {
    let mut address = Address::new(path);
    for (name, value) in named(asked) {
        address.set(name, value);
    }
    address.set("q", &asked.q);
    address
}

fn named(asked: &Asked) -> [(&'static str, &str); 20] {
    [
        ("status", &asked.status),
        ("agent", &asked.agent),
        ("source", &asked.source),
        ("campaign", &asked.campaign),
        ("country", &asked.country),
        ("link", &asked.link),
        ("device", &asked.device),
        ("tag", &asked.tag),
        ("priority", &asked.priority),
        ("from", &asked.from),
        ("to", &asked.to),
        ("purchased_from", &asked.purchased_from),
        ("purchased_to", &asked.purchased_to),
        ("purchased_since", &asked.purchased_since),
        ("data", &asked.data),
        ("opened", &asked.opened),
        ("chat", &asked.chat),
        ("by", &asked.by),
        ("key", &asked.key),
        ("model", &asked.model),
    ]
}

pub fn row(d: &Desk, engine: &Engine, lead: &Lead) -> Row {
    let code = engine.codes().encode(lead.id).to_string();
    Row {
        id: lead.id,
        name: lead.display_name(&code),
        named: lead.name.is_some(),
        phone: lead.phone.as_deref().map(|p| super::link_live::spaced(p, &d.country)).unwrap_or_default(),
        status_class: status_class(&lead.status),
        status: lead.status.clone(),
        agent: lead.agent.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
        source: lead.source.clone(),
        campaign: lead.campaign.clone(),
        place: place(d, &lead.whereabouts),
        visits: lead.visit_count,
        created_at: lead.created_at,
        code,
    }
}

fn filters(d: &Desk, asked: &Asked, address: &Address, agents: &[(String, String)]) -> Vec<Filters> {
    let choices = |field: &'static str, now: &str, list: Vec<(String, String)>| {
        let choice = |(value, name): (String, String)| Choice {
            href: address.with(field, &value).to_string(),
            here: value == now,
            name,
        };
        list.into_iter().map(choice).collect::<Vec<_>>()
    };
    let words = |group: &'static str, list: &[&str]| {
        list.iter().map(|w| ((*w).to_owned(), d.word(group, w))).collect::<Vec<_>>()
    };
    let statuses = d.statuses.iter().map(|s| (s.clone(), d.word("status", s))).collect();
    let filter = |key: &str, field: &'static str, value: &str, choices: Vec<Choice>| Filters {
        name: d.t(key),
        field,
        value: value.to_owned(),
        choices,
        kept: address.without(field).pairs().to_vec(),
    };
    let mut all = vec![filter("lead-status", "status", &asked.status, choices("status", &asked.status, statuses))];
    if !agents.is_empty() {
        all.push(filter("lead-agent", "agent", &asked.agent, choices("agent", &asked.agent, agents.to_vec())));
    }
    let sources = words("source", &["ads", "whatsapp", "website", "direct"]);
    all.push(filter("lead-source", "source", &asked.source, choices("source", &asked.source, sources)));
    all.push(filter("lead-campaign", "campaign", &asked.campaign, Vec::new()));
    all.push(filter("lead-country", "country", &asked.country, Vec::new()));
    all
}

async fn chips(
    engine: &Engine,
    d: &Desk,
    asked: &Asked,
    address: &Address,
    agents: &[(String, String)],
) -> Result<Vec<Chip>, Response> {
    let mut chips = Vec::new();
    // What is no day stands there as it was typed.
    let day = |typed: &str| typed.parse().map_or_else(|_| typed.to_owned(), |date| time::long_day(d.locale, date));
    if let Some((by, key)) = asked.line() {
        let name = super::overview_table::line_name(engine, d, by, key).await?;
        let name = d.a("filter-is").s("name", d.t(super::overview_table::label(by))).s("value", name).to_string();
        chips.push(Chip { name, href: address.without("by").without("key").to_string() });
    }
    let asked_for = named(asked).into_iter().chain([("q", asked.q.as_str())]);
    for (field, value) in asked_for.filter(|(field, v)| !v.is_empty() && !matches!(*field, "by" | "key")) {
        let (label, shown) = match field {
            "status" => (d.t("lead-status"), d.word("status", value)),
            "agent" => {
                let name = agents.iter().find(|(id, _)| id == value).map(|(_, name)| name.clone());
                (d.t("lead-agent"), name.unwrap_or_else(|| d.t("value-unknown")))
            }
            "source" => (d.t("lead-source"), d.word("source", value)),
            "campaign" => (d.t("lead-campaign"), value.to_owned()),
            "country" => (d.t("lead-country"), d.country(&value.to_ascii_uppercase())),
            "device" => (d.t("lead-device"), d.word("device", value)),
            "tag" => (d.t("lead-tags"), value.to_owned()),
            "priority" => (d.t("lead-priority"), d.word("priority", value)),
            "from" => (d.t("overview-from"), day(value)),
            "to" => (d.t("overview-to"), day(value)),
            "purchased_from" => (d.t("lead-purchased-from"), day(value)),
            "purchased_to" => (d.t("lead-purchased-to"), day(value)),
            "purchased_since" => (d.t("lead-purchased-since"), day(value)),
            "data" => (d.t("figure-with-data"), d.word("yes-no", value)),
            "opened" => (d.t("figure-opened"), d.word("yes-no", value)),
            "chat" => (d.t("figure-chats"), d.word("yes-no", value)),
            "model" => (d.t("overview-model"), d.word("overview-model", asked.model().as_str())),
            "link" => {
                let name = match LinkId::parse(value) {
                    Some(id) => super::link_names::of(engine, d, id).await.name,
                    None => d.t("value-unknown"),
                };
                (d.t("lead-link"), name)
            }
            _ => (d.t("find-open"), value.to_owned()),
        };
        let name = d.a("filter-is").s("name", label).s("value", shown).to_string();
        chips.push(Chip { name, href: address.without(field).to_string() });
    }
    Ok(chips)
}

/// `POST /app/leads/bulk`.
pub async fn bulk(State(engine): State<Arc<Engine>>, Sent { desk: d, form }: Sent) -> Result<Response, Response> {
    let back = own(form.value("back")).to_owned();
    let change = Change {
        status: d.statuses.iter().find(|s| *s == form.trimmed("status")).cloned(),
        agent: AgentId::parse(form.trimmed("agent")).map(Some),
        ..Change::default()
    };
    let ids: Vec<LeadId> = form.all("lead").filter_map(LeadId::parse).take(BULK).collect();
    if ids.is_empty() || change.is_empty() {
        return Ok(redirect(&back, &d.t("bulk-nothing")));
    }
    let done = leads::bulk(&engine, &d.who, Bulk { ids, change }).await.map_err(|r| d.refuse(r))?;
    let mut said = d.a("bulk-done").n("count", done.changed.len()).to_string();
    if !done.refused.is_empty() {
        said = format!("{said} {}", d.a("bulk-refused").n("count", done.refused.len()));
    }
    Ok(redirect(&back, &said))
}
