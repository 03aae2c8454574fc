//! A database of the program before conversions (schema V003), with a hub, a form that was sent and what it agreed to, is
//! all there; its leads can be told of, and its links take destinations.

use domain::conversion::Hashes;
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::workspace::Settings;
use store::deliveries::told;
use store::leads::hashes;
use store::testing::Fixture;
use store::{Engine, Statement, destinations, leads, links, workspaces};
use uuid::Uuid;

/// What V001 had without the roll-ups that V002 took away, and what V003 added.
fn rows() -> String {
    let kept = include_str!("old/V001.sql").lines();
    let kept: Vec<&str> = kept.filter(|line| !(line.contains("INTO visit_days") && line.contains("'link'"))).collect();
    format!("{}\n{}", kept.join("\n"), include_str!("old/V003.sql"))
}

#[test]
fn leads_of_before_can_be_told_of_and_links_take_destinations() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let promo = LinkId(Uuid::from_u128(0x01a1_fde0_dd93_7172_a5ca_a5ac_d198_831f));
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::left_by(engine, 3, &rows());
        fixture
            .store()
            .write_blocking(move |tx| {
                assert_eq!(destinations::count(tx, workspace)?, 0);
                let home = workspaces::get(tx, workspace)?.unwrap();
                assert_eq!(home.settings.conversions, Settings::default().conversions, "what a workspace starts with");
                let link = links::get(tx, workspace, promo)?.unwrap();
                assert!(link.extras.destinations.is_empty());
                let lead = leads::get(tx, workspace, LeadId(3))?.unwrap();
                assert_eq!((lead.name.as_deref(), &lead.consent), (Some("Ayu"), &None));
                // None are kept of it yet: made of its row.
                let made = hashes::get(tx, workspace, LeadId(3))?.unwrap();
                assert_eq!(made, Hashes::of(Some("Ayu"), lead.phone.as_deref(), lead.email.as_deref()));
                assert!(!made.is_empty());
                let known = told::known(tx, workspace, LeadId(3), i64::MAX)?.unwrap();
                assert!(!known.gathered.browser.user_agent.is_empty(), "{:?}", known.gathered);
                hashes::refresh(tx, workspace, LeadId(3))?;
                assert_eq!(hashes::get(tx, workspace, LeadId(3))?, Some(made));
                let one = Statement::new("one", "SELECT COUNT(*) FROM hubs");
                assert_eq!(tx.one(&one, &[], |row| row.get::<i64>(0))?, 1);
                Ok(())
            })
            .unwrap();
    }
}
