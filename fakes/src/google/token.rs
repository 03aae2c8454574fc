//! The token endpoint: a person's refresh token (RFC 6749 section 6), or a service account's assertion (RFC 7523), whose
//! claims and signature are looked at.

use super::error;
use crate::answer::Answer;
use crate::request::Request;
use crate::rules::Round;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::signature::{self, KeyPair, RsaKeyPair};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub const CLIENT_ID: &str = "100000000001-fake.apps.googleusercontent.com";
pub const CLIENT_SECRET: &str = "GOCSPX-fakeClientSecret0001";
pub const REFRESH_TOKEN: &str = "1//0fakeGoogleRefreshToken0001";
pub const SERVICE_EMAIL: &str = "giliran@fake.iam.gserviceaccount.com";
/// Made for the tests alone; it opens nothing.
pub(super) const KEY: &str = include_str!("key.pem");

pub(super) const DATA_MANAGER: &str = "https://www.googleapis.com/auth/datamanager";
pub(super) const ADS: &str = "https://www.googleapis.com/auth/adwords";
const LASTS: i64 = 3_600;

pub(super) struct Tokens {
    key: RsaKeyPair,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// The endpoint's own address, which an assertion must name.
    address: String,
    given: u64,
    /// The scopes of each token, and when it ends (microseconds).
    tokens: HashMap<String, (String, i64)>,
    are_revoked: bool,
}

impl Tokens {
    pub(super) fn new() -> Self {
        let text: String = KEY.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = BASE64_STANDARD.decode(text).expect("the key is base64");
        Self { key: RsaKeyPair::from_pkcs8(&der).expect("the key is one of RSA"), held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn are_at(&self, address: String) {
        self.held().address = address;
    }

    pub(super) fn expire(&self) {
        self.held().tokens.clear();
    }

    pub(super) fn revoke(&self, are_revoked: bool) {
        self.held().are_revoked = are_revoked;
    }

    pub(super) fn lets_in(&self, request: &Request, scope: &str, round: &mut Round<'_>) -> Result<(), Answer> {
        let Some(token) = request.bearer().filter(|token| !token.is_empty()) else {
            round.fault("there is no token");
            return Err(error::unauthenticated());
        };
        match self.held().tokens.get(token) {
            Some((scopes, ends)) if *ends > round.now => {
                if scopes.split(' ').any(|known| known == scope) {
                    return Ok(());
                }
                round.fault(format!("the token is not for {scope}"));
                let message = "Request had insufficient authentication scopes.";
                Err(error::of(403, "PERMISSION_DENIED", message, &["ACCESS_TOKEN_SCOPE_INSUFFICIENT"]))
            }
            // What was good once ends; that is no fault of the sender.
            _ if token.starts_with("ya29.fake-") => Err(error::unauthenticated()),
            _ => {
                round.fault("the token was never given out");
                Err(error::unauthenticated())
            }
        }
    }

    pub(super) fn give(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        let is_form = request.header("content-type") == Some("application/x-www-form-urlencoded");
        if request.method != "POST" || !is_form {
            round.fault("a token is asked for by POST with a form");
            return refused(400, "invalid_request", "The request is malformed.");
        }
        let form: HashMap<String, String> = request.form().into_iter().collect();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let scopes = match field("grant_type") {
            "refresh_token" => self.by_refresh(&field, round),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => self.by_assertion(field("assertion"), round),
            _ => {
                round.fault("grant_type is none that is known");
                Err(refused(400, "unsupported_grant_type", "Invalid grant_type"))
            }
        };
        let scopes = match scopes {
            Ok(scopes) => scopes,
            Err(answer) => return answer,
        };
        let mut held = self.held();
        held.given += 1;
        let token = format!("ya29.fake-{:08}-a0AfH6SMBx", held.given);
        held.tokens.insert(token.clone(), (scopes.clone(), round.now + LASTS * 1_000_000));
        Answer::json(
            200,
            &json!({ "access_token": token, "expires_in": LASTS - 1, "scope": scopes, "token_type": "Bearer" }),
        )
    }

    fn by_refresh<'f>(&self, field: &dyn Fn(&str) -> &'f str, round: &mut Round<'_>) -> Result<String, Answer> {
        if field("client_id") != CLIENT_ID || field("client_secret") != CLIENT_SECRET {
            round.fault("the client is not known, or its secret is wrong");
            return Err(refused(401, "invalid_client", "The OAuth client was not found."));
        }
        if self.held().are_revoked {
            return Err(refused(400, "invalid_grant", "Token has been expired or revoked."));
        }
        if field("refresh_token") != REFRESH_TOKEN {
            round.fault("the refresh token is not known");
            return Err(refused(400, "invalid_grant", "Bad Request"));
        }
        Ok(format!("{DATA_MANAGER} {ADS}"))
    }

    fn by_assertion(&self, assertion: &str, round: &mut Round<'_>) -> Result<String, Answer> {
        if self.held().are_revoked {
            return Err(refused(400, "invalid_grant", "Invalid grant: account not found"));
        }
        self.claims(assertion, round.now).map_err(|words| {
            round.fault(format!("assertion: {words}"));
            refused(400, "invalid_grant", words)
        })
    }

    /// The scopes that a good assertion asks for.
    fn claims(&self, assertion: &str, now: i64) -> Result<String, &'static str> {
        let parts: Vec<&str> = assertion.split('.').collect();
        let [header, claims, signature] = parts[..] else { return Err("Invalid JWT: three parts are needed.") };
        let decoded = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let json = |part: &str| serde_json::from_slice::<Value>(&decoded(part)?).ok();
        let (Some(head), Some(body), Some(mark)) = (json(header), json(claims), decoded(signature)) else {
            return Err("Invalid JWT: its parts can't be read.");
        };
        if head["alg"] != "RS256" || head["typ"] != "JWT" {
            return Err("Invalid JWT header.");
        }
        let signed = &assertion[..header.len() + 1 + claims.len()];
        let key =
            signature::UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, self.key.public_key().as_ref());
        if key.verify(signed.as_bytes(), &mark).is_err() {
            return Err("Invalid JWT Signature.");
        }
        if body["iss"] != SERVICE_EMAIL {
            return Err("Invalid grant: account not found");
        }
        if body["aud"] != self.held().address.as_str() {
            return Err("Invalid JWT: Failed audience check.");
        }
        let now = now.div_euclid(1_000_000);
        let (Some(from), Some(to)) = (body["iat"].as_i64(), body["exp"].as_i64()) else {
            return Err("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.");
        };
        if from > now + 60 || to <= now || to - from > LASTS || to <= from {
            return Err("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.");
        }
        let scopes = body["scope"].as_str().unwrap_or_default();
        if scopes.is_empty() || scopes.split(' ').any(|scope| scope != DATA_MANAGER && scope != ADS) {
            return Err("Invalid OAuth scope or ID token audience provided.");
        }
        Ok(scopes.to_owned())
    }
}

fn refused(status: u16, error: &str, words: &str) -> Answer {
    Answer::json(status, &json!({ "error": error, "error_description": words }))
}
