//! The forms that were sent lately, so that the second press of the button, the browser's back, a second tab and the
//! very same request again are known for what they are: the same form. A form is the one that was shown before it was
//! sent: whatever page had been open by then belongs to it, a page that was opened afterwards is a new one.

use domain::id::{LeadId, LinkId};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many leads' forms; the oldest go first.
const MOST: usize = 20_000;
/// Of one lead by one link.
const EACH: usize = 4;
/// Pages that named nobody.
const NAMELESS: usize = 4_000;

/// A form that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When the page was shown that was sent first: what names this form, with lead and link.
    pub shown_at: i64,
    /// When it was sent first.
    pub at: i64,
    /// As the message had them, by key.
    pub answers: Arc<[(String, String)]>,
}

type Key = (LeadId, LinkId);

#[derive(Debug)]
pub struct SentForms(Mutex<Held>);

#[derive(Debug)]
struct Held {
    forms: HashMap<Key, Vec<Sent>>,
    /// In the order of their first sending.
    order: VecDeque<Key>,
    /// Of what was sent later than this, nothing is missing here.
    whole_since: i64,
    /// Whom a page that named nobody was sent by; the link and the moment name the page.
    nameless: HashMap<(LinkId, i64), LeadId>,
    nameless_order: VecDeque<(LinkId, i64)>,
}

impl SentForms {
    /// Knows of nothing that was sent up to `now`.
    pub fn new(now: i64) -> Self {
        Self(Mutex::new(Held {
            forms: HashMap::new(),
            order: VecDeque::new(),
            whole_since: now,
            nameless: HashMap::new(),
            nameless_order: VecDeque::new(),
        }))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The form that a page shown at this moment belongs to, if it was sent already.
    pub fn of_page(&self, lead: LeadId, link: LinkId, shown_at: i64) -> Option<Sent> {
        let held = self.held();
        held.forms.get(&(lead, link))?.iter().find(|sent| sent.at >= shown_at).cloned()
    }

    /// The form that this lead sent last by this link.
    pub fn last(&self, lead: LeadId, link: LinkId) -> Option<Sent> {
        self.held().forms.get(&(lead, link))?.last().cloned()
    }

    /// Whether everything that was sent after this moment is known here.
    pub fn knows_all_since(&self, moment: i64) -> bool {
        moment > self.held().whole_since
    }

    /// Remembers a sent form; the same form again takes the place of what was known of it.
    pub fn note(&self, lead: LeadId, link: LinkId, sent: Sent) {
        let mut held = self.held();
        let Held { forms, order, whole_since, .. } = &mut *held;
        let of_lead = forms.entry((lead, link)).or_insert_with(|| {
            order.push_back((lead, link));
            Vec::new()
        });
        of_lead.retain(|known| known.shown_at != sent.shown_at);
        of_lead.push(sent);
        of_lead.sort_by_key(|sent| sent.at);
        if of_lead.len() > EACH {
            let gone = of_lead.remove(0);
            *whole_since = gone.at.max(*whole_since);
        }
        if order.len() > MOST
            && let Some(gone) = order.pop_front().and_then(|oldest| forms.remove(&oldest))
        {
            *whole_since = gone.iter().map(|sent| sent.at).chain([*whole_since]).max().unwrap_or(*whole_since);
        }
    }

    /// The lead that was made when a page without one was sent.
    pub fn nameless(&self, link: LinkId, shown_at: i64) -> Option<LeadId> {
        self.held().nameless.get(&(link, shown_at)).copied()
    }

    pub fn name(&self, link: LinkId, shown_at: i64, lead: LeadId) {
        let mut held = self.held();
        if held.nameless.insert((link, shown_at), lead).is_none() {
            held.nameless_order.push_back((link, shown_at));
        }
        if held.nameless_order.len() > NAMELESS
            && let Some(oldest) = held.nameless_order.pop_front()
        {
            held.nameless.remove(&oldest);
        }
    }

    /// The person was erased: what they answered is known no more.
    pub fn forget_lead(&self, lead: LeadId) {
        let mut held = self.held();
        held.forms.retain(|(of, _), _| *of != lead);
        held.order.retain(|(of, _)| *of != lead);
    }

    /// What was noted was not kept after all.
    pub fn forget(&self, lead: LeadId, link: LinkId, shown_at: i64) {
        if let Some(of_lead) = self.held().forms.get_mut(&(lead, link)) {
            of_lead.retain(|known| known.shown_at != shown_at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const LINK: LinkId = LinkId(Uuid::from_u128(1));
    const LEAD: LeadId = LeadId(7);

    fn sent(shown_at: i64, at: i64) -> Sent {
        Sent { shown_at, at, answers: Arc::from([]) }
    }

    #[test]
    fn every_page_that_was_open_when_a_form_was_sent_is_that_form() {
        let forms = SentForms::new(0);
        assert_eq!(forms.of_page(LEAD, LINK, 10), None);
        forms.note(LEAD, LINK, sent(10, 20));
        for shown_at in [5, 10, 15, 20] {
            assert_eq!(forms.of_page(LEAD, LINK, shown_at).map(|sent| sent.shown_at), Some(10), "{shown_at}");
        }
        assert_eq!(forms.of_page(LEAD, LINK, 21), None, "a page opened afterwards is a new form");
        forms.note(LEAD, LINK, sent(21, 30));
        assert_eq!(forms.of_page(LEAD, LINK, 10).map(|sent| sent.shown_at), Some(10), "the first is still the first");
        assert_eq!(forms.of_page(LEAD, LINK, 25).map(|sent| sent.shown_at), Some(21));
        assert_eq!(forms.last(LEAD, LINK).map(|sent| sent.shown_at), Some(21));
        assert_eq!(forms.of_page(LeadId(8), LINK, 10), None);
        forms.forget(LEAD, LINK, 21);
        assert_eq!(forms.last(LEAD, LINK).map(|sent| sent.shown_at), Some(10));
    }

    #[test]
    fn the_memory_is_bounded_and_says_from_when_on_it_is_whole() {
        let forms = SentForms::new(0);
        assert!(forms.knows_all_since(1) && !forms.knows_all_since(0));
        for n in 1..=MOST as i64 + 10 {
            forms.note(LeadId(n), LINK, sent(n, n));
        }
        assert_eq!(forms.held().forms.len(), MOST);
        assert!(!forms.knows_all_since(10) && forms.knows_all_since(11));
        assert_eq!(forms.last(LeadId(10), LINK), None);
        for n in 0..10 {
            forms.note(LeadId(20_000), LINK, sent(100_000 + n, 100_000 + n));
        }
        assert_eq!(forms.held().forms[&(LeadId(20_000), LINK)].len(), EACH);
        assert!(!forms.knows_all_since(100_005) && forms.knows_all_since(100_006));
    }
}
