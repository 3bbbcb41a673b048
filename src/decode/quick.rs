//! Records that are written as they should be, in one pass: from the text into cells. A value that cannot be read is told of, and the pass goes on; whatever
//! else is out of the ordinary ends it, and the record is read again by [`super::json`], which says what it was.

use super::fault::{DataError, Reason};
use super::json::{Decoder, Reader};
use super::path::Path;
use super::scan::{DEPTH, Quoted, Scan, Written};
use super::shape::{Member, Members, Shape};
use crate::check::typed::{Label, Presence, Type};
use crate::eval::{Cell, Cells, Row};
use crate::value::{ChoiceRef, Currency, Date, Exact, Moment, Money, Value, Why};

/// The most elements of a set that are compared with one another.
const FEW: usize = 32;

/// The most faults of a record that are told in one pass.
const FAULTS: usize = 100;

/// What is filled anew for every record, and what was learnt from those before: which member follows which.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    cells: Cells,
    hints: Vec<u32>,
    seen: Vec<u32>,
}

/// One pass over a record.
struct Pass<'p> {
    shapes: &'p [Shape],
    choices: &'p [Vec<(String, Label)>],
    named: &'p [Vec<Written>],
    text: &'p str,
    scan: Scan<'p>,
    cells: &'p mut Cells,
    hints: &'p mut [u32],
    /// For each field of the records being read, from which of its places it was read: 0 for none, 1 for the first, …
    seen: &'p mut Vec<u32>,
    faults: &'p mut Vec<DataError>,
    mapped: bool,
}

/// The record that is being read.
#[derive(Clone, Copy)]
struct Here<'p, 'h> {
    shape: &'p Shape,
    path: &'h Path<'h>,
    /// Where its cells lie.
    row: usize,
    /// Where it is noted which of its fields were read.
    seen: usize,
    /// How deep what stands in it may be nested.
    depth: usize,
}

impl Decoder {
    /// The cells of a record; `None` where anything about it is out of the ordinary. Values that cannot be read are told as [`Decoder::decode`] tells them.
    pub(crate) fn quick<'c>(&'c self, text: &'c str, scratch: &'c mut Scratch, faults: &mut Vec<DataError>) -> Option<Row<'c>> {
        let Scratch { cells, hints, seen } = scratch;
        cells.clear();
        seen.clear();
        hints.resize(self.hints, 0);
        let mut pass = Pass {
            shapes: &self.shapes,
            choices: &self.choices,
            named: &self.named,
            text,
            scan: Scan::new(text),
            cells,
            hints,
            seen,
            faults,
            mapped: self.shapes[self.record].mapped,
        };
        let read = pass.record(self.record, DEPTH, &Path::Root).filter(|_| pass.scan.is_done());
        if read.is_none() {
            faults.clear();
        }
        read.map(|_| Row::new(&scratch.cells, text))
    }
}

impl<'p> Pass<'p> {
    /// A record, or an element of a list of them: where its cells lie.
    fn record(&mut self, shape: usize, depth: usize, path: &Path<'_>) -> Option<u32> {
        let shape = &self.shapes[shape];
        let depth = depth.checked_sub(1)?;
        let row = self.cells.open(&shape.blank);
        if !shape.mapped && shape.len() <= 64 {
            let seen = self.own_members(shape, row, depth, path)?;
            if seen & shape.expected_bits != shape.expected_bits {
                shape.expected.iter().filter(|at| seen & (1 << **at) == 0).for_each(|at| self.missing(shape, *at, path));
            }
            return Some(Pass::place(row));
        }
        let here = Here { shape, path, row, seen: self.seen.len(), depth };
        self.seen.resize(here.seen + shape.len(), 0);
        self.members(&shape.members, here, &Path::Root)?;
        for at in &shape.expected {
            if self.seen[here.seen + at] == 0 {
                self.missing(shape, *at, path);
            }
        }
        self.seen.truncate(here.seen);
        Some(Pass::place(row))
    }

    /// Tells that a field is missing.
    #[inline(never)]
    fn missing(&mut self, shape: &Shape, at: usize, path: &Path<'_>) {
        let (name, field) = shape.field(at);
        let sought = if shape.mapped { Path::Sought(path, name, &field.pointer) } else { Path::Field(path, name) };
        self.reader().report(&sought, "", Reason::Missing);
    }

    fn reader(&mut self) -> Reader<'_> {
        Reader::of_leaves(self.shapes, self.choices, self.faults, self.mapped)
    }

    /// Goes through the members of a record that are named as the rules name its fields, no more than 64: a bit for each that was there.
    fn own_members(&mut self, shape: &'p Shape, row: usize, depth: usize, path: &Path<'_>) -> Option<u64> {
        let members = &shape.members;
        let (mut first, mut before, mut seen) = (true, members.first, 0_u64);
        // A copy, so that it need not be looked up again for every byte.
        let mut scan = self.scan;
        if !scan.take(b'{') {
            return None;
        }
        while scan.part(first, b'}')? {
            first = false;
            let mut number = self.hints[before] as usize;
            if members.list.get(number).is_none_or(|(_, likely)| !scan.expect(&likely.written)) {
                let name = scan.name()?;
                number = if name.escaped { members.number(&unescaped(name)?)? } else { members.number(name.raw)? };
                self.hints[before] = u32::try_from(number).unwrap_or_default();
            }
            before = members.first + 1 + number;
            let at = members.list[number].1.field?;
            let bit = 1_u64 << at;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            let field = shape.field(at).1;
            scan.peek();
            let cell = match self.leaf(&mut scan, &field.ty) {
                Some(cell) => Some(cell),
                None => {
                    self.scan = scan;
                    let cell = self.value(&field.ty, depth, &Path::Field(path, &members.list[number].0))?;
                    scan = self.scan;
                    cell
                }
            };
            match (cell, field.slot) {
                (Some(cell), Some(slot)) => self.cells.put(row, slot, cell),
                (None, _) if field.presence == Presence::Required => return None,
                _ => {}
            }
        }
        self.scan = scan;
        Some(seen)
    }

    /// Goes through the members of an object, which stands there in the record.
    fn members(&mut self, members: &'p Members, here: Here<'p, '_>, from: &Path<'_>) -> Option<()> {
        let (mut first, mut before) = (true, members.first);
        // A copy, so that it need not be looked up again for every byte.
        let mut scan = self.scan;
        if !scan.take(b'{') {
            return None;
        }
        while scan.part(first, b'}')? {
            first = false;
            let likely = self.hints[before];
            let number = match members.list.get(likely as usize) {
                Some((_, member)) if scan.expect(&member.written) => likely as usize,
                _ => {
                    self.scan = scan;
                    let number = self.name(members, here)?;
                    scan = self.scan;
                    let Some(number) = number else { continue };
                    self.hints[before] = u32::try_from(number).unwrap_or_default();
                    number
                }
            };
            before = members.first + 1 + number;
            let (name, member) = &members.list[number];
            if let (Some(at), Some(field)) = (member.field, member.field.map(|at| here.shape.field(at).1))
                && self.seen[here.seen + at] == 0
            {
                scan.peek();
                if let Some(cell) = self.leaf(&mut scan, &field.ty) {
                    self.seen[here.seen + at] = 1;
                    if let Some(slot) = field.slot {
                        self.cells.put(here.row, slot, cell);
                    }
                    continue;
                }
            }
            self.scan = scan;
            let from = &Path::Field(from, name);
            match member.fields.as_slice() {
                [place] if member.inside.list.is_empty() => self.field(here, *place, from)?,
                [] => self.inside(member, here, from, true)?,
                _ => self.spread(member, here, from)?,
            }
            scan = self.scan;
        }
        self.scan = scan;
        Some(())
    }

    /// A value as it is mostly written, that has no parts; where it is anything else, nothing is taken.
    #[inline(always)]
    fn leaf(&self, scan: &mut Scan<'p>, ty: &Type) -> Option<Cell> {
        match ty {
            Type::Text => scan.plain().and_then(|(start, end)| Cell::text(start, end)),
            Type::Choice(choice) => {
                let variant = self.named[*choice].iter().position(|known| scan.expect(known))?;
                let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                Some(Cell::Choice(ChoiceRef { choice: number(*choice), variant: number(variant) }))
            }
            Type::Date => {
                let start = *scan;
                let date = scan.day().and_then(day);
                if date.is_none() {
                    *scan = start;
                }
                date.map(Cell::Date)
            }
            Type::Bool => match scan.word("true") {
                Some(()) => Some(Cell::Bool(true)),
                None => scan.word("false").map(|()| Cell::Bool(false)),
            },
            Type::Number => scan.whole().map(Cell::Number),
            Type::FiscalYear => {
                let start = *scan;
                let year = scan.whole().filter(|year| (1868..=9999).contains(year)).and_then(|year| i32::try_from(year).ok());
                if year.is_none() {
                    *scan = start;
                }
                year.map(Cell::Year)
            }
            Type::Days => scan.whole().map(Cell::Days),
            Type::Months => scan.whole().map(Cell::Months),
            Type::Years => scan.whole().map(Cell::Years),
            Type::Money(money) if let Some(currency) = money.currency => scan.whole().map(|amount| Cell::Money(amount, currency)),
            _ => None,
        }
    }

    /// The number of the next member; none where it stands for nothing, and was passed over.
    #[inline(never)]
    fn name(&mut self, members: &Members, here: Here<'_, '_>) -> Option<Option<usize>> {
        let name = self.scan.name()?;
        let found = if name.escaped { members.number(&unescaped(name)?) } else { members.number(name.raw) };
        match found {
            None if here.shape.mapped => self.scan.skip(here.depth).map(|()| None),
            None => None,
            found => Some(found),
        }
    }

    /// What stands for several fields at once, or for one and others in it.
    fn spread(&mut self, member: &'p Member, here: Here<'p, '_>, from: &Path<'_>) -> Option<()> {
        let start = self.scan;
        let mut end = None;
        for place in &member.fields {
            self.scan = start;
            self.field(here, *place, from)?;
            end = Some(self.scan);
        }
        if end.is_none() || !member.inside.list.is_empty() {
            self.scan = start;
            self.inside(member, here, from, end.is_none())?;
        }
        self.scan = end.unwrap_or(self.scan);
        Some(())
    }

    /// What has fields in it. Anything else that stands there is passed over; to its end, where nobody knows yet where that is.
    fn inside(&mut self, member: &'p Member, here: Here<'p, '_>, from: &Path<'_>, to_end: bool) -> Option<()> {
        let depth = here.depth.checked_sub(1)?;
        match self.scan.peek() {
            b'{' => self.members(&member.inside, Here { depth, ..here }, from),
            b'[' => {
                self.scan.take(b'[');
                let mut at = 0_usize;
                while self.scan.part(at == 0, b']')? {
                    if at >= member.elements {
                        if !to_end {
                            break;
                        }
                        self.scan.skip(depth)?;
                    } else {
                        let name = at.to_string();
                        match member.inside.find(&name) {
                            Some(element) => self.spread(element, Here { depth, ..here }, &Path::Field(from, &name))?,
                            None => self.scan.skip(depth)?,
                        }
                    }
                    at += 1;
                }
                Some(())
            }
            _ => self.scan.skip(here.depth),
        }
    }

    /// Reads a field from the place of that rank.
    fn field(&mut self, here: Here<'p, '_>, (at, rank): (usize, usize), from: &Path<'_>) -> Option<()> {
        let (name, field) = here.shape.field(at);
        let rank = u32::try_from(rank + 1).unwrap_or(u32::MAX);
        let known = self.seen[here.seen + at];
        if known != 0 && known < rank {
            return self.scan.skip(here.depth);
        }
        let path = if here.shape.mapped { Path::Mapped(here.path, name, from) } else { Path::Field(here.path, name) };
        let cell = self.value(&field.ty, here.depth, &path)?;
        if cell.is_none() && here.shape.mapped {
            return Some(());
        }
        if known == rank || (cell.is_none() && field.presence == Presence::Required) {
            return None;
        }
        self.seen[here.seen + at] = rank;
        if let Some(slot) = field.slot {
            self.cells.put(here.row, slot, cell.unwrap_or(here.shape.blank[slot]));
        }
        Some(())
    }

    /// A value of a type; none where `null` stands there.
    fn value(&mut self, ty: &'p Type, depth: usize, path: &Path<'_>) -> Option<Option<Cell>> {
        let next = self.scan.peek();
        let mut scan = self.scan;
        if let Some(cell) = self.leaf(&mut scan, ty) {
            self.scan = scan;
            return Some(Some(cell));
        }
        match (ty, next) {
            (_, b'n') => self.scan.word("null").map(|()| None),
            (Type::Record(shape), _) => self.record(*shape, depth, path).map(|at| Some(Cell::Record(at))),
            (Type::List(of), b'[') if let Type::Record(shape) = **of => {
                self.records(shape, depth.checked_sub(1)?, path).map(Some)
            }
            (Type::Set(of), b'[')
                if let Type::Choice(choice) = **of
                    && self.named[choice].len() <= 64 =>
            {
                self.choices(of, choice, depth.checked_sub(1)?).map(Some)
            }
            (Type::List(of) | Type::Set(of), b'[') if !matches!(**of, Type::List(_) | Type::Set(_) | Type::Record(_)) => {
                self.several(ty, of, depth.checked_sub(1)?).map(Some)
            }
            (Type::List(_) | Type::Set(_), _) => None,
            _ => match self.less_plain(ty, depth) {
                Some(cell) => Some(Some(cell)),
                None => self.otherwise(ty, depth, path).map(Some),
            },
        }
    }

    /// The records of a list.
    fn records(&mut self, shape: usize, depth: usize, path: &Path<'_>) -> Option<Cell> {
        self.scan.take(b'[');
        let (mut first, mut last, mut count) = (0, None, 0_u32);
        while self.scan.part(count == 0, b']')? {
            let at = self.record(shape, depth, &Path::Element(path, count as usize))?;
            match last.replace(at) {
                None => first = at,
                Some(before) => self.cells.link(before, at),
            }
            count += 1;
        }
        Some(Cell::Records(first, count))
    }

    /// A set of possibilities of a choice, none of them twice.
    fn choices(&mut self, of: &'p Type, choice: usize, depth: usize) -> Option<Cell> {
        let (names, mut likely) = (&self.named[choice], 0);
        let (mut first, mut bits) = (true, 0_u64);
        let mut scan = self.scan;
        scan.take(b'[');
        while scan.part(first, b']')? {
            first = false;
            // Mostly they come in their order.
            let bit = match (likely..names.len()).chain(0..likely).find(|at| scan.expect(&names[*at])) {
                Some(variant) => {
                    likely = variant + 1;
                    1 << variant
                }
                None => {
                    self.scan = scan;
                    let Cell::Choice(one) = self.element(of, depth)? else { return None };
                    scan = self.scan;
                    one.bit()?
                }
            };
            if bits & bit != 0 {
                return None;
            }
            bits |= bit;
        }
        self.scan = scan;
        Some(Cell::Choices(u32::try_from(choice).ok()?, bits))
    }

    /// The values of a set, or of a list of what is no record.
    fn several(&mut self, ty: &'p Type, of: &'p Type, depth: usize) -> Option<Cell> {
        self.scan.take(b'[');
        let start = self.cells.len();
        while self.scan.part(self.cells.len() == start, b']')? {
            let cell = self.element(of, depth)?;
            self.cells.push(cell);
        }
        let (place, count) = (Pass::place(start), Pass::place(self.cells.len() - start));
        match ty {
            Type::List(_) => Some(Cell::List(place, count)),
            _ if self.twice(start) => None,
            _ => Some(Cell::Set(place, count)),
        }
    }

    /// An element of a set, or of a list of what is no record, in which nothing is wrong.
    fn element(&mut self, of: &'p Type, depth: usize) -> Option<Cell> {
        let before = self.faults.len();
        self.value(of, depth, &Path::Root)?.filter(|_| self.faults.len() == before)
    }

    /// A value as others publish it: a fraction, a day with its time, an amount with its currency. Where it is anything else, nothing is taken.
    #[inline(never)]
    fn less_plain(&mut self, ty: &Type, depth: usize) -> Option<Cell> {
        let mut scan = self.scan;
        let cell = match ty {
            Type::Number => {
                let (digits, places) = scan.decimal()?;
                self.cells.of(Value::Number(Exact::ratio(digits.into(), 10_i128.pow(places)).ok()?))
            }
            Type::Date => Cell::Date(day(scan.timed()?.day)?),
            Type::Moment => {
                let timed = scan.timed()?;
                self.cells.of(Value::Moment(Moment::at(day(timed.day)?, timed.second, timed.nano, timed.ahead?)))
            }
            Type::Money(money) => {
                let (amount, currency) = self.amount(&mut scan, depth.checked_sub(1)?)?;
                if money.currency.is_some_and(|expected| expected != currency) {
                    return None;
                }
                self.cells.of(Value::Money(Money { amount, currency }))
            }
            _ => return None,
        };
        self.scan = scan;
        Some(cell)
    }

    /// An amount with its currency; none where either is not there, or is finer than the currency's smallest unit.
    fn amount(&self, scan: &mut Scan<'p>, depth: usize) -> Option<(Exact, Currency)> {
        let (mut amount, mut currency, mut first) = (None, None, true);
        if !scan.take(b'{') {
            return None;
        }
        while scan.part(first, b'}')? {
            first = false;
            let name = scan.name().filter(|name| !name.escaped)?;
            scan.peek();
            let again = match name.raw {
                "amount" => amount.replace(scan.decimal()?).is_some(),
                "currency" => currency.replace(scan.plain()?).is_some(),
                _ if self.mapped => scan.skip(depth).is_none(),
                _ => true,
            };
            if again {
                return None;
            }
        }
        let (digits, places) = amount?;
        let currency = currency.and_then(|(start, end)| Currency::parse(self.text.get(start..end)?))?;
        let amount = Exact::ratio(digits.into(), 10_i128.pow(places)).ok()?;
        (places <= currency.minor_digits()).then_some((amount, currency))
    }

    /// A value in a form that is not read here, or none that can be read.
    #[inline(never)]
    fn otherwise(&mut self, ty: &Type, depth: usize, path: &Path<'_>) -> Option<Cell> {
        let raw = self.scan.value(depth)?;
        if self.faults.len() >= FAULTS {
            return None;
        }
        let mut reader = self.reader();
        match reader.leaf(raw, ty, path) {
            Ok(Value::Text(text)) => self.cells.aside(&text),
            Ok(value) => Some(self.cells.of(value)),
            Err(reason) => {
                reader.report(path, raw, reason);
                Some(Cell::Unknown(Why::Unreadable))
            }
        }
    }

    /// Whether any two of the cells from a place on are the same.
    fn twice(&self, start: usize) -> bool {
        let row = Row::new(self.cells, self.text);
        let items = row.items(Pass::place(start), Pass::place(self.cells.len() - start));
        let same = |one: &Cell, other: &Cell| match (one, other) {
            (Cell::Text(one), Cell::Text(other)) => row.text(*one) == row.text(*other),
            (Cell::Other(one), Cell::Other(other)) => row.other(*one).total_cmp(row.other(*other)).is_eq(),
            _ => one == other,
        };
        items.len() > FEW || items.iter().enumerate().any(|(at, one)| items[at + 1..].iter().any(|other| same(one, other)))
    }

    fn place(at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// The day of that year, month and day, where there is one.
#[inline(always)]
fn day([year, month, day]: [u32; 3]) -> Option<Date> {
    i32::try_from(year).ok().and_then(|year| Date::ymd(year, month, day))
}

/// What the text of a name says in which escapes stand.
#[inline(never)]
fn unescaped(name: Quoted<'_>) -> Option<String> {
    serde_json::from_str(&format!("\"{}\"", name.raw)).ok()
}
