//! Whom Google knows a person by: one click id, or hashes of an address and a number; and what the person agreed to.

use domain::conversion::consent::asks_first;
use domain::conversion::{Browser, Consent, Told};
use domain::outbox::Reason;

/// The one click id that is told, with its name. Google takes no two; `gclid` knows a click the most exactly.
pub(super) fn click(browser: &Browser) -> Option<(&'static str, &str)> {
    [("gclid", &browser.gclid), ("gbraid", &browser.gbraid), ("wbraid", &browser.wbraid)]
        .into_iter()
        .find(|(_, id)| !id.is_empty())
        .map(|(name, id)| (name, id.as_str()))
}

/// The hashes in Google's normal forms: of the address, of the number.
pub(super) fn hashes(told: &Told) -> (Option<&str>, Option<&str>) {
    let hashes = &told.person.hashes;
    (hashes.email_google.as_deref(), hashes.phone_e164.as_deref())
}

/// Google knows nobody without a click id or a hash, and what comes without a grant from where the law wants one it does
/// not use; so neither is sent.
pub(super) fn check(told: &Told) -> Result<(), Reason> {
    if click(&told.browser).is_none() && hashes(told) == (None, None) {
        return Err(Reason::NoIdentifier);
    }
    if told.person.consent == Consent::Unknown && asks_first(&told.whereabouts.country) {
        return Err(Reason::ConsentRegion);
    }
    Ok(())
}

/// Both questions of Google's consent are ours: may the ad platforms be told? `granted` and `denied` are the words of the
/// interface; none: nobody asked, and Google takes the account's own setting.
pub(super) fn consent(told: &Told, granted: &'static str, denied: &'static str) -> Option<&'static str> {
    match told.person.consent {
        Consent::Given => Some(granted),
        Consent::Refused => Some(denied),
        Consent::Unknown => None,
    }
}

/// Google wants no address of a device in the EEA, the United Kingdom and Switzerland; where nobody knows the country, it
/// gets none either.
pub(super) fn may_tell_device(told: &Told) -> bool {
    let country = &told.whereabouts.country;
    !country.is_empty() && !asks_first(country)
}
