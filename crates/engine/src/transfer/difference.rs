//! What an import comes to: links made, links changed with each field before and after, links that are as they were.

use domain::id::LinkId;
use serde_json::{Map, Value};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    pub created: Vec<Change>,
    pub changed: Vec<Change>,
    pub unchanged: usize,
    /// Names of channels that had to be made for it.
    pub channels: Vec<String>,
    /// Whether it was done; a dry run only says what would be.
    pub applied: bool,
}

impl Difference {
    pub fn is_nothing(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty()
    }
}

/// One link.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// None: of a dry run that would make it.
    pub id: Option<LinkId>,
    /// The slug, behind the domain where it is not the default one: `go.brand.example/promo`.
    pub address: String,
    pub name: String,
    /// Where it stands in the file, from 1.
    pub line: usize,
    /// What is different; of a new link, what it is.
    pub fields: Vec<FieldChange>,
}

/// One field, by its path in the API; null where there was or is nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

/// What differs, field by field. Pool and preview are told by their parts, everything else as a whole.
pub fn fields(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare("", before, after, &mut changes);
    changes
}

fn compare(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, changes: &mut Vec<FieldChange>) {
    let mut keys: Vec<&String> = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    keys.sort();
    for key in keys {
        let field = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let (was, is) = (before.get(key), after.get(key));
        if was == is {
            continue;
        }
        if path.is_empty() && matches!(key.as_str(), "pool" | "preview") {
            let part = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
            compare(&field, &part(was), &part(is), changes);
            continue;
        }
        let (before, after) = (was.cloned().unwrap_or_default(), is.cloned().unwrap_or_default());
        changes.push(FieldChange { field, before, after });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pool_and_preview_are_told_by_their_parts() {
        let map = |value: Value| value.as_object().cloned().unwrap_or_default();
        let before = map(json!({"name": "A", "pool": {"method": "weighted", "members": [1]}, "rules": [], "gone": 1}));
        let after = map(
            json!({"name": "A", "pool": {"method": "weighted", "members": [2]}, "rules": [{}], "preview": {"title": "x"}}),
        );
        let told = fields(&before, &after).into_iter().map(|c| (c.field, c.before, c.after)).collect::<Vec<_>>();
        assert_eq!(
            told,
            [
                ("gone".to_owned(), json!(1), Value::Null),
                ("pool.members".to_owned(), json!([1]), json!([2])),
                ("preview.title".to_owned(), Value::Null, json!("x")),
                ("rules".to_owned(), json!([]), json!([{}])),
            ]
        );
    }
}
