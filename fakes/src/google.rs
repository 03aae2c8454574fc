//! Google under one address: the token endpoint (`/token`), the Data Manager API (`/v1/…`) and the older upload of click
//! conversions (`/v23/customers/…`). Tokens last an hour and can be ended on demand.

mod data_manager;
mod error;
mod formats;
mod token;
mod upload;

use crate::answer::Answer;
use crate::behave::Door;
use crate::fake::Fake;
use crate::request::Request;
use crate::rules::{Round, Rules};
use serde_json::json;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use token::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, SERVICE_EMAIL};

pub const DEVELOPER_TOKEN: &str = "fakeGoogleDevToken0001";
/// The account that holds the conversion actions.
pub const CUSTOMER: &str = "1234567890";
/// The manager account that may sign in for it.
pub const MANAGER: &str = "9876543210";
/// Conversion actions of the account.
pub const ACTIONS: [&str; 3] = ["500001", "500002", "500003"];

/// A running fake of Google.
pub struct Google {
    fake: Fake,
    rules: Arc<House>,
}

struct House {
    tokens: token::Tokens,
    requests: data_manager::Requests,
    is_allowed: AtomicBool,
}

impl Google {
    pub fn start() -> Self {
        Self::at(Fake::anywhere()).expect("a port on loopback")
    }

    /// Errors: the address is taken.
    pub fn at(address: SocketAddr) -> std::io::Result<Self> {
        let is_allowed = AtomicBool::new(true);
        let rules =
            Arc::new(House { tokens: token::Tokens::new(), requests: data_manager::Requests::default(), is_allowed });
        let fake = Fake::start(Arc::clone(&rules) as Arc<dyn Rules>, address)?;
        rules.tokens.are_at(format!("{}/token", fake.address()));
        Ok(Self { fake, rules })
    }

    /// Where tokens come from.
    pub fn token_url(&self) -> String {
        format!("{}/token", self.fake.address())
    }

    /// The file of the service account that is known, as Google gives it out.
    pub fn service_account(&self) -> String {
        json!({ "type": "service_account", "project_id": "fake", "private_key_id": "0123456789abcdef",
            "private_key": token::KEY, "client_email": SERVICE_EMAIL, "client_id": "100000000000000000001",
            "token_uri": self.token_url() })
        .to_string()
    }

    /// Every token that was given out is over.
    pub fn expire_tokens(&self) {
        self.rules.tokens.expire();
    }

    /// The refresh token and the service account are known no more (`invalid_grant`), or again.
    pub fn revoke(&self, are_revoked: bool) {
        self.rules.tokens.revoke(are_revoked);
    }

    /// A request's events are judged after so many looks at its status; one at first.
    pub fn judges_after(&self, looks: u32) {
        self.rules.requests.judges_after(looks);
    }

    /// The account may not use the older upload.
    pub fn is_not_allowlisted(&self) {
        self.rules.is_allowed.store(false, Ordering::SeqCst);
    }
}

impl Deref for Google {
    type Target = Fake;

    fn deref(&self) -> &Fake {
        &self.fake
    }
}

impl Rules for House {
    fn door(&self, request: &Request) -> Door {
        match request.path.as_str() {
            "/token" => Door::Token,
            "/v1/requestStatus:retrieve" => Door::Status,
            path if path.ends_with(":ingest") || path.ends_with(":uploadClickConversions") => Door::Events,
            _ => Door::Other,
        }
    }

    fn serve(&self, request: &Request, round: &mut Round<'_>) -> Answer {
        if request.path == "/token" {
            return self.tokens.give(request, round);
        }
        let is_upload = !request.path.starts_with("/v1/");
        let scope = if is_upload { token::ADS } else { token::DATA_MANAGER };
        if let Err(answer) = self.tokens.lets_in(request, scope, round) {
            return answer;
        }
        if is_upload {
            upload::serve(request, self.is_allowed.load(Ordering::SeqCst), round)
        } else {
            data_manager::serve(request, &self.requests, round)
        }
    }

    fn expired(&self) -> Answer {
        self.tokens.expire();
        error::unauthenticated()
    }

    fn forbidden(&self) -> Answer {
        error::of(403, "PERMISSION_DENIED", "The caller does not have permission", &["PERMISSION_DENIED"])
    }

    fn trouble(&self, status: u16) -> Answer {
        match status {
            429 => error::of(
                429,
                "RESOURCE_EXHAUSTED",
                "Resource has been exhausted (e.g. check quota).",
                &["RESOURCE_EXHAUSTED"],
            ),
            503 => error::of(503, "UNAVAILABLE", "The service is currently unavailable.", &[]),
            _ => error::of(status, "INTERNAL", "Internal error encountered.", &["INTERNAL_ERROR"]),
        }
    }
}
