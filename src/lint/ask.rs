//! What is asked of a rule: when it applies, when it is kept, when an exception holds; in each of the scenes it may be judged in.

use super::formula::Formula;
use super::read::{Lists, Reader, Scene, Seat};
use super::term::{Case, Term};
use super::variables::{Path, Step};
use crate::check::typed::{FieldIx, Program, RecordIx, Rule, Scope};

/// A rule to be asked about.
pub(super) struct Asked<'p> {
    pub(super) reader: Reader<'p>,
    /// The scenes that it may be judged in: one, or one a row of its table.
    pub(super) scenes: Vec<Scene<'p>>,
}

/// Opens a rule.
pub(super) fn open<'p>(program: &'p Program, rule: &'p Rule, lists: Lists) -> Asked<'p> {
    let mut reader = Reader::new(program, lists);
    let scenes = scenes(&mut reader, rule);
    Asked { reader, scenes }
}

/// The scenes of a rule. Records of the input get their places: two rules that look at one record at a time look at the same.
pub(super) fn scenes<'p>(reader: &mut Reader<'p>, rule: &'p Rule) -> Vec<Scene<'p>> {
    let one = |own: Vec<Seat>| vec![Scene::new(own, &rule.lets, &[])];
    match &rule.scope {
        Scope::Each { record, path, .. } => {
            reader.roots = vec![*record];
            one(way_down(reader.program, 0, *record, path))
        }
        Scope::Group { of, .. } => {
            let members = members(reader, of.record, &of.path);
            vec![Scene::new(vec![members], &rule.lets, &of.by)]
        }
        Scope::Set { record, .. } => {
            let members = members(reader, *record, &[]);
            one(vec![members])
        }
        Scope::Row { table, .. } => {
            let rows = 0..reader.program.tables[*table].rows.len();
            rows.map(|row| Scene::new(vec![Seat::Row(*table, row)], &rule.lets, &[])).collect()
        }
    }
}

/// The members of a group: as many as lists have elements; where nothing is looked into, one that stands for all.
fn members(reader: &mut Reader<'_>, record: RecordIx, path: &[FieldIx]) -> Seat {
    let count = match reader.lists {
        Lists::Of(count) => count.max(1),
        Lists::Any => 1,
    };
    reader.roots = vec![record; count];
    Seat::Members((0..count).map(|root| way_down(reader.program, root, record, path)).collect())
}

/// A record and the first element of each list on the way down.
fn way_down(program: &Program, root: usize, record: RecordIx, path: &[FieldIx]) -> Vec<Seat> {
    let (mut seats, mut at, mut of) = (vec![Seat::Record(Path::root(root), record)], Path::root(root), record);
    for field in path {
        at = at.down(Step::Field(*field)).down(Step::Element(0));
        of = program.records[of].fields[*field].ty.record().unwrap_or(of);
        seats.push(Seat::Record(at.clone(), of));
    }
    seats
}

impl<'p> Reader<'p> {
    /// When a rule's scope takes a subject in.
    pub(super) fn in_scope(&mut self, rule: &'p Rule, scene: &Scene<'p>) -> Formula {
        let placed = |reader: &mut Reader<'p>, filter: &'p Option<_>| {
            let Some(Seat::Members(members)) = scene.own.first() else { return Formula::TRUE };
            let parts: Vec<Formula> = members
                .iter()
                .filter_map(|frames| Some(reader.truth(filter.as_ref()?, &Scene::new(frames.clone(), &[], &[]), true)))
                .collect();
            Formula::all(parts)
        };
        match &rule.scope {
            Scope::Each { filter, .. } | Scope::Row { filter, .. } => match filter {
                Some(filter) => self.truth(filter, scene, true),
                None => Formula::TRUE,
            },
            // The whole set may be empty.
            Scope::Set { .. } if self.lists == Lists::Any => Formula::TRUE,
            Scope::Set { filter, .. } => placed(self, filter),
            Scope::Group { of, window } => {
                let mut parts = vec![placed(self, &of.filter)];
                let dates = window.iter().map(|window| &window.date);
                let alike: Vec<_> = of.by.iter().chain(dates).collect();
                let Some(Seat::Members(members)) = scene.own.first() else { return Formula::all(parts) };
                for expr in alike {
                    let cases: Vec<Vec<Case>> =
                        members.iter().map(|frames| self.cases(expr, &Scene::new(frames.clone(), &[], &[]))).collect();
                    parts.push(self.all_alike(&cases));
                }
                Formula::all(parts)
            }
        }
    }

    /// All of them have a value, the same one.
    fn all_alike(&mut self, cases: &[Vec<Case>]) -> Formula {
        let Some((first, others)) = cases.split_first() else { return Formula::TRUE };
        let mut parts = vec![Formula::any(first.iter().map(|case| case.guard.clone()))];
        for other in others {
            let mut any = Vec::new();
            for one in first {
                for two in other {
                    let same = match (&one.term, &two.term) {
                        (Term::Other, _) | (_, Term::Other) => Formula::TRUE,
                        (one, two) => self.equal(one, two, true).unwrap_or(Formula::TRUE),
                    };
                    any.push(Formula::all([one.guard.clone(), two.guard.clone(), same]));
                }
            }
            parts.push(Formula::any(any));
        }
        Formula::all(parts)
    }

    /// When a rule applies.
    pub(super) fn applies(&mut self, rule: &'p Rule, scene: &Scene<'p>) -> Formula {
        let parts = [self.in_scope(rule, scene), self.in_time(rule, scene, true), self.every(&rule.when, scene, true)];
        Formula::all(parts)
    }

    /// When a rule does not apply, all it asks being known.
    pub(super) fn is_out(&mut self, rule: &'p Rule, scene: &Scene<'p>) -> Formula {
        let filter = match &rule.scope {
            Scope::Each { filter: Some(filter), .. } => self.truth(filter, scene, false),
            _ => Formula::FALSE,
        };
        let parts = [filter, self.in_time(rule, scene, false), self.every(&rule.when, scene, false)];
        Formula::any(parts)
    }

    /// When a rule's own period takes a subject in, or leaves it out.
    pub(super) fn in_time(&mut self, rule: &'p Rule, scene: &Scene<'p>, want: bool) -> Formula {
        match &rule.applies {
            Some(applies) => self.in_period(&applies.by, (applies.from, applies.until), scene, want),
            None => Formula::from(want),
        }
    }

    /// When an exception holds, or none does.
    pub(super) fn excepted(&mut self, rule: &'p Rule, scene: &Scene<'p>, want: bool) -> Formula {
        let parts: Vec<Formula> = rule.exceptions.iter().map(|exception| self.every(&exception.when, scene, want)).collect();
        if want { Formula::any(parts) } else { Formula::all(parts) }
    }
}
