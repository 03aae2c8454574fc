//! The page's ticket to tell what happened: it names one visit and carries a MAC, so that nobody can tell of a visit
//! that was not theirs, or of one long ago. `1.{workspace}.{link}.{code}.{at}.{mac}`: a version, the two ids in
//! base64url, the lead as its visitor code (its number would tell how many there are), the visit's microseconds in
//! hexadecimal, and HMAC-SHA256 over all that stands before, its left 16 bytes in base64url. No cookie is asked for:
//! an app's browser may have none.

use crate::code::Codes;
use crate::id::{LeadId, LinkId, WorkspaceId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::{self, Write};

/// How long after its visit a page may still tell something, in microseconds: a day, and another for a form that stood
/// open between ([`crate::form::token::LONGEST`]).
pub const LIFETIME: i64 = 24 * 3_600_000_000 + crate::form::token::LONGEST;
/// Clocks of two nodes may differ by so much.
const AHEAD: i64 = 60_000_000;
/// 128 bits, the left half of the MAC.
const MAC: usize = 16;
/// No token of ours is longer than this.
const LONGEST: usize = 128;

/// Which visit a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    pub workspace: WorkspaceId,
    pub link: LinkId,
    pub lead: LeadId,
    /// Microseconds UTC, cut to a tenth of a second: see [`Token::moment`].
    pub visit_at: i64,
}

impl Token {
    /// The time by which a visit is named here: the tenth of a second it came in. A second tap within ten seconds is
    /// the same visit, and of the first one no more than that is remembered.
    pub fn moment(at: i64) -> i64 {
        at.div_euclid(100_000) * 100_000
    }
}

/// The key with its state prepared.
#[derive(Clone)]
pub struct BeaconKey(Hmac<Sha256>);

impl BeaconKey {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    pub fn seal(&self, token: &Token, codes: &Codes) -> String {
        let mut text = String::with_capacity(LONGEST);
        text.push_str("1.");
        BASE64URL.encode_string(token.workspace.as_bytes(), &mut text);
        text.push('.');
        BASE64URL.encode_string(token.link.as_bytes(), &mut text);
        let code = codes.encode(token.lead);
        write!(text, ".{}.{:x}", code.as_str(), token.visit_at).expect("writing to a string does not fail");
        let mac = self.over(&text).finalize().into_bytes();
        text.push('.');
        BASE64URL.encode_string(&mac[..MAC], &mut text);
        text
    }

    /// None when it is forged, cut, older than [`LIFETIME`], from the future, or no token at all. The MAC is compared
    /// in constant time.
    pub fn open(&self, text: &str, codes: &Codes, now: i64) -> Option<Token> {
        if text.len() > LONGEST {
            return None;
        }
        let (payload, mac) = text.rsplit_once('.')?;
        let mut bytes = [0; MAC];
        if BASE64URL.decode_slice(mac, &mut bytes) != Ok(MAC) {
            return None;
        }
        self.over(payload).verify_truncated_left(&bytes).ok()?;
        let mut parts = payload.strip_prefix("1.")?.split('.');
        let token = Token {
            workspace: WorkspaceId::from_slice(&id(parts.next()?)?)?,
            link: LinkId::from_slice(&id(parts.next()?)?)?,
            lead: codes.decode(parts.next()?)?,
            visit_at: i64::from_str_radix(parts.next()?, 16).ok()?,
        };
        let age = now.checked_sub(token.visit_at)?;
        (parts.next().is_none() && (-AHEAD..=LIFETIME).contains(&age)).then_some(token)
    }

    fn over(&self, payload: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(payload.as_bytes());
        mac
    }
}

impl fmt::Debug for BeaconKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeaconKey(…)")
    }
}

fn id(text: &str) -> Option<[u8; 16]> {
    let mut id = [0; 16];
    (BASE64URL.decode_slice(text, &mut id) == Ok(16)).then_some(id)
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
