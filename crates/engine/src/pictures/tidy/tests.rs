#![allow(clippy::unwrap_used)]

use super::*;
use image::{Rgb, RgbImage, Rgba};

fn code(bytes: &[u8]) -> &'static str {
    tidy(bytes).unwrap_err().code
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Every pixel of its own, as a photograph has it.
fn photograph(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 24) as u8 / 8;
        Rgb([(x * 200 / width) as u8 + noise, (y * 200 / height) as u8 + noise, 90 + noise])
    })
    .into()
}

/// The PNG's head alone, as a bomb says it.
fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    let crc = crc32(&bytes[12..]);
    bytes.extend(crc.to_be_bytes());
    // An empty IDAT: whoever reads on has read the head.
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn the_three_formats_are_read_whatever_they_are_called() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let tidy = tidy(&written(&photograph(80, 60), format)).unwrap();
        assert_eq!((tidy.width, tidy.height), (80, 60), "{format:?}");
        let kept = image::guess_format(&tidy.bytes).unwrap();
        assert_eq!(kept, if tidy.kind == Kind::Png { ImageFormat::Png } else { ImageFormat::Jpeg });
    }
}

#[test]
fn what_is_no_picture_is_told_by_its_content() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    assert_eq!(code(svg), "not_a_picture");
    assert_eq!(code(b"GIF89a\x01\0\x01\0\0\0\0;"), "not_a_picture");
    assert_eq!(code(b"<?php phpinfo(); ?>"), "not_a_picture");
    assert_eq!(code(b"\0"), "not_a_picture");
    assert_eq!(code(b""), "required");
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    assert_eq!(code(&png_that_says(60_000, 60_000)), "too_many_pixels");
    assert_eq!(code(&png_that_says(u32::MAX, 1)), "picture_damaged", "no PNG may say so");
    assert_eq!(code(&png_that_says(0, 10)), "picture_damaged");
    // Deep pixels take twice the room.
    let mut deep = png_that_says(4_900, 4_900);
    deep[24] = 16;
    let crc = crc32(&deep[12..29]);
    deep[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(code(&deep), "too_many_pixels");
}

#[test]
fn a_file_of_forty_megabytes_is_not_even_looked_at() {
    let mut large = written(&photograph(8, 8), ImageFormat::Png);
    large.resize(40 * 1024 * 1024, 0);
    assert_eq!(code(&large), "picture_too_large");
}

#[test]
fn what_is_cut_off_is_damaged() {
    let whole = written(&photograph(200, 200), ImageFormat::Png);
    assert_eq!(code(&whole[..whole.len() / 2]), "picture_damaged");
    assert_eq!(code(&whole[..20]), "picture_damaged");
}

#[test]
fn a_large_photograph_comes_down_to_what_whatsapp_shows() {
    let tidy = tidy(&written(&photograph(4_000, 3_000), ImageFormat::Jpeg)).unwrap();
    assert_eq!((tidy.kind, tidy.width, tidy.height), (Kind::Jpeg, 1_600, 1_200));
    assert!(tidy.bytes.len() < 600_000, "{} bytes", tidy.bytes.len());
}

#[test]
fn a_long_thin_picture_keeps_at_least_a_pixel() {
    let tidy = tidy(&written(&photograph(4_000, 1), ImageFormat::Png)).unwrap();
    assert_eq!((tidy.width, tidy.height), (1_600, 1));
}

#[test]
fn a_drawing_stays_a_png_and_what_shines_through_stays_so() {
    let drawing = RgbImage::from_fn(400, 400, |x, _| if x < 200 { Rgb([20, 90, 60]) } else { Rgb([255, 255, 255]) });
    assert_eq!(tidy(&written(&drawing.into(), ImageFormat::Png)).unwrap().kind, Kind::Png);
    let hole = RgbaImage::from_fn(100, 100, |x, _| Rgba([200, 0, 0, if x < 50 { 0 } else { 255 }]));
    let kept = tidy(&written(&hole.into(), ImageFormat::WebP)).unwrap();
    assert_eq!(kept.kind, Kind::Png);
    let kept = image::load_from_memory(&kept.bytes).unwrap().to_rgba8();
    assert_eq!((kept.get_pixel(10, 10).0[3], kept.get_pixel(90, 10).0), (0, [200, 0, 0, 255]));
}

#[test]
fn a_photograph_sent_as_png_becomes_a_jpeg() {
    let tidy = tidy(&written(&photograph(1_200, 900), ImageFormat::Png)).unwrap();
    assert_eq!(tidy.kind, Kind::Jpeg);
}

/// A JPEG with an EXIF segment: this orientation, and the words of a place after it.
fn jpeg_with_exif(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let jpeg = written(picture, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS: Jalan Rahasia 7");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend((exif.len() as u16 + 2).to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&jpeg[2..]);
    bytes
}

#[test]
fn a_phones_picture_stands_upright_and_tells_no_place() {
    let lying = RgbImage::from_fn(120, 60, |x, _| if x < 60 { Rgb([250, 10, 10]) } else { Rgb([10, 10, 250]) });
    let bytes = jpeg_with_exif(&lying.into(), 6);
    assert!(bytes.windows(7).any(|w| w == b"Rahasia"));
    let tidy = tidy(&bytes).unwrap();
    assert_eq!((tidy.width, tidy.height), (60, 120), "turned by a quarter");
    let upright = image::load_from_memory(&tidy.bytes).unwrap().to_rgb8();
    assert!(upright.get_pixel(30, 10).0[0] > 200, "red is above");
    assert!(upright.get_pixel(30, 110).0[2] > 200, "blue is below");
    for trace in [&b"Rahasia"[..], b"Exif"] {
        assert!(!tidy.bytes.windows(trace.len()).any(|w| w == trace));
    }
}

#[test]
fn what_hangs_behind_a_picture_is_gone() {
    let mut bytes = written(&photograph(64, 64), ImageFormat::Jpeg);
    bytes.extend(b"<script>alert(1)</script>");
    let tidy = tidy(&bytes).unwrap();
    assert!(!tidy.bytes.windows(8).any(|w| w == b"<script>"));
}

#[test]
fn the_colours_of_a_camera_become_everybodys() {
    let picture = RgbaImage::from_pixel(4, 4, Rgba([200, 100, 50, 255]));
    let wide = ColorProfile::new_display_p3().encode().unwrap();
    let converted = in_srgb(&picture, &wide).unwrap().get_pixel(0, 0).0;
    assert!(converted[0] > 205, "a P3 red lies further out in sRGB: {converted:?}");
    assert_eq!(converted[3], 255);
    assert_eq!(in_srgb(&picture, b"no profile"), None);
    let own = ColorProfile::new_srgb().encode().unwrap();
    let same = in_srgb(&picture, &own).unwrap().get_pixel(0, 0).0;
    assert!(same.iter().zip([200, 100, 50, 255]).all(|(a, b)| a.abs_diff(b) <= 1), "{same:?}");
}
