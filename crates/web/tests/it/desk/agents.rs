//! Agents on the desk: renamed, and told whose sign-in they are.

use super::{Browser, link};
use axum::http::StatusCode;

const TEAM: &str = "/app/team";

/// The form of the first agent of the team.
async fn agent(browser: &Browser) -> String {
    let page = browser.get(TEAM).await;
    let at = page.html.find("href=\"/app/team/agents/").unwrap_or_else(|| panic!("{}", page.html)) + 6;
    page.html[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_agent_is_renamed_and_the_name_in_the_pool_stays() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let path = agent(&browser).await;
    let form = browser.get(&path).await;
    assert!(form.html.contains("value=\"Budi\"") && form.html.contains("+62 812 3456 7891"), "{}", form.html);
    let saved = browser.submit(&path, &path, "name=Budi+Santoso&user_id=").await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, TEAM), "{}", saved.html);
    let team = browser.get(TEAM).await;
    assert!(team.html.contains("Budi Santoso is saved.") && team.html.contains(">Budi Santoso</a>"));
    let link = browser.get(&link).await;
    assert!(link.html.contains(">Budi</a>"), "{}", link.html);
    let history = browser.get("/app/settings/audit").await;
    assert!(history.html.contains("Name: Budi → Budi Santoso"), "{}", history.html);
}

#[tokio::test]
async fn a_name_that_is_none_stands_beside_its_field_with_what_was_typed() {
    let browser = Browser::signed_in().await;
    link(&browser).await;
    let path = agent(&browser).await;
    let long = "x".repeat(101);
    for (form, field) in [
        ("name=+&user_id=".to_owned(), "name"),
        (format!("name={long}&user_id="), "name"),
        ("name=Budi&user_id=01890000-0000-7000-8000-000000000000".to_owned(), "user_id"),
        ("name=Budi&user_id=no-id".to_owned(), "user_id"),
    ] {
        let page = browser.submit(&path, &path, &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.html.contains(&format!("id=\"f-{field}-error\"")), "{form}: {}", page.html);
    }
    assert!(browser.submit(&path, &path, &format!("name={long}&user_id=")).await.html.contains(&long));
    assert!(browser.get(TEAM).await.html.contains(">Budi</a>"));
}

#[tokio::test]
async fn a_supervisor_has_no_button_and_gets_no_further_without_one() {
    let browser = Browser::signed_in().await;
    link(&browser).await;
    let path = agent(&browser).await;
    let nobody = "/app/team/agents/01890000-0000-7000-8000-000000000000";
    assert_eq!(browser.get(nobody).await.status, StatusCode::NOT_FOUND);
    browser
        .submit(
            "/app/team/new",
            "/app/team/new",
            "name=Ayu&email=ayu%40example.com&role=supervisor&password=another+long+one&locale=en",
        )
        .await;
    browser.cookies.lock().unwrap().clear();
    browser.post("/app/sign-in", "email=ayu%40example.com&password=another+long+one&to=", &[]).await;
    assert!(!browser.get(TEAM).await.html.contains("/app/team/agents/"));
    assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.submit(TEAM, &path, "name=Mine").await.status, StatusCode::FORBIDDEN);
    assert!(browser.get(TEAM).await.html.contains(">Budi</a>"));
}
