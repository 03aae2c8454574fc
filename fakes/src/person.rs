//! People whom a test knows in the clear, and the forms in which each platform wants to hear of them hashed. Written from
//! the platforms' own pages; Giliran's normal forms are not asked.

use crate::proof::sha256;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Plain values; empty is not known.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// E.164 with its plus.
    pub phone: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// As the business tells people apart: a visitor's code.
    pub external_id: String,
    pub ip: String,
    pub city: String,
    pub region: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    Meta,
    Google,
    Tiktok,
    Linkedin,
}

const FORMS: [Form; 4] = [Form::Meta, Form::Google, Form::Tiktok, Form::Linkedin];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Email,
    Phone,
    FirstName,
    LastName,
    ExternalId,
    Ip,
    City,
    Region,
    Country,
    /// Birthday, gender, postal code: Giliran knows none.
    Untold,
}

/// Everybody who is known, by their hashes.
#[derive(Default)]
pub(crate) struct People {
    /// Hashes of anybody are taken where their form is right.
    pub(crate) are_trusted: bool,
    hashes: HashSet<(Field, Form, String)>,
    registered: HashSet<Field>,
    /// What must stand in no body.
    clear: HashSet<String>,
}

impl People {
    pub(crate) fn add(&mut self, person: &Person) {
        for form in FORMS {
            for (field, plain) in person.plain(form) {
                self.hashes.insert((field, form, sha256(&plain)));
                self.registered.insert(field);
            }
        }
        let digits = person.phone.trim_start_matches('+').to_owned();
        let clear = [digits, person.email.to_lowercase()];
        self.clear.extend(clear.into_iter().filter(|text| text.len() >= 6));
    }

    /// Contacts and names must be somebody's; a place or an id only where any was named, for a test seldom knows them
    /// beforehand; a country must be some country's.
    pub(crate) fn knows(&self, field: Field, form: Form, hash: &str) -> bool {
        match field {
            Field::Country => is_country(hash),
            Field::ExternalId | Field::City | Field::Region | Field::Ip if !self.registered.contains(&field) => true,
            _ => self.are_trusted || self.hashes.contains(&(field, form, hash.to_owned())),
        }
    }

    /// Whether somebody's plain address or number stands in the text.
    pub(crate) fn stand_in(&self, body: &[u8]) -> bool {
        if self.clear.is_empty() {
            return false;
        }
        let text = String::from_utf8_lossy(body).to_lowercase();
        self.clear.iter().any(|plain| text.contains(plain))
    }
}

impl Person {
    /// What is hashed, in the platform's form. Where two official rules disagree, both are there.
    fn plain(&self, form: Form) -> Vec<(Field, String)> {
        let email = self.email.trim().to_lowercase();
        let email = match form {
            Form::Meta | Form::Tiktok => email,
            Form::Linkedin => email.split_whitespace().collect(),
            Form::Google => google_email(&email),
        };
        let phone = match form {
            Form::Meta => self.phone.chars().filter(char::is_ascii_digit).collect(),
            Form::Google | Form::Tiktok => self.phone.clone(),
            // It knows nobody by a number.
            Form::Linkedin => String::new(),
        };
        let bare = |name: &str| {
            let kept = |c: &char| !c.is_whitespace() && !c.is_ascii_punctuation();
            name.to_lowercase().chars().filter(kept).collect::<String>()
        };
        let trimmed = |text: &str| text.trim().to_lowercase();
        let id: String = self.external_id.split_whitespace().collect::<String>().to_lowercase();
        let city: String = trimmed(&self.city).chars().filter(char::is_ascii_alphanumeric).collect();
        let region: String = trimmed(&self.region).chars().filter(char::is_ascii_alphanumeric).collect();
        let (first, last) = (&self.first_name, &self.last_name);
        let names = match form {
            Form::Meta => [bare(first), bare(last), bare(first), bare(last)],
            _ => [bare(first), bare(last), trimmed(first), trimmed(last)],
        };
        let [first, last, first_trimmed, last_trimmed] = names;
        let all = [
            (Field::Email, email),
            (Field::Phone, phone),
            (Field::FirstName, first),
            (Field::LastName, last),
            (Field::FirstName, first_trimmed),
            (Field::LastName, last_trimmed),
            (Field::ExternalId, id),
            (Field::Ip, self.ip.clone()),
            (Field::City, city),
            (Field::Region, region),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Without white space; at Gmail without dots and without what follows a plus.
fn google_email(email: &str) -> String {
    let email: String = email.split_whitespace().collect();
    let Some((name, host)) = email.split_once('@') else { return email };
    if !matches!(host, "gmail.com" | "googlemail.com") {
        return email;
    }
    let name = name.split('+').next().unwrap_or_default().replace('.', "");
    format!("{name}@{host}")
}

/// Two lower-case letters, hashed.
fn is_country(hash: &str) -> bool {
    static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let letters = || 'a'..='z';
        letters().flat_map(|a| letters().map(move |b| sha256(&format!("{a}{b}")))).collect()
    });
    ALL.contains(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors that Meta publishes, and those of the forms that differ.
    #[test]
    fn each_form_has_the_hash_that_is_published() {
        let mut people = People::default();
        people.add(&Person {
            phone: "+6281234567890".to_owned(),
            email: " Budi.Santoso+promo@gmail.com".to_owned(),
            first_name: "Budi".to_owned(),
            city: "Jakarta".to_owned(),
            ..Person::default()
        });
        people.add(&Person { phone: "+16505551212".to_owned(), first_name: "Mary".to_owned(), ..Person::default() });
        let meta_phone = "dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725";
        let e164 = "62397bbd6a8c9ae53bc914a6017300eb6b13af5be20e4cc9ad2dc3d61ecb24cd";
        let email = "577fd058161388e6950ad1a42c364937daed42de3c673abe959bad4c495d7cf6";
        let gmail = "3d1c2a3c08f83c8f3bff319929209899cd8dfcbd7c1ee2bd761da91775c5ce48";
        for (field, form, hash, is_known) in [
            (Field::Phone, Form::Meta, meta_phone, true),
            (Field::Phone, Form::Meta, e164, false),
            (Field::Phone, Form::Google, e164, true),
            (Field::Phone, Form::Tiktok, e164, true),
            (Field::Phone, Form::Tiktok, meta_phone, false),
            (Field::Phone, Form::Linkedin, e164, false),
            (Field::Email, Form::Meta, email, true),
            (Field::Email, Form::Tiktok, email, true),
            (Field::Email, Form::Linkedin, email, true),
            (Field::Email, Form::Google, email, false),
            (Field::Email, Form::Google, gmail, true),
            (Field::Email, Form::Meta, gmail, false),
        ] {
            assert_eq!(people.knows(field, form, hash), is_known, "{field:?} {form:?} {hash}");
        }
        let known = |field, hash| people.knows(field, Form::Meta, hash);
        assert!(known(Field::Phone, "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"));
        assert!(known(Field::FirstName, "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"));
        assert!(known(Field::FirstName, "24263bfaefb124c488c2f5e63d1d30b418f51d0d6f5b380aa1956ec40ea57278"));
        assert!(known(Field::City, "06ddd2e54a3ad4cbc96b0cd5a034e18b85d0f9be64e87dcb7a4c4a0470a6d722"));
        assert!(known(Field::Country, "a56145270ce6b3bebd1dd012b73948677dd618d496488bc608a3cb43ce3547dd"));
        assert!(!known(Field::Country, e164));
        // No id was named, so any is taken.
        assert!(known(Field::ExternalId, e164));
    }
}
