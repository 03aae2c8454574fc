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

    /// How long the other side asks to be left alone (`Retry-After`, RFC 9110 section 10.2.3), microseconds from `now`;
    /// none where it does not say so in a way that can be read, nought where the moment has passed.
    pub fn retry_after(&self, now: i64) -> Option<i64> {
        let text = self.header("retry-after")?.trim();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(text.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(1_000_000));
        }
        Some(moment(text)?.saturating_sub(now).max(0))
    }

    /// The same by the other side's own clock (`Date`), for where no clock is at hand.
    pub fn waits(&self) -> Option<i64> {
        let theirs = self.header("date").and_then(moment);
        // Seconds need no clock; a moment without one says nothing.
        self.retry_after(theirs.unwrap_or(i64::MAX)).filter(|wait| theirs.is_some() || *wait > 0)
    }

    /// The body as JSON; none when it is something else.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// An HTTP date in the one form that is still sent: `Sun, 06 Nov 1994 08:49:37 GMT`. Microseconds UTC.
fn moment(text: &str) -> Option<i64> {
    let text = text.trim().strip_suffix("GMT")?;
    let at = jiff::fmt::strtime::parse("%a, %d %b %Y %H:%M:%S", text.trim_end()).ok()?.to_datetime().ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(headers: &[(&str, &str)]) -> Reply {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Reply { status: 503, headers, ..Reply::default() }
    }

    #[test]
    fn a_wait_is_read_in_both_forms() {
        let now = 784_111_777_000_000;
        for (text, wait) in [
            ("120", Some(120_000_000)),
            (" 0 ", Some(0)),
            ("99999999999999999999", Some(i64::MAX)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60_000_000)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 07:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("1.5", None),
            ("", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 +0700", None),
        ] {
            assert_eq!(reply(&[("retry-after", text)]).retry_after(now), wait, "{text}");
        }
        assert_eq!(reply(&[]).retry_after(now), None);
    }

    #[test]
    fn a_moment_needs_their_clock_and_seconds_none() {
        let at = ("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT");
        assert_eq!(reply(&[at]).waits(), None);
        assert_eq!(reply(&[at, ("date", "Sun, 06 Nov 1994 08:49:37 GMT")]).waits(), Some(60_000_000));
        assert_eq!(reply(&[("retry-after", "7")]).waits(), Some(7_000_000));
    }

    #[test]
    fn a_request_shows_no_secret() {
        let request =
            Request::json("https://a.example/x?api_secret=s3cret".to_owned(), &serde_json::json!({"a": "s3cret"}))
                .bearer("s3cret");
        assert!(!format!("{request:?}").contains("s3cret"));
    }
}
