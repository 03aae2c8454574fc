//! A link's QR code over the API.

use crate::house::on_both;
use serde_json::json;

#[test]
fn a_code_says_what_it_encodes_and_where_it_stands() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}/qr", link["id"].as_str().unwrap());
        let code = house.get(&path).await.ok(200);
        assert_eq!(code["text"], "http://localhost:8080/wa/promo?_s=qr");
        assert_eq!(code["svg_url"], "http://localhost:8080/wa/promo/qr.svg");
        assert_eq!((&code["level"], &code["size"], &code["contrast"]), (&json!("M"), &json!(512), &json!(21.0)));
        let logo = house.picture().await;
        let code = house.get(&format!("{path}?size=1024&fg=%230f5132&logo={logo}")).await.ok(200);
        assert_eq!((&code["level"], &code["logo"]), (&json!("H"), &json!(logo)));
        assert_eq!(
            code["png_url"],
            format!("http://localhost:8080/wa/promo/qr.png?size=1024&fg=%230f5132&logo={logo}")
        );
        assert!(code["logo_size"].as_u64().is_some_and(|share| (10..=25).contains(&share)), "{code}");
    });
}

#[test]
fn a_hub_has_a_code_of_its_own_address() {
    on_both(async |house| {
        let hub = house.post("/api/v1/hubs", json!({"slug": "toko"})).await.ok(201);
        let path = format!("/api/v1/hubs/{}/qr", hub["id"].as_str().unwrap());
        let code = house.get(&format!("{path}?size=256")).await.ok(200);
        assert_eq!(code["text"], "http://localhost:8080/h/toko?_s=qr");
        assert_eq!(code["png_url"], "http://localhost:8080/h/toko/qr.png?size=256");
        assert_eq!(house.get(&format!("{path}?margin=0")).await.faults(), [("margin", "out_of_range")]);
        let (stranger, logo) = (house.stranger().await, house.picture().await);
        assert_eq!(house.ask("GET", &path, &stranger, &[], "").await.status, 404);
        let theirs = house.ask("POST", "/api/v1/hubs", &stranger, &[], r#"{"slug":"theirs"}"#).await.ok(201);
        let theirs = format!("/api/v1/hubs/{}/qr?logo={logo}", theirs["id"].as_str().unwrap());
        assert_eq!(house.ask("GET", &theirs, &stranger, &[], "").await.faults(), [("logo", "no_such_picture")]);
    });
}

#[test]
fn what_a_phone_could_not_read_is_refused_by_the_parameters_name() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}/qr", link["id"].as_str().unwrap());
        let nobody = "01890000-0000-7000-8000-000000000000";
        for (query, field, code) in [
            ("size=10000", "size", "out_of_range"),
            ("size=-1", "size", "out_of_range"),
            ("margin=0", "margin", "out_of_range"),
            ("fg=yellow", "fg", "not_a_colour"),
            ("fg=%23ffff00", "fg", "qr_contrast"),
            ("fg=fff&bg=000", "fg", "qr_inverted"),
            ("level=Z", "level", "unknown_level"),
            ("logo=1", "logo", "not_an_id"),
            (&format!("logo={nobody}"), "logo", "no_such_picture"),
            (&format!("logo={nobody}&level=L"), "level", "qr_logo_none"),
            ("colour=red", "colour", "unknown_parameter"),
        ] {
            let reply = house.get(&format!("{path}?{query}")).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![(field, code)]), "{query}");
        }
    });
}
