//! What the program of schema V006 had on its list of those of whom nothing is told: it stays there, and of whom put them
//! there nothing is known.

use domain::id::WorkspaceId;
use store::Engine;
use store::deliveries::suppressed::{self, Suppression};
use store::testing::Fixture;
use uuid::Uuid;

#[test]
fn who_was_on_the_list_of_the_sixth_schema_stays_on_it() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let kept = format!(
            "INSERT INTO suppressions (workspace_id, contact, kind, why, created_at) \
             VALUES (X'{}', X'{}', 'phone', 'asked', 7);",
            workspace.0.simple(),
            "ab".repeat(32)
        );
        let fixture = Fixture::left_by(engine, 6, &kept);
        let there = fixture.store().read_blocking(move |tx| suppressed::page(tx, workspace, None, 9)).unwrap();
        let line =
            Suppression { contact: [0xab; 32], kind: "phone".into(), why: "asked".into(), by: None, created_at: 7 };
        assert_eq!(there, std::slice::from_ref(&line), "{engine:?}");
        let new = Suppression { contact: [0xcd; 32], by: Some("Ani".into()), created_at: 8, ..line.clone() };
        let added = new.clone();
        fixture.store().write_blocking(move |tx| suppressed::add(tx, workspace, &added)).unwrap();
        let there = fixture.store().read_blocking(move |tx| suppressed::page(tx, workspace, None, 9)).unwrap();
        assert_eq!(there, [new, line], "{engine:?}");
    }
}
