//! OAuth 2.0 as messages: what is signed, what is asked for, and what the answer means. The RSA signature is made by the
//! engine; no token is asked for or kept here.

use crate::call::{Method, Reply, Request};
use crate::{SignIn, words};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::outbox::{Said, Verdict, own};
use serde_json::{Value, json};
use std::fmt;

/// Seconds that an assertion is good for: the most that Google takes.
const ASSERTION: i64 = 3_600;
/// Seconds that our clock may be ahead of theirs: an assertion of the future is none.
const AHEAD: i64 = 60;
/// Seconds that a token is good for where the answer does not say.
const UNSAID: i64 = 600;
/// What the endpoint says of itself, and not of the credentials (RFC 6749 section 4.1.2.1).
const PASSING: [&str; 4] = ["temporarily_unavailable", "server_error", "slow_down", "internal_failure"];

/// What goes with each request for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    pub access: String,
    /// The platform's own limit, microseconds UTC; whoever uses it stays clear of it.
    pub expires_at: i64,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(…, {})", self.expires_at)
    }
}

impl SignIn {
    /// Header and claims of the assertion, in the form that RS256 signs (RFC 7515 section 5.1); none: this way of signing
    /// in has none. `now` in microseconds UTC.
    pub fn to_sign(&self, now: i64) -> Option<String> {
        let Self::ServiceAccount { url, email, scope, .. } = self else { return None };
        let at = now.div_euclid(1_000_000) - AHEAD;
        let claims = json!({ "iss": email, "scope": scope, "aud": url, "iat": at, "exp": at + ASSERTION });
        let part = |value: Value| BASE64.encode(value.to_string());
        Some(format!("{}.{}", part(json!({ "alg": "RS256", "typ": "JWT" })), part(claims)))
    }

    /// The request for a token. `assertion` is what [`SignIn::to_sign`] gave with its signature ([`signed`]); empty where
    /// it gave none.
    pub fn request(&self, assertion: &str) -> Request {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let url = match self {
            Self::Refresh { url, client_id, client_secret, refresh_token } => {
                form.append_pair("grant_type", "refresh_token");
                form.append_pair("client_id", client_id);
                form.append_pair("client_secret", client_secret);
                form.append_pair("refresh_token", refresh_token);
                url
            }
            Self::ServiceAccount { url, .. } => {
                form.append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.append_pair("assertion", assertion);
                url
            }
        };
        Request {
            method: Method::Post,
            url: url.clone(),
            headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
            body: form.finish().into_bytes(),
        }
    }
}

/// An assertion: what was signed with its signature.
pub fn signed(input: &str, signature: &[u8]) -> String {
    format!("{input}.{}", BASE64.encode(signature))
}

/// Reads the answer. Errors: `SignIn` where the credentials are no good, else when to ask again. `now` in microseconds UTC.
pub fn read(reply: &Reply, now: i64) -> Result<Token, (Verdict, Said)> {
    let body = reply.json().unwrap_or_default();
    if (200..300).contains(&reply.status) {
        if let Some(access) = body["access_token"].as_str().filter(|token| !token.is_empty()) {
            let said = &body["expires_in"];
            let lasts = said.as_i64().or_else(|| said.as_str()?.parse().ok()).unwrap_or(UNSAID);
            let expires_at = now.saturating_add(lasts.max(0).saturating_mul(1_000_000));
            return Ok(Token { access: access.to_owned(), expires_at });
        }
        // Never repeated: half a token may be in it.
        return Err((Verdict::Retry { after: None }, said(reply, own::NO_TOKEN, "")));
    }
    let code = body["error"].as_str().unwrap_or_default();
    if code.is_empty() {
        let words = words::of_body(reply);
        return Err((passing(reply), said(reply, "", &words)));
    }
    let why = format!("{code}: {}", body["error_description"].as_str().unwrap_or_default());
    let is_passing = reply.status >= 500 || reply.status == 429 || PASSING.contains(&code);
    let verdict = if is_passing { passing(reply) } else { Verdict::SignIn };
    Err((verdict, said(reply, code, why.trim_end_matches([':', ' ']))))
}

fn passing(reply: &Reply) -> Verdict {
    let after = reply.waits();
    if reply.status == 429 { Verdict::Throttled { after } } else { Verdict::Retry { after } }
}

fn said(reply: &Reply, code: &str, text: &str) -> Said {
    let (code, words) = (words::code(code), words::cleaned(text));
    Said { http: Some(reply.status), code, words, trace: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_237_200_000_000;

    fn service_account() -> SignIn {
        SignIn::ServiceAccount {
            url: "https://oauth2.example/token".to_owned(),
            email: "giliran@project.example".to_owned(),
            private_key_pem: "-----BEGIN s3cret".to_owned(),
            scope: "https://scope.example/a",
        }
    }

    fn refresh() -> SignIn {
        SignIn::Refresh {
            url: "https://oauth2.example/token".to_owned(),
            client_id: "id&1".to_owned(),
            client_secret: "s3cret/+".to_owned(),
            refresh_token: "1//s3cret".to_owned(),
        }
    }

    #[test]
    fn what_is_signed_says_who_asks_whom_for_what_and_until_when() {
        let input = service_account().to_sign(NOW + 999_999).expect("a service account signs");
        let parts: Vec<Value> = input
            .split('.')
            .map(|part| serde_json::from_slice(&BASE64.decode(part).expect("base64url")).expect("JSON"))
            .collect();
        assert_eq!(
            parts,
            [
                json!({"alg": "RS256", "typ": "JWT"}),
                json!({"iss": "giliran@project.example", "scope": "https://scope.example/a",
                    "aud": "https://oauth2.example/token", "iat": 1_795_237_140, "exp": 1_795_240_740}),
            ]
        );
        assert_eq!(refresh().to_sign(NOW), None);
        assert_eq!(signed("a.b", &[0xfb, 0xff]), "a.b.-_8");
    }

    #[test]
    fn the_request_is_a_form_and_shows_nothing() {
        let body = |sign_in: SignIn, assertion| {
            let request = sign_in.request(assertion);
            assert!(!format!("{request:?}{sign_in:?}").contains("s3cret"));
            String::from_utf8(request.body).expect("a form")
        };
        assert_eq!(
            body(refresh(), ""),
            "grant_type=refresh_token&client_id=id%261&client_secret=s3cret%2F%2B&refresh_token=1%2F%2Fs3cret"
        );
        assert_eq!(
            body(service_account(), "a.b.c"),
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c"
        );
    }

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, body: body.as_bytes().to_vec(), ..Reply::default() }
    }

    #[test]
    fn a_token_is_read_with_its_end() {
        let at = |body| read(&reply(200, body), NOW).map(|token| (token.access, (token.expires_at - NOW) / 1_000_000));
        let held = |seconds| Ok(("ya29.x".to_owned(), seconds));
        assert_eq!(at(r#"{"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"}"#), held(3_599));
        assert_eq!(at(r#"{"access_token":"ya29.x","expires_in":"3599"}"#), held(3_599));
        assert_eq!(at(r#"{"access_token":"ya29.x"}"#), held(UNSAID));
        assert_eq!(at(r#"{"access_token":"ya29.x","expires_in":-5}"#), held(0));
        let token = read(&reply(200, r#"{"access_token":"ya29.x"}"#), NOW).expect("a token");
        assert!(!format!("{token:?}").contains("ya29"));
    }

    #[test]
    fn an_answer_without_a_token_says_whose_fault_it_is() {
        let retry = Verdict::Retry { after: None };
        for (status, body, verdict, code, words) in [
            (
                400,
                r#"{"error":"invalid_grant","error_description":"Token has been revoked."}"#,
                Verdict::SignIn,
                "invalid_grant",
                "invalid_grant: Token has been revoked.",
            ),
            (401, r#"{"error":"invalid_client"}"#, Verdict::SignIn, "invalid_client", "invalid_client"),
            (400, r#"{"error":"temporarily_unavailable"}"#, retry.clone(), "temporarily_unavailable", ""),
            (500, r#"{"error":"internal_failure"}"#, retry.clone(), "internal_failure", "internal_failure"),
            (503, "<html><h1>Service Unavailable</h1>", retry.clone(), "", "Service Unavailable"),
            (403, "<html>blocked by a proxy", retry.clone(), "", "blocked by a proxy"),
            (429, "", Verdict::Throttled { after: None }, "", ""),
            (200, "", retry.clone(), own::NO_TOKEN, ""),
            (200, r#"{"access_token":"ya29.half"#, retry.clone(), own::NO_TOKEN, ""),
            (200, r#"{"access_token":""}"#, retry.clone(), own::NO_TOKEN, ""),
            (302, "", retry.clone(), "", ""),
        ] {
            let (is, said) = read(&reply(status, body), NOW).expect_err(body);
            assert_eq!((is, said.code.as_str(), said.http), (verdict, code, Some(status)), "{body}");
            assert!(said.words.contains(words) && !said.words.contains("ya29"), "{}", said.words);
        }
    }
}
