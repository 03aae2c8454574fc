//! Cells that no spreadsheet calculates, and that read back as they were. What begins like a formula gets an apostrophe in
//! front; so does what would look as if it had got one. Taking one apostrophe away from what looks so is the way back.

/// The text as it stands in a cell.
pub fn guarded(text: &str) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The text that a cell holds.
pub fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(cell.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

/// Whether a spreadsheet would calculate it. A negative number is a number.
pub fn is_formula(text: &str) -> bool {
    let begins = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    let looks =
        begins.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    let is_number = text
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    looks && !is_number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_that_a_spreadsheet_would_calculate_stays_bare() {
        for text in ["=1+1", "+62812", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "-", "=cmd|'/c calc'!A0"] {
            assert_eq!(guarded(text), format!("'{text}"));
            assert_eq!(bare(&guarded(text)), text);
        }
        for text in ["", "Siti", "a=1", "-12.5", "https://x.y/?a=1", "'quoted"] {
            assert_eq!(guarded(text), text);
        }
        assert_eq!(bare("'=1"), "=1");
        assert_eq!(guarded("'=1"), "''=1");
    }

    proptest! {
        #[test]
        fn every_text_comes_back_from_its_cell(text in "['=+@ a-]{0,6}|\\PC{0,12}") {
            let cell = guarded(&text);
            prop_assert!(!is_formula(&cell));
            prop_assert_eq!(bare(&cell), text.as_str());
        }
    }
}
