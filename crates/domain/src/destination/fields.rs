//! What each platform has to be told about an account before anything can be sent: ids that anybody may see, and
//! credentials that nobody sees again.

use super::Platform;
use crate::host::endpoint::{self, EndpointFault};
use crate::problem::FieldError;

/// One field of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// As the API has it, within `settings` or `credentials`.
    pub name: &'static str,
    pub is_secret: bool,
    pub need: Need,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    /// At least one field of those with the same letter; all of [`Need::With`] that letter go with it.
    OneOf(char),
    /// Required where the field with this name is given.
    With(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Digits alone; `dashes`: those that people copy along (`123-456-7890`) are left out.
    Digits,
    /// One word without white space.
    Word,
    /// `G-` and capitals or digits.
    MeasurementId,
    /// A web address that may be called: http or https, a host, no user name in it.
    Url,
    /// The JSON file of a Google service account.
    ServiceAccount,
}

const LONGEST_WORD: usize = 4_096;
const LONGEST_FILE: usize = 16_384;

const fn plain(name: &'static str, need: Need, form: Form) -> Field {
    Field { name, is_secret: false, need, form }
}

const fn secret(name: &'static str, need: Need, form: Form) -> Field {
    Field { name, is_secret: true, need, form }
}

use Form::{Digits, MeasurementId, ServiceAccount, Url, Word};
use Need::{OneOf, Optional, Required, With};

const META: &[Field] = &[
    plain("dataset_id", Required, Digits),
    plain("test_code", Optional, Word),
    secret("access_token", Required, Word),
    secret("app_secret", Optional, Word),
];
const META_MESSAGING: &[Field] = &[
    plain("dataset_id", Required, Digits),
    plain("waba_id", OneOf('a'), Digits),
    plain("page_id", OneOf('a'), Digits),
    plain("test_code", Optional, Word),
    secret("access_token", Required, Word),
    secret("app_secret", Optional, Word),
];
const GOOGLE_ADS: &[Field] = &[
    plain("customer_id", Required, Digits),
    plain("login_customer_id", Optional, Digits),
    secret("service_account", OneOf('a'), ServiceAccount),
    secret("refresh_token", OneOf('a'), Word),
    secret("client_id", With("refresh_token"), Word),
    secret("client_secret", With("refresh_token"), Word),
];
const GOOGLE_ADS_UPLOAD: &[Field] = &[
    plain("customer_id", Required, Digits),
    plain("login_customer_id", Optional, Digits),
    secret("developer_token", Required, Word),
    secret("service_account", OneOf('a'), ServiceAccount),
    secret("refresh_token", OneOf('a'), Word),
    secret("client_id", With("refresh_token"), Word),
    secret("client_secret", With("refresh_token"), Word),
];
const GA4: &[Field] = &[plain("measurement_id", Required, MeasurementId), secret("api_secret", Required, Word)];
const TIKTOK: &[Field] =
    &[plain("pixel_code", Required, Word), plain("test_code", Optional, Word), secret("access_token", Required, Word)];
const LINKEDIN: &[Field] = &[secret("access_token", Required, Word)];
/// The secret itself is made, not typed.
const WEBHOOK: &[Field] = &[plain("url", Required, Url)];

/// The fields of a platform, in the order of the screen.
pub fn of(platform: Platform) -> &'static [Field] {
    match platform {
        Platform::Meta => META,
        Platform::MetaMessaging => META_MESSAGING,
        Platform::GoogleAds => GOOGLE_ADS,
        Platform::GoogleAdsUpload => GOOGLE_ADS_UPLOAD,
        Platform::Ga4 => GA4,
        Platform::Tiktok => TIKTOK,
        Platform::Linkedin => LINKEDIN,
        Platform::Webhook => WEBHOOK,
        Platform::Echo => &[],
    }
}

/// Reads what was typed into a field. Errors carry no field name and never what was typed: it may be a secret.
/// `required`, `too_long`, `white_space`, `not_digits`, `measurement_id_invalid`, `url_scheme`, `url_credentials`, `url_port`,
/// `url_invalid`, `service_account_invalid`.
pub fn read(form: Form, text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let fault = |code| FieldError::new("", code);
    if text.is_empty() {
        return Err(fault("required"));
    }
    let max = if form == ServiceAccount { LONGEST_FILE } else { LONGEST_WORD };
    if text.len() > max {
        return Err(fault("too_long").with("max", max));
    }
    match form {
        Digits => {
            let digits: String = text.chars().filter(|c| *c != '-').collect();
            let good = !digits.is_empty() && digits.len() <= 32 && digits.bytes().all(|b| b.is_ascii_digit());
            if good { Ok(digits) } else { Err(fault("not_digits")) }
        }
        Word if text.chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) => Err(fault("white_space")),
        Word => Ok(text.to_owned()),
        MeasurementId => {
            let id = text.to_ascii_uppercase();
            let rest = id.strip_prefix("G-").unwrap_or_default();
            let good = (4..=20).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric());
            if good { Ok(id) } else { Err(fault("measurement_id_invalid")) }
        }
        Url => endpoint::parse(text).map(|endpoint| endpoint.url()).map_err(|found| match found {
            EndpointFault::Scheme => fault("url_scheme"),
            EndpointFault::Credentials => fault("url_credentials"),
            EndpointFault::Port => fault("url_port"),
            EndpointFault::TooLong => fault("too_long").with("max", endpoint::MAX_URL),
            EndpointFault::Unreadable => fault("url_invalid"),
        }),
        ServiceAccount => {
            let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
            let has = |key: &str| value.as_ref().and_then(|v| v[key].as_str()).is_some_and(|text| !text.is_empty());
            if has("client_email") && has("private_key") {
                Ok(text.to_owned())
            } else {
                Err(fault("service_account_invalid"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_or_refused_without_repeating_it() {
        assert_eq!(read(Digits, " 123-456-7890 ").as_deref(), Ok("1234567890"));
        for (form, text, code) in [
            (Digits, "12 34", "not_digits"),
            (Digits, "pixel", "not_digits"),
            (Digits, "--", "not_digits"),
            (Word, "EAA token", "white_space"),
            (Word, "", "required"),
            (MeasurementId, "UA-1234-5", "measurement_id_invalid"),
            (Url, "ftp://shop.example/", "url_scheme"),
            (Url, "https://user:pass@shop.example/", "url_credentials"),
            (Url, "shop.example", "url_scheme"),
            (Url, "https://shop.example:0/", "url_port"),
            (Url, "https://", "url_invalid"),
            (ServiceAccount, "{}", "service_account_invalid"),
            (ServiceAccount, r#"{"client_email":"a@b","private_key":""}"#, "service_account_invalid"),
        ] {
            let fault = read(form, text).expect_err(text);
            assert_eq!(fault.code, code, "{text}");
            assert!(text.is_empty() || !format!("{fault:?}").contains(text), "{text} is repeated");
        }
        assert_eq!(read(MeasurementId, "g-abc123xyz").as_deref(), Ok("G-ABC123XYZ"));
    }

    #[test]
    fn each_field_stands_once_and_what_goes_with_another_names_one_that_is_there() {
        for platform in Platform::ALL {
            let fields = of(platform);
            for (at, field) in fields.iter().enumerate() {
                assert!(fields[..at].iter().all(|other| other.name != field.name), "{platform:?} {}", field.name);
                if let With(other) = field.need {
                    assert!(fields.iter().any(|field| field.name == other), "{platform:?} {other}");
                }
            }
        }
    }
}
