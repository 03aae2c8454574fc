//! One call over HTTP to somebody's programs: an ad platform, a webhook. What is asked, what came back, and what went
//! wrong in words that are safe to keep: they never hold a path, a query, a header's value or a body, for secrets are
//! in all of these.

use domain::host::endpoint::{self, EndpointFault};
use std::fmt;
use std::net::IpAddr;

/// Of an answer's body so many bytes are kept.
pub const MAX_BODY: usize = 64 * 1024;
/// An answer's head is refused beyond so many bytes, status line included.
pub const MAX_HEAD: usize = 32 * 1024;
/// An answer's head is refused beyond so many headers.
pub const MAX_HEADERS: usize = 64;
/// The greatest length of a failure's own words in bytes.
const MAX_WORDS: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Whose address it is, and with that where it may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Out of the operator's configuration: anywhere, this machine included.
    Operator,
    /// A person typed it in: to addresses of the public internet, and to the networks that the operator allows
    /// (`webhook_allow`). Any port.
    Public,
}

/// Redirects are not followed, cookies are not kept, and the whole call has a time limit. `Host`, the length and the
/// handling of the connection are the client's own; so is `User-Agent` when none is given. Debug shows scheme, host, port, the headers' names and sizes.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    pub method: Method,
    /// http or https, as [`endpoint::parse`] reads it.
    pub url: String,
    /// Names in whatever case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub reach: Reach,
}

impl Call {
    /// Scheme, host and port, for logs.
    pub fn place(&self) -> String {
        endpoint::parse(&self.url).map_or_else(|_| "an unreadable address".to_owned(), |endpoint| endpoint.to_string())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("place", &self.place())
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .field("reach", &self.reach)
            .finish()
    }
}

/// What was answered, whatever the status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case; what came twice is here twice, in its order. At most [`MAX_HEADERS`], [`MAX_HEAD`] bytes.
    pub headers: Vec<(String, String)>,
    /// At most [`MAX_BODY`] bytes.
    pub body: Vec<u8>,
    /// There was more of the body, and it was not read.
    pub is_cut: bool,
}

impl Reply {
    /// The first value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer, by what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallFailure {
    /// Nobody calls from here.
    Closed,
    /// The address can't be called as it is written.
    BadAddress(EndpointFault),
    /// A header of this name can't be sent: it is malformed, or the client's own.
    BadHeader(String),
    /// It leads to an address where [`Reach::Public`] may not go, or one of its addresses does.
    ForbiddenAddress(IpAddr),
    /// The name has no address.
    NoSuchHost,
    /// No name server answered.
    NoNameServer(String),
    /// Nobody listens there.
    Refused,
    /// There is no way there.
    Unreachable(String),
    /// Nobody took the connection in time, or the handshake did not come to its end.
    ConnectTimedOut,
    /// They are not who they should be, or speak no TLS that we do.
    Tls(String),
    /// The request was under way, and the answer was not there, or not whole, in time.
    TimedOut,
    /// The answer's head is beyond [`MAX_HEAD`] or [`MAX_HEADERS`]. A long body is cut and is no failure.
    TooLarge,
    /// What came back is no HTTP, or the connection ended before the answer did.
    Broken(String),
}

impl CallFailure {
    /// `closed`, `bad_address`, `bad_header`, `forbidden_address`, `no_such_host`, `no_name_server`, `refused`,
    /// `unreachable`, `connect_timed_out`, `tls`, `timed_out`, `too_large`, `broken`: these words are kept for good.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::BadAddress(_) => "bad_address",
            Self::BadHeader(_) => "bad_header",
            Self::ForbiddenAddress(_) => "forbidden_address",
            Self::NoSuchHost => "no_such_host",
            Self::NoNameServer(_) => "no_name_server",
            Self::Refused => "refused",
            Self::Unreachable(_) => "unreachable",
            Self::ConnectTimedOut => "connect_timed_out",
            Self::Tls(_) => "tls",
            Self::TimedOut => "timed_out",
            Self::TooLarge => "too_large",
            Self::Broken(_) => "broken",
        }
    }

    /// Whether the other side may have taken the request all the same; else it certainly never saw it whole.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::TimedOut | Self::TooLarge | Self::Broken(_) => true,
            Self::Closed
            | Self::BadAddress(_)
            | Self::BadHeader(_)
            | Self::ForbiddenAddress(_)
            | Self::NoSuchHost
            | Self::NoNameServer(_)
            | Self::Refused
            | Self::Unreachable(_)
            | Self::ConnectTimedOut
            | Self::Tls(_) => false,
        }
    }

    /// Foreign words of a failure, short and on one line.
    pub fn words(text: impl fmt::Display) -> String {
        let text = text.to_string();
        let mut kept = String::new();
        for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
            if kept.len() + c.len_utf8() > MAX_WORDS {
                break;
            }
            kept.push(c);
        }
        kept
    }
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("nothing is called from here"),
            Self::BadAddress(fault) => write!(f, "the address can't be called: {}", fault.code()),
            Self::BadHeader(name) => write!(f, "the header {name:?} can't be sent"),
            Self::ForbiddenAddress(address) => {
                write!(f, "{address} is no public address, and webhook_allow has it not")
            }
            Self::NoSuchHost => f.write_str("the name has no address"),
            Self::NoNameServer(words) => write!(f, "the name could not be looked up: {words}"),
            Self::Refused => f.write_str("nobody takes connections there"),
            Self::Unreachable(words) => write!(f, "there is no way there: {words}"),
            Self::ConnectTimedOut => f.write_str("the connection did not come about in time"),
            Self::Tls(words) => write!(f, "no trustworthy TLS: {words}"),
            Self::TimedOut => f.write_str("the answer did not come in time"),
            Self::TooLarge => f.write_str("the answer's head is too large"),
            Self::Broken(words) => write!(f, "there is no whole answer: {words}"),
        }
    }
}

impl std::error::Error for CallFailure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_shows_no_secret() {
        let call = Call {
            method: Method::Post,
            url: "https://u:secret@hooks.example/secret?token=secret".into(),
            headers: vec![("authorization".into(), "Bearer secret".into())],
            body: b"secret".to_vec(),
            reach: Reach::Public,
        };
        let plain = Call { url: "https://hooks.example/secret?token=secret".into(), ..call.clone() };
        for call in [&call, &plain] {
            assert!(!format!("{call:?} {}", call.place()).contains("secret"), "{call:?}");
        }
        let shown = format!("{plain:?}");
        assert!(shown.contains("https://hooks.example:443") && shown.contains("authorization"), "{shown}");
    }

    #[test]
    fn foreign_words_are_short_and_on_one_line() {
        let words = CallFailure::words(format_args!("a\r\n\u{1b}[31m{}", "é".repeat(300)));
        assert!(words.starts_with("a   [31mé") && words.len() <= MAX_WORDS, "{words}");
    }
}
