//! What keeps a list of bots from matching people. The list grows by thousands of contributions, and some of its
//! patterns stand in the user agents of people: apps with a browser inside (`Viber`, `Tumblr/`, `PayPal/`,
//! `WhatsApp`), phones by their build number, desktop programs that open a page. So a pattern is believed of an
//! agent that looks like a person's browser only if it tells in so many words that it is a machine's.

/// A user agent with the shape that browsers and in-app browsers of people have. A crawler that dresses as a browser
/// says `compatible;` or gives its address, and has this shape no longer.
pub fn looks_like_a_browser(user_agent: &str) -> bool {
    let has_engine = ["AppleWebKit", "Gecko/", "Trident/"].iter().any(|engine| user_agent.contains(engine));
    let opens = (has_engine && user_agent.contains("Mozilla/5.0 ("))
        || user_agent.starts_with("Opera/")
        || user_agent.starts_with("UCWEB/")
        || user_agent.contains("MSIE ");
    opens
        && !user_agent.contains("+http")
        && (!user_agent.contains("compatible;") || user_agent.contains("MSIE ") || user_agent.contains("Trident/"))
}

/// Whether a pattern of the list names a machine so plainly that no person's browser has it.
pub fn names_a_machine(pattern: &str) -> bool {
    let lower = pattern.to_ascii_lowercase();
    !NOT_MACHINES.contains(&pattern)
        && (WORDS.iter().any(|w| lower.contains(w)) || MACHINES.iter().any(|m| pattern.contains(m)))
}

/// Parts of names that only machines bear, in lower case.
const WORDS: [&str; 30] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scan",
    "fetch",
    "monitor",
    "preview",
    "uptime",
    "headless",
    "lighthouse",
    "phantom",
    "archiv",
    "validat",
    "synthetic",
    "inspect",
    "scrap",
    "unfurl",
    "externalhit",
    "google-",
    "googleother",
    "-google",
    "puppeteer",
    "playwright",
    "selenium",
    "python",
    "libwww",
    "curl",
    "proxy",
    "survey",
];

/// Names without such a part that programs put into a browser's user agent.
const MACHINES: [&str; 57] = [
    "Checkly",
    "Nikto",
    "[aA]cunetix",
    "SeoSiteCheckup",
    "Siteimprove\\.com",
    "Criticalcss\\.com",
    "PWABuilderHttpAgent",
    "brokenlinkcheck\\.com",
    "deadlinkchecker",
    "Google Favicon",
    "NewsBlur",
    "ips-agent",
    "[pP]ingdom",
    "AppInsights",
    "BrandVerity",
    "DareBoost",
    "Datanyze",
    "PTST\\/",
    "newsai\\/",
    "Collapsify",
    "CookieHubVerify",
    "Hardenize",
    "Manus-User",
    "Silktide",
    "ThousandEyes",
    "SQWatcher",
    "TSM-turingos",
    "Autoconfig Test from USTC",
    "Foregenix",
    "GTmetrix",
    "LinkTiger",
    "MarketGoo\\/",
    "Miniature\\.io\\/",
    "SecurityHeaders",
    "splash Version\\/",
    "Rigor\\)",
    "Sucuri",
    "TestLocally\\/",
    "ZoteroTranslationServer",
    "abuse\\.xmco\\.fr",
    "YLT Chrome",
    "watchTowr",
    "GeedoShopProductFinder",
    "Sindup",
    "Scope3",
    "StatusCake",
    "Pagespeed\\/",
    "Site24x7",
    "Catchpoint",
    "AlertSite",
    "AccessStatus",
    "ChatGPT-User",
    "Claude-User",
    "Claude-Web",
    "Perplexity-User",
    "virustotal",
    "adbeat\\.com",
];

/// Patterns of the list with such a part that people's agents have all the same.
const NOT_MACHINES: [&str; 1] = [
    // The in-app browser of Facebook, with a person before it.
    "MetaIAB Facebook",
];
