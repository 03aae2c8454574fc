//! An account becomes the adapter of its platform.

use crate::Adapter;
use crate::call::Addresses;
use crate::echo::Echo;
use crate::google::data_manager::DataManager;
use crate::google::upload::Upload;
use domain::destination::Platform;
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
    match platform {
        Platform::GoogleAds => Ok(Box::new(DataManager::open(account, addresses)?)),
        Platform::GoogleAdsUpload => Ok(Box::new(Upload::open(account, addresses)?)),
        Platform::Echo => Ok(Box::new(Echo)),
        _ => Err(FieldError::new("platform", "platform_unknown")),
    }
}
