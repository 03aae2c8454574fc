//! A link as it was after one of its changes: what came later is taken back, newest first, and what is left is saved as
//! any change is, with the same rules. What can't be any more (an address that is another link's by now, a channel that
//! is gone) is refused by its field, and nothing of it is done.

use super::patch::{open, save};
use super::view::{self, LinkView, told};
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::link::LinkDraft;
use domain::id::LinkId;
use domain::scope::Scope;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use store::audit::{self, Entry, Filter};
use store::{Tx, workspaces};
use uuid::Uuid;

/// Entries read at once.
const PAGE: usize = 200;

/// Makes `id` what it was right after the change `to`, an entry of its history. `seen` as of [`super::patch`]. Errors:
/// `NotFound` for an entry of something else, and those of a change.
pub async fn put_back(
    engine: &Engine,
    who: &Who,
    id: LinkId,
    to: Uuid,
    seen: Option<i64>,
) -> Result<LinkView, Rejection> {
    need(who, Scope::LinksWrite)?;
    need(who, Scope::AuditRead)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let view = command::write(engine, move |tx| {
        let link = open(tx, &who, id, seen)?;
        let there = view::view(tx, &base, link)?;
        let Value::Object(now_is) = told(&there) else { return Err(Rejection::NotFound) };
        let mut was = state_after(tx, &who, id, to, now_is.clone())?;
        was.retain(|key, value| now_is.get(key) != Some(value));
        if was.is_empty() {
            return Ok(there);
        }
        let home = workspaces::get(tx, who.workspace)?.ok_or(Rejection::NotFound)?;
        let draft = LinkDraft::parse(&body(was), &home.country)?;
        save(tx, &who, &base, (id, None), draft, Some("link.put_back"), now)
    })
    .await?;
    command::announce(engine).await;
    Ok(view)
}

/// The link as the history tells it, right after the change `to`.
fn state_after(
    tx: &mut Tx<'_>,
    who: &Who,
    id: LinkId,
    to: Uuid,
    mut state: Map<String, Value>,
) -> Result<Map<String, Value>, Rejection> {
    let filter = Filter { noun: "link".to_owned(), noun_id: id.to_string() };
    let mut before = None;
    loop {
        let page = audit::page(tx, who.workspace, &filter, before, PAGE)?;
        let full = page.len() == PAGE;
        for entry in &page {
            if entry.id == to {
                return Ok(state);
            }
            take_back(&mut state, entry);
        }
        before = page.last().map(|entry| entry.id);
        if !full {
            return Err(Rejection::NotFound);
        }
    }
}

fn take_back(state: &mut Map<String, Value>, entry: &Entry) {
    let read = |text: &Option<String>| -> Map<String, Value> {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    for key in read(&entry.after).keys() {
        state.remove(key);
    }
    state.extend(read(&entry.before));
}

/// The history's words as the API's body.
fn body(mut state: Map<String, Value>) -> Value {
    let mut pool = Map::new();
    pool.extend(state.remove("method").map(|method| ("method".to_owned(), method)));
    if let Some(mut members) = state.remove("members") {
        for member in members.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            // A member who was told before there were hours had none.
            for key in ["hours", "daily_cap", "back_at"] {
                member.entry(key).or_insert(Value::Null);
            }
            if let Some(at) = member.get("back_at").and_then(Value::as_i64) {
                member.insert(
                    "back_at".to_owned(),
                    json!(Timestamp::from_microsecond(at).unwrap_or_default().to_string()),
                );
            }
        }
        pool.insert("members".to_owned(), members);
    }
    if !pool.is_empty() {
        state.insert("pool".to_owned(), Value::Object(pool));
    }
    if state.get("domain") == Some(&json!("")) {
        state.insert("domain".to_owned(), Value::Null);
    }
    Value::Object(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_later_is_taken_back_key_by_key() {
        let mut state = json!({"name": "C", "rules": [1], "message": "x"}).as_object().cloned().unwrap_or_default();
        let entry = |before: Value, after: Value| Entry {
            id: Uuid::nil(),
            at: 0,
            actor_kind: String::new(),
            actor_id: None,
            actor_name: String::new(),
            action: String::new(),
            noun: String::new(),
            noun_id: String::new(),
            before: Some(before.to_string()),
            after: Some(after.to_string()),
        };
        take_back(&mut state, &entry(json!({"name": "B"}), json!({"name": "C", "rules": [1]})));
        take_back(&mut state, &entry(json!({"name": "A"}), json!({"name": "B"})));
        assert_eq!(Value::Object(state), json!({"name": "A", "message": "x"}));
    }

    #[test]
    fn the_words_of_the_history_become_the_body_of_a_change() {
        let state = json!({"method": "weighted", "domain": "", "members": [{"name": "A", "back_at": 1_000_000}]});
        let body = body(state.as_object().cloned().unwrap_or_default());
        assert_eq!(
            body,
            json!({"domain": null, "pool": {"method": "weighted", "members":
                [{"name": "A", "hours": null, "daily_cap": null, "back_at": "1970-01-01T00:00:01Z"}]}})
        );
    }
}
