//! A place on Telegram: a bot that is told where a visitor comes from (`start`), or a person with a message prepared
//! (`text`). Addresses as <https://core.telegram.org/api/links> has them: `start` is at most 64 of `A-Z a-z 0-9 _ -`.

use crate::address;
use crate::code::Code;
use crate::problem::FieldError;

/// The token that stands for the visitor code, in both.
const CODE: &str = "{{code}}";
/// The length of a code without its brackets.
const CODE_CHARS: usize = 7;
pub const MAX_START: usize = 64;
/// Characters of a prepared message.
pub const MAX_TEXT: usize = 500;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telegram {
    /// Without `@`.
    pub user: String,
    /// Empty: the visitor code alone, unless a text is prepared.
    pub start: String,
    pub text: String,
}

impl Telegram {
    /// As the store keeps it: the name, and after a `?` what comes with it.
    pub fn stored(&self) -> String {
        match (self.start.is_empty(), self.text.is_empty()) {
            (false, _) => format!("{}?start={}", self.user, self.start),
            (true, false) => format!("{}?text={}", self.user, self.text),
            (true, true) => self.user.clone(),
        }
    }

    pub fn from_stored(stored: &str) -> Self {
        let (user, rest) = stored.split_once('?').unwrap_or((stored, ""));
        let part = |name: &str| rest.strip_prefix(name).unwrap_or_default().to_owned();
        Self { user: user.to_owned(), start: part("start="), text: part("text=") }
    }

    /// Where visitors go. Without a code (a crawler, a catch-all) nothing stands in its place.
    pub fn address(&self, code: Option<Code>) -> String {
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let (name, value) = match (self.start.is_empty(), self.text.is_empty()) {
            (true, true) => ("start", code),
            (true, false) => {
                let shown = if code.is_empty() { String::new() } else { format!("[K-{code}]") };
                ("text", self.text.replace(CODE, &shown).trim().to_owned())
            }
            (false, _) => ("start", self.start.replace(CODE, &code)),
        };
        if value.is_empty() {
            return format!("https://t.me/{}", self.user);
        }
        address::with_parameter(&format!("https://t.me/{}", self.user), name, &value)
    }
}

/// A start parameter: letters, digits, `_`, `-` and the code's token, at most 64 with the code in it.
pub fn parse_start(text: &str) -> Result<String, FieldError> {
    let bare = text.replace(CODE, &"0".repeat(CODE_CHARS));
    if bare.len() > MAX_START {
        return Err(FieldError::new("start", "start_too_long").with("max", MAX_START).with("count", bare.len()));
    }
    if !bare.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return Err(FieldError::new("start", "bad_start"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Codes;
    use crate::id::LeadId;

    fn code() -> Code {
        Codes::new([7; 16]).encode(LeadId(1))
    }

    fn telegram(start: &str, text: &str) -> Telegram {
        Telegram { user: "toko_sari".into(), start: start.into(), text: text.into() }
    }

    #[test]
    fn what_is_stored_is_read_back() {
        for place in [telegram("", ""), telegram("promo_{{code}}", ""), telegram("", "Hi? a=b {{code}}")] {
            assert_eq!(Telegram::from_stored(&place.stored()), place);
        }
    }

    #[test]
    fn a_start_carries_the_code_and_a_text_is_encoded() {
        let code = code();
        assert_eq!(telegram("", "").address(Some(code)), format!("https://t.me/toko_sari?start={code}"));
        assert_eq!(telegram("", "").address(None), "https://t.me/toko_sari");
        assert_eq!(telegram("ig_{{code}}", "").address(Some(code)), format!("https://t.me/toko_sari?start=ig_{code}"));
        assert_eq!(
            telegram("", "Hi & halo {{code}}").address(Some(code)),
            format!("https://t.me/toko_sari?text=Hi%20%26%20halo%20%5BK-{code}%5D")
        );
        assert_eq!(telegram("", "Hi {{code}}").address(None), "https://t.me/toko_sari?text=Hi");
    }

    #[test]
    fn a_start_is_64_plain_characters_with_the_code_counted() {
        assert!(parse_start(&"a".repeat(64)).is_ok());
        assert_eq!(parse_start(&"a".repeat(70)).expect_err("refused").code, "start_too_long");
        assert!(parse_start(&format!("{}{{{{code}}}}", "a".repeat(57))).is_ok());
        assert_eq!(
            parse_start(&format!("{}{{{{code}}}}", "a".repeat(58))).expect_err("refused").code,
            "start_too_long"
        );
        for text in ["a b", "a.b", "ä", "{{name}}", "a?b"] {
            assert_eq!(parse_start(text).expect_err("refused").code, "bad_start", "{text}");
        }
    }
}
