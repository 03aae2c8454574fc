//! What the screen of visits is narrowed to, as it stands in the address: read, kept, and shown as segments and chips.
//! A word that is none narrows nothing: an address is often typed.

use super::address::{Address, Chip, Choice};
use super::desk::Desk;
use super::narrowed::{self, NAMED, Narrowed};
use crate::view::time;
use axum::response::Response;
use domain::id::{EntryId, HubId, LeadId, LinkId, MemberId};
use domain::visit::Kind;
use engine::Engine;
use engine::links::LinkView;
use engine::visits::{self, After, Facet, Figure, Filter};
use jiff::civil::Date;
use serde::Deserialize;

/// The pairs of the address.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn before(&self) -> &str {
        self.get("before")
    }

    fn narrowed(&self) -> Narrowed {
        Narrowed::read(self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// One line of a report, empty keys included, by the two words `by` and `key`.
    fn line(&self) -> Option<(Facet, String)> {
        Facet::parse(self.get("by")).map(|by| (by, self.get("key").to_owned()))
    }

    fn after(&self) -> Option<After> {
        After::parse(self.get("by"), self.get("key"))
    }

    pub fn read(&self) -> visits::Asked {
        let (from, to) = self.days();
        let narrowed = self.narrowed().filter();
        // What became of a form stands under the same word as how it was met; the one that fits is meant.
        let after = self.after();
        let line = self.line().filter(|_| after.is_none());
        let filter = Filter {
            link: self.link(),
            lead: LeadId::parse(self.get("lead")),
            figure: Figure::parse(self.get("figure")),
            lines: narrowed.lines.iter().cloned().chain(line).collect(),
            after,
            turn_of: MemberId::parse(self.get("turn_of")),
            back_to: MemberId::parse(self.get("back_to")),
            hub: HubId::parse(self.get("hub")),
            entry: EntryId::parse(self.get("entry")),
            ..narrowed
        };
        visits::Asked { filter, from, to, hour: self.hour() }
    }

    fn hour(&self) -> Option<i8> {
        self.get("hour").parse().ok().filter(|hour| (0..24).contains(hour))
    }

    pub fn link(&self) -> Option<LinkId> {
        LinkId::parse(self.get("link"))
    }

    /// The first and the last day, in whichever order they were typed.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        match (self.get("from").parse().ok(), self.get("to").parse().ok()) {
            (Some(from), Some(to)) if to < from => (Some(to), Some(from)),
            days => days,
        }
    }

    pub fn address(&self) -> Address {
        let (from, to) = self.days();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut address = Address::new("/app/visits");
        let copy = |address: &mut Address, name: &str| {
            address.set(name, self.get(name));
        };
        ["kind", "figure", "by", "key"].into_iter().for_each(|name| copy(&mut address, name));
        address.set("from", &day(from)).set("to", &day(to));
        ["hour", "link", "lead", "turn_of", "back_to", "hub", "entry"]
            .into_iter()
            .for_each(|name| copy(&mut address, name));
        NAMED.into_iter().for_each(|facet| copy(&mut address, facet.as_str()));
        address
    }

    /// All, or one kind. A figure has its own kinds, so a kind takes its place.
    pub fn kinds(&self, d: &Desk) -> Vec<Choice> {
        let bare = self.address().without("figure").without("kind");
        let (kind, figure) = (Kind::parse(self.get("kind")), Figure::parse(self.get("figure")));
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
        let view = narrowed::link(engine, d, self.link()).await;
        let mut chips = Vec::new();
        let mut chip = |label: String, value: String, without: &[&str]| {
            let href = without.iter().fold(address.clone(), |address, name| address.without(name)).to_string();
            chips.push(Chip { name: d.a("filter-is").s("name", label).s("value", value).to_string(), href });
        };
        if let Some(figure) = Figure::parse(self.get("figure")) {
            chip(d.t("visits-figure"), d.word("figure", figure.as_str()), &["figure"]);
        }
        let (from, to) = self.days();
        for (label, name, day) in [("overview-from", "from", from), ("overview-to", "to", to)] {
            if let Some(day) = day {
                chip(d.t(label), time::long_day(d.locale, day), &[name]);
            }
        }
        if let Some(hour) = self.hour() {
            chip(d.t("figure-hour"), format!("{hour:02}:00"), &["hour"]);
        }
        if let Some(link) = link {
            chip(d.t("overview-one-link"), link, &["link"]);
        }
        if let Some(id) = HubId::parse(self.get("hub")) {
            let hub = engine::hubs::get(engine, &d.who, id).await.ok().map(|view| view.hub);
            let name = hub.as_ref().map_or_else(|| d.t("value-unknown"), |hub| hub.name.clone());
            chip(d.t("visits-hub"), name, &["hub", "entry"]);
            if let Some(id) = EntryId::parse(self.get("entry")) {
                let entries = hub.into_iter().flat_map(|hub| hub.entries);
                let entry = entries.into_iter().find(|entry| entry.id == id);
                let name = entry.map_or_else(|| d.t("hub-entry-gone"), |entry| entry.label(d.locale).to_owned());
                chip(d.t("visits-entry"), name, &["entry"]);
            }
        }
        match (self.after(), self.line()) {
            (Some(After::FormLine(by, key)), _) => {
                let name = narrowed::name_of(engine, d, view.as_ref(), by, &key).await?;
                chip(d.t("figures-became"), d.a("figures-form-line").s("name", name).to_string(), &["by", "key"]);
            }
            (Some(after), _) => chip(d.t("figures-became"), became(d, &after), &["by", "key"]),
            (None, Some((by, key))) => {
                let name = narrowed::name_of(engine, d, view.as_ref(), by, &key).await?;
                chip(d.t(narrowed::label(by)), name, &["by", "key"]);
            }
            (None, None) => {}
        }
        for (label, name) in [("visits-turn-of", "turn_of"), ("visits-back-to", "back_to")] {
            if let Some(member) = MemberId::parse(self.get(name)) {
                chip(d.t(label), member_name(d, view.as_ref(), member), &[name]);
            }
        }
        if let Some(id) = LeadId::parse(self.get("lead")) {
            chip(d.t("visit-lead"), engine.codes().encode(id).to_string(), &["lead"]);
        }
        chips.extend(self.narrowed().chips(engine, d, view.as_ref(), &address).await?);
        Ok(chips)
    }
}

/// As the link's page names the member, which leads here with its link.
fn member_name(d: &Desk, link: Option<&LinkView>, member: MemberId) -> String {
    let members = link.into_iter().flat_map(|view| &view.seats).map(|seat| &seat.seat.member);
    let name = members.into_iter().find(|one| one.id == member).map(|one| one.name.clone());
    name.unwrap_or_else(|| d.t("value-unknown"))
}

fn became(d: &Desk, after: &After) -> String {
    match after {
        After::Happened(what) => d.word("figures-happened", what.as_str()),
        After::FormSent | After::FormLine(..) => d.word("figures-form", "sent"),
        After::Opened(way) => d.word("figures-way", way.as_str()),
    }
}
