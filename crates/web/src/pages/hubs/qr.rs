//! A hub as something that has a QR code; the page is the one that links have.

use super::super::desk::Desk;
use super::super::qr_page::{Coded, Scans, Subject};
use super::{find, tabs};
use axum::response::Response;
use domain::scope::Scope;
use engine::{Engine, hubs};

pub struct OfHub;

impl Coded for OfHub {
    async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Subject, Response> {
        let view = find(engine, d, id).await?;
        Ok(Subject {
            path: format!("/app/hubs/{}", view.hub.id),
            list: "/app/hubs",
            list_name: d.t("nav-hubs"),
            tabs: tabs(d, view.hub.id, "qr"),
            tabs_name: d.t("hub-tabs"),
            name: view.hub.name,
            slug: view.hub.slug,
            url: view.url,
        })
    }

    async fn scans(engine: &Engine, d: &Desk, id: &str) -> Result<Option<Scans>, Response> {
        let view = find(engine, d, id).await?;
        if !d.may(Scope::ReportsRead) {
            return Ok(None);
        }
        let id = view.hub.id;
        let (_, figures) = hubs::figures(engine, &d.who, id, (None, None)).await.map_err(|r| d.refuse(r))?;
        let rows = format!("/app/hubs/{id}#days");
        Ok(Some(Scans { count: d.num(figures.scans), rows, help: d.t("hub-scans-help") }))
    }
}
