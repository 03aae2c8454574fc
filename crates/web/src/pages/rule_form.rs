//! A rule as the fields of a form, and back: its condition below `w`, as [`super::condition`] has it, and where it leads.

use super::condition::fields::{self, Places};
use super::form::Form;
use domain::problem::FieldError;
use domain::route::{Rule, Then};
use serde_json::{Value, json};

/// The outer group of the condition.
pub const ROOT: &str = "w";

/// The same fault beside the form's field. `at` is the place of the rule in the list that was sent.
pub fn beside(form: &Form, places: &Places, at: usize, fault: FieldError) -> FieldError {
    let Some(rest) = fault.field.strip_prefix(&format!("rules[{at}]")) else {
        return FieldError { field: String::new(), ..fault };
    };
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let field = places.field(form, rest).unwrap_or_else(|| rest.to_owned());
    FieldError { field, ..fault }
}

/// The API's JSON of the rule in the form.
pub fn read(form: &Form) -> (Value, Places) {
    let mut places = Places::default();
    let when = fields::read(form, ROOT, "when", &mut places).unwrap_or_else(|| json!({"all": []}));
    let then = match form.value("then") {
        "channel" => json!({"channel_id": form.trimmed("then.channel_id")}),
        "link" => json!({"link_id": form.trimmed("then.link_id")}),
        "pool" => json!({"pool": true}),
        _ => json!({}),
    };
    let mut rule = json!({"name": form.trimmed("name"), "active": form.on("active"), "when": when, "then": then});
    if !form.value("id").is_empty() {
        rule["id"] = form.value("id").into();
    }
    (rule, places)
}

/// Fills the form with a rule.
pub fn fill(form: &mut Form, rule: &Rule) {
    form.set("id", rule.id.to_string());
    form.set("name", rule.name.clone());
    form.set("active", rule.active.to_string());
    match rule.then {
        Then::Pool(_) => form.set("then", "pool"),
        Then::ChannelId(id) => {
            form.set("then", "channel");
            form.set("then.channel_id", id.to_string());
        }
        Then::LinkId(id) => {
            form.set("then", "link");
            form.set("then.link_id", id.to_string());
        }
    }
    fields::fill(form, ROOT, &rule.when);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::draft::link::LinkDraft;
    use domain::language::Locale;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn rule() -> Value {
        json!({"id": "0190d3f2-0000-7000-8000-000000000009", "name": "Spain", "active": true,
            "when": {"all": [
                {"field": "country", "op": "in_list", "value": ["ES", "PT"]},
                {"any": [
                    {"field": "schedule", "op": "within", "value": {"time_zone": "Europe/Madrid", "days": ["mon", "tue"],
                        "ranges": [{"from": "09:00", "to": "13:00"}, {"from": "22:00", "to": "24:00"}],
                        "calendar_ids": ["0190d3f2-0000-7000-8000-000000000002"]}},
                    {"field": "query", "key": "size", "op": "contains", "value": ["X L", "M"]},
                    {"all": [{"field": "visitor", "op": "is", "value": "returning"},
                             {"field": "channel_status", "channel_id": "0190d3f2-0000-7000-8000-000000000003",
                              "op": "is", "value": "active"}]}]},
                {"field": "language", "op": "not_in_list", "value": ["id", "pt-BR"]},
                {"field": "utm_source", "op": "is_empty", "value": []},
                {"field": "holiday", "op": "outside", "value": {"time_zone": "Asia/Jakarta",
                    "calendar_ids": ["0190d3f2-0000-7000-8000-000000000002"]}}]},
            "then": {"channel_id": "0190d3f2-0000-7000-8000-000000000001"}})
    }

    fn parsed(rule: &Value) -> Rule {
        let draft = LinkDraft::parse(&json!({"rules": [rule]}), "ID").unwrap();
        draft.extras.rules.unwrap().remove(0).with_id(|| panic!("it has one"))
    }

    #[test]
    fn a_rule_goes_through_the_form_and_comes_back_as_it_was() {
        let before = parsed(&rule());
        let mut form = form(&[]);
        fill(&mut form, &before);
        assert_eq!(parsed(&read(&form).0), before);
    }

    #[test]
    fn a_rule_of_one_test_and_one_of_none_stand_in_the_outer_group() {
        for (when, back) in [
            (
                json!({"field": "visitor", "op": "is", "value": "new"}),
                json!({"all": [{"field": "visitor", "op": "is", "value": "new"}]}),
            ),
            (json!({"all": []}), json!({"all": []})),
        ] {
            let mut one = rule();
            one["when"] = when;
            let mut form = form(&[]);
            fill(&mut form, &parsed(&one));
            assert_eq!(read(&form).0["when"], back);
        }
    }

    #[test]
    fn faults_come_back_beside_the_fields_of_the_form() {
        let form = form(&[
            ("w.mode", "all"),
            ("w.c[0].field", "schedule"),
            ("w.c[0].r[0].from", "9.30"),
            ("w.c[0].r[0].to", "09:30"),
            ("w.c[0].r[1].from", "noon"),
            ("w.c[1].field", "group"),
            ("w.c[1].mode", "any"),
            ("w.c[1].c[0].field", "query"),
            ("w.c[2].field", "planet"),
        ]);
        let (rule, places) = read(&form);
        assert_eq!(rule["when"]["all"][0]["value"]["ranges"][0], json!({"from": "09:30", "to": "09:30"}));
        let faults = LinkDraft::parse(&json!({"rules": [{"then": {"pool": true}, "when": {"all": []}}, rule]}), "ID");
        let beside: Vec<_> =
            faults.unwrap_err().into_iter().map(|fault| beside(&form, &places, 1, fault).field).collect();
        for field in [
            "w.c[0].op",
            "w.c[0].zone",
            "w.c[0].days",
            "w.c[0].r[0].to",
            "w.c[0].r[1].from",
            "w.c[1].c[0].key",
            "w.c[1].c[0].op",
            "w.c[2].field",
            "then",
        ] {
            assert!(beside.iter().any(|known| known == field), "{field}: {beside:?}");
        }
    }
}
