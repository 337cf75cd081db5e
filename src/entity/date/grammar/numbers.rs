//! Numbers in digits and words, and years made of them.

use super::super::atoms::Caps;
use super::super::lexicon::{Case, Lex, OrdinalForm, Prep, Which};
use super::super::resolve::{Base, Century, Point, Year};
use super::{Bare, Grammar, Strength, Suffix, longest, plausible_year};

/// Stems of what lasts so many years, in lower case with е for ё.
const TERMS: [&str; 14] = [
    "тюрьм",
    "колони",
    "заключен",
    "лишен",
    "строг",
    "общего",
    "особого",
    "условно",
    "каторг",
    "лагер",
    "жизни",
    "работы",
    "службы",
    "подряд",
];

impl Grammar<'_> {
    /// The ending of a number in digits: "-го" or "го" right behind it.
    pub(super) fn suffix(&self, i: usize) -> Option<(Suffix, usize)> {
        if !self.glued(i) {
            return None;
        }
        let at = if self.lex(i) == Lex::Dash { i + 1 } else { i };
        if !self.glued(at) {
            return None;
        }
        let suffix = match self.written(at) {
            "го" | "ого" | "его" => Suffix::Genitive,
            "е" | "ое" | "ые" | "ье" => Suffix::E,
            "м" | "ом" | "ем" | "ым" => Suffix::Prepositional,
            "му" | "ому" => Suffix::Dative,
            "й" | "ый" | "ой" | "ий" => Suffix::Masculine,
            "х" | "ых" | "их" | "ми" | "ыми" => Suffix::Plural,
            "я" | "ая" | "ю" | "ую" => Suffix::Feminine,
            _ => return None,
        };
        Some((suffix, at + 1))
    }

    /// An ordinal in words: value, form, and the value of its last word.
    pub(super) fn ordinal(&self, i: usize) -> Option<(u16, OrdinalForm, usize)> {
        let (mut total, mut limit, mut j) = (0u16, u16::MAX, i);
        loop {
            match self.lex(j) {
                Lex::Ordinal { value, form } if value < limit || total == 0 => {
                    return Some((total.checked_add(value)?, form, j + 1));
                }
                // "две тысячи", "тысяча девятьсот", "двадцать".
                Lex::Cardinal(count)
                    if self.lex(j + 1) == Lex::Thousand && total == 0 && count < 10 =>
                {
                    total = count * 1000;
                    limit = 1000;
                    j += 2;
                }
                Lex::Thousand if total == 0 => {
                    total = 1000;
                    limit = 1000;
                    j += 1;
                }
                Lex::Cardinal(value) if value < limit && value >= 20 => {
                    total = total.checked_add(value)?;
                    limit = if value >= 100 { 100 } else { 10 };
                    j += 1;
                }
                _ => return None,
            }
        }
    }

    /// A number of units: digits or words.
    pub(super) fn count(&self, i: usize) -> Option<(u16, usize)> {
        if let Some((value, len)) = self.digits(i) {
            // "1 000 дней": thousands set apart by a space.
            if let (1..=3, Some((rest, 3))) = (len, self.digits(i + 1))
                && value > 0
                && !self.glued(i + 1)
            {
                let number = u16::try_from(value * 1000 + rest).ok()?;
                return Some((number, i + 2));
            }
            return (len <= 4 && value > 0).then_some((value as u16, i + 1));
        }
        match (self.lex(i), self.lex(i + 1)) {
            (Lex::Thousand, _) => return Some((1000, i + 1)),
            (Lex::Cardinal(count @ 1..10), Lex::Thousand) => return Some((count * 1000, i + 2)),
            _ => {}
        }
        let (mut total, mut limit, mut j) = (0u16, u16::MAX, i);
        while let Lex::Cardinal(value) = self.lex(j) {
            if value >= limit {
                break;
            }
            total += value;
            limit = match value {
                100.. => 100,
                20.. => 10,
                _ => 1,
            };
            j += 1;
        }
        (j > i).then_some((total, j))
    }

    pub(super) fn bare(&self, i: usize) -> Option<(Bare, usize)> {
        match self.lex(i) {
            Lex::Digits { value, len } if len <= 4 => {
                let end = self.suffix(i + 1).map_or(i + 1, |(_, end)| end);
                let value = value as u16;
                Some((
                    Bare {
                        value,
                        digits: len,
                        roman: false,
                        form: None,
                    },
                    end,
                ))
            }
            Lex::Roman(value) => Some((
                Bare {
                    value: u16::from(value),
                    digits: 0,
                    roman: true,
                    form: None,
                },
                i + 1,
            )),
            Lex::Ordinal { .. } | Lex::Cardinal(_) => {
                let (value, form, end) = self.ordinal(i)?;
                Some((
                    Bare {
                        value,
                        digits: 0,
                        roman: false,
                        form: Some(form),
                    },
                    end,
                ))
            }
            _ => None,
        }
    }

    /// The bare number as an expression of the kind that the full one has.
    pub(super) fn unify(&self, bare: Bare, full: &Point) -> Option<Point> {
        let small = u8::try_from(bare.value).ok();
        // "первая — 5 мая" and "вторые и 7 мая" are no days.
        let fits = match (bare.form, full.base) {
            (None, _) => true,
            (Some(form), Base::TensDecade { .. } | Base::Decade(_)) => form == OrdinalForm::Plural,
            (Some(form), _) => {
                matches!(form, OrdinalForm::MascNeut | OrdinalForm::FemOrMasc)
            }
        };
        if !fits {
            return None;
        }
        let base = match full.base {
            Base::Day { month, .. } if !bare.roman && bare.digits <= 2 => {
                let day = small.filter(|&day| (1..=longest(month)).contains(&u32::from(day)))?;
                Base::Day { day, month }
            }
            Base::DayOfMonth { months, .. } if !bare.roman && bare.digits <= 2 => {
                Base::DayOfMonth {
                    day: small.filter(|day| (1..=31).contains(day))?,
                    months,
                }
            }
            Base::Year if bare.digits == 4 && plausible_year(bare.value) => {
                return Some(Point::with_year(Base::Year, Year::Of(bare.value as i16)));
            }
            // "с 91 по 99 год"
            Base::Year if bare.digits == 2 && matches!(full.year, Year::Spoken(_)) => {
                return Some(Point::with_year(Base::Year, Year::Spoken(small?)));
            }
            Base::Year if bare.digits == 0 && (1000..3000).contains(&bare.value) => {
                return Some(Point::with_year(Base::Year, Year::Of(bare.value as i16)));
            }
            Base::Century(Century::Of(_)) if bare.digits <= 2 => {
                Base::Century(Century::Of(small.filter(|n| (1..=30).contains(n))?))
            }
            Base::TensDecade { century, .. } if !bare.roman => {
                let tens = small.filter(|n| n % 10 == 0 && *n < 100)? / 10;
                Base::TensDecade { tens, century }
            }
            Base::Decade(_) if !bare.roman && bare.digits != 3 => {
                let value = bare.value as i16;
                match bare.digits {
                    4 | 0 if (1000..3000).contains(&value) && value % 10 == 0 => {
                        Base::Decade(value)
                    }
                    _ => return None,
                }
            }
            Base::Quarter(_) => Base::Quarter(small.filter(|n| (1..=4).contains(n))?),
            Base::HalfYear(_) => Base::HalfYear(small.filter(|n| (1..=2).contains(n))?),
            _ => return None,
        };
        Some(Point { base, ..*full })
    }

    /// A year: "2025", "2025-го", "2025 года", "тысяча девятьсот сорок первого года", "прошлого
    /// года", "чучхе 114 (2025)". `after_month` admits what is a year only behind a month.
    pub(super) fn year(&self, i: usize, after_month: bool) -> Option<(Year, usize, Strength)> {
        match self.lex(i) {
            Lex::Digits { value, len } => self.year_in_digits(i, value, len, after_month),
            Lex::Which(which) => self.relative_year(i, which),
            Lex::Juche => self.juche(i),
            // "с. г.", "т. г.": of this year.
            Lex::Prep(Prep::S) | Lex::LetterT if after_month && self.written(i).len() == 2 => {
                let dot = self.past_dot(i + 1);
                (self.lex(dot) == Lex::YearAbbr && (dot > i + 1 || !self.glued(dot)))
                    .then(|| (Year::Shift(0), self.past_dot(dot + 1), Strength::Strong))
            }
            Lex::Thousand | Lex::Cardinal(_) | Lex::Ordinal { .. } => {
                let (value, form, end) = self.ordinal(i)?;
                if form != OrdinalForm::MascNeut && form != OrdinalForm::FemOrMasc {
                    return None;
                }
                let Lex::YearWord(case) = self.lex(end) else {
                    return None;
                };
                if (1000..3000).contains(&value) {
                    return Some((Year::Of(value as i16), end + 1, Strength::Strong));
                }
                // "в сорок первом году", "мая сорок пятого года"; but "двадцатый год подряд".
                let compound = end > i + 1;
                let spoken = (10..100).contains(&value)
                    && (after_month || compound && case != Case::NomAcc || case == Case::Pre);
                spoken.then_some((Year::Spoken(value as u8), end + 1, Strength::Strong))
            }
            _ => None,
        }
    }

    /// [`Grammar::year`] behind a month or another expression that takes a year: a weak one
    /// counts if nothing speaks against it.
    pub(super) fn year_behind(&self, i: usize) -> Option<(Year, usize, Strength)> {
        let (year, end, strength) = self.year(i, true)?;
        let good = match strength {
            Strength::Strong => true,
            Strength::Suffixed => self.may_end(end),
            Strength::Weak => self.may_end(end) && !self.counts(end) && !self.glued(i),
        };
        good.then_some((year, end, strength))
    }

    /// The year that stands at `i`, if one does, and where it or what is before it ends.
    pub(super) fn past_year(&self, i: usize) -> (Year, usize) {
        self.year_behind(i)
            .map_or((Year::None, i), |(year, end, _)| (year, end))
    }

    pub(super) fn year_in_digits(
        &self,
        i: usize,
        value: u32,
        len: u8,
        after_month: bool,
    ) -> Option<(Year, usize, Strength)> {
        let suffix = self.suffix(i + 1);
        let after = suffix.map_or(i + 1, |(_, end)| end);
        let Ok(number) = i16::try_from(value) else {
            // "4 сентября 12025 года"
            let word = after_month && matches!(self.lex(after), Lex::YearWord(Case::Gen));
            return word.then_some((Year::Outside, after + 1, Strength::Strong));
        };
        // "114 (2025) год чучхе"
        if let Some((year, behind)) = self.bracketed_year(after).filter(|_| len <= 3) {
            let word = match self.lex(behind) {
                Lex::YearWord(_) => behind + 1,
                Lex::YearAbbr => self.past_dot(behind + 1),
                _ => behind,
            };
            if word > behind && self.lex(word) == Lex::Juche {
                return Some((year, word + 1, Strength::Strong));
            }
        }
        // "2025 (чучхе 114) года": the brackets may stand before the word or behind it.
        let juche = self.bracketed_juche(after);
        let before_word = juche.unwrap_or(after);
        let word = match self.lex(before_word) {
            Lex::YearWord(_) => Some(before_word + 1),
            Lex::YearAbbr if !self.is_unit(i, before_word) => Some(self.past_dot(before_word + 1)),
            _ => None,
        };
        // "114 год чучхе", "114 года чучхе (2025)".
        if let Some(end) = word.filter(|&end| len <= 3 && self.lex(end) == Lex::Juche) {
            let gregorian = number.checked_add(1911)?;
            let end = self.bracketed_year(end + 1).map_or(end + 1, |(_, end)| end);
            return Some((Year::Of(gregorian), end, Strength::Strong));
        }
        if let Some(end) = word.and_then(|end| self.before_era(end)) {
            return Some((Year::BeforeEra, end, Strength::Strong));
        }
        if len == 4 && plausible_year(value as u16) {
            let of = Year::Of(number);
            if let Some(end) = word {
                let end = self.bracketed_juche(end).unwrap_or(end);
                let end = self.our_era(end).unwrap_or(end);
                return Some((of, end, Strength::Strong));
            }
            if let Some(end) = juche {
                return Some((of, end, Strength::Strong));
            }
            return match suffix {
                // "2000-х" and "2000-е" are decades.
                Some((Suffix::Plural | Suffix::E | Suffix::Feminine, _)) => None,
                Some((_, end)) => Some((of, end, Strength::Suffixed)),
                None => Some((of, after, Strength::Weak)),
            };
        }
        // "9 мая 45-го", "летом 41-го"
        if let (true, 2, Some((Suffix::Genitive, end)), None) = (after_month, len, suffix, word) {
            return Some((Year::Spoken(value as u8), end, Strength::Suffixed));
        }
        let end = word?;
        match (len, suffix, self.lex(before_word)) {
            // "5 мая 988 года", "31 декабря 9999 года"; elsewhere "102 года" is an age.
            (3.., _, _) if after_month => {
                // "7533 года от сотворения мира"
                let other_era = number > 2999 && self.lex(end) == Lex::Prep(Prep::Ot);
                let year = if (1..=9999).contains(&number) && !other_era {
                    Year::Of(number)
                } else {
                    Year::Outside
                };
                Some((year, end, Strength::Strong))
            }
            // "12 июня 91 года", "в сентябре 99 г."
            (2, None, Lex::YearWord(Case::Gen) | Lex::YearAbbr)
                if after_month && !self.is_term(value, end) =>
            {
                Some((Year::Spoken(value as u8), end, Strength::Strong))
            }
            // "1 января 1 года": too little to tell a year by, but a year it says.
            (1, None, Lex::YearWord(Case::Gen)) if after_month && !(2..=4).contains(&value) => {
                let (year, end) = match self.our_era(end) {
                    Some(end) if value > 0 => (Year::Of(number), end),
                    _ => (Year::Outside, end),
                };
                Some((year, end, Strength::Strong))
            }
            (3, None, Lex::YearWord(Case::Pre)) => Some((Year::Of(number), end, Strength::Strong)),
            // "мая 45-го года", "в 41-м году".
            (2, Some((Suffix::Genitive | Suffix::Prepositional | Suffix::Dative, _)), _) => {
                Some((Year::Spoken(value as u8), end, Strength::Strong))
            }
            (2, None, Lex::YearWord(Case::Pre)) if value > 31 => {
                Some((Year::Spoken(value as u8), end, Strength::Strong))
            }
            _ => None,
        }
    }

    /// Whether "22 года" behind a month is a length of time: "получил в мае 22 года колонии",
    /// "5 мая 22 года назад". Only behind 2, 3 and 4 do counted years have the form of the year's
    /// genitive.
    fn is_term(&self, value: u32, end: usize) -> bool {
        matches!(value % 10, 2..=4)
            && !(12..=14).contains(&value)
            && (matches!(
                self.lex(end),
                Lex::Ago | Lex::Later | Lex::ThatDative | Lex::And | Lex::Earlier
            ) || TERMS.iter().any(|stem| self.starts_with(end, stem)))
    }

    /// Whether "г" behind a number means grams: "1500 г муки".
    pub(super) fn is_unit(&self, number: usize, abbreviation: usize) -> bool {
        let dot = self.lex(abbreviation + 1) == Lex::Dot && self.glued(abbreviation + 1);
        match self.digits(number) {
            Some((value, _)) => {
                !dot && value < 1800
                    && self.caps(abbreviation + 1) == Caps::Lower
                    && matches!(self.lex(abbreviation + 1), Lex::Other | Lex::Counted)
            }
            None => false,
        }
    }

    /// "прошлого года", "в этом же году", "текущего (2025) года", "в прошлом, 2024 году".
    pub(super) fn relative_year(&self, i: usize, which: Which) -> Option<(Year, usize, Strength)> {
        let same = self.lex(i + 1) == Lex::Same;
        let mut j = if same { i + 2 } else { i + 1 };
        let year = match which {
            Which::Last | Which::Elapsed => Year::Shift(-1),
            Which::BeforeLast => Year::Shift(-2),
            Which::This if same => Year::Same,
            Which::This => Year::Shift(0),
            Which::Next | Which::Coming => Year::Shift(1),
            Which::That => Year::Same,
            Which::Final => return None,
        };
        if let Lex::YearWord(_) = self.lex(j) {
            return Some((year, j + 1, Strength::Strong));
        }
        if matches!(self.lex(j), Lex::Comma | Lex::Open) {
            j += 1;
        }
        let (value, 4) = self.digits(j)? else {
            return None;
        };
        let after = self.suffix(j + 1).map_or(j + 1, |(_, end)| end);
        let after = if matches!(self.lex(after), Lex::Comma | Lex::Close) {
            after + 1
        } else {
            after
        };
        match self.lex(after) {
            Lex::YearWord(_) if plausible_year(value as u16) => {
                Some((Year::Of(value as i16), after + 1, Strength::Strong))
            }
            _ => None,
        }
    }

    /// "чучхе 114", "чучхе 114 (2025) года". The year of our era in brackets is what readers
    /// check against, so it wins where the two disagree.
    pub(super) fn juche(&self, i: usize) -> Option<(Year, usize, Strength)> {
        if self.lex(i) != Lex::Juche {
            return None;
        }
        let at = if self.lex(i + 1) == Lex::Dash {
            i + 2
        } else {
            i + 1
        };
        let (value, 1..=3) = self.digits(at)? else {
            return None;
        };
        let mut year = Year::Of(i16::try_from(value).ok()?.checked_add(1911)?);
        let mut end = self.suffix(at + 1).map_or(at + 1, |(_, end)| end);
        let mut word = false;
        if let Some((given, behind)) = self.bracketed_year(end) {
            (year, end) = (given, behind);
        }
        if let Lex::YearWord(_) | Lex::YearAbbr = self.lex(end) {
            let abbreviated = self.lex(end) == Lex::YearAbbr;
            end = if abbreviated {
                self.past_dot(end + 1)
            } else {
                end + 1
            };
            word = true;
        }
        if let Some((given, behind)) = self.bracketed_year(end).filter(|_| word) {
            (year, end) = (given, behind);
        }
        Some((year, end, Strength::Strong))
    }

    /// "(2025)", "(2025 год)", "(2025 г.)" behind a Juche year.
    pub(super) fn bracketed_year(&self, i: usize) -> Option<(Year, usize)> {
        if self.lex(i) != Lex::Open {
            return None;
        }
        let (value, 4) = self.digits(i + 1)? else {
            return None;
        };
        let mut end = i + 2;
        match self.lex(end) {
            Lex::YearWord(_) => end += 1,
            Lex::YearAbbr => end = self.past_dot(end + 1),
            _ => {}
        }
        (self.lex(end) == Lex::Close && plausible_year(value as u16))
            .then_some((Year::Of(value as i16), end + 1))
    }

    /// "(чучхе 114)" behind a year of our era.
    pub(super) fn bracketed_juche(&self, i: usize) -> Option<usize> {
        if self.lex(i) != Lex::Open {
            return None;
        }
        let end = match self.lex(i + 1) {
            Lex::Juche => self.juche(i + 1)?.1,
            Lex::Digits { len: 1..=3, .. } => {
                let word = self.suffix(i + 2).map_or(i + 2, |(_, end)| end);
                let word = match self.lex(word) {
                    Lex::YearWord(_) => word + 1,
                    Lex::YearAbbr => self.past_dot(word + 1),
                    _ => word,
                };
                self.past(word, Lex::Juche).max(word)
            }
            _ => return None,
        };
        (self.lex(end) == Lex::Close
            && self.lex_before(end, 1) != Lex::Open
            && (i + 1..end).any(|at| self.lex(at) == Lex::Juche))
        .then_some(end + 1)
    }

    /// "до н. э.", "до нашей эры".
    pub(super) fn before_era(&self, i: usize) -> Option<usize> {
        (self.lex(i) == Lex::Prep(Prep::Do))
            .then(|| self.our_era(i + 1))
            .flatten()
    }

    /// "н. э.", "нашей эры".
    pub(super) fn our_era(&self, i: usize) -> Option<usize> {
        match self.lex(i) {
            Lex::EraN => {
                let e = self.past_dot(i + 1);
                (self.lex(e) == Lex::EraE).then(|| self.past_dot(e + 1))
            }
            Lex::Our => (self.lex(i + 1) == Lex::Era).then_some(i + 2),
            _ => None,
        }
    }

    /// "годы", "гг.", "годов" behind several years.
    pub(super) fn years_word(&self, i: usize) -> Option<usize> {
        match self.lex(i) {
            Lex::YearsWord | Lex::YearWord(_) => Some(i + 1),
            Lex::YearsAbbr => Some(self.past_dot(i + 1)),
            Lex::YearAbbr => {
                // "г.г." for "гг."
                let dot = self.past_dot(i + 1);
                if dot > i + 1 && self.lex(dot) == Lex::YearAbbr && self.glued(dot) {
                    return Some(self.past_dot(dot + 1));
                }
                Some(dot)
            }
            _ => None,
        }
    }
}
