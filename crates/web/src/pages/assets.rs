//! Stylesheet, scripts, fonts and icons, compiled in. Every address carries the hash of what it names
//! (`?v=…`), so that a browser may keep it for ever and an upgrade is seen at once. The component stylesheets
//! are one file to the browser, and so are the scripts. Nothing is read from disk in a release.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where the desk's assets stand.
pub const PREFIX: &str = "/app/static/";
/// Where those of the visitor's pages stand: on every host, also where there is no desk.
pub const VISITOR_PREFIX: &str = "/-/";
const VISITOR: [&str; 3] = ["visitor.css", "visitor-form.css", "open.js"];

#[derive(RustEmbed)]
#[folder = "static"]
struct Files;

struct Asset {
    bytes: Cow<'static, [u8]>,
    kind: &'static str,
    address: String,
}

impl Asset {
    fn new(name: &str, bytes: Cow<'static, [u8]>) -> Self {
        let hash = Sha256::digest(&bytes);
        let short: String = hash.iter().take(6).map(|b| format!("{b:02x}")).collect();
        Self { kind: kind_of(name), address: format!("{}{name}?v={short}", prefix(name)), bytes }
    }
}

fn prefix(name: &str) -> &'static str {
    if VISITOR.contains(&name) { VISITOR_PREFIX } else { PREFIX }
}

fn all() -> &'static BTreeMap<String, Asset> {
    static ALL: OnceLock<BTreeMap<String, Asset>> = OnceLock::new();
    ALL.get_or_init(gather)
}

fn gather() -> BTreeMap<String, Asset> {
    let mut assets = BTreeMap::new();
    let (mut styles, mut scripts) = (String::new(), String::new());
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    for name in names {
        let Some(file) = Files::get(&name) else { continue };
        if name.ends_with(".md") || name.ends_with(".txt") {
            continue;
        }
        if name.starts_with("css/") {
            styles.push_str(&String::from_utf8_lossy(&file.data));
        } else if name.starts_with("js/") {
            scripts.push_str(&String::from_utf8_lossy(&file.data));
            scripts.push('\n');
        } else {
            assets.insert(name.to_string(), Asset::new(&name, file.data));
        }
    }
    // Fonts are named in the stylesheet; there too the address carries the hash.
    for (name, asset) in &assets {
        styles = styles.replace(&format!("url({PREFIX}{name})"), &format!("url({})", asset.address));
    }
    assets.insert("desk.css".into(), Asset::new("desk.css", styles.into_bytes().into()));
    assets.insert("desk.js".into(), Asset::new("desk.js", scripts.into_bytes().into()));
    assets
}

/// The address of an asset with its hash.
pub fn url(name: &str) -> &'static str {
    all().get(name).map_or("", |asset| asset.address.as_str())
}

/// `GET /-/{name}`.
pub async fn for_visitors(Path(name): Path<String>) -> Response {
    if !VISITOR.contains(&name.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    get(Path(name)).await
}

/// What an icon of the sprite is drawn of, for a page that can't ask for the sprite; empty for one that is not there.
pub fn drawing(name: &str) -> &'static str {
    let sprite = all().get("icons.svg").and_then(|asset| std::str::from_utf8(&asset.bytes).ok()).unwrap_or_default();
    let symbol = sprite.split_once(&format!("id=\"{name}\"")).map(|(_, rest)| rest);
    let inner = symbol.and_then(|rest| rest.split_once('>')).and_then(|(_, rest)| rest.split_once("</symbol>"));
    inner.map_or("", |(inner, _)| inner.trim())
}

/// `GET /app/static/{*name}`.
pub async fn get(Path(name): Path<String>) -> Response {
    let Some(asset) = all().get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let mut answer = asset.bytes.clone().into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_stylesheet_names_fonts_by_their_hashed_address() {
        let sheet = String::from_utf8_lossy(&all()["desk.css"].bytes);
        assert!(sheet.contains("inter-latin.woff2?v="));
        assert!(!sheet.contains("woff2)"), "a font is named without its hash");
        assert!(sheet.starts_with("/* The order in which rules win"), "the layers must be declared first");
    }

    #[test]
    fn vendored_files_are_what_their_list_says() {
        let list = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/static/vendor/README.md")).unwrap();
        for (row, name) in [
            ("htmx-4.0.1.min.js", "vendor/htmx-4.0.1.min.js"),
            ("inter-latin.woff2", "fonts/inter-latin.woff2"),
            ("inter-latin-ext.woff2", "fonts/inter-latin-ext.woff2"),
        ] {
            let sum: String =
                Sha256::digest(&Files::get(name).unwrap().data).iter().map(|b| format!("{b:02x}")).collect();
            let line = list.lines().find(|line| line.contains(&format!("{row}`"))).unwrap();
            assert!(line.contains(&sum), "{row} is not what the list says");
        }
    }

    #[test]
    fn every_icon_and_asset_that_a_page_names_exists() {
        let sprite = String::from_utf8_lossy(&Files::get("icons.svg").unwrap().data).into_owned();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut pages = vec![root.join("templates"), root.join("src")];
        let mut seen = 0;
        while let Some(path) = pages.pop() {
            if path.is_dir() {
                pages.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, opening) in text.match_indices(".icon(\"") {
                let name: String = text[at + opening.len()..].chars().take_while(|c| *c != '"').collect();
                assert!(sprite.contains(&format!("id=\"{name}\"")), "{} asks for the icon {name}", path.display());
                seen += 1;
            }
            for (at, opening) in text.match_indices("asset(\"") {
                let name: String = text[at + opening.len()..].chars().take_while(|c| *c != '"').collect();
                assert!(!url(&name).is_empty(), "{} asks for {name}", path.display());
            }
        }
        assert!(seen > 20, "the search for icons finds hardly any");
    }
}
