//! What routing costs: rules asked about a visit, links with rules taken over by a running node, and a draft run over a
//! million recorded visits.

use domain::actor::Who;
use domain::draft::link::LinkDraft;
use domain::draft::replay::ReplayDraft;
use domain::id::{ChannelId, LinkId};
use domain::route::{Rule, Rules, Seen, Visitor};
use domain::schedule::NoHolidays;
use domain::visit::{Client, Device, Facts, Origin, Place, Utm};
use engine::click::Clicked;
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::{SLUG, Seeder};
use giliran_bench::tally::percentile;
use giliran_bench::traffic::Crowd;
use giliran_bench::{Result, say};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::config_changes::{self, Noun};

const DAY: i64 = 86_400_000_000;
/// Countries and languages that the bench's visitors never have, so that every rule is asked to its end.
const ELSEWHERE: [&str; 8] = ["IS", "FJ", "NR", "TV", "PW", "KI", "TO", "WS"];

fn main() -> Result<()> {
    let options = Options::read("route")?;
    let mut section = Section::new("Routing (`bench/route`)", options.out.clone());
    let done = measure(&options, &mut section);
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

fn measure(options: &Options, section: &mut Section) -> Result<()> {
    evaluate(options, section)?;
    reload(options, section)?;
    replay(options, section)
}

/// A rule of one of five common shapes that holds for nobody here.
fn rule(number: usize) -> Value {
    let country = ELSEWHERE[number % ELSEWHERE.len()];
    let zone = ["Europe/Madrid", "Asia/Jakarta"][number % 2];
    let schedule = json!({"time_zone": zone,
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"});
    let when = match number % 5 {
        0 => json!({"all": [{"field": "schedule", "op": "within", "value": schedule},
                            {"field": "country", "op": "in_list", "value": [country]}]}),
        1 => json!({"any": [{"field": "language", "op": "in_list", "value": ["is", "fj"]},
                            {"field": "utm_source", "op": "contains", "value": ["no-such-source"]}]}),
        2 => json!({"all": [{"field": "device", "op": "in_list", "value": ["mobile"]},
                            {"field": "in_app", "op": "in_list", "value": ["wechat"]}]}),
        3 => json!({"all": [{"field": "utm_campaign", "op": "starts_with", "value": ["nothing-like-it"]},
                            {"field": "visitor", "op": "is", "value": "new"}]}),
        _ => json!({"field": "query", "key": "fbclid", "op": "equal", "value": [format!("none-{number}")]}),
    };
    json!({"id": format!("0190d3f2-0000-7000-8000-{number:012}"), "name": format!("Rule {number}"), "active": true,
           "when": when, "then": {"pool": true}})
}

fn rules(count: usize) -> Result<Vec<Rule>> {
    (0..count).map(|number| Ok(serde_json::from_value(rule(number))?)).collect()
}

fn facts() -> Facts<'static> {
    Facts {
        language: "id-ID".into(),
        client: Client {
            device: Device::Mobile,
            os: "android".into(),
            browser: "webview".into(),
            in_app: "instagram".into(),
        },
        place: Place { country: "ID".into(), ..Place::default() },
        origin: Origin {
            utm: Utm { source: "ig".into(), medium: "cpc".into(), campaign: "harbolnas".into(), ..Utm::default() },
            click_ids: vec![("fbclid".into(), "IwAR0abcdefghijklmnopqrstuvwxyz0123456789".into())],
            referrer: "https://l.instagram.com/".into(),
        },
        ..Facts::default()
    }
}

fn evaluate(options: &Options, section: &mut Section) -> Result<()> {
    let times = options.number("evaluations", 300_000, 20_000)?;
    let facts = facts();
    let channels = |_: ChannelId| Some(true);
    let mut rows = Vec::new();
    let mut of_a_hundred = Vec::new();
    for count in [1, 20, 100] {
        let compiled = Rules::new(&rules(count)?);
        // Rounds by turns, so that the machine's drift meets all alike.
        let mut rounds: Vec<f64> = (0..5)
            .map(|_| {
                let begun = Instant::now();
                for number in 0..times {
                    let at = 1_795_426_200_000_000 + number.cast_signed();
                    let seen = Seen::new(&facts, Some(Visitor::New), at, &[], &NoHolidays, channels);
                    black_box(compiled.iter().find(|rule| compiled.holds(rule, black_box(&seen))).is_some());
                }
                begun.elapsed().as_secs_f64() * 1e6 / times as f64
            })
            .collect();
        rounds.sort_by(f64::total_cmp);
        if count == 100 {
            of_a_hundred.clone_from(&rounds);
        }
        rows.push(vec![
            count.to_string(),
            format!("{:.3}", rounds[2]),
            format!("{:.3} to {:.3}", rounds[0], rounds[4]),
        ]);
    }
    section.line(format!(
        "Rules of five shapes (hours and country, language or utm, device and app, campaign and visitor, a \
         parameter), none of which holds, {times} visits, five rounds:"
    ));
    section.table(&["rules", "µs a visit, median", "range"], &rows);
    section.claim(format!("100 rules cost {:.2} µs (aim: under 5)", of_a_hundred[2]), of_a_hundred[2] < 5.0);
    Ok(())
}

/// A channel's change brings every link anew: the most that a save can cost a node.
fn reload(options: &Options, section: &mut Section) -> Result<()> {
    let count = options.number("links", 1_000, 100)?;
    let data = options.folder.join("reload");
    let seeder = Seeder::open(&data, None, None)?;
    let who = Who::operator(seeder.workspace);
    for number in 0..count {
        let body = json!({"slug": format!("link-{number}"), "message": "Hi {{name}} {{code}}",
            "rules": (0..20).map(|n| { let mut rule = rule(n); rule.as_object_mut().map(|rule| rule.remove("id")); rule }).collect::<Vec<_>>(),
            "pool": {"members": [{"name": "A", "number": "+6281234567801"}, {"name": "B", "number": "+6281234567802"}]}});
        let new = domain::draft::link::NewLink::parse(&body, "ID").map_err(|faults| format!("a link: {faults:?}"))?;
        let made = seeder.runtime.block_on(engine::links::create(&seeder.engine, &who, new));
        made.map_err(|rejection| format!("a link: {rejection:?}"))?;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let clicks = clicking(&seeder, &stop);
    let (mut times, workspace) = (Vec::new(), seeder.workspace);
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(200));
        let now = seeder.engine.now();
        seeder.engine.store.write_blocking(move |tx| config_changes::append(tx, Noun::Channel, workspace.0, now))?;
        let begun = Instant::now();
        seeder.runtime.block_on(seeder.engine.live.changed(now))?;
        times.push(begun.elapsed());
    }
    stop.store(true, Ordering::Relaxed);
    let decisions = clicks.join().map_err(|_| "the clicking thread failed")?;
    let worst = percentile(&times, 1.0);
    section.line(format!(
        "\n{count} links with 20 rules and two members each, all taken over anew ten times while another \
         thread decides visits as fast as it can ({} of them):",
        decisions.len()
    ));
    section.claim(
        format!("taken over in {:.0} ms at the median, {worst:.0} at most (aim: under 200)", percentile(&times, 0.5)),
        worst < 200.0,
    );
    let (p50, p999, most) = (percentile(&decisions, 0.5), percentile(&decisions, 0.999), percentile(&decisions, 1.0));
    section.claim(
        format!(
            "a decision meanwhile: {:.1} µs at the median, {:.0} µs at the 99.9th percentile, {most:.1} ms at most",
            p50 * 1e3,
            p999 * 1e3
        ),
        most < 50.0,
    );
    seeder.close();
    Ok(())
}

fn clicking(seeder: &Seeder, stop: &Arc<AtomicBool>) -> std::thread::JoinHandle<Vec<Duration>> {
    let (engine, stop) = (Arc::clone(&seeder.engine), Arc::clone(stop));
    std::thread::spawn(move || {
        let mut crowd = Crowd::new(7);
        let mut times = Vec::new();
        while !stop.load(Ordering::Relaxed) && times.len() < 2_000_000 {
            let visitor = crowd.visitor("link-7", "reload");
            let request = visitor.request();
            let begun = Instant::now();
            // A new visitor asks nobody: the decision is ready at once.
            let decided = poll_once(engine.click(&request));
            times.push(begun.elapsed());
            black_box(decided.map(|Clicked { answer, .. }| answer));
        }
        times
    })
}

fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(done) => Some(done),
        std::task::Poll::Pending => None,
    }
}

fn replay(options: &Options, section: &mut Section) -> Result<()> {
    let count = options.number("visits", 1_000_000, 20_000)?;
    let data = options.folder.join("replay");
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros() as i64;
    let seeder = Seeder::open(&data, None, Some(now - 60 * DAY))?;
    let seeded = seeder.visits(count, &[SLUG.to_owned()], 59 * DAY / count.cast_signed(), |_| {})?;
    say!("{} visits seeded in {:.0} s", seeded.visits, seeded.projected_in.as_secs_f64());
    let who = Who::operator(seeder.workspace);
    let link = seeder.runtime.block_on(engine::links::list(&seeder.engine, &who, Default::default(), None, 1));
    let link: LinkId = link.map_err(|rejection| format!("{rejection:?}"))?.items[0].link.id;
    let mut drafted: Vec<Value> = (0..19).map(rule).collect();
    drafted.push(
        json!({"name": "Tablets and computers", "when": {"field": "device", "op": "not_in_list", "value": ["mobile"]},
                        "then": {"pool": true}}),
    );
    let body = json!({"days": 90, "rules": drafted, "pool": {"method": "round_robin"}});
    let mut rows = Vec::new();
    let mut slowest = 0.0_f64;
    for (name, body) in [("as it is", json!({"days": 90})), ("20 rules, plain turns", body)] {
        let mut times = Vec::new();
        let mut moved = 0;
        for _ in 0..3 {
            let draft = ReplayDraft::parse(&body).map_err(|faults| format!("the draft: {faults:?}"))?;
            let begun = Instant::now();
            let run = seeder.runtime.block_on(engine::replay::replay(&seeder.engine, &who, link, draft));
            times.push(begun.elapsed());
            let run = run.map_err(|rejection| format!("{rejection:?}"))?;
            section.claim_quietly(run.visits == count, "a replay left visits out");
            moved = run.moved;
        }
        slowest = slowest.max(percentile(&times, 1.0));
        rows.push(vec![
            name.to_owned(),
            moved.to_string(),
            format!("{:.2}", percentile(&times, 0.5) / 1e3),
            format!("{:.2}", percentile(&times, 1.0) / 1e3),
        ]);
    }
    section.line(format!("\nA draft run over {count} recorded visits of one link (SQLite), three times each:"));
    section.table(&["draft", "visits moved", "s, median", "s, slowest"], &rows);
    section.claim(format!("{count} visits replay in {:.2} s at most (aim: under 5)", slowest / 1e3), slowest < 5_000.0);
    // The draft changed nothing: the same link takes a change as ever.
    let unchanged = LinkDraft { name: Some("Promo".to_owned()), ..LinkDraft::default() };
    let saved = seeder.runtime.block_on(engine::links::patch(&seeder.engine, &who, link, None, unchanged));
    saved.map_err(|rejection| format!("{rejection:?}"))?;
    seeder.close();
    Ok(())
}
