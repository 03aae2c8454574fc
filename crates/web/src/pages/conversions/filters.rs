//! What the list of deliveries is narrowed to, as it stands in the address. A word that is none narrows nothing: an
//! address is often typed.

use super::super::address::{Address, Chip, Choice};
use super::super::desk::Desk;
use super::{DELIVERIES, Names};
use crate::outbox_words;
use crate::view::time;
use domain::conversion::Category;
use domain::id::{DestinationId, LeadId};
use domain::outbox::Status;
use engine::Engine;
use jiff::civil::Date;
use serde::Deserialize;
use store::deliveries::list::Filter;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    status: String,
    destination: String,
    category: String,
    lead: String,
    from: String,
    to: String,
    pub before: String,
    /// The newest that the page shows: what is newer is counted.
    pub newest: String,
}

/// A menu of what one condition may be.
pub struct Menu {
    pub name: String,
    pub choices: Vec<Choice>,
}

impl Asked {
    /// What a form carries along of it.
    pub fn of(value: impl Fn(&str) -> String) -> Self {
        Self {
            status: value("status"),
            destination: value("destination"),
            category: value("category"),
            lead: value("lead"),
            from: value("from"),
            to: value("to"),
            ..Self::default()
        }
    }

    pub fn status(&self) -> Option<Status> {
        Status::parse(&self.status)
    }

    fn category(&self) -> Option<Category> {
        Category::parse(&self.category)
    }

    pub fn destination(&self) -> Option<DestinationId> {
        DestinationId::parse(&self.destination)
    }

    fn lead(&self) -> Option<LeadId> {
        LeadId::parse(&self.lead)
    }

    /// The first and the last day, in whichever order they were typed.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        match (self.from.parse().ok(), self.to.parse().ok()) {
            (Some(from), Some(to)) if to < from => (Some(to), Some(from)),
            days => days,
        }
    }

    pub fn read(&self, d: &Desk) -> Filter {
        let (from, to) = self.days();
        let start = |day: Date| day.to_zoned(d.zone.clone()).ok().map(|zoned| zoned.timestamp().as_microsecond());
        Filter {
            status: self.status(),
            destination: self.destination(),
            lead: self.lead(),
            category: self.category(),
            from: from.and_then(start),
            to: to.and_then(|day| day.tomorrow().ok()).and_then(start),
        }
    }

    /// The list with what is understood of it.
    pub fn address(&self) -> Address {
        let (from, to) = self.days();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut address = Address::new(DELIVERIES);
        address
            .set("status", self.status().map_or("", Status::as_str))
            .set("destination", &self.destination().map(|id| id.to_string()).unwrap_or_default())
            .set("category", self.category().map_or("", Category::as_str))
            .set("lead", &self.lead().map(|id| id.to_string()).unwrap_or_default())
            .set("from", &day(from))
            .set("to", &day(to));
        address
    }

    pub fn chips(&self, engine: &Engine, d: &Desk, names: &Names) -> Vec<Chip> {
        let address = self.address();
        let chip = |field: &str, name: String| Chip { name, href: address.without(field).to_string() };
        let (from, to) = self.days();
        let of = |key: &str, value: String| d.a(key).s("value", value).to_string();
        let all = [
            self.status().map(|status| chip("status", outbox_words::status(d.locale, status))),
            self.destination().map(|id| chip("destination", names.get(&id).cloned().unwrap_or_default())),
            self.category().map(|category| chip("category", outbox_words::category(d.locale, category))),
            self.lead().map(|id| chip("lead", of("conv-chip-lead", engine.codes().encode(id).to_string()))),
            from.map(|day| chip("from", of("conv-chip-from", time::day(d.locale, day)))),
            to.map(|day| chip("to", of("conv-chip-to", time::day(d.locale, day)))),
        ];
        all.into_iter().flatten().collect()
    }

    pub fn menus(&self, d: &Desk, destinations: &[(DestinationId, String)]) -> Vec<Menu> {
        let address = self.address();
        let menu = |key: &str, field: &str, all: Vec<(String, String)>| {
            let here = address.pairs().iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
            let choice = |(value, name): (String, String)| Choice {
                href: address.with(field, &value).to_string(),
                here: here.as_ref() == Some(&value),
                name,
            };
            Menu { name: d.t(key), choices: all.into_iter().map(choice).collect() }
        };
        let statuses = Status::ALL.map(|one| (one.as_str().to_owned(), outbox_words::status(d.locale, one)));
        let categories = Category::ALL.map(|one| (one.as_str().to_owned(), outbox_words::category(d.locale, one)));
        let named = destinations.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
        let mut menus = vec![
            menu("conv-col-status", "status", statuses.into()),
            menu("conv-col-destination", "destination", named),
            menu("conv-col-what", "category", categories.into()),
        ];
        menus.retain(|menu| !menu.choices.is_empty());
        menus
    }
}
