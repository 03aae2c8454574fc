//! Which earlier state a thing is to be put back to: the change of its history after which it was so.

use super::input::{Shape, parse};
use crate::problem::FieldError;
use serde_json::Value;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutBack {
    /// An entry of the change history.
    pub audit_id: Uuid,
}

impl PutBack {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let id = parse(body, |input| {
            input.require(&["audit_id"]);
            let text = input.text("audit_id", 64, Shape::Line)?;
            input.keep("audit_id", Uuid::try_parse(&text).map_err(|_| FieldError::new("", "not_an_id")))
        })?;
        Ok(Self { audit_id: id.expect("required above") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_id_is_said_so() {
        let faults = |body| PutBack::parse(&body).expect_err("refused").remove(0).code;
        assert_eq!(faults(json!({})), "required");
        assert_eq!(faults(json!({"audit_id": "yesterday"})), "not_an_id");
    }
}
