//! A code as PNG, written row by row: even the largest takes no more memory than it has bytes.

use super::cover::Cover;
use super::grid::Grid;
use super::logo::Logo;
use super::look::Look;
use image::RgbaImage;
use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};
use std::io::Write;

pub(super) fn draw(grid: &Grid, look: &Look, cover: Option<Cover>, logo: Option<&Logo>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let plan = Plan::new(grid, look, cover);
    let written = match (cover, logo) {
        (Some(cover), Some(logo)) => plan.in_colours(&mut bytes, cover, logo),
        _ => plan.in_two_colours(&mut bytes),
    };
    written.expect("a picture in memory is written to memory");
    bytes
}

struct Plan<'a> {
    grid: &'a Grid,
    look: &'a Look,
    cover: Option<Cover>,
    /// Pixels of a module, and before the first one.
    module: u32,
    before: u32,
}

impl<'a> Plan<'a> {
    fn new(grid: &'a Grid, look: &'a Look, cover: Option<Cover>) -> Self {
        let module = (look.size / grid.across(look.margin)).max(1);
        let before = look.size.saturating_sub(module * grid.side()) / 2;
        Self { grid, look, cover, module, before }
    }

    fn encoder<'w>(
        &self,
        bytes: &'w mut Vec<u8>,
        colour: ColorType,
        depth: BitDepth,
    ) -> Encoder<'static, &'w mut Vec<u8>> {
        let mut encoder = Encoder::new(bytes, self.look.size, self.look.size);
        encoder.set_color(colour);
        encoder.set_depth(depth);
        encoder.set_compression(Compression::Balanced);
        encoder.set_filter(Filter::NoFilter);
        encoder
    }

    fn in_two_colours(&self, bytes: &mut Vec<u8>) -> Result<(), EncodingError> {
        let mut encoder = self.encoder(bytes, ColorType::Indexed, BitDepth::One);
        encoder.set_palette([self.look.bg.0, self.look.fg.0].concat());
        let mut writer = encoder.write_header()?;
        let mut stream = writer.stream_writer()?;
        for y in 0..self.look.size {
            let mut row = vec![0_u8; self.look.size.div_ceil(8) as usize];
            for x in 0..self.look.size {
                if self.is_dark(x, y) {
                    row[(x / 8) as usize] |= 0x80 >> (x % 8);
                }
            }
            stream.write_all(&row)?;
        }
        stream.finish()
    }

    fn in_colours(&self, bytes: &mut Vec<u8>, cover: Cover, logo: &Logo) -> Result<(), EncodingError> {
        // Half a module of air around it, as in the SVG.
        let room = cover.side * self.module;
        let logo = logo.within(room - self.module);
        let first = |side: u32| self.before + cover.start * self.module + (room - side) / 2;
        let (left, top) = (first(logo.width()), first(logo.height()));
        let mut writer = self.encoder(bytes, ColorType::Rgb, BitDepth::Eight).write_header()?;
        let mut stream = writer.stream_writer()?;
        for y in 0..self.look.size {
            let mut row = Vec::with_capacity(3 * self.look.size as usize);
            for x in 0..self.look.size {
                let under = if self.is_dark(x, y) { self.look.fg.0 } else { self.look.bg.0 };
                row.extend(over(&logo, x.wrapping_sub(left), y.wrapping_sub(top), under));
            }
            stream.write_all(&row)?;
        }
        stream.finish()
    }

    fn is_dark(&self, x: u32, y: u32) -> bool {
        let module = |n: u32| Some(n.checked_sub(self.before)? / self.module).filter(|n| *n < self.grid.side());
        let (Some(x), Some(y)) = (module(x), module(y)) else { return false };
        !self.cover.is_some_and(|cover| cover.holds(x, y)) && self.grid.row(y)[x as usize]
    }
}

/// The logo's pixel over what lies under it.
fn over(logo: &RgbaImage, x: u32, y: u32, under: [u8; 3]) -> [u8; 3] {
    let Some(pixel) = logo.get_pixel_checked(x, y) else { return under };
    let [red, green, blue, alpha] = pixel.0.map(u32::from);
    let mix = |over: u32, under: u8| ((over * alpha + u32::from(under) * (255 - alpha) + 127) / 255) as u8;
    [mix(red, under[0]), mix(green, under[1]), mix(blue, under[2])]
}
