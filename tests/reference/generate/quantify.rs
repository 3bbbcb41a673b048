//! Conditions; and what goes over lists, sets, the members of a group, and all records.

use super::declare::TALLY;
use super::express::Writer;
use super::scope::{Scope, Ty};

/// What is gone over.
struct Source {
    /// How it is named whole.
    name: String,
    /// Before a field of an element.
    prefix: String,
    /// What can be named of an element.
    inside: Scope,
    /// The fields of an element.
    fields: Vec<(String, Ty)>,
}

impl Writer<'_> {
    /// A condition that turns on the record, or on the run.
    pub fn condition(&mut self, scope: &Scope, depth: usize) -> String {
        if depth == 0 {
            return self.comparison(scope, 0);
        }
        let depth = depth - 1;
        match self.dice.below(14) {
            0 => format!("({} and {})", self.condition(scope, depth), self.condition(scope, depth)),
            1 => format!("({} or {})", self.condition(scope, depth), self.condition(scope, depth)),
            2 => format!("(not {})", self.condition(scope, depth)),
            3..5 => self.quantified(scope, depth).unwrap_or_else(|| self.comparison(scope, depth)),
            5 => {
                let (asked, _) = self.turning(scope, |_| true, depth);
                format!("({asked} is {})", *self.dice.pick(&["present", "absent"]))
            }
            6 => {
                let (asked, _) = self.turning(scope, |ty| matches!(ty, Ty::Text | Ty::Set(_) | Ty::Range(_)), depth);
                // Where there is no such fact, the day of the check stands in its place, and cannot be empty.
                if asked.contains("as_of") {
                    return self.comparison(scope, depth);
                }
                format!("({asked} is {})", *self.dice.pick(&["empty", "not empty"]))
            }
            7 if scope.in_figure => format!("({} is known)", self.turning(scope, |_| true, depth).0),
            8 => self.has_row(scope).map_or_else(|| self.comparison(scope, depth), |asked| format!("({asked})")),
            9 => self.fact(scope, |ty| *ty == Ty::Bool).map_or_else(|| self.comparison(scope, depth), |(fact, _)| fact),
            10 => match self.fact(scope, |ty| *ty == Ty::Text) {
                Some((fact, _)) => format!("is_corporate_number({fact})"),
                None => self.comparison(scope, depth),
            },
            _ => self.comparison(scope, depth),
        }
    }

    /// A comparison of something with an expression of its type.
    fn comparison(&mut self, scope: &Scope, depth: usize) -> String {
        let (left, ty) = self.turning(scope, |_| true, depth);
        let same = |this: &mut Self| this.expr(scope, &ty, depth);
        match &ty {
            Ty::Text if self.dice.chance(50) => {
                let sign = *self.dice.pick(&["starts with", "ends with", "contains"]);
                format!("({left} {sign} {})", same(self))
            }
            Ty::Set(of) => {
                let (of, one) = (of.clone(), self.dice.chance(50));
                let part = if one { self.expr(scope, &of, depth) } else { same(self) };
                match self.dice.below(4) {
                    0 => format!("({left} includes {part})"),
                    1 => format!("({part} in {left})"),
                    2 => format!("({left} overlaps {})", same(self)),
                    _ => format!("({left} = {})", same(self)),
                }
            }
            Ty::Range(of) => {
                let (of, one) = (of.clone(), self.dice.chance(50));
                let part = if one { self.expr(scope, &of, depth) } else { same(self) };
                match self.dice.below(4) {
                    0 => format!("({left} includes {part})"),
                    1 => format!("({part} not in {left})"),
                    2 => format!("({left} overlaps {})", same(self)),
                    _ => format!("({left} != {})", same(self)),
                }
            }
            _ if self.dice.chance(20) => {
                let set = if self.dice.chance(60) || !ty.is_ordered() {
                    Ty::Set(Box::new(ty.clone()))
                } else {
                    Ty::Range(Box::new(ty.clone()))
                };
                format!("({left} {} {})", *self.dice.pick(&["in", "not in"]), self.expr(scope, &set, depth))
            }
            Ty::Number | Ty::Percent if self.dice.chance(20) => {
                let other = if ty == Ty::Number { Ty::Percent } else { Ty::Number };
                format!("({left} {} {})", *self.dice.pick(&["<", "=", ">="]), self.expr(scope, &other, depth))
            }
            _ if ty.is_ordered() => {
                let sign = *self.dice.pick(&["<", "<=", ">", ">=", "=", "!="]);
                format!("({left} {sign} {})", same(self))
            }
            _ => format!("({left} {} {})", *self.dice.pick(&["=", "!="]), same(self)),
        }
    }

    /// `every … has …` and its like.
    fn quantified(&mut self, scope: &Scope, depth: usize) -> Option<String> {
        let word = *self.dice.pick(&["every", "some", "no"]);
        if self.dice.chance(20)
            && let Some((set, Ty::Set(of))) = self.fact(scope, |ty| matches!(ty, Ty::Set(_)))
            && !set.contains('(')
        {
            self.aliases += 1;
            let alias = format!("x{}", self.aliases);
            let mut inside = Scope { crowd: None, ..scope.clone() };
            inside.facts.push((alias.clone(), *of));
            return Some(format!("({word} {set} as {alias} has {})", self.condition(&inside, depth)));
        }
        let Source { name, mut inside, fields, .. } = self.source(scope)?;
        let mut alias = String::new();
        if self.dice.chance(25) {
            self.aliases += 1;
            alias = format!(" as x{}", self.aliases);
            inside.facts.extend(fields.iter().map(|(field, ty)| (format!("x{}.{field}", self.aliases), ty.clone())));
        }
        let filter =
            if self.dice.chance(40) { format!(" where {}", self.condition(&inside, depth.min(1))) } else { String::new() };
        let body = if word != "every" && self.dice.chance(15) {
            String::new()
        } else {
            format!(" has {}", self.condition(&inside, depth))
        };
        Some(format!("({word} {name}{alias}{filter}{body})"))
    }

    /// `sum(…)` and its like, of a type.
    pub fn aggregate(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Option<String> {
        let Source { name, prefix, inside, fields } = self.source(scope)?;
        let filter =
            if self.dice.chance(40) { format!(" where {}", self.condition(&inside, depth.min(1))) } else { String::new() };
        if *ty == Ty::Number && self.dice.chance(50) {
            return Some(format!("count({name}{filter})"));
        }
        let wanted = match ty {
            Ty::Set(of) if self.dice.chance(60) => of,
            ty => ty,
        };
        // What a group is grouped by is one value there, and not that of each member.
        let hidden = |field: &String| prefix.is_empty() && scope.facts.iter().any(|(name, _)| name == field);
        let fits: Vec<&(String, Ty)> = fields.iter().filter(|(field, known)| known == wanted && !hidden(field)).collect();
        if fits.is_empty() {
            return None;
        }
        let field = &self.dice.pick(&fits).0;
        let taken = format!("{prefix}{field}");
        let percent = *self.dice.pick(&["25%", "50%", "75%", "0%", "100%"]);
        Some(match ty {
            Ty::Set(_) => format!("distinct({taken}{filter})"),
            _ if self.dice.chance(25) && ty.is_scalar() => format!("only({name}{filter}).{field}"),
            _ if ty.is_amount() && self.dice.chance(20) => format!("quantile({taken}, {percent}{filter})"),
            _ if (ty.is_amount() || ty.is_length()) && self.dice.chance(50) => format!("sum({taken}{filter})"),
            _ if ty.is_ordered() => format!("{}({taken}{filter})", *self.dice.pick(&["min", "max"])),
            _ => return None,
        })
    }

    /// Something to go over: a list, a list within the elements of a list, or the members.
    fn source(&mut self, scope: &Scope) -> Option<Source> {
        let vocabulary = self.vocabulary;
        let mut sources = Vec::new();
        let below = |list: &str, record: usize, around: &Scope, sources: &mut Vec<Source>| {
            let inside = around.within(vocabulary, record);
            sources.push(Source {
                name: list.to_owned(),
                prefix: format!("{list}."),
                inside,
                fields: vocabulary.facts(record, ""),
            });
        };
        for (list, record) in &scope.lists {
            below(list, *record, scope, &mut sources);
            for (inner, deeper) in vocabulary.lists(*record, &format!("{list}.")) {
                below(&inner, deeper, scope, &mut sources);
            }
        }
        if let Some(crowd) = &scope.crowd {
            let (&member, around) = crowd.path.split_last()?;
            let mut inside = around.iter().fold(scope.clone(), |inside, record| inside.within(vocabulary, *record));
            inside = inside.within(vocabulary, member);
            let fields = vocabulary.facts(member, "");
            // Members are what such a rule is for.
            for _ in 0..3 {
                let name = vocabulary.name(member).to_owned();
                sources.push(Source { name, prefix: crowd.prefix.clone(), inside: inside.clone(), fields: fields.clone() });
            }
            if member != TALLY {
                for (list, record) in vocabulary.lists(member, &crowd.prefix) {
                    below(&list, record, scope, &mut sources);
                }
            }
        }
        if sources.is_empty() {
            return None;
        }
        let at = self.dice.below(sources.len());
        Some(sources.swap_remove(at))
    }
}
