//! Where the rows stand that a figure counts: the addresses of the lists, narrowed exactly as the figure was counted.
//! Every number of the overview and of a link's page leads to one of these.

use super::address::Address;
use super::overview_parts::Metric;
use super::period::Period;
use domain::id::LinkId;
use jiff::civil::Date;
use store::visits::Figure;

/// The days of a figure, within those of the report that it stands in, of one link or of all.
#[derive(Clone, Copy)]
pub struct Rows {
    pub from: Date,
    pub to: Date,
    /// The report's first day: a lead is one purchase in a report, on the first of its days that it was one.
    pub since: Date,
    pub link: Option<LinkId>,
}

impl Rows {
    pub fn of(period: Period, link: Option<LinkId>) -> Self {
        Self { from: period.from, to: period.to, since: period.from, link }
    }

    /// One day of them.
    pub fn on(self, day: Date) -> Self {
        Self { from: day, to: day, ..self }
    }

    pub fn visits(self, figure: Figure) -> Address {
        let mut address = Address::new("/app/visits");
        address.set("figure", figure.as_str()).set("from", &self.from.to_string()).set("to", &self.to.to_string());
        self.linked(address)
    }

    /// Leads that were made within the days.
    pub fn leads(self) -> Address {
        let mut address = Address::new("/app/leads");
        address.set("from", &self.from.to_string()).set("to", &self.to.to_string());
        self.linked(address)
    }

    /// Leads that became a purchase within the days.
    pub fn purchases(self) -> Address {
        let mut address = Address::new("/app/leads");
        address.set("purchased_from", &self.from.to_string()).set("purchased_to", &self.to.to_string());
        if self.since < self.from {
            address.set("purchased_since", &self.since.to_string());
        }
        self.linked(address)
    }

    pub fn metric(self, metric: Metric) -> String {
        let address = match metric {
            Metric::Visits => self.visits(Figure::Clicks),
            Metric::Scans => self.visits(Figure::Scans),
            Metric::Leads => self.leads(),
            Metric::Purchases | Metric::Value => self.purchases(),
        };
        address.to_string()
    }

    fn linked(self, mut address: Address) -> Address {
        if let Some(link) = self.link {
            address.set("link", &link.to_string());
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_days_purchases_are_counted_since_the_reports_first_day() {
        let rows = Rows { from: date(2026, 11, 1), to: date(2026, 11, 3), since: date(2026, 11, 1), link: None };
        assert_eq!(
            rows.metric(Metric::Value),
            "/app/leads?purchased_from=2026-11-01&purchased_to=2026-11-03",
            "of all its days nothing lies before"
        );
        assert_eq!(
            rows.on(date(2026, 11, 2)).metric(Metric::Purchases),
            "/app/leads?purchased_from=2026-11-02&purchased_to=2026-11-02&purchased_since=2026-11-01"
        );
        assert_eq!(rows.metric(Metric::Visits), "/app/visits?figure=clicks&from=2026-11-01&to=2026-11-03");
    }
}
