//! Links carried away and brought in with the command line, beside the running server, on both stores.

use crate::house::{ENGINES, House};
use crate::http::{get, post};
use std::fs::{self, File};

const LINK: &str = r#"{"slug":"promo","name":"Promo","message":"Hi {{name}} {{code}}","fallback":{"url":"https://example.com/"},
    "pool":{"method":"weighted","members":[{"name":"Sari","number":"+6281234567890","weight":80},
    {"name":"Budi","number":"+6281234567891","weight":20,"active":false}]}}"#;

#[test]
fn links_are_carried_away_changed_by_hand_and_brought_in_beside_the_running_server() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let made = running.send(post("/api/v1/links").bearer(&token).body("application/json", LINK));
        assert_eq!(made.status, 201, "{made:?}");
        let run = |words: &[&str]| {
            let output = house.run(words, "");
            let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            (output.status.code(), out, err)
        };
        for file in ["links.toml", "links.json", "links.csv"] {
            let path = house.folder().join(file);
            let path = path.to_str().unwrap();
            assert_eq!(run(&["export", "links", "--output", path]).0, Some(0), "{engine:?}");
            let first = fs::read(path).unwrap();
            for words in [&["import", "links", path, "--dry-run"][..], &["import", "links", path]] {
                let (code, out, err) = run(words);
                assert_eq!(
                    (code, out.as_str()),
                    (Some(0), "nothing changes: 1 link as in the file\n"),
                    "{file}: {err}"
                );
            }
            assert_eq!(run(&["export", "links", "--output", path]).0, Some(0));
            assert_eq!(fs::read(path).unwrap(), first, "{engine:?} {file}");
        }
        let path = house.folder().join("links.toml");
        let path = path.to_str().unwrap();
        let toml = fs::read_to_string(path).unwrap().replace("name = \"Promo\"", "name = \"Promo 11.11\"");
        let fresh = "\n[[links]]\nslug = \"fresh\"\nname = \"Fresh\"\nfallback.channel = { kind = \"website\", place = \"https://w.example/\" }\n";
        fs::write(path, toml.replace("weight = 80", "weight = 50") + fresh).unwrap();
        let (code, out, _) = run(&["import", "links", path, "--dry-run"]);
        assert_eq!(code, Some(0));
        for said in [
            "+ fresh (Fresh)\n",
            "~ promo (Promo 11.11)\n    Name: Promo → Promo 11.11\n    Sari, Weight: 80 → 50\n",
            "+ channel https://w.example/\n",
            "1 link would be made, 1 would be changed, 0 as in the file\n",
            "nothing was saved: this was a dry run\n",
        ] {
            assert!(out.contains(said), "{engine:?}: {said}\n{out}");
        }
        assert_eq!(running.send(get("/wa/fresh")).status, 404);
        let (code, out, err) = run(&["import", "links", path]);
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains("1 link made, 1 changed, 0 as in the file\n"), "{out}");
        running.until("the new link answers", |running| {
            (running.send(get("/wa/fresh")).header("location") == Some("https://w.example/")).then_some(())
        });
        running.stop();
    }
}

#[test]
fn a_file_that_is_wrong_ends_with_1_and_says_where() {
    let house = House::new(ENGINES[0]);
    house.token();
    let file = |name: &str, text: &str| {
        let path = house.folder().join(name);
        fs::write(&path, text).unwrap();
        let output = house.run(&["import", "links", path.to_str().unwrap()], "");
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = file("broken.toml", "version = 1\n\n[[links]]\nslug = promo\n");
    assert!(said.contains("Line 4: This is no TOML: line 4: "), "{said}");
    let said = file("shape.csv", "name,phone\nSari,0812\n");
    assert!(said.contains("phone: Line 1: There is no column “phone”."), "{said}");
    assert!(said.contains("slug: Line 1: The column “slug” is missing."), "{said}");
    let said = file("rows.csv", "slug,name,members\nok,Ok,\nbad slug,,Sari|12|80|on\n");
    assert!(said.contains("links[1].slug: Line 3, link “bad slug”: Use only a–z"), "{said}");
    assert!(said.contains("links[1].pool.members[0].number: Line 3"), "{said}");
    let listed = house.run(&["export", "links", "--format", "jsonl"], "");
    assert!(listed.stdout.is_empty(), "nothing was saved of it");

    let huge = house.folder().join("huge.csv");
    File::create(&huge).unwrap().set_len(100 * 1024 * 1024).unwrap();
    let output = house.run(&["import", "links", huge.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("A file has at most 32 MB."));
    let output = house.run(&["import", "links", "nowhere.csv"], "");
    assert!(String::from_utf8(output.stderr).unwrap().contains("nowhere.csv can't be read"));
    assert_eq!(house.run(&["import", "leads", "x.csv"], "").status.code(), Some(2));
    assert_eq!(house.run(&["export", "leads", "--format", "toml"], "").status.code(), Some(2));
}

#[test]
fn costs_are_brought_in_with_the_command_line_beside_the_running_server() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let run = |words: &[&str]| {
            let output = house.run(words, "");
            let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            (output.status.code(), out, err)
        };
        let path = house.folder().join("costs.tsv");
        let path = path.to_str().unwrap();
        fs::write(path, "Tanggal\tKampanye\tBiaya\n2026-11-01\tpromo\t1.500.000\n").unwrap();
        let (code, out, err) = run(&["import", "costs", path, "--dry-run"]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{engine:?}");
        assert_eq!(
            out,
            "+ line 2: 2026-11-01 promo 1500000 IDR\n1 cost would be made, 0 would be replaced, 0 as in the file\n\
             nothing was saved: this was a dry run\n"
        );
        let (code, out, err) = run(&["import", "costs", path]);
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains("1 cost made, 0 replaced, 0 as in the file\nimport "), "{out}");
        let costs = running.send(get("/api/v1/costs").bearer(&token));
        assert!(costs.body.contains("\"promo\"") && costs.body.contains("\"1500000\""), "{costs:?}");
        fs::write(path, "Tanggal\tKampanye\tBiaya\n2026-11-01\tpromo\tmahal\n").unwrap();
        let (code, _, err) = run(&["import", "costs", path]);
        assert_eq!(code, Some(1), "{err}");
        assert!(err.contains("Line 2") || err.contains("line 2"), "{err}");
    }
}
