//! What a node remembers of every lead, so that a returning visitor costs no question to the store: the agent that
//! looks after it, and the last link and time it came by. Twelve bytes a lead, in pages by its number.

use domain::id::{AgentId, LeadId};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};
use store::visitors::Keeper;

const PAGE: usize = 1 << 16;
const PAGES: usize = (1 << 30) / PAGE;
/// Not heard of.
const UNKNOWN: u32 = 0;
/// Known to have nobody.
const NOBODY: u32 = 1;
/// Agents are numbered from here, in the order this node met them.
const FIRST_AGENT: u32 = 2;
/// Erased: nobody is this lead any more, whatever is heard of it.
const GONE: u32 = u32::MAX;

/// What is known of a lead's agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// This node has not heard of the lead: ask the store or the cookie.
    Unknown,
    Nobody,
    Agent(AgentId),
}

struct Page {
    agents: Box<[AtomicU32]>,
    /// The link's number in the upper half, tenths of a second in the lower.
    seen: Box<[AtomicU64]>,
}

impl Page {
    fn new() -> Self {
        Self {
            agents: (0..PAGE).map(|_| AtomicU32::new(UNKNOWN)).collect(),
            seen: (0..PAGE).map(|_| AtomicU64::new(0)).collect(),
        }
    }
}

#[derive(Default)]
struct Agents {
    ids: Vec<AgentId>,
    numbers: FxHashMap<AgentId, u32>,
}

/// The table. Shared; every operation is lock-free but for a new agent's first appearance.
pub struct Memory {
    pages: Box<[OnceLock<Page>]>,
    agents: RwLock<Agents>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { pages: (0..PAGES).map(|_| OnceLock::new()).collect(), agents: RwLock::default() }
    }
}

impl Memory {
    fn page(&self, lead: LeadId) -> Option<(&Page, usize)> {
        let number = usize::try_from(lead.0).ok()?;
        self.pages.get(number / PAGE)?.get().map(|page| (page, number % PAGE))
    }

    fn make_page(&self, lead: LeadId) -> Option<(&Page, usize)> {
        let number = usize::try_from(lead.0).ok()?;
        Some((self.pages.get(number / PAGE)?.get_or_init(Page::new), number % PAGE))
    }

    pub fn agent(&self, lead: LeadId) -> Known {
        let Some((page, at)) = self.page(lead) else { return Known::Unknown };
        match page.agents[at].load(Ordering::Relaxed) {
            UNKNOWN => Known::Unknown,
            NOBODY | GONE => Known::Nobody,
            number => {
                let agents = self.agents.read().unwrap_or_else(PoisonError::into_inner);
                agents.ids.get((number - FIRST_AGENT) as usize).map_or(Known::Unknown, |id| Known::Agent(*id))
            }
        }
    }

    /// From now on this agent looks after the lead, whatever was known before.
    pub fn assign(&self, lead: LeadId, agent: Option<AgentId>) {
        let number = agent.map_or(NOBODY, |agent| self.number(agent));
        if let Some((page, at)) = self.make_page(lead) {
            let unless_gone = |held| (held != GONE).then_some(number);
            let _ = page.agents[at].fetch_update(Ordering::Relaxed, Ordering::Relaxed, unless_gone);
        }
    }

    /// The person was erased: this lead is nobody's from now on.
    pub fn forget(&self, lead: LeadId) {
        if let Some((page, at)) = self.make_page(lead) {
            page.agents[at].store(GONE, Ordering::Relaxed);
        }
    }

    /// Whether the lead is known to be erased.
    pub fn is_gone(&self, lead: LeadId) -> bool {
        self.page(lead).is_some_and(|(page, at)| page.agents[at].load(Ordering::Relaxed) == GONE)
    }

    /// What the store says of a lead that this node has not met.
    pub fn hear(&self, lead: LeadId, keeper: Keeper) {
        match keeper {
            Keeper::Erased => self.forget(lead),
            other => self.learn(lead, other.agent()),
        }
    }

    /// What the store says, which is older than anything heard since: only fills a gap.
    pub fn learn(&self, lead: LeadId, agent: Option<AgentId>) {
        let number = agent.map_or(NOBODY, |agent| self.number(agent));
        if let Some((page, at)) = self.make_page(lead) {
            // Somebody was quicker: then what stands there is newer.
            let _ = page.agents[at].compare_exchange(UNKNOWN, number, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    fn number(&self, agent: AgentId) -> u32 {
        if let Some(number) = self.agents.read().unwrap_or_else(PoisonError::into_inner).numbers.get(&agent) {
            return *number;
        }
        let mut agents = self.agents.write().unwrap_or_else(PoisonError::into_inner);
        let next = agents.ids.len() as u32 + FIRST_AGENT;
        let Agents { ids, numbers } = &mut *agents;
        *numbers.entry(agent).or_insert_with(|| {
            ids.push(agent);
            next
        })
    }

    /// Notes that the lead came by this link now, and says whether it was here by the same link less than ten
    /// seconds ago. The time is noted only for a visit that counts, so that steady tapping still counts now and then.
    pub fn comes_again(&self, lead: LeadId, link: u32, now: i64) -> bool {
        let Some((page, at)) = self.make_page(lead) else { return false };
        let tenths = (now / 100_000) as u32;
        let before = page.seen[at].load(Ordering::Relaxed);
        let (before_link, before_tenths) = ((before >> 32) as u32, before as u32);
        if before_link == link && before != 0 && tenths.wrapping_sub(before_tenths) < 100 {
            return true;
        }
        page.seen[at].store(u64::from(link) << 32 | u64::from(tenths), Ordering::Relaxed);
        false
    }

    /// When the lead's visit that counts came, of which this tap at `now` is one or a repetition: microseconds, to the
    /// tenth of a second. Asked after [`Memory::comes_again`].
    pub fn counted_at(&self, lead: LeadId, now: i64) -> i64 {
        let Some((page, at)) = self.page(lead) else { return now };
        let tenths = now.div_euclid(100_000);
        let ago = (tenths as u32).wrapping_sub(page.seen[at].load(Ordering::Relaxed) as u32);
        // Another thread may have noted a later one meanwhile: then this is of that.
        if ago < 100 { (tenths - i64::from(ago)) * 100_000 } else { now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn agent(n: u128) -> AgentId {
        AgentId(Uuid::from_u128(n))
    }

    #[test]
    fn what_the_store_says_never_overrides_what_happened_since() {
        let memory = Memory::default();
        assert_eq!(memory.agent(LeadId(70_000)), Known::Unknown);
        memory.assign(LeadId(70_000), Some(agent(1)));
        memory.learn(LeadId(70_000), Some(agent(2)));
        assert_eq!(memory.agent(LeadId(70_000)), Known::Agent(agent(1)));
        memory.learn(LeadId(5), None);
        assert_eq!(memory.agent(LeadId(5)), Known::Nobody);
        assert_eq!(memory.agent(LeadId(i64::MAX)), Known::Unknown);
    }

    #[test]
    fn whom_nobody_is_any_more_stays_nobody_whatever_is_heard() {
        let memory = Memory::default();
        memory.assign(LeadId(9), Some(agent(1)));
        assert!(!memory.is_gone(LeadId(9)) && !memory.is_gone(LeadId(i64::MAX)));
        memory.hear(LeadId(9), Keeper::Erased);
        memory.assign(LeadId(9), Some(agent(2)));
        memory.learn(LeadId(9), Some(agent(2)));
        assert!(memory.is_gone(LeadId(9)));
        assert_eq!(memory.agent(LeadId(9)), Known::Nobody);
    }

    #[test]
    fn a_second_click_counts_again_after_ten_seconds_or_by_another_link() {
        let memory = Memory::default();
        let second = 1_000_000;
        assert!(!memory.comes_again(LeadId(1), 7, 100 * second));
        assert!(memory.comes_again(LeadId(1), 7, 109 * second));
        assert!(!memory.comes_again(LeadId(1), 8, 109 * second));
        assert!(!memory.comes_again(LeadId(1), 7, 110 * second));
        assert!(!memory.comes_again(LeadId(1), 7, 120 * second));
    }

    #[test]
    fn a_second_tap_knows_when_the_first_one_came() {
        let memory = Memory::default();
        let first = 1_764_158_400_123_456;
        memory.comes_again(LeadId(1), 7, first);
        assert_eq!(memory.counted_at(LeadId(1), first), 1_764_158_400_100_000);
        memory.comes_again(LeadId(1), 7, first + 8_000_000);
        assert_eq!(memory.counted_at(LeadId(1), first + 8_000_000), 1_764_158_400_100_000);
        assert_eq!(memory.counted_at(LeadId(2), first), first);
    }
}
