//! What the outbox does when platforms have a bad day: visits tell five destinations, of which one says nothing at all, one
//! answers 500 every second time, and one refuses its whole request for every fiftieth event. Then five hundred visits a
//! second for a while, with all of them well. Every fake checks what it is sent as the real platform would. On SQLite and
//! on PostgreSQL; server, load and fakes share the machine.

use domain::outbox::Status;
use fakes::{Behave, Fake, Ga4, Linkedin, Meta, Tiktok, Webhook, ga4, linkedin, meta, tiktok};
use giliran_bench::database::Postgres;
use giliran_bench::house::{House, Running};
use giliran_bench::ledger::deliveries_by_status;
use giliran_bench::machine::{cpu_micros, memory_kb};
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::{SLUG, Seeder};
use giliran_bench::sender::{Reply, send};
use giliran_bench::traffic::Crowd;
use giliran_bench::{Result, say};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::Location;

const CONNECTIONS: usize = 32;
/// One event in two thousand fails eleven times in a row at a platform that fails every second time, and from the
/// eleventh on the waits double.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// Every so manieth event is one that the picky platform does not take.
const PICKY: u64 = 50;

fn main() -> Result<()> {
    let options = Options::read("deliver")?;
    let plan = Plan {
        events: options.number("events", 10_000, 500)?,
        rate: options.number("rate", 500, 100)?,
        seconds: options.number("seconds", 60, 5)?,
    };
    let mut section = Section::new("Conversions (`bench/deliver`)", options.out.clone());
    section.line(format!(
        "{} new visitors, each an event for five destinations: Meta (refuses its whole request for one event in {PICKY}), \
         TikTok (answers 500 every second time), LinkedIn (takes the connection and says nothing), GA4 and a webhook (both \
         well; one request an event). Then {} visits a second for {} s with all of them well. Strict fakes on loopback, in \
         the process of the load.",
        plan.events, plan.rate, plan.seconds
    ));
    let only = options.text("store").unwrap_or("both").to_owned();
    let mut done = Ok(());
    if only != "postgres" {
        done = on_store("SQLite", &options, &plan, &options.folder.join("sqlite"), None, &mut section);
    }
    if only != "sqlite" && done.is_ok() {
        let postgres = Postgres::start(&options.folder)?;
        let name = format!("PostgreSQL ({}, its defaults)", postgres.version);
        done = on_store(&name, &options, &plan, &options.folder.join("on-postgres"), Some(&postgres.url), &mut section);
    }
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

struct Plan {
    events: u64,
    /// Visits a second.
    rate: u64,
    seconds: u64,
}

struct Fakes {
    meta: Meta,
    tiktok: Tiktok,
    linkedin: Linkedin,
    ga4: Ga4,
    webhook: Webhook,
}

impl Fakes {
    fn start() -> Self {
        let fakes = Self {
            meta: Meta::start(),
            tiktok: Tiktok::start(),
            linkedin: Linkedin::start(),
            ga4: Ga4::start(),
            webhook: Webhook::start(),
        };
        for (_, fake) in fakes.all() {
            fake.trusts_everybody();
            fake.keeps(1_000_000);
        }
        fakes
    }

    fn all(&self) -> [(&'static str, &Fake); 5] {
        [
            ("Meta", &self.meta),
            ("TikTok", &self.tiktok),
            ("LinkedIn", &self.linkedin),
            ("GA4", &self.ga4),
            ("webhook", &self.webhook),
        ]
    }

    fn flags(&self) -> Vec<String> {
        let flags = [
            ("--meta-url", self.meta.address()),
            ("--tiktok-url", self.tiktok.address()),
            ("--linkedin-url", self.linkedin.address()),
            ("--ga4-url", self.ga4.address()),
            ("--webhook-allow", "127.0.0.0/8".to_owned()),
        ];
        flags.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }

    /// Each told of the visit and of nothing else.
    fn destinations(&self) -> [Value; 5] {
        let events = |name: Option<&str>| {
            let mut view = json!({"category": "view_content", "active": true, "name": "ViewContent"});
            if let Some(name) = name {
                view["name"] = name.into();
            }
            json!([view, {"category": "click", "active": false}])
        };
        [
            json!({"platform": "meta", "name": "Meta", "settings": {"dataset_id": meta::DATASET},
                "credentials": {"access_token": meta::TOKEN}, "consent": "not_required", "events": events(None)}),
            json!({"platform": "tiktok", "name": "TikTok", "settings": {"pixel_code": tiktok::PIXEL},
                "credentials": {"access_token": tiktok::TOKEN}, "consent": "not_required", "events": events(None)}),
            json!({"platform": "linkedin", "name": "LinkedIn", "credentials": {"access_token": linkedin::TOKEN},
                "consent": "not_required", "events": events(Some(linkedin::RULES[0]))}),
            json!({"platform": "ga4", "name": "GA4", "settings": {"measurement_id": ga4::MEASUREMENT_ID},
                "credentials": {"api_secret": ga4::API_SECRET}, "consent": "not_required",
                "events": events(Some("select_content"))}),
            json!({"platform": "webhook", "name": "Webhook", "settings": {"url": self.webhook.url()},
                "consent": "not_required", "events": events(None)}),
        ]
    }
}

/// One event in fifty, by its id.
fn is_bad(id: &str) -> bool {
    let end = id.get(id.len().saturating_sub(8)..).unwrap_or_default();
    u64::from_str_radix(end, 16).is_ok_and(|number| number.is_multiple_of(PICKY))
}

fn on_store(
    name: &str,
    options: &Options,
    plan: &Plan,
    data: &Path,
    database_url: Option<&str>,
    section: &mut Section,
) -> Result<()> {
    section.line(format!("\n### On {name}\n"));
    let fakes = Fakes::start();
    let seeder = Seeder::open(data, database_url, None)?;
    for body in fakes.destinations() {
        if let Some(secret) = &seeder.destination(body)? {
            fakes.webhook.secrets(&[secret]);
        }
    }
    seeder.close();
    let mut house = House::new(&options.binary, data);
    house.database_url = database_url.map(str::to_owned);
    house.flags.extend(fakes.flags());
    let running = house.serve()?;
    let at = database_url.map_or_else(|| Location::in_folder(data), |url| Location::Postgres(url.to_owned()));
    bad_day(&running, &fakes, plan, &at, section)?;
    sustained(&running, &fakes, plan, &at, section)?;
    for (name, fake) in fakes.all() {
        let faults = fake.faults();
        section.claim(format!("{name} found nothing wrong with what it was sent"), faults.is_empty());
        for fault in faults.iter().take(3) {
            say!("{name}: {fault}");
        }
    }
    let (status, took) = running.terminate()?;
    section.claim(format!("it ends in order, in {:.1} s", took.as_secs_f64()), status.success());
    Ok(())
}

fn bad_day(running: &Running, fakes: &Fakes, plan: &Plan, at: &Location, section: &mut Section) -> Result<()> {
    fakes.meta.always(Behave::refuse(|event| event["event_id"].as_str().is_some_and(is_bad)));
    fakes.tiktok.always(Behave::EverySecond(500));
    fakes.linkedin.always(Behave::Stall(None));
    let watch = Watch::start(running.pid());
    let before = cpu_micros(running.pid())?;
    let begun = Instant::now();
    visits(running, plan.events, 0)?;
    say!("{} visits were answered in {:.1} s", plan.events, begun.elapsed().as_secs_f64());
    let waited_for = [("GA4", &*fakes.ga4), ("webhook", &*fakes.webhook), ("TikTok", &*fakes.tiktok)];
    let mut rows = Vec::new();
    let mut open: Vec<(&str, &Fake)> = waited_for.to_vec();
    let mut meta_done = None;
    while (!open.is_empty() || meta_done.is_none()) && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(100));
        let now = begun.elapsed();
        open.retain(|(name, fake)| {
            let there = fake.totals().counted >= plan.events;
            if there {
                rows.push((*name, now, fake.totals()));
            }
            !there
        });
        if meta_done.is_none() {
            let told = deliveries_by_status(at)?;
            let of = |status: Status| told.get(&("Meta".to_owned(), status)).copied().unwrap_or_default();
            if of(Status::Sent) + of(Status::Duplicate) + of(Status::Refused) >= plan.events {
                meta_done = Some(now);
                rows.push(("Meta", now, fakes.meta.totals()));
            }
        }
    }
    let took = begun.elapsed();
    let cpu = cpu_micros(running.pid())? - before;
    let told = deliveries_by_status(at)?;
    let of = |name: &str, status: Status| told.get(&(name.to_owned(), status)).copied().unwrap_or_default();
    let table: Vec<Vec<String>> = rows
        .iter()
        .map(|(name, at, totals)| {
            let refused = of(name, Status::Refused);
            vec![
                (*name).to_owned(),
                format!("{:.1} s", at.as_secs_f64()),
                totals.requests.to_string(),
                totals.counted.to_string(),
                totals.duplicates.to_string(),
                refused.to_string(),
            ]
        })
        .collect();
    section.table(&["destination", "all there after", "requests", "counted", "came again", "refused"], &table);
    let peak = watch.end();
    section.line(format!(
        "In {:.1} s, with {:.1} s of processor time and at most {:.0} MB resident.",
        took.as_secs_f64(),
        cpu as f64 / 1e6,
        peak as f64 / 1024.0
    ));
    let counted: Vec<String> = fakes.meta.counted().into_iter().map(|event| event.id).collect();
    section.claim(
        format!(
            "Meta: {} counted, none of them one that it refuses, {} refused",
            counted.len(),
            of("Meta", Status::Refused)
        ),
        counted.iter().all(|id| !is_bad(id)) && counted.len() as u64 + of("Meta", Status::Refused) == plan.events,
    );
    for (name, fake) in waited_for {
        let totals = fake.totals();
        section.claim(
            format!("{name}: all {} counted once, none refused", plan.events),
            totals.counted == plan.events && of(name, Status::Refused) == 0,
        );
    }
    section.claim(
        "LinkedIn, which says nothing, has counted nothing and delayed nobody",
        fakes.linkedin.totals().counted == 0,
    );
    fakes.meta.always(Behave::Well);
    fakes.tiktok.always(Behave::Well);
    fakes.linkedin.always(Behave::Well);
    fakes.linkedin.release();
    let begun = Instant::now();
    while fakes.linkedin.totals().counted < plan.events && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(200));
    }
    section.claim(
        format!("when LinkedIn speaks again it has all {} after {:.0} s", plan.events, begun.elapsed().as_secs_f64()),
        fakes.linkedin.totals().counted == plan.events,
    );
    Ok(())
}

fn sustained(running: &Running, fakes: &Fakes, plan: &Plan, at: &Location, section: &mut Section) -> Result<()> {
    let already: BTreeMap<&str, u64> = fakes.all().iter().map(|(name, fake)| (*name, fake.totals().counted)).collect();
    let count = plan.rate * plan.seconds;
    let watch = Watch::start(running.pid());
    let before = cpu_micros(running.pid())?;
    let begun = Instant::now();
    let mut sent = 0;
    let mut lag = 0;
    for second in 0..plan.seconds {
        visits(running, plan.rate, 1 + second)?;
        sent += plan.rate;
        let told =
            fakes.all().iter().map(|(name, fake)| fake.totals().counted - already[name]).min().unwrap_or_default();
        lag = lag.max(sent - told.min(sent));
        let next = Duration::from_secs(second + 1);
        if let Some(rest) = next.checked_sub(begun.elapsed()) {
            std::thread::sleep(rest);
        }
    }
    let visited = begun.elapsed();
    let there = |fake: &Fake, name: &str| fake.totals().counted - already[name] >= count;
    while !fakes.all().iter().all(|(name, fake)| there(fake, name)) && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(50));
    }
    let all = begun.elapsed();
    let cpu = cpu_micros(running.pid())? - before;
    let peak = watch.end();
    section.line(format!(
        "{count} visits in {:.1} s ({:.0} a second), each told to five destinations ({:.0} deliveries a second): the slowest had \
         them all {:.1} s after the last visit and was at most {lag} behind. {:.0} % of one processor, at most {:.0} MB resident.",
        visited.as_secs_f64(),
        count as f64 / visited.as_secs_f64(),
        count as f64 * 5.0 / all.as_secs_f64(),
        (all - visited).as_secs_f64(),
        cpu as f64 / 1e4 / all.as_secs_f64(),
        peak as f64 / 1024.0
    ));
    for (name, fake) in fakes.all() {
        let new = fake.totals().counted - already[name];
        section.claim(format!("{name}: all {count} counted once"), new == count);
    }
    // What stalled before was counted when it was let go, and comes once more, because nobody had heard of that.
    let open = || -> Result<u64> {
        let told = deliveries_by_status(at)?;
        Ok(told.iter().filter(|((_, status), _)| !status.is_final()).map(|(_, count)| count).sum())
    };
    let waiting = Instant::now();
    while open()? > 0 && waiting.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(500));
    }
    let open = open()?;
    section.claim(format!("nothing is left in the outbox ({open})"), open == 0);
    Ok(())
}

/// New visitors from an ad, answered all of them.
fn visits(running: &Running, count: u64, part: u64) -> Result<()> {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as u64;
    let mut crowd = Crowd::new(seed ^ part);
    let requests = (0..count)
        .map(|number| {
            let visitor = crowd.visitor(SLUG, &format!("deliver-{part}-{number}"));
            format!("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", visitor.path(), visitor.headers()).into_bytes()
        })
        .collect();
    let sends = send(running.address, CONNECTIONS, None, requests, |reply: &Reply<'_>| reply.status)?;
    let good = sends.answers.iter().flatten().filter(|(status, _)| *status == 302).count() as u64;
    if good == count { Ok(()) } else { Err(format!("{good} of {count} visits were sent on").into()) }
}

/// The greatest memory of a process while somebody watches.
struct Watch {
    stop: Arc<AtomicBool>,
    peak: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl Watch {
    fn start(pid: u32) -> Self {
        let (stop, peak) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (told, greatest) = (Arc::clone(&stop), Arc::clone(&peak));
        let thread = std::thread::spawn(move || {
            while !told.load(Ordering::Relaxed) {
                if let Ok((resident, _)) = memory_kb(pid) {
                    greatest.fetch_max(resident, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        Self { stop, peak, thread }
    }

    /// Kilobytes.
    fn end(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        self.peak.load(Ordering::Relaxed)
    }
}
