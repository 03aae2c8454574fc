//! The change history as sentences: who, what, and each field before and after. Shown on a link's own page and, for
//! all things, in the settings. What is different in a link is read aloud in [`crate::changes`].

use super::desk::Desk;
use crate::changes;
use crate::destination_changes;
use crate::i18n;
use domain::host::readable;
use domain::id::{AgentId, CalendarId, ChannelId, DestinationId, DomainId, HubId, LinkId, TokenId, UserId};
use domain::privacy::Kept;
use engine::Engine;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;
use store::audit;
use uuid::Uuid;

pub struct Entry {
    pub icon: &'static str,
    pub who: String,
    pub what: String,
    pub at: i64,
    pub changes: Vec<String>,
}

/// More fields than these are not read by anybody in a list.
const MOST: usize = 6;

/// The entries, newest first, with the first things of each that are different.
pub async fn entries(engine: &Engine, d: &Desk, entries: &[audit::Entry]) -> Vec<Entry> {
    let mut told = whole_entries(engine, d, entries).await;
    told.iter_mut().for_each(|entry| entry.changes.truncate(MOST));
    told
}

/// The same with everything that is different. What a line does not name itself is looked up once.
pub async fn whole_entries(engine: &Engine, d: &Desk, entries: &[audit::Entry]) -> Vec<Entry> {
    let mut known: HashMap<String, String> = HashMap::new();
    let mut places: HashMap<String, String> = HashMap::new();
    let mut told = Vec::with_capacity(entries.len());
    for one in entries {
        let name = match known.get(&one.noun_id) {
            Some(name) => name.clone(),
            None => name_of(engine, d, &one.noun, &one.noun_id).await,
        };
        let (before, after) = (read(&one.before), read(&one.after));
        let mut led_to = Vec::new();
        [&before, &after].into_iter().for_each(|told| targets(told, &mut led_to));
        for (noun, id) in led_to {
            if let Vacant(place) = places.entry(id) {
                let name = name_of(engine, d, noun, place.key()).await;
                place.insert(name);
            }
        }
        told.push(entry(d, one, &name, &before, &after, &places));
        known.insert(one.noun_id.clone(), name);
    }
    told
}

/// What a thing is called now; empty when it is gone.
async fn name_of(engine: &Engine, d: &Desk, noun: &str, id: &str) -> String {
    let Ok(id) = Uuid::try_parse(id) else { return String::new() };
    let found = match noun {
        "link" => engine::links::get(engine, &d.who, LinkId(id)).await.map(|v| v.link.name),
        "user" => engine::users::get(engine, &d.who, UserId(id)).await.map(|u| u.name),
        "agent" => engine::agents::get(engine, &d.who, AgentId(id)).await.map(|a| a.name),
        "channel" => engine::channels::get(engine, &d.who, ChannelId(id)).await.map(|c| c.name),
        "calendar" => engine::calendars::get(engine, &d.who, CalendarId(id)).await.map(|c| c.name),
        "hub" => engine::hubs::get(engine, &d.who, HubId(id)).await.map(|v| v.hub.name),
        "token" => engine::tokens::get(engine, &d.who, TokenId(id)).await.map(|t| t.name),
        "destination" => {
            engine::conversions::destinations::get(engine, &d.who, DestinationId(id)).await.map(|v| v.destination.name)
        }
        "domain" => engine::domains::get(engine, &d.who, DomainId(id)).await.map(|v| readable(&v.domain.host)),
        _ => return String::new(),
    };
    found.unwrap_or_default()
}

fn read(text: &Option<String>) -> Map<String, Value> {
    text.as_deref().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
}

/// The channels, links and calendars that a thing names by their ids.
fn targets(told: &Map<String, Value>, to: &mut Vec<(&'static str, String)>) {
    for (key, value) in told {
        let noun = match key.as_str() {
            "channel_id" | "catch_all_channel_id" => Some("channel"),
            "link_id" => Some("link"),
            "calendar_ids" => Some("calendar"),
            "destination_ids" => Some("destination"),
            _ => None,
        };
        within(noun, value, to);
    }
}

fn within(noun: Option<&'static str>, value: &Value, to: &mut Vec<(&'static str, String)>) {
    match (value, noun) {
        (Value::String(id), Some(noun)) => to.push((noun, id.clone())),
        (Value::Object(map), _) => targets(map, to),
        (Value::Array(list), _) => list.iter().for_each(|one| within(noun, one, to)),
        _ => {}
    }
}

fn entry(
    d: &Desk,
    entry: &audit::Entry,
    known: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    places: &HashMap<String, String>,
) -> Entry {
    let (action, name) = subject(entry, before, after);
    let name = if name.is_empty() { known.to_owned() } else { name };
    let key = format!("audit-{}", action.replace(['.', '_'], "-"));
    let said = if i18n::has(d.locale, &key) {
        d.a(&key).s("name", name)
    } else {
        d.a("audit-other").s("action", action).s("name", name)
    };
    let changes = if entry.action == "workspace.swept" {
        after.iter().map(|(kind, rows)| swept(d, kind, rows)).collect()
    } else if entry.before.is_some() && entry.after.is_some() && !entry.action.starts_with("member.switched") {
        differences(d, &entry.noun, before, after, places)
    } else {
        Vec::new()
    };
    Entry {
        icon: icon(&entry.noun, &entry.action),
        who: who(d, entry),
        what: said.to_string().trim_end().to_owned(),
        at: entry.at,
        changes,
    }
}

/// `Visits of people: 12,340`.
fn swept(d: &Desk, kind: &str, rows: &Value) -> String {
    d.a("privacy-swept").s("kind", d.word("privacy", kind)).n("count", rows.as_i64().unwrap_or_default()).to_string()
}

/// Days by kind of data, each that is different a sentence.
fn days_kept(d: &Desk, before: &Value, after: &Value) -> Vec<String> {
    let days = |kept: &Value, kind: &str| kept.get(kind).and_then(Value::as_i64);
    let told = |days: Option<i64>| match days {
        Some(days) => d.a("privacy-days").n("days", days).to_string(),
        None => d.t("privacy-for-good"),
    };
    Kept::ALL
        .map(Kept::as_str)
        .into_iter()
        .map(|kind| (kind, days(before, kind), days(after, kind)))
        .filter(|(_, before, after)| before != after)
        .map(|(kind, before, after)| {
            let said = d.a("history-field").s("field", d.word("privacy", kind));
            said.s("before", told(before)).s("after", told(after)).to_string()
        })
        .collect()
}

fn who(d: &Desk, entry: &audit::Entry) -> String {
    match entry.actor_kind.as_str() {
        "cli" => d.t("actor-cli"),
        "system" => d.t("actor-system"),
        _ => entry.actor_name.clone(),
    }
}

/// What was done to whom: of a member, the one whose seat is different.
fn subject<'a>(entry: &'a audit::Entry, before: &Map<String, Value>, after: &Map<String, Value>) -> (&'a str, String) {
    let text = |map: &Map<String, Value>, key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    if entry.action.starts_with("member.") {
        let seats =
            |map: &Map<String, Value>| map.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
        let (was, is) = (seats(before), seats(after));
        let other = is.iter().find(|seat| !was.contains(seat)).or_else(|| was.iter().find(|seat| !is.contains(seat)));
        let name = other.and_then(|seat| seat.get("name")).and_then(Value::as_str).unwrap_or_default();
        return (&entry.action, name.to_owned());
    }
    let name = text(after, "name").or_else(|| text(before, "name")).or_else(|| text(after, "slug"));
    let host = || text(after, "host").or_else(|| text(before, "host")).map(|host| readable(&host));
    let name = name.or_else(host).unwrap_or_default();
    (&entry.action, name)
}

/// The group of words that a field's value is one of; empty where people wrote it themselves.
fn words_of(noun: &str, field: &str) -> &'static str {
    match (noun, field) {
        ("channel", "status") => "channel-status",
        ("channel", "kind") => "channel",
        ("hub", "theme") => "hub-theme",
        ("user", "role") => "role",
        ("domain", "verified_by") => "domain-way",
        ("workspace", "ip") => "privacy-ip",
        ("user", "locale") => "language",
        _ => "",
    }
}

fn differences(
    d: &Desk,
    noun: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    places: &HashMap<String, String>,
) -> Vec<String> {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter(|key| before.get(*key) != after.get(*key) && !key.ends_with("user_id"))
        .flat_map(|key| {
            let none = Value::Null;
            let both = || (before.get(key).unwrap_or(&none), after.get(key).unwrap_or(&none));
            if noun == "destination" {
                return destination_changes::sentences(d.locale, key, both().0, both().1);
            }
            if noun == "workspace" && key == "conversions" {
                return destination_changes::statuses(d.locale, both().0, both().1);
            }
            if noun == "workspace" && key == "keep_days" {
                return days_kept(d, both().0, both().1);
            }
            if noun == "link" || (noun == "hub" && key == "entries") {
                let (before, after) = both();
                let name = |id: &str| places.get(id).filter(|name| !name.is_empty()).cloned();
                return changes::sentences(d.locale, key, before, after, &name);
            }
            // Of a list, only what is different.
            let rest = |value: Option<&Value>, other: Option<&Value>| match (value, other) {
                (Some(Value::Array(list)), Some(Value::Array(other))) => {
                    Some(Value::Array(list.iter().filter(|one| !other.contains(one)).cloned().collect()))
                }
                (value, _) => value.cloned(),
            };
            let (before, after) = (rest(before.get(key), after.get(key)), rest(after.get(key), before.get(key)));
            let words = words_of(noun, key);
            let shown = |value: Option<Value>| match value {
                Some(Value::String(word)) if !words.is_empty() => d.word(words, word),
                value => shown(d, value.as_ref(), places),
            };
            let said = d.a("history-field").s("field", d.word("history", key));
            vec![said.s("before", shown(before)).s("after", shown(after)).to_string()]
        })
        .collect()
}

fn shown(d: &Desk, value: Option<&Value>, places: &HashMap<String, String>) -> String {
    match value {
        None | Some(Value::Null) => d.t("value-none"),
        Some(Value::String(text)) if text.is_empty() => d.t("value-none"),
        Some(Value::Array(list)) if list.is_empty() => d.t("value-none"),
        Some(Value::String(text)) => places.get(text).filter(|name| !name.is_empty()).unwrap_or(text).clone(),
        Some(Value::Bool(true)) => d.t("yes"),
        Some(Value::Bool(false)) => d.t("no"),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(list)) => list.iter().map(|one| shown(d, Some(one), places)).collect::<Vec<_>>().join(", "),
        // A date of a calendar: its name says what it is, the rest is seen in the calendar.
        Some(Value::Object(map)) if map.get("date").is_some() => ["date", "name"]
            .iter()
            .filter_map(|key| map.get(*key)?.as_str().filter(|text| !text.is_empty()))
            .collect::<Vec<_>>()
            .join(" "),
        Some(Value::Object(map)) => match (map.get("name"), map.get("weight"), map.get("active")) {
            (Some(name), Some(weight), Some(active)) => {
                let state = if active == &Value::Bool(true) { d.t("on") } else { d.t("off") };
                format!("{} ({weight}, {})", shown(d, Some(name), places), state.to_lowercase())
            }
            _ => map
                .iter()
                .filter(|(_, one)| !one.is_null())
                .map(
                    |(key, one)| if key == "picture_id" { d.t("history-picture") } else { shown(d, Some(one), places) },
                )
                .collect::<Vec<_>>()
                .join(", "),
        },
    }
}

fn icon(noun: &str, action: &str) -> &'static str {
    match (noun, action) {
        (_, "member.switched_on" | "member.switched_off") => "power",
        ("link", _) => "link",
        ("hub", _) => "smartphone",
        ("user" | "agent", _) => "user",
        ("token", _) => "key-round",
        ("workspace", _) => "settings",
        ("channel", _) => "phone",
        ("calendar", _) => "calendar",
        ("domain", _) => "globe",
        ("destination" | "delivery", _) => "target",
        _ => "history",
    }
}
