//! How people come in: by a link, or by the hub and one of its buttons.

use super::crowd::{Person, Tap};
use super::dice::Dice;
use super::outcome::Prospect;
use super::shop;
use super::stay::{self, Pace};
use crate::Engine;
use crate::click::{Address, Answer, Clicked, HubAnswer, Request};
use domain::classify::Method;
use domain::visit::Entry;
use store::journal::Receipt;

/// What a tap led to.
#[derive(Default)]
pub struct Tapped {
    pub receipt: Option<Receipt>,
    /// A lead that was not there before.
    pub prospect: Option<Prospect>,
}

pub fn request<'r>(engine: &'r Engine, person: &'r Person, slug: &'r str, tap: &'r Tap) -> Request<'r> {
    Request {
        method: Method::Get,
        host: engine.settings.base_host(),
        slug,
        query: &tap.query,
        address: Address {
            peer: person.ip.parse().unwrap_or(std::net::IpAddr::from([127, 0, 0, 1])),
            x_forwarded_for: "",
            forwarded: "",
            country: "",
        },
        headers: person.headers(tap),
        cookie: &person.cookie,
    }
}

/// By a link.
pub async fn visit(
    engine: &Engine,
    person: &mut Person,
    slug: &str,
    tap: &Tap,
    pace: Pace<'_>,
    dice: &mut Dice,
) -> Tapped {
    let clicked = engine.click(&request(engine, person, slug, tap)).await;
    let (tapped, answer) = record(engine, clicked);
    go_on(engine, person, (slug, tap), answer, tapped, pace, dice).await
}

/// By the hub: most press one of its buttons, the upper ones rather.
pub async fn by_hub(engine: &Engine, person: &mut Person, tap: &Tap, pace: Pace<'_>, dice: &mut Dice) -> Tapped {
    let looked = engine.look_at_hub(&request(engine, person, shop::HUB, tap));
    let receipt = looked.entry.map(|entry| engine.record_aside(entry, None));
    let seen = Tapped { receipt, prospect: None };
    let HubAnswer::Page(page) = looked.answer else { return seen };
    if page.entries.is_empty() || !dice.permille(680) {
        return seen;
    }
    let likely = (0..page.entries.len()).map(|place| 12 / (1 + place as u32));
    let path = format!("{}/go/{}", shop::HUB, page.entries[dice.weighed(likely)]);
    pace.wait(dice.between(2, 6)).await;
    let pressed = request(engine, person, &path, tap);
    let Some((_, slug)) = engine.pressed_link(&pressed) else { return seen };
    let (tapped, answer) = record(engine, engine.press(&pressed).await);
    go_on(engine, person, (&slug, tap), answer, tapped, pace, dice).await
}

/// Keeps what was decided.
fn record(engine: &Engine, clicked: Clicked<'_>) -> (Tapped, Answer) {
    let mut tapped = Tapped::default();
    if let Some(entry) = clicked.entry {
        if let Entry::Visit(visit) = &entry
            && let Some(lead) = visit.lead
            && lead.is_new
        {
            tapped.prospect = Some(Prospect { lead: lead.id, agent: visit.agent });
        }
        tapped.receipt = Some(engine.record_aside(entry, clicked.lead));
    }
    (tapped, clicked.answer)
}

/// What the person does with the answer.
async fn go_on(
    engine: &Engine,
    person: &mut Person,
    (slug, tap): (&str, &Tap),
    answer: Answer,
    mut tapped: Tapped,
    pace: Pace<'_>,
    dice: &mut Dice,
) -> Tapped {
    match answer {
        Answer::Redirect { cookie: Some(cookie), .. } | Answer::LeaveNumber { cookie: Some(cookie), .. } => {
            person.keep(&cookie);
        }
        Answer::OpenApp(page) => {
            if let Some(cookie) = &page.cookie {
                person.keep(cookie);
            }
            tapped.receipt = stay::watch(engine, &page, pace, dice).await.or(tapped.receipt);
        }
        Answer::Form { view, cookie, .. } => {
            if let Some(cookie) = &cookie {
                person.keep(cookie);
            }
            let sent = stay::fill_in(engine, person, (slug, tap), &view.token, pace, dice).await;
            tapped.receipt = sent.or(tapped.receipt);
        }
        _ => {}
    }
    tapped
}
