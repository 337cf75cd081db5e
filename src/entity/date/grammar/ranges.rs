//! Several expressions in one: lists that share a month or year, ranges with two ends.

use super::super::lexicon::{Lex, PartWord, Prep};
use super::super::resolve::{Base, Part, Point, Year};
use super::{Bare, Found, Grammar, LIST_LIMIT, Read, Suffix, plausible_year, read_with};

impl Grammar<'_> {
    /// "12 и 14 августа", "5, 6 и 7 июня", "в 2010 и 2014 годах": several expressions that share
    /// what the last one says.
    pub(super) fn list(&self, i: usize, found: &mut Vec<Found>) -> Option<usize> {
        if !matches!(
            self.lex(i),
            Lex::Digits { .. } | Lex::Roman(_) | Lex::Ordinal { .. } | Lex::Cardinal(_)
        ) {
            return None;
        }
        let mut items: [(usize, usize, Bare, Option<Bare>); LIST_LIMIT] = [(
            0,
            0,
            Bare {
                value: 0,
                digits: 0,
                roman: false,
                form: None,
            },
            None,
        ); LIST_LIMIT];
        let (mut count, mut j, mut joined) = (0, i, false);
        loop {
            if let Some(last) = (count > 0).then(|| self.list_end(j)).flatten() {
                // "45, 7 мая" is no list: a list of two is joined by a word.
                if !joined && count < 2 {
                    return None;
                }
                return self.close_list(&items[..count], j, last, found);
            }
            if count == LIST_LIMIT {
                return None;
            }
            let (first, mut end) = self.bare(j)?;
            let mut second = None;
            if self.lex(end) == Lex::Dash {
                let (other, behind) = self.bare(end + 1)?;
                (second, end) = (Some(other), behind);
            }
            items[count] = (j, end, first, second);
            count += 1;
            joined = match self.lex(end) {
                Lex::And | Lex::Or => true,
                Lex::Comma if !self.glued(end + 1) => false,
                _ => return None,
            };
            j = end + 1;
            if matches!(
                self.lex(j),
                Lex::Prep(Prep::V | Prep::Na | Prep::K | Prep::S | Prep::Do)
            ) && joined
            {
                j += 1;
            }
        }
    }

    /// The last expression of a list, where a year may be followed by a plural.
    pub(super) fn list_end(&self, j: usize) -> Option<Read> {
        if let Some((value, 4)) = self.digits(j) {
            let end = self.suffix(j + 1).map_or(j + 1, |(_, end)| end);
            if self.lex(end) == Lex::YearsWord || self.lex(end) == Lex::YearsAbbr {
                let end = self.years_word(end)?;
                return plausible_year(value as u16)
                    .then(|| read_with(Base::Year, Year::Of(value as i16), end))
                    .flatten();
            }
        }
        let one = self.range_point(j)?;
        (!one.weak).then_some(one)
    }

    /// The first point of a range that closes a list ("15–17 и 20–22 мая"), or the expression.
    pub(super) fn range_point(&self, j: usize) -> Option<Read> {
        let dash = self
            .bare(j)
            .is_some_and(|(_, end)| self.lex(end) == Lex::Dash);
        match dash.then(|| self.dashed(j)).flatten() {
            Some(range) => Some(Read {
                point: range.to.unwrap_or(range.from),
                end: range.end,
                weak: false,
            }),
            None => self.read(j),
        }
    }

    pub(super) fn close_list(
        &self,
        items: &[(usize, usize, Bare, Option<Bare>)],
        last_start: usize,
        last: Read,
        found: &mut Vec<Found>,
    ) -> Option<usize> {
        // Before anything is reported, every item must fit.
        for (_, _, first, second) in items {
            self.unify(*first, &last.point)?;
            if let Some(second) = second {
                self.unify(*second, &last.point)?;
            }
        }
        if !self.may_end(last.end) {
            return None;
        }
        for &(start, end, first, second) in items {
            found.push(Found {
                start,
                end,
                from: self.unify(first, &last.point)?,
                to: second.and_then(|second| self.unify(second, &last.point)),
            });
        }
        found.push(match self.dashed(last_start) {
            Some(range) if range.end == last.end => range,
            _ => Found {
                start: last_start,
                end: last.end,
                from: last.point,
                to: None,
            },
        });
        Some(last.end)
    }

    pub(super) fn range(&self, i: usize) -> Option<Found> {
        let found = match self.lex(i) {
            Lex::Prep(Prep::S | Prep::Ot | Prep::Between) => self.spoken_range(i),
            Lex::Prep(_) => None,
            _ => self.dashed(i),
        }?;
        self.may_end(found.end).then_some(found)
    }

    /// "с 3 по 5 сентября", "от 3 до 5 мая", "между 3 и 5 мая", "с 4 на 5 мая".
    pub(super) fn spoken_range(&self, i: usize) -> Option<Found> {
        let first_bare = self.bare(i + 1);
        let first_full = self.read(i + 1);
        // The end of the first is where the connecting word stands.
        let connects = |at: usize| {
            matches!(
                (self.lex(i), self.lex(at)),
                (
                    Lex::Prep(Prep::S),
                    Lex::Prep(Prep::Po | Prep::Do | Prep::Na)
                ) | (Lex::Prep(Prep::Ot), Lex::Prep(Prep::Do))
                    | (Lex::Prep(Prep::Between), Lex::And)
            )
        };
        let full = first_full.filter(|one| connects(self.past(one.end, Lex::Comma)));
        let middle = match full {
            Some(one) => self.past(one.end, Lex::Comma),
            None => {
                let (_, end) = first_bare.filter(|&(_, end)| connects(end))?;
                end
            }
        };
        let start = middle + 1;
        // "по конец мая", "по настоящее время" has no end.
        let second = self.year_of_range(start).or_else(|| self.read(start));
        let night = self.lex(middle) == Lex::Prep(Prep::Na);
        let (from, to, end) = match (full, second) {
            (Some(one), Some(two)) => {
                let (from, to) = self.align(one, two)?;
                (from, to, two.end)
            }
            (None, Some(two)) => {
                let (bare, _) = first_bare?;
                let from = self.unify(bare, &two.point)?;
                if two.weak && self.counts(two.end) {
                    return None;
                }
                (from, two.point, two.end)
            }
            _ => return None,
        };
        // "с мая 2024 по 2025 рублей" and "вырос с 1800 до 2000" are amounts.
        let amounts = self.lex(middle) == Lex::Prep(Prep::Do) && full.is_none_or(|one| one.weak);
        if second.is_some_and(|two| two.weak) && (amounts || self.counts(end)) {
            return None;
        }
        if night && !matches!(to.base, Base::Day { .. } | Base::Weekday { .. }) {
            return None;
        }
        Some(Found {
            start: i,
            end,
            from,
            to: Some(to),
        })
    }

    /// The second year of a range with the plural behind it: "по 2010 годы".
    pub(super) fn year_of_range(&self, i: usize) -> Option<Read> {
        let (value, 4) = self.digits(i)? else {
            return None;
        };
        let end = self.suffix(i + 1).map_or(i + 1, |(_, end)| end);
        if !matches!(
            self.lex(end),
            Lex::YearsWord | Lex::YearsAbbr | Lex::YearAbbr
        ) {
            return None;
        }
        if let Some((Suffix::E | Suffix::Plural, _)) = self.suffix(i + 1) {
            return None;
        }
        let end = self.years_word(end)?;
        plausible_year(value as u16)
            .then(|| read_with(Base::Year, Year::Of(value as i16), end))
            .flatten()
    }

    /// Makes both ends of "с … по …" fit: a weak year counts beside another date.
    pub(super) fn align(&self, one: Read, two: Read) -> Option<(Point, Point)> {
        let both_years = one.point.base == Base::Year && two.point.base == Base::Year;
        if one.weak && two.weak && !both_years {
            return None;
        }
        let kind = |point: &Point| {
            matches!(
                point.base,
                Base::ContextDay(_) | Base::BeforeEra(_) | Base::Eve | Base::Shift { .. }
            )
        };
        if kind(&one.point) || kind(&two.point) {
            return None;
        }
        Some((one.point, two.point))
    }

    /// "1–7 сентября 2024 года", "май — июнь", "1939–1945 гг.", "60–70-е годы", "2024/25".
    pub(super) fn dashed(&self, i: usize) -> Option<Found> {
        // Full expressions at both ends.
        let full = self.read(i);
        if let Some(one) = full.filter(|one| self.lex(one.end) == Lex::Dash) {
            let start = one.end + 1;
            let second = self.year_of_range(start).or_else(|| self.read(start));
            if let Some(two) = second.filter(|two| self.same_kind(&one.point, &two.point)) {
                // "в 2017 году — 1809 рублей": the second number is no year.
                let numbers = two.weak && matches!(one.point.year, Year::Of(_));
                if !numbers {
                    return Some(Found {
                        start: i,
                        end: two.end,
                        from: one.point,
                        to: Some(two.point),
                    });
                }
            }
        }
        if let Lex::PartWord(part) = self.lex(i) {
            return self.dashed_parts(i, part);
        }
        let (bare, end) = self.bare(i)?;
        if !matches!(self.lex(end), Lex::Dash | Lex::Slash) {
            return None;
        }
        let slash = self.lex(end) == Lex::Slash;
        if (slash || bare.digits == 4)
            && let Some(found) = self.dashed_years(i, bare, end, slash)
        {
            return Some(found);
        }
        if slash {
            return None;
        }
        let two = self.read(end + 1)?;
        if two.weak {
            return None;
        }
        let from = self.unify(bare, &two.point)?;
        Some(Found {
            start: i,
            end: two.end,
            from,
            to: Some(two.point),
        })
    }

    /// "конец XIX – начало XX века": parts of two wholes, the first of which is a bare number.
    fn dashed_parts(&self, i: usize, part: PartWord) -> Option<Found> {
        let (bare, end) = self.bare(i + 1)?;
        if self.lex(end) != Lex::Dash {
            return None;
        }
        let two = self.read(end + 1)?;
        if two.weak || two.point.part == Part::Whole {
            return None;
        }
        let from = Point {
            part: part.into(),
            ..self.unify(bare, &two.point)?
        };
        Some(Found {
            start: i,
            end: two.end,
            from,
            to: Some(two.point),
        })
    }

    /// "1939–1945 гг.", "1941–45 годах", "2024/25", "1939–1945".
    pub(super) fn dashed_years(
        &self,
        i: usize,
        bare: Bare,
        dash: usize,
        slash: bool,
    ) -> Option<Found> {
        if bare.digits != 4 || !plausible_year(bare.value) {
            return None;
        }
        let at = dash + 1;
        let (value, len) = self.digits(at)?;
        let first = i16::try_from(bare.value).ok()?;
        let second = match len {
            4 => i16::try_from(value).ok()?,
            2 => first - first % 100 + value as i16,
            _ => return None,
        };
        let ordered = first < second && plausible_year(second as u16);
        if !ordered || slash && second != first + 1 {
            return None;
        }
        let suffix = self.suffix(at + 1);
        if let Some((Suffix::E | Suffix::Plural | Suffix::Feminine, _)) = suffix {
            return None;
        }
        let end = suffix.map_or(at + 1, |(_, end)| end);
        let word = self.years_word(end);
        let from = Point::with_year(Base::Year, Year::Of(first));
        let to = Point::with_year(Base::Year, Year::Of(second));
        if let Some(end) = word {
            return Some(Found {
                start: i,
                end,
                from,
                to: Some(to),
            });
        }
        // Without a word: not phone numbers, not "1000–1500 человек", not page numbers.
        let tight = self.glued(dash) && self.glued(at);
        // "(1996–98)"
        let bracketed = tight && self.lex_before(i, 1) == Lex::Open && self.lex(end) == Lex::Close;
        // "495 2024-2025" is a telephone number.
        let behind_digits = matches!(self.lex_before(i, 1), Lex::Digits { .. });
        let good = !behind_digits
            && (tight || len == 4 && !slash)
            && (1500..=2100).contains(&first)
            && (1500..=2100).contains(&second)
            && !self.counts(end)
            && self.may_end(end)
            && (len == 4 || slash || bracketed);
        good.then_some(Found {
            start: i,
            end,
            from,
            to: Some(to),
        })
    }

    /// Whether a dash between two expressions makes a range of them: "понедельник — 5 мая" is
    /// none.
    pub(super) fn same_kind(&self, one: &Point, two: &Point) -> bool {
        let kind = |point: &Point| match point.base {
            Base::Day { .. } => 1,
            Base::Month(_) => 2,
            Base::Year => 3,
            Base::Decade(_) | Base::TensDecade { .. } => 4,
            Base::Century(_) => 5,
            Base::Season(_) => 6,
            Base::Weekday { week: None, .. } => 7,
            Base::Quarter(_) => 8,
            _ => 0,
        };
        kind(one) != 0 && kind(one) == kind(two)
    }
}
