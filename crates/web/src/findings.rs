//! What a look at a domain found instead of its proof, as a sentence in the reader's language.

use crate::i18n::{Locale, Said};
use domain::host::proof::{self, Finding};

pub fn said(locale: Locale, host: &str, finding: &Finding) -> String {
    let key = format!("domain-{}", finding.code().replace('_', "-"));
    let said = Said::new(locale, &key).s("host", host).s("record", proof::txt_name(host));
    match finding {
        Finding::TxtNone | Finding::TxtNoAnswer | Finding::FileNoAddress | Finding::FileNoAnswer => said,
        Finding::TxtOther { seen } => said.s("seen", quoted(seen)),
        Finding::FilePrivate { address } | Finding::FileUnreached { address } => said.s("address", address),
        Finding::FileStatus { address, status } => said.s("address", address).s("status", status),
        Finding::FileOther { address, seen } => {
            said.s("address", address).s("seen", quoted(std::slice::from_ref(seen)))
        }
    }
    .to_string()
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_is_said_in_both_languages_with_what_was_seen() {
        let address = || "203.0.113.7".to_owned();
        let findings = [
            Finding::TxtNone,
            Finding::TxtOther { seen: vec!["v=spf1 -all".into(), "x".into()] },
            Finding::TxtNoAnswer,
            Finding::FileNoAddress,
            Finding::FileNoAnswer,
            Finding::FilePrivate { address: address() },
            Finding::FileUnreached { address: address() },
            Finding::FileStatus { address: address(), status: 404 },
            Finding::FileOther { address: address(), seen: "<html>".into() },
        ];
        for finding in &findings {
            let [en, id] = Locale::ALL.map(|locale| said(locale, "go.brand.example", finding));
            assert!(en != id && en.ends_with('.') && id.ends_with('.'), "{en} | {id}");
            for text in [&en, &id] {
                assert!(text.contains("go.brand.example") && !text.contains("domain-"), "{text}");
            }
        }
        let other = said(Locale::En, "go.brand.example", &findings[1]);
        assert_eq!(other, "At _giliran.go.brand.example we saw “v=spf1 -all”, “x”, and not the value below.");
        assert!(said(Locale::En, "go.brand.example", &findings[7]).contains("404"));
    }
}
