//! The dimensions of a visit that some rules look at, and in each the values that these rules can tell apart: a country
//! that they name, every other one; a minute of the week by which of their schedules are open then. Two visits that
//! no rule tells apart are one value. Dimensions are taken to be independent: where they are not (a phone and its
//! browser) there are fewer visits than we think, so what we call unreachable is so all the more.

use super::boxes::Values;
use super::clock::Clock;
use super::texts::Texts;
use crate::id::{ChannelId, LinkId};
use crate::language;
use crate::route::{Among, Condition, Field, Status, Test, Visitor, Words};
use crate::visit::Device;

/// What is looked at.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Key<'r> {
    /// Country, language, device, system, browser, in-app browser, new or returning.
    Field(Field),
    /// The clock and the calendars of a zone.
    Clock(&'r str),
    /// A text: UTM, referrer, or the parameter of that name.
    Text(Field, &'r str),
    Channel(ChannelId),
    /// Whether the link's own pool takes somebody.
    Pool,
    /// Whether another link does.
    Link(LinkId),
    /// A test by itself, where its dimension has too many values to follow.
    Itself(&'r Test),
}

enum Kind<'r> {
    /// The words that are named, and any other or none.
    Words(Vec<&'r str>),
    /// The in-app browsers that are named, any other, and none at all.
    Apps(Vec<&'r str>),
    /// The ranges that are named, any other language, and an unknown one.
    Languages(Vec<&'r str>),
    Devices,
    Visitors,
    /// Nobody is recognised: neither new nor returning.
    Nobody,
    Clock(Clock<'r>),
    Texts(Texts),
    /// Yes or no; active or passive.
    Two,
}

struct Dimension<'r> {
    key: Key<'r>,
    kind: Kind<'r>,
}

const DEVICES: [Device; 4] = [Device::Mobile, Device::Tablet, Device::Desktop, Device::Unknown];
/// The first value of [`Kind::Two`] as a set.
const FIRST: u64 = 1;
const SECOND: u64 = 2;

pub(super) struct Space<'r> {
    dimensions: Vec<Dimension<'r>>,
}

impl<'r> Space<'r> {
    /// The space of these conditions and of places that may take nobody. `recognises`: whether visitors are known again.
    pub(super) fn of(
        conditions: impl Iterator<Item = &'r Condition>,
        places: impl Iterator<Item = Key<'r>>,
        recognises: bool,
    ) -> Self {
        let mut tests = Vec::new();
        conditions.for_each(|condition| gather(condition, &mut tests));
        let mut groups: Vec<(Key<'r>, Vec<&'r Test>)> = Vec::new();
        for test in tests {
            let key = key(test);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, tests)) if tests.contains(&test) => {}
                Some((_, tests)) => tests.push(test),
                None => groups.push((key, vec![test])),
            }
        }
        let mut space = Self { dimensions: Vec::new() };
        for (key, tests) in groups {
            let kind = match kind(key, &tests) {
                Some(Kind::Visitors) if !recognises => Some(Kind::Nobody),
                kind => kind,
            };
            match kind {
                Some(kind) => space.dimensions.push(Dimension { key, kind }),
                None => space
                    .dimensions
                    .extend(tests.into_iter().map(|test| Dimension { key: Key::Itself(test), kind: Kind::Two })),
            }
        }
        for key in places {
            if space.find(key).is_none() {
                space.dimensions.push(Dimension { key, kind: Kind::Two });
            }
        }
        space
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.key == key)
    }

    /// Every value of a dimension.
    pub(super) fn all(&self, dimension: usize) -> Values {
        set(self.dimensions[dimension].kind.count(), |_| true)
    }

    /// The dimension of a place and the value at which it takes visitors, or does not.
    pub(super) fn place(&self, key: Key<'_>, takes: bool) -> Option<(usize, Values)> {
        Some((self.find(key)?, vec![if takes { FIRST } else { SECOND }]))
    }

    /// The dimension of a test of this space, and the values for which it holds.
    pub(super) fn values(&self, test: &Test) -> (usize, Values) {
        if let Some(at) = self.find(Key::Itself(test)) {
            return (at, vec![FIRST]);
        }
        let at = self.find(key(test)).expect("the space was made of all tests");
        let kind = &self.dimensions[at].kind;
        (at, set(kind.count(), |value| kind.holds(test, value)))
    }
}

impl Kind<'_> {
    fn count(&self) -> usize {
        match self {
            Self::Words(words) => words.len() + 1,
            Self::Apps(words) | Self::Languages(words) => words.len() + 2,
            Self::Devices => DEVICES.len(),
            Self::Nobody => 1,
            Self::Visitors | Self::Two => 2,
            Self::Clock(clock) => clock.count(),
            Self::Texts(texts) => texts.count(),
        }
    }

    fn holds(&self, test: &Test, value: usize) -> bool {
        match (self, test) {
            (Self::Words(named), Test::Country(list) | Test::Os(list) | Test::Browser(list)) => {
                among(list, |word| named.get(value) == Some(&word))
            }
            (Self::Apps(named), Test::InApp(list)) => {
                // The last value is no in-app browser at all.
                among(list, |word| if word == ANY { value <= named.len() } else { named.get(value) == Some(&word) })
            }
            (Self::Languages(named), Test::Language(list)) => among(list, |range| match named.get(value) {
                Some(language) => language::matches(range, language),
                None => value == named.len() && range == "*",
            }),
            (Self::Devices, Test::Device(list)) => list.value.contains(&DEVICES[value]) == (list.op == Among::InList),
            (Self::Visitors, Test::Visitor(visitor)) => (visitor.value == Visitor::New) == (value == 0),
            (Self::Nobody, Test::Visitor(_)) => false,
            (Self::Clock(clock), Test::Schedule(hours)) => clock.hours(hours, value),
            (Self::Clock(clock), Test::Holiday(holiday)) => clock.holiday(holiday, value),
            (Self::Two, Test::ChannelStatus(status)) => (status.value == Status::Active) == (value == 0),
            (Self::Texts(texts), test) => texts.holds(test, value),
            _ => unreachable!("a test stands in the dimension of its own kind"),
        }
    }
}

/// The word of `in_app` for any of them.
const ANY: &str = "any";

fn among<'l>(list: &'l Words, is: impl Fn(&'l str) -> bool) -> bool {
    list.value.iter().any(|word| is(word)) == (list.op == Among::InList)
}

fn set(count: usize, holds: impl Fn(usize) -> bool) -> Values {
    let mut values = vec![0; count.div_ceil(64)];
    for value in (0..count).filter(|value| holds(*value)) {
        values[value / 64] |= 1 << (value % 64);
    }
    values
}

fn gather<'r>(condition: &'r Condition, tests: &mut Vec<&'r Test>) {
    match condition {
        Condition::Test(test) => tests.push(test),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| gather(part, tests)),
    }
}

fn key(test: &Test) -> Key<'_> {
    match test {
        Test::Schedule(hours) => Key::Clock(&hours.value.time_zone),
        Test::Holiday(holiday) => Key::Clock(&holiday.value.time_zone),
        Test::ChannelStatus(status) => Key::Channel(status.channel_id),
        Test::Query(query) => Key::Text(Field::Query, &query.key),
        Test::UtmSource(_)
        | Test::UtmMedium(_)
        | Test::UtmCampaign(_)
        | Test::UtmTerm(_)
        | Test::UtmContent(_)
        | Test::UtmId(_)
        | Test::Referrer(_) => Key::Text(test.field(), ""),
        Test::Country(_)
        | Test::Language(_)
        | Test::Device(_)
        | Test::Os(_)
        | Test::Browser(_)
        | Test::InApp(_)
        | Test::Visitor(_) => Key::Field(test.field()),
    }
}

/// `None`: too many values to follow.
fn kind<'r>(key: Key<'r>, tests: &[&'r Test]) -> Option<Kind<'r>> {
    let words = || {
        let mut words: Vec<&'r str> = Vec::new();
        for test in tests {
            if let Test::Country(list)
            | Test::Os(list)
            | Test::Browser(list)
            | Test::InApp(list)
            | Test::Language(list) = test
            {
                words.extend(list.value.iter().map(String::as_str).filter(|word| *word != ANY && *word != "*"));
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    };
    Some(match key {
        Key::Field(Field::Language) => Kind::Languages(words()),
        Key::Field(Field::InApp) => Kind::Apps(words()),
        Key::Field(Field::Device) => Kind::Devices,
        Key::Field(Field::Visitor) => Kind::Visitors,
        Key::Field(_) => Kind::Words(words()),
        Key::Clock(_) => Kind::Clock(Clock::of(tests)?),
        Key::Text(..) => Kind::Texts(Texts::of(tests)?),
        Key::Channel(_) | Key::Pool | Key::Link(_) | Key::Itself(_) => Kind::Two,
    })
}
