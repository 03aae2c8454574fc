//! The marks that user agents are made of, and one automaton that finds them all in a single pass.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::sync::LazyLock;

macro_rules! tokens {
    ($($name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Token { $($name),+ }
        const TEXTS: &[&str] = &[$($text),+];
    };
}

tokens!(
    // Systems and devices.
    Android = "Android",
    IPhone = "iPhone",
    IPad = "iPad",
    IPod = "iPod",
    Macintosh = "Macintosh",
    MacOsX = "Mac OS X",
    Windows = "Windows",
    WindowsPhone = "Windows Phone",
    CrOs = "CrOS",
    Linux = "Linux",
    X11 = "X11",
    KaiOs = "KAIOS",
    Tizen = "Tizen",
    WebOs = "Web0S",
    OpenHarmony = "OpenHarmony",
    Symbian = "Symb",
    BlackBerry = "BlackBerry",
    Midp = "MIDP",
    J2me = "J2ME",
    Mobi = "Mobi",
    MobileBuild = "Mobile/",
    TabletWord = "Tablet",
    TabletPc = "Tablet PC",
    PhoneWord = "(Phone;",
    Television = " TV",
    SmartTv = "TV;",
    Bravia = "BRAVIA",
    CrKey = "CrKey",
    FireTv = "; AFT",
    // Engines and browsers.
    AppleWebKit = "AppleWebKit",
    Gecko = "Gecko/",
    Trident = "Trident/",
    Msie = "MSIE ",
    Version = "Version/",
    VersionFour = "Version/4.0 ",
    Safari = "Safari/",
    Chrome = "Chrome/",
    ChromeIos = "CriOS/",
    Chromium = "Chromium/",
    Firefox = "Firefox/",
    FirefoxIos = "FxiOS/",
    Focus = "Focus/",
    SamsungBrowser = "SamsungBrowser/",
    Edg = "Edg/",
    EdgeA = "EdgA/",
    EdgeIos = "EdgiOS/",
    EdgeOld = "Edge/",
    Opr = "OPR/",
    OperaMini = "Opera Mini",
    OperaTouch = "OPT/",
    OperaIos = "OPiOS/",
    OperaOld = "Opera/",
    UcBrowser = "UCBrowser/",
    UcWeb = "UCWEB",
    AnyBrowser = "Browser/",
    DuckDuckGo = "DuckDuckGo/",
    Ddg = "Ddg/",
    Vivaldi = "Vivaldi/",
    Brave = "Brave",
    Silk = "Silk/",
    Puffin = "Puffin/",
    Whale = "Whale/",
    Ecosia = "(Ecosia",
    Rocket = "Rocket/",
    GoogleApp = "GSA/",
    // Apps with a browser inside.
    FbAn = "FBAN/",
    FbAv = "FBAV/",
    FbIab = "FB_IAB/",
    MetaIab = "MetaIAB",
    Instagram = "Instagram ",
    MusicalLy = "musical_ly",
    Bytedance = "Bytedance",
    TikTok = "TikTok",
    Trill = " trill_",
    ByteLocale = "ByteLocale",
    WhatsApp = "WhatsApp",
    Line = " Line/",
    TwitterFor = "Twitter for ",
    TwitterAndroid = "TwitterAndroid",
    LinkedInApp = "LinkedInApp",
    Telegram = "Telegram",
    Snapchat = "Snapchat",
    PinterestFor = "Pinterest for ",
    PinterestApp = "[Pinterest/",
    MicroMessenger = "MicroMessenger/",
    Wv = "; wv)",
);

/// No browser says anything new after this many bytes.
const READ: usize = 1024;

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(TEXTS)
        .expect("a fixed list of short words is well within the automaton's limits")
});

/// The marks that stand in one user agent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen(u128);

impl Seen {
    pub fn of(user_agent: &str) -> Self {
        let bytes = user_agent.as_bytes();
        let read = &bytes[..bytes.len().min(READ)];
        let mut bits = 0;
        for found in FINDER.find_overlapping_iter(read) {
            bits |= 1 << found.pattern().as_u32();
        }
        Self(bits)
    }

    pub fn has(self, token: Token) -> bool {
        self.0 & (1 << token as u32) != 0
    }

    pub fn any(self, tokens: &[Token]) -> bool {
        tokens.iter().any(|t| self.has(*t))
    }
}

const _: () = assert!(TEXTS.len() <= 128, "the marks are bits of a u128");
