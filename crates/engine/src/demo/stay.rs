//! What a visitor does on a page that comes before the chat: fills in a form, or watches WhatsApp open.

use super::clock::DemoClock;
use super::crowd::{Person, Tap};
use super::dice::Dice;
use super::door::request;
use super::shop;
use crate::Engine;
use crate::click::{Answer, Clicked, OpenApp, SentForm};
use crate::clock::Clock;
use domain::deeplink::{Happening, Way};
use domain::form::check::{CONSENT, Typed};
use domain::form::token::CONTROL;
use domain::language::Locale;
use domain::visit::Entry;
use std::time::Duration;
use store::journal::Receipt;

/// How the time passes that somebody spends on a page.
#[derive(Clone, Copy)]
pub enum Pace<'c> {
    /// The past is lived through.
    ByHand(&'c DemoClock),
    /// It is now.
    ByItself,
}

impl Pace<'_> {
    pub async fn wait(self, seconds: i64) {
        match self {
            Self::ByHand(clock) => clock.turn_to(clock.now() + seconds * 1_000_000),
            Self::ByItself => tokio::time::sleep(Duration::from_secs(seconds.unsigned_abs())).await,
        }
    }
}

/// The page that tries to open WhatsApp: mostly it opens, else wa.me follows or the button is pressed.
pub async fn watch(engine: &Engine, page: &OpenApp, pace: Pace<'_>, dice: &mut Dice) -> Option<Receipt> {
    let mut receipt = hear(engine, &page.ticket, Happening::Shown);
    pace.wait(2).await;
    // On a computer somebody scans the code, which tells nothing, or presses the button.
    let odds = if page.way == Way::Page { [740, 170, 70, 20] } else { [0, 0, 550, 0] };
    let outcomes = [Happening::Opened, Happening::FellBack, Happening::Button, Happening::Copied];
    for (what, odds) in outcomes.into_iter().zip(odds) {
        if dice.permille(odds) {
            receipt = hear(engine, &page.ticket, what).or(receipt);
            break;
        }
    }
    receipt
}

fn hear(engine: &Engine, ticket: &str, what: Happening) -> Option<Receipt> {
    let entry = engine.hear(ticket, what.as_str())?;
    Some(engine.record_aside(entry, None))
}

/// The form before the chat: most fill it in, some go away.
pub async fn fill_in(
    engine: &Engine,
    person: &mut Person,
    (slug, tap): (&str, &Tap),
    token: &str,
    pace: Pace<'_>,
    dice: &mut Dice,
) -> Option<Receipt> {
    if !dice.permille(710) {
        return None;
    }
    pace.wait(dice.between(4, 12)).await;
    let mut typed =
        vec![(CONTROL.to_owned(), token.to_owned()), ("name".to_owned(), dice.one_of(&shop::NAMES).to_owned())];
    typed.push(("k_kain".to_owned(), dice.one_of(&shop::CLOTHS).to_owned()));
    if dice.permille(520) {
        typed.push(("k_kota".to_owned(), dice.one_of(&shop::TOWNS).to_owned()));
    }
    if dice.permille(640) {
        typed.push((CONSENT.to_owned(), "yes".to_owned()));
    }
    let sent = engine.send_form(&request(engine, person, slug, tap), &Typed(typed), Locale::Id).await;
    let SentForm::Done { clicked, .. } = sent else { return None };
    let Clicked { answer, entry, lead } = *clicked;
    let receipt = entry.map(|entry: Entry<'_>| engine.record_aside(entry, lead));
    if let Answer::Redirect { cookie: Some(cookie), .. } = answer {
        person.keep(&cookie);
    }
    receipt
}
