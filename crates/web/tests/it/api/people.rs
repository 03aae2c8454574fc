//! Users and agents.

use crate::house::{PASSWORD, on_both, token};
use domain::actor::Who;
use domain::id::UserId;
use domain::role::Role;
use domain::scope::{Scope, Scopes};
use engine::sessions;
use engine::sign_in::{self, From};
use serde_json::{Value, json};

fn budi(role: &str) -> Value {
    json!({"email": "Budi@Example.com", "name": "Budi", "role": role, "password": "a long enough one"})
}

#[test]
fn a_user_is_made_changed_locked_out_and_let_in_again() {
    on_both(async |house| {
        let made = house.post("/api/v1/users", budi("agent")).await.ok(201);
        assert_eq!(
            (made["email"].as_str(), made["availability"].as_str()),
            (Some("budi@example.com"), Some("available"))
        );
        assert!(made.get("password").is_none() && made.get("password_hash").is_none());
        let twice = house.post("/api/v1/users", budi("agent")).await;
        assert_eq!((twice.status.as_u16(), twice.faults()), (409, vec![("email", "taken")]));
        let path = format!("/api/v1/users/{}", made["id"].as_str().unwrap());
        let changed = house.patch(&path, json!({"role": "supervisor", "locale": "id"})).await.ok(200);
        assert_eq!((changed["role"].as_str(), changed["locale"].as_str()), (Some("supervisor"), Some("id")));

        let sign_in = async || {
            sign_in::sign_in(&house.engine, "BUDI@example.com", "a long enough one", From::default()).await.unwrap()
        };
        let session = sign_in().await.expect("signed in");
        assert!(sign_in::recognise(&house.engine, &session.token).await.unwrap().is_some());
        assert_eq!(house.delete(&path).await.ok(200)["disabled"], true);
        assert!(sign_in::recognise(&house.engine, &session.token).await.unwrap().is_none(), "sessions end at once");
        assert!(sign_in().await.is_none());
        house.patch(&path, json!({"disabled": false})).await.ok(200);
        assert!(sign_in().await.is_some());
        assert_eq!(house.get("/api/v1/users").await.ok(200)["items"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn there_is_always_an_owner_who_can_sign_in() {
    on_both(async |house| {
        let me = format!("/api/v1/users/{}", house.owner.user.unwrap());
        let reply = house.patch(&me, json!({"role": "admin"})).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (409, vec![("role", "last_owner")]));
        assert_eq!(house.delete(&me).await.faults(), [("disabled", "last_owner")]);
        assert_eq!(house.get(&me).await.ok(200)["role"], "owner", "nothing of it was kept");
        house.post("/api/v1/users", budi("owner")).await.ok(201);
        house.patch(&me, json!({"role": "supervisor"})).await.ok(200);
    });
}

#[test]
fn nobody_gives_or_takes_a_role_above_their_own() {
    on_both(async |house| {
        let made = house.post("/api/v1/users", budi("admin")).await.ok(201);
        let id = UserId::parse(made["id"].as_str().unwrap()).unwrap();
        let admin = Who::person(house.owner.workspace, id, "Budi", Role::Admin);
        let admin = token(&house.engine, &admin, Scopes::all()).await;
        let ask = async |method: &str, path: &str, body: Value| {
            house.ask(method, path, &admin, &[], &body.to_string()).await.status.as_u16()
        };
        let owner = format!("/api/v1/users/{}", house.owner.user.unwrap());
        let mut new = budi("owner");
        new["email"] = json!("evil@example.com");
        assert_eq!(ask("POST", "/api/v1/users", new).await, 403);
        assert_eq!(ask("PATCH", &owner, json!({"password": "another long one"})).await, 403);
        assert_eq!(ask("PATCH", &owner, json!({"role": "agent"})).await, 403);
        assert_eq!(ask("PATCH", &format!("/api/v1/users/{id}"), json!({"role": "owner"})).await, 403);
        let mut new = budi("supervisor");
        new["email"] = json!("rina@example.com");
        assert_eq!(ask("POST", "/api/v1/users", new).await, 201);
    });
}

#[test]
fn wrong_passwords_are_counted_and_a_new_one_ends_the_sessions() {
    on_both(async |house| {
        let try_it =
            async |password: &str| sign_in::sign_in(&house.engine, "ani@example.com", password, From::default()).await;
        let session = try_it(PASSWORD).await.unwrap().expect("signed in");
        for _ in 0..10 {
            assert_eq!(try_it("wrong password").await.map(|opened| opened.is_none()), Ok(true));
        }
        assert!(matches!(try_it(PASSWORD).await, Err(engine::Rejection::Limited { .. })));
        let me = format!("/api/v1/users/{}", house.owner.user.unwrap());
        house.patch(&me, json!({"password": "a brand new password"})).await.ok(200);
        assert!(sign_in::recognise(&house.engine, &session.token).await.unwrap().is_none());
        let log = house.get("/api/v1/audit-log?noun=user").await.ok(200);
        assert_eq!(log["items"][0]["action"], "user.password_set");
        assert!(!log.to_string().contains("argon2"), "no hash in the history");
    });
}

#[test]
fn sessions_are_listed_and_ended_one_by_one() {
    on_both(async |house| {
        let from = |agent: &str| From { ip: "192.0.2.1".into(), user_agent: agent.into() };
        let open = async |agent: &str| {
            sign_in::sign_in(&house.engine, "ani@example.com", PASSWORD, from(agent)).await.unwrap().unwrap().token
        };
        let (phone, laptop) = (open("phone").await, open("laptop").await);
        let me = format!("/api/v1/users/{}/sessions", house.owner.user.unwrap());
        let page = house.get(&me).await;
        assert!(!page.text.contains(&phone) && !page.text.contains(&laptop), "no session's secret is told");
        let page = page.ok(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["next_cursor"]), (2, &Value::Null));
        let of_phone = page["items"].as_array().unwrap().iter().find(|one| one["user_agent"] == "phone").unwrap();
        assert_eq!(
            (of_phone["ip"].as_str(), of_phone["expires_at"].as_str()),
            (Some("192.0.2.1"), Some("2026-12-01T00:00:00Z"))
        );
        let path = format!("{me}/{}", of_phone["id"].as_str().unwrap());
        house.delete(&path).await.ok(204);
        assert_eq!(house.delete(&path).await.status, 404, "ended is ended");
        assert_eq!(house.get(&me).await.ok(200)["items"].as_array().unwrap().len(), 1);
        let log = house.get("/api/v1/audit-log?noun=user").await.ok(200);
        assert_eq!(log["items"][0]["action"], "session.ended");
        assert!(sign_in::recognise(&house.engine, &phone).await.unwrap().is_none());
        let (who, _) = sign_in::recognise(&house.engine, &laptop).await.unwrap().unwrap();
        assert_eq!(who, house.owner);
        sign_in::sign_out(&house.engine, &laptop).await.unwrap();
        assert!(sign_in::recognise(&house.engine, &laptop).await.unwrap().is_none());
        let old = open("old").await;
        house.clock.turn_to(crate::house::START + sign_in::SESSION + 1);
        assert!(sign_in::recognise(&house.engine, &old).await.unwrap().is_none(), "thirty days, then no more");
    });
}

#[test]
fn the_sessions_of_others_are_for_who_manages_users_and_an_owners_for_owners() {
    on_both(async |house| {
        let open = async |email: &str, password: &str| {
            sign_in::sign_in(&house.engine, email, password, From::default()).await.unwrap().unwrap().token
        };
        let made = house.post("/api/v1/users", budi("admin")).await.ok(201);
        let budi = UserId::parse(made["id"].as_str().unwrap()).unwrap();
        let (of_ani, of_budi) =
            (open("ani@example.com", PASSWORD).await, open("budi@example.com", "a long enough one").await);
        let ani = house.owner.user.unwrap();
        let path = |user: UserId| format!("/api/v1/users/{user}/sessions");
        let who = |role| Who::person(house.owner.workspace, budi, "Budi", role);
        let ask = async |method: &str, path: &str, token: &str| house.ask(method, path, token, &[], "").await;
        let first = |page: &Value| page["items"][0]["id"].as_str().unwrap().to_owned();

        let admin = token(&house.engine, &who(Role::Admin), Scopes::all()).await;
        let seen = ask("GET", &path(ani), &admin).await.ok(200);
        let owners = format!("{}/{}", path(ani), first(&seen));
        assert_eq!(ask("DELETE", &owners, &admin).await.status, 403, "an admin never touches an owner");
        let crossed = format!("{}/{}", path(budi), first(&seen));
        assert_eq!(ask("DELETE", &crossed, &admin).await.status, 404, "each session belongs to its user");

        let reader = token(&house.engine, &who(Role::Admin), Scopes::NONE.and(Scope::UsersRead)).await;
        let own = ask("GET", &path(budi), &reader).await.ok(200);
        assert_eq!(ask("GET", &path(ani), &reader).await.status, 403);
        let own = format!("{}/{}", path(budi), first(&own));
        assert_eq!(ask("DELETE", &own, &reader).await.status, 403, "a token that reads ends nothing");
        let deaf = token(&house.engine, &who(Role::Admin), Scopes::NONE.and(Scope::LinksRead)).await;
        assert_eq!(ask("GET", &path(budi), &deaf).await.status, 403);

        assert_eq!(ask("DELETE", &format!("{}/nonsense", path(budi)), &house.token).await.status, 404);
        assert_eq!(
            ask("GET", &path(UserId::parse(&uuid::Uuid::nil().to_string()).unwrap()), &house.token).await.status,
            404
        );
        assert_eq!(house.get(&format!("{}?limit=5", path(ani))).await.faults(), [("limit", "unknown_parameter")]);
        house.delete(&own).await.ok(204);
        assert!(sign_in::recognise(&house.engine, &of_budi).await.unwrap().is_none());
        assert!(sign_in::recognise(&house.engine, &of_ani).await.unwrap().is_some());
    });
}

#[test]
fn a_person_ends_their_own_session_whatever_their_role() {
    on_both(async |house| {
        let made = house.post("/api/v1/users", budi("agent")).await.ok(201);
        let user = UserId::parse(made["id"].as_str().unwrap()).unwrap();
        let who = Who::person(house.owner.workspace, user, "Budi", Role::Agent);
        sign_in::sign_in(&house.engine, "budi@example.com", "a long enough one", From::default()).await.unwrap();
        let open = sessions::list(&house.engine, &who, user).await.unwrap();
        sessions::end(&house.engine, &who, user, &sessions::id(&open[0])).await.unwrap();
        assert_eq!(sessions::list(&house.engine, &who, user).await, Ok(Vec::new()));
        let owner = house.owner.user.unwrap();
        assert_eq!(sessions::list(&house.engine, &who, owner).await, Err(engine::Rejection::Forbidden));
        assert_eq!(sessions::end(&house.engine, &who, owner, "x").await, Err(engine::Rejection::Forbidden));
    });
}

#[test]
fn an_agent_gets_a_name_and_a_sign_in() {
    on_both(async |house| {
        house.promo().await;
        let user = house.post("/api/v1/users", budi("agent")).await.ok(201);
        let page = house.get("/api/v1/agents").await.ok(200);
        let path = format!("/api/v1/agents/{}", page["items"][0]["id"].as_str().unwrap());
        let agent = house.patch(&path, json!({"name": "Sari", "user_id": user["id"]})).await.ok(200);
        assert_eq!((agent["name"].as_str(), &agent["user_id"]), (Some("Sari"), &user["id"]));
        assert_eq!(house.get(&path).await.ok(200), agent);
        let nobody = json!({"user_id": "0193e4a0-0000-7000-8000-000000000001"});
        assert_eq!(house.patch(&path, nobody).await.faults(), [("user_id", "no_such_user")]);
    });
}
