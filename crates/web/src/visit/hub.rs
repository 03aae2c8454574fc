//! A hub as HTTP: its page, and a press of one of its entries. Like a click, both are answered when they are on disk.

use super::answer::{self, Body};
use super::{Visits, facts};
use crate::hub::page;
use crate::own_domain;
use crate::pages::security;
use domain::classify::Method as Asked;
use domain::{language, query};
use engine::click::{Answer, Clicked, HubAnswer, HubPage, Looked, Request};
use http::request::Parts;
use http::{Method, Response, StatusCode};
use hyper::body::Incoming;
use std::net::IpAddr;

/// Where hubs live.
pub const HUB: &str = "/h/";

impl Visits {
    /// Answers one request below [`HUB`].
    pub async fn answer_hub(&self, parts: &Parts, body: Incoming, peer: IpAddr) -> Response<Body> {
        let method = match parts.method {
            Method::GET => Asked::Get,
            Method::HEAD => Asked::Head,
            Method::POST => return self.sent_to_entry(parts, body, peer).await,
            _ => return answer::not_allowed_but("GET, HEAD"),
        };
        let told = facts::Told::of(parts);
        let request = facts::request(parts, &told, method, peer);
        let mut segments = request.slug.trim_end_matches('/').split('/').skip(1);
        match (segments.next(), segments.next(), segments.next()) {
            (None, ..) => self.look(parts, &request).await,
            (Some("go"), Some(_), None) => self.press(parts, &request).await,
            _ => answer::lost(&self.engine, parts),
        }
    }

    async fn look(&self, parts: &Parts, request: &Request<'_>) -> Response<Body> {
        let Looked { answer, entry } = self.engine.look_at_hub(request);
        let receipt = entry.map(|entry| self.engine.record(entry, None, &self.lane));
        if let Some(receipt) = receipt
            && let Some(refusal) = self.keep(receipt).await
        {
            return refusal;
        }
        match answer {
            HubAnswer::Page(page) => self.hub_page(parts, request, &page),
            HubAnswer::Elsewhere { location } => {
                answer::of(&self.engine, parts, Answer::Redirect { location, cookie: None })
            }
            HubAnswer::ComeAgain => answer::of(&self.engine, parts, Answer::ComeAgain),
            HubAnswer::NotFound => answer::lost(&self.engine, parts),
        }
    }

    fn hub_page(&self, parts: &Parts, request: &Request<'_>, seen: &HubPage<'_>) -> Response<Body> {
        let locale = language::page(answer::accept_language(&parts.headers));
        let carry = |most| query::carried(&seen.query, &seen.referrer, most);
        let base = own_domain::origin(&self.engine, parts);
        let page = page::of(&seen.hub.hub, &seen.shown(), locale, &base, &seen.business, carry);
        let whole = request.method == Asked::Get;
        let mut answer = answer::page(StatusCode::OK, if whole { page::written(&page) } else { String::new() });
        security::hub_headers(answer.headers_mut());
        answer
    }

    async fn press(&self, parts: &Parts, request: &Request<'_>) -> Response<Body> {
        let Clicked { answer, entry, lead } = self.engine.press(request).await;
        let receipt = entry.map(|entry| self.engine.record(entry, lead, &self.lane));
        if let Some(receipt) = receipt
            && let Some(refusal) = self.keep(receipt).await
        {
            return refusal;
        }
        self.count(&answer);
        answer::of(&self.engine, parts, answer)
    }

    /// The form of a page that a press was answered with. It belongs to the entry's link, which may stand on another
    /// domain than the hub; the visitor stays on the one they are on.
    async fn sent_to_entry(&self, parts: &Parts, body: Incoming, peer: IpAddr) -> Response<Body> {
        let told = facts::Told::of(parts);
        let request = facts::request(parts, &told, Asked::Get, peer);
        let pressed = request.slug.trim_end_matches('/').split('/').nth(1) == Some("go");
        if !pressed {
            return answer::not_allowed_but("GET, HEAD");
        }
        match self.engine.pressed_link(&request) {
            Some((host, slug)) => Box::pin(self.form(parts, body, peer, Some((&host, &slug)))).await,
            None => answer::lost(&self.engine, parts),
        }
    }
}
