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
        let email = lead.email.as_ref().map(|email| email.to_lowercase());
        lead.phone.iter().chain(&email).map(|text| self.hash(text)).collect()
    }
}
