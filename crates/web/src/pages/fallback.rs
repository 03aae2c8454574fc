//! A fallback in a form, of a link or of the workspace: none, a page, or a channel. Both ways between the form's
//! fields and the API's, and each fault beside what can be filled in.

use super::form::Form;
use domain::link::Target;
use domain::problem::FieldError;
use serde_json::{Value, json};

pub fn fill(form: &mut Form, fallback: Option<&Target>) {
    match fallback {
        None => {}
        Some(Target::Url(url)) => {
            form.set("fallback_kind", "url");
            form.set("fallback.url", url);
        }
        Some(Target::ChannelId(id)) => {
            form.set("fallback_kind", "channel");
            form.set("fallback.channel_id", id.to_string());
        }
    }
}

/// The API's value: of what was typed only what was chosen.
pub fn json(form: &Form) -> Value {
    match form.value("fallback_kind") {
        "url" => json!({ "url": form.trimmed("fallback.url") }),
        "channel" => json!({ "channel_id": form.trimmed("fallback.channel_id") }),
        _ => Value::Null,
    }
}

/// A way that was chosen and left empty is a fault of its own field.
pub fn beside(form: &Form, fault: FieldError) -> FieldError {
    let field = match form.value("fallback_kind") {
        "url" => "fallback.url",
        "channel" => "fallback.channel_id",
        _ => return fault,
    };
    let mine = fault.field == "fallback" || fault.field == field;
    if mine && form.trimmed(field).is_empty() { FieldError::new(field, "required") } else { fault }
}
