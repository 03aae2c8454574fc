//! A destination: where conversions go. What each platform asks for is a table ([`fields`]), so that the API, the
//! screens and the check of what a person wrote speak of the same fields; limits are the platforms' own.

pub mod fields;
pub mod mapping;

pub use mapping::{Mapping, usual};

use serde::{Deserialize, Serialize};

/// Microseconds in an hour.
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Meta Conversions API, website route.
    Meta,
    /// Meta Conversions API, business-messaging route: what came of Click-to-WhatsApp ads.
    MetaMessaging,
    /// Google Ads by the Data Manager API.
    GoogleAds,
    /// Google Ads by the older upload of click conversions, for accounts that may still use it.
    GoogleAdsUpload,
    /// Google Analytics 4, Measurement Protocol.
    Ga4,
    Tiktok,
    Linkedin,
    /// The business's own server, Standard Webhooks.
    Webhook,
    /// Built in: answers like a good platform and sends nothing anywhere. Only the example workspace has one.
    Echo,
}

impl Platform {
    pub const ALL: [Self; 9] = [
        Self::Meta,
        Self::MetaMessaging,
        Self::GoogleAds,
        Self::GoogleAdsUpload,
        Self::Ga4,
        Self::Tiktok,
        Self::Linkedin,
        Self::Webhook,
        Self::Echo,
    ];
    pub const WORDS: [&'static str; 9] =
        ["meta", "meta_messaging", "google_ads", "google_ads_upload", "ga4", "tiktok", "linkedin", "webhook", "echo"];
    /// Those that a person can choose.
    pub const CHOICES: [&'static str; 8] =
        ["meta", "meta_messaging", "google_ads", "google_ads_upload", "ga4", "tiktok", "linkedin", "webhook"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == text)
    }

    /// Limits and habits.
    pub fn limits(self) -> Limits {
        let limits = |batch, max_age, window, per_minute, concurrency| Limits {
            batch,
            max_age,
            duplicate_window: window,
            per_minute,
            concurrency,
        };
        match self {
            // Neither Meta nor TikTok publishes a rate for these.
            Self::Meta | Self::MetaMessaging => limits(1_000, 7 * DAY, Some(2 * DAY), 6_000, 1),
            // The click window of an action is at most 90 days; the answer of the platform has the last word.
            // It takes 2,000 in a request, but says of what it took only how many failed: few go together, so that the
            // one at fault is found in few steps.
            Self::GoogleAds => limits(100, 90 * DAY, None, 300, 1),
            Self::GoogleAdsUpload => limits(2_000, 90 * DAY, None, 600, 1),
            // It publishes no rate; one request holds one browser's events.
            Self::Ga4 => limits(25, 72 * HOUR, Some(0), 60_000, 8),
            Self::Tiktok => limits(1_000, 7 * DAY, Some(2 * DAY), 3_000, 1),
            // It takes 5,000 in a request, but answers each on its own: what is kept of an answer has to hold them all.
            Self::Linkedin => limits(1_000, 90 * DAY, None, 600, 1),
            Self::Webhook => limits(1, 7 * DAY, None, 60_000, 16),
            Self::Echo => limits(100, 7 * DAY, None, 60_000, 1),
        }
    }

    /// Whether a visit's click id is one of this platform's own.
    pub fn owns_click_id(self, name: &str) -> bool {
        match self {
            Self::Meta => name == "fbclid",
            Self::GoogleAds | Self::GoogleAdsUpload => matches!(name, "gclid" | "gbraid" | "wbraid"),
            Self::Tiktok => name == "ttclid",
            Self::Linkedin => name == "li_fat_id",
            Self::MetaMessaging | Self::Ga4 | Self::Webhook | Self::Echo => false,
        }
    }

    /// What becomes of a test event there.
    pub fn trial(self) -> Trial {
        match self {
            Self::Meta | Self::MetaMessaging | Self::Tiktok => Trial::WithCode,
            // `validateOnly`, a validator, and one that counts nothing anyway.
            Self::GoogleAds | Self::GoogleAdsUpload | Self::Ga4 | Self::Echo => Trial::Checked,
            Self::Linkedin => Trial::Counted,
            Self::Webhook => Trial::Marked,
        }
    }

    /// Whether a name of an event is an id that only the person has (a conversion action, a rule), so that none can be
    /// given beforehand.
    pub fn names_are_ids(self) -> bool {
        matches!(self, Self::GoogleAds | Self::GoogleAdsUpload | Self::Linkedin)
    }
}

/// What becomes of a test event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It goes with a test code and counts for nothing; without one it would count like any other.
    WithCode,
    /// The platform looks at it as at any other, and counts nothing.
    Checked,
    /// The platform knows no tests: it is taken like any other.
    Counted,
    /// It says that it is one, and the other side does with it what it will.
    Marked,
}

/// What a platform allows. Times in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Events in one request at most.
    pub batch: usize,
    /// Older events are not taken.
    pub max_age: i64,
    /// How long the platform tells a second event of the same id as a duplicate; none: for as long as it keeps any.
    /// Zero: it does not.
    pub duplicate_window: Option<i64>,
    /// Requests a minute at most.
    pub per_minute: u32,
    /// Requests at once at most.
    pub concurrency: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json() {
        for platform in Platform::ALL {
            assert_eq!(serde_json::to_value(platform).expect("a word"), platform.as_str());
            assert_eq!(Platform::parse(platform.as_str()), Some(platform));
        }
        assert!(!Platform::CHOICES.contains(&"echo"), "nobody but the example has one");
    }

    #[test]
    fn a_test_code_is_a_field_where_a_test_goes_with_one_and_nowhere_else() {
        for platform in Platform::ALL {
            let has_field = fields::of(platform).iter().any(|field| field.name == "test_code");
            assert_eq!(platform.trial() == Trial::WithCode, has_field, "{platform:?}");
        }
    }
}
