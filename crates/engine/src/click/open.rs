//! L7: how the chat is opened on what the visitor holds. A chat is what the pool or a channel came to; a website or a
//! booking page is gone to as ever.

use super::{Answer, Chat};
use crate::Engine;
use crate::snapshot::{LiveLink, Snapshot};
use domain::address;
use domain::deeplink::{Attempt, Deeplink, Token, Way, way};
use domain::id::LeadId;
use domain::visit::{Facts, Step};

/// A page that opens a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenApp {
    /// [`Way::Page`] or [`Way::DesktopPage`].
    pub way: Way,
    pub attempt: Attempt,
    pub chat: Chat,
    pub business: String,
    /// What the page tells by; empty where nobody is counted.
    pub ticket: String,
    pub cookie: Option<String>,
}

/// What opening a chat comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    Redirect(String),
    Page { way: Way, chat: Chat },
}

/// Decides, and adds the step where the link wants more than wa.me at all. `location` is where the visitor goes
/// without it, and stays the fallback of every other way; `chat` is what lies there, where it is a chat.
pub(crate) fn opening(
    settings: &Deeplink,
    facts: &Facts<'_>,
    location: String,
    chat: Option<Chat>,
    steps: &mut Vec<Step<'_>>,
) -> Opening {
    let Some(chat) = chat.filter(|_| settings.wants_chat()) else { return Opening::Redirect(location) };
    let (way, opening) = match way(&facts.client, &facts.user_agent, settings) {
        Way::Intent => match address::intent_within(&chat.digits, &chat.text, &location) {
            Some(intent) => (Way::Intent, Opening::Redirect(intent)),
            None => (Way::Plain, Opening::Redirect(location)),
        },
        Way::Plain => (Way::Plain, Opening::Redirect(location)),
        way => (way, Opening::Page { way, chat }),
    };
    steps.push(Step::Opened { way });
    opening
}

impl Engine {
    /// The answer to one who is sent to `location`: there, or a page that opens the `chat` that lies there. `lead` and
    /// `visit_at` are the visit's, by which its page tells what happened: a second tap within ten seconds is the first
    /// one's visit.
    #[allow(clippy::too_many_arguments)] // The end of the journey: what was found on the way comes together here.
    pub(super) fn send_on(
        &self,
        snapshot: &Snapshot,
        link: &LiveLink,
        facts: &Facts<'_>,
        location: String,
        chat: Option<Chat>,
        lead: Option<LeadId>,
        visit_at: i64,
        cookie: Option<String>,
        steps: &mut Vec<Step<'_>>,
    ) -> Answer {
        match opening(&link.link.extras.deeplink, facts, location, chat, steps) {
            Opening::Redirect(location) => Answer::Redirect { location, cookie },
            Opening::Page { way, chat } => Answer::OpenApp(Box::new(OpenApp {
                way,
                attempt: Attempt::by(&facts.client),
                chat,
                business: self.business(snapshot, link),
                ticket: lead.map(|lead| self.ticket(&named(link, lead, visit_at))).unwrap_or_default(),
                cookie,
            })),
        }
    }
}

fn named(link: &LiveLink, lead: LeadId, visit_at: i64) -> Token {
    Token { workspace: link.link.workspace, link: link.link.id, lead, visit_at: Token::moment(visit_at) }
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
