//! The visitor's cookie: who they are and who answers them, under a MAC, so that it can be believed when the store is
//! away and by nobody else's workspace. `1.{code}.{agent}.{mac}`: a version, the visitor code, the agent's id in
//! base64url or `-`, and HMAC-SHA256 over the workspace and all that stands before, its left 16 bytes in base64url.
//! The agent is a hint; what the store or the sticky memory says goes before it.

use crate::code::{Code, Codes};
use crate::id::{AgentId, LeadId, WorkspaceId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

mod header;
pub use header::{NAME, Secure, set_cookie, values};

/// 128 bits, the left half of the MAC.
const MAC: usize = 16;
/// No cookie of ours is longer than this.
const LONGEST: usize = 64;

/// The key with its state prepared, so that a request pays for the message alone.
#[derive(Clone)]
pub struct CookieKey(Hmac<Sha256>);

impl CookieKey {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    fn over(&self, workspace: WorkspaceId, payload: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(workspace.as_bytes());
        mac.update(payload.as_bytes());
        mac
    }
}

impl fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieKey(…)")
    }
}

/// What an authentic cookie says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub lead: LeadId,
    pub agent: Option<AgentId>,
}

/// The value of the cookie of the lead that has this code.
pub fn seal(key: &CookieKey, workspace: WorkspaceId, code: Code, agent: Option<AgentId>) -> String {
    let mut text = String::with_capacity(LONGEST);
    text.push_str("1.");
    text.push_str(code.as_str());
    text.push('.');
    match agent {
        Some(agent) => BASE64URL.encode_string(agent.as_bytes(), &mut text),
        None => text.push('-'),
    }
    let mac = key.over(workspace, &text).finalize().into_bytes();
    text.push('.');
    BASE64URL.encode_string(&mac[..MAC], &mut text);
    text
}

/// Reads a cookie's value; none when it is forged, cut, of another workspace, or no cookie of ours at all.
/// The MAC is compared in constant time.
pub fn open(key: &CookieKey, workspace: WorkspaceId, text: &str, codes: &Codes) -> Option<Cookie> {
    if text.len() > LONGEST {
        return None;
    }
    let (payload, mac) = text.rsplit_once('.')?;
    let mut bytes = [0; MAC];
    if BASE64URL.decode_slice(mac, &mut bytes) != Ok(MAC) {
        return None;
    }
    key.over(workspace, payload).verify_truncated_left(&bytes).ok()?;
    let (code, agent) = payload.strip_prefix("1.")?.split_once('.')?;
    let agent = match agent {
        "-" => None,
        text => {
            let mut id = [0; 16];
            (BASE64URL.decode_slice(text, &mut id) == Ok(16)).then_some(())?;
            Some(AgentId::from_slice(&id)?)
        }
    };
    Some(Cookie { lead: codes.decode(code)?, agent })
}

/// The first authentic cookie of a `Cookie` header. A name may stand there several times, set for another path or by
/// a neighbouring subdomain; a foreign one does not hide ours.
pub fn find(key: &CookieKey, workspace: WorkspaceId, header: &str, codes: &Codes) -> Option<Cookie> {
    values(header).take(8).find_map(|value| open(key, workspace, value, codes))
}

#[cfg(test)]
mod tests;
