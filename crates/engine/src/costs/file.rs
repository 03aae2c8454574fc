//! A table of costs: CSV with any usual separator, its columns called in English or Indonesian as people and ad
//! platforms call them, lines above the head and a total below it left out. Every fault has its line.

use super::MOST_ROWS;
use super::cells::{Day, Order, amount};
use crate::transfer::cells::bare;
use domain::money::Currency;
use domain::problem::FieldError;
use std::collections::HashMap;
use store::costs::Cost;
use store::reports::days::number_of;

/// Faults that are told at most; a file of another kind has one in each line.
const MOST_FAULTS: usize = 100;
/// Lines above the head, such as a report's name and its days.
const ABOVE: usize = 10;
/// Characters of a campaign at most.
const LONGEST: usize = 500;

/// A row that costs something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Of the file, from 1.
    pub line: usize,
    pub cost: Cost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Day,
    /// The last day of a row that is of several.
    Until,
    Campaign,
    Cost,
    Currency,
}

/// What columns are called, in small letters and without what stands in brackets.
const NAMES: [(Column, &[&str]); 5] = [
    (
        Column::Day,
        &[
            "day",
            "date",
            "reporting starts",
            "reporting_starts",
            "start date",
            "by day",
            "tanggal",
            "hari",
            "awal pelaporan",
            "tanggal mulai",
        ],
    ),
    (Column::Until, &["reporting ends", "reporting_ends", "end date", "akhir pelaporan", "tanggal selesai"]),
    (Column::Campaign, &["campaign", "campaign name", "campaign_name", "utm_campaign", "kampanye", "nama kampanye"]),
    (
        Column::Cost,
        &[
            "cost",
            "costs",
            "spend",
            "spent",
            "amount spent",
            "amount_spent",
            "total spent",
            "total cost",
            "biaya",
            "total biaya",
            "pengeluaran",
            "belanja",
            "jumlah yang dibelanjakan",
            "jumlah dibelanjakan",
        ],
    ),
    (Column::Currency, &["currency", "currency code", "currency_code", "mata uang", "kode mata uang"]),
];

/// The head of a table: which column is which, and the currency that the cost's own name says.
struct Head {
    columns: Vec<Option<Column>>,
    currency: Option<Currency>,
}

impl Head {
    /// None: not the head.
    fn read<'c>(cells: impl Iterator<Item = &'c str>) -> Option<Self> {
        let mut head = Self { columns: Vec::new(), currency: None };
        for cell in cells {
            let name = bare(cell.trim()).to_lowercase();
            let (name, within) = match name.split_once('(') {
                Some((name, rest)) => (name.trim().to_owned(), rest.trim_end_matches(')').trim().to_uppercase()),
                None => (name.trim().to_owned(), String::new()),
            };
            let column = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column);
            let column = column.filter(|column| !head.columns.contains(&Some(*column)));
            if column == Some(Column::Cost) {
                head.currency = Currency::parse(&within);
            }
            head.columns.push(column);
        }
        let has = |column| head.columns.contains(&Some(column));
        [Column::Day, Column::Campaign, Column::Cost].into_iter().filter(|column| has(*column)).nth(1)?;
        Some(head)
    }

    fn missing(&self) -> Vec<FieldError> {
        let wanted = [(Column::Day, "day"), (Column::Campaign, "campaign"), (Column::Cost, "cost")];
        let missing = wanted.into_iter().filter(|(column, _)| !self.columns.contains(&Some(*column)));
        missing.map(|(_, name)| FieldError::new(name, "missing_column").with("column", name)).collect()
    }

    fn cell<'r>(&self, record: &'r csv::StringRecord, column: Column) -> &'r str {
        let at = self.columns.iter().position(|known| *known == Some(column));
        at.and_then(|at| record.get(at)).map_or("", |cell| bare(cell.trim()).trim())
    }
}

/// `own`: the currency where neither a column nor the cost's name says one. Errors: every fault of the file, by line.
pub fn read(text: &str, own: Currency) -> Result<Vec<Row>, Vec<FieldError>> {
    let records = records(text)?;
    let found = records.iter().take(ABOVE).position(|(_, record)| Head::read(record.iter()).is_some());
    let Some((at, head)) = found.and_then(|at| Head::read(records[at].1.iter()).map(|head| (at, head))) else {
        return Err(vec![match records.is_empty() {
            true => FieldError::new("", "empty_file"),
            false => FieldError::new("", "no_cost_columns"),
        }]);
    };
    let missing = head.missing();
    if !missing.is_empty() {
        return Err(missing.into_iter().map(|fault| fault.with("file_line", records[at].0)).collect());
    }
    let rows: Vec<&(usize, csv::StringRecord)> =
        records[at + 1..].iter().filter(|(_, record)| !is_total(&head, record)).collect();
    if rows.len() > MOST_ROWS {
        return Err(vec![FieldError::new("costs", "too_many").with("max", MOST_ROWS)]);
    }
    let days = rows.iter().filter_map(|(_, record)| Day::read(head.cell(record, Column::Day)));
    let orders: Vec<Order> = days.filter_map(Day::order).collect();
    // Where the days contradict each other each is told by itself, and those that could be either are refused.
    let order = orders.first().copied().filter(|first| orders.iter().all(|order| order == first));
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<(i32, String), usize> = HashMap::new();
    for (index, (line, record)) in rows.into_iter().enumerate() {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        let place = |fault: FieldError| {
            FieldError { field: format!("costs[{index}].{}", fault.field), ..fault }.with("file_line", line)
        };
        match row(&head, record, own, order) {
            Ok(cost) => match seen.insert((cost.day, cost.campaign.clone()), *line) {
                Some(other) => {
                    faults.push(place(FieldError::new("campaign", "duplicate_cost").with("other", other)));
                }
                None => read.push(Row { line: *line, cost }),
            },
            Err(found) => faults.extend(found.into_iter().map(place)),
        }
    }
    faults.truncate(MOST_FAULTS);
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn row(head: &Head, record: &csv::StringRecord, own: Currency, order: Option<Order>) -> Result<Cost, Vec<FieldError>> {
    let mut faults = Vec::new();
    let (day, until) = (Day::read(head.cell(record, Column::Day)), head.cell(record, Column::Until));
    let date = match day {
        None => {
            let code = if head.cell(record, Column::Day).is_empty() { "required" } else { "not_a_cost_day" };
            faults.push(FieldError::new("day", code));
            None
        }
        Some(day) => {
            let date = day.date(order.or(day.order()));
            if date.is_none() {
                faults.push(FieldError::new("day", "day_or_month"));
            }
            date
        }
    };
    if !until.is_empty() && Day::read(until) != day {
        faults.push(FieldError::new("day", "not_one_day"));
    }
    let campaign = head.cell(record, Column::Campaign);
    if campaign.chars().count() > LONGEST {
        faults.push(FieldError::new("campaign", "too_long").with("max", LONGEST));
    } else if campaign.chars().any(char::is_control) {
        faults.push(FieldError::new("campaign", "control_characters"));
    }
    let said = head.cell(record, Column::Currency);
    let currency = match said {
        "" => Some(head.currency.unwrap_or(own)),
        said => Currency::parse(&said.to_uppercase()),
    };
    if currency.is_none() {
        faults.push(FieldError::new("currency", "unknown_currency"));
    }
    let cost = head.cell(record, Column::Cost);
    let minor = amount(cost, currency.unwrap_or(own));
    if minor.is_none() {
        faults.push(FieldError::new("cost", if cost.is_empty() { "required" } else { "not_a_cost" }));
    }
    match (date, currency, minor) {
        (Some(date), Some(currency), Some(minor)) if faults.is_empty() => Ok(Cost {
            day: number_of(date),
            campaign: campaign.to_owned(),
            minor,
            currency: currency.code().to_owned(),
        }),
        _ => Err(faults),
    }
}

/// The sum that a report writes below its rows, and rows in which nothing stands.
fn is_total(head: &Head, record: &csv::StringRecord) -> bool {
    let first = record.iter().find(|cell| !cell.trim().is_empty()).unwrap_or_default().trim().to_lowercase();
    let has_no_day = Day::read(head.cell(record, Column::Day)).is_none();
    first.is_empty() || has_no_day && (first.starts_with("total") || first.starts_with("jumlah"))
}

/// All records with the lines that they begin in.
fn records(text: &str) -> Result<Vec<(usize, csv::StringRecord)>, Vec<FieldError>> {
    let separator = separator(text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut records = Vec::new();
    let (mut byte, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|error| vec![FieldError::new("", "not_csv").with("reason", error)])?;
        let mut begins = record.position().map_or(byte, |place| place.byte() as usize).min(text.len());
        // The reader stands before the second byte of a line's end, and before empty lines.
        begins += text.as_bytes()[begins..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += text.as_bytes()[byte..begins].iter().filter(|b| **b == b'\n').count();
        byte = begins;
        records.push((line, record));
    }
    Ok(records)
}

/// The mark that stands most often in the line that reads as a head; a comma where none does.
fn separator(text: &str) -> u8 {
    let marks = [b',', b';', b'\t', b'|'];
    let is_head = |mark: u8, line: &str| Head::read(line.split(char::from(mark)).map(|cell| cell.trim_matches('"')));
    let lines = || text.lines().take(ABOVE);
    let fits = |mark: u8| lines().find_map(|line| is_head(mark, line)).map_or(0, |head| head.columns.len());
    marks.into_iter().rev().max_by_key(|mark| fits(*mark)).filter(|mark| fits(*mark) > 0).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idr() -> Currency {
        Currency::parse("IDR").expect("a currency")
    }

    fn costs(text: &str) -> Vec<(usize, i32, String, i64, String)> {
        let rows = read(text, idr()).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        let one = |Row { line, cost }: Row| (line, cost.day, cost.campaign, cost.minor, cost.currency);
        rows.into_iter().map(one).collect()
    }

    fn faults(text: &str) -> Vec<(String, &'static str, String)> {
        let line = |fault: &FieldError| {
            fault.args.iter().find(|(name, _)| *name == "file_line").map(|(_, line)| line.clone()).unwrap_or_default()
        };
        let faults = read(text, idr()).expect_err("refused");
        faults.into_iter().map(|fault| (fault.field.clone(), fault.code, line(&fault))).collect()
    }

    #[test]
    fn tables_of_people_and_platforms_say_the_same() {
        let expected = vec![
            (2, 20261113, "promo, besar".to_owned(), 150_000_000, "IDR".to_owned()),
            (3, 20261114, String::new(), 5_050, "IDR".to_owned()),
        ];
        for text in [
            "day,campaign,cost\n2026-11-13,\"promo, besar\",1500000\n2026-11-14,,50.5\n",
            "Tanggal;Kampanye;Biaya\n13/11/2026;promo, besar;1.500.000\n14/11/2026;;50,50\n",
            "Campaign name\tReporting starts\tReporting ends\tAmount spent (IDR)\n\
             promo, besar\t2026-11-13\t2026-11-13\tRp1.500.000\n\t2026-11-14\t2026-11-14\t50.50\nTotal\t\t\t1500050.5",
            "Date|Campaign|Impressions|Cost|Currency\r\n11/13/2026|promo, besar|9|1,500,000|idr\r\n11/14/2026||9|50.5|\r\n",
        ] {
            assert_eq!(costs(text), expected, "{text}");
        }
        let above = "Campaign report\nNovember 1 to 30\nCampaign,Day,Cost,Currency code\npromo,2026-11-13,7.5,USD\n";
        assert_eq!(costs(above), [(4, 20261113, "promo".to_owned(), 750, "USD".to_owned())]);
    }

    #[test]
    fn each_fault_has_its_line_and_column() {
        let text = "day,campaign,cost,currency\nsoon,a,1,\n2026-11-13,b,lots,IDR\n2026-11-13,c,1,XXX\n,d,,\n\
                    2026-11-13,e,5,\n2026-11-13,e,6,\n";
        assert_eq!(
            faults(text),
            [
                ("costs[0].day".to_owned(), "not_a_cost_day", "2".to_owned()),
                ("costs[1].cost".to_owned(), "not_a_cost", "3".to_owned()),
                ("costs[2].currency".to_owned(), "unknown_currency", "4".to_owned()),
                ("costs[3].day".to_owned(), "required", "5".to_owned()),
                ("costs[3].cost".to_owned(), "required", "5".to_owned()),
                ("costs[5].campaign".to_owned(), "duplicate_cost", "7".to_owned()),
            ]
        );
        assert_eq!(faults(""), [(String::new(), "empty_file", String::new())]);
        assert_eq!(faults("a,b\n1,2\n"), [(String::new(), "no_cost_columns", String::new())]);
        assert_eq!(faults("day,campaign\n2026-11-13,a\n"), [("cost".to_owned(), "missing_column", "1".to_owned())]);
        assert_eq!(
            faults("day,campaign,cost\n03/04/2026,a,1\n"),
            [("costs[0].day".to_owned(), "day_or_month", "2".to_owned())]
        );
        let week = "day,campaign,cost,reporting ends\n2026-11-01,a,1,2026-11-07\n";
        assert_eq!(faults(week), [("costs[0].day".to_owned(), "not_one_day", "2".to_owned())]);
    }

    #[test]
    fn a_file_of_another_kind_has_no_more_faults_than_anybody_reads() {
        let text = format!("day,campaign,cost\n{}", "x,y,z\n".repeat(5_000));
        assert_eq!(faults(&text).len(), 100);
    }
}
