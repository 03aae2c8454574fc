//! From a platform's verdict to what is written down: the delivery's next state, and what the destination's breaker
//! learns of it.

use domain::outbox::breaker::Outcome;
use domain::outbox::{Reason, Said, Status, Verdict, backoff};
use store::deliveries::Delivery;
use store::deliveries::record::{Attempt, Ended};

/// The first look at what became of events that were taken in; later ones as the platform says.
const FIRST_LOOK: i64 = 30_000_000;

/// When it was, how long it took, and how many went along.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) at: i64,
    /// Microseconds.
    pub(super) took: i64,
    pub(super) batch: usize,
}

/// A delivery after a try. `dice` from 0 to 1.
pub(super) fn ended(delivery: &Delivery, name: &str, verdict: &Verdict, said: &Said, sent: Sent, dice: f64) -> Ended {
    let tries = delivery.tries + 1;
    let now = sent.at + sent.took;
    let attempt = Attempt { nth: tries, at: sent.at, took: sent.took, said: said.clone(), batch: sent.batch as i64 };
    let mut ended = Ended {
        id: delivery.id,
        status: Status::Sent,
        reason: None,
        attempt: Some(attempt),
        next_at: None,
        batch_cap: delivery.batch_cap,
        receipt: None,
        name: name.to_owned(),
    };
    // What was taken in is asked after again, unless the verdict is to send it again.
    let waits = |status| if delivery.receipt.is_some() { Status::Accepted } else { status };
    match verdict {
        Verdict::Sent => {}
        Verdict::Duplicate => ended.status = Status::Duplicate,
        Verdict::Accepted { receipt } => {
            ended.status = Status::Accepted;
            ended.receipt = Some(receipt.clone());
            ended.next_at = Some(now + FIRST_LOOK);
        }
        Verdict::Retry { .. } | Verdict::Throttled { .. } if tries >= backoff::MOST_TRIES => {
            ended.status = Status::Refused;
            ended.reason = Some(Reason::Exhausted);
        }
        Verdict::Retry { after } => {
            // Of what was taken in this says: send it again.
            ended.status = Status::Retrying;
            ended.next_at = Some(backoff::next(now, tries, *after, dice));
        }
        Verdict::Throttled { after } => {
            ended.status = waits(Status::Throttled);
            ended.receipt = delivery.receipt.clone();
            ended.next_at = Some(backoff::next(now, tries, *after, dice));
        }
        Verdict::Wait { after } => {
            ended.status = waits(Status::Waiting);
            ended.receipt = delivery.receipt.clone();
            ended.next_at = Some(now.saturating_add(*after));
        }
        Verdict::SignIn => {
            ended.status = Status::Paused;
            ended.receipt = delivery.receipt.clone();
        }
        Verdict::Refused => ended.status = Status::Refused,
        Verdict::Expired => {
            ended.status = Status::Expired;
            ended.reason = Some(Reason::TooOld);
        }
    }
    // Past the platform's limit there is nothing to wait for: it is said then.
    ended.next_at =
        ended.next_at.map(|at| if ended.receipt.is_some() { at } else { at.min(delivery.expires_at.max(now)) });
    ended
}

/// A delivery that can't be told of, for a reason of ours.
pub(super) fn left_out(delivery: &Delivery, reason: Reason) -> Ended {
    let status = match reason {
        Reason::TooOld => Status::Expired,
        Reason::BadValue | Reason::InTheFuture | Reason::BadEvent => Status::Refused,
        _ => Status::Skipped,
    };
    Ended {
        id: delivery.id,
        status,
        reason: Some(reason),
        attempt: None,
        next_at: None,
        batch_cap: None,
        receipt: None,
        name: delivery.name.clone(),
    }
}

/// Back to where it was: it was taken and not tried.
pub(super) fn released(delivery: &Delivery, now: i64) -> Ended {
    let status = match delivery.status {
        Status::Sending if delivery.tries > 0 => Status::Retrying,
        Status::Sending => Status::Pending,
        other => other,
    };
    Ended {
        id: delivery.id,
        status,
        reason: None,
        attempt: None,
        next_at: Some(now),
        batch_cap: delivery.batch_cap,
        receipt: delivery.receipt.clone(),
        name: delivery.name.clone(),
    }
}

/// Taken in, but not all of it was good: sent again in smaller requests under the same ids.
pub(super) fn split(delivery: &Delivery, said: &Said, sent: Sent) -> Ended {
    let attempt =
        Attempt { nth: delivery.tries + 1, at: sent.at, took: sent.took, said: said.clone(), batch: sent.batch as i64 };
    Ended {
        id: delivery.id,
        status: Status::Retrying,
        reason: None,
        attempt: Some(attempt),
        next_at: Some(sent.at + sent.took),
        batch_cap: Some((sent.batch as i64 / 2).max(1)),
        receipt: None,
        name: delivery.name.clone(),
    }
}

/// What the breaker learns. Fewer requests, please, is no illness: the destination is held back by itself.
pub(super) fn outcome(verdict: &Verdict) -> Outcome {
    match verdict {
        Verdict::Retry { .. } => Outcome::Failed,
        Verdict::SignIn => Outcome::SignIn,
        _ => Outcome::Answered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::conversion::{Category, Cause};
    use domain::id::{DeliveryId, DestinationId, LeadId, WorkspaceId};
    use uuid::Uuid;

    const HOUR: i64 = 3_600_000_000;

    fn delivery() -> Delivery {
        let nil = Uuid::nil();
        Delivery {
            id: DeliveryId(nil),
            workspace: WorkspaceId(nil),
            destination: DestinationId(nil),
            event_id: nil,
            lead: Some(LeadId(1)),
            link: None,
            cause: Cause::Form,
            category: Category::Lead,
            name: "Lead".into(),
            at: 0,
            lead_status: None,
            value_minor: None,
            currency: None,
            status: Status::Sending,
            reason: None,
            said: None,
            tries: 0,
            next_at: Some(0),
            batch_cap: None,
            receipt: None,
            expires_at: 100 * HOUR,
            replay_id: None,
            sent_at: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    fn after(delivery: &Delivery, verdict: Verdict) -> (Status, Option<Reason>, Option<i64>) {
        let sent = Sent { at: 1_000, took: 5, batch: 1 };
        let ended = ended(delivery, "Lead", &verdict, &Said::default(), sent, 1.0);
        (ended.status, ended.reason, ended.next_at)
    }

    #[test]
    fn each_verdict_has_its_state() {
        let new = delivery();
        assert_eq!(after(&new, Verdict::Sent), (Status::Sent, None, None));
        assert_eq!(after(&new, Verdict::Duplicate), (Status::Duplicate, None, None));
        assert_eq!(after(&new, Verdict::Refused), (Status::Refused, None, None));
        assert_eq!(after(&new, Verdict::Expired), (Status::Expired, Some(Reason::TooOld), None));
        assert_eq!(after(&new, Verdict::SignIn), (Status::Paused, None, None));
        assert_eq!(after(&new, Verdict::Retry { after: None }), (Status::Retrying, None, Some(5_001_005)));
        let asked = after(&new, Verdict::Throttled { after: Some(60_000_000) });
        assert!(asked.0 == Status::Throttled && asked.2 >= Some(60_001_005));
        assert_eq!(after(&new, Verdict::Wait { after: 6 * HOUR }), (Status::Waiting, None, Some(6 * HOUR + 1_005)));
    }

    #[test]
    fn nothing_is_waited_for_beyond_the_platforms_limit_or_for_ever() {
        let old = Delivery { expires_at: 2_000_000, ..delivery() };
        assert_eq!(after(&old, Verdict::Wait { after: 6 * HOUR }).2, Some(2_000_000));
        let tired = Delivery { tries: backoff::MOST_TRIES - 1, ..delivery() };
        assert_eq!(after(&tired, Verdict::Retry { after: None }), (Status::Refused, Some(Reason::Exhausted), None));
    }

    #[test]
    fn what_was_taken_in_is_asked_after_unless_it_is_to_be_sent_again() {
        let taken = Delivery { status: Status::Accepted, receipt: Some("r".into()), tries: 1, ..delivery() };
        assert_eq!(after(&taken, Verdict::Retry { after: None }).0, Status::Retrying);
        for verdict in [Verdict::Wait { after: HOUR }, Verdict::Throttled { after: None }] {
            assert_eq!(after(&taken, verdict).0, Status::Accepted);
        }
        assert_eq!(after(&taken, Verdict::Sent), (Status::Sent, None, None));
    }
}
