//! What is left after the worst moments: `kill -9` under load twenty times over, SIGTERM under load, a store that is
//! locked, a disk that is full. Every request carries a mark of its own, so that what was answered and what was
//! recorded can be laid side by side, one by one.

use giliran_bench::crowd::{Crowd, Outcome, Sent};
use giliran_bench::house::House;
use giliran_bench::ledger::{self, Recorded, Turn};
use giliran_bench::options::Options;
use giliran_bench::section::Section;
use giliran_bench::seed::Seeder;
use giliran_bench::tally::percentile;
use giliran_bench::traffic::Dice;
use giliran_bench::{Result, say};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::Location;

const DRAIN: Duration = Duration::from_secs(120);

fn main() -> Result<()> {
    let options = Options::read("crash")?;
    let mut section = Section::new("Crash (`bench/crash`)", options.out.clone());
    let seed = options.number("seed", SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(), 1)?;
    section.line(format!("Load: blocking connections, each request with a mark of its own; dice seeded with {seed}."));
    let only = options.text("part").unwrap_or("all");
    let wanted = |part: &str| only == "all" || only == part;
    let done = (|| {
        if wanted("kill") {
            killed(&options, seed, &mut section)?;
        }
        if wanted("term") {
            terminated(&options, &mut section)?;
        }
        if wanted("locked") {
            locked(&options, &mut section)?;
        }
        if wanted("full") {
            full(&options, "answer", &mut section)?;
            full(&options, "refuse", &mut section)?;
        }
        Ok(())
    })();
    let ended = section.end();
    std::fs::remove_dir_all(&options.folder)?;
    done.and(ended)
}

/// A house with a link and nothing else.
fn house(options: &Options, name: &str) -> Result<House> {
    let data = options.folder.join(name);
    Seeder::open(&data, None, None)?.close();
    Ok(House::new(&options.binary, &data))
}

/// What is in the store once everything is projected and the server has ended.
fn settled(house: &House) -> Result<Vec<Recorded>> {
    let running = house.serve()?;
    running.drained(DRAIN)?;
    let (status, _) = running.terminate()?;
    if !status.success() {
        return Err(format!("it ended with {status}").into());
    }
    ledger::visits(&Location::in_folder(&house.data))
}

fn killed(options: &Options, seed: u64, section: &mut Section) -> Result<()> {
    let rounds = options.number("rounds", 20, 3)?;
    let threads = options.number("threads", 48, 16)? as usize;
    section.line(format!("\n### kill -9 under load, {rounds} rounds on one data folder, {threads} connections\n"));
    let house = house(options, "killed")?;
    let mut dice = Dice::new(seed);
    let mut sent = Vec::new();
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let running = house.serve()?;
        slowest = slowest.max(running.started_in);
        let crowd = Crowd::start(&format!("k{round}"), running.address, threads, Duration::ZERO)?;
        std::thread::sleep(Duration::from_millis(200 + dice.below(1_500) as u64));
        running.kill()?;
        let of_round = crowd.stop();
        let answered = of_round.iter().filter(|sent| sent.is_redirect()).count();
        say!("round {}: {answered} answered, {} cut", round + 1, of_round.len() - answered);
        sent.extend(of_round);
    }
    let recorded = settled(&house)?;
    let account = Account::of(&sent, &recorded);
    account.tell(section);
    section.line(format!(
        "- Cut off by the kills: {} requests, of which {} were recorded all the same (kept, and killed before the answer).",
        account.cut, account.cut_and_recorded
    ));
    section
        .line(format!("- The slowest start on what a crash had left took {:.0} ms.", slowest.as_secs_f64() * 1000.0));
    sums(&house, &recorded, section)?;
    fairness(&recorded, rounds, section);
    Ok(())
}

/// What was sent and what was recorded, laid side by side.
struct Account {
    answered: usize,
    missing: Vec<String>,
    twice: Vec<String>,
    unasked: usize,
    other_answers: usize,
    broken: usize,
    cut: usize,
    cut_and_recorded: usize,
}

impl Account {
    fn of(sent: &[Sent], recorded: &[Recorded]) -> Self {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for visit in recorded {
            *times.entry(&visit.content).or_default() += 1;
        }
        let marks: HashSet<&str> = sent.iter().map(|sent| sent.mark.as_str()).collect();
        let is_there = |sent: &&Sent| times.contains_key(sent.mark.as_str());
        let answered: Vec<_> = sent.iter().filter(|sent| sent.is_redirect()).collect();
        let cut: Vec<_> = sent.iter().filter(|sent| matches!(sent.outcome, Outcome::Cut(_))).collect();
        let mut twice: Vec<_> = times.iter().filter(|(_, n)| **n > 1).map(|(mark, _)| (*mark).to_owned()).collect();
        twice.sort();
        Self {
            answered: answered.len(),
            missing: answered.iter().filter(|sent| !is_there(sent)).map(|sent| sent.mark.clone()).collect(),
            twice,
            unasked: times.keys().filter(|mark| !marks.contains(**mark)).count(),
            other_answers: sent.len() - answered.len() - cut.len(),
            broken: cut.iter().filter(|sent| sent.outcome != Outcome::Cut(0)).count(),
            cut_and_recorded: cut.iter().filter(|sent| is_there(sent)).count(),
            cut: cut.len(),
        }
    }

    fn tell(&self, section: &mut Section) {
        let some = |marks: &[String]| marks.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let (missing, twice) = (&self.missing, &self.twice);
        section.claim(
            format!("{} visits were answered; missing afterwards: {} {}", self.answered, missing.len(), some(missing)),
            missing.is_empty() && self.answered > 0,
        );
        section.claim(format!("recorded twice: {} {}", twice.len(), some(twice)), twice.is_empty());
        section.claim(format!("recorded without having been sent: {}", self.unasked), self.unasked == 0);
        section.claim(format!("answers that were no redirect: {}", self.other_answers), self.other_answers == 0);
    }
}

/// The sums that the projector keeps beside the rows agree with a recount of the rows.
fn sums(house: &House, recorded: &[Recorded], section: &mut Section) -> Result<()> {
    let sums: HashMap<_, _> = ledger::counts(&Location::in_folder(&house.data))?.into_iter().collect();
    let count = |of: fn(&Recorded) -> bool| recorded.iter().filter(|visit| of(visit)).count() as i64;
    let leads: HashSet<i64> = recorded.iter().filter_map(|visit| visit.lead.map(|(id, _)| id)).collect();
    let made: Vec<i64> =
        recorded.iter().filter_map(|visit| visit.lead.filter(|(_, new)| *new).map(|(id, _)| id)).collect();
    let one_each = made.iter().collect::<HashSet<_>>().len() == made.len();
    section.claim(format!("no lead number was given twice ({} leads)", leads.len()), one_each);
    let recounted = [
        ("leads", leads.len() as i64),
        ("lead_visits", count(|visit| visit.lead.is_some() && !visit.repeat)),
        ("turns", count(|visit| visit.turn.is_some())),
        ("clicks", count(|visit| !visit.repeat)),
        ("new_leads", made.len() as i64),
    ];
    let differing: Vec<_> = recounted
        .iter()
        .filter(|(name, n)| sums.get(name) != Some(n))
        .map(|(name, n)| format!("{name}: kept {:?}, recounted {n}", sums.get(name)))
        .collect();
    section.claim(
        format!("leads, their visits, turns and figures agree with a recount of the visits {}", differing.join("; ")),
        differing.is_empty(),
    );
    Ok(())
}

/// The turns that are recorded, in the order in which they were given. A crash takes the turns that were given and not
/// yet kept; the wheel then goes on from what is recorded. So over the recorded turns the bound of the whole pool must
/// hold as if there had been no crash: at every turn each member is less than one turn from the exact share. Where
/// several threads answer, the cut may fall between two turns of different threads; then one number is missing and
/// another given twice, and each such unclean cut may shift one turn.
fn fairness(recorded: &[Recorded], kills: u64, section: &mut Section) {
    let mut turns: Vec<(Turn, i64)> = recorded.iter().filter_map(|visit| Some((visit.turn?, visit.id))).collect();
    turns.sort_by_key(|(turn, id)| (turn.epoch, turn.nth, *id));
    let epochs = turns.iter().map(|(turn, _)| turn.epoch).collect::<HashSet<_>>().len();
    let given_twice = turns.windows(2).filter(|pair| pair[0].0.nth == pair[1].0.nth).count();
    let last = turns.last().map_or(0, |(turn, _)| turn.nth);
    let mut weights: HashMap<_, (u32, u64)> = HashMap::new();
    for (turn, _) in &turns {
        weights.insert(turn.member, (turn.weight, turn.total));
    }
    let mut counts: HashMap<_, u64> = HashMap::new();
    let mut worst = 0.0_f64;
    for (number, (turn, _)) in turns.iter().enumerate() {
        *counts.entry(turn.member).or_default() += 1;
        for (member, (weight, total)) in &weights {
            let share = (number + 1) as f64 * f64::from(*weight) / *total as f64;
            let count = counts.get(member).copied().unwrap_or(0) as f64;
            worst = worst.max((count - share).abs());
        }
    }
    section.claim(format!("the set of members counted as one and the same through {kills} restarts"), epochs == 1);
    section.line(format!(
        "- {} turns recorded, the last is the {last}th; numbers given twice after an unclean cut: {given_twice}; farthest from \
         the exact share at any turn: {worst:.3} of a turn.",
        turns.len()
    ));
    section.claim(
        format!("turns fair through the crashes: less than one turn off, and one more for each unclean cut at most (bound {})", 1 + given_twice),
        worst < 1.0 + given_twice as f64 && given_twice as u64 <= kills * 64 && turns.len() as u64 == last,
    );
}

fn terminated(options: &Options, section: &mut Section) -> Result<()> {
    let rounds = options.number("terms", 5, 2)?;
    section.line(format!("\n### SIGTERM under load, {rounds} times\n"));
    let house = house(options, "terminated")?;
    let mut sent = Vec::new();
    let mut all_zero = true;
    let mut longest = Duration::ZERO;
    for round in 0..rounds {
        let running = house.serve()?;
        let crowd = Crowd::start(&format!("t{round}"), running.address, 48, Duration::ZERO)?;
        std::thread::sleep(Duration::from_millis(1_500));
        let (status, took) = running.terminate()?;
        all_zero &= status.success();
        longest = longest.max(took);
        sent.extend(crowd.stop());
    }
    let account = Account::of(&sent, &settled(&house)?);
    account.tell(section);
    section.claim(format!("the exit code was 0 each time; the longest took {:.2} s", longest.as_secs_f64()), all_zero);
    section.claim(format!("answers broken off in the middle: {}", account.broken), account.broken == 0);
    section.claim(
        format!("visits taken in and recorded without their answer: {}", account.cut_and_recorded),
        account.cut_and_recorded == 0,
    );
    section.line(format!(
        "- Kept-alive connections that were closed just as a request was being sent on them, with nothing of it taken in (a \
         browser sends such a request again): {}.",
        account.cut - account.cut_and_recorded
    ));
    Ok(())
}

fn locked(options: &Options, section: &mut Section) -> Result<()> {
    let seconds = options.number("locked", 10, 3)?;
    section.line(format!("\n### The store locked for {seconds} s under load\n"));
    let house = house(options, "locked")?;
    let running = house.serve()?;
    let crowd = Crowd::start("l", running.address, 16, Duration::from_millis(4))?;
    let lead_in = Duration::from_secs(if options.quick { 1 } else { 5 });
    std::thread::sleep(lead_in);
    let begun = Instant::now();
    let longest = std::thread::scope(|scope| {
        let held =
            scope.spawn(|| ledger::hold_locked(&house.data, Duration::from_secs(seconds)).map_err(|e| e.to_string()));
        let mut longest = 0;
        while !held.is_finished() {
            longest = longest.max(running.figure("giliran_journal_backlog").unwrap_or(0));
            std::thread::sleep(Duration::from_millis(100));
        }
        held.join().map_err(|_| "the lock was not held")??;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(longest)
    })?;
    let freed = Instant::now();
    std::thread::sleep(lead_in);
    let sent = crowd.stop();
    running.drained(DRAIN)?;
    let drained = freed.elapsed().saturating_sub(lead_in);
    running.terminate()?;
    let times = |from: Option<Instant>, to: Option<Instant>| -> Vec<Duration> {
        let within = |at| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to);
        sent.iter().filter(|sent| within(sent.at)).map(|sent| sent.took).collect()
    };
    let phases = [
        ("before", times(None, Some(begun))),
        ("locked", times(Some(begun), Some(freed))),
        ("after", times(Some(freed), None)),
    ];
    let rows: Vec<_> = phases
        .iter()
        .map(|(name, times)| {
            let of = |part| format!("{:.2}", percentile(times, part));
            vec![(*name).to_owned(), times.len().to_string(), of(0.5), of(0.99), of(1.0)]
        })
        .collect();
    section.table(&["store", "visits", "p50 ms", "p99 ms", "longest ms"], &rows);
    Account::of(&sent, &ledger::visits(&Location::in_folder(&house.data))?).tell(section);
    section.claim(format!("what came meanwhile waited in the journal: {longest} entries at most"), longest > 0);
    section.line(format!("- It was all in the store {:.1} s after the load had ended.", drained.as_secs_f64()));
    let (before, during) = (percentile(&phases[0].1, 0.99), percentile(&phases[1].1, 0.99));
    section.claim(
        format!("latency unchanged: p99 {during:.2} ms locked, {before:.2} ms before"),
        during < before * 2.0 + 5.0,
    );
    Ok(())
}

fn full(options: &Options, policy: &str, section: &mut Section) -> Result<()> {
    section.line(format!("\n### The journal's disk full, `--journal-full {policy}`\n"));
    let folder = options.folder.join(format!("full-{policy}"));
    let Some(_disk) = SmallDisk::mount(&folder)? else {
        section.line("- Could not be done here: mounting a small file system needs root.");
        return Ok(());
    };
    let data = folder.join("data");
    Seeder::open(&data, None, None)?.close();
    let mut house = House::new(&options.binary, &data);
    house.flags.extend(["--journal-full".to_owned(), policy.to_owned()]);
    let running = house.serve()?;
    let crowd = Crowd::start("f", running.address, 8, Duration::from_millis(2))?;
    std::thread::sleep(Duration::from_secs(2));
    let ballast = folder.join("ballast");
    fill(&ballast)?;
    let filled = Instant::now();
    std::thread::sleep(Duration::from_secs(5));
    let at_full = running.figures()?;
    std::fs::remove_file(&ballast)?;
    let freed = Instant::now();
    std::thread::sleep(Duration::from_secs(4));
    let sent = crowd.stop();
    running.drained(DRAIN)?;
    let at_end = running.figures()?;
    let (status, _) = running.terminate()?;
    let recorded = ledger::visits(&Location::in_folder(&data))?;
    let during: Vec<_> = sent.iter().filter(|sent| sent.at >= filled && sent.at < freed).collect();
    let late: Vec<_> = sent.iter().filter(|sent| sent.at > freed + Duration::from_secs(2)).collect();
    let by = |sent: &[&Sent], status: u16| sent.iter().filter(|s| s.outcome == Outcome::Answered(status)).count();
    let figure = |of: &HashMap<String, i64>, name: &str| of.get(name).copied().unwrap_or(-1);
    section.line(format!(
        "- While full ({:.1} s): {} redirects, {} times 503, {} cut. Counted at its end: unkept {}, refused {}, held in memory {}, lost {}.",
        (freed - filled).as_secs_f64(),
        by(&during, 302),
        by(&during, 503),
        during.len() - by(&during, 302) - by(&during, 503),
        figure(&at_full, "giliran_unkept_total"),
        figure(&at_full, "giliran_refused_total"),
        figure(&at_full, "giliran_journal_held"),
        figure(&at_full, "giliran_journal_lost_total"),
    ));
    let account = Account::of(&sent, &recorded);
    let lost = figure(&at_end, "giliran_journal_lost_total");
    if policy == "answer" {
        section.claim("redirects went on all the while", by(&during, 302) == during.len() && !during.is_empty());
        section.claim(
            format!("what could not be kept was counted: {}", figure(&at_end, "giliran_unkept_total")),
            figure(&at_end, "giliran_unkept_total") > 0,
        );
        section.claim(
            format!(
                "of {} answered visits {} are missing after space was freed (counted as lost: {lost})",
                account.answered,
                account.missing.len()
            ),
            account.missing.len() as i64 == lost,
        );
    } else {
        section.claim(
            "visitors were told to come again",
            by(&during, 503) > 0 && by(&during, 302) + by(&during, 503) == during.len(),
        );
        let refused = sent.iter().filter(|s| s.outcome == Outcome::Answered(503)).count() as i64;
        section.claim(
            format!("each refusal was counted: {refused} seen, {} counted", figure(&at_end, "giliran_refused_total")),
            refused == figure(&at_end, "giliran_refused_total"),
        );
        let marks: HashSet<&str> = recorded.iter().map(|visit| visit.content.as_str()).collect();
        let counted =
            sent.iter().filter(|s| s.outcome == Outcome::Answered(503) && marks.contains(s.mark.as_str())).count();
        section.claim(format!("refused and recorded all the same: {counted}"), counted == 0);
        section.claim(
            format!("of {} answered visits {} are missing", account.answered, account.missing.len()),
            account.missing.is_empty(),
        );
    }
    section.claim(format!("recorded twice: {}", account.twice.len()), account.twice.is_empty());
    section.claim(
        format!(
            "two seconds after space was freed all is as before: {} redirects, {} others",
            by(&late, 302),
            late.len() - by(&late, 302)
        ),
        by(&late, 302) == late.len() && !late.is_empty(),
    );
    section.claim("it ended with 0", status.success());
    Ok(())
}

/// A file system in memory, small enough to fill.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Result<Option<Self>> {
        std::fs::create_dir_all(at)?;
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=512m", "giliran-bench"]).arg(at).output();
        Ok(mounted.is_ok_and(|output| output.status.success()).then_some(Self(at)))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

/// Writes until nothing more goes in.
fn fill(file: &Path) -> Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create(file)?;
    for size in [1 << 20, 4096, 1] {
        let bytes = vec![0; size];
        while file.write_all(&bytes).is_ok() {}
    }
    Ok(())
}
