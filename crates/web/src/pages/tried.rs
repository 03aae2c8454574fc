//! "Try it": an imagined visit, decided by the functions that decide real ones, and read aloud.

use super::desk::Desk;
use crate::{explain, i18n};
use axum::response::Response;
use domain::draft::simulation::Simulation;
use domain::visit::Step;
use engine::links::LinkView;
use engine::simulate::{self, Outcome};
use engine::{Engine, Rejection};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    country: String,
    language: String,
    device: String,
    query: String,
    visitor_code: String,
    /// The in-app browser, by its word.
    app: String,
    /// A moment by the workspace's clock, as a browser's field gives it.
    at: String,
    returning: String,
}

/// The in-app browsers that can be imagined, each with what it says of itself.
const APPS: [(&str, &str); 5] = [
    (
        "instagram",
        "Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
         Chrome/142.0.7444.142 Mobile Safari/537.36 Instagram 406.0.0.58.159 Android (35/15; 480dpi; 1080x2400; OPPO; \
         CPH2557; OP5961L1; mt6833; id_ID; 831092147)",
    ),
    (
        "facebook",
        "Mozilla/5.0 (Linux; Android 13; SM-A145F Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
         Chrome/121.0.6167.101 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/447.0.0.38.107;IABMV/1;]",
    ),
    (
        "tiktok",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 \
         musical_ly_32.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/id Region/ID BytedanceWebview/d8a21c6",
    ),
    (
        "line",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 \
         Safari Line/14.0.0",
    ),
    (
        "linkedin",
        "Mozilla/5.0 (Linux; Android 13; SM-S908E; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.230 \
         Mobile Safari/537.36 [LinkedInApp]/4.1.882",
    ),
];

/// The in-app browsers of the form, none first.
pub fn apps(d: &Desk) -> Vec<(&'static str, String)> {
    let named = APPS.iter().map(|(app, _)| (*app, d.word("app", app)));
    [("", d.t("try-app-none"))].into_iter().chain(named).collect()
}

/// A moment by the clock of the workspace, as the API writes it; what can't be read stays, for the draft to refuse.
fn moment(d: &Desk, text: &str) -> String {
    let local = text.trim().parse::<jiff::civil::DateTime>().ok();
    let zoned = local.and_then(|local| local.to_zoned(d.reader.zone.clone()).ok());
    zoned.map_or_else(|| text.trim().to_owned(), |zoned| zoned.timestamp().to_string())
}

pub struct Tried {
    pub good: bool,
    pub outcome: String,
    pub location: String,
    pub steps: Vec<String>,
}

/// The decision, or what is wrong with the wish as sentences.
pub async fn tried(
    engine: &Engine,
    d: &Desk,
    view: &LinkView,
    wish: &Wish,
) -> Result<Result<Tried, Vec<String>>, Response> {
    let named = [
        ("country", &wish.country),
        ("language", &wish.language),
        ("device", &wish.device),
        ("query", &wish.query),
        ("visitor_code", &wish.visitor_code),
    ];
    let mut said: Map<String, Value> =
        named.into_iter().filter(|(_, v)| !v.trim().is_empty()).map(|(n, v)| (n.to_owned(), v.trim().into())).collect();
    if let Some((_, agent)) = APPS.iter().find(|(app, _)| *app == wish.app) {
        said.insert("user_agent".to_owned(), (*agent).into());
    }
    if !wish.at.trim().is_empty() {
        said.insert("at".to_owned(), moment(d, &wish.at).into());
    }
    if wish.returning == "true" {
        said.insert("returning".to_owned(), true.into());
    }
    let done = match Simulation::parse(&Value::Object(said)) {
        Ok(wish) => simulate::simulate(engine, &d.who, view.link.id, &wish).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(decided) => {
            let member = decided.member.and_then(|id| view.seats.iter().find(|s| s.seat.member.id == id));
            let outcome = match (decided.outcome, member) {
                (Outcome::Redirect, Some(seat)) => d.a("try-goes-to").s("name", &seat.seat.member.name).to_string(),
                (Outcome::Redirect, None) => match decided.steps.iter().rev().find_map(channel) {
                    Some(name) => d.a("try-goes-to-channel").s("name", name).to_string(),
                    None => d.t("try-goes-away"),
                },
                (Outcome::Form, Some(seat)) => d.a("try-lead-form-to").s("name", &seat.seat.member.name).to_string(),
                (Outcome::Form, None) => d.t("try-lead-form"),
                (Outcome::Page, _) if decided.steps.iter().any(|s| explain::result(s) == "leave_number") => {
                    d.t("try-form")
                }
                (Outcome::Page, _) => d.t("try-page"),
            };
            Ok(Ok(Tried {
                good: member.is_some() || decided.steps.iter().any(|step| channel(step).is_some()),
                outcome,
                location: decided.location.unwrap_or_default(),
                steps: explain::sentences(d.locale, &decided.steps),
            }))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            Ok(Err(faults.iter().map(|f| i18n::fault(d.locale, f)).collect()))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// The channel that a rule led to.
fn channel<'s>(step: &'s Step<'_>) -> Option<&'s str> {
    match step {
        Step::RoutedToChannel { name, .. } => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_in_app_browser_of_the_form_is_read_as_what_it_is() {
        for (app, agent) in APPS {
            assert_eq!(domain::user_agent::read(agent).in_app, app);
        }
    }
}
