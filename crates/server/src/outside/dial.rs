//! From an address to an open connection: look the name up, judge every address that it has, connect to one of those
//! that were judged, shake hands. Nobody after this asks for the name again, so an answer that changes in between changes
//! nothing; and a name with one forbidden address among others is refused whole.

use super::dns;
use super::line::Line;
use domain::host::endpoint::{self, Endpoint, Place, Scheme};
use domain::host::reach;
use engine::outside::CallFailure;
use http::Uri;
use ipnet::IpNet;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::{DnsName, ServerName};

/// A name with more addresses than these is tried at the first ones; all are judged.
const TRIED: usize = 6;
/// An address that is silent holds the next one up for so long (RFC 8305).
const HEAD_START: Duration = Duration::from_millis(250);

/// Which addresses may be dialled.
#[derive(Clone, Debug)]
pub enum Leash {
    None,
    /// To the public internet and these networks.
    Public(Vec<IpNet>),
}

#[derive(Clone)]
pub struct Dialler(Arc<Means>);

pub struct Means {
    /// None: those of the machine.
    pub name_server: Option<SocketAddr>,
    pub leash: Leash,
    pub tls: TlsConnector,
    /// For the look-up.
    pub look_up: Duration,
    /// For connection and handshake together.
    pub connect: Duration,
}

impl Dialler {
    pub fn new(means: Means) -> Self {
        Self(Arc::new(means))
    }
}

impl tower::Service<Uri> for Dialler {
    type Response = Line;
    type Error = CallFailure;
    type Future = Pin<Box<dyn Future<Output = Result<Line, CallFailure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), CallFailure>> {
        Poll::Ready(Ok(()))
    }

    /// The pool asks by scheme and host; the path is not there.
    fn call(&mut self, uri: Uri) -> Self::Future {
        let means = Arc::clone(&self.0);
        Box::pin(async move {
            let endpoint = endpoint::parse(&uri.to_string()).map_err(CallFailure::BadAddress)?;
            means.dial(&endpoint).await
        })
    }
}

impl Means {
    async fn dial(&self, endpoint: &Endpoint) -> Result<Line, CallFailure> {
        let addresses = self.look_up(endpoint).await?;
        self.judge(&addresses)?;
        let addresses = addresses.into_iter().take(TRIED).map(|ip| SocketAddr::new(ip, endpoint.port)).collect();
        let open = async {
            let stream = race(addresses).await?;
            match endpoint.scheme {
                Scheme::Http => Ok(Line::plain(stream)),
                Scheme::Https => self.shake_hands(endpoint, stream).await,
            }
        };
        timeout(self.connect, open).await.unwrap_or(Err(CallFailure::ConnectTimedOut))
    }

    async fn look_up(&self, endpoint: &Endpoint) -> Result<Vec<IpAddr>, CallFailure> {
        let name = match (endpoint.known(), &endpoint.place) {
            (Some(known), _) => return Ok(known),
            (None, Place::Address(address)) => return Ok(vec![*address]),
            (None, Place::Name(name)) => name,
        };
        match timeout(self.look_up, dns::addresses(self.name_server, name)).await {
            Ok(Ok(found)) if found.is_empty() => Err(CallFailure::NoSuchHost),
            Ok(Ok(found)) => Ok(found),
            Ok(Err(silence)) => Err(CallFailure::NoNameServer(CallFailure::words(silence))),
            Err(_) => Err(CallFailure::NoNameServer("no answer in time".to_owned())),
        }
    }

    fn judge(&self, addresses: &[IpAddr]) -> Result<(), CallFailure> {
        match &self.leash {
            Leash::None => Ok(()),
            Leash::Public(also) => match reach::first_forbidden(addresses, also) {
                None => Ok(()),
                Some(address) => Err(CallFailure::ForbiddenAddress(address)),
            },
        }
    }

    async fn shake_hands(&self, endpoint: &Endpoint, stream: TcpStream) -> Result<Line, CallFailure> {
        let name = match &endpoint.place {
            Place::Address(address) => ServerName::from(*address),
            Place::Name(name) => ServerName::DnsName(
                DnsName::try_from(name.clone()).map_err(|error| CallFailure::Tls(CallFailure::words(error)))?,
            ),
        };
        self.tls.connect(name, stream).await.map(Line::tls).map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(error) => CallFailure::Tls(CallFailure::words(error)),
                None => unreached(&error),
            }
        })
    }
}

/// The first that takes the connection, each with a head start before the next. Errors: what the last one said.
async fn race(addresses: Vec<SocketAddr>) -> Result<TcpStream, CallFailure> {
    let mut waiting = addresses.into_iter();
    let mut tries = JoinSet::new();
    let mut failure = CallFailure::NoSuchHost;
    loop {
        if let Some(next) = waiting.next() {
            tries.spawn(TcpStream::connect(next));
        }
        let are_more = waiting.len() > 0;
        tokio::select! {
            Some(ended) = tries.join_next() => match ended {
                Ok(Ok(stream)) => {
                    // A request goes out whole; waiting for more would only delay it.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => failure = unreached(&error),
                Err(error) => failure = CallFailure::Unreachable(CallFailure::words(error)),
            },
            () = sleep(HEAD_START), if are_more => {}
            else => return Err(failure),
        }
    }
}

fn unreached(error: &Error) -> CallFailure {
    match error.kind() {
        ErrorKind::ConnectionRefused => CallFailure::Refused,
        ErrorKind::TimedOut => CallFailure::ConnectTimedOut,
        _ => CallFailure::Unreachable(CallFailure::words(error)),
    }
}

#[cfg(test)]
#[path = "dial_tests.rs"]
mod tests;
