//! What one would write without an engine: serde into a struct, and the rules as code. It says which rules are broken, and nothing of why.

use chrono::Months;

use crate::contract::{Clause, Contract, Kind, Procedure};
use crate::judge::{Judge, Named, Violation};
use crate::table::{ACTS, Act};

const REQUIRED: [Clause; 6] =
    [Clause::Safety, Clause::Secrecy, Clause::Education, Clause::Damages, Clause::Compliance, Clause::Suboutsourcing];

/// The rules as code.
pub struct ByHand {
    /// The acts, sorted by item.
    acts: Vec<Act>,
}

/// Rust written by hand.
#[must_use]
pub fn new() -> Named<ByHand> {
    let mut acts = ACTS.to_vec();
    acts.sort_by_key(|act| act.item);
    Named { name: "hand-written Rust", lacks: "", judge: ByHand { acts } }
}

fn ceiling(kind: Kind) -> i64 {
    match kind {
        Kind::Works => 4_000_000,
        Kind::Purchase => 3_000_000,
        Kind::Lease => 1_500_000,
    }
}

impl Judge for ByHand {
    type Record<'a> = Contract<'a>;

    fn decode<'a>(&'a self, line: &'a [u8]) -> Contract<'a> {
        Contract::read(line)
    }

    fn judge(&self, number: u32, it: &Contract<'_>, found: &mut Vec<Violation>) {
        let mut require = |rule: u8, holds: bool| {
            if !holds {
                found.push(Violation { record: number, rule });
            }
        };
        let act = self.acts.binary_search_by(|act| act.item.cmp(&it.debt_item)).ok().map(|at| &self.acts[at]);
        if let Some(act) = act {
            let (first, last) = act.burden;
            require(1, it.amount <= act.limit);
            require(2, it.signed_on.fiscal_year() == act.year);
            require(3, it.payments.iter().all(|payment| (first..=last).contains(&payment.year)));
            require(14, it.payments.iter().all(|payment| payment.year <= last));
        }
        require(4, it.payments.iter().map(|payment| payment.amount).sum::<i64>() == it.amount);
        require(5, it.procedure != Procedure::Negotiated || it.planned_price <= ceiling(it.kind));
        require(6, it.amount * 100 <= it.planned_price * 99);
        require(7, it.procedure != Procedure::Open || it.bidders > 1);
        require(8, it.subcontracts.iter().all(|sub| sub.approved_on <= it.published_on));
        require(9, it.subcontracts.iter().map(|sub| sub.amount).sum::<i64>() * 2 <= it.amount);
        require(10, !it.handles_personal_data || REQUIRED.iter().all(|clause| it.clauses.contains(clause)));
        require(11, !it.handles_personal_data || it.privacy_mark || it.isms);
        let six_years = it.starts_on.0.checked_add_months(Months::new(72));
        require(12, it.kind != Kind::Lease || six_years.is_none_or(|last| it.ends_on.0 <= last));
        require(13, (it.published_on.0 - it.signed_on.0).num_days() <= 72);
        require(15, !it.id.is_empty());
    }
}
