//! What became of visits that were answered with more than plain wa.me: how each was answered, and what the page on the
//! visitor's phone told. Each happening stands once a visit, however often it was told. A visit is named by its link,
//! its lead and the tenth of a second in which it came (`domain::deeplink::Token::moment`). Only the projector writes
//! here.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::deeplink::{Happening, Way};
use domain::id::{LeadId, LinkId, WorkspaceId};

const COUNTS: Statement = Statement::new(
    "beacons.counts",
    "SELECT what, COUNT(*) FROM beacons WHERE link_id = $1 AND visit_at >= $2 AND visit_at < $3 AND workspace_id = $4 \
     GROUP BY what",
);
const ROWS: Statement = Statement::new(
    "beacons.rows",
    "SELECT visit_at, lead_id, seen_at FROM beacons WHERE link_id = $1 AND visit_at >= $2 AND visit_at < $3 \
     AND what = $4 AND workspace_id = $5 AND (visit_at < $6 OR (visit_at = $6 AND lead_id < $7)) \
     ORDER BY visit_at DESC, lead_id DESC LIMIT $8",
);

pub const STATEMENTS: &[&Statement] = &[&COUNTS, &ROWS];

/// What a visit came to: the way it was answered, or what its page told. One word of the column `what`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Never [`Way::Plain`]: a visit that went straight to wa.me leaves nothing here.
    Answered(Way),
    Told(Happening),
}

impl What {
    /// In the order of a visit.
    pub const ALL: [Self; 8] = [
        Self::Answered(Way::Intent),
        Self::Answered(Way::DesktopPage),
        Self::Answered(Way::Page),
        Self::Told(Happening::Shown),
        Self::Told(Happening::Opened),
        Self::Told(Happening::FellBack),
        Self::Told(Happening::Button),
        Self::Told(Happening::Copied),
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered(way) => way.as_str(),
            Self::Told(happening) => happening.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.as_str() == text)
    }
}

/// How many visits of people, repeats left out, came to what. People in all are in the roll-ups of visits; those who
/// are not in `intent`, `page` or `desktop_page` were sent straight to wa.me.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Handed to Android with the intent: the app if it is there, wa.me if not. What came of it is not told.
    pub intent: i64,
    /// Answered with the page that opens the app.
    pub page: i64,
    /// Answered with the page that has a QR code.
    pub desktop_page: i64,
    /// A page of either kind was seen.
    pub shown: i64,
    /// It went out of sight soon after it tried: WhatsApp came in front.
    pub opened: i64,
    /// It went on to wa.me, by itself or by its link.
    pub fell_back: i64,
    /// Its button was pressed.
    pub button: i64,
    /// The number was copied.
    pub copied: i64,
}

impl Funnel {
    pub fn of(&self, what: What) -> i64 {
        match what {
            What::Answered(Way::Plain) => 0,
            What::Answered(Way::Intent) => self.intent,
            What::Answered(Way::Page) => self.page,
            What::Answered(Way::DesktopPage) => self.desktop_page,
            What::Told(Happening::Shown) => self.shown,
            What::Told(Happening::Opened) => self.opened,
            What::Told(Happening::FellBack) => self.fell_back,
            What::Told(Happening::Button) => self.button,
            What::Told(Happening::Copied) => self.copied,
        }
    }

    fn count(&mut self, what: What, count: i64) {
        let place = match what {
            What::Answered(Way::Plain) => return,
            What::Answered(Way::Intent) => &mut self.intent,
            What::Answered(Way::Page) => &mut self.page,
            What::Answered(Way::DesktopPage) => &mut self.desktop_page,
            What::Told(Happening::Shown) => &mut self.shown,
            What::Told(Happening::Opened) => &mut self.opened,
            What::Told(Happening::FellBack) => &mut self.fell_back,
            What::Told(Happening::Button) => &mut self.button,
            What::Told(Happening::Copied) => &mut self.copied,
        };
        *place = count;
    }
}

/// The funnel of a link's visits from `from` on and before `before`, microseconds UTC.
pub fn funnel(tx: &mut Tx<'_>, workspace: WorkspaceId, link: LinkId, from: i64, before: i64) -> Result<Funnel, Error> {
    let mut funnel = Funnel::default();
    tx.query(&COUNTS, &[link.into(), from.into(), before.into(), workspace.into()], |row| {
        // A word of a newer version counts for nothing here.
        if let Some(what) = What::parse(row.get::<&str>(0)?) {
            funnel.count(what, row.get(1)?);
        }
        Ok(())
    })?;
    Ok(funnel)
}

/// One visit that came to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Microseconds UTC, the tenth of a second.
    pub visit_at: i64,
    pub lead: LeadId,
    /// When it was told; of an answer, when it was given.
    pub at: i64,
}

/// The visits behind a figure of [`funnel`], newest first, after the one of that time and lead.
pub fn rows(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    link: LinkId,
    what: What,
    (from, before): (i64, i64),
    after: Option<(i64, LeadId)>,
    limit: usize,
) -> Result<Vec<Seen>, Error> {
    let (at, lead) = after.map_or((i64::MAX, i64::MAX), |(visit_at, lead)| (visit_at, lead.0));
    let params = [
        link.into(),
        from.into(),
        before.into(),
        what.as_str().into(),
        workspace.into(),
        at.into(),
        lead.into(),
        (limit as i64).into(),
    ];
    tx.query(&ROWS, &params, |row| Ok(Seen { visit_at: row.get(0)?, lead: row.get(1)?, at: row.get(2)? }))
}
