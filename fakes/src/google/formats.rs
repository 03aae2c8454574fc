//! Forms that both of Google's ways share.

use jiff::Timestamp;

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// RFC 3339; microseconds UTC.
pub(super) fn rfc3339(text: &str) -> Option<i64> {
    let has_zone = text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    if !has_zone || text.as_bytes().get(10) != Some(&b'T') {
        return None;
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond)
}

/// `yyyy-mm-dd hh:mm:ss+hh:mm`, the offset being mandatory; microseconds UTC.
pub(super) fn local(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let fits = bytes.len() == 25 && bytes[10] == b' ' && matches!(bytes[19], b'+' | b'-') && bytes[22] == b':';
    let at = jiff::fmt::strtime::parse("%Y-%m-%d %H:%M:%S%:z", text).ok().filter(|_| fits)?;
    at.to_timestamp().ok().map(Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_need_their_zone() {
        let at = 1_795_237_200_000_000;
        assert_eq!(rfc3339("2026-11-21T05:00:00Z"), Some(at));
        assert_eq!(rfc3339("2026-11-21T12:00:00.5+07:00"), Some(at + 500_000));
        assert_eq!(local("2026-11-21 12:00:00+07:00"), Some(at));
        for text in ["2026-11-21T05:00:00", "2026-11-21 05:00:00Z", "1795237200", "21.11.2026"] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
        for text in [
            "2026-11-21 05:00:00",
            "2026-11-21T05:00:00+00:00",
            "2026-11-21 05:00:00 +0000",
            "2026-13-21 05:00:00+00:00",
        ] {
            assert_eq!(local(text), None, "{text}");
        }
    }
}
