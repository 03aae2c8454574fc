//! Own domains as JSON.

use super::{maybe_time, time};
use crate::findings;
use crate::i18n::Locale;
use domain::host::proof::{self, Way};
use domain::host::readable;
use engine::domains::DomainView;
use serde::Serialize;
use utoipa::ToSchema;

/// A domain of the workspace's own.
#[derive(Serialize, ToSchema)]
#[schema(as = Domain)]
pub struct DomainJson {
    pub id: String,
    /// Lower case ASCII.
    #[schema(example = "go.brand.example")]
    pub host: String,
    /// As people read it: punycode in its own letters.
    pub name: String,
    /// `pending` or `verified`.
    pub status: String,
    /// New links take it.
    pub primary: bool,
    /// Where the bare domain leads; null shows its 404 page.
    pub root_url: Option<String>,
    /// The words of its 404 page; null shows ours.
    pub not_found: Option<LostWordsJson>,
    /// How it is shown to be theirs: one of the two.
    pub proof: ProofJson,
    pub verified_at: Option<String>,
    /// `txt` or `file`.
    pub verified_by: Option<String>,
    pub checked_at: Option<String>,
    /// What the last check found instead of the proof.
    pub findings: Vec<FindingJson>,
    /// Living links that stand on it.
    pub links: i64,
    /// Living hubs that stand on it.
    pub hubs: i64,
    pub created_at: String,
    pub updated_at: String,
    /// Raised at each save; the ETag.
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LostWords)]
pub struct LostWordsJson {
    pub title: String,
    pub text: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DomainProof)]
pub struct ProofJson {
    pub txt: TxtJson,
    pub file: FileJson,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DomainProofTxt)]
pub struct TxtJson {
    #[schema(example = "_giliran.go.brand.example")]
    pub name: String,
    pub value: String,
}

/// Where the domain points to this installation already, the file is there by itself.
#[derive(Serialize, ToSchema)]
#[schema(as = DomainProofFile)]
pub struct FileJson {
    pub url: String,
    pub content: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DomainFinding)]
pub struct FindingJson {
    /// `txt` or `file`.
    pub way: String,
    #[schema(example = "txt_none")]
    pub code: String,
    /// The sentence, in the language of `Accept-Language`.
    pub message: String,
}

impl DomainJson {
    pub fn new(view: DomainView, locale: Locale) -> Self {
        let domain = view.domain;
        let value = proof::value(&domain.token);
        let finding = |finding| FindingJson {
            way: proof::Finding::way(finding).as_str().to_owned(),
            code: finding.code().to_owned(),
            message: findings::said(locale, &domain.host, finding),
        };
        Self {
            id: domain.id.to_string(),
            name: readable(&domain.host),
            status: if domain.verified_at.is_some() { "verified" } else { "pending" }.to_owned(),
            primary: domain.is_primary,
            proof: ProofJson {
                txt: TxtJson { name: proof::txt_name(&domain.host), value: value.clone() },
                file: FileJson {
                    url: format!("http://{}{}", domain.host, proof::file_path(&domain.token)),
                    content: value,
                },
            },
            findings: domain.findings.iter().map(finding).collect(),
            root_url: domain.root_url,
            not_found: (!domain.lost.is_empty())
                .then_some(LostWordsJson { title: domain.lost.title, text: domain.lost.text }),
            verified_at: maybe_time(domain.verified_at),
            verified_by: domain.verified_by.map(Way::as_str).map(str::to_owned),
            checked_at: maybe_time(domain.checked_at),
            links: view.links,
            hubs: view.hubs,
            created_at: time(domain.created_at),
            updated_at: time(domain.updated_at),
            version: domain.version,
            host: domain.host,
        }
    }
}
