//! What the program before attribution (schema V003) had in its database: forms, numbers that visitors left, what pages
//! told, visits and purchases are counted by everything that this program counts by.

use domain::attribution::Model;
use domain::id::WorkspaceId;
use store::reports::{Asked, By, Days, bring_up, overviews, recount};
use store::testing::Fixture;
use store::{Engine, Statement};
use uuid::Uuid;

/// V001's rows without those that V002 took away, and what V003 could add: a form of lead 1, a number that the visitor
/// of lead 2 left, a page of lead 3 that told of an opened chat.
fn rows() -> String {
    let kept = include_str!("old/V001.sql").lines();
    let kept: Vec<&str> = kept.filter(|line| !(line.contains("INTO visit_days") && line.contains("'link'"))).collect();
    let (workspace, link) = ("X'01a1fde0dd3f72c1b0f2833edae35e4e'", "X'01a1fde0dd937172a5caa5acd198831f'");
    format!(
        "{}
        INSERT INTO form_answers (id, workspace_id, link_id, lead_id, shown_at, at, details)
            VALUES (90, {workspace}, {link}, 1, 1795260734875509, 1795260735000000, X'00');
        INSERT INTO lead_changes (id, workspace_id, lead_id, at, field, before_value, after_value, actor_kind, actor_name)
            VALUES (X'01a1fde0e2c677dc884d34309f000001', {workspace}, 2, 1795260735500000, 'phone', NULL, '+62811',
                'visitor', '');
        UPDATE leads SET phone = '+62811' WHERE id = 2;
        INSERT INTO beacons (link_id, visit_at, lead_id, what, workspace_id, seen_at)
            VALUES ({link}, 1795260734900000, 3, 'opened', {workspace}, 1795260736000000);
        INSERT INTO beacons (link_id, visit_at, lead_id, what, workspace_id, seen_at)
            VALUES ({link}, 1795260734900000, 1, 'shown', {workspace}, 1795260736000000);",
        kept.join("\n")
    )
}

#[test]
fn a_database_of_the_third_schema_is_counted_by_everything_that_is_counted_now() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let days = Days::of_numbers(20261101, 20261130).unwrap();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::left_by(engine, 3, &rows());
        let store = fixture.store();
        let told = |model| {
            let asked = Asked { days, link: None, model };
            store.read_blocking(move |tx| overviews(tx, workspace, asked, &By::ALL)).unwrap()
        };
        // Before the sums are made, and after.
        let counted = Model::ALL.map(told);
        bring_up(store).unwrap();
        let summed = Model::ALL.map(told);
        assert_eq!(counted, summed, "{engine:?}");
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(Model::ALL.map(told), summed, "{engine:?}");
        for report in summed.iter().flatten() {
            let totals = &report.totals;
            assert_eq!((totals.counts.clicks, totals.counts.leads), (3, 3), "{engine:?}");
            assert_eq!((totals.with_data, totals.opened, totals.chats), (2, 1, 0), "{engine:?}");
            assert_eq!((totals.purchases, totals.value["IDR"]), (1, 15_000_000), "{engine:?}");
            assert_eq!(report.lines.iter().map(|line| line.figures.counts.clicks).sum::<i64>(), 3, "{engine:?}");
        }
        let moments = Statement::new("moments", "SELECT left_data_at, opened_at FROM leads ORDER BY id");
        let moments: Vec<(Option<i64>, Option<i64>)> =
            store.read_blocking(move |tx| tx.query(&moments, &[], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap();
        let expected = [
            (Some(1_795_260_735_000_000), None),
            (Some(1_795_260_735_500_000), None),
            (None, Some(1_795_260_736_000_000)),
        ];
        assert_eq!(moments, expected, "{engine:?}");
    }
}
