//! How a fake behaves: well, or as platforms do on their bad days.

use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What a request is for: a fake behaves at each door as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// Where events go in.
    Events,
    /// Where Google's tokens come from.
    Token,
    /// Where is asked what became of accepted events.
    Status,
    /// Anything else: what a *verify* reads.
    Other,
}

#[derive(Clone, Debug)]
pub enum Behave {
    Well,
    /// Says nothing for so long, or until [`crate::Fake::release`]; then goes on well.
    Stall(Option<Duration>),
    /// Reads the request and closes without a word; nothing was taken.
    Drop,
    /// Takes the request as if all were well, and closes without a word.
    Lose,
    /// The platform's own answer with this status, and perhaps a `Retry-After` in seconds.
    Status(u16, Option<u64>),
    /// A proxy's page.
    Html(u16),
    /// A sign-in that is over; at Google's doors all tokens are from then on.
    TokenExpired,
    /// The account is not let in.
    Forbidden,
    /// Turns events away, as the platform does: all of the request, or those alone.
    Refuse(Refuse),
    /// Takes the events in and finds them bad afterwards (Google's Data Manager).
    RefuseLater(Refuse),
    /// A body without an end.
    EndlessBody,
    /// A body of a hundred megabytes.
    Huge,
    /// A good status and a body of which a byte comes now and then, without an end.
    Dribble,
    /// A head of which a byte comes now and then, without an end.
    EndlessHead,
    /// Half of a JSON body under a good status; nothing was taken.
    NotJson,
    /// This status with a `Location`; nothing was taken.
    Redirect(u16, String),
    /// This answer, whatever it is; nothing was taken.
    Says(Saying),
    /// Every second request, from the first on, gets this status. For standing behaviour.
    EverySecond(u16),
}

impl Behave {
    /// Refuses the events that `picks` says.
    pub fn refuse(picks: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        Self::Refuse(Refuse::new(picks))
    }
}

/// An answer of the test's own.
#[derive(Clone)]
pub struct Saying {
    pub status: u16,
    /// Its content type; empty is none.
    pub kind: &'static str,
    pub body: Vec<u8>,
}

impl Saying {
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, body: body.into() }
    }
}

impl fmt::Debug for Saying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Saying({}, {}, {} bytes)", self.status, self.kind, self.body.len())
    }
}

/// Which events are refused, and with which of the platform's codes.
#[derive(Clone)]
pub struct Refuse {
    picks: Arc<dyn Fn(&Value) -> bool + Send + Sync>,
    code: Option<&'static str>,
}

impl Refuse {
    /// `picks` looks at an event in the platform's own form.
    pub fn new(picks: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        Self { picks: Arc::new(picks), code: None }
    }

    /// A code of the platform (`2804048`, `TOO_RECENT_EVENT`, `DUPLICATE_GCLID`) in place of the usual one.
    #[must_use]
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    pub(crate) fn picks(&self, event: &Value) -> bool {
        (self.picks)(event)
    }

    pub(crate) fn code_or(&self, usual: &'static str) -> &'static str {
        self.code.unwrap_or(usual)
    }
}

impl fmt::Debug for Refuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refuse({:?})", self.code)
    }
}
