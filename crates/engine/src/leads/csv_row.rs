//! A lead as a row of a spreadsheet. Most of a lead is what a visitor sent, so no cell may be a formula: what begins
//! like one gets an apostrophe in front.

use super::json::time;
use domain::code::Codes;
use domain::lead::Lead;
use domain::money::{self, Currency};

pub(super) const NAMES: [&str; 33] = [
    "id",
    "visitor_code",
    "name",
    "phone",
    "email",
    "status",
    "priority",
    "score",
    "source",
    "agent",
    "tags",
    "expected_value",
    "actual_value",
    "currency",
    "country",
    "region",
    "city",
    "time_zone",
    "language",
    "device",
    "first_seen_at",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "click_ids",
    "referrer",
    "link_id",
    "visit_count",
    "last_seen_at",
    "created_at",
    "custom_fields",
];

pub(super) fn cells(lead: &Lead, codes: &Codes) -> [String; NAMES.len()] {
    let code = codes.encode(lead.id).to_string();
    let touch = &lead.first_touch;
    let utm = &touch.origin.utm;
    let currency = lead.currency.as_deref().and_then(Currency::parse);
    let amount = |minor: Option<i64>| minor.zip(currency).map(|(m, c)| money::format(m, c)).unwrap_or_default();
    let click_ids: Vec<String> = touch.origin.click_ids.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let custom = if lead.custom_fields.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&lead.custom_fields).unwrap_or_default()
    };
    [
        lead.id.to_string(),
        code.clone(),
        lead.display_name(&code),
        lead.phone.clone().unwrap_or_default(),
        lead.email.clone().unwrap_or_default(),
        lead.status.clone(),
        lead.priority.as_str().to_owned(),
        lead.score.to_string(),
        lead.source.clone(),
        lead.agent.as_ref().map(|agent| agent.name.clone()).unwrap_or_default(),
        lead.tags.join(", "),
        amount(lead.expected_minor),
        amount(lead.actual_minor),
        lead.currency.clone().unwrap_or_default(),
        lead.whereabouts.country.clone(),
        lead.whereabouts.region.clone(),
        lead.whereabouts.city.clone(),
        lead.whereabouts.time_zone.clone(),
        lead.language.clone(),
        lead.device.clone(),
        time(touch.at),
        utm.source.to_string(),
        utm.medium.to_string(),
        utm.campaign.to_string(),
        utm.term.to_string(),
        utm.content.to_string(),
        click_ids.join(" "),
        touch.origin.referrer.to_string(),
        touch.link.to_string(),
        lead.visit_count.to_string(),
        time(lead.last_seen_at),
        time(lead.created_at),
        custom,
    ]
}

/// Appends a row, quoted where it must be.
/// Appends one row, every cell made harmless.
pub fn write(to: &mut Vec<u8>, cells: &[String]) {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
    writer.write_record(cells.iter().map(|cell| harmless(cell))).expect("memory takes what is written");
    writer.flush().expect("memory takes what is written");
}

/// The text, with an apostrophe in front when a spreadsheet would calculate it. A negative number is none.
fn harmless(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    let is_formula =
        begins.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    let is_number = text
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    if is_formula && !is_number { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_spreadsheet_would_calculate_stays_bare() {
        for text in ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "-", "=cmd|'/c calc'!A0"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "Siti", "a=1", "-12.5", "https://x.y/?a=1", "'quoted"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn quotes_separators_and_line_breaks_stay_inside_their_cell() {
        let cells = ["a,b".to_owned(), "say \"hi\"".to_owned(), "two\nlines".to_owned(), "=1".to_owned()];
        let mut file = Vec::new();
        write(&mut file, &cells);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_slice());
        let row = reader.records().next().expect("a row").expect("reads");
        assert_eq!(row.iter().collect::<Vec<_>>(), ["a,b", "say \"hi\"", "two\nlines", "'=1"]);
    }
}
