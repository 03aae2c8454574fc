//! Where the rows stand that a figure counts: the addresses of the lists, narrowed exactly as the figure was counted.
//! Every number of the overview and of a link's page leads to one of these.

use super::address::Address;
use super::overview_parts::Metric;
use super::period::Period;
use domain::attribution::Model;
use domain::id::LinkId;
use jiff::civil::Date;
use store::reports::By;
use store::visits::Figure;

/// The days of a figure, within those of the report that it stands in, of one link or of all.
#[derive(Clone, Copy)]
pub struct Rows {
    pub from: Date,
    pub to: Date,
    /// The report's first day: a lead is one purchase in a report, on the first of its days that it was one.
    pub since: Date,
    pub link: Option<LinkId>,
    /// Which touch leads and purchases are put down to.
    pub model: Model,
}

/// What is asked of leads beyond their days.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    All,
    WithData,
    Opened,
    Chats,
    /// Left data and wrote.
    DataChats,
}

impl Rows {
    pub fn of(period: Period, link: Option<LinkId>) -> Self {
        Self { from: period.from, to: period.to, since: period.from, link, model: Model::First }
    }

    pub fn by(self, model: Model) -> Self {
        Self { model, ..self }
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
    pub fn leads(self, of: Of) -> Address {
        let mut address = Address::new("/app/leads");
        address.set("from", &self.from.to_string()).set("to", &self.to.to_string());
        match of {
            Of::All => {}
            Of::WithData => drop(address.set("data", "yes")),
            Of::Opened => drop(address.set("opened", "yes")),
            Of::Chats => drop(address.set("chat", "yes")),
            Of::DataChats => drop(address.set("data", "yes").set("chat", "yes")),
        }
        self.touched(address)
    }

    /// Leads that became a purchase within the days.
    pub fn purchases(self) -> Address {
        let mut address = Address::new("/app/leads");
        address.set("purchased_from", &self.from.to_string()).set("purchased_to", &self.to.to_string());
        if self.since < self.from {
            address.set("purchased_since", &self.since.to_string());
        }
        self.touched(address)
    }

    pub fn metric(self, metric: Metric) -> String {
        let address = match metric {
            Metric::Visits => self.visits(Figure::Clicks),
            Metric::Scans => self.visits(Figure::Scans),
            Metric::Leads => self.leads(Of::All),
            Metric::Purchases | Metric::Value => self.purchases(),
        };
        address.to_string()
    }

    /// The rows of one line of a report.
    pub fn of_line(address: Address, by: By, key: &str) -> Address {
        address.with("by", by.as_str()).with("key", key)
    }

    /// Of leads and purchases the touch that counts says whose they are.
    fn touched(self, address: Address) -> Address {
        let address = self.linked(address);
        if self.model == Model::First { address } else { address.with("model", self.model.as_str()) }
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
        let rows = Rows {
            from: date(2026, 11, 1),
            to: date(2026, 11, 3),
            since: date(2026, 11, 1),
            link: None,
            model: Model::First,
        };
        assert_eq!(
            rows.metric(Metric::Value),
            "/app/leads?purchased_from=2026-11-01&purchased_to=2026-11-03",
            "of all its days nothing lies before"
        );
        assert_eq!(
            rows.on(date(2026, 11, 2)).metric(Metric::Purchases),
            "/app/leads?purchased_from=2026-11-02&purchased_to=2026-11-02&purchased_since=2026-11-01"
        );
        assert_eq!(
            rows.by(Model::Last).leads(Of::WithData).to_string(),
            "/app/leads?from=2026-11-01&to=2026-11-03&data=yes&model=last"
        );
        assert_eq!(rows.metric(Metric::Visits), "/app/visits?figure=clicks&from=2026-11-01&to=2026-11-03");
    }
}
