//! Money as people write it: the currency's own sign and number of places, the language's separators.
//! `Rp1.500.000` in Indonesian, `$1,234.50` in English. Amounts are whole minor units, never floats.

use crate::i18n::Locale;
use domain::money;

/// What stands before the amount; a currency without a sign of its own shows its code.
fn sign(currency: &str) -> String {
    match currency {
        "IDR" => "Rp".into(),
        "USD" => "$".into(),
        "EUR" => "€".into(),
        "GBP" => "£".into(),
        "JPY" => "¥".into(),
        "SGD" => "S$".into(),
        "MYR" => "RM".into(),
        "AUD" => "A$".into(),
        "INR" => "₹".into(),
        "PHP" => "₱".into(),
        "THB" => "฿".into(),
        "VND" => "₫".into(),
        "BRL" => "R$".into(),
        other => format!("{other}\u{a0}"),
    }
}

/// The amount with its currency. Minor places that are all zero are left out, as on a price tag.
pub fn show(locale: Locale, minor: i64, currency: &str) -> String {
    let places = money::exponent(currency).unwrap_or(2) as u32;
    let unit = 10_i64.pow(places);
    let (whole, part) = (minor.unsigned_abs() / unit.unsigned_abs(), minor.unsigned_abs() % unit.unsigned_abs());
    let minus = if minor < 0 { "−" } else { "" };
    let whole = locale.number(i64::try_from(whole).unwrap_or(i64::MAX));
    let head = format!("{minus}{}{whole}", sign(currency));
    if part == 0 { head } else { format!("{head}{}{part:0width$}", locale.point(), width = places as usize) }
}

/// The amount alone, as it stands in a form's field: a decimal with a point and no groups.
pub fn plain(minor: i64, currency: &str) -> String {
    let places = money::exponent(currency).unwrap_or(2) as u32;
    let unit = 10_u64.pow(places);
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let minus = if minor < 0 { "-" } else { "" };
    if part == 0 { format!("{minus}{whole}") } else { format!("{minus}{whole}.{part:0width$}", width = places as usize) }
}
