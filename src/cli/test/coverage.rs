//! What of the rules the examples reach, as it is told.

use std::io::{self, Write};

use serde_json::{Map, json};

use super::Run;
use crate::lang::Lang;
use crate::trial::{Coverage, Point, PointKind, Trial};

/// The least percentage that must be reached: of one kind, or of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Least {
    kind: Option<PointKind>,
    percent: u8,
}

/// Reads `90` and `rule=100`.
pub(super) fn least(text: &str) -> Result<Least, String> {
    let (kind, percent) = match text.split_once('=') {
        Some((name, percent)) => (Some(name), percent),
        None => (None, text),
    };
    let percent = percent.parse().ok().filter(|percent| *percent <= 100).ok_or("a percentage is a number from 0 to 100")?;
    let known = || PointKind::ALL.map(name).join(", ");
    let kind = kind.map(|given| {
        PointKind::ALL.into_iter().find(|kind| name(*kind) == given).ok_or_else(|| format!("`{given}` is none of {}", known()))
    });
    Ok(Least { kind: kind.transpose()?, percent })
}

/// A kind's name, in arguments and in JSON.
fn name(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Rule => "rule",
        PointKind::Exception => "exception",
        PointKind::True => "true",
        PointKind::False => "false",
        PointKind::Arm => "arm",
        PointKind::Part => "part",
        PointKind::Row => "row",
    }
}

/// What is said of something that is not reached.
fn lack(kind: PointKind, lang: Lang) -> &'static str {
    let (ja, en) = match kind {
        PointKind::Rule => ("この規則が働く例がない", "no example in which this rule applies"),
        PointKind::Exception => ("この例外が当たる例がない", "no example in which this exception holds"),
        PointKind::True => ("真になる例がない", "never true"),
        PointKind::False => ("偽になる例がない", "never false"),
        PointKind::Arm => ("この枝を通る例がない", "this arm is never taken"),
        PointKind::Part => ("これだけで決まる例がない", "never decides alone"),
        PointKind::Row => ("この行を引く例がない", "this row is never looked up"),
    };
    if lang == Lang::Ja { ja } else { en }
}

impl<W: Write> Run<'_, W> {
    /// Tells what is reached; whether that is enough.
    pub(super) fn coverage(&mut self, trial: &Trial<'_>) -> io::Result<bool> {
        let mut coverage = trial.coverage();
        coverage.points.retain(|point| trial.turns_on(point.item).any(|rule| self.wants(rule)));
        let lacking: Vec<&Point> = coverage.points.iter().filter(|point| !point.reached).collect();
        let mut of: Vec<&str> = Vec::new();
        for point in &lacking {
            if !of.contains(&point.of.as_str()) {
                of.push(&point.of);
            }
        }
        for of in of {
            let (reached, all) = count(coverage.points.iter().filter(|point| point.of == of));
            writeln!(self.out, "{of}  {reached}/{all}")?;
            for point in lacking.iter().filter(|point| point.of == of) {
                writeln!(self.out, "  {}:{}: {}　{}", point.path, point.line, lack(point.kind, self.lang), point.text)?;
            }
        }
        writeln!(self.out, "{}", self.say("例が届くところ", "reached by the examples"))?;
        let mut counts = Map::new();
        for kind in PointKind::ALL {
            let (reached, all) = coverage.count(kind);
            writeln!(self.out, "  {:>6} {reached:>5}/{all:<5} {}", percent(reached, all), kind.word(self.lang))?;
            counts.insert(name(kind).to_owned(), json!({ "reached": reached, "all": all }));
        }
        let enough = self.enough(&coverage)?;
        self.told.insert("coverage".to_owned(), json!({ "counts": counts, "points": coverage.points, "enough": enough }));
        Ok(enough)
    }

    fn enough(&mut self, coverage: &Coverage) -> io::Result<bool> {
        let mut enough = true;
        for least in &self.arguments.min_coverage {
            for kind in PointKind::ALL.into_iter().filter(|kind| least.kind.is_none_or(|only| only == *kind)) {
                let (reached, all) = coverage.count(kind);
                if reached * 100 < usize::from(least.percent) * all {
                    enough = false;
                    let asked = self.say("求める到達に足りない", "less than asked for");
                    writeln!(self.out, "{asked}: {} {} < {}%", kind.word(self.lang), percent(reached, all), least.percent)?;
                }
            }
        }
        Ok(enough)
    }
}

fn count<'p>(points: impl Iterator<Item = &'p Point>) -> (usize, usize) {
    points.fold((0, 0), |(reached, all), point| (reached + usize::from(point.reached), all + 1))
}

/// A share to one place, never rounded up.
fn percent(part: usize, whole: usize) -> String {
    match whole {
        0 => "–".to_owned(),
        whole => format!("{}.{}%", part * 100 / whole, part * 1000 / whole % 10),
    }
}
