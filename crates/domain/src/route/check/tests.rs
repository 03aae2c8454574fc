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

#[derive(Clone, Debug)]
struct Visit {
    country: &'static str,
    language: &'static str,
    device: Device,
    visitor: Visitor,
    minute: usize,
    today: bool,
    yesterday: bool,
    source: &'static str,
    a_active: bool,
    b_active: bool,
}

/// The plain meaning of a condition, told without anything of what is tested.
fn holds(condition: &Condition, visit: &Visit) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| holds(part, visit)),
        Condition::Any(parts) => parts.iter().any(|part| holds(part, visit)),
        Condition::Test(test) => match test {
            Test::Country(list) => (list.value.iter().any(|code| code == visit.country)) == (list.op == Among::InList),
            Test::Language(list) => {
                list.value.iter().any(|range| language::matches(range, visit.language)) == (list.op == Among::InList)
            }
            Test::Device(list) => list.value.contains(&visit.device) == (list.op == Among::InList),
            Test::Visitor(wanted) => wanted.value == visit.visitor,
            Test::ChannelStatus(wanted) => {
                let active = if wanted.channel_id == A { visit.a_active } else { visit.b_active };
                active == (wanted.value == Status::Active)
            }
            Test::Schedule(wanted) => {
                let closing = !wanted.value.calendar_ids.is_empty();
                let open = wanted.value.days.iter().any(|day| {
                    wanted.value.ranges.iter().any(|range| {
                        let start = *day as usize * 1440;
                        let length = (usize::from(range.to) + 1440 - usize::from(range.from) - 1) % 1440 + 1;
                        (0..length).any(|after| {
                            let at = start + usize::from(range.from) + after;
                            let next_day = at >= start + 1440;
                            at % 10_080 == visit.minute
                                && !(closing && if next_day { visit.yesterday } else { visit.today })
                        })
                    })
                });
                open == (wanted.op == DayOp::Within)
            }
            Test::Holiday(wanted) => visit.today == (wanted.op == DayOp::Within),
            Test::UtmSource(wanted) => {
                let has = |text: &String| match wanted.op {
                    TextOp::Contains | TextOp::NotContains => visit.source.contains(text.as_str()),
                    TextOp::StartsWith => visit.source.starts_with(text.as_str()),
                    TextOp::EndsWith => visit.source.ends_with(text.as_str()),
                    _ => visit.source == text,
                };
                let some = !visit.source.is_empty() && wanted.value.iter().any(has);
                match wanted.op {
                    TextOp::IsEmpty => visit.source.is_empty(),
                    TextOp::IsNotEmpty => !visit.source.is_empty(),
                    TextOp::NotEqual | TextOp::NotInList | TextOp::NotContains => !some,
                    _ => some,
                }
            }
            other => panic!("not in this world: {other:?}"),
        },
    }
}

/// Which rule takes a visit.
fn taken(rules: &[Rule], visit: &Visit) -> Option<usize> {
    rules.iter().position(|rule| {
        let on = match rule.then {
            Then::ChannelId(A) => visit.a_active,
            Then::ChannelId(_) => visit.b_active,
            _ => true,
        };
        holds(&rule.when, visit) && on
    })
}

fn a_test() -> impl Strategy<Value = Condition> {
    let op = prop_oneof![Just(Among::InList), Just(Among::NotInList)];
    let codes = proptest::sample::subsequence(vec!["ES", "PT", "ID"], 1..3);
    let ranges = proptest::sample::subsequence(vec!["zh", "zh-Hant", "es", "*"], 1..3);
    let devices = proptest::sample::subsequence(vec![Device::Mobile, Device::Tablet, Device::Desktop], 1..3);
    let day_op = prop_oneof![Just(DayOp::Within), Just(DayOp::Outside)];
    let days = proptest::sample::subsequence(vec![Day::Mon, Day::Tue, Day::Sun], 1..3);
    let times = (0u16..4, 0u16..5).prop_filter("from is to", |(from, to)| from != to && *to != 0);
    let texts = proptest::sample::subsequence(vec!["ig", "ig_story", "fb"], 1..3);
    let text_op = proptest::sample::select(vec![
        TextOp::Equal,
        TextOp::NotInList,
        TextOp::Contains,
        TextOp::NotContains,
        TextOp::StartsWith,
        TextOp::EndsWith,
        TextOp::IsEmpty,
        TextOp::IsNotEmpty,
    ]);
    let channel = prop_oneof![Just(A), Just(B)];
    prop_oneof![
        (op.clone(), codes).prop_map(|(op, codes)| Condition::Test(Test::Country(words(op, &codes)))),
        (op, ranges).prop_map(|(op, ranges)| Condition::Test(Test::Language(words(op, &ranges)))),
        devices.prop_map(|devices| device(&devices)),
        prop_oneof![Just(Visitor::New), Just(Visitor::Returning)].prop_map(visitor),
        (channel, any::<bool>())
            .prop_map(|(id, active)| status(id, if active { Status::Active } else { Status::Passive })),
        (day_op.clone(), days, times, any::<bool>()).prop_map(|(op, days, (from, to), closing)| {
            hours(op, schedule(&days, from * 6, to * 6, if closing { &[HOLIDAYS] } else { &[] }))
        }),
        day_op.prop_map(|op| {
            let value = HolidayValue { time_zone: "Europe/Madrid".into(), calendar_ids: vec![HOLIDAYS] };
            Condition::Test(Test::Holiday(HolidayTest { op, value }))
        }),
        (text_op, texts).prop_map(|(op, texts)| source(op, &texts)),
    ]
}

fn a_condition() -> impl Strategy<Value = Condition> {
    a_test().prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            proptest::collection::vec(inner, 1..3).prop_map(Condition::Any),
        ]
    })
}

fn some_rules() -> impl Strategy<Value = Vec<Rule>> {
    let then = prop_oneof![Just(TO_A), Just(TO_B), Just(POOL)];
    proptest::collection::vec((a_condition(), then).prop_map(|(when, then)| rule(when, then)), 1..5)
}

fn a_visit() -> impl Strategy<Value = Visit> {
    let select = proptest::sample::select::<&'static str>;
    (
        (select(vec!["ES", "PT", "ID", "FR", ""]), select(vec!["zh", "zh-Hant", "zh-Hans-CN", "es-MX", "fr", ""])),
        proptest::sample::select(vec![Device::Mobile, Device::Tablet, Device::Desktop, Device::Unknown]),
        prop_oneof![Just(Visitor::New), Just(Visitor::Returning)],
        0usize..28,
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
        select(vec!["", "ig", "ig_story", "fb", "my_ig", "igfb", "other", "ig_story_fb"]),
    )
        .prop_map(
            |((country, language), device, visitor, quarter, (today, yesterday, a_active, b_active), source)| Visit {
                country,
                language,
                device,
                visitor,
                minute: quarter * 360 + 10,
                today,
                yesterday,
                source,
                a_active,
                b_active,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_visit_ever_meets_what_check_says_is_never_met(
        rules in some_rules(), visits in proptest::collection::vec(a_visit(), 400)
    ) {
        let findings = check(&rules, &calm());
        for visit in &visits {
            let took = taken(&rules, visit);
            let as_now = visit.a_active && visit.b_active;
            for finding in &findings {
                match (&finding.what, finding.rule) {
                    (What::Contradiction { .. }, Some(at)) => {
                        prop_assert!(!holds(&rules[at].when, visit), "{:?} {:?}", rules[at], visit);
                    }
                    (What::Shadowed { by, while_on }, Some(at)) if as_now || !while_on => {
                        prop_assert!(took != Some(at), "{:?} {:?}", rules, visit);
                        let first = by.iter().any(|by| taken(&rules[*by..=*by], visit).is_some());
                        let wanted = taken(&rules[at..=at], visit).is_some();
                        prop_assert!(!wanted || first, "it is those rules that take it: {:?} {:?}", rules, visit);
                    }
                    (What::PoolUnreached { while_on, .. }, None) if as_now || !while_on => {
                        prop_assert!(took.is_some(), "{:?} {:?}", rules, visit);
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn what_no_visit_of_a_small_world_meets_is_found(
        rules in proptest::collection::vec((small(), prop_oneof![Just(TO_A), Just(TO_B)]), 1..5)
    ) {
        // Countries, devices and quarters of Monday only: few enough to try them all.
        let rules: Vec<_> = rules.into_iter().map(|(when, then)| rule(when, then)).collect();
        let mut world = Vec::new();
        for country in ["ES", "PT", "FR"] {
            for device in [Device::Mobile, Device::Tablet, Device::Desktop, Device::Unknown] {
                for quarter in 0..28 {
                    for (a_active, b_active) in [(true, true), (true, false), (false, true), (false, false)] {
                        world.push(Visit {
                            country, language: "", device, visitor: Visitor::New, minute: quarter * 360 + 10,
                            today: false, yesterday: false, source: "", a_active, b_active,
                        });
                    }
                }
            }
        }
        let findings = check(&rules, &calm());
        for (at, one) in rules.iter().enumerate() {
            let met = world.iter().any(|visit| holds(&one.when, visit));
            let reached = |now: bool| world.iter().any(|visit| (visit.a_active && visit.b_active || !now) && taken(&rules, visit) == Some(at));
            let of = |finding: &&Finding| finding.rule == Some(at);
            let told = findings.iter().find(of).map(|finding| &finding.what);
            match told {
                Some(What::Contradiction { .. }) => prop_assert!(!met),
                Some(What::Shadowed { while_on, .. }) => prop_assert!(met && !reached(*while_on) && reached(false) == *while_on),
                Some(other) => prop_assert!(false, "{:?}", other),
                None => prop_assert!(reached(true), "{:?}", rules),
            }
        }
    }
}

fn small() -> impl Strategy<Value = Condition> {
    let codes = proptest::sample::subsequence(vec!["ES", "PT"], 1..3);
    let op = prop_oneof![Just(Among::InList), Just(Among::NotInList)];
    let devices =
        proptest::sample::subsequence(vec![Device::Mobile, Device::Tablet, Device::Desktop, Device::Unknown], 1..4);
    let times = (0u16..4, 1u16..5).prop_filter("from is to", |(from, to)| from != to);
    let test = prop_oneof![
        (op, codes).prop_map(|(op, codes)| Condition::Test(Test::Country(words(op, &codes)))),
        devices.prop_map(|devices| device(&devices)),
        (any::<bool>(), times).prop_map(|(within, (from, to))| {
            hours(if within { DayOp::Within } else { DayOp::Outside }, schedule(&[Day::Mon], from * 6, to * 6, &[]))
        }),
    ];
    test.prop_recursive(2, 5, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Condition::All),
            proptest::collection::vec(inner, 1..3).prop_map(Condition::Any),
        ]
    })
}
