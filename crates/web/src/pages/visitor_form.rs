//! The lead form as a visitor sees it: plain HTML in their language, without script, light enough for the slowest phone,
//! with every error beside its field and gathered on top. The desk shows the same page as its preview. Nothing is
//! judged here, and nobody's number stands on it.

use super::visitor::{TRAP, Words, written};
use crate::i18n::{self, Locale};
use crate::view::html::Html;
use askama::Template;
use domain::form::check::{CONSENT, LINE, LINES, NAME, Typed};
use domain::form::{BuiltIn, Field, FieldKind, Form, Need, token};
use domain::problem::FieldError;

/// What the page shows.
#[derive(Clone, Copy, Debug)]
pub struct FormPage<'p> {
    pub locale: Locale,
    /// The business that asks.
    pub business: &'p str,
    pub form: &'p Form,
    /// What stands in the fields.
    pub typed: &'p Typed,
    pub faults: &'p [FieldError],
    /// Where it is sent: the link's own address with its query kept.
    pub action: &'p str,
    /// Which form this is; see [`domain::form::token`].
    pub token: &'p str,
}

/// The whole page.
pub fn lead_form(page: &FormPage<'_>) -> String {
    let shown = Shown {
        v: Words { locale: page.locale },
        title: or(page.form.title(page.locale), || i18n::text(page.locale, "form-page-title", None)),
        intro: intro(page),
        button: or(page.form.button(page.locale), || i18n::text(page.locale, "form-page-button", None)),
        controls: controls(page),
        said: said(page),
        once_more: once_more(page),
        action: page.action,
        token: page.token,
    };
    written(&shown)
}

/// Sent, but so much that it could not even be read.
pub fn too_much(locale: Locale) -> String {
    written(&TooMuch { v: Words { locale } })
}

#[derive(Template)]
#[template(path = "visitor/form.html")]
struct Shown<'p> {
    v: Words,
    title: String,
    /// Its lines.
    intro: Vec<String>,
    button: String,
    controls: Vec<Control>,
    /// Every fault of a field with its name, and the control it leads to.
    said: Vec<(String, String)>,
    /// Why it is to be sent again as it stands; beside the button, which has the keyboard then.
    once_more: String,
    action: &'p str,
    token: &'p str,
}

#[derive(Template)]
#[template(path = "visitor/too_much.html")]
struct TooMuch {
    v: Words,
}

/// One question of the page.
struct Control {
    /// The name that is sent; the id of its first control.
    name: String,
    label: String,
    placeholder: String,
    optional: bool,
    error: Option<String>,
    aria: Html,
    shape: Shape,
}

enum Shape {
    /// `type`, `autocomplete`, most characters, and what stands in it.
    Line {
        kind: &'static str,
        fills: &'static str,
        most: usize,
        value: String,
    },
    Lines {
        most: usize,
        value: String,
    },
    List(Vec<Choice>),
    Boxes(Vec<Choice>),
    /// The consent's one box, whose label is its text.
    Consent {
        ticked: bool,
    },
}

struct Choice {
    id: String,
    value: String,
    text: String,
    chosen: bool,
}

fn intro(page: &FormPage<'_>) -> Vec<String> {
    let text = or(page.form.intro(page.locale), || {
        i18n::Said::new(page.locale, "form-page-intro").s("business", page.business).to_string()
    });
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn or(text: &str, ours: impl FnOnce() -> String) -> String {
    if text.is_empty() { ours() } else { text.to_owned() }
}

fn controls(page: &FormPage<'_>) -> Vec<Control> {
    let wanted = BuiltIn::ALL.into_iter().filter(|field| page.form.need(*field) != Need::Off);
    let mut controls: Vec<Control> = wanted.map(|field| built_in(page, field)).collect();
    controls.extend(page.form.fields.iter().map(|field| own(page, field)));
    if let Some(consent) = &page.form.consent {
        let shape = Shape::Consent { ticked: !page.typed.first(CONSENT).is_empty() };
        let label = consent.text(page.locale).to_owned();
        controls.push(Control { label, ..control(page, CONSENT.to_owned(), !consent.required, shape) });
    }
    controls
}

fn built_in(page: &FormPage<'_>, field: BuiltIn) -> Control {
    let (kind, fills, most) = match field {
        BuiltIn::Name => ("text", "name", NAME),
        BuiltIn::Email => ("email", "email", 254),
        BuiltIn::Phone => ("tel", "tel", 40),
    };
    let value = page.typed.first(field.as_str()).to_owned();
    let optional = page.form.need(field) == Need::Optional;
    let label = i18n::text(page.locale, label_of(field), None);
    Control { label, ..control(page, field.as_str().to_owned(), optional, Shape::Line { kind, fills, most, value }) }
}

fn label_of(field: BuiltIn) -> &'static str {
    match field {
        BuiltIn::Name => "visitor-name",
        BuiltIn::Email => "form-page-email",
        BuiltIn::Phone => "visitor-phone",
    }
}

fn own(page: &FormPage<'_>, field: &Field) -> Control {
    let name = field.control();
    let typed: Vec<&str> = page.typed.of(field).collect();
    let first = || typed.iter().find(|value| !value.trim().is_empty()).copied().unwrap_or_default().to_owned();
    let choices = || {
        let choice = |(at, value): (usize, &String)| Choice {
            id: if at == 0 { name.clone() } else { format!("{name}-{at}") },
            value: value.clone(),
            text: field.choice(at, page.locale).to_owned(),
            chosen: typed.iter().any(|typed| typed.trim() == value),
        };
        field.choices.iter().enumerate().map(choice).collect()
    };
    let shape = match field.kind {
        FieldKind::Text => Shape::Line { kind: "text", fills: "off", most: LINE, value: first() },
        FieldKind::Textarea => Shape::Lines { most: LINES, value: first() },
        FieldKind::Select => Shape::List(choices()),
        FieldKind::Checkbox => Shape::Boxes(choices()),
    };
    Control {
        label: field.label(page.locale).to_owned(),
        placeholder: field.placeholder(page.locale).to_owned(),
        ..control(page, name.clone(), !field.required, shape)
    }
}

fn control(page: &FormPage<'_>, name: String, optional: bool, shape: Shape) -> Control {
    let error = page.faults.iter().find(|fault| fault.field == name).map(|fault| i18n::fault(page.locale, fault));
    let aria = match &error {
        // Names of controls are words of ours or of a form's keys: nothing in them needs escaping.
        Some(_) => Html(format!(r#" aria-invalid="true" aria-describedby="{name}-error""#)),
        None => Html::default(),
    };
    Control { name, label: String::new(), placeholder: String::new(), optional, error, aria, shape }
}

/// The faults as they stand on top, away from their fields: with the field's name before, and where it is.
fn said(page: &FormPage<'_>) -> Vec<(String, String)> {
    let said = |fault: &FieldError| {
        let text = i18n::fault(page.locale, fault);
        let label = match fault.field.as_str() {
            CONSENT => i18n::text(page.locale, "form-consent-title", None),
            "name" => i18n::text(page.locale, "field-name", None),
            "email" => i18n::text(page.locale, "field-email", None),
            "phone" => i18n::text(page.locale, "field-phone", None),
            control => page
                .form
                .fields
                .iter()
                .find(|field| field.control() == control)
                .map_or_else(String::new, |field| field.label(page.locale).to_owned()),
        };
        let text = i18n::Said::new(page.locale, "form-fault-of").s("field", label).s("fault", text);
        (fault.field.clone(), text.to_string())
    };
    page.faults.iter().filter(|fault| !fault.field.is_empty()).map(said).collect()
}

fn once_more(page: &FormPage<'_>) -> String {
    let of_no_field = page.faults.iter().filter(|fault| fault.field.is_empty());
    of_no_field.map(|fault| i18n::fault(page.locale, fault)).collect::<Vec<_>>().join(" ")
}

impl Shown<'_> {
    fn control(&self) -> &'static str {
        token::CONTROL
    }
}

#[cfg(test)]
#[path = "visitor_form_tests.rs"]
mod tests;
