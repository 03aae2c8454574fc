//! Pictures in the desk's forms, sent as a browser without a script sends them: the link editor's, and a code's logo.

use super::{Browser, LINK, Page, link};
use crate::house::picture;
use axum::http::{Request, StatusCode};
use image::ImageFormat;

const EDGE: &str = "----desk";

/// The fields of a form and one file as `multipart/form-data`.
fn multipart(fields: &[(String, String)], file: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(
        format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{file}\"; filename=\"my photo.png\"\r\n\
             Content-Type: image/png\r\n\r\n"
        )
        .bytes(),
    );
    body.extend(bytes);
    body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
    body
}

fn fields(form: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

async fn send(browser: &Browser, path: &str, mut form: Vec<(String, String)>, file: &str, bytes: &[u8]) -> Page {
    form.push(("csrf".into(), browser.get("/app/links/new").await.token()));
    let request = Request::post(path).header("content-type", format!("multipart/form-data; boundary={EDGE}"));
    browser.send_bytes(request, multipart(&form, file, bytes), &[("sec-fetch-site", "same-origin")]).await
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let opening = format!("name=\"{name}\" value=\"");
    let at = page.html.find(&opening).unwrap_or_else(|| panic!("{name}: {}", page.html)) + opening.len();
    page.html[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_uploaded_with_the_link_shown_and_taken_away_again() {
    let browser = Browser::signed_in().await;
    let photo = picture(ImageFormat::Png, 120, 63);
    let made = send(&browser, "/app/links/new", fields(LINK), "preview.picture", &photo).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let edit = format!("{}/edit", made.to());
    let form = browser.get(&edit).await;
    let id = hidden(&form, "preview.picture_id");
    assert!(form.html.contains(&format!("src=\"/-/pictures/{id}\"")), "{}", form.html);
    let version = ("version".to_owned(), hidden(&form, "version"));
    let kept = [fields(LINK), vec![version.clone(), ("preview.picture_id".into(), id.clone())]].concat();
    // The field of a file that nobody chose is empty, and the picture stays.
    let saved = send(&browser, &edit, kept.clone(), "preview.picture", b"").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert_eq!(hidden(&browser.get(&edit).await, "preview.picture_id"), id);
    let version = hidden(&browser.get(&edit).await, "version");
    let without = [kept, vec![("preview.picture_remove".into(), "true".into()), ("version".into(), version)]].concat();
    let saved = send(&browser, &edit, without, "preview.picture", b"").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert_eq!(hidden(&browser.get(&edit).await, "preview.picture_id"), "");
}

#[tokio::test]
async fn a_file_that_is_no_picture_is_said_beside_its_field_with_everything_else_that_is_wrong() {
    let browser = Browser::signed_in().await;
    let bad = LINK.replace("slug=promo", "slug=a+b");
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let page = send(&browser, "/app/links/new", fields(&bad), "preview.picture", svg).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("id=\"f-preview-picture-error\"") && page.html.contains("id=\"f-slug-error\""));
    assert!(page.html.contains("<a href=\"#f-preview-picture\">Picture: This is no JPEG, PNG or WebP picture."));
    assert!(page.html.contains("value=\"a b\"") && page.html.contains("value=\"Sari\""), "what was typed is kept");
    let large = vec![0; 40 * 1024 * 1024];
    let page = send(&browser, "/app/links/new", fields(LINK), "preview.picture", &large).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("It may have 8 MB.") && page.html.contains("value=\"Sari\""), "{}", page.html);
    assert!(!browser.get("/app/links").await.html.contains("Promo"), "and no link was made");
}

#[tokio::test]
async fn a_good_picture_is_not_lost_when_something_else_is_wrong() {
    let browser = Browser::signed_in().await;
    let bad = LINK.replace("slug=promo", "slug=a+b");
    let photo = picture(ImageFormat::Jpeg, 120, 63);
    let page = send(&browser, "/app/links/new", fields(&bad), "preview.picture", &photo).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = hidden(&page, "preview.picture_id");
    assert!(!id.is_empty() && page.html.contains(&format!("src=\"/-/pictures/{id}\"")));
    let mended = [fields(LINK), vec![("preview.picture_id".into(), id.clone())]].concat();
    let made = send(&browser, "/app/links/new", mended, "preview.picture", b"").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    assert_eq!(hidden(&browser.get(&format!("{}/edit", made.to())).await, "preview.picture_id"), id);
}

#[tokio::test]
async fn a_code_is_shown_in_the_look_of_the_address_with_its_files() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/qr", link(&browser).await);
    let page = browser.get(&path).await;
    assert!(page.html.contains(&format!("src=\"{path}.svg\"")), "{}", page.html);
    assert!(page.html.contains("http://localhost:8080/wa/promo?_s=qr"));
    assert!(page.html.contains("/app/visits?figure=scans"), "the figure leads to its rows");
    let page = browser.get(&format!("{path}?fg=%230f5132&size=1024")).await;
    assert!(page.html.contains(&format!("{path}.png?size=1024&#38;fg=%230f5132")), "{}", page.html);
    let svg = browser.get(&format!("{path}.svg?fg=%230f5132")).await;
    assert_eq!(svg.headers["content-type"], "image/svg+xml");
    assert!(svg.html.starts_with("<svg ") && svg.html.contains("#0f5132"));
    assert_eq!(browser.get(&format!("{path}.png")).await.headers["content-type"], "image/png");
    assert_eq!(browser.get(&format!("{path}.png?size=9")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_look_that_no_phone_reads_is_explained_and_has_no_files() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/qr", link(&browser).await);
    let page = browser.get(&format!("{path}?fg=%23ffee00&size=10000")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("id=\"f-size-error\"") && page.html.contains("value=\"10000\""), "{}", page.html);
    assert!(!page.html.contains("download="), "{}", page.html);
    let fragment = browser.send(Request::get(format!("{path}?fg=%23ffee00")), "", &[("hx-request", "true")]).await;
    assert_eq!(fragment.status, StatusCode::OK);
    assert!(fragment.html.contains("contrast") && !fragment.html.contains("<html"), "{}", fragment.html);
}

#[tokio::test]
async fn a_logo_is_uploaded_into_the_look_that_stands_there() {
    let browser = Browser::signed_in().await;
    let path = format!("{}/qr", link(&browser).await);
    let look = vec![("look".to_owned(), "?size=1024&fg=%230f5132".to_owned())];
    let sent = send(&browser, &format!("{path}/logo"), look.clone(), "logo", &picture(ImageFormat::Png, 80, 80)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert!(sent.to().starts_with(&format!("{path}?size=1024&fg=%230f5132&logo=")), "{}", sent.to());
    let page = browser.get(sent.to()).await;
    assert!(page.html.contains("src=\"/-/pictures/") && page.html.contains("Take the logo out"), "{}", page.html);
    let svg = browser.get(&sent.to().replace("/qr?", "/qr.svg?")).await;
    assert!(svg.html.contains("<image ") && svg.html.contains("data:image/png;base64,"));
    let refused = send(&browser, &format!("{path}/logo"), look, "logo", b"GIF89a").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("id=\"f-logo-error\"") && refused.html.contains("value=\"1024\""),
        "{}",
        refused.html
    );
}

#[tokio::test]
async fn a_picture_that_nothing_shows_is_removed_and_one_that_is_shown_says_where() {
    let browser = Browser::signed_in().await;
    let gallery = "/app/settings/pictures";
    assert!(browser.get(gallery).await.html.contains("No pictures yet"));
    let photo = picture(ImageFormat::Png, 120, 63);
    let made = send(&browser, "/app/links/new", fields(LINK), "preview.picture", &photo).await;
    let shown = browser.get(gallery).await;
    assert!(shown.html.contains("Shown by Promo") && !shown.html.contains("/remove\""), "{}", shown.html);
    let edit = format!("{}/edit", made.to());
    let version = hidden(&browser.get(&edit).await, "version");
    let id = hidden(&browser.get(&edit).await, "preview.picture_id");
    let refused = browser.submit(gallery, &format!("{gallery}/{id}/remove"), "").await;
    assert_eq!(refused.to(), gallery);
    assert!(browser.get(gallery).await.html.contains("Still shown by: Promo"));
    let without =
        [fields(LINK), vec![("version".into(), version), ("preview.picture_id".into(), String::new())]].concat();
    assert_eq!(send(&browser, &edit, without, "preview.picture", b"").await.status, StatusCode::SEE_OTHER);
    let page = browser.get(gallery).await;
    assert!(page.html.contains("No link and no hub shows it.") && page.html.contains("/remove\""), "{}", page.html);
    browser.submit(gallery, &format!("{gallery}/{id}/remove"), "").await;
    assert!(browser.get(gallery).await.html.contains("No pictures yet"));
}
