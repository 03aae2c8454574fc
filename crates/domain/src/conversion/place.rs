//! Whereabouts in the normal forms of Meta's `ct`, `st` and `country` (capi-param-builder), which TikTok's clear fields
//! share. What has no such form is none: half a name matches nobody.

use super::Where;

/// Lower-case ASCII letters and digits, a letter first: `St. Louis` is `stlouis`, `San José` is `sanjos`. None where
/// nothing is left, as of a name in another script.
pub fn city(place: &Where) -> Option<String> {
    let form: String = place.city.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    form.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(form)
}

/// The two letters of a state of the United States or a province of Canada, by its code or its name. None elsewhere:
/// no form is published for other countries' regions.
pub fn state(place: &Where) -> Option<String> {
    let list = match place.country.as_str() {
        "US" => STATES,
        "CA" => PROVINCES,
        _ => return None,
    };
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
    };
    let region = letters(&place.region);
    let found = list.split(',').find_map(|line| {
        let (code, name) = line.split_once(' ')?;
        (code == region || letters(name) == region).then_some(code)
    });
    found.map(str::to_owned)
}

/// ISO 3166 alpha-2 in lower case; none for what networks call an unknown country.
pub fn country(place: &Where) -> Option<String> {
    let code = place.country.as_str();
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
    (is_code && !matches!(code, "XX" | "ZZ")).then(|| code.to_ascii_lowercase())
}

const STATES: &str = "al Alabama,ak Alaska,az Arizona,ar Arkansas,ca California,co Colorado,ct Connecticut,de Delaware,\
dc District of Columbia,fl Florida,ga Georgia,hi Hawaii,id Idaho,il Illinois,in Indiana,ia Iowa,ks Kansas,ky Kentucky,\
la Louisiana,me Maine,md Maryland,ma Massachusetts,mi Michigan,mn Minnesota,ms Mississippi,mo Missouri,mt Montana,\
ne Nebraska,nv Nevada,nh New Hampshire,nj New Jersey,nm New Mexico,ny New York,nc North Carolina,nd North Dakota,\
oh Ohio,ok Oklahoma,or Oregon,pa Pennsylvania,ri Rhode Island,sc South Carolina,sd South Dakota,tn Tennessee,tx Texas,\
ut Utah,vt Vermont,va Virginia,wa Washington,wv West Virginia,wi Wisconsin,wy Wyoming";
const PROVINCES: &str = "ab Alberta,bc British Columbia,mb Manitoba,nb New Brunswick,nl Newfoundland and Labrador,\
nt Northwest Territories,ns Nova Scotia,nu Nunavut,on Ontario,pe Prince Edward Island,qc Quebec,sk Saskatchewan,\
yt Yukon";
