//! A payload as people may look at it: what was sent, with personal data told by its shape alone. Hashes keep their first
//! characters, so that two can be told apart; addresses lose their last part; names, cities and free texts become dots.

use serde_json::Value;

/// Keys whose values are clear personal data, in any platform's spelling (compared without `_` and case).
const NAMES: [&str; 16] = [
    "firstname",
    "lastname",
    "givenname",
    "familyname",
    "fn",
    "ln",
    "name",
    "city",
    "ct",
    "state",
    "st",
    "email",
    "phone",
    "em",
    "ph",
    "idvalue",
];
const ADDRESSES: [&str; 4] = ["clientipaddress", "ip", "ipaddress", "plaintextipaddress"];

/// The same value with its personal parts covered.
pub fn of(value: &Value) -> Value {
    covered("", value)
}

fn covered(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), covered(key, value))).collect(),
        Value::Array(list) => list.iter().map(|value| covered(key, value)).collect(),
        Value::String(text) => Value::String(text_covered(key, text)),
        other => other.clone(),
    }
}

fn text_covered(key: &str, text: &str) -> String {
    let key: String = key.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    if is_hash(text) {
        return format!("{}…", &text[..8]);
    }
    if ADDRESSES.contains(&key.as_str()) {
        return network(text);
    }
    if NAMES.contains(&key.as_str()) && !text.is_empty() {
        return "•••".to_owned();
    }
    text.to_owned()
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The first three of four numbers, or the first three groups.
fn network(address: &str) -> String {
    let sign = if address.contains(':') { ':' } else { '.' };
    let kept: Vec<&str> = address.split(sign).take(3).collect();
    format!("{}{sign}…", kept.join(&sign.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_personal_is_left() {
        let hash = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";
        let sent = json!({"user_data": {"em": [hash], "client_ip_address": "203.0.113.77", "fbp": "fb.1.2.3"},
            "user": {"ip": "2001:db8:1:2::77", "city": "bandung", "state": "ca", "userInfo": {"firstName": "Budi", "countryCode": "ID"}}});
        let shown = of(&sent);
        assert_eq!(
            shown,
            json!({"user_data": {"em": ["62a14e44…"], "client_ip_address": "203.0.113.…", "fbp": "fb.1.2.3"},
                "user": {"ip": "2001:db8:1:…", "city": "•••", "state": "•••", "userInfo": {"firstName": "•••", "countryCode": "ID"}}})
        );
        assert!(!shown.to_string().contains(hash) && !shown.to_string().contains("77"));
    }
}
