//! What visitors look like: real user agents, public addresses all over the world, the full query of an ad click.

use domain::classify::{Headers, Method};
use domain::identity::cookie;
use engine::click::{Address, Request};
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};

/// One a line; people's all of them.
pub const USER_AGENTS: &str = include_str!("../load/user_agents.txt");
pub const LANGUAGES: [&str; 4] =
    ["id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", "en-US,en;q=0.9", "id,en;q=0.5", "es-ES,es;q=0.9,en;q=0.6"];
const CAMPAIGNS: [&str; 8] =
    ["gajian", "11-11", "harbolnas", "ramadan", "back-to-school", "new-arrival", "retarget-cart", "brand"];
const SOURCES: [&str; 5] = ["facebook", "ig", "google", "tiktok", "newsletter"];

/// xorshift64*: quick, the same on every machine, good enough for load.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 to one less than `count`.
    pub fn below(&mut self, count: usize) -> usize {
        (self.roll() >> 33) as usize % count
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A public IPv4 address.
    pub fn address(&mut self) -> Ipv4Addr {
        loop {
            let address = Ipv4Addr::from((self.roll() >> 32) as u32);
            let [first, second, ..] = address.octets();
            let shared = first == 100 && second & 0xC0 == 64;
            if !(first == 0
                || first == 127
                || first >= 224
                || shared
                || address.is_private()
                || address.is_link_local())
            {
                return address;
            }
        }
    }
}

/// The people who come by.
pub struct Crowd {
    agents: Vec<&'static str>,
    pub dice: Dice,
    serial: u64,
    mark: u64,
}

/// One request's words, held here so that they can be borrowed.
pub struct Visitor {
    pub slug: String,
    pub query: String,
    pub user_agent: &'static str,
    pub language: &'static str,
    pub address: String,
    pub cookie: String,
}

impl Crowd {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mark = dice.roll() >> 24;
        Self { agents: USER_AGENTS.lines().collect(), dice, serial: 0, mark }
    }

    /// Somebody new from an ad, with a click id that nobody else has.
    pub fn visitor(&mut self, slug: &str, content: &str) -> Visitor {
        self.serial += 1;
        let mut query = format!(
            "utm_source={}&utm_medium=paid_social&utm_campaign={}&utm_term=lookalike-{}%25&utm_id=12021{:010}&utm_content={content}",
            self.dice.pick(&SOURCES),
            self.dice.pick(&CAMPAIGNS),
            self.dice.below(10),
            self.dice.below(400),
        );
        let _ = write!(
            query,
            "&fbclid=IwY2xjawM{:010x}{:08x}AR7bHVLm0xkJt3yqGZ0nN5vV8Qd2_aem_Yf1&k_adset=set-{}&k_ad=video%20{}",
            self.mark,
            self.serial,
            self.dice.below(40),
            self.dice.below(200),
        );
        Visitor {
            slug: slug.to_owned(),
            query,
            user_agent: self.dice.pick(&self.agents),
            language: self.dice.pick(&LANGUAGES),
            address: self.dice.address().to_string(),
            cookie: String::new(),
        }
    }
}

impl Visitor {
    /// As the engine takes it, coming through a proxy of ours.
    pub fn request(&self) -> Request<'_> {
        Request {
            method: Method::Get,
            host: "localhost",
            slug: &self.slug,
            query: &self.query,
            address: Address {
                peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
                x_forwarded_for: &self.address,
                forwarded: "",
                country: "",
            },
            headers: Headers {
                user_agent: self.user_agent,
                accept_language: self.language,
                referer: "https://l.facebook.com/",
                ..Headers::default()
            },
            cookie: &self.cookie,
        }
    }

    pub fn path(&self) -> String {
        format!("/wa/{}?{}", self.slug, self.query)
    }

    /// Header lines for a client.
    pub fn headers(&self) -> String {
        let mut lines = format!(
            "X-Forwarded-For: {}\r\nUser-Agent: {}\r\nAccept-Language: {}\r\nReferer: https://l.facebook.com/\r\n",
            self.address, self.user_agent, self.language
        );
        if !self.cookie.is_empty() {
            let _ = write!(lines, "Cookie: {}={}\r\n", cookie::NAME, self.cookie);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::classify::classify;
    use domain::visit::Kind;

    #[test]
    fn every_user_agent_is_a_persons() {
        assert!(USER_AGENTS.lines().count() >= 50);
        for user_agent in USER_AGENTS.lines() {
            let verdict = classify(Method::Get, &Headers { user_agent, ..Headers::default() }, false);
            assert_eq!(verdict.kind, Kind::Human, "{user_agent}");
        }
    }

    #[test]
    fn no_two_visitors_share_a_click_id_and_all_that_is_sent_is_understood() {
        let mut crowd = Crowd::new(7);
        let (one, two) = (crowd.visitor("promo", "a"), crowd.visitor("promo", "b"));
        let (one, two) = (domain::query::read(&one.query), domain::query::read(&two.query));
        assert_ne!(one.click_ids, two.click_ids);
        assert_eq!((one.utm.content.as_ref(), one.keys.len(), one.click_ids.len()), ("a", 2, 1));
        assert!(!one.utm.campaign.is_empty() && !one.utm.id.is_empty() && one.utm.term.ends_with('%'));
    }
}
