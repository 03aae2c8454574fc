//! What figures and lists of visits are narrowed to beyond their days: a kind, and lines such as a country, a device or a
//! rule. They stand in the address under their own names, the same on a link's page and in the list of visits, so that a
//! number leads to its rows with everything that it was counted by. A value that can't be is left out, and said.

use super::address::{Address, Chip};
use super::agents;
use super::desk::Desk;
use super::timeline::named;
use axum::response::Response;
use domain::id::LinkId;
use domain::visit::Kind;
use engine::Engine;
use engine::links::LinkView;
use engine::visits::{Facet, Filter};
use store::reports::parts::{Seat, seat};

/// The names that stand in addresses beside `kind`.
pub const NAMED: [Facet; Facet::ALL.len()] = Facet::ALL;

#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    pub kind: Option<Kind>,
    pub lines: Vec<(Facet, String)>,
    /// Words that mean nothing: the name and what was given.
    pub wrong: Vec<(String, String)>,
}

impl Narrowed {
    /// From the pairs of an address; an empty value narrows nothing.
    pub fn read<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut narrowed = Self::default();
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            let wrong = || (name.to_owned(), value.chars().filter(|c| !c.is_control()).take(64).collect());
            match (name, NAMED.into_iter().find(|facet| facet.as_str() == name)) {
                ("kind", _) => match Kind::parse(value) {
                    Some(kind) => narrowed.kind = Some(kind),
                    None => narrowed.wrong.push(wrong()),
                },
                (_, Some(facet)) if facet.knows(value) => narrowed.lines.push((facet, value.to_owned())),
                (_, Some(_)) => narrowed.wrong.push(wrong()),
                _ => {}
            }
        }
        narrowed
    }

    pub fn is_nothing(&self) -> bool {
        self.kind.is_none() && self.lines.is_empty()
    }

    pub fn filter(&self) -> Filter {
        Filter { kind: self.kind, lines: self.lines.clone(), ..Filter::default() }
    }

    /// Puts itself into an address.
    pub fn put(&self, address: &mut Address) {
        if let Some(kind) = self.kind {
            address.set("kind", kind.as_str());
        }
        for (facet, value) in &self.lines {
            address.set(facet.as_str(), value);
        }
    }

    /// A chip for each line; its address is the one without it.
    pub async fn chips(
        &self,
        engine: &Engine,
        d: &Desk,
        link: Option<&LinkView>,
        address: &Address,
    ) -> Result<Vec<Chip>, Response> {
        let mut chips = Vec::with_capacity(self.lines.len());
        for (facet, value) in &self.lines {
            let shown = name_of(engine, d, link, *facet, value).await?;
            let name = d.a("filter-is").s("name", d.t(label(*facet))).s("value", shown).to_string();
            chips.push(Chip { name, href: address.without(facet.as_str()).to_string() });
        }
        Ok(chips)
    }

    /// What was left out, as sentences.
    pub fn said(&self, d: &Desk) -> Vec<String> {
        let wrong = self.wrong.iter();
        wrong.map(|(name, value)| d.a("figures-wrong").s("name", name).s("value", value).to_string()).collect()
    }
}

pub fn label(facet: Facet) -> &'static str {
    match facet {
        Facet::Agent => "lead-agent",
        Facet::Source => "lead-source",
        Facet::Medium => "figure-medium",
        Facet::Campaign => "lead-campaign",
        Facet::Term => "figure-term",
        Facet::Content => "figure-content",
        Facet::Ad => "figure-ad",
        Facet::Platform => "figure-platform",
        Facet::Country => "lead-country",
        Facet::Device => "lead-device",
        Facet::Os => "visit-os",
        Facet::Browser => "visit-browser",
        Facet::InApp => "visit-in-app",
        Facet::Language => "visit-language",
        Facet::Reason => "figures-reason",
        Facet::Rule => "figures-rule",
        Facet::Member => "figures-member",
        Facet::Way => "figures-way",
        Facet::Form => "figures-form",
    }
}

/// A line's name, as breakdowns and chips have it.
pub fn word(d: &Desk, facet: Facet, key: &str) -> String {
    let none = |key: &str| d.t(key);
    match facet {
        Facet::Campaign if key.is_empty() => none("overview-none-campaign"),
        Facet::Medium | Facet::Term | Facet::Content | Facet::Ad if key.is_empty() => none("overview-none"),
        Facet::Platform => d.word("platform", key),
        Facet::InApp if key.is_empty() => none("figures-no-app"),
        Facet::Source => or_unknown(d, d.word("source", key)),
        Facet::Country => or_unknown(d, d.country(key)),
        Facet::Device => or_unknown(d, d.word("device", key)),
        Facet::Os => or_unknown(d, named(d, "os", key)),
        Facet::Browser => or_unknown(d, named(d, "browser", key)),
        Facet::InApp => or_unknown(d, named(d, "app", key)),
        Facet::Reason => reason(d, key),
        Facet::Way => d.word("figures-way", key),
        Facet::Form => d.word("figures-form", key),
        Facet::Rule if key == "|none" => none("figures-rule-none"),
        _ => or_unknown(d, key.to_owned()),
    }
}

fn or_unknown(d: &Desk, name: String) -> String {
    if name.is_empty() { d.t("value-unknown") } else { name }
}

/// `crawler_agent|Googlebot`: the reason, and what it was seen by.
fn reason(d: &Desk, key: &str) -> String {
    let (reason, detail) = key.split_once('|').unwrap_or((key, ""));
    let said = d.word("figures-reason", reason);
    if detail.is_empty() { said } else { format!("{said}: {detail}") }
}

/// [`word`], and for what has a name of its own, that.
pub async fn name_of(
    engine: &Engine,
    d: &Desk,
    link: Option<&LinkView>,
    facet: Facet,
    key: &str,
) -> Result<String, Response> {
    Ok(match facet {
        Facet::Agent if key.is_empty() => d.t("overview-none-agent"),
        Facet::Agent => {
            let agents = agents::choices(engine, d).await.map_err(|r| d.refuse(r))?;
            let name = agents.into_iter().find(|(id, _)| id == key).map(|(_, name)| name);
            name.unwrap_or_else(|| d.t("value-unknown"))
        }
        Facet::Rule if key != "|none" => {
            let (id, what) = key.split_once('|').unwrap_or((key, ""));
            let rules = link.iter().flat_map(|view| &view.link.extras.rules);
            let name = rules.into_iter().find(|rule| rule.id.to_string() == id).map(|rule| rule.name.clone());
            let name = name.unwrap_or_else(|| d.t("figures-rule-gone"));
            d.a(if what == "met" { "figures-rule-met" } else { "figures-rule-skipped" }).s("name", name).to_string()
        }
        Facet::Member => {
            let (id, what) = seat(key).unwrap_or((key, Seat::Turn));
            let seats = link.iter().flat_map(|view| &view.seats).map(|view| &view.seat.member);
            let name = seats.into_iter().find(|member| member.id.to_string() == id).map(|member| member.name.clone());
            let name = name.unwrap_or_else(|| d.t("value-unknown"));
            let key = match what {
                Seat::Turn => "figures-seat-turn".to_owned(),
                Seat::Back => "figures-seat-back".to_owned(),
                Seat::Off(why) => format!("figures-seat-{}", why.as_str().replace('_', "-")),
            };
            d.a(&key).s("name", name).to_string()
        }
        _ => word(d, facet, key),
    })
}

/// The link that an address names, for its rules and members.
pub async fn link(engine: &Engine, d: &Desk, id: Option<LinkId>) -> Option<LinkView> {
    engine::links::get(engine, &d.who, id?).await.ok()
}
