//! A platform's fake, and Giliran's adapter that speaks to it.

use crate::client::{NOW, base64, budi};
use crate::told::{access, exchange, named, purchase};
use domain::conversion::Told;
use domain::destination::Platform;
use domain::outbox::{Answered, Verdict};
use giliran_fakes::{Fake, Ga4, Google, Linkedin, Meta, Tiktok, Webhook, ga4, google, linkedin, meta, tiktok};
use platforms::{Account, Adapter, Addresses, open};
use std::ops::Deref;

pub const PLATFORMS: [Platform; 8] = [
    Platform::Meta,
    Platform::MetaMessaging,
    Platform::GoogleAds,
    Platform::GoogleAdsUpload,
    Platform::Ga4,
    Platform::Tiktok,
    Platform::Linkedin,
    Platform::Webhook,
];

/// A platform's fake with the adapter that speaks to it.
pub struct Pair {
    pub platform: Platform,
    fake: Box<dyn Deref<Target = Fake>>,
    pub adapter: Box<dyn Adapter>,
    pub access: Option<String>,
}

impl Pair {
    pub fn of(platform: Platform) -> Self {
        match platform {
            Platform::Meta => {
                let fake = Meta::start();
                fake.asks_for_proof();
                let addresses = Addresses { meta: fake.address(), ..Addresses::default() };
                let settings = [("dataset_id", meta::DATASET), ("test_code", "TEST1")];
                let credentials = [("access_token", meta::TOKEN), ("app_secret", meta::APP_SECRET)];
                Self::new(platform, fake, &settings, &credentials, &addresses)
            }
            Platform::MetaMessaging => {
                let fake = Meta::start();
                let addresses = Addresses { meta: fake.address(), ..Addresses::default() };
                let settings = [
                    ("dataset_id", meta::MESSAGING_DATASET),
                    ("waba_id", meta::WABA),
                    ("page_id", meta::PAGE),
                    ("test_code", "TEST2"),
                ];
                Self::new(platform, fake, &settings, &[("access_token", meta::TOKEN)], &addresses)
            }
            Platform::GoogleAds | Platform::GoogleAdsUpload => Self::google(platform, Google::start()),
            Platform::Ga4 => {
                let fake = Ga4::start();
                let addresses = Addresses { ga4: fake.address(), ..Addresses::default() };
                let settings = [("measurement_id", ga4::MEASUREMENT_ID)];
                Self::new(platform, fake, &settings, &[("api_secret", ga4::API_SECRET)], &addresses)
            }
            Platform::Tiktok => {
                let fake = Tiktok::start();
                let addresses = Addresses { tiktok: fake.address(), ..Addresses::default() };
                let settings = [("pixel_code", tiktok::PIXEL), ("test_code", "TEST1")];
                Self::new(platform, fake, &settings, &[("access_token", tiktok::TOKEN)], &addresses)
            }
            Platform::Linkedin => {
                let fake = Linkedin::start();
                let addresses = Addresses { linkedin: fake.address(), ..Addresses::default() };
                Self::new(platform, fake, &[], &[("access_token", linkedin::TOKEN)], &addresses)
            }
            Platform::Webhook => {
                let fake = Webhook::start();
                let (secret, before) = (format!("whsec_{}", base64(&[9; 32])), format!("whsec_{}", base64(&[7; 32])));
                // A receiver that has not changed yet.
                fake.secrets(&[&before]);
                let url = fake.url();
                let credentials = [("secret", secret.as_str()), ("secret_before", before.as_str())];
                Self::new(platform, fake, &[("url", &url)], &credentials, &Addresses::default())
            }
            Platform::Echo => unreachable!("it goes nowhere"),
        }
    }

    /// With a service account at the newer interface, with a refresh token at the older one.
    pub fn google(platform: Platform, fake: Google) -> Self {
        fake.now_is(Some(NOW));
        let addresses = Addresses {
            google_data_manager: fake.address(),
            google_ads: fake.address(),
            google_token: fake.token_url(),
            ..Addresses::default()
        };
        let settings = [("customer_id", google::CUSTOMER), ("login_customer_id", google::MANAGER)];
        let file = fake.service_account();
        let service = [("service_account", file.as_str())];
        let refresh = [
            ("developer_token", google::DEVELOPER_TOKEN),
            ("refresh_token", google::REFRESH_TOKEN),
            ("client_id", google::CLIENT_ID),
            ("client_secret", google::CLIENT_SECRET),
        ];
        let credentials = if platform == Platform::GoogleAds { &service[..] } else { &refresh[..] };
        Self::new(platform, fake, &settings, credentials, &addresses)
    }

    pub fn new(
        platform: Platform,
        fake: impl Deref<Target = Fake> + 'static,
        settings: &[(&str, &str)],
        credentials: &[(&str, &str)],
        addresses: &Addresses,
    ) -> Self {
        fake.now_is(Some(NOW));
        fake.knows(&giliran_fakes::Person {
            external_id: "k7qm2p9".into(),
            ip: "36.68.10.77".into(),
            city: "Jakarta Pusat".into(),
            region: "Jakarta".into(),
            ..budi()
        });
        let map = |list: &[(&str, &str)]| list.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        let account = Account { settings: map(settings), credentials: map(credentials) };
        let adapter = open(platform, &account, addresses).unwrap();
        let access = access(&*adapter);
        Self { platform, fake: Box::new(fake), adapter, access }
    }

    pub fn fake(&self) -> &Fake {
        &self.fake
    }

    pub fn send(&self, events: &[Told]) -> Answered {
        let events: Vec<&Told> = events.iter().collect();
        let request = self.adapter.build(&events, self.access.as_deref(), NOW);
        self.adapter.classify(&events, &exchange(&request))
    }

    /// The verdict of one event, to its end.
    pub fn settle(&self, told: &Told) -> Verdict {
        let verdict = one(self.send(std::slice::from_ref(told)));
        let Verdict::Accepted { receipt } = &verdict else { return verdict };
        let ask = || {
            let request = self.adapter.follow_up(receipt, self.access.as_deref()).unwrap();
            one(self.adapter.followed(1, &exchange(&request)))
        };
        let first = ask();
        if matches!(first, Verdict::Wait { .. }) { ask() } else { first }
    }

    pub fn told(&self, told: Told) -> Told {
        named(self.platform, told)
    }

    pub fn three(&self) -> [Told; 3] {
        [1, 2, 3].map(|id| self.told(purchase(id)))
    }
}

pub fn one(answered: Answered) -> Verdict {
    match answered {
        Answered::All(verdict, _) => verdict,
        Answered::Each(mut each) if each.len() == 1 => each.remove(0).0,
        other => panic!("{other:?}"),
    }
}
