//! Made-up contracts, the same on every machine: of each rule about one record in ten that it looks at breaks it.

use std::io::Write;
use std::ops::Range;

use chrono::{Days, Months, NaiveDate};
use fastrand::Rng;
use serde::Serialize;

use crate::contract::{Clause, Contract, Day, Kind, Payment, Procedure, Subcontract};
use crate::table::{ACTS, Act, CEILINGS};

/// Where the digits of a line's number stand, and how many there are. Where a record has no number, other digits stand there.
const DIGITS: Range<usize> = 13..23;

/// Lines of JSON, one contract each.
#[derive(Debug, Default, Clone)]
pub struct Lines {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Lines {
    /// Contracts of a seed.
    #[must_use]
    pub fn generate(count: usize, seed: u64) -> Lines {
        let mut rng = Rng::with_seed(seed);
        let mut lines = Lines::default();
        for number in 0..count {
            contract(&mut rng, number, &mut lines.bytes);
            lines.bytes.push(b'\n');
            lines.ends.push(lines.bytes.len());
        }
        lines
    }

    /// The lines, without their ends.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| &self.bytes[begin..end - 1])
    }

    /// All of them, as a file holds them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Gives the contracts other numbers: each its number plus this.
    pub fn renumber(&mut self, first: usize) {
        let mut begin = 0;
        for (number, end) in (first..).zip(&self.ends) {
            let mut left = number;
            for digit in self.bytes[begin..*end][DIGITS].iter_mut().rev() {
                if !digit.is_ascii_digit() {
                    break;
                }
                *digit = b'0' + u8::try_from(left % 10).expect("a digit is small");
                left /= 10;
            }
            begin = *end;
        }
    }
}

/// What the rules do not ask for, beside what they do.
#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    title: String,
    vendor: &'a str,
    kind: Kind,
    procedure: Procedure,
    amount: i64,
    planned_price: i64,
    bidders: u32,
    signed_on: Day,
    starts_on: Day,
    ends_on: Day,
    published_on: Day,
    debt_item: &'a str,
    handles_personal_data: bool,
    privacy_mark: bool,
    isms: bool,
    clauses: &'a [Clause],
    payments: &'a [Payment],
    subcontracts: Vec<Passed<'a>>,
}

#[derive(Serialize)]
struct Passed<'a> {
    vendor: &'a str,
    amount: i64,
    approved_on: Day,
}

const VENDORS: [&str; 8] = [
    "架空情報サービス株式会社",
    "株式会社見本システムズ",
    "例示リース株式会社",
    "仮名データ通信株式会社",
    "合同会社試験運用",
    "株式会社模擬ソリューション",
    "想定機器販売株式会社",
    "有限会社仮設工業",
];

const CLAUSES: [Clause; 7] = [
    Clause::Safety,
    Clause::Secrecy,
    Clause::Education,
    Clause::Damages,
    Clause::Compliance,
    Clause::Suboutsourcing,
    Clause::OtherMeasures,
];

/// Writes one contract.
fn contract(rng: &mut Rng, number: usize, out: &mut Vec<u8>) {
    let act = &ACTS[rng.usize(..ACTS.len())];
    let facts = facts(rng, number, act);
    let written = Written {
        id: &facts.id,
        title: format!("{}（第{}号）", act.item.trim_start_matches("（架空）"), rng.u32(1..=99)),
        vendor: VENDORS[rng.usize(..VENDORS.len())],
        kind: facts.kind,
        procedure: facts.procedure,
        amount: facts.amount,
        planned_price: facts.planned_price,
        bidders: facts.bidders,
        signed_on: facts.signed_on,
        starts_on: facts.starts_on,
        ends_on: facts.ends_on,
        published_on: facts.published_on,
        debt_item: act.item,
        handles_personal_data: facts.handles_personal_data,
        privacy_mark: facts.privacy_mark,
        isms: facts.isms,
        clauses: &facts.clauses,
        payments: &facts.payments,
        subcontracts: (facts.subcontracts.iter())
            .map(|it| Passed { vendor: VENDORS[rng.usize(..VENDORS.len())], amount: it.amount, approved_on: it.approved_on })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &written).expect("memory takes all that is written");
    out.flush().expect("memory takes all that is written");
}

/// One in ten.
fn breaks(rng: &mut Rng) -> bool {
    rng.u8(..10) == 0
}

fn facts(rng: &mut Rng, number: usize, act: &Act) -> Contract<'static> {
    let kind = [Kind::Works, Kind::Purchase, Kind::Lease][rng.usize(..3)];
    let procedure = [Procedure::Open, Procedure::Open, Procedure::Selective, Procedure::Negotiated][rng.usize(..4)];
    let (amount, planned_price) = price(rng, act, kind, procedure);
    let signed_on = signing(rng, act);
    let starts_on = later(signed_on, rng.u64(0..60));
    let years = if kind == Kind::Lease && breaks(rng) { 7 } else { rng.u32(1..=6) };
    let ends_on = Day(starts_on.0.checked_add_months(Months::new(12 * years)).expect("a day of this century"));
    let published_on = later(signed_on, if breaks(rng) { rng.u64(73..120) } else { rng.u64(10..=72) });
    let handles_personal_data = rng.bool();
    let certified = !(handles_personal_data && breaks(rng));
    let privacy_mark = certified && rng.bool();
    Contract {
        id: if breaks(rng) { "".into() } else { format!("架空{number:010}").into() },
        kind,
        procedure,
        amount,
        planned_price,
        bidders: if procedure == Procedure::Negotiated || breaks(rng) { 1 } else { rng.u32(2..9) },
        signed_on,
        starts_on,
        ends_on,
        published_on,
        debt_item: act.item.into(),
        handles_personal_data,
        privacy_mark,
        isms: certified && (!privacy_mark || rng.bool()),
        clauses: clauses(rng, handles_personal_data),
        payments: payments(rng, act, amount),
        subcontracts: subcontracts(rng, amount, published_on),
    }
}

/// The amount, and the price that was planned.
fn price(rng: &mut Rng, act: &Act, kind: Kind, procedure: Procedure) -> (i64, i64) {
    let planned = if procedure == Procedure::Negotiated {
        let ceiling = CEILINGS.iter().find(|(word, _)| *word == kind.word()).map_or(0, |(_, ceiling)| *ceiling);
        ceiling / 100 * if breaks(rng) { rng.i64(101..300) } else { rng.i64(30..=100) }
    } else {
        act.limit / 100 * if breaks(rng) { rng.i64(125..150) } else { rng.i64(30..=100) }
    };
    let rate = if breaks(rng) { rng.i64(991..=1000) } else { rng.i64(800..=990) };
    (planned / 1000 * rate, planned)
}

fn signing(rng: &mut Rng, act: &Act) -> Day {
    let year = if breaks(rng) { act.year + [-1, 1][rng.usize(..2)] } else { act.year };
    let first = NaiveDate::from_ymd_opt(year, 4, 1).expect("every year has its April");
    later(Day(first), rng.u64(0..365))
}

fn later(day: Day, days: u64) -> Day {
    Day(day.0.checked_add_days(Days::new(days)).expect("a day of this century"))
}

fn clauses(rng: &mut Rng, personal: bool) -> Vec<Clause> {
    let mut clauses = CLAUSES.to_vec();
    if personal {
        if breaks(rng) {
            clauses.remove(rng.usize(..6));
        } else if rng.bool() {
            clauses.pop();
        }
    } else {
        clauses.truncate(rng.usize(..=4));
    }
    clauses
}

fn payments(rng: &mut Rng, act: &Act, amount: i64) -> Vec<Payment> {
    let (first, last) = act.burden;
    let mut years: Vec<i32> = (first..=last).collect();
    years.truncate(rng.usize(1..=years.len()));
    if rng.u8(..20) == 0 {
        years.insert(0, first - 1);
    }
    if breaks(rng) {
        years.push(last + 1);
    }
    let each = amount / i64::try_from(years.len()).expect("a list is short");
    let mut payments: Vec<Payment> = years.into_iter().map(|year| Payment { year, amount: each }).collect();
    payments[0].amount = amount - each * (i64::try_from(payments.len()).expect("a list is short") - 1);
    if breaks(rng) {
        payments[0].amount -= 1;
    }
    payments
}

fn subcontracts(rng: &mut Rng, amount: i64, published_on: Day) -> Vec<Subcontract> {
    let count = rng.i64(0..4);
    let share = if breaks(rng) { 51 } else { rng.i64(10..=50) };
    let late = breaks(rng);
    let approved_on = |rng: &mut Rng, late: bool| {
        let days = rng.u64(0..90);
        let published_on = published_on.0;
        let day = if late {
            published_on.checked_add_days(Days::new(days + 1))
        } else {
            published_on.checked_sub_days(Days::new(days))
        };
        Day(day.expect("a day of this century"))
    };
    let part = |number: i64| amount / 100 * share / count + i64::from(number == 0);
    (0..count).map(|number| Subcontract { amount: part(number), approved_on: approved_on(rng, late && number == 0) }).collect()
}
