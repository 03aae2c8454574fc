//! The abilities of a link beyond pool and message, as a person writes them: rules, deeplink, form. Each is given whole.

use super::input::{Given, Input};
use crate::deeplink::Deeplink;
use crate::form::Form;
use crate::link::Extras;
use crate::route::Rule;
use serde_json::Value;

/// `None` leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtrasDraft {
    pub rules: Option<Vec<Rule>>,
    pub deeplink: Option<Deeplink>,
    pub form: Option<Form>,
}

impl ExtrasDraft {
    pub(super) fn read(input: &mut Input<'_>) -> Self {
        refuse_what_is_not_here_yet(input);
        Self::default()
    }

    pub fn laid_over(self, extras: Extras) -> Extras {
        Extras {
            rules: self.rules.unwrap_or(extras.rules),
            deeplink: self.deeplink.unwrap_or(extras.deeplink),
            form: self.form.unwrap_or(extras.form),
        }
    }
}

/// The switched-off form of what comes later is understood, and anything else is refused rather than forgotten.
fn refuse_what_is_not_here_yet(input: &mut Input<'_>) {
    for key in ["deeplink", "form"] {
        let off = match input.given(key) {
            Given::Absent | Given::Null => true,
            Given::Is(Value::Object(map)) => map.iter().all(|(key, value)| match key.as_str() {
                "enabled" => value == &Value::Bool(false),
                "fields" => value.as_array().is_some_and(Vec::is_empty),
                _ => false,
            }),
            Given::Is(_) => false,
        };
        if !off {
            input.refuse(key, "not_available_yet");
        }
    }
    for key in ["rules", "destination_ids"] {
        let empty = match input.given(key) {
            Given::Absent | Given::Null => true,
            Given::Is(value) => value.as_array().is_some_and(Vec::is_empty),
        };
        if !empty {
            input.refuse(key, "not_available_yet");
        }
    }
}
