//! The desk's own cookies: the session, what was just said, language and look. Their names, lives and flags in
//! one place. The visitor's cookie is none of these.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};

pub const SESSION: &str = "giliran_session";
pub const SAID: &str = "giliran_said";
pub const LOCALE: &str = "giliran_locale";
pub const THEME: &str = "giliran_theme";

const YEAR: u32 = 365 * 24 * 60 * 60;

/// The value of a cookie; the first of a name that stands there twice.
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

/// Adds a `Set-Cookie`. One that is no header value is left out: it can only be a forged one.
pub fn set(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(header::SET_COOKIE, value);
    }
}

/// The session's token, as long as the session may live.
pub fn session(token: &str, seconds: i64, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{SESSION}={token}; Path=/app; HttpOnly; SameSite=Lax; Max-Age={}{secure}", seconds.max(0))
}

pub fn no_session() -> String {
    format!("{SESSION}=; Path=/app; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// A sentence for the next page.
pub fn said(text: &str) -> String {
    format!("{SAID}={}; Path=/app; HttpOnly; SameSite=Lax; Max-Age=60", URL_SAFE_NO_PAD.encode(text))
}

pub fn said_of(headers: &HeaderMap) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(get(headers, SAID)?).ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

pub fn said_already() -> String {
    format!("{SAID}=; Path=/app; HttpOnly; SameSite=Lax; Max-Age=0")
}

pub fn locale(locale: &str) -> String {
    format!("{LOCALE}={locale}; Path=/app; HttpOnly; SameSite=Lax; Max-Age={YEAR}")
}

pub fn theme(theme: &str) -> String {
    format!("{THEME}={theme}; Path=/app; HttpOnly; SameSite=Lax; Max-Age={YEAR}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_sentence_survives_the_way_to_the_next_page_whatever_is_in_it() {
        let set = said("Sari; “on” \n é");
        let value = set.split(';').next().unwrap();
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&format!("a=b; {value}")).unwrap())]);
        assert_eq!(said_of(&headers).as_deref(), Some("Sari; “on” \n é"));
    }

    #[test]
    fn a_name_that_only_begins_alike_is_another_cookie() {
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("giliran_session2=x; giliran_session=y"))]);
        assert_eq!(get(&headers, SESSION).as_deref(), Some("y"));
    }
}
