//! What a user agent tells: device, operating system, browser, and the app whose in-app browser it is.
//! One pass over the bytes with one automaton; the words are fixed and borrowed, so nothing is allocated.
//! Whether a person is behind it is not asked here: that is [`crate::classify`].
//!
//! Known hole: Safari on an iPad asks for desktop pages by default and then says, byte for byte, what Safari on a
//! Mac says. Such a visitor is read as `macos`, `desktop`. Others on an iPad give themselves away: an in-app browser
//! adds `Mobile/`, and Chrome, Firefox, Edge, Opera and Google's app go by names that they have on iOS alone. No header
//! of Safari's first request tells more; a page that is shown to it can ask whether the screen is touched.

use crate::visit::{Client, Device};
use std::borrow::Cow;

mod token;
use token::{Seen, Token};

/// The words of `os`; empty is unknown.
pub const SYSTEMS: [&str; 8] = ["android", "ios", "ipados", "windows", "macos", "linux", "chromeos", "other"];
/// The words of `browser`; empty is unknown.
pub const BROWSERS: [&str; 9] = ["chrome", "safari", "firefox", "samsung", "edge", "opera", "uc", "webview", "other"];
/// The words of `in_app`; empty is none. `webview` is an app that does not name itself.
pub const IN_APPS: [&str; 12] = [
    "facebook",
    "instagram",
    "tiktok",
    "whatsapp",
    "line",
    "x",
    "linkedin",
    "telegram",
    "snapchat",
    "pinterest",
    "wechat",
    "webview",
];

/// Reads a user agent. Total: anything, of any length, gives an answer; only the first 1,024 bytes are read.
pub fn read(user_agent: &str) -> Client<'static> {
    let seen = Seen::of(user_agent);
    let in_app = in_app(&seen);
    Client {
        device: device(&seen),
        os: Cow::Borrowed(os(&seen)),
        browser: Cow::Borrowed(browser(&seen, in_app)),
        in_app: Cow::Borrowed(in_app),
    }
}

fn os(seen: &Seen) -> &'static str {
    use Token::*;
    // Windows Phone says Android and iPhone as well; iOS says "like Mac OS X"; Android and Chrome OS say Linux.
    if seen.has(WindowsPhone) {
        "windows"
    } else if seen.has(IPad) || is_hidden_ipad(seen) {
        "ipados"
    } else if seen.any(&[IPhone, IPod]) {
        "ios"
    } else if seen.any(&[KaiOs, Tizen, WebOs, OpenHarmony, Symbian, BlackBerry]) {
        "other"
    } else if seen.has(Android) || is_hidden_galaxy(seen) {
        "android"
    } else if seen.has(Windows) {
        "windows"
    } else if seen.has(CrOs) {
        "chromeos"
    } else if seen.any(&[Macintosh, MacOsX]) {
        "macos"
    } else if seen.any(&[Midp, J2me]) {
        "other"
    } else if seen.any(&[Linux, X11]) {
        "linux"
    } else {
        ""
    }
}

/// An iPad that asks for desktop pages, under a name that there is on no Mac.
fn is_hidden_ipad(seen: &Seen) -> bool {
    seen.has(Token::Macintosh) && (seen.has(Token::MobileBuild) || seen.any(ON_IOS_ALONE))
}

const ON_IOS_ALONE: &[Token] = &[
    Token::ChromeIos,
    Token::FirefoxIos,
    Token::Focus,
    Token::EdgeIos,
    Token::OperaTouch,
    Token::OperaIos,
    Token::GoogleApp,
];

/// A tablet of Samsung's that asks for desktop pages: its browser is made for no other Linux.
fn is_hidden_galaxy(seen: &Seen) -> bool {
    use Token::*;
    seen.has(SamsungBrowser) && seen.has(X11) && !seen.any(&[Windows, Macintosh, Tizen, CrOs])
}

fn device(seen: &Seen) -> Device {
    use Token::*;
    if seen.any(&[Television, SmartTv, WebOs, Bravia, CrKey, FireTv]) && !seen.has(Mobi) {
        Device::Unknown
    } else if (seen.any(&[IPad, TabletWord]) && !seen.has(TabletPc)) || is_hidden_ipad(seen) || is_hidden_galaxy(seen) {
        Device::Tablet
    } else if seen.has(Macintosh) {
        Device::Desktop
    } else if seen.any(&[
        IPhone,
        IPod,
        WindowsPhone,
        Mobi,
        OperaMini,
        Midp,
        J2me,
        KaiOs,
        Symbian,
        BlackBerry,
        PhoneWord,
    ]) {
        Device::Mobile
    } else if seen.has(Android) {
        // Chrome's rule: a phone says Mobile, a tablet leaves it out.
        Device::Tablet
    } else if seen.any(&[Windows, CrOs, Linux, X11, MacOsX]) {
        Device::Desktop
    } else {
        Device::Unknown
    }
}

fn in_app(seen: &Seen) -> &'static str {
    use Token::*;
    // Apps that name themselves, the narrower name first: Instagram may carry Facebook's marks.
    if seen.has(Instagram) {
        "instagram"
    } else if seen.any(&[FbAn, FbAv, FbIab, MetaIab]) {
        "facebook"
    } else if seen.any(&[MusicalLy, Bytedance, TikTok, Trill, ByteLocale]) {
        "tiktok"
    } else if seen.has(WhatsApp) {
        "whatsapp"
    } else if seen.has(Line) {
        "line"
    } else if seen.any(&[TwitterFor, TwitterAndroid]) {
        "x"
    } else if seen.has(LinkedInApp) {
        "linkedin"
    } else if seen.has(Telegram) {
        "telegram"
    } else if seen.has(Snapchat) {
        "snapchat"
    } else if seen.any(&[PinterestFor, PinterestApp]) {
        "pinterest"
    } else if seen.has(MicroMessenger) {
        "wechat"
    } else if is_unnamed_webview(seen) {
        "webview"
    } else {
        ""
    }
}

/// Android marks a WebView with `; wv` or, earlier, `Version/4.0` before Chrome; on iOS it leaves `Safari/` out.
/// Several browsers are built on the WebView and say their own name instead; they are browsers.
fn is_unnamed_webview(seen: &Seen) -> bool {
    use Token::*;
    if seen.any(OTHER_BROWSERS) || seen.any(NAMED_BROWSERS) {
        return false;
    }
    if seen.has(GoogleApp) {
        return true;
    }
    let android = seen.has(Android) && (seen.has(Wv) || (seen.has(VersionFour) && seen.has(Chrome)));
    let apple = seen.any(&[IPhone, IPad, IPod, Macintosh])
        && seen.has(AppleWebKit)
        && seen.has(MobileBuild)
        && !seen.has(Safari);
    android || apple
}

const OTHER_BROWSERS: &[Token] = &[
    Token::AnyBrowser,
    Token::DuckDuckGo,
    Token::Ddg,
    Token::Vivaldi,
    Token::Brave,
    Token::Silk,
    Token::Puffin,
    Token::Whale,
    Token::Ecosia,
    Token::Rocket,
];
const NAMED_BROWSERS: &[Token] = &[
    Token::SamsungBrowser,
    Token::Edg,
    Token::EdgeA,
    Token::EdgeIos,
    Token::EdgeOld,
    Token::Opr,
    Token::OperaMini,
    Token::OperaTouch,
    Token::OperaIos,
    Token::OperaOld,
    Token::UcBrowser,
    Token::UcWeb,
    Token::Firefox,
    Token::FirefoxIos,
    Token::Focus,
    Token::ChromeIos,
];

fn browser(seen: &Seen, in_app: &str) -> &'static str {
    use Token::*;
    if !in_app.is_empty() {
        "webview"
    } else if seen.has(SamsungBrowser) {
        "samsung"
    } else if seen.any(&[Edg, EdgeA, EdgeIos, EdgeOld]) {
        "edge"
    } else if seen.any(&[Opr, OperaMini, OperaTouch, OperaIos, OperaOld]) {
        "opera"
    } else if seen.any(&[UcBrowser, UcWeb]) {
        "uc"
    } else if seen.any(OTHER_BROWSERS) {
        "other"
    } else if seen.any(&[Firefox, FirefoxIos, Focus]) {
        "firefox"
    } else if seen.any(&[Chrome, ChromeIos, Chromium]) {
        "chrome"
    } else if seen.has(Safari) && seen.any(&[Version, VersionFour]) {
        if seen.has(Android) { "other" } else { "safari" }
    } else if seen.any(&[Safari, Trident, Msie, AppleWebKit, Gecko]) {
        "other"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests;
