//! The schema: brought up at opening, refused when newer.

use domain::id::{LeadId, WorkspaceId};
use store::reports::{By, Days, bring_up, overview, recount};
use store::testing::{Fixture, on_both};
use store::{Engine, Error, Statement, Store, known_version, leads, visits};
use uuid::Uuid;

/// What the landed program of schema V001 had in its database, and what it told of it.
#[test]
fn a_database_of_the_first_schema_is_brought_up_with_everything_in_it() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut fixture = Fixture::left_by(engine, 1, include_str!("old/V001.sql"));
        for again in [false, true] {
            let store = if again { fixture.reopen() } else { fixture.store() };
            // As the program does behind its start.
            bring_up(store).unwrap();
            let days = Days::new("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap()).unwrap();
            for by in By::ALL {
                let told = store.read_blocking(move |tx| overview(tx, workspace, days, by, None)).unwrap();
                let counts = told.totals.counts;
                assert_eq!((counts.clicks, counts.leads, counts.filtered), (3, 3, 1), "{engine:?} {by:?}");
                assert_eq!((told.totals.purchases, told.totals.value["IDR"]), (1, 15_000_000), "{engine:?} {by:?}");
                let clicks: i64 = told.lines.iter().map(|line| line.figures.counts.clicks).sum();
                assert_eq!(clicks, 3, "{engine:?} {by:?}");
            }
            let by_link = store.read_blocking(move |tx| overview(tx, workspace, days, By::Link, None)).unwrap();
            assert_eq!(by_link.lines[0].name.as_deref(), Some("Promo"));
            let (lead, listed, rows) = store
                .read_blocking(move |tx| {
                    let lead = leads::get(tx, workspace, LeadId(3))?;
                    let listed = visits::page(tx, workspace, &visits::Filter::default(), None, 50)?;
                    Ok((lead, listed, tx.query(&ROLL_UPS, &[], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))?))
                })
                .unwrap();
            let lead = lead.unwrap();
            assert_eq!(
                (lead.name.as_deref(), lead.status.as_str(), &*lead.tags),
                (Some("Ayu"), "purchase", &["vip".to_owned()][..])
            );
            assert_eq!(listed.items.len(), 4, "{engine:?}");
            // What is kept now is what counting the old rows anew gives.
            let recounted = store
                .write_blocking(move |tx| {
                    recount(tx, workspace)?;
                    tx.query(&ROLL_UPS, &[], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))
                })
                .unwrap();
            assert_eq!(rows, recounted, "{engine:?}");
        }
    }
}

const ROLL_UPS: Statement = Statement::new(
    "roll-ups by dimension",
    "SELECT dimension, CAST(sum(clicks + scans + leads * 10 + filtered * 100) AS BIGINT) FROM visit_days \
     GROUP BY dimension ORDER BY dimension",
);

#[test]
fn a_database_of_a_newer_program_is_refused_by_name() {
    on_both(|fixture| {
        let newer = known_version() + 1;
        fixture
            .store()
            .write_blocking(move |tx| {
                tx.execute(
                    &Statement::put_together(
                        "a later migration",
                        format!(
                            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                             VALUES ({newer}, 'later', '2030-01-01T00:00:00Z', '1')"
                        ),
                    ),
                    &[],
                )
            })
            .unwrap();
        let refused = Store::open(&fixture.location()).err().unwrap();
        assert_eq!(refused, Error::Newer { found: newer, known: newer - 1 });
        assert!(refused.to_string().contains(&newer.to_string()), "{refused}");
    });
}

#[test]
fn several_nodes_may_start_at_once() {
    on_both(|fixture| {
        // The fixture is migrated already; a second and empty database of each engine shows the race.
        let place = match fixture.location() {
            store::Location::Sqlite(file) => store::Location::Sqlite(file.with_file_name("another.db")),
            at => at,
        };
        std::thread::scope(|scope| {
            let opened: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::open(&place).map(drop))).collect();
            for store in opened {
                assert_eq!(store.join().unwrap(), Ok(()));
            }
        });
    });
}

#[test]
fn opening_again_changes_nothing() {
    for mut fixture in [Fixture::sqlite(), Fixture::postgres()] {
        let count = Statement::new("versions", "SELECT count(*) FROM refinery_schema_history");
        let again = count.clone();
        let read = |store: &Store, s: Statement| store.read_blocking(move |tx| tx.one(&s, &[], |r| r.get::<i64>(0)));
        let before = read(fixture.store(), count).unwrap();
        assert_eq!(read(fixture.reopen(), again).unwrap(), before);
    }
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    let missing = std::env::temp_dir().join("giliran-no-such-folder").join("giliran.db");
    assert!(matches!(Store::open(&store::Location::Sqlite(missing)), Err(Error::Unavailable(_))));
}
