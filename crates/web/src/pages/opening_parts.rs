//! What the tab "Opening" is put together from: where which visitors go, the addresses of a sample chat, figures.
//! Everything is asked of `domain`, which decides real visits: nothing is told here that would not happen.

use super::desk::Desk;
use super::link_live;
use super::links::without_scheme;
use domain::address::{self, BUDGET, INTENT_BUDGET};
use domain::deeplink::{Deeplink, Happening, Way, way};
use domain::id::LinkId;
use domain::template::Template as Message;
use domain::user_agent::IN_APPS;
use domain::visit::{Client, Device};
use engine::Engine;
use engine::beacons::{Opened, What};
use engine::click::Chat;
use engine::links::LinkView;

/// A chat of this link as it could be: its first number, its message with values.
pub struct Sample {
    pub chat: Chat,
    /// Nobody is in the pool yet.
    pub is_made_up: bool,
}

/// A number that nobody has, for a link without members.
const NOBODY: &str = "6281234567890";

impl Sample {
    pub fn of(engine: &Engine, d: &Desk, view: &LinkView) -> Self {
        let first = view.seats.iter().find(|seat| seat.planned_share > 0.0).or(view.seats.first());
        let name = first.map_or_else(|| d.workspace.clone(), |seat| seat.seat.member.name.clone());
        let digits = first.map_or(NOBODY, |seat| seat.seat.number.trim_start_matches('+')).to_owned();
        let message = Message::parse(&view.link.message);
        let comer = link_live::Comer::of(view.link.cookies, view.link.extras.form.enabled);
        let text =
            link_live::sample(d, engine, &message, (&name, comer), without_scheme(&view.url), |message, values| {
                address::message(&digits, message, values).text
            });
        Self { chat: Chat { digits, name, text }, is_made_up: first.is_none() }
    }
}

/// A kind of visitor and what they get.
pub struct Place {
    pub place: String,
    pub comes: String,
    /// Something else than plain wa.me.
    pub is_special: bool,
}

pub fn places(d: &Desk, settings: &Deeplink) -> Vec<Place> {
    let client = |device, os: &'static str, browser: &'static str, in_app: &'static str| Client {
        device,
        os: os.into(),
        browser: browser.into(),
        in_app: in_app.into(),
    };
    let mut places: Vec<(String, Way)> = [
        ("opening-place-intent", client(Device::Mobile, "android", "chrome", "")),
        ("opening-place-android", client(Device::Mobile, "android", "firefox", "")),
        ("opening-place-ios", client(Device::Mobile, "ios", "safari", "")),
    ]
    .into_iter()
    .map(|(key, client)| (d.t(key), way(&client, "", settings)))
    .collect();
    // Apps that get the same stand in one line.
    for like in [Way::Page, Way::Plain] {
        let apps: Vec<String> = IN_APPS
            .into_iter()
            .filter(|app| way(&client(Device::Mobile, "android", "webview", app), "", settings) == like)
            .map(|app| d.word("in-app", app))
            .collect();
        if !apps.is_empty() {
            places.push((d.a("opening-place-apps").s("apps", apps.join(", ")).to_string(), like));
        }
    }
    places.push((d.t("opening-place-desktop"), way(&client(Device::Desktop, "windows", "chrome", ""), "", settings)));
    let comes = |(place, way): (String, Way)| Place {
        place,
        comes: d.word("opening-way", way.as_str()),
        is_special: way != Way::Plain,
    };
    places.into_iter().map(comes).collect()
}

/// One form of the address that opens the sample chat.
pub struct Address {
    pub name: String,
    pub url: String,
    pub bytes: usize,
    pub most: usize,
    pub is_too_long: bool,
}

pub fn addresses(d: &Desk, chat: &Chat) -> Vec<Address> {
    let Chat { digits, text, .. } = chat;
    let wa_me = address::wa_me(digits, text);
    [
        ("opening-form-wa-me", wa_me.clone(), BUDGET),
        ("opening-form-api", address::api_send(digits, text), BUDGET),
        ("opening-form-scheme", address::scheme(digits, text), BUDGET),
        ("opening-form-intent", address::intent(digits, text, &wa_me), INTENT_BUDGET),
    ]
    .into_iter()
    .map(|(key, url, most)| Address { name: d.t(key), bytes: url.len(), is_too_long: url.len() > most, most, url })
    .collect()
}

/// A number of the last thirty days, and where its visits are.
pub struct Figure {
    pub name: String,
    pub value: String,
    pub href: String,
    /// How far within the funnel it stands.
    pub depth: u8,
}

/// None where nothing was ever opened this way and nothing is to be.
pub fn figures(d: &Desk, link: LinkId, opened: &Opened, settings: &Deeplink) -> Vec<Figure> {
    let any = What::ALL.into_iter().any(|what| opened.funnel.of(what) > 0);
    if !any && !settings.enabled && !settings.desktop_qr {
        return Vec::new();
    }
    let (from, to) = (opened.days.first(), opened.days.last());
    let people = Figure {
        name: d.t("opening-count-people"),
        value: d.num(opened.people),
        href: format!("/app/visits?link={link}&figure=visits&from={from}&to={to}"),
        depth: 0,
    };
    let figure = |what: What| Figure {
        name: d.word("opening-count", what.as_str()),
        value: d.num(opened.funnel.of(what)),
        href: format!("/app/links/{link}/opening/visits?what={}&from={from}&to={to}", what.as_str()),
        depth: match what {
            // Either page tells that it was seen.
            What::Answered(_) | What::Told(Happening::Shown) => 1,
            What::Told(_) => 2,
        },
    };
    std::iter::once(people).chain(What::ALL.into_iter().map(figure)).collect()
}
