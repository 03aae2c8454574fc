//! A channel as a person writes it: its kind says which field holds the place.

use super::input::{Input, Shape, parse};
use super::member::read_number;
use crate::channel::{ChannelKind, ChannelStatus};
use crate::problem::FieldError;
use crate::telegram::{self, Telegram};
use crate::url;
use serde_json::Value;

const TOLD: &[&str] = &["id", "created_at", "updated_at", "version", "agent_id", "link_count", "archived_at"];
const MAX_NAME: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChannel {
    pub kind: ChannelKind,
    pub name: String,
    /// E.164 with plus, a user name, or an address.
    pub place: String,
    pub status: ChannelStatus,
}

/// Any part of a channel but its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelPatch {
    pub name: Option<String>,
    pub place: Option<String>,
    pub status: Option<ChannelStatus>,
    /// `Some(false)` brings an archived one back.
    pub archived: Option<bool>,
}

impl NewChannel {
    /// `country` is the workspace's, for numbers such as `0812…`.
    pub fn parse(body: &Value, country: &str) -> Result<Self, Vec<FieldError>> {
        let read = parse(body, |input| {
            input.require(&["kind", "name"]);
            input.ignore(TOLD);
            input.ignore(&["archived"]);
            let kind = input.word("kind", &ChannelKind::WORDS, ChannelKind::parse);
            let name = input.name("name", MAX_NAME);
            let status = input.word("status", &["active", "passive"], ChannelStatus::parse);
            match kind {
                Some(kind) => input.require(&[kind.field()]),
                None => input.ignore(&["number", "username", "start", "text", "url"]),
            }
            let place = kind.and_then(|kind| read_place(input, kind, country));
            (kind, name, place, status)
        })?;
        let (kind, name, place, status) = read;
        Ok(Self {
            kind: kind.expect("required above"),
            name: name.expect("required above"),
            place: place.expect("required above"),
            status: status.unwrap_or_default(),
        })
    }
}

impl ChannelPatch {
    /// `kind` is the channel's own, which nothing changes; saying it again is no fault, saying another is.
    pub fn parse(body: &Value, kind: ChannelKind, country: &str) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.ignore(TOLD);
            if input.word("kind", &ChannelKind::WORDS, ChannelKind::parse).is_some_and(|given| given != kind) {
                input.refuse("kind", "fixed");
            }
            Self {
                name: input.name("name", MAX_NAME),
                status: input.word("status", &["active", "passive"], ChannelStatus::parse),
                archived: input.flag("archived"),
                place: read_place(input, kind, country),
            }
        })
    }
}

fn read_place(input: &mut Input<'_>, kind: ChannelKind, country: &str) -> Option<String> {
    match kind {
        ChannelKind::Whatsapp => read_number(input, country).map(|number| number.to_string()),
        ChannelKind::Telegram => {
            let start = input.optional_text("start", 200, Shape::Line).flatten().unwrap_or_default();
            let start = input.keep("start", telegram::parse_start(&start));
            let text = input.optional_text("text", telegram::MAX_TEXT, Shape::Lines).flatten().unwrap_or_default();
            let name = input.text("username", 200, Shape::Line)?;
            let user = input.keep("username", telegram_name(&name));
            let place = Telegram { user: user?, start: start?, text };
            if !place.start.is_empty() && !place.text.is_empty() {
                input.refuse("text", "start_or_text");
                return None;
            }
            Some(place.stored())
        }
        ChannelKind::Website | ChannelKind::Booking => {
            let text = input.text("url", 2_000, Shape::Line)?;
            input.keep("url", url::parse_target(&text))
        }
    }
}

/// A Telegram user name from `name`, `@name` or `https://t.me/name`: 4 to 32 letters, digits and `_`, a letter first.
fn telegram_name(text: &str) -> Result<String, FieldError> {
    let name = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let name = ["t.me/", "telegram.me/", "@"].iter().find_map(|lead| name.strip_prefix(lead)).unwrap_or(name);
    let name = name.trim_end_matches('/');
    let good = (4..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if good { Ok(name.to_owned()) } else { Err(FieldError::new("username", "bad_username")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_telegram_name_is_found_in_each_way_people_write_it() {
        for text in ["toko_sari", "@toko_sari", "https://t.me/toko_sari", "t.me/toko_sari/"] {
            assert_eq!(telegram_name(text).as_deref(), Ok("toko_sari"));
        }
        for text in ["", "abc", "1abc", "toko sari", "t.me/a/b", "toko/../x"] {
            assert!(telegram_name(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_channel_without_its_place_names_the_field_of_its_kind() {
        let faults = NewChannel::parse(&json!({"kind": "telegram", "name": "T"}), "ID").expect_err("refused");
        assert_eq!((faults[0].field.as_str(), faults[0].code), ("username", "required"));
    }

    #[test]
    fn a_place_of_another_kind_is_refused() {
        let body = json!({"kind": "website", "name": "W", "url": "https://example.com/", "number": "+6281234567890"});
        let faults = NewChannel::parse(&body, "ID").expect_err("refused");
        assert_eq!((faults[0].field.as_str(), faults[0].code), ("number", "unknown_field"));
    }

    #[test]
    fn the_kind_of_a_channel_is_fixed() {
        let faults = ChannelPatch::parse(&json!({"kind": "booking"}), ChannelKind::Website, "ID").expect_err("refused");
        assert_eq!((faults[0].field.as_str(), faults[0].code), ("kind", "fixed"));
    }
}
