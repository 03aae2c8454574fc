//! Events as Giliran's engine hands them to an adapter, and one exchange over the wire.

use crate::client::{self, DAY, NOW, SECOND};
use domain::conversion::{Amount, Browser, Category, Cause, Consent, Hashes, Person, Told, Touches, Where};
use domain::destination::Platform;
use domain::money::Currency;
use domain::visit::Utm;
use platforms::{Adapter, Method, Reply, Request, SignIn, token};
use std::io::BufReader;
use std::net::TcpStream;
use uuid::Uuid;

/// With all that can be known of a person who tapped an ad and was on the website before.
pub fn full(id: u128) -> Told {
    Told {
        event_id: Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 | id),
        at: NOW - 3_600 * SECOND + 123_456,
        cause: Cause::Click,
        category: Category::Lead,
        name: String::new(),
        amount: Some(Amount { minor: 25_000_050, currency: Currency::parse("IDR").unwrap() }),
        status: None,
        person: Person {
            external_id: "k7qm2p9".into(),
            hashes: Hashes::of(Some("Budi Santoso"), Some(client::BUDI_E164), Some("Budi.Santoso+promo@gmail.com")),
            first_name: Some("Budi".into()),
            last_name: Some("Santoso".into()),
            consent: Consent::Given,
        },
        browser: Browser {
            ip: "36.68.10.77".into(),
            user_agent: "Mozilla/5.0 (Linux; Android 15) Chrome/142.0.0.0 Mobile".into(),
            language: "id-ID".into(),
            fbclid: "IwAR0_cLiCk-Id".into(),
            fbclid_at: NOW - 2 * 3_600 * SECOND,
            fbp: format!("fb.1.{}.1098115397", (NOW - DAY) / 1_000),
            gclid: "Cj0KCQjw-google".into(),
            ttclid: "E.C.P.cLiCk".into(),
            ttp: "2mTtpCookieOfTwentySeven0ab".into(),
            li_fat_id: "6a1f0c2e-7b1d-4c5a-9e3f-000000000001".into(),
            ctwa_clid: "ARAkLkA8rmlFeiCktEJQ".into(),
            ga_client: "1098115397.1795230000".into(),
            ..Browser::default()
        },
        whereabouts: Where { country: "ID".into(), region: "Jakarta".into(), city: "Jakarta Pusat".into() },
        touches: Touches {
            first: Utm { source: "ig".into(), medium: "story".into(), ..Utm::default() },
            last: Utm {
                source: "fb".into(),
                medium: "cpc".into(),
                campaign: "summer".into(),
                term: "sepatu lari".into(),
                content: "video-2".into(),
                id: "120210987654321".into(),
            },
        },
        url: "https://go.example/wa/promo".into(),
        referrer: "https://l.facebook.com/".into(),
        link_name: Some("Promo".into()),
    }
}

/// A tap without any id: a browser's address and name, and the visitor's code.
pub fn bare(id: u128) -> Told {
    let all = full(id);
    let browser = Browser { ip: all.browser.ip, user_agent: all.browser.user_agent, ..Browser::default() };
    let person = Person { external_id: all.person.external_id, ..Person::default() };
    let category = Category::ViewContent;
    Told {
        category,
        amount: None,
        person,
        browser,
        whereabouts: Where::default(),
        referrer: String::new(),
        link_name: None,
        ..full(id)
    }
}

/// A name and a number were left; no ad brought them.
pub fn form(id: u128) -> Told {
    let browser =
        Browser { ip: "2001:db8:1:2::77".into(), user_agent: full(id).browser.user_agent, ..Browser::default() };
    Told { cause: Cause::Form, amount: None, browser, ..full(id) }
}

/// Of the business's own records.
pub fn purchase(id: u128) -> Told {
    Told { cause: Cause::Status, category: Category::Purchase, status: Some("won".into()), ..full(id) }
}

pub fn trial(id: u128) -> Told {
    Told { cause: Cause::Test, ..full(id) }
}

/// Under the name that the platform has for it.
pub fn named(platform: Platform, told: Told) -> Told {
    let usual = domain::destination::usual(platform);
    let name = usual.iter().find(|mapping| mapping.category == told.category).unwrap().name.clone();
    let name = match platform {
        Platform::GoogleAds | Platform::GoogleAdsUpload => giliran_fakes::google::ACTIONS[0].to_owned(),
        Platform::Linkedin => giliran_fakes::linkedin::RULES[0].to_owned(),
        _ => name,
    };
    Told { name, ..told }
}

/// Sends the request as it is, and brings back what was said.
pub fn exchange(request: &Request) -> Reply {
    let url = url::Url::parse(&request.url).unwrap();
    let mut stream = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).unwrap();
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let method = if request.method == Method::Get { "GET" } else { "POST" };
    client::ask(&mut stream, method, target, &headers, &request.body).unwrap();
    let reply = client::read(&mut BufReader::new(stream)).unwrap();
    Reply { status: reply.status, headers: reply.headers, body: reply.body, is_cut: false }
}

/// The token that goes with the adapter's requests, as the engine comes by it.
pub fn access(adapter: &dyn Adapter) -> Option<String> {
    let sign_in = adapter.sign_in()?;
    let assertion = match &sign_in {
        SignIn::Refresh { .. } => String::new(),
        SignIn::ServiceAccount { private_key_pem, .. } => {
            let message = sign_in.to_sign(NOW).unwrap();
            token::signed(&message, &signature(private_key_pem, message.as_bytes()))
        }
    };
    let token = token::read(&exchange(&sign_in.request(&assertion)), NOW).unwrap();
    assert_eq!(token.expires_at, NOW + 3_599 * SECOND);
    Some(token.access)
}

fn signature(pem: &str, message: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::prelude::BASE64_STANDARD.decode(text).unwrap();
    let key = ring::signature::RsaKeyPair::from_pkcs8(&der).unwrap();
    let mut mark = vec![0; key.public().modulus_len()];
    let random = ring::rand::SystemRandom::new();
    key.sign(&ring::signature::RSA_PKCS1_SHA256, &random, message, &mut mark).unwrap();
    mark
}
