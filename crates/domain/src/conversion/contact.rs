//! What platforms recognise a person by, in the normal form that each of them asks for, as SHA-256 in lower-case
//! hexadecimal (FIPS 180-4). They differ: a phone number is told as digits or with its plus, an address at Gmail with
//! or without its dots; so each form has its own hash, made when a lead's contact changes. What is no number or address
//! gets no hash at all: a wrong one could only match a stranger.

use crate::email;
use crate::phone::E164;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Hashes of one person; none where nothing is known or nothing is left of it in the normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hashes {
    /// Lower case, trimmed: Meta, TikTok, LinkedIn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The same with Gmail's dots and what follows a plus left out: Google.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_google: Option<String>,
    /// Digits with the country's code and without a plus: Meta.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_digits: Option<String>,
    /// E.164 with its plus: Google, TikTok.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_e164: Option<String>,
    /// Lower case without punctuation and spaces, letters of any script kept: Meta.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
}

impl Hashes {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Of what a lead's row holds: a given name, E.164 with its plus, an e-mail address. What is none is left out.
    pub fn of(name: Option<&str>, phone: Option<&str>, email: Option<&str>) -> Self {
        let (first, last) = name.map(names).unwrap_or_default();
        let phone = phone.and_then(|text| crate::phone::parse(text, "").ok());
        let email = email.and_then(|text| email::parse(text).ok()).map(|email| email.folded());
        Self {
            email: email.as_deref().map(sha256),
            email_google: email.as_deref().and_then(google_email).as_deref().map(sha256),
            phone_digits: phone.as_ref().map(E164::digits).map(sha256),
            phone_e164: phone.as_ref().map(E164::as_str).map(sha256),
            first_name: first.as_deref().and_then(name_form).as_deref().map(sha256),
            last_name: last.as_deref().and_then(name_form).as_deref().map(sha256),
        }
    }
}

/// SHA-256 of the text's bytes, in lower-case hexadecimal.
pub fn sha256(text: &str) -> String {
    use std::fmt::Write;
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string does not fail");
        hex
    })
}

/// First and last name: the first word, and the last one where there are several.
pub fn names(name: &str) -> (Option<String>, Option<String>) {
    let mut words = name.split_whitespace();
    let first = words.next().map(str::to_owned);
    (first, words.next_back().map(str::to_owned))
}

/// Google's form of an address that is in lower case: at gmail.com and googlemail.com dots and a plus with what follows
/// are left out of the local part. None: nothing stands before the `@` then.
fn google_email(email: &str) -> Option<String> {
    match email.rsplit_once('@') {
        Some((local, domain @ ("gmail.com" | "googlemail.com"))) => {
            let local = local.split('+').next().unwrap_or_default().replace('.', "");
            (!local.is_empty()).then(|| format!("{local}@{domain}"))
        }
        _ => Some(email.to_owned()),
    }
}

/// Lower case, without ASCII punctuation and any white space; accents and other scripts stay, and no ending such as a
/// title is guessed at (the form of Meta's capi-param-builder). Composed (NFC) before and after: keyboards of one kind
/// write `é` as one character and others as two, and Meta's published hash of `valéry` is that of the composed form.
pub fn name_form(name: &str) -> Option<String> {
    let kept: String = name.nfc().filter(|c| !c.is_ascii_punctuation() && !c.is_whitespace()).collect();
    let form: String = kept.to_lowercase().nfc().collect();
    (!form.is_empty()).then_some(form)
}
