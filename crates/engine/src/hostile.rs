//! What must hold of the engine's parsers of files that people upload, whatever the bytes: each answers, within its
//! bounds. The bodies stand here once; the fuzz targets in `fuzz/` drive them for hours, the tests with each run.
//! Nothing of the product calls them.

use crate::pictures::tidy::{MOST_PIXELS, SIDE, tidy};
use crate::transfer::{self, Format};
use domain::draft::link::LinkDraft;
use serde_json::Value;

/// Files of links in every format: what is read is one object a link with a line of the file, and every fault says
/// where it is. What is said of a link is judged without an end to it.
pub fn links_file(bytes: &[u8]) {
    let lines = 1 + bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    let formats = Format::ALL.map(Some).into_iter().chain([None]);
    for format in formats {
        match transfer::read(bytes, format) {
            Ok(links) => {
                for link in links {
                    assert!((1..=lines).contains(&link.line), "line {} of {lines}", link.line);
                    // Names for ids are put back first; what is no such thing is read as it is.
                    let _ = LinkDraft::parse(&Value::Object(link.link), "ID");
                }
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                for fault in faults {
                    let line = fault.args.iter().find(|(name, _)| *name == "file_line").map(|(_, line)| line.clone());
                    let line: usize = line.map_or(1, |line| line.parse().expect("a number"));
                    assert!((1..=lines).contains(&line), "{fault:?} of {lines} lines");
                }
            }
        }
    }
}

/// Pictures: what is taken is small, is a picture, and is taken again.
pub fn picture(bytes: &[u8]) {
    let Ok(tidied) = tidy(bytes) else { return };
    assert!(tidied.width > 0 && tidied.height > 0 && tidied.width.max(tidied.height) <= SIDE);
    let read = image::load_from_memory(&tidied.bytes).expect("what is kept is a picture");
    assert_eq!((read.width(), read.height()), (tidied.width, tidied.height));
    assert!(u64::from(read.width()) * u64::from(read.height()) <= MOST_PIXELS);
    let again = tidy(&tidied.bytes).expect("what is kept is taken");
    assert_eq!((again.width, again.height), (tidied.width, tidied.height));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn files() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..400),
            "(slug|name|members|pool|rules|form|\\[\\[links\\]\\]|links|version|=|\\{|\\}|\\[|\\]|:|,|;|\\||\"|\n|\r|promo|sep|[0-9a-f]){0,60}"
                .prop_map(String::into_bytes),
        ]
    }

    fn pictures() -> impl Strategy<Value = Vec<u8>> {
        let formats = [image::ImageFormat::Png, image::ImageFormat::Jpeg, image::ImageFormat::WebP];
        let format = prop::sample::select(formats.to_vec());
        let hurt = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
        (format, 1..40u32, 1..40u32, hurt).prop_map(|(format, width, height, hurt)| {
            let mut bytes = Cursor::new(Vec::new());
            let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, (x * y) as u8]));
            picture.write_to(&mut bytes, format).expect("memory takes what is written");
            let mut bytes = bytes.into_inner();
            for (place, byte) in hurt {
                let at = place.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_file_breaks_a_parser(bytes in files()) {
            links_file(&bytes);
            picture(&bytes);
        }

        #[test]
        fn no_hurt_picture_breaks_the_reader(bytes in pictures()) {
            picture(&bytes);
        }
    }
}
