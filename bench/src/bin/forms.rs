//! How fast a link's lead form is shown, beside nginx with a page of the same bytes, and how fast filled forms are taken;
//! then whether every form that was answered stands in the store once, with one lead and one turn, however often it was
//! sent, and whether a replay decides each as it was decided. On SQLite and on PostgreSQL; the server has one core and the load the other.

use domain::actor::Who;
use domain::draft::replay::ReplayDraft;
use domain::id::LinkId;
use engine::replay::{Replayed, Stop};
use giliran_bench::database::Postgres;
use giliran_bench::forms::{self, Filled, Shown, digits, given};
use giliran_bench::house::{House, Running};
use giliran_bench::ledger::{self, RecordedForm};
use giliran_bench::machine::{cpu_by_thread, cpu_micros, need};
use giliran_bench::nginx::Nginx;
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::{Seeder, number};
use giliran_bench::sender::{Sends, send};
use giliran_bench::tally::median;
use giliran_bench::threads::Threads;
use giliran_bench::traffic::Crowd;
use giliran_bench::wrk::{Load, Run, Visitors};
use giliran_bench::{Result, say};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::Location;

const SERVER: Option<usize> = Some(0);
const CLIENT: Option<usize> = Some(1);
const CONNECTIONS: [u32; 2] = [64, 256];
const DRAIN: Duration = Duration::from_secs(600);
/// A form that comes sooner after its page is taken for a machine's (`domain::form::token::QUICKEST`).
const READING: Duration = Duration::from_millis(1_050);
/// At one moment of a form that is sent again and again.
const AT_ONCE: usize = 4;

fn main() -> Result<()> {
    let options = Options::read("forms")?;
    need(&[("wrk", "wrk"), ("nginx", "nginx"), ("taskset", "util-linux")])?;
    let plan = Plan {
        rounds: options.number("rounds", 5, 1)?,
        burst: options.number("burst", 10, 2)?,
        sends: options.number("sends", 18_000, 1_500)?,
        again: options.number("again", 500, 50)?,
    };
    let mut section = Section::new("Lead forms (`bench/forms`)", options.out.clone());
    section.line(format!(
        "A link with a form (name, phone, three fields of its own, consent) on a house without a past. The page: bursts of \
         {} s by `wrk -t1`, {} paired rounds. Sends: {} a round, each by a visitor with an address of their own who was \
         shown the page, and {:.2} s later; by a client of our own over keep-alive connections. The server on one core, \
         the load on the other. CPU: user and system time of the server's process (all its threads) divided by the answers.",
        plan.burst,
        plan.rounds,
        plan.sends,
        READING.as_secs_f64()
    ));
    let only = options.text("store").unwrap_or("both");
    let done = measure(&options, &plan, only, &mut section);
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

struct Plan {
    rounds: u64,
    burst: u64,
    sends: u64,
    /// Forms that are sent again and again.
    again: u64,
}

fn measure(options: &Options, plan: &Plan, only: &str, section: &mut Section) -> Result<()> {
    if only != "postgres" {
        on_store("SQLite", options, plan, &options.folder.join("sqlite"), None, section)?;
    }
    if only != "sqlite" {
        let postgres = Postgres::start(&options.folder)?;
        let name = format!(
            "PostgreSQL ({}, its defaults: fsync and synchronous_commit on; its processes on both cores)",
            postgres.version
        );
        on_store(&name, options, plan, &options.folder.join("on-postgres"), Some(&postgres.url), section)?;
    }
    Ok(())
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
    let seeder = Seeder::open(data, database_url, None)?;
    let (workspace, link) = (seeder.workspace, seeder.make(&forms::link())?);
    seeder.close();
    let mut house = House::new(&options.binary, data);
    house.core = SERVER;
    house.database_url = database_url.map(str::to_owned);
    let running = house.serve()?;
    let mut load = Load::new(Path::new("bench/load"), Path::new("-"), 0, CLIENT);
    load.slug = forms::SLUG.to_owned();
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as u64;
    let mut bench = Bench { running, load, plan, crowd: Crowd::new(seed), serial: 0, pages: 0, sent: Vec::new() };
    bench.page(&data.with_extension("nginx"), section)?;
    bench.sends(section)?;
    let again = bench.again(section)?;
    let at = database_url.map_or_else(|| Location::in_folder(data), |url| Location::Postgres(url.to_owned()));
    let forms = bench.reckon(again, &at, section)?;
    let seeder = Seeder::again(data, database_url, workspace)?;
    let replayed = replay(&seeder, link, &forms, section);
    seeder.close();
    replayed
}

/// What the store holds at the end.
struct Reckoned {
    forms: Vec<RecordedForm>,
    visits: u64,
}

/// A draft over the link's past: what was decided when each form was sent, decided once more.
fn replay(seeder: &Seeder, link: LinkId, past: &Reckoned, section: &mut Section) -> Result<()> {
    let who = Who::operator(seeder.workspace);
    let count = past.forms.len() as u64;
    let run = |draft: &serde_json::Value| -> Result<(Replayed, f64)> {
        let draft = ReplayDraft::parse(draft).map_err(|faults| format!("the draft: {faults:?}"))?;
        let begun = Instant::now();
        let run = seeder.runtime.block_on(engine::replay::replay(&seeder.engine, &who, link, draft));
        Ok((run.map_err(|rejection| format!("{rejection:?}"))?, begun.elapsed().as_secs_f64()))
    };
    let (same, took) = run(&json!({"days": 1}))?;
    section.claim(
        format!("a replay of the link as it is decides all {count} forms and moves none, in {took:.2} s"),
        (same.visits, same.forms, same.moved, same.undecided) == (count, count, 0, 0),
    );
    section.claim(
        "it leaves out every visit whose form was not sent, and none besides",
        same.not_sent == past.visits - count,
    );
    let view = seeder.runtime.block_on(engine::links::get(&seeder.engine, &who, link));
    let first = view.map_err(|rejection| format!("{rejection:?}"))?.seats.remove(0).seat.member.id;
    let (off, took) = run(&json!({"days": 1, "pool": {"members": [{"id": first, "active": false}]}}))?;
    let given = past.forms.iter().filter(|form| form.turn_of.as_deref() == Some("CS 1")).count() as u64;
    let share = off.shares.iter().find(|share| share.stop == Stop::Member(first));
    section.claim(
        format!("with the first member off, her {given} forms go elsewhere, in {took:.2} s"),
        off.visits == count && share.is_some_and(|share| (share.before, share.after) == (given, 0)),
    );
    Ok(())
}

struct Bench<'p> {
    running: Running,
    load: Load,
    plan: &'p Plan,
    crowd: Crowd,
    /// The last person who filled in a form.
    serial: u64,
    /// Pages that were answered.
    pages: u64,
    /// Every form whose sending was answered, with where it led.
    sent: Vec<(Filled, String)>,
}

/// A form that was sent several times, and where each sending led.
struct Again {
    filled: Filled,
    led: Vec<Option<String>>,
}

impl Bench<'_> {
    /// How fast the page is shown to somebody new.
    fn page(&mut self, nginx: &Path, section: &mut Section) -> Result<()> {
        let (_, body) = self.shown(1)?.1;
        let nginx = Nginx::start_page(nginx, SERVER, &body)?;
        section.line(format!("The page is {} bytes.\n", body.len()));
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        let mut wrong = 0;
        for connections in CONNECTIONS {
            let (mut own, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            let mut threads = Threads::default();
            for round in 0..self.plan.rounds {
                let yardstick = self.burst(nginx.address, nginx.pid(), connections)?;
                let by_thread = cpu_by_thread(self.running.pid())?;
                let burst = self.burst(self.running.address, self.running.pid(), connections)?;
                threads.add(&by_thread, &cpu_by_thread(self.running.pid())?, burst.0.answers);
                let ratio = burst.0.rate() / yardstick.0.rate();
                say!(
                    "the page, {connections}, round {}: {:.0}/s, nginx {:.0}/s, {ratio:.2}; p99 {:.2} ms; {:.1} µs",
                    round + 1,
                    burst.0.rate(),
                    yardstick.0.rate(),
                    burst.0.p99,
                    burst.1
                );
                wrong += burst.0.wrong;
                self.pages += burst.0.answers;
                ratios.push(ratio);
                own.push(burst);
                theirs.push(yardstick);
                self.running.drained(DRAIN)?;
            }
            notes.push(format!("{connections}: {}", threads.told()));
            rows.push(row("the form, giliran", connections, &own, &ratios));
            rows.push(row("a file of the same bytes, nginx", connections, &theirs, &[]));
        }
        section.line(
            "The page, shown to new visitors, each of whom is recorded with a lead first. Medians over the rounds; ÷ nginx \
             is the median of the paired ratios, with their range.",
        );
        section.table(&["who", "conns", "req/s", "÷ nginx", "p50 ms", "p99 ms", "CPU µs/req"], &rows);
        section.line(format!(
            "The server's processor time by thread, µs for each page of the bursts: {}.\n",
            notes.join("; ")
        ));
        section.claim("every answer of the bursts was the page", wrong == 0);
        Ok(())
    }

    fn burst(&self, at: SocketAddr, pid: u32, connections: u32) -> Result<(Run, f64)> {
        let before = cpu_micros(pid)?;
        let run = self.load.run(at, Visitors::New, connections, self.plan.burst)?;
        let cpu = (cpu_micros(pid)? - before) as f64 / run.answers.max(1) as f64;
        Ok((run, cpu))
    }

    /// Shows the page to so many new visitors; answers them, and one head and body.
    fn shown(&mut self, count: u64) -> Result<(Vec<Shown>, (String, String))> {
        let visitors = forms::visitors(&mut self.crowd, count);
        let requests = visitors.iter().map(forms::get).collect();
        let pages = send(self.running.address, 32, CLIENT, requests, |reply| {
            given(reply).map(|given| (given, (reply.head.to_owned(), reply.body.to_owned())))
        })?;
        let mut one = None;
        let mut shown = Vec::new();
        for (visitor, answer) in visitors.into_iter().zip(pages.answers) {
            let (given, page) = answer.and_then(|(page, _)| page).ok_or("a visitor was not shown the form")?;
            one.get_or_insert(page);
            shown.push(Shown::new(visitor, given));
        }
        self.pages += count;
        Ok((shown, one.ok_or("nobody was shown the form")?))
    }

    fn fill(&mut self, count: u64) -> Result<Vec<Filled>> {
        let (shown, _) = self.shown(count)?;
        let filled = shown.iter().map(|shown| {
            self.serial += 1;
            shown.fill(self.serial)
        });
        let filled = filled.collect();
        self.running.drained(DRAIN)?;
        std::thread::sleep(READING);
        Ok(filled)
    }

    /// How fast filled forms are taken.
    fn sends(&mut self, section: &mut Section) -> Result<()> {
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        let mut refused = 0;
        for connections in CONNECTIONS {
            let mut threads = Threads::default();
            let (mut runs, mut cpus, mut whole) = (Vec::new(), Vec::new(), Vec::new());
            for round in 0..self.plan.rounds {
                let filled = self.fill(self.plan.sends)?;
                let pid = self.running.pid();
                let (before, by_thread) = (cpu_micros(pid)?, cpu_by_thread(pid)?);
                let sends = self.take(&filled, connections as usize)?;
                let cpu = (cpu_micros(pid)? - before) as f64 / sends.answered().max(1) as f64;
                self.running.drained(DRAIN)?;
                let all_in = (cpu_micros(pid)? - before) as f64 / sends.answered().max(1) as f64;
                threads.add(&by_thread, &cpu_by_thread(pid)?, sends.answered());
                say!(
                    "sends, {connections}, round {}: {:.0}/s; p99 {:.2} ms; {cpu:.1} µs, {all_in:.1} all in",
                    round + 1,
                    sends.rate(),
                    sends.percentile(0.99)
                );
                for (filled, answer) in filled.into_iter().zip(&sends.answers) {
                    match answer {
                        Some((Some(digits), _)) => self.sent.push((filled, digits.clone())),
                        _ => refused += 1,
                    }
                }
                cpus.push(cpu);
                whole.push(all_in);
                runs.push(sends);
            }
            let of = |read: fn(&Sends<Option<String>>) -> f64| median(&runs.iter().map(read).collect::<Vec<_>>());
            rows.push(vec![
                connections.to_string(),
                format!("**{:.0}**", of(Sends::rate)),
                format!("{:.2}", of(|sends| sends.percentile(0.5))),
                format!("{:.2}", of(|sends| sends.percentile(0.99))),
                format!("{:.1}", median(&cpus)),
                format!("{:.1}", median(&whole)),
            ]);
            notes.push(format!("{connections}: {}", threads.told()));
        }
        section.line("\nFilled forms, medians over the rounds. All in: until everything was in the store.");
        section.table(&["conns", "sends/s", "p50 ms", "p99 ms", "CPU µs/send", "CPU µs/send, all in"], &rows);
        section.line(format!("The same by thread, µs for each send, all in: {}.\n", notes.join("; ")));
        section.claim("every form was answered with the way to a chat", refused == 0);
        Ok(())
    }

    fn take(&self, filled: &[Filled], connections: usize) -> Result<Sends<Option<String>>> {
        let requests = filled.iter().map(|filled| filled.request.clone()).collect();
        send(self.running.address, connections, CLIENT, requests, digits)
    }

    /// The same form twice in a row, then several times at one moment; of every other one the other way round.
    fn again(&mut self, section: &mut Section) -> Result<Vec<Again>> {
        let filled = self.fill(self.plan.again)?;
        let (twice, at_once) = filled.split_at(filled.len() / 2);
        let mut all: Vec<Again> =
            filled.iter().map(|filled| Again { filled: filled.clone(), led: Vec::new() }).collect();
        let order = |filled: &[Filled]| filled.iter().map(|filled| filled.name.clone()).collect::<Vec<_>>();
        let several = |filled: &[Filled]| -> Vec<Filled> {
            filled.iter().flat_map(|filled| std::iter::repeat_n(filled.clone(), AT_ONCE)).collect()
        };
        let mut led: HashMap<String, Vec<Option<String>>> = HashMap::new();
        for batch in [twice.to_vec(), twice.to_vec(), several(twice), several(at_once), at_once.to_vec()] {
            let sends = self.take(&batch, AT_ONCE)?;
            for (name, answer) in order(&batch).into_iter().zip(sends.answers) {
                led.entry(name).or_default().push(answer.and_then(|(digits, _)| digits));
            }
        }
        for again in &mut all {
            again.led = led.remove(&again.filled.name).unwrap_or_default();
        }
        let sends: usize = all.iter().map(|again| again.led.len()).sum();
        let same = all.iter().all(|again| again.led.iter().all(|led| led.is_some() && *led == again.led[0]));
        section.claim(
            format!(
                "{} forms sent {sends} times, one after the other and {AT_ONCE} at a moment: each led to one person",
                all.len()
            ),
            same,
        );
        self.running.drained(DRAIN)?;
        Ok(all)
    }

    /// Answered against recorded, one by one.
    fn reckon(self, again: Vec<Again>, at: &Location, section: &mut Section) -> Result<Reckoned> {
        let figures = self.running.figures()?;
        let figure = |name: &str| figures.get(name).copied().unwrap_or(-1);
        let kept = figure("giliran_journal_kept_total");
        let (unkept, lost) = (figure("giliran_unkept_total"), figure("giliran_journal_lost_total"));
        let (status, took) = self.running.terminate()?;
        let counts: HashMap<_, _> = ledger::counts(at)?.into_iter().collect();
        let recorded = ledger::forms(at)?;
        let sendings = self.sent.len() + again.iter().map(|again| again.led.iter().flatten().count()).sum::<usize>();
        section.line(format!(
            "\nPages answered: {} (by wrk's count); forms answered: {sendings} sendings of {} forms; kept by the journal: \
             {kept}; in the store: {} visits, {} forms.",
            self.pages,
            self.sent.len() + again.len(),
            counts["visits"],
            recorded.len()
        ));
        let under_way: u64 = CONNECTIONS.iter().map(|n| u64::from(*n) * self.plan.rounds).sum();
        let visits = counts["visits"].cast_unsigned();
        section.claim("answered without being recorded: none", unkept == 0 && lost == 0);
        section.claim("the journal kept every page and every sending", kept == counts["visits"] + sendings as i64);
        section.claim(
            format!(
                "pages recorded and not counted by wrk, because it hung up: {} (at most {under_way})",
                visits - self.pages.min(visits)
            ),
            visits >= self.pages && visits - self.pages <= under_way,
        );
        let again = again.iter().filter_map(|again| Some((&again.filled, again.led[0].as_ref()?)));
        let expected: HashMap<&str, (&Filled, &String)> = self
            .sent
            .iter()
            .map(|(filled, led)| (filled, led))
            .chain(again)
            .map(|(filled, led)| (filled.name.as_str(), (filled, led)))
            .collect();
        section.claim(
            "every answered form is in the store exactly once, as it was filled in",
            recorded.len() == expected.len() && recorded.iter().all(|form| is(&expected, form)),
        );
        let leads: HashSet<i64> = recorded.iter().map(|form| form.lead).collect();
        section.claim(
            "each has a lead of its own, and nobody has a lead but those who were shown the page",
            leads.len() == recorded.len() && counts["leads"] == counts["visits"],
        );
        section.claim(
            "each took one turn, of the one whom it led to, and nothing else took any",
            counts["turns"] == recorded.len() as i64 && recorded.iter().all(|form| led_to(&expected, form)),
        );
        section.claim(format!("SIGTERM ends it with 0, in {:.2} s", took.as_secs_f64()), status.success());
        Ok(Reckoned { forms: recorded, visits })
    }
}

/// The form is one of those that were sent, and its lead is called as it says.
fn is(expected: &HashMap<&str, (&Filled, &String)>, form: &RecordedForm) -> bool {
    expected.get(form.name.as_str()).is_some_and(|(filled, _)| {
        form.phone == filled.phone
            && form.lead_name.as_ref() == Some(&filled.name)
            && form.lead_phone.as_ref() == Some(&filled.phone)
    })
}

fn led_to(expected: &HashMap<&str, (&Filled, &String)>, form: &RecordedForm) -> bool {
    let turn = form.turn_of.as_deref().and_then(|name| name.strip_prefix("CS ")?.parse::<usize>().ok());
    turn.zip(expected.get(form.name.as_str())).is_some_and(|(nth, (_, led))| number(nth - 1) == **led)
}

fn row(who: &str, connections: u32, bursts: &[(Run, f64)], ratios: &[f64]) -> Vec<String> {
    let of = |read: fn(&(Run, f64)) -> f64| median(&bursts.iter().map(read).collect::<Vec<_>>());
    let ratio = if ratios.is_empty() {
        "1".to_owned()
    } else {
        let (least, most) = ratios.iter().fold((f64::MAX, f64::MIN), |(a, b), r| (a.min(*r), b.max(*r)));
        format!("**{:.2}** ({least:.2} to {most:.2})", median(ratios))
    };
    vec![
        who.to_owned(),
        connections.to_string(),
        format!("{:.0}", of(|(run, _)| run.rate())),
        ratio,
        format!("{:.2}", of(|(run, _)| run.p50)),
        format!("{:.2}", of(|(run, _)| run.p99)),
        format!("{:.1}", of(|(_, cpu)| *cpu)),
    ]
}
