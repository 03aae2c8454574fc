//! The lead form's way: shown without a turn, sent with one, known again however often it comes.

use crate::house::{House, SECOND, by_phone, on_both};
use domain::draft::link::LinkDraft;
use domain::form::check::Typed;
use domain::id::LeadId;
use domain::language::Locale;
use domain::visit::{Entry, FormSent, Step};
use engine::click::{Again, Answer, Clicked, FormView, Request, SentForm};
use engine::leads::{Happening, SentForm as Kept};
use engine::links;
use engine::links::LinkView;
use serde_json::{Value, json};

const MINUTE: i64 = 60 * SECOND;

/// A link `promo` with a form and so many members A, B, C.
async fn promo(house: &House, members: usize, form: Value) -> LinkView {
    let members: Vec<Value> = (0..members)
        .map(|n| json!({"name": char::from(b'A' + n as u8).to_string(), "number": format!("+62812345678{n:02}")}))
        .collect();
    house
        .link(json!({
            "slug": "promo", "name": "Promo", "message": "Hi {{name}}, {{lead}} wants [k:size] {{code}}",
            "pool": {"method": "round_robin", "members": members}, "form": form
        }))
        .await
}

fn form() -> Value {
    json!({
        "enabled": true, "name": "required", "phone": "optional",
        "fields": [{"key": "size", "kind": "select", "label": "Size", "choices": ["Small", "Large"],
                    "choices_id": ["Kecil", "Besar"], "required": true}],
        "consent": {"text": "I agree"}
    })
}

/// A page that was shown.
struct Page {
    token: String,
    cookie: String,
    view: FormView,
    typed: Typed,
}

async fn open(house: &House, request: Request<'_>) -> Page {
    let clicked = house.engine.click(&request).await;
    keep(house, &clicked).await;
    let Some(Entry::Visit(visit)) = &clicked.entry else { panic!("a visit is recorded: {clicked:?}") };
    assert!(visit.steps.contains(&Step::FormShown) && visit.turn.is_none() && visit.member.is_none(), "{visit:?}");
    let Answer::Form { view, typed, cookie } = clicked.answer else { panic!("the form comes first: {clicked:?}") };
    let cookie = cookie.map(|c| format!("giliran_visitor={c}")).unwrap_or_default();
    Page { token: view.token.clone(), cookie, view, typed }
}

async fn shown(house: &House, cookie: &str) -> Page {
    open(house, by_phone("promo", "", cookie)).await
}

async fn keep(house: &House, clicked: &Clicked<'_>) {
    if let Some(entry) = &clicked.entry {
        let lead = clicked.lead.map(|lead| lead.0);
        house.engine.journal.append(entry, lead, house.engine.journal.direct_lane()).await.unwrap();
    }
}

fn typed(token: &str, more: &[(&str, &str)]) -> Typed {
    let pairs = [("form", token), ("name", "Dewi"), ("k_size", "Large"), ("website", "")];
    let changed = |name: &str| more.iter().any(|(n, _)| *n == name);
    let pairs = pairs.iter().filter(|(name, _)| !changed(name)).chain(more);
    Typed(pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// Where it led, and what was recorded.
struct Done {
    location: String,
    cookie: String,
    sent: FormSent<'static>,
    answer: String,
}

impl Done {
    fn lead(&self) -> LeadId {
        self.sent.visit.lead.unwrap().id
    }

    /// The member in "Hi A, …".
    fn name(&self) -> char {
        self.location.split("Hi%20").nth(1).and_then(|rest| rest.chars().next()).unwrap_or('?')
    }
}

async fn post(house: &House, token: &str, cookie: &str, more: &[(&str, &str)]) -> SentForm<'static> {
    let cookie = Box::leak(cookie.to_owned().into_boxed_str());
    house.engine.send_form(&by_phone("promo", "", cookie), &typed(token, more), Locale::Id).await
}

async fn send(house: &House, token: &str, cookie: &str, more: &[(&str, &str)]) -> Done {
    let sent = post(house, token, cookie, more).await;
    let SentForm::Done { clicked, .. } = sent else { panic!("taken: {sent:?}") };
    keep(house, &clicked).await;
    let answer = format!("{:?}", clicked.answer);
    let (location, cookie) = match clicked.answer {
        Answer::Redirect { location, cookie } => (location, cookie),
        Answer::Thanks { cookie, .. } | Answer::LeaveNumber { cookie, .. } => (String::new(), cookie),
        other => panic!("{other:?}"),
    };
    let Some(Entry::FormSent(sent)) = clicked.entry else { panic!("a form is recorded") };
    Done { location, cookie: cookie.map(|c| format!("giliran_visitor={c}")).unwrap_or_default(), sent, answer }
}

async fn refused(house: &House, token: &str, more: &[(&str, &str)]) -> (Vec<(String, &'static str)>, Again, String) {
    let sent = post(house, token, "", more).await;
    let SentForm::Again { view, faults, why } = sent else { panic!("refused: {sent:?}") };
    (faults.into_iter().map(|fault| (fault.field, fault.code)).collect(), why, view.token)
}

async fn forms(house: &House, lead: LeadId) -> Vec<Kept> {
    house.settle();
    let story = engine::leads::timeline(&house.engine, &house.who, lead, None, 50).await.unwrap();
    let forms = story.items.into_iter().filter_map(|item| match item {
        Happening::Form(sent) => Some(sent),
        _ => None,
    });
    forms.collect()
}

async fn turns(house: &House, link: &LinkView) -> Vec<i64> {
    house.settle();
    let view = links::get(&house.engine, &house.who, link.link.id).await.unwrap();
    view.seats.iter().map(|seat| seat.seat.turns).collect()
}

#[test]
fn a_form_takes_its_turn_when_it_is_sent_and_its_answers_stand_in_the_message_and_on_the_lead() {
    on_both(async |house| {
        let link = promo(house, 3, form()).await;
        let first = shown(house, "").await;
        let second = shown(house, "").await;
        house.later(MINUTE);
        // Who sends first is first, whoever was shown the form before.
        let of_second = send(house, &second.token, &second.cookie, &[("phone", "0812 3456 7890")]).await;
        let of_first = send(house, &first.token, &first.cookie, &[("name", "Budi"), ("consent", "yes")]).await;
        assert_eq!((of_second.name(), of_first.name()), ('A', 'B'));
        assert!(of_second.location.contains("Dewi%20wants%20Besar%20%5BK-"), "{}", of_second.location);
        assert!(of_first.sent.visit.steps.contains(&Step::FormSent) && of_first.sent.visit.turn.is_some());
        assert_ne!(of_first.lead(), of_second.lead());
        assert_eq!(turns(house, &link).await, [1, 1, 0]);

        let lead = engine::leads::get(&house.engine, &house.who, of_second.lead()).await.unwrap();
        assert_eq!((lead.name.as_deref(), lead.phone.as_deref()), (Some("Dewi"), Some("+6281234567890")));
        assert_eq!(lead.custom_fields["size"], "Large", "the choice as the business wrote it");
        assert_eq!(lead.visit_count, 1, "the click alone is a visit");
        assert_eq!(lead.agent.unwrap().name, "A");
        let lead = engine::leads::get(&house.engine, &house.who, of_first.lead()).await.unwrap();
        assert_eq!(
            (lead.custom_fields["consent"].as_str(), lead.custom_fields["consent_at"].as_str()),
            ("I agree", "2026-11-01T00:01:00Z")
        );
        let kept = forms(house, of_first.lead()).await;
        assert_eq!((kept.len(), kept[0].form().name.as_ref()), (1, "Budi"));
    });
}

#[test]
fn double_press_second_tab_back_button_and_replay_are_one_lead_one_turn_and_one_form() {
    on_both(async |house| {
        let link = promo(house, 3, form()).await;
        let page = shown(house, "").await;
        house.later(20 * SECOND);
        let tab = shown(house, &page.cookie).await;
        house.later(MINUTE);
        let first = send(house, &page.token, &page.cookie, &[]).await;
        let again = send(house, &page.token, &page.cookie, &[]).await;
        let from_tab = send(house, &tab.token, &page.cookie, &[("k_size", "Small")]).await;
        // Back, a slip of the hand mended, sent once more; and without a cookie, as an in-app browser may.
        let mended = send(house, &page.token, "", &[("name", "Dewi Ayu"), ("phone", "081234567890")]).await;
        house.restart();
        let replayed = send(house, &page.token, "", &[("name", "Dewi Ayu"), ("phone", "081234567890")]).await;
        house.crash();
        let replayed_again =
            send(house, &tab.token, &first.cookie, &[("name", "Dewi Ayu"), ("phone", "081234567890")]).await;
        for same in [&again, &from_tab, &mended, &replayed, &replayed_again] {
            assert_eq!((same.lead(), same.name()), (first.lead(), 'A'));
            assert!(same.sent.visit.turn.is_none() && same.sent.visit.repeat, "{:?}", same.sent.visit.steps);
        }
        assert_eq!(turns(house, &link).await, [1, 0, 0]);
        let kept = forms(house, first.lead()).await;
        assert_eq!(kept.len(), 1);
        let lead = engine::leads::get(&house.engine, &house.who, first.lead()).await.unwrap();
        assert_eq!((lead.name.as_deref(), lead.phone.as_deref()), (Some("Dewi Ayu"), Some("+6281234567890")));
        assert_eq!(lead.custom_fields["size"], "Large");
        // The next visitor is the second.
        let next = shown(house, "").await;
        house.later(MINUTE);
        assert_eq!(send(house, &next.token, &next.cookie, &[]).await.name(), 'B');
    });
}

#[test]
fn presses_at_the_very_same_moment_take_one_turn() {
    on_both(async |house| {
        let link = promo(house, 3, form()).await;
        let mut turns_taken = 0;
        for _ in 0..10 {
            let page = shown(house, "").await;
            house.later(2 * SECOND);
            let engine = &house.engine;
            let taken = std::thread::scope(|scope| {
                let presses = [(); 4].map(|()| {
                    scope.spawn(|| {
                        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                        let (request, typed) = (by_phone("promo", "", &page.cookie), typed(&page.token, &[]));
                        let sent = runtime.block_on(engine.send_form(&request, &typed, Locale::En));
                        let SentForm::Done { clicked, .. } = sent else { panic!("{sent:?}") };
                        let Some(Entry::FormSent(sent)) = clicked.entry else { panic!("a form is recorded") };
                        usize::from(sent.visit.turn.is_some())
                    })
                });
                presses.map(|press| press.join().unwrap()).iter().sum::<usize>()
            });
            turns_taken += taken;
        }
        assert_eq!(turns_taken, 10);
        assert_eq!(link.seats.len(), 3);
    });
}

#[test]
fn a_form_that_is_shown_after_one_was_sent_is_a_new_one_of_the_same_lead() {
    on_both(async |house| {
        let mut form = form();
        form["skip_returning"] = json!(false);
        let link = promo(house, 2, form).await;
        let page = shown(house, "").await;
        house.later(MINUTE);
        let first = send(house, &page.token, &page.cookie, &[]).await;
        house.later(MINUTE);
        let page = shown(house, &first.cookie).await;
        house.later(MINUTE);
        let second = send(house, &page.token, &first.cookie, &[("name", "Dewi A."), ("k_size", "Small")]).await;
        assert_eq!((second.lead(), second.name()), (first.lead(), 'A'), "it stays with its person");
        assert!(!second.sent.visit.repeat);
        assert_eq!(forms(house, first.lead()).await.len(), 2);
        assert_eq!(turns(house, &link).await, [1, 0]);
    });
}

#[test]
fn rules_find_who_sends_a_form_as_new_as_the_page_did() {
    on_both(async |house| {
        let mut form = form();
        form["skip_returning"] = json!(false);
        let link = promo(house, 2, form).await;
        let rule = |name: &str, value: &str| json!({"name": name, "when": {"field": "visitor", "op": "is", "value": value}, "then": {"pool": true}});
        let rules = json!({"rules": [rule("New here", "new"), rule("Been here", "returning")]});
        let draft = LinkDraft::parse(&rules, "ID").unwrap();
        links::patch(&house.engine, &house.who, link.link.id, None, draft).await.unwrap();
        let met = |done: &Done| {
            let steps = done.sent.visit.steps.iter();
            let mut met = steps.filter_map(|step| match step {
                Step::RuleMet { name, .. } => Some(name.to_string()),
                _ => None,
            });
            met.next().unwrap()
        };
        let page = shown(house, "").await;
        house.later(MINUTE);
        let first = send(house, &page.token, &page.cookie, &[]).await;
        assert_eq!(met(&first), "New here", "the page alone made them one who has been here");
        let again = send(house, &page.token, &first.cookie, &[]).await;
        assert_eq!((met(&again).as_str(), again.sent.visit.repeat), ("New here", true));
        house.later(MINUTE);
        let page = shown(house, &first.cookie).await;
        house.later(MINUTE);
        let second = send(house, &page.token, &first.cookie, &[]).await;
        assert_eq!((second.lead(), met(&second).as_str()), (first.lead(), "Been here"));
    });
}

#[test]
fn turns_of_forms_that_were_answered_but_not_projected_count_after_a_crash() {
    on_both(async |house| {
        promo(house, 3, form()).await;
        let mut got = String::new();
        for round in 0..9 {
            let page = shown(house, "").await;
            house.later(2 * SECOND);
            got.push(send(house, &page.token, &page.cookie, &[]).await.name());
            if round % 2 == 1 {
                house.crash();
            }
        }
        assert_eq!(got, "ABCABCABC");
    });
}

#[test]
fn who_sent_it_before_skips_the_form_and_the_message_still_has_the_answers() {
    on_both(async |house| {
        let link = promo(house, 2, form()).await;
        let page = shown(house, "").await;
        house.later(MINUTE);
        let first = send(house, &page.token, &page.cookie, &[]).await;
        for restarted in [false, true] {
            house.settle();
            if restarted {
                house.restart();
            }
            house.later(MINUTE);
            let back = house.tap(by_phone("promo", "k_size=Other", &first.cookie)).await;
            assert!(back.location.contains("Hi%20A%2C%20Dewi%20wants%20"), "{}", back.location);
            assert!(back.location.contains("Besar") || back.location.contains("Large"), "{}", back.location);
            let visit = back.visit.unwrap();
            assert!(visit.steps.contains(&Step::FormSkipped) && visit.turn.is_none());
        }
        // A suggestion in an address does not change what the person has answered.
        house.settle();
        let lead = engine::leads::get(&house.engine, &house.who, first.lead()).await.unwrap();
        assert_eq!(lead.custom_fields["size"], "Large");
        let draft = LinkDraft::parse(&json!({"form": {"skip_returning": false}}), "ID").unwrap();
        links::patch(&house.engine, &house.who, link.link.id, None, draft).await.unwrap();
        house.later(MINUTE);
        shown(house, &first.cookie).await;
    });
}

#[test]
fn an_address_fills_in_what_it_names() {
    on_both(async |house| {
        promo(house, 1, form()).await;
        let page = open(house, by_phone("promo", "k_size=besar&k_name=Ayu&utm_source=ig", "")).await;
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(page.typed.0, [field("name", "Ayu"), field("k_size", "Large")]);
        assert_eq!(page.view.business, "Toko Kopi");
    });
}

#[test]
fn what_was_asked_stands_in_the_message_and_a_suggestion_that_was_taken_out_does_not() {
    on_both(async |house| {
        let mut form = form();
        form["fields"].as_array_mut().unwrap().push(json!({"key": "budget", "label": "Budget"}));
        let link = promo(house, 1, form).await;
        let message = json!({"message": "[k:k_name] [k:phone] [k:email] [k:budget] [k:shop] {{code}}"});
        let draft = LinkDraft::parse(&message, "ID").unwrap();
        links::patch(&house.engine, &house.who, link.link.id, None, draft).await.unwrap();
        let query = "k_budget=5&k_phone=0812+3456+7801&k_email=a%40b.example&k_shop=Solo";
        let page = open(house, by_phone("promo", query, "")).await;
        house.later(MINUTE);
        let cookie = Box::leak(page.cookie.clone().into_boxed_str());
        let request = by_phone("promo", query, cookie);
        let sent = house.engine.send_form(&request, &typed(&page.token, &[("phone", "")]), Locale::En).await;
        let SentForm::Done { clicked, .. } = sent else { panic!("taken: {sent:?}") };
        keep(house, &clicked).await;
        let Answer::Redirect { location, .. } = &clicked.answer else { panic!("{clicked:?}") };
        // The form does not ask for an e-mail address: that of the link stands.
        assert!(location.contains("text=Dewi%20a%40b.example%20Solo%20%5BK-"), "{location}");
        let page = shown(house, "").await;
        house.later(MINUTE);
        let given = send(house, &page.token, &page.cookie, &[("phone", "0812 3456 7890")]).await;
        for restarted in [false, true] {
            house.settle();
            if restarted {
                house.restart();
            }
            house.later(MINUTE);
            assert!(given.location.contains("text=Dewi%20%2B6281234567890%20%5BK-"), "{}", given.location);
            let back = house.tap(by_phone("promo", "k_phone=1", &given.cookie)).await;
            assert_eq!(back.location, given.location, "the answers of then");
        }
    });
}

#[test]
fn machines_get_the_form_and_no_number_and_what_they_send_makes_nothing() {
    on_both(async |house| {
        promo(house, 1, form()).await;
        let mut crawler = by_phone("promo", "", "");
        crawler.headers.user_agent = "Googlebot/2.1 (+http://www.google.com/bot.html)";
        let page = open(house, crawler).await;
        assert!(page.cookie.is_empty());

        let quick = shown(house, "").await;
        let press_again = vec![(String::new(), "form_press_again")];
        assert_eq!(refused(house, &quick.token, &[]).await.0, press_again);
        house.later(MINUTE);
        assert_eq!(refused(house, &quick.token, &[("website", "http://spam")]).await.0, press_again);
        let open_long = vec![(String::new(), "form_open_long")];
        for forged in ["", "x", &quick.token[1..], &format!("{}B", &quick.token[..42])] {
            assert_eq!(refused(house, forged, &[]).await.0, open_long, "{forged}");
        }
        let (faults, why, token) =
            refused(house, &quick.token, &[("name", " "), ("k_size", "Huge"), ("phone", "x")]).await;
        let expected = [("name", "required"), ("phone", "phone_not_a_number"), ("k_size", "not_a_choice")];
        assert_eq!(faults, expected.map(|(field, code)| (field.to_owned(), code)));
        assert_eq!((why, token.as_str()), (Again::Faults, quick.token.as_str()), "it is still the same form");

        // A page that was left open for days is asked for once more, and its lead is still its own.
        house.later(25 * 3600 * SECOND);
        let (faults, _, token) = refused(house, &quick.token, &[]).await;
        assert_eq!(faults, open_long);
        house.later(2 * SECOND);
        send(house, &token, "", &[]).await;
        house.settle();
        let filter = domain::lead::filter::Filter::default();
        let leads = engine::leads::list(&house.engine, &house.who, filter, None, 10).await.unwrap();
        assert_eq!(leads.items.len(), 1, "one person, one lead");
    });
}

#[test]
fn a_page_that_named_nobody_is_one_lead_however_often_it_is_sent() {
    on_both(async |house| {
        promo(house, 2, form()).await;
        let mut unnamed = by_phone("promo", "", "");
        unnamed.headers.user_agent = "curl/8.5";
        let page = open(house, unnamed).await;
        house.later(MINUTE);
        let first = send(house, &page.token, "", &[]).await;
        let again = send(house, &page.token, "", &[]).await;
        assert_eq!((first.lead(), first.name()), (again.lead(), again.name()));
        assert!(again.sent.visit.turn.is_none());
        assert_eq!(forms(house, first.lead()).await.len(), 1);
    });
}

#[test]
fn an_address_that_sends_too_many_forms_waits() {
    on_both(async |house| {
        promo(house, 1, form()).await;
        let page = shown(house, "").await;
        house.later(MINUTE);
        let mut refused = 0;
        for _ in 0..100 {
            if let SentForm::Again { why: Again::TooOften, faults, .. } =
                post(house, &page.token, &page.cookie, &[]).await
            {
                assert_eq!(faults[0].code, "form_too_often");
                refused += 1;
            }
        }
        assert_eq!(refused, 100 - engine::forms::gate::AT_ONCE);
        house.later(MINUTE);
        send(house, &page.token, &page.cookie, &[]).await;
    });
}

#[test]
fn when_nobody_is_there_a_form_with_a_number_is_thanked_and_one_without_is_asked_for_it() {
    on_both(async |house| {
        promo(house, 0, form()).await;
        let page = shown(house, "").await;
        house.later(MINUTE);
        let with = send(house, &page.token, &page.cookie, &[("phone", "0812 3456 7890")]).await;
        assert!(with.answer.starts_with("Thanks"), "{}", with.answer);
        let page = shown(house, "").await;
        house.later(MINUTE);
        let without = send(house, &page.token, &page.cookie, &[]).await;
        assert!(without.answer.starts_with("LeaveNumber") && without.answer.contains("Dewi"), "{}", without.answer);
        assert_eq!(forms(house, without.lead()).await.len(), 1, "what was said is kept");
    });
}
