//! What the API answers, as plain JSON, for whoever carries it away by another door: the export of the command line.

use super::shape::LinkJson;
use super::shape::visit::VisitJson;
use crate::i18n::Locale;
use engine::links::LinkView;
use serde_json::Value;
use store::visits::Visit;

pub fn link(view: LinkView) -> Value {
    serde_json::to_value(LinkJson::new(view, Locale::En)).expect("a link is plain JSON")
}

pub fn visit(visit: &Visit) -> Value {
    serde_json::to_value(VisitJson::new(visit, Locale::En)).expect("a visit is plain JSON")
}
