//! Brings the links of a file in: each is made, changed, or left as it is. All of it happens in one transaction with
//! its lines in the change history, or nothing does; a dry run is the same transaction, undone.

use super::difference::{self, Change, Difference};
use super::portable::{self, Book, Resolver, known_again, without_nulls};
use super::{Format, Written};
use crate::Engine;
use crate::command::{self, need, write_to};
use crate::links::{self, LinkView, create_in, patch_in};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::link::{LinkDraft, NewLink};
use domain::link::Extras;
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Store, Tx, workspaces};

/// Faults that are told at most; a file of another kind has one in each line.
const MOST_FAULTS: usize = 100;

/// Whether it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Apply,
    /// Only say what it would come to.
    DryRun,
}

/// `format`: none finds it out. Errors: `Invalid` with every fault, each with its line in the file (the argument
/// `file_line`) and the link it stands in (`file_link`).
pub async fn import(
    engine: &Engine,
    who: &Who,
    file: Vec<u8>,
    format: Option<Format>,
    wish: Wish,
) -> Result<Difference, Rejection> {
    let (base, now) = (engine.settings.base_url.clone(), engine.now());
    let done = import_into(&engine.store, who, &base, file, format, wish, now).await?;
    if done.applied && !done.is_nothing() {
        command::announce(engine).await;
    }
    Ok(done)
}

/// [`import`] where there is a store and no engine.
pub(crate) async fn import_into(
    store: &Store,
    who: &Who,
    base: &str,
    file: Vec<u8>,
    format: Option<Format>,
    wish: Wish,
    now: i64,
) -> Result<Difference, Rejection> {
    need(who, Scope::LinksWrite)?;
    let written = super::read(&file, format)?;
    drop(file);
    let found = Arc::new(Mutex::new(None));
    let (keep, who, base) = (Arc::clone(&found), who.clone(), base.to_owned());
    let done = write_to(store, move |tx| {
        let mut difference = all(tx, &who, &base, written, now)?;
        match wish {
            Wish::Apply => Ok(Difference { applied: true, ..difference }),
            Wish::DryRun => {
                difference.created.iter_mut().for_each(|change| change.id = None);
                *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(difference);
                // Whatever was written on the way is undone.
                Err(Rejection::NotFound)
            }
        }
    })
    .await;
    let found = found.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (done, found) {
        (Err(Rejection::NotFound), Some(difference)) => Ok(difference),
        (done, _) => done,
    }
}

fn all(tx: &mut Tx<'_>, who: &Who, base: &str, written: Vec<Written>, now: i64) -> Result<Difference, Rejection> {
    workspaces::hold(tx, who.workspace)?;
    let home = workspaces::get(tx, who.workspace)?.ok_or(Rejection::NotFound)?;
    let mut resolver = Resolver { who, country: &home.country, now, made: Vec::new() };
    let mut there: HashMap<(String, String), LinkView> = HashMap::new();
    for view in links::every(tx, who.workspace)? {
        there.insert((view.link.domain.clone(), view.link.slug.clone()), view);
    }
    let mut difference = Difference::default();
    let mut faults = Vec::new();
    let (mut seen, mut became) = (HashSet::new(), Vec::new());
    // As it was before the first of them is saved: one that leads to another is told by the other's address.
    let book = Book::read(tx, who.workspace)?;
    for index in in_order(&written) {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        let Written { line, link } = &written[index];
        let address = known(&there, link);
        let mut place = |found: Vec<FieldError>| {
            let link = &address.1;
            faults.extend(found.into_iter().map(|fault| {
                let field = match fault.field.as_str() {
                    "" => format!("links[{index}]"),
                    field => format!("links[{index}].{field}"),
                };
                FieldError { field, ..fault }.with("file_line", line).with("file_link", link)
            }));
        };
        if !seen.insert(address.clone()) && !address.1.is_empty() {
            place(vec![FieldError::new("slug", "duplicate_link")]);
            continue;
        }
        match one(tx, &mut resolver, base, &book, there.get(&address), link.clone()) {
            Ok(None) => difference.unchanged += 1,
            Ok(Some((before, after))) => became.push((*line, before, after)),
            Err(Rejection::Invalid(found) | Rejection::Conflict(found)) => place(found),
            Err(other) => return Err(other),
        }
    }
    if !faults.is_empty() {
        faults.truncate(MOST_FAULTS);
        return Err(Rejection::Invalid(faults));
    }
    became.sort_by_key(|(line, ..)| *line);
    let book = Book::read(tx, who.workspace)?;
    for (line, before, view) in became {
        let is_new = before.is_none();
        let fields = difference::fields(&before.unwrap_or_default(), &book.portable(&view));
        let domain = Some(view.link.domain).filter(|domain| !domain.is_empty());
        let address = domain.into_iter().chain([view.link.slug]).collect::<Vec<_>>().join("/");
        let change = Change { id: Some(view.link.id), address, name: view.link.name, line, fields };
        match is_new {
            true => difference.created.push(change),
            false if change.fields.is_empty() => difference.unchanged += 1,
            false => difference.changed.push(change),
        }
    }
    difference.channels = resolver.made;
    Ok(difference)
}

/// What became of one link: none when it is as it was.
type Became = Option<(Option<Map<String, Value>>, LinkView)>;

fn one(
    tx: &mut Tx<'_>,
    resolver: &mut Resolver<'_>,
    base: &str,
    book: &Book,
    there: Option<&LinkView>,
    mut given: Map<String, Value>,
) -> Result<Became, Rejection> {
    let before = there.map(|view| book.portable(view));
    normal(&mut given);
    if let Some(before) = &before {
        let mut whole = before.clone();
        lay_over(&mut whole, given.clone());
        if whole == *before {
            return Ok(None);
        }
    }
    let mut faults = Vec::new();
    resolver.resolve(tx, &mut given, "", &mut faults)?;
    if !faults.is_empty() {
        return Err(Rejection::Invalid(faults));
    }
    let (who, country, now) = (resolver.who, resolver.country, resolver.now);
    if let (Some(rules), Some(view)) = (given.get_mut("rules"), there) {
        known_again(rules, &serde_json::to_value(&view.link.extras.rules).unwrap_or_default());
    }
    // Only what is different is asked for; of a new link, what a new link has not got by itself.
    let same = match there {
        Some(view) => portable::body(view),
        None => new_link(),
    };
    // A preview is taken whole: what the file does not say of it stays.
    if let (Some(Value::Object(said)), Some(Value::Object(preview))) = (given.get_mut("preview"), same.get("preview")) {
        let mut whole = preview.clone();
        whole.append(said);
        *said = whole;
    }
    given.retain(|key, value| matches!(key.as_str(), "slug" | "name" | "pool") || same.get(key) != Some(value));
    let archived = given.get("archived").cloned();
    let body = sent(given);
    match there {
        Some(view) => {
            let draft = LinkDraft::parse(&body, country)?;
            Ok(Some((before, patch_in(tx, who, base, (view.link.id, None), draft, Some("link.imported"), now)?)))
        }
        None => {
            let made = create_in(tx, who, base, NewLink::parse(&body, country)?, "link.imported", now)?;
            // A new link is a living one; one that was put away comes in put away.
            if archived == Some(Value::Bool(true)) {
                let draft = LinkDraft { archived: Some(true), ..LinkDraft::default() };
                return Ok(Some((None, patch_in(tx, who, base, (made.link.id, None), draft, None, now)?)));
            }
            Ok(Some((None, made)))
        }
    }
}

/// What a new link is without a word.
fn new_link() -> Map<String, Value> {
    let mut same = serde_json::to_value(Extras::default()).ok().and_then(|value| value.as_object().cloned());
    same.iter_mut().for_each(without_nulls);
    same.into_iter().flatten().chain([("destination_ids".to_owned(), json!([]))]).collect()
}

/// Domain and slug, as they are told apart.
fn address(link: &Map<String, Value>) -> (String, String) {
    let text = |key: &str| link.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_lowercase();
    (text("domain"), text("slug"))
}

/// The address of the link that is meant: a file without a word of domains means the only one of ours with that slug,
/// wherever it stands, and the default domain's before any other.
fn known(there: &HashMap<(String, String), LinkView>, link: &Map<String, Value>) -> (String, String) {
    let (domain, slug) = address(link);
    if link.contains_key("domain") || there.contains_key(&(domain.clone(), slug.clone())) {
        return (domain, slug);
    }
    let mut others = there.keys().filter(|(_, other)| *other == slug);
    match (others.next(), others.next()) {
        (Some(only), None) => only.clone(),
        _ => (domain, slug),
    }
}

/// As a link is exported: without nulls, and none written in one way.
fn normal(link: &mut Map<String, Value>) {
    for (key, none) in [("domain", json!("")), ("fallback", json!({}))] {
        if link.get(key).is_some_and(Value::is_null) {
            link.insert(key.to_owned(), none);
        }
    }
    without_nulls(link);
    if let Some(Value::String(slug)) = link.get_mut("slug") {
        *slug = slug.trim().to_lowercase();
    }
}

/// What the file says of a link over what there is: fields, and of pool and preview the parts that are said.
fn lay_over(whole: &mut Map<String, Value>, given: Map<String, Value>) {
    for (key, value) in given {
        match (whole.get_mut(&key), value) {
            (Some(Value::Object(part)), Value::Object(given)) if matches!(key.as_str(), "pool" | "preview") => {
                part.extend(given);
            }
            (_, value) => drop(whole.insert(key, value)),
        }
    }
}

/// The body as the API takes it. A member is told whole: what is not said of one is none.
fn sent(mut given: Map<String, Value>) -> Value {
    if given.get("domain") == Some(&json!("")) {
        given.insert("domain".to_owned(), Value::Null);
    }
    if given.get("fallback") == Some(&json!({})) {
        given.insert("fallback".to_owned(), Value::Null);
    }
    if let Some(Value::Array(members)) = given.get_mut("pool").and_then(|pool| pool.get_mut("members")) {
        for member in members.iter_mut().filter_map(Value::as_object_mut) {
            for key in ["hours", "daily_cap", "back_at"] {
                member.entry(key).or_insert(Value::Null);
            }
        }
    }
    Value::Object(given)
}

/// The places of the links, those that others lead to first: a rule may name a link that the same file makes.
fn in_order(written: &[Written]) -> Vec<usize> {
    let places: HashMap<(String, String), usize> =
        written.iter().enumerate().map(|(index, one)| (address(&one.link), index)).collect();
    let mut order = Vec::with_capacity(written.len());
    let mut begun = vec![false; written.len()];
    for index in 0..written.len() {
        // Depth first, by a list of our own: a chain may be as long as the file.
        let mut way = vec![(index, false)];
        while let Some((at, led)) = way.pop() {
            if led {
                order.push(at);
            } else if !std::mem::replace(&mut begun[at], true) {
                way.push((at, true));
                let mut to = Vec::new();
                for rule in written[at].link.get("rules").and_then(Value::as_array).into_iter().flatten() {
                    let link = rule.get("then").and_then(|then| then.get("link")).and_then(Value::as_object);
                    to.extend(link.and_then(|link| places.get(&address(link))).copied());
                }
                way.extend(to.into_iter().rev().filter(|to| !begun[*to]).map(|to| (to, false)));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leading(slug: &str, to: &[&str]) -> Written {
        let rules: Vec<Value> = to.iter().map(|slug| json!({"then": {"link": {"slug": slug}}})).collect();
        let link = json!({"slug": slug, "rules": rules});
        Written { line: 1, link: link.as_object().cloned().unwrap_or_default() }
    }

    #[test]
    fn links_that_others_lead_to_come_first_even_in_a_circle() {
        let written = [leading("a", &["c", "b"]), leading("b", &["c"]), leading("c", &[]), leading("d", &["d", "a"])];
        assert_eq!(in_order(&written), [2, 1, 0, 3]);
        let circle = [leading("a", &["b"]), leading("b", &["a"])];
        assert_eq!(in_order(&circle), [1, 0]);
        let long: Vec<Written> = (0..10_000).map(|n| leading(&format!("l{n}"), &[&format!("l{}", n + 1)])).collect();
        assert_eq!(in_order(&long).first(), Some(&9_999));
    }

    #[test]
    fn only_the_parts_of_pool_and_preview_that_are_said_are_laid_over() {
        let map = |value: Value| value.as_object().cloned().unwrap_or_default();
        let mut whole = map(json!({"pool": {"method": "weighted", "members": [1]}, "fallback": {"url": "x"}}));
        lay_over(&mut whole, map(json!({"pool": {"members": []}, "fallback": {}})));
        assert_eq!(whole, map(json!({"pool": {"method": "weighted", "members": []}, "fallback": {}})));
    }
}
