//! How a person is erased: `{"suppress": true}`, or nothing said.

use super::input::parse as read;
use crate::problem::FieldError;
use serde_json::Value;

/// Whether the person's contact goes on the list of those of whom nothing is told.
pub fn parse(body: &Value) -> Result<bool, Vec<FieldError>> {
    read(body, |input| input.flag("suppress")).map(Option::unwrap_or_default)
}
