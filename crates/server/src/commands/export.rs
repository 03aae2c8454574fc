//! `giliran export leads|visits|links`: a whole workspace to standard output or to a file. Leads and visits page by page, as
//! CSV for a spreadsheet or as JSON Lines in the API's own form; links as a file that `giliran import links` reads back.

use crate::commands::{Failure, aside, configured};
use clap::ArgMatches;
use domain::actor::Who;
use domain::lead::filter::Filter;
use engine::aside::Aside;
use engine::leads::csv_row;
use engine::leads::export::{Export, Format};
use engine::transfer;
use serde_json::Value;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
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

/// What is to be written, and how.
enum Wanted {
    Lines(Format),
    /// Links only.
    Document(transfer::Format),
}

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let word = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let (kind, output) = (word("kind").unwrap_or_default(), word("output"));
    let wanted = wanted(kind, word("format").or_else(|| output.and_then(ending)))?;
    let config = configured(matches)?;
    let base = config.base_url.unwrap_or_else(|| format!("http://localhost:{}", config.listen.port()));
    aside::run(matches, async |aside| {
        let workspace = aside::workspace(&aside, matches)
            .await?
            .ok_or_else(|| Failure::Failed("there is no workspace yet, and so nothing to export".to_owned()))?;
        let format = match wanted {
            Wanted::Lines(format) => format,
            Wanted::Document(format) => {
                let who = Who::operator(workspace.id);
                let document = aside.export_links(&who, format).await.map_err(aside::rejected)?;
                return Target::open(output)?.finish(&document);
            }
        };
        let mut out = Out { to: Target::open(output)?, format };
        match kind {
            "leads" => leads(&aside, &workspace, &mut out).await?,
            "visits" => visits(&aside, &workspace, &mut out).await?,
            _ => {
                for view in aside.links(workspace.id, &base).await.map_err(aside::rejected)? {
                    out.row(&[], &carried::link(view))?;
                }
            }
        }
        out.to.finish(&[])
    })
}

/// Errors: a format that this kind is not written in.
fn wanted(kind: &str, format: Option<&str>) -> Result<Wanted, Failure> {
    let format = format.unwrap_or("csv");
    if kind == "links" && format != "jsonl" {
        let format = transfer::Format::parse(format);
        return format
            .map(Wanted::Document)
            .ok_or_else(|| Failure::Usage("--format is csv, json, toml or jsonl".to_owned()));
    }
    let format = Format::parse(format);
    format.map(Wanted::Lines).ok_or_else(|| Failure::Usage(format!("{kind} are written as csv or jsonl")))
}

/// What the end of a file's name says.
fn ending(name: &str) -> Option<&str> {
    let (_, end) = name.rsplit_once('.')?;
    ["csv", "jsonl", "json", "toml"].into_iter().find(|known| end.eq_ignore_ascii_case(known))
}

/// Where it is written to. A file takes its name only when it is whole.
struct Target {
    to: BufWriter<Box<dyn Write>>,
    /// The file under way and the name that it is to have.
    named: Option<(PathBuf, PathBuf)>,
}

impl Target {
    fn open(output: Option<&str>) -> Result<Self, Failure> {
        let Some(path) = output.map(PathBuf::from) else {
            return Ok(Self { to: BufWriter::new(Box::new(std::io::stdout())), named: None });
        };
        let mut under_way = path.clone().into_os_string();
        under_way.push(".part");
        let under_way = PathBuf::from(under_way);
        let file = std::fs::File::create(&under_way);
        let file = file.map_err(Failure::while_doing(format_args!("{} can't be written", path.display())))?;
        Ok(Self { to: BufWriter::new(Box::new(file)), named: Some((under_way, path)) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.to.write_all(bytes).map_err(Failure::while_doing("the export"))
    }

    fn finish(mut self, last: &[u8]) -> Result<(), Failure> {
        self.write(last)?;
        self.to.flush().map_err(Failure::while_doing("the export"))?;
        match self.named {
            None => Ok(()),
            Some((under_way, path)) => std::fs::rename(under_way, &path)
                .map_err(Failure::while_doing(format_args!("{} can't be written", path.display()))),
        }
    }
}

async fn leads(aside: &Aside, workspace: &Workspace, out: &mut Out) -> Result<(), Failure> {
    let mut export =
        Export::new(&Who::operator(workspace.id), Filter::default(), out.format).map_err(aside::rejected)?;
    while let Some(piece) = aside.leads(&mut export).await.map_err(aside::rejected)? {
        out.write(&piece)?;
    }
    Ok(())
}

async fn visits(aside: &Aside, workspace: &Workspace, out: &mut Out) -> Result<(), Failure> {
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

struct Out {
    to: Target,
    format: Format,
}

impl Out {
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
        self.to.write(bytes)
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
