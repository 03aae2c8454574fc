//! The abilities of a link beyond pool and message, as a person writes them: rules, deeplink, form,
//! website button.

use super::button;
use super::deeplink::DeeplinkDraft;
use super::form::{self, FormDraft};
use super::input::Input;
use super::rules::{self, RuleDraft};
use crate::button::Button;
use crate::id::{DestinationId, RuleId};
use crate::link::Extras;

/// `None` leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtrasDraft {
    pub rules: Option<Vec<RuleDraft>>,
    pub deeplink: DeeplinkDraft,
    pub form: Option<FormDraft>,
    pub button: Option<Button>,
    pub destinations: Option<Vec<DestinationId>>,
}

/// Destinations that one link may name.
const MOST_DESTINATIONS: usize = 50;

impl ExtrasDraft {
    pub(super) fn read(input: &mut Input<'_>) -> Self {
        Self {
            rules: rules::read(input),
            deeplink: DeeplinkDraft::read(input),
            form: form::read(input),
            button: button::read(input),
            destinations: input.ids("destination_ids", MOST_DESTINATIONS, DestinationId::parse),
        }
    }

    /// `new` makes the ids of rules that have none yet.
    pub fn laid_over(self, extras: Extras, mut new: impl FnMut() -> RuleId) -> Extras {
        let rules = self.rules.map(|rules| rules.into_iter().map(|rule| rule.with_id(&mut new)).collect());
        Extras {
            rules: rules.unwrap_or(extras.rules),
            deeplink: self.deeplink.laid_over(extras.deeplink),
            form: match self.form {
                Some(draft) => draft.laid_over(extras.form),
                None => extras.form,
            },
            button: self.button.unwrap_or(extras.button),
            destinations: self.destinations.unwrap_or(extras.destinations),
        }
    }
}

impl From<Extras> for ExtrasDraft {
    /// All of it, as new: the rules get ids of their own.
    fn from(Extras { rules, deeplink, form, button, destinations }: Extras) -> Self {
        let rules = rules.into_iter().map(|rule| RuleDraft { id: None, ..rule.into() }).collect();
        Self {
            rules: Some(rules),
            deeplink: deeplink.into(),
            form: Some(form.into()),
            button: Some(button),
            destinations: Some(destinations),
        }
    }
}
