//! For the operator: is it alive, is it ready, and its figures in Prometheus' text format. The names are documented
//! in the README and stay as they are.

use crate::visit::Figures;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use domain::privacy::Kept;
use engine::Engine;
use http::{StatusCode, header};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// The store must answer within this to be called ready.
const PATIENCE: Duration = Duration::from_secs(2);

pub fn routes(figures: Arc<Figures>) -> Router<Arc<Engine>> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .layer(Extension(figures))
}

/// Redirects go on without the store, so this says whether the desk and the projection can work too.
async fn ready(State(engine): State<Arc<Engine>>) -> Response {
    let asked = engine.store.read(store::snapshot::newest_change);
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(_)) => "ready\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer; links go on\n").into_response(),
    }
}

async fn metrics(State(engine): State<Arc<Engine>>, Extension(figures): Extension<Arc<Figures>>) -> Response {
    let mut text = String::with_capacity(2048);
    let mut say = |name: &str, kind: &str, help: &str, value: i64| {
        let written = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        debug_assert!(written.is_ok(), "a String takes all that is written");
    };
    let counter = |n: &std::sync::atomic::AtomicU64| n.load(Relaxed).cast_signed();
    let journal = engine.journal.figures();
    let progress = engine.projector.progress();
    say("giliran_redirects_total", "counter", "Visits answered with a redirect.", counter(&figures.redirects));
    say("giliran_visitor_pages_total", "counter", "Visits answered with a page.", counter(&figures.pages));
    say("giliran_not_found_total", "counter", "Requests for links that do not exist.", counter(&figures.not_found));
    say(
        "giliran_unkept_total",
        "counter",
        "Visits answered before the journal had kept them.",
        counter(&figures.unkept),
    );
    say(
        "giliran_refused_total",
        "counter",
        "Visits told to come again because the journal did not keep them.",
        counter(&figures.refused),
    );
    say("giliran_journal_kept_total", "counter", "Entries made durable.", counter(&journal.kept));
    say("giliran_journal_commits_total", "counter", "Group commits, each one fsync.", counter(&journal.commits));
    say("giliran_journal_lost_total", "counter", "Entries that could not be made durable.", counter(&journal.lost));
    say("giliran_journal_held", "gauge", "Entries in memory that the disk refuses.", counter(&journal.held));
    say("giliran_journal_backlog", "gauge", "Entries durable but not yet in the store.", engine.projector.backlog());
    say("giliran_projected_total", "counter", "Entries applied to the store.", counter(&progress.entries));
    say("giliran_projection_damaged_total", "counter", "Entries that could not be read.", counter(&progress.damaged));
    say(
        "giliran_projection_waiting",
        "gauge",
        "1 while the store does not take the projection.",
        progress.waiting.load(Relaxed).into(),
    );
    let sender = engine.sender();
    say("giliran_destination_calls_total", "counter", "Requests to ad platforms and webhooks.", counter(&sender.calls));
    say("giliran_deliveries_sent_total", "counter", "Conversions that a destination took.", counter(&sender.sent));
    say(
        "giliran_deliveries_refused_total",
        "counter",
        "Conversions that a destination refused.",
        counter(&sender.refused),
    );
    say(
        "giliran_deliveries_left_out_total",
        "counter",
        "Conversions expired or not to be sent.",
        counter(&sender.left_out),
    );
    say("giliran_deliveries_put_off_total", "counter", "Tries that come again later.", counter(&sender.put_off));
    let name = "giliran_swept_total";
    let _ = writeln!(text, "# HELP {name} Rows taken away because they were over their days.\n# TYPE {name} counter");
    for kind in Kept::ALL {
        let gone = engine.sweeper().gone(kind);
        let _ = writeln!(text, "{name}{{kind=\"{}\"}} {gone}", kind.as_str());
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
