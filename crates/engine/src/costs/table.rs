//! All costs as a table to carry away, in the columns in which they are brought in, so that the file can be brought in
//! again. Names of campaigns are other people's: no cell is one that a spreadsheet would calculate.

use super::Kept;
use crate::Engine;
use crate::leads::csv_row;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::money::{self, Currency};

/// Rows that are read at once.
const PAGE: usize = 1_000;

/// The newest days first. Errors: as of [`super::list`].
pub async fn write(engine: &Engine, who: &Who) -> Result<Vec<u8>, Rejection> {
    let mut file = "\u{feff}".as_bytes().to_vec();
    csv_row::write(&mut file, &["date", "campaign", "cost", "currency"].map(str::to_owned));
    let mut after = None;
    loop {
        let page = super::list(engine, who, (None, None), after, PAGE).await?;
        for kept in &page.items {
            csv_row::write(&mut file, &row(kept));
        }
        after = page.items.last().map(|last| (last.cost.day, last.cost.campaign.clone())).filter(|_| page.more);
        if after.is_none() {
            return Ok(file);
        }
    }
}

fn row(kept: &Kept) -> [String; 4] {
    let cost = &kept.cost;
    let day = format!("{:04}-{:02}-{:02}", cost.day / 10_000, cost.day / 100 % 100, cost.day % 100);
    let amount = Currency::parse(&cost.currency).map(|known| money::format(cost.minor, known)).unwrap_or_default();
    [day, cost.campaign.clone(), amount, cost.currency.clone()]
}
