//! What a person can do about a delivery that did not arrive: a sentence of its own and the place where it is done.

use super::super::desk::Desk;
use super::address;
use domain::outbox::{Reason, Status};
use domain::scope::Scope;
use store::deliveries::Delivery;
use store::destinations::Destination;

pub struct Way {
    pub said: String,
    pub href: String,
}

/// Nothing where there is nothing to be done, or nobody who may.
pub fn of(d: &Desk, delivery: &Delivery, destination: &Destination) -> Option<Way> {
    let at = address(destination.id);
    let mapping = format!("{at}/edit#events");
    let edit = format!("{at}/edit");
    let lead = delivery.lead.map(|id| format!("/app/leads/{id}"));
    let may_change = d.may(Scope::DestinationsWrite) && destination.archived_at.is_none();
    let there = |key: &str, href: String| may_change.then(|| Way { said: d.t(key), href });
    let of_lead = |key: &str| lead.clone().map(|href| Way { said: d.t(key), href });
    let of_privacy = |key: &str| of_lead(key).map(|way| Way { href: format!("{}#privacy", way.href), ..way });
    match (delivery.reason, delivery.status) {
        (Some(Reason::Unmapped), _) => there("conv-way-map", mapping),
        (Some(Reason::BadEvent), _) => there("conv-way-names", mapping),
        (Some(Reason::NoValue | Reason::BadValue), _) => of_lead("conv-way-value"),
        (Some(Reason::NoIdentifier), _) => of_lead("conv-way-contact"),
        (Some(Reason::ConsentRefused | Reason::ConsentMissing | Reason::ConsentRegion), _) => {
            of_privacy("conv-way-consent")
        }
        (Some(Reason::Exhausted), _) => Some(Way { said: d.t("conv-way-verify"), href: at }),
        (Some(Reason::NoTestCode), _) => there("conv-way-test-code", edit),
        (Some(Reason::ForbiddenAddress), _) => there("conv-way-address", edit),
        (Some(Reason::Suppressed), _) => of_privacy("conv-way-suppressed"),
        (Some(Reason::InTheFuture | Reason::TooOld), _) => None,
        (Some(Reason::Erased | Reason::DestinationArchived), _) => None,
        (None, Status::Paused) => there("conv-way-sign-in", edit),
        (None, Status::Refused) => there("conv-way-refused", mapping),
        (None, _) if !delivery.status.is_final() && !destination.active => {
            Some(Way { said: d.t("conv-way-off"), href: at })
        }
        (None, _) => None,
    }
}
