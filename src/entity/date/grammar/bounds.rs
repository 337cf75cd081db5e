//! Where expressions may start and end, what looks like a date and is none, and which
//! surroundings an uncertain expression needs.

use super::super::atoms::Caps;
use super::super::lexicon::{Case, Lex, OrdinalForm, Prep, Season, Which};
use super::super::resolve::{Base, Year};
use super::{Grammar, LIST_LIMIT, Read, Suffix, plausible_year, valid_day};
use crate::morph::{self, Morph, Number, Pos};
use crate::text::fold_char;

/// Stems of events that are told apart by their year, in lower case with е for ё.
const EVENTS: [&str; 19] = [
    "олимпиад",
    "паралимпиад",
    "универсиад",
    "спартакиад",
    "чемпионат",
    "первенств",
    "мундиал",
    "турнир",
    "фестивал",
    "кинофестивал",
    "конкурс",
    "преми",
    "форум",
    "саммит",
    "конференци",
    "выставк",
    "евровидени",
    "кубок",
    "кубк",
];

/// Events whose stem other words share, as they are written.
const EVENT_WORDS: [&str; 20] = [
    "чм",
    "че",
    "ои",
    "мчм",
    "евро",
    "экспо",
    "егэ",
    "огэ",
    "игры",
    "игр",
    "играх",
    "играм",
    "учения",
    "учений",
    "учениях",
    "выборы",
    "выборов",
    "выборах",
    "драфт",
    "драфте",
];

/// Stems of what has long numbers, spelled as [`EVENTS`].
const NUMBERED: [&str; 18] = [
    "километр",
    "метр",
    "полк",
    "батальон",
    "дивизион",
    "отряд",
    "гвардейск",
    "стрелков",
    "мотострелков",
    "зенитн",
    "артиллерийск",
    "авиационн",
    "ракетн",
    "посетител",
    "участник",
    "номер",
    "рейс",
    "матч",
];

/// Stems of what streets are named after together with its year, spelled as [`EVENTS`].
const STREET_EVENTS: [&str; 9] = [
    "восстани",
    "революци",
    "коммун",
    "побед",
    "борц",
    "геро",
    "партизан",
    "участник",
    "мятеж",
];

impl Grammar<'_> {
    /// Whether an expression may start at the atom: numbers inside of other things ("SU-2024",
    /// "12.3", "№ 5") may not.
    pub(super) fn may_start(&self, i: usize) -> bool {
        if i == 0 {
            return self.lex(i) != Lex::Other;
        }
        match self.lex(i) {
            Lex::Other
            | Lex::Break
            | Lex::Dash
            | Lex::Comma
            | Lex::Dot
            | Lex::Colon
            | Lex::Slash
            | Lex::Open
            | Lex::Close
            | Lex::Quote
            | Lex::EndMark
            | Lex::Sign
            | Lex::OtherPunctuation
            | Lex::Counted
            | Lex::Numbered
            | Lex::Bearer
            | Lex::Every
            | Lex::And
            | Lex::Or
            | Lex::Same
            | Lex::TimeOfDay
            | Lex::Night => false,
            Lex::Digits { .. } | Lex::Roman(_) => {
                if self.lex_before(i, 1) == Lex::Sign && self.is(i - 1, "№") {
                    return false;
                }
                if !self.glued(i) {
                    return true;
                }
                match self.lex_before(i, 1) {
                    Lex::Break
                    | Lex::Open
                    | Lex::Quote
                    | Lex::OtherPunctuation
                    | Lex::EndMark
                    | Lex::Close => true,
                    Lex::Comma | Lex::Dot => {
                        !(self.glued(i - 1) && matches!(self.lex_before(i, 2), Lex::Digits { .. }))
                    }
                    Lex::Dash => {
                        !self.glued(i - 1)
                            || self.is_sign(i.wrapping_sub(2))
                            || self.year_of_event(i)
                    }
                    // "Дата:29 августа"; "10:30" goes on.
                    Lex::Colon => !matches!(self.lex_before(i, 2), Lex::Digits { .. }),
                    _ => false,
                }
            }
            // A word that is glued to a number or hyphen is part of a longer word.
            _ => {
                !self.glued(i)
                    || match self.lex_before(i, 1) {
                        Lex::Dash => !self.glued(i - 1) || self.is_sign(i.wrapping_sub(2)),
                        before => self.is_sign_lex(before),
                    }
            }
        }
    }

    pub(super) fn is_sign_lex(&self, lex: Lex) -> bool {
        matches!(
            lex,
            Lex::Break
                | Lex::Open
                | Lex::Close
                | Lex::Quote
                | Lex::Comma
                | Lex::Dot
                | Lex::Colon
                | Lex::Slash
                | Lex::EndMark
                | Lex::OtherPunctuation
        )
    }

    pub(super) fn is_sign(&self, i: usize) -> bool {
        self.is_sign_lex(self.lex(i))
    }

    /// Whether an expression may end before atom `end`: not inside "2025.1", "2025-летие".
    pub(super) fn may_end(&self, end: usize) -> bool {
        let word = !matches!(self.lex_before(end, 1), Lex::Digits { .. } | Lex::Roman(_));
        if !self.glued(end) {
            return word || self.lex(end) != Lex::Sign || self.is(end, "№");
        }
        if self.lex_before(end, 1) == Lex::Dot {
            // "1980 г.р."
            return true;
        }
        match self.lex(end) {
            Lex::Dash => !self.glued(end + 1) || self.is_sign(end + 1),
            Lex::Dot | Lex::Comma | Lex::Colon | Lex::Slash => {
                word || !(self.glued(end + 1) && self.digits(end + 1).is_some())
            }
            lex => self.is_sign_lex(lex) || lex == Lex::Sign && word || self.time_is_glued(end),
        }
    }

    /// Whether what follows a number makes it a quantity.
    pub(super) fn counts(&self, i: usize) -> bool {
        matches!(
            self.lex(i),
            Lex::Counted
                | Lex::YearsCounted
                | Lex::Thousand
                | Lex::DayAndNight
                | Lex::LetterT
                | Lex::MonthWord { plural: true, .. }
                | Lex::DayWord { plural: true, .. }
                | Lex::WeekWord { plural: true, .. }
        ) || self.lex(i) == Lex::Sign && !self.is(i, "№")
            || self.lex(i) == Lex::Other && self.has_counted_ending(i)
    }

    /// A genitive plural by its ending: "2025 самолётов".
    pub(super) fn has_counted_ending(&self, i: usize) -> bool {
        let written = self.written(i);
        self.caps(i) == Caps::Lower
            && written.len() > 8
            && written != "готов"
            && [
                "ов", "ев", "ей", "ами", "ями", "ых", "их", "ек", "ок", "ний", "тий", "ций",
            ]
            .iter()
            .any(|ending| written.ends_with(ending))
    }

    /// Atoms that look like a date and are none, so that no part of them is read as one either.
    pub(super) fn no_date(&self, i: usize) -> Option<usize> {
        // "31 апреля", "45 мая", "тридцать первого июня".
        let day = match self.lex(i) {
            Lex::Digits { value, len } => {
                let (_, j) = self.suffix(i + 1).unwrap_or((Suffix::Genitive, i + 1));
                Some((value, len, j))
            }
            Lex::Ordinal { .. } | Lex::Cardinal(_) | Lex::Thousand => self
                .ordinal(i)
                .filter(|&(_, form, _)| form == OrdinalForm::MascNeut)
                .map(|(value, _, j)| (u32::from(value), 0, j)),
            _ => None,
        };
        if let Some((value, len, j)) = day
            && let Lex::Month {
                month,
                genitive: true,
                abbreviated: false,
            } = self.lex(j)
        {
            // "29 февраля 2023 года": that February has no such day.
            let year = self.year_behind(j + 1);
            let fixed = match year {
                Some((Year::Of(year), ..)) => Some(year),
                _ => None,
            };
            if len > 2 || !valid_day(value, u32::from(month), fixed) {
                return Some(year.map_or(j + 1, |(_, end, _)| end));
            }
        }
        if let Some(end) = self.recurring_weekday(i) {
            return Some(end);
        }
        // "улица 8 Марта", "завод имени 1 Мая", "площадь 1905 года".
        let bearer = match self.lex_before(i, 1) {
            Lex::Bearer => i - 1,
            Lex::Dot | Lex::Quote if self.lex_before(i, 2) == Lex::Bearer => i - 2,
            _ => {
                return self
                    .quoted_name(i)
                    .or_else(|| self.name_before_bearer(i))
                    .or_else(|| self.street_of_event(i));
            }
        };
        if let Some(end) = self.quoted_name(i) {
            return Some(end);
        }
        let one = self.read(i)?;
        let street = self.is_street(bearer);
        let named = match one.point.base {
            Base::Day { day, month } => {
                // Which days towns name their streets after.
                let usual = [(8, 3), (1, 5), (9, 5), (9, 1), (7, 11), (23, 2), (12, 4)]
                    .contains(&(day, month));
                let movement = self.is(bearer, "движение") && self.caps(bearer) != Caps::Lower;
                one.point.year == Year::None
                    && (self.caps(one.end - 1) == Caps::Capital || street && usual || movement)
            }
            Base::Year => street,
            Base::Month(_) => self.caps(i) == Caps::Capital,
            Base::Weekday { .. } => false,
            _ => false,
        };
        named.then_some(one.end)
    }

    /// "в первый вторник каждого месяца", "каждую последнюю пятницу месяца": no one day.
    fn recurring_weekday(&self, i: usize) -> Option<usize> {
        let end = match self.lex(i) {
            Lex::Which(Which::Final) => i + 1,
            Lex::Ordinal { .. } => i + 1,
            Lex::Digits { .. } => self.suffix(i + 1)?.1,
            _ => return None,
        };
        if !matches!(self.lex(end), Lex::Weekday { .. }) {
            return None;
        }
        if self.lex(end + 1) == Lex::Every {
            return Some(end + 1);
        }
        (self.lex_before(i, 1) == Lex::Every).then(|| self.read(i).map_or(end + 1, |one| one.end))
    }

    /// "площадь Восстания 1905 года": the event that a street is named after, with its year.
    fn street_of_event(&self, i: usize) -> Option<usize> {
        let street = (2..=4)
            .filter_map(|back| i.checked_sub(back))
            .find(|&at| self.lex(at) == Lex::Bearer && self.is_street(at))?;
        let capital = self.caps(self.past_dot(street + 1)) == Caps::Capital;
        let event = STREET_EVENTS
            .iter()
            .any(|stem| self.starts_with(i - 1, stem));
        let (Some((1000..=2999, 4)), true, true) = (self.digits(i), capital, event) else {
            return None;
        };
        (self.lex(i + 1) == Lex::YearWord(Case::Gen)).then_some(i + 2)
    }

    fn is_street(&self, i: usize) -> bool {
        [
            "ул",
            "просп",
            "площ",
            "пл",
            "пер",
            "бульв",
            "набереж",
            "шоссе",
            "аллея",
        ]
        .iter()
        .any(|prefix| self.starts_with(i, prefix))
    }

    /// "на 8 Марта улице": the bearer behind its name.
    fn name_before_bearer(&self, i: usize) -> Option<usize> {
        self.digits(i)?;
        let one = self.read(i)?;
        let day = matches!(one.point.base, Base::Day { .. }) && one.point.year == Year::None;
        (day && self.caps(one.end - 1) == Caps::Capital
            && self.lex(one.end) == Lex::Bearer
            && self.is_street(one.end))
        .then_some(one.end)
    }

    /// «8 Марта», «Октябрь»: a name in quotation marks.
    pub(super) fn quoted_name(&self, i: usize) -> Option<usize> {
        if self.lex_before(i, 1) != Lex::Quote || !self.glued(i) {
            return None;
        }
        let one = self.read(i)?;
        let capital = (i..one.end).any(|at| self.caps(at) == Caps::Capital);
        (capital && self.lex(one.end) == Lex::Quote && self.glued(one.end)).then_some(one.end)
    }

    /// [`Grammar::read`], if the surroundings allow that a date is meant.
    pub(super) fn read_in_context(&self, i: usize) -> Option<Read> {
        let one = self.read(i)?;
        if !self.may_end(one.end) {
            return None;
        }
        let before = self.lex_before(i, 1);
        let prep = matches!(before, Lex::Prep(_));
        let alone = one.end == i + 1;
        let good = match one.point.base {
            Base::Year if one.weak => self.year_in_context(i, &one),
            // "Марта", "Август" are names; a month alone has a small letter, or stands in
            // capitals like the words around it.
            // "ежегодно в мае", "каждый май" name no month of any one year.
            Base::Month(_)
                if alone
                    && (before == Lex::Every || prep && self.lex_before(i, 2) == Lex::Every) =>
            {
                false
            }
            Base::Month(month) if alone => match self.caps(i) {
                Caps::Lower => !(self.glued(i) && before == Lex::Quote),
                Caps::Upper => prep || self.caps(i + 1) == Caps::Upper,
                Caps::Capital => {
                    !matches!(month, 3 | 5 | 8)
                        && (i == 0 || matches!(before, Lex::Break | Lex::Dot | Lex::EndMark))
                }
            },
            Base::Weekday { week: None, .. } if alone => self.weekday_in_context(i),
            // Seasons come and go; a date is meant when something is placed in one.
            Base::Season(_) if one.point.year == Year::None && one.point.which.is_none() => {
                match self.lex(i) {
                    Lex::Season {
                        case: Case::Ins, ..
                    } => before != Lex::Every,
                    Lex::Season {
                        case: Case::Nom,
                        season: Season::Summer,
                        ..
                    }
                    | Lex::Season {
                        case: Case::Acc, ..
                    } => {
                        matches!(before, Lex::Prep(Prep::Na | Prep::V))
                    }
                    Lex::Season {
                        case: Case::Nom,
                        season: Season::Autumn,
                        ..
                    } => {
                        matches!(before, Lex::Prep(Prep::Na))
                    }
                    // "наступила весна"
                    Lex::Season {
                        case: Case::Nom, ..
                    } => false,
                    Lex::Season {
                        case: Case::Gen, ..
                    } => {
                        matches!(
                            before,
                            Lex::Prep(Prep::S | Prep::Do | Prep::K | Prep::After)
                        )
                    }
                    Lex::Season {
                        case: Case::Dat, ..
                    } => before == Lex::Prep(Prep::K),
                    _ => true,
                }
            }
            // «Россия сегодня» is a name.
            Base::RelativeDay(_) if alone => {
                !(self.lex(one.end) == Lex::Quote
                    && self.lex_before(i, 2) == Lex::Quote
                    && self.caps(i - 1) != Caps::Lower)
            }
            _ => true,
        };
        good.then_some(one)
    }

    /// Whether a bare number is a year where it stands: in brackets, or behind a preposition of
    /// time and before nothing that could be counted.
    pub(super) fn year_in_context(&self, i: usize, one: &Read) -> bool {
        let Year::Of(year) = one.point.year else {
            return false;
        };
        if !(1500..=2100).contains(&year) || self.counts(one.end) {
            return false;
        }
        let next_sign = matches!(
            self.lex(one.end),
            Lex::Break
                | Lex::Comma
                | Lex::Dot
                | Lex::Open
                | Lex::Close
                | Lex::EndMark
                | Lex::OtherPunctuation
                | Lex::Dash
                | Lex::Quote
        );
        let suffix = self.suffix(i + 1).map(|(suffix, _)| suffix);
        let suffixed = suffix.is_some();
        if suffixed && NUMBERED.iter().any(|stem| self.starts_with(one.end, stem)) {
            return false;
        }
        let goes_on = next_sign || matches!(self.lex(one.end), Lex::And | Lex::Or | Lex::Prep(_));
        if (1800..2061).contains(&year)
            && suffix.is_some_and(|suffix| self.ordinal_year(i, year, one.end, suffix))
        {
            return true;
        }
        let before = match self.lex_before(i, 1) {
            Lex::And | Lex::Or if self.lists_years(i) => Lex::Prep(Prep::V),
            Lex::Comma if (goes_on || suffixed) && self.lists_years(i) => Lex::Prep(Prep::V),
            before => before,
        };
        match before {
            Lex::Open => next_sign,
            _ if self.year_of_event(i) => true,
            // "(«Мост», 1999)", "(1994, 1997)", "(? — 1944)", "(р. 2000)".
            Lex::Comma | Lex::Dash | Lex::Dot => self.lex(one.end) == Lex::Close,
            // "вырос с 1900 до 2000 тонн"
            Lex::Prep(Prep::S)
                if self.lex(one.end) == Lex::Prep(Prep::Do)
                    && self.digits(one.end + 1).is_some()
                    && self.counts(one.end + 2) =>
            {
                false
            }
            // "в 1999 случаях"
            Lex::Prep(Prep::V)
                if self.lex(one.end) == Lex::Other
                    && ["ах", "ях"]
                        .iter()
                        .any(|end| self.written(one.end).ends_with(end)) =>
            {
                false
            }
            Lex::Prep(prep @ (Prep::V | Prep::S | Prep::Po | Prep::After)) => {
                next_sign
                    || matches!(self.lex(one.end), Lex::And | Lex::Or | Lex::Prep(_))
                    // "в 1999 это было", "в 1999 он уехал"
                    || prep == Prep::V && self.is_one_of(one.end, &["это", "этот", "эта"])
                    || self.lex(one.end) == Lex::Other
                        && matches!(prep, Prep::V | Prep::S)
                        && !self.has_counted_ending(one.end)
            }
            // Amounts rise to and from round numbers too.
            Lex::Prep(Prep::Do | Prep::Ot | Prep::K) => next_sign && (1900..2060).contains(&year),
            Lex::Prep(Prep::Na) => suffixed && next_sign,
            Lex::Season { .. } | Lex::PartWord(_) => true,
            _ => false,
        }
    }

    /// Whether a number with the ending of an ordinal is a year: "к 2030-му", "съезд 1961-го",
    /// "за 2025-й". What it may number instead agrees with it, and numbers so high that are counted
    /// up to are round ("к 2000-му посетителю").
    fn ordinal_year(&self, i: usize, year: i16, end: usize, suffix: Suffix) -> bool {
        let ends = |at: usize, endings: &[&str]| {
            let written = self.written(at);
            endings.iter().any(|ending| written.ends_with(ending))
        };
        let (fits, agreeing): (bool, &[&str]) = match (self.lex_before(i, 1), suffix) {
            (Lex::Prep(Prep::K), Suffix::Dative) => (true, &["у", "ю", "ому", "ему"]),
            (Lex::Prep(Prep::S | Prep::After | Prep::Do | Prep::Ot), Suffix::Genitive)
            | (Lex::Other, Suffix::Genitive) => (true, &["а", "я", "ого", "его"]),
            (Lex::Prep(Prep::Po | Prep::Na | Prep::Other), Suffix::Masculine) => (true, &[""]),
            // "в далёком 1961-м"
            (Lex::Other, Suffix::Prepositional) => (
                self.lex_before(i, 2) == Lex::Prep(Prep::V) && ends(i - 1, &["ом", "ем"]),
                &["е", "у", "ом", "ем"],
            ),
            _ => (false, &[]),
        };
        let word = self.caps(end) == Caps::Lower
            && self
                .written(end)
                .chars()
                .next()
                .is_some_and(char::is_alphabetic)
            && !matches!(self.lex(end), Lex::Prep(_) | Lex::And | Lex::Or);
        // "На 2019-й вопрос": a noun in the accusative may end in anything.
        let numbered = match agreeing {
            [""] => is_accusative(self.written(end)),
            _ => year % 100 == 0 && ends(end, agreeing),
        };
        fits && !(word && numbered)
    }

    /// Whether the number goes on a list of years: "в 2022-м и 2023-м".
    fn lists_years(&self, i: usize) -> bool {
        let mut at = i;
        for _ in 0..LIST_LIMIT {
            if !matches!(self.lex_before(at, 1), Lex::And | Lex::Or | Lex::Comma) {
                // "на 2026-й и 2027-й": endings make up for what the preposition leaves open.
                let suffixed = self.suffix(i + 1).is_some();
                return at < i
                    && match self.lex_before(at, 1) {
                        Lex::Prep(prep) => prep == Prep::V || suffixed,
                        _ => false,
                    };
            }
            // The number before: its digits alone, or with an ending behind a hyphen.
            let Some(digits) = [2, 4].into_iter().find_map(|back| {
                let digits = at.checked_sub(back)?;
                let end = self.suffix(digits + 1).map_or(digits + 1, |(_, end)| end);
                let year =
                    matches!(self.digits(digits), Some((value, 4)) if plausible_year(value as u16));
                (year && end + 1 == at).then_some(digits)
            }) else {
                return false;
            };
            at = digits;
        }
        false
    }

    /// Whether a number of four digits says which of a series of events is meant: "ЧМ-2018",
    /// "Сочи-2014", "на чемпионате мира 2003". Behind a hyphen any longer Russian name will do;
    /// codes of machines and flights ("SU-2024", "Ту-2024") are short or Latin.
    pub(super) fn year_of_event(&self, i: usize) -> bool {
        let (Some((1900..=2060, 4)), Some(before)) = (self.digits(i), i.checked_sub(1)) else {
            return false;
        };
        let event = |at: usize| {
            self.is_one_of(at, &EVENT_WORDS) || EVENTS.iter().any(|stem| self.starts_with(at, stem))
        };
        if self.glued(i) {
            let Some(name) = before.checked_sub(1) else {
                return false;
            };
            let hyphen = self.lex(before) == Lex::Dash && self.glued(before);
            let long_name = self.caps(name) == Caps::Capital
                && self.lex(name) == Lex::Other
                && self.written(name).chars().count() >= 4
                && self
                    .written(name)
                    .chars()
                    .all(|c| matches!(fold_char(c), 'а'..='я'));
            return hyphen && (long_name || self.lex(name) == Lex::Quote || event(name));
        }
        // Between the two may stand whose event it is: "чемпионат мира", "премия мира".
        let of_event = event(before)
            || self.lex(before) == Lex::Other && before.checked_sub(1).is_some_and(event);
        // "на конкурс 2000 работ"; "премию мира 2019 получил".
        let past_tense = ["ил", "ал", "ел", "ила", "ала", "ела", "или", "али", "ели"]
            .iter()
            .any(|ending| self.written(i + 1).ends_with(ending));
        let counted =
            self.lex(i + 1) == Lex::Other && self.caps(i + 1) == Caps::Lower && !past_tense;
        of_event && !counted
    }

    pub(super) fn weekday_in_context(&self, i: usize) -> bool {
        let Lex::Weekday { day, case } = self.lex(i) else {
            return false;
        };
        let before = self.lex_before(i, 1);
        if before == Lex::Every || self.environment(i) {
            return false;
        }
        // "Чистый понедельник", "Чёрная пятница", "Кровавое воскресенье" are names.
        let named = [
            "чистый",
            "черная",
            "черной",
            "черную",
            "страстная",
            "страстную",
            "великий",
            "вербное",
            "прощеное",
            "кровавое",
            "кровавого",
            "светлое",
            "черный",
            "черного",
        ];
        if i > 0 && self.is_one_of(i - 1, &named) {
            return false;
        }
        let placed = match case {
            Case::Acc | Case::NomAcc => matches!(
                before,
                Lex::Prep(Prep::V | Prep::Na | Prep::Po | Prep::Other)
            ),
            Case::Gen => matches!(
                before,
                Lex::Prep(Prep::S | Prep::Do | Prep::After | Prep::Ot)
            ),
            Case::Dat => before == Lex::Prep(Prep::K),
            _ => false,
        };
        // "в понедельник и среду": the preposition is that of the first one.
        let listed = matches!(before, Lex::And | Lex::Or | Lex::Comma)
            && matches!(self.lex_before(i, 2), Lex::Weekday { .. });
        if placed || listed {
            return true;
        }
        // Without a preposition Wednesday and a capital letter are too ambiguous.
        day != 2
            && self.caps(i) == Caps::Lower
            && !matches!(before, Lex::Prep(_))
            && before != Lex::Quote
    }
}

/// A noun that may be an object, of which there is one: "вопрос".
fn is_accusative(word: &str) -> bool {
    Morph::get().parses(word).iter().any(|parse| {
        parse.pos == Pos::Noun
            && parse.feats.case() == Some(morph::Case::Acc)
            && parse.feats.number() == Some(Number::Sing)
    })
}
