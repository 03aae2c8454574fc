//! The live side of the link editor: the message as it will stand on the phone, the address's length with every
//! value at its longest, unknown tokens, and each member's share, all from what stands in the form now.

use super::desk::{Desk, Sent, show};
use super::form::Form;
use super::link_editor::MemberRow;
use crate::view::html::{Html, meter};
use crate::view::time;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::address::{self, BUDGET, Longest};
use domain::draft::member::DEFAULT_WEIGHT;
use domain::phone;
use domain::template::{Template as Message, Values};
use domain::visit::Utm;
use engine::Engine;
use std::sync::Arc;

/// How long values get in an address: names and links as the editor has them, the rest as ads have them.
const LEAD_LONGEST: usize = 60;
const UTM_LONGEST: usize = 120;
/// `Mon%2021%20Dec%2008%3A00%20WIB`, and zones of more letters.
const OPENING_LONGEST: usize = 36;
const KEY_LONGEST: usize = 120;

pub struct Phone {
    pub to: String,
    pub text: String,
    pub clock: String,
}

pub struct Share {
    pub at: usize,
    pub name: String,
    pub share: String,
    pub meter: Html,
}

pub struct Live {
    pub phone: Phone,
    pub bytes: usize,
    pub meter: Html,
    pub unknown: Vec<String>,
    pub has_code: bool,
    /// The message has a code that stays empty: nobody is recognised, and no form makes a lead first.
    pub code_is_empty: bool,
    pub too_long: bool,
    /// Those who take visitors.
    pub shares: Vec<Share>,
    /// A share for every row of the form, also of those who are off.
    pub outputs: Vec<Share>,
}

#[derive(Template)]
#[template(path = "desk/live_fragment.html")]
struct Fragment {
    d: Desk,
    live: Live,
}

/// `POST /app/links/draft`: nothing is saved.
pub async fn draft(State(engine): State<Arc<Engine>>, Sent { desk: d, form }: Sent) -> Response {
    let live = live(&d, &engine, &form);
    show(&Fragment { live, d })
}

/// From the form as it stands, however unfinished.
pub fn live(d: &Desk, engine: &Engine, form: &Form) -> Live {
    let rows = places(form);
    let weighted = form.is("pool.method", "weighted");
    // A row that nobody has written into yet is nobody's share.
    let written = |at: usize| ["name", "number", "id"].iter().any(|f| !form.trimmed(&field(at, f)).is_empty());
    let weight = |at: usize| -> u64 {
        if !written(at) {
            return 0;
        }
        match (form.on(&field(at, "active")), weighted) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => form.trimmed(&field(at, "weight")).parse::<u32>().unwrap_or(0).into(),
        }
    };
    let total: u64 = rows.iter().map(|at| weight(*at)).sum();
    let share = |at: usize| Share {
        at,
        name: form.trimmed(&field(at, "name")).to_owned(),
        share: share_text(d, weight(at), total),
        meter: meter(weight(at) as f64, total as f64),
    };
    let outputs: Vec<Share> = rows.iter().map(|at| share(*at)).collect();
    let shares = rows.iter().filter(|at| weight(**at) > 0).map(|at| share(*at)).collect();
    let first = rows.iter().copied().find(|at| form.on(&field(*at, "active"))).or(rows.first().copied());
    let name = first.map(|at| form.trimmed(&field(at, "name")).to_owned()).unwrap_or_default();
    let domain = Some(form.trimmed("domain")).filter(|domain| !domain.is_empty());
    let link = format!("{}/wa/{}", domain.unwrap_or(engine.settings.base_host()), form.trimmed("slug"));
    let message = Message::parse(form.value("message"));
    let comer = Comer::of(form.on("cookies"), form.on(ASKS_FIRST));
    let bytes = address::longest(&"0".repeat(15), &message, &longest(form, &rows, &link));
    Live {
        phone: phone(d, engine, &message, (&name, comer), &link),
        bytes,
        meter: meter(bytes as f64, BUDGET as f64),
        unknown: message.unknown().into_iter().map(str::to_owned).collect(),
        has_code: message.is_empty() || message.has_code(),
        code_is_empty: comer == Comer::Nobody && message.has_code(),
        too_long: bytes > BUDGET,
        shares,
        outputs,
    }
}

/// Whose name and code a message can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comer {
    Lead,
    /// By a link without identifiers, when no form was sent first.
    Nobody,
}

impl Comer {
    pub fn of(cookies: bool, has_form: bool) -> Self {
        if cookies || has_form { Self::Lead } else { Self::Nobody }
    }
}

/// The field by which the form knows that the link has a lead form.
pub const ASKS_FIRST: &str = "asks_first";

/// The message with values that could be: who answers, and who comes.
pub fn phone(d: &Desk, engine: &Engine, message: &Message, (name, comer): (&str, Comer), link: &str) -> Phone {
    let text = sample(d, engine, message, (name, comer), link, |message, values| message.render(values));
    Phone {
        to: if name.is_empty() { d.workspace.clone() } else { name.to_owned() },
        // A hyphen would break the code in two where the bubble is narrow; only the eye sees the difference.
        text: text.replace("[K-", "[K\u{2011}"),
        clock: time::near(d.locale, d.now - 3_600_000_000, d.now, &d.zone),
    }
}

/// What `write` makes of a message with values that could be.
pub fn sample(
    d: &Desk,
    engine: &Engine,
    message: &Message,
    (name, comer): (&str, Comer),
    link: &str,
    write: impl FnOnce(&Message, &Values<'_>) -> String,
) -> String {
    let utm = Utm { source: "instagram".into(), campaign: "promo".into(), ..Utm::default() };
    let (lead, code) = match comer {
        Comer::Lead => (d.t("preview-sample-lead"), Some(engine.codes().encode(domain::id::LeadId(1_204)))),
        Comer::Nobody => (String::new(), None),
    };
    write(message, &Values { name, code, lead: &lead, link, opening: "", utm: &utm, keys: &[] })
}

fn longest(form: &Form, rows: &[usize], link: &str) -> Longest {
    let name = rows.iter().map(|at| address::encoded_len(form.trimmed(&field(*at, "name")))).max().unwrap_or(0);
    Longest {
        name,
        lead: LEAD_LONGEST,
        link: address::encoded_len(link),
        opening: OPENING_LONGEST,
        utm: UTM_LONGEST,
        key: KEY_LONGEST,
    }
}

pub fn share_text(d: &Desk, weight: u64, total: u64) -> String {
    if total == 0 { d.percent(0.0) } else { d.percent(weight as f64 / total as f64 * 100.0) }
}

/// The places of the rows in the form; there may be gaps while somebody is editing.
fn places(form: &Form) -> Vec<usize> {
    let mut places: Vec<usize> = form
        .values
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("pool.members[")?.split(']').next()?.parse().ok())
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

pub fn field(at: usize, name: &str) -> String {
    format!("pool.members[{at}].{name}")
}

/// The rows of the pool as the form has them.
pub fn rows(d: &Desk, form: &Form, live: &Live) -> Vec<MemberRow> {
    places(form)
        .into_iter()
        .map(|at| {
            let errors: String = ["name", "number", "weight", "id"].map(|f| form.error(&field(at, f)).0).concat();
            MemberRow {
                at: at.to_string(),
                id: form.value(&field(at, "id")).to_owned(),
                name: form.value(&field(at, "name")).to_owned(),
                number: spaced(form.value(&field(at, "number")), &d.country),
                weight: form.value(&field(at, "weight")).to_owned(),
                active: form.on(&field(at, "active")),
                share: live.outputs.iter().find(|o| o.at == at).map(|o| o.share.clone()).unwrap_or_default(),
                name_aria: form.aria(&field(at, "name")),
                number_aria: form.aria(&field(at, "number")),
                weight_aria: form.aria(&field(at, "weight")),
                errors: Html(errors),
            }
        })
        .collect()
}

/// The row that a script clones.
pub fn pattern() -> MemberRow {
    MemberRow { at: "__n__".into(), weight: DEFAULT_WEIGHT.to_string(), active: true, ..MemberRow::default() }
}

/// A whole number in groups, as people read it: `+62 812 3456 7890`. What is no number stays as it was typed.
pub fn spaced(text: &str, country: &str) -> String {
    let Ok(number) = phone::parse(text, country) else { return text.to_owned() };
    let digits = number.digits();
    let head = if digits.starts_with('1') || digits.starts_with('7') { 1 } else { 2 };
    let (prefix, rest) = digits.split_at(head.min(digits.len()));
    let mut out = format!("+{prefix}");
    let first = rest.len().min(3);
    out.push(' ');
    out.push_str(&rest[..first]);
    for group in rest.as_bytes()[first..].chunks(4) {
        out.push(' ');
        out.push_str(&String::from_utf8_lossy(group));
    }
    out
}
