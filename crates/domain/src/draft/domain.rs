//! A domain as a person writes it: its name once, then what happens on it.

use super::input::{Given, Input, Shape, parse};
use crate::host::{self, Host, LostWords};
use crate::problem::FieldError;
use crate::url;
use serde_json::Value;

/// Domains of one workspace.
pub const MOST: usize = 100;

const TOLD: &[&str] = &[
    "id",
    "name",
    "status",
    "verified_at",
    "verified_by",
    "checked_at",
    "findings",
    "proof",
    "links",
    "hubs",
    "created_at",
    "updated_at",
    "version",
];
const MAX_TITLE: usize = 100;
const MAX_TEXT: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDomain {
    pub host: Host,
    pub root_url: Option<String>,
    pub lost: LostWords,
}

/// Any part of a domain but its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainPatch {
    /// Whether new links take it.
    pub primary: Option<bool>,
    /// Where the bare domain leads; `Some(None)` nowhere.
    pub root_url: Option<Option<String>>,
    pub lost: Option<LostWords>,
}

impl NewDomain {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let (host, root_url, lost) = parse(body, |input| {
            input.require(&["host"]);
            input.ignore(TOLD);
            let host = read_host(input);
            // Nothing is shown on a domain before it is proved to be theirs.
            if input.flag("primary") == Some(true) {
                input.refuse("primary", "domain_unverified");
            }
            (host.clone(), read_root(input, host.as_ref().map(Host::as_str)), read_lost(input))
        })?;
        let host = host.expect("required above");
        Ok(Self { host, root_url: root_url.flatten(), lost: lost.unwrap_or_default() })
    }
}

impl DomainPatch {
    /// `host` is the domain's own, which nothing changes; saying it again is no fault, saying another is.
    pub fn parse(body: &Value, host: &str) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.ignore(TOLD);
            if read_host(input).is_some_and(|given| given.as_str() != host) {
                input.refuse("host", "fixed");
            }
            Self { primary: input.flag("primary"), root_url: read_root(input, Some(host)), lost: read_lost(input) }
        })
    }
}

fn read_host(input: &mut Input<'_>) -> Option<Host> {
    let text = input.text("host", 4 * host::MAX, Shape::Line)?;
    input.keep("host", host::parse(&text))
}

/// Errors: as of [`url::parse_target`], `domain_root_loop` for the bare domain itself.
fn read_root(input: &mut Input<'_>, host: Option<&str>) -> Option<Option<String>> {
    let text = input.optional_text("root_url", url::MAX, Shape::Line)?;
    let Some(text) = text else { return Some(None) };
    let target = input.keep("root_url", url::parse_target(&text))?;
    if host.is_some_and(|host| leads_back(&target, host)) {
        input.refuse("root_url", "domain_root_loop");
    }
    Some(Some(target))
}

/// Whether an address, in canonical form, is the bare domain.
fn leads_back(target: &str, host: &str) -> bool {
    let Some((_, rest)) = target.split_once("://") else { return false };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let name = authority.rsplit_once(':').map_or(authority, |(name, _)| name).trim_end_matches('.');
    name == host && path.trim_start_matches('/').split(['?', '#']).next().is_none_or(str::is_empty)
}

fn read_lost(input: &mut Input<'_>) -> Option<LostWords> {
    match input.given("not_found") {
        Given::Absent => return None,
        Given::Null => return Some(LostWords::default()),
        Given::Is(_) => {}
    }
    input.object("not_found", |words| LostWords {
        title: words.optional_text("title", MAX_TITLE, Shape::Line).flatten().unwrap_or_default(),
        text: words.optional_text("text", MAX_TEXT, Shape::Lines).flatten().unwrap_or_default(),
    })
}

/// The domain that the address of a link or a hub is to stand on, under `domain`: `null`, or nothing in it, names the
/// installation's own.
pub(super) fn read_name(input: &mut Input<'_>) -> Option<Option<Host>> {
    match input.optional_text("domain", 4 * host::MAX, Shape::Line)? {
        None => Some(None),
        Some(text) => input.keep("domain", host::parse(&text)).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(body: Value) -> Vec<(String, &'static str)> {
        let faults = NewDomain::parse(&body).expect_err("refused");
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn every_fault_of_a_domain_comes_back_under_its_field() {
        let body = json!({
            "host": "go.brand.example:8080", "primary": true, "root_url": "javascript:alert(1)",
            "not_found": {"title": 7, "colour": "red"}, "owner": "x",
        });
        let mut found = faults(body);
        found.sort();
        assert_eq!(
            found,
            [
                ("host".to_owned(), "domain_port"),
                ("not_found.colour".to_owned(), "unknown_field"),
                ("not_found.title".to_owned(), "not_text"),
                ("owner".to_owned(), "unknown_field"),
                ("primary".to_owned(), "domain_unverified"),
                ("root_url".to_owned(), "url_scheme"),
            ]
        );
    }

    #[test]
    fn a_bare_domain_does_not_lead_to_itself() {
        for root in [
            "https://go.brand.example",
            "http://GO.brand.example/",
            "https://go.brand.example:8443/?x=1",
            "https://go.brand.example./",
        ] {
            let body = json!({"host": "go.brand.example", "root_url": root});
            assert_eq!(faults(body), [("root_url".to_owned(), "domain_root_loop")], "{root}");
        }
        let body = json!({"host": "go.brand.example", "root_url": "https://go.brand.example/wa/promo"});
        assert!(NewDomain::parse(&body).is_ok());
    }

    #[test]
    fn the_name_of_a_domain_is_fixed_and_what_was_answered_may_come_back() {
        let fault = DomainPatch::parse(&json!({"host": "other.example"}), "go.brand.example").expect_err("refused");
        assert_eq!((fault[0].field.as_str(), fault[0].code), ("host", "fixed"));
        let body = json!({"host": "GO.brand.example", "status": "verified", "primary": true, "root_url": null, "not_found": null});
        let patch = DomainPatch::parse(&body, "go.brand.example").expect("read");
        assert_eq!(patch, DomainPatch { primary: Some(true), root_url: Some(None), lost: Some(LostWords::default()) });
    }
}
