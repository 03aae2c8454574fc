//! Who is signed in at the desk: the session's cookie made, read and ended. The token itself stands in the
//! cookie alone; the store knows its hash. A form's token is made of it, so that no other site can make one.

use crate::pages::cookie;
use crate::pages::desk::{Desk, show, stranger, theme};
use crate::view::reader::Reader;
use askama::Template;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::UserId;
use domain::language::Locale;
use domain::peer;
use engine::sign_in::{self, From};
use engine::{Engine, Rejection, set_up, workspace};
use http::{HeaderMap, StatusCode, header};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use subtle::ConstantTimeEq;

/// The person at the desk, or the answer that leads them to the door.
pub async fn desk(headers: &HeaderMap, path: String, engine: &Engine) -> Result<Desk, Response> {
    let Some(token) = cookie::get(headers, cookie::SESSION) else {
        return Err(to_the_door(engine, headers, &path).await);
    };
    let recognised = sign_in::recognise(engine, &token).await.map_err(|r| unavailable(headers, engine, r))?;
    let Some((who, signed_in)) = recognised else { return Err(to_the_door(engine, headers, &path).await) };
    let workspace = workspace::get(engine, &who).await.map_err(|r| unavailable(headers, engine, r))?;
    let locale = cookie::get(headers, cookie::LOCALE).and_then(|c| Locale::parse(&c));
    let locale = locale.or_else(|| Locale::parse(&signed_in.locale)).unwrap_or_default();
    let zone = TimeZone::get(&workspace.time_zone).unwrap_or(TimeZone::UTC);
    Ok(Desk {
        reader: Reader { locale, theme: theme(headers), zone, now: engine.now() },
        workspace: workspace.name,
        currency: workspace.currency,
        country: workspace.country,
        statuses: workspace.settings.statuses,
        name: signed_in.name,
        email: signed_in.email,
        role: who.role.as_str(),
        said: cookie::said_of(headers),
        token: form_token(&token),
        session: Sha256::digest(token.as_bytes()).into(),
        secret: token,
        path,
        who,
    })
}

async fn to_the_door(engine: &Engine, headers: &HeaderMap, path: &str) -> Response {
    let door = match set_up::is_open(engine).await {
        Ok(true) => "/app/setup".to_owned(),
        Ok(false) if path == "/app" => "/app/sign-in".to_owned(),
        Ok(false) => crate::pages::address::Address::new("/app/sign-in").with("to", path).to_string(),
        Err(rejection) => return unavailable(headers, engine, rejection),
    };
    if crate::pages::desk::wants_fragment(headers) {
        // A fragment can't be led anywhere: the whole page goes.
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", door)]).into_response();
    }
    Redirect::to(&door).into_response()
}

/// Signs in, or says why not. Errors: `NotFound` when e-mail and password do not go together.
pub async fn enter(
    engine: &Engine,
    headers: &HeaderMap,
    ip: String,
    email: &str,
    password: &str,
    to: &str,
) -> Result<Response, Rejection> {
    let from = From { ip, user_agent: user_agent(headers) };
    let opened = sign_in::sign_in(engine, email, password, from).await?.ok_or(Rejection::NotFound)?;
    Ok(welcome(engine, &opened, to))
}

/// A session for somebody who has just shown who they are by setting the house up.
pub async fn begin(
    engine: &Engine,
    headers: &HeaderMap,
    ip: String,
    user: UserId,
    locale: &str,
    to: &str,
) -> Result<Response, Rejection> {
    let from = From { ip, user_agent: user_agent(headers) };
    let opened = sign_in::open(engine, user, locale.to_owned(), from).await?;
    Ok(welcome(engine, &opened, to))
}

fn welcome(engine: &Engine, opened: &sign_in::Opened, to: &str) -> Response {
    let mut answer = Redirect::to(to).into_response();
    let cookie = cookie::session(&opened.token, sign_in::SESSION / 1_000_000, engine.settings.is_https());
    cookie::set(answer.headers_mut(), &cookie);
    answer
}

/// Ends this very session.
pub async fn end(engine: &Engine, d: &Desk) -> Result<(), Rejection> {
    sign_in::sign_out(engine, &d.secret).await
}

/// The address that somebody signs in from, behind trusted proxies too.
pub fn address(request: &Request, engine: &Engine) -> String {
    let Some(ConnectInfo(from)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let all = |name: &str| {
        let values = request.headers().get_all(name).iter().filter_map(|v| v.to_str().ok());
        values.collect::<Vec<_>>().join(",")
    };
    peer::client_ip(from.ip(), &all("x-forwarded-for"), &all("forwarded"), &engine.settings.trusted_proxies).to_string()
}

fn user_agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

/// What a form of this session carries. Not the session's token, and of no use for finding it.
fn form_token(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(format!("giliran form\n{token}"))[..18])
}

/// Whether a form's token is the session's; the time taken tells nothing.
pub fn same(given: &str, token: &str) -> bool {
    given.as_bytes().ct_eq(token.as_bytes()).into()
}

#[derive(Template)]
#[template(path = "desk/away.html")]
struct Away {
    r: Reader,
}

/// The page for when nobody can be recognised because the store does not answer.
pub fn unavailable(headers: &HeaderMap, engine: &Engine, rejection: Rejection) -> Response {
    tracing::warn!(%rejection, "the desk can't reach the store");
    let page = Away { r: stranger(headers, None, engine.now()) };
    (StatusCode::SERVICE_UNAVAILABLE, show(&page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forms_token_fits_its_own_session_only() {
        let (one, other) = (form_token("a"), form_token("b"));
        assert!(same(&one, &form_token("a")));
        assert!(!same(&one, &other));
        assert!(!same("", &one));
    }
}
