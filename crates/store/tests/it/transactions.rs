//! Transactions, durability, errors: the same on both engines.

use store::testing::{Fixture, on_both};
use store::{Batch, Column, Error, Row, Statement, Store, Value};

const PUT: Statement = Statement::new("put a fact", "INSERT INTO facts (name, value) VALUES ($1, $2)");
const GET: Statement = Statement::new("a fact", "SELECT value FROM facts WHERE name = $1");
const COUNT: Statement = Statement::new("count facts", "SELECT count(*) FROM facts");

fn put(store: &Store, name: &'static str, value: &'static str) -> Result<u64, Error> {
    store.write_blocking(move |tx| tx.execute(&PUT, &[name.into(), value.into()]))
}

fn get(store: &Store, name: &'static str) -> Option<String> {
    store.read_blocking(move |tx| tx.opt(&GET, &[name.into()], |row| row.get(0))).unwrap()
}

#[test]
fn what_is_committed_is_read_and_survives_a_restart() {
    for mut fixture in [Fixture::sqlite(), Fixture::postgres()] {
        assert_eq!(put(fixture.store(), "colour", "amber"), Ok(1));
        assert_eq!(get(fixture.store(), "colour").as_deref(), Some("amber"));
        fixture.reopen();
        assert_eq!(get(fixture.store(), "colour").as_deref(), Some("amber"));
    }
}

#[test]
fn a_closure_that_fails_leaves_nothing_behind() {
    on_both(|fixture| {
        let refused: Result<(), Error> = fixture.store().write_blocking(|tx| {
            tx.execute(&PUT, &["a".into(), "1".into()])?;
            Err(Error::Missing)
        });
        assert_eq!(refused, Err(Error::Missing));
        assert_eq!(get(fixture.store(), "a"), None);
    });
}

#[test]
fn a_closure_that_panics_leaves_nothing_behind_and_the_store_goes_on() {
    on_both(|fixture| {
        for _ in 0..8 {
            let failed: Result<(), Error> = fixture.store().write_blocking(|tx| {
                tx.execute(&PUT, &["a".into(), "1".into()])?;
                panic!("on purpose")
            });
            assert!(matches!(failed, Err(Error::Failed(why)) if why.contains("on purpose")));
        }
        assert_eq!(get(fixture.store(), "a"), None);
        assert_eq!(put(fixture.store(), "a", "2"), Ok(1));
    });
}

#[test]
fn a_conflict_names_the_constraint_alike_on_both_engines() {
    on_both(|fixture| {
        put(fixture.store(), "a", "1").unwrap();
        assert_eq!(put(fixture.store(), "a", "2"), Err(Error::Conflict { constraint: "facts_pkey".to_owned() }));
        let workspace = Value::Id([7; 16]);
        let orphan = fixture.store().write_blocking(move |tx| {
            tx.execute(
                &Statement::new(
                    "orphan",
                    "INSERT INTO channels (id, workspace_id, kind, name, place, status, created_at, updated_at, version) \
                     VALUES ($1, $1, 'website', 'n', 'p', 'active', 1, 1, 1)",
                ),
                &[workspace],
            )
        });
        assert_eq!(orphan, Err(Error::Conflict { constraint: "foreign_key".to_owned() }));
        let twice = fixture.store().write_blocking(|tx| {
            tx.execute(
                &Statement::new(
                    "two nodes of one identity",
                    "INSERT INTO nodes (node, identity, cursor, applied, seen_at) VALUES (1, $1, 0, 0, 0), (2, $1, 0, 0, 0)",
                ),
                &[Value::Id([1; 16])],
            )
        });
        assert_eq!(twice, Err(Error::Conflict { constraint: "nodes_identity_key".to_owned() }));
    });
}

#[test]
fn after_a_failed_statement_nothing_more_runs_and_nothing_is_committed() {
    on_both(|fixture| {
        put(fixture.store(), "a", "1").unwrap();
        let went_on = fixture.store().write_blocking(|tx| {
            tx.execute(&PUT, &["b".into(), "1".into()])?;
            let conflict = tx.execute(&PUT, &["a".into(), "2".into()]);
            assert!(matches!(conflict, Err(Error::Conflict { .. })));
            assert!(matches!(tx.execute(&PUT, &["c".into(), "1".into()]), Err(Error::Failed(_))));
            Ok(())
        });
        assert!(matches!(went_on, Err(Error::Failed(_))));
        assert_eq!(get(fixture.store(), "b"), None);
    });
}

#[test]
fn a_reader_cannot_write() {
    on_both(|fixture| {
        let done = fixture.store().read_blocking(|tx| tx.execute(&PUT, &["a".into(), "1".into()]));
        assert!(done.is_err());
        assert_eq!(get(fixture.store(), "a"), None);
    });
}

#[test]
fn a_reader_sees_one_moment_while_others_write() {
    on_both(|fixture| {
        let store = fixture.store().clone();
        fixture
            .store()
            .read_blocking(move |tx| {
                let count = |row: &Row<'_>| row.get::<i64>(0);
                let before = tx.one(&COUNT, &[], count)?;
                put(&store, "a", "1")?;
                assert_eq!(tx.one(&COUNT, &[], count)?, before);
                Ok(())
            })
            .unwrap();
        assert_eq!(get(fixture.store(), "a").as_deref(), Some("1"));
    });
}

#[test]
fn every_kind_of_value_comes_back_as_it_went_in() {
    const ECHO: Statement = Statement::new(
        "echo",
        "SELECT CAST($1 AS BIGINT), $2, $3, CAST($4 AS BIGINT), node FROM nodes WHERE identity = $5",
    );
    on_both(|fixture| {
        fixture
            .store()
            .write_blocking(|tx| {
                tx.execute(
                    &Statement::new(
                        "a node",
                        "INSERT INTO nodes (node, identity, cursor, applied, seen_at) VALUES ($1, $2, 0, 0, $3)",
                    ),
                    &[9_i64.into(), Value::Id([3; 16]), i64::MIN.into()],
                )?;
                let text = "a'b\"c — 🌶 \u{7f}";
                let row = tx.one(
                    &Statement {
                        name: ECHO.name,
                        sql: ECHO.sql.replace("$2, $3", "CAST($2 AS TEXT), CAST($3 AS TEXT)").into(),
                    },
                    &[i64::MAX.into(), text.into(), Value::Null, true.into(), Value::from(&[3_u8; 16][..])],
                    |row| {
                        assert!(matches!(row.get::<String>(0), Err(Error::Damaged(_))), "a number is no text");
                        assert!(matches!(row.get::<i64>(99), Err(Error::Damaged(_))), "there is no such column");
                        Ok((
                            row.get::<i64>(0)?,
                            row.get::<String>(1)?,
                            row.get::<Option<String>>(2)?,
                            row.get::<bool>(3)?,
                            row.get::<i64>(4)?,
                        ))
                    },
                )?;
                assert_eq!(row, (i64::MAX, text.to_owned(), None, true, 9));
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_wrong_number_of_parameters_is_an_error_and_no_panic() {
    on_both(|fixture| {
        let done = fixture.store().write_blocking(|tx| tx.execute(&PUT, &["a".into()]));
        assert!(matches!(done, Err(Error::Failed(_))));
    });
}

#[test]
fn a_batch_writes_all_its_rows_and_updates_those_that_are_there() {
    const BATCH: Batch = Batch {
        name: "put facts",
        before: "INSERT INTO facts (name, value) ",
        columns: &[Column::Text, Column::Text],
        after: " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    };
    const UPDATE: Batch = Batch {
        name: "change facts",
        before: "WITH many AS (",
        columns: &[Column::Text, Column::Text],
        after: ") UPDATE facts SET value = many.column2 FROM many WHERE facts.name = many.column1",
    };
    on_both(|fixture| {
        put(fixture.store(), "f5", "old").unwrap();
        let rows: Vec<[Value<'static>; 2]> =
            (0..1000).map(|n| [format!("f{n}").into(), n.to_string().into()]).collect();
        let written = fixture.store().project_blocking(move |tx| tx.batch(&BATCH, &rows)).unwrap();
        assert_eq!(written, 1000);
        assert_eq!(get(fixture.store(), "f5").as_deref(), Some("5"));
        let changed = fixture
            .store()
            .write_blocking(|tx| tx.batch(&UPDATE, [["f5".into(), "five".into()], ["absent".into(), "none".into()]]))
            .unwrap();
        assert_eq!(changed, 1);
        assert_eq!(get(fixture.store(), "f5").as_deref(), Some("five"));
        let none: [[Value<'static>; 2]; 0] = [];
        assert_eq!(fixture.store().write_blocking(move |tx| tx.batch(&UPDATE, none)), Ok(0));
    });
}

#[test]
fn writers_at_once_lose_nothing() {
    const ADD: Statement =
        Statement::new("add one", "UPDATE facts SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'n'");
    on_both(|fixture| {
        put(fixture.store(), "n", "0").unwrap();
        std::thread::scope(|scope| {
            for turn in 0..4 {
                let store = fixture.store().clone();
                scope.spawn(move || {
                    for _ in 0..50 {
                        let add = |tx: &mut store::Tx<'_>| tx.execute(&ADD, &[]);
                        if turn == 0 { store.project_blocking(add) } else { store.write_blocking(add) }.unwrap();
                    }
                });
            }
        });
        assert_eq!(get(fixture.store(), "n").as_deref(), Some("200"));
    });
}

#[test]
fn work_whose_future_is_dropped_is_done_all_the_same() {
    on_both(|fixture| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = fixture.store().clone();
        runtime.block_on(async move {
            {
                let write = store.write(|tx| tx.execute(&PUT, &["a".into(), "1".into()]));
                let mut write = std::pin::pin!(write);
                // One poll hands the work over; then nobody waits any more.
                std::future::poll_fn(|context| {
                    let _ = write.as_mut().poll(context);
                    std::task::Poll::Ready(())
                })
                .await;
            }
            // On PostgreSQL two sessions write: the second conflict waits for the first to be committed.
            let again = store.write(|tx| tx.execute(&PUT, &["a".into(), "2".into()])).await;
            let read = store.read(|tx| tx.one(&GET, &["a".into()], |row| row.get::<String>(0))).await;
            assert!(again.is_err() || read.is_ok());
        });
        assert!(get(fixture.store(), "a").is_some());
    });
}

#[test]
fn settling_says_when_the_projection_is_in_the_database_file() {
    on_both(|fixture| {
        fixture.store().project_blocking(|tx| tx.execute(&PUT, &["a".into(), "1".into()])).unwrap();
        assert_eq!(fixture.store().settle_blocking(), Ok(true));
    });
    let fixture = Fixture::sqlite();
    let store = fixture.store().clone();
    put(fixture.store(), "a", "1").unwrap();
    // A reader that still looks at the older moment keeps later frames out of the file: that must not be called settled.
    fixture
        .store()
        .read_blocking(move |tx| {
            tx.one(&COUNT, &[], |row| row.get::<i64>(0))?;
            store.project_blocking(|tx| tx.execute(&PUT, &["b".into(), "1".into()]))?;
            assert_eq!(store.settle_blocking(), Ok(false));
            Ok(())
        })
        .unwrap();
    assert_eq!(fixture.store().settle_blocking(), Ok(true));
}

#[test]
fn a_session_that_the_server_cuts_is_made_again() {
    let fixture = Fixture::postgres();
    put(fixture.store(), "a", "1").unwrap();
    let cut = Statement::new(
        "cut the others",
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    fixture.store().write_blocking(move |tx| tx.one(&cut, &[], |row| row.get::<i64>(0))).unwrap();
    for _ in 0..8 {
        assert_eq!(get(fixture.store(), "a").as_deref(), Some("1"));
    }
    let own = Statement::new("cut itself", "SELECT pg_terminate_backend(pg_backend_pid())");
    let lost = fixture.store().write_blocking(move |tx| tx.execute(&own, &[]));
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    for name in ["b", "c", "d"] {
        assert_eq!(put(fixture.store(), name, "2"), Ok(1));
    }
}
