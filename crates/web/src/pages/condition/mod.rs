//! Conditions as a part of a form: a tree of groups and tests, added and taken away by buttons that bring the form again, so
//! that all of it works without a script. Which form it is and what its conditions decide is the caller's; how the fields
//! become the API's JSON and back stands in [`fields`].

pub mod fields;

use super::desk::Desk;
use super::form::Form;
use super::{calendars, channels, lists};
use crate::sentence;
use crate::view::html::Html;
use askama::Template;
use axum::response::Response;
use domain::route::Field;
use domain::schedule::Day;
use domain::user_agent::{BROWSERS, IN_APPS, SYSTEMS};
use engine::Engine;
use fields::{GROUP, is_text};

pub type Choices = Vec<(String, String)>;

/// Languages that a form offers by name; others are written as tags.
const LANGUAGES: [&str; 27] = [
    "id", "en", "ms", "zh", "ar", "es", "pt", "fr", "de", "nl", "it", "ru", "uk", "pl", "tr", "hi", "bn", "ur", "ta",
    "th", "vi", "tl", "ja", "ko", "jv", "su", "sv",
];

/// What the fields choose from.
pub struct Lists {
    fields: Choices,
    countries: Choices,
    zones: Vec<&'static str>,
    pub channels: Choices,
    calendars: Choices,
}

/// What the outer group is called where it stands.
pub struct Words {
    /// For who does not see what is around it.
    pub title: String,
    /// Stands there while there is no condition.
    pub none: String,
}

#[derive(Template)]
#[template(path = "desk/condition_group.html")]
struct Group<'a> {
    d: &'a Desk,
    form: &'a Form,
    lists: &'a Lists,
    words: &'a Words,
    name: &'a str,
    outer: bool,
    parts: Vec<Html>,
    /// Something was just taken away from it.
    focus_add: bool,
}

#[derive(Template)]
#[template(path = "desk/condition_test.html")]
struct Test<'a> {
    d: &'a Desk,
    form: &'a Form,
    lists: &'a Lists,
    name: &'a str,
    field: String,
    ops: Vec<&'static str>,
    /// The choices of a list of words, the chosen ones first.
    words: Choices,
    ranges: Vec<String>,
    focus: bool,
}

/// The lists for all conditions of a form, with the channels that it names, passive and archived ones too. Any field of the
/// form whose name ends in `channel` or `channel_id` holds one.
pub async fn lists(engine: &Engine, d: &Desk, form: &Form) -> Result<Lists, Response> {
    let chosen: Vec<&str> = form
        .values
        .iter()
        .filter(|(name, _)| name.ends_with("channel") || name.ends_with("channel_id"))
        .map(|(_, id)| id.as_str())
        .collect();
    let mut fields: Choices =
        Field::ALL.iter().map(|field| (field.as_str().to_owned(), d.word("rule-choice", field.as_str()))).collect();
    fields.push((GROUP.to_owned(), d.t("rule-group")));
    Ok(Lists {
        fields,
        countries: lists::countries(d.locale),
        zones: lists::zones(),
        channels: channels::choices(engine, d, &chosen).await.map_err(|r| d.refuse(r))?,
        calendars: calendars::choices(engine, d).await.map_err(|r| d.refuse(r))?,
    })
}

/// The outer group `name` with everything in it. `focus` is the field of the condition that was just made, as
/// [`fields::change`] told it.
pub fn editor(d: &Desk, form: &Form, lists: &Lists, words: &Words, name: &str, focus: &str) -> Html {
    Around { d, form, lists, words, focus }.group(name, true)
}

/// What every part of one editor is drawn with.
#[derive(Clone, Copy)]
struct Around<'a> {
    d: &'a Desk,
    form: &'a Form,
    lists: &'a Lists,
    words: &'a Words,
    focus: &'a str,
}

impl Around<'_> {
    fn group(self, name: &str, outer: bool) -> Html {
        let Self { d, form, lists, words, focus } = self;
        let list = format!("{name}.c");
        let parts = (0..form.rows(&list))
            .map(|at| {
                let part = format!("{list}[{at}]");
                if form.is(&format!("{part}.field"), GROUP) { self.group(&part, false) } else { self.test(&part) }
            })
            .collect();
        written(&Group { d, form, lists, words, name, outer, parts, focus_add: focus == list })
    }

    fn test(self, name: &str) -> Html {
        let Self { d, form, lists, focus, .. } = self;
        let field = form.value(&format!("{name}.field")).to_owned();
        let of = |words: &[&str], group: &str| -> Choices {
            words.iter().map(|word| ((*word).to_owned(), d.word(group, word))).collect()
        };
        let values = format!("{name}.values");
        let chosen: Vec<&str> = form.all(&values).collect();
        let words = match field.as_str() {
            "country" => first(lists.countries.clone(), &chosen),
            "language" => {
                let mut known: Vec<&str> = LANGUAGES.to_vec();
                known.extend(chosen.iter().filter(|tag| !LANGUAGES.contains(tag)));
                let named = known.iter().map(|tag| ((*tag).to_owned(), sentence::language(d.locale, tag))).collect();
                first(named, &chosen)
            }
            "device" => of(&["mobile", "tablet", "desktop"], "device"),
            "os" => of(&SYSTEMS, "os"),
            "browser" => of(&BROWSERS, "browser"),
            "in_app" => {
                let mut words = vec!["any"];
                words.extend(IN_APPS);
                of(&words, "app")
            }
            _ => Vec::new(),
        };
        let ops = match field.as_str() {
            "visitor" | "channel_status" => Vec::new(),
            "schedule" | "holiday" => vec!["within", "outside"],
            field if is_text(field) => vec![
                "equal",
                "not_equal",
                "contains",
                "not_contains",
                "starts_with",
                "ends_with",
                "is_empty",
                "is_not_empty",
            ],
            _ => vec!["in_list", "not_in_list"],
        };
        let rows = form.rows(&format!("{name}.r")).max(1);
        let ranges = (0..rows).map(|at| format!("{name}.r[{at}]")).collect();
        let made = !focus.is_empty() && (focus == name || focus.starts_with(&format!("{name}.r[")));
        written(&Test { d, form, lists, name, field, ops, words, ranges, focus: made })
    }
}

impl Test<'_> {
    fn f(&self, part: &str) -> String {
        format!("{}.{part}", self.name)
    }

    fn id(&self, part: &str) -> String {
        self.form.id(&self.f(part))
    }

    fn value(&self, part: &str) -> &str {
        self.form.value(&self.f(part))
    }

    fn is(&self, part: &str, value: &str) -> bool {
        self.form.is(&self.f(part), value)
    }

    fn has(&self, part: &str, value: &str) -> bool {
        self.form.has(&self.f(part), value)
    }

    fn aria(&self, part: &str) -> Html {
        self.form.aria(&self.f(part))
    }

    fn error(&self, part: &str) -> Html {
        self.form.error(&self.f(part))
    }

    fn days(&self) -> [&'static str; 7] {
        Day::WORDS
    }

    /// The list operators of texts read as the single ones: any of the lines is enough either way.
    fn op_is(&self, op: &str) -> bool {
        let given = self.value("op");
        given == op
            || matches!((given, op), ("in_list", "equal") | ("not_in_list", "not_equal") if is_text(&self.field))
    }
}

/// A field of a part of the form, for the templates.
pub fn part(name: &str, part: &str) -> String {
    format!("{name}.{part}")
}

/// The chosen ones first, each part in its order.
fn first(choices: Choices, chosen: &[&str]) -> Choices {
    let (mut head, tail): (Choices, Choices) =
        choices.into_iter().partition(|(code, _)| chosen.contains(&code.as_str()));
    head.extend(tail);
    head
}

/// A piece of a page; empty where it can't be written, which only a broken template can't.
fn written(template: &impl Template) -> Html {
    Html(template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a part of a form could not be written");
        String::new()
    }))
}
