//! API tokens: made and shown once, listed, revoked.

use super::address::Choice;
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::Form;
use super::settings::tabs;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::token::NewToken;
use domain::id::TokenId;
use domain::scope::Scope;
use engine::{Engine, Rejection, tokens};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

const MOST: usize = 200;
const DAY: i64 = 24 * 3_600 * 1_000_000;

struct Row {
    id: TokenId,
    name: String,
    scopes: Vec<String>,
    created_at: i64,
    last_used_at: Option<i64>,
    expires_at: Option<i64>,
}

#[derive(Template)]
#[template(path = "desk/tokens.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    form: Form,
    tokens: Vec<Row>,
    may_write: bool,
    /// The new one, this once.
    secret: Option<String>,
    /// A noun and its rights, each with its word.
    scopes: Vec<(String, Vec<(String, String)>)>,
}

/// `GET /app/settings/tokens`.
pub async fn list(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let form = fresh(&d);
    Ok(show(&page(&engine, d, form, None).await?))
}

/// `POST /app/settings/tokens`. The answer is the page itself: a redirect could not carry the secret.
pub async fn create(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    let now = engine.now();
    let done = match NewToken::parse(&body(&form, now), now) {
        Ok(new) => tokens::create(&engine, &d.who, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok((_, secret)) => {
            let form = fresh(&d);
            Ok(show(&page(&engine, d, form, Some(secret)).await?))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults
                .into_iter()
                .map(|mut fault| {
                    if fault.field.starts_with("scopes") {
                        fault.field = "scopes".into();
                    } else if fault.field == "expires_at" {
                        fault.field = "expires".into();
                    }
                    fault
                })
                .collect();
            Ok(again(&page(&engine, d, form, None).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// `POST /app/settings/tokens/{id}/revoke`.
pub async fn revoke(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    let id = TokenId::parse(&id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    let token = tokens::get(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    tokens::revoke(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    Ok(redirect("/app/settings/tokens", &d.a("token-is-revoked").s("name", token.name).to_string()))
}

async fn page(engine: &Engine, d: Desk, form: Form, secret: Option<String>) -> Result<Page, Response> {
    let found = tokens::list(engine, &d.who, None, MOST).await.map_err(|r| d.refuse(r))?;
    let tokens = found.items.into_iter().map(|token| Row {
        id: token.id,
        name: token.name,
        scopes: token.scopes.words().into_iter().map(|word| said(&d, word)).collect(),
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        expires_at: token.expires_at,
    });
    Ok(Page {
        tabs: tabs(&d),
        tokens: tokens.collect(),
        may_write: d.may(Scope::TokensWrite),
        secret,
        scopes: scopes(&d),
        form,
        d,
    })
}

/// `Links: read`, in the reader's words.
fn said(d: &Desk, word: &str) -> String {
    match word.split_once(':') {
        Some((noun, right)) => format!("{}: {}", d.word("scope", noun), d.word("right", right)),
        None => d.t("scope-all"),
    }
}

/// What the person themselves may do, by noun.
fn scopes(d: &Desk) -> Vec<(String, Vec<(String, String)>)> {
    let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for scope in Scope::ALL.iter().filter(|scope| d.may(**scope)) {
        let Some((noun, right)) = scope.as_str().split_once(':') else { continue };
        let one = (scope.as_str().to_owned(), right.to_owned());
        match groups.last_mut().filter(|(last, _)| last == noun) {
            Some((_, list)) => list.push(one),
            None => groups.push((noun.to_owned(), vec![one])),
        }
    }
    groups
}

fn fresh(d: &Desk) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("expires", "90");
    form
}

fn body(form: &Form, now: i64) -> Value {
    let expires = form.trimmed("expires").parse::<i64>().ok().filter(|days| (1..=3_650).contains(days));
    let at = expires.and_then(|days| Timestamp::from_microsecond(now + days * DAY).ok());
    let scopes: Vec<&str> = form.all("scopes").collect();
    json!({ "name": form.value("name"), "scopes": scopes, "expires_at": at.map(|at| at.to_string()) })
}
