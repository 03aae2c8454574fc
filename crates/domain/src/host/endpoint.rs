//! An address that is called from here, such as a webhook's, taken apart as browsers do it: what goes into the
//! connection, the TLS handshake and the request is this one reading of it and never the text again, so that no second
//! parser can see another host in it. Whether its addresses may be called is judged by `reach`, after the look-up.

use super::MAX;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// The greatest length of such an address in bytes, as it is called.
pub const MAX_URL: usize = 4_096;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Who is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// To be looked up: lower case ASCII, without a last dot.
    Name(String),
    /// Written as an address, in whatever notation (`0x7f.1`, `2130706433`, `[::ffff:10.0.0.1]`).
    Address(IpAddr),
}

/// The Debug and Display forms name scheme, host and port only: paths and queries of webhooks hold secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub scheme: Scheme,
    pub place: Place,
    /// Any port but 0.
    pub port: u16,
    /// Path and query, percent-encoded, with the slash at its beginning.
    pub path: String,
}

/// Why a text is no address that can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointFault {
    /// No host, or one that is neither a name nor an address.
    Unreadable,
    /// Neither https nor http.
    Scheme,
    /// A user or a password before the host.
    Credentials,
    /// Port 0.
    Port,
    /// More than [`MAX_URL`] bytes.
    TooLong,
}

impl EndpointFault {
    /// `unreadable`, `scheme`, `credentials`, `port`, `too_long`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Scheme => "scheme",
            Self::Credentials => "credentials",
            Self::Port => "port",
            Self::TooLong => "too_long",
        }
    }
}

/// Reads an address; a fragment goes. Errors: the first thing that is wrong with it.
pub fn parse(text: &str) -> Result<Endpoint, EndpointFault> {
    if text.len() > MAX_URL {
        return Err(EndpointFault::TooLong);
    }
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => EndpointFault::Scheme,
        _ => EndpointFault::Unreadable,
    })?;
    let scheme = match url.scheme() {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        _ => return Err(EndpointFault::Scheme),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointFault::Credentials);
    }
    let place = match url.host() {
        Some(Host::Ipv4(address)) => Place::Address(address.into()),
        Some(Host::Ipv6(address)) => Place::Address(address.into()),
        Some(Host::Domain(name)) => Place::Name(plain(name).ok_or(EndpointFault::Unreadable)?),
        None => return Err(EndpointFault::Unreadable),
    };
    let port = url.port().unwrap_or(scheme.port());
    if port == 0 {
        return Err(EndpointFault::Port);
    }
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    let endpoint = Endpoint { scheme, place, port, path };
    // Encoding makes it longer.
    if endpoint.url().len() > MAX_URL { Err(EndpointFault::TooLong) } else { Ok(endpoint) }
}

/// A name as DNS has it; underscores stand in names of machines within a network.
fn plain(name: &str) -> Option<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    };
    (name.len() <= MAX && name.split('.').all(label)).then(|| name.to_owned())
}

impl Endpoint {
    /// The addresses that are known without a look-up: those of an address, and of `localhost` (RFC 6761), which no name
    /// server is asked for.
    pub fn known(&self) -> Option<Vec<IpAddr>> {
        match &self.place {
            Place::Address(address) => Some(vec![*address]),
            Place::Name(name) if name == "localhost" || name.ends_with(".localhost") => {
                Some(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
            }
            Place::Name(_) => None,
        }
    }

    /// Host, and port where it isn't the scheme's own, as the `Host` header has it.
    pub fn authority(&self) -> String {
        if self.port == self.scheme.port() { self.place.to_string() } else { format!("{}:{}", self.place, self.port) }
    }

    /// The whole address, in its normal form.
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.scheme.as_str(), self.authority(), self.path)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(f, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme.as_str(), self.place, self.port)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn host(text: &str) -> String {
        parse(text).map_or_else(|fault| fault.code().to_owned(), |endpoint| endpoint.place.to_string())
    }

    #[test]
    fn an_address_is_taken_apart_once() {
        let endpoint = parse(" HTTPS://Hooks.Example.:8443/a b?to=%20x#part ").expect("an address");
        assert_eq!(endpoint.place, Place::Name("hooks.example".into()));
        assert_eq!((endpoint.scheme, endpoint.port, endpoint.path.as_str()), (Scheme::Https, 8443, "/a%20b?to=%20x"));
        assert_eq!(endpoint.url(), "https://hooks.example:8443/a%20b?to=%20x");
        assert_eq!(
            (endpoint.authority().as_str(), &*endpoint.to_string()),
            ("hooks.example:8443", "https://hooks.example:8443")
        );
        let bare = parse("http://hooks.example:80").expect("an address");
        assert_eq!((bare.authority().as_str(), bare.path.as_str(), bare.port), ("hooks.example", "/", 80));
        assert_eq!(parse("http://[::1]:81/").expect("an address").authority(), "[::1]:81");
    }

    #[test]
    fn every_notation_of_an_address_is_that_address() {
        for (text, read) in [
            ("http://127.0.0.1", "127.0.0.1"),
            ("http://127.0.0.1.", "127.0.0.1"),
            ("http://127.1", "127.0.0.1"),
            ("http://2130706433", "127.0.0.1"),
            ("http://0x7f.1", "127.0.0.1"),
            ("http://0x7f000001", "127.0.0.1"),
            ("http://0177.0.0.01", "127.0.0.1"),
            ("http://%31%32%37.0.0.1", "127.0.0.1"),
            ("http://１２７.０.０.１", "127.0.0.1"),
            ("http://127。0。0。1", "127.0.0.1"),
            ("http://0", "0.0.0.0"),
            ("http://[::1]", "[::1]"),
            ("http://[0:0:0:0:0:ffff:7f00:1]", "[::ffff:127.0.0.1]"),
            ("http:\\\\127.0.0.1\\x", "127.0.0.1"),
            ("http:127.0.0.1", "127.0.0.1"),
            ("http://a.example\\@127.0.0.1/", "a.example"),
            ("http://a.example#@127.0.0.1/", "a.example"),
            ("http://a.example?@127.0.0.1/", "a.example"),
            ("http://127.0.0\t.1", "127.0.0.1"),
            ("http://LOCALHOST.", "localhost"),
            ("http://ⓛocalhost", "localhost"),
            ("http://büro.example", "xn--bro-hoa.example"),
            ("http://n8n_1:5678", "n8n_1"),
        ] {
            assert_eq!(host(text), read, "{text}");
        }
    }

    #[test]
    fn what_can_not_be_called_is_refused_with_its_reason() {
        for (text, code) in [
            ("", "scheme"),
            ("hooks.example", "scheme"),
            ("//hooks.example", "scheme"),
            ("ftp://hooks.example", "scheme"),
            ("file:///etc/passwd", "scheme"),
            ("gopher://127.0.0.1", "scheme"),
            ("localhost:80", "scheme"),
            ("http://user@hooks.example", "credentials"),
            ("http://:secret@hooks.example", "credentials"),
            ("http://hooks.example@127.0.0.1", "credentials"),
            ("http://hooks.example:0", "port"),
            ("http://hooks.example:65536", "unreadable"),
            ("http://", "unreadable"),
            ("http://256.0.0.1", "unreadable"),
            ("http://1.2.3.4.5", "unreadable"),
            ("http://[fe80::1%25eth0]", "unreadable"),
            ("http://[::1", "unreadable"),
            ("http://a..example", "unreadable"),
            ("http://a%00.example", "unreadable"),
            ("http://a b.example", "unreadable"),
            ("http://a'b.example", "unreadable"),
            ("http://.", "unreadable"),
        ] {
            assert_eq!(host(text), code, "{text}");
        }
        assert_eq!(host(&format!("http://{}.example", "a".repeat(64))), "unreadable");
        assert_eq!(host(&format!("http://a.example/{}", "a".repeat(MAX_URL))), "too_long");
        assert_eq!(host(&format!("http://a.example/{}", "é".repeat(1_000))), "too_long");
    }

    #[test]
    fn localhost_is_known_and_other_names_are_asked_for() {
        let known = |text| parse(text).expect("an address").known();
        assert_eq!(known("http://localhost:1").map(|found| found.len()), Some(2));
        assert_eq!(known("http://a.localhost").map(|found| found.len()), Some(2));
        assert_eq!(known("http://0x7f.1"), Some(vec![Ipv4Addr::LOCALHOST.into()]));
        assert_eq!(known("http://notlocalhost"), None);
        assert_eq!(known("http://localhost.example"), None);
    }

    #[test]
    fn path_and_query_are_never_shown() {
        let endpoint = parse("https://hooks.example/T0/secret?token=secret").expect("an address");
        assert_eq!(format!("{endpoint:?} {endpoint}").matches("secret").count(), 0);
    }
}
