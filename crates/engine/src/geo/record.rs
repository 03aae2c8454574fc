//! The two shapes in which databases keep a place. Fields that are not asked for are skipped unread.

use serde::Deserialize;

/// `{country_code}`: the compiled-in database.
#[derive(Debug, Deserialize)]
pub struct Flat<'a> {
    #[serde(borrow)]
    country_code: Option<&'a str>,
}

impl<'a> Flat<'a> {
    pub fn country(&self) -> Option<&'a str> {
        self.country_code.filter(|code| is_country(code))
    }
}

/// GeoLite2 and DB-IP nest their names by language; ip-location-db writes plain texts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Record<'a> {
    #[serde(borrow)]
    country: Option<Country<'a>>,
    country_code: Option<&'a str>,
    #[serde(borrow)]
    subdivisions: Vec<Named<'a>>,
    state1: Option<&'a str>,
    #[serde(borrow)]
    city: Option<Either<'a>>,
    #[serde(borrow)]
    location: Option<Location<'a>>,
    timezone: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Country<'a> {
    iso_code: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Location<'a> {
    time_zone: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    names: Option<Names<'a>>,
}

#[derive(Debug, Deserialize)]
struct Names<'a> {
    en: Option<&'a str>,
}

/// `city` is a table of names in the one shape and a text in the other.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Either<'a> {
    Text(&'a str),
    #[serde(borrow)]
    Named(Named<'a>),
}

impl<'a> Record<'a> {
    pub fn country(&self) -> Option<&'a str> {
        let nested = self.country.as_ref().and_then(|country| country.iso_code);
        nested.or(self.country_code).filter(|code| is_country(code))
    }

    /// The largest subdivision: a province, a state.
    pub fn region(&self) -> &'a str {
        self.subdivisions.first().and_then(Named::english).or(self.state1).unwrap_or_default()
    }

    pub fn city(&self) -> &'a str {
        match &self.city {
            Some(Either::Text(text)) => text,
            Some(Either::Named(named)) => named.english().unwrap_or_default(),
            None => "",
        }
    }

    pub fn time_zone(&self) -> &'a str {
        self.location.as_ref().and_then(|location| location.time_zone).or(self.timezone).unwrap_or_default()
    }
}

impl<'a> Named<'a> {
    fn english(&self) -> Option<&'a str> {
        self.names.as_ref().and_then(|names| names.en)
    }
}

/// ISO 3166 alpha-2 in capitals; `ZZ` and the like stand for unknown and are left out.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) && !matches!(code, "ZZ" | "XX" | "AP" | "EU")
}
