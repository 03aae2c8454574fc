//! Links, members and simulated visits as JSON.

use super::button::ButtonJson;
use super::form::FormJson;
use super::opening::DeeplinkJson;
use super::{maybe_time, time};
use crate::explain;
use crate::i18n::{Locale, fault};
use domain::link::{Preview, Target};
use domain::problem::FieldError;
use domain::route::Rule;
use domain::schedule::Schedule;
use domain::visit::Step;
use engine::links::{LinkView, SeatView};
use engine::simulate::Simulated;
use serde::Serialize;
use utoipa::ToSchema;

/// A link.
#[derive(Serialize, ToSchema)]
#[schema(as = Link)]
pub struct LinkJson {
    pub id: String,
    /// The whole address.
    #[schema(example = "https://go.example.com/wa/promo")]
    pub url: String,
    pub slug: String,
    /// One of the workspace's own; null is the installation's.
    pub domain: Option<String>,
    pub name: String,
    pub message: String,
    pub pool: PoolJson,
    pub sticky: bool,
    /// False: the link goes without identifiers. Nobody is recognised by it, no cookie is set or read, and neither
    /// address, user agent nor click ids of a visit are kept.
    pub cookies: bool,
    pub deeplink: DeeplinkJson,
    /// `view_content`, `lead` or `none`.
    pub click_event: String,
    pub form: FormJson,
    /// In order; the first that holds wins.
    #[schema(value_type = Vec<super::rule::RuleInput>)]
    pub rules: Vec<Rule>,
    pub fallback: Option<TargetJson>,
    pub destination_ids: Vec<String>,
    pub preview: PreviewJson,
    /// The chat button that a website carries for the link.
    pub button: ButtonJson,
    pub archived: bool,
    /// Slugs from before renamings; they still lead here.
    pub old_slugs: Vec<String>,
    /// The whole addresses from before renamings and moves; they still lead here.
    pub old_urls: Vec<String>,
    /// What is no fault, but perhaps not meant: tokens of the message that mean nothing.
    pub warnings: Vec<WarningJson>,
    pub created_at: String,
    pub updated_at: String,
    pub archived_at: Option<String>,
    /// Raised at each save; the ETag.
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Pool)]
pub struct PoolJson {
    /// `round_robin` or `weighted`.
    pub method: String,
    pub members: Vec<MemberJson>,
}

/// A seat in a pool.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberJson {
    pub id: String,
    /// The CS name that `{{name}}` stands for.
    pub name: String,
    /// E.164.
    pub number: String,
    pub weight: u32,
    pub active: bool,
    /// When they take visitors; null is always.
    #[schema(value_type = Option<super::rule::ScheduleInput>)]
    pub hours: Option<Schedule>,
    /// At most so many turns a day, which begins at their local midnight.
    pub daily_cap: Option<u32>,
    /// Away until then.
    pub back_at: Option<String>,
    /// Visitors assigned in turn.
    pub turns: i64,
    /// Visits that came back to their agent, which take no turn.
    pub sticky_visits: i64,
    /// Of the turns to come; 0 to 1.
    pub share: f64,
    /// Of the turns given so far; null before the first.
    pub actual_share: Option<f64>,
    pub agent_id: String,
    pub channel_id: String,
    /// `active` or `passive`: a passive channel takes nobody.
    pub channel_status: String,
}

/// Where a fallback leads: one of the two.
#[derive(Serialize, ToSchema)]
#[schema(as = Target)]
pub struct TargetJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Preview)]
pub struct PreviewJson {
    pub title: String,
    pub description: String,
    pub image_url: Option<String>,
    /// The workspace's own, which goes before the other.
    pub picture_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Warning)]
pub struct WarningJson {
    pub field: String,
    pub code: String,
    pub message: String,
}

impl LinkJson {
    pub fn new(view: LinkView, locale: Locale) -> Self {
        let warnings = view.unknown_tokens.iter().map(|token| WarningJson::unknown_token(token, locale)).collect();
        let link = view.link;
        Self {
            id: link.id.to_string(),
            url: view.url,
            slug: link.slug,
            domain: (!link.domain.is_empty()).then_some(link.domain),
            name: link.name,
            message: link.message,
            pool: PoolJson {
                method: link.method.as_str().to_owned(),
                members: view.seats.into_iter().map(MemberJson::from).collect(),
            },
            sticky: link.sticky,
            cookies: link.cookies,
            deeplink: link.extras.deeplink.into(),
            click_event: link.click_event.as_str().to_owned(),
            form: link.extras.form.into(),
            rules: link.extras.rules,
            fallback: link.fallback.map(TargetJson::from),
            destination_ids: link.extras.destinations.iter().map(ToString::to_string).collect(),
            preview: link.preview.into(),
            button: link.extras.button.into(),
            archived: link.archived_at.is_some(),
            old_slugs: view.old_slugs,
            old_urls: view.old_urls,
            warnings,
            created_at: time(link.created_at),
            updated_at: time(link.updated_at),
            archived_at: maybe_time(link.archived_at),
            version: link.version,
        }
    }
}

impl From<SeatView> for MemberJson {
    fn from(view: SeatView) -> Self {
        let seat = view.seat;
        Self {
            id: seat.member.id.to_string(),
            name: seat.member.name,
            number: seat.number,
            weight: seat.member.weight,
            active: seat.member.active,
            hours: seat.member.duty.hours,
            daily_cap: seat.member.duty.daily_cap,
            back_at: maybe_time(seat.member.duty.back_at),
            turns: seat.turns,
            sticky_visits: seat.sticky,
            share: view.planned_share,
            actual_share: view.actual_share,
            agent_id: seat.member.agent.to_string(),
            channel_id: seat.channel.to_string(),
            channel_status: if seat.channel_active { "active" } else { "passive" }.to_owned(),
        }
    }
}

impl From<Target> for TargetJson {
    fn from(target: Target) -> Self {
        match target {
            Target::Url(url) => Self { url: Some(url), channel_id: None },
            Target::ChannelId(id) => Self { url: None, channel_id: Some(id.to_string()) },
        }
    }
}

impl From<Preview> for PreviewJson {
    fn from(preview: Preview) -> Self {
        Self {
            title: preview.title,
            description: preview.description,
            image_url: preview.image_url,
            picture_id: preview.picture.map(|picture| picture.id.to_string()),
        }
    }
}

impl WarningJson {
    fn unknown_token(token: &str, locale: Locale) -> Self {
        let said = FieldError::new("message", "unknown_token").with("token", token);
        Self { message: fault(locale, &said), field: said.field, code: said.code.to_owned() }
    }
}

/// What an imagined visit would come to. Nothing was recorded.
#[derive(Serialize, ToSchema)]
#[schema(as = Simulated)]
pub struct SimulatedJson {
    /// `redirect`, `form` (the location is where it leads when it is sent) or `page`.
    pub outcome: String,
    pub location: Option<String>,
    pub member_id: Option<String>,
    pub channel_id: Option<String>,
    pub steps: Vec<StepJson>,
}

/// One step of a decision and why.
#[derive(Serialize, ToSchema)]
#[schema(as = Step)]
pub struct StepJson {
    /// `resolve`, `classify`, `identify`, `route`, `assign`, `fallback` or `compose`.
    pub step: String,
    pub result: String,
    /// A sentence.
    pub because: String,
}

impl StepJson {
    pub fn new(step: &Step<'_>, locale: Locale) -> Self {
        Self {
            step: explain::name(step).to_owned(),
            result: explain::result(step),
            because: explain::because(locale, step),
        }
    }
}

impl SimulatedJson {
    pub fn new(simulated: Simulated, locale: Locale) -> Self {
        Self {
            outcome: simulated.outcome.as_str().to_owned(),
            location: simulated.location,
            member_id: simulated.member.map(|id| id.to_string()),
            channel_id: simulated.channel.map(|id| id.to_string()),
            steps: simulated.steps.iter().map(|step| StepJson::new(step, locale)).collect(),
        }
    }
}
