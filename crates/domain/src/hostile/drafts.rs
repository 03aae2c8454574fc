//! What people and their programs write: links with rules and hours, messages, start parameters, proofs of a domain.

use crate::address;
use crate::code::Codes;
use crate::draft::link::LinkDraft;
use crate::host::proof;
use crate::id::{ChannelId, LeadId, LinkId, RuleId};
use crate::link::Extras;
use crate::route::check::{Standing, Surroundings, check};
use crate::route::{Rules, Seen, Visitor};
use crate::schedule::{Hours, NoHolidays, Schedule};
use crate::telegram;
use crate::template::{Template, Values};
use crate::visit::{Client, Device, Facts, Pair, Place};
use serde_json::{Value, json};
use uuid::Uuid;

const NOON: i64 = 1_793_534_400_000_000;

/// Rules as JSON: what is taken decides about every visit, is checked, and is taken again as it is stored.
pub fn rules(bytes: &[u8]) {
    let Ok(rules) = serde_json::from_slice::<Value>(bytes) else { return };
    let body = if rules.is_object() { rules } else { json!({"rules": rules}) };
    let draft = match LinkDraft::parse(&body, "ID") {
        Ok(draft) => draft,
        Err(faults) => return assert!(!faults.is_empty()),
    };
    let mut number = 0;
    let extras = draft.extras.laid_over(Extras::default(), || {
        number += 1;
        RuleId(Uuid::from_u128(number))
    });
    let rules = extras.rules;
    let stored = serde_json::to_value(&rules).expect("rules are plain values");
    assert_eq!(
        serde_json::from_value::<Vec<crate::route::Rule>>(stored.clone()).expect("what was stored is read"),
        rules
    );
    let again = LinkDraft::parse(&json!({"rules": stored}), "ID").expect("what is stored is taken");
    assert_eq!(again.extras.laid_over(Extras::default(), || unreachable!("each has its id")).rules, rules);
    let compiled = Rules::new(&rules);
    for facts in [Facts::default(), phone()] {
        for at in [NOON, 0, -NOON] {
            let seen = Seen::new(
                &facts,
                (at != 0).then(|| Visitor::known(at == NOON)),
                at,
                &[],
                &NoHolidays,
                |_: ChannelId| Some(false),
            );
            for rule in compiled.iter() {
                let holds = compiled.holds(rule, &seen);
                assert_eq!(compiled.why_not(rule, &seen).is_none(), holds);
            }
        }
    }
    let around = Surroundings {
        channel: &|_| Standing::Takes,
        pool: Standing::Takes,
        link: &|_: LinkId| Standing::AtTimes,
        fallback: None,
        home_fallback: None,
        holidays: &NoHolidays,
        recognises: bytes.len().is_multiple_of(2),
        now: NOON,
    };
    for finding in check(&rules, &around) {
        assert!(finding.rule.is_none_or(|at| at < rules.len()));
    }
}

fn phone() -> Facts<'static> {
    Facts {
        language: "id-ID".into(),
        client: Client { device: Device::Mobile, os: "android".into(), browser: "chrome".into(), in_app: "".into() },
        place: Place { country: "ID".into(), ..Place::default() },
        ..Facts::default()
    }
}

/// Hours as JSON: what is taken opens when it says, and is taken again as it is stored.
pub fn schedule(bytes: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return };
    let schedule = match Schedule::parse(&body) {
        Ok(schedule) => schedule,
        Err(faults) => return assert!(!faults.is_empty()),
    };
    let stored = serde_json::to_value(&schedule).expect("plain values");
    assert_eq!(Schedule::parse(&stored), Ok(schedule.clone()));
    let hours = Hours::of(&schedule);
    for at in [NOON, 0, -NOON] {
        hours.open(at, &NoHolidays);
        if let Some(opens) = hours.next_opening(at, &NoHolidays) {
            assert!(opens >= at && hours.open(opens, &NoHolidays), "{schedule:?} at {at} opens at {opens}");
        }
    }
}

/// Messages: every token is told, what is missing leaves nothing behind, the address is within its budget, and the code
/// is whole in it. The first half of the bytes is the message, the second half what values are.
pub fn template(bytes: &[u8]) {
    let (text, value) = bytes.split_at(bytes.len() / 2);
    let (text, value) = (String::from_utf8_lossy(text), String::from_utf8_lossy(value));
    let template = Template::parse(&text);
    assert_eq!(Template::parse(template.text()).text(), template.text());
    assert!(template.unknown().len() <= template.tokens().count());
    let code = Codes::new([2; 16]).encode(LeadId(77));
    let keys: [Pair<'_>; 1] = [("a".into(), (&*value).into())];
    let values = Values { name: &value, code: Some(code), lead: &value, link: "x", keys: &keys, ..Values::default() };
    let shown = template.render(&values);
    assert_eq!(template.has_code(), shown.contains(&format!("[K-{code}]")) && template.has_code());
    let whole = address::whatsapp("6281234567890", &template, &values);
    assert!(whole.url.len() <= address::BUDGET, "{}", whole.url.len());
    assert!(whole.url.is_ascii() && !whole.url.contains([' ', '+', '\n']), "{}", whole.url);
    if template.has_code() {
        assert!(whole.url.contains(&format!("%5BK-{code}%5D")), "{}", whole.url);
    }
    let message = address::message("6281234567890", &template, &values);
    assert!(message.text.chars().count() <= shown.chars().count().max(1));
}

/// Telegram's start parameter: what is taken stands in an address as it is.
pub fn telegram_start(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(start) = telegram::parse_start(&text) {
        assert_eq!(telegram::parse_start(&start).as_deref().ok(), Some(&*text));
        assert!(
            start.replace("{{code}}", "").bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)),
            "{start}"
        );
    }
}

/// What a name server and a foreign website say where a proof should be: only the very value proves anything, and what
/// is shown of the rest is short and clean.
pub fn host_proof(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let token = "a-token-that-nobody-guesses";
    let is_it = text.trim() == proof::value(token);
    let records: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let judged = [
        proof::judge_txt(&[text.clone().into_owned()], token),
        proof::judge_file("203.0.113.7".into(), 200, &text, token),
    ];
    for judged in judged {
        assert_eq!(judged.is_ok(), is_it);
    }
    let seen = match proof::judge_txt(&records, token) {
        Err(proof::Finding::TxtOther { seen }) => seen,
        Err(proof::Finding::TxtNone) => Vec::new(),
        Err(other) => unreachable!("{other:?}"),
        Ok(()) => return assert!(records.iter().any(|record| record.trim() == proof::value(token))),
    };
    assert!(seen.len() <= records.len());
    assert!(seen.iter().all(|text| text.chars().count() <= 200 && !text.chars().any(char::is_control)), "{seen:?}");
}
