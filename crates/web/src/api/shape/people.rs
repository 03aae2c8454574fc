//! Users, their sessions, agents and tokens as JSON; no hash of a password and no secret but a new token's own.

use super::{maybe_time, time};
use serde::Serialize;
use store::agents::Agent;
use store::sessions::Session;
use store::tokens::Token;
use store::users::User;
use utoipa::ToSchema;

/// A person who signs in.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserJson {
    pub id: String,
    pub email: String,
    pub name: String,
    /// `owner`, `admin`, `supervisor` or `agent`.
    pub role: String,
    /// `en` or `id`.
    pub locale: String,
    /// `available`, `unavailable`, `away` or `in_break`.
    pub availability: String,
    pub disabled: bool,
    pub created_at: String,
    pub updated_at: String,
    pub disabled_at: Option<String>,
    pub version: i64,
}

impl From<User> for UserJson {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email,
            name: user.name,
            role: user.role.as_str().to_owned(),
            locale: user.locale,
            availability: user.availability.as_str().to_owned(),
            disabled: user.disabled_at.is_some(),
            created_at: time(user.created_at),
            updated_at: time(user.updated_at),
            disabled_at: maybe_time(user.disabled_at),
            version: user.version,
        }
    }
}

/// A browser in which somebody is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionJson {
    /// Names the session for ending it, and opens nothing.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub id: String,
    pub user_agent: String,
    /// Where it was opened from.
    pub ip: String,
    pub created_at: String,
    /// To the minute.
    pub last_seen_at: String,
    pub expires_at: String,
}

impl From<Session> for SessionJson {
    fn from(session: Session) -> Self {
        Self {
            id: engine::sessions::id(&session),
            created_at: time(session.created_at),
            last_seen_at: time(session.last_seen_at),
            expires_at: time(session.expires_at),
            user_agent: session.user_agent,
            ip: session.ip,
        }
    }
}

/// A CS person: who answers on one WhatsApp channel. Leads belong to agents.
#[derive(Serialize, ToSchema)]
#[schema(as = Agent)]
pub struct AgentJson {
    pub id: String,
    pub name: String,
    pub channel_id: String,
    /// The sign-in of the same person.
    pub user_id: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Agent> for AgentJson {
    fn from(agent: Agent) -> Self {
        Self {
            id: agent.id.to_string(),
            name: agent.name,
            channel_id: agent.channel.to_string(),
            user_id: agent.user.map(|id| id.to_string()),
            created_at: time(agent.created_at),
            updated_at: time(agent.updated_at),
        }
    }
}

/// An API token, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenJson {
    pub id: String,
    pub name: String,
    #[schema(example = json!(["links:read", "leads:read"]))]
    pub scopes: Vec<String>,
    /// The user who made it; null from the command line.
    pub created_by: Option<String>,
    pub created_at: String,
    pub expires_at: Option<String>,
    /// To the minute.
    pub last_used_at: Option<String>,
}

impl From<Token> for TokenJson {
    fn from(token: Token) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes.words().into_iter().map(str::to_owned).collect(),
            created_by: token.created_by.map(|id| id.to_string()),
            created_at: time(token.created_at),
            expires_at: maybe_time(token.expires_at),
            last_used_at: maybe_time(token.last_used_at),
        }
    }
}

/// A new API token with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = NewToken)]
pub struct NewTokenJson {
    #[serde(flatten)]
    pub token: TokenJson,
    /// The secret; null when the creation is answered again under its `Idempotency-Key`.
    #[schema(nullable, example = "gil_…")]
    pub secret: String,
}
