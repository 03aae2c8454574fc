//! Persons of whom nothing is told, by a keyed hash of their number or address: the list names nobody, and an import does
//! not bring anybody back.

use crate::secrets::Secrets;
use domain::lead::Lead;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key with which contacts are hashed.
#[derive(Clone)]
pub(crate) struct ContactKey([u8; 32]);

impl ContactKey {
    pub(crate) fn new(secrets: &Secrets) -> Self {
        Self(secrets.derive("suppressed contacts"))
    }

    /// `text`: E.164 with its plus, or an address in lower case.
    pub(crate) fn hash(&self, text: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Of a lead's number and address.
    pub(crate) fn of(&self, lead: &Lead) -> Vec<[u8; 32]> {
        self.kinds(lead).into_iter().map(|(_, hash)| hash).collect()
    }

    /// The same, each with what it is of: `phone` or `email`.
    pub(crate) fn kinds(&self, lead: &Lead) -> Vec<(&'static str, [u8; 32])> {
        let email = lead.email.as_ref().map(|email| email.to_lowercase());
        let phone = lead.phone.as_ref().map(|phone| ("phone", self.hash(phone)));
        phone.into_iter().chain(email.map(|email| ("email", self.hash(&email)))).collect()
    }
}
