//! A link with a lead form, the people who are shown it, and the forms that they send: each their own, filled in by the
//! page that they were given.

use crate::sender::Reply;
use crate::traffic::{Crowd, Visitor};
use domain::identity::cookie;
use serde_json::{Value, json};

pub const SLUG: &str = "ask";

/// A link as a shop has it: a name, a phone, three questions of its own, and a consent.
pub fn link() -> Value {
    json!({
        "slug": SLUG, "name": "Ask", "message": "Hi {{name}}, {{lead}} wants [k:size] for [k:occasion]. {{code}}",
        "pool": {"method": "weighted", "members": crate::seed::members()}, "sticky": true,
        "form": {
            "enabled": true, "title": "Before we chat", "title_id": "Sebelum mengobrol",
            "name": "required", "phone": "required",
            "fields": [
                {"key": "size", "kind": "select", "label": "Size", "label_id": "Ukuran", "required": true,
                 "choices": ["Small", "Medium", "Large"], "choices_id": ["Kecil", "Sedang", "Besar"]},
                {"key": "occasion", "kind": "text", "label": "Occasion", "label_id": "Acara",
                 "placeholder": "Wedding, birthday"},
                {"key": "wish", "kind": "textarea", "label": "Anything else?", "label_id": "Ada lagi?"}],
            "consent": {"text": "I agree that you may call me.", "text_id": "Saya setuju dihubungi.", "required": true}
        }
    })
}

/// Somebody to whom the page was shown.
pub struct Shown {
    pub visitor: Visitor,
    token: String,
}

/// A form as it is sent.
#[derive(Clone)]
pub struct Filled {
    pub name: String,
    /// E.164, as it will be kept. Nobody else has it.
    pub phone: String,
    pub request: Vec<u8>,
}

/// Each a visitor of their own.
pub fn visitors(crowd: &mut Crowd, count: u64) -> Vec<Visitor> {
    (0..count).map(|number| crowd.visitor(SLUG, &format!("form-{number}"))).collect()
}

/// Asks for the page.
pub fn get(visitor: &Visitor) -> Vec<u8> {
    format!("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", visitor.path(), visitor.headers()).into_bytes()
}

/// What the page gave: its sealed word and the cookie. None: it is no page with a form.
pub fn given(reply: &Reply<'_>) -> Option<(String, String)> {
    let (_, after) = reply.body.split_once(r#"<input type="hidden" name="form" value=""#)?;
    let (token, _) = after.split_once('"')?;
    let set = reply.header("set-cookie")?.strip_prefix(cookie::NAME)?.strip_prefix('=')?;
    (reply.status == 200).then(|| (token.to_owned(), set.split(';').next().unwrap_or_default().to_owned()))
}

/// Where an answer led: the digits of the number. None: it is no redirect to a chat.
pub fn digits(reply: &Reply<'_>) -> Option<String> {
    let rest = reply.header("location")?.strip_prefix("https://wa.me/")?;
    (reply.status == 302).then(|| rest.chars().take_while(char::is_ascii_digit).collect())
}

impl Shown {
    pub fn new(mut visitor: Visitor, (token, cookie): (String, String)) -> Self {
        visitor.cookie = cookie;
        Self { visitor, token }
    }

    /// Filled in by the `serial`th person.
    pub fn fill(&self, serial: u64) -> Filled {
        let (name, national) = (format!("Dewi {serial}"), format!("812{serial:08}"));
        let wish = "Please with a ribbon, and a card that says: selamat!";
        let pairs = [
            ("form", self.token.as_str()),
            ("name", &name),
            ("phone", &format!("0{national}")),
            ("k_size", "Large"),
            ("k_occasion", "Wedding"),
            ("k_wish", wish),
            ("consent", "yes"),
            ("website", ""),
        ];
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = body.join("&");
        // As a browser sends it from a page that asks for no referrer.
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {}\r\nUser-Agent: {}\r\nAccept-Language: {}\r\n\
             Cookie: {}={}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.visitor.path(),
            self.visitor.address,
            self.visitor.user_agent,
            self.visitor.language,
            cookie::NAME,
            self.visitor.cookie,
            body.len()
        );
        Filled { name, phone: format!("+62{national}"), request: request.into_bytes() }
    }
}

/// Percent-encoded, but for what needs none.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use domain::draft::link::NewLink;
    use domain::form::Form;
    use domain::form::check::Typed;
    use domain::language::Locale;

    #[test]
    fn what_is_sent_is_what_the_form_asks_for() {
        let new = NewLink::parse(&link(), "ID").unwrap();
        let form = new.extras.form.unwrap().laid_over(Form::default());
        assert_eq!((form.fields.len(), form.consent.is_some()), (3, true));
        let mut crowd = Crowd::new(3);
        let visitor = visitors(&mut crowd, 1).pop().unwrap();
        let filled = Shown::new(visitor, ("word".into(), "cookie".into())).fill(42);
        let text = String::from_utf8(filled.request).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())), "{head}");
        let names: Vec<String> = body.split('&').map(|pair| pair.split('=').next().unwrap().to_owned()).collect();
        let pairs = domain::query::named(body, &names).into_iter();
        let typed = Typed(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
        let answers = domain::form::check(&form, &typed, Locale::En, "ID").unwrap();
        assert_eq!((answers.name.as_str(), answers.phone), ("Dewi 42", filled.phone));
        assert_eq!(answers.fields.len(), 3);
    }
}
