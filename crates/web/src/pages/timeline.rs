//! What happened to a lead, as sentences: visits with the decision that was kept, changes by people, notes, and what
//! platforms were told.

use super::desk::Desk;
use super::lead_words::campaign;
use super::sent_form;
use crate::explain;
use crate::outbox_words;
use crate::view::html::Html;
use crate::view::reader::Reader;
use domain::form::Form;
use domain::lead::{Change, Lead, Touch};
use domain::money::{self, Currency};
use domain::outbox::Status;
use domain::scope::Scope;
use domain::visit::{Facts, Kind, Visit};
use engine::Engine;
use std::collections::HashMap;
use store::leads::timeline::{Happening, Told};

#[derive(Debug, Default)]
pub struct Entry {
    pub icon: &'static str,
    pub strong: bool,
    pub who: String,
    pub what: String,
    /// Where there is more of it to see; empty: nowhere.
    pub href: String,
    pub at: i64,
    pub quote: String,
    /// What a form said, each with its label.
    pub answers: Vec<(String, String)>,
    /// Device, place and campaign in a line.
    pub facts: String,
    /// How it stands with a platform, its words marked as its own.
    pub stands: Html,
    /// The decision.
    pub steps: Vec<String>,
}

/// Newest first; `whole` says that nothing lies before them, so that the lead's beginning is told too.
pub async fn entries(engine: &Engine, d: &Desk, lead: &Lead, items: Vec<Happening>, whole: bool) -> Vec<Entry> {
    let mut names = Names { engine, d, known: HashMap::new() };
    let mut entries = Vec::with_capacity(items.len() + 1);
    for item in told_once(items) {
        entries.push(match item {
            Happening::Visit(visit) => {
                let record = visit.visit();
                visited(d, &record, &names.link(record.link).await.0)
            }
            Happening::Form(sent) => {
                let record = sent.form();
                let (name, form) = names.link(record.visit.link).await;
                sent_form::entry(d, &record, sent.at, &name, form.as_ref())
            }
            Happening::Change(change) => changed(d, &change),
            Happening::Delivery(told) => told_to(d, &told),
            Happening::Note(note) => Entry {
                icon: "sticky-note",
                who: note.author,
                what: d.t("timeline-note"),
                at: note.created_at,
                quote: note.body,
                ..Entry::default()
            },
        });
    }
    if whole {
        entries.push(Entry {
            icon: "user-plus",
            what: d.t("timeline-created"),
            at: lead.created_at,
            ..Entry::default()
        });
    }
    entries
}

/// A form tells its answers itself: the changes that it made are not told a second time.
fn told_once(items: Vec<Happening>) -> Vec<Happening> {
    let sent: Vec<i64> = items
        .iter()
        .filter_map(|item| if let Happening::Form(sent) = item { Some(sent.form().visit.at) } else { None })
        .collect();
    let repeats =
        |item: &Happening| matches!(item, Happening::Change(c) if c.actor_kind == "visitor" && sent.contains(&c.at));
    items.into_iter().filter(|item| !repeats(item)).collect()
}

/// Names of links, each looked up once.
struct Names<'a> {
    engine: &'a Engine,
    d: &'a Desk,
    known: HashMap<domain::id::LinkId, (String, Option<Form>)>,
}

impl Names<'_> {
    /// The link's name, and its form where there is one to see.
    async fn link(&mut self, id: domain::id::LinkId) -> (String, Option<Form>) {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let name = super::link_names::of(self.engine, self.d, id).await.name;
        let view = engine::links::get(self.engine, &self.d.who, id).await;
        let known = (name, view.ok().map(|view| view.link.extras.form));
        self.known.insert(id, known.clone());
        known
    }
}

fn visited(d: &Desk, visit: &Visit<'_>, link: &str) -> Entry {
    let agent = explain::agent(&visit.steps);
    let key = match (visit.repeat, visit.kind, &agent) {
        (true, ..) => "timeline-repeat",
        (_, Kind::Scan, Some(_)) => "timeline-scan-to",
        (_, Kind::Scan, None) => "timeline-scan",
        (_, _, Some(_)) => "timeline-visit-to",
        _ => "timeline-visit",
    };
    let said = d.a(key).s("link", link);
    let what = match &agent {
        Some(agent) if !visit.repeat => said.s("agent", agent),
        _ => said,
    };
    let touch = Touch { at: visit.at, link: visit.link, origin: visit.facts.origin.clone() };
    let facts = [client(d, &visit.facts), campaign(&touch)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
    Entry {
        icon: if visit.kind == Kind::Scan { "qr-code" } else { "mouse-pointer-click" },
        strong: !visit.repeat,
        who: d.t("timeline-visitor"),
        what: what.to_string(),
        at: visit.at,
        facts: facts.join(" · "),
        steps: explain::sentences(d.locale, &visit.steps),
        ..Entry::default()
    }
}

/// What a destination was told of the lead, and what came of it where that is not that it was taken.
fn told_to(d: &Desk, told: &Told) -> Entry {
    let delivery = &told.delivery;
    let key = match delivery.status {
        status if status.is_there() => "timeline-told",
        Status::Refused | Status::Expired | Status::Skipped => "timeline-not-told",
        _ => "timeline-telling",
    };
    let what = d.a(key).s("category", outbox_words::category(d.locale, delivery.category));
    let stands = match delivery.status.is_there() {
        true => Html::default(),
        false => outbox_words::delivery_quoted(d.locale, delivery, told.platform),
    };
    // Whoever may not see the outbox reads what came of it here.
    let sees = d.may(Scope::DestinationsRead);
    Entry {
        icon: "send",
        what: what.s("destination", &told.destination).to_string(),
        href: if sees { format!("/app/conversions/deliveries/{}", delivery.id) } else { String::new() },
        at: delivery.at,
        stands,
        ..Entry::default()
    }
}

/// `Mobile · Android · Chrome · Instagram · Bandung, Indonesia`.
pub fn client(d: &Desk, facts: &Facts<'_>) -> String {
    let country = if facts.place.country.is_empty() { String::new() } else { d.country(&facts.place.country) };
    let city = facts.place.city.to_string();
    let place = [city, country].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
    let client = &facts.client;
    let device = match client.device {
        domain::visit::Device::Unknown => String::new(),
        device => d.word("device", device.as_str()),
    };
    [device, named(d, "os", &client.os), named(d, "browser", &client.browser), named(d, "app", &client.in_app), place]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A system, browser or app by the name that it has for itself; nothing for what is not known.
pub fn named(d: &Desk, group: &str, word: &str) -> String {
    if matches!(word, "" | "other") { String::new() } else { d.word(group, word) }
}

/// A kept amount, `1500000 IDR`, as the reader writes money. What is none is shown as it was kept.
fn amount(d: &Reader, text: String) -> String {
    let read = text.split_once(' ').and_then(|(amount, currency)| {
        let currency = Currency::parse(currency)?;
        Some(d.money(money::parse(amount, currency).ok()?, currency.code()))
    });
    read.unwrap_or(text)
}

/// A kept word on being told of, `given: the text`, with its state in the reader's language.
fn consent(d: &Desk, text: &str) -> String {
    match text.split_once(": ") {
        Some((state, words)) => format!("{}: {words}", d.word("consent-state", state)),
        None if text.is_empty() => String::new(),
        None => d.word("consent-state", text),
    }
}

fn changed(d: &Desk, change: &Change) -> Entry {
    let field = match change.field.strip_prefix("custom_fields.") {
        Some(own) => format!("“{own}”"),
        None => d.word("field-name", &change.field),
    };
    let shown = |value: &Option<String>| {
        let text = value.clone().unwrap_or_default();
        match change.field.as_str() {
            "status" | "priority" => d.word(&change.field, text),
            "expected_value" | "actual_value" => amount(d, text),
            "consent" => consent(d, &text),
            _ => text,
        }
    };
    let (before, after) = (shown(&change.before), shown(&change.after));
    let what = match (before.is_empty(), after.is_empty()) {
        (true, _) => d.a("timeline-change-set").s("field", field).s("after", after).to_string(),
        (_, true) => d.a("timeline-change-cleared").s("field", field).s("before", before).to_string(),
        _ => d.a("timeline-change").s("field", field).s("before", before).s("after", after).to_string(),
    };
    let icon = match change.field.as_str() {
        "status" => "target",
        "agent" => "arrow-up-down",
        "tags" => "tag",
        "expected_value" | "actual_value" => "banknote",
        _ => "pencil",
    };
    Entry { icon, who: change.actor_name.clone(), what, at: change.at, ..Entry::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use crate::view::reader::Theme;

    #[test]
    fn an_amount_in_the_story_is_written_as_the_reader_writes_money() {
        let reader = |locale| Reader {
            locale,
            theme: Theme::default(),
            zone: jiff::tz::TimeZone::UTC,
            now: 1_793_491_200_000_000,
        };
        assert_eq!(amount(&reader(Locale::Id), "6880000 IDR".into()), "Rp6.880.000");
        assert_eq!(amount(&reader(Locale::En), "6880000 IDR".into()), "IDR 6,880,000");
        assert_eq!(amount(&reader(Locale::En), "12.5 USD".into()), "USD 12.50");
        for odd in ["", "nothing", "1 XXX", "much IDR"] {
            assert_eq!(amount(&reader(Locale::En), odd.into()), odd);
        }
    }
}
