//! The first minute: one workspace and its owner.

use super::input::parse;
use super::user::{LOCALES, Password, read_email, read_password};
use super::workspace::WorkspacePatch;
use crate::problem::FieldError;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUp {
    pub name: String,
    /// Lower case.
    pub email: String,
    pub password: Password,
    pub locale: String,
    pub workspace: NewWorkspace,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWorkspace {
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// ISO 3166 alpha-2.
    pub country: String,
}

impl SetUp {
    /// `{"name","email","password","locale"?, "workspace":{"name","time_zone","currency","country"}}`
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let (name, email, password, locale, workspace) = parse(body, |input| {
            input.require(&["name", "email", "password", "workspace"]);
            let name = input.name("name", 100);
            let email = read_email(input);
            let password = read_password(input, "password");
            let locale = input.word("locale", &LOCALES, |text| LOCALES.contains(&text).then(|| text.to_owned()));
            let workspace = input.object("workspace", |workspace| {
                workspace.require(&["name", "time_zone", "currency", "country"]);
                WorkspacePatch::read(workspace)
            });
            (name, email, password, locale, workspace)
        })?;
        let workspace = workspace.expect("required above");
        Ok(Self {
            name: name.expect("required above"),
            email: email.expect("required above"),
            password: password.expect("required above"),
            locale: locale.unwrap_or_else(|| LOCALES[0].to_owned()),
            workspace: NewWorkspace {
                name: workspace.name.expect("required above"),
                time_zone: workspace.time_zone.expect("required above"),
                currency: workspace.currency.expect("required above"),
                country: workspace.country.expect("required above"),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn faults_of_the_workspace_are_named_under_it() {
        let body = json!({"name": "Ani", "email": "ani@example.com", "password": "long enough 1",
                          "workspace": {"name": "Toko", "time_zone": "Asia/Jakarta", "currency": "IDR"}});
        let faults = SetUp::parse(&body).expect_err("refused");
        assert_eq!((faults[0].field.as_str(), faults[0].code), ("workspace.country", "required"));
    }
}
