//! What the program before retention (schema V007) had in its database: everything is kept, and days can be set on it.

use domain::id::WorkspaceId;
use domain::privacy::{Kept, Privacy};
use store::retention::standing;
use store::retention::sweep::Pass;
use store::testing::Fixture;
use store::{Engine, Statement, workspaces};
use uuid::Uuid;

#[test]
fn a_workspace_of_the_seventh_schema_keeps_everything_until_it_is_told_otherwise() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let kept = include_str!("old/V001.sql").lines();
    let kept: Vec<&str> = kept.filter(|line| !(line.contains("INTO visit_days") && line.contains("'link'"))).collect();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::left_by(engine, 7, &kept.join("\n"));
        let store = fixture.store();
        let home = store.read_blocking(move |tx| workspaces::get(tx, workspace)).unwrap().unwrap();
        assert_eq!(home.settings.privacy, Privacy::default(), "{engine:?}");
        assert_eq!(store.read_blocking(move |tx| standing(tx, workspace)).unwrap(), [], "{engine:?}");
        let visits = || {
            let count = Statement::new("all visits", "SELECT count(*) FROM visits");
            store.read_blocking(move |tx| tx.one(&count, &[], |row| row.get::<i64>(0))).unwrap()
        };
        assert!(visits() > 0, "{engine:?}");
        for kind in [Kept::Visits, Kept::FilteredVisits] {
            store
                .write_blocking(move |tx| {
                    let mut pass = Pass::begin(tx, workspace, kind, i64::MAX, 99_991_231)?;
                    while !pass.piece(tx, 7)?.is_last {}
                    Ok(())
                })
                .unwrap();
        }
        assert_eq!(visits(), 0, "{engine:?}");
    }
}
