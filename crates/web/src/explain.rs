//! Reads a decision aloud: each [`Step`] of a visit as a sentence in the reader's language. The same sentences
//! stand in a lead's timeline, in a visit's rows, in the simulator and in the API's `because`. Nothing is
//! decided here, and nothing is looked up: a step carries all that its sentence needs.

use crate::i18n::{Locale, Said, has, text};
use domain::deeplink::Way;
use domain::query;
use domain::route::Field;
use domain::visit::{FallbackTo, IdentifiedBy, Kind, KindReason, NobodyReason, OffReason, SkipReason, Step, UNKEPT};

/// The step's name in the API: the order of a visit's way.
pub fn name(step: &Step<'_>) -> &'static str {
    match step {
        Step::Resolved { .. } => "resolve",
        Step::Classified { .. } => "classify",
        Step::Identified { .. } | Step::Repeated | Step::WithoutIdentifiers => "identify",
        Step::OnDomain { .. } | Step::FromHub { .. } => "resolve",
        Step::Parameters { .. }
        | Step::RuleNotMet { .. }
        | Step::RulesNotMet { .. }
        | Step::RuleMet { .. }
        | Step::RuleSkipped { .. }
        | Step::RoutedToChannel { .. }
        | Step::RoutedToLink { .. }
        | Step::RoutedToPool => "route",
        Step::MemberOff { .. }
        | Step::Sticky { .. }
        | Step::AgentOff { .. }
        | Step::InTurn { .. }
        | Step::Nobody { .. } => "assign",
        Step::FormShown | Step::FormSkipped | Step::FormSent => "form",
        Step::Opened { .. } => "open",
        Step::PixelCookies { .. } => "identify",
        Step::FellBack { .. } => "fallback",
        Step::Composed { .. } => "compose",
    }
}

/// What came of the step, as a stable word or the name that it chose.
pub fn result(step: &Step<'_>) -> String {
    match step {
        Step::Resolved { renamed: false } => "found".into(),
        Step::Resolved { renamed: true } => "found_by_former_address".into(),
        Step::Classified { kind, .. } => kind.as_str().into(),
        Step::Identified { is_new: true, .. } => "new".into(),
        Step::Identified { is_new: false, .. } => "returning".into(),
        Step::Repeated => "repeat".into(),
        Step::WithoutIdentifiers => "without_identifiers".into(),
        Step::RoutedToPool => "pool".into(),
        Step::Sticky { name } | Step::InTurn { name, .. } => name.to_string(),
        Step::AgentOff { .. } => "agent_off".into(),
        Step::Nobody { .. } => "nobody".into(),
        Step::FellBack { to, .. } => match to {
            FallbackTo::Link => "link_fallback",
            FallbackTo::Workspace => "workspace_fallback",
            FallbackTo::LeaveNumber => "leave_number",
            FallbackTo::Skipped => "skipped",
        }
        .into(),
        Step::OnDomain { host } => host.to_string(),
        Step::FromHub { name, .. } => name.to_string(),
        Step::Parameters { .. } => "parameters".into(),
        Step::RuleNotMet { .. } | Step::RulesNotMet { .. } => "not_met".into(),
        Step::RuleMet { .. } => "met".into(),
        Step::RuleSkipped { .. } => "skipped".into(),
        Step::RoutedToChannel { name, .. } | Step::RoutedToLink { name, .. } => name.to_string(),
        Step::MemberOff { why, .. } => why.as_str().into(),
        Step::FormShown => "shown".into(),
        Step::FormSkipped => "skipped".into(),
        Step::FormSent => "sent".into(),
        Step::Opened { way } => way.as_str().into(),
        Step::PixelCookies { .. } => "pixel_cookies".into(),
        Step::Composed { shortened: false, .. } => "composed".into(),
        Step::Composed { shortened: true, .. } => "shortened".into(),
    }
}

/// The step as a sentence.
pub fn because(locale: Locale, step: &Step<'_>) -> String {
    let say = |key: &'static str| Said::new(locale, key);
    match step {
        Step::Resolved { renamed: false } => say("step-resolved").to_string(),
        Step::Resolved { renamed: true } => say("step-resolved-renamed").to_string(),
        Step::Classified { kind, reason, detail } => classified(locale, *kind, *reason, detail),
        Step::Identified { by, is_new, detail } => identified(locale, *by, *is_new, detail),
        Step::Repeated => say("step-repeated").to_string(),
        Step::WithoutIdentifiers => say("step-without-identifiers").to_string(),
        Step::RoutedToPool => say("step-routed-to-pool").to_string(),
        Step::Sticky { name } => say("step-sticky").s("name", name).to_string(),
        Step::AgentOff { name } => say("step-agent-off").s("name", name).to_string(),
        Step::InTurn { name, turn, weight, total } => {
            say("step-in-turn").s("name", name).n("turn", *turn).n("weight", *weight).n("total", *total).to_string()
        }
        Step::Nobody { reason } => match reason {
            NobodyReason::EmptyPool => say("step-nobody-empty"),
            NobodyReason::EveryoneOff => say("step-nobody-off"),
            NobodyReason::NoWeight => say("step-nobody-weight"),
            NobodyReason::ChannelsPassive => say("step-nobody-passive"),
            NobodyReason::NobodyNow => say("step-nobody-now"),
        }
        .to_string(),
        Step::FellBack { to, detail } => match to {
            FallbackTo::Link => say("step-fallback-link"),
            FallbackTo::Workspace => say("step-fallback-workspace"),
            FallbackTo::LeaveNumber => return say("step-fallback-leave-number").to_string(),
            FallbackTo::Skipped => say("step-fallback-skipped"),
        }
        .s("to", detail)
        .to_string(),
        Step::OnDomain { host } => say("step-on-domain").s("host", host).to_string(),
        Step::FromHub { name, .. } => say("step-from-hub").s("name", name).to_string(),
        Step::Parameters { pairs } if pairs.iter().all(|(name, _)| name == query::PAGE) => {
            say("step-from-page").s("page", pairs.first().map_or("", |(_, page)| page.as_ref())).to_string()
        }
        Step::Parameters { pairs } => {
            let list: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            say("step-parameters").s("list", list.join(", ")).to_string()
        }
        Step::RuleNotMet { name, field, seen } => not_met(locale, name, *field, seen),
        Step::RulesNotMet { count } => say("step-rules-not-met").n("count", u32::from(*count)).to_string(),
        Step::RuleMet { name, .. } => say("step-rule-met").s("name", name).to_string(),
        Step::RuleSkipped { name, why, detail, .. } => say(match why {
            SkipReason::ChannelPassive => "step-skipped-passive",
            SkipReason::ChannelGone => "step-skipped-gone",
            SkipReason::NobodyInPool => "step-skipped-nobody",
            SkipReason::LinkArchived => "step-skipped-archived",
            SkipReason::LinkAgain => "step-skipped-again",
        })
        .s("name", name)
        .s("to", detail)
        .to_string(),
        Step::RoutedToChannel { name, .. } => say("step-routed-to-channel").s("name", name).to_string(),
        Step::RoutedToLink { name, .. } => say("step-routed-to-link").s("name", name).to_string(),
        Step::MemberOff { name, why, until, .. } => member_off(locale, name, *why, *until),
        Step::FormShown => say("step-form-shown").to_string(),
        Step::FormSkipped => say("step-form-skipped").to_string(),
        Step::FormSent => say("step-form-sent").to_string(),
        Step::PixelCookies { pairs } => {
            let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_ref()).collect();
            say("step-pixel-cookies").s("names", names.join(", ")).to_string()
        }
        Step::Opened { way } => say(match way {
            Way::Plain => "step-opened-plain",
            Way::Intent => "step-opened-intent",
            Way::Page => "step-opened-page",
            Way::DesktopPage => "step-opened-desktop-page",
        })
        .to_string(),
        Step::Composed { bytes, shortened } => {
            let key = if *shortened { "step-composed-shortened" } else { "step-composed" };
            say(key).n("count", u32::from(*bytes)).to_string()
        }
    }
}

/// All steps, one sentence each.
pub fn sentences(locale: Locale, steps: &[Step<'_>]) -> Vec<String> {
    steps.iter().map(|step| because(locale, step)).collect()
}

/// The page of the business's website whose button was pressed.
pub fn page(steps: &[Step<'_>]) -> Option<String> {
    steps.iter().find_map(|step| match step {
        Step::Parameters { pairs } => {
            pairs.iter().find(|(name, _)| name == query::PAGE).map(|(_, page)| page.to_string())
        }
        _ => None,
    })
}

/// Whom the visitor was sent to, where it was a person of the pool.
pub fn agent(steps: &[Step<'_>]) -> Option<String> {
    steps.iter().rev().find_map(|step| match step {
        Step::Sticky { name } | Step::InTurn { name, .. } => Some(name.to_string()),
        _ => None,
    })
}

/// "Spain in hours does not hold: the country is Indonesia." What was not told is said to be unknown.
fn not_met(locale: Locale, rule: &str, field: Field, seen: &str) -> String {
    let word = format!("rule-field-{}", field.as_str().replace('_', "-"));
    let what = text(locale, &word, None);
    let key = match (field, seen.is_empty()) {
        (Field::Alternatives, _) => "step-not-met-alternatives",
        (Field::Schedule, _) => "step-not-met-schedule",
        (Field::Holiday, _) => "step-not-met-holiday",
        (Field::ChannelStatus, _) => "step-not-met-channel",
        (_, true) => "step-not-met-unknown",
        (_, false) => "step-not-met",
    };
    let seen = match field {
        Field::Country => word_or(locale, &format!("country-{seen}"), seen),
        Field::Device => word_or(locale, &format!("device-{seen}"), seen),
        Field::Visitor => word_or(locale, &format!("rule-visitor-{seen}"), seen),
        _ if seen == UNKEPT => text(locale, "step-unkept", None),
        _ => seen.to_owned(),
    };
    Said::new(locale, key).s("name", rule).s("what", what).s("seen", seen).to_string()
}

fn word_or(locale: Locale, key: &str, or: &str) -> String {
    if has(locale, key) { text(locale, key, None) } else { or.to_owned() }
}

fn member_off(locale: Locale, name: &str, why: OffReason, until: Option<i64>) -> String {
    let key = match (why, until) {
        (OffReason::OutsideHours, _) => "step-member-outside-hours",
        (OffReason::CapReached, _) => "step-member-cap",
        (OffReason::BackLater, Some(_)) => "step-member-back-at",
        (OffReason::BackLater, None) => "step-member-back-later",
        (OffReason::ChannelPassive, _) => "step-member-passive",
    };
    // The reader's zone is not known here: the moment is told as the API tells it.
    let at = until.map(crate::view::time::utc).unwrap_or_default();
    Said::new(locale, key).s("name", name).s("at", at).to_string()
}

fn classified(locale: Locale, kind: Kind, reason: KindReason, detail: &str) -> String {
    let key = match reason {
        KindReason::Person => "step-person",
        KindReason::ScanMark => "step-scan",
        KindReason::PreviewAgent => "step-preview-agent",
        KindReason::CrawlerAgent => "step-crawler-agent",
        KindReason::NoUserAgent => "step-no-user-agent",
        KindReason::PrefetchHeader => "step-prefetch-header",
        KindReason::HeadMethod => "step-head-method",
    };
    let word = format!("kind-{}", kind.as_str());
    let kind = if has(locale, &word) { text(locale, &word, None) } else { kind.as_str().to_owned() };
    Said::new(locale, key).s("detail", detail).s("kind", kind).to_string()
}

fn identified(locale: Locale, by: IdentifiedBy, is_new: bool, detail: &str) -> String {
    let key = match (by, is_new) {
        (IdentifiedBy::Cookie, _) => "step-by-cookie",
        (IdentifiedBy::ClickId, true) => "step-by-click-id",
        (IdentifiedBy::ClickId, false) => "step-by-click-id-again",
        (IdentifiedBy::Utm, true) => "step-by-utm",
        (IdentifiedBy::Utm, false) => "step-by-utm-again",
        (IdentifiedBy::Referrer, true) => "step-by-referrer",
        (IdentifiedBy::Referrer, false) => "step-by-referrer-again",
        (IdentifiedBy::Direct, true) => "step-by-nothing",
        (IdentifiedBy::Direct, false) => "step-by-nothing-again",
    };
    Said::new(locale, key).s("detail", detail).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ChannelId, EntryId, HubId, LinkId, MemberId, RuleId};

    fn every_step() -> Vec<Step<'static>> {
        let mut steps = vec![
            Step::Resolved { renamed: false },
            Step::Resolved { renamed: true },
            Step::Repeated,
            Step::WithoutIdentifiers,
            Step::RoutedToPool,
            Step::Sticky { name: "Sari".into() },
            Step::AgentOff { name: "Sari".into() },
            Step::InTurn { name: "Budi".into(), turn: 12, weight: 20, total: 100 },
            Step::Composed { bytes: 120, shortened: false },
            Step::Composed { bytes: 2000, shortened: true },
        ];
        for field in Field::ALL.into_iter().chain([Field::Alternatives]) {
            for seen in ["", "ID"] {
                steps.push(Step::RuleNotMet { name: "Spain in hours".into(), field, seen: seen.into() });
            }
        }
        for field in [Field::Query, Field::Referrer] {
            steps.push(Step::RuleNotMet { name: "Spain in hours".into(), field, seen: UNKEPT.into() });
        }
        for why in [
            SkipReason::ChannelPassive,
            SkipReason::ChannelGone,
            SkipReason::NobodyInPool,
            SkipReason::LinkArchived,
            SkipReason::LinkAgain,
        ] {
            let rule = RuleId(uuid::Uuid::nil());
            steps.push(Step::RuleSkipped { rule, name: "Spain in hours".into(), why, detail: "ES sales".into() });
        }
        for why in OffReason::ALL {
            for until in [None, Some(1_795_260_734_783_662)] {
                let member = MemberId(uuid::Uuid::nil());
                steps.push(Step::MemberOff { member, name: "Sari".into(), why, until });
            }
        }
        for way in Way::ALL {
            steps.push(Step::Opened { way });
        }
        steps.extend([
            Step::OnDomain { host: "go.brand.example".into() },
            Step::FromHub { hub: HubId(uuid::Uuid::nil()), entry: EntryId(uuid::Uuid::nil()), name: "Sales".into() },
            Step::Parameters { pairs: vec![("size".into(), "XL".into())] },
            Step::Parameters { pairs: vec![("_p".into(), "https://shop.example/batik".into())] },
            Step::RulesNotMet { count: 3 },
            Step::RuleMet { rule: RuleId(uuid::Uuid::nil()), name: "Spain in hours".into() },
            Step::RoutedToChannel { channel: ChannelId(uuid::Uuid::nil()), name: "ES sales".into() },
            Step::RoutedToLink { link: LinkId(uuid::Uuid::nil()), name: "Spain".into() },
            Step::FormShown,
            Step::FormSkipped,
            Step::FormSent,
        ]);
        for reason in
            [NobodyReason::EmptyPool, NobodyReason::EveryoneOff, NobodyReason::NoWeight, NobodyReason::ChannelsPassive]
        {
            steps.push(Step::Nobody { reason });
        }
        for to in [FallbackTo::Link, FallbackTo::Workspace, FallbackTo::LeaveNumber, FallbackTo::Skipped] {
            steps.push(Step::FellBack { to, detail: "https://example.com".into() });
        }
        for by in [
            IdentifiedBy::Cookie,
            IdentifiedBy::ClickId,
            IdentifiedBy::Utm,
            IdentifiedBy::Referrer,
            IdentifiedBy::Direct,
        ] {
            for is_new in [true, false] {
                steps.push(Step::Identified { by, is_new, detail: "fbclid".into() });
            }
        }
        for reason in [
            KindReason::Person,
            KindReason::ScanMark,
            KindReason::PreviewAgent,
            KindReason::CrawlerAgent,
            KindReason::NoUserAgent,
            KindReason::PrefetchHeader,
            KindReason::HeadMethod,
        ] {
            steps.push(Step::Classified { kind: Kind::Human, reason, detail: "WhatsApp".into() });
        }
        steps
    }

    #[test]
    fn every_step_reads_as_a_whole_sentence_in_both_languages() {
        for locale in Locale::ALL {
            for (step, said) in every_step().iter().zip(sentences(locale, &every_step())) {
                assert!(said.ends_with('.') && said.contains(' '), "{step:?} reads {said:?} in {}", locale.as_str());
                assert!(!said.contains("step-") && !said.contains('{'), "{step:?} reads {said:?}");
            }
        }
    }

    #[test]
    fn a_turn_says_whose_it_is_which_one_and_why() {
        let step = Step::InTurn { name: "Budi".into(), turn: 1012, weight: 20, total: 100 };
        assert_eq!(because(Locale::En, &step), "Budi’s turn: turn 1,012 of this line-up, with weight 20 of 100.");
        assert_eq!(name(&step), "assign");
        assert_eq!(result(&step), "Budi");
    }

    #[test]
    fn no_two_steps_of_one_kind_say_the_same() {
        let said = sentences(Locale::En, &every_step());
        let distinct: std::collections::BTreeSet<_> = said.iter().collect();
        // The cookie says one thing for new and returning; hours, holidays, channels, alternatives and three reasons of
        // a member say the same whatever was seen.
        assert!(distinct.len() + 8 >= said.len(), "{} of {}", distinct.len(), said.len());
    }
}
