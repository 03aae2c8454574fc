//! Google's token endpoint: both ways in, and every claim of an assertion.

use crate::client::*;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64};
use giliran_fakes::google::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, SERVICE_EMAIL};
use giliran_fakes::{Behave, Door, Google};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

const DATA_MANAGER: &str = "https://www.googleapis.com/auth/datamanager";
const ADS: &str = "https://www.googleapis.com/auth/adwords";
const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn form(google: &Google, pairs: &[(&str, &str)]) -> Reply {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    send(google, "POST", "/token", &[("content-type", "application/x-www-form-urlencoded")], body.as_bytes()).unwrap()
}

/// A good token by the refresh token.
pub fn token(google: &Google) -> String {
    let reply = form(google, &refresh());
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

fn refresh() -> [(&'static str, &'static str); 4] {
    [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("refresh_token", REFRESH_TOKEN),
    ]
}

fn signed(google: &Google, header: &Value, claims: &Value) -> String {
    let file: Value = serde_json::from_str(&google.service_account()).unwrap();
    let pem = file["private_key"].as_str().unwrap();
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let key = RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(text).unwrap()).unwrap();
    let message = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let mut mark = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut mark).unwrap();
    format!("{message}.{}", BASE64.encode(mark))
}

/// Whether the token lets its holder read something of the Data Manager, and of the older interface.
fn opens(google: &Google, token: &str) -> (u16, u16) {
    let bearer = format!("Bearer {token}");
    let lists = "/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists";
    let data_manager = send(google, "GET", lists, &[("authorization", &bearer)], b"").unwrap().status;
    let headers = [("authorization", bearer.as_str()), ("developer-token", "fakeGoogleDevToken0001")];
    let query = json!({ "query": "SELECT customer.id FROM customer LIMIT 1" });
    (data_manager, post(google, "/v23/customers/1234567890/googleAds:search", &headers, &query).status)
}

#[test]
fn a_refresh_token_gives_a_token_for_an_hour() {
    let google = Google::start();
    google.now_is(Some(NOW));
    let reply = form(&google, &refresh()).json();
    assert_eq!((reply["expires_in"].as_i64(), reply["token_type"].as_str()), (Some(3_599), Some("Bearer")));
    let token = reply["access_token"].as_str().unwrap();
    assert_eq!(opens(&google, token), (200, 200));
    google.now_is(Some(NOW + 3_600 * SECOND));
    assert_eq!(opens(&google, token), (401, 401));
    google.now_is(Some(NOW));
    google.expire_tokens();
    assert_eq!(opens(&google, token), (401, 401));
    google.revoke(true);
    assert_eq!(form(&google, &refresh()).json()["error"], "invalid_grant");
    google.revoke(false);
    google.next_at(Door::Token, Behave::Status(503, None));
    assert_eq!(form(&google, &refresh()).status, 503);
    assert_eq!(form(&google, &refresh()).status, 200);
    assert_eq!(google.faults(), Vec::<String>::new());
}

#[test]
fn a_wrong_refresh_is_a_fault() {
    let google = Google::start();
    let mut faults = Faults::of(&google);
    for (n, status, error, place) in [
        (0, 400, "unsupported_grant_type", "grant_type"),
        (1, 401, "invalid_client", "client"),
        (2, 401, "invalid_client", "client"),
        (3, 400, "invalid_grant", "refresh token"),
    ] {
        let mut pairs = refresh();
        pairs[n].1 = "other";
        let reply = form(&google, &pairs);
        assert_eq!((reply.status, reply.json()["error"].as_str()), (status, Some(error)));
        faults.are_at(place);
    }
    assert_eq!(post(&google, "/token", &[], &json!({})).status, 400);
    faults.are_at("form");
    assert_eq!(opens(&google, ""), (401, 401));
    assert_eq!(opens(&google, "ya29.somebodys"), (401, 401));
    assert_eq!(faults.new_ones().len(), 4);
}

#[test]
fn an_assertion_is_looked_at_claim_by_claim_and_its_signature_too() {
    let google = Google::start();
    google.now_is(Some(NOW));
    let mut faults = Faults::of(&google);
    let header = json!({ "alg": "RS256", "typ": "JWT" });
    let at = NOW / SECOND;
    let claims =
        json!({ "iss": SERVICE_EMAIL, "scope": DATA_MANAGER, "aud": google.token_url(), "iat": at, "exp": at + 3_600 });
    let asked = |assertion: &str| form(&google, &[("grant_type", JWT), ("assertion", assertion)]);
    let token = |scope: &str| {
        let reply = asked(&signed(&google, &header, &with(&claims, "/scope", json!(scope)))).json();
        reply["access_token"].as_str().unwrap().to_owned()
    };
    let (one, other, both) = (token(DATA_MANAGER), token(ADS), token(&format!("{DATA_MANAGER} {ADS}")));
    assert!(faults.new_ones().is_empty());
    assert_eq!(opens(&google, &one), (200, 403));
    assert_eq!(opens(&google, &other), (403, 200));
    assert_eq!(opens(&google, &both), (200, 200));
    assert_eq!(faults.new_ones().len(), 2);
    for (place, wrong) in [
        ("/iss", json!("somebody@else.example")),
        ("/scope", json!("https://www.googleapis.com/auth/analytics")),
        ("/scope", Value::Null),
        ("/aud", json!("https://oauth2.googleapis.com/token")),
        ("/iat", json!(at + 3_600)),
        ("/exp", json!(at + 3_601)),
        ("/exp", json!(at - 1)),
        ("/exp", Value::Null),
    ] {
        let reply = asked(&signed(&google, &header, &with(&claims, place, wrong.clone())));
        assert_eq!((reply.status, reply.json()["error"].as_str()), (400, Some("invalid_grant")), "{place} {wrong}");
        faults.are_at("assertion");
    }
    let good = signed(&google, &header, &claims);
    let (message, mark) = good.rsplit_once('.').unwrap();
    let (_, stranger) = message.split_once('.').unwrap();
    let forged = with(&claims, "/scope", json!(ADS)).to_string();
    let hs256 = signed(&google, &json!({ "alg": "HS256", "typ": "JWT" }), &claims);
    for bad in [
        format!("{}.{}.{mark}", BASE64.encode(header.to_string()), BASE64.encode(forged)),
        format!("{stranger}.{mark}"),
        format!("{message}."),
        hs256,
        String::new(),
    ] {
        assert_eq!(asked(&bad).json()["error"], "invalid_grant", "{bad}");
        faults.are_at("assertion");
    }
}
