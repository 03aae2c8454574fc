//! The visitor's cookie in the headers that carry it (RFC 6265): all its values in `Cookie`, one line of `Set-Cookie`.

pub const NAME: &str = "giliran_visitor";

/// 400 days, the longest that browsers keep a cookie.
const MAX_AGE: u32 = 400 * 24 * 60 * 60;

/// Whether the answer travels over https, so that the cookie may be bound to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secure {
    Https,
    PlainHttp,
}

/// The values under our name in a raw `Cookie` header, in its order, without the quotes that some clients add.
pub fn values(header: &str) -> impl Iterator<Item = &str> {
    header.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
        (name.trim() == NAME && !bare.is_empty()).then_some(bare)
    })
}

/// The `Set-Cookie` header of a value made by [`super::seal`]. Not readable by scripts; sent along when a person comes
/// from elsewhere, but not with requests that other sites make.
pub fn set_cookie(value: &str, secure: Secure) -> String {
    let secure = match secure {
        Secure::Https => "; Secure",
        Secure::PlainHttp => "",
    };
    format!("{NAME}={value}; Max-Age={MAX_AGE}; Path=/; HttpOnly; SameSite=Lax{secure}")
}
