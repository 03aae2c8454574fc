//! What is left of a visit when the person behind it is to be known no more: when it was, by which link, from which
//! country, on what kind of device, whom it was given to, and what brought it as far as figures count it. Address, user
//! agent, click ids, parameters, the page that led here and the platforms' cookies are gone. The same is all that a link
//! without identifiers keeps in the first place, with the preferred language, which its rules may ask.

use super::{Facts, FormSent, Origin, Pair, Step, Text, Visit};
use crate::route::Field;
use std::borrow::Cow;

/// What a rule saw, where that is not kept.
pub const UNKEPT: &str = "…";

impl<'a> Origin<'a> {
    /// The click ids that can be handed back to their platforms. Of one that was forgotten the name alone is left.
    pub fn carried(&self) -> impl Iterator<Item = &Pair<'a>> {
        self.click_ids.iter().filter(|(_, value)| !value.is_empty())
    }

    /// Of a click id its name stays, which says what platform it was; of the page that led here its host.
    pub fn forget_person(&mut self) {
        for (_, value) in &mut self.click_ids {
            *value = Cow::Borrowed("");
        }
        shorten(&mut self.referrer);
    }
}

impl Facts<'_> {
    pub fn forget_person(&mut self) {
        self.forget_identifiers();
        self.language = Cow::Borrowed("");
    }

    pub fn forget_identifiers(&mut self) {
        for text in [&mut self.ip, &mut self.user_agent] {
            *text = Cow::Borrowed("");
        }
        for text in [&mut self.place.region, &mut self.place.city, &mut self.place.time_zone] {
            *text = Cow::Borrowed("");
        }
        self.keys.clear();
        self.origin.forget_person();
    }
}

impl Visit<'_> {
    pub fn forget_person(&mut self) {
        self.forget_identifiers();
        self.facts.forget_person();
        for step in &mut self.steps {
            if let Step::RuleNotMet { seen, .. } = step {
                *seen = Cow::Borrowed("");
            }
        }
    }

    /// What is kept where nothing may tell one visitor from another.
    pub fn forget_identifiers(&mut self) {
        self.facts.forget_identifiers();
        self.steps.retain(|step| !matches!(step, Step::Parameters { .. } | Step::PixelCookies { .. }));
        for step in &mut self.steps {
            match step {
                // Whoever wrote the address may have put a name into it.
                Step::RuleNotMet { field: Field::Query | Field::Referrer, seen, .. } if !seen.is_empty() => {
                    *seen = Cow::Borrowed(UNKEPT);
                }
                Step::Identified { detail, .. } if detail.contains("://") => shorten(detail),
                _ => {}
            }
        }
    }
}

impl FormSent<'_> {
    pub fn forget_person(&mut self) {
        self.visit.forget_person();
        for text in [&mut self.name, &mut self.phone, &mut self.email, &mut self.consent] {
            *text = Cow::Borrowed("");
        }
        self.answers.clear();
    }
}

/// `https://host/` of an address; nothing of what is none.
fn shorten(address: &mut Text<'_>) {
    let site = address.split_once("://").and_then(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#', '\\']).next()?.rsplit('@').next()?;
        (!host.is_empty()).then(|| format!("{scheme}://{host}/"))
    });
    *address = Cow::Owned(site.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::attribution::Brought;
    use crate::route::Field;
    use uuid::Uuid;

    fn person() -> Visit<'static> {
        let facts = Facts {
            ip: "203.0.113.9".into(),
            user_agent: "Secret/1.0".into(),
            language: "id-ID".into(),
            client: Client { device: Device::Mobile, os: "android".into(), ..Client::default() },
            place: Place {
                country: "ID".into(),
                region: "Bali".into(),
                city: "Ubud".into(),
                time_zone: "Asia/Makassar".into(),
            },
            origin: Origin {
                utm: Utm { source: "ig".into(), campaign: "nov".into(), ..Utm::default() },
                click_ids: vec![("fbclid".into(), "Secret1".into())],
                referrer: "https://me:Secret2@shop.example/Secret3?mail=Secret4".into(),
            },
            keys: vec![("name".into(), "Secret5".into())],
        };
        Visit {
            at: 7,
            workspace: WorkspaceId(Uuid::nil()),
            link: LinkId(Uuid::nil()),
            kind: Kind::Human,
            repeat: false,
            lead: None,
            source: "ads".into(),
            agent: Some(AgentId(Uuid::nil())),
            member: None,
            turn: None,
            facts,
            steps: vec![
                Step::Identified {
                    by: IdentifiedBy::Referrer,
                    is_new: true,
                    detail: "https://shop.example/Secret6".into(),
                },
                Step::Parameters { pairs: vec![("q".into(), "Secret7".into())] },
                Step::PixelCookies { pairs: vec![("_fbp".into(), "Secret8".into())] },
                Step::RuleNotMet { name: "Rule".into(), field: Field::Query, seen: "Secret9".into() },
                Step::RuleNotMet { name: "Rule".into(), field: Field::Country, seen: "ID".into() },
                Step::RoutedToPool,
            ],
        }
    }

    #[test]
    fn nothing_of_the_person_is_left_and_all_that_is_counted_stays() {
        let before = person();
        let mut visit = person();
        visit.forget_person();
        let kept = format!("{visit:?}");
        for gone in ["Secret", "203.0", "Ubud", "Bali", "Makassar", "id-ID"] {
            assert!(!kept.contains(gone), "{gone}: {kept}");
        }
        assert_eq!((visit.at, visit.kind, visit.agent), (before.at, before.kind, before.agent));
        assert_eq!((&visit.facts.client, &*visit.facts.place.country), (&before.facts.client, "ID"));
        assert_eq!(&*visit.facts.origin.referrer, "https://shop.example/");
        let counted = |visit: Visit<'static>| Brought::of(visit.link, visit.facts.origin);
        assert_eq!(counted(visit.clone()), counted(before.clone()));
        let again = {
            let mut again = visit.clone();
            again.forget_person();
            again
        };
        assert_eq!(again, visit);
    }

    #[test]
    fn without_identifiers_what_rules_may_ask_of_no_one_in_particular_stays() {
        let mut visit = person();
        visit.forget_identifiers();
        let kept = format!("{visit:?}");
        for gone in ["Secret", "203.0", "Ubud", "Bali", "Makassar"] {
            assert!(!kept.contains(gone), "{gone}: {kept}");
        }
        assert_eq!((&*visit.facts.language, &*visit.facts.place.country), ("id-ID", "ID"));
        let seen: Vec<&str> = visit
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::RuleNotMet { seen, .. } => Some(&**seen),
                _ => None,
            })
            .collect();
        assert_eq!(seen, [UNKEPT, "ID"]);
        let origin = &visit.facts.origin;
        assert_eq!((origin.click_ids.len(), origin.carried().count()), (1, 0), "the platform counts, its id is gone");
        assert_eq!(person().facts.origin.carried().count(), 1);
        assert_eq!(Brought::of(visit.link, visit.facts.origin), Brought::of(visit.link, person().facts.origin));
    }

    #[test]
    fn a_form_keeps_none_of_its_answers() {
        let mut sent = FormSent {
            visit: person(),
            shown_at: 5,
            name: "Secret".into(),
            phone: "Secret".into(),
            email: "Secret".into(),
            answers: vec![("k".into(), "Secret".into())],
            consent: "Secret".into(),
        };
        sent.forget_person();
        assert!(!format!("{sent:?}").contains("Secret"));
        assert_eq!(sent.shown_at, 5);
    }
}
