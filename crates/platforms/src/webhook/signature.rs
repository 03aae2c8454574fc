//! The symmetric signature of Standard Webhooks: HMAC-SHA256 over the id, the moment of the try and the body's bytes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// Bytes that a secret has, by the specification.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret as receivers get it, of 32 random bytes.
pub fn secret(random: &[u8; 32]) -> String {
    format!("{PREFIX}{}", BASE64.encode(random))
}

pub(super) struct Key(Hmac<Sha256>);

impl Key {
    /// With or without its prefix; none: no base64, or of a length that no secret has.
    pub(super) fn read(secret: &str) -> Option<Self> {
        let bytes = BASE64.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok()?;
        LENGTHS
            .contains(&bytes.len())
            .then(|| Self(Hmac::new_from_slice(&bytes).expect("HMAC takes a key of any length")))
    }

    /// `v1,` and base64. `timestamp` in seconds since 1970. No dot may be in `id`.
    pub(super) fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let mut mac = self.0.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the specification's own implementations are tested with.
    #[test]
    fn it_is_the_signature_of_the_specification() {
        for secret in ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            let key = Key::read(secret).expect("a secret");
            let signed = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
            assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        }
    }

    #[test]
    fn a_secret_is_made_of_what_was_drawn_and_is_read_back() {
        let made = secret(&[0xfb; 32]);
        assert_eq!(made, "whsec_+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=");
        assert!(Key::read(&made).is_some());
        for bad in ["", "whsec_", "whsec_not base64", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"] {
            assert!(Key::read(bad).is_none(), "{bad}");
        }
    }
}
