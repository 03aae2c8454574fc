//! What a destination calls each category, and whether it is told of it at all.

use super::Platform;
use crate::conversion::Category;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub category: Category,
    /// The platform's own: an event name, a conversion action's or rule's id. Empty: not mapped yet.
    #[serde(default)]
    pub name: String,
    #[serde(default = "yes")]
    pub active: bool,
    /// Each time it happens, not once for each lead.
    #[serde(default)]
    pub every_time: bool,
}

fn yes() -> bool {
    true
}

/// What a new destination starts with: one line for every category.
pub fn usual(platform: Platform) -> Vec<Mapping> {
    Category::ALL.into_iter().map(|category| usual_for(platform, category)).collect()
}

fn usual_for(platform: Platform, category: Category) -> Mapping {
    use Category as C;
    let name = match platform {
        Platform::Meta | Platform::Tiktok | Platform::Echo => match category {
            C::ViewContent => "ViewContent",
            C::Click => "Click",
            C::Lead => "Lead",
            C::Contact => "Contact",
            C::QualifiedLead => "QualifiedLead",
            C::Registration => "CompleteRegistration",
            C::Checkout => "InitiateCheckout",
            C::Purchase => "Purchase",
        },
        // A short list of its own; what is not on it is refused.
        Platform::MetaMessaging => match category {
            C::ViewContent => "ViewContent",
            C::Click => "",
            C::Lead | C::Contact | C::Registration => "LeadSubmitted",
            C::QualifiedLead => "QualifiedLead",
            C::Checkout => "InitiateCheckout",
            C::Purchase => "Purchase",
        },
        Platform::Ga4 => match category {
            C::ViewContent => "select_content",
            C::Click => "whatsapp_click",
            C::Lead => "generate_lead",
            C::Contact => "contact",
            C::QualifiedLead => "qualify_lead",
            C::Registration => "sign_up",
            C::Checkout => "begin_checkout",
            C::Purchase => "purchase",
        },
        Platform::Webhook => category.as_str(),
        Platform::GoogleAds | Platform::GoogleAdsUpload | Platform::Linkedin => "",
    };
    // One message is a lead there already; a second event under the same name would count twice.
    let active = match platform {
        Platform::MetaMessaging => !matches!(category, C::ViewContent | C::Click | C::Contact | C::Registration),
        _ => true,
    };
    Mapping { category, name: name.to_owned(), active, every_time: false }
}
