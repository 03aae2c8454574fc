//! `giliran export leads|visits|links`: a whole workspace to standard output, page by page, as CSV for a spreadsheet or
//! as JSON Lines in the API's own form.

use crate::commands::{Failure, aside, configured};
use clap::ArgMatches;
use domain::actor::Who;
use domain::lead::filter::Filter;
use engine::aside::Aside;
use engine::leads::csv_row;
use engine::leads::export::{Export, Format};
use serde_json::Value;
use std::io::{BufWriter, StdoutLock, Write};
use store::workspaces::Workspace;
use web::api::carried;

const PAGE: usize = 500;

/// A column and where its value stands in the JSON.
type Columns = &'static [(&'static str, &'static str)];

const VISITS: Columns = &[
    ("id", "/id"),
    ("at", "/at"),
    ("kind", "/kind"),
    ("repeated", "/repeated"),
    ("link_id", "/link_id"),
    ("lead_id", "/lead_id"),
    ("new_lead", "/new_lead"),
    ("agent_id", "/agent_id"),
    ("source", "/source"),
    ("utm_source", "/utm/source"),
    ("utm_medium", "/utm/medium"),
    ("utm_campaign", "/utm/campaign"),
    ("utm_term", "/utm/term"),
    ("utm_content", "/utm/content"),
    ("click_ids", "/click_ids"),
    ("referrer", "/referrer"),
    ("country", "/country"),
    ("region", "/region"),
    ("city", "/city"),
    ("language", "/language"),
    ("device", "/device"),
    ("os", "/os"),
    ("browser", "/browser"),
    ("in_app", "/in_app"),
    ("ip", "/ip"),
    ("user_agent", "/user_agent"),
];

const LINKS: Columns = &[
    ("id", "/id"),
    ("slug", "/slug"),
    ("url", "/url"),
    ("name", "/name"),
    ("message", "/message"),
    ("method", "/pool/method"),
    ("members", "/pool/members"),
    ("sticky", "/sticky"),
    ("click_event", "/click_event"),
    ("fallback", "/fallback"),
    ("archived_at", "/archived_at"),
    ("created_at", "/created_at"),
    ("updated_at", "/updated_at"),
];

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let word = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let format = Format::parse(word("format")).ok_or_else(|| Failure::Usage("--format is csv or jsonl".to_owned()))?;
    let config = configured(matches)?;
    let base = config.base_url.unwrap_or_else(|| format!("http://localhost:{}", config.listen.port()));
    aside::run(matches, async |aside| {
        let workspace = aside::workspace(&aside, matches)
            .await?
            .ok_or_else(|| Failure::Failed("there is no workspace yet, and so nothing to export".to_owned()))?;
        let mut out = Out { to: BufWriter::new(std::io::stdout().lock()), format };
        match word("kind") {
            "leads" => leads(&aside, &workspace, &mut out).await?,
            "visits" => visits(&aside, &workspace, &mut out).await?,
            _ => {
                out.head(LINKS)?;
                for view in aside.links(workspace.id, &base).await.map_err(aside::rejected)? {
                    out.row(LINKS, &carried::link(view))?;
                }
            }
        }
        out.to.flush().map_err(Failure::while_doing("standard output"))
    })
}

async fn leads(aside: &Aside, workspace: &Workspace, out: &mut Out<'_>) -> Result<(), Failure> {
    let mut export =
        Export::new(&Who::operator(workspace.id), Filter::default(), out.format).map_err(aside::rejected)?;
    while let Some(piece) = aside.leads(&mut export).await.map_err(aside::rejected)? {
        out.write(&piece)?;
    }
    Ok(())
}

async fn visits(aside: &Aside, workspace: &Workspace, out: &mut Out<'_>) -> Result<(), Failure> {
    out.head(VISITS)?;
    let mut cursor = None;
    loop {
        let page = aside.visits(workspace.id, cursor, PAGE).await.map_err(aside::rejected)?;
        for visit in &page.items {
            out.row(VISITS, &carried::visit(visit))?;
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

struct Out<'a> {
    to: BufWriter<StdoutLock<'a>>,
    format: Format,
}

impl Out<'_> {
    /// A CSV file says what its columns are, and to spreadsheets that it is UTF-8.
    fn head(&mut self, columns: Columns) -> Result<(), Failure> {
        if self.format == Format::JsonLines {
            return Ok(());
        }
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        csv_row::write(&mut bytes, &columns.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
        self.write(&bytes)
    }

    fn row(&mut self, columns: Columns, row: &Value) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        match self.format {
            Format::JsonLines => {
                bytes = row.to_string().into_bytes();
                bytes.push(b'\n');
            }
            Format::Csv => {
                let cells: Vec<String> = columns.iter().map(|(_, place)| cell(row.pointer(place))).collect();
                csv_row::write(&mut bytes, &cells);
            }
        }
        self.write(&bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.to.write_all(bytes).map_err(Failure::while_doing("standard output"))
    }
}

/// Text as it is, nothing for null, and for what has parts its JSON.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(parts)) if parts.is_empty() => String::new(),
        Some(other) => other.to_string(),
    }
}
