//! Single expressions that name their place in the calendar: days, months, parts of years,
//! decades, centuries.

use super::super::atoms::Caps;
use super::super::lexicon::{Case, Lex, OrdinalForm, PartWord, Prep, Season, Which};
use super::super::resolve::{Base, Century, Part, Point, Unit, Year};
use super::{Grammar, Read, Strength, Suffix, plausible_year, read, read_with, valid_day};
use crate::entity::Granularity;

/// How many days the Gregorian calendar is ahead of the Julian since it was made in 1582: 10 until
/// 1700, then one more in each of 1700, 1800 and 1900.
const STYLES_APART: std::ops::RangeInclusive<u32> = 10..=13;

/// The last year in which a country of Europe went over to the new style was 1923 (Greece); books
/// give both for a few years more.
const LAST_OLD_STYLE: i16 = 1930;

impl Grammar<'_> {
    /// "5 мая и 7 июня 2025 года", "весной и летом 2024 года": the first one takes the year of
    /// the next.
    pub(super) fn borrow_year(&self, mut one: Read) -> Read {
        let borrows = matches!(
            one.point.base,
            Base::Day { .. } | Base::Month(_) | Base::Season(_)
        ) && one.point.year == Year::None
            && one.point.which.is_none();
        if !borrows || !matches!(self.lex(one.end), Lex::And | Lex::Or | Lex::Comma) {
            return one;
        }
        let next = self.past_prep(one.end + 1);
        if !matches!(
            self.lex(next),
            Lex::Digits { .. } | Lex::Ordinal { .. } | Lex::Month { .. } | Lex::Season { .. }
        ) {
            return one;
        }
        let Some(next) = self.read(next) else {
            return one;
        };
        let later = match (one.point.base, next.point.base) {
            (Base::Day { day: a, month: m }, Base::Day { day: b, month: n }) => (m, a) > (n, b),
            (Base::Month(m), Base::Month(n)) => m > n,
            (Base::Season(_), Base::Season(_)) => false,
            _ => return one,
        };
        one.point.year = match next.point.year {
            Year::Of(year) if later => Year::Of(year - 1),
            year => year,
        };
        one
    }

    /// 04.09.2025, 2025.09.04, 2025-09-04, 04.09.25, 4/9/2025: day before month, always.
    pub(super) fn numeric(&self, i: usize) -> Option<Read> {
        let separator = self.lex(i + 1);
        if !matches!(separator, Lex::Dot | Lex::Dash | Lex::Slash) || self.lex(i + 3) != separator {
            return None;
        }
        if !(1..5).all(|at| self.glued(i + at)) {
            return None;
        }
        let fields = [self.digits(i)?, self.digits(i + 2)?, self.digits(i + 4)?];
        let (year, month, day) = match fields {
            [(year, 4), (month, 1..=2), (day, 1..=2)] => (Year::Of(year as i16), month, day),
            [(day, 1..=2), (month, 1..=2), (year, 4)] => (Year::Of(year as i16), month, day),
            [(day, 2), (month, 2), (year, 2)] if separator == Lex::Dot => {
                (Year::TwoDigits(year as u8), month, day)
            }
            _ => return None,
        };
        let valid = match year {
            Year::Of(year) => plausible_year(year as u16) && valid_day(day, month, Some(year)),
            _ => valid_day(day, month, None),
        };
        let mut end = i + 5;
        // "01.09.2024–07.09.2024": the glued number behind the dash is another such date.
        let range = self.lex(end) == Lex::Dash
            && separator != Lex::Dash
            && self.lex(end + 2) == separator
            && self.lex(end + 4) == separator;
        let ends = range || self.may_end(end) || self.is_year_word(end);
        if !valid || !ends || self.behind_number(i, separator) || self.number_goes_on(end) {
            return None;
        }
        if self.is_year_word(end) {
            end = self.past_dot(end + 1);
        }
        read_with(Base::day(day, month as u8), year, end).map(|one| self.trailing_weekday(one))
    }

    /// Whether the digits are the number of something: "версия 10.12.2020", "факс: 12.05.20",
    /// "(495) 12-05-2020".
    fn behind_number(&self, i: usize, separator: Lex) -> bool {
        let mut before = i;
        let area_code = self.lex_before(i, 1) == Lex::Close
            && matches!(self.lex_before(i, 2), Lex::Digits { len: 3.., .. })
            && self.lex_before(i, 3) == Lex::Open;
        if area_code {
            if separator == Lex::Dash {
                return true;
            }
            before = i - 3;
        }
        while before > 0 && matches!(self.lex(before - 1), Lex::Dot | Lex::Colon) {
            before -= 1;
        }
        self.lex_before(before, 1) == Lex::Numbered
    }

    /// "12-05-2020/Ф": the letters of a document's number. "04.09.2025/ТАСС/" has its own slash.
    fn number_goes_on(&self, end: usize) -> bool {
        self.lex(end) == Lex::Slash
            && self.glued(end)
            && self.glued(end + 1)
            && self.caps(end + 1) != Caps::Lower
            && self.lex(end + 2) != Lex::Slash
    }

    /// "2025-09-04T10:00:00Z" (ISO 8601): the time is glued to the day.
    pub(super) fn time_is_glued(&self, end: usize) -> bool {
        self.lex_before(end, 2) == Lex::Dash
            && self.is_one_of(end, &["t", "т"])
            && self.glued(end + 1)
            && matches!(self.digits(end + 1), Some((0..=24, 2)))
    }

    /// "01.09" of "01.09–07.09.2025": a day whose year stands at the other end of a range.
    pub(super) fn short_numeric(&self, i: usize) -> Option<Read> {
        let ((day, 1..=2), Lex::Dot, (month, 2)) =
            (self.digits(i)?, self.lex(i + 1), self.digits(i + 2)?)
        else {
            return None;
        };
        let glued = self.glued(i + 1) && self.glued(i + 2);
        if !glued || !valid_day(day, month, None) || self.behind_number(i, Lex::Dot) {
            return None;
        }
        read(Base::day(day, month as u8), i + 3)
    }

    /// "4.IX.1945", "4/IX-45": the month as a Roman numeral.
    pub(super) fn roman_month(&self, i: usize) -> Option<Read> {
        let separated = |at: usize| matches!(self.lex(i + at), Lex::Dot | Lex::Dash | Lex::Slash);
        if !separated(1) || !separated(3) || !(1..5).all(|at| self.glued(i + at)) {
            return None;
        }
        let ((day, 1..=2), Lex::Roman(month), (year, len)) =
            (self.digits(i)?, self.lex(i + 2), self.digits(i + 4)?)
        else {
            return None;
        };
        let (year, fixed) = match len {
            4 if plausible_year(year as u16) => (Year::Of(year as i16), Some(year as i16)),
            2 => (Year::Spoken(year as u8), None),
            _ => return None,
        };
        let mut end = i + 5;
        if self.behind_number(i, self.lex(i + 1))
            || !valid_day(day, u32::from(month), fixed)
            || !(self.may_end(end) || self.is_year_word(end))
        {
            return None;
        }
        if self.is_year_word(end) {
            end = self.past_dot(end + 1);
        }
        read_with(Base::day(day, month), year, end).map(|one| self.trailing_weekday(one))
    }

    pub(super) fn is_year_word(&self, i: usize) -> bool {
        matches!(self.lex(i), Lex::YearAbbr | Lex::YearWord(Case::Gen))
    }

    /// "3 сентября", "3-го сентября 2025 года", "двадцать второго июня", "5 числа этого месяца".
    pub(super) fn day_and_month(&self, i: usize) -> Option<Read> {
        let (day, j) = match self.digits(i) {
            Some((value, 1..=2)) => {
                let end = match self.suffix(i + 1) {
                    Some((Suffix::Plural | Suffix::Feminine, _)) => return None,
                    Some((_, end)) => end,
                    None => i + 1,
                };
                // «4» сентября: the day as forms leave room for it.
                let end = if self.quoted_day(i) { end + 1 } else { end };
                (value, self.past_spelled_out(value, end))
            }
            Some(_) => return None,
            None => {
                let (value, form, end) = self.ordinal(i)?;
                if form != OrdinalForm::MascNeut {
                    return None;
                }
                (u32::from(value), end)
            }
        };
        if let Some(one) = self.day_in_two_styles(day, j) {
            return Some(one);
        }
        let Lex::Month {
            month,
            genitive: true,
            abbreviated,
        } = self.lex(j)
        else {
            return self.day_of_month(day, j);
        };
        if let Some(one) = self.date_in_two_styles(day, month, j + 1) {
            return Some(one);
        }
        // "5 мар" without a full stop or year is no abbreviation.
        let mut end = j + 1;
        if abbreviated {
            end = self.past_dot(end);
        }
        let year = self.year_behind(end);
        if abbreviated && end == j + 1 && year.is_none() {
            return None;
        }
        let (year, end) = year.map_or((Year::None, end), |(year, end, _)| (year, end));
        let fixed = match year {
            Year::Of(year) => Some(year),
            _ => None,
        };
        if !valid_day(day, u32::from(month), fixed) {
            return None;
        }
        read_with(Base::day(day, month), year, end).map(|one| self.trailing_weekday(one))
    }

    /// Behind "(двенадцать)" of "12 (двенадцать) мая", if it stands here.
    fn past_spelled_out(&self, value: u32, i: usize) -> usize {
        if self.lex(i) != Lex::Open || self.digits(i + 1).is_some() {
            return i;
        }
        let ordinal = self.ordinal(i + 1).map(|(value, _, end)| (value, end));
        match ordinal.or_else(|| self.count(i + 1)) {
            Some((spelled, end)) if u32::from(spelled) == value && self.lex(end) == Lex::Close => {
                end + 1
            }
            _ => i,
        }
    }

    /// Whether the number is a day between quotation marks: "«4» сентября 2025 года".
    fn quoted_day(&self, i: usize) -> bool {
        matches!(self.digits(i), Some((1..=31, 1..=2)))
            && self.lex_before(i, 1) == Lex::Quote
            && self.lex(i + 1) == Lex::Quote
            && matches!(self.lex(i + 2), Lex::Month { genitive: true, .. })
    }

    /// Where an expression at `i` begins: at the quotation mark before its day, or at `i`.
    pub(super) fn opening(&self, i: usize) -> usize {
        if self.quoted_day(i) { i - 1 } else { i }
    }

    /// "7 (20) ноября 1890 года", "7/20 ноября 1890 года", where `day` ends before `j`: the old
    /// and the new style of one day. "5/6 мая" is none.
    fn day_in_two_styles(&self, day: u32, j: usize) -> Option<Read> {
        let open = self.lex(j) == Lex::Open;
        let slash = self.lex(j) == Lex::Slash && self.glued(j) && self.glued(j + 1);
        if !(open || slash) {
            return None;
        }
        let (other, 1..=2) = self.digits(j + 1)? else {
            return None;
        };
        let mut end = self.suffix(j + 2).map_or(j + 2, |(_, end)| end);
        if open {
            if self.lex(end) != Lex::Close {
                return None;
            }
            end += 1;
        }
        let Lex::Month {
            month,
            genitive: true,
            abbreviated,
        } = self.lex(end)
        else {
            return None;
        };
        if !STYLES_APART.contains(&other.abs_diff(day)) {
            return None;
        }
        let end = if abbreviated {
            self.past_dot(end + 1)
        } else {
            end + 1
        };
        let (year, end) = self.past_year(end);
        let day = day.max(other);
        if !valid_day(day, u32::from(month), None) {
            return None;
        }
        read_with(Base::day(day, month), year, end)
    }

    /// Behind "по старому стилю", "ст. ст.", "н. ст.", if they stand here.
    fn past_style(&self, i: usize) -> usize {
        let end = (i..i + 6)
            .find(|&at| {
                self.lex(at) != Lex::Dot
                    && !self.is_one_of(at, &["по", "старому", "новому", "стилю", "ст", "н", "с"])
            })
            .unwrap_or(i);
        let named = (i..end).any(|at| self.is_one_of(at, &["стилю", "ст"]));
        if named { end } else { i }
    }

    /// "25 октября (7 ноября) 1917 года", "7 ноября 1917 года (25 октября по старому стилю)",
    /// where day and month end before `j`: one day in both styles, of which the later is the new
    /// one. Without a year, or in one that knew no old style, these are two days.
    fn date_in_two_styles(&self, day: u32, month: u8, j: usize) -> Option<Read> {
        let slash = self.lex(j) == Lex::Slash && self.glued(j) && self.glued(j + 1);
        let j = self.past_style(j);
        let (before, open) = match self.lex(j) {
            Lex::Open => (None, j),
            Lex::Slash if slash => (None, j),
            _ => {
                let (year, end, _) = self.year_behind(j)?;
                (Some(year), end)
            }
        };
        if !slash && self.lex(open) != Lex::Open {
            return None;
        }
        let (other, 1..=2) = self.digits(open + 1)? else {
            return None;
        };
        let at = self.suffix(open + 2).map_or(open + 2, |(_, end)| end);
        let Lex::Month {
            month: other_month,
            genitive: true,
            ..
        } = self.lex(at)
        else {
            return None;
        };
        let behind = self.past_dot(at + 1);
        let close = self.past_style(behind);
        let style = close > behind;
        let behind = if slash { close } else { close + 1 };
        if !slash && self.lex(close) != Lex::Close {
            return None;
        }
        let (year, end) = match before {
            Some(year) => (year, behind),
            None => self.year_behind(behind).map(|(year, end, _)| (year, end))?,
        };
        let Year::Of(number) = year else {
            return None;
        };
        if !style && !(1500..=LAST_OLD_STYLE).contains(&number) {
            return None;
        }
        let date = |year: i16, day: u32, month: u8| {
            jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        // 1900 has a 29th of February in the old style only.
        let in_year = |year: i16| Some((date(year, day, month)?, date(year, other, other_month)?));
        let (one, two) = in_year(number).or_else(|| in_year(2000))?;
        let apart = i32::from(two.day_of_year()) - i32::from(one.day_of_year());
        let length = i32::from(one.days_in_year());
        let ahead = apart.rem_euclid(length).unsigned_abs();
        let behind = (-apart).rem_euclid(length).unsigned_abs();
        let (day, month, year) = if STYLES_APART.contains(&ahead) {
            // "25 декабря 1917 года (7 января)"
            let next = before.is_some() && apart < 0;
            (other, other_month, Year::Of(number + i16::from(next)))
        } else if STYLES_APART.contains(&behind) {
            (day, month, year)
        } else {
            return None;
        };
        read_with(Base::day(day, month), year, end)
    }

    /// "5 числа", "15 числа прошлого месяца", "5 сего месяца".
    pub(super) fn day_of_month(&self, day: u32, i: usize) -> Option<Read> {
        if !(1..=31).contains(&day) {
            return None;
        }
        let mut j = i;
        // "с 10 по 20 число" counts days as "10 числа" does.
        let number = self.is(j, "числа")
            || self.is(j, "число") && self.lex_before(i, 2) == Lex::Prep(Prep::Po)
            || self.is(j, "число") && self.suffix(j.wrapping_sub(1)).is_some();
        if number {
            j += 1;
        }
        let months = match self.lex(j) {
            Lex::Which(Which::This) => 0,
            Lex::Which(Which::Last | Which::Elapsed) => -1,
            Lex::Which(Which::Next) => 1,
            Lex::Every => return None,
            _ if number => {
                return read(
                    Base::DayOfMonth {
                        day: day as u8,
                        months: 0,
                    },
                    j,
                );
            }
            _ => return None,
        };
        let month = matches!(
            self.lex(j + 1),
            Lex::MonthWord {
                case: Case::Gen,
                plural: false
            }
        );
        match (month, number) {
            (true, _) => read(
                Base::DayOfMonth {
                    day: day as u8,
                    months,
                },
                j + 2,
            ),
            (false, true) => read(
                Base::DayOfMonth {
                    day: day as u8,
                    months: 0,
                },
                j,
            ),
            _ => None,
        }
    }

    /// "3 сентября, во вторник", "3 сентября (вторник)".
    pub(super) fn trailing_weekday(&self, one: Read) -> Read {
        let mut j = one.end;
        let open = self.lex(j) == Lex::Open;
        if open || self.lex(j) == Lex::Comma {
            j += 1;
        }
        if self.lex(j) == Lex::Prep(Prep::V) {
            j += 1;
            // "31 августа, в минувшее воскресенье"
            if matches!(
                self.lex(j),
                Lex::Which(
                    Which::Last | Which::Elapsed | Which::This | Which::Next | Which::Coming
                )
            ) {
                j += 1;
            }
        }
        let Lex::Weekday { day, case } = self.lex(j) else {
            return one;
        };
        if case == Case::Pre || case == Case::Ins || self.environment(j) {
            return one;
        }
        let mut end = j + 1;
        if open {
            if self.lex(end) != Lex::Close {
                return one;
            }
            end += 1;
        }
        // "прилетит 3 сентября, в пятницу вернётся" names two days.
        let (Base::Day { day: number, month }, Year::Of(year)) = (one.point.base, one.point.year)
        else {
            let mut joined = Read { end, ..one };
            joined.point.weekday = Some(day);
            // "9 мая (воскресенье) 2021 года"
            if open
                && matches!(one.point.base, Base::Day { .. })
                && let Some((year, end, _)) = self.year_behind(end)
            {
                joined.point.year = year;
                joined.end = end;
            }
            return joined;
        };
        let fits = jiff::civil::Date::new(year, month as i8, number as i8)
            .is_ok_and(|date| date.weekday().to_monday_zero_offset() == day as i8);
        if fits { Read { end, ..one } } else { one }
    }

    /// "сентябрь", "мая 2025 года", "май прошлого года".
    pub(super) fn month(&self, i: usize) -> Option<Read> {
        let Lex::Month {
            month, abbreviated, ..
        } = self.lex(i)
        else {
            return None;
        };
        let after = if abbreviated {
            self.past_dot(i + 1)
        } else {
            i + 1
        };
        if let Some((year, end, _)) = self.year_behind(after) {
            return read_with(Base::Month(month), year, end);
        }
        // "в мае (2024 года)" and the like have their year apart; a short form alone is none.
        (!abbreviated)
            .then(|| read(Base::Month(month), i + 1))
            .flatten()
    }

    /// What an ordinal or a Roman numeral numbers: centuries, decades, quarters, halves.
    pub(super) fn numbered(&self, i: usize) -> Option<Read> {
        let (value, form, end) = match self.lex(i) {
            Lex::Digits { value, .. } => match self.suffix(i + 1) {
                Some((suffix, end)) => (value, Some(suffix), end),
                None => (value, None, i + 1),
            },
            Lex::Roman(value) => {
                let end = self.suffix(i + 1).map_or(i + 1, |(_, end)| end);
                (u32::from(value), None, end)
            }
            _ => {
                let (value, form, end) = self.ordinal(i)?;
                let suffix = match form {
                    // "к сороковым годам": the dative of the plural is the instrumental of one.
                    OrdinalForm::MascNeut if self.lex(end) == Lex::YearsWord => Suffix::Plural,
                    OrdinalForm::MascNeut => Suffix::Genitive,
                    OrdinalForm::Fem | OrdinalForm::FemOrMasc => Suffix::Feminine,
                    OrdinalForm::Plural => Suffix::Plural,
                };
                (u32::from(value), Some(suffix), end)
            }
        };
        let small = u8::try_from(value).unwrap_or(u8::MAX);
        let is_digits = self.digits(i).is_some();
        let is_word = matches!(
            self.lex(i),
            Lex::Ordinal { .. } | Lex::Cardinal(_) | Lex::Thousand
        );
        let with_year = |base: Base, end: usize| {
            let (year, end) = self.past_year(end);
            read_with(base, year, end)
        };
        match self.lex(end) {
            // "3 века" and "два столетия" are spans of time: an ordinal needs its ending, and a
            // plain number the singular.
            Lex::CenturyWord if (1..=30).contains(&small) => {
                let plain = is_digits && form.is_none();
                if plain
                    && (small < 5
                        || !self.is_one_of(end, &["век", "века", "веке", "веку", "веком"]))
                {
                    return None;
                }
                self.century(small, end + 1)
            }
            Lex::Prep(Prep::V) | Lex::CenturiesAbbr
                if (1..=30).contains(&small)
                    && self.lex(end + 1) == Lex::Dot
                    && self.glued(end + 1)
                    && !is_word =>
            {
                let behind_part = matches!(
                    self.lex_before(i, 1),
                    Lex::PartWord(_) | Lex::HalfWord | Lex::ThirdWord | Lex::FourthWord
                );
                let era = self.before_era(end + 2).or_else(|| self.our_era(end + 2));
                (!is_digits || behind_part || era.is_some() || self.lex(end) == Lex::CenturiesAbbr)
                    .then(|| self.century(small, end + 2))
                    .flatten()
            }
            Lex::QuarterWord if (1..=4).contains(&small) && !self.is(end, "кварталов") => {
                with_year(Base::Quarter(small), end + 1)
            }
            Lex::QuarterAbbr if (1..=4).contains(&small) => {
                let after = self.past_dot(end + 1);
                let year = self.year_behind(after)?;
                read_with(Base::Quarter(small), year.0, year.1)
            }
            Lex::HalfYearWord if (1..=2).contains(&small) => {
                with_year(Base::HalfYear(small), end + 1)
            }
            Lex::HalfWord if (1..=2).contains(&small) => self.of_whole(end + 1, Part::Half(small)),
            Lex::FourthWord if (1..=4).contains(&small) && !is_digits => {
                self.of_whole(end + 1, Part::Fourth(small))
            }
            Lex::TenDays if (1..=3).contains(&small) => {
                self.of_month(end + 1, Part::TenDays(small))
            }
            Lex::WeekWord { plural: false, .. }
                if (1..=4).contains(&small) && form == Some(Suffix::Feminine) =>
            {
                self.of_month(end + 1, Part::WeekNumber(small))
            }
            // "в третью субботу мая"
            Lex::Weekday { day, .. }
                if (1..=5).contains(&small) && form.is_some_and(|form| form != Suffix::Plural) =>
            {
                self.of_month(end + 1, Part::NthWeekday { day, number: small })
            }
            // "в первый день сентября"
            Lex::DayWord { plural: false, .. }
                if value == 1 && is_word && form == Some(Suffix::Genitive) =>
            {
                self.of_month(end + 1, Part::FirstDay)
            }
            // "первые числа мая", "в 20-х числах мая".
            Lex::NumberWord | Lex::DayWord { plural: true, .. } if form == Some(Suffix::Plural) => {
                let part = match (value, self.lex(end)) {
                    (1, _) => Part::Beginning,
                    (10, Lex::NumberWord) => Part::Middle,
                    (20, Lex::NumberWord) => Part::End,
                    _ => return None,
                };
                self.of_month(end + 1, part)
            }
            // "первые шесть месяцев 2025 года".
            _ if value == 1 && form == Some(Suffix::Plural) => self
                .first_months(end)
                .or_else(|| self.decade(i, value, form, end)),
            Lex::MonthWord { .. } if is_digits && form.is_none() => self.first_months(i),
            _ => self.decade(i, value, form, end),
        }
    }

    /// "шесть месяцев 2025 года", counted from January.
    pub(super) fn first_months(&self, i: usize) -> Option<Read> {
        let (count, end) = self.count(i)?;
        if !matches!(
            self.lex(end),
            Lex::MonthWord {
                case: Case::Gen | Case::Oblique,
                ..
            }
        ) {
            return None;
        }
        let count = u8::try_from(count).ok().filter(|n| (2..=11).contains(n))?;
        let (year, end, Strength::Strong | Strength::Suffixed) = self.year_behind(end + 1)? else {
            return None;
        };
        read_with(Base::FirstMonths(count), year, end)
    }

    pub(super) fn century(&self, number: u8, end: usize) -> Option<Read> {
        if let Some(end) = self.before_era(end) {
            return read(Base::BeforeEra(Granularity::Century), end);
        }
        let end = self.our_era(end).unwrap_or(end);
        read(Base::Century(Century::Of(number)), end)
    }

    /// "1990-е годы", "60-х", "девяностые", "двухтысячные", with the century if it follows.
    pub(super) fn decade(
        &self,
        i: usize,
        value: u32,
        form: Option<Suffix>,
        end: usize,
    ) -> Option<Read> {
        if !matches!(form, Some(Suffix::Plural | Suffix::E)) || !value.is_multiple_of(10) {
            return None;
        }
        let digits = self.digits(i);
        let word_end = match self.lex(end) {
            Lex::YearsWord => Some(end + 1),
            Lex::YearsAbbr | Lex::YearAbbr => self.years_word(end),
            _ => None,
        };
        if (1000..3000).contains(&value) {
            return read(Base::Decade(value as i16), word_end.unwrap_or(end));
        }
        if value >= 100 || digits.is_some_and(|(_, len)| len != 2) {
            return None;
        }
        let after = word_end.unwrap_or(end);
        let tens = (value / 10) as u8;
        let century = self.century_behind(after);
        if word_end.is_none() && century.is_none() {
            // "в 90-х", "с семидесятых": a bare one needs a sign that time is meant.
            let prep = matches!(
                self.lex_before(i, 1),
                Lex::Prep(_) | Lex::PartWord(_) | Lex::HalfWord | Lex::Dash
            );
            // Behind it may stand what the years are of, but no counted things.
            // "в нулевые" is a decade, "до нулевых" is not; "десятые" are parts.
            let noughts = value == 0
                && matches!(
                    self.lex_before(i, 1),
                    Lex::Prep(Prep::V) | Lex::PartWord(_) | Lex::HalfWord
                );
            if !prep
                || value < 20 && digits.is_none() && !noughts
                || self.counts(end)
                || !self.may_end(end)
                || self.lex(end) == Lex::NumberWord
                || form == Some(Suffix::E)
                    && (value < 30 || self.lex_before(i, 1) == Lex::Prep(Prep::Na))
            {
                return None;
            }
        }
        let (century, end) = match century {
            Some((century, end)) => (Some(century), end),
            None => (None, after),
        };
        read(Base::TensDecade { tens, century }, end)
    }

    /// "прошлого века", "XX века", "двадцатого столетия" behind a decade.
    pub(super) fn century_behind(&self, i: usize) -> Option<(Century, usize)> {
        if let Lex::Which(which) = self.lex(i) {
            let shift = match which {
                Which::Last | Which::Elapsed => -1,
                Which::BeforeLast => -2,
                Which::This => 0,
                _ => return None,
            };
            return (self.lex(i + 1) == Lex::CenturyWord).then_some((Century::Shift(shift), i + 2));
        }
        let (bare, end) = self.bare(i)?;
        let number = u8::try_from(bare.value)
            .ok()
            .filter(|n| (1..=30).contains(n))?;
        match self.lex(end) {
            Lex::CenturyWord => Some((Century::Of(number), end + 1)),
            Lex::Prep(Prep::V)
                if bare.roman && self.lex(end + 1) == Lex::Dot && self.glued(end + 1) =>
            {
                Some((Century::Of(number), end + 2))
            }
            _ => None,
        }
    }

    /// "начало мая", "в конце прошлой недели", "конец 1990-х", "до конца года".
    pub(super) fn part(&self, i: usize, part: PartWord) -> Option<Read> {
        self.of_whole(i + 1, part.into())
    }

    /// The whole that a part is of, in the genitive: a month, year, decade, century, season,
    /// week, quarter.
    pub(super) fn of_whole(&self, i: usize, part: Part) -> Option<Read> {
        let of_reference = |unit: Unit| read(Base::Relative { unit, shift: 0 }, i + 1);
        let whole = match self.lex(i) {
            Lex::YearWord(Case::Gen) => read_with(Base::Year, Year::Shift(0), i + 1),
            Lex::MonthWord {
                case: Case::Gen,
                plural: false,
            } => of_reference(Unit::Month),
            Lex::WeekWord {
                case: Case::Gen,
                plural: false,
            } => of_reference(Unit::Week),
            Lex::QuarterWord => of_reference(Unit::Quarter),
            Lex::CenturyWord if self.is_one_of(i, &["века", "столетия"]) => {
                of_reference(Unit::Century)
            }
            _ => self.read(i),
        }?;
        let divisible = matches!(
            whole.point.base,
            Base::Month(_)
                | Base::Year
                | Base::Decade(_)
                | Base::TensDecade { .. }
                | Base::Century(_)
                | Base::Season(_)
                | Base::Quarter(_)
                | Base::HalfYear(_)
                | Base::Relative { .. }
                | Base::BeforeEra(_)
        );
        if !divisible || whole.point.part != Part::Whole {
            return None;
        }
        // "в начале 2000 человек": a bare number is a year here only if nothing is counted.
        if whole.weak && (!self.may_end(whole.end) || self.counts(whole.end)) {
            return None;
        }
        Some(Read {
            point: Point {
                part,
                ..whole.point
            },
            weak: false,
            ..whole
        })
    }

    /// The month that a week, ten days or the first or last days are of.
    pub(super) fn of_month(&self, i: usize, part: Part) -> Option<Read> {
        let whole = match self.lex(i) {
            Lex::MonthWord {
                case: Case::Gen,
                plural: false,
            } => read(
                Base::Relative {
                    unit: Unit::Month,
                    shift: 0,
                },
                i + 1,
            ),
            Lex::Month { genitive: true, .. } | Lex::Which(_) => self.read(i),
            _ => None,
        }?;
        let month = matches!(
            whole.point.base,
            Base::Month(_)
                | Base::Relative {
                    unit: Unit::Month,
                    ..
                }
        );
        month.then_some(Read {
            point: Point {
                part,
                ..whole.point
            },
            ..whole
        })
    }

    /// "летом 2024 года", "зимой 2024/25", "осенью прошлого года", "прошлым летом".
    pub(super) fn season(&self, i: usize, which: Option<Which>) -> Option<Read> {
        let Lex::Season { season, .. } = self.lex(i) else {
            return None;
        };
        let mut point = Point::new(Base::Season(season));
        point.which = which;
        let end = i + 1;
        if let Some((years, end)) = self.year_pair(end).filter(|_| season == Season::Winter) {
            point.year = Year::Of(years.1);
            return Some(Read {
                point,
                end,
                weak: false,
            });
        }
        let (year, end) = self.past_year(end);
        point.year = year;
        Some(Read {
            point,
            end,
            weak: false,
        })
    }

    /// "2024/25", "2024–2025 годов": two years that follow each other.
    pub(super) fn year_pair(&self, i: usize) -> Option<((i16, i16), usize)> {
        let (first, 4) = self.digits(i)? else {
            return None;
        };
        if !matches!(self.lex(i + 1), Lex::Slash | Lex::Dash) {
            return None;
        }
        let (second, len @ (2 | 4)) = self.digits(i + 2)? else {
            return None;
        };
        let first = i16::try_from(first).ok()?;
        let second = i16::try_from(second).ok()?;
        let next = first.checked_add(1)?;
        let follows = if len == 4 {
            second == next
        } else {
            second == next % 100
        };
        if !follows || !plausible_year(first as u16) {
            return None;
        }
        let end = self.years_word(i + 3).unwrap_or(i + 3);
        Some(((first, next), end))
    }
}
