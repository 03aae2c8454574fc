//! Who taps: phones and browsers as they are in Indonesia, addresses of real networks (so that the country table has
//! something to find), what an ad appends to the address, and the machines that look in.

use super::dice::Dice;
use super::shop::Source;
use domain::classify::Headers;

/// A device and where it is: what stays the same when a visitor comes back.
#[derive(Clone, Debug)]
pub struct Person {
    pub agent: &'static str,
    pub language: &'static str,
    pub ip: String,
    /// The cookie header that the last answer made.
    pub cookie: String,
}

/// One tap.
#[derive(Clone, Debug)]
pub struct Tap {
    pub query: String,
    pub referrer: &'static str,
    /// `prefetch` for a browser that looks ahead.
    pub purpose: &'static str,
}

impl Person {
    /// The value of the visitor's cookie.
    pub fn keep(&mut self, cookie: &str) {
        self.cookie = format!("{}={cookie}", domain::identity::cookie::NAME);
    }

    pub fn headers<'a>(&'a self, tap: &'a Tap) -> Headers<'a> {
        Headers {
            user_agent: self.agent,
            accept_language: self.language,
            referer: tap.referrer,
            sec_purpose: tap.purpose,
            purpose: "",
            x_purpose: "",
            x_moz: "",
        }
    }
}

/// First octets of a network, its country as the built-in table has it, how many of our visitors come from there.
const NETWORKS: [(&str, &str, u32); 12] = [
    ("36.68", "ID", 210),
    ("114.124", "ID", 230),
    ("180.244", "ID", 160),
    ("182.0", "ID", 120),
    ("112.215", "ID", 110),
    ("140.213", "ID", 90),
    ("175.139", "MY", 26),
    ("116.86", "SG", 22),
    ("1.128", "AU", 10),
    ("126.0", "JP", 6),
    ("73.0", "US", 8),
    ("145.53", "NL", 5),
];

const PHONES: [(&str, u32); 7] = [
    (
        "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        26,
    ),
    (
        "Mozilla/5.0 (Linux; Android 13; CPH2461) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        20,
    ),
    (
        "Mozilla/5.0 (Linux; Android 12; 2201117TY) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36",
        14,
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
        16,
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        3,
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        14,
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
        7,
    ),
];

const FACEBOOK: [&str; 2] = [
    "Mozilla/5.0 (Linux; Android 14; SM-A155F Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.86 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/488.0.0.64.79;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 [FBAN/FBIOS;FBAV/488.0.0.70.107;FBBV/662014519;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.6.1;FBLC/id_ID]",
];

const INSTAGRAM: [&str; 2] = [
    "Mozilla/5.0 (Linux; Android 13; V2250 Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.58 Mobile Safari/537.36 Instagram 356.0.0.41.101 Android (33/13; 420dpi; 1080x2280; vivo; V2250; V2250; mt6768; in_ID; 653199123)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21G93 Instagram 356.0.3.29.93 (iPhone15,2; iOS 17_6_1; id_ID; id; scale=3.00; 1179x2556; 656123456)",
];

const TIKTOK: &str = "Mozilla/5.0 (Linux; Android 13; Infinix X6833B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/129.0.6668.100 Mobile Safari/537.36 musical_ly_2023705030 JsSdk/1.0 NetType/4G Channel/googleplay AppName/musical_ly app_version/37.5.3 ByteLocale/id-ID Region/ID BytedanceWebview/d8a21c6";

/// Who is no person.
const MACHINES: [&str; 8] = [
    "WhatsApp/2.24.20.89 A",
    "WhatsApp/2.24.21.80 i",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "",
];

/// Somebody new, as this source brings them.
pub fn person(source: Source, dice: &mut Dice) -> Person {
    let agent = match source {
        Source::Facebook(_) if dice.permille(850) => dice.one_of(&FACEBOOK),
        Source::InstagramAd(_) | Source::InstagramBio if dice.permille(900) => dice.one_of(&INSTAGRAM),
        Source::Tiktok(_) if dice.permille(900) => TIKTOK,
        Source::Poster => PHONES[dice.weighed(PHONES[..4].iter().map(|p| p.1))].0,
        _ => PHONES[dice.weighed(PHONES.iter().map(|p| p.1))].0,
    };
    let (network, country, _) = NETWORKS[dice.weighed(NETWORKS.iter().map(|n| n.2))];
    let language = match country {
        "ID" if dice.permille(880) => "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7",
        "MY" => "ms-MY,ms;q=0.9,en;q=0.8",
        "JP" => "ja-JP,ja;q=0.9,en;q=0.8",
        "NL" => "nl-NL,nl;q=0.9,id;q=0.8,en;q=0.7",
        _ => "en-US,en;q=0.9",
    };
    let ip = format!("{network}.{}.{}", dice.between(0, 255), dice.between(1, 254));
    Person { agent, language, ip, cookie: String::new() }
}

/// What the address carries and where the tap was made.
pub fn tap(source: Source, slug: &str, dice: &mut Dice) -> Tap {
    let ad = |platform: &str, medium: &str, campaign: &str, content: &str, id: String| {
        format!("utm_source={platform}&utm_medium={medium}&utm_campaign={campaign}&utm_content={content}&{id}")
    };
    let (query, referrer) = match source {
        Source::Facebook(campaign) => {
            let content = dice.one_of(&["video-pengrajin", "carousel-kemeja", "testimoni"]);
            let id = format!("fbclid=IwY2xjawG{}", dice.word(52));
            (ad("facebook", "paid_social", campaign, content, id), "https://m.facebook.com/")
        }
        Source::InstagramAd(campaign) => {
            let content = dice.one_of(&["reels-parang", "story-diskon"]);
            let id = format!("fbclid=PAZXh0bgNhZW0{}", dice.word(48));
            (ad("instagram", "paid_social", campaign, content, id), "https://l.instagram.com/")
        }
        Source::InstagramBio => ("utm_source=instagram&utm_medium=bio".to_owned(), "https://l.instagram.com/"),
        Source::Tiktok(campaign) => {
            let id = format!("ttclid=E.C.P.{}", dice.word(60));
            (ad("tiktok", "paid_social", campaign, "ootd-batik", id), "https://www.tiktok.com/")
        }
        Source::Google(campaign) => {
            let id = format!("gclid=Cj0KCQ{}", dice.word(66));
            (ad("google", "cpc", campaign, "rsa-1", id), "https://www.google.com/")
        }
        Source::Website => (String::new(), "https://batik-kirana.example/koleksi"),
        Source::Newsletter => ("utm_source=newsletter&utm_medium=email&utm_campaign=koleksi-baru".to_owned(), ""),
        Source::Poster => ("_s=qr".to_owned(), ""),
        Source::Plain => (String::new(), ""),
    };
    let query = if slug == "seragam" && dice.permille(600) {
        let company = dice.one_of(&["Bank%20Nusa", "PT%20Cahaya", "Klinik%20Sehat", "Kopi%20Senja"]);
        let join = if query.is_empty() { "" } else { "&" };
        format!("{query}{join}k_perusahaan={company}")
    } else {
        query
    };
    Tap { query, referrer, purpose: "" }
}

/// A preview, a crawler, or a browser that looks ahead with a person's own words.
pub fn machine(dice: &mut Dice) -> (Person, Tap) {
    let mut person = person(Source::Plain, dice);
    person.language = "";
    let mut tap = Tap { query: String::new(), referrer: "", purpose: "" };
    if dice.permille(180) {
        person.agent = FACEBOOK[0];
        person.language = "id-ID,id;q=0.9";
        tap.purpose = "prefetch";
    } else {
        person.agent = dice.one_of(&MACHINES);
    }
    (person, tap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Geo;

    #[test]
    fn every_network_lies_where_the_country_table_has_it() {
        let geo = Geo::open(None);
        for (network, country, _) in NETWORKS {
            for rest in ["0.1", "77.9", "130.200", "255.254"] {
                let ip = format!("{network}.{rest}").parse().expect("an address");
                assert_eq!(geo.lookup(ip).country, country, "{ip}");
            }
        }
    }

    #[test]
    fn machines_are_seen_as_machines_and_people_as_people() {
        use domain::classify::{Method, classify};
        let mut dice = Dice::seeded(5);
        for _ in 0..200 {
            let (machine, tap) = machine(&mut dice);
            assert!(!classify(Method::Get, &machine.headers(&tap), false).kind.is_person(), "{machine:?}");
            let source = Source::InstagramAd("x");
            let (person, tap) = (person(source, &mut dice), super::tap(source, "promo", &mut dice));
            assert!(classify(Method::Get, &person.headers(&tap), false).kind.is_person(), "{person:?}");
        }
    }
}
