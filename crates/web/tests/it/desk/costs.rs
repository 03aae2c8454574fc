//! Costs at the desk: a table says row by row what it comes to, is saved, stands in the overview, and is taken back.

use super::{Browser, Page, link};
use axum::http::{Request, StatusCode};

const COSTS: &str = "/app/costs";

async fn upload(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    let token = browser.get(COSTS).await.token();
    let mut body = String::new();
    for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
        let file = if *name == "file" { "; filename=\"meta <nov>.csv\"" } else { "" };
        body.push_str(&format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"));
    }
    body.push_str("--edge--\r\n");
    let request = Request::post(COSTS).header("content-type", "multipart/form-data; boundary=edge");
    browser.send(request, &body, &[("sec-fetch-site", "same-origin")]).await
}

fn hidden(page: &Page, name: &str) -> String {
    let opening = format!("name=\"{name}\" value=\"");
    let at = page.html.find(&opening).unwrap_or_else(|| panic!("{name}: {}", page.html)) + opening.len();
    page.html[at..].split('"').next().unwrap().replace("&#60;", "<").replace("&#62;", ">")
}

#[tokio::test]
async fn a_table_of_costs_is_looked_at_saved_shown_and_taken_back() {
    let browser = Browser::signed_in().await;
    link(&browser).await;
    let file =
        "Date;Campaign name;Amount spent (IDR)\n2026-10-31;<b>gajian;1.500.000\n2026-11-01;sale;7\nTotal;;1500007\n";
    let shown = upload(&browser, &[("file", file)]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
    for said in ["New: 2 · Replaced: 0 · As they are: 0", "&#60;b&#62;gajian", "IDR 1,500,000", "Sat 31 Oct 2026"] {
        assert!(shown.html.contains(said), "{said}: {}", shown.html);
    }
    assert!(browser.get(COSTS).await.html.contains("No file yet."), "nothing is saved yet");
    let kept = [("apply", "true"), ("name", &*hidden(&shown, "name")), ("kept", &*hidden(&shown, "kept"))];
    let saved = upload(&browser, &kept).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, COSTS), "{}", saved.html);
    let page = browser.get(COSTS).await;
    for said in ["The file is in. New costs: 2, replaced: 0.", "meta &#60;nov&#62;.csv", "Costs that stand"] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    let overview = browser.get("/app?from=2026-10-31&to=2026-11-01").await;
    for said in ["Cost per lead", "IDR 1,500,007", "&#60;b&#62;gajian"] {
        assert!(overview.html.contains(said), "{said}: {}", overview.html);
    }
    let table = browser.get("/app/overview.csv?from=2026-10-31&to=2026-11-01&by=campaign").await;
    assert!(table.html.contains("\r\n<b>gajian,") && table.headers["content-type"] == "text/csv; charset=utf-8");
    // All of them are carried away as they can be brought in again: nothing is new in the file.
    let carried = browser.get("/app/costs.csv").await;
    let name = carried.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"costs-2026-11-01"), "{name}");
    let lines: Vec<&str> = carried.html.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines, ["date,campaign,cost,currency", "2026-11-01,sale,7,IDR", "2026-10-31,<b>gajian,1500000,IDR"]);
    let same = upload(&browser, &[("file", &carried.html)]).await;
    assert!(same.html.contains("As they are: 2"), "{}", same.html);
    let formula = upload(&browser, &[("file", "date,campaign,cost\n2026-10-30,=1+1,5\n")]).await;
    let kept_formula = [("apply", "true"), ("name", "f.csv"), ("kept", &*hidden(&formula, "kept"))];
    assert_eq!(upload(&browser, &kept_formula).await.to(), COSTS);
    assert!(browser.get("/app/costs.csv").await.html.contains("2026-10-30,'=1+1,5,IDR"), "no cell is calculated");
    let page = browser.get(COSTS).await;
    let at = page.html.find("/take-back").unwrap();
    let action = page.html[..at].rsplit('"').next().unwrap().to_owned() + "/take-back";
    assert_eq!(browser.submit(COSTS, &action, "").await.to(), COSTS);
    let page = browser.get(COSTS).await;
    let again = upload(&browser, &[("file", &file.replace("sale;7", "sale;9"))]).await;
    assert!(again.html.contains("Replaces IDR 7") && again.html.contains("As it is"), "{}", again.html);
    let at = page.html.find("/take-back").unwrap();
    let action = page.html[..at].rsplit('"').next().unwrap().to_owned() + "/take-back";
    let done = browser.submit(COSTS, &action, "").await;
    assert_eq!(done.to(), COSTS, "{}", done.html);
    let page = browser.get(COSTS).await;
    assert!(
        page.html.contains("is taken back: 2 costs are removed.") && page.html.contains("No file yet."),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn a_wrong_table_says_what_to_do_line_by_line_in_the_readers_language() {
    let browser = Browser::signed_in().await;
    let wrong = upload(&browser, &[("file", "day,campaign,cost\n03/04/2026,a,1\n2026-11-01,b,lots\n")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["2 things in the file are wrong. Nothing was saved.", "This could be two days", "Line 3"] {
        assert!(wrong.html.contains(said), "{said}: {}", wrong.html);
    }
    assert!(upload(&browser, &[]).await.html.contains("Choose a file first."));
}
