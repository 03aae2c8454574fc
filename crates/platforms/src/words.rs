//! What a platform said, as it may be kept and shown: one line, cut, and without what could name a person or open an
//! account. Platforms repeat what they were sent, so everything that looks like a token, a hash, an e-mail address, a
//! phone number or an IP address becomes `…`, also where that costs a harmless number.

use crate::call::Reply;
use domain::outbox::LONGEST_WORDS;

/// Stands where something was left out.
const GAP: &str = "…";
/// More than this is never looked at: what is kept is far shorter.
const MOST_READ: usize = 8 * LONGEST_WORDS;
/// Runs of letters and digits from this length on may be a token or a hash.
const TOKEN: usize = 20;
/// Digits from this number on may be somebody's phone number.
const PHONE: usize = 8;

/// One line of at most [`LONGEST_WORDS`] characters with nothing personal or secret in it.
pub fn cleaned(text: &str) -> String {
    let line = one_line(text);
    let line = without(&without(&without(&line, email), named_secret), token);
    cut(&without(&without(&line, address), phone))
}

/// The same of a body that is not what it should be: a proxy's page loses its tags.
pub fn of_body(reply: &Reply) -> String {
    let text = String::from_utf8_lossy(&reply.body[..reply.body.len().min(MOST_READ)]);
    if text.trim_start().starts_with('<') { cleaned(&without_tags(&text)) } else { cleaned(&text) }
}

/// A platform's own code: letters, digits and a few signs, and no more than a code has.
pub fn code(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "_-./:".contains(*c)).take(80).collect()
}

/// What a platform's support asks for: as it was, unless it is none.
pub fn trace(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(200).collect()
}

/// White space and control characters become single spaces.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars().take(MOST_READ) {
        if !c.is_whitespace() && !c.is_control() {
            line.push(c);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end().len());
    line
}

fn cut(line: &str) -> String {
    if line.chars().count() <= LONGEST_WORDS {
        return line.to_owned();
    }
    let kept: String = line.chars().take(LONGEST_WORDS - 1).collect();
    format!("{kept}{GAP}")
}

/// Each part that `found` measures at a place becomes a gap. `found` gets all characters and a place, and says how many
/// characters from there on are to go; nought: none.
fn without(line: &str, found: fn(&[char], usize) -> usize) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut kept = String::with_capacity(line.len());
    let mut at = 0;
    while at < chars.len() {
        match found(&chars, at) {
            0 => {
                kept.push(chars[at]);
                at += 1;
            }
            length => {
                kept.push_str(GAP);
                at += length;
            }
        }
    }
    kept
}

/// Whether a run of such characters begins at the place, and where it ends.
fn run(chars: &[char], at: usize, is_part: fn(char) -> bool) -> Option<&[char]> {
    let begins = is_part(chars[at]) && (at == 0 || !is_part(chars[at - 1]));
    begins.then(|| {
        let length = chars[at..].iter().take_while(|c| is_part(**c)).count();
        &chars[at..at + length]
    })
}

/// Anything around an `@`, also where it is written as in an address of the web or as JSON may have it.
fn email(chars: &[char], at: usize) -> usize {
    let is_part = |c: char| !c.is_whitespace() && !"\"'<>(),;:[]{}&=?|".contains(c);
    let Some(run) = run(chars, at, is_part) else { return 0 };
    let inner = |place: usize| place > 0 && place + 1 < run.len();
    let sign = run.iter().position(|c| *c == '@').is_some_and(inner);
    let in_address = run.windows(3).position(|part| matches!(part, ['%', '4', '0'])).is_some_and(inner);
    let in_json = run.windows(6).position(|part| matches!(part, ['\\', 'u', '0', '0', '4', '0'])).is_some_and(inner);
    if sign || in_address || in_json { run.len() } else { 0 }
}

const SECRETS: [&str; 12] = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "api_secret",
    "client_secret",
    "secret",
    "appsecret_proof",
    "api_key",
    "apikey",
    "password",
    "assertion",
];

/// The value right behind a name that stands for secrets, as forms and JSON write it, and what follows `Bearer`.
fn named_secret(chars: &[char], at: usize) -> usize {
    let is_part = |c: char| !c.is_whitespace() && !"\"'<>(),;:[]{}&=?|\\".contains(c);
    let Some(run) = run(chars, at, is_part) else { return 0 };
    let between = chars[..at].iter().rev().take_while(|c| "\"'=: \\".contains(**c)).count();
    let is_word = |c: &char| c.is_ascii_alphanumeric() || *c == '_' || *c == '-';
    let before: String = chars[..at - between].iter().rev().take_while(|c| is_word(c)).collect();
    let name: String = before.chars().rev().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect();
    let signs = &chars[at - between..at];
    let is_value = signs.contains(&'=') || (signs.contains(&':') && (signs.contains(&'"') || signs == [':']));
    let is_secret = SECRETS.iter().any(|secret| name == *secret || name.ends_with(&format!("_{secret}")));
    let is_borne = name == "bearer" && signs == [' '] && run.len() >= 8;
    if (is_secret && is_value) || is_borne { run.len() } else { 0 }
}

fn token(chars: &[char], at: usize) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-+/=~%".contains(c);
    match run(chars, at, is_part) {
        Some(run) if run.len() >= TOKEN && !is_spoken(run) => run.len(),
        _ => 0,
    }
}

/// Whether a long run is made of words: `INVALID_CONVERSION_ACTION`, `conversionActions`, `two-factor/sign-in`.
fn is_spoken(run: &[char]) -> bool {
    run.split(|c| !c.is_ascii_alphanumeric()).all(|piece| {
        let digits = piece.iter().filter(|c| c.is_ascii_digit()).count();
        let humps = piece.windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase()).count();
        match digits {
            0 => humps * 5 <= piece.len(),
            _ => digits == piece.len() && digits <= 4,
        }
    })
}

/// IPv4 with its four numbers, IPv6 with three colons or more.
fn address(chars: &[char], at: usize) -> usize {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let Some(run) = run(chars, at, is_part) else { return 0 };
    let text: String = run.iter().collect();
    let text = text.trim_end_matches(['.', ':']);
    let is_address = text.parse::<std::net::IpAddr>().is_ok() || text.matches(':').count() >= 3;
    if is_address { text.chars().count() } else { 0 }
}

/// Digits with what people put between them, from [`PHONE`] digits on; a day of the calendar is spared.
fn phone(chars: &[char], at: usize) -> usize {
    let is_start = is_digit(chars[at]) || chars[at] == '+' || chars[at] == '(';
    let goes_on = at > 0 && is_digit(chars[at - 1]);
    if !is_start || goes_on || is_day(&chars[at..]) {
        return 0;
    }
    let is_part = |c: &&char| is_digit(**c) || "+-.()/ ".contains(**c);
    let run = &chars[at..at + chars[at..].iter().take_while(is_part).count()];
    let length = run.iter().rposition(|c| is_digit(*c)).map_or(0, |last| last + 1);
    let digits = run[..length].iter().filter(|c| is_digit(**c)).count();
    if digits >= PHONE { length } else { 0 }
}

/// Of any script: people's own digits are no less theirs.
fn is_digit(c: char) -> bool {
    c.is_numeric()
}

/// `2026-11-26`
fn is_day(chars: &[char]) -> bool {
    let text: String = chars.iter().take(10).collect();
    chars.get(10).is_none_or(|c| !c.is_ascii_digit()) && text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn without_tags(page: &str) -> String {
    let (mut text, mut rest) = (String::new(), page);
    while let Some(opens) = rest.find('<') {
        text.push_str(&rest[..opens]);
        text.push(' ');
        rest = &rest[opens..];
        let name: String = rest[1..].chars().take_while(char::is_ascii_alphabetic).collect();
        let name = name.to_ascii_lowercase();
        // What stands in these is not for people.
        let end = if matches!(name.as_str(), "style" | "script") { format!("</{name}") } else { ">".to_owned() };
        let Some(closes) = rest.to_ascii_lowercase().find(&end) else { return text };
        rest = &rest[closes + end.len()..];
        rest = rest.strip_prefix('>').unwrap_or(rest);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HASH: &str = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";

    #[test]
    fn what_names_a_person_or_opens_an_account_is_left_out() {
        for (said, kept) in [
            ("Invalid email budi.santoso+promo@example.co.id given", "Invalid email … given"),
            ("user=budi%40example.co.id&x=1", "user=…&x=1"),
            ("<mailto:budi@example.co.id>", "<mailto:…>"),
            ("phone +62 812-3456-7890 is malformed", "phone … is malformed"),
            ("phone (0812) 3456 7890.", "phone …."),
            ("number 6281234567890", "number …"),
            ("p=%2B6281234567890&x=1", "p=%2B…&x=1"),
            ("lead6281234567890", "lead…"),
            (r"to \u002b6281234567890", r"to \u002b…"),
            (r"to budi\u0040example.co.id now", "to … now"),
            ("nomor ٠٨١٢٣٤٥٦٧٨٩", "nomor …"),
            ("address 203.0.113.77, or 2001:db8:1:2::77", "address …, or …"),
            ("Bad hash 62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f", "Bad hash …"),
            ("Authorization: Bearer short-token", "Authorization: Bearer …"),
            ("access_token=abc&x=1", "access_token=…&x=1"),
            (r#"{"client_secret": "s3", "code": 7}"#, r#"{"client_secret": "…", "code": 7}"#),
            (r#"{\"api_secret\":\"s3\"}"#, r#"{\"api_secret\":\"…\"}"#),
            ("Malformed access token EAABsbCS1iHgBO7ZAxyz0123456789", "Malformed access token …"),
            ("ya29.a0AfH6SMBx-abc_defghijkLMNOP", "ya29.…"),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "…"),
        ] {
            assert_eq!(cleaned(said), kept, "{said}");
        }
    }

    #[test]
    fn what_explains_stays() {
        for said in [
            "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE",
            "events[0].user_data.user_identifiers[1].phone_number: Invalid SHA-256",
            "Batch.3.properties.currency is not in ISO 4217",
            "event_time 2026-11-19 is more than 7 days old",
            "(#100) subcode 2804066",
            "google.ads.googleads.v23.errors.ConversionUploadError",
            "Invalid token: expired",
            "Index: 3, ERROR :: /conversionHappenedAt :: too old",
            "Kejadian ini tidak diterima: nilai kosong",
        ] {
            assert_eq!(cleaned(said), said);
        }
    }

    #[test]
    fn codes_and_traces_are_short_and_plain() {
        assert_eq!(code("190/463 <b>"), "190/463b");
        assert_eq!(code(&"A".repeat(999)).len(), 80);
        assert_eq!(trace("AbC-1_2= \n\u{0}"), "AbC-1_2=");
        assert_eq!(trace(&"a".repeat(999)).len(), 200);
    }

    #[test]
    fn it_is_one_line_of_bounded_length() {
        assert_eq!(cleaned("  a\r\n\tb\u{0}c  "), "a b c");
        let long = cleaned(&"satu dua ".repeat(1_000));
        assert_eq!(long.chars().count(), LONGEST_WORDS);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_page_loses_its_tags() {
        let reply = |body: &str| Reply { status: 502, body: body.as_bytes().to_vec(), ..Reply::default() };
        let page = "<!doctype html><style>b{color:red}</style><h1>502 Bad Gateway</h1><hr>nginx";
        assert_eq!(of_body(&reply(page)), "502 Bad Gateway nginx");
        assert_eq!(of_body(&reply("upstream timed out")), "upstream timed out");
        assert_eq!(of_body(&reply("<script>never closed")), "");
        assert_eq!(of_body(&Reply { body: vec![0xff, b'a'], ..Reply::default() }), "\u{fffd}a");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail_or_grow(text in "\\PC{0,700}") {
            prop_assert!(cleaned(&text).chars().count() <= LONGEST_WORDS);
            of_body(&Reply { body: text.into_bytes(), ..Reply::default() });
        }

        #[test]
        fn a_contact_never_gets_through(before in "[ a-z:<\"(=]{0,12}", after in "([ ,;\"<&)}][ a-z]{0,9})?", digits in "[1-9][0-9]{8,12}", name in "[a-z]{1,9}") {
            let email = format!("{name}@example.co.id");
            for secret in [email.as_str(), digits.as_str(), HASH] {
                let said = cleaned(&format!("{before} {secret}{after}"));
                prop_assert!(!said.contains(secret), "{}", said);
            }
        }
    }
}
