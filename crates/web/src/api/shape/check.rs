//! What is wrong with a link's rules, as JSON: each finding with a stable code and a sentence.

use crate::checked;
use crate::i18n::Locale;
use crate::sentence::Names;
use domain::route::check::What;
use engine::check::Checked;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong with a link's rules.
#[derive(Serialize, ToSchema)]
#[schema(as = Finding)]
pub struct FindingJson {
    /// `shadowed`, `contradiction`, `hours_never`, `target`, `pool`, `pool_unreached`, `fallback` or
    /// `workspace_fallback`.
    pub code: &'static str,
    /// The rule's; null for what stands after the rules.
    pub rule_id: Option<String>,
    /// Of `shadowed` and `pool_unreached`: the rules that take everybody first.
    pub by: Vec<String>,
    /// Of the same: only as long as those rules' places take visitors, which they do now.
    pub while_on: bool,
    /// In the language of `Accept-Language`.
    pub message: String,
}

/// All findings, in the order of the rules.
pub fn findings(checked: &Checked, names: &Names, locale: Locale) -> Vec<FindingJson> {
    let id = |at: &usize| checked.rules[*at].id.to_string();
    let of = |finding: &domain::route::check::Finding| {
        let (by, while_on) = match &finding.what {
            What::Shadowed { by, while_on } | What::PoolUnreached { by, while_on } => {
                (by.iter().map(id).collect(), *while_on)
            }
            _ => (Vec::new(), false),
        };
        FindingJson {
            code: code(&finding.what),
            rule_id: finding.rule.as_ref().map(id),
            by,
            while_on,
            message: checked::sentence(locale, names, finding),
        }
    };
    checked.findings.iter().map(of).collect()
}

fn code(what: &What) -> &'static str {
    match what {
        What::Shadowed { .. } => "shadowed",
        What::Contradiction { .. } => "contradiction",
        What::HoursNever => "hours_never",
        What::NobodyRecognised => "nobody_recognised",
        What::Target(..) => "target",
        What::Pool(_) => "pool",
        What::PoolUnreached { .. } => "pool_unreached",
        What::Fallback(..) => "fallback",
        What::HomeFallback(..) => "workspace_fallback",
    }
}
