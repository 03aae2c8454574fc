//! How a destination at Google signs in: as a service account by its file, else with a person's refresh token.

use crate::{Account, SignIn};
use domain::problem::FieldError;
use serde_json::Value;

pub(super) const DATA_MANAGER: &str = "https://www.googleapis.com/auth/datamanager";
pub(super) const ADS: &str = "https://www.googleapis.com/auth/adwords";

/// `url` is the token endpoint of the configuration: the one that the file names is not followed, for whoever wrote the
/// file would choose whom we send an assertion. Errors: the file that can't be read.
pub(super) fn of(account: &Account, url: &str, scope: &'static str) -> Result<SignIn, FieldError> {
    let file = account.credential("service_account");
    if file.is_empty() {
        let given = |name| account.credential(name).to_owned();
        return Ok(SignIn::Refresh {
            url: url.to_owned(),
            refresh_token: given("refresh_token"),
            client_id: given("client_id"),
            client_secret: given("client_secret"),
        });
    }
    let file: Value = serde_json::from_str(file).unwrap_or_default();
    match (file["client_email"].as_str(), file["private_key"].as_str()) {
        (Some(email), Some(key)) if !email.is_empty() && !key.is_empty() => Ok(SignIn::ServiceAccount {
            url: url.to_owned(),
            email: email.to_owned(),
            private_key_pem: key.to_owned(),
            scope,
        }),
        _ => Err(FieldError::new("service_account", "service_account_invalid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(credentials: &[(&str, &str)]) -> Account {
        let credentials = credentials.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Account { credentials, ..Account::default() }
    }

    #[test]
    fn a_service_account_is_read_from_its_file_but_not_where_it_signs_in() {
        let file =
            r#"{"client_email":"a@b.example","private_key":"-----BEGIN\nx","token_uri":"https://elsewhere.example"}"#;
        let read = of(&account(&[("service_account", file), ("refresh_token", "r")]), "https://token.example", ADS);
        let (url, email) = ("https://token.example".to_owned(), "a@b.example".to_owned());
        let private_key_pem = "-----BEGIN\nx".to_owned();
        assert_eq!(read, Ok(SignIn::ServiceAccount { url, email, private_key_pem, scope: ADS }));
    }

    #[test]
    fn without_a_file_a_persons_token_is_taken_and_a_broken_file_is_named() {
        let given = [("refresh_token", "r"), ("client_id", "c"), ("client_secret", "s")];
        let read = of(&account(&given), "u", ADS);
        assert!(matches!(read, Ok(SignIn::Refresh { refresh_token, .. }) if refresh_token == "r"));
        for file in ["{", "[]", "{}", r#"{"client_email":"a","private_key":""}"#, r#"{"client_email":7}"#] {
            let fault = of(&account(&[("service_account", file)]), "u", ADS).expect_err(file);
            assert_eq!((fault.field.as_str(), fault.code), ("service_account", "service_account_invalid"));
        }
    }
}
