//! A link as something that has a QR code; the page is [`super::qr_page`]'s.

use super::counted::Rows;
use super::desk::Desk;
use super::figures;
use super::link_tabs;
use super::overview_parts::Metric;
use super::period::Period;
use super::qr_page::{Coded, Scans, Subject};
use axum::response::Response;
use domain::attribution::Model;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::{Engine, Rejection, links};
use store::reports::By;

pub struct OfLink;

fn read(d: &Desk, id: &str) -> Result<LinkId, Response> {
    LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))
}

impl Coded for OfLink {
    async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Subject, Response> {
        let view = links::get(engine, &d.who, read(d, id)?).await.map_err(|r| d.refuse(r))?;
        Ok(Subject {
            path: format!("/app/links/{}", view.link.id),
            list: "/app/links",
            list_name: d.t("nav-links"),
            tabs: link_tabs::tabs(d, view.link.id, "qr"),
            tabs_name: d.t("link-tabs"),
            name: view.link.name,
            slug: view.link.slug,
            url: view.url,
        })
    }

    async fn scans(engine: &Engine, d: &Desk, id: &str) -> Result<Option<Scans>, Response> {
        let link = read(d, id)?;
        if !d.may(Scope::ReportsRead) {
            return Ok(None);
        }
        let period = figures::last_thirty(d);
        let reports = figures::reports(engine, d, period, &[By::Day], (Some(link), Model::First))
            .await
            .map_err(|r| d.refuse(r))?;
        Ok(reports.first().map(|report| {
            let period = Period { from: report.days.first(), to: report.days.last() };
            let rows = Rows::of(period, Some(link)).metric(Metric::Scans);
            Scans { count: d.num(report.totals.counts.scans), rows, help: d.t("qr-scans-help") }
        }))
    }
}
