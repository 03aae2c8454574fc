//! Which client of Google Analytics a person is.

use domain::conversion::Told;
use domain::conversion::contact::sha256;

/// The website's own id for the browser where its cookie was seen, so that the event joins the visits there; else one that
/// is always the same for the person and looks like those: two numbers below 2³¹.
pub(super) fn id(told: &Told) -> String {
    of_cookie(&told.browser.ga_client).unwrap_or_else(|| {
        let hash = sha256(&format!("ga4/{}", told.person.external_id));
        let number = |part: &str| u32::from_str_radix(part, 16).unwrap_or_default() >> 1;
        format!("{}.{}", number(&hash[..8]), number(&hash[8..16]))
    })
}

/// The last two groups of `GA1.1.1098115397.1795230000`, also where only they are left.
fn of_cookie(text: &str) -> Option<String> {
    let mut groups = text.rsplit('.');
    let (last, first) = (groups.next()?, groups.next()?);
    let is_number = |group: &str| (1..=20).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit());
    (is_number(first) && is_number(last)).then(|| format!("{first}.{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{full, minimal};

    #[test]
    fn the_cookies_client_is_taken_and_else_one_that_stays_the_same() {
        assert_eq!(id(&full()), "1098115397.1795230000");
        assert_eq!(of_cookie("GA1.2.7.8").as_deref(), Some("7.8"));
        for text in ["", ".", "7", "7.", ".8", "a.8", "7.8x", "GS2.1.s179", "123456789012345678901.8"] {
            assert_eq!(of_cookie(text), None, "{text}");
        }
        let made = id(&minimal());
        assert_eq!(of_cookie(&made).as_ref(), Some(&made), "in the form of the others");
        let mut other = minimal();
        other.event_id = uuid::Uuid::nil();
        assert_eq!(id(&other), made);
        other.person.external_id = "other".to_owned();
        assert_ne!(id(&other), made);
    }
}
