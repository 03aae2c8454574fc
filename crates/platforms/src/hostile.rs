//! What must hold of every reader of a platform's answers, whatever the bytes: it answers, for every event, within its
//! bounds, and no secret comes back in its words. The body stands here once; the fuzz targets in `fuzz/` drive it for
//! hours, the tests with each run. Nothing of the product calls it.

use crate::{Account, Adapter, Addresses, Reply, open, token};
use domain::conversion::contact::Hashes;
use domain::conversion::{Browser, Category, Cause, Person, Told, Touches, Where};
use domain::destination::Platform;
use domain::destination::fields::{self, Form};
use domain::outbox::{Answered, LONGEST_WORDS, Said, Verdict};
use std::sync::LazyLock;
use uuid::Uuid;

/// Never in anything that is kept.
const SECRET: &str = "EAAGsecretTokenOfTheTests0123456789abcdef";

/// Made once: a number is read slowly, and the fuzzer is in a hurry.
static HASHES: LazyLock<Hashes> =
    LazyLock::new(|| Hashes::of(Some("Budi Santoso"), Some("+6281234567890"), Some("budi@example.co.id")));

/// An account of the platform with something in every field.
fn adapter(platform: Platform) -> Box<dyn Adapter> {
    let mut account = Account::default();
    if platform == Platform::Webhook {
        account.credentials.insert("secret".to_owned(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
    }
    for field in fields::of(platform) {
        let text = match field.form {
            Form::Digits => "1234567890".to_owned(),
            Form::Word if field.is_secret => SECRET.to_owned(),
            Form::Word => "TEST12345".to_owned(),
            Form::MeasurementId => "G-ABC123XYZ".to_owned(),
            Form::Url => "https://shop.example/hook".to_owned(),
            Form::ServiceAccount => format!(r#"{{"client_email":"a@b.example","private_key":"{SECRET}"}}"#),
        };
        let part = if field.is_secret { &mut account.credentials } else { &mut account.settings };
        part.insert(field.name.to_owned(), text);
    }
    if platform == Platform::Webhook {
        // Made, not typed: no field of its own.
        account.credentials.insert("secret".to_owned(), crate::webhook::secret(&[7; 32]));
    }
    open(platform, &account, &Addresses::default()).expect("nothing is missing")
}

/// A purchase with everything that may be known of a person.
fn told(number: u128) -> Told {
    Told {
        event_id: Uuid::from_u128(number),
        at: 1_795_237_200_000_000,
        cause: Cause::Form,
        category: Category::Purchase,
        name: "Purchase".to_owned(),
        amount: domain::money::Currency::parse("IDR")
            .map(|currency| domain::conversion::Amount { minor: 25_000_000, currency }),
        status: None,
        person: Person {
            external_id: "k7m2p9".to_owned(),
            hashes: HASHES.clone(),
            first_name: Some("Budi".to_owned()),
            last_name: Some("Santoso".to_owned()),
            ..Person::default()
        },
        browser: Browser { ip: "203.0.113.5".to_owned(), user_agent: "Mozilla/5.0".to_owned(), ..Browser::default() },
        whereabouts: Where { country: "ID".to_owned(), ..Where::default() },
        touches: Touches::default(),
        url: "https://go.example/wa/promo".to_owned(),
        referrer: String::new(),
        link_name: None,
    }
}

/// Bytes as the answer of a platform: the first says how many events there were and whether more of the body would
/// follow, the next two the status, then comes what the platform asks to wait, up to a new line, and the body.
pub fn answer(platform: Platform, bytes: &[u8]) {
    let adapter = adapter(platform);
    let [count, high, low, rest @ ..] = bytes else { return };
    let is_cut = *count >= 128;
    let count = usize::from(*count % 6) + 1;
    let status = u16::from_be_bytes([*high, *low]) % 600;
    let (wait, body) = rest.split_at(rest.iter().position(|b| *b == b'\n').unwrap_or_default());
    let wait = String::from_utf8_lossy(wait).into_owned();
    let reply = Reply { status, headers: vec![("retry-after".into(), wait)], body: body.to_vec(), is_cut };
    let events: Vec<Told> = (0..count).map(|number| told(number as u128 + 1)).collect();
    let events: Vec<&Told> = events.iter().collect();
    for answered in [adapter.classify(&events, &reply), adapter.followed(count, &reply)] {
        match answered {
            Answered::All(verdict, said) => is_sound(&verdict, &said),
            Answered::Each(each) => {
                assert_eq!(each.len(), count, "a verdict for each");
                each.iter().for_each(|(verdict, said)| is_sound(verdict, said));
                let moved = each.iter().any(|(verdict, _)| *verdict != Verdict::Retry { after: Some(0) });
                assert!(moved, "all of them sent again at once would never end");
            }
            Answered::Split(said) => is_sound(&Verdict::Refused, &said),
        }
    }
    if let Err((verdict, said)) = token::read(&reply, 0) {
        is_sound(&verdict, &said);
    }
    let (verdict, said) = adapter.verified(&reply);
    is_sound(&verdict, &said);
}

fn is_sound(verdict: &Verdict, said: &Said) {
    for text in [&said.code, &said.words, &said.trace] {
        assert!(!text.chars().any(char::is_control), "{text:?} holds a control character");
        assert!(!text.contains(SECRET), "a secret is repeated");
    }
    assert!(said.words.chars().count() <= LONGEST_WORDS, "{} characters", said.words.len());
    assert!(said.code.len() <= 200 && said.trace.len() <= 200, "{said:?}");
    if let Verdict::Retry { after: Some(after) } | Verdict::Throttled { after: Some(after) } = verdict {
        assert!(*after >= 0, "nobody goes back in time");
    }
    if let Verdict::Wait { after } = verdict {
        assert!((0..=24 * 3_600_000_000).contains(after), "a wait of our own has an end");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Answers in the platforms' words, whole or hurt, and bytes as they come.
    fn answers() -> impl Strategy<Value = Vec<u8>> {
        let words = "(\\{|\\}|\\[|\\]|,|:|\"error\"|\"code\"|\"message\"|\"elements\"|\"status\"|\"events_received\"|\"messages\"|\"data\"|\"error_data\"|\"blame_field_specs\"|\"event_id\"|\"index\"|\"is_transient\"|true|null|0|1|3|-1|100|190|20001|40002|40050|201|422|\"Batch[.][0-9]{1,30}[.]x\"|\"data\\[[0-9]\\]\"|\"Index: [0-9], ERROR :: /x\"|\"indices \\[[0-9], [0-9]\\]\"|\"[ -~é]{0,20}\"){0,40}";
        let fault = "\\{\"error\":\\{\"message\":\"(#100[)] Param data\\[[0-9]{1,2}\\]|.{0,30})\",\"code\":(100|190|1|4|17|999),\"error_subcode\":(33|2804003|2804066|0),\"error_data\":(\\{\"blame_field_specs\":\\[\\[\"data\",\"[0-9]\"\\]\\]\\}|\"\\{\"|7)\\}\\}";
        let list = "\\{\"(elements|data)\":\\[(\\{\"status\":(201|400|401|429|500|-3)\\},?){0,7}\\],\"message\":\"(Index: [0-9],|Batch.[0-9].|indices \\[[0-9])[ -!#-\\[\\]-~]{0,30}\",\"code\":(0|20001|40002|40100|7)\\}";
        let google = "\\{\"(error|partialFailureError)\":\\{\"status\":\"(INTERNAL|INVALID_ARGUMENT|PERMISSION_DENIED|X)\",\"details\":\\[(\\{\"@type\":\"a/(google.rpc.ErrorInfo|RetryInfo|BadRequest|v23.errors.GoogleAdsFailure)\",\"reason\":\"[A-Z_]{0,9}\",\"retryDelay\":\"(-?[0-9]{1,30}s|nans|s)\",\"errors\":\\[(\\{\"errorCode\":\\{\"x\":\"(TOO_RECENT_EVENT|DUPLICATE_ORDER_ID|ORDER_ID_ALREADY_IN_USE|X)\"\\},\"location\":\\{\"fieldPathElements\":\\[\\{\"fieldName\":\"conversions\",\"index\":[0-9]{1,2}\\}\\]\\}\\}){0,1}\\]\\}){0,1}\\]\\},\"results\":(\\[\\{\\}\\]|\\[\\]|7)\\}";
        let judged = "\\{\"requestStatusPerDestination\":\\[\\{\"requestStatus\":\"(SUCCESS|PROCESSING|FAILED|PARTIAL_SUCCESS|X)\",\"errorInfo\":\\{\"errorCounts\":\\[(\\{\"reason\":\"PROCESSING_ERROR_REASON_(EVENT_TOO_OLD|DUPLICATE_GCLID|INTERNAL_ERROR|X)\",\"recordCount\":(\"?-?[0-9]{1,3}\"?|9223372036854775807)\\},?){0,3}\\]\\}\\}\\]\\}";
        let body = prop_oneof![
            words.prop_map(String::into_bytes),
            fault.prop_map(String::into_bytes),
            list.prop_map(String::into_bytes),
            google.prop_map(String::into_bytes),
            judged.prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..200),
        ];
        let status = prop::sample::select(vec![200_u16, 201, 400, 401, 403, 404, 413, 422, 426, 429, 500, 503]);
        let wait = prop_oneof![Just(""), Just("30"), Just("99999999999999999999"), Just("soon")];
        (any::<u8>(), status, wait, body).prop_map(|(count, status, wait, body)| {
            let mut bytes = vec![count];
            bytes.extend(status.to_be_bytes());
            bytes.extend(wait.bytes().chain([b'\n']));
            bytes.extend(body);
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn no_answer_breaks_a_reader(bytes in answers()) {
            for platform in Platform::ALL {
                answer(platform, &bytes);
            }
        }

        #[test]
        fn no_bytes_break_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for platform in Platform::ALL {
                answer(platform, &bytes);
            }
        }
    }
}
