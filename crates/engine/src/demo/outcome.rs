//! What the team makes of its leads: it answers, it learns names, some get hot, some buy, some are lost. Each step is
//! due at a time of its own, and is carried out by the person whose lead it is.

use super::dice::Dice;
use super::shop;
use crate::Engine;
use crate::rejection::Rejection;
use crate::{command, leads};
use domain::actor::Who;
use domain::id::{AgentId, LeadId, WorkspaceId};
use domain::lead::draft::{LeadPatch, Rules};
use domain::workspace::STATUSES;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use store::Tx;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// A lead that has just come.
#[derive(Clone, Copy, Debug)]
pub struct Prospect {
    pub lead: LeadId,
    pub agent: Option<AgentId>,
}

/// What is due, and who does it.
pub struct Book {
    workspace: WorkspaceId,
    /// Each agent's own sign-in; without an agent, everybody else's.
    hands: Vec<(Option<AgentId>, Who)>,
    due: BinaryHeap<Reverse<(i64, u64)>>,
    steps: Vec<(Prospect, Step)>,
}

#[derive(Clone)]
enum Step {
    Change(Value),
    Note(&'static str),
}

impl Book {
    pub fn open(workspace: WorkspaceId, hands: Vec<(Option<AgentId>, Who)>) -> Self {
        Self { workspace, hands, due: BinaryHeap::new(), steps: Vec::new() }
    }

    /// Writes down how it goes on with a lead that came at `at`.
    pub fn expect(&mut self, prospect: Prospect, at: i64, dice: &mut Dice) {
        if !dice.permille(440) {
            return;
        }
        let answered = at + dice.between(2 * MINUTE, 95 * MINUTE);
        self.step(answered, prospect, Step::Change(answer(dice)));
        if dice.permille(110) {
            self.step(answered + dice.between(MINUTE, 20 * MINUTE), prospect, Step::Note(dice.one_of(&shop::NOTES)));
        }
        if !dice.permille(420) {
            if dice.permille(260) {
                let given_up = answered + dice.between(20 * HOUR, 110 * HOUR);
                self.step(given_up, prospect, Step::Change(json!({"status": "lost"})));
            }
            return;
        }
        let (goods, price) = dice.one_of(&shop::GOODS);
        let hot = answered + dice.between(HOUR, 22 * HOUR);
        let wish = json!({
            "status": "hot", "priority": if price > 3_000_000 { "urgent" } else { "high" }, "score": dice.between(40, 90),
            "values": {"expected": rupiah(price)}, "custom_fields": {"barang": goods},
        });
        self.step(hot, prospect, Step::Change(wish));
        if !dice.permille(480) {
            return;
        }
        let bought = hot + dice.between(2 * HOUR, 50 * HOUR);
        // A shipping fee, or a little off.
        let paid = price + dice.between(-3, 6) * 5_000;
        self.step(bought, prospect, Step::Change(json!({"status": "purchase", "values": {"actual": rupiah(paid)}})));
        if dice.permille(450) {
            let done = bought + dice.between(24 * HOUR, 90 * HOUR);
            self.step(done, prospect, Step::Change(json!({"status": "won"})));
        }
    }

    fn step(&mut self, at: i64, prospect: Prospect, step: Step) {
        self.due.push(Reverse((at, self.steps.len() as u64)));
        self.steps.push((prospect, step));
    }

    /// Does what is due before `end`, each at its time, in one transaction. How many steps that was.
    pub async fn carry_out(&mut self, engine: &Engine, end: i64) -> Result<usize, Rejection> {
        let mut steps = Vec::new();
        while let Some(Reverse((at, index))) = self.due.peek().copied().filter(|due| due.0.0 < end) {
            self.due.pop();
            let (prospect, step) = self.steps[index as usize].clone();
            let hands = [self.hand(prospect.agent).clone(), self.hand(None).clone()];
            steps.push((at, prospect.lead, step, hands));
        }
        let done = steps.len();
        command::write(engine, move |tx| {
            for (at, lead, step, [own, anybody]) in &steps {
                match take(tx, own, *lead, step, *at) {
                    // By now it is somebody else's lead, and an agent sees only their own.
                    Err(Rejection::NotFound) => take(tx, anybody, *lead, step, *at)?,
                    other => other?,
                }
            }
            Ok(())
        })
        .await?;
        Ok(done)
    }

    fn hand(&self, agent: Option<AgentId>) -> &Who {
        let own = self.hands.iter().find(|(of, _)| of.is_some() && *of == agent);
        let (_, who) = own.or(self.hands.last()).expect("the shop has a supervisor for everybody else's leads");
        debug_assert_eq!(who.workspace, self.workspace);
        who
    }
}

fn take(tx: &mut Tx<'_>, who: &Who, lead: LeadId, step: &Step, at: i64) -> Result<(), Rejection> {
    match step {
        Step::Change(body) => {
            let statuses = STATUSES.map(str::to_owned);
            let rules = Rules { country: shop::COUNTRY, currency: shop::CURRENCY, statuses: &statuses };
            leads::one(tx, who, lead, None, &LeadPatch::parse(body, rules)?, at)?;
        }
        Step::Note(text) => {
            leads::write_note(tx, who, lead, (*text).to_owned(), at)?;
        }
    }
    Ok(())
}

/// The first answer: often a name comes with it, sometimes a number.
fn answer(dice: &mut Dice) -> Value {
    let mut body = json!({"status": "responded"});
    if dice.permille(680) {
        body["name"] = json!(dice.one_of(&shop::NAMES));
    }
    if dice.permille(420) {
        body["phone"] = json!(format!("+6285800{:06}", dice.below(1_000_000)));
    }
    if dice.permille(170) {
        body["tags"] = json!([dice.one_of(&shop::TAGS)]);
    }
    body
}

fn rupiah(amount: i64) -> Value {
    json!({"amount": amount.to_string(), "currency": shop::CURRENCY})
}
