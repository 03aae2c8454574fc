//! What routing goes by: the visitor, the facts, the time, and where turns are taken from.

use crate::snapshot::{LiveLink, Snapshot};
use domain::calendar::Calendars;
use domain::code::Code;
use domain::id::{AgentId, ChannelId, LinkId, MemberId};
use domain::query;
use domain::rotation::Rotation;
use domain::route::{Seen, Visitor as Been};
use domain::visit::{Facts, Pair, Turn};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What is known of the visitor when routing begins.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'v> {
    /// Who looks after them.
    pub agent: Option<AgentId>,
    pub code: Option<Code>,
    /// Their name where known; empty else.
    pub name: &'v str,
    /// None: nobody is recognised here.
    pub been: Option<Been>,
    /// The same visit again within ten seconds: as before, without a turn, even where the link is not sticky.
    pub repeat: bool,
    /// What a form told, by key; in the message it goes before the address's own parameters.
    pub keys: &'v [Pair<'v>],
}

/// The parameters of the address beyond the facts.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'j> {
    /// The query as it came.
    Raw(&'j str),
    /// Those that were kept with a recorded visit.
    Kept(&'j [Pair<'j>]),
}

impl<'j> Asked<'j> {
    pub(super) fn named(self, names: &[String]) -> Cow<'j, [Pair<'j>]> {
        match self {
            Self::Raw(_) if names.is_empty() => Cow::Borrowed(&[]),
            Self::Raw(query) => Cow::Owned(query::named(query, names)),
            Self::Kept(pairs) => Cow::Borrowed(pairs),
        }
    }
}

/// Where turns are taken.
pub enum Turns<'j> {
    /// From the links' own wheels: somebody is really sent there.
    Given,
    /// From copies: a crawler, or somebody who only imagines a visit.
    Imagined,
    /// From wheels of a draft's own.
    Replayed(&'j mut Wheels),
}

/// The wheels of a draft that is run over recorded visits, and the turns of its members' days.
#[derive(Default)]
pub struct Wheels {
    pub rotations: FxHashMap<LinkId, Rotation>,
    pub days: FxHashMap<MemberId, (i32, u32)>,
    /// The turn that the visit at hand really took.
    pub recorded: Option<Turn>,
}

/// One visit on its way.
pub struct Journey<'j> {
    pub snapshot: &'j Snapshot,
    pub visitor: Visitor<'j>,
    pub facts: &'j Facts<'j>,
    pub asked: Asked<'j>,
    /// Microseconds UTC.
    pub now: i64,
    pub turns: Turns<'j>,
    /// How many rules that do not hold are told one by one.
    pub told: usize,
    /// The message is wanted as text beside the address.
    pub wants_text: bool,
    /// The links that have been asked already.
    pub been: Vec<LinkId>,
}

/// As many rules that don't hold stand in a recorded visit with their reasons; more are only counted.
pub const TOLD: usize = 12;

impl<'j> Journey<'j> {
    pub fn new(
        snapshot: &'j Snapshot,
        visitor: Visitor<'j>,
        facts: &'j Facts<'j>,
        asked: Asked<'j>,
        now: i64,
        turns: Turns<'j>,
    ) -> Self {
        Self { snapshot, visitor, facts, asked, now, turns, told: TOLD, wants_text: false, been: Vec::new() }
    }

    /// The visit as the rules of a link of this workspace see it.
    pub(super) fn seen<'s>(
        &self,
        link: &LiveLink,
        parameters: &'s [Pair<'s>],
    ) -> Seen<'s, Calendars, impl Fn(ChannelId) -> Option<bool> + use<'s, 'j>>
    where
        'j: 's,
    {
        let (snapshot, workspace): (&'j Snapshot, _) = (self.snapshot, link.link.workspace);
        let channels = move |id| snapshot.channel(workspace, id).map(|channel| channel.active);
        Seen::new(self.facts, self.visitor.been, self.now, parameters, &*snapshot.calendars, channels)
    }
}

/// Where it goes, to whom, and why.
#[derive(Debug, Default)]
pub struct Assignment {
    /// None: nobody is there, and no fallback leads anywhere.
    pub location: Option<String>,
    /// The WhatsApp chat that the location opens, where it is one and [`Journey::wants_text`].
    pub chat: Option<Chat>,
    pub agent: Option<AgentId>,
    pub member: Option<MemberId>,
    pub channel: Option<ChannelId>,
    /// The address, or the name of the channel, that a fallback led to.
    pub fell_back_to: Option<String>,
    pub turn: Option<Turn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// E.164 without the plus.
    pub digits: String,
    /// Who will answer.
    pub name: String,
    /// The message, fit for every form of address.
    pub text: String,
}
