//! The shop: its people, their numbers, its links. Numbers stand in blocks that are given to nobody.

use domain::conversion::ConsentRule;
use domain::destination::{Platform, usual};
use domain::id::{DestinationId, LinkId, WorkspaceId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::destinations::Destination;

pub const NAME: &str = "Batik Kirana";
pub const TIME_ZONE: &str = "Asia/Jakarta";
pub const CURRENCY: &str = "IDR";
pub const COUNTRY: &str = "ID";
pub const OWNER: &str = "Rina Wulandari";

/// Who else signs in: name, e-mail's first part, role.
pub const TEAM: [(&str, &str, &str); 4] = [
    ("Dimas Prakoso", "dimas", "supervisor"),
    ("Sari", "sari", "supervisor"),
    ("Budi", "budi", "supervisor"),
    ("Ayu", "ayu", "agent"),
];

/// Who answers, and where.
const SARI: (&str, &str) = ("Sari", "+6281200000011");
const BUDI: (&str, &str) = ("Budi", "+6281200000012");
const AYU: (&str, &str) = ("Ayu", "+6281200000013");
const FAJAR: (&str, &str) = ("Fajar", "+6281200000014");
const MAYA: (&str, &str) = ("Maya", "+6281200000015");

/// A link, how much of the traffic it gets, and where that comes from.
pub struct Plan {
    pub slug: &'static str,
    pub weight: u32,
    pub sources: &'static [(Source, u32)],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Facebook(&'static str),
    InstagramAd(&'static str),
    InstagramBio,
    Tiktok(&'static str),
    Google(&'static str),
    Website,
    Newsletter,
    Poster,
    Plain,
}

pub const PLANS: [Plan; 6] = [
    Plan {
        slug: "promo",
        weight: 40,
        sources: &[
            (Source::Facebook("promo-gajian"), 38),
            (Source::InstagramAd("promo-gajian"), 30),
            (Source::Tiktok("parang-muda"), 18),
            (Source::Google("batik-jakarta"), 9),
            (Source::Plain, 5),
        ],
    },
    Plan { slug: "ig-bio", weight: 22, sources: &[(Source::InstagramBio, 88), (Source::Plain, 12)] },
    Plan {
        slug: "katalog",
        weight: 18,
        sources: &[
            (Source::Google("kain-batik-tulis"), 42),
            (Source::Facebook("katalog-retargeting"), 30),
            (Source::Website, 20),
            (Source::Newsletter, 8),
        ],
    },
    Plan {
        slug: "seragam",
        weight: 10,
        sources: &[(Source::Google("seragam-kantor"), 64), (Source::Website, 28), (Source::Plain, 8)],
    },
    Plan { slug: "toko", weight: 7, sources: &[(Source::Poster, 92), (Source::Plain, 8)] },
    Plan { slug: "reseller", weight: 3, sources: &[(Source::Tiktok("jadi-reseller"), 70), (Source::Plain, 30)] },
];

/// The link for uniforms.
pub const OFFICE: &str = "seragam";

/// The links as a person would write them.
pub fn links() -> Vec<Value> {
    vec![
        link(
            "promo",
            "Promo gajian",
            "Halo kak {{name}}, saya mau tanya promo batiknya {{code}}",
            "weighted",
            &[(SARI, 40, true), (BUDI, 30, true), (AYU, 30, true)],
        ),
        opens_whatsapp(link(
            "ig-bio",
            "Bio Instagram",
            "Hai {{name}}! Saya lihat di Instagram, masih ada stoknya? {{code}}",
            "round_robin",
            &[(SARI, 100, true), (BUDI, 100, true), (AYU, 100, true), (MAYA, 100, true)],
        )),
        asks_first(link(
            "katalog",
            "Katalog kain",
            "Halo {{name}}, saya {{lead}}, boleh minta katalog [k:kain] terbaru? {{code}}",
            "weighted",
            &[(AYU, 70, true), (FAJAR, 30, true)],
        )),
        link(
            "seragam",
            "Seragam kantor",
            "Halo {{name}}, saya dari [k:perusahaan] mau pesan seragam batik {{code}}",
            "round_robin",
            &[(FAJAR, 100, true)],
        ),
        link(
            "toko",
            "QR di toko",
            "Halo {{name}}, saya sedang di toko Kemang {{code}}",
            "round_robin",
            &[(MAYA, 100, true), (BUDI, 100, true)],
        ),
        link(
            "reseller",
            "Jadi reseller",
            "Halo {{name}}, saya mau jadi reseller {{code}}",
            "round_robin",
            &[(MAYA, 100, false)],
        ),
    ]
}

/// The address of the page that stands in the bio.
pub const HUB: &str = "batik-kirana";

/// The page that stands in the bio.
pub fn hub(links: &[(String, LinkId)]) -> Value {
    let to = |slug: &str| links.iter().find(|(own, _)| own == slug).map(|(_, id)| id.to_string());
    let entry = |slug: &str, label: &str, label_id: &str, icon: &str| json!({"label": label, "label_id": label_id, "icon": icon, "link_id": to(slug)});
    json!({
        "slug": HUB, "name": "Bio", "title": NAME, "theme": "paper", "accent": "#8c4a1f",
        "text": "Batik tulis dan cap dari Pekalongan.\nDikirim dari Jakarta setiap hari.",
        "entries": [
            entry("promo", "Payday offers", "Promo gajian", "offer"),
            entry("katalog", "Ask for the catalogue", "Minta katalog kain", "shop"),
            entry("seragam", "Uniforms for your office", "Seragam kantor", "people"),
            entry("toko", "Our shop in Kemang", "Toko kami di Kemang", "place"),
        ]
    })
}

/// Whom the shop tells of its visitors: the built-in destination, which answers like a good platform. People can't choose
/// it, so it is put there.
pub fn destination(id: DestinationId, workspace: WorkspaceId, credentials: Vec<u8>, at: i64) -> Destination {
    Destination {
        id,
        workspace,
        platform: Platform::Echo,
        name: "Gema (contoh)".to_owned(),
        active: true,
        for_all_links: true,
        settings: BTreeMap::new(),
        credentials,
        hints: BTreeMap::new(),
        events: usual(Platform::Echo),
        consent: ConsentRule::ByRegion,
        archived_at: None,
        created_at: at,
        updated_at: at,
        version: 1,
    }
}

type Seat = ((&'static str, &'static str), u32, bool);

fn link(slug: &str, name: &str, message: &str, method: &str, pool: &[Seat]) -> Value {
    let members: Vec<Value> = pool
        .iter()
        .map(|((name, number), weight, active)| json!({"name": name, "number": number, "weight": weight, "active": active}))
        .collect();
    json!({
        "slug": slug, "name": name, "message": message, "pool": {"method": method, "members": members},
        "preview": {"title": format!("{NAME}: {name}"), "description": "Batik tulis dan cap dari Pekalongan, dikirim dari Jakarta.", "image_url": null},
    })
}

/// On a phone the app, on a computer a code for the phone.
fn opens_whatsapp(mut link: Value) -> Value {
    link["deeplink"] = json!({"enabled": true, "desktop_qr": true});
    link
}

/// A name and what they are looking for, before the chat.
fn asks_first(mut link: Value) -> Value {
    link["form"] = json!({
        "enabled": true, "name": "required",
        "title": "The new cloths", "title_id": "Katalog kain terbaru",
        "intro": "Tell us what you are looking for, and we send the right pages.",
        "intro_id": "Beri tahu kami yang dicari, kami kirim halaman yang cocok.",
        "fields": [
            {"key": "kain", "kind": "select", "required": true, "label": "Cloth", "label_id": "Kain", "choices": CLOTHS},
            {"key": "kota", "kind": "text", "label": "Town", "label_id": "Kota", "placeholder": "Bandung"},
        ],
        "consent": {"text": "You may write to me about new collections.", "text_id": "Saya boleh dikabari koleksi baru.", "required": false},
    });
    link
}

/// What the catalogue has.
pub const CLOTHS: [&str; 4] = ["batik tulis", "batik cap", "batik kombinasi", "tenun"];
pub const TOWNS: [&str; 8] = ["Bandung", "Surabaya", "Bekasi", "Depok", "Semarang", "Makassar", "Medan", "Denpasar"];

/// What buyers are called.
pub const NAMES: [&str; 40] = [
    "Adit Nugroho",
    "Agnes Halim",
    "Andini Putri",
    "Arif Hidayat",
    "Bayu Saputra",
    "Bella Anggraini",
    "Citra Lestari",
    "Dewi Kusuma",
    "Dian Permata",
    "Eka Pratiwi",
    "Endang Suryani",
    "Fitri Handayani",
    "Galih Ramadhan",
    "Gita Maharani",
    "Hana Oktaviani",
    "Hendra Gunawan",
    "Indah Sari",
    "Intan Maulida",
    "Irwan Setiawan",
    "Jessica Tan",
    "Joko Susilo",
    "Kartika Dewi",
    "Lia Amelia",
    "Lukman Hakim",
    "Made Wirawan",
    "Mega Puspita",
    "Nadia Rahma",
    "Nanda Aulia",
    "Novi Yanti",
    "Putu Ayu",
    "Rahmat Fauzi",
    "Ratna Juwita",
    "Rizky Pradana",
    "Siti Aisyah",
    "Sri Wahyuni",
    "Taufik Akbar",
    "Tiara Kencana",
    "Wahyu Adi",
    "Yanti Marlina",
    "Yusuf Maulana",
];

/// What is bought, and for how many rupiah.
pub const GOODS: [(&str, i64); 10] = [
    ("kemeja parang pria", 385_000),
    ("kain batik cap 2 m", 245_000),
    ("kain batik tulis 2 m", 1_450_000),
    ("dress kawung", 465_000),
    ("outer mega mendung", 350_000),
    ("sarimbit sekeluarga", 1_150_000),
    ("syal sutra", 290_000),
    ("seragam kantor 25 pcs", 6_875_000),
    ("souvenir pernikahan 100 pcs", 4_200_000),
    ("paket reseller 12 pcs", 3_240_000),
];

pub const NOTES: [&str; 10] = [
    "Minta foto detail motif dan ukuran L.",
    "Mau bayar setelah tanggal 25.",
    "Tanya ongkir ke Makassar, sudah dikirim estimasinya.",
    "Langganan lama, biasanya ambil dua potong.",
    "Butuh invoice atas nama perusahaan.",
    "Ukuran XXL kosong, dikabari kalau restock.",
    "Minta DP 50% untuk pesanan seragam.",
    "Akan datang ke toko Sabtu sore.",
    "Belum balas sejak dikirim harga.",
    "Suka motif mega mendung warna biru.",
];

pub const TAGS: [&str; 7] = ["reseller", "seragam", "kain meteran", "COD", "luar kota", "pelanggan lama", "grosir"];
