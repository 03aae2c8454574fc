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
use jiff::Timestamp;
use jiff::civil::Date;
use store::deliveries::list::Filter;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub struct Asked {
    statuses: Vec<Status>,
    destination: String,
    category: String,
    lead: String,
    from: String,
    to: String,
    /// Since when it ended, RFC 3339: where a figure of the last day leads.
    ended: String,
    replay: String,
    pub before: String,
    /// The newest that the page shows: what is newer is counted.
    pub newest: String,
}

/// A menu of what one condition may be.
pub struct Menu {
    pub name: String,
    pub choices: Vec<Choice>,
}

/// The menu of the statuses: several at once, and those that have not ended with one tap.
pub struct StatusMenu {
    pub boxes: Vec<(&'static str, String, bool)>,
    pub open: Choice,
    /// What else is narrowed.
    pub kept: Vec<(String, String)>,
}

/// Those that have not ended: on their way, or waiting for a person.
pub fn open() -> Vec<Status> {
    Status::ALL.into_iter().filter(|status| !status.is_final()).collect()
}

/// As they stand in an address.
pub fn words(statuses: &[Status]) -> String {
    statuses.iter().map(|status| status.as_str()).collect::<Vec<_>>().join(",")
}

impl Asked {
    /// From an address or a form; a status stands there once or several times, alone or with others after commas.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = pairs.iter().find(|(given, _)| given == name);
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let words: Vec<&str> =
            pairs.iter().filter(|(name, _)| name == "status").flat_map(|(_, value)| value.split(',')).collect();
        Self {
            statuses: Status::ALL.into_iter().filter(|status| words.contains(&status.as_str())).collect(),
            destination: value("destination"),
            category: value("category"),
            lead: value("lead"),
            from: value("from"),
            to: value("to"),
            ended: value("ended"),
            replay: value("replay"),
            before: value("before"),
            newest: value("newest"),
        }
    }

    fn ended(&self) -> Option<i64> {
        self.ended.parse().ok().map(Timestamp::as_microsecond)
    }

    fn replay(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.replay).ok()
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
            statuses: self.statuses.clone(),
            destination: self.destination(),
            lead: self.lead(),
            category: self.category(),
            from: from.and_then(start),
            to: to.and_then(|day| day.tomorrow().ok()).and_then(start),
            ended_from: self.ended(),
            ended_to: None,
            replay: self.replay(),
        }
    }

    /// The list with what is understood of it.
    pub fn address(&self) -> Address {
        let (from, to) = self.days();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut address = Address::new(DELIVERIES);
        address
            .set("status", &words(&self.statuses))
            .set("destination", &self.destination().map(|id| id.to_string()).unwrap_or_default())
            .set("category", self.category().map_or("", Category::as_str))
            .set("lead", &self.lead().map(|id| id.to_string()).unwrap_or_default())
            .set("from", &day(from))
            .set("to", &day(to))
            .set("ended", &self.ended().map(time::utc).unwrap_or_default())
            .set("replay", &self.replay().map(|id| id.to_string()).unwrap_or_default());
        address
    }

    pub fn chips(&self, engine: &Engine, d: &Desk, names: &Names) -> Vec<Chip> {
        let address = self.address();
        let chip = |field: &str, name: String| Chip { name, href: address.without(field).to_string() };
        let (from, to) = self.days();
        let of = |key: &str, value: String| d.a(key).s("value", value).to_string();
        let near = |at: i64| time::near(d.locale, at, d.now, &d.zone);
        let all = [
            self.destination()
                .map(|id| chip("destination", names.get(&id).map(|named| named.name.clone()).unwrap_or_default())),
            self.category().map(|category| chip("category", outbox_words::category(d.locale, category))),
            self.lead().map(|id| chip("lead", of("conv-chip-lead", engine.codes().encode(id).to_string()))),
            from.map(|day| chip("from", of("conv-chip-from", time::day(d.locale, day)))),
            to.map(|day| chip("to", of("conv-chip-to", time::day(d.locale, day)))),
            self.ended().map(|at| chip("ended", of("conv-chip-ended", near(at)))),
            self.replay().map(|id| chip("replay", of("conv-chip-replay", made_at(id).map(near).unwrap_or_default()))),
        ];
        self.status_chips(d).into_iter().chain(all.into_iter().flatten()).collect()
    }

    /// One for each status, or one for all that have not ended.
    fn status_chips(&self, d: &Desk) -> Vec<Chip> {
        let address = self.address();
        if self.statuses == open() {
            return vec![Chip { name: d.t("conv-status-open"), href: address.without("status").to_string() }];
        }
        let chip = |status: &Status| {
            let others: Vec<_> = self.statuses.iter().copied().filter(|other| other != status).collect();
            Chip {
                name: outbox_words::status(d.locale, *status),
                href: address.with("status", &words(&others)).to_string(),
            }
        };
        self.statuses.iter().map(chip).collect()
    }

    pub fn status_menu(&self, d: &Desk) -> StatusMenu {
        let address = self.address();
        let one = |one: Status| (one.as_str(), outbox_words::status(d.locale, one), self.statuses.contains(&one));
        StatusMenu {
            boxes: Status::ALL.map(one).into(),
            open: Choice {
                name: d.t("conv-status-open"),
                href: address.with("status", &words(&open())).to_string(),
                here: self.statuses == open(),
            },
            kept: address.without("status").pairs().to_vec(),
        }
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
        let categories = Category::ALL.map(|one| (one.as_str().to_owned(), outbox_words::category(d.locale, one)));
        let named = destinations.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
        let mut menus = vec![
            menu("conv-col-destination", "destination", named),
            menu("conv-col-what", "category", categories.into()),
        ];
        menus.retain(|menu| !menu.choices.is_empty());
        menus
    }
}

/// When an id of ours was made, microseconds UTC.
fn made_at(id: Uuid) -> Option<i64> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()?.checked_mul(1_000_000).map(|micros| micros + i64::from(nanos / 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn several_statuses_are_read_however_they_stand_and_written_with_commas() {
        let asked = Asked::of(&pairs(&[("status", "sent"), ("status", "paused,nonsense"), ("category", "purchase")]));
        assert_eq!(asked.statuses, [Status::Paused, Status::Sent]);
        assert_eq!(asked.address().to_string(), format!("{DELIVERIES}?status=paused%2Csent&category=purchase"));
    }

    #[test]
    fn what_has_not_ended_is_everything_that_is_no_end_and_paused_ones_too() {
        assert_eq!(words(&open()), "pending,sending,retrying,throttled,waiting,accepted,paused");
    }

    #[test]
    fn a_moment_that_is_none_narrows_nothing() {
        let ended = |text| Asked::of(&pairs(&[("ended", text)])).address().to_string();
        assert_eq!(ended("2026-11-01T00:00:00Z"), format!("{DELIVERIES}?ended=2026-11-01T00%3A00%3A00Z"));
        assert_eq!(ended("yesterday"), DELIVERIES);
    }
}
