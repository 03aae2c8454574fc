//! `giliran import links FILE` and `giliran import costs FILE`: brings the links or the costs of a file in, beside a server that may be running on the same data. With
//! `--dry-run` it says what would be different and saves nothing.

use crate::commands::{Failure, aside, configured};
use clap::ArgMatches;
use domain::actor::Who;
use domain::money::{self, Currency};
use engine::costs;
use engine::transfer::{Change, Difference, Format, MOST_BYTES, Wish};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use store::reports::days::date_of;
use web::changes::sentences;
use web::i18n::Locale;

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let name = matches.get_one::<String>("file").map(String::as_str).unwrap_or_default();
    let said = matches.get_one::<String>("format").and_then(|word| Format::parse(word));
    let format = said.or_else(|| Format::of_name(name));
    let wish = if matches.get_flag("dry-run") { Wish::DryRun } else { Wish::Apply };
    let file = read(name)?;
    if matches.get_one::<String>("kind").is_some_and(|kind| kind == "costs") {
        return costs(matches, name, file, wish);
    }
    let config = configured(matches)?;
    let base = config.base_url.unwrap_or_else(|| format!("http://localhost:{}", config.listen.port()));
    aside::run(matches, async |aside| {
        let workspace = aside::workspace(&aside, matches)
            .await?
            .ok_or_else(|| Failure::Failed("there is no workspace yet; make one first".to_owned()))?;
        let who = Who::operator(workspace.id);
        let done = aside.import_links(&who, &base, file, format, wish).await.map_err(aside::rejected)?;
        let mut out = std::io::stdout().lock();
        out.write_all(told(&done).as_bytes()).map_err(Failure::while_doing("standard output"))
    })
}

fn costs(matches: &ArgMatches, name: &str, file: Vec<u8>, wish: Wish) -> Result<(), Failure> {
    let shown = Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned());
    let shown = shown.filter(|_| name != "-").unwrap_or_default();
    aside::run(matches, async |aside| {
        let workspace = aside::workspace(&aside, matches)
            .await?
            .ok_or_else(|| Failure::Failed("there is no workspace yet; make one first".to_owned()))?;
        let who = Who::operator(workspace.id);
        let done = aside.import_costs(&who, (shown, file), wish).await.map_err(aside::rejected)?;
        let mut out = std::io::stdout().lock();
        out.write_all(costs_told(&done).as_bytes()).map_err(Failure::while_doing("standard output"))
    })
}

fn costs_told(done: &costs::Done) -> String {
    let mut text = String::new();
    let amount = |minor: i64, currency: &str| match Currency::parse(currency) {
        Some(known) => format!("{} {currency}", money::format(minor, known)),
        None => format!("{minor} {currency}"),
    };
    for costs::Line { line, cost, became } in &done.lines {
        let day = date_of(cost.day).map(|day| day.to_string()).unwrap_or_default();
        let said = match became {
            costs::Became::Created => "+".to_owned(),
            costs::Became::Updated { before } => format!("~ was {},", amount(before.minor, &before.currency)),
            costs::Became::Skipped => continue,
        };
        let _ = writeln!(text, "{said} line {line}: {day} {} {}", cost.campaign, amount(cost.minor, &cost.currency));
    }
    let (made, replaced) = if done.applied { ("made", "replaced") } else { ("would be made", "would be replaced") };
    let (new, other) = (count(done.created(), "cost"), done.updated());
    let _ = writeln!(text, "{new} {made}, {other} {replaced}, {} as in the file", done.skipped());
    if let Some(import) = done.import {
        let _ = writeln!(text, "import {import}");
    }
    if !done.applied {
        let _ = writeln!(text, "nothing was saved: this was a dry run");
    }
    text
}

/// The file, or standard input for `-`; no more of it than a file may have, and one byte to tell.
fn read(name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    let read = match name {
        "-" => std::io::stdin().lock().take(most).read_to_end(&mut bytes),
        path => std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    read.map(|_| bytes).map_err(Failure::while_doing(format_args!("{name} can't be read")))
}

fn told(done: &Difference) -> String {
    let mut text = String::new();
    let made = if done.applied { "made" } else { "would be made" };
    for (sign, changes) in [('+', &done.created), ('~', &done.changed)] {
        for change in changes {
            let _ = writeln!(text, "{sign} {} ({})", change.address, change.name);
            for said in lines(sign, change) {
                let _ = writeln!(text, "    {said}");
            }
        }
    }
    for channel in &done.channels {
        let _ = writeln!(text, "+ channel {channel}");
    }
    if done.is_nothing() {
        let _ = writeln!(text, "nothing changes: {} as in the file", count(done.unchanged, "link"));
        return text;
    }
    let changed = if done.applied { "changed" } else { "would be changed" };
    let (new, other) = (count(done.created.len(), "link"), done.changed.len());
    let _ = writeln!(text, "{new} {made}, {other} {changed}, {} as in the file", done.unchanged);
    let _ = writeln!(text, "links that are not in the file stay as they are");
    if !done.applied {
        let _ = writeln!(text, "nothing was saved: this was a dry run");
    }
    text
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Of a new link its pool; of a changed one everything that is different.
fn lines(sign: char, change: &Change) -> Vec<String> {
    let of = |field: &&engine::transfer::FieldChange| sign == '~' || field.field == "pool.members";
    let fields = change.fields.iter().filter(of);
    fields.flat_map(|one| sentences(Locale::En, &one.field, &one.before, &one.after, &|_| None)).collect()
}
