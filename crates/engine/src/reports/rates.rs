//! What figures come to when they are put beside each other: of a hundred clicks how many became leads, what a lead and
//! a purchase cost, what came back. Reckoned in whole minor units, of one currency: others are never added up.

use store::reports::Figures;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rates {
    /// Leads of clicks and scans, 0 to 1 and, where leads came without a visit, more.
    pub leads: Option<f64>,
    /// Leads who left data, of leads.
    pub with_data: Option<f64>,
    /// Leads who wrote, of leads.
    pub chats: Option<f64>,
    /// Of leads who left data, those who wrote.
    pub data_chats: Option<f64>,
    /// Purchases of leads.
    pub purchases: Option<f64>,
    /// In minor units, rounded.
    pub cost_per_lead: Option<i64>,
    pub cost_per_purchase: Option<i64>,
    /// Value by cost.
    pub returned: Option<f64>,
}

impl Rates {
    /// Of these figures, money in `currency`. None wherever there is nothing to divide by.
    pub fn of(figures: &Figures, currency: &str) -> Self {
        let counts = &figures.counts;
        let leads = counts.leads;
        let cost = figures.cost.get(currency).copied();
        let value = figures.value.get(currency).copied().unwrap_or(0);
        Self {
            leads: share(leads, counts.clicks + counts.scans),
            with_data: share(figures.with_data, leads),
            chats: share(figures.chats, leads),
            data_chats: share(figures.data_chats, figures.with_data),
            purchases: share(figures.purchases, leads),
            cost_per_lead: cost.and_then(|cost| each(cost, leads)),
            cost_per_purchase: cost.and_then(|cost| each(cost, figures.purchases)),
            returned: cost.and_then(|cost| share(value, cost)),
        }
    }
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Half a unit and more is rounded up.
fn each(whole: i64, number: i64) -> Option<i64> {
    (number > 0).then(|| (whole + number / 2).div_euclid(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use store::reports::Counts;

    #[test]
    fn nothing_is_divided_by_nothing_and_currencies_stay_apart() {
        let money =
            |pairs: &[(&str, i64)]| pairs.iter().map(|(c, n)| ((*c).to_owned(), *n)).collect::<BTreeMap<_, _>>();
        let figures = Figures {
            counts: Counts { clicks: 8, scans: 2, leads: 4, ..Counts::default() },
            with_data: 1,
            purchases: 3,
            value: money(&[("IDR", 3_000), ("USD", 9)]),
            cost: money(&[("IDR", 1_000)]),
            ..Figures::default()
        };
        let rates = Rates::of(&figures, "IDR");
        assert_eq!(
            (rates.leads, rates.with_data, rates.chats, rates.purchases),
            (Some(0.4), Some(0.25), Some(0.0), Some(0.75))
        );
        assert_eq!((rates.cost_per_lead, rates.cost_per_purchase, rates.returned), (Some(250), Some(333), Some(3.0)));
        let other = Rates::of(&figures, "USD");
        assert_eq!((other.cost_per_lead, other.returned), (None, None));
        assert_eq!(Rates::of(&Figures::default(), "IDR"), Rates::default());
    }
}
