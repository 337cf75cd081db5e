//! The rules of date expressions: what comes in are [`Atom`]s, what goes out are [`Found`]
//! expressions: which atoms, and what they say as [`Point`]s. Tying them to the calendar is left
//! to `resolve`.
//!
//! Each rule is a method that reads from an atom on and returns what it read with the index behind
//! it, or `None`. Sources of the shapes: CONTRACT.md, "Dates in the text"; natasha's date grammar
//! (day-month-year, numeric, year, decade); the Rules of Russian spelling on numerals with endings
//! ("5-го", "90-х") and on ranges with dashes.

mod absolute;
mod bounds;
mod numbers;
mod ranges;
mod relative;
mod surroundings;

use std::cell::Cell;

use super::atoms::{Atom, Caps};
use super::lexicon::{Lex, OrdinalForm};
use super::resolve::{Base, Point, Year};
use crate::text::fold_char;

/// An expression in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Atoms, end exclusive.
    pub start: usize,
    pub end: usize,
    pub from: Point,
    /// The other end of a range.
    pub to: Option<Point>,
}

/// A reading of one expression, and the atom behind it.
#[derive(Debug, Clone, Copy)]
struct Read {
    point: Point,
    end: usize,
    /// A number that is a year only in the right surroundings ("в 1995").
    weak: bool,
}

/// A number that needs what follows to mean something: "3" of "с 3 по 5 сентября".
#[derive(Debug, Clone, Copy)]
struct Bare {
    value: u16,
    /// Digits it is written in; 0 for words.
    digits: u8,
    roman: bool,
    /// Of an ordinal in words.
    form: Option<OrdinalForm>,
}

/// The ending of a number written in digits: "-го", "-х".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suffix {
    /// "го"
    Genitive,
    /// "е": neuter nominative or plural.
    E,
    /// "м"
    Prepositional,
    /// "му"
    Dative,
    /// "й"
    Masculine,
    /// "х", "ми": plural.
    Plural,
    /// "я", "ю"
    Feminine,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// "2025 года": a year wherever it stands.
    Strong,
    /// "2025-го"
    Suffixed,
    /// "2025"
    Weak,
}

/// The longest list whose items share what the last one says.
const LIST_LIMIT: usize = 8;

/// How deep rules may call each other.
const DEEPEST: u8 = 8;

pub(super) struct Grammar<'a> {
    text: &'a str,
    atoms: &'a [Atom],
    depth: Cell<u8>,
}

fn read(base: Base, end: usize) -> Option<Read> {
    Some(Read {
        point: Point::new(base),
        end,
        weak: false,
    })
}

fn read_with(base: Base, year: Year, end: usize) -> Option<Read> {
    Some(Read {
        point: Point::with_year(base, year),
        end,
        weak: false,
    })
}

impl<'a> Grammar<'a> {
    pub fn new(text: &'a str, atoms: &'a [Atom]) -> Self {
        Self {
            text,
            atoms,
            depth: Cell::new(0),
        }
    }

    /// Reads whatever starts at atom `i` into `found` and returns the atom to go on from.
    pub fn advance(&self, i: usize, found: &mut Vec<Found>) -> usize {
        if !self.may_start(i) {
            return i + 1;
        }
        if let Some(end) = self.no_date(i) {
            return end;
        }
        if let Some(end) = self.list(i, found) {
            return end;
        }
        if let Some(end) = self.several_ranges(i, found) {
            return end;
        }
        if let Some(range) = self.range(i) {
            if let Some(days) = self.moved(&range) {
                found.extend(days);
                return range.end;
            }
            found.push(Found {
                start: self.opening(i),
                ..range
            });
            return self.further_years(&range, found).unwrap_or(range.end);
        }
        if let Some(one) = self.read_in_context(i) {
            let one = Found {
                start: self.opening(i),
                end: one.end,
                from: one.point,
                to: None,
            };
            found.push(one);
            return self.further_years(&one, found).unwrap_or(one.end);
        }
        i + 1
    }

    /// The expression that starts at atom `i`, whatever stands around it.
    fn read(&self, i: usize) -> Option<Read> {
        // Rules nest ("в конце первой половины…", lists that borrow a year); a text that nests
        // them without end must not exhaust the stack.
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return None;
        }
        self.depth.set(depth + 1);
        let one = self.read_unguarded(i);
        self.depth.set(depth);
        one
    }

    fn read_unguarded(&self, i: usize) -> Option<Read> {
        let one = match self.lex(i) {
            Lex::Digits { .. } => self
                .numeric(i)
                .or_else(|| self.roman_month(i))
                .or_else(|| self.day_and_month(i))
                .or_else(|| self.numbered(i))
                .or_else(|| self.ago(i))
                .or_else(|| self.year_alone(i)),
            Lex::Ordinal { .. } | Lex::Cardinal(_) | Lex::Thousand => self
                .day_and_month(i)
                .or_else(|| self.numbered(i))
                .or_else(|| self.first_months(i))
                .or_else(|| self.ago(i))
                .or_else(|| self.year_alone(i)),
            Lex::Roman(_) => self.numbered(i),
            Lex::Month { .. } => self.month(i),
            Lex::Weekday { .. } => self.weekday(i),
            Lex::Season { .. } => self.season(i, None),
            Lex::PartWord(part) => self.part(i, part),
            Lex::Which(which) => self.which(i, which),
            Lex::RelativeDay(days) => self.relative_day(i, Base::RelativeDay(days)),
            Lex::Eve => self.eve(i),
            Lex::Through | Lex::Later => self.through(i),
            Lex::Juche => self.year_alone(i),
            Lex::YearWord(_)
            | Lex::HalfYearSpan
            | Lex::HalfCenturySpan
            | Lex::OneAndHalf
            | Lex::MonthWord { .. }
            | Lex::WeekWord { .. }
            | Lex::YearsCounted
            | Lex::DayAndNight => self.ago(i),
            Lex::DayWord { .. } => self.ago(i).or_else(|| self.holiday(i)),
            Lex::HolidayWord => self.holiday(i),
            _ => None,
        }?;
        Some(self.borrow_year(one))
    }

    fn lex(&self, i: usize) -> Lex {
        self.atoms.get(i).map_or(Lex::Break, |atom| atom.lex)
    }

    fn lex_before(&self, i: usize, back: usize) -> Lex {
        i.checked_sub(back).map_or(Lex::Break, |at| self.lex(at))
    }

    fn glued(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|atom| atom.glued)
    }

    fn caps(&self, i: usize) -> Caps {
        self.atoms.get(i).map_or(Caps::Lower, |atom| atom.caps)
    }

    fn written(&self, i: usize) -> &str {
        self.atoms
            .get(i)
            .and_then(|atom| self.text.get(atom.start as usize..atom.end as usize))
            .unwrap_or_default()
    }

    /// Whether the atom is this word; `word` in lower case with е for ё.
    fn is(&self, i: usize, word: &str) -> bool {
        let written = self.written(i);
        !written.is_empty() && written.chars().map(fold_char).eq(word.chars())
    }

    fn is_one_of(&self, i: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(i, word))
    }

    /// Whether the atom begins with this stem, spelled as for [`Grammar::is`].
    fn starts_with(&self, i: usize, stem: &str) -> bool {
        let mut written = self.written(i).chars().map(fold_char);
        stem.chars().all(|c| written.next() == Some(c))
    }

    fn digits(&self, i: usize) -> Option<(u32, u8)> {
        match self.lex(i) {
            Lex::Digits { value, len } => Some((value, len)),
            _ => None,
        }
    }

    /// Behind an abbreviation's full stop, if it has one.
    fn past_dot(&self, i: usize) -> usize {
        if self.lex(i) == Lex::Dot && self.glued(i) {
            i + 1
        } else {
            i
        }
    }

    fn past(&self, i: usize, lex: Lex) -> usize {
        if self.lex(i) == lex { i + 1 } else { i }
    }

    fn past_prep(&self, i: usize) -> usize {
        if matches!(self.lex(i), Lex::Prep(_)) {
            i + 1
        } else {
            i
        }
    }
}

/// The most days that a month can have; 0 for none.
fn longest(month: u8) -> u32 {
    super::calendar::days_in_month(2000, month as i8) as u32
}

fn plausible_year(value: u16) -> bool {
    (1000..=2999).contains(&value)
}

fn valid_day(day: u32, month: u32, year: Option<i16>) -> bool {
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return false;
    };
    day >= 1 && day <= super::calendar::days_in_month(year.unwrap_or(2000), month)
}
