//! A small, strict name server on a free loopback port: it knows what a test tells it, says of any other name that there
//! is none, and takes no question that a proper server would not.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};

const A: u16 = 1;
const TXT: u16 = 16;
const AAAA: u16 = 28;
const INTERNET: u16 = 1;

/// What is said to each question in turn; the last stays.
#[derive(Default)]
struct Said {
    turns: VecDeque<Vec<Vec<u8>>>,
    asked: usize,
}

type Records = HashMap<(String, u16), Said>;

pub struct NameServer {
    pub address: SocketAddr,
    records: Arc<Mutex<Records>>,
}

impl NameServer {
    /// Answers until the test's process ends.
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let records = Arc::new(Mutex::new(Records::new()));
        let known = Arc::clone(&records);
        std::thread::spawn(move || {
            let mut packet = [0; 4096];
            while let Ok((length, peer)) = socket.recv_from(&mut packet) {
                if let Some(answer) = answer(&packet[..length], &mut known.lock().unwrap()) {
                    socket.send_to(&answer, peer).unwrap();
                }
            }
        });
        Self { address, records }
    }

    /// In place of what was said of the name before.
    pub fn txt(&self, name: &str, texts: &[&str]) {
        let data = |text: &&str| {
            // Strings of at most 255 bytes, each with its length before it.
            text.as_bytes().chunks(255).flat_map(|part| [&[part.len() as u8], part].concat()).collect()
        };
        self.say(name, TXT, [texts.iter().map(data).collect()]);
    }

    pub fn a(&self, name: &str, address: Ipv4Addr) {
        self.say(name, A, [vec![address.octets().to_vec()]]);
    }

    /// All of them at once.
    pub fn addresses(&self, name: &str, addresses: &[IpAddr]) {
        let octets = |address: &IpAddr| match address {
            IpAddr::V4(address) => (A, address.octets().to_vec()),
            IpAddr::V6(address) => (AAAA, address.octets().to_vec()),
        };
        for kind in [A, AAAA] {
            let data = addresses.iter().map(octets).filter(|(of, _)| *of == kind).map(|(_, octets)| octets).collect();
            self.say(name, kind, [data]);
        }
    }

    /// One after the other, as somebody answers who wants to be judged by one address and called at another.
    pub fn turns(&self, name: &str, addresses: &[Ipv4Addr]) {
        self.say(name, A, addresses.iter().map(|address| vec![address.octets().to_vec()]));
    }

    /// How often the IPv4 addresses of a name were asked for.
    pub fn asked(&self, name: &str) -> usize {
        self.records.lock().unwrap().get(&(name.to_owned(), A)).map_or(0, |said| said.asked)
    }

    fn say(&self, name: &str, kind: u16, turns: impl IntoIterator<Item = Vec<Vec<u8>>>) {
        let said = Said { turns: turns.into_iter().collect(), asked: 0 };
        self.records.lock().unwrap().insert((name.to_owned(), kind), said);
    }
}

impl Said {
    fn next(&mut self) -> Vec<Vec<u8>> {
        self.asked += 1;
        let now = if self.turns.len() > 1 { self.turns.pop_front() } else { self.turns.front().cloned() };
        now.unwrap_or_default()
    }
}

/// None: a packet that is no query, which nobody answers.
fn answer(packet: &[u8], known: &mut Records) -> Option<Vec<u8>> {
    let word = |at: usize| Some(u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]));
    let (flags, questions, answers, authorities) = (word(2)?, word(4)?, word(6)?, word(8)?);
    let is_query = flags & 0xf800 == 0;
    assert!(is_query && questions == 1 && answers == 0 && authorities == 0, "no plain query: {packet:?}");
    let (name, end) = name(packet, 12)?;
    let (kind, class) = (word(end)?, word(end + 2)?);
    assert_eq!(class, INTERNET);
    let found = known.get_mut(&(name.clone(), kind)).map(Said::next).unwrap_or_default();
    let exists = known.keys().any(|(known, _)| *known == name);
    // The name is answered as it was asked, capitals and all.
    let question = &packet[12..end + 4];
    let code: u16 = if exists { 0 } else { 3 };
    let mut reply = Vec::new();
    // An answer, recursion as desired and available.
    for word in [word(0)?, 0x8080 | (flags & 0x0100) | code, 1, found.len() as u16, 0, 0] {
        reply.extend_from_slice(&word.to_be_bytes());
    }
    reply.extend_from_slice(question);
    for data in found {
        // The name by a pointer to the question; a minute to live.
        for word in [0xc00c, kind, INTERNET, 0, 60, data.len() as u16] {
            reply.extend_from_slice(&word.to_be_bytes());
        }
        reply.extend_from_slice(&data);
    }
    Some(reply)
}

/// The name that begins there, in lower case, and where it ends. A question has no pointers.
fn name(packet: &[u8], mut at: usize) -> Option<(String, usize)> {
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*packet.get(at)?);
        assert!(length < 64, "a pointer in a question");
        if length == 0 {
            return Some((labels.join("."), at + 1));
        }
        let label = packet.get(at + 1..at + 1 + length)?;
        labels.push(String::from_utf8(label.to_ascii_lowercase()).ok()?);
        at += 1 + length;
    }
}
