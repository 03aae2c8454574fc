//! The table of the settings that says what the platforms are told when a lead reaches a status.

use super::super::desk::Desk;
use super::super::form::Form;
use crate::outbox_words;
use domain::conversion::{Category, StatusMeans, WhichValue};
use serde_json::{Value, json};

/// A status with the names of its fields.
pub struct StatusRow {
    pub status: String,
    pub label: String,
    pub of: String,
    pub category: String,
    pub value: String,
}

/// What the selects hold.
pub struct Choices {
    pub categories: Vec<(&'static str, String)>,
    pub values: Vec<(&'static str, String)>,
}

pub fn choices(d: &Desk) -> Choices {
    Choices {
        categories: Category::ALL.map(|one| (one.as_str(), outbox_words::category(d.locale, one))).into(),
        values: WhichValue::WORDS.map(|word| (word, d.word("conv-which-value", word))).into(),
    }
}

/// A row for each status of the form's table.
pub fn rows(d: &Desk, form: &Form) -> Vec<StatusRow> {
    let row = |at: usize| {
        let field = |part: &str| format!("conversions[{at}].{part}");
        let status = form.value(&field("status")).to_owned();
        StatusRow {
            label: d.word("status", &status),
            status,
            of: field("status"),
            category: field("category"),
            value: field("value"),
        }
    };
    (0..form.rows("conversions")).map(row).filter(|row| !row.status.is_empty()).collect()
}

pub fn fill(form: &mut Form, statuses: &[String], means: &[StatusMeans]) {
    for (at, status) in statuses.iter().enumerate() {
        let found = means.iter().find(|one| one.status == *status);
        form.set(format!("conversions[{at}].status"), status);
        form.set(format!("conversions[{at}].category"), found.map_or("", |one| one.category.as_str()));
        form.set(format!("conversions[{at}].value"), found.map_or(WhichValue::None, |one| one.value).as_str());
    }
}

/// The API's list: those that mean something, of the statuses that stay.
pub fn json(form: &Form, statuses: &[&str]) -> Value {
    let of = |at: usize| {
        let field = |part: &str| form.trimmed(&format!("conversions[{at}].{part}")).to_owned();
        let (status, category, value) = (field("status"), field("category"), field("value"));
        let stays = !category.is_empty() && statuses.contains(&status.as_str());
        stays.then(|| json!({ "status": status, "category": category, "value": value }))
    };
    Value::Array((0..form.rows("conversions")).filter_map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::conversion::usual_statuses;
    use domain::language::Locale;

    #[test]
    fn what_is_filled_in_is_read_back_and_a_status_that_goes_takes_its_meaning_along() {
        let statuses = domain::workspace::STATUSES.map(str::to_owned);
        let mut form = Form::new(Locale::En, Vec::new());
        fill(&mut form, &statuses, &usual_statuses());
        let all: Vec<&str> = statuses.iter().map(String::as_str).collect();
        let read: Vec<StatusMeans> = serde_json::from_value(json(&form, &all)).expect("read");
        assert_eq!(read, usual_statuses());
        let without: Vec<&str> = all.iter().copied().filter(|status| *status != "won").collect();
        let read: Vec<StatusMeans> = serde_json::from_value(json(&form, &without)).expect("read");
        assert!(read.iter().all(|one| one.status != "won") && read.len() == 2);
    }
}
