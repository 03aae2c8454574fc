//! What may be changed of an agent: the name that leads show, and whose sign-in it is.

use super::input::{Given, parse};
use crate::id::UserId;
use crate::problem::FieldError;
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentPatch {
    pub name: Option<String>,
    /// `Some(None)`: nobody's sign-in.
    pub user: Option<Option<UserId>>,
}

impl AgentPatch {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.ignore(&["id", "channel_id", "created_at", "updated_at"]);
            let name = input.name("name", 100);
            let user = match input.given("user_id") {
                Given::Absent => None,
                Given::Null => Some(None),
                Given::Is(value) => {
                    let id = value.as_str().and_then(UserId::parse).ok_or(FieldError::new("", "not_an_id"));
                    input.keep("user_id", id).map(Some)
                }
            };
            Self { name, user }
        })
    }
}
