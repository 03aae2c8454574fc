//! A note as a person writes it: `{"body": …}`.

use super::input::{Shape, parse as read};
use crate::lead::draft::MAX_NOTE;
use crate::problem::FieldError;
use serde_json::Value;

/// The note's text; there is something in it.
pub fn parse(body: &Value) -> Result<String, Vec<FieldError>> {
    let text = read(body, |input| {
        input.require(&["body"]);
        input.text("body", MAX_NOTE, Shape::Lines)
    })?;
    let text = text.unwrap_or_default();
    if text.is_empty() { Err(vec![FieldError::new("body", "required")]) } else { Ok(text) }
}
