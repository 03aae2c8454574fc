//! Pictures and QR codes as JSON.

use super::time;
use crate::qr::{Code, Look, contrast};
use domain::picture;
use engine::pictures::Picture;
use serde::Serialize;
use utoipa::ToSchema;

/// A picture as it is kept. It never changes.
#[derive(Serialize, ToSchema)]
#[schema(as = Picture)]
pub struct PictureJson {
    pub id: String,
    /// Where anybody may see it.
    #[schema(example = "https://go.example.com/-/pictures/01933e5f-6c1e-7d3a-9f5b-2f7a4c0e8d11")]
    pub url: String,
    /// `image/jpeg` or `image/png`.
    pub mime: String,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Bytes.
    pub size: i64,
    pub created_at: String,
}

impl PictureJson {
    pub fn new(picture: &Picture, base: &str) -> Self {
        Self {
            id: picture.id.to_string(),
            url: format!("{}{}", base.trim_end_matches('/'), picture::path(picture.id)),
            mime: picture.kind.mime().to_owned(),
            width: picture.width,
            height: picture.height,
            size: picture.size,
            created_at: time(picture.created_at),
        }
    }
}

/// A form with a file in it.
#[derive(ToSchema)]
#[allow(dead_code)] // Only its shape is used.
pub struct PictureForm {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    pub picture: String,
}

/// A link's QR code: what it says, where it stands, and how it looks with everything that was left out filled in.
#[derive(Serialize, ToSchema)]
#[schema(as = QrCode)]
pub struct QrCodeJson {
    /// What a phone reads.
    #[schema(example = "https://go.example.com/wa/promo?_s=qr")]
    pub text: String,
    pub svg_url: String,
    pub png_url: String,
    pub size: u32,
    pub fg: String,
    pub bg: String,
    pub margin: u32,
    /// `L`, `M`, `Q` or `H`.
    pub level: String,
    /// A picture's id.
    pub logo: Option<String>,
    /// In hundredths of the code's side.
    pub logo_size: Option<u32>,
    /// Modules along a side, without the quiet zone.
    pub modules: u32,
    /// Of the two colours, 1 to 21.
    pub contrast: f64,
}

impl QrCodeJson {
    /// `url` is the link's.
    pub fn new(url: &str, text: String, look: &Look, code: &Code) -> Self {
        let query = look.query();
        Self {
            text,
            svg_url: format!("{url}/qr.svg{query}"),
            png_url: format!("{url}/qr.png{query}"),
            size: look.size,
            fg: look.fg.to_string(),
            bg: look.bg.to_string(),
            margin: look.margin,
            level: look.level().as_str().to_owned(),
            logo: look.logo.map(|id| id.to_string()),
            logo_size: code.logo_share(),
            modules: code.modules(),
            contrast: (contrast(look.fg, look.bg) * 10.0).round() / 10.0,
        }
    }
}
