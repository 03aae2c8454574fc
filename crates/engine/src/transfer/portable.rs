//! A link as a file says it: its own API body, whole, without what only a server can tell, without nulls (an empty
//! text or table is none), and with channels, other links and calendars named by what they are instead of by ids that
//! mean nothing elsewhere. Nothing is written here; what a name means is looked up in the transaction of the import.

use crate::channels::save_new;
use crate::links::LinkView;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::channel::ChannelKind;
use domain::draft::channel::NewChannel;
use domain::draft::preview::PreviewDraft;
use domain::id::{ChannelId, LinkId, WorkspaceId};
use domain::link::Target;
use domain::problem::FieldError;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use store::channels::Channel;
use store::{Tx, calendars, links};

/// The body that the API takes, whole, with ids.
pub fn body(view: &LinkView) -> Map<String, Value> {
    let link = &view.link;
    let members: Vec<Value> = view
        .seats
        .iter()
        .map(|view| {
            let member = &view.seat.member;
            let duty = &member.duty;
            json!({
                "name": member.name, "number": view.seat.number, "weight": member.weight, "active": member.active,
                "hours": duty.hours, "daily_cap": duty.daily_cap, "back_at": duty.back_at.map(time),
            })
        })
        .collect();
    let fallback = match &link.fallback {
        None => json!({}),
        Some(Target::Url(url)) => json!({ "url": url }),
        Some(Target::ChannelId(id)) => json!({ "channel_id": id }),
    };
    let mut preview = serde_json::to_value(PreviewDraft::from(&link.preview)).unwrap_or_default();
    for field in ["image_url", "picture_id"] {
        if let Some(none) = preview.get_mut(field).filter(|value| value.is_null()) {
            *none = "".into();
        }
    }
    let whole = json!({
        "slug": link.slug, "domain": link.domain, "name": link.name, "archived": link.archived_at.is_some(),
        "message": link.message, "sticky": link.sticky, "cookies": link.cookies,
        "click_event": link.click_event.as_str(),
        "pool": {"method": link.method.as_str(), "members": members}, "fallback": fallback, "preview": preview,
        "rules": link.extras.rules, "deeplink": link.extras.deeplink, "form": link.extras.form,
        "button": Some(&link.extras.button).filter(|button| !button.is_usual()), "destination_ids": link.extras.destinations,
    });
    match whole {
        Value::Object(mut whole) => {
            without_nulls(&mut whole);
            whole
        }
        _ => Map::new(),
    }
}

/// RFC 3339 with as many digits as there are.
fn time(at: i64) -> String {
    Timestamp::from_microsecond(at).unwrap_or_default().to_string()
}

/// Takes every null away, however deep.
pub fn without_nulls(map: &mut Map<String, Value>) {
    fn within(value: &mut Value) {
        match value {
            Value::Object(map) => without_nulls(map),
            Value::Array(list) => list.iter_mut().for_each(within),
            _ => {}
        }
    }
    map.retain(|_, value| !value.is_null());
    map.values_mut().for_each(within);
}

/// What the ids of a workspace are called.
#[derive(Debug, Default)]
pub struct Book {
    channels: HashMap<ChannelId, Channel>,
    addresses: HashMap<LinkId, (String, String)>,
    calendars: HashMap<String, String>,
}

impl Book {
    pub fn read(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Self, Rejection> {
        let mut book = Self::default();
        for archived in [false, true] {
            let filter = store::channels::Filter { archived, ..Default::default() };
            let mut after = None;
            loop {
                let page = store::channels::page(tx, workspace, &filter, after, PAGE)?;
                after = page.last().map(|channel| channel.id);
                let full = page.len() == PAGE;
                book.channels.extend(page.into_iter().map(|channel| (channel.id, channel)));
                if !full {
                    break;
                }
            }
        }
        let mut after = None;
        loop {
            let page = calendars::page(tx, workspace, after, PAGE)?;
            after = page.last().map(|calendar| calendar.id);
            let full = page.len() == PAGE;
            book.calendars.extend(page.into_iter().map(|calendar| (calendar.id.to_string(), calendar.name)));
            if !full {
                break;
            }
        }
        book.addresses = links::addresses(tx, workspace)?.into_iter().map(|(id, at, slug)| (id, (at, slug))).collect();
        Ok(book)
    }

    /// The link as a file says it.
    pub fn portable(&self, view: &LinkView) -> Map<String, Value> {
        let mut whole = body(view);
        for rule in whole.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten() {
            // A rule's own id means nothing elsewhere; here it is known again by what it says.
            rule.as_object_mut().map(|rule| rule.remove("id"));
        }
        self.name(&mut whole);
        whole
    }

    /// Names for ids, however deep.
    fn name(&self, map: &mut Map<String, Value>) {
        let id = |map: &Map<String, Value>, key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(channel) = id(map, "channel_id").and_then(|id| self.channels.get(&ChannelId::parse(&id)?)) {
            map.remove("channel_id");
            let named = json!({"kind": channel.kind.as_str(), "place": channel.place, "name": channel.name});
            map.insert("channel".to_owned(), named);
        }
        if let Some((domain, slug)) = id(map, "link_id").and_then(|id| self.addresses.get(&LinkId::parse(&id)?)) {
            map.remove("link_id");
            map.insert("link".to_owned(), json!({"domain": domain, "slug": slug}));
        }
        if let Some(Value::Array(ids)) = map.get("calendar_ids") {
            let names: Option<Vec<Value>> =
                ids.iter().map(|id| Some(Value::from(self.calendars.get(id.as_str()?)?.as_str()))).collect();
            if let Some(names) = names {
                map.remove("calendar_ids");
                map.insert("calendars".to_owned(), names.into());
            }
        }
        for value in map.values_mut() {
            self.name_within(value);
        }
    }

    fn name_within(&self, value: &mut Value) {
        match value {
            Value::Object(map) => self.name(map),
            Value::Array(list) => list.iter_mut().for_each(|value| self.name_within(value)),
            _ => {}
        }
    }
}

const PAGE: usize = 200;

/// The way back: ids for names, looked up or, of a channel that is told with kind and place, made.
pub(super) struct Resolver<'a> {
    pub who: &'a Who,
    /// The workspace's, for numbers such as `0812…`.
    pub country: &'a str,
    pub now: i64,
    /// Channels that were made on the way, by their names.
    pub made: Vec<String>,
}

impl Resolver<'_> {
    /// Ids for names in a link's body, however deep. Faults are filed under their path.
    pub fn resolve(
        &mut self,
        tx: &mut Tx<'_>,
        map: &mut Map<String, Value>,
        path: &str,
        faults: &mut Vec<FieldError>,
    ) -> Result<(), Rejection> {
        let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let mut put =
            |map: &mut Map<String, Value>, key: &str, found: Result<Value, FieldError>, from: &str| match found {
                Ok(id) => drop(map.insert(key.to_owned(), id)),
                Err(fault) => {
                    let field = if fault.field.is_empty() { at(from) } else { format!("{}.{}", at(from), fault.field) };
                    faults.push(FieldError { field, ..fault });
                }
            };
        if let Some(channel) = map.remove("channel") {
            let found = self.channel(tx, &channel)?;
            put(map, "channel_id", found, "channel");
        }
        if let Some(link) = map.remove("link") {
            let found = self.link(tx, &link)?;
            put(map, "link_id", found, "link");
        }
        if let Some(calendars) = map.remove("calendars") {
            let found = self.calendars(tx, &calendars)?;
            put(map, "calendar_ids", found, "calendars");
        }
        for (key, value) in map.iter_mut() {
            self.within(tx, value, &at(key), faults)?;
        }
        Ok(())
    }

    fn within(
        &mut self,
        tx: &mut Tx<'_>,
        value: &mut Value,
        path: &str,
        faults: &mut Vec<FieldError>,
    ) -> Result<(), Rejection> {
        match value {
            Value::Object(map) => self.resolve(tx, map, path, faults),
            Value::Array(list) => {
                for (index, value) in list.iter_mut().enumerate() {
                    self.within(tx, value, &format!("{path}[{index}]"), faults)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn channel(&mut self, tx: &mut Tx<'_>, told: &Value) -> Result<Result<Value, FieldError>, Rejection> {
        let text = |key: &str| told.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let (kind, place, name) = (text("kind"), text("place"), text("name"));
        let (Some(kind), Some(place)) = (kind, place) else {
            let Some(name) = name else { return Ok(Err(FieldError::new("", "which_channel"))) };
            return self.channel_called(tx, kind, name);
        };
        let Some(kind) = ChannelKind::parse(kind) else {
            let allowed = ChannelKind::WORDS.join(", ");
            return Ok(Err(FieldError::new("kind", "not_one_of").with("allowed", allowed)));
        };
        let whole = json!({"kind": kind.as_str(), "name": name.unwrap_or(place), kind.field(): place});
        let new = match NewChannel::parse(&whole, self.country) {
            Ok(new) => new,
            Err(faults) => {
                let fault = faults.into_iter().next().unwrap_or(FieldError::new("", "which_channel"));
                let field = if fault.field == kind.field() { "place".to_owned() } else { fault.field.clone() };
                return Ok(Err(FieldError { field, ..fault }));
            }
        };
        if let Some(there) = store::channels::by_place(tx, self.who.workspace, kind, &new.place)?
            && there.archived_at.is_none()
        {
            return Ok(Ok(there.id.to_string().into()));
        }
        let made = save_new(tx, self.who, new, self.now)?;
        self.made.push(made.name);
        Ok(Ok(made.id.to_string().into()))
    }

    fn channel_called(
        &self,
        tx: &mut Tx<'_>,
        kind: Option<&str>,
        name: &str,
    ) -> Result<Result<Value, FieldError>, Rejection> {
        let book = Book::read(tx, self.who.workspace)?;
        let mut called = book.channels.values().filter(|channel| {
            channel.archived_at.is_none()
                && channel.name == name
                && kind.is_none_or(|kind| channel.kind.as_str() == kind)
        });
        Ok(match (called.next(), called.next()) {
            (Some(channel), None) => Ok(channel.id.to_string().into()),
            (Some(_), Some(_)) => Err(FieldError::new("name", "several_channels").with("name", name)),
            (None, _) => Err(FieldError::new("name", "no_such_channel")),
        })
    }

    fn link(&self, tx: &mut Tx<'_>, told: &Value) -> Result<Result<Value, FieldError>, Rejection> {
        let text = |key: &str| told.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_lowercase();
        let held = links::holder(tx, &text("domain"), &text("slug"))?;
        let ours = match held {
            Some(id) => links::get(tx, self.who.workspace, id)?,
            None => None,
        };
        Ok(ours.map(|link| link.id.to_string().into()).ok_or(FieldError::new("slug", "no_such_link")))
    }

    fn calendars(&self, tx: &mut Tx<'_>, told: &Value) -> Result<Result<Value, FieldError>, Rejection> {
        let book = Book::read(tx, self.who.workspace)?;
        let Some(names) = told.as_array() else { return Ok(Err(FieldError::new("", "not_a_list"))) };
        let mut ids = Vec::with_capacity(names.len());
        for name in names.iter().map(|name| name.as_str().unwrap_or_default()) {
            match book.calendars.iter().find(|(_, called)| *called == name) {
                Some((id, _)) => ids.push(Value::from(id.as_str())),
                None => {
                    let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                    return Ok(Err(FieldError::new("", "no_calendar_called").with("name", shown)));
                }
            }
        }
        Ok(Ok(ids.into()))
    }
}

/// Gives rules that come without ids those of the link's own rules that say the same, else of those that have the same
/// name: what was counted of a rule stays its own.
pub(super) fn known_again(rules: &mut Value, there: &Value) {
    let Value::Array(rules) = rules else { return };
    let mut free: Vec<&Map<String, Value>> =
        there.as_array().into_iter().flatten().filter_map(Value::as_object).collect();
    let same = |a: &Map<String, Value>, b: &Map<String, Value>| {
        a.iter().filter(|(key, _)| *key != "id").eq(b.iter().filter(|(key, _)| *key != "id"))
    };
    let named = |a: &Map<String, Value>, b: &Map<String, Value>| a.get("name") == b.get("name");
    for like in [&same as &dyn Fn(&Map<String, Value>, &Map<String, Value>) -> bool, &named] {
        for rule in rules.iter_mut().filter_map(Value::as_object_mut).filter(|rule| !rule.contains_key("id")) {
            if let Some(place) = free.iter().position(|known| like(rule, known)) {
                let known = free.remove(place);
                rule.extend(known.get("id").map(|id| ("id".to_owned(), id.clone())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_known_again_by_what_it_says_else_by_its_name() {
        let there = json!([
            {"id": "1", "name": "A", "active": true, "then": {"pool": true}},
            {"id": "2", "name": "A", "active": false, "then": {"pool": true}},
            {"id": "3", "name": "B", "active": true, "then": {"pool": true}},
        ]);
        let mut given = json!([
            {"name": "B", "active": true, "then": {"link_id": "x"}},
            {"name": "A", "active": false, "then": {"pool": true}},
            {"name": "C", "active": true, "then": {"pool": true}},
            {"name": "A", "active": true, "then": {"pool": true}},
        ]);
        known_again(&mut given, &there);
        let ids: Vec<Option<&str>> = given.as_array().expect("a list").iter().map(|r| r["id"].as_str()).collect();
        assert_eq!(ids, [Some("3"), Some("2"), None, Some("1")]);
    }

    #[test]
    fn nulls_go_however_deep_they_stand() {
        let Value::Object(mut map) = json!({"a": null, "b": [{"c": null, "d": 1}], "e": {"f": null}}) else { return };
        without_nulls(&mut map);
        assert_eq!(Value::Object(map), json!({"b": [{"d": 1}], "e": {}}));
    }
}
