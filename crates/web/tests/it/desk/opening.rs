//! The tab "Opening" of a link.

use super::{Browser, link};
use axum::http::StatusCode;

#[tokio::test]
async fn what_is_ticked_is_saved_told_and_shown_in_words() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/opening", link(&browser).await);
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    assert!(page.html.contains("aria-current=\"page\">Opening</a>"), "{}", page.html);
    assert!(!page.html.contains("A small page that opens WhatsApp"));
    let form = "version=1&deeplink.enabled=false&deeplink.enabled=true&deeplink.plain_in=line&deeplink.plain_in=tiktok&deeplink.desktop_qr=false&deeplink.desktop_qr=true";
    let saved = browser.submit(&path, &path, form).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, path.as_str()), "{}", saved.html);
    let page = browser.get(&path).await;
    assert!(page.html.contains("It holds from the next visitor on."));
    assert!(page.html.contains("value=\"tiktok\" checked") && !page.html.contains("value=\"x\" checked"));
    assert!(page.html.contains("A small page that opens WhatsApp") && page.html.contains("A page with a QR code"));
    assert!(page.html.contains("In the browser of an app: TikTok, LINE"), "{}", page.html);
    let history = browser.get("/app/settings/audit").await;
    for change in ["Opening in the app: no → yes", "Opening, QR page on computers: no → yes"] {
        assert!(history.html.contains(change), "{change} in {}", history.html);
    }
}

#[tokio::test]
async fn the_addresses_behind_it_stand_there_with_their_lengths() {
    let browser = Browser::signed_in().await;
    let page = browser.get(&format!("{}/opening", link(&browser).await)).await;
    for start in [
        "https://wa.me/6281234567890?text=Hi%20Sari%20%5BK-",
        "https://api.whatsapp.com/send?phone=6281234567890&#38;text=Hi%20Sari%20%5BK-",
        "whatsapp://send?phone=6281234567890&#38;text=Hi%20Sari%20%5BK-",
        "intent://send?phone=6281234567890&#38;text=Hi%20Sari%20%5BK-",
    ] {
        assert!(page.html.contains(start), "{start} in {}", page.html);
    }
    assert!(page.html.contains(" bytes of 2,000") && page.html.contains(" bytes of 3,500"));
}

#[tokio::test]
async fn somebody_else_s_change_is_not_overwritten_unseen_and_nothing_is_saved_by_half() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/opening", link(&browser).await);
    let stale = browser.submit(&path, &path, "version=7&deeplink.enabled=true&deeplink.desktop_qr=true").await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.html.contains("name=\"version\" value=\"1\"") && stale.html.contains("value=\"true\" checked"));
    let wrong = browser.submit(&path, &path, "version=1&deeplink.enabled=true&deeplink.plain_in=myspace").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!browser.get(&path).await.html.contains("value=\"true\" checked"));
}

#[tokio::test]
async fn the_visitor_s_page_stands_in_a_frame_that_runs_nothing() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/opening", link(&browser).await);
    for (on, words) in [("phone", "whatsapp://send?phone=6281234567890"), ("desktop", "<svg")] {
        let page = browser.get(&format!("{path}/page?on={on}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains(words) && page.html.contains("Chat with Sari"), "{}", page.html);
        assert!(!page.html.contains("<script") && !page.html.contains("http-equiv"));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'self'") && policy.contains("sandbox") && !policy.contains("script"));
    }
    let stranger = Browser::new().await;
    let away = stranger.get(&format!("{path}/page?on=phone")).await;
    assert_ne!(away.status, StatusCode::OK);
}

#[tokio::test]
async fn a_figure_leads_to_its_visits() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/opening", link(&browser).await);
    browser.submit(&path, &path, "version=1&deeplink.enabled=true&deeplink.desktop_qr=false").await;
    let page = browser.get(&path).await;
    let at = page.html.find("/opening/visits?what=opened").unwrap_or_else(|| panic!("{}", page.html));
    let query = page.html[at..].split('"').next().unwrap().replace("&#38;", "&").replace("/opening", "");
    let rows = browser.get(&format!("{path}{query}")).await;
    assert!(rows.status == StatusCode::OK && rows.html.contains("No visit in these days."), "{}", rows.html);
    assert_eq!(browser.get(&format!("{path}/visits?what=paid")).await.status, StatusCode::NOT_FOUND);
}
