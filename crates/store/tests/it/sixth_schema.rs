//! What the program before erasure (schema V005) had in its database: nobody is erased in it, and everybody can be.

use domain::id::{LeadId, WorkspaceId};
use store::leads::erase::erase;
use store::testing::Fixture;
use store::{Engine, leads};
use uuid::Uuid;

#[test]
fn a_lead_of_the_fifth_schema_is_as_it_was_and_can_be_erased() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let kept = include_str!("old/V001.sql").lines();
    let kept: Vec<&str> = kept.filter(|line| !(line.contains("INTO visit_days") && line.contains("'link'"))).collect();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::left_by(engine, 5, &kept.join("\n"));
        let get =
            |lead| fixture.store().read_blocking(move |tx| leads::get(tx, workspace, LeadId(lead))).unwrap().unwrap();
        let before = get(3);
        assert_eq!((before.name.as_deref(), before.erased_at), (Some("Ayu"), None), "{engine:?}");
        let lead = before.clone();
        fixture.store().write_blocking(move |tx| erase(tx, &lead, 7)).unwrap();
        let after = get(3);
        assert_eq!((after.name, after.erased_at, after.status), (None, Some(7), before.status), "{engine:?}");
        assert_eq!((get(1).erased_at, get(2).erased_at), (None, None), "{engine:?}");
    }
}
