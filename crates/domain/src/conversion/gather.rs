//! What a lead's visits tell of its browser: the newest word on each thing, and of Meta's click id when it was seen
//! first. A person may come by several ads; each platform is told the click that was its own last one.

use super::{Browser, Where};
use crate::privacy::is_whole;
use crate::visit::{Step, Utm, Visit};

/// The cookies of pixels that are kept with a visit, where they stand on a domain of the business's own.
pub const COOKIES: [&str; 4] = ["_fbc", "_fbp", "_ttp", "_ga"];
/// Longer ones are none.
pub const LONGEST_COOKIE: usize = 512;

/// `visits`: those of one lead up to the event, newest first.
pub fn gather<'a, 'v: 'a>(visits: impl IntoIterator<Item = &'a Visit<'v>>) -> Gathered {
    let mut gathered = Gathered::default();
    for visit in visits {
        // All of it of one visit: what a later address leaves out is not made up from an earlier one.
        gathered.last_touch.get_or_insert_with(|| visit.facts.origin.utm.clone().into_owned());
        gathered.add(visit);
    }
    gathered
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    pub browser: Browser,
    pub whereabouts: Where,
    pub referrer: String,
    /// What the address of the newest visit said; none: there is no visit.
    pub last_touch: Option<Utm<'static>>,
}

impl Gathered {
    fn add(&mut self, visit: &Visit<'_>) {
        let facts = &visit.facts;
        let Self { browser, whereabouts, referrer, .. } = self;
        // Address and user agent belong together: those of one visit.
        if browser.user_agent.is_empty() && !facts.user_agent.is_empty() {
            // A network is nobody's address: a platform that is given one matches somebody else, or refuses the event.
            browser.ip = if is_whole(&facts.ip) { facts.ip.to_string() } else { String::new() };
            browser.user_agent = facts.user_agent.to_string();
            browser.language = facts.language.to_string();
        }
        if whereabouts.country.is_empty() {
            whereabouts.country = facts.place.country.to_string();
            whereabouts.region = facts.place.region.to_string();
            whereabouts.city = facts.place.city.to_string();
        }
        keep(referrer, &facts.origin.referrer);
        for (name, value) in facts.origin.carried() {
            match name.as_ref() {
                "fbclid" if browser.fbclid.is_empty() || browser.fbclid == *value => {
                    // Going back in time: the last one met is the first that was seen.
                    browser.fbclid = value.to_string();
                    browser.fbclid_at = visit.at;
                }
                "gclid" => keep(&mut browser.gclid, value),
                "gbraid" => keep(&mut browser.gbraid, value),
                "wbraid" => keep(&mut browser.wbraid, value),
                "ttclid" => keep(&mut browser.ttclid, value),
                "li_fat_id" => keep(&mut browser.li_fat_id, value),
                "ctwa_clid" => keep(&mut browser.ctwa_clid, value),
                _ => {}
            }
        }
        for (name, value) in visit.steps.iter().filter_map(cookies).flatten() {
            match name.as_ref() {
                "_fbc" => keep(&mut browser.fbc, value),
                "_fbp" => keep(&mut browser.fbp, value),
                "_ttp" => keep(&mut browser.ttp, value),
                "_ga" => keep(&mut browser.ga_client, ga_client(value)),
                _ => {}
            }
        }
    }
}

fn cookies<'s, 'a>(step: &'s Step<'a>) -> Option<&'s Vec<crate::visit::Pair<'a>>> {
    match step {
        Step::PixelCookies { pairs } => Some(pairs),
        _ => None,
    }
}

/// What is known already is newer.
fn keep(slot: &mut String, value: &str) {
    if slot.is_empty() {
        slot.push_str(value);
    }
}

/// The client id within Google's cookie `GA1.1.123456.789012`: its last two groups. Empty for what is none.
fn ga_client(cookie: &str) -> &str {
    let mut dots = cookie.rmatch_indices('.').map(|(at, _)| at);
    let (Some(_), Some(second)) = (dots.next(), dots.next()) else { return "" };
    let client = &cookie[second + 1..];
    let good = client.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if good { client } else { "" }
}

/// Cookies of pixels in a raw Cookie header; what is too long or holds anything but visible ASCII is none.
pub fn read_cookies(header: &str) -> Vec<(&'static str, &str)> {
    let mut found: Vec<(&'static str, &str)> = Vec::new();
    // Most have none, and this stands in every visit's way.
    if !header.contains("_fb") && !header.contains("_ttp") && !header.contains("_ga") {
        return found;
    }
    for part in header.split(';') {
        let Some((name, value)) = part.trim().split_once('=') else { continue };
        let Some(known) = COOKIES.iter().find(|known| **known == name) else { continue };
        let good = !value.is_empty() && value.len() <= LONGEST_COOKIE && value.bytes().all(|b| b.is_ascii_graphic());
        if good && found.iter().all(|(other, _)| other != known) {
            found.push((known, value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{LinkId, WorkspaceId};
    use crate::visit::{Facts, Kind};
    use uuid::Uuid;

    #[test]
    fn cookies_of_pixels_are_taken_and_no_others() {
        let header = "a=b; _fbp=fb.1.1.2; session=secret; _ga=GA1.1.11.22; _fbp=other; _fbc=; _ttp=a b";
        assert_eq!(read_cookies(header), [("_fbp", "fb.1.1.2"), ("_ga", "GA1.1.11.22")]);
        assert!(read_cookies(&format!("_fbc={}", "x".repeat(LONGEST_COOKIE + 1))).is_empty());
    }

    #[test]
    fn the_client_id_is_the_cookies_end() {
        assert_eq!(ga_client("GA1.1.123456.789012"), "123456.789012");
        assert_eq!(ga_client("GA1.2-2.123456.789012"), "123456.789012");
        assert_eq!((ga_client("123"), ga_client("GA1.x.y"), ga_client("GA1.1.1.x")), ("", "", ""));
    }

    #[test]
    fn a_network_is_told_as_nobodys_address_and_its_browser_is_still_told() {
        let seen = |ip: &'static str| {
            let facts = Facts { ip: ip.into(), user_agent: "Mozilla/5.0".into(), ..Facts::default() };
            let visit = Visit {
                at: 7,
                workspace: WorkspaceId(Uuid::nil()),
                link: LinkId(Uuid::nil()),
                kind: Kind::Human,
                repeat: false,
                lead: None,
                source: "ads".into(),
                agent: None,
                member: None,
                turn: None,
                facts,
                steps: Vec::new(),
            };
            let Browser { ip, user_agent, .. } = gather([&visit]).browser;
            (ip, user_agent)
        };
        let browser = || "Mozilla/5.0".to_owned();
        assert_eq!(seen("203.0.113.77"), ("203.0.113.77".to_owned(), browser()));
        for kept in ["203.0.113.0/24", "2001:db8:1::/48", ""] {
            assert_eq!(seen(kept), (String::new(), browser()), "{kept}");
        }
    }
}
