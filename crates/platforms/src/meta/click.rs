//! Meta's click and browser ids as its pixel writes them: `fb.{index}.{milliseconds}.{payload}`, and perhaps a fifth part
//! that its param builder adds. The payload is told to the letter: its case counts.

use domain::conversion::Told;

/// A click counts for so long, milliseconds; an older one is refused.
const CLICK_LASTS: i64 = 90 * 86_400_000;

struct Cookie<'c> {
    made_at: i64,
    payload: &'c str,
}

fn read(text: &str) -> Option<Cookie<'_>> {
    let parts: Vec<&str> = text.split('.').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (4..=5, ["fb", index, made_at, payload, rest @ ..]) = (parts.len(), &parts[..]) else { return None };
    let is_sound = digits(index) && digits(made_at) && !payload.is_empty() && rest.iter().all(|part| !part.is_empty());
    let made_at = made_at.parse().ok()?;
    is_sound.then_some(Cookie { made_at, payload })
}

/// `fbc`: the pixel's cookie where it holds the very click, or no other click is known; else made of the click id and
/// when it was first seen. Without a cookie the index is 1, as everybody writes it.
pub(super) fn fbc(told: &Told) -> Option<String> {
    let browser = &told.browser;
    let cookie = read(&browser.fbc)
        .filter(|cookie| browser.fbclid.is_empty() || cookie.payload == browser.fbclid)
        .filter(|cookie| counts(cookie.made_at, told));
    if cookie.is_some() {
        return Some(browser.fbc.clone());
    }
    let seen = if browser.fbclid_at > 0 { browser.fbclid_at } else { told.at };
    let seen = seen.div_euclid(1_000);
    (is_payload(&browser.fbclid) && counts(seen, told)).then(|| format!("fb.1.{seen}.{}", browser.fbclid))
}

/// Whether a click id fits into the form. Anybody can put anything into an address, and a part too many makes an event
/// that turns its whole batch away.
fn is_payload(fbclid: &str) -> bool {
    !fbclid.is_empty() && fbclid.bytes().all(|b| b.is_ascii_graphic() && b != b'.')
}

/// Whether a click of that moment (milliseconds) can have led to the event: Meta turns away what is older than its
/// window, and what lies behind the event. Compared by whole seconds, as events are told.
fn counts(made_at: i64, told: &Told) -> bool {
    let at = told.at.div_euclid(1_000);
    made_at.div_euclid(1_000) <= at.div_euclid(1_000) && at.saturating_sub(made_at) <= CLICK_LASTS
}

/// `fbp`, as it came, where it is one.
pub(super) fn fbp(told: &Told) -> Option<String> {
    let is_one = |cookie: Cookie<'_>| cookie.payload.bytes().all(|b| b.is_ascii_digit());
    read(&told.browser.fbp).is_some_and(is_one).then(|| told.browser.fbp.clone())
}
