//! What the screen of visits is narrowed to, as it stands in the address: read, kept, and shown as segments and chips.
//! A word that is none narrows nothing: an address is often typed.

use super::address::{Address, Chip, Choice};
use super::agents;
use super::desk::Desk;
use crate::view::time;
use axum::response::Response;
use domain::id::{LeadId, LinkId, MemberId};
use domain::visit::Kind;
use engine::visits::{self, Facet, Figure, Filter};
use engine::{Engine, links};
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    figure: String,
    by: String,
    key: String,
    from: String,
    to: String,
    link: String,
    lead: String,
    turn_of: String,
    back_to: String,
    pub before: String,
}

impl Asked {
    pub fn read(&self) -> visits::Asked {
        let (from, to) = self.days();
        let filter = Filter {
            link: self.link(),
            lead: LeadId::parse(&self.lead),
            kind: Kind::parse(&self.kind),
            figure: Figure::parse(&self.figure),
            line: Facet::parse(&self.by).map(|by| (by, self.key.clone())),
            turn_of: MemberId::parse(&self.turn_of),
            back_to: MemberId::parse(&self.back_to),
            ..Filter::default()
        };
        visits::Asked { filter, from, to }
    }

    pub fn link(&self) -> Option<LinkId> {
        LinkId::parse(&self.link)
    }

    /// The first and the last day, in whichever order they were typed.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        match (self.from.parse().ok(), self.to.parse().ok()) {
            (Some(from), Some(to)) if to < from => (Some(to), Some(from)),
            days => days,
        }
    }

    pub fn address(&self) -> Address {
        let (from, to) = self.days();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut address = Address::new("/app/visits");
        address.set("kind", &self.kind).set("figure", &self.figure).set("by", &self.by).set("key", &self.key);
        address.set("from", &day(from)).set("to", &day(to)).set("link", &self.link).set("lead", &self.lead);
        address.set("turn_of", &self.turn_of).set("back_to", &self.back_to);
        address
    }

    /// All, or one kind. A figure has its own kinds, so a kind takes its place.
    pub fn kinds(&self, d: &Desk) -> Vec<Choice> {
        let bare = self.address().without("figure").without("kind");
        let (kind, figure) = (Kind::parse(&self.kind), Figure::parse(&self.figure));
        let all = Choice { name: d.t("visits-all"), href: bare.to_string(), here: kind.is_none() && figure.is_none() };
        let one = |of: Kind| Choice {
            name: d.word("kind", of.as_str()),
            href: bare.with("kind", of.as_str()).to_string(),
            here: kind == Some(of),
        };
        std::iter::once(all).chain(Kind::ALL.map(one)).collect()
    }

    /// Everything that is in force but the kind; `link` is the asked link's name.
    pub async fn chips(&self, engine: &Engine, d: &Desk, link: Option<String>) -> Result<Vec<Chip>, Response> {
        let address = self.address();
        let mut chips = Vec::new();
        let mut chip = |label: String, value: String, without: &[&str]| {
            let href = without.iter().fold(address.clone(), |address, name| address.without(name)).to_string();
            chips.push(Chip { name: d.a("filter-is").s("name", label).s("value", value).to_string(), href });
        };
        if let Some(figure) = Figure::parse(&self.figure) {
            chip(d.t("visits-figure"), d.word("figure", figure.as_str()), &["figure"]);
        }
        let (from, to) = self.days();
        for (label, name, day) in [("overview-from", "from", from), ("overview-to", "to", to)] {
            if let Some(day) = day {
                chip(d.t(label), time::long_day(d.locale, day), &[name]);
            }
        }
        if let Some(link) = link {
            chip(d.t("overview-one-link"), link, &["link"]);
        }
        if let Some(by) = Facet::parse(&self.by) {
            chip(d.t(label(by)), self.key_name(engine, d, by).await?, &["by", "key"]);
        }
        for (label, name, member) in
            [("visits-turn-of", "turn_of", &self.turn_of), ("visits-back-to", "back_to", &self.back_to)]
        {
            if let Some(member) = MemberId::parse(member) {
                chip(d.t(label), self.member_name(engine, d, member).await, &[name]);
            }
        }
        if let Some(id) = LeadId::parse(&self.lead) {
            chip(d.t("visit-lead"), engine.codes().encode(id).to_string(), &["lead"]);
        }
        Ok(chips)
    }

    /// As the link's page names the member, which leads here with its link.
    async fn member_name(&self, engine: &Engine, d: &Desk, member: MemberId) -> String {
        let view = match self.link() {
            Some(link) => links::get(engine, &d.who, link).await.ok(),
            None => None,
        };
        let members = view.into_iter().flat_map(|view| view.seats).map(|seat| seat.seat.member);
        let name = members.into_iter().find(|one| one.id == member).map(|one| one.name);
        name.unwrap_or_else(|| d.t("value-unknown"))
    }

    /// As the overview names the line.
    async fn key_name(&self, engine: &Engine, d: &Desk, by: Facet) -> Result<String, Response> {
        let key = &self.key;
        Ok(match by {
            Facet::Agent if key.is_empty() => d.t("overview-none-agent"),
            Facet::Agent => {
                let agents = agents::choices(engine, d).await.map_err(|r| d.refuse(r))?;
                let name = agents.into_iter().find(|(id, _)| id == key).map(|(_, name)| name);
                name.unwrap_or_else(|| d.t("value-unknown"))
            }
            Facet::Campaign if key.is_empty() => d.t("overview-none-campaign"),
            Facet::Source | Facet::Country | Facet::Device if key.is_empty() => d.t("value-unknown"),
            Facet::Campaign => key.clone(),
            Facet::Source => d.word("source", key),
            Facet::Country => d.country(key),
            Facet::Device => d.word("device", key),
        })
    }
}

fn label(by: Facet) -> &'static str {
    match by {
        Facet::Agent => "lead-agent",
        Facet::Source => "lead-source",
        Facet::Campaign => "lead-campaign",
        Facet::Country => "lead-country",
        Facet::Device => "lead-device",
    }
}
