//! The changes that no example notices, as they are told.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Map, json};

use super::Run;
use crate::trial::{Fate, Kind, Mutant, Trial};

/// Reads a kind of change.
pub(super) fn kind(text: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.map(Kind::name).join(", ");
    Kind::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| format!("`{text}` is none of {}", known()))
}

impl<W: Write> Run<'_, W> {
    /// Makes every change of these kinds, all where none is named; whether some example notices each.
    pub(super) fn mutants(&mut self, trial: &mut Trial<'_>, kinds: &[Kind]) -> io::Result<bool> {
        let mut mutants = trial.mutants(|kind| kinds.is_empty() || kinds.contains(&kind));
        mutants.retain(|mutant| trial.turns_on(mutant.item()).any(|rule| self.wants(rule)));
        let bar = progress(mutants.len());
        let mut judged: Vec<(Mutant, Fate)> = Vec::new();
        for mutant in mutants {
            let fate = trial.judge(&mutant);
            judged.push((mutant, fate));
            bar.inc(1);
        }
        bar.finish_and_clear();
        let survived: Vec<&Mutant> = of(&judged, Fate::Survived).collect();
        for mutant in &survived {
            let Mutant { kind, of, path, line, before, after, .. } = mutant;
            writeln!(self.out, "{path}:{line}: {of} {}\n  - {before}\n  + {after}", kind.word(self.lang))?;
        }
        let heading = self.say(
            "一か所ずつ変えた規則（例が気づく・気づかない・違いがない）",
            "rules changed in one place (noticed, not noticed, no difference)",
        );
        writeln!(self.out, "{heading}")?;
        let mut counts = Map::new();
        for kind in Kind::ALL {
            let count = |fate: Fate| of(&judged, fate).filter(|mutant| mutant.kind == kind).count();
            let (killed, survived, equivalent) = (count(Fate::Killed), count(Fate::Survived), count(Fate::Equivalent));
            if killed + survived + equivalent > 0 {
                writeln!(self.out, "  {killed:>6} {survived:>5} {equivalent:>5}  {}", kind.word(self.lang))?;
                let count = json!({ "killed": killed, "survived": survived, "equivalent": equivalent });
                counts.insert(kind.name().to_owned(), count);
            }
        }
        let equivalent: Vec<&Mutant> = of(&judged, Fate::Equivalent).collect();
        let told = json!({ "counts": counts, "survived": survived, "equivalent": equivalent });
        self.told.insert("mutants".to_owned(), told);
        Ok(survived.is_empty())
    }
}

fn of(judged: &[(Mutant, Fate)], wanted: Fate) -> impl Iterator<Item = &Mutant> {
    judged.iter().filter(move |(_, fate)| *fate == wanted).map(|(mutant, _)| mutant)
}

/// Shows on a terminal how far it is.
fn progress(count: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos} / {len}  {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    let count = u64::try_from(count).ok();
    ProgressBar::with_draw_target(count, ProgressDrawTarget::stderr()).with_style(style)
}
