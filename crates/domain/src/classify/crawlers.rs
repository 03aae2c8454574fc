//! The list of crawlers and preview fetchers, compiled in and made into two automata once: one for the 1,460 plain
//! names, one for the few true expressions. Both run in time linear in the user agent, whatever it holds.

use super::person;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::RegexSet;
use std::sync::LazyLock;

/// A name of the list that stands in a user agent.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub name: &'static str,
    pub is_preview: bool,
}

/// The preview fetcher or crawler that a user agent names; a preview wins over a crawler when it names both, since
/// what asks for a preview is answered with one. Only the first 2,048 bytes are read.
pub fn find(user_agent: &str) -> Option<Found> {
    static LIST: LazyLock<List> = LazyLock::new(List::new);
    LIST.find(&user_agent[..user_agent.floor_char_boundary(2048)])
}

struct Entry {
    name: String,
    is_preview: bool,
    /// Believed even of an agent that looks like a person's browser.
    is_plain: bool,
}

struct List {
    names: AhoCorasick,
    expressions: RegexSet,
    /// The names, then the expressions, each in the order of its automaton.
    entries: Vec<Entry>,
    first_expression: usize,
}

impl List {
    fn new() -> Self {
        let (mut names, mut entries) = (Vec::new(), Vec::new());
        let (mut expressions, mut later) = (Vec::new(), Vec::new());
        for (pattern, is_preview) in published().chain(OURS.iter().copied()) {
            let entry = |name: &str| Entry {
                name: name.to_owned(),
                is_preview,
                is_plain: person::names_a_machine(pattern) || GENERAL.iter().any(|(g, _)| *g == pattern),
            };
            match plain_text(pattern) {
                Some(text) => {
                    entries.push(entry(text.trim()));
                    names.push(text);
                }
                None => {
                    later.push(entry(pattern));
                    expressions.push(pattern);
                }
            }
        }
        for (pattern, name) in GENERAL {
            later.push(Entry { name: (*name).to_owned(), is_preview: false, is_plain: true });
            expressions.push(pattern);
        }
        let first_expression = entries.len();
        entries.append(&mut later);
        Self {
            names: AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(names)
                .expect("the list is compiled in and a test builds it"),
            expressions: RegexSet::new(expressions).expect("the list is compiled in and a test builds it"),
            entries,
            first_expression,
        }
    }

    fn find(&'static self, user_agent: &str) -> Option<Found> {
        let mut browser = None;
        let mut best: Option<&'static Entry> = None;
        let named = self.names.find_overlapping_iter(user_agent).map(|m| m.pattern().as_usize());
        // Asking whether any expression matches is much cheaper than which, and hardly ever one does.
        let expressed = self.expressions.is_match(user_agent).then(|| self.expressions.matches(user_agent));
        let expressed = expressed.into_iter().flatten().map(|index| index + self.first_expression);
        for index in named.chain(expressed) {
            let entry = &self.entries[index];
            let is_browser = *browser.get_or_insert_with(|| person::looks_like_a_browser(user_agent));
            if is_browser && !entry.is_plain {
                continue;
            }
            if entry.is_preview {
                return Some(entry.found());
            }
            best = best.or(Some(entry));
        }
        best.map(Entry::found)
    }
}

impl Entry {
    fn found(&'static self) -> Found {
        Found { name: &self.name, is_preview: self.is_preview }
    }
}

/// The published list, one pattern a line; see data/README.md.
fn published() -> impl Iterator<Item = (&'static str, bool)> {
    include_str!("../../../../data/crawlers/crawler-user-agents.txt").lines().filter_map(|line| {
        if line.starts_with('#') {
            return None;
        }
        let (pattern, tags) = line.split_once('\t')?;
        let is_preview =
            tags.contains("social-preview") && !tags.contains("ai-crawler") && !TAKE_NO_PREVIEW.contains(&pattern);
        Some((pattern, is_preview))
    })
}

/// Tagged as previews there, but they gather for themselves: nobody waits for a card.
const TAKE_NO_PREVIEW: [&str; 9] = [
    "pinterest\\.com\\/bot",
    "AddThis",
    "TweetmemeBot",
    "newsharecounts",
    "TikTokSpider",
    "meta-externalagent\\/",
    "meta-externalfetcher\\/",
    "meta-webindexer",
    "Quora-Bot",
];

/// Preview fetchers that the list does not know.
const OURS: &[(&str, bool)] = &[
    ("Bluesky Cardyb", true),
    ("line-poker", true),
    ("kakaotalk-scrap", true),
    ("Google-PageRenderer", true),
    ("Pleroma", true),
    ("Misskey\\/", true),
    ("Akkoma", true),
];

/// What machines are known by in general, and what to call it. No phone or app of people has these; the `u` before
/// `bot` keeps the phones of the make Cubot.
const GENERAL: &[(&str, &str)] = &[
    (r"(?i)(?:^|[^u])bot(?:[^a-z]|$)", "bot"),
    (r"(?i)(?:crawler|crawling|spider)(?:[^a-z]|$)", "crawler"),
    (r"\+https?://", "+http"),
    (r"^Mozilla/[0-9.]+ *$", "Mozilla alone"),
    (r"^(?:Dalvik/|[^(]*CFNetwork/)", "an app's own client"),
    (
        r"(?i)^(?:java|node|node-fetch|undici|deno|bun|libcurl|pycurl|ruby|rest-client|faraday|guzzlehttp|symfony|reqwest|ureq|hyper|insomnia|postmanruntime|restsharp|winhttp|k6|apachebench|vegeta|siege|hey|dart|jakarta|php|perl|powershell|windowspowershell|aws-|lua-resty)(?:[-/ (;]|$)",
        "a script's client",
    ),
];

/// The text of a pattern that is no more than an escaped text.
pub(super) fn plain_text(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                escaped if escaped.is_ascii_alphanumeric() => return None,
                escaped => text.push(escaped),
            },
            '^' | '$' | '.' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' => return None,
            _ => text.push(c),
        }
    }
    Some(text)
}
