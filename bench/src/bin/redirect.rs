//! How fast a visit is answered with everything on, beside nginx that answers a bare 302: bursts of new and returning
//! visitors, then a minute with everything projected as it comes, on SQLite and on PostgreSQL. The server has one core
//! and the load the other; candidate and yardstick take turns, so that both meet the same minutes of the machine.

use fakes::meta;
use giliran_bench::database::Postgres;
use giliran_bench::house::{House, Running};
use giliran_bench::machine::{cpu_by_thread, cpu_micros, memory_kb, need};
use giliran_bench::nginx::Nginx;
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::{SLUG, Seeder};
use giliran_bench::tally::median;
use giliran_bench::threads::Threads;
use giliran_bench::wrk::{Load, Run, Visitors};
use giliran_bench::{Result, ledger, say};
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::Location;

const SERVER: Option<usize> = Some(0);
const CLIENT: Option<usize> = Some(1);
const SCENARIOS: [(Visitors, u32); 4] =
    [(Visitors::New, 64), (Visitors::New, 256), (Visitors::Returning, 64), (Visitors::Returning, 256)];
const SUSTAINED: [(Visitors, u32); 2] = [(Visitors::New, 64), (Visitors::Returning, 256)];
const DRAIN: Duration = Duration::from_secs(600);

fn main() -> Result<()> {
    let options = Options::read("redirect")?;
    need(&[("wrk", "wrk"), ("nginx", "nginx"), ("taskset", "util-linux")])?;
    let plan = Plan {
        seeds: options.number("visits", 1_000_000, 20_000)?,
        rounds: options.number("rounds", 5, 1)?,
        burst: options.number("burst", 10, 2)?,
        sustained: options.number("sustained", 60, 5)?,
        only: options.text("only").unwrap_or("all").to_owned(),
        told: options.number("told", 0, 0)?,
    };
    let mut section = Section::new("Redirect (`bench/redirect`)", options.out.clone());
    section.line(format!(
        "{} visits preloaded; bursts of {} s, {} paired rounds; sustained for {} s. The server on one core, `wrk -t1` on \
         the other. CPU: user and system time of the server's process (all its threads) divided by the answers.",
        plan.seeds, plan.burst, plan.rounds, plan.sustained
    ));
    if plan.told > 0 {
        section.line(format!(
            "Each visit is an event for {} destinations that are down (`--told {}`): what queueing costs, without the sending.",
            plan.told, plan.told
        ));
    }
    let only = options.text("store").unwrap_or("both");
    let done = measure(&options, &plan, only, &mut section);
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

struct Plan {
    seeds: u64,
    rounds: u64,
    burst: u64,
    sustained: u64,
    /// `all`, or one as `new64`.
    only: String,
    /// Destinations that hear of each visit, and are down.
    told: u64,
}

impl Plan {
    fn wants(&self, visitors: Visitors, connections: u32) -> bool {
        self.only == "all" || self.only == format!("{visitors:?}{connections}").to_lowercase()
    }
}

fn measure(options: &Options, plan: &Plan, only: &str, section: &mut Section) -> Result<()> {
    let nginx = Nginx::start(&options.folder.join("nginx"), SERVER)?;
    if only != "postgres" {
        let data = options.folder.join("sqlite");
        on_store("SQLite", options, plan, &data, None, &nginx, section)?;
    }
    if only != "sqlite" {
        let postgres = Postgres::start(&options.folder)?;
        let data = options.folder.join("on-postgres");
        let name = format!(
            "PostgreSQL ({}, its defaults: fsync and synchronous_commit on; its processes on both cores)",
            postgres.version
        );
        on_store(&name, options, plan, &data, Some(&postgres.url), &nginx, section)?;
    }
    Ok(())
}

fn on_store(
    name: &str,
    options: &Options,
    plan: &Plan,
    data: &Path,
    database_url: Option<&str>,
    nginx: &Nginx,
    section: &mut Section,
) -> Result<()> {
    section.line(format!("\n### On {name}\n"));
    let cookies = data.with_extension("cookies");
    let seeder = Seeder::open(data, database_url, None)?;
    let mut file = BufWriter::new(File::create(&cookies)?);
    let mut failed = None;
    let seeded = seeder.visits(plan.seeds, &[SLUG.to_owned()], 0, |cookie| {
        failed = file.write_all(cookie.as_bytes()).err().or(failed.take());
    })?;
    for number in 0..plan.told {
        seeder.destination(json!({"platform": "meta", "name": format!("Meta {number}"), "consent": "not_required",
            "settings": {"dataset_id": meta::DATASET}, "credentials": {"access_token": meta::TOKEN},
            "events": [{"category": "view_content", "name": "ViewContent", "active": true},
                {"category": "click", "active": false}]}))?;
    }
    seeder.close();
    if let Some(error) = failed {
        return Err(error.into());
    }
    file.flush()?;
    section.line(format!(
        "Seeding: {} visits by the engine and the journal without a socket in {:.1} s, in the store after {:.1} s \
         ({:.0} visits/s).",
        seeded.visits,
        seeded.kept_in.as_secs_f64(),
        seeded.projected_in.as_secs_f64(),
        seeded.visits as f64 / seeded.projected_in.as_secs_f64()
    ));
    let at = database_url.map_or_else(|| Location::in_folder(data), |url| Location::Postgres(url.to_owned()));
    let mut house = House::new(&options.binary, data);
    house.core = SERVER;
    house.database_url = database_url.map(str::to_owned);
    if plan.told > 0 {
        // Nobody listens there.
        house.flags.extend(["--meta-url".to_owned(), "http://127.0.0.1:9".to_owned()]);
    }
    let running = house.serve()?;
    settled(running.pid())?;
    let load = Load::new(Path::new("bench/load"), &cookies, plan.seeds, CLIENT);
    let bench = Bench { running, nginx, load, plan };
    let answered = bench.bursts(section)? + bench.sustained(section)?;
    bench.reckon(answered, &at, section)
}

/// Waits until what follows a start in the background (every lead's agent, the last day's click ids) is over.
fn settled(pid: u32) -> Result<()> {
    let begun = Instant::now();
    loop {
        let before = cpu_micros(pid)?;
        std::thread::sleep(Duration::from_secs(1));
        if cpu_micros(pid)? - before <= 20_000 {
            say!("quiet {:.0} s after the start", begun.elapsed().as_secs_f64());
            return Ok(());
        }
        if begun.elapsed() > Duration::from_secs(300) {
            return Err("it is still busy five minutes after its start".into());
        }
    }
}

struct Bench<'a> {
    running: Running,
    nginx: &'a Nginx,
    load: Load,
    plan: &'a Plan,
}

/// One server in one round.
#[derive(Clone, Debug, Default)]
struct Burst {
    run: Run,
    cpu: f64,
}

impl Bench<'_> {
    fn burst(&self, at: SocketAddr, pid: u32, visitors: Visitors, connections: u32) -> Result<Burst> {
        let before = cpu_micros(pid)?;
        let run = self.load.run(at, visitors, connections, self.plan.burst)?;
        let cpu = (cpu_micros(pid)? - before) as f64 / run.answers.max(1) as f64;
        Ok(Burst { run, cpu })
    }

    /// Returns how many visits were answered.
    fn bursts(&self, section: &mut Section) -> Result<u64> {
        let (mut rows, mut notes, mut notes_of_threads) = (Vec::new(), Vec::new(), Vec::new());
        let mut answered = 0;
        let mut wrong = 0;
        for (visitors, connections) in SCENARIOS.into_iter().filter(|s| self.plan.wants(s.0, s.1)) {
            let (mut own, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            let mut threads = Threads::default();
            let (mut projected, mut bare, mut to_bare) = (Vec::new(), Vec::new(), Vec::new());
            for round in 0..self.plan.rounds {
                let yardstick = self.burst(self.nginx.address, self.nginx.pid(), visitors, connections)?;
                if visitors == Visitors::New {
                    bare.push(self.burst(self.nginx.address, self.nginx.pid(), Visitors::Same, connections)?);
                }
                let before = self.running.figure("giliran_projected_total")?;
                let by_thread = cpu_by_thread(self.running.pid())?;
                let burst = self.burst(self.running.address, self.running.pid(), visitors, connections)?;
                projected.push(
                    (self.running.figure("giliran_projected_total")? - before) as f64 / burst.run.answers.max(1) as f64,
                );
                let ratio = burst.run.rate() / yardstick.run.rate();
                say!(
                    "{visitors:?} {connections}, round {}: {:.0}/s, nginx {:.0}/s, {ratio:.2}; p99 {:.2} ms; {:.1} µs",
                    round + 1,
                    burst.run.rate(),
                    yardstick.run.rate(),
                    burst.run.p99,
                    burst.cpu
                );
                threads.add(&by_thread, &cpu_by_thread(self.running.pid())?, burst.run.answers);
                answered += burst.run.answers;
                wrong += burst.run.wrong;
                ratios.push(ratio);
                to_bare.extend(bare.last().map(|bare| burst.run.rate() / bare.run.rate()));
                own.push(burst);
                theirs.push(yardstick);
                self.running.drained(DRAIN)?;
            }
            notes_of_threads.push(format!("{visitors:?} {connections}: {}", threads.told()));
            rows.push(row(&format!("{visitors:?}, giliran"), connections, &own, &ratios, Some(median(&projected))));
            rows.push(row(&format!("{visitors:?}, nginx"), connections, &theirs, &[], None));
            if !bare.is_empty() {
                rows.push(row("one request repeated, nginx", connections, &bare, &[], None));
                notes.push(format!("{connections}: {:.2}", median(&to_bare)));
            }
        }
        section
            .line("\nBursts. Medians over the rounds; ÷ nginx is the median of the paired ratios, with their range.");
        section.table(
            &["who", "conns", "req/s", "÷ nginx", "p50 ms", "p99 ms", "CPU µs/req", "projected meanwhile"],
            &rows,
        );
        section.line(format!(
            "Making each request anew costs `wrk` time of its own core, which bounds nginx. New visitors paired with nginx \
             under one request repeated over and over: {}.",
            notes.join(", ")
        ));
        section.line(format!(
            "\nThe server's processor time by thread, µs for each answer of the bursts: {}.\n",
            notes_of_threads.join("; ")
        ));
        section.claim("every answer of the bursts was a redirect", wrong == 0);
        Ok(answered)
    }

    fn sustained(&self, section: &mut Section) -> Result<u64> {
        let (mut rows, mut notes_of_threads) = (Vec::new(), Vec::new());
        let mut answered = 0;
        for (visitors, connections) in SUSTAINED.into_iter().filter(|s| self.plan.wants(s.0, s.1)) {
            let yardstick = self.burst(self.nginx.address, self.nginx.pid(), visitors, connections)?;
            let pid = self.running.pid();
            let (before, cpu) = (self.running.figure("giliran_projected_total")?, cpu_micros(pid)?);
            let by_thread = cpu_by_thread(pid)?;
            let begun = Instant::now();
            let over = AtomicBool::new(false);
            let (run, longest) = std::thread::scope(|scope| {
                let watch = scope.spawn(|| {
                    let mut longest = 0;
                    while !over.load(Ordering::Relaxed) {
                        std::thread::sleep(Duration::from_secs(1));
                        longest = longest.max(self.running.figure("giliran_journal_backlog").unwrap_or(0));
                    }
                    longest
                });
                let run = self.load.run(self.running.address, visitors, connections, self.plan.sustained);
                over.store(true, Ordering::Relaxed);
                (run, watch.join().unwrap_or(0))
            });
            let run = run?;
            let loaded = begun.elapsed();
            self.running.drained(DRAIN)?;
            let whole = begun.elapsed();
            let projected = self.running.figure("giliran_projected_total")? - before;
            let rate = projected as f64 / whole.as_secs_f64();
            let cpu = (cpu_micros(pid)? - cpu) as f64 / run.answers as f64;
            let mut threads = Threads::default();
            threads.add(&by_thread, &cpu_by_thread(pid)?, run.answers);
            notes_of_threads.push(format!("{visitors:?} {connections}: {}", threads.told()));
            answered += run.answers;
            rows.push(vec![
                format!("{visitors:?}"),
                connections.to_string(),
                format!("{:.0}", run.rate()),
                format!("**{rate:.0}**"),
                format!("{:.2}", rate / yardstick.run.rate()),
                format!("{:.2} / {:.2}", run.p50, run.p99),
                format!("{cpu:.1}"),
                longest.to_string(),
                format!("{:.1}", (whole - loaded).as_secs_f64()),
            ]);
            section.claim(
                format!("{visitors:?} at {connections}, sustained: every answer was a redirect"),
                run.wrong == 0,
            );
        }
        section
            .line("\nSustained: visits in the store per second of wall clock, the catching up at the end counted in.");
        section.table(
            &[
                "who",
                "conns",
                "answered/s",
                "projected/s",
                "÷ nginx",
                "p50 / p99 ms",
                "CPU µs/visit, all in",
                "longest backlog",
                "caught up s",
            ],
            &rows,
        );
        section.line(format!(
            "The same by thread, µs for each visit until everything was in the store (`store-write` and `projector` are what \
             the projection with its roll-ups costs): {}.\n",
            notes_of_threads.join("; ")
        ));
        let (resident, anonymous) = memory_kb(self.running.pid())?;
        section.line(format!(
            "Memory after all of it: {} MB resident, {} MB of it its own.",
            resident / 1024,
            anonymous / 1024
        ));
        Ok(answered)
    }

    /// Answered against recorded, on the counter and in the store.
    fn reckon(self, answered: u64, at: &Location, section: &mut Section) -> Result<()> {
        let figures = self.running.figures()?;
        let figure = |name: &str| figures.get(name).copied().unwrap_or(-1);
        let kept = figure("giliran_journal_kept_total");
        let commits = figure("giliran_journal_commits_total");
        let (unkept, lost) = (figure("giliran_unkept_total"), figure("giliran_journal_lost_total"));
        let (status, took) = self.running.terminate()?;
        let rows = ledger::count(at, "visits")?;
        let of_load = rows - self.plan.seeds.cast_signed();
        // What was under way when wrk hung up was recorded and not counted by it: at most a connection's worth a run.
        let runs = SCENARIOS.len() as u64 * self.plan.rounds;
        let of = |scenarios: &[(Visitors, u32)]| scenarios.iter().map(|(_, n)| u64::from(*n)).sum::<u64>();
        let under_way = of(&SCENARIOS) * self.plan.rounds + of(&SUSTAINED);
        section.line(format!(
            "\nAnswered {answered} (wrk's count over {runs} bursts and {} sustained runs); kept by the journal {kept} in {commits} \
             commits ({:.0} a commit); rows in the store {of_load}.",
            SUSTAINED.len(),
            kept as f64 / commits.max(1) as f64
        ));
        section.claim(
            "answered without being recorded: none",
            unkept == 0 && lost == 0 && kept.cast_unsigned() >= answered,
        );
        section.claim("every visit that the journal kept is in the store, once", of_load == kept);
        section.claim(
            format!(
                "recorded and not counted by wrk, because it hung up: {} (at most {under_way})",
                kept - answered.cast_signed()
            ),
            kept.cast_unsigned() - answered.min(kept.cast_unsigned()) <= under_way,
        );
        section.claim(format!("SIGTERM ends it with 0, in {:.2} s", took.as_secs_f64()), status.success());
        Ok(())
    }
}

fn row(who: &str, connections: u32, bursts: &[Burst], ratios: &[f64], projected: Option<f64>) -> Vec<String> {
    let of = |read: fn(&Burst) -> f64| median(&bursts.iter().map(read).collect::<Vec<_>>());
    let ratio = if ratios.is_empty() {
        "1".to_owned()
    } else {
        let (least, most) = ratios.iter().fold((f64::MAX, f64::MIN), |(a, b), r| (a.min(*r), b.max(*r)));
        format!("**{:.2}** ({least:.2} to {most:.2})", median(ratios))
    };
    vec![
        who.to_owned(),
        connections.to_string(),
        format!("{:.0}", of(|b| b.run.rate())),
        ratio,
        format!("{:.2}", of(|b| b.run.p50)),
        format!("{:.2}", of(|b| b.run.p99)),
        format!("{:.1}", of(|b| b.cpu)),
        projected.map_or_else(|| "–".to_owned(), |part| format!("{:.0} %", part * 100.0)),
    ]
}
