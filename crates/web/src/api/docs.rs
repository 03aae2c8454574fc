//! `/api/docs`: the OpenAPI document as a page to read, made by the server from the document itself. No script, no
//! outside request; the stylesheet is the page's own.

use super::DOCUMENT;
use crate::i18n::{Locale, Said};
use crate::problem;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;
use std::fmt::Write;
use std::sync::LazyLock;

const STYLE: &str = include_str!("docs.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let document = serde_json::to_value(&DOCUMENT.0).unwrap_or_default();
    written(&document)
});

pub(super) async fn page() -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, Html(PAGE.as_str())).into_response()
}

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], STYLE).into_response()
}

fn written(document: &Value) -> String {
    let mut page = String::with_capacity(256 * 1024);
    page.push_str(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Giliran API</title>\
         <link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body>",
    );
    navigation(&mut page, document);
    page.push_str("<main><h1>Giliran API</h1>");
    for paragraph in text(&document["info"], "description").split("\n\n") {
        let _ = write!(page, "<p>{}</p>", prose(paragraph));
    }
    page.push_str(
        "<p>The document itself: <a href=\"/api/openapi.json\">openapi.json</a> (OpenAPI 3.1). Send a token with each \
         request:</p><pre>Authorization: Bearer gil_…</pre>",
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = text(tag, "name");
        let _ = write!(page, "<h2 id=\"{0}\">{0}</h2><p>{1}</p>", escape(name), prose(text(tag, "description")));
        each_operation(document, name, |path, method, operation| one(&mut page, path, method, operation, document));
    }
    problems(&mut page);
    page.push_str("<h2 id=\"schemas\">Schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(page, "<section><h3 id=\"schema-{0}\">{0}</h3>", escape(name));
        let _ = write!(page, "<p>{}</p>", prose(text(schema, "description")));
        properties(&mut page, schema);
        page.push_str("</section>");
    }
    page.push_str("</main></body></html>\n");
    page
}

fn navigation(page: &mut String, document: &Value) {
    page.push_str("<nav aria-label=\"Contents\"><ul>");
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = text(tag, "name");
        let _ = write!(page, "<li><a href=\"#{0}\">{0}</a><ul>", escape(name));
        each_operation(document, name, |path, method, operation| {
            let _ = write!(
                page,
                "<li><a href=\"#{}\"><b>{}</b> {}</a></li>",
                escape(&anchor(path, method)),
                method.to_uppercase(),
                prose(short(path, operation))
            );
        });
        page.push_str("</ul></li>");
    }
    page.push_str("<li><a href=\"#problems\">Problems</a></li><li><a href=\"#schemas\">Schemas</a></li></ul></nav>");
}

fn each_operation(document: &Value, tag: &str, mut visit: impl FnMut(&str, &str, &Value)) {
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            if operation["tags"][0].as_str() == Some(tag) {
                visit(path, method, operation);
            }
        }
    }
}

fn one(page: &mut String, path: &str, method: &str, operation: &Value, document: &Value) {
    let _ = write!(
        page,
        "<section><h3 id=\"{}\"><code><b>{}</b> {}</code></h3><p>{}</p><p>{}</p>",
        escape(&anchor(path, method)),
        method.to_uppercase(),
        escape(path),
        prose(text(operation, "summary")),
        prose(text(operation, "description")),
    );
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        page.push_str("<table><thead><tr><th>Parameter</th><th>In</th><th>What</th></tr></thead><tbody>");
        for parameter in parameters {
            let _ = write!(
                page,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                escape(text(parameter, "name")),
                escape(text(parameter, "in")),
                prose(text(parameter, "description"))
            );
        }
        page.push_str("</tbody></table>");
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        let _ = write!(page, "<p>Takes {}.</p>", kind(body));
        let name = reference(body).unwrap_or_default();
        let example = &document["components"]["schemas"][name]["example"];
        if !example.is_null() {
            let pretty = serde_json::to_string_pretty(example).unwrap_or_default();
            let _ = write!(page, "<pre>{}</pre>", escape(&pretty));
        }
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if status.starts_with('2') {
            let schema = &response["content"]["application/json"]["schema"];
            let what = if schema.is_null() { "nothing or a file".to_owned() } else { kind(schema) };
            let _ = write!(page, "<p>Answers <b>{}</b> with {what}.</p>", escape(status));
        }
    }
    page.push_str("</section>");
}

fn problems(page: &mut String) {
    page.push_str("<h2 id=\"problems\">Problems</h2><table><thead><tr><th>Type</th><th>Status</th><th>What</th></tr></thead><tbody>");
    for (name, status) in problem::all() {
        let say = |part| Said::new(Locale::En, &format!("problem-{name}-{part}")).to_string();
        let _ = write!(
            page,
            "<tr id=\"{name}\"><td><code>{name}</code></td><td>{status}</td><td>{} {}</td></tr>",
            escape(&say("title")),
            escape(&say("detail"))
        );
    }
    page.push_str("</tbody></table>");
}

fn properties(page: &mut String, schema: &Value) {
    let parts = schema["allOf"].as_array().map(Vec::as_slice).unwrap_or(std::slice::from_ref(schema));
    page.push_str("<table><thead><tr><th>Field</th><th>Type</th><th>What</th></tr></thead><tbody>");
    for part in parts {
        if let Some(name) = reference(part) {
            let _ = write!(page, "<tr><td colspan=\"3\">all of {}</td></tr>", link(name));
        }
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            let _ = write!(
                page,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                escape(name),
                kind(property),
                prose(text(property, "description"))
            );
        }
    }
    page.push_str("</tbody></table>");
}

/// A schema in a few words, with links to what it names.
fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return link(name);
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let base = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => String::new(),
    };
    if base.contains("array") {
        return format!("list of {}", kind(&schema["items"]));
    }
    escape(&base)
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn link(name: &str) -> String {
    format!("<a href=\"#schema-{0}\">{0}</a>", escape(name))
}

fn anchor(path: &str, method: &str) -> String {
    let path: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{method}{path}")
}

fn short<'v>(path: &'v str, operation: &'v Value) -> &'v str {
    let summary = text(operation, "summary");
    if summary.is_empty() { path } else { summary.split(['.', ',']).next().unwrap_or(summary) }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// Escaped text, with what stands between backticks as code.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    for (index, part) in text.split('`').enumerate() {
        let part = escape(part);
        if index % 2 == 1 {
            let _ = write!(prose, "<code>{part}</code>");
        } else {
            prose.push_str(&part);
        }
    }
    prose
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
