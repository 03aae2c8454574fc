//! The rows of a hub's form: one an entry, each with where it leads chosen from the workspace's links and channels.

use super::super::desk::Desk;
use super::super::form::Form;
use crate::view::html::Html;
use domain::channel::ChannelStatus;
use domain::hub::{Entry, Icon, To};
use domain::id::{ChannelId, LinkId};
use engine::{Engine, Rejection, channels, links};
use serde_json::{Value, json};

/// More than these nobody chooses from a list.
const MOST: usize = 500;

pub struct Row {
    /// Its place among the rows, or the pattern's mark.
    pub at: String,
    pub id: String,
    pub label: String,
    pub label_id: String,
    pub icon: String,
    pub to: String,
    pub message: String,
    /// The condition as it is kept: the form hands it through untouched.
    pub when: String,
    pub label_aria: Html,
    pub to_aria: Html,
    pub errors: Html,
}

/// A place that an entry may lead to.
pub struct Choice {
    /// `link:…` or `channel:…`.
    pub value: String,
    pub name: String,
    /// Leads to a chat that begins with a message.
    pub chat: bool,
}

#[derive(Default)]
pub struct Choices {
    pub links: Vec<Choice>,
    pub channels: Vec<Choice>,
}

pub fn field(at: usize, name: &str) -> String {
    format!("entries[{at}].{name}")
}

pub fn rows(form: &Form) -> Vec<Row> {
    (0..form.rows("entries")).map(|at| row(form, at)).collect()
}

fn row(form: &Form, at: usize) -> Row {
    let value = |name: &str| form.value(&field(at, name)).to_owned();
    let errors =
        ["label", "label_id", "to", "message", "id", "icon", "when"].map(|name| form.error(&field(at, name)).0);
    Row {
        at: at.to_string(),
        id: value("id"),
        label: value("label"),
        label_id: value("label_id"),
        icon: value("icon"),
        to: value("to"),
        message: value("message"),
        when: value("when"),
        label_aria: form.aria(&field(at, "label")),
        to_aria: form.aria(&field(at, "to")),
        errors: Html(errors.concat()),
    }
}

/// What a row that is added is made of.
pub fn pattern() -> Row {
    Row {
        at: "__n__".into(),
        id: String::new(),
        label: String::new(),
        label_id: String::new(),
        icon: Icon::default().as_str().to_owned(),
        to: String::new(),
        message: String::new(),
        when: String::new(),
        label_aria: Html::default(),
        to_aria: Html::default(),
        errors: Html::default(),
    }
}

pub fn fill(form: &mut Form, entries: &[Entry]) {
    for (at, entry) in entries.iter().enumerate() {
        let when = entry.when.as_ref().and_then(|when| serde_json::to_string(when).ok()).unwrap_or_default();
        for (name, value) in [
            ("id", entry.id.to_string()),
            ("label", entry.label.clone()),
            ("label_id", entry.label_id.clone()),
            ("icon", entry.icon.as_str().to_owned()),
            ("to", word(entry.to)),
            ("message", entry.message.clone()),
            ("when", when),
        ] {
            form.set(field(at, name), value);
        }
    }
}

pub fn word(to: To) -> String {
    match to {
        To::LinkId(id) => format!("link:{id}"),
        To::ChannelId(id) => format!("channel:{id}"),
    }
}

/// Takes out the rows that nobody wrote into and closes the ranks, so that a fault's place is its row's.
pub fn tidy(form: &mut Form) {
    for at in 0..form.rows("entries") {
        if ["label", "label_id", "id", "to"].iter().all(|name| form.trimmed(&field(at, name)).is_empty()) {
            let opening = format!("entries[{at}].");
            form.values.retain(|(name, _)| !name.starts_with(&opening));
        }
    }
    form.renumber("entries");
}

/// The API's entries.
pub fn json(form: &Form, existing: bool) -> Value {
    let entry = |at: usize| {
        let text = |name: &str| form.value(&field(at, name));
        let mut entry = json!({
            "label": text("label"), "label_id": text("label_id"), "icon": text("icon"), "message": text("message"),
        });
        match text("to").split_once(':') {
            Some(("link", id)) => entry["link_id"] = json!(id),
            Some(("channel", id)) => entry["channel_id"] = json!(id),
            _ => {}
        }
        if existing && !text("id").is_empty() {
            entry["id"] = json!(text("id"));
        }
        if let Ok(when) = serde_json::from_str::<Value>(text("when")) {
            entry["when"] = when;
        }
        entry
    };
    (0..form.rows("entries")).map(entry).collect()
}

/// The form's field for the API's: a place is one field here.
pub fn beside(field: &str) -> String {
    for own in ["link_id", "channel_id"] {
        if let Some(row) = field.strip_suffix(own)
            && row.starts_with("entries[")
        {
            return format!("{row}to");
        }
    }
    match field.split_once("].when") {
        Some((row, _)) if row.starts_with("entries[") => format!("{row}].when"),
        _ => field.to_owned(),
    }
}

/// The living links and channels, and those among `chosen` that are out of sight, so that a form which is saved again
/// loses none.
pub async fn choices(engine: &Engine, d: &Desk, form: &Form) -> Result<Choices, Rejection> {
    let chosen: Vec<&str> = (0..form.rows("entries")).map(|at| form.value(&field(at, "to"))).collect();
    let mut all = Choices::default();
    let filter = store::links::Filter::default();
    for view in links::list(engine, &d.who, filter, None, MOST).await?.items {
        all.links.push(Choice { value: word(To::LinkId(view.link.id)), name: view.link.name, chat: false });
    }
    let filter = store::channels::Filter::default();
    let mut found = channels::list(engine, &d.who, filter, None, MOST).await?.items;
    for value in &chosen {
        if let Some(id) = value.strip_prefix("channel:").and_then(ChannelId::parse)
            && found.iter().all(|channel| channel.id != id)
            && let Ok(channel) = channels::get(engine, &d.who, id).await
        {
            found.push(channel);
        }
        if let Some(id) = value.strip_prefix("link:").and_then(LinkId::parse)
            && all.links.iter().all(|choice| choice.value != **value)
            && let Ok(view) = links::get(engine, &d.who, id).await
        {
            let name = d.a("hub-choice-archived").s("name", &view.link.name).to_string();
            all.links.push(Choice { value: word(To::LinkId(id)), name, chat: false });
        }
    }
    for channel in found {
        let key = match (channel.archived_at.is_some(), channel.status) {
            (true, _) => "hub-choice-archived",
            (false, ChannelStatus::Active) => "hub-choice-channel",
            (false, ChannelStatus::Passive) => "hub-choice-passive",
        };
        let kind = d.word("channel", channel.kind.as_str());
        let name = d.a(key).s("name", &channel.name).s("kind", kind).to_string();
        let chat = channel.kind == domain::channel::ChannelKind::Whatsapp;
        all.channels.push(Choice { value: word(To::ChannelId(channel.id)), name, chat });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Locale;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn rows_change_places_and_empty_ones_go() {
        let mut form = form(&[
            ("entries[0].label", "A"),
            ("entries[0].to", "link:1"),
            ("entries[1].label", ""),
            ("entries[1].icon", "chat"),
            ("entries[2].label", "B"),
            ("entries[2].to", "channel:2"),
        ]);
        tidy(&mut form);
        form.swap("entries", 0, 1);
        let value = json(&form, true);
        assert_eq!((&value[0]["label"], &value[0]["channel_id"]), (&json!("B"), &json!("2")));
        assert_eq!((&value[1]["label"], &value[1]["link_id"]), (&json!("A"), &json!("1")));
        assert_eq!(value.as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_condition_goes_through_the_form_as_it_was() {
        let when = r#"{"field":"country","op":"in_list","value":["ID"]}"#;
        let form = form(&[("entries[0].label", "A"), ("entries[0].when", when)]);
        assert_eq!(json(&form, true)[0]["when"].to_string(), when);
    }

    #[test]
    fn a_fault_of_a_place_stands_beside_the_one_field_for_it() {
        assert_eq!(beside("entries[3].link_id"), "entries[3].to");
        assert_eq!(beside("entries[0].channel_id"), "entries[0].to");
        assert_eq!(beside("entries[0].when.value[1]"), "entries[0].when");
        assert_eq!(beside("slug"), "slug");
    }
}
