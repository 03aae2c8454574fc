//! Pictures over the API: what is taken, what is refused and how, and what still shows one.

use crate::house::{House, on_both, picture};
use axum::body::Body;
use axum::http::Request;
use image::ImageFormat;
use serde_json::json;

fn form(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--line\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
    );
    ("multipart/form-data; boundary=line".to_owned(), [head.as_bytes(), bytes, b"\r\n--line--\r\n"].concat())
}

#[test]
fn a_picture_is_kept_measured_and_found_again() {
    on_both(async |house| {
        let bytes = picture(ImageFormat::Jpeg, 2_000, 1_000);
        let reply = house.upload("image/jpeg", bytes.clone()).await;
        let location = reply.header("location").to_owned();
        let made = reply.ok(201);
        let id = made["id"].as_str().unwrap().to_owned();
        assert_eq!(
            (&made["mime"], &made["width"], &made["height"]),
            (&json!("image/jpeg"), &json!(1_600), &json!(800))
        );
        assert_eq!(made["url"], format!("http://localhost:8080/-/pictures/{id}"));
        assert_eq!(location, format!("/api/v1/pictures/{id}"));
        assert_eq!(house.get(&location).await.ok(200), made);
        let again = house.upload("image/jpeg", bytes).await.ok(201);
        assert_eq!(again["id"], made["id"], "the same content is the same picture");
        let (kind, body) = form("picture", &picture(ImageFormat::WebP, 40, 30));
        let other = house.upload(&kind, body).await.ok(201);
        let list = house.get("/api/v1/pictures?limit=1").await.ok(200);
        assert_eq!(list["items"][0]["id"], other["id"], "newest first");
        let next = list["next_cursor"].as_str().unwrap();
        let list = house.get(&format!("/api/v1/pictures?cursor={next}")).await.ok(200);
        assert_eq!((&list["items"][0]["id"], &list["next_cursor"]), (&made["id"], &json!(null)));
        let told = house.get("/api/v1/audit-log").await.ok(200);
        assert_eq!(told["items"][0]["action"], "picture.added");
    });
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_says_it_is() {
    on_both(async |house| {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.cookie)</script></svg>"#.to_vec();
        for kind in ["image/svg+xml", "image/png", "application/octet-stream"] {
            let reply = house.upload(kind, svg.clone()).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("picture", "not_a_picture")]), "{kind}");
        }
        let mut bomb = picture(ImageFormat::Png, 4, 4);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let reply = house.upload("image/png", bomb).await;
        assert_eq!(reply.status.as_u16(), 422, "{}", reply.text);
        assert!(matches!(reply.faults()[..], [("picture", "picture_damaged" | "too_many_pixels")]), "{}", reply.text);
        let cut = picture(ImageFormat::Png, 200, 200);
        assert_eq!(house.upload("image/png", cut[..300].to_vec()).await.faults(), [("picture", "picture_damaged")]);
        assert_eq!(house.upload("image/png", Vec::new()).await.faults(), [("picture", "required")]);
        let (kind, body) = form("file", &cut);
        assert_eq!(house.upload(&kind, body).await.faults(), [("picture", "required")]);
        let (kind, body) = form("picture", &cut);
        assert_eq!(house.upload(&kind, body[..400].to_vec()).await.faults(), [("picture", "body_cut_off")]);
        assert_eq!(house.get("/api/v1/pictures").await.ok(200)["items"], json!([]), "and nothing was kept");
    });
}

#[test]
fn forty_megabytes_are_refused_by_their_length_alone() {
    on_both(async |house| {
        let large = vec![0; 40 * 1024 * 1024];
        let reply = house.upload("image/png", large.clone()).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (413, vec![("picture", "picture_too_large")]));
        assert!(reply.json["errors"][0]["message"].as_str().unwrap().contains("8 MB"), "{}", reply.text);
        assert!(!reply.text.contains("256 kB"), "another body's measure: {}", reply.text);
        // One that does not say how long it is, is read as far as it may be.
        let stream = tokio_stream::iter(
            large.chunks(1 << 20).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>(),
        );
        let request = Request::post("/api/v1/pictures")
            .header("authorization", format!("Bearer {}", house.token))
            .header("content-type", "image/png");
        let reply = house.send(request.body(Body::from_stream(stream)).unwrap()).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (413, vec![("picture", "picture_too_large")]));
        let (kind, body) = form("picture", &large);
        assert_eq!(house.upload(&kind, body).await.faults(), [("picture", "picture_too_large")]);
    });
}

async fn link(house: &House, picture: &str) -> serde_json::Value {
    let preview = json!({"title": "Promo", "description": "This week", "image_url": null, "picture_id": picture});
    house.post("/api/v1/links", json!({"slug": "promo", "name": "Promo", "preview": preview})).await.ok(201)
}

#[test]
fn a_links_preview_names_its_picture_and_keeps_it_from_being_removed() {
    on_both(async |house| {
        let picture = house.picture().await;
        let made = link(house, &picture).await;
        assert_eq!(made["preview"]["picture_id"], picture);
        let path = format!("/api/v1/pictures/{picture}");
        let refused = house.delete(&path).await;
        assert_eq!((refused.status.as_u16(), refused.faults()), (409, vec![("", "picture_in_use")]));
        assert!(refused.json["errors"][0]["message"].as_str().unwrap().contains("Promo"), "it says where");
        let link = format!("/api/v1/links/{}", made["id"].as_str().unwrap());
        let sent_back = house.patch(&link, json!({"preview": made["preview"]})).await.ok(200);
        assert_eq!(sent_back["preview"], made["preview"], "what was answered can be sent back");
        let copy = house.post(&format!("{link}/copies"), json!({"slug": "promo-2"})).await.ok(201);
        assert_eq!(copy["preview"]["picture_id"], picture, "a copy shows it too");
        for at in [&link, &format!("/api/v1/links/{}", copy["id"].as_str().unwrap())] {
            let bare = house.patch(at, json!({"preview": {"title": "Promo"}})).await.ok(200);
            assert_eq!(bare["preview"]["picture_id"], json!(null));
        }
        house.delete(&path).await.ok(204);
        assert_eq!(house.get(&path).await.status.as_u16(), 404);
        assert_eq!(house.delete(&path).await.status.as_u16(), 404);
    });
}

#[test]
fn a_picture_that_is_not_there_is_named_with_all_else_that_is_wrong_and_nothing_is_saved() {
    on_both(async |house| {
        let made = link(house, &house.picture().await).await;
        let path = format!("/api/v1/links/{}", made["id"].as_str().unwrap());
        let nobody = "01890000-0000-7000-8000-000000000000";
        let reply = house.patch(&path, json!({"name": "New", "preview": {"picture_id": nobody}})).await;
        assert_eq!(reply.faults(), [("preview.picture_id", "no_such_picture")]);
        let reply =
            house.patch(&path, json!({"preview": {"picture_id": "x", "image_url": "javascript:alert(1)"}})).await;
        let mut faults = reply.faults();
        faults.sort_unstable();
        assert_eq!(faults, [("preview.image_url", "url_scheme"), ("preview.picture_id", "not_an_id")]);
        assert_eq!(house.get(&path).await.ok(200), made);
    });
}
