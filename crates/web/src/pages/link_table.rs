//! `GET /app/links/{id}/figures.csv`: a link's figures as the page shows them, narrowed by the same address.

use super::desk::Desk;
use super::link_figures::Pairs;
use super::narrowed::{self, Narrowed};
use super::period::Period;
use crate::view::time;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::LinkId;
use engine::reports::link::{Asked, link};
use engine::reports::link_table;
use engine::visits::Facet;
use engine::{Engine, Rejection, links};
use http::header;
use std::collections::HashMap;
use std::sync::Arc;
use store::reports::LinkFigures;

pub async fn csv(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Response> {
    let id = LinkId::parse(&id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    let view = links::get(&engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    let given = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    let today = time::zoned(d.now, &d.zone).date();
    let period = Period::read(given("period"), given("from"), given("to"), today);
    let narrowed = Narrowed::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let asked = Asked { from: Some(period.from), to: Some(period.to), narrow: narrowed.filter() };
    let report = link(&engine, &d.who, id, asked).await.map_err(|r| d.refuse(r))?;
    let mut names: HashMap<(String, String), String> = HashMap::new();
    for (table, key) in lines(&report.figures) {
        let name = match Facet::parse(&table) {
            Some(facet) => narrowed::name_of(&engine, &d, Some(&view), facet, &key).await?,
            None => d.word(&table, &key),
        };
        names.insert((table, key), name);
    }
    let named = |table: &str, key: &str| names.get(&(table.to_owned(), key.to_owned())).cloned().unwrap_or_default();
    let file = link_table::write(&report, named);
    let name = format!("attachment; filename=\"{}\"", link_table::name(&report, view.link.slug.as_str()));
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// What each line is of, and its key.
fn lines(figures: &LinkFigures) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for (table, of_table) in &figures.lines {
        lines.extend(of_table.iter().map(|(key, _)| ((*table).to_owned(), key.clone())));
    }
    for (table, of_table) in &figures.form_lines {
        lines.extend(of_table.iter().map(|(key, _)| ((*table).to_owned(), key.clone())));
    }
    lines
}
