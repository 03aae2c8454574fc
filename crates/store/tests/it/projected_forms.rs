//! What a sent lead form makes of its lead: answers, history, agent, one form however often it is sent.

use crate::projector::{append, count, drained, history, lead, open, visits};
use domain::id::{LeadId, MemberId};
use domain::visit::{Entry, FormSent, Turn, VisitLead};
use std::time::Duration;
use store::leads::timeline::Happening;
use store::testing::history::{House, house, id, project_entries, project_of, visit};
use store::testing::on_both;
use store::{Statement, Store};

const START: i64 = 1_790_000_000_000_000;
const SECOND: i64 = 1_000_000;

fn form(house: &House, number: i64, shown_at: i64, at: i64) -> FormSent<'static> {
    let mut visit = visit(house, LeadId(number), at);
    visit.lead = Some(VisitLead { id: LeadId(number), is_new: false });
    visit.facts.keys.clear();
    FormSent {
        visit,
        shown_at,
        name: "Ayu".into(),
        phone: "+6281234567890".into(),
        email: "ayu@example.com".into(),
        answers: vec![("size".into(), "Large".into())],
        consent: "I agree".into(),
    }
}

/// Projects these, and answers what the lead's history then says of fields, without the visits and forms.
fn forms(store: &Store, entries: &[Entry<'_>]) -> Vec<(String, Option<String>, Option<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(store, folder.path());
    let projector = desk.project(store);
    append(&desk.journal, entries);
    drained(&projector);
    projector.finish(Duration::ZERO);
    desk.journal.close();
    let changes = history(store, 1).into_iter().filter_map(|item| match item {
        Happening::Change(change) => {
            assert_eq!(change.actor_kind, "visitor");
            Some((change.field, change.before, change.after))
        }
        _ => None,
    });
    changes.collect()
}

#[test]
fn a_form_gives_the_lead_its_answers_and_the_same_form_again_changes_only_what_is_different() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 2).unwrap();
        let mut click = visit(&house, LeadId(1), START);
        click.agent = None;
        let mut sent = form(&house, 1, START, START + SECOND);
        sent.visit.agent = Some(house.agents[1]);
        sent.visit.turn = Some(Turn { member: MemberId(id(77)), epoch: 1, fingerprint: 5 });
        let mut again = form(&house, 1, START, START + 2 * SECOND);
        again.visit.repeat = true;
        again.visit.agent = Some(house.agents[1]);
        again.name = "Ayu Lestari".into();
        again.email = "".into();
        let known = forms(store, &[Entry::Visit(click), Entry::FormSent(sent), Entry::FormSent(again)]);

        let lead = lead(store, &house, 1);
        assert_eq!((lead.name.as_deref(), lead.phone.as_deref()), (Some("Ayu Lestari"), Some("+6281234567890")));
        assert_eq!(lead.email.as_deref(), Some("ayu@example.com"), "what is left out takes nothing away");
        assert_eq!(lead.custom_fields["size"], "Large");
        assert_eq!((lead.visit_count, lead.last_seen_at), (1, START + 2 * SECOND));
        assert_eq!(lead.last_touch().at, START, "what brought them is the click, not the form");
        assert_eq!(lead.agent.unwrap().id, house.agents[1]);
        assert_eq!(known.len(), 7, "five fields and the consent's time once, the name twice and no more: {known:?}");
        assert!(known.contains(&("name".into(), Some("Ayu".into()), Some("Ayu Lestari".into()))));
        assert_eq!(count(store, "SELECT count(*) FROM form_answers"), 1);
        assert_eq!(count(store, "SELECT CAST(sum(turns) AS BIGINT) FROM member_turns"), 1);
        assert_eq!(visits(store), 1, "a form is no visit");
        assert_eq!(count(store, "SELECT count(*) FROM lead_words WHERE word = 'lestari'"), 1);
    });
}

/// The one form that is kept.
fn kept(store: &Store) -> (i64, FormSent<'static>) {
    let all = Statement::new("kept", "SELECT at, details FROM form_answers");
    let (at, details): (i64, Vec<u8>) =
        store.read_blocking(move |tx| tx.one(&all, &[], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap();
    let Ok(Entry::FormSent(sent)) = postcard::from_bytes(details.leak()) else { panic!("a form") };
    (at, sent)
}

#[test]
fn the_same_form_again_brings_its_answers_and_its_decision_only_where_it_took_a_turn_anew() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 2).unwrap();
        let turn = |n: u128| Some(Turn { member: MemberId(id(n)), epoch: 1, fingerprint: 5 });
        let mut sent = form(&house, 1, START, START + SECOND);
        sent.visit.turn = turn(77);
        let mut again = form(&house, 1, START, START + 2 * SECOND);
        (again.visit.repeat, again.name) = (true, "Ayu Lestari".into());
        project_entries(store, 9, vec![Entry::FormSent(sent.clone()), Entry::FormSent(again)]).unwrap();
        let (at, form_kept) = kept(store);
        assert_eq!((at, form_kept.visit), (START + SECOND, sent.visit));
        assert_eq!(form_kept.name, "Ayu Lestari");
        // Whom it was given is off by then: this is a decision of its own.
        let mut moved = form(&house, 1, START, START + 3 * SECOND);
        (moved.visit.repeat, moved.visit.turn) = (true, turn(78));
        let mut older = form(&house, 1, START, START);
        older.name = "Nobody".into();
        project_entries(store, 9, vec![Entry::FormSent(moved.clone()), Entry::FormSent(older)]).unwrap();
        assert_eq!(kept(store), (START + SECOND, moved));
    });
}

#[test]
fn a_form_never_takes_the_place_of_a_name_that_a_person_gave_nor_of_an_agent_that_a_person_chose() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 2).unwrap();
        project_of(store, 7, vec![visit(&house, LeadId(1), START)]).unwrap();
        let by_hand = Statement::put_together(
            "by hand",
            format!("UPDATE leads SET name = 'Ibu Ayu', agent_set_at = {} WHERE id = 1", START + 10 * SECOND),
        );
        let chosen = house.agents[0];
        store.write_blocking(move |tx| tx.execute(&by_hand, &[])).unwrap();
        let set = Statement::new("set", "UPDATE leads SET agent_id = $1 WHERE id = 1");
        store.write_blocking(move |tx| tx.execute(&set, &[chosen.into()])).unwrap();
        let mut sent = form(&house, 1, START, START + SECOND);
        sent.visit.agent = Some(house.agents[1]);
        let known = forms(store, &[Entry::FormSent(sent)]);
        let lead = lead(store, &house, 1);
        assert_eq!(lead.name.as_deref(), Some("Ibu Ayu"));
        assert_eq!(lead.phone.as_deref(), Some("+6281234567890"));
        assert_eq!(lead.agent.unwrap().id, chosen);
        assert!(known.iter().all(|(field, ..)| field != "name"), "{known:?}");
    });
}

#[test]
fn a_form_whose_click_was_lost_makes_its_lead_and_one_of_another_workspace_touches_nobody() {
    on_both(|fixture| {
        let store = fixture.store();
        let (ours, theirs) = (house(store, 1, "UTC", 1, 1).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
        forms(store, &[Entry::FormSent(form(&ours, 1, START, START + SECOND))]);
        assert_eq!(lead(store, &ours, 1).name.as_deref(), Some("Ayu"));
        let mut foreign = form(&theirs, 1, START, START + 2 * SECOND);
        foreign.name = "Mallory".into();
        project_entries(store, 9, vec![Entry::FormSent(foreign)]).unwrap();
        assert_eq!(lead(store, &ours, 1).name.as_deref(), Some("Ayu"));
        assert_eq!(count(store, "SELECT count(*) FROM form_answers"), 1);
    });
}

#[test]
fn a_form_that_comes_by_itself_leaves_the_touch_of_its_click() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 2).unwrap();
        let mut click = visit(&house, LeadId(1), START);
        click.facts.origin.utm.source = "ig".into();
        click.facts.origin.utm.campaign = "spring".into();
        let (touched, source) = (click.facts.origin.clone(), click.source.clone());
        project_of(store, 7, vec![click]).unwrap();
        let before = lead(store, &house, 1);
        assert_eq!((&before.first_touch.origin, before.first_touch.at), (&touched, START));
        // What was sent says nothing of what brought the person.
        let mut sent = form(&house, 1, START, START + SECOND);
        sent.visit.facts.origin = Default::default();
        sent.visit.source = "direct".into();
        project_entries(store, 9, vec![Entry::FormSent(sent)]).unwrap();
        let after = lead(store, &house, 1);
        assert_eq!(after.first_touch, before.first_touch);
        assert_eq!(after.last_touch(), before.last_touch());
        assert_eq!(
            (&after.source, &after.campaign, after.created_at),
            (&source.to_string(), &before.campaign, before.created_at)
        );
        assert_eq!(after.name.as_deref(), Some("Ayu"), "and the form is there");
    });
}
