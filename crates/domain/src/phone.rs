//! Phone numbers as people type them, read to E.164.
//!
//! The plan of every country comes from libphonenumber's metadata. It is strict about lengths and lenient about
//! ranges: a number that is valid there is taken, and so is one whose length some kind of number of that country
//! has, because operators open new ranges before any table knows of them, and a customer turned away is worse than
//! a number that nobody answers. Extensions and letters are refused: nothing can be sent to them.
//! Whether a number has WhatsApp is not known here.

use phonenumber::metadata::{DATABASE, Descriptor, Metadata};
use phonenumber::{Mode, PhoneNumber, Type};
use serde::Serialize;
use std::fmt;

/// E.164: a plus and up to 15 digits, beginning with a country's calling code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct E164(String);

impl E164 {
    /// With the plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without the plus, as wa.me wants it.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Empty,
    /// Letters, an extension, or signs that stand in no number.
    NotANumber,
    TooShort,
    TooLong,
    /// Between the shortest and the longest of its country, but of a length that no number has there.
    WrongLength,
    /// It begins with no country's calling code, or the default country is none.
    UnknownCountry,
}

impl Reason {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::NotANumber => "phone_not_a_number",
            Self::TooShort => "phone_too_short",
            Self::TooLong => "phone_too_long",
            Self::WrongLength => "phone_wrong_length",
            Self::UnknownCountry => "phone_unknown_country",
        }
    }
}

/// Whether there is a numbering plan for this ISO 3166 alpha-2 code in capitals.
pub fn is_country(alpha2: &str) -> bool {
    plan(alpha2).is_some()
}

/// Reads a number. `country` (ISO 3166 alpha-2) is whose national numbers are meant when no calling code is there:
/// with ID, `0812…`, `62812…`, `0062 812…` and `+62 (0)812…` are all `+62812…`.
pub fn parse(text: &str, country: &str) -> Result<E164, Reason> {
    let Typed { digits, international } = typed(text)?;
    if digits.is_empty() {
        return Err(if international { Reason::NotANumber } else { Reason::Empty });
    }
    if digits.len() > 20 {
        return Err(Reason::TooLong);
    }
    if international {
        return with_calling_code(&digits);
    }
    if let Some(digits) = digits.strip_prefix("00") {
        return with_calling_code(digits);
    }
    let plan = plan(&country.to_ascii_uppercase()).ok_or(Reason::UnknownCountry)?;
    let national = best(plan, &digits);
    // A calling code without its plus: taken so when that makes a number of the very country, or any valid one where
    // the digits are no national number.
    let code = plan.country_code().to_string();
    if let Some(rest) = digits.strip_prefix(code.as_str())
        && let Ok(found) = best(plan, rest)
        && (found.valid && found.mobile || !national.as_ref().is_ok_and(|n| n.valid))
    {
        return Ok(found.number);
    }
    match national {
        Ok(found) if found.valid || digits.starts_with('0') => Ok(found.number),
        // What is valid abroad goes before what merely has the length of a number here.
        doubtful => dialled_abroad(plan, &digits)
            .or_else(|| valid_abroad(&digits))
            .map_or_else(|| doubtful.map(|found| found.number), Ok),
    }
}

/// Behind the prefix that the country dials before a calling code, where that is not `00`.
fn dialled_abroad(plan: &Metadata, digits: &str) -> Option<E164> {
    let prefix = plan.international_prefix()?.find(digits).filter(|m| m.start() == 0)?.end();
    valid_abroad(&digits[prefix..])
}

/// A calling code without its plus, when what follows is beyond doubt.
fn valid_abroad(digits: &str) -> Option<E164> {
    let number = with_calling_code(digits).ok()?;
    phonenumber::parse(None, number.as_str()).is_ok_and(|n| n.is_valid()).then_some(number)
}

struct Typed {
    /// ASCII.
    digits: String,
    international: bool,
}

/// Digits of any script that keypads write, signs that only group them left out.
fn typed(text: &str) -> Result<Typed, Reason> {
    let mut typed = Typed { digits: String::new(), international: false };
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            typed.digits.push(digit);
        } else if matches!(c, '+' | '＋') && typed.digits.is_empty() && !typed.international {
            typed.international = true;
        } else if !is_grouping(c) {
            return Err(Reason::NotANumber);
        }
    }
    Ok(typed)
}

fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{9e6}'..='\u{9ef}' => 0x9e6,
        '\u{e50}'..='\u{e59}' => 0xe50,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

fn is_grouping(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '·')
        // Marks of direction and width that copying from a contact brings along.
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

struct Found {
    number: E164,
    valid: bool,
    mobile: bool,
}

/// The number that begins with a calling code.
fn with_calling_code(digits: &str) -> Result<E164, Reason> {
    if digits.starts_with('0') {
        return Err(Reason::UnknownCountry);
    }
    // No calling code is the beginning of another: at most one of these is one.
    let code = (1..=3).filter_map(|length| digits.get(..length)).find_map(|code| {
        let plans = DATABASE.by_code(&code.parse::<u16>().ok()?)?;
        Some((plans, &digits[code.len()..]))
    });
    let (plans, rest) = code.ok_or(if digits.len() < 3 { Reason::TooShort } else { Reason::UnknownCountry })?;
    let mut outcome = Err(Reason::UnknownCountry);
    for plan in plans {
        match best(plan, rest) {
            Ok(found) if found.valid => return Ok(found.number),
            Ok(found) if outcome.is_err() => outcome = Ok(found.number),
            Err(reason) if matches!(outcome, Err(Reason::UnknownCountry)) => outcome = Err(reason),
            _ => {}
        }
    }
    outcome
}

/// The best reading of national digits in one plan: a valid one, with the trunk prefix taken off or without it, else
/// one of a length that there is.
fn best(plan: &Metadata, digits: &str) -> Result<Found, Reason> {
    let stripped = plan.national_prefix().and_then(|prefix| digits.strip_prefix(prefix));
    let read = read_by_rules(plan, digits);
    let candidates = [stripped.map(str::to_owned), Some(digits.to_owned()), read];
    let candidates: Vec<String> = candidates.into_iter().flatten().filter(|c| !c.is_empty()).collect();
    let found = |national: &String| {
        let kinds = kinds(plan, national);
        let number = E164(format!("+{}{national}", plan.country_code()));
        Found { number, valid: kinds.0, mobile: kinds.1 }
    };
    if let Some(valid) = candidates.iter().map(found).find(|f| f.valid) {
        return Ok(valid);
    }
    let lengths = lengths(plan);
    let possible = |national: &&String| lengths.contains(&national.len()) && !has_trunk_zero(plan, national);
    if let Some(possible) = candidates.iter().find(possible) {
        return Ok(found(possible));
    }
    let length = candidates.first().map_or(0, String::len);
    match (lengths.first(), lengths.last()) {
        (Some(least), _) if length < *least => Err(Reason::TooShort),
        (_, Some(most)) if length > *most => Err(Reason::TooLong),
        _ => Err(Reason::WrongLength),
    }
}

/// A national number that still has its trunk prefix is none.
fn has_trunk_zero(plan: &Metadata, national: &str) -> bool {
    plan.national_prefix() == Some("0") && national.starts_with('0')
}

/// What libphonenumber makes of it: it knows carrier codes and digits that are moved (Argentina, Brazil, Mexico).
fn read_by_rules(plan: &Metadata, digits: &str) -> Option<String> {
    let country = plan.id().parse().ok()?;
    let number = phonenumber::parse(Some(country), digits).ok()?;
    (number.code().value() == plan.country_code() && number.extension().is_none()).then(|| national_of(&number))
}

fn national_of(number: &PhoneNumber) -> String {
    let whole = number.format().mode(Mode::E164).to_string();
    whole[1 + number.code().value().to_string().len()..].to_owned()
}

const KINDS: [Type; 10] = [
    Type::Mobile,
    Type::FixedLine,
    Type::TollFree,
    Type::PremiumRate,
    Type::SharedCost,
    Type::PersonalNumber,
    Type::Voip,
    Type::Pager,
    Type::Uan,
    Type::Voicemail,
];

/// Whether the digits are a valid number of the plan, and whether a mobile one.
fn kinds(plan: &Metadata, national: &str) -> (bool, bool) {
    let descriptors = plan.descriptors();
    let is = |kind| descriptors.get(kind).is_some_and(|d| is_whole_match(d, national));
    if !is_whole_match(descriptors.general(), national) {
        return (false, false);
    }
    (KINDS.into_iter().any(is), is(Type::Mobile))
}

/// The patterns are made for whole numbers but do not say so themselves.
fn is_whole_match(descriptor: &Descriptor, national: &str) -> bool {
    let whole =
        descriptor.national_number().find(national).is_some_and(|m| m.start() == 0 && m.end() == national.len());
    whole && descriptor.is_match(national)
}

/// The lengths that national numbers of the plan have, ascending.
fn lengths(plan: &Metadata) -> Vec<usize> {
    let kinds = [Type::Mobile, Type::FixedLine].into_iter().filter_map(|kind| plan.descriptors().get(kind));
    let mut lengths: Vec<usize> = kinds.flat_map(|d| d.possible_length().iter().map(|l| usize::from(*l))).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

fn plan(alpha2: &str) -> Option<&'static Metadata> {
    (alpha2.len() == 2).then(|| DATABASE.by_id(alpha2)).flatten()
}
