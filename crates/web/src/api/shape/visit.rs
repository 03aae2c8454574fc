//! Visits as JSON, with the kept decision.

use super::link::StepJson;
use super::time;
use crate::explain;
use crate::i18n::Locale;
use serde::Serialize;
use std::collections::BTreeMap;
use store::forms::Sent;
use store::visits::Visit;
use utoipa::ToSchema;

/// One click or scan, as it was decided and recorded.
#[derive(Serialize, ToSchema)]
#[schema(as = Visit)]
pub struct VisitJson {
    pub id: String,
    pub at: String,
    pub link_id: String,
    pub lead_id: Option<String>,
    /// Whether the lead was made by this visit.
    pub new_lead: bool,
    /// `human`, `scan`, `preview`, `bot`, `prefetch` or `head`.
    pub kind: String,
    /// The same visitor again within ten seconds: counted as nothing.
    pub repeated: bool,
    pub agent_id: Option<String>,
    pub member_id: Option<String>,
    pub source: String,
    pub country: Option<String>,
    pub region: Option<String>,
    pub city: Option<String>,
    pub language: Option<String>,
    pub device: String,
    pub os: Option<String>,
    pub browser: Option<String>,
    /// The in-app browser it came by.
    pub in_app: Option<String>,
    pub ip: String,
    pub user_agent: String,
    pub referrer: Option<String>,
    /// The page of a website on which the link's button was pressed.
    pub page: Option<String>,
    pub utm: BTreeMap<String, String>,
    pub click_ids: BTreeMap<String, String>,
    /// The decision, step by step.
    pub steps: Vec<StepJson>,
    /// The form that this visit was shown, once it was sent. Only where one visit is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_sent: Option<FormSentJson>,
}

/// What a visit came to when its form was sent; the answers stand in the lead's timeline.
#[derive(Serialize, ToSchema)]
#[schema(as = VisitFormSent)]
pub struct FormSentJson {
    pub at: String,
    pub agent_id: Option<String>,
    pub member_id: Option<String>,
    /// The decision, step by step.
    pub steps: Vec<StepJson>,
}

impl FormSentJson {
    fn new(sent: &Sent, locale: Locale) -> Self {
        let form = sent.form();
        Self {
            at: time(sent.at),
            agent_id: form.visit.agent.map(|id| id.to_string()),
            member_id: form.visit.member.map(|id| id.to_string()),
            steps: form.visit.steps.iter().map(|step| StepJson::new(step, locale)).collect(),
        }
    }
}

impl VisitJson {
    pub fn new(visit: &Visit, locale: Locale) -> Self {
        let seen = visit.visit();
        let (facts, origin) = (&seen.facts, &seen.facts.origin);
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let utm = [
            ("source", &origin.utm.source),
            ("medium", &origin.utm.medium),
            ("campaign", &origin.utm.campaign),
            ("term", &origin.utm.term),
            ("content", &origin.utm.content),
            ("id", &origin.utm.id),
        ];
        Self {
            id: visit.id.to_string(),
            at: time(seen.at),
            link_id: seen.link.to_string(),
            lead_id: seen.lead.map(|lead| lead.id.to_string()),
            new_lead: seen.lead.is_some_and(|lead| lead.is_new),
            kind: seen.kind.as_str().to_owned(),
            repeated: seen.repeat,
            agent_id: seen.agent.map(|id| id.to_string()),
            member_id: seen.member.map(|id| id.to_string()),
            source: seen.source.to_string(),
            country: text(&facts.place.country),
            region: text(&facts.place.region),
            city: text(&facts.place.city),
            language: text(&facts.language),
            device: facts.client.device.as_str().to_owned(),
            os: text(&facts.client.os),
            browser: text(&facts.client.browser),
            in_app: text(&facts.client.in_app),
            ip: facts.ip.to_string(),
            user_agent: facts.user_agent.to_string(),
            referrer: text(&origin.referrer),
            page: explain::page(&seen.steps),
            utm: utm
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value.to_string()))
                .collect(),
            click_ids: origin.click_ids.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
            steps: seen.steps.iter().map(|step| StepJson::new(step, locale)).collect(),
            form_sent: None,
        }
    }

    pub fn whole(visit: &Visit, sent: Option<&Sent>, locale: Locale) -> Self {
        Self { form_sent: sent.map(|sent| FormSentJson::new(sent, locale)), ..Self::new(visit, locale) }
    }
}
