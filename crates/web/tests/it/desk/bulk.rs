//! Several leads changed at once, as the table sends them.

use super::Browser;
use axum::http::StatusCode;

#[tokio::test]
async fn a_lead_that_is_gone_is_told_of_and_holds_nobody_up() {
    let browser = Browser::signed_in().await;
    for (form, said) in [
        ("status=hot&lead=1&lead=2", "0 leads are changed. 2 could not be changed."),
        ("status=hot&lead=7", "0 leads are changed. One could not be changed."),
        ("status=hot", "Choose leads and what to change."),
        ("status=&agent=&lead=1", "Choose leads and what to change."),
    ] {
        let done = browser.submit("/app/settings", "/app/leads/bulk", &format!("{form}&back=%2Fapp%2Fleads")).await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, "/app/leads"), "{form}");
        let page = browser.get("/app/leads").await.html;
        assert!(page.contains(said), "{form}: {page}");
    }
}
