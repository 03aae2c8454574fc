//! Keys of a form's own fields: words by which a message, an address and a lead name an answer.

use crate::problem::FieldError;

pub const LONGEST: usize = 40;

/// Words that mean something else in a message, on the page or on a lead.
const TAKEN: [&str; 16] = [
    "agent",
    "code",
    "consent",
    "consent_at",
    "email",
    "form",
    "id",
    "lead",
    "link",
    "name",
    "note",
    "phone",
    "source",
    "status",
    "tags",
    "website",
];

/// Reads a key; `k_budget` and `budget` are the same. Errors: `required`, `form_key`, `too_long` (max),
/// `form_key_taken` (key).
pub fn parse(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let key = text.strip_prefix("k_").unwrap_or(text);
    if key.is_empty() {
        return Err(FieldError::new("key", "required"));
    }
    let is_word = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    // A second `k_` would be taken off again by whoever reads the key in a message.
    if !is_word || key.starts_with("k_") {
        return Err(FieldError::new("key", "form_key"));
    }
    if key.len() > LONGEST {
        return Err(FieldError::new("key", "too_long").with("max", LONGEST));
    }
    if TAKEN.contains(&key) || key.starts_with("utm_") {
        return Err(FieldError::new("key", "form_key_taken").with("key", key));
    }
    Ok(key.to_owned())
}

/// Whether a name from outside, with or without its `k_`, names this key; capitals do not matter.
pub fn is(name: &str, key: &str) -> bool {
    let bare = match name.as_bytes() {
        [b'k' | b'K', b'_', ..] => &name[2..],
        _ => name,
    };
    bare.eq_ignore_ascii_case(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Template, Token};

    #[test]
    fn a_key_is_a_word_with_or_without_its_prefix() {
        for text in ["budget", "k_budget", " budget ", "a", "b2_c", "kids", "k"] {
            assert_eq!(parse(text), Ok(text.trim().trim_start_matches("k_").to_owned()), "{text}");
        }
        for (text, code) in [
            ("", "required"),
            ("k_", "required"),
            ("Budget", "form_key"),
            ("2nd", "form_key"),
            ("_x", "form_key"),
            ("shoe size", "form_key"),
            ("ukuran-baju", "form_key"),
            ("größe", "form_key"),
            ("a\u{0}b", "form_key"),
            ("k_k_x", "form_key"),
            ("name", "form_key_taken"),
            ("k_phone", "form_key_taken"),
            ("utm_source", "form_key_taken"),
            ("utm_anything", "form_key_taken"),
        ] {
            assert_eq!(parse(text).expect_err("refused").code, code, "{text}");
        }
        assert!(parse(&"a".repeat(LONGEST)).is_ok());
        assert_eq!(parse(&"a".repeat(LONGEST + 1)).expect_err("refused").code, "too_long");
    }

    #[test]
    fn every_key_can_stand_in_a_message_with_and_without_its_prefix() {
        for key in ["budget", "a", "b2_c", &"a".repeat(LONGEST)] {
            let key = parse(key).expect("a key");
            for written in [format!("[k:{key}]"), format!("[k:k_{key}]")] {
                let template = Template::parse(&written);
                assert_eq!(template.tokens().collect::<Vec<_>>(), [&Token::Key(key.clone())], "{written}");
            }
        }
    }
}
