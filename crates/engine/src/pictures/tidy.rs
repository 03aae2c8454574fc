//! From whatever was uploaded to a plain picture: recognised by its content, measured before it is unpacked, unpacked
//! within bounds, turned upright, scaled down, in everybody's colours, and written anew. What else the file carried
//! (places, cameras, comments, scripts) is gone with it.

use domain::picture::Kind;
use domain::problem::FieldError;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};
use std::io::Cursor;

/// Bytes of an upload at most.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Pixels of an upload at most: what a phone's camera makes, and a hundred megabytes once unpacked.
pub const MOST_PIXELS: u64 = 25_000_000;
/// Of the longer side of what is kept. A large preview wants 1,200.
pub(crate) const SIDE: u32 = 1_600;
/// WhatsApp shows no picture above 600 kB.
const AIM: usize = 500_000;

#[derive(Debug)]
pub(crate) struct Tidy {
    pub(crate) kind: Kind,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Errors, without a field: `required`, `picture_too_large` (max), `not_a_picture`, `too_many_pixels` (max, in millions),
/// `picture_damaged`.
pub(crate) fn tidy(bytes: &[u8]) -> Result<Tidy, FieldError> {
    let fault = |code| FieldError::new("", code);
    if bytes.is_empty() {
        return Err(fault("required"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(fault("picture_too_large").with("max", MOST_BYTES / 1024 / 1024));
    }
    let format = image::guess_format(bytes).ok();
    let Some(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) = format else {
        return Err(fault("not_a_picture"));
    };
    let picture = unpack(bytes, format).map_err(|refusal| match refusal {
        Refusal::TooManyPixels => fault("too_many_pixels").with("max", MOST_PIXELS / 1_000_000),
        Refusal::Damaged => fault("picture_damaged"),
    })?;
    pack(&picture, format == ImageFormat::Jpeg).ok_or_else(|| fault("picture_damaged"))
}

enum Refusal {
    TooManyPixels,
    Damaged,
}

/// Upright, scaled down, in sRGB.
fn unpack(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let damaged = |_| Refusal::Damaged;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    // Four bytes a pixel are the most that a usual picture takes; a deeper one may have fewer of them.
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_PIXELS * 4 {
        return Err(Refusal::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let mut picture = DynamicImage::from(smaller(&picture, SIDE).into_rgba8());
    if let Some(converted) = profile.and_then(|profile| in_srgb(&picture.to_rgba8(), &profile)) {
        picture = converted.into();
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// The quick way down to twice the size first, and only from there the one that looks best.
fn smaller(picture: &DynamicImage, side: u32) -> DynamicImage {
    let longer = picture.width().max(picture.height());
    if longer <= side {
        picture.clone()
    } else if longer > side * 2 {
        picture.thumbnail(side * 2, side * 2).resize(side, side, FilterType::CatmullRom)
    } else {
        picture.resize(side, side, FilterType::CatmullRom)
    }
}

/// What a camera's wide colours are on everybody's screen. None: the profile can't be read, and the colours stay.
fn in_srgb(picture: &RgbaImage, profile: &[u8]) -> Option<RgbaImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let transform = profile
        .create_transform_8bit(Layout::Rgba, &ColorProfile::new_srgb(), Layout::Rgba, TransformOptions::default())
        .ok()?;
    let mut converted = vec![0; picture.as_raw().len()];
    transform.transform(picture.as_raw(), &mut converted).ok()?;
    RgbaImage::from_raw(picture.width(), picture.height(), converted)
}

/// A photograph as JPEG; what shines through, or is drawn with few colours, as PNG.
fn pack(picture: &DynamicImage, photograph: bool) -> Option<Tidy> {
    let shines_through = picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255);
    if shines_through {
        return as_png_within(picture);
    }
    let jpeg = as_jpeg_within(picture)?;
    if photograph {
        return Some(jpeg);
    }
    let png = as_png(&picture.to_rgb8().into())?;
    let drawn = png.bytes.len() <= jpeg.bytes.len() * 2 && png.bytes.len() <= AIM;
    Some(if drawn { png } else { jpeg })
}

/// As good as fits.
fn as_jpeg_within(picture: &DynamicImage) -> Option<Tidy> {
    let rgb = picture.to_rgb8();
    let mut packed = None;
    for quality in [85, 75, 60] {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&rgb).ok()?;
        let fits = bytes.len() <= AIM;
        packed = Some(Tidy { kind: Kind::Jpeg, width: rgb.width(), height: rgb.height(), bytes });
        if fits {
            break;
        }
    }
    packed
}

/// As large as fits.
fn as_png_within(picture: &DynamicImage) -> Option<Tidy> {
    let mut packed = as_png(picture)?;
    for side in [SIDE * 3 / 4, SIDE / 2, SIDE / 4] {
        if packed.bytes.len() <= AIM {
            break;
        }
        packed = as_png(&smaller(picture, side))?;
    }
    Some(packed)
}

fn as_png(picture: &DynamicImage) -> Option<Tidy> {
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), picture.color().into()).ok()?;
    Some(Tidy { kind: Kind::Png, width: picture.width(), height: picture.height(), bytes })
}

#[cfg(test)]
mod tests;
