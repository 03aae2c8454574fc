//! Every fake at once, with a door for programs that are not written in Rust: what came can be read there as JSON, and how
//! a fake behaves can be said.
//!
//! `GET /` where each fake is and what it lets in · `GET /{fake}` what came and what was wrong · `POST /{fake}/next` and
//! `/{fake}/always` with `{"behave": "drop"}` · `POST /{fake}/knows` with a person's plain values · `POST /{fake}/release`
//! · `POST /webhook/secrets` with a list.

use crate::answer::Answer;
use crate::behave::{Behave, Door, Refuse};
use crate::fake::{Counted, Fake};
use crate::person::Person;
use crate::request::Request;
use crate::rules::{Round, Rules};
use crate::{Ga4, Google, Linkedin, Meta, Tiktok, Webhook, ga4, google, linkedin, meta, tiktok};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// All of them, running.
pub struct All {
    fakes: Arc<Fakes>,
    control: Fake,
}

struct Fakes {
    meta: Meta,
    tiktok: Tiktok,
    linkedin: Linkedin,
    google: Google,
    ga4: Ga4,
    webhook: Webhook,
}

impl All {
    /// On seven ports from `first` on, in this order: Meta, TikTok, LinkedIn, Google, GA4, the webhook's receiver, and the
    /// door; nought: on any that are free. Errors: a port is taken.
    pub fn start(first: u16) -> std::io::Result<Self> {
        let at = |n: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, if first == 0 { 0 } else { first + n }));
        let fakes = Arc::new(Fakes {
            meta: Meta::at(at(0))?,
            tiktok: Tiktok::at(at(1))?,
            linkedin: Linkedin::at(at(2))?,
            google: Google::at(at(3))?,
            ga4: Ga4::at(at(4))?,
            webhook: Webhook::at(at(5))?,
        });
        let control = Fake::start(Arc::new(Control { fakes: Arc::clone(&fakes) }), at(6))?;
        Ok(Self { fakes, control })
    }

    /// Where each is, and the accounts that they let in.
    pub fn addresses(&self) -> Value {
        let mut whole = self.fakes.addresses();
        whole["control"] = json!(self.control.address());
        whole
    }
}

impl Fakes {
    fn by_name(&self, name: &str) -> Option<&Fake> {
        Some(match name {
            "meta" => &self.meta,
            "tiktok" => &self.tiktok,
            "linkedin" => &self.linkedin,
            "google" => &self.google,
            "ga4" => &self.ga4,
            "webhook" => &self.webhook,
            _ => return None,
        })
    }

    fn addresses(&self) -> Value {
        json!({
            "meta": { "address": self.meta.address(), "access_token": meta::TOKEN, "app_secret": meta::APP_SECRET,
                "dataset_id": meta::DATASET, "messaging_dataset_id": meta::MESSAGING_DATASET, "waba_id": meta::WABA },
            "tiktok": { "address": self.tiktok.address(), "access_token": tiktok::TOKEN, "pixel_code": tiktok::PIXEL },
            "linkedin": { "address": self.linkedin.address(), "access_token": linkedin::TOKEN, "rules": linkedin::RULES },
            "google": { "address": self.google.address(), "token_url": self.google.token_url(),
                "customer_id": google::CUSTOMER, "login_customer_id": google::MANAGER, "actions": google::ACTIONS,
                "client_id": google::CLIENT_ID, "client_secret": google::CLIENT_SECRET,
                "refresh_token": google::REFRESH_TOKEN, "developer_token": google::DEVELOPER_TOKEN,
                "service_account": self.google.service_account() },
            "ga4": { "address": self.ga4.address(), "measurement_id": ga4::MEASUREMENT_ID, "api_secret": ga4::API_SECRET },
            "webhook": { "url": self.webhook.url() },
        })
    }
}

struct Control {
    fakes: Arc<Fakes>,
}

impl Rules for Control {
    fn door(&self, _request: &Request) -> Door {
        Door::Other
    }

    fn serve(&self, request: &Request, _round: &mut Round<'_>) -> Answer {
        let body = request.json.clone().unwrap_or_default();
        match self.answer(request, &body) {
            Ok(answer) => Answer::json(200, &answer),
            Err(words) => Answer::json(400, &json!({ "error": words })),
        }
    }

    fn expired(&self) -> Answer {
        Answer::empty(401)
    }

    fn forbidden(&self) -> Answer {
        Answer::empty(403)
    }

    fn trouble(&self, status: u16) -> Answer {
        Answer::empty(status)
    }
}

impl Control {
    fn answer(&self, request: &Request, body: &Value) -> Result<Value, String> {
        let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        let fake = |name: &str| self.fakes.by_name(name).ok_or(format!("{name} is no fake"));
        match (request.method.as_str(), &parts[..]) {
            ("GET", [""]) => return Ok(self.fakes.addresses()),
            ("GET", [name]) => return Ok(seen(fake(name)?)),
            ("POST", [name, "next"]) => fake(name)?.next(behaviour(body)?),
            ("POST", [name, "always"]) => fake(name)?.always(behaviour(body)?),
            ("POST", [name, "release"]) => fake(name)?.release(),
            ("POST", [name, "knows"]) => fake(name)?.knows(&person(body)),
            ("POST", [name, "trusts"]) => fake(name)?.trusts_everybody(),
            ("POST", ["webhook", "secrets"]) => {
                let list = body.as_array().ok_or("secrets are a list")?;
                let secrets: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
                self.fakes.webhook.secrets(&secrets.ok_or("a secret is a text")?);
            }
            (method, _) => return Err(format!("{method} {}: no such path", request.path)),
        }
        Ok(json!({}))
    }
}

fn seen(fake: &Fake) -> Value {
    let events = |list: Vec<Counted>| -> Vec<Value> {
        list.into_iter().map(|one| json!({ "name": one.name, "id": one.id, "event": one.event })).collect()
    };
    let requests: Vec<Value> = fake
        .requests()
        .into_iter()
        .map(|one| json!({ "method": one.method, "path": one.path, "headers": one.headers, "json": one.json }))
        .collect();
    json!({ "counted": events(fake.counted()), "duplicates": events(fake.duplicates()), "tested": events(fake.tested()),
        "requests": requests, "faults": fake.faults() })
}

/// `{"behave": "status", "status": 429, "retry_after": 7}`; `refuse` refuses everything, or the event whose id is given.
fn behaviour(body: &Value) -> Result<Behave, String> {
    let status = |usual: u64| body["status"].as_u64().unwrap_or(usual) as u16;
    let id = body["id"].as_str().map(str::to_owned);
    let refuse = Refuse::new(move |event| id.as_ref().is_none_or(|id| event.to_string().contains(id.as_str())));
    Ok(match body["behave"].as_str().unwrap_or_default() {
        "well" => Behave::Well,
        "stall" => Behave::Stall(None),
        "drop" => Behave::Drop,
        "lose" => Behave::Lose,
        "status" => Behave::Status(status(503), body["retry_after"].as_u64()),
        "html" => Behave::Html(status(502)),
        "token_expired" => Behave::TokenExpired,
        "forbidden" => Behave::Forbidden,
        "refuse" => Behave::Refuse(refuse),
        "refuse_later" => Behave::RefuseLater(refuse),
        "not_json" => Behave::NotJson,
        "every_second" => Behave::EverySecond(status(500)),
        other => return Err(format!("{other:?} is no behaviour")),
    })
}

fn person(body: &Value) -> Person {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    Person {
        phone: text("phone"),
        email: text("email"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        external_id: text("external_id"),
        ip: text("ip"),
        city: text("city"),
        region: text("region"),
    }
}
