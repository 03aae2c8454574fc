//! Writes the smallest MMDB file (MaxMind DB format 2.0): one node, which gives the lower half of the IPv4 addresses
//! to one record and the upper half to none.

pub enum Data {
    Text(String),
    Short(u16),
    Number(u32),
    Long(u64),
    Double(f64),
    Map(Vec<(&'static str, Data)>),
    List(Vec<Data>),
}

pub fn database(record: &Data) -> Vec<u8> {
    let nodes = 1u32;
    // 24-bit records: the left one points behind the 16 zero bytes into the data, the right one says "nothing".
    let mut bytes = Vec::new();
    bytes.extend(&(nodes + 16).to_be_bytes()[1..]);
    bytes.extend(&nodes.to_be_bytes()[1..]);
    bytes.extend([0; 16]);
    encode(record, &mut bytes);
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    let text = |text: &str| Data::Text(text.to_owned());
    let metadata = Data::Map(vec![
        ("binary_format_major_version", Data::Short(2)),
        ("binary_format_minor_version", Data::Short(0)),
        ("build_epoch", Data::Long(1_700_000_000)),
        ("database_type", text("Test-City")),
        ("description", Data::Map(vec![("en", text("made in a test"))])),
        ("ip_version", Data::Short(4)),
        ("languages", Data::List(vec![text("en")])),
        ("node_count", Data::Number(nodes)),
        ("record_size", Data::Short(24)),
    ]);
    encode(&metadata, &mut bytes);
    bytes
}

fn encode(data: &Data, bytes: &mut Vec<u8>) {
    match data {
        Data::Text(text) => {
            head(2, text.len(), bytes);
            bytes.extend(text.as_bytes());
        }
        Data::Double(number) => {
            head(3, 8, bytes);
            bytes.extend(number.to_be_bytes());
        }
        Data::Short(number) => {
            head(5, 2, bytes);
            bytes.extend(number.to_be_bytes());
        }
        Data::Long(number) => {
            head(9, 8, bytes);
            bytes.extend(number.to_be_bytes());
        }
        Data::Number(number) => {
            head(6, 4, bytes);
            bytes.extend(number.to_be_bytes());
        }
        Data::Map(pairs) => {
            head(7, pairs.len(), bytes);
            for (key, value) in pairs {
                encode(&Data::Text((*key).to_owned()), bytes);
                encode(value, bytes);
            }
        }
        Data::List(items) => {
            head(11, items.len(), bytes);
            for item in items {
                encode(item, bytes);
            }
        }
    }
}

/// The control byte: the type in the upper three bits, or in a byte of its own from 8 on; the size in the lower five.
fn head(kind: u8, size: usize, bytes: &mut Vec<u8>) {
    let size = u8::try_from(size).expect("small things only");
    assert!(size < 29);
    if kind <= 7 {
        bytes.push(kind << 5 | size);
    } else {
        bytes.extend([size, kind - 7]);
    }
}
