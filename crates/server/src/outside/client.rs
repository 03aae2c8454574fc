//! Whole calls over HTTP/1.1 and TLS. Connections are kept for the next call, those to addresses of the operator's
//! configuration apart from those to addresses that people typed in. No redirect, no cookie, no proxy; every size and
//! every time has its bound.

use super::dial::{Dialler, Leash, Means};
use super::lane::Lane;
use super::tls::Roots;
use domain::host::endpoint::{self, EndpointFault};
use engine::outside::{Call, CallFailure, MAX_BODY, MAX_HEAD, MAX_HEADERS, Method, Reach, Reply};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper_util::client::legacy::{self, Client as Pool};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use ipnet::IpNet;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

const USER_AGENT: &str = concat!("Giliran/", env!("CARGO_PKG_VERSION"));
/// So long a connection waits for the next call: less than most servers wait for it.
const KEPT: Duration = Duration::from_secs(20);
/// To one place.
const KEPT_CONNECTIONS: usize = 4;

/// What the client writes itself, for the connection's sake.
const OWN: &[HeaderName] = &[
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
];

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub look_up: Duration,
    /// Connection and handshake together.
    pub connect: Duration,
    /// From the first question to the answer's last byte.
    pub whole: Duration,
}

impl Patience {
    pub const USUAL: Self =
        Self { look_up: Duration::from_secs(5), connect: Duration::from_secs(5), whole: Duration::from_secs(15) };
}

/// What the client is told once.
#[derive(Clone, Debug)]
pub struct Terms {
    /// None: those of the machine.
    pub name_server: Option<SocketAddr>,
    /// Networks beside the public internet where [`Reach::Public`] may go.
    pub webhook_allow: Vec<IpNet>,
    pub roots: Roots,
    pub patience: Patience,
}

#[derive(Debug)]
pub struct Client {
    lane: Lane,
    operator: Pool<Dialler, Full<Bytes>>,
    public: Pool<Dialler, Full<Bytes>>,
    whole: Duration,
}

impl Client {
    /// Errors: the operating system gives no thread.
    pub fn open(terms: &Terms) -> io::Result<Self> {
        Ok(Self {
            lane: Lane::open()?,
            operator: pool(terms, Leash::None),
            public: pool(terms, Leash::Public(terms.webhook_allow.clone())),
            whole: terms.patience.whole,
        })
    }

    pub async fn call(&self, call: Call) -> Result<Reply, CallFailure> {
        let pool = match call.reach {
            Reach::Operator => self.operator.clone(),
            Reach::Public => self.public.clone(),
        };
        let request = request(call)?;
        let answered = async move {
            let answer = pool.request(request).await.map_err(|error| failure(&error))?;
            read(answer).await
        };
        let answered = tokio::time::timeout(self.whole, answered);
        let ended = self.lane.run(async move { answered.await.unwrap_or(Err(CallFailure::TimedOut)) }).await;
        ended.unwrap_or_else(|error| Err(CallFailure::Broken(CallFailure::words(error))))
    }
}

fn pool(terms: &Terms, leash: Leash) -> Pool<Dialler, Full<Bytes>> {
    let dialler = Dialler::new(Means {
        name_server: terms.name_server,
        leash,
        tls: terms.roots.connector(),
        look_up: terms.patience.look_up,
        connect: terms.patience.connect,
    });
    Pool::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(KEPT)
        .pool_max_idle_per_host(KEPT_CONNECTIONS)
        .http1_max_buf_size(MAX_HEAD)
        .http1_max_headers(MAX_HEADERS)
        .build(dialler)
}

fn request(call: Call) -> Result<Request<Full<Bytes>>, CallFailure> {
    let endpoint = endpoint::parse(&call.url).map_err(CallFailure::BadAddress)?;
    let uri: Uri = endpoint.url().parse().map_err(|_| CallFailure::BadAddress(EndpointFault::Unreadable))?;
    let mut request = Request::new(Full::new(Bytes::from(call.body)));
    *request.method_mut() = match call.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    *request.uri_mut() = uri;
    *request.headers_mut() = headers(call.headers)?;
    Ok(request)
}

fn headers(given: Vec<(String, String)>) -> Result<HeaderMap, CallFailure> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let (Ok(known), Ok(mut value)) = (HeaderName::try_from(&name), HeaderValue::try_from(value)) else {
            return Err(CallFailure::BadHeader(CallFailure::words(name)));
        };
        if OWN.contains(&known) {
            return Err(CallFailure::BadHeader(CallFailure::words(name)));
        }
        value.set_sensitive(true);
        headers.append(known, value);
    }
    headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static(USER_AGENT));
    Ok(headers)
}

/// Reads no further than is kept; a connection with more in it is closed.
async fn read(answer: Response<Incoming>) -> Result<Reply, CallFailure> {
    let (head, mut incoming) = answer.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let (mut body, mut is_cut) = (Vec::new(), false);
    while let Some(frame) = incoming.frame().await {
        let Ok(data) = frame.map_err(|error| broken(&error))?.into_data() else { continue };
        let room = MAX_BODY - body.len();
        body.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            is_cut = true;
            break;
        }
    }
    Ok(Reply { status: head.status.as_u16(), headers, body, is_cut })
}

/// What the dialler said, else what is wrong with the answer.
fn failure(error: &legacy::Error) -> CallFailure {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(dialled) = error.downcast_ref::<CallFailure>() {
            return dialled.clone();
        }
        if let Some(spoken) = error.downcast_ref::<hyper::Error>() {
            return broken(spoken);
        }
        cause = error.source();
    }
    CallFailure::Broken(CallFailure::words(error))
}

fn broken(error: &hyper::Error) -> CallFailure {
    if error.is_parse_too_large() {
        return CallFailure::TooLarge;
    }
    CallFailure::Broken(match error.source() {
        Some(source) => CallFailure::words(format_args!("{error}: {source}")),
        None => CallFailure::words(error),
    })
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
