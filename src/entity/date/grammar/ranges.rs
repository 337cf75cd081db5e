//! Several expressions in one: lists that share a month or year, ranges with two ends.

use super::super::lexicon::{Case, Lex, PartWord, Prep};
use super::super::resolve::{Base, Part, Point, Year};
use super::{Bare, Found, Grammar, LIST_LIMIT, Read, Suffix, plausible_year, read_with};

/// Stems of words for putting off, in lower case with е for ё.
const MOVING: [&str; 7] = [
    "перенес",
    "перенос",
    "сдвин",
    "отлож",
    "отсроч",
    "передвин",
    "перемест",
];

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
                // "45, 7 мая" is no list: a list of two is joined by a word, or "2019, 2020 гг."
                let plural = matches!(
                    self.lex_before(last.end, 1),
                    Lex::YearsWord | Lex::YearsAbbr
                ) || self.lex_before(last.end, 2) == Lex::YearsAbbr;
                if !joined && count < 2 && !plural {
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
        if let Some((value, len @ (2 | 4))) = self.digits(j) {
            let suffix = self.suffix(j + 1);
            let end = suffix.map_or(j + 1, |(_, end)| end);
            let plural = matches!(self.lex(end), Lex::YearsWord | Lex::YearsAbbr);
            if plural && len == 4 {
                let end = self.years_word(end)?;
                return plausible_year(value as u16)
                    .then(|| read_with(Base::Year, Year::Of(value as i16), end))
                    .flatten();
            }
            // "в 41 и 42 годах"; "60 и 70 годы" are decades.
            let decade = matches!(suffix, Some((Suffix::Plural | Suffix::E, _)));
            if plural && value > 31 && !value.is_multiple_of(10) && !decade {
                return read_with(Base::Year, Year::Spoken(value as u8), self.years_word(end)?);
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
        // "сентябрь 2014 — январь 2015 годов"
        let plural = matches!(self.lex(found.end), Lex::YearsWord | Lex::YearsAbbr)
            && found.to.is_some_and(|to| matches!(to.year, Year::Of(_)))
            && matches!(self.lex_before(found.end, 1), Lex::Digits { len: 4, .. });
        let end = if plural {
            self.years_word(found.end)?
        } else {
            found.end
        };
        self.may_end(end).then_some(Found { end, ..found })
    }

    /// "с 3 по 5 сентября", "от 3 до 5 мая", "между 3 и 5 мая", "с 4 на 5 мая".
    pub(super) fn spoken_range(&self, i: usize) -> Option<Found> {
        let first_bare = self.bare(i + 1);
        let first_full = self.read(i + 1).or_else(|| {
            let one = self.short_numeric(i + 1)?;
            self.numeric(one.end + 1).and(Some(one))
        });
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
        let second = self
            .year_of_range(start)
            .or_else(|| self.short_year_of_range(first_bare.map(|(bare, _)| bare), start))
            .or_else(|| self.read(start));
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
        let suffixed = self.suffix(start + 1).is_some();
        let amounts =
            self.lex(middle) == Lex::Prep(Prep::Do) && full.is_none_or(|one| one.weak) && !suffixed;
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

    /// "99 год" of "с 91 по 99 год" and "с 1991 по 99 год": two digits are a year where the other
    /// end is one.
    fn short_year_of_range(&self, first: Option<Bare>, i: usize) -> Option<Read> {
        let (value, 2) = self.digits(i)? else {
            return None;
        };
        let first = first?;
        let year = match first.digits {
            2 => Year::Spoken(value as u8),
            4 if plausible_year(first.value) => {
                let first = first.value as i16;
                let year = first - first % 100 + value as i16;
                Year::Of(if year < first { year + 100 } else { year })
            }
            _ => return None,
        };
        let (end, suffixed) = match self.suffix(i + 1) {
            Some((Suffix::Masculine | Suffix::Genitive, end)) => (end, true),
            Some(_) => return None,
            None => (i + 1, false),
        };
        let end = match self.lex(end) {
            Lex::YearWord(Case::NomAcc | Case::Gen) => end + 1,
            Lex::YearsWord | Lex::YearsAbbr | Lex::YearAbbr => self.years_word(end)?,
            // "с 91-го по 99-й": more than any month has days.
            _ if suffixed && value > 31 && first.value > 31 && self.may_end(end) => end,
            _ => return None,
        };
        if self.is_one_of(end, &["жизни", "обучения", "службы"]) {
            return None;
        }
        read_with(Base::Year, year, end)
    }

    /// "с 1 по 3 и с 5 по 7 мая": ranges that share what the last one says.
    pub(super) fn several_ranges(&self, i: usize, found: &mut Vec<Found>) -> Option<usize> {
        let mut items: Vec<(usize, usize, Bare, Bare)> = Vec::new();
        let mut at = i;
        let last = loop {
            if self.lex(at) == Lex::Prep(Prep::S)
                && items.len() < LIST_LIMIT
                && let Some((first, end)) = self.bare(at + 1)
                && matches!(self.lex(end), Lex::Prep(Prep::Po | Prep::Do | Prep::Na))
                && let Some((second, end)) = self.bare(end + 1)
                && matches!(self.lex(end), Lex::And | Lex::Comma)
            {
                items.push((at, end, first, second));
                at = end + 1;
                continue;
            }
            if items.is_empty() {
                return None;
            }
            let one = |one: Read| Found {
                start: at,
                end: one.end,
                from: one.point,
                to: None,
            };
            break self
                .range(at)
                .or_else(|| self.read(at).filter(|one| !one.weak).map(one))?;
        };
        let whole = last.to.unwrap_or(last.from);
        let mut ranges = Vec::with_capacity(items.len());
        for (start, end, first, second) in items {
            ranges.push(Found {
                start,
                end,
                from: self.unify(first, &whole)?,
                to: Some(self.unify(second, &whole)?),
            });
        }
        found.append(&mut ranges);
        found.push(last);
        Some(last.end)
    }

    /// "перенесена с 5 на 7 мая": from one day to another, not from the one till the other. The
    /// night "с 4 на 5 мая" is the range that "с … на …" makes of two days in a row.
    pub(super) fn moved(&self, range: &Found) -> Option<[Found; 2]> {
        if self.lex(range.start) != Lex::Prep(Prep::S) {
            return None;
        }
        let middle = (range.start..range.end).find(|&at| {
            matches!(self.lex(at), Lex::Prep(Prep::Na | Prep::Po | Prep::Do)) && at > range.start
        })?;
        if self.lex(middle) != Lex::Prep(Prep::Na) {
            return None;
        }
        let (mut from, to) = (range.from, range.to?);
        let mut in_a_row = false;
        match (from.base, to.base) {
            (Base::Day { day: a, month: m }, Base::Day { day: b, month: n }) => {
                in_a_row = m == n && a + 1 == b || m % 12 + 1 == n && a >= 28 && b == 1;
                if from.year == Year::None {
                    // What is put off over New Year was to be in the year before.
                    from.year = match to.year {
                        Year::Of(year) if m > n + 6 => Year::Of(year - 1),
                        Year::Of(year) if n > m + 6 => Year::Of(year + 1),
                        year => year,
                    };
                }
            }
            (Base::DayOfMonth { day: a, .. }, Base::DayOfMonth { day: b, .. }) => {
                in_a_row = a + 1 == b;
            }
            (Base::Weekday { day: a, .. }, Base::Weekday { day: b, .. }) => {
                in_a_row = (a + 1) % 7 == b;
            }
            _ => {}
        }
        let before = |reach: usize, holds: &dyn Fn(usize) -> bool| {
            (range.start.saturating_sub(reach)..range.start)
                .rev()
                .take_while(|&at| !matches!(self.lex(at), Lex::Break | Lex::EndMark | Lex::Dot))
                .any(holds)
        };
        let night = before(3, &|at| self.lex(at) == Lex::Night || self.is(at, "ночью"));
        let moving = before(8, &|at| {
            MOVING.iter().any(|stem| self.starts_with(at, stem))
        });
        if night || in_a_row && !moving {
            return None;
        }
        let found = |start: usize, end: usize, from: Point| Found {
            start,
            end,
            from,
            to: None,
        };
        // "с воскресенья, 7 сентября, на вторник"
        let comma = usize::from(self.lex_before(middle, 1) == Lex::Comma);
        Some([
            found(range.start + 1, middle - comma, from),
            found(middle + 1, range.end, to),
        ])
    }

    /// "летом 2023 и 2024 годов", "в мае—июне 2023 и 2024 годов": `one` again in each of the years
    /// that follow. Reports those and returns the atom behind them.
    pub(super) fn further_years(&self, one: &Found, found: &mut Vec<Found>) -> Option<usize> {
        let last = one.to.unwrap_or(one.from);
        let plain = last.base == Base::Year && last.part == Part::Whole;
        let one_year = one.to.is_none() || matches!(one.from.year, Year::None);
        let numbered = one_year
            && matches!(last.year, Year::Of(_))
            && (matches!(self.lex_before(one.end, 1), Lex::Digits { len: 4, .. })
                || self.lex_before(one.end, 2) == Lex::Dash);
        if plain || !numbered {
            return None;
        }
        let mut years: [(usize, usize, i16); LIST_LIMIT] = [(0, 0, 0); LIST_LIMIT];
        let (mut count, mut at) = (0, one.end);
        loop {
            if count == LIST_LIMIT || !matches!(self.lex(at), Lex::And | Lex::Or | Lex::Comma) {
                return None;
            }
            let (value, 4) = self.digits(at + 1)? else {
                return None;
            };
            let year = i16::try_from(value)
                .ok()
                .filter(|_| plausible_year(value as u16))?;
            let end = self.suffix(at + 2).map_or(at + 2, |(_, end)| end);
            let last = matches!(
                self.lex(end),
                Lex::YearsWord | Lex::YearsAbbr | Lex::YearWord(Case::Gen)
            );
            let end = if last { self.years_word(end)? } else { end };
            years[count] = (at + 1, end, year);
            count += 1;
            at = end;
            if last {
                break;
            }
        }
        for &(start, end, year) in &years[..count] {
            let in_year = |point: Point| Point {
                year: Year::Of(year),
                ..point
            };
            found.push(Found {
                start,
                end,
                from: in_year(one.from),
                to: one.to.map(in_year),
            });
        }
        Some(at)
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
        // "01.09–07.09.2025"
        if let Some(one) = self.short_numeric(i)
            && self.lex(one.end) == Lex::Dash
            && let Some(two) = self.numeric(one.end + 1)
        {
            return Some(Found {
                start: i,
                end: two.end,
                from: one.point,
                to: Some(two.point),
            });
        }
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
        // "в 91–92 годах"; "60–70 годы" are decades.
        if bare.digits == 2
            && !bare.value.is_multiple_of(10)
            && let Some(from) = u8::try_from(bare.value).ok().filter(|&year| year > 31)
            && let Some((second, 2)) = self.digits(end + 1)
            && second > u32::from(bare.value)
            && matches!(self.lex(end + 2), Lex::YearsWord | Lex::YearsAbbr)
        {
            return Some(Found {
                start: i,
                end: self.years_word(end + 2)?,
                from: Point::with_year(Base::Year, Year::Spoken(from)),
                to: Some(Point::with_year(Base::Year, Year::Spoken(second as u8))),
            });
        }
        if (slash || bare.digits == 4)
            && let Some(found) = self.dashed_years(i, bare, end, slash)
        {
            return Some(found);
        }
        let two = self.read(end + 1)?;
        // "5/6 мая" is the night between two days.
        let night =
            matches!(two.point.base, Base::Day { day, .. } if u16::from(day) == bare.value + 1);
        if two.weak || slash && !(night && self.glued(end) && self.glued(end + 1)) {
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
        // "в сезоне 1989-90"
        let season = tight && second == first + 1 && i > 0 && self.starts_with(i - 1, "сезон");
        // "495 2024-2025" is a telephone number.
        let behind_digits = matches!(self.lex_before(i, 1), Lex::Digits { .. });
        // "в 1941–45"
        let placed = tight
            && self.lex_before(i, 1) == Lex::Prep(Prep::V)
            && !self.starts_with(end, "процент")
            && !["ах", "ях"]
                .iter()
                .any(|ending| self.written(end).ends_with(ending));
        let good = !behind_digits
            && (tight || len == 4 && !slash)
            && (1500..=2100).contains(&first)
            && (1500..=2100).contains(&second)
            && !self.counts(end)
            && self.may_end(end)
            && (len == 4 || slash || bracketed || season || placed);
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
