//! Names that pass for others (UTS #39): letters of another script that look like Latin ones, and scripts mixed
//! within a label. A name of one script that looks like itself is honest, whatever the script.

use super::fault;
use crate::problem::FieldError;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection, skeleton};

/// `name` is what was typed, in lower case; `ascii` what it became. A name that was typed as punycode is judged by the
/// letters that it stands for.
/// Errors: `domain_homograph` (like), `domain_mixed_scripts` (label).
pub(super) fn check(name: &str, ascii: &str) -> Result<(), FieldError> {
    let (read, good) = idna::domain_to_unicode(ascii);
    if good.is_err() {
        return Err(fault("domain_characters"));
    }
    // Full-width letters, ligatures and the like are mapped away: what was typed is not what it became.
    if !name.is_ascii() && read != name {
        return Err(fault("domain_homograph").with("like", read));
    }
    for label in read.split('.').filter(|label| !label.is_ascii()) {
        let like = like(label);
        if like.is_ascii() {
            return Err(fault("domain_homograph").with("like", like));
        }
        if label.detect_restriction_level() > RestrictionLevel::HighlyRestrictive {
            return Err(fault("domain_mixed_scripts").with("label", label));
        }
    }
    Ok(())
}

/// The label with every letter outside ASCII as the one it looks like.
fn like(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    for letter in label.chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            text.extend(skeleton(letter.encode_utf8(&mut [0; 4])));
        }
    }
    text
}
