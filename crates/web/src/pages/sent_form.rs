//! A sent lead form in a lead's story: every answer with its label as the link has it now, and where it led.

use super::desk::Desk;
use super::timeline::Entry;
use crate::explain;
use domain::form::Form;
use domain::visit::FormSent;

/// `link` is its name; without its form the answers stand under their keys.
pub fn entry(d: &Desk, sent: &FormSent<'_>, at: i64, link: &str, form: Option<&Form>) -> Entry {
    let agent = explain::agent(&sent.visit.steps);
    let said = d.a(if agent.is_some() { "timeline-form-to" } else { "timeline-form" }).s("link", link);
    let what = match &agent {
        Some(agent) => said.s("agent", agent).to_string(),
        None => said.to_string(),
    };
    let built_in = [("field-name", &sent.name), ("field-phone", &sent.phone), ("field-email", &sent.email)];
    let given = built_in.into_iter().filter(|(_, value)| !value.is_empty());
    let mut answers: Vec<(String, String)> = given.map(|(key, value)| (d.t(key), value.to_string())).collect();
    for (key, value) in &sent.answers {
        let label = form.and_then(|form| form.field(key)).map_or(key.as_ref(), |field| field.label(d.locale));
        answers.push((label.to_owned(), value.to_string()));
    }
    if !sent.consent.is_empty() {
        answers.push((d.t("form-consent-given"), sent.consent.to_string()));
    }
    Entry {
        icon: "clipboard-list",
        strong: true,
        who: d.t("timeline-visitor"),
        what,
        at,
        answers,
        steps: explain::sentences(d.locale, &sent.visit.steps),
        ..Entry::default()
    }
}
