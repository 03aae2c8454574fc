//! What a grown house costs: memory, start, lists and figures with a million leads and ten thousand links, asked over
//! HTTP with a token as a client would.

use domain::channel::{ChannelKind, ChannelStatus};
use domain::id::{AgentId, ChannelId, LeadId, LinkId, MemberId, WorkspaceId};
use domain::link::{ClickEvent, Duty, Extras, Method, Preview};
use giliran_bench::asker::{Asker, row, token};
use giliran_bench::client::Connection;
use giliran_bench::house::House;
use giliran_bench::machine::memory_kb;
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::{SLUG, Seeder};
use giliran_bench::tally::percentile;
use giliran_bench::traffic::{Crowd, Dice};
use giliran_bench::{Result, say};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::agents::Agent;
use store::channels::Channel;
use store::config_changes::{self, Noun};
use store::links::Link;
use store::members::Member;
use store::{Error, Statement, Tx};
use uuid::Uuid;

const DAYS: i64 = 30;
const DAY: i64 = 86_400_000_000;
const AGENTS: usize = 50;
const SEATS: usize = 3;
const STATUSES: [&str; 5] = ["responded", "hot", "purchase", "won", "lost"];
const NAMES: [&str; 8] = ["Sari", "Budi", "Dewi", "Agus", "Putri", "Rizky", "Wulan", "Hendra"];
const FAMILIES: [&str; 6] = ["Wijaya", "Santoso", "Lestari", "Pratama", "Nugroho", "Halim"];

const TALKED_TO: Statement = Statement::new(
    "bench.talked_to",
    "UPDATE leads SET name = $1, phone = $2, status = $3, priority = $4, version = version + 1 WHERE id = $5",
);

fn main() -> Result<()> {
    let options = Options::read("scale")?;
    let leads = options.number("leads", 1_000_000, 20_000)?;
    let links = options.number("links", 10_000, 200)?;
    let mut section = Section::new("Scale (`bench/scale`)", options.out.clone());
    let done = measure(&options, leads, links, &mut section);
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

fn measure(options: &Options, leads: u64, links: u64, section: &mut Section) -> Result<()> {
    let size = std::fs::metadata(&options.binary)?.len() as f64 / 1e6;
    section.claim(format!("the binary, the country database in it: {size:.1} MB (aim: under 60)"), size < 60.0);
    idle(options, section)?;

    let data = options.folder.join("grown");
    let begun = Instant::now();
    let seeder = grow(&data, leads, links)?;
    seeder.close();
    say!("seeded in {:.0} s", begun.elapsed().as_secs_f64());
    section.line(format!(
        "\nA house with {leads} leads of {DAYS} days (a visit each, by the real path; a twentieth with name, phone, status and \
         priority), {links} links of {SEATS} members, {AGENTS} agents; SQLite, {} MB.\n",
        std::fs::metadata(data.join("giliran.db"))?.len() / 1_000_000
    ));
    let house = House::new(&options.binary, &data);
    let token = token(&house, None)?;
    starts(&house, section)?;

    let running = house.serve()?;
    visits(running.address, 1)?;
    std::thread::sleep(Duration::from_secs(5));
    let (resident, own) = memory_kb(running.pid())?;
    section.claim(
        format!(
            "memory with all of it: {} MB resident, {} MB of it its own (aim: under 250)",
            resident / 1024,
            own / 1024
        ),
        resident < 250 * 1024,
    );
    lists(running.address, &token, options, section)?;
    figures(running.address, &token, options, section)?;
    let (resident, own) = memory_kb(running.pid())?;
    section.line(format!(
        "- Memory after the lists and figures: {} MB resident, {} MB of it its own.",
        resident / 1024,
        own / 1024
    ));
    Ok(())
}

/// A house with nothing in it.
fn idle(options: &Options, section: &mut Section) -> Result<()> {
    let data = options.folder.join("idle");
    Seeder::open(&data, None, None)?.close();
    let running = House::new(&options.binary, &data).serve()?;
    visits(running.address, 1)?;
    std::thread::sleep(Duration::from_secs(3));
    let (resident, own) = memory_kb(running.pid())?;
    section.claim(
        format!(
            "memory idle, one link: {} MB resident, {} MB of it its own (aim: under 40)",
            resident / 1024,
            own / 1024
        ),
        resident < 40 * 1024,
    );
    Ok(())
}

/// From the start of the process to the first redirect, several times, after a start that warms the disk's cache.
fn starts(house: &House, section: &mut Section) -> Result<()> {
    let mut times = Vec::new();
    for number in 0..6 {
        let begun = Instant::now();
        let running = house.serve()?;
        visits(running.address, 1)?;
        if number > 0 {
            times.push(begun.elapsed());
        }
        running.drained(Duration::from_secs(60))?;
        running.terminate()?;
    }
    let (middle, most) = (percentile(&times, 0.5), percentile(&times, 1.0));
    section.claim(
        format!("start to first redirect: {middle:.0} ms at the median of five, {most:.0} ms at most (aim: under 300)"),
        most < 300.0,
    );
    Ok(())
}

fn visits(at: SocketAddr, count: usize) -> Result<()> {
    let mut crowd = Crowd::new(99);
    let mut connection = Connection::open(at)?;
    for _ in 0..count {
        let visitor = crowd.visitor(SLUG, "start");
        let answer = connection.get(&visitor.path(), &visitor.headers()).map_err(|cut| cut.error)?;
        if answer.status != 302 {
            return Err(format!("a visit was answered with {}", answer.status).into());
        }
    }
    Ok(())
}

fn lists(at: SocketAddr, token: &str, options: &Options, section: &mut Section) -> Result<()> {
    let mut asker = Asker::new(at, token, options.number("times", 100, 5)?)?;
    let store = store::Store::open(&store::Location::in_folder(&options.folder.join("grown")))?;
    let agent = store.read_blocking(|tx| {
        tx.one(
            &Statement::new("bench.an_agent", "SELECT agent_id FROM leads WHERE agent_id IS NOT NULL LIMIT 1"),
            &[],
            |row| row.get::<AgentId>(0),
        )
    })?;
    drop(store);
    let day = |ago: i64| iso(now() - ago * DAY);
    let agent_filter = format!("agent_id={agent}");
    let span = format!("created_from={}&created_before={}", day(20), day(19));
    let both = format!("agent_id={agent}&country=ES&created_from={}", day(10));
    let filters = [
        "",
        "status=new",
        "status=hot",
        &agent_filter,
        "source=ads",
        "source=nowhere",
        "utm_campaign=ramadan",
        "country=ID",
        "country=IS",
        "device=tablet",
        "priority=urgent",
        "has_phone=true",
        &span,
        "q=sari",
        "q=sari%20wij",
        "q=%2B62811",
        "q=0811000123",
        "q=nobodyatall",
        "status=hot&source=ads&country=ID",
        "source=ads&utm_campaign=brand&country=FI&device=desktop",
        "status=new&has_phone=true",
        &both,
    ];
    let mut rows = Vec::new();
    let mut all = Vec::new();
    let mut worst = 0.0_f64;
    for filter in filters {
        let (items, first, times) = asker.ask(&format!("/api/v1/leads?{filter}"))?;
        worst = worst.max(percentile(&times, 0.99));
        rows.push(row(if filter.is_empty() { "(none)" } else { filter }, items, first, &times));
        all.extend(times);
        all.push(first);
    }
    section.line(format!(
        "\nLead list over HTTP with a token, first page of 50, {} times each, one after the other:",
        asker.times
    ));
    section.table(&["filter", "items", "first ms", "p50 ms", "p99 ms"], &rows);
    section.claim(
        format!(
            "lead list, any filter: p99 {:.1} ms over all, {worst:.1} ms for the slowest filter (aim: under 50)",
            percentile(&all, 0.99)
        ),
        worst < 50.0,
    );
    Ok(())
}

fn figures(at: SocketAddr, token: &str, options: &Options, section: &mut Section) -> Result<()> {
    let mut asker = Asker::new(at, token, options.number("times", 100, 5)?.min(30))?;
    let (from, to) = (date(now() - (DAYS - 1) * DAY), date(now()));
    let mut rows = Vec::new();
    let mut worst = 0.0_f64;
    for by in ["day", "link", "agent", "source", "campaign", "country", "device"] {
        let (items, first, times) = asker.ask(&format!("/api/v1/reports/overview?from={from}&to={to}&by={by}"))?;
        worst = worst.max(percentile(&times, 1.0)).max(first.as_secs_f64() * 1000.0);
        rows.push(row(&format!("overview by {by}, {DAYS} days"), items, first, &times));
    }
    for path in ["/api/v1/links?limit=50", "/api/v1/visits?limit=50", "/api/v1/visits?kind=bot&limit=50"] {
        let (items, first, times) = asker.ask(path)?;
        rows.push(row(path, items, first, &times));
    }
    section.line("\nFigures and other lists:");
    section.table(&["what", "items", "first ms", "p50 ms", "p99 ms"], &rows);
    section.claim(format!("overview, any grouping: {worst:.1} ms at most (aim: under 300)"), worst < 300.0);
    Ok(())
}

/// Links and members by the store's own functions in one transaction; visits by the real way; then what people do.
fn grow(data: &Path, leads: u64, links: u64) -> Result<Seeder> {
    let begin = now() - DAYS * DAY;
    let seeder = Seeder::open(data, None, Some(begin))?;
    let workspace = seeder.workspace;
    seeder.engine.store.write_blocking(move |tx| links_of(tx, workspace, links, begin))?;
    seeder.runtime.block_on(seeder.engine.live.changed(seeder.engine.now()))?;
    let mut slugs: Vec<String> = (1..links).map(slug).collect();
    slugs.push(SLUG.to_owned());
    seeder.visits(leads, &slugs, DAYS * DAY / leads.cast_signed(), |_| {})?;
    let mut dice = Dice::new(3);
    for chunk in 0..20 {
        let some: Vec<(i64, u64)> = (0..leads / 400)
            .map(|number| {
                (1 + ((number * 20 + chunk) * 20 + dice.below(20) as u64).min(leads - 1).cast_signed(), dice.roll())
            })
            .collect();
        seeder.engine.store.write_blocking(move |tx| talked_to(tx, workspace, &some))?;
    }
    Ok(seeder)
}

fn slug(number: u64) -> String {
    format!("link-{number}")
}

fn id() -> Uuid {
    Uuid::now_v7()
}

fn links_of(tx: &mut Tx<'_>, workspace: WorkspaceId, links: u64, at: i64) -> std::result::Result<(), Error> {
    let mut agents = Vec::new();
    for number in 0..AGENTS {
        let channel = Channel {
            id: ChannelId(id()),
            workspace,
            kind: ChannelKind::Whatsapp,
            name: format!("Agent {number}"),
            place: format!("+62813000{number:05}"),
            status: ChannelStatus::Active,
            archived_at: None,
            created_at: at,
            updated_at: at,
            version: 1,
        };
        let agent = Agent {
            id: AgentId(id()),
            workspace,
            name: channel.name.clone(),
            channel: channel.id,
            user: None,
            created_at: at,
            updated_at: at,
        };
        store::channels::insert(tx, &channel)?;
        store::agents::insert(tx, &agent)?;
        config_changes::append(tx, Noun::Channel, channel.id.0, at)?;
        agents.push(agent);
    }
    for number in 1..links {
        let link = Link {
            id: LinkId(id()),
            workspace,
            domain: String::new(),
            slug: slug(number),
            name: format!("Link {number}"),
            message: "Hi {{name}}, I want the promo {{code}}".to_owned(),
            method: Method::Weighted,
            sticky: true,
            cookies: true,
            click_event: ClickEvent::ViewContent,
            fallback: None,
            preview: Preview::default(),
            extras: Extras::default(),
            archived_at: None,
            created_at: at,
            updated_at: at,
            version: 1,
        };
        store::links::insert(tx, &link)?;
        for seat in 0..SEATS {
            let agent = &agents[(number as usize * SEATS + seat) % AGENTS];
            let member = Member {
                id: MemberId(id()),
                link: link.id,
                agent: agent.id,
                name: agent.name.clone(),
                weight: 10 + seat as u32 * 20,
                active: true,
                duty: Duty::default(),
                position: seat as i64,
                created_at: at,
            };
            store::members::insert(tx, &member)?;
        }
    }
    Ok(())
}

/// What a team adds: a name, a number, a status, a priority.
fn talked_to(tx: &mut Tx<'_>, workspace: WorkspaceId, leads: &[(i64, u64)]) -> std::result::Result<(), Error> {
    for (lead, roll) in leads {
        let pick = |of: &[&'static str], shift: u32| of[(roll >> shift) as usize % of.len()];
        let name = format!("{} {}", pick(&NAMES, 8), pick(&FAMILIES, 20));
        let phone = format!("+62811{:08}", lead % 100_000_000);
        let priority = if roll % 50 == 0 { "urgent" } else { "high" };
        let values = [name.into(), phone.into(), pick(&STATUSES, 32).into(), priority.into(), (*lead).into()];
        tx.execute(&TALKED_TO, &values)?;
        store::leads::words::refresh(tx, workspace, LeadId(*lead))?;
    }
    Ok(())
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_micros() as i64)
}

/// `2026-11-21`, in UTC.
fn date(micros: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

fn iso(micros: i64) -> String {
    format!("{}T00:00:00Z", date(micros))
}
