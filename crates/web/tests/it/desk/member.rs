//! When a member takes visitors, at the desk.

use super::{Browser, link};
use axum::http::StatusCode;

const CALENDAR: &str = "/app/settings/calendars/new";

/// The page of the first member of the link's pool.
async fn member(browser: &Browser, link: &str) -> String {
    let page = browser.get(link).await;
    let at = page.html.find("/members/").unwrap_or_else(|| panic!("{}", page.html));
    let id = page.html[at + 9..].split(['"', '/']).next().unwrap();
    format!("{link}/members/{id}")
}

#[tokio::test]
async fn hours_a_cap_and_a_pause_are_saved_shown_and_taken_away() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let path = member(&browser, &link).await;
    let form = browser.get(&path).await;
    assert!(form.html.contains("value=\"always\" checked"), "{}", form.html);
    let hours = "when=hours&hours.days=mon&hours.days=tue&hours.days=wed&hours.days=sat&hours.from%5B0%5D=08%3A00\
                 &hours.to%5B0%5D=12%3A00&hours.from%5B1%5D=20%3A00&hours.to%5B1%5D=00%3A00\
                 &hours.time_zone=Asia%2FJakarta&daily_cap=20&back_at=2026-11-05T09%3A00";
    let saved = browser.submit(&path, &path, hours).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, link.as_str()), "{}", saved.html);
    let page = browser.get(&link).await;
    assert!(page.html.contains("Mon–Wed, Sat 08:00–12:00, 20:00–24:00 · at most 20 a day"), "{}", page.html);
    assert!(page.html.contains("Back 5 Nov"), "{}", page.html);
    let form = browser.get(&path).await;
    for kept in ["value=\"hours\" checked", "value=\"20:00\"", "value=\"20\"", "value=\"2026-11-05T09:00\""] {
        assert!(form.html.contains(kept), "{kept}: {}", form.html);
    }
    let cleared = browser.submit(&path, &path, "when=always&daily_cap=&back_at=").await;
    assert_eq!(cleared.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(&link).await.html.contains("at most 20 a day"));
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_with_what_was_typed() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let path = member(&browser, &link).await;
    let range = "when=hours&hours.time_zone=Asia%2FJakarta&hours.from%5B0%5D=09%3A00&hours.to%5B0%5D=";
    for (form, field) in [
        (format!("{range}09%3A00&hours.days=mon&daily_cap=&back_at="), "hours-to-0"),
        (format!("{range}17%3A00&daily_cap=&back_at="), "hours-days"),
        (format!("{range}17%3A00&hours.days=mon&daily_cap=0&back_at="), "daily_cap"),
        (format!("{range}17%3A00&hours.days=mon&daily_cap=many&back_at="), "daily_cap"),
        ("when=always&daily_cap=&back_at=tomorrow".to_owned(), "back_at"),
        (
            "when=hours&hours.days=mon&hours.time_zone=Mars&hours.from%5B0%5D=09%3A00&hours.to%5B0%5D=10%3A00"
                .to_owned(),
            "hours-time_zone",
        ),
    ] {
        let page = browser.submit(&path, &path, &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.html.contains(&format!("id=\"f-{field}-error\"")), "{form}: {}", page.html);
    }
}

#[tokio::test]
async fn the_calendars_on_whose_days_a_member_is_off_are_chosen_and_taken_away() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let path = member(&browser, &link).await;
    assert!(!browser.get(&path).await.html.contains("hours.calendar_ids"), "there is none to choose");
    let made = browser.submit(CALENDAR, CALENDAR, "name=Closing+days&country=ID").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let form = browser.get(&path).await;
    let at = form.html.find("name=\"hours.calendar_ids\" value=\"").unwrap_or_else(|| panic!("{}", form.html));
    let id = form.html[at + 33..].split('"').next().unwrap().to_owned();
    assert!(form.html.contains("Closing days"));
    let hours = "when=hours&hours.days=mon&hours.from%5B0%5D=08%3A00&hours.to%5B0%5D=12%3A00\
                 &hours.time_zone=Asia%2FJakarta&daily_cap=&back_at=";
    let saved = browser.submit(&path, &path, &format!("{hours}&hours.calendar_ids={id}")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let chosen = format!("value=\"{id}\" checked");
    assert!(browser.get(&path).await.html.contains(&chosen));
    browser.submit(&path, &path, hours).await;
    assert!(!browser.get(&path).await.html.contains(&chosen));
}
