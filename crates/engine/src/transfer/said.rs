//! The order in which a document says things: what a thing is called first, then what it does, and its parts last. The
//! values themselves know no order.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

/// Keys that come first, in this order; all others after them, by their names.
const FIRST: [&str; 28] = [
    "slug",
    "domain",
    "name",
    "kind",
    "place",
    "number",
    "weight",
    "field",
    "op",
    "value",
    "active",
    "archived",
    "message",
    "sticky",
    "cookies",
    "click_event",
    "method",
    "enabled",
    "key",
    "label",
    "required",
    "pool",
    "fallback",
    "preview",
    "when",
    "then",
    "rules",
    "members",
];

/// A value in its order.
pub(super) struct Said<'a>(&'a Value);

/// A whole document.
pub(super) struct Whole<'a> {
    version: i64,
    links: &'a [Map<String, Value>],
}

impl<'a> Said<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        Self(value)
    }

    pub(super) fn whole(version: i64, links: &'a [Map<String, Value>]) -> Whole<'a> {
        Whole { version, links }
    }
}

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(3))?;
        map.serialize_entry("giliran", "links")?;
        map.serialize_entry("version", &self.version)?;
        map.serialize_entry("links", &Objects(self.links))?;
        map.end()
    }
}

struct Objects<'a>(&'a [Map<String, Value>]);

impl Serialize for Objects<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.len()))?;
        for map in self.0 {
            list.serialize_element(&Object(map))?;
        }
        list.end()
    }
}

struct Object<'a>(&'a Map<String, Value>);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<&String> = self.0.keys().collect();
        keys.sort_by_key(|key| FIRST.iter().position(|first| first == key).unwrap_or(FIRST.len()));
        let mut map = to.serialize_map(Some(keys.len()))?;
        for key in keys {
            map.serialize_entry(key, &Said(&self.0[key]))?;
        }
        map.end()
    }
}

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) => Object(map).serialize(to),
            Value::Array(list) => {
                let mut seq = to.serialize_seq(Some(list.len()))?;
                for value in list {
                    seq.serialize_element(&Said(value))?;
                }
                seq.end()
            }
            // `serde_json` hands its numbers over in its own way where they are arbitrary; ours are plain.
            Value::Number(number) if number.is_i64() => to.serialize_i64(number.as_i64().unwrap_or_default()),
            other => other.serialize(to),
        }
    }
}
