//! The picture in the middle of a code.

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, RgbaImage};
use std::io::Cursor;

/// Pixels along the longer side: enough for print, little enough for an SVG that carries it.
const MOST: u32 = 512;

/// A picture, ready to be drawn into a code.
pub struct Logo(RgbaImage);

impl Logo {
    /// A picture of our own store, in either of the formats kept there. None: it is neither.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let picture = image::load_from_memory(bytes).ok()?;
        let fits = picture.width() <= MOST && picture.height() <= MOST;
        Some(Self(if fits { picture } else { picture.resize(MOST, MOST, FilterType::CatmullRom) }.into_rgba8()))
    }

    /// As PNG.
    pub(super) fn png(&self) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let written = DynamicImage::from(self.0.clone()).write_to(&mut bytes, ImageFormat::Png);
        written.expect("a picture in memory is written to memory");
        bytes.into_inner()
    }

    /// As large as fits into a square of `side` pixels, keeping its proportions.
    pub(super) fn within(&self, side: u32) -> RgbaImage {
        let side = side.max(1);
        let (width, height) = self.0.dimensions();
        let longer = u64::from(width.max(height).max(1));
        let scaled = |n: u32| (u64::from(n) * u64::from(side) / longer).max(1) as u32;
        image::imageops::resize(&self.0, scaled(width), scaled(height), FilterType::CatmullRom)
    }
}
