//! Check against brute force: random rules, and every visit that they could tell apart.

use super::*;

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
