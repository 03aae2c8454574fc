//! An account becomes the adapter of its platform.

use crate::Adapter;
use crate::call::Addresses;
use crate::echo::Echo;
use crate::ga4::Ga4;
use crate::google::data_manager::DataManager;
use crate::google::upload::Upload;
use crate::linkedin::Linkedin;
use crate::meta::Meta;
use crate::tiktok::Tiktok;
use crate::webhook::Webhook;
use domain::destination::Platform;
use domain::destination::fields::{self, Field, Need};
use domain::problem::FieldError;
use std::collections::BTreeMap;
use std::fmt;

/// What a destination holds for its platform, by the names of [`domain::destination::fields`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Account {
    pub settings: BTreeMap<String, String>,
    pub credentials: BTreeMap<String, String>,
}

impl Account {
    /// Empty where it is not given.
    pub fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    /// Empty where it is not given.
    pub fn credential(&self, name: &str) -> &str {
        self.credentials.get(name).map_or("", String::as_str)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({:?}, …)", self.settings)
    }
}

/// Errors: what is missing, by its field; a destination that was saved lacks nothing.
pub fn open(platform: Platform, account: &Account, addresses: &Addresses) -> Result<Box<dyn Adapter>, FieldError> {
    if let Some(field) = lacking(platform, account) {
        return Err(FieldError::new(field, "required"));
    }
    match platform {
        Platform::Meta => Ok(Box::new(Meta::website(account, addresses))),
        Platform::MetaMessaging => Ok(Box::new(Meta::messaging(account, addresses))),
        Platform::GoogleAds => Ok(Box::new(DataManager::open(account, addresses)?)),
        Platform::GoogleAdsUpload => Ok(Box::new(Upload::open(account, addresses)?)),
        Platform::Ga4 => Ok(Box::new(Ga4::new(account, addresses))),
        Platform::Tiktok => Ok(Box::new(Tiktok::new(account, addresses))),
        Platform::Linkedin => Ok(Box::new(Linkedin::new(account, addresses))),
        Platform::Webhook => Ok(Box::new(Webhook::open(account)?)),
        Platform::Echo => Ok(Box::new(Echo)),
    }
}

/// The first field that the platform needs and the account has not.
fn lacking(platform: Platform, account: &Account) -> Option<&'static str> {
    let fields = fields::of(platform);
    let is_given = |name: &str| !account.setting(name).is_empty() || !account.credential(name).is_empty();
    let is_lacking = |field: &&Field| match field.need {
        Need::Required => !is_given(field.name),
        Need::OneOf(letter) => !fields.iter().any(|other| other.need == Need::OneOf(letter) && is_given(other.name)),
        Need::With(other) => is_given(other) && !is_given(field.name),
        Need::Optional => false,
    };
    fields.iter().find(is_lacking).map(|field| field.name)
}
