//! Looking names up. A resolver is made for each question: what is asked is seldom, and must be what stands there now,
//! by the name servers that the machine has now. No cache, no hosts file, no search list.

use engine::outside::Silence;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// One try; there are two.
const TRY: Duration = Duration::from_secs(2);
const TRIES: usize = 2;

pub async fn txt(server: Option<SocketAddr>, name: &str) -> Result<Vec<String>, Silence> {
    let found = resolver(server)?.txt_lookup(whole(name)).await;
    none_is_empty(found.map(|found| {
        let records = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        });
        records.collect()
    }))
}

pub async fn addresses(server: Option<SocketAddr>, host: &str) -> Result<Vec<IpAddr>, Silence> {
    none_is_empty(resolver(server)?.lookup_ip(whole(host)).await.map(|found| found.iter().collect()))
}

/// With the last dot: the name itself, never a name below the machine's own domain.
fn whole(name: &str) -> String {
    format!("{name}.")
}

fn none_is_empty<T>(found: Result<Vec<T>, NetError>) -> Result<Vec<T>, Silence> {
    match found {
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        other => other.map_err(silent),
    }
}

fn resolver(server: Option<SocketAddr>) -> Result<TokioResolver, Silence> {
    let provider = TokioRuntimeProvider::default();
    let mut builder = match server {
        Some(server) => TokioResolver::builder_with_config(only(server), provider),
        None => TokioResolver::builder_tokio().map_err(silent)?,
    };
    narrow(builder.options_mut());
    builder.build().map_err(silent)
}

fn only(server: SocketAddr) -> ResolverConfig {
    let at_port = |mut connection: ConnectionConfig| {
        connection.port = server.port();
        connection
    };
    let connections = vec![at_port(ConnectionConfig::udp()), at_port(ConnectionConfig::tcp())];
    ResolverConfig::from_name_servers(vec![NameServerConfig::new(server.ip(), true, connections)])
}

fn narrow(options: &mut ResolverOpts) {
    options.timeout = TRY;
    options.attempts = TRIES;
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
}

fn silent(error: NetError) -> Silence {
    Silence(error.to_string())
}
