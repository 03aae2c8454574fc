//! A destination that is down is left alone: after so many failures in a row nothing is sent for a while (open), then
//! one event goes ahead (half-open), and its fate decides for the rest. One that does not let us in is paused until a
//! person has acted: trying again would only lock the account.

use serde::{Deserialize, Serialize};

/// Failures in a row that open it.
pub const PATIENCE: i64 = 5;
/// Microseconds it stays open at first, doubled each time the probe fails, up to [`LONGEST`].
const FIRST: i64 = 30_000_000;
const LONGEST: i64 = 15 * 60_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    #[default]
    Closed,
    Open,
    /// One event is on its way to see.
    HalfOpen,
    /// For sign-in: a person must act.
    Paused,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Closed, Self::Open, Self::HalfOpen, Self::Paused];
    pub const WORDS: [&'static str; 4] = ["closed", "open", "half_open", "paused"];

    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Times in microseconds UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    pub state: State,
    /// Failures in a row.
    pub failures: i64,
    /// How often in a row it opened.
    pub openings: i64,
    /// When the state began.
    pub since: i64,
    /// Open: when one may go ahead.
    pub probe_at: i64,
}

/// How many may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    All,
    /// To see whether it is back.
    One,
    NoneBefore(i64),
    /// A person must act.
    Nobody,
}

/// How a request ended, for the breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The platform answered and can be worked with, whatever it said of the events.
    Answered,
    /// It did not, or said that it is not well.
    Failed,
    /// It does not let us in.
    SignIn,
}

impl Breaker {
    pub fn leave(&self, now: i64) -> Leave {
        match self.state {
            State::Closed => Leave::All,
            State::Open if now < self.probe_at => Leave::NoneBefore(self.probe_at),
            State::Open | State::HalfOpen => Leave::One,
            State::Paused => Leave::Nobody,
        }
    }

    /// A probe goes out.
    #[must_use]
    pub fn probing(self, now: i64) -> Self {
        match self.state {
            State::Open if now >= self.probe_at => Self { state: State::HalfOpen, since: now, ..self },
            _ => self,
        }
    }

    #[must_use]
    pub fn after(self, outcome: Outcome, now: i64) -> Self {
        match outcome {
            Outcome::Answered if self.state == State::Closed => Self { failures: 0, openings: 0, ..self },
            Outcome::Answered => Self { since: now, ..Self::default() },
            Outcome::SignIn if self.state == State::Paused => self,
            Outcome::SignIn => Self { state: State::Paused, since: now, ..Self::default() },
            Outcome::Failed if self.state == State::Paused => self,
            Outcome::Failed => {
                let failures = self.failures + 1;
                // Those that were on their way when it opened say nothing new.
                let opens = self.state == State::HalfOpen || (self.state == State::Closed && failures >= PATIENCE);
                if !opens {
                    return Self { failures, ..self };
                }
                let wait = FIRST.saturating_mul(1 << self.openings.clamp(0, 20)).min(LONGEST);
                let openings = self.openings + 1;
                Self { state: State::Open, failures, openings, since: now, probe_at: now + wait }
            }
        }
    }

    /// A person has acted: it is tried again from the start.
    #[must_use]
    pub fn resumed(now: i64) -> Self {
        Self { since: now, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(mut breaker: Breaker, times: i64, now: i64) -> Breaker {
        for _ in 0..times {
            breaker = breaker.after(Outcome::Failed, now);
        }
        breaker
    }

    #[test]
    fn it_opens_after_so_many_failures_in_a_row_and_not_before() {
        let nearly = failed(Breaker::default(), PATIENCE - 1, 7);
        assert_eq!(nearly.leave(7), Leave::All);
        let spared = nearly.after(Outcome::Answered, 8);
        assert_eq!(failed(spared, PATIENCE - 1, 9).leave(9), Leave::All);
        let open = failed(nearly, 1, 7);
        assert_eq!(open.leave(7), Leave::NoneBefore(7 + FIRST));
        assert_eq!(failed(open, 9, 8).probe_at, open.probe_at, "late answers do not put it off");
    }

    #[test]
    fn one_goes_ahead_and_its_fate_decides() {
        let open = failed(Breaker::default(), PATIENCE, 0);
        let probing = open.probing(FIRST);
        assert_eq!((probing.state, probing.leave(FIRST)), (State::HalfOpen, Leave::One));
        assert_eq!(probing.after(Outcome::Answered, FIRST).leave(FIRST), Leave::All);
        let again = probing.after(Outcome::Failed, FIRST);
        assert_eq!(again.leave(FIRST), Leave::NoneBefore(FIRST + 2 * FIRST));
        let worst = (0..50).fold(again, |breaker, _| breaker.probing(i64::MAX / 2).after(Outcome::Failed, 0));
        assert_eq!(worst.probe_at, LONGEST);
    }

    #[test]
    fn a_refused_sign_in_waits_for_a_person() {
        let paused = Breaker::default().after(Outcome::SignIn, 3);
        assert_eq!(paused.leave(i64::MAX), Leave::Nobody);
        assert_eq!(paused.after(Outcome::Failed, 9), paused);
        assert_eq!(paused.after(Outcome::SignIn, 9), paused);
        assert_eq!(Breaker::resumed(9).leave(9), Leave::All);
    }
}
