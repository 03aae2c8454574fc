use super::*;

fn map(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("an object") };
    map
}

fn whole(name: &str, members: Value) -> Map<String, Value> {
    map(json!({
        "slug": "promo", "domain": "", "name": name, "archived": false, "message": "=Hi; \"you\"\nthere", "sticky": true,
        "click_event": "lead", "pool": {"method": "weighted", "members": members}, "fallback": {},
        "preview": {"title": "+1", "description": "", "image_url": "", "picture_id": ""},
        "rules": [{"name": "Spain", "then": {"channel": {"kind": "website", "place": "https://x"}}}],
        "deeplink": {"enabled": false}, "form": {"enabled": false, "fields": []}, "destination_ids": [],
    }))
}

fn faults(text: &str) -> Vec<(String, &'static str, String)> {
    let line = |fault: &FieldError| {
        fault.args.iter().find(|(name, _)| *name == "file_line").map(|(_, line)| line.clone()).unwrap_or_default()
    };
    read(text).expect_err("refused").into_iter().map(|f| (f.field.clone(), f.code, line(&f))).collect()
}

#[test]
fn a_table_reads_back_what_was_written_and_holds_no_formula() {
    let plain = json!([{"name": "Sari", "number": "+6281", "weight": 80, "active": true},
                       {"name": "=Budi", "number": "+6282", "weight": 20, "active": false}]);
    let more = json!([{"name": "Sari", "number": "+6281", "weight": 80, "active": true, "daily_cap": 9}]);
    let odd = json!([{"name": "A|B; C", "number": "+6281", "weight": 80, "active": true}]);
    let mut other = whole("'=x", odd);
    other["fallback"] = json!({"channel": {"kind": "telegram", "place": "toko"}});
    let mut url = whole("-", json!([]));
    url["fallback"] = json!({"url": "https://example.com/?a=1"});
    let links = [whole("Promo", plain), whole("=cmd()", more), other, url];
    let file = String::from_utf8(write(&links)).expect("text");
    let text = file.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    assert!(text.contains("Sari|+6281|80|on; =Budi|+6282|20|off"), "{text}");
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for record in reader.records().map(|record| record.expect("reads")) {
        assert!(record.iter().all(|cell| !super::super::cells::is_formula(cell)), "{record:?}");
    }
    let read = read(text).expect("reads");
    assert_eq!(read.iter().map(|written| written.link.clone()).collect::<Vec<_>>(), links);
    assert_eq!(read.iter().map(|written| written.line).collect::<Vec<_>>(), [2, 4, 6, 8]);
    let again: Vec<_> = read.into_iter().map(|written| written.link).collect();
    assert_eq!(write(&again), file.into_bytes());
}

#[test]
fn semicolons_tabs_and_a_said_separator_are_understood() {
    for text in [
        "slug;name;sticky\npromo;\"a;b\";ya\n",
        "slug\tname\tsticky\npromo\ta;b\tTRUE\n",
        "sep=|\r\nslug|name|sticky\r\npromo|a;b|1\r\n",
        "slug,name,sticky\npromo,a;b,yes\n\n,,\n",
    ] {
        let read = read(text).expect("reads");
        assert_eq!(read.len(), 1, "{text}");
        assert_eq!(Value::Object(read[0].link.clone()), json!({"slug": "promo", "name": "a;b", "sticky": true}));
    }
}

#[test]
fn a_table_of_another_shape_is_refused_with_line_and_column() {
    let said = |field: &str, code, line: &str| (field.to_owned(), code, line.to_owned());
    assert_eq!(faults(""), [said("", "empty_file", "")]);
    assert_eq!(
        faults("name,phone,name\n"),
        [
            said("phone", "unknown_column", "1"),
            said("name", "duplicate_column", "1"),
            said("slug", "missing_column", "1")
        ]
    );
    assert_eq!(
        faults("slug,sticky,members,rules\na,maybe,x,[\nb,yes\nc,no,Sari|+62|much|on,,more\n"),
        [
            said("links[0].sticky", "not_yes_or_no", "2"),
            said("links[0].members", "not_members", "2"),
            said("links[0].rules", "not_json", "2"),
            said("", "other_shape", "3"),
            said("", "other_shape", "4"),
        ]
    );
}

#[test]
fn a_column_that_is_not_there_says_nothing_and_an_empty_cell_takes_away() {
    let read = read("slug,fallback,rules,form,method,id\npromo,,,,,7\n").expect("reads");
    let link = json!({"slug": "promo", "fallback": {}, "rules": [], "form": {"enabled": false}});
    assert_eq!(Value::Object(read[0].link.clone()), link);
}
