//! A form that was sent: what was typed, kept for showing it again; what was wrong, beside its field and
//! gathered on top; and the same values as the JSON that the drafts of `domain` read, so that desk and API
//! have one set of rules. Field names are the API's paths (`pool.members[0].number`).

use super::conversions;
use crate::i18n::{self, Locale};
use crate::view::html::{self, Html};
use domain::problem::FieldError;
use serde_json::{Map, Value};

#[derive(Clone, Debug, Default)]
pub struct Form {
    pub locale: Locale,
    pub values: Vec<(String, String)>,
    pub faults: Vec<FieldError>,
    /// Files that were chosen, by the name of their field.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A fault on top of the form: the sentence and the field it leads to.
#[derive(Debug)]
pub struct SaidFault {
    pub id: String,
    pub text: String,
}

impl Form {
    pub fn new(locale: Locale, values: Vec<(String, String)>) -> Self {
        Self { locale, values, faults: Vec::new(), files: Vec::new() }
    }

    /// The last value of a name: a checkbox stands after its hidden "no".
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().rev().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    pub fn on(&self, name: &str) -> bool {
        self.value(name) == "true"
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    /// The file of a field, if one was chosen. It is given once.
    pub fn take_file(&mut self, name: &str) -> Option<Vec<u8>> {
        let at = self.files.iter().position(|(n, _)| n == name)?;
        Some(self.files.swap_remove(at).1)
    }

    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.values.retain(|(n, _)| *n != name);
        self.values.push((name, value.into()));
    }

    /// The id of a field's control: `f-pool-members-0-number`.
    pub fn id(&self, name: &str) -> String {
        let mut id = String::from("f-");
        for c in name.chars() {
            match c {
                '.' | '[' => id.push('-'),
                ']' => {}
                c => id.push(c),
            }
        }
        id
    }

    pub fn fault(&self, field: &str) -> Option<String> {
        self.faults.iter().find(|f| f.field == field).map(|f| i18n::fault(self.locale, f))
    }

    /// What ties a control to its error, for one who does not see it.
    pub fn aria(&self, field: &str) -> Html {
        match self.fault(field) {
            Some(_) => Html(format!(r#"aria-invalid="true" aria-describedby="{}-error""#, self.id(field))),
            None => Html::default(),
        }
    }

    /// The error beside a field; nothing where nothing is wrong.
    pub fn error(&self, field: &str) -> Html {
        match self.fault(field) {
            Some(said) => Html(format!(
                r#"<p class="error" id="{}-error">{}{}</p>"#,
                self.id(field),
                html::icon("circle-alert"),
                html::escape(&said)
            )),
            None => Html::default(),
        }
    }

    pub fn heading(&self) -> String {
        i18n::Said::new(self.locale, "form-faults").n("count", self.faults.len()).to_string()
    }

    pub fn said(&self) -> Vec<SaidFault> {
        self.faults
            .iter()
            .map(|f| SaidFault {
                id: if f.field.is_empty() { String::new() } else { self.id(&f.field) },
                text: self.named(f),
            })
            .collect()
    }

    /// The fault with its field's label before it, since it stands away from the field.
    fn named(&self, fault: &FieldError) -> String {
        let said = i18n::fault(self.locale, fault);
        let Some(key) = label(&fault.field) else { return said };
        let field = i18n::text(self.locale, key, None);
        let row = fault.field.split_once('[').and_then(|(_, rest)| rest.split(']').next()?.parse::<usize>().ok());
        match row {
            Some(row) => {
                i18n::Said::new(self.locale, "form-fault-of-row").s("field", field).n("row", row + 1).s("fault", said)
            }
            None => i18n::Said::new(self.locale, "form-fault-of").s("field", field).s("fault", said),
        }
        .to_string()
    }

    /// Gives the rows of a list the places 0, 1, 2 … after rows were taken out between.
    pub fn renumber(&mut self, list: &str) {
        let opening = format!("{list}[");
        let place = |name: &str| name.strip_prefix(&opening).and_then(|rest| rest.split(']').next()).map(str::to_owned);
        let mut order: Vec<String> = Vec::new();
        for (name, _) in &self.values {
            if let Some(at) = place(name)
                && !order.contains(&at)
            {
                order.push(at);
            }
        }
        for (name, _) in &mut self.values {
            if let Some(at) = place(name)
                && let Some(new) = order.iter().position(|o| *o == at)
            {
                *name = format!("{opening}{new}]{}", &name[opening.len() + at.len() + 1..]);
            }
        }
    }

    /// Two rows of a list change places.
    pub fn swap(&mut self, list: &str, a: usize, b: usize) {
        let (first, second) = (format!("{list}[{a}]."), format!("{list}[{b}]."));
        for (name, _) in &mut self.values {
            if let Some(rest) = name.strip_prefix(&first) {
                *name = format!("{second}{rest}");
            } else if let Some(rest) = name.strip_prefix(&second) {
                *name = format!("{first}{rest}");
            }
        }
        // In the order of the rows, which is what renumbering goes by.
        let opening = format!("{list}[");
        let row = |name: &str| name.strip_prefix(&opening)?.split(']').next()?.parse::<usize>().ok();
        self.values.sort_by_key(|(name, _)| row(name));
    }

    /// How many rows a list has.
    pub fn rows(&self, list: &str) -> usize {
        let opening = format!("{list}[");
        self.values
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(&opening)?.split(']').next()?.parse::<usize>().ok())
            .max()
            .map_or(0, |last| last + 1)
    }

    /// The named fields as nested JSON. `kind` says what a field is.
    pub fn json(&self, names: impl Fn(&str) -> Option<Kind>) -> Value {
        let mut root = Value::Object(Map::new());
        for (name, text) in &self.values {
            let Some(kind) = names(name) else { continue };
            put(&mut root, name, kind.read(text));
        }
        root
    }
}

/// The key of a field's label, by the last part of its path; a field that has none stands for itself.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        _ if field.starts_with("form.") => return form_label(&field[5..]),
        _ if field.starts_with("settings.") || field.starts_with("credentials.") => {
            return conversions::label_key(field);
        }
        event if event.starts_with("events[") && event.ends_with(".name") => "conv-event-name",
        "value.amount" => "conv-col-value",
        "given.text" => "privacy-given-text",
        "refused.text" => "privacy-refused-text",
        "given.said_at" | "refused.said_at" => "privacy-said-at",
        "confirm" => "erase-confirm",
        "contacts" => "suppressed-contacts",
        "consent" => "conv-consent",
        "category" => "conv-col-what",
        "destination_ids" => "conv-destinations",
        "workspace.name" => "field-workspace-name",
        "url" => "channel-url",
        "not_found.title" => "domain-lost-title",
        "not_found.text" => "domain-lost-text",
        "privacy.ip" => "privacy-ip",
        "privacy.keep_days.visits" => "privacy-visits",
        "privacy.keep_days.filtered_visits" => "privacy-filtered-visits",
        "privacy.keep_days.deliveries" => "privacy-deliveries",
        "privacy.keep_days.leads" => "privacy-leads",
        "privacy.keep_days.customers" => "privacy-customers",
        "privacy.keep_days.audit" => "privacy-audit",
        "preview.title" => "link-preview-title",
        "preview.description" => "link-preview-text",
        "preview.image_url" => "link-preview-image",
        "preview.picture" => "link-preview-picture",
        "size" => "qr-size",
        "fg" => "qr-fg",
        "bg" => "qr-bg",
        "margin" => "qr-margin",
        "level" => "qr-level",
        "logo" => "qr-logo",
        "logo_size" => "qr-logo-size",
        entry if entry.starts_with("entries[") && entry.ends_with(".to") => "hub-to",
        _ => match field.rsplit('.').next()? {
            "name" => "field-name",
            "email" => "field-email",
            "password" => "field-password",
            "phone" => "field-phone",
            "number" => "pool-number",
            "weight" => "pool-col-weight",
            "slug" => "link-address",
            "message" => "link-message",
            "members" => "pool-title",
            "url" | "fallback" => "fallback-url",
            "channel_id" => "fallback-channel",
            "username" => "channel-username",
            "daily_cap" => "member-cap",
            "back_at" => "member-back",
            "days" => "member-days",
            "ranges" | "hours" => "member-ranges",
            "from" => "member-from",
            "to" => "member-to",
            "start" => "channel-start",
            "text" => "channel-text",
            "kind" => "channel-kind",
            "user_id" => "team-agent-user",
            "time_zone" => "field-time-zone",
            "currency" => "field-currency",
            "country" => "field-country",
            "date" => "calendar-date",
            "zone" => "rule-zone",
            "op" => "rule-op",
            "key" => "rule-key",
            "lines" | "values" | "value" => "rule-value",
            "calendars" => "rule-calendars",
            "channel" => "rule-then-channel",
            "then" => "rule-then",
            "dates" => "calendar-own",
            "role" => "field-role",
            "status" => "lead-status",
            "expected" => "lead-expected",
            "actual" => "lead-actual",
            "tags" => "lead-tags",
            "score" => "lead-score",
            "agent_id" => "lead-agent",
            "custom_fields" => "lead-custom",
            "body" => "note-add",
            "host" => "domain-host",
            "root_url" => "domain-root",
            "domain" => "link-domain",
            "scopes" => "token-may",
            "expires" => "token-expires",
            "label" => "hub-label",
            "label_id" => "hub-label-id",
            "title" => "hub-title",
            "theme" => "hub-theme",
            "accent" | "color" => "button-colour",
            "greeting" => "button-greeting",
            "greeting_id" => "button-greeting-id",
            "after" => "button-after",
            "pages" => "button-pages",
            "side" => "button-side",
            "statuses" => "settings-statuses",
            "catch_all_channel_id" => "settings-catch-all",
            _ => return None,
        },
    })
}

/// The label of a part of a lead form.
fn form_label(part: &str) -> Option<&'static str> {
    Some(match part {
        "name" | "email" | "phone" => return label(part),
        "fields" => "form-fields-title",
        "title" => "form-title",
        "title_id" => "form-title-id",
        "intro" => "form-intro",
        "intro_id" => "form-intro-id",
        "button" => "form-button",
        "button_id" => "form-button-id",
        "consent.text" => "form-consent-text",
        "consent.text_id" => "form-consent-text-id",
        _ => match part.rsplit('.').next()? {
            "key" => "form-key",
            "kind" => "form-kind",
            "label" => "form-label",
            "label_id" => "form-label-id",
            "placeholder" => "form-placeholder",
            "placeholder_id" => "form-placeholder-id",
            "choices" => "form-choices",
            "choices_id" => "form-choices-id",
            _ => return None,
        },
    })
}

/// What a field holds, so that its text becomes the right JSON. Text that is none is left as text: the draft's
/// own sentence then says what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Empty is none.
    Optional,
    Number,
    /// A number; empty is none.
    OptionalNumber,
    Flag,
}

impl Kind {
    fn read(self, text: &str) -> Value {
        match self {
            Self::Text => Value::String(text.to_owned()),
            Self::Optional if text.trim().is_empty() => Value::Null,
            Self::Optional => Value::String(text.to_owned()),
            Self::OptionalNumber if text.trim().is_empty() => Value::Null,
            Self::Number | Self::OptionalNumber => match text.trim().parse::<i64>() {
                Ok(number) => number.into(),
                Err(_) => Value::String(text.to_owned()),
            },
            Self::Flag => Value::Bool(text == "true"),
        }
    }
}

/// Puts a value under a path such as `pool.members[0].number`. Lists deeper than a form can be are refused
/// silently: such a name comes from nobody's form.
fn put(root: &mut Value, path: &str, value: Value) {
    let mut at = root;
    for part in path.split('.') {
        let (key, index) = match part.split_once('[') {
            Some((key, rest)) => (key, rest.strip_suffix(']').and_then(|n| n.parse::<usize>().ok())),
            None => (part, None),
        };
        if index.is_some_and(|i| i > 2_000) {
            return;
        }
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(map) = at else { return };
        at = map.entry(key.to_owned()).or_insert(Value::Null);
        if let Some(index) = index {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            let Value::Array(list) = at else { return };
            while list.len() <= index {
                list.push(Value::Null);
            }
            at = &mut list[index];
        }
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_form_becomes_the_json_of_the_api() {
        let form = form(&[
            ("csrf", "secret"),
            ("name", "Promo"),
            ("pool.method", "weighted"),
            ("pool.members[0].name", "Sari"),
            ("pool.members[0].weight", "80"),
            ("pool.members[0].active", "false"),
            ("pool.members[0].active", "true"),
            ("pool.members[1].weight", "heavy"),
        ]);
        let json = form.json(|name| match name {
            "csrf" => None,
            n if n.ends_with("weight") => Some(Kind::Number),
            n if n.ends_with("active") => Some(Kind::Flag),
            _ => Some(Kind::Text),
        });
        assert_eq!(
            json,
            json!({"name":"Promo","pool":{"method":"weighted","members":[
                {"name":"Sari","weight":80,"active":true},{"weight":"heavy"}]}})
        );
    }

    #[test]
    fn rows_close_ranks_when_one_was_taken_out() {
        let mut form = form(&[("m[0].a", "x"), ("m[4].a", "y"), ("m[4].b", "z"), ("m[2].a", "w")]);
        form.renumber("m");
        assert_eq!(form.value("m[1].b"), "z");
        assert_eq!(form.value("m[2].a"), "w");
        assert_eq!(form.rows("m"), 3);
    }

    #[test]
    fn a_hostile_name_fills_no_memory() {
        let value = form(&[("a[99999999999]", "x"), ("b[4000000]", "y")]).json(|_| Some(Kind::Text));
        assert!(value.to_string().len() < 100);
    }
}
