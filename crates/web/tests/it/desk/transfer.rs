//! Links as a file at the desk: carried away, brought in after the difference was shown; and the history of a link with
//! the way back.

use super::{Browser, Page, link};
use axum::http::{Request, StatusCode};

const IMPORT: &str = "/app/links/import";

/// Sends the form as the page does: a file chosen, or what the page kept of it.
async fn upload(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    let token = browser.get(IMPORT).await.token();
    let mut body = String::new();
    for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
        let file = if *name == "file" { "; filename=\"links.toml\"" } else { "" };
        body.push_str(&format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"));
    }
    body.push_str("--edge--\r\n");
    let request = Request::post(IMPORT).header("content-type", "multipart/form-data; boundary=edge");
    browser.send(request, &body, &[("sec-fetch-site", "same-origin")]).await
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let opening = format!("name=\"{name}\" value=\"");
    let at = page.html.find(&opening).unwrap_or_else(|| panic!("{name}: {}", page.html)) + opening.len();
    page.html[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_shows_its_difference_before_it_is_saved() {
    let browser = Browser::signed_in().await;
    let promo = link(&browser).await;
    let links = browser.get("/app/links").await;
    assert!(links.html.contains("href=\"/app/links/export?format=toml\"") && links.html.contains(IMPORT));
    let file = browser.get("/app/links/export?format=toml").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("links-2026-11-01.toml"));
    let same = upload(&browser, &[("file", &file.html)]).await;
    assert!(same.html.contains("Nothing changes") && !same.html.contains("name=\"apply\""), "{}", same.html);

    let changed =
        file.html.replace("weight = 80", "weight = 60") + "\n[[links]]\nslug = \"fresh\"\nname = \"<b>Fresh\"\n";
    let shown = upload(&browser, &[("file", &changed)]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
    for said in
        ["New: 1 · Changed: 1 · As they are: 0", "Sari, Weight: 80 → 60", "&#60;b&#62;Fresh", "Nobody in the pool"]
    {
        assert!(shown.html.contains(said), "{said}: {}", shown.html);
    }
    assert!(browser.get(&promo).await.html.contains("80%"), "nothing is saved yet");
    let kept = [("apply", "true"), ("format", &*hidden(&shown, "format")), ("kept", &*hidden(&shown, "kept"))];
    let saved = upload(&browser, &kept).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, "/app/links"), "{}", saved.html);
    let links = browser.get("/app/links").await;
    assert!(links.html.contains("The file is in. New links: 1, changed: 1."), "{}", links.html);
    assert!(browser.get(&promo).await.html.contains("75%"));
}

#[tokio::test]
async fn a_file_that_is_wrong_or_missing_says_what_to_do() {
    let browser = Browser::signed_in().await;
    let none = upload(&browser, &[("file", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html.contains("Choose a file first."), "{}", none.html);
    let broken = upload(&browser, &[("file", "[[links]]\nslug = \"ok\"\n\n[[links]]\nslug = promo\n")]).await;
    assert!(broken.html.contains("Line 5: This is no TOML"), "{}", broken.html);
    let two =
        upload(&browser, &[("file", "[[links]]\nslug = \"a b\"\n\n[[links]]\nslug = \"ok\"\nsticky = 1\n")]).await;
    assert_eq!(two.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["2 things in the file are wrong. Nothing was saved.", "Line 1, link “a b”: ", "Line 4, link “ok”: "]
    {
        assert!(two.html.contains(said), "{said}: {}", two.html);
    }
    let request = Request::post(IMPORT).header("content-type", "multipart/form-data; boundary=edge");
    let body = "--edge\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nanother\r\n--edge--\r\n";
    let foreign = browser.send(request, body, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_link_is_put_back_from_its_history() {
    let browser = Browser::signed_in().await;
    let promo = link(&browser).await;
    let history = format!("{promo}/history");
    let first = browser.get(&history).await;
    assert!(first.html.contains("made the link Promo") && first.html.contains("As it is now"), "{}", first.html);
    assert!(browser.get(&promo).await.html.contains(&format!("href=\"{history}\"")), "a tab leads to it");
    let edited = super::LINK.replace("name=Promo", "name=Payday").replace("weight=80", "weight=50");
    let saved = browser.submit(&format!("{promo}/edit"), &format!("{promo}/edit"), &edited).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let page = browser.get(&history).await;
    for said in ["Name: Promo → Payday", "Sari, Weight: 80 → 50", "Put back to this"] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    let entry = hidden(&page, "audit_id");
    let back = browser.submit(&history, &format!("{promo}/put-back"), &format!("audit_id={entry}")).await;
    assert_eq!((back.status, back.to()), (StatusCode::SEE_OTHER, &*history), "{}", back.html);
    let page = browser.get(&history).await;
    assert!(page.html.contains("The link is as it was on "), "{}", page.html);
    assert!(page.html.contains("put the link Promo back to an earlier state"), "{}", page.html);
    assert!(browser.get(&promo).await.html.contains("80%"));
    let gone = browser.submit(&history, &format!("{promo}/put-back"), "audit_id=nothing").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}
