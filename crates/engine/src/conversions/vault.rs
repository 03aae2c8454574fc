//! Credentials at rest: sealed with a key that lies outside the database (AES-256-GCM, RFC 5116), each under a nonce of
//! its own and bound to the destination that they belong to, so that a row copied to another opens nothing.

use crate::secrets::Secrets;
use domain::id::DestinationId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::collections::BTreeMap;

/// The first byte of what is sealed this way.
const VERSION: u8 = 1;

pub(crate) type Credentials = BTreeMap<String, String>;

/// What can't be opened: it was sealed under another key, or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Locked;

pub(crate) fn seal(secrets: &Secrets, of: DestinationId, credentials: &Credentials) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).expect("the operating system gives random bytes");
    let mut text = serde_json::to_vec(credentials).expect("a map of texts is JSON");
    key(secrets)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(of.as_bytes()), &mut text)
        .expect("credentials are far below the cipher's limit");
    [&[VERSION], nonce.as_slice(), &text].concat()
}

pub(crate) fn open(secrets: &Secrets, of: DestinationId, sealed: &[u8]) -> Result<Credentials, Locked> {
    let (version, rest) = sealed.split_first().ok_or(Locked)?;
    let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or(Locked)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Locked)?;
    if *version != VERSION {
        return Err(Locked);
    }
    let mut text = text.to_vec();
    let opened = key(secrets).open_in_place(nonce, Aad::from(of.as_bytes()), &mut text).map_err(|_| Locked)?;
    serde_json::from_slice(opened).map_err(|_| Locked)
}

fn key(secrets: &Secrets) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, &secrets.derive("destination credentials"));
    LessSafeKey::new(key.expect("the key has the cipher's length"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_for_the_same_destination_alone() {
        let (secrets, others) = (Secrets::from_bytes([7; 32]), Secrets::from_bytes([8; 32]));
        let (one, other) = (DestinationId(Uuid::from_u128(1)), DestinationId(Uuid::from_u128(2)));
        let credentials = Credentials::from([("access_token".to_owned(), "EAAB-secret".to_owned())]);
        let sealed = seal(&secrets, one, &credentials);
        assert!(!sealed.windows(6).any(|bytes| bytes == b"secret"));
        assert_eq!(open(&secrets, one, &sealed), Ok(credentials.clone()));
        assert_eq!(open(&secrets, other, &sealed), Err(Locked));
        assert_eq!(open(&others, one, &sealed), Err(Locked));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&secrets, one, &changed), Err(Locked), "byte {at}");
            assert_eq!(open(&secrets, one, &sealed[..at]), Err(Locked), "cut at {at}");
        }
        assert_ne!(seal(&secrets, one, &credentials), sealed, "a nonce of its own each time");
    }
}
