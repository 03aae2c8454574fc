//! What is drawn is read back by a decoder that shares nothing with the encoder.
#![allow(clippy::unwrap_used)]

use super::*;
use domain::id::PictureId;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use proptest::prelude::*;
use std::io::Cursor;
use uuid::Uuid;

const TEXT: &str = "https://go.example.com/wa/promo-lebaran?_s=qr";

fn look(pairs: &[(&str, &str)]) -> Result<Look, Vec<FieldError>> {
    let given: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Look::read(&given)
}

fn faults(pairs: &[(&str, &str)]) -> Vec<(String, &'static str)> {
    let faults = look(pairs).and_then(|look| Code::new(TEXT, &look)).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
}

/// What a reader of QR codes finds in a picture.
fn read(picture: &DynamicImage) -> Option<String> {
    let grey = picture.to_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey.get_pixel(x as u32, y as u32).0[0]);
    let grids = prepared.detect_grids();
    grids.first()?.decode().ok().map(|(_, text)| text)
}

fn read_png(png: &[u8]) -> Option<String> {
    read(&image::load_from_memory_with_format(png, ImageFormat::Png).unwrap())
}

/// Draws the little SVG that we write, four pixels a unit, as its elements say.
fn raster(svg: &str) -> DynamicImage {
    const SCALE: u32 = 4;
    let attribute = |from: &str, name: &str| {
        let from = &from[from.find(&format!(" {name}=\"")).unwrap() + name.len() + 3..];
        from[..from.find('"').unwrap()].to_owned()
    };
    let across: u32 = attribute(svg, "viewBox").rsplit(' ').next().unwrap().parse().unwrap();
    let colour = |text: &str| {
        let [red, green, blue] = Rgb::parse(text).unwrap().0;
        Rgba([red, green, blue, 255])
    };
    let (ground, path) = (&svg[svg.find("<rect").unwrap()..], &svg[svg.find("<path").unwrap()..]);
    let mut picture = RgbaImage::from_pixel(across * SCALE, across * SCALE, colour(&attribute(ground, "fill")));
    let ink = colour(&attribute(path, "fill"));
    for run in attribute(path, "d").split('M').skip(1) {
        let (at, rest) = run.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y, length): (u32, u32, u32) =
            (x.parse().unwrap(), y.parse().unwrap(), rest.split_once('v').unwrap().0.parse().unwrap());
        assert_eq!(rest, format!("{length}v1h-{length}z"), "a run is a rectangle one module high");
        for (px, py) in
            (x * SCALE..(x + length) * SCALE).flat_map(|px| (y * SCALE..(y + 1) * SCALE).map(move |py| (px, py)))
        {
            picture.put_pixel(px, py, ink);
        }
    }
    if let Some(at) = svg.find("<image") {
        use base64::Engine as _;
        let element = &svg[at..];
        let number = |name: &str| attribute(element, name).parse::<f64>().unwrap() * f64::from(SCALE);
        let data = attribute(element, "href").strip_prefix("data:image/png;base64,").unwrap().to_owned();
        let bytes = base64::prelude::BASE64_STANDARD.decode(data).unwrap();
        let side = number("width") as u32;
        let logo = image::load_from_memory(&bytes).unwrap().resize(side, side, image::imageops::FilterType::Triangle);
        let (x, y) = (number("x") as u32 + (side - logo.width()) / 2, number("y") as u32 + (side - logo.height()) / 2);
        image::imageops::overlay(&mut picture, &logo, x.into(), y.into());
    }
    picture.into()
}

/// A logo that is as much in the way as one can be.
fn logo(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 4]) -> Logo {
    let picture = RgbaImage::from_fn(width, height, |x, y| Rgba(paint(x, y)));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    Logo::read(bytes.get_ref()).unwrap()
}

fn with_logo(level: Level) -> Look {
    Look { logo: Some(PictureId(Uuid::nil())), level: Some(level), ..Look::default() }
}

#[test]
fn a_code_is_read_back_from_both_formats() {
    let code = Code::new(TEXT, &Look::default()).unwrap();
    assert_eq!(read(&raster(&code.svg(None))).as_deref(), Some(TEXT));
    let png = code.png(None);
    assert_eq!(read_png(&png).as_deref(), Some(TEXT));
    let picture = image::load_from_memory(&png).unwrap();
    assert_eq!((picture.width(), picture.height()), (512, 512), "exactly as large as was asked for");
}

#[test]
fn the_largest_and_the_smallest_are_read_back() {
    let code = Code::new("hi", &Look { size: 64, level: Some(Level::L), ..Look::default() }).unwrap();
    assert_eq!(read_png(&code.png(None)).as_deref(), Some("hi"));
    let code = Code::new(TEXT, &Look { size: 4096, ..Look::default() }).unwrap();
    let png = code.png(None);
    assert!(png.len() < 100_000, "two colours take little room, but this takes {}", png.len());
    assert_eq!(read_png(&png).as_deref(), Some(TEXT));
}

#[test]
fn the_longest_address_of_a_chat_still_makes_a_code() {
    let text = format!("https://wa.me/6281234567890?text={}", "x".repeat(1_960));
    let svg = svg(&text, &Look { level: Some(Level::L), ..Look::default() }).unwrap();
    assert_eq!(read(&raster(&svg)), Some(text));
    let longer = "x".repeat(2_954);
    let fault = Code::new(&longer, &Look { level: Some(Level::L), ..Look::default() }).unwrap_err().remove(0);
    assert_eq!((fault.field.as_str(), fault.code), ("level", "qr_text_too_long"));
}

#[test]
fn the_largest_logo_that_is_allowed_is_read_through_at_every_level() {
    let paints: [fn(u32, u32) -> [u8; 4]; 3] = [
        |_, _| [0, 0, 0, 255],
        |_, _| [255, 255, 255, 255],
        |x, y| if (x / 7 + y / 7) % 2 == 0 { [0, 0, 0, 255] } else { [255, 255, 255, 255] },
    ];
    let mut drawn = 0;
    for level in Level::ALL {
        for length in [10, 40, 90, 200, 400, 900] {
            let text = format!("https://go.example.com/wa/{}", "a".repeat(length));
            let Some(share) = SHARES
                .rev()
                .find(|share| Code::new(&text, &Look { logo_size: Some(*share), ..with_logo(level) }).is_ok())
            else {
                continue;
            };
            let code = Code::new(&text, &Look { logo_size: Some(share), size: 800, ..with_logo(level) }).unwrap();
            for paint in paints {
                let logo = logo(140, 140, paint);
                let seen = read_png(&code.png(Some(&logo)));
                assert_eq!(seen.as_ref(), Some(&text), "{level:?}, {length} characters, {share} % as PNG");
                let seen = read(&raster(&code.svg(Some(&logo))));
                assert_eq!(seen.as_ref(), Some(&text), "{level:?}, {length} characters, {share} % as SVG");
                drawn += 1;
            }
        }
    }
    assert!(drawn >= 48, "most levels bear a logo, but only {drawn} were drawn");
}

#[test]
fn a_logo_keeps_its_proportions_and_what_shines_through_is_the_ground() {
    let look = Look { bg: Rgb([255, 250, 200]), size: 1_000, ..with_logo(Level::H) };
    let code = Code::new(TEXT, &look).unwrap();
    let half = logo(200, 100, |x, _| if x < 100 { [200, 0, 0, 255] } else { [0, 0, 0, 0] });
    let picture = image::load_from_memory(&code.png(Some(&half))).unwrap().into_rgb8();
    assert_eq!(picture.get_pixel(470, 500).0, [200, 0, 0]);
    assert_eq!(picture.get_pixel(530, 500).0, [255, 250, 200], "the transparent half");
    assert_eq!(picture.get_pixel(470, 575).0, [255, 250, 200], "above and below a wide logo");
    assert_eq!(read_png(&code.png(Some(&half))).as_deref(), Some(TEXT));
}

#[test]
fn what_a_phone_could_not_read_is_refused_by_its_parameter() {
    let one = |field: &str, code| vec![(field.to_owned(), code)];
    assert_eq!(faults(&[("size", "10000")]), one("size", "out_of_range"));
    assert_eq!(faults(&[("size", "63")]), one("size", "out_of_range"));
    assert_eq!(faults(&[("size", "99999999999999999999")]), one("size", "out_of_range"));
    assert_eq!(faults(&[("size", "wide")]), one("size", "not_a_whole_number"));
    assert_eq!(faults(&[("size", "64")]), one("size", "qr_size_small"));
    assert_eq!(faults(&[("margin", "-1")]), one("margin", "out_of_range"));
    assert_eq!(faults(&[("margin", "1")]), one("margin", "out_of_range"));
    assert_eq!(faults(&[("margin", "21")]), one("margin", "out_of_range"));
    assert_eq!(faults(&[("fg", "#25d366")]), one("fg", "qr_contrast"));
    assert_eq!(faults(&[("fg", "#777"), ("bg", "#888")]), one("fg", "qr_contrast"));
    assert_eq!(faults(&[("fg", "#fff"), ("bg", "#000")]), one("fg", "qr_inverted"));
    assert_eq!(faults(&[("bg", "chartreuse")]), one("bg", "not_a_colour"));
    assert_eq!(faults(&[("level", "X")]), one("level", "unknown_level"));
    assert_eq!(faults(&[("logo", "../secret")]), one("logo", "not_an_id"));
    assert_eq!(faults(&[("colour", "#000")]), one("colour", "unknown_parameter"));
    let logo = ("logo", "00000000-0000-0000-0000-000000000000");
    assert_eq!(faults(&[logo, ("level", "L")]), one("level", "qr_logo_none"));
    assert_eq!(faults(&[logo, ("logo_size", "40")]), one("logo_size", "qr_logo_large"));
    assert_eq!(faults(&[logo, ("logo_size", "41")]), one("logo_size", "out_of_range"));
    let both = faults(&[("size", "0"), ("fg", "x"), ("nonsense", "1")]);
    assert_eq!(both.len(), 3, "all that is wrong comes back at once: {both:?}");
}

#[test]
fn a_look_survives_its_own_query() {
    let picture = Uuid::from_u128(7).to_string();
    let given = [
        ("size", "1024"),
        ("fg", "#0f5132"),
        ("bg", "#fffbe6"),
        ("margin", "2"),
        ("level", "q"),
        ("logo", picture.as_str()),
        ("logo_size", "18"),
    ];
    let look = look(&given).unwrap();
    let query = look.query();
    let pairs: Vec<_> = form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).into_owned().collect();
    assert_eq!(Look::read(&pairs).unwrap(), look);
    assert_eq!(Look::default().query(), "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_text_in_any_readable_look_is_read_back(
        text in prop_oneof!["[ -~]{1,300}", "\\PC{1,60}", "https://[a-z]{3,20}\\.example/wa/[a-z0-9_-]{1,64}\\?_s=qr"],
        level in 0_usize..4,
        margin in MARGINS,
        fg in any::<[u8; 3]>(),
        bg in any::<[u8; 3]>(),
        spare in 0_u32..200,
        wide in any::<bool>(),
        large in prop::option::of(SHARES),
    ) {
        // Dark on light, whichever was drawn first; a pair that can't be told apart is another test's.
        let (a, b) = (Rgb(fg), Rgb(bg));
        let (fg, bg) = if a.luminance() < b.luminance() { (a, b) } else { (b, a) };
        prop_assume!(contrast(fg, bg) >= 3.0 && colour::is_darker(fg, bg));
        let level = Level::ALL[level];
        let picture = large.map(|_| PictureId(Uuid::nil()));
        let look = Look { size: 4096, fg, bg, margin, level: Some(level), logo: picture, logo_size: large };
        // At this level, a logo of this size may be refused: then the code without it.
        let look = if Code::new(&text, &look).is_ok() { look } else { Look { logo: None, ..look } };
        let modules = Code::new(&text, &look).unwrap().modules();
        let code = Code::new(&text, &Look { size: (modules + 2 * margin) * 3 + spare, ..look.clone() }).unwrap();
        let logo = look.logo.map(|_| {
            let (width, height) = if wide { (90, 30) } else { (40, 60) };
            logo(width, height, |x, y| [(x * 5) as u8, (y * 7) as u8, 128, if x % 9 == 0 { 40 } else { 255 }])
        });
        prop_assert_eq!(read_png(&code.png(logo.as_ref())), Some(text.clone()), "PNG, {:?}", look);
        prop_assert_eq!(read(&raster(&code.svg(logo.as_ref()))), Some(text), "SVG, {:?}", look);
    }
}
