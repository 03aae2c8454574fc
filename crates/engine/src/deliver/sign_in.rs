//! Tokens that go with requests for a while, asked for when there is none or it is about to end, and kept in memory
//! alone.

use super::send::{call, failed};
use crate::Engine;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::outbox::{Said, Verdict};
use platforms::{Adapter, SignIn, token};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use store::destinations::Destination;

/// A token is not used in its last minute.
const CLEAR: i64 = 60_000_000;

/// The token of a destination; none where its credentials are the token. Errors: why there is none.
pub(super) async fn access(
    engine: &Engine,
    destination: &Destination,
    adapter: &dyn Adapter,
) -> Result<Option<String>, (Verdict, Said)> {
    let Some(sign_in) = adapter.sign_in() else { return Ok(None) };
    let now = engine.now();
    let kept = standing(engine, destination, |standing| standing.token.clone());
    if let Some(token) = kept.filter(|token| token.expires_at - CLEAR > now) {
        return Ok(Some(token.access));
    }
    let assertion = match sign_in.to_sign(now) {
        None => String::new(),
        Some(input) => signed(&sign_in, &input)?,
    };
    let request = sign_in.request(&assertion);
    let reply = call(engine, destination.platform, request).await.map_err(|failure| failed(&failure))?;
    let token = token::read(&reply, now)?;
    let access = token.access.clone();
    standing(engine, destination, |standing| standing.token = Some(token));
    Ok(Some(access))
}

/// The platform did not take it: the next request asks for a new one.
pub(super) fn forget(engine: &Engine, destination: &Destination) {
    standing(engine, destination, |standing| standing.token = None);
}

fn standing<T>(engine: &Engine, destination: &Destination, work: impl FnOnce(&mut super::Standing) -> T) -> T {
    engine.deliver.standing(destination.id, destination.platform.limits().per_minute, work)
}

/// RS256 (RFC 7518 section 3.3).
fn signed(sign_in: &SignIn, input: &str) -> Result<String, (Verdict, Said)> {
    let SignIn::ServiceAccount { private_key_pem, .. } = sign_in else { return Ok(String::new()) };
    let no_key = || {
        let words = "the private key of the service account can't be read".to_owned();
        (Verdict::SignIn, Said { code: "private_key".to_owned(), words, ..Said::default() })
    };
    let key = key_of(private_key_pem).ok_or_else(no_key)?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).map_err(|_| no_key())?;
    Ok(token::signed(input, &signature))
}

/// PKCS #8 in PEM (RFC 7468), as the console hands it out.
fn key_of(pem: &str) -> Option<RsaKeyPair> {
    let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    RsaKeyPair::from_pkcs8(&BASE64.decode(body).ok()?).ok()
}
