//! Destinations of conversions as JSON. Of a credential only its end is shown.

use super::{maybe_time, time};
use crate::i18n::Locale;
use crate::outbox_words::{self, warnings};
use domain::destination::fields::of;
use domain::destination::{Mapping, Platform};
use domain::outbox::Said;
use engine::conversions::destinations::DestinationView;
use engine::conversions::trial::Verified;
use serde::Serialize;
use std::collections::BTreeMap;
use store::deliveries::glance::Glance;
use store::destinations::{Destination, Health, Hint};
use utoipa::ToSchema;

/// Where conversions go: an account on an ad platform, or the business's own server.
#[derive(Serialize, ToSchema)]
#[schema(as = Destination)]
pub struct DestinationJson {
    pub id: String,
    /// `meta`, `meta_messaging`, `google_ads`, `google_ads_upload`, `ga4`, `tiktok`, `linkedin`, `webhook`; `echo` stands in
    /// the example workspace alone.
    #[schema(example = "meta")]
    pub platform: String,
    pub name: String,
    pub active: bool,
    /// Takes what comes over links that choose no destination themselves.
    pub for_all_links: bool,
    /// The platform's ids, by name.
    #[schema(example = json!({"dataset_id": "1234567890", "test_code": "TEST12345"}))]
    pub settings: BTreeMap<String, String>,
    /// What signs in, by name: never shown again.
    pub credentials: BTreeMap<String, CredentialJson>,
    /// What each category is called there; one that has no name is not sent.
    pub events: Vec<MappingJson>,
    /// `by_region`, `required` or `not_required`.
    pub consent: String,
    pub health: HealthJson,
    /// What a person should know or do.
    pub warnings: Vec<WarningJson>,
    pub created_at: String,
    pub updated_at: String,
    pub archived_at: Option<String>,
    /// Raised at each save; the ETag.
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Credential)]
pub struct CredentialJson {
    pub set: bool,
    /// Its last characters; null where it is too short to show any.
    #[schema(example = "…x4Qz")]
    pub end: Option<String>,
    pub set_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Mapping)]
pub struct MappingJson {
    /// `view_content`, `click`, `lead`, `contact`, `qualified_lead`, `registration`, `checkout` or `purchase`.
    #[schema(example = "purchase")]
    pub category: String,
    /// The platform's own name, or the id of a conversion action or rule; empty: not mapped.
    #[schema(example = "Purchase")]
    pub name: String,
    pub active: bool,
    /// Each time it happens, not once for each lead.
    pub every_time: bool,
}

/// How a destination does.
#[derive(Serialize, ToSchema)]
#[schema(as = DestinationHealth)]
pub struct HealthJson {
    /// `closed` (it works), `open` (left alone for a while), `half_open` (being tried), `paused` (a person must act).
    pub state: String,
    pub since: Option<String>,
    /// In a row.
    pub failures: i64,
    /// When it is tried again, while it is left alone.
    pub probe_at: Option<String>,
    /// The last failure.
    pub said: Option<SaidAtJson>,
    /// The last success.
    pub sent_at: Option<String>,
    pub last_day: LastDayJson,
    /// Not ended yet, paused ones too; 10,000 stands for that many or more.
    pub waiting: i64,
    pub oldest_waiting_at: Option<String>,
}

/// What ended within the last day. `deliveries?destination_id=…&status=…&ended_from=…` lists exactly these.
#[derive(Serialize, ToSchema)]
#[schema(as = LastDay)]
pub struct LastDayJson {
    /// Where it begins: the full hour that lies between 23 and 24 hours back.
    pub since: String,
    pub sent: i64,
    pub duplicate: i64,
    pub refused: i64,
    pub expired: i64,
    pub skipped: i64,
}

/// What a platform answered.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Said)]
pub struct SaidJson {
    /// The HTTP status; null where no answer came.
    pub http: Option<u16>,
    /// The platform's own code. In lower case one of ours: of an answer that is said in our words `redirect`, `gone`,
    /// `not_taken`, `unconfirmed`, `test_checked`, `form_alone`, `not_counted`, `no_receipt`, `unreadable`, `no_token`,
    /// `version_ended`; of a call without an answer one of `closed`, `bad_address`, `forbidden_address`,
    /// `no_such_host`, `no_name_server`, `refused`, `unreachable`, `connect_timed_out`, `tls`, `timed_out`, `too_large`,
    /// `broken`.
    pub code: String,
    /// The platform's own words, with nothing personal in them.
    pub words: String,
    /// What the platform's support asks for.
    pub trace: String,
    /// All that as a sentence in the language of `Accept-Language`.
    pub message: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SaidAt)]
pub struct SaidAtJson {
    #[serde(flatten)]
    pub said: SaidJson,
    pub at: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DestinationWarning)]
pub struct WarningJson {
    /// `paused`, `down`, `version_ends`, `version_ended` or `nothing_mapped`.
    pub code: String,
    pub message: String,
}

/// A destination that was just made, or a webhook with a new secret.
#[derive(Serialize, ToSchema)]
#[schema(as = NewDestination)]
pub struct NewDestinationJson {
    #[serde(flatten)]
    pub destination: DestinationJson,
    /// Of a webhook: what its requests are signed with (Standard Webhooks). Shown this once; null for others, and when the
    /// creation is answered again under its `Idempotency-Key`.
    #[schema(example = "whsec_…")]
    pub signing_secret: Option<String>,
}

/// What came of asking a platform whether it lets us in.
#[derive(Serialize, ToSchema)]
#[schema(as = Verified)]
pub struct VerifiedJson {
    /// Null: it can't be told. TikTok is asked only by a test event, which wants a test code; Google Analytics looks at the
    /// form alone.
    pub ok: Option<bool>,
    pub http: Option<u16>,
    pub code: String,
    pub words: String,
    pub trace: String,
    /// A sentence in the language of `Accept-Language`.
    pub message: String,
}

impl DestinationJson {
    pub fn new(view: DestinationView, locale: Locale, now: i64) -> Self {
        let warnings = warnings(locale, &view, now).into_iter();
        let warnings = warnings.map(|one| WarningJson { code: one.code.to_owned(), message: one.message }).collect();
        let Destination { id, platform, name, active, for_all_links, settings, hints, events, .. } = view.destination;
        Self {
            id: id.to_string(),
            platform: platform.as_str().to_owned(),
            name,
            active,
            for_all_links,
            settings,
            credentials: credentials(platform, hints),
            events: events.into_iter().map(MappingJson::from).collect(),
            consent: view.destination.consent.as_str().to_owned(),
            health: HealthJson::new(&view.health, &view.glance, locale),
            warnings,
            created_at: time(view.destination.created_at),
            updated_at: time(view.destination.updated_at),
            archived_at: maybe_time(view.destination.archived_at),
            version: view.destination.version,
        }
    }
}

impl NewDestinationJson {
    pub fn new(mut view: DestinationView, locale: Locale, now: i64) -> Self {
        let signing_secret = view.signing_secret.take();
        Self { destination: DestinationJson::new(view, locale, now), signing_secret }
    }
}

/// Those that are there, and those that the platform could be given.
fn credentials(platform: Platform, hints: BTreeMap<String, Hint>) -> BTreeMap<String, CredentialJson> {
    let known = of(platform).iter().filter(|field| field.is_secret);
    let unset = || CredentialJson { set: false, end: None, set_at: None };
    let mut all: BTreeMap<_, _> = known.map(|field| (field.name.to_owned(), unset())).collect();
    all.extend(hints.into_iter().map(|(name, hint)| {
        let end = (!hint.end.is_empty()).then(|| format!("…{}", hint.end));
        (name, CredentialJson { set: true, end, set_at: Some(time(hint.set_at)) })
    }));
    all
}

impl From<Mapping> for MappingJson {
    fn from(mapping: Mapping) -> Self {
        Self {
            category: mapping.category.as_str().to_owned(),
            name: mapping.name,
            active: mapping.active,
            every_time: mapping.every_time,
        }
    }
}

impl HealthJson {
    fn new(health: &Health, glance: &Glance, locale: Locale) -> Self {
        let breaker = &health.breaker;
        let ended = |status: &str| glance.ended.get(status).copied().unwrap_or_default();
        let some = |micros: i64| (micros > 0).then(|| time(micros));
        Self {
            state: breaker.state.as_str().to_owned(),
            since: some(breaker.since),
            failures: breaker.failures,
            probe_at: some(breaker.probe_at),
            said: health
                .said
                .as_ref()
                .map(|(said, at)| SaidAtJson { said: SaidJson::new(said, locale), at: time(*at) }),
            sent_at: maybe_time(health.sent_at),
            last_day: LastDayJson {
                since: time(glance.since),
                sent: ended("sent"),
                duplicate: ended("duplicate"),
                refused: ended("refused"),
                expired: ended("expired"),
                skipped: ended("skipped"),
            },
            waiting: glance.waiting,
            oldest_waiting_at: maybe_time(glance.oldest_at),
        }
    }
}

impl SaidJson {
    pub fn new(said: &Said, locale: Locale) -> Self {
        Self {
            http: said.http,
            code: said.code.clone(),
            words: said.words.clone(),
            trace: said.trace.clone(),
            message: outbox_words::said(locale, said),
        }
    }
}

impl VerifiedJson {
    pub fn new(verified: Verified, locale: Locale) -> Self {
        let Verified { verdict, said } = verified;
        Self {
            ok: outbox_words::is_let_in(verdict.as_ref(), &said),
            message: outbox_words::verified(locale, verdict.as_ref(), &said),
            http: said.http,
            code: said.code,
            words: said.words,
            trace: said.trace,
        }
    }
}
