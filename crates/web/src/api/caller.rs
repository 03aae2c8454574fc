//! Who calls: the bearer token of the request, made a [`Who`]; and the reader's language.

use super::limit::{Limiter, Standing};
use crate::i18n::Locale;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::actor::Who;
use domain::scope::Scope;
use engine::{Engine, Rejection, tokens};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

pub struct Caller {
    pub who: Who,
    pub locale: Locale,
}

impl Caller {
    /// Asked before a body is judged: one who may not do it learns nothing of what it takes. The command asks again.
    pub fn need(&self, scope: Scope) -> Result<(), Problem> {
        if self.who.may(scope) { Ok(()) } else { Err(Rejection::Forbidden.into()) }
    }
}

/// Where the caller stands with the rate limit, for the answer's headers.
#[derive(Clone, Default)]
pub(super) struct Told(pub(super) Arc<OnceLock<Standing>>);

impl FromRequestParts<Arc<Engine>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, engine: &Arc<Engine>) -> Result<Self, Problem> {
        let secret = bearer(&parts.headers).ok_or(Problem::Unauthorized)?;
        let who = tokens::recognise(engine, secret).await?.ok_or(Problem::Unauthorized)?;
        if let Some(limiter) = parts.extensions.get::<Arc<Limiter>>() {
            let standing = limiter.count(who.actor.id.unwrap_or(Uuid::nil()), engine.now());
            if let Some(told) = parts.extensions.get::<Told>() {
                told.0.set(standing).ok();
            }
            if standing.over {
                return Err(Rejection::Limited { after_seconds: standing.reset }.into());
            }
        }
        Ok(Self { who, locale: locale(&parts.headers) })
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The language that the reader asks for.
pub(crate) fn locale(headers: &HeaderMap) -> Locale {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Locale::parse(domain::language::page(asked).as_str()).unwrap_or_default()
}
