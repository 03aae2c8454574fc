//! The first minute, also when two come at once.

use crate::house::on_both;
use domain::draft::set_up::SetUp;
use domain::role::Role;
use engine::{Rejection, set_up, users};
use serde_json::json;

fn wish(email: &str) -> SetUp {
    SetUp::parse(&json!({
        "name": "Ani", "email": email, "password": "a long enough password",
        "workspace": {"name": "Toko Kopi", "time_zone": "Asia/Jakarta", "currency": "idr", "country": "id"}
    }))
    .unwrap()
}

#[test]
fn of_two_who_set_up_at_once_exactly_one_becomes_the_owner() {
    on_both(async |house| {
        assert!(set_up::is_open(&house.engine).await.unwrap());
        let (one, two) = tokio::join!(
            set_up::set_up(&house.engine, wish("ani@example.com")),
            set_up::set_up(&house.engine, wish("eve@example.com"))
        );
        let done: Vec<_> = [&one, &two].into_iter().filter_map(|result| result.as_ref().ok()).collect();
        let told: Vec<_> = [&one, &two].into_iter().filter_map(|result| result.as_ref().err()).collect();
        assert_eq!((done.len(), told.len()), (1, 1));
        assert!(matches!(told[0], Rejection::Conflict(faults) if faults[0].code == "already_set_up"));
        let (home, owner) = done[0];
        assert_eq!((home.currency.as_str(), home.country.as_str(), owner.role), ("IDR", "ID", Role::Owner));
        assert!(!set_up::is_open(&house.engine).await.unwrap());
        let who = domain::actor::Who::operator(home.id);
        assert_eq!(
            users::list(&house.engine, &who, None, 10).await.unwrap().items.len(),
            1,
            "nothing of the other is left"
        );
    });
}
