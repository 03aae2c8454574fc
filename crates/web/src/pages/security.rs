//! What every page of ours carries so that a browser guards it: a content policy without inline script or
//! style, no framing, no sniffing, no caching of what is somebody's own. And who may send a form: the desk's
//! own pages only.

use super::{cookie, desk};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

const DESK_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                           form-action 'self'; frame-ancestors 'none'";
/// A preview shows the picture that the link's maker chose, wherever it stands.
const VISITOR_POLICY: &str = "default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; \
                              form-action 'self'; frame-ancestors 'none'";
/// The page that opens a chat runs one script of our own, which tells what happened and tries the app's scheme in a
/// frame.
const OPEN_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                           frame-src whatsapp:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A picture of that page, within the desk: it runs nothing and leads nowhere.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
                              frame-ancestors 'self'; sandbox";

/// A form is answered with the way to the chat, on Android with an intent for the app, and some browsers hold a redirect
/// against the page that the form was on. Where it may lead is the workspace's own choice and no visitor's.
const FORM_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                           form-action 'self' https: http: intent:; frame-ancestors 'none'";

const HUB_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";

const COMMON: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// For the visitor's pages. The caller adds what the answer needs (`no-store`, status).
pub fn visitor_headers(headers: &mut HeaderMap) {
    common(headers, VISITOR_POLICY, "no-referrer");
}

/// For a lead form.
pub fn form_headers(headers: &mut HeaderMap) {
    common(headers, FORM_POLICY, "no-referrer");
}

/// For the page that opens a chat.
pub fn open_headers(headers: &mut HeaderMap) {
    common(headers, OPEN_POLICY, "no-referrer");
}

/// For the desk's picture of a visitor's page.
pub fn picture_headers(headers: &mut HeaderMap) {
    common(headers, PICTURE_POLICY, "no-referrer");
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
}

/// For a hub: everything on it is of this very host.
pub fn hub_headers(headers: &mut HeaderMap) {
    common(headers, HUB_POLICY, "no-referrer");
}

fn common(headers: &mut HeaderMap, policy: &'static str, referrer: &'static str) {
    for (name, value) in COMMON {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer));
}

/// Wraps the desk's routes: refuses a form from elsewhere, puts the headers on every answer.
pub async fn guard(request: Request<Body>, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !comes_from_here(request.headers()) {
        return (StatusCode::FORBIDDEN, "This form was sent from another site.\n").into_response();
    }
    // What was said is said once: by the first whole page that is shown.
    let said = request.method() == Method::GET
        && !desk::wants_fragment(request.headers())
        && cookie::get(request.headers(), cookie::SAID).is_some();
    let mut answer = next.run(request).await;
    let is_page =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = answer.headers_mut();
    if said && is_page {
        cookie::set(headers, &cookie::said_already());
    }
    common(headers, DESK_POLICY, "same-origin");
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// Whether a browser says that the request comes from this very site. A browser that sends neither header is an
/// old one; the session cookie's SameSite and the form's token still stand in the way.
fn comes_from_here(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).map_or(&b""[..], HeaderValue::as_bytes);
    match origin.to_str().ok().and_then(|o| o.split_once("://")) {
        Some((_, from)) => !host.is_empty() && from.as_bytes().eq_ignore_ascii_case(host),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn a_form_from_another_site_is_refused_and_ones_own_is_not() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "cross-site"), ("host", "a.test")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(comes_from_here(&headers(&[("origin", "https://a.test"), ("host", "a.test")])));
        assert!(!comes_from_here(&headers(&[("origin", "https://b.test"), ("host", "a.test")])));
        assert!(!comes_from_here(&headers(&[("origin", "null"), ("host", "a.test")])));
        assert!(comes_from_here(&headers(&[("host", "a.test")])));
    }

    #[test]
    fn a_form_may_lead_to_every_kind_of_address_that_a_click_is_answered_with() {
        let way = FORM_POLICY.split("form-action ").nth(1).and_then(|rest| rest.split(';').next());
        assert_eq!(way.map(|way| way.split(' ').collect()), Some(vec!["'self'", "https:", "http:", "intent:"]));
    }

    #[test]
    fn no_policy_allows_anything_inline() {
        for policy in [DESK_POLICY, VISITOR_POLICY, HUB_POLICY, FORM_POLICY, OPEN_POLICY, PICTURE_POLICY] {
            assert!(!policy.contains("unsafe"));
        }
    }
}
