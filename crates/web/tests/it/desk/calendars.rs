//! Holiday calendars under Settings: made, changed and removed by a form that works without a script.

use super::Browser;
use axum::http::StatusCode;

const LIST: &str = "/app/settings/calendars";
const NEW: &str = "/app/settings/calendars/new";
const FORM: &str = "name=Jakarta&country=ID\
                    &dates%5B0%5D.date=2026-12-24&dates%5B0%5D.name=Leave&dates%5B0%5D.open=false&dates%5B0%5D.yearly=false&dates%5B0%5D.yearly=true\
                    &dates%5B2%5D.date=&dates%5B2%5D.name=&dates%5B2%5D.open=false&dates%5B2%5D.yearly=false";

async fn made(browser: &Browser) -> String {
    let page = browser.submit(NEW, NEW, FORM).await;
    assert_eq!((page.status, page.to()), (StatusCode::SEE_OTHER, LIST), "{}", page.html);
    let list = browser.get(LIST).await.html;
    let at = list.find("href=\"/app/settings/calendars/0").unwrap_or_else(|| panic!("{list}"));
    list[at + 6..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_calendar_is_made_changed_and_removed_and_the_list_reads_as_sentences() {
    let browser = Browser::signed_in().await;
    assert!(browser.get(LIST).await.html.contains("No calendar yet"));
    let path = made(&browser).await;
    let list = browser.get(LIST).await.html;
    assert!(list.contains("Public holidays of Indonesia and one day of your own"), "{list}");
    let page = browser.get(&path).await.html;
    assert!(page.contains("value=\"2026-12-24\"") && page.contains("Independence Day (Hari Kemerdekaan"), "{page}");
    let changed = browser.submit(&path, &path, "version=1&name=Jakarta&country=").await;
    assert_eq!(changed.to(), LIST);
    assert!(browser.get(LIST).await.html.contains("Nothing yet"));
    let gone = browser.submit(&path, &format!("{path}/remove"), "").await;
    assert_eq!(gone.to(), LIST);
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() {
    let browser = Browser::signed_in().await;
    let form = "name=&country=ID&dates%5B0%5D.date=2026-02-30&dates%5B0%5D.name=Never&dates%5B0%5D.open=false";
    let page = browser.submit(NEW, NEW, form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["id=\"f-name-error\"", "id=\"f-dates-0-date-error\"", "value=\"Never\""] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
}

#[tokio::test]
async fn a_row_is_added_without_a_script_and_the_days_follow_what_is_typed() {
    let browser = Browser::signed_in().await;
    let page = browser.submit(NEW, NEW, &format!("{FORM}&do=add")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("name=\"dates[2].date\""), "{}", page.html);
    let draft = browser.submit(NEW, "/app/settings/calendars/draft", FORM).await;
    assert!(draft.html.contains("Thu 24 Dec") && draft.html.contains("Leave"), "{}", draft.html);
    assert!(!draft.html.contains("<html"), "a fragment");
}

#[tokio::test]
async fn who_may_not_change_links_only_reads_the_calendars() {
    let browser = Browser::signed_in().await;
    let path = made(&browser).await;
    super::channels::becomes(&browser, "agent").await;
    let list = browser.get(LIST).await;
    assert!(list.html.contains("Jakarta") && !list.html.contains(NEW), "{}", list.html);
    for page in [NEW, path.as_str()] {
        assert_eq!(browser.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
    }
}
