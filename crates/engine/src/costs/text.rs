//! A file's bytes as text: UTF-8, UTF-16 with its mark (what Google Ads and Excel's "Unicode text" write), else
//! Windows-1252, in which every byte is a letter, so that nothing is refused for its encoding.

/// What the bytes 0x80 to 0x9F are in Windows-1252; 0 where it has nothing.
const WESTERN: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

pub fn of(bytes: &[u8]) -> String {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => sixteen(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => sixteen(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => eight(rest),
        bytes => eight(bytes),
    }
}

fn sixteen(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn eight(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| western(*byte)).collect(),
    }
}

fn western(byte: u8) -> char {
    match byte {
        0x80..=0x9F => char::from_u32(WESTERN[usize::from(byte - 0x80)].into())
            .filter(|c| *c != '\0')
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_encodings_say_the_same() {
        let text = "Kampanye „Café“ – 5 €";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(of(text.as_bytes()), text);
        assert_eq!(of(format!("\u{feff}{text}").as_bytes()), text);
        assert_eq!(of(&[&[0xFF, 0xFE], little.as_slice()].concat()), text);
        assert_eq!(of(&[&[0xFE, 0xFF], big.as_slice()].concat()), text);
        assert_eq!(of(b"Kampanye \x84Caf\xe9\x93 \x96 5 \x80"), text);
    }
}
