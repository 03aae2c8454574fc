//! The rules of a link on the desk: made, read aloud, moved, switched, removed and replayed, all of it without a script.

use super::{Browser, link};
use axum::http::StatusCode;
use domain::id::LinkId;
use engine::links::LinkView;

/// Names and values as a form sends them.
fn sent(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    pairs.iter().for_each(|(name, value)| {
        form.append_pair(name, value);
    });
    form.finish()
}

async fn shop(browser: &Browser) -> String {
    let form = "kind=website&name=ES+sales&url=https%3A%2F%2Fexample.com%2Fes&status=active";
    let made = browser.submit("/app/channels/new", "/app/channels/new", form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = browser.get("/app/channels").await.html;
    let at = page.rfind("href=\"/app/channels/0").expect("it is in the list");
    page[at + 20..].split('"').next().unwrap().to_owned()
}

fn spain<'a>(name: &'a str, channel: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("active", "true"),
        ("w.mode", "all"),
        ("w.c[0].field", "country"),
        ("w.c[0].op", "in_list"),
        ("w.c[0].values", "ES"),
        ("w.c[1].field", "schedule"),
        ("w.c[1].op", "within"),
        ("w.c[1].zone", "Europe/Madrid"),
        ("w.c[1].days", "mon"),
        ("w.c[1].days", "tue"),
        ("w.c[1].days", "wed"),
        ("w.c[1].r[0].from", "9"),
        ("w.c[1].r[0].to", "18.00"),
        ("then", "channel"),
        ("then.channel_id", channel),
    ]
}

async fn view(browser: &Browser, link: &str) -> LinkView {
    let owner = domain::actor::Who::operator(engine::workspace::all(&browser.engine).await.unwrap()[0].id);
    let id = LinkId::parse(link.rsplit('/').next().unwrap()).unwrap();
    engine::links::get(&browser.engine, &owner, id).await.unwrap()
}

async fn names(browser: &Browser, link: &str) -> Vec<String> {
    view(browser, link).await.link.extras.rules.into_iter().map(|rule| rule.name).collect()
}

#[tokio::test]
async fn a_rule_is_made_and_stands_as_a_sentence_without_ids() {
    let browser = Browser::signed_in().await;
    let (link, channel) = (link(&browser).await, shop(&browser).await);
    let rules = format!("{link}/rules");
    assert!(browser.get(&rules).await.html.contains("Everybody goes to this link’s own pool"));
    let new = format!("{rules}/new");
    let made = browser.submit(&new, &new, &sent(&spain("Spain", &channel))).await;
    assert_eq!((made.status, made.to()), (StatusCode::SEE_OTHER, rules.as_str()), "{}", made.html);
    let page = browser.get(&rules).await.html;
    assert!(page.contains("If country is Spain and it is Mon–Wed 09:00–18:00 in Madrid"), "{page}");
    assert!(page.contains("→ ES sales") && page.contains("Check: nothing is wrong"));
    assert!(page.contains("Otherwise → this link’s own pool (Sari, Budi)"), "{page}");
    // Opened and saved again, it is the same rule.
    let before = view(&browser, &link).await.link.extras.rules;
    let one = format!("{rules}/{}", before[0].id);
    let form = browser.get(&one).await.html;
    assert!(form.contains("value=\"09:00\"") && form.contains("value=\"ES\" selected"), "{form}");
    let saved = browser.submit(&one, &one, &sent(&spain("Spain", &channel))).await;
    assert_eq!(saved.to(), rules, "{}", saved.html);
    assert_eq!(view(&browser, &link).await.link.extras.rules, before);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let new = format!("{link}/rules/new");
    let form = sent(&[
        ("w.mode", "any"),
        ("w.c[0].field", "schedule"),
        ("w.c[0].op", "within"),
        ("w.c[0].zone", "Europe/Bandung"),
        ("w.c[0].r[0].from", "09:00"),
        ("w.c[0].r[0].to", "09:00"),
        ("w.c[1].field", "group"),
        ("w.c[1].c[0].field", "query"),
        ("w.c[1].c[0].op", "equal"),
        ("w.c[1].c[0].lines", "typed"),
    ]);
    let page = browser.submit(&new, &new, &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["f-w-c-0-zone", "f-w-c-0-days", "f-w-c-0-r-0-to", "f-w-c-1-c-0-key", "f-then"] {
        assert!(page.html.contains(&format!("id=\"{id}-error\"")), "{id}: {}", page.html);
        assert!(page.html.contains(&format!("id=\"{id}\"")), "{id} is there to be led to");
    }
    assert!(page.html.contains(">typed</textarea>"));
    assert!(view(&browser, &link).await.link.extras.rules.is_empty());
}

#[tokio::test]
async fn conditions_come_and_go_by_buttons_of_the_form() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let new = format!("{link}/rules/new");
    let add = sent(&[("w.mode", "all"), ("w.c.add", "schedule"), ("then", "pool"), ("do", "add:w.c")]);
    let page = browser.submit(&new, &new, &add).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in
        ["name=\"w.c[0].zone\"", "value=\"Asia/Jakarta\" selected", "value=\"17:00\"", "Mon–Fri 09:00–17:00 in Jakarta"]
    {
        assert!(page.html.contains(part), "{part}: {}", page.html);
    }
    let draft =
        browser.submit(&new, &format!("{link}/rules/draft"), &sent(&[("w.mode", "all"), ("then", "pool")])).await;
    assert!(draft.html.contains("Always → this link’s own pool") && !draft.html.contains("<html"), "{}", draft.html);
}

#[tokio::test]
async fn rules_are_moved_switched_and_removed_and_check_says_what_is_never_reached() {
    let browser = Browser::signed_in().await;
    let (link, channel) = (link(&browser).await, shop(&browser).await);
    let rules = format!("{link}/rules");
    let new = format!("{rules}/new");
    let everybody = [("name", "Everybody"), ("active", "true"), ("w.mode", "all"), ("then", "pool")];
    for form in [sent(&spain("Spain", &channel)), sent(&everybody)] {
        assert_eq!(browser.submit(&new, &new, &form).await.to(), rules);
    }
    let all = view(&browser, &link).await.link.extras.rules;
    let order = format!("{rules}/order");
    let moved = browser.submit(&rules, &order, &format!("move={}&to=up", all[1].id)).await;
    assert_eq!(moved.to(), rules);
    assert_eq!(names(&browser, &link).await, ["Everybody", "Spain"]);
    let page = browser.get(&rules).await.html;
    assert!(page.contains("Rule 2 is not reached now: whoever it wants goes to rule 1 first"), "{page}");

    let switch = format!("{rules}/{}/switch", all[1].id);
    assert_eq!(browser.submit(&rules, &switch, "active=false").await.to(), rules);
    assert!(browser.get(&rules).await.html.contains("Check: nothing is wrong"));
    let whole = format!("moved={0}&rule={0}&rule={1}", all[0].id, all[1].id);
    let token = browser.get(&rules).await.token();
    let headers = [("sec-fetch-site", "same-origin"), ("hx-request", "true")];
    let list = browser.post(&order, &format!("csrf={token}&{whole}"), &headers).await;
    assert!(list.html.contains("Rule moved to place 1.") && !list.html.contains("<html"), "{}", list.html);
    assert_eq!(names(&browser, &link).await, ["Spain", "Everybody"]);

    assert_eq!(browser.submit(&rules, &format!("{rules}/{}/remove", all[0].id), "").await.to(), rules);
    assert_eq!(names(&browser, &link).await, ["Everybody"]);
}

#[tokio::test]
async fn a_draft_is_replayed_before_it_is_saved() {
    let browser = Browser::signed_in().await;
    let (link, channel) = (link(&browser).await, shop(&browser).await);
    let new = format!("{link}/rules/new");
    let mut form = spain("Spain", &channel);
    form.push(("do", "replay"));
    let page = browser.submit(&new, &new, &sent(&form)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    assert!(page.html.contains("There were no visits of people since"), "{}", page.html);
    assert!(names(&browser, &link).await.is_empty(), "nothing is saved");
    let replay = format!("{link}/rules/replay");
    let asked = browser.get(&replay).await.html;
    assert!(asked.contains("Sari") && asked.contains("name=\"members[1].weight\""), "{asked}");
    let seats = view(&browser, &link).await.seats;
    let form = |weight: &str| {
        format!(
            "days=7&pool.method=weighted&members%5B0%5D.id={}&members%5B0%5D.weight={weight}&members%5B0%5D.active=true",
            seats[0].seat.member.id
        )
    };
    assert_eq!(browser.submit(&replay, &replay, &form("5")).await.status, StatusCode::OK);
    let wrong = browser.submit(&replay, &replay, &form("many")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("id=\"f-members-0-weight-error\""), "{}", wrong.html);
}

#[tokio::test]
async fn trying_takes_a_time_an_app_and_whether_somebody_came_before() {
    let browser = Browser::signed_in().await;
    let (link, channel) = (link(&browser).await, shop(&browser).await);
    let new = format!("{link}/rules/new");
    browser.submit(&new, &new, &sent(&spain("Spain", &channel))).await;
    let mut back = vec![
        ("name", "Back"),
        ("active", "true"),
        ("w.mode", "all"),
        ("then", "channel"),
        ("then.channel_id", channel.as_str()),
    ];
    back.extend([("w.c[0].field", "visitor"), ("w.c[0].value", "returning")]);
    back.extend([("w.c[1].field", "in_app"), ("w.c[1].op", "in_list"), ("w.c[1].values", "instagram")]);
    assert_eq!(browser.submit(&new, &new, &sent(&back)).await.status, StatusCode::SEE_OTHER);
    // Monday 16:00 in Jakarta is 10:00 in Madrid.
    let tried = browser.get(&format!("{link}/try?country=ES&at=2026-11-02T16:00")).await.html;
    assert!(tried.contains("Goes to ES sales") && tried.contains("The rule “Spain” holds."), "{tried}");
    let early = browser.get(&format!("{link}/try?country=ES&at=2026-11-02T09:00")).await.html;
    assert!(early.contains("there it is mon 03:00") || early.contains("there it is Mon 03:00"), "{early}");
    let again = browser.get(&format!("{link}/try?returning=true&app=instagram")).await.html;
    assert!(again.contains("The rule “Back” holds."), "{again}");
    let wrong = browser.get(&format!("{link}/try?at=noon")).await.html;
    assert!(!wrong.contains("The rule “Back” holds."));
}

#[tokio::test]
async fn who_may_not_change_links_only_reads_the_rules() {
    let browser = Browser::signed_in().await;
    let (link, channel) = (link(&browser).await, shop(&browser).await);
    let new = format!("{link}/rules/new");
    browser.submit(&new, &new, &sent(&spain("Spain", &channel))).await;
    super::channels::becomes(&browser, "agent").await;
    let page = browser.get(&format!("{link}/rules")).await;
    assert!(page.html.contains("If country is Spain") && !page.html.contains("/rules/new"), "{}", page.html);
    assert_eq!(browser.get(&new).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&format!("{link}/rules/replay")).await.status, StatusCode::FORBIDDEN);
}
