//! What Check found, read aloud. Rules are named by their place in the list, places by their names.

use crate::i18n::{Locale, Said};
use crate::sentence::{self, Names};
use domain::id::ChannelId;
use domain::route::Then;
use domain::route::check::{Finding, Standing, What};

/// One finding as a sentence.
pub fn sentence(locale: Locale, names: &Names, finding: &Finding) -> String {
    let n = finding.rule.map_or(0, |at| at + 1);
    let say = |key: &'static str| Said::new(locale, key).n("n", n);
    match &finding.what {
        What::Shadowed { by, while_on } => {
            let key = if *while_on { "check-shadowed-while" } else { "check-shadowed" };
            say(key).s("by", rules(locale, by)).to_string()
        }
        What::Contradiction { fields } if fields.is_empty() => say("check-contradiction").to_string(),
        What::Contradiction { fields } => {
            let fields: Vec<_> = fields.iter().map(|field| sentence::field(locale, *field)).collect();
            say("check-contradiction-of").s("fields", fields.join(", ")).to_string()
        }
        What::HoursNever => say("check-hours-never").to_string(),
        What::NobodyRecognised => say("check-nobody-recognised").to_string(),
        What::Target(then, standing) => target(locale, names, n, *then, *standing),
        What::Pool(Standing::Empty) => say("check-own-pool-empty").to_string(),
        What::Pool(_) => say("check-own-pool-off").to_string(),
        What::PoolUnreached { by, while_on } => {
            let key = if *while_on { "check-pool-unreached-while" } else { "check-pool-unreached" };
            say(key).s("by", rules(locale, by)).to_string()
        }
        What::Fallback(id, _) => say("check-fallback").s("name", channel(locale, names, *id)).to_string(),
        What::HomeFallback(id, _) => say("check-home-fallback").s("name", channel(locale, names, *id)).to_string(),
    }
}

fn target(locale: Locale, names: &Names, n: usize, then: Then, standing: Standing) -> String {
    let say = |key: &'static str| Said::new(locale, key).n("n", n);
    let gone = standing == Standing::Gone;
    match then {
        Then::ChannelId(_) if gone => say("check-channel-gone"),
        Then::ChannelId(id) => say("check-channel-off").s("name", channel(locale, names, id)),
        Then::Pool(_) if standing == Standing::Empty => say("check-pool-empty"),
        Then::Pool(_) => say("check-pool-off"),
        Then::LinkId(_) if gone => say("check-link-gone"),
        Then::LinkId(id) => say("check-link-off").s("name", names.links.get(&id).cloned().unwrap_or_default()),
    }
    .to_string()
}

fn channel(locale: Locale, names: &Names, id: ChannelId) -> String {
    sentence::then(locale, names, Then::ChannelId(id))
}

fn rules(locale: Locale, by: &[usize]) -> String {
    match by {
        [only] => Said::new(locale, "check-rule-ref").n("n", only + 1).to_string(),
        several => {
            let list: Vec<_> = several.iter().map(|at| (at + 1).to_string()).collect();
            Said::new(locale, "check-rules-ref").s("list", list.join(", ")).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::LinkId;
    use domain::route::Field;

    #[test]
    fn every_finding_reads_as_a_whole_sentence_in_both_languages() {
        let by = || vec![0, 2];
        let channel = ChannelId(uuid::Uuid::nil());
        let mut all = vec![
            What::Shadowed { by: vec![0], while_on: false },
            What::Shadowed { by: by(), while_on: true },
            What::Contradiction { fields: vec![] },
            What::Contradiction { fields: vec![Field::Country, Field::Schedule] },
            What::HoursNever,
            What::NobodyRecognised,
            What::Pool(Standing::Empty),
            What::Pool(Standing::Off),
            What::PoolUnreached { by: by(), while_on: false },
            What::PoolUnreached { by: by(), while_on: true },
            What::Fallback(channel, Standing::Off),
            What::HomeFallback(channel, Standing::Off),
        ];
        for standing in [Standing::Off, Standing::Empty, Standing::Gone] {
            let link = LinkId(uuid::Uuid::nil());
            all.extend(
                [Then::ChannelId(channel), Then::Pool(true), Then::LinkId(link)]
                    .map(|then| What::Target(then, standing)),
            );
        }
        for locale in Locale::ALL {
            for what in &all {
                let said = sentence(locale, &Names::default(), &Finding { rule: Some(1), what: what.clone() });
                assert!(said.ends_with('.') && !said.contains("check-") && !said.contains('{'), "{what:?}: {said}");
            }
        }
    }
}
