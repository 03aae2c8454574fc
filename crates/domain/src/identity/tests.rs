use super::*;

fn utm(source: &'static str, medium: &'static str) -> Utm<'static> {
    Utm { source: source.into(), medium: medium.into(), ..Utm::default() }
}

#[test]
fn the_first_layer_that_says_something_gives_the_word() {
    use IdentifiedBy::{ClickId, Direct, Referrer, Utm as ByUtm};
    let none = utm("", "");
    let campaign = Utm { campaign: "juli".into(), ..Utm::default() };
    let click: [Pair<'_>; 1] = [("fbclid".into(), "x".into())];
    let wa = "https://l.wl.co/l?u=https%3A%2F%2Fexample.com";
    for (clicks, utm, referrer, expected) in [
        (&click[..], &utm("ig", "organic"), wa, (ClickId, "ads")),
        (&[], &utm("google", "cpc"), wa, (ByUtm, "ads")),
        (&[], &utm("ig", "Paid_Social"), "", (ByUtm, "ads")),
        (&[], &utm("", "PPC"), "", (ByUtm, "ads")),
        (&[], &utm("newsletter", "email"), wa, (ByUtm, "newsletter")),
        (&[], &utm("whatsapp", ""), "", (ByUtm, "whatsapp")),
        (&[], &campaign, wa, (ByUtm, "whatsapp")),
        (&[], &campaign, "", (ByUtm, "direct")),
        (&[], &none, wa, (Referrer, "whatsapp")),
        (&[], &none, "https://shop.example.com/produk", (Referrer, "website")),
        (&[], &none, "", (Direct, "direct")),
        (&[], &none, "javascript:alert(1)", (Direct, "direct")),
    ] {
        let (by, word) = source(clicks, utm, referrer);
        assert_eq!((by, &*word), expected, "{utm:?} {referrer}");
    }
}

#[test]
fn a_referrer_is_whatsapp_by_its_host_alone() {
    for (referrer, word) in [
        ("https://wa.me/6281", Some("whatsapp")),
        ("https://web.whatsapp.com/", Some("whatsapp")),
        ("HTTPS://API.WhatsApp.com.:443/send", Some("whatsapp")),
        ("android-app://com.whatsapp/", Some("whatsapp")),
        ("android-app://com.whatsapp.w4b", Some("whatsapp")),
        ("https://whatsapp.com.evil.example/", Some("website")),
        ("https://notwa.me/", Some("website")),
        ("https://wa.me@evil.example/", Some("website")),
        ("https://example.com/?x=https://wa.me/", Some("website")),
        ("http://[2001:db8::1]:80/", Some("website")),
        ("https://", None),
        ("https:///wa.me", None),
        ("wa.me", None),
        ("about:blank", None),
        ("https:// /", None),
    ] {
        assert_eq!(of_referrer(referrer), word, "{referrer}");
    }
}

#[test]
fn every_click_id_has_its_platform() {
    let platforms = crate::query::CLICK_IDS.map(|id| platform(id).unwrap_or("none"));
    assert_eq!(platforms, ["google", "google", "google", "meta", "tiktok", "linkedin", "microsoft", "x"]);
    assert_eq!(platform("other"), None);
}

#[test]
fn fbc_keeps_the_click_id_as_it_came() {
    assert_eq!(fbc(1_700_000_000_123_999, "IwAR_aBc-9"), "fb.1.1700000000123.IwAR_aBc-9");
}
