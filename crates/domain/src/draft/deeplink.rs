//! How a link's chats are opened, as a person writes it: `"deeplink":{"enabled":…,"plain_in":[…],"desktop_qr":…}`.

use super::input::{Given, Input};
use crate::deeplink::Deeplink;
use crate::problem::FieldError;
use crate::user_agent::IN_APPS;
use serde_json::Value;

/// `None` leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeeplinkDraft {
    pub enabled: Option<bool>,
    pub plain_in: Option<Vec<String>>,
    pub desktop_qr: Option<bool>,
}

impl DeeplinkDraft {
    pub(super) fn read(input: &mut Input<'_>) -> Self {
        match input.given("deeplink") {
            Given::Absent => Self::default(),
            // Nothing at all is nothing of it.
            Given::Null => Deeplink::default().into(),
            Given::Is(_) => input.object("deeplink", Self::parts).unwrap_or_default(),
        }
    }

    fn parts(input: &mut Input<'_>) -> Self {
        Self { enabled: input.flag("enabled"), plain_in: plain_in(input), desktop_qr: input.flag("desktop_qr") }
    }

    pub fn laid_over(self, deeplink: Deeplink) -> Deeplink {
        Deeplink {
            enabled: self.enabled.unwrap_or(deeplink.enabled),
            plain_in: self.plain_in.unwrap_or(deeplink.plain_in),
            desktop_qr: self.desktop_qr.unwrap_or(deeplink.desktop_qr),
        }
    }
}

impl From<Deeplink> for DeeplinkDraft {
    fn from(Deeplink { enabled, plain_in, desktop_qr }: Deeplink) -> Self {
        Self { enabled: Some(enabled), plain_in: Some(plain_in), desktop_qr: Some(desktop_qr) }
    }
}

/// In-app browsers by their words, each once, in the order of [`IN_APPS`].
fn plain_in(input: &mut Input<'_>) -> Option<Vec<String>> {
    let given = match input.given("plain_in") {
        Given::Absent => return None,
        Given::Null => return Some(Vec::new()),
        Given::Is(given) => given,
    };
    let Value::Array(given) = given else {
        input.refuse("plain_in", "not_a_list");
        return None;
    };
    for (at, app) in given.iter().enumerate() {
        if !app.as_str().is_some_and(|word| IN_APPS.contains(&word)) {
            let path = input.at(&format!("plain_in[{at}]"));
            input.fault(FieldError::new(path, "not_one_of").with("allowed", IN_APPS.join(", ")));
        }
    }
    Some(IN_APPS.iter().filter(|app| given.iter().any(|one| one == *app)).map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::input::parse;
    use serde_json::json;

    fn read(body: Value) -> Result<Deeplink, Vec<FieldError>> {
        parse(&body, DeeplinkDraft::read).map(|draft| draft.laid_over(Deeplink::default()))
    }

    #[test]
    fn what_is_not_said_stays_and_null_is_off() {
        let was = Deeplink { enabled: true, plain_in: vec!["tiktok".into()], desktop_qr: true };
        let over = |body: Value| parse(&body, DeeplinkDraft::read).map(|draft| draft.laid_over(was.clone()));
        assert_eq!(over(json!({})), Ok(was.clone()));
        assert_eq!(over(json!({"deeplink": {}})), Ok(was.clone()));
        assert_eq!(over(json!({"deeplink": {"enabled": false}})), Ok(Deeplink { enabled: false, ..was.clone() }));
        assert_eq!(over(json!({"deeplink": {"desktop_qr": false}})), Ok(Deeplink { desktop_qr: false, ..was.clone() }));
        assert_eq!(over(json!({"deeplink": null})), Ok(Deeplink::default()));
    }

    #[test]
    fn apps_are_kept_once_each_and_in_one_order() {
        let body = json!({"deeplink": {"enabled": true, "plain_in": ["x", "tiktok", "x"]}});
        assert_eq!(read(body).map(|d| d.plain_in), Ok(vec!["tiktok".to_owned(), "x".to_owned()]));
    }

    #[test]
    fn what_was_saved_is_taken_as_it_is() {
        let saved = Deeplink { enabled: true, plain_in: vec!["line".into()], desktop_qr: true };
        assert_eq!(read(json!({ "deeplink": saved })), Ok(saved));
    }

    #[test]
    fn every_fault_is_named_by_its_field() {
        let body = json!({"deeplink": {"enabled": "yes", "plain_in": ["tiktok", "myspace", 3], "scheme": "x", "desktop_qr": 1}});
        let faults = read(body).expect_err("four faults and more");
        let mut fields: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        fields.sort_unstable();
        let expected = [
            ("deeplink.desktop_qr", "not_a_boolean"),
            ("deeplink.enabled", "not_a_boolean"),
            ("deeplink.plain_in[1]", "not_one_of"),
            ("deeplink.plain_in[2]", "not_one_of"),
            ("deeplink.scheme", "unknown_field"),
        ];
        assert_eq!(fields, expected);
        assert!(read(json!({"deeplink": {"plain_in": "tiktok"}})).is_err());
        assert!(read(json!({"deeplink": true})).is_err());
    }
}
