//! A link without identifiers on the desk: the switch works without a script, is told where the link is, and is in its
//! history.

use super::{Browser, LINK, link};

#[tokio::test]
async fn the_switch_is_sent_as_a_form_and_the_page_says_what_it_costs_in_both_languages() {
    let browser = Browser::signed_in().await;
    let page = link(&browser).await;
    let edit = format!("{page}/edit");
    let form = browser.get(&edit).await.html;
    let box_at = |html: &str| {
        let at = html.find("name=\"cookies\" value=\"false\"").expect("the box is there");
        html[at..].split('>').next().unwrap().contains("checked")
    };
    assert!(!box_at(&form) && form.contains("two quick taps of one person take two"));
    assert!(!browser.get(&page).await.html.contains("ithout identifiers"));
    // The hidden field before the box says what an empty box means.
    let same = browser.submit(&edit, &edit, &format!("version=1&cookies=true&{LINK}")).await;
    assert_eq!(same.status.as_u16(), 303, "{}", same.html);
    let off = browser.submit(&edit, &edit, &format!("version=2&cookies=true&cookies=false&{LINK}")).await;
    assert_eq!(off.status.as_u16(), 303, "{}", off.html);
    assert!(box_at(&browser.get(&edit).await.html));
    let html = browser.get(&page).await.html;
    for text in ["Without identifiers (no cookies)", "each tap takes a turn", "Clicks and turns are counted"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("[K\u{2011}"), "the phone shows what is sent");
    let history = browser.get(&format!("{page}/history")).await.html;
    assert!(history.contains("Cookies and identifiers"), "{history}");
    browser.cookies.lock().unwrap().retain(|(name, _)| name != "giliran_locale");
    browser.cookies.lock().unwrap().push(("giliran_locale".to_owned(), "id".to_owned()));
    let html = browser.get(&page).await.html;
    for text in ["Tanpa pengenal (tanpa cookie)", "setiap ketukan mengambil giliran", "Klik dan giliran dihitung"] {
        assert!(html.contains(text), "{text}");
    }
}
