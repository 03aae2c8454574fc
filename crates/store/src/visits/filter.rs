//! What a list of visits is narrowed to. A figure and a facet count as the roll-ups do ([`crate::reports::rollup`]), so
//! that a number of a report and the rows behind it can't disagree.

use domain::id::{LeadId, LinkId, MemberId, WorkspaceId};
use domain::visit::{Kind, Step, Visit};

/// Every condition that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub link: Option<LinkId>,
    pub lead: Option<LeadId>,
    pub kind: Option<Kind>,
    /// What a figure of a report counts.
    pub figure: Option<Figure>,
    /// One line of a report: what it is by, and its key (empty: unknown or none).
    pub line: Option<(Facet, String)>,
    /// Took this member's turn.
    pub turn_of: Option<MemberId>,
    /// Came back to this member.
    pub back_to: Option<MemberId>,
    /// At or after, microseconds UTC.
    pub from: Option<i64>,
    /// Before.
    pub before: Option<i64>,
}

/// The figures of a report that count visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Of people, without repeats.
    Clicks,
    Scans,
    /// Clicks and scans together.
    Visits,
    /// Visits that made a lead.
    Leads,
    /// Previews, bots, prefetches and HEAD requests.
    Filtered,
    /// The same visitor again within ten seconds.
    Repeats,
}

impl Figure {
    pub const ALL: [Self; 6] = [Self::Clicks, Self::Scans, Self::Visits, Self::Leads, Self::Filtered, Self::Repeats];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::Scans => "scans",
            Self::Visits => "visits",
            Self::Leads => "leads",
            Self::Filtered => "filtered",
            Self::Repeats => "repeats",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.as_str() == text)
    }

    fn counts(self, visit: &Visit<'_>) -> bool {
        if visit.repeat {
            return self == Self::Repeats;
        }
        match self {
            Self::Clicks => visit.kind == Kind::Human,
            Self::Scans => visit.kind == Kind::Scan,
            Self::Visits => visit.kind.is_person(),
            Self::Leads => visit.lead.is_some_and(|lead| lead.is_new),
            Self::Filtered => !visit.kind.is_person(),
            Self::Repeats => false,
        }
    }

    /// The kinds that an index knows of, when all that it counts are of these.
    fn kinds(self) -> Option<&'static [Kind]> {
        match self {
            Self::Scans => Some(&[Kind::Scan]),
            Self::Filtered => Some(&[Kind::Preview, Kind::Bot, Kind::Prefetch, Kind::Head]),
            Self::Clicks | Self::Visits | Self::Leads | Self::Repeats => None,
        }
    }
}

/// What the lines of a report are by, where a visit is of one of them. Links and kinds are filters of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    Agent,
    Source,
    Campaign,
    Country,
    Device,
}

impl Facet {
    pub const ALL: [Self; 5] = [Self::Agent, Self::Source, Self::Campaign, Self::Country, Self::Device];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Country => "country",
            Self::Device => "device",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == text)
    }

    fn is(self, key: &str, visit: &Visit<'_>) -> bool {
        match self {
            Self::Agent => visit.agent.map(|id| id.to_string()).unwrap_or_default() == key,
            Self::Source => visit.source == key,
            Self::Campaign => visit.facts.origin.utm.campaign == key,
            Self::Country => visit.facts.place.country == key,
            Self::Device => visit.facts.client.device.as_str() == key,
        }
    }

    /// Machines have no agent, source or campaign that anybody counts.
    fn is_of_people(self) -> bool {
        matches!(self, Self::Agent | Self::Source | Self::Campaign)
    }
}

impl Filter {
    pub(super) fn fits(&self, workspace: WorkspaceId, visit: &Visit<'_>) -> bool {
        visit.workspace == workspace
            && self.from.is_none_or(|from| visit.at >= from)
            && self.before.is_none_or(|before| visit.at < before)
            && self.kind.is_none_or(|kind| visit.kind == kind)
            && self.link.is_none_or(|link| visit.link == link)
            && self.lead.is_none_or(|lead| visit.lead.is_some_and(|own| own.id == lead))
            && self.turn_of.is_none_or(|member| visit.turn.is_some_and(|turn| turn.member == member))
            && self.back_to.is_none_or(|member| visit.member == Some(member) && came_back(visit))
            && self.figure.is_none_or(|figure| figure.counts(visit))
            && self
                .line
                .as_ref()
                .is_none_or(|(facet, key)| (visit.kind.is_person() || !facet.is_of_people()) && facet.is(key, visit))
    }

    /// The kinds to read by their index, each in a lane of its own. None: another index is better, or none has them.
    pub(super) fn kinds(&self) -> Option<Vec<Kind>> {
        match (self.kind, self.figure) {
            (Some(Kind::Human), _) => None,
            (Some(kind), _) => Some(vec![kind]),
            (None, Some(figure)) => figure.kinds().map(<[Kind]>::to_vec),
            (None, None) => None,
        }
    }
}

/// As the projector counts it: no turn was taken, and it is not the same tap again.
fn came_back(visit: &Visit<'_>) -> bool {
    visit.turn.is_none() && !visit.repeat && visit.steps.iter().any(|step| matches!(step, Step::Sticky { .. }))
}
