//! Where an address is. A country database under a free licence is compiled in; an operator may name a city database
//! of their own (MMDB, in the shape of GeoLite2 and DB-IP or the flat one of ip-location-db), which is read whole,
//! asked first, and taken up again when its file changes. Nothing here is ever a reason not to answer a visitor:
//! what is not known is empty.

use arc_swap::ArcSwapOption;
use domain::visit::Place;
use maxminddb::Reader;
use std::borrow::Cow;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

mod record;
use record::{Flat, Record};

/// See data/README.md for its version and licence. Records are `{country_code}`.
static COUNTRIES: LazyLock<Reader<&'static [u8]>> = LazyLock::new(|| {
    Reader::from_source(include_bytes!("../../../data/geo/geo-whois-asn-country.mmdb").as_slice())
        .expect("the database is compiled in and a test opens it")
});

type Cities = Reader<Vec<u8>>;

#[derive(Debug, Default)]
pub struct Geo {
    cities: ArcSwapOption<Cities>,
    path: Option<PathBuf>,
    /// The file as it was last tried, so that a broken one is complained of once.
    tried: Mutex<Option<Stamp>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    bytes: u64,
}

/// What a look at the operator's file came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// No file is configured, or it is the one that was tried last.
    Unchanged,
    Loaded,
    /// The file is away or broken: the former database stays in use, and a warning is logged.
    Kept,
}

impl Geo {
    /// Reads the city database when there is one. A file that can't be read is a warning: countries are known without.
    pub fn open(path: Option<&Path>) -> Self {
        let geo = Self { path: path.map(Path::to_owned), ..Self::default() };
        geo.reload_if_changed();
        geo
    }

    /// The place of an address. Names are in English; region and city come from the operator's database alone.
    pub fn lookup(&self, ip: IpAddr) -> Place<'static> {
        let ip = ip.to_canonical();
        let place = self.cities.load().as_deref().and_then(|cities| city(cities, ip)).unwrap_or_default();
        if place.country.is_empty() { Place { country: country(ip), ..place } } else { place }
    }

    /// Whether an operator's database is in use.
    pub fn has_cities(&self) -> bool {
        self.cities.load().is_some()
    }

    /// Takes the operator's file up again if it is another than the one tried last. To be called every now and then
    /// from a thread that may wait: the file is read whole.
    pub fn reload_if_changed(&self) -> Reload {
        let Some(path) = &self.path else { return Reload::Unchanged };
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = match stamp(path) {
            Ok(stamp) if *tried == Some(stamp) => return Reload::Unchanged,
            Ok(stamp) => stamp,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "the city database can't be found; what was known stays in use");
                return Reload::Kept;
            }
        };
        *tried = Some(stamp);
        match load(path) {
            Ok(cities) => {
                tracing::info!(path = %path.display(), kind = cities.metadata().database_type, "city database loaded");
                self.cities.store(Some(Arc::new(cities)));
                Reload::Loaded
            }
            Err(error) => {
                tracing::warn!(path = %path.display(), error, "the city database can't be read; what was known stays in use");
                Reload::Kept
            }
        }
    }
}

fn stamp(path: &Path) -> std::io::Result<Stamp> {
    let file = std::fs::metadata(path)?;
    Ok(Stamp { modified: file.modified()?, bytes: file.len() })
}

/// Reads the file and asks it once, so that one of another shape is refused here and not found empty later.
fn load(path: &Path) -> Result<Cities, String> {
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    let cities = Reader::from_source(bytes).map_err(|e| e.to_string())?;
    let probe = IpAddr::from([1, 1, 1, 1]);
    cities.lookup(probe).and_then(|found| found.decode::<Record<'_>>()).map_err(|e| e.to_string())?;
    Ok(cities)
}

fn city(cities: &Cities, ip: IpAddr) -> Option<Place<'static>> {
    let record: Record<'_> = cities.lookup(ip).ok()?.decode().ok()??;
    let owned = |text: &str| Cow::Owned(text.to_owned());
    Some(Place {
        country: record.country().map_or(Cow::Borrowed(""), owned),
        region: owned(record.region()),
        city: owned(record.city()),
        time_zone: owned(record.time_zone()),
    })
}

fn country(ip: IpAddr) -> Cow<'static, str> {
    // The database gives some private networks a country all the same.
    if !is_anyones(ip) {
        return Cow::Borrowed("");
    }
    let countries: &'static Reader<&'static [u8]> = &COUNTRIES;
    let flat: Option<Flat<'static>> = countries.lookup(ip).ok().and_then(|found| found.decode().ok().flatten());
    Cow::Borrowed(flat.and_then(|flat| flat.country()).unwrap_or_default())
}

/// Whether the address is one that the registries give out.
fn is_anyones(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_documentation()
                || ip.is_multicast()
                || shared
                || a == 0
                || a >= 240)
        }
        // 2000::/3 is all that is given out; 2001:db8::/32 of it stands in books.
        IpAddr::V6(ip) => ip.segments()[0] & 0xe000 == 0x2000 && ip.segments()[..2] != [0x2001, 0x0db8],
    }
}

#[cfg(test)]
mod tests;
