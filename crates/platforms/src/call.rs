//! A request and a reply as values, and where the platforms are.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// What is to be sent. Shown without what may be secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// A JSON body with its content type.
    pub fn json(url: String, body: &serde_json::Value) -> Self {
        Self {
            method: Method::Post,
            url,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        }
    }

    pub fn get(url: String) -> Self {
        Self { method: Method::Get, url, headers: Vec::new(), body: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        write!(f, "Request({:?} {url}, {} bytes)", self.method, self.body.len())
    }
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// No more than the client keeps.
    pub body: Vec<u8>,
    /// There was more of it.
    pub is_cut: bool,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; none when it is something else.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Where the platforms are and which version of their interface is spoken: the operator's configuration. No slash at
/// the end of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    pub meta: String,
    /// `v26.0`
    pub meta_version: String,
    pub google_data_manager: String,
    pub google_ads: String,
    /// `v23`
    pub google_ads_version: String,
    /// The whole address of the token endpoint.
    pub google_token: String,
    pub ga4: String,
    pub tiktok: String,
    /// `v1.3`
    pub tiktok_version: String,
    pub linkedin: String,
    /// `202608`
    pub linkedin_version: String,
}

impl Default for Addresses {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            meta: text("https://graph.facebook.com"),
            meta_version: text("v26.0"),
            google_data_manager: text("https://datamanager.googleapis.com"),
            google_ads: text("https://googleads.googleapis.com"),
            google_ads_version: text("v23"),
            google_token: text("https://oauth2.googleapis.com/token"),
            ga4: text("https://www.google-analytics.com"),
            tiktok: text("https://business-api.tiktok.com"),
            tiktok_version: text("v1.3"),
            linkedin: text("https://api.linkedin.com"),
            linkedin_version: text("202608"),
        }
    }
}
