//! Whatever comes, in whatever bites and from however many nodes: what the projection adds up is what a recount of the
//! rows gives, and what the visits themselves say.

use crate::projector::{count, visits};
use domain::id::{LeadId, MemberId, WorkspaceId};
use domain::visit::{Kind, Step, Turn, Visit, VisitLead};
use proptest::prelude::*;
use store::testing::Fixture;
use store::testing::history::{Dice, House, filtered, house, id, mixed, project_of};
use store::{Engine, Error, Statement, Store};

const START: i64 = 1_790_000_000_000_000;
const SECOND: i64 = 1_000_000;

/// What a random visit is made of.
#[derive(Clone, Debug)]
struct Draw {
    kind: Kind,
    repeat: bool,
    returning: bool,
    lead: i64,
    hours: i64,
    turn: bool,
    node: u8,
    cut: bool,
}

fn draws() -> impl Strategy<Value = (u64, Vec<Draw>)> {
    let kind = prop_oneof![4 => Just(Kind::Human), 1 => Just(Kind::Scan), 2 => prop::sample::select(&Kind::ALL[2..])];
    let one = (
        kind,
        prop::bool::weighted(0.2),
        any::<bool>(),
        1..30i64,
        0..72i64,
        any::<bool>(),
        0..3u8,
        prop::bool::weighted(0.1),
    )
        .prop_map(|(kind, repeat, returning, lead, hours, turn, node, cut)| Draw {
            kind,
            repeat,
            returning,
            lead,
            hours,
            turn,
            node,
            cut,
        });
    (any::<u64>(), prop::collection::vec(one, 1..150))
}

fn drawn(house: &House, dice: &mut Dice, draw: &Draw) -> Visit<'static> {
    let at = START + draw.hours * 3_600 * SECOND;
    if !draw.kind.is_person() {
        return filtered(house, draw.kind, at);
    }
    let mut made = Visit { kind: draw.kind, repeat: draw.repeat, ..mixed(house, dice, LeadId(draw.lead), at) };
    made.lead = made.lead.map(|lead| VisitLead { is_new: !draw.returning && !draw.repeat, ..lead });
    made.member = Some(MemberId(id(900 + draw.lead as u128 % 3)));
    if draw.turn && !draw.repeat {
        made.turn = made.member.map(|member| Turn { member, epoch: 1, fingerprint: 1 });
    } else {
        made.steps.push(Step::Sticky { name: "Sari".into() });
    }
    made
}

type Figures = Vec<(Vec<u8>, i64, String, String, Vec<i64>)>;

fn figures(store: &Store) -> Figures {
    let all = Statement::new(
        "figures",
        "SELECT link_id, day, dimension, value, clicks, scans, leads, filtered, repeats FROM visit_days
         UNION ALL SELECT workspace_id, span, dimension || ' of ' || CAST(days AS TEXT), value, clicks, scans, leads,
         filtered, repeats FROM visit_spans",
    );
    let mut rows: Figures = store
        .read_blocking(move |tx| {
            tx.query(&all, &[], |row| {
                let counts = (4..9).map(|at| row.get(at)).collect::<Result<Vec<i64>, Error>>()?;
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, counts))
            })
        })
        .unwrap();
    // The engines sort texts each in its own way.
    rows.sort();
    rows
}

fn check_figures(engine: Engine, seed: u64, draws: &[Draw]) -> Result<(), TestCaseError> {
    let fixture = Fixture::of(engine);
    let store = fixture.store();
    let house = house(store, 1, "America/New_York", 2, 3).unwrap();
    let mut dice = Dice(seed);
    let made: Vec<(u8, Visit<'static>)> =
        draws.iter().map(|draw| (draw.node, drawn(&house, &mut dice, draw))).collect();
    // Three journals, each in bites that end where chance wants.
    for node in 0..3 {
        let mut bite = Vec::new();
        for ((of, visit), draw) in made.iter().zip(draws) {
            if *of == node {
                bite.push(visit.clone());
            }
            if draw.cut && !bite.is_empty() {
                project_of(store, node, std::mem::take(&mut bite)).unwrap();
            }
        }
        project_of(store, node, bite).unwrap();
    }
    let projected = figures(store);
    let workspace: WorkspaceId = house.workspace;
    store.write_blocking(move |tx| store::reports::recount(tx, workspace)).unwrap();
    prop_assert_eq!(figures(store), projected);

    let of = |fits: &dyn Fn(&Visit<'_>) -> bool| made.iter().filter(|(_, v)| fits(v)).count() as i64;
    prop_assert_eq!(visits(store), made.len() as i64);
    let counted = of(&|v| v.lead.is_some() && !v.repeat);
    prop_assert_eq!(count(store, "SELECT CAST(coalesce(sum(visit_count), 0) AS BIGINT) FROM leads"), counted);
    let turns = of(&|v| v.turn.is_some());
    prop_assert_eq!(count(store, "SELECT CAST(coalesce(sum(turns), 0) AS BIGINT) FROM member_turns"), turns);
    let sticky = of(&|v| v.kind.is_person() && v.turn.is_none() && !v.repeat);
    prop_assert_eq!(count(store, "SELECT CAST(coalesce(sum(sticky), 0) AS BIGINT) FROM member_turns"), sticky);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_whatever_bites_the_figures_are_those_of_a_recount((seed, draws) in draws()) {
        check_figures(Engine::Sqlite, seed, &draws)?;
        check_figures(Engine::Postgres, seed, &draws)?;
    }
}
