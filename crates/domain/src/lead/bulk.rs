//! One change of many leads, and what it is for each of them. Only what makes sense for many at once can be changed:
//! a tag is added or taken away, because a whole list would wipe out what each lead has of its own.

use super::draft::{LeadPatch, MAX_TAGS, Rules, agent, status, tags};
use super::{Lead, Priority};
use crate::draft::input::{Input, parse};
use crate::id::{AgentId, LeadId};
use crate::problem::FieldError;
use serde_json::Value;

/// Leads that one bulk edit may name.
pub const MOST: usize = 1_000;

/// Which leads, in the order they were named, and what to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    pub ids: Vec<LeadId>,
    pub change: Change,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub status: Option<String>,
    pub priority: Option<Priority>,
    /// `Some(None)` takes the lead away from its agent.
    pub agent: Option<Option<AgentId>>,
    /// Added where a lead lacks it, whatever its capitals.
    pub add_tags: Vec<String>,
    /// Taken away first, whatever its capitals: what stands in both lists is there afterwards, as it is written here.
    pub remove_tags: Vec<String>,
}

impl Bulk {
    pub fn parse(body: &Value, rules: Rules<'_>) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.require(&["ids", "change"]);
            for key in ["ids", "change"].into_iter().filter(|key| says_nothing(&body[*key])) {
                input.refuse(key, "required");
            }
            Self { ids: input.ids("ids", MOST, LeadId::parse).unwrap_or_default(), change: change(input, rules) }
        })
    }
}

fn change(input: &mut Input<'_>, rules: Rules<'_>) -> Change {
    let read = input.object("change", |change| Change {
        status: status(change, rules.statuses),
        priority: change.word("priority", &["low", "medium", "high", "urgent"], Priority::parse),
        agent: agent(change),
        add_tags: tags(change, "add_tags").unwrap_or_default(),
        remove_tags: tags(change, "remove_tags").unwrap_or_default(),
    });
    read.unwrap_or_default()
}

/// Whether there is a list or an object with nothing in it, or with empty lists only. What is wrong has faults of its
/// own.
fn says_nothing(given: &Value) -> bool {
    match given {
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(|value| value.as_array().is_some_and(Vec::is_empty)),
        _ => false,
    }
}

impl Change {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it is for one lead. Errors: more tags than a lead may have.
    pub fn of(&self, lead: &Lead) -> Result<LeadPatch, Vec<FieldError>> {
        let tags = self.tags(&lead.tags);
        if tags.as_ref().is_some_and(|tags| tags.len() > MAX_TAGS) {
            return Err(vec![FieldError::new("change.add_tags", "too_many").with("max", MAX_TAGS)]);
        }
        Ok(LeadPatch {
            status: self.status.clone(),
            priority: self.priority,
            agent: self.agent,
            tags,
            ..LeadPatch::default()
        })
    }

    /// The lead's own tags in their order, then the new ones; none where the change names no tag.
    fn tags(&self, own: &[String]) -> Option<Vec<String>> {
        if self.add_tags.is_empty() && self.remove_tags.is_empty() {
            return None;
        }
        let among = |list: &[String], tag: &str| list.iter().any(|known| known.to_lowercase() == tag.to_lowercase());
        let mut tags: Vec<String> = own.iter().filter(|tag| !among(&self.remove_tags, tag)).cloned().collect();
        for tag in &self.add_tags {
            if !among(&tags, tag) {
                tags.push(tag.clone());
            }
        }
        Some(tags)
    }
}

#[cfg(test)]
#[path = "bulk_tests.rs"]
mod tests;
