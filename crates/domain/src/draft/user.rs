//! A user as an owner or admin writes them, and what a person may change of themselves.

use super::input::{Input, Shape, parse};
use crate::availability::Availability;
use crate::email;
use crate::problem::FieldError;
use crate::role::Role;
use serde_json::Value;

/// Characters. The upper bound keeps one sign-in from costing more than another.
pub const MIN_PASSWORD: usize = 10;
pub const MAX_PASSWORD: usize = 200;
const MAX_NAME: usize = 100;
const TOLD: &[&str] = &["id", "created_at", "updated_at", "version", "disabled_at"];
const ROLES: [&str; 4] = ["owner", "admin", "supervisor", "agent"];
pub const LOCALES: [&str; 2] = ["en", "id"];

/// A password that was long enough; shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        match text.chars().count() {
            n if n < MIN_PASSWORD => Err(FieldError::new("password", "too_short").with("min", MIN_PASSWORD)),
            n if n > MAX_PASSWORD => Err(FieldError::new("password", "too_long").with("max", MAX_PASSWORD)),
            _ => Ok(Self(text.to_owned())),
        }
    }
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// Lower case.
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password: Password,
    pub locale: String,
}

/// Any part of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPatch {
    pub email: Option<String>,
    pub name: Option<String>,
    pub role: Option<Role>,
    pub password: Option<Password>,
    pub locale: Option<String>,
    pub availability: Option<Availability>,
    /// `Some(true)` locks the person out and ends their sessions, `Some(false)` lets them in again.
    pub disabled: Option<bool>,
}

impl NewUser {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let patch = parse(body, |input| {
            input.require(&["email", "name", "role", "password"]);
            input.ignore(&["availability", "disabled"]);
            UserPatch::read(input)
        })?;
        Ok(Self {
            email: patch.email.expect("required above"),
            name: patch.name.expect("required above"),
            role: patch.role.expect("required above"),
            password: patch.password.expect("required above"),
            locale: patch.locale.unwrap_or_else(|| LOCALES[0].to_owned()),
        })
    }
}

impl UserPatch {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            let mut patch = Self::read(input);
            patch.availability = input.word("availability", &Availability::WORDS, Availability::parse);
            patch.disabled = input.flag("disabled");
            patch
        })
    }

    fn read(input: &mut Input<'_>) -> Self {
        input.ignore(TOLD);
        Self {
            email: read_email(input),
            name: input.name("name", MAX_NAME),
            role: input.word("role", &ROLES, Role::parse),
            password: read_password(input, "password"),
            locale: input.word("locale", &LOCALES, |text| LOCALES.contains(&text).then(|| text.to_owned())),
            ..Self::default()
        }
    }
}

/// The field `email`, in lower case: an address is one person's whatever its case.
pub(super) fn read_email(input: &mut Input<'_>) -> Option<String> {
    let text = input.text("email", 254, Shape::Line)?;
    input.keep("email", email::parse(&text)).map(|email| email.folded())
}

/// Taken as it stands: blanks at its ends are the person's own.
pub(super) fn read_password(input: &mut Input<'_>, key: &'static str) -> Option<Password> {
    use super::input::Given;
    match input.given(key) {
        Given::Absent => None,
        Given::Is(Value::String(text)) => input.keep(key, Password::parse(text)),
        Given::Null => {
            input.refuse(key, "required");
            None
        }
        Given::Is(_) => {
            input.refuse(key, "not_text");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_short_password_is_refused_and_a_good_one_never_printed() {
        assert_eq!(Password::parse("short").expect_err("refused").code, "too_short");
        assert_eq!(Password::parse(&"x".repeat(201)).expect_err("refused").code, "too_long");
        let good = Password::parse("correct horse").expect("taken");
        assert!(!format!("{good:?}").contains("horse"));
    }

    #[test]
    fn an_address_is_kept_in_lower_case() {
        let body = json!({"email": "Ani@Example.COM", "name": "Ani", "role": "agent", "password": "long enough 1"});
        assert_eq!(NewUser::parse(&body).expect("taken").email, "ani@example.com");
    }

    #[test]
    fn every_missing_field_is_named_at_once() {
        let faults = NewUser::parse(&json!({})).expect_err("refused");
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["email", "name", "role", "password"]);
    }
}
