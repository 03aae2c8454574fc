//! Own domains: claimed by anybody, verified by one.

use domain::host::LostWords;
use domain::host::proof::{Finding, Way};
use domain::id::{DomainId, LinkId, WorkspaceId};
use domain::workspace::Settings;
use store::domains::{self, CLAIMED, Domain};
use store::testing::{Fixture, on_both};
use store::workspaces::{self, Workspace};
use store::{Error, snapshot};
use uuid::Uuid;

const OURS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const THEIRS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));

fn furnish(fixture: &Fixture) {
    let made = fixture.store().write_blocking(|tx| {
        for id in [OURS, THEIRS] {
            let home = Workspace {
                id,
                name: "Toko".into(),
                time_zone: "Asia/Jakarta".into(),
                currency: "IDR".into(),
                country: "ID".into(),
                settings: Settings::default(),
                created_at: 1,
                updated_at: 1,
                version: 1,
            };
            workspaces::insert(tx, &home)?;
        }
        Ok(())
    });
    made.unwrap();
}

fn domain(id: u128, workspace: WorkspaceId, host: &str) -> Domain {
    Domain {
        id: DomainId(Uuid::from_u128(id)),
        workspace,
        host: host.into(),
        token: format!("token-{id}"),
        is_primary: false,
        root_url: None,
        lost: LostWords::default(),
        verified_at: None,
        verified_by: None,
        checked_at: None,
        findings: Vec::new(),
        created_at: 1,
        updated_at: 1,
        version: 1,
    }
}

fn insert(fixture: &Fixture, domain: &Domain) -> Result<(), Error> {
    let domain = domain.clone();
    fixture.store().write_blocking(move |tx| domains::insert(tx, &domain))
}

fn update(fixture: &Fixture, domain: &Domain) -> Result<bool, Error> {
    let domain = domain.clone();
    fixture.store().write_blocking(move |tx| domains::update(tx, &domain))
}

#[test]
fn a_domain_comes_back_as_it_was_written_with_what_a_look_found() {
    on_both(|fixture| {
        furnish(fixture);
        let made = domain(10, OURS, "go.brand.example");
        insert(fixture, &made).unwrap();
        let changed = Domain {
            root_url: Some("https://brand.example/".into()),
            lost: LostWords { title: "Gone".into(), text: "a\nb".into() },
            checked_at: Some(7),
            findings: vec![Finding::TxtOther { seen: vec!["x".into()] }, Finding::FileNoAddress],
            updated_at: 7,
            ..made.clone()
        };
        assert_eq!(update(fixture, &changed), Ok(true));
        let found = fixture.store().read_blocking(move |tx| domains::get(tx, OURS, made.id)).unwrap();
        assert_eq!(found, Some(Domain { version: 2, ..changed.clone() }));
        assert_eq!(update(fixture, &changed), Ok(false), "somebody has saved since");
        let foreign = fixture.store().read_blocking(move |tx| domains::get(tx, THEIRS, changed.id)).unwrap();
        assert_eq!(foreign, None);
    });
}

#[test]
fn a_name_is_claimed_once_a_workspace_and_verified_once_at_all() {
    on_both(|fixture| {
        furnish(fixture);
        let (ours, theirs) = (domain(10, OURS, "go.brand.example"), domain(11, THEIRS, "go.brand.example"));
        insert(fixture, &ours).unwrap();
        insert(fixture, &theirs).unwrap();
        let twice = insert(fixture, &domain(12, OURS, "go.brand.example")).unwrap_err();
        assert!(twice.is_conflict(CLAIMED) && !domains::is_anothers(&twice), "{twice}");
        let verified = |domain: &Domain| Domain { verified_at: Some(5), verified_by: Some(Way::Txt), ..domain.clone() };
        assert_eq!(update(fixture, &verified(&ours)), Ok(true));
        let second = update(fixture, &verified(&theirs)).unwrap_err();
        assert!(domains::is_anothers(&second), "{second}");

        let (is_ours, is_theirs, all) = fixture
            .store()
            .read_blocking(|tx| {
                let host = "go.brand.example";
                Ok((domains::is_ours(tx, OURS, host)?, domains::is_ours(tx, THEIRS, host)?, snapshot::domains(tx)?))
            })
            .unwrap();
        assert_eq!((is_ours, is_theirs), (true, false));
        assert_eq!(all.iter().map(|d| (d.workspace, d.verified)).collect::<Vec<_>>(), [(OURS, true), (THEIRS, false)]);
    });
}

#[test]
fn one_domain_of_a_workspace_is_the_primary_one() {
    on_both(|fixture| {
        furnish(fixture);
        for (id, host) in [(10, "a.example"), (11, "b.example")] {
            let domain = domain(id, OURS, host);
            insert(fixture, &domain).unwrap();
            let primary = Domain { is_primary: true, verified_at: Some(5), verified_by: Some(Way::File), ..domain };
            let written = fixture.store().write_blocking(move |tx| {
                domains::only_primary(tx, OURS, primary.id)?;
                domains::update(tx, &primary)
            });
            assert_eq!(written, Ok(true));
            let found =
                fixture.store().read_blocking(|tx| Ok((domains::primary(tx, OURS)?, domains::primary(tx, THEIRS)?)));
            assert_eq!(found, Ok((Some(host.to_owned()), None)));
        }
        let count = fixture.store().read_blocking(|tx| domains::count(tx, OURS));
        assert_eq!(count, Ok(2));
    });
}

#[test]
fn a_name_that_nothing_stands_on_has_no_addresses_to_forget() {
    on_both(|fixture| {
        furnish(fixture);
        let domain = domain(10, OURS, "go.brand.example");
        insert(fixture, &domain).unwrap();
        let (users, forgotten, left) = fixture
            .store()
            .write_blocking(move |tx| {
                let users = domains::used_by(tx, &domain, 5)?;
                let forgotten = domains::forget_addresses(tx, &domain.host)?;
                domains::delete(tx, &domain)?;
                Ok((users, forgotten, domains::page(tx, OURS, None, 10)?))
            })
            .unwrap();
        assert_eq!((users, forgotten, left), (Vec::<String>::new(), (Vec::<LinkId>::new(), Vec::new()), Vec::new()));
    });
}
