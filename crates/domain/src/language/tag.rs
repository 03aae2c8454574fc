//! The shape and the case of one language tag (RFC 5646).

use std::borrow::Cow;

/// Letters and digits in parts of 1 to 8 joined by hyphens, the first part of letters; at most 35 bytes, the length
/// that RFC 5646 (4.4.1) asks implementations to bear.
pub fn is_well_formed(tag: &str) -> bool {
    tag.len() <= 35
        && tag.split('-').enumerate().all(|(place, part)| {
            (1..=8).contains(&part.len())
                && part.bytes().all(|b| if place == 0 { b.is_ascii_alphabetic() } else { b.is_ascii_alphanumeric() })
        })
        && primary(tag).len() >= 2
}

/// The language itself, without script, region and the rest.
pub fn primary(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(language, _)| language)
}

/// The canonical case: language small, script with a capital, region in capitals, the rest small; and three codes of
/// old that Android still sends, as the registry writes them now. Borrowed when it is so already.
pub fn canonical(tag: &str) -> Cow<'_, str> {
    if is_canonical(tag) {
        return Cow::Borrowed(tag);
    }
    let mut text = String::with_capacity(tag.len());
    let mut extension = false;
    for (place, part) in tag.split('-').enumerate() {
        if place == 0 {
            let small = part.to_ascii_lowercase();
            text.push_str(renamed(&small).unwrap_or(&small));
            continue;
        }
        text.push('-');
        extension |= part.len() == 1;
        match part.len() {
            2 if !extension => text.push_str(&part.to_ascii_uppercase()),
            4 if !extension && part.as_bytes()[0].is_ascii_alphabetic() => {
                text.push_str(&part[..1].to_ascii_uppercase());
                text.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => text.push_str(&part.to_ascii_lowercase()),
        }
    }
    Cow::Owned(text)
}

/// `id`, `en-US`, `zh-Hant-TW` and the like, which is what nearly every browser sends.
fn is_canonical(tag: &str) -> bool {
    let mut extension = false;
    tag.split('-').enumerate().all(|(place, part)| {
        extension |= place > 0 && part.len() == 1;
        let bytes = part.as_bytes();
        match (place, bytes.len()) {
            (0, _) => bytes.iter().all(u8::is_ascii_lowercase) && renamed(part).is_none(),
            (_, 2) if !extension => bytes.iter().all(|b| !b.is_ascii_lowercase()),
            (_, 4) if !extension && bytes[0].is_ascii_alphabetic() => {
                bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(|b| !b.is_ascii_uppercase())
            }
            _ => bytes.iter().all(|b| !b.is_ascii_uppercase()),
        }
    })
}

fn renamed(language: &str) -> Option<&'static str> {
    match language {
        "in" => Some("id"),
        "iw" => Some("he"),
        "ji" => Some("yi"),
        _ => None,
    }
}
