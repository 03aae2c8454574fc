//! What becomes of an event on its way to a destination: how a try ended ([`Verdict`]), when the next one is due
//! ([`backoff`]), and whether the destination is tried at all ([`breaker`]). Pure: the time and the dice are arguments.

pub mod backoff;
pub mod breaker;
pub mod own;
pub mod pace;

use serde::{Deserialize, Serialize};

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not tried yet.
    Pending,
    /// Leased by a worker.
    Sending,
    /// Tried, and will be again.
    Retrying,
    /// The platform asked for fewer requests.
    Throttled,
    /// The platform takes it only later (Google's six hours).
    Waiting,
    /// Taken in; the platform says later what became of it.
    Accepted,
    /// The platform did not let us in: waits for a person to mend the destination's sign-in.
    Paused,
    Sent,
    /// The platform had it already: counts as sent.
    Duplicate,
    /// For good, with the platform's words.
    Refused,
    /// Older than the platform takes.
    Expired,
    /// Not to be sent, with the reason.
    Skipped,
}

impl Status {
    pub const ALL: [Self; 12] = [
        Self::Pending,
        Self::Sending,
        Self::Retrying,
        Self::Throttled,
        Self::Waiting,
        Self::Accepted,
        Self::Paused,
        Self::Sent,
        Self::Duplicate,
        Self::Refused,
        Self::Expired,
        Self::Skipped,
    ];
    pub const WORDS: [&'static str; 12] = [
        "pending",
        "sending",
        "retrying",
        "throttled",
        "waiting",
        "accepted",
        "paused",
        "sent",
        "duplicate",
        "refused",
        "expired",
        "skipped",
    ];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether nothing more happens to it by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Sent | Self::Duplicate | Self::Refused | Self::Expired | Self::Skipped)
    }

    /// Whether the platform has counted it.
    pub fn is_there(self) -> bool {
        matches!(self, Self::Sent | Self::Duplicate)
    }
}

/// Why an event is not sent, or how one ended without an answer: a stable word, said as a sentence where it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    ConsentRefused,
    ConsentMissing,
    /// Consent is missing where the law asks for one.
    ConsentRegion,
    /// The person is on the suppression list.
    Suppressed,
    /// The destination has no name for the category.
    Unmapped,
    /// Nothing by which the platform could know the person.
    NoIdentifier,
    /// The platform wants an amount with a currency, and the lead has none.
    NoValue,
    /// The amount is below zero or otherwise none that the platform takes.
    BadValue,
    /// Its time is ahead of the clock.
    InTheFuture,
    TooOld,
    /// The lead was erased.
    Erased,
    /// Something else of the event that the platform is known not to take.
    BadEvent,
    /// Tried as often as makes sense.
    Exhausted,
    /// The address is none that may be called.
    ForbiddenAddress,
    /// The destination was put away before it was sent.
    DestinationArchived,
    /// A test for which the destination has no test code: it would count like any other.
    NoTestCode,
}

impl Reason {
    pub const ALL: [Self; 16] = [
        Self::ConsentRefused,
        Self::ConsentMissing,
        Self::ConsentRegion,
        Self::Suppressed,
        Self::Unmapped,
        Self::NoIdentifier,
        Self::NoValue,
        Self::BadValue,
        Self::InTheFuture,
        Self::TooOld,
        Self::Erased,
        Self::BadEvent,
        Self::Exhausted,
        Self::ForbiddenAddress,
        Self::DestinationArchived,
        Self::NoTestCode,
    ];
    pub const WORDS: [&'static str; 16] = [
        "consent_refused",
        "consent_missing",
        "consent_region",
        "suppressed",
        "unmapped",
        "no_identifier",
        "no_value",
        "bad_value",
        "in_the_future",
        "too_old",
        "erased",
        "bad_event",
        "exhausted",
        "forbidden_address",
        "destination_archived",
        "no_test_code",
    ];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// What a platform said, cut to a line and with nothing in it by which a person or an account could be known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// HTTP status; none where no answer came.
    pub http: Option<u16>,
    /// The platform's own code, with its subcode after a slash: `190/463`, `40002`, `INVALID_GCLID`.
    pub code: String,
    pub words: String,
    /// What the platform's support asks for: fbtrace_id, request_id, requestId, x-li-uuid.
    pub trace: String,
}

/// Characters of a platform's words that are kept.
pub const LONGEST_WORDS: usize = 500;

/// How one event of a request fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Counted. A warning stands in the words.
    Sent,
    Duplicate,
    /// Taken in; ask under this receipt what became of it.
    Accepted {
        receipt: String,
    },
    /// Again later; `after` in microseconds where the platform said when.
    Retry {
        after: Option<i64>,
    },
    /// Fewer requests, please.
    Throttled {
        after: Option<i64>,
    },
    /// Not before so many microseconds have passed.
    Wait {
        after: i64,
    },
    /// The account is not let in: nothing more is sent until a person has mended it.
    SignIn,
    /// Never.
    Refused,
    /// Too old for the platform.
    Expired,
}

/// What one answer says of the events that were sent in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The same for all.
    All(Verdict, Said),
    /// One verdict for each, in their order.
    Each(Vec<(Verdict, Said)>),
    /// All were turned away for some of them that the answer does not name: send the halves apart. Of one event alone it
    /// is a refusal.
    Split(Said),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).expect("a word"), status.as_str());
            assert_eq!(Status::parse(status.as_str()), Some(status));
        }
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).expect("a word"), reason.as_str());
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
        }
    }
}
