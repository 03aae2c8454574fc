//! The figures of one link as JSON.

use engine::links::LinkView;
use engine::reports::link::LinkReport;
use serde::Serialize;
use std::collections::BTreeMap;
use store::reports::Counts;
use utoipa::ToSchema;

/// The figures of one link.
#[derive(Serialize, ToSchema)]
#[schema(as = LinkReport)]
pub struct LinkReportJson {
    pub from: String,
    pub to: String,
    pub totals: CountsJson,
    /// Different visitors among clicks and scans; null where there are too many rows to count one by one.
    pub people: Option<i64>,
    pub days: Vec<CountedJson>,
    /// By `kind`, `reason`, `device`, `os`, `browser`, `in_app`, `country`, `language`, `source`, `campaign`, `rule`,
    /// `member`, `way` and `form`: each line with its key (empty: unknown or none).
    pub lines: BTreeMap<String, Vec<CountedJson>>,
    pub members: Vec<MemberFiguresJson>,
    /// What pages on the visitors' phones told: `shown`, `opened`, `fell_back`, `button`, `copied`.
    pub happened: BTreeMap<String, i64>,
    /// How chats were opened, at once or when a form was sent: `plain`, `intent`, `page`, `desktop_page`.
    pub opened: BTreeMap<String, i64>,
    /// Forms that were sent, of those that were shown within the days.
    pub forms_sent: i64,
    /// What was decided when they were sent, by `rule` and `member`: with the keys of `lines`, which has what was sent on at
    /// once.
    pub after_form: BTreeMap<String, Vec<AfterFormJson>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AfterForm)]
pub struct AfterFormJson {
    pub key: String,
    pub count: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Counts)]
pub struct CountsJson {
    /// Of people, without repeats.
    pub clicks: i64,
    pub scans: i64,
    /// Visits that made a lead.
    pub leads: i64,
    /// Previews, bots, prefetches and HEAD requests.
    pub filtered: i64,
    /// The same visitor again within ten seconds.
    pub repeats: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Counted)]
pub struct CountedJson {
    pub key: String,
    #[serde(flatten)]
    pub counts: CountsJson,
}

/// A member of the link's pool within the days.
#[derive(Serialize, ToSchema)]
#[schema(as = MemberFigures)]
pub struct MemberFiguresJson {
    pub id: String,
    pub name: String,
    /// Of the turns to come; 0 to 1.
    pub planned: f64,
    /// Turns taken. This and what follows has what came after a form in it.
    pub turns: i64,
    /// Visits that came back to them, which take no turn.
    pub back: i64,
    /// Times passed over: `outside_hours`, `cap_reached`, `back_later`, `channel_passive`.
    pub off: BTreeMap<String, i64>,
    /// With the switch off, seconds up to now.
    pub switched_off_seconds: i64,
}

impl LinkReportJson {
    pub fn new(view: &LinkView, report: LinkReport) -> Self {
        let figures = report.figures;
        let of = |key: String| figures.at_once("member", &key) + figures.after_form("member", &key);
        let members = view.seats.iter().map(|seat| {
            let member = &seat.seat.member;
            let off = domain::visit::OffReason::ALL.into_iter();
            let off = off.map(|why| (why.as_str().to_owned(), of(format!("{}|off|{}", member.id, why.as_str()))));
            MemberFiguresJson {
                id: member.id.to_string(),
                name: member.name.clone(),
                planned: seat.planned_share,
                turns: of(format!("{}|turn", member.id)),
                back: of(format!("{}|back", member.id)),
                off: off.collect(),
                switched_off_seconds: report.moved.get(&seat.seat.number).map_or(0, |moved| moved.off / 1_000_000),
            }
        });
        let members = members.collect();
        let counted = |(key, counts): (String, Counts)| CountedJson { key, counts: counts.into() };
        let line = |(key, count): (String, i64)| AfterFormJson { key, count };
        let day = |day: i32| store::reports::days::date_of(day).map(|date| date.to_string()).unwrap_or_default();
        Self {
            from: report.days.first().to_string(),
            to: report.days.last().to_string(),
            totals: figures.totals.into(),
            people: figures.people,
            days: figures.days.into_iter().map(|(number, counts)| counted((day(number), counts))).collect(),
            members,
            happened: figures.happened.into_iter().map(|(what, number)| (what.as_str().to_owned(), number)).collect(),
            opened: figures.opened.into_iter().map(|(way, number)| (way.as_str().to_owned(), number)).collect(),
            forms_sent: figures.sent,
            after_form: figures
                .form_lines
                .into_iter()
                .map(|(by, lines)| (by.to_owned(), lines.into_iter().map(line).collect()))
                .collect(),
            lines: figures
                .lines
                .into_iter()
                .map(|(dimension, lines)| (dimension.to_owned(), lines.into_iter().map(counted).collect()))
                .collect(),
        }
    }
}

impl From<Counts> for CountsJson {
    fn from(counts: Counts) -> Self {
        let Counts { clicks, scans, leads, filtered, repeats } = counts;
        Self { clicks, scans, leads, filtered, repeats }
    }
}
