//! The chat button for any website: the script, what it asks of a link, and a page to see it on. All three are for
//! strangers: whatever is here may be read by everybody, from any website.

mod demo;
mod small;

use crate::i18n::{self, Locale};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use engine::Engine;
use engine::button::Worn;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

/// The script as it is served.
pub static SCRIPT: LazyLock<String> = LazyLock::new(|| small::smaller(include_str!("button.js")));

pub fn routes() -> Router<Arc<Engine>> {
    Router::new()
        .route("/-/button.js", get(script))
        .route("/-/button/{file}", get(settings))
        .route("/-/button/{slug}/demo", get(demo::page))
        .route("/-/button-demo.js", get(demo::script))
        .route("/-/button-demo.css", get(demo::style))
}

/// `GET /-/button.js`: the same for everybody, for an hour.
async fn script() -> Response {
    let mut answer = SCRIPT.as_str().into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    for_every_website(headers);
    answer
}

/// `GET /-/button/{slug}.json`: how it looks and whom it greets now.
async fn settings(State(engine): State<Arc<Engine>>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let worn = file.strip_suffix(".json").and_then(|slug| engine.button(host, slug));
    let mut answer = match worn {
        Some(worn) => axum::Json(json_of(&worn)).into_response(),
        None => (StatusCode::NOT_FOUND, axum::Json(json!({}))).into_response(),
    };
    // Who has just changed it at the desk sees the change at once; a website's visitor within a minute.
    let own = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    let keep = if own { "no-store" } else { "public, max-age=60" };
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("sec-fetch-site"));
    for_every_website(answer.headers_mut());
    answer
}

fn json_of(worn: &Worn) -> Value {
    let button = &worn.button;
    let usual = |locale| i18n::text(locale, "button-usual-label", None);
    let label = |given: &str, locale| if given.is_empty() { usual(locale) } else { given.to_owned() };
    let or = |first: &str, second: &str| if first.is_empty() { second.to_owned() } else { first.to_owned() };
    json!({
        "label": {"en": label(&button.label, Locale::En),
                  "id": label(&or(&button.label_id, &button.label), Locale::Id)},
        "color": button.colour.to_string(),
        "ink": button.colour.ink().to_string(),
        "side": button.side.as_str(),
        "greeting": {"en": or(&button.greeting, &button.greeting_id), "id": or(&button.greeting_id, &button.greeting)},
        "greets": worn.greets,
        "opens_at": worn.opens_at.map(crate::view::time::machine),
        "after": button.after,
        "pages": button.pages,
    })
}

/// Any page of any website may load it, whatever it isolates itself with.
fn for_every_website(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::button::Button;
    use domain::query::CLICK_IDS;

    #[test]
    fn the_script_as_it_is_served_is_at_most_three_kilobytes() {
        assert!(SCRIPT.len() <= 3_000, "{} bytes", SCRIPT.len());
        assert!(!SCRIPT.contains('\n') && !SCRIPT.contains("cookie"), "no blank lines, and no cookie");
    }

    #[test]
    fn the_script_hands_on_every_click_id_that_a_link_reads() {
        for id in CLICK_IDS {
            assert!(SCRIPT.contains(&format!("|{id}")), "{id}");
        }
        for name in [domain::query::PAGE, domain::query::REFERRER] {
            assert!(SCRIPT.contains(&format!("\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn the_scripts_own_words_are_those_of_the_settings() {
        let usual = json_of(&Worn { button: Button::default(), greets: false, opens_at: None });
        for word in [&usual["label"]["en"], &usual["label"]["id"], &usual["color"], &usual["side"]] {
            assert!(SCRIPT.contains(&word.to_string()), "{word}");
        }
        assert_eq!(usual["ink"], "#ffffff");
    }

    #[test]
    fn a_text_in_one_language_serves_for_both() {
        let button = Button { label: "Ask us".into(), greeting_id: "Halo".into(), ..Button::default() };
        let told = json_of(&Worn { button, greets: true, opens_at: None });
        assert_eq!((told["label"]["id"].as_str(), told["greeting"]["en"].as_str()), (Some("Ask us"), Some("Halo")));
    }
}
