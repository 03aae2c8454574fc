use super::*;
use crate::id::{CalendarId, RuleId};
use crate::language;
use crate::route::{
    Among, DayOp, Devices, HolidayTest, HolidayValue, HoursTest, Is, Status, StatusTest, TextOp, TextTest, Visitor,
    VisitorTest, Words,
};
use crate::schedule::{Day, NoHolidays, Schedule, Span};
use crate::visit::Device;
use proptest::prelude::*;
use uuid::Uuid;

const A: ChannelId = ChannelId(Uuid::from_u128(1));
const B: ChannelId = ChannelId(Uuid::from_u128(2));
const HOLIDAYS: CalendarId = CalendarId(Uuid::from_u128(9));

fn rule(when: Condition, then: Then) -> Rule {
    Rule { id: RuleId(Uuid::nil()), name: String::new(), active: true, when, then }
}

fn words(op: Among, words: &[&str]) -> Words {
    Words { op, value: words.iter().map(|word| (*word).to_owned()).collect() }
}

fn country(codes: &[&str]) -> Condition {
    Condition::Test(Test::Country(words(Among::InList, codes)))
}

fn not_country(codes: &[&str]) -> Condition {
    Condition::Test(Test::Country(words(Among::NotInList, codes)))
}

fn speaks(ranges: &[&str]) -> Condition {
    Condition::Test(Test::Language(words(Among::InList, ranges)))
}

fn device(devices: &[Device]) -> Condition {
    Condition::Test(Test::Device(Devices { op: Among::InList, value: devices.to_vec() }))
}

fn visitor(value: Visitor) -> Condition {
    Condition::Test(Test::Visitor(VisitorTest { op: Is::Is, value }))
}

fn status(channel_id: ChannelId, value: Status) -> Condition {
    Condition::Test(Test::ChannelStatus(StatusTest { channel_id, op: Is::Is, value }))
}

fn source(op: TextOp, texts: &[&str]) -> Condition {
    Condition::Test(Test::UtmSource(TextTest { op, value: texts.iter().map(|text| (*text).to_owned()).collect() }))
}

fn schedule(days: &[Day], from: u16, to: u16, calendars: &[CalendarId]) -> Schedule {
    Schedule {
        time_zone: "Europe/Madrid".into(),
        days: days.to_vec(),
        ranges: vec![Span { from: from * 60, to: to * 60 }],
        calendar_ids: calendars.to_vec(),
    }
}

fn hours(op: DayOp, schedule: Schedule) -> Condition {
    Condition::Test(Test::Schedule(HoursTest { op, value: schedule }))
}

fn every(parts: Vec<Condition>) -> Condition {
    Condition::All(parts)
}

fn either(parts: Vec<Condition>) -> Condition {
    Condition::Any(parts)
}

/// Both channels active, the pool takes at any time, no fallback.
fn calm() -> Surroundings<'static> {
    Surroundings {
        channel: &|_| Standing::Takes,
        pool: Standing::Takes,
        link: &|_| Standing::Takes,
        fallback: None,
        home_fallback: None,
        holidays: &NoHolidays,
        recognises: true,
        now: 1_795_512_600_000_000,
    }
}

fn found(rules: &[(Condition, Then)], around: &Surroundings<'_>) -> Vec<(Option<usize>, What)> {
    let rules: Vec<_> = rules.iter().map(|(when, then)| rule(when.clone(), *then)).collect();
    check(&rules, around).into_iter().map(|finding| (finding.rule, finding.what)).collect()
}

const TO_A: Then = Then::ChannelId(A);
const TO_B: Then = Then::ChannelId(B);
const POOL: Then = Then::Pool(true);
const WORKDAYS: [Day; 5] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];

fn shadowed_by(by: &[usize], while_on: bool) -> What {
    What::Shadowed { by: by.to_vec(), while_on }
}

#[test]
fn nothing_is_wrong_with_rules_that_each_have_visitors() {
    let rules = [
        (every(vec![country(&["ES"]), hours(DayOp::Within, schedule(&WORKDAYS, 9, 18, &[]))]), TO_A),
        (country(&["ES"]), TO_B),
        (speaks(&["id"]), POOL),
    ];
    assert_eq!(found(&rules, &calm()), []);
}

#[test]
fn a_narrower_rule_after_a_wider_one_is_shadowed_as_long_as_that_takes_visitors() {
    let rules = [(country(&["ES", "PT"]), TO_A), (every(vec![country(&["ES"]), visitor(Visitor::New)]), TO_B)];
    assert_eq!(found(&rules, &calm()), [(Some(1), shadowed_by(&[0], true))]);
    let passive = Surroundings { channel: &|id| if id == A { Standing::Off } else { Standing::Takes }, ..calm() };
    assert_eq!(found(&rules, &passive), [(Some(0), What::Target(TO_A, Standing::Off))]);
    let same = [rules[0].clone(), (country(&["ES"]), TO_A)];
    assert_eq!(found(&same, &calm()), [(Some(1), shadowed_by(&[0], false))], "whatever becomes of the channel");
}

#[test]
fn a_rule_that_is_switched_off_shadows_nothing_and_is_not_looked_at() {
    let mut rules = [rule(every(vec![]), TO_A), rule(country(&["ES"]), TO_B)];
    rules[0].active = false;
    assert_eq!(check(&rules, &calm()), []);
}

#[test]
fn several_rules_together_can_shadow_one() {
    let week = schedule(&WORKDAYS, 9, 18, &[HOLIDAYS]);
    let rules =
        [(hours(DayOp::Within, week.clone()), POOL), (hours(DayOp::Outside, week), POOL), (country(&["ES"]), POOL)];
    assert_eq!(
        found(&rules, &calm()),
        [(Some(2), shadowed_by(&[0, 1], false)), (None, What::PoolUnreached { by: vec![0, 1], while_on: true }),]
    );
}

#[test]
fn a_rule_for_the_time_when_a_channel_is_passive_is_not_shadowed_by_the_rule_that_leads_there() {
    let rules = [(country(&["ES"]), TO_A), (every(vec![country(&["ES"]), status(A, Status::Passive)]), TO_B)];
    assert_eq!(found(&rules, &calm()), []);
    let rules = [(country(&["ES"]), TO_A), (every(vec![country(&["ES"]), status(A, Status::Active)]), TO_B)];
    assert_eq!(found(&rules, &calm()), [(Some(1), shadowed_by(&[0], false))]);
}

#[test]
fn languages_shadow_by_their_ranges() {
    let shadowed = [(speaks(&["zh"]), TO_A), (speaks(&["zh-Hant-TW"]), TO_A)];
    assert_eq!(found(&shadowed, &calm()), [(Some(1), shadowed_by(&[0], false))]);
    let apart = [(speaks(&["zh-Hans"]), TO_A), (speaks(&["zh-Hant"]), TO_A), (speaks(&["zh"]), TO_A)];
    assert_eq!(found(&apart, &calm()), []);
    let both = found(&[(every(vec![speaks(&["es"]), speaks(&["pt-BR"])]), TO_A)], &calm());
    assert_eq!(both, [(Some(0), What::Contradiction { fields: vec![Field::Language] })]);
}

#[test]
fn contradictions_name_their_fields() {
    let never = |when| found(&[(when, TO_A)], &calm());
    let fields = |fields: &[Field]| vec![(Some(0), What::Contradiction { fields: fields.to_vec() })];
    assert_eq!(never(every(vec![country(&["ES"]), country(&["ID"])])), fields(&[Field::Country]));
    assert_eq!(never(every(vec![country(&["ES"]), not_country(&["ES"])])), fields(&[Field::Country]));
    let morning = hours(DayOp::Within, schedule(&[Day::Mon], 8, 12, &[]));
    let evening = hours(DayOp::Within, schedule(&[Day::Mon], 17, 21, &[]));
    assert_eq!(never(every(vec![morning, evening])), fields(&[Field::Schedule]));
    let nested = every(vec![either(vec![country(&["ES"]), country(&["PT"])]), country(&["ID"])]);
    assert_eq!(never(nested), fields(&[]), "in a group it is not plain which");
    assert_eq!(
        never(every(vec![source(TextOp::Equal, &["ig"]), source(TextOp::IsEmpty, &[])])),
        fields(&[Field::UtmSource])
    );
    assert_eq!(
        never(every(vec![source(TextOp::StartsWith, &["ig"]), source(TextOp::StartsWith, &["fb"])])),
        fields(&[Field::UtmSource])
    );
}

#[test]
fn schedules_of_one_zone_shadow_to_the_minute_and_by_their_holidays() {
    let within = |from, to, calendars: &[CalendarId]| hours(DayOp::Within, schedule(&Day::ALL, from, to, calendars));
    let of = |first: Condition, second: Condition| {
        let findings = found(&[(first, TO_A), (second, TO_A)], &calm());
        findings.iter().filter(|(at, _)| *at == Some(1)).count()
    };
    assert_eq!(of(within(8, 18, &[]), within(9, 17, &[])), 1);
    assert_eq!(of(within(9, 17, &[]), within(8, 18, &[])), 0);
    assert_eq!(of(within(8, 18, &[]), within(9, 17, &[HOLIDAYS])), 1, "closed more often");
    assert_eq!(of(within(8, 18, &[HOLIDAYS]), within(9, 17, &[])), 0, "open on holidays");
    assert_eq!(of(within(8, 18, &[HOLIDAYS]), within(9, 17, &[HOLIDAYS])), 1);
    assert_eq!(
        of(within(0, 24, &[HOLIDAYS]), within(22, 6, &[HOLIDAYS])),
        0,
        "the night after a workday may be a holiday"
    );
    assert_eq!(of(within(0, 24, &[]), within(22, 6, &[HOLIDAYS])), 1);
}

#[test]
fn hours_that_do_not_come_are_named() {
    let closed = Surroundings { holidays: &|_: CalendarId, _: i32| true, ..calm() };
    let rules = [(every(vec![country(&["ES"]), hours(DayOp::Within, schedule(&Day::ALL, 9, 18, &[HOLIDAYS]))]), TO_A)];
    assert_eq!(found(&rules, &closed), [(Some(0), What::HoursNever)]);
    assert_eq!(found(&rules, &calm()), []);
}

#[test]
fn places_that_take_nobody_are_named() {
    let page = Target::ChannelId(A);
    let off = Surroundings {
        channel: &|id| if id == A { Standing::Off } else { Standing::Gone },
        pool: Standing::Empty,
        link: &|_| Standing::Off,
        fallback: Some(&page),
        home_fallback: Some(&page),
        ..calm()
    };
    let other = Then::LinkId(LinkId(Uuid::from_u128(3)));
    let rules =
        [(country(&["ES"]), TO_A), (country(&["PT"]), TO_B), (country(&["FR"]), POOL), (country(&["IT"]), other)];
    assert_eq!(
        found(&rules, &off),
        [
            (Some(0), What::Target(TO_A, Standing::Off)),
            (Some(1), What::Target(TO_B, Standing::Gone)),
            (Some(2), What::Target(POOL, Standing::Empty)),
            (Some(3), What::Target(other, Standing::Off)),
            (None, What::Pool(Standing::Empty)),
            (None, What::Fallback(A, Standing::Off)),
            (None, What::HomeFallback(A, Standing::Off)),
        ]
    );
}

#[test]
fn a_pool_that_is_on_at_times_shadows_nothing() {
    let rules = [(every(vec![]), POOL), (country(&["ES"]), TO_A)];
    assert_eq!(found(&rules, &calm())[0], (Some(1), shadowed_by(&[0], true)));
    assert_eq!(found(&rules, &Surroundings { pool: Standing::AtTimes, ..calm() }), []);
}

#[test]
fn what_would_be_too_much_to_follow_is_passed_over_quickly() {
    let group = |n: usize| either((0..20).map(|m| source(TextOp::Contains, &[&format!("{n}-{m}")])).collect());
    let deep = every((0..20).map(group).collect());
    assert_eq!(found(&[(deep.clone(), TO_A), (deep, TO_A)], &calm()), []);
    let zones: Vec<_> = (0..100)
        .map(|n| {
            (
                hours(
                    DayOp::Within,
                    schedule(
                        &[Day::Mon],
                        n % 24,
                        (n * 7 + 1) % 24 + u16::from(n % 24 == (n * 7 + 1) % 24),
                        &[CalendarId(Uuid::from_u128(n.into()))],
                    ),
                ),
                TO_A,
            )
        })
        .collect();
    found(&zones, &calm());
}

// Against brute force: a small world in which every visit can be tried.

mod brute;

#[test]
fn where_nobody_is_recognised_rules_about_it_never_hold_and_hide_nobody() {
    let rules = [
        (visitor(Visitor::New), TO_A),
        (visitor(Visitor::Returning), TO_B),
        (either(vec![visitor(Visitor::New), country(&["ES"])]), TO_A),
        (country(&["ID"]), TO_B),
    ];
    assert!(found(&rules, &calm()).contains(&(Some(3), shadowed_by(&[0, 1], true))), "new and returning are everybody");
    let nobody = Surroundings { recognises: false, ..calm() };
    assert_eq!(found(&rules, &nobody), [(Some(0), What::NobodyRecognised), (Some(1), What::NobodyRecognised)]);
}
