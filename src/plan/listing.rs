//! The plan as text, for those who look into the engine.

use std::fmt;

use super::{Plan, Scope};

impl fmt::Display for Plan {
    /// Records with their slots, then rules with their scopes, one a line.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for projection in self.projections.iter().filter(|projection| !projection.slots.is_empty()) {
            let slots: Vec<String> =
                projection.slots.iter().map(|slot| format!("{}{}", slot.name, if slot.portfolio { "*" } else { "" })).collect();
            writeln!(out, "record {}: {}", projection.record, slots.join(" "))?;
        }
        for rule in &self.rules {
            let scope = match &rule.scope {
                Scope::Each { record, path, .. } => {
                    format!("each {}, {} lists down", self.projections[*record].record, path.len())
                }
                Scope::Group { of, window } => {
                    format!(
                        "group of {}{}",
                        self.projections[of.record].record,
                        if window.is_some() { " in a window" } else { "" }
                    )
                }
                Scope::Row { table, .. } => format!("row of {}", self.tables[*table].name),
                Scope::Set { record, .. } => format!("set of {}", self.projections[*record].record),
            };
            writeln!(out, "rule {}: {scope}{}", rule.id, if rule.portfolio { ", when all are in" } else { "" })?;
        }
        Ok(())
    }
}
