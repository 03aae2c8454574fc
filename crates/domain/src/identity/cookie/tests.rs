use super::*;
use crate::code::LAST;
use proptest::prelude::*;
use uuid::Uuid;

const SHOP: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const OTHER: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
const AGENT: AgentId = AgentId(Uuid::from_u128(0x0192_a0b1_c2d3_7e4f_8a5b_6c7d_8e9f_a0b1));

fn key() -> CookieKey {
    CookieKey::new(&[7; 32])
}

fn codes() -> Codes {
    Codes::new([9; 16])
}

fn sealed(agent: Option<AgentId>) -> String {
    seal(&key(), SHOP, codes().encode(LeadId(4711)), agent)
}

#[test]
fn what_was_sealed_is_opened() {
    for agent in [None, Some(AGENT)] {
        assert_eq!(open(&key(), SHOP, &sealed(agent), &codes()), Some(Cookie { lead: LeadId(4711), agent }));
    }
}

#[test]
fn the_value_needs_no_quoting_and_says_its_version() {
    for agent in [None, Some(AGENT)] {
        let value = sealed(agent);
        assert!(value.starts_with("1.") && value.len() <= LONGEST, "{value}");
        assert!(value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{value}");
    }
}

#[test]
fn a_foreign_cookie_is_not_opened() {
    let value = sealed(Some(AGENT));
    assert_eq!(open(&key(), OTHER, &value, &codes()), None);
    assert_eq!(open(&CookieKey::new(&[8; 32]), SHOP, &value, &codes()), None);
}

#[test]
fn a_cut_or_grown_cookie_is_not_opened() {
    let value = sealed(Some(AGENT));
    for end in 0..value.len() {
        assert_eq!(open(&key(), SHOP, &value[..end], &codes()), None, "{end}");
    }
    for more in ["A", "=", ".", " "] {
        assert_eq!(open(&key(), SHOP, &format!("{value}{more}"), &codes()), None);
        assert_eq!(open(&key(), SHOP, &format!("{more}{value}"), &codes()), None);
    }
}

#[test]
fn no_character_of_a_cookie_can_be_another() {
    let value = sealed(Some(AGENT));
    for at in 0..value.len() {
        for other in "01AZaz-_.".chars().filter(|other| !value[at..].starts_with(*other)) {
            let forged = format!("{}{other}{}", &value[..at], &value[at + 1..]);
            assert_eq!(open(&key(), SHOP, &forged, &codes()), None, "{forged}");
        }
    }
}

#[test]
fn the_cookie_is_found_among_others() {
    let value = sealed(None);
    let ours = Some(Cookie { lead: LeadId(4711), agent: None });
    for header in [
        format!("giliran_visitor={value}"),
        format!("a=b; giliran_visitor={value}; c=d"),
        format!("a=b;giliran_visitor=\"{value}\";c"),
        format!("  giliran_visitor = {value} "),
        format!("giliran_visitor=forged; giliran_visitor={value}"),
        format!("giliran_visitor=; giliran_visitor; giliran_visitor=\"; giliran_visitor={value}"),
    ] {
        assert_eq!(find(&key(), SHOP, &header, &codes()), ours, "{header}");
    }
    for header in [
        String::new(),
        format!("xgiliran_visitor={value}"),
        format!("giliran_visitorx={value}"),
        format!("Giliran_Visitor={value}"),
        format!("a=\"giliran_visitor={value}"),
        "giliran_visitor=x;".repeat(1000) + &format!("giliran_visitor={value}"),
    ] {
        assert_eq!(find(&key(), SHOP, &header, &codes()), None, "{header}");
    }
}

#[test]
fn the_header_binds_the_cookie() {
    assert_eq!(
        set_cookie("1.x.-.y", Secure::Https),
        "giliran_visitor=1.x.-.y; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax; Secure"
    );
    assert!(!set_cookie("1.x.-.y", Secure::PlainHttp).contains("Secure"));
}

#[test]
fn a_key_is_not_printed() {
    assert_eq!(format!("{:?}", key()), "CookieKey(…)");
}

proptest! {
    #[test]
    fn every_lead_and_agent_goes_there_and_back(lead in 1..=LAST.0, agent in prop::option::of(any::<[u8; 16]>()), header in "[ -~]{0,300}") {
        let agent = agent.map(|bytes| AgentId(Uuid::from_bytes(bytes)));
        let value = seal(&key(), SHOP, codes().encode(LeadId(lead)), agent);
        let header = format!("{header};{NAME}={value}");
        prop_assert_eq!(find(&key(), SHOP, &header, &codes()), Some(Cookie { lead: LeadId(lead), agent }));
    }
}
