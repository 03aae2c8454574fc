//! Money as whole minor units: reading decimal text, writing it back, and showing it.
//!
//! How many decimals a currency has comes from ISO 4217, also where people leave them out: the rupiah has two, so
//! `1500000` IDR is 150,000,000 minor units, and it is shown without its zero decimals. Never a float.

use std::fmt;

/// Amounts stay below this many minor units either way, so that sums of billions of them fit.
pub const MAX_MINOR: i64 = 999_999_999_999_999;

/// ISO 4217, currencies in circulation and CLF, by the number of their decimals.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY \
    COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR \
    IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC \
    SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG";
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR: &str = "CLF";

/// A currency of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u8,
}

impl Currency {
    /// By its code in capitals.
    pub fn parse(code: &str) -> Option<Self> {
        let of = |list: &'static str| list.split_ascii_whitespace().find(|known| *known == code);
        [(NONE, 0), (TWO, 2), (THREE, 3), (FOUR, 4)]
            .into_iter()
            .find_map(|(list, exponent)| of(list).map(|code| Self { code, exponent }))
    }

    /// All codes, in no order that means anything.
    pub fn all() -> impl Iterator<Item = &'static str> {
        [NONE, TWO, THREE, FOUR].into_iter().flat_map(str::split_ascii_whitespace)
    }

    pub fn code(self) -> &'static str {
        self.code
    }

    /// Decimals.
    pub fn exponent(self) -> u8 {
        self.exponent
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// The decimals of a currency by its code.
pub fn exponent(code: &str) -> Option<u8> {
    Currency::parse(code).map(Currency::exponent)
}

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Empty,
    NotAnAmount,
    /// More decimals than the currency has, other than zeros.
    TooPrecise,
    TooGreat,
}

impl Reason {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::NotAnAmount => "money_not_an_amount",
            Self::TooPrecise => "money_too_precise",
            Self::TooGreat => "money_too_great",
        }
    }
}

/// Reads a decimal text with a point, as the API has it (`1500000`, `-12.50`), to minor units.
pub fn parse(text: &str, currency: Currency) -> Result<i64, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::Empty);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) {
        return Err(Reason::NotAnAmount);
    }
    let places = usize::from(currency.exponent);
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > places {
        return Err(Reason::TooPrecise);
    }
    let minor = format!("{}{decimals:0<places$}", whole.trim_start_matches('0'));
    let minor = if minor.is_empty() { Ok(0) } else { minor.parse::<i64>() };
    match minor {
        Ok(minor) if minor <= MAX_MINOR => Ok(if negative { -minor } else { minor }),
        _ => Err(Reason::TooGreat),
    }
}

/// The canonical decimal text: a point, no zeros at the end, no groups. [`parse`] reads it back.
pub fn format(minor: i64, currency: Currency) -> String {
    let (sign, whole, decimals) = split(minor, currency);
    match decimals.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    }
}

/// How an amount is written for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custom {
    /// `Rp1.500.000`, `USD 12,50`
    Indonesian,
    /// `IDR 1,500,000`, `USD 12.50`
    English,
}

/// For people to read; decimals are left out when they are all zero.
pub fn show(minor: i64, currency: Currency, custom: Custom) -> String {
    let (sign, whole, decimals) = split(minor, currency);
    let (point, group, unit) = match custom {
        Custom::Indonesian if currency.code == "IDR" => (',', '.', "Rp".to_owned()),
        Custom::Indonesian => (',', '.', format!("{currency} ")),
        Custom::English => ('.', ',', format!("{currency} ")),
    };
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    let shown = if decimals.bytes().all(|b| b == b'0') { String::new() } else { format!("{point}{decimals}") };
    format!("{sign}{unit}{grouped}{shown}")
}

/// Sign, whole part and all decimals.
fn split(minor: i64, currency: Currency) -> (&'static str, u64, String) {
    let places = usize::from(currency.exponent);
    let unit = 10_u64.pow(u32::from(currency.exponent));
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let decimals = if places == 0 { String::new() } else { format!("{rest:0places$}") };
    (if minor < 0 { "-" } else { "" }, whole, decimals)
}
