//! The schema: brought up at opening, refused when newer.

use store::testing::{Fixture, on_both};
use store::{Error, Statement, Store, known_version};

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
