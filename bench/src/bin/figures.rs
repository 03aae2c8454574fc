//! What the overview costs with ten million visits, by everything that it can be by, for the first touch and the last, on
//! SQLite and on PostgreSQL, asked over HTTP with a token. The visits go through the projection itself, bite by bite, as
//! a journal's do; only the journal is left out. At the end the sums are made again from the rows, and every report must
//! be what it was.
//!
//! `--engine sqlite|postgres` measures one; `--keep FILE` keeps SQLite's database, and `--from FILE` begins with such a one,
//! also of an older program; `--sums FILE` carries what reports read from it into the other engine instead of projecting
//! there, and holds the reports of the two together. `--days` is how long a past the visits have.

use domain::actor::Actor;
use domain::attribution::Model;
use domain::id::{LeadId, WorkspaceId};
use domain::lead::draft::{LeadPatch, apply};
use domain::visit::{Visit, VisitLead};
use giliran_bench::asker::{Asker, row, token};
use giliran_bench::carry;
use giliran_bench::database::Postgres;
use giliran_bench::house::House;
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::Seeder;
use giliran_bench::tally::percentile;
use giliran_bench::{Result, say};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::costs::Cost;
use store::leads::change::{Saved, save};
use store::reports::days::{local, number_of};
use store::reports::{Asked, By, Days, Overview, bring_up, overviews, recount};
use store::testing::history::{self, Dice, mixed, project};
use store::{Location, Store, costs, leads};
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;
const LINKS: usize = 100;
const AGENTS: usize = 50;
const CAMPAIGNS: u64 = 400;
const ADS_OF_A_CAMPAIGN: u64 = 12;
const TERMS_OF_A_CAMPAIGN: u64 = 5;
/// Visits of one transaction.
const BITE: u64 = 20_000;
/// Of so many visits one makes a lead; the others are somebody coming back, by another ad.
const VISITS_OF_A_LEAD: u64 = 4;
/// Of so many leads one buys.
const LEADS_OF_A_BUYER: u64 = 60;

fn main() -> Result<()> {
    let options = Options::read("figures")?;
    let visits = options.number("visits", 10_000_000, 40_000)?;
    let mut section = Section::new("Figures (`bench/figures`)", options.out.clone());
    let mut done = Ok(());
    for engine in ["sqlite", "postgres"] {
        if options.text("engine").is_none_or(|only| only == engine) {
            done = done.and(measure(&options, engine, visits, &mut section));
        }
    }
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

fn measure(options: &Options, engine: &str, visits: u64, section: &mut Section) -> Result<()> {
    let data = options.folder.join(engine);
    let postgres = (engine == "postgres").then(|| Postgres::start(&options.folder)).transpose()?;
    let url = postgres.as_ref().map(|postgres| postgres.url.clone());
    Seeder::open(&data, url.as_deref(), None)?.close();
    let location = url.clone().map_or_else(|| Location::in_folder(&data), Location::Postgres);
    let past = Past { visits, days: days(options)?, workspace: WorkspaceId(history::id(1_000_000)) };
    section.line(format!("\n### {}\n", if engine == "sqlite" { "SQLite" } else { "PostgreSQL" }));
    let is_whole = match (options.text("sums"), options.text("from").filter(|_| engine == "sqlite")) {
        (Some(file), _) => carried(file, &location, &past, section).map(|()| false)?,
        (None, Some(file)) => taken(file, &data, &location, section).map(|()| true)?,
        (None, None) => grown(&location, &past, section).map(|()| true)?,
    };
    if engine == "sqlite" {
        section.line(format!("Its file is {} MB.", std::fs::metadata(data.join("giliran.db"))?.len() / 1_000_000));
    }
    let house = House { database_url: url, ..House::new(&options.binary, &data) };
    let token = token(&house, Some(&past.workspace.to_string()))?;
    let running = house.serve()?;
    ask(running.address, &token, options, past.days, section)?;
    running.terminate()?;
    if is_whole && options.text("recount") != Some("no") {
        recounted(&location, &past, section)?;
    }
    drop(postgres);
    if let Some(kept) = options.text("keep").filter(|_| engine == "sqlite") {
        std::fs::rename(data.join("giliran.db"), kept)?;
    }
    // Gigabytes, and the next engine's come.
    std::fs::remove_dir_all(&data)?;
    Ok(())
}

/// What lies behind the reports.
struct Past {
    visits: u64,
    days: i64,
    workspace: WorkspaceId,
}

fn days(options: &Options) -> Result<i64> {
    Ok(options.number("days", 90, 90)?.cast_signed())
}

/// A past made here.
fn grown(location: &Location, past: &Past, section: &mut Section) -> Result<()> {
    let store = Store::open(location)?;
    let begun = Instant::now();
    bring_up(&store)?;
    let house = history::house(&store, 1, "Asia/Jakarta", LINKS, AGENTS)?;
    grow(&store, &house, past)?;
    let took = begun.elapsed().as_secs_f64();
    let bought = decide(&store, past)?;
    paid(&store, past)?;
    let Past { visits, days, .. } = past;
    section.line(format!(
        "{visits} visits of {days} days through the projection ({:.0} a second), {} leads who came back by other ads, {bought} \
         purchases, {LINKS} links, {AGENTS} agents, {CAMPAIGNS} campaigns with a cost each day, {} terms, {} contents and ads.",
        *visits as f64 / took,
        visits / VISITS_OF_A_LEAD,
        CAMPAIGNS * TERMS_OF_A_CAMPAIGN,
        CAMPAIGNS * ADS_OF_A_CAMPAIGN,
    ));
    Ok(())
}

/// A past that an earlier run kept, perhaps of an older program.
fn taken(file: &str, data: &Path, location: &Location, section: &mut Section) -> Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let own = data.join(format!("giliran.db{ending}"));
        if own.exists() {
            std::fs::remove_file(own)?;
        }
    }
    std::fs::rename(file, data.join("giliran.db"))?;
    let begun = Instant::now();
    let store = Store::open(location)?;
    let opened = begun.elapsed().as_secs_f64();
    bring_up(&store)?;
    section.line(format!("Kept by an earlier run; brought up to this program's schema in {opened:.1} s."));
    Ok(())
}

/// The sums of a past that was projected into the other engine.
fn carried(file: &str, location: &Location, past: &Past, section: &mut Section) -> Result<()> {
    let (from, to) = (Store::open(&Location::Sqlite(file.into()))?, Store::open(location)?);
    bring_up(&to)?;
    history::house(&to, 1, "Asia/Jakarta", LINKS, AGENTS)?;
    let rows = carry::sums(&from, &to)?;
    section.line(format!(
        "The {rows} sums, purchases and costs of visits that were projected into SQLite, carried over: what reports read, \
         without the visits and leads themselves.\n"
    ));
    section.claim("every report says the same on both stores", reports(&from, past)? == reports(&to, past)?);
    Ok(())
}

/// Leads of their own and such that come back, in the order of time.
fn grow(store: &Store, house: &history::House, past: &Past) -> Result<()> {
    let Past { visits, days, .. } = *past;
    let begin = now() - days * DAY;
    let apart = days * DAY / visits.cast_signed();
    let mut dice = Dice(1);
    let (mut made, mut done) = (0_i64, 0);
    while done < visits {
        let some = (visits - done).min(BITE);
        let bite: Vec<Visit<'static>> = (done..done + some)
            .map(|number| {
                let is_new = number % VISITS_OF_A_LEAD == 0;
                made += i64::from(is_new);
                // Most come back soon, and so to what the disk has at hand.
                let back = dice.below(20_000).cast_signed().min(made - 1);
                let lead = LeadId(1_000_000 + if is_new { made } else { made - back });
                one(house, &mut dice, lead, is_new, begin + number.cast_signed() * apart)
            })
            .collect();
        project(store, bite)?;
        done += some;
        if done % 500_000 == 0 {
            say!("{done} of {visits} visits projected");
            store.settle_blocking()?;
        }
    }
    Ok(())
}

/// An ad is of one campaign and leads to one link, as ads do.
fn one(house: &history::House, dice: &mut Dice, lead: LeadId, is_new: bool, at: i64) -> Visit<'static> {
    let mut visit = mixed(house, dice, lead, at);
    visit.lead = Some(VisitLead { id: lead, is_new });
    let campaign = dice.below(CAMPAIGNS);
    let (ad, term) = (dice.below(ADS_OF_A_CAMPAIGN), dice.below(TERMS_OF_A_CAMPAIGN));
    visit.link = house.links[campaign as usize % house.links.len()];
    let utm = &mut visit.facts.origin.utm;
    utm.campaign = format!("c{campaign}").into();
    utm.term = format!("term {campaign}-{term}").into();
    utm.content = format!("video {campaign}-{ad}").into();
    utm.id = format!("ad-{}", campaign * ADS_OF_A_CAMPAIGN + ad).into();
    visit
}

/// Some buy, each at a price, as a person says at the desk.
fn decide(store: &Store, past: &Past) -> Result<u64> {
    let Past { visits, days, workspace } = *past;
    let leads_made = visits / VISITS_OF_A_LEAD;
    let step = days * DAY / leads_made.max(1).cast_signed();
    let begin = now() - days * DAY;
    let buyers: Vec<i64> = (1..=leads_made.cast_signed()).step_by(LEADS_OF_A_BUYER as usize).collect();
    let count = buyers.len() as u64;
    for chunk in buyers.chunks(500).map(<[i64]>::to_vec) {
        store.write_blocking(move |tx| {
            for number in chunk {
                let id = LeadId(1_000_000 + number);
                let Some(before) = leads::get(tx, workspace, id)? else { continue };
                let patch = LeadPatch { status: Some("won".to_owned()), ..LeadPatch::default() };
                let (mut after, changes) = apply(&before, &patch, None).unwrap_or((before.clone(), Vec::new()));
                (after.actual_minor, after.currency) = (Some(10_000_000 + number), Some("IDR".to_owned()));
                let at = begin + number * step + DAY / 2;
                match save(tx, &before, &after, &changes, &Actor::system(), at, &[Uuid::now_v7()])? {
                    Saved::Done | Saved::Stale => {}
                }
            }
            Ok(())
        })?;
    }
    Ok(count)
}

/// A cost for each campaign and day.
fn paid(store: &Store, past: &Past) -> Result<()> {
    let workspace = past.workspace;
    let zone = jiff::tz::TimeZone::get("Asia/Jakarta")?;
    let days: Vec<i32> = (0..past.days).map(|ago| local(now() - ago * DAY, &zone).0).collect();
    let cost = |day: i32, number: u64| Cost {
        day,
        campaign: format!("c{number}"),
        minor: 5_000_000 + number.cast_signed(),
        currency: "IDR".to_owned(),
    };
    let all: Vec<Cost> = days.into_iter().flat_map(|day| (1..CAMPAIGNS).map(move |n| cost(day, n))).collect();
    store.write_blocking(move |tx| {
        costs::keep(tx, workspace, (Uuid::now_v7(), "bench.csv"), &all, &Actor::system(), now())
    })?;
    Ok(())
}

fn ask(at: std::net::SocketAddr, token: &str, options: &Options, all: i64, section: &mut Section) -> Result<()> {
    let mut asker = Asker::new(at, token, options.number("times", 30, 3)?)?;
    let (mut rows, mut slowest) = (Vec::new(), Vec::new());
    let mut worst = 0.0_f64;
    for days in [30, all] {
        let (from, to) = (date(now() - (days - 1) * DAY), date(now()));
        for by in By::ALL {
            for model in Model::ALL {
                let (by, model) = (by.as_str(), model.as_str());
                let path = format!("/api/v1/reports/overview?from={from}&to={to}&by={by}&model={model}");
                let (items, first, times) = asker.ask(&path)?;
                let p99 = percentile(&times, 0.99);
                worst = worst.max(if days == 30 { p99 } else { 0.0 });
                slowest.push((p99, format!("{by}, {model} touch, {days} days")));
                rows.push(row(&format!("{by}, {model}, {days} days"), items, first, &times));
            }
        }
    }
    section.line(format!("Overview over HTTP with a token, {} times each, one after the other:", asker.times));
    section.table(&["by", "lines", "first ms", "p50 ms", "p99 ms"], &rows);
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    let named: Vec<String> = slowest.iter().take(3).map(|(p99, what)| format!("{what}: {p99:.0} ms")).collect();
    section.line(format!("- The slowest, p99: {}.", named.join("; ")));
    section.claim(
        format!("overview of 30 days, any grouping and touch: p99 {worst:.0} ms (aim: under 300)"),
        worst < 300.0,
    );
    Ok(())
}

/// Everything made again from the rows says the same.
fn recounted(location: &Location, past: &Past, section: &mut Section) -> Result<()> {
    let store = Store::open(location)?;
    let (summed, workspace) = (reports(&store, past)?, past.workspace);
    let begun = Instant::now();
    store.write_blocking(move |tx| recount(tx, workspace))?;
    let took = begun.elapsed();
    section.claim(
        format!("counted again from the rows, every report of all days says the same ({:.0} s)", took.as_secs_f64()),
        reports(&store, past)? == summed,
    );
    Ok(())
}

/// Every report of all days, for both touches.
fn reports(store: &Store, past: &Past) -> Result<Vec<Overview>> {
    let workspace = past.workspace;
    let today = jiff::Timestamp::from_microsecond(now())?.to_zoned(jiff::tz::TimeZone::get("Asia/Jakarta")?).date();
    let first = today.saturating_sub(jiff::Span::new().days(past.days + 1));
    let days = Days::of_numbers(number_of(first), number_of(today)).ok_or("days")?;
    let mut all = Vec::new();
    for model in Model::ALL {
        let asked = Asked { days, link: None, model };
        all.extend(store.read_blocking(move |tx| overviews(tx, workspace, asked, &By::ALL))?);
    }
    Ok(all)
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_micros() as i64
}

fn date(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}
