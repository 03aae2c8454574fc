//! The rows of a hub's form: one an entry, each with where it leads chosen from the workspace's links and channels, and
//! with the condition under which it is seen.

use super::super::condition::fields::{self, Places};
use super::super::condition::{self, Lists, Words};
use super::super::desk::Desk;
use super::super::form::Form;
use crate::sentence::{self, Names};
use crate::view::html::Html;
use axum::response::Response;
use domain::channel::ChannelStatus;
use domain::draft::hub::{MAX_ENTRIES, MAX_LABEL};
use domain::draft::rules;
use domain::hub::{Entry, Icon, To};
use domain::id::{ChannelId, LinkId};
use domain::problem::FieldError;
use engine::{Engine, Rejection, channels, links};
use serde_json::{Value, json};

/// More than these nobody chooses from a list.
const MOST: usize = 500;

/// All rows of a form, with what they choose from.
pub struct Entries {
    pub rows: Vec<Row>,
    /// What a row that is added is made of.
    pub pattern: Row,
    pub choices: Choices,
    pub icons: [&'static str; 11],
    pub most: usize,
    pub max_label: usize,
}

pub struct Row {
    /// Its place among the rows, or the pattern's mark.
    pub at: String,
    pub id: String,
    pub label: String,
    pub label_id: String,
    pub icon: String,
    pub to: String,
    pub message: String,
    /// Who sees it, read aloud.
    pub reads: String,
    /// The condition's part of the form, and whether it stands open.
    pub conditions: Html,
    pub open: bool,
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

/// The outer group of a row's condition.
fn root(at: usize) -> String {
    field(at, "w")
}

/// `focus` is the condition that was just made.
pub async fn entries(engine: &Engine, d: &Desk, form: &Form, focus: &str) -> Result<Entries, Response> {
    let choices = choices(engine, d, form).await.map_err(|r| d.refuse(r))?;
    let names = sentence::names(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let lists = condition::lists(engine, d, form).await?;
    let words = Words { title: d.t("hub-who"), none: d.t("hub-who-none-yet") };
    let drawn = Drawn { d, form, names: &names, lists: &lists, words: &words, focus };
    Ok(Entries {
        rows: (0..form.rows("entries")).map(|at| drawn.row(at)).collect(),
        pattern: drawn.pattern(),
        choices,
        icons: Icon::WORDS,
        most: MAX_ENTRIES,
        max_label: MAX_LABEL,
    })
}

/// What every row is drawn with.
struct Drawn<'a> {
    d: &'a Desk,
    form: &'a Form,
    names: &'a Names,
    lists: &'a Lists,
    words: &'a Words,
    focus: &'a str,
}

impl Drawn<'_> {
    fn row(&self, at: usize) -> Row {
        let Self { d, form, names, lists, words, focus } = *self;
        let value = |name: &str| form.value(&field(at, name)).to_owned();
        let errors = ["label", "label_id", "to", "message", "id", "icon"].map(|name| form.error(&field(at, name)).0);
        let root = root(at);
        let within = |name: &str| name == root || name.strip_prefix(&root).is_some_and(|rest| rest.starts_with('.'));
        Row {
            at: at.to_string(),
            id: value("id"),
            label: value("label"),
            label_id: value("label_id"),
            icon: value("icon"),
            to: value("to"),
            message: value("message"),
            reads: reads(d, names, form, at),
            conditions: condition::editor(d, form, lists, words, &root, focus),
            open: within(focus) || form.faults.iter().any(|fault| within(&fault.field)),
            label_aria: form.aria(&field(at, "label")),
            to_aria: form.aria(&field(at, "to")),
            errors: Html(errors.concat()),
        }
    }

    fn pattern(&self) -> Row {
        let none = Form::new(self.d.locale, Vec::new());
        Row {
            at: "__n__".into(),
            id: String::new(),
            label: String::new(),
            label_id: String::new(),
            icon: Icon::default().as_str().to_owned(),
            to: String::new(),
            message: String::new(),
            reads: self.d.t("hub-who-everybody"),
            conditions: condition::editor(self.d, &none, self.lists, self.words, "entries[__n__].w", ""),
            open: false,
            label_aria: Html::default(),
            to_aria: Html::default(),
            errors: Html::default(),
        }
    }
}

/// Who sees the entry of a row, as a sentence.
pub fn reads(d: &Desk, names: &Names, form: &Form, at: usize) -> String {
    let Some(when) = fields::read(form, &root(at), "when", &mut Places::default()) else {
        return d.t("hub-who-everybody");
    };
    match rules::condition(&when) {
        Ok(when) => sentence::if_so(d.locale, names, &when),
        Err(_) => d.t("rule-reads-unfinished"),
    }
}

/// Gives the rows the places in which they stand, and lets the button that was pressed within one of them name it by its
/// new place: a page whose rows were moved still calls them as they were when it was made.
pub fn renumber(form: &mut Form) {
    form.renumber("entries");
    let wish = form.value("do").to_owned();
    let Some((deed, rest)) = wish.split_once(":entries[") else { return };
    let Some((row, rest)) = rest.split_once(']') else { return };
    let place = (0..form.rows("entries")).find(|at| form.is(&field(*at, "row"), row));
    if let Some(at) = place {
        form.set("do", format!("{deed}:entries[{at}]{rest}"));
    }
}

/// What the page calls the row that stands in this place.
pub fn called(form: &Form, at: usize) -> String {
    let row = form.value(&field(at, "row"));
    if row.is_empty() { at.to_string() } else { row.to_owned() }
}

pub fn fill(form: &mut Form, entries: &[Entry]) {
    for (at, entry) in entries.iter().enumerate() {
        for (name, value) in [
            ("id", entry.id.to_string()),
            ("label", entry.label.clone()),
            ("label_id", entry.label_id.clone()),
            ("icon", entry.icon.as_str().to_owned()),
            ("to", word(entry.to)),
            ("message", entry.message.clone()),
        ] {
            form.set(field(at, name), value);
        }
        if let Some(when) = &entry.when {
            fields::fill(form, &root(at), when);
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
        let written = ["label", "label_id", "id", "to"].iter().any(|name| !form.trimmed(&field(at, name)).is_empty());
        if !written && form.rows(&format!("{}.c", root(at))) == 0 {
            let opening = format!("entries[{at}].");
            form.values.retain(|(name, _)| !name.starts_with(&opening));
        }
    }
    form.renumber("entries");
}

/// The API's entries, and where their conditions stand in the form.
pub fn json(form: &Form, existing: bool) -> (Value, Places) {
    let mut places = Places::default();
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
        if let Some(when) = fields::read(form, &root(at), &field(at, "when"), &mut places) {
            entry["when"] = when;
        }
        entry
    };
    let entries = (0..form.rows("entries")).map(entry).collect();
    (entries, places)
}

/// The fault beside the form's field for it: where an entry leads is one field here.
pub fn beside(form: &Form, places: &Places, fault: FieldError) -> FieldError {
    let within = || places.field(form, &fault.field);
    let to = || {
        let row = ["link_id", "channel_id"].iter().find_map(|own| fault.field.strip_suffix(own))?;
        row.starts_with("entries[").then(|| format!("{row}to"))
    };
    match within().or_else(to) {
        Some(field) => FieldError { field, ..fault },
        None => fault,
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
        let (value, _) = json(&form, true);
        assert_eq!((&value[0]["label"], &value[0]["channel_id"]), (&json!("B"), &json!("2")));
        assert_eq!((&value[1]["label"], &value[1]["link_id"]), (&json!("A"), &json!("1")));
        assert_eq!(value.as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn a_condition_goes_through_the_form_and_comes_back_as_it_was() {
        let when = json!({"any": [
            {"field": "country", "op": "in_list", "value": ["ID"]},
            {"all": [{"field": "visitor", "op": "is", "value": "returning"}]},
        ]});
        let entry = Entry {
            id: domain::id::EntryId(uuid::Uuid::nil()),
            label: "A".into(),
            label_id: String::new(),
            icon: Icon::Chat,
            to: To::LinkId(LinkId(uuid::Uuid::nil())),
            message: String::new(),
            when: Some(rules::condition(&when).expect("right")),
        };
        let mut form = form(&[]);
        fill(&mut form, &[Entry { when: None, ..entry.clone() }, entry]);
        let (value, _) = json(&form, true);
        assert_eq!((&value[0]["when"], &value[1]["when"]), (&Value::Null, &when));
    }

    #[test]
    fn a_row_with_nothing_but_a_condition_is_no_empty_one() {
        let mut form = form(&[("entries[0].label", ""), ("entries[0].w.c[0].field", "country")]);
        tidy(&mut form);
        assert_eq!(form.rows("entries"), 1);
    }

    #[test]
    fn a_button_within_a_row_that_was_moved_means_that_row() {
        let mut form = form(&[
            ("entries[7].row", "7"),
            ("entries[7].label", "B"),
            ("entries[0].row", "0"),
            ("entries[0].label", "A"),
            ("do", "remove:entries[0].w.c[2]"),
        ]);
        renumber(&mut form);
        assert_eq!(form.value("do"), "remove:entries[1].w.c[2]");
        assert_eq!((called(&form, 0).as_str(), called(&form, 1).as_str()), ("7", "0"));
    }

    #[test]
    fn faults_stand_beside_the_fields_of_the_form() {
        let form = form(&[
            ("entries[0].label", "A"),
            ("entries[1].label", "B"),
            ("entries[1].w.mode", "any"),
            ("entries[1].w.c[0].field", "country"),
            ("entries[1].w.c[0].op", "in_list"),
            ("entries[1].w.c[0].values", "ZZ"),
        ]);
        let (_, places) = json(&form, true);
        let beside = |field: &str| super::beside(&form, &places, FieldError::new(field, "x")).field;
        assert_eq!(beside("entries[1].when.any[0].value[0]"), "entries[1].w.c[0].values");
        assert_eq!(beside("entries[1].when.any[0].op"), "entries[1].w.c[0].op");
        assert_eq!(beside("entries[0].link_id"), "entries[0].to");
        assert_eq!(beside("entries[0].channel_id"), "entries[0].to");
        assert_eq!(beside("slug"), "slug");
    }
}
