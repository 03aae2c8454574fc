//! What a draft would have done with recorded visits, as JSON.

use super::time;
use engine::replay::{Replayed, Stop};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A draft to run over a link's visits; what is left out is as it is now.
#[derive(ToSchema)]
#[schema(example = json!({
    "days": 30,
    "rules": [{"name": "On the phone", "when": {"field": "device", "op": "in_list", "value": ["mobile"]},
               "then": {"pool": true}}],
    "fallback": {"url": "https://example.com/contact"}
}))]
#[allow(dead_code)] // Only its shape is used.
pub struct ReplayInput {
    /// 1 to 90; 30 when nothing is said.
    pub days: Option<u32>,
    pub rules: Option<Vec<super::rule::RuleInput>>,
    /// `method`, and `members` with `id` and what might be different: `weight`, `active`.
    #[schema(value_type = Option<Object>)]
    pub pool: Option<Value>,
    pub fallback: Option<super::link::TargetJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Replayed)]
pub struct ReplayedJson {
    pub since: String,
    /// Decisions that were run: visits of people without repeats, and those of the forms that were sent.
    pub visits: u64,
    /// How many of them would have gone elsewhere.
    pub moved: u64,
    /// The greatest first.
    pub moves: Vec<MoveJson>,
    /// Everywhere that had or would have visits.
    pub places: Vec<ShareJson>,
    /// How many of them were decided when their form was sent.
    pub forms: u64,
    /// Visits that were shown a form which was not sent: they went nowhere and are left out.
    pub left_out: u64,
    /// How many of them were by a link without identifiers: nobody was recognised then, and of the address only UTM was kept.
    pub unidentified: u64,
    /// Forms that were sent again while an earlier version kept only their last sending: why they went where they went
    /// is not known, and they are left out.
    pub undecided_forms: u64,
    /// Parameters that the draft asks for; visits from before a rule first asked for them count as without.
    pub unkept_parameters: Vec<String>,
    /// There were more visits than are looked at.
    pub more: bool,
}

/// A place where a visit ends.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Place)]
pub struct PlaceJson {
    /// `member`, `channel`, `address` or `leave_number`.
    pub kind: &'static str,
    pub id: Option<String>,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Move)]
pub struct MoveJson {
    pub from: PlaceJson,
    pub to: PlaceJson,
    pub visits: u64,
    pub example_visit_ids: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PlaceShare)]
pub struct ShareJson {
    pub place: PlaceJson,
    pub before: u64,
    pub after: u64,
}

impl ReplayedJson {
    pub fn new(replayed: Replayed) -> Self {
        let named = |stop: &Stop| {
            let name = replayed.shares.iter().find(|share| share.stop == *stop).map(|share| share.name.clone());
            PlaceJson::new(stop, name.unwrap_or_default())
        };
        let moves = replayed.moves.iter().map(|one| MoveJson {
            from: named(&one.from),
            to: named(&one.to),
            visits: one.visits,
            example_visit_ids: one.examples.iter().map(ToString::to_string).collect(),
        });
        let places = replayed.shares.iter().map(|share| ShareJson {
            place: named(&share.stop),
            before: share.before,
            after: share.after,
        });
        Self {
            since: time(replayed.since),
            visits: replayed.visits,
            moved: replayed.moved,
            moves: moves.collect(),
            places: places.collect(),
            forms: replayed.forms,
            left_out: replayed.not_sent,
            unidentified: replayed.unidentified,
            undecided_forms: replayed.undecided,
            unkept_parameters: replayed.unkept.clone(),
            more: replayed.more,
        }
    }
}

impl PlaceJson {
    fn new(stop: &Stop, name: String) -> Self {
        let (kind, id) = match stop {
            Stop::Member(id) => ("member", Some(id.to_string())),
            Stop::Channel(id) => ("channel", Some(id.to_string())),
            Stop::Address(_) => ("address", None),
            Stop::LeaveNumber => ("leave_number", None),
        };
        Self { kind, id, name }
    }
}
