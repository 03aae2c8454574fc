//! What the program before rules, forms and domains had in its database (schema V002) is all there, and takes them on.

use domain::deeplink::Deeplink;
use domain::form::Form;
use domain::id::{LinkId, RuleId, WorkspaceId};
use domain::link::{Duty, Extras};
use domain::route::{Condition, Rule, Then};
use store::testing::Fixture;
use store::{Engine, links, members, snapshot};
use uuid::Uuid;

/// V002 only took the roll-ups of links away; what it left is what V001 had without them.
fn rows() -> String {
    let kept = include_str!("old/V001.sql").lines();
    let kept: Vec<&str> = kept.filter(|line| !(line.contains("INTO visit_days") && line.contains("'link'"))).collect();
    kept.join("\n")
}

#[test]
fn links_and_pools_of_before_have_no_rules_no_form_and_no_hours_and_can_be_given_them() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let promo = LinkId(Uuid::from_u128(0x01a1_fde0_dd93_7172_a5ca_a5ac_d198_831f));
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut fixture = Fixture::left_by(engine, 2, &rows());
        let rule = Rule {
            id: RuleId(Uuid::from_u128(7)),
            name: "All".into(),
            active: true,
            when: Condition::All(Vec::new()),
            then: Then::Pool(true),
        };
        let given = Extras { rules: vec![rule], ..Extras::default() };
        let capped = Duty { daily_cap: Some(20), ..Duty::default() };
        let (extras, duty) = (given.clone(), capped.clone());
        fixture
            .store()
            .write_blocking(move |tx| {
                let link = links::get(tx, workspace, promo)?.unwrap();
                let none = Extras {
                    rules: Vec::new(),
                    deeplink: Deeplink::default(),
                    form: Form::default(),
                    ..Extras::default()
                };
                assert_eq!((link.slug.as_str(), &link.extras), ("promo", &none));
                let seats = members::of_link(tx, promo)?;
                assert_eq!(seats.len(), 2);
                assert!(seats.iter().all(|seat| seat.member.duty.is_always()));
                assert_eq!(seats.iter().map(|seat| seat.turns).sum::<i64>(), 3, "turns of before still count");
                assert!(links::update(tx, &links::Link { extras, ..link })?);
                members::update(tx, &members::Member { duty, ..seats[0].member.clone() })
            })
            .unwrap();
        let read = fixture.reopen().read_blocking(move |tx| snapshot::link_by_id(tx, promo)).unwrap().unwrap();
        assert_eq!(read.link.extras, given, "{engine:?}");
        assert_eq!(read.link.members[0].duty, capped, "{engine:?}");
        assert!(read.link.members[1].duty.is_always(), "{engine:?}");
    }
}
