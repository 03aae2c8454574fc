//! The shop's last thirty days, lived through one day at a time: the day's visits in their order, each decided, kept and
//! projected; then what the team made of its leads, and what it changed about its links.

use super::clock::DemoClock;
use super::crowd::{self, Person, Tap};
use super::dice::Dice;
use super::door::{self, Tapped, request, visit};
use super::outcome::Book;
use super::shop::{self, Plan, Source};
use super::stay::Pace;
use super::{EMAIL, PASSWORD, calendar, rules};
use crate::Engine;
use crate::click::{LeftNumberForm, NumberLeft};
use crate::clock::Clock;
use crate::command;
use crate::conversions::vault;
use crate::deliver;
use crate::rejection::Rejection;
use crate::{agents, hubs, links, set_up, users};
use domain::actor::Who;
use domain::draft::agent::AgentPatch;
use domain::draft::hub::NewHub;
use domain::draft::link::NewLink;
use domain::draft::member::MemberPatch;
use domain::draft::set_up::SetUp;
use domain::draft::user::NewUser;
use domain::id::{AgentId, DestinationId, LinkId, MemberId, WorkspaceId};
use jiff::tz::TimeZone;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use store::journal::Receipt;

/// The same every time.
const SEED: u64 = 0xBA71_0C0F_FEE5;
const DAY: i64 = 86_400_000_000;
/// How many former visitors may come back.
const REGULARS: usize = 500;

/// What came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub visits: usize,
    pub leads: usize,
    pub changes: usize,
}

/// Lives through the past of an empty installation and lets the clock go. Errors: the store's, and `Conflict` when
/// something is there already.
pub async fn live_through(engine: &Arc<Engine>, clock: &DemoClock) -> Result<Told, Rejection> {
    let now = clock.present();
    let zone = TimeZone::get(shop::TIME_ZONE).unwrap_or(TimeZone::UTC);
    let mut dice = Dice::seeded(SEED);
    let days = calendar::days(now, &zone, &mut dice);
    let opening = days.iter().find_map(|day| day.moments.first()).map_or(now - 30 * DAY, |at| at - DAY);
    clock.turn_to(opening);
    let shop = open_shop(engine, clock).await?;
    let mut book = Book::open(shop.workspace, shop.hands);
    let mut crowd = Crowd { dice, regulars: Vec::new() };
    let mut told = Told::default();
    for (number, day) in days.iter().enumerate() {
        let Some(first) = day.moments.first() else { continue };
        clock.turn_to(*first);
        change_pools(engine, &shop.owner, &shop.promo, number).await?;
        let mut receipt = None;
        for at in &day.moments {
            // Somebody may still be filling in a form.
            clock.turn_to(clock.now().max(*at));
            let tapped = crowd.one_taps(engine, Pace::ByHand(clock)).await;
            receipt = tapped.receipt.or(receipt);
            told.visits += 1;
            if let Some(prospect) = tapped.prospect {
                told.leads += 1;
                book.expect(prospect, *at, &mut crowd.dice);
            }
        }
        if let Some(receipt) = receipt {
            // The disk's refusal is told by the journal itself; the example then lacks a visit.
            let _ = receipt.await;
        }
        projected(engine).await?;
        deliver::work_off(engine).await?;
        let end = first + DAY;
        told.changes += book.carry_out(engine, end.min(now)).await?;
    }
    clock.let_go();
    Ok(told)
}

/// Waits until everything kept is in the store.
async fn projected(engine: &Engine) -> Result<(), Rejection> {
    for _ in 0..15_000 {
        if engine.projector.backlog() == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Err(Rejection::Store(store::Error::Unavailable("the example's visits were not projected in time".to_owned())))
}

struct Shop {
    workspace: WorkspaceId,
    owner: Who,
    /// Who changes the leads of whom; the last one everybody else's.
    hands: Vec<(Option<AgentId>, Who)>,
    promo: Pool,
}

/// The link whose pool the owner tunes, and its seats by name.
struct Pool {
    link: LinkId,
    seats: Vec<(String, MemberId)>,
}

async fn open_shop(engine: &Engine, clock: &DemoClock) -> Result<Shop, Rejection> {
    let wish = json!({
        "name": shop::OWNER, "email": EMAIL, "password": PASSWORD,
        "workspace": {"name": shop::NAME, "time_zone": shop::TIME_ZONE, "currency": shop::CURRENCY, "country": shop::COUNTRY},
    });
    let (workspace, owner) = set_up::set_up(engine, SetUp::parse(&wish)?).await?;
    let owner = Who::person(workspace.id, owner.id, owner.name, owner.role);
    let mut team = Vec::new();
    for (name, mail, role) in shop::TEAM {
        let body = json!({
            "name": name, "email": format!("{mail}@batik-kirana.example"), "role": role, "password": PASSWORD, "locale": "id",
        });
        team.push(users::create(engine, &owner, NewUser::parse(&body)?).await?);
    }
    let (mut promo, mut made_links) = (None, Vec::new());
    for (minutes, body) in shop::links().iter().enumerate() {
        clock.turn_to(engine.now() + 60_000_000 * (7 + minutes as i64));
        let made = links::create(engine, &owner, NewLink::parse(body, shop::COUNTRY)?).await?;
        let seats = made.seats.iter().map(|view| (view.seat.member.name.clone(), view.seat.member.id)).collect();
        made_links.push((made.link.slug.clone(), made.link.id));
        promo.get_or_insert(Pool { link: made.link.id, seats });
    }
    let office = made_links.iter().find(|(slug, _)| slug == shop::OFFICE);
    if let (Some(promo), Some((_, office))) = (&promo, office) {
        rules::write(engine, &owner, promo.link, *office).await?;
    }
    let (id, at, secrets) = (DestinationId(command::new_id(engine.now())), engine.now(), &engine.secrets);
    let told = shop::destination(id, workspace.id, vault::seal(secrets, id, &vault::Credentials::new()), at);
    command::write(engine, move |tx| Ok(store::destinations::insert(tx, &told)?)).await?;
    hubs::create(engine, &owner, NewHub::parse(&shop::hub(&made_links))?).await?;
    let mut hands = Vec::new();
    for agent in agents::list(engine, &owner, None, 50).await?.items {
        let Some(user) = team.iter().find(|user| user.name == agent.name) else { continue };
        let patch = AgentPatch { user: Some(Some(user.id)), ..AgentPatch::default() };
        agents::patch(engine, &owner, agent.id, patch).await?;
        hands.push((Some(agent.id), Who::person(workspace.id, user.id, user.name.clone(), user.role)));
    }
    let dimas = &team[0];
    hands.push((None, Who::person(workspace.id, dimas.id, dimas.name.clone(), dimas.role)));
    let promo = promo.ok_or(Rejection::NotFound)?;
    Ok(Shop { workspace: workspace.id, owner, hands, promo })
}

/// What the owner does about the pool, by the day.
async fn change_pools(engine: &Engine, owner: &Who, promo: &Pool, day: usize) -> Result<(), Rejection> {
    let changes: &[(&str, MemberPatch)] = match day {
        9 => &[("Budi", MemberPatch { weight: Some(20), ..MemberPatch::default() })],
        10 => &[("Sari", MemberPatch { weight: Some(50), ..MemberPatch::default() })],
        17 => &[("Ayu", MemberPatch::switch(false))],
        19 => &[("Ayu", MemberPatch::switch(true))],
        _ => &[],
    };
    for (name, patch) in changes {
        if let Some((_, seat)) = promo.seats.iter().find(|(known, _)| known == name) {
            links::patch_member(engine, owner, promo.link, *seat, None, patch.clone()).await?;
        }
    }
    Ok(())
}

/// Who has been here and may come back.
pub(super) struct Crowd {
    pub dice: Dice,
    pub regulars: Vec<Regular>,
}

pub(super) struct Regular {
    person: Person,
    plan: &'static Plan,
    source: Source,
}

impl Crowd {
    /// Somebody taps, at the clock's time: a machine, somebody known, or somebody new.
    pub async fn one_taps(&mut self, engine: &Engine, pace: Pace<'_>) -> Tapped {
        if self.dice.permille(90) {
            let (mut person, tap) = crowd::machine(&mut self.dice);
            let plan = &shop::PLANS[self.dice.weighed(shop::PLANS.iter().map(|plan| plan.weight))];
            return visit(engine, &mut person, plan.slug, &tap, pace, &mut self.dice).await;
        }
        if !self.regulars.is_empty() && self.dice.permille(270) {
            let index = self.dice.below(self.regulars.len() as u64) as usize;
            let regular = &mut self.regulars[index];
            // Most come back by themselves, some by the next ad.
            let source = if self.dice.permille(600) { Source::Plain } else { regular.source };
            let tap = crowd::tap(source, regular.plan.slug, &mut self.dice);
            return visit(engine, &mut regular.person, regular.plan.slug, &tap, pace, &mut self.dice).await;
        }
        let plan = &shop::PLANS[self.dice.weighed(shop::PLANS.iter().map(|plan| plan.weight))];
        let source = plan.sources[self.dice.weighed(plan.sources.iter().map(|s| s.1))].0;
        let mut person = crowd::person(source, &mut self.dice);
        let tap = crowd::tap(source, plan.slug, &mut self.dice);
        let mut tapped = match source {
            Source::InstagramBio if self.dice.permille(480) => {
                door::by_hub(engine, &mut person, &tap, pace, &mut self.dice).await
            }
            _ => visit(engine, &mut person, plan.slug, &tap, pace, &mut self.dice).await,
        };
        if plan.slug == "reseller" && self.dice.permille(480) {
            let name = self.dice.one_of(&shop::NAMES);
            let phone = format!("08580000{:04}", self.dice.below(10_000));
            tapped.receipt = leave_number(engine, &mut person, plan.slug, name, phone).or(tapped.receipt);
        }
        if self.regulars.len() < REGULARS {
            self.regulars.push(Regular { person, plan, source });
        } else {
            let index = self.dice.below(REGULARS as u64) as usize;
            self.regulars[index] = Regular { person, plan, source };
        }
        tapped
    }
}

/// The end of the fallback chain: a name and a number stay behind.
fn leave_number(engine: &Engine, person: &mut Person, slug: &str, name: &str, phone: String) -> Option<Receipt> {
    let tap = Tap { query: String::new(), referrer: "", purpose: "" };
    let note = "Tolong kirim daftar harga reseller.".to_owned();
    let form = LeftNumberForm { name: name.to_owned(), phone, note, ..LeftNumberForm::default() };
    let request = request(engine, person, slug, &tap);
    match engine.leave_number(&request, &form) {
        NumberLeft::Thanks { entry, lead, .. } => Some(engine.record_aside(*entry, Some(lead))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[tokio::test]
    async fn thirty_days_are_lived_through_and_then_the_clock_goes_by_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(DemoClock::default());
        let settings = Settings::in_folder(folder.path().to_owned(), "http://localhost:8080");
        let engine = Engine::open_with(settings, clock.clone()).expect("opens");
        let told = live_through(&engine, &clock).await.expect("lived through");
        assert!((3_000..6_500).contains(&told.visits), "{told:?}");
        assert!(told.leads > 1_500 && told.changes > 1_000, "{told:?}");
        assert!((engine.now() - clock.present()).abs() < 60_000_000);
        let workspace = engine.store.read(store::workspaces::all).await.expect("read").pop().expect("one");
        let who = Who::operator(workspace.id);
        let links = links::list(&engine, &who, store::links::Filter::default(), None, 50).await.expect("read").items;
        assert_eq!(links.len(), shop::PLANS.len());
        for view in &links {
            // A poster in the shop has two people, and each pool's turns are fair to a turn.
            let turns: i64 = view.seats.iter().map(|seat| seat.seat.turns).sum();
            assert!(turns > 0 || view.link.slug == "reseller", "{}", view.link.slug);
        }
        // Told as it happened: nothing has become too old on the way.
        let found = crate::conversions::destinations::list(&engine, &who, None, 9).await.expect("read").items;
        let glance = &found[0].glance;
        assert!(glance.ended.get("sent").is_some_and(|sent| *sent > 20), "{glance:?}");
        assert!(!glance.ended.contains_key("expired") && found[0].health.said.is_none(), "{glance:?}");
        engine.close();
    }
}
