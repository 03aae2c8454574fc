//! What the program before links without identifiers (schema V009) had in its database: every link of it recognises its
//! visitors as before, and each can be told not to.

use domain::id::WorkspaceId;
use store::links::{self, Filter};
use store::testing::Fixture;
use store::{Engine, snapshot};
use uuid::Uuid;

#[test]
fn a_link_of_an_older_schema_recognises_its_visitors_until_it_is_told_not_to() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let kept = include_str!("old/V001.sql").lines();
    let kept: Vec<&str> = kept.filter(|line| !(line.contains("INTO visit_days") && line.contains("'link'"))).collect();
    for (engine, schema) in [Engine::Sqlite, Engine::Postgres].into_iter().flat_map(|engine| [(engine, 6), (engine, 9)])
    {
        let mut fixture = Fixture::left_by(engine, schema, &kept.join("\n"));
        let all = |fixture: &Fixture| {
            let read = move |tx: &mut store::Tx<'_>| links::page(tx, workspace, &Filter::default(), None, 50);
            fixture.store().read_blocking(read).unwrap()
        };
        let before = all(&fixture);
        assert!(!before.is_empty() && before.iter().all(|link| link.cookies && link.sticky), "{engine:?}");
        let link = links::Link { cookies: false, ..before[0].clone() };
        assert!(fixture.store().write_blocking(move |tx| links::update(tx, &link)).unwrap());
        fixture.reopen();
        let after = all(&fixture);
        assert_eq!(after.iter().filter(|link| !link.cookies).count(), 1, "{engine:?}");
        // The answering path reads the same.
        let live = fixture.store().read_blocking(snapshot::links).unwrap();
        let without = live.iter().filter(|one| !one.link.cookies).map(|one| one.link.id);
        assert_eq!(without.collect::<Vec<_>>(), [before[0].id], "{engine:?}");
    }
}
