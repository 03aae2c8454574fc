//! *Send conversion*: a person tells the platforms of a lead by hand.

use super::queue::{Telling, tell};
use crate::Engine;
use crate::command::{self, need, new_id};
use crate::leads::{seen, taken_in};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::conversion::{Category, Cause};
use domain::draft::input::parse;
use domain::id::{DestinationId, LeadId};
use domain::money::{self, Currency};
use domain::problem::FieldError;
use domain::scope::Scope;
use serde_json::Value;
use store::deliveries::{Delivery, list};
use store::{destinations, workspaces};

/// At most so many destinations are named.
const MOST: usize = 50;

/// What a person wants told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub category: Category,
    /// A decimal text and its currency; none: the lead's actual value, where the category asks for one.
    pub value: Option<(String, Option<String>)>,
    /// None: those that the lead's link has.
    pub destinations: Option<Vec<DestinationId>>,
}

impl Wish {
    /// `{"category": "purchase", "value": {"amount": "1500000", "currency": "IDR"}, "destination_ids": […]}`
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let read = parse(body, |input| {
            input.require(&["category"]);
            let category = input.word("category", &Category::WORDS, Category::parse);
            let value = input.is_given("value").then(|| {
                input.object("value", |value| {
                    value.require(&["amount"]);
                    let text = value.name("amount", 40);
                    let unit = value.optional_text("currency", 16, domain::draft::input::Shape::Line).flatten();
                    text.map(|text| (text, unit))
                })
            });
            input.ignore(&["value"]);
            let given = input.is_given("destination_ids");
            let ids = given.then(|| input.ids("destination_ids", MOST, DestinationId::parse)).flatten();
            input.ignore(&["destination_ids"]);
            category.map(|category| Self {
                category,
                value: value.flatten().flatten(),
                destinations: ids.filter(|ids| !ids.is_empty()),
            })
        })?;
        read.ok_or_else(|| vec![FieldError::new("category", "required")])
    }
}

/// Queues it. Answers the deliveries that it made: none where every destination has had this category of this lead, or
/// there is none. Errors: `NotFound`, `Invalid`.
pub async fn send(engine: &Engine, who: &Who, lead: LeadId, wish: Wish) -> Result<Vec<Delivery>, Rejection> {
    need(who, Scope::LeadsWrite)?;
    let (who, now) = (who.clone(), engine.now());
    let made = command::write(engine, move |tx| {
        let lead = seen(tx, &who, lead)?;
        taken_in(&lead)?;
        let home = workspaces::get(tx, who.workspace)?.ok_or(Rejection::NotFound)?;
        let living = destinations::living(tx, who.workspace)?;
        if let Some(ids) = &wish.destinations {
            for (at, id) in ids.iter().enumerate() {
                if !living.iter().any(|destination| destination.id == *id) {
                    let fault = FieldError::new(format!("destination_ids[{at}]"), "no_such_destination");
                    return Err(Rejection::invalid(fault));
                }
            }
        }
        if living.is_empty() {
            return Err(Rejection::conflict(FieldError::new("", "no_destinations")));
        }
        let amount = match &wish.value {
            None => None,
            Some((text, unit)) => {
                let unit = unit.as_deref().or(lead.currency.as_deref()).unwrap_or(&home.currency);
                let fault = |field: &str, code| Rejection::invalid(FieldError::new(field, code));
                let currency = Currency::parse(&unit.to_ascii_uppercase())
                    .ok_or_else(|| fault("value.currency", "unknown_currency"))?;
                let minor = money::parse(text, currency).map_err(|reason| fault("value.amount", reason.code()))?;
                if minor < 0 {
                    return Err(fault("value.amount", "money_negative"));
                }
                Some((minor, currency.code().to_owned()))
            }
        };
        let key = new_id(now);
        let telling = Telling {
            cause: Cause::Manual,
            category: wish.category,
            key: key.as_bytes(),
            lead_status: None,
            amount,
            only: wish.destinations.as_deref(),
        };
        let made = tell(tx, &lead, &telling, now)?;
        made.into_iter()
            .map(|id| list::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound))
            .collect::<Result<Vec<_>, Rejection>>()
    })
    .await?;
    engine.deliver.wake();
    Ok(made)
}
