//! The outbox read aloud: how a delivery stands and why, what a platform answered, how a destination does. The same
//! sentences stand on the screens, in a lead's timeline and in the API. Nothing is decided here.

mod warnings;

pub use warnings::{Warning, warnings};

use crate::i18n::{Locale, Said as Message, has};
use crate::view::html::{Html, escape};
use domain::conversion::{Category, Cause, Consent, ConsentRule};
use domain::destination::Platform;
use domain::host::endpoint;
use domain::outbox::breaker::State;
use domain::outbox::{Reason, Said, Status, Verdict, own};
use store::deliveries::Delivery;

/// A label: `Waiting`.
pub fn status(locale: Locale, status: Status) -> String {
    word(locale, "outbox-status", status.as_str())
}

/// What that means, as a sentence.
pub fn status_means(locale: Locale, status: Status) -> String {
    word(locale, "outbox-means", status.as_str())
}

/// A sentence with the way out, where there is one.
pub fn reason(locale: Locale, reason: Reason) -> String {
    word(locale, "outbox-reason", reason.as_str())
}

/// How a delivery stands and why, in one sentence: our reason, else what the platform said, else what its status means.
pub fn delivery(locale: Locale, delivery: &Delivery) -> String {
    match telling(delivery) {
        Some(answer) => said(locale, answer),
        None => own_words(locale, delivery),
    }
}

/// The same as markup, with the platform's words marked as its own.
pub fn delivery_quoted(locale: Locale, delivery: &Delivery, platform: Platform) -> Html {
    match telling(delivery) {
        Some(answer) => quoted(locale, answer, platform),
        None => Html(escape(&own_words(locale, delivery))),
    }
}

fn own_words(locale: Locale, delivery: &Delivery) -> String {
    match delivery.reason {
        Some(why) => reason(locale, why),
        None => status_means(locale, delivery.status),
    }
}

/// What the platform said, where that is what matters.
fn telling(delivery: &Delivery) -> Option<&Said> {
    let matters = matches!(
        delivery.status,
        Status::Retrying | Status::Throttled | Status::Waiting | Status::Paused | Status::Refused
    );
    // What our own words say of it is more than that it was counted, or less.
    let is_own = |said: &Said| delivery.status == Status::Sent && own::ALL.contains(&said.code.as_str());
    let tells = |said: &&Said| !said.code.is_empty() || !said.words.is_empty() || said.http.is_some();
    delivery.said.as_ref().filter(|said| delivery.reason.is_none() && (matters || is_own(said))).filter(tells)
}

/// A label: `Qualified lead`.
pub fn category(locale: Locale, category: Category) -> String {
    word(locale, "conversion-category", category.as_str())
}

/// A label: `Lead form sent`.
pub fn cause(locale: Locale, cause: Cause) -> String {
    word(locale, "conversion-cause", cause.as_str())
}

/// The platform's name.
pub fn platform(locale: Locale, platform: Platform) -> String {
    word(locale, "destination-platform", platform.as_str())
}

/// A label for how a destination does: `Left alone for a while`.
pub fn state(locale: Locale, state: State) -> String {
    word(locale, "destination-state", state.as_str())
}

/// A label for what a destination asks before it is told anything.
pub fn consent_rule(locale: Locale, rule: ConsentRule) -> String {
    word(locale, "destination-consent", rule.as_str())
}

/// A label for a person's word on being told of.
pub fn consent(locale: Locale, consent: Consent) -> String {
    let word_of = match consent {
        Consent::Unknown => "unknown",
        Consent::Given => "given",
        Consent::Refused => "refused",
    };
    word(locale, "consent-state", word_of)
}

/// What came of asking whether a destination lets us in.
pub fn verified(locale: Locale, verdict: Option<&Verdict>, platforms_words: &Said) -> String {
    match verdict {
        None => Message::new(locale, "destination-verified-not").to_string(),
        Some(Verdict::Sent) if platforms_words.code == own::FORM_ALONE => said(locale, platforms_words),
        Some(Verdict::Sent | Verdict::Duplicate | Verdict::Accepted { .. }) => {
            Message::new(locale, "destination-verified-good").to_string()
        }
        Some(_) => said(locale, platforms_words),
    }
}

/// The same as markup.
pub fn verified_quoted(locale: Locale, verdict: Option<&Verdict>, words: &Said, platform: Platform) -> Html {
    match verdict {
        Some(verdict) if is_let_in(Some(verdict), words) == Some(false) => quoted(locale, words, platform),
        _ => Html(escape(&verified(locale, verdict, words))),
    }
}

/// Whether that says that it does; none where the platform has no way of telling.
pub fn is_let_in(verdict: Option<&Verdict>, platforms_words: &Said) -> Option<bool> {
    let verdict = verdict.filter(|_| platforms_words.code != own::FORM_ALONE);
    verdict.map(|verdict| matches!(verdict, Verdict::Sent | Verdict::Duplicate | Verdict::Accepted { .. }))
}

/// What a platform answered, its own words quoted as they are; or in ours, why there was no answer.
pub fn said(locale: Locale, said: &Said) -> String {
    around(locale, said, &said.words).0
}

/// The same as markup: what is quoted is marked with its language, so that it is not read aloud in the reader's.
pub fn quoted(locale: Locale, said: &Said, platform: Platform) -> Html {
    let (sentence, words) = around(locale, said, PLACE);
    let Some((before, behind)) = sentence.split_once(PLACE) else { return Html(escape(&sentence)) };
    let words = if words == PLACE { said.words.as_str() } else { &words };
    // The platforms answer in English; a program of the business in whatever language it has.
    let lang = if platform == Platform::Webhook { "" } else { r#" lang="en""# };
    Html(format!("{}<span{lang}>{}</span>{}", escape(before), escape(words), escape(behind)))
}

/// Stands where the platform's words will: no message and no platform has it.
const PLACE: &str = "\u{e000}";

/// The sentence around the words that are quoted, and the words. Of an answer these are `words`; of a call that failed,
/// what another program said of it, for which `words` stands if it is [`PLACE`].
fn around(locale: Locale, said: &Said, words: &str) -> (String, String) {
    let Said { http, code, .. } = said;
    if http.is_none() {
        let key = format!("call-{}", code.replace('_', "-"));
        if has(locale, &key) {
            let detail = detail(locale, code, &said.words);
            let is_quote = matches!(code.as_str(), "no_name_server" | "unreachable" | "tls" | "broken");
            let shown = if is_quote && words == PLACE { PLACE } else { &detail };
            return (Message::new(locale, &key).s("detail", shown).to_string(), detail);
        }
    }
    let status = http.map(|http| http.to_string()).unwrap_or_default();
    if let Some(key) = http.and_then(|_| explained(code)) {
        let ours = Message::new(locale, &key).s("http", &status).s("code", code).to_string();
        if said.words.is_empty() {
            return (ours, String::new());
        }
        let theirs = Message::new(locale, "said-words").s("words", words).to_string();
        return (format!("{ours} {theirs}"), words.to_owned());
    }
    let key = match (http.is_some(), code.is_empty(), said.words.is_empty()) {
        (true, false, false) => "said-http-code-words",
        (true, false, true) => "said-http-code",
        (true, true, false) => "said-http-words",
        (true, true, true) => "said-http",
        (false, false, false) => "said-code-words",
        (false, false, true) => "said-code",
        (false, true, false) => "said-words",
        (false, true, true) => "said-nothing",
    };
    (Message::new(locale, key).s("http", status).s("code", code).s("words", words).to_string(), words.to_owned())
}

/// Codes of platforms whose own words say neither what it means nor what to do: Google's for an account that may not use
/// the older upload, Meta's for a dataset that is out of reach, OAuth's for a sign-in that is over.
const EXPLAINED: [(&str, &str); 3] = [
    ("CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE", "said-no-more-uploads"),
    ("100/33", "said-no-dataset"),
    ("invalid_grant", "said-invalid-grant"),
];

/// The sentence for a code that stands for words of our own, or that is explained in them.
fn explained(code: &str) -> Option<String> {
    if own::ALL.contains(&code) {
        return Some(format!("said-own-{}", code.replace('_', "-")));
    }
    EXPLAINED.iter().find(|(known, _)| *known == code).map(|(_, key)| (*key).to_owned())
}

/// Of the engine's words what its code does not say: an address, what is wrong with one, what another program said.
fn detail(locale: Locale, code: &str, words: &str) -> String {
    let behind = words.split_once(": ").map_or(words, |(_, behind)| behind);
    match code {
        "forbidden_address" => words.split(' ').next().unwrap_or_default().to_owned(),
        "bad_address" => {
            let key = format!("error-{}", behind.replace('_', "-"));
            Message::new(locale, &key).s("max", endpoint::MAX_URL).to_string()
        }
        _ => behind.to_owned(),
    }
}

fn word(locale: Locale, group: &str, word: &str) -> String {
    Message::new(locale, &format!("{group}-{}", word.replace('_', "-"))).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::host::endpoint::EndpointFault;
    use engine::outside::CallFailure;
    use std::net::Ipv6Addr;

    /// Said in every language, each in words of its own, and never as a bare key.
    fn differ(say: impl Fn(Locale) -> String, what: &str) {
        let texts = Locale::ALL.map(say);
        for text in &texts {
            assert!(!text.is_empty() && !text.contains("{ $"), "{what}: {text}");
            for group in ["outbox-", "conversion-", "destination-", "consent-", "call-", "said-"] {
                assert!(!text.starts_with(group), "{what} has no message: {text}");
            }
        }
    }

    #[test]
    fn every_word_of_the_outbox_is_said_in_every_language() {
        for one in Status::ALL {
            differ(|locale| status(locale, one), one.as_str());
            differ(|locale| status_means(locale, one), one.as_str());
        }
        for one in Reason::ALL {
            differ(|locale| reason(locale, one), one.as_str());
        }
        for one in Category::ALL {
            differ(|locale| category(locale, one), one.as_str());
        }
        for one in Cause::ALL {
            differ(|locale| cause(locale, one), one.as_str());
        }
        for one in Platform::ALL {
            differ(|locale| platform(locale, one), one.as_str());
        }
        for one in State::ALL {
            differ(|locale| state(locale, one), one.as_str());
        }
        for one in ConsentRule::ALL {
            differ(|locale| consent_rule(locale, one), one.as_str());
        }
        for one in [Consent::Unknown, Consent::Given, Consent::Refused] {
            differ(|locale| consent(locale, one), "consent");
        }
    }

    #[test]
    fn a_call_without_an_answer_is_said_in_our_own_words() {
        let text = || "certificate expired".to_owned();
        for failure in [
            CallFailure::Closed,
            CallFailure::BadAddress(EndpointFault::Unreadable),
            CallFailure::BadAddress(EndpointFault::Scheme),
            CallFailure::BadAddress(EndpointFault::Credentials),
            CallFailure::BadAddress(EndpointFault::Port),
            CallFailure::BadAddress(EndpointFault::TooLong),
            CallFailure::BadHeader("host".to_owned()),
            CallFailure::ForbiddenAddress(Ipv6Addr::LOCALHOST.into()),
            CallFailure::NoSuchHost,
            CallFailure::NoNameServer(text()),
            CallFailure::Refused,
            CallFailure::Unreachable(text()),
            CallFailure::ConnectTimedOut,
            CallFailure::Tls(text()),
            CallFailure::TimedOut,
            CallFailure::TooLarge,
            CallFailure::Broken(text()),
        ] {
            let kept = Said { code: failure.code().to_owned(), words: failure.to_string(), ..Said::default() };
            let [en, id] = Locale::ALL.map(|locale| said(locale, &kept));
            assert!(en != id && en.ends_with('.') && id.ends_with('.'), "{en} | {id}");
            assert!(!en.contains("error-") && !en.contains('$'), "{en}");
            assert!(!en.contains(failure.code()) || !failure.code().contains('_'), "{en}");
            match &failure {
                CallFailure::ForbiddenAddress(_) => assert!(en.contains("::1") && id.contains("::1"), "{en} | {id}"),
                CallFailure::Tls(words) | CallFailure::NoNameServer(words) | CallFailure::Unreachable(words) => {
                    assert!(en.contains(words) && !en.contains("no trustworthy TLS"), "{en}");
                }
                _ => {}
            }
        }
        for code in ["private_key", "miscounted", "credentials_locked", "required"] {
            let kept = Said { code: code.to_owned(), ..Said::default() };
            let [en, id] = Locale::ALL.map(|locale| said(locale, &kept));
            assert!(en != id && !en.contains(code), "{en} | {id}");
        }
    }

    #[test]
    fn what_is_said_in_our_own_words_is_said_in_every_language() {
        let codes = own::ALL.into_iter().chain(EXPLAINED.map(|(code, _)| code));
        for code in codes {
            let kept = Said { http: Some(302), code: code.to_owned(), words: "theirs".to_owned(), ..Said::default() };
            let [en, id] = Locale::ALL.map(|locale| said(locale, &kept));
            assert!(en != id && !en.contains("said-") && !id.contains("said-"), "{en} | {id}");
            assert!(en.contains("“theirs”") && id.contains("“theirs”"), "{en} | {id}");
            let alone = Said { words: String::new(), ..kept };
            let [en, id] = Locale::ALL.map(|locale| said(locale, &alone));
            assert!(en.ends_with('.') && id.ends_with('.') && !en.contains('“'), "{en} | {id}");
        }
    }

    #[test]
    fn what_a_platform_said_stands_as_it_said_it() {
        let of = |http, code: &str, words: &str| {
            let said_by = Said { http, code: code.to_owned(), words: words.to_owned(), ..Said::default() };
            said(Locale::En, &said_by)
        };
        let whole = of(Some(400), "190/463", "Session has expired");
        assert!(
            whole.contains("400") && whole.contains("190/463") && whole.contains("“Session has expired”"),
            "{whole}"
        );
        let all = [(Some(1400), "7", "x"), (Some(1400), "7", ""), (Some(1400), "", "x"), (Some(1400), "", "")];
        for (http, code, words) in all {
            let text = of(http, code, words);
            assert!(text.contains("1400") && text.contains(code) && text.contains(words), "{text}");
        }
        for (code, words) in [("tls_x", "x"), ("tls_x", ""), ("", "x"), ("", "")] {
            let text = of(None, code, words);
            assert!(!text.contains("HTTP") && text.contains(code) && text.contains(words), "{text}");
        }
        let timed_out = of(Some(504), "timed_out", "gateway");
        assert!(timed_out.contains("504"), "a platform's code is not taken for one of ours: {timed_out}");
    }

    #[test]
    fn what_is_quoted_is_marked_with_its_language_and_is_never_markup() {
        let answer = Said { http: Some(400), words: "No <b> & no".to_owned(), ..Said::default() };
        let marked = quoted(Locale::Id, &answer, Platform::Meta).0;
        assert!(marked.contains("“<span lang=\"en\">No &lt;b&gt; &amp; no</span>”"), "{marked}");
        assert!(quoted(Locale::Id, &answer, Platform::Webhook).0.contains("“<span>No &lt;b&gt;"), "whose language?");
        let failed = CallFailure::Tls("unknown issuer".to_owned());
        let failed = Said { code: failed.code().to_owned(), words: failed.to_string(), ..Said::default() };
        let marked = quoted(Locale::Id, &failed, Platform::Meta).0;
        assert!(marked.contains("“<span lang=\"en\">unknown issuer</span>”"), "{marked}");
        let bare = quoted(Locale::Id, &Said { http: Some(500), ..Said::default() }, Platform::Meta).0;
        assert!(!bare.contains("<span"), "{bare}");
        let forbidden = CallFailure::ForbiddenAddress(Ipv6Addr::LOCALHOST.into());
        let forbidden = Said { code: forbidden.code().to_owned(), words: forbidden.to_string(), ..Said::default() };
        let marked = quoted(Locale::En, &forbidden, Platform::Webhook).0;
        assert!(marked.contains("::1") && !marked.contains("<span"), "an address is nobody's words: {marked}");
    }
}
