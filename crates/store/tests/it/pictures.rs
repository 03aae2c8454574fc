//! Pictures: each content once in a workspace, never seen from another, and kept while something shows them.

use domain::id::{PictureId, WorkspaceId};
use domain::link::Preview;
use domain::picture::{Kind, Shown};
use store::pictures::{self, Picture};
use store::testing::history::{house, id};
use store::testing::{Fixture, on_both};
use store::{Error, Store, links};

fn picture(workspace: WorkspaceId, number: u128) -> Picture {
    let (kind, created_at) = (Kind::Png, 7);
    Picture { id: PictureId(id(number)), workspace, kind, width: 60, height: 40, size: 4, created_at }
}

fn keep(store: &Store, picture: Picture, bytes: &'static [u8]) -> Result<(), Error> {
    let mut sha256 = [0; 32];
    sha256[..bytes.len()].copy_from_slice(bytes);
    store.write_blocking(move |tx| pictures::insert(tx, &picture, &sha256, bytes))
}

fn two_houses(fixture: &Fixture) -> (WorkspaceId, WorkspaceId) {
    let ours = house(fixture.store(), 1, "Asia/Jakarta", 1, 1).unwrap().workspace;
    (ours, house(fixture.store(), 2, "Asia/Jakarta", 1, 1).unwrap().workspace)
}

#[test]
fn a_picture_comes_back_as_it_was_kept_and_only_to_its_workspace() {
    on_both(|fixture| {
        let (ours, theirs) = two_houses(fixture);
        let kept = picture(ours, 11);
        keep(fixture.store(), kept.clone(), b"\x00abc").unwrap();
        let id = kept.id;
        let read = fixture.store().read_blocking(move |tx| {
            Ok((
                pictures::get(tx, ours, id)?,
                pictures::get(tx, theirs, id)?,
                pictures::bytes(tx, ours, id)?,
                pictures::bytes(tx, theirs, id)?,
                pictures::shown(tx, id)?,
            ))
        });
        let bytes = b"\x00abc".to_vec();
        assert_eq!(read.unwrap(), (Some(kept), None, Some(bytes.clone()), None, Some((Kind::Png, bytes))));
    });
}

#[test]
fn one_content_is_one_picture_of_a_workspace() {
    on_both(|fixture| {
        let (ours, theirs) = two_houses(fixture);
        keep(fixture.store(), picture(ours, 11), b"same").unwrap();
        assert!(matches!(keep(fixture.store(), picture(ours, 12), b"same"), Err(Error::Conflict { .. })));
        keep(fixture.store(), picture(theirs, 13), b"same").unwrap();
        let mut sha256 = [0; 32];
        sha256[..4].copy_from_slice(b"same");
        let found = fixture.store().read_blocking(move |tx| pictures::by_content(tx, ours, &sha256)).unwrap();
        assert_eq!(found.map(|picture| picture.id), Some(PictureId(id(11))));
    });
}

#[test]
fn pages_are_newest_first_and_go_on_where_they_ended() {
    on_both(|fixture| {
        let (ours, _) = two_houses(fixture);
        for (number, bytes) in [(11, &b"a"[..]), (12, b"b"), (13, b"c")] {
            keep(fixture.store(), picture(ours, number), bytes).unwrap();
        }
        let page = |before: Option<u128>| {
            let before = before.map(|number| PictureId(id(number)));
            let page = fixture.store().read_blocking(move |tx| pictures::page(tx, ours, before, 2)).unwrap();
            page.into_iter().map(|picture| picture.id).collect::<Vec<_>>()
        };
        assert_eq!(page(None), [PictureId(id(13)), PictureId(id(12))]);
        assert_eq!(page(Some(12)), [PictureId(id(11))]);
        assert_eq!(fixture.store().read_blocking(move |tx| pictures::count(tx, ours)), Ok(3));
    });
}

#[test]
fn a_link_that_shows_it_is_named() {
    on_both(|fixture| {
        let house = house(fixture.store(), 1, "Asia/Jakarta", 2, 1).unwrap();
        let (ours, link, kept) = (house.workspace, house.links[0], picture(house.workspace, 11));
        let (id, other) = (kept.id, PictureId(id(99)));
        keep(fixture.store(), kept, b"a").unwrap();
        let used = move |store: &Store, id| store.read_blocking(move |tx| pictures::used_by(tx, ours, id)).unwrap();
        assert_eq!(used(fixture.store(), id), Vec::<String>::new());
        let saved = fixture.store().write_blocking(move |tx| {
            let link = links::get(tx, ours, link)?.ok_or(Error::Missing)?;
            let picture = Some(Shown { id, kind: Kind::Png, width: 60, height: 40 });
            let name = link.name.clone();
            links::update(tx, &links::Link { preview: Preview { picture, ..Preview::default() }, ..link })?;
            Ok(name)
        });
        assert_eq!(used(fixture.store(), id), [saved.unwrap()]);
        assert_eq!(used(fixture.store(), other), Vec::<String>::new());
        let gone = fixture
            .store()
            .write_blocking(move |tx| Ok((pictures::delete(tx, ours, id)?, pictures::delete(tx, ours, id)?)));
        assert_eq!(gone, Ok((true, false)));
    });
}
