//! All the ad platforms, strict and on loopback, and what tests of conversions ask of a server: destinations, taps,
//! deliveries and their stories.

use crate::house::{House, Running};
use crate::http::{Answer, get, patch, post};
use crate::shop::projected;
use fakes::{Fake, Ga4, Google, Linkedin, Meta, Person, Tiktok, Webhook};
use fakes::{ga4, google, linkedin, meta, tiktok};
use serde_json::{Value, json};

pub const IP: &str = "36.68.12.34";
pub const NUMBER: &str = "+6281234567890";

/// All the platforms.
pub struct World {
    pub meta: Meta,
    pub tiktok: Tiktok,
    pub linkedin: Linkedin,
    pub google: Google,
    pub ga4: Ga4,
    pub webhook: Webhook,
}

impl World {
    pub fn start() -> Self {
        let world = Self {
            meta: Meta::start(),
            tiktok: Tiktok::start(),
            linkedin: Linkedin::start(),
            google: Google::start(),
            ga4: Ga4::start(),
            webhook: Webhook::start(),
        };
        for (_, fake) in world.all() {
            fake.knows(&Person { ip: IP.into(), ..Person::default() });
        }
        world
    }

    pub fn all(&self) -> [(&'static str, &Fake); 6] {
        [
            ("meta", &self.meta),
            ("tiktok", &self.tiktok),
            ("linkedin", &self.linkedin),
            ("google", &self.google),
            ("ga4", &self.ga4),
            ("webhook", &self.webhook),
        ]
    }

    pub fn flags(&self) -> Vec<String> {
        [
            ("--meta-url", self.meta.address()),
            ("--tiktok-url", self.tiktok.address()),
            ("--linkedin-url", self.linkedin.address()),
            ("--google-data-manager-url", self.google.address()),
            ("--google-ads-url", self.google.address()),
            ("--google-token-url", self.google.token_url()),
            ("--ga4-url", self.ga4.address()),
            ("--webhook-allow", "127.0.0.0/8".to_owned()),
            ("--trusted-proxy", "127.0.0.0/8".to_owned()),
        ]
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value])
        .collect()
    }

    pub fn serve(&self, house: &House) -> Running {
        let flags = self.flags();
        house.serve_with(&flags.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A destination on each, with what the API answered.
    pub fn destinations(&self, running: &Running, token: &str) -> Vec<Value> {
        let rules = |ids: &[&str; 3]| {
            json!([{"category": "view_content", "name": ids[0]}, {"category": "lead", "name": ids[1]},
                {"category": "purchase", "name": ids[2]}, {"category": "click", "active": false},
                {"category": "qualified_lead", "active": false}])
        };
        let made: Vec<Value> = [
            json!({"platform": "meta", "name": "Meta", "settings": {"dataset_id": meta::DATASET, "test_code": "TEST1"},
                "credentials": {"access_token": meta::TOKEN, "app_secret": meta::APP_SECRET}}),
            json!({"platform": "tiktok", "name": "TikTok", "settings": {"pixel_code": tiktok::PIXEL, "test_code": "TEST2"},
                "credentials": {"access_token": tiktok::TOKEN}}),
            json!({"platform": "linkedin", "name": "LinkedIn", "credentials": {"access_token": linkedin::TOKEN},
                "events": rules(&linkedin::RULES)}),
            json!({"platform": "google_ads", "name": "Google", "settings": {"customer_id": google::CUSTOMER},
                "credentials": {"service_account": self.google.service_account()}, "events": rules(&google::ACTIONS)}),
            json!({"platform": "ga4", "name": "GA4", "settings": {"measurement_id": ga4::MEASUREMENT_ID},
                "credentials": {"api_secret": ga4::API_SECRET}}),
            json!({"platform": "webhook", "name": "Webhook", "settings": {"url": self.webhook.url()}}),
        ]
        .iter()
        .map(|body| destination(running, token, body))
        .collect();
        self.webhook.secrets(&[made[5]["signing_secret"].as_str().unwrap()]);
        made
    }

    pub fn faultless(&self) {
        for (name, fake) in self.all() {
            assert_eq!(fake.faults(), Vec::<String>::new(), "{name}");
        }
    }
}

pub fn destination(running: &Running, token: &str, body: &Value) -> Value {
    let made = running.send(post("/api/v1/destinations").bearer(token).json(body));
    assert_eq!(made.status, 201, "{body} {made:?}");
    made.json()
}

pub fn tap(running: &Running, query: &str, cookie: &str) -> Answer {
    let mut request = get(&format!("/wa/promo?{query}")).phone().header("X-Forwarded-For", IP);
    if !cookie.is_empty() {
        request = request.header("Cookie", cookie);
    }
    running.send(request)
}

pub fn newest_lead(running: &Running, token: &str) -> String {
    projected(running);
    let leads = running.send(get("/api/v1/leads?limit=1").bearer(token)).json();
    leads["items"][0]["id"].as_str().unwrap().to_owned()
}

pub fn change(running: &Running, token: &str, lead: &str, body: &Value) {
    let answer = running.send(patch(&format!("/api/v1/leads/{lead}")).bearer(token).json(body));
    assert_eq!(answer.status, 200, "{answer:?}");
}

pub fn deliveries(running: &Running, token: &str, filter: &str) -> Vec<Value> {
    let page = running.send(get(&format!("/api/v1/deliveries?limit=200&{filter}")).bearer(token));
    assert_eq!(page.status, 200, "{page:?}");
    page.json()["items"].as_array().unwrap().clone()
}

/// Waits until all deliveries that fit stand so.
pub fn all_are(running: &Running, token: &str, filter: &str, wanted: &[&str]) -> Vec<Value> {
    running.until(&format!("all of {filter} are {wanted:?}"), |running| {
        let now = deliveries(running, token, filter);
        let so = !now.is_empty() && now.iter().all(|one| wanted.contains(&one["status"].as_str().unwrap()));
        if !so {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        so.then_some(now)
    })
}

pub fn names(fake: &Fake) -> Vec<String> {
    let mut names: Vec<String> = fake.counted().into_iter().map(|event| event.name).collect();
    names.sort();
    names
}

/// One delivery's whole story, in a language (`en`, `id`).
pub fn story(running: &Running, token: &str, delivery: &Value, language: &str) -> Value {
    let path = format!("/api/v1/deliveries/{}", delivery["id"].as_str().unwrap());
    let told = running.send(get(&path).bearer(token).header("Accept-Language", language));
    assert_eq!(told.status, 200, "{told:?}");
    told.json()
}

/// How a delivery stands and why, in English and Indonesian.
pub fn words(running: &Running, token: &str, delivery: &Value) -> [String; 2] {
    ["en", "id"].map(|language| story(running, token, delivery, language)["message"].as_str().unwrap().to_owned())
}

/// The sentences of each try, in English and Indonesian.
pub fn tries(running: &Running, token: &str, delivery: &Value) -> [Vec<String>; 2] {
    ["en", "id"].map(|language| {
        let told = story(running, token, delivery, language);
        let said = |line: &Value| line["said"]["message"].as_str().unwrap().to_owned();
        told["tries"].as_array().unwrap().iter().map(said).collect()
    })
}

/// Where a destination stands in the API.
pub fn path_of(destination: &Value) -> String {
    format!("/api/v1/destinations/{}", destination["id"].as_str().unwrap())
}

/// Those deliveries of a destination that fit.
pub fn of(destination: &Value, filter: &str) -> String {
    format!("destination_id={}&{filter}", destination["id"].as_str().unwrap())
}

/// Those that are left alone for a while are asked to go on, as a person would.
pub fn go_on(running: &Running, token: &str) {
    for one in running.send(get("/api/v1/destinations").bearer(token)).json()["items"].as_array().unwrap() {
        if one["health"]["state"] == "open" {
            running.send(post(&format!("{}/resume", path_of(one))).bearer(token).json(&json!({})));
        }
    }
}

/// Waits until it is so; whoever is left alone meanwhile goes on.
pub fn patiently<T>(running: &Running, token: &str, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    running.until(what, |running| {
        let found = look();
        if found.is_none() {
            go_on(running, token);
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        found
    })
}

/// Sends one that has ended once more.
pub fn again(running: &Running, token: &str, delivery: &Value) {
    let path = format!("/api/v1/deliveries/{}/replay", delivery["id"].as_str().unwrap());
    let answer = running.send(post(&path).bearer(token).json(&json!({})));
    assert!(matches!(answer.status, 200 | 202), "{answer:?}");
}
