//! What is done to a destination from its page: asking whether it lets us in, trying it out, letting it go on, switching
//! it, giving its signing secret anew, putting it away. Each says what came of it.

use super::super::desk::{Desk, Sent, again, redirect, show};
use super::one::{self, Told};
use super::{DELIVERIES, HOME, address, find, guard_change};
use crate::i18n;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::conversion::Category;
use domain::draft::destination::DestinationDraft;
use engine::conversions::destinations::{self, DestinationView};
use engine::conversions::trial;
use engine::{Engine, Rejection};
use std::sync::Arc;

/// `POST …/verify`: asks the platform and waits for its answer, which stands on the page.
pub async fn verify(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    match trial::verify(&engine, &d.who, view.destination.id).await {
        Ok(verified) => {
            let told = Told { verified: Some(verified), ..Told::default() };
            Ok(show(&one::page(&engine, d, view, told).await?))
        }
        Err(rejection) => not_done(&engine, d, view, rejection).await,
    }
}

/// `POST …/test`: a test event, whose delivery's page tells what becomes of it.
pub async fn test(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    let category = Category::parse(form.value("category"));
    match trial::test(&engine, &d.who, view.destination.id, category).await {
        Ok(delivery) => Ok(redirect(&format!("{DELIVERIES}/{}", delivery.id), "")),
        Err(rejection) => not_done(&engine, d, view, rejection).await,
    }
}

/// `POST …/resume`: what was paused or left alone is tried again now.
pub async fn resume(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    match destinations::resume(&engine, &d.who, view.destination.id).await {
        Ok(view) => Ok(done(&d, &view, "conv-resumed")),
        Err(rejection) => not_done(&engine, d, view, rejection).await,
    }
}

/// `POST …/switch`: on or off, at once.
pub async fn switch(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    let active = form.on("active");
    let draft = move |_| Ok(DestinationDraft { active: Some(active), ..DestinationDraft::default() });
    match destinations::patch(&engine, &d.who, view.destination.id, None, draft).await {
        Ok(view) => Ok(done(&d, &view, if active { "conv-switched-on" } else { "conv-switched-off" })),
        Err(rejection) => not_done(&engine, d, view, rejection).await,
    }
}

/// `POST …/rotate`: a webhook's new signing secret. The answer is the page itself: a redirect could not carry it.
pub async fn rotate(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let before = find(&engine, &d, &id).await?;
    match destinations::rotate(&engine, &d.who, before.destination.id).await {
        Ok(view) => {
            let told = Told { secret: view.signing_secret.clone(), ..Told::default() };
            Ok(show(&one::page(&engine, d, view, told).await?))
        }
        Err(rejection) => not_done(&engine, d, before, rejection).await,
    }
}

/// `POST …/archive`: put away for good; what was sent stays to be seen.
pub async fn archive(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    guard_change(&d)?;
    let view = find(&engine, &d, &id).await?;
    match destinations::archive(&engine, &d.who, view.destination.id, None).await {
        Ok(()) => Ok(redirect(HOME, &d.a("conv-put-away").s("name", &view.destination.name).to_string())),
        Err(rejection) => not_done(&engine, d, view, rejection).await,
    }
}

fn done(d: &Desk, view: &DestinationView, key: &str) -> Response {
    redirect(&address(view.destination.id), &d.a(key).s("name", &view.destination.name).to_string())
}

/// The page again, with why nothing was done.
async fn not_done(engine: &Engine, d: Desk, view: DestinationView, rejection: Rejection) -> Result<Response, Response> {
    match rejection {
        Rejection::Invalid(faults) | Rejection::Conflict(faults) => {
            let faults: Vec<String> = faults.iter().map(|fault| i18n::fault(d.locale, fault)).collect();
            let told = Told { fault: Some(faults.join(" ")), ..Told::default() };
            Ok(again(&one::page(engine, d, view, told).await?))
        }
        other => Err(d.refuse(other)),
    }
}
