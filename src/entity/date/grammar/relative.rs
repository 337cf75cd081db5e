//! Single expressions that point from a known day: weekdays, "вчера", "три дня назад",
//! "прошлой осенью"; and the holidays.

use super::super::atoms::Caps;
use super::super::holidays::HOLIDAYS;
use super::super::lexicon::{Case, Lex, Prep, Which};
use super::super::resolve::{Anchor, Base, Century, Part, Point, Side, Unit, Year};
use super::{Grammar, Read, Strength, read, read_with};
use crate::entity::Granularity;

/// A length of time, and the atom behind it.
#[derive(Debug, Clone, Copy)]
struct Quantity {
    count: i16,
    /// The second number of "2–3 дня", else `count`.
    or: i16,
    unit: Unit,
    /// Days beside months or years.
    days: i16,
    end: usize,
}

impl Quantity {
    /// The sum with a part in a shorter unit; `None` where the unit is not shorter.
    fn and(self, part: Quantity) -> Option<Quantity> {
        if part.count != part.or || self.days != 0 {
            return None;
        }
        let (count, unit, days) = match (self.unit, part.unit) {
            (Unit::Year, Unit::Month) => {
                let months = self.count.checked_mul(12)?.checked_add(part.count)?;
                (months, Unit::Month, 0)
            }
            (Unit::Year | Unit::Month, Unit::Week) => {
                (self.count, self.unit, part.count.checked_mul(7)?)
            }
            (Unit::Year | Unit::Month, Unit::Day) => (self.count, self.unit, part.count),
            (Unit::Week, Unit::Day) => {
                let days = self.count.checked_mul(7)?.checked_add(part.count)?;
                (days, Unit::Day, 0)
            }
            _ => return None,
        };
        Some(Quantity {
            count,
            or: count,
            unit,
            days,
            end: part.end,
        })
    }

    fn ahead(self, from: Anchor, end: usize) -> Option<Read> {
        let Quantity {
            count,
            or,
            unit,
            days,
            ..
        } = self;
        read(
            Base::Shift {
                count,
                or,
                unit,
                days,
                from,
            },
            end,
        )
    }

    fn back(self, from: Anchor, end: usize) -> Option<Read> {
        // Never the least number of its type: a count has no sign.
        Quantity {
            count: -self.count,
            or: -self.or,
            days: -self.days,
            ..self
        }
        .ahead(from, end)
    }
}

impl Grammar<'_> {
    /// What follows "прошлый", "этот", "следующий", "последний".
    pub(super) fn which(&self, i: usize, which: Which) -> Option<Read> {
        if let Some((year, end, _)) = self.relative_year(i, which) {
            return read_with(Base::Year, year, end);
        }
        let same = self.lex(i + 1) == Lex::Same;
        let j = if same { i + 2 } else { i + 1 };
        // "узнал об этом месяц назад"
        if self.ago(j).is_some() {
            return None;
        }
        let context = which == Which::That || same;
        let shift = match which {
            Which::Last | Which::Elapsed => Some(-1),
            Which::BeforeLast => Some(-2),
            Which::This => Some(0),
            Which::Next | Which::Coming => Some(1),
            Which::That | Which::Final => None,
        };
        let relative = |unit: Unit| {
            let shift = shift.filter(|_| !context)?;
            read(Base::Relative { unit, shift }, j + 1)
        };
        match self.lex(j) {
            Lex::DayWord { plural: false, .. } => match which {
                // "этот день настал" points at no date; "в этот день" does.
                Which::That | Which::This
                    if matches!(self.lex_before(i, 1), Lex::Prep(Prep::V | Prep::Na)) =>
                {
                    read(Base::ContextDay(0), j + 1)
                }
                Which::Next if self.lex_before(i, 1) == Lex::Prep(Prep::Na) => {
                    read(Base::ContextDay(1), j + 1)
                }
                Which::Final => self.of_month(j + 1, Part::LastDay),
                _ => None,
            },
            Lex::DayWord { plural: true, .. } | Lex::NumberWord if which == Which::Final => {
                self.of_month(j + 1, Part::End)
            }
            Lex::TenDays if which == Which::Final => self.of_month(j + 1, Part::TenDays(3)),
            Lex::WeekWord { plural: false, .. } if which == Which::Final => {
                self.of_month(j + 1, Part::LastWeek)
            }
            Lex::FourthWord if which == Which::Final => self.of_whole(j + 1, Part::Fourth(4)),
            Lex::WeekWord { plural: false, .. } => relative(Unit::Week),
            Lex::WeekendWord => {
                // The coming weekend is that of this week.
                let shift = match which {
                    Which::Coming => 0,
                    _ => shift.filter(|_| !context)?,
                };
                read(
                    Base::Relative {
                        unit: Unit::Weekend,
                        shift,
                    },
                    j + 1,
                )
            }
            Lex::MonthWord { plural: false, .. } => relative(Unit::Month),
            Lex::QuarterWord if which == Which::Final => {
                let (year, end, _) = self.year_behind(j + 1)?;
                read_with(Base::Quarter(4), year, end)
            }
            Lex::QuarterWord => relative(Unit::Quarter),
            Lex::HalfYearWord => relative(Unit::HalfYear),
            Lex::DecadeWord => relative(Unit::Decade),
            Lex::CenturyWord if self.is_one_of(j, &["веков", "веках", "веками"]) => {
                None
            }
            Lex::CenturyWord => read(
                Base::Century(Century::Shift(shift.filter(|_| !context)?)),
                j + 1,
            ),
            Lex::Season { .. } => {
                shift?;
                self.season(j, Some(which))
            }
            Lex::Month {
                abbreviated: false, ..
            } if !context => {
                shift?;
                let mut one = self.month(j)?;
                if one.point.year == Year::None {
                    one.point.which = Some(which);
                }
                Some(one)
            }
            // "в последнее воскресенье июля"
            Lex::Weekday { day, .. } if which == Which::Final => {
                self.of_month(j + 1, Part::LastWeekday(day))
            }
            Lex::Weekday { day, .. } if !context && !self.environment(j) => {
                let side = match which {
                    Which::Last | Which::Elapsed => Side::Before,
                    Which::Next | Which::Coming => Side::After,
                    Which::This => Side::SameWeek,
                    _ => return None,
                };
                let plain = read(
                    Base::Weekday {
                        day,
                        side,
                        week: None,
                    },
                    j + 1,
                )?;
                Some(self.with_date(plain))
            }
            _ => None,
        }
    }

    /// "среда", "вторник, 3 сентября", "в среду на прошлой неделе".
    pub(super) fn weekday(&self, i: usize) -> Option<Read> {
        let Lex::Weekday { day, .. } = self.lex(i) else {
            return None;
        };
        let side = match self.lex_before(i, 1) {
            // "в ночь на понедельник" is told of afterwards, "на понедельник" beforehand.
            Lex::Prep(Prep::Na) if self.lex_before(i, 2) == Lex::Night => Side::Last,
            Lex::Prep(Prep::K | Prep::Do | Prep::Na | Prep::Po) => Side::Upcoming,
            _ => Side::Last,
        };
        // "в среду на прошлой неделе", "в пятницу прошлой недели".
        let at = self.past(i + 1, Lex::Prep(Prep::Na));
        if let (Lex::Which(which), Lex::WeekWord { plural: false, .. }) =
            (self.lex(at), self.lex(at + 1))
        {
            let week = match which {
                Which::Last | Which::Elapsed => Some(-1),
                Which::BeforeLast => Some(-2),
                Which::This => Some(0),
                Which::Next | Which::Coming => Some(1),
                _ => None,
            };
            if let Some(week) = week {
                return read(
                    Base::Weekday {
                        day,
                        side,
                        week: Some(week),
                    },
                    at + 2,
                );
            }
        }
        let plain = read(
            Base::Weekday {
                day,
                side,
                week: None,
            },
            i + 1,
        )?;
        Some(self.with_date(plain))
    }

    /// A weekday together with the date it falls on: one expression, and the date counts.
    pub(super) fn with_date(&self, plain: Read) -> Read {
        let mut j = plain.end;
        let open = self.lex(j) == Lex::Open;
        if open || matches!(self.lex(j), Lex::Comma | Lex::Dash) {
            j += 1;
        }
        if !matches!(
            self.lex(j),
            Lex::Digits { .. } | Lex::Ordinal { .. } | Lex::Cardinal(_)
        ) {
            return plain;
        }
        // "в понедельник, 3 и 5 мая" has more days than one; only a plain date joins.
        let date = self
            .numeric(j)
            .or_else(|| self.roman_month(j))
            .or_else(|| self.day_and_month(j));
        match date {
            Some(mut date) if matches!(date.point.base, Base::Day { .. }) => {
                let end = match (open, self.lex(date.end)) {
                    (true, Lex::Close) => date.end + 1,
                    (true, _) => return plain,
                    _ => date.end,
                };
                if let (Base::Weekday { day, .. }, Year::None) = (plain.point.base, date.point.year)
                {
                    date.point.weekday = Some(day);
                }
                Read { end, ..date }
            }
            _ => plain,
        }
    }

    /// "вчера", "сегодня, в пятницу". A date beside it is a mention of its own.
    pub(super) fn relative_day(&self, i: usize, base: Base) -> Option<Read> {
        let plain = read(base, i + 1)?;
        let weekday = matches!(
            self.lex(i + 3),
            Lex::Weekday {
                case: Case::Acc | Case::NomAcc,
                ..
            }
        );
        let joined = self.lex(i + 1) == Lex::Comma && self.lex(i + 2) == Lex::Prep(Prep::V);
        let end = if joined && weekday { i + 4 } else { plain.end };
        Some(Read { end, ..plain })
    }

    /// "накануне": alone the day before; with a genitive the eve of an event, which is no date.
    pub(super) fn eve(&self, i: usize) -> Option<Read> {
        let one = self.relative_day(i, Base::Eve)?;
        if one.end == i + 1 && self.eve_of_event(i + 1) {
            return None;
        }
        Some(one)
    }

    /// Whether a genitive follows: "накануне визита", "накануне 9 Мая", "накануне своего отъезда".
    pub(super) fn eve_of_event(&self, i: usize) -> bool {
        match self.lex(i) {
            Lex::Digits { .. }
            | Lex::Quote
            | Lex::DayWord {
                case: Case::Gen, ..
            } => true,
            Lex::Season { case, .. } => case == Case::Gen,
            Lex::Month { genitive, .. } => genitive,
            Lex::Weekday { case, .. } => case == Case::Gen,
            Lex::HolidayWord => {
                !self.is_one_of(i, &["новый", "старый", "рождество", "пасха", "первомай"])
            }
            Lex::PartWord(_) => self.is_one_of(i, &["начала", "середины", "конца"]),
            Lex::Which(_) | Lex::Ordinal { .. } | Lex::Other | Lex::Counted => {
                super::super::eve::is_genitive(self.written(i))
            }
            _ => false,
        }
    }

    /// Whether "среда" means surroundings here: "окружающую среду", "среду обитания".
    pub(super) fn environment(&self, i: usize) -> bool {
        if !matches!(self.lex(i), Lex::Weekday { day: 2, .. }) {
            return false;
        }
        let inhabitants = [
            "обитания",
            "проживания",
            "общения",
            "жизни",
            "разработки",
            "программирования",
            "выполнения",
            "существования",
            "развития",
            "молодежи",
            "интеллигенции",
            "подростков",
            "ученых",
            "людей",
            "школьников",
            "студентов",
            "мигрантов",
            "военных",
        ];
        self.is_one_of(i + 1, &inhabitants)
            || self.lex_before(i, 1) == Lex::Other && {
                let before = self.written(i - 1);
                ["ую", "юю", "ой", "ей", "ая", "яя"]
                    .iter()
                    .any(|ending| before.ends_with(ending))
            }
    }

    /// "через три дня", "спустя неделю", "через полгода".
    pub(super) fn through(&self, i: usize) -> Option<Read> {
        let from = if self.lex(i) == Lex::Through {
            Anchor::Sentence
        } else {
            Anchor::Paragraph
        };
        let quantity = self.quantity(i + 1)?;
        // "через год после войны", "через час": counted from what the text does not date.
        if self.lex(quantity.end) == Lex::Prep(Prep::After) {
            return None;
        }
        quantity.ahead(from, quantity.end)
    }

    /// "три дня назад", "год и два месяца назад", "два года спустя", "днём ранее".
    pub(super) fn ago(&self, i: usize) -> Option<Read> {
        // "часть 2,5 года назад" has been refused by `may_start`.
        let instrumental = matches!(
            self.lex(i),
            Lex::YearWord(Case::Ins)
                | Lex::MonthWord {
                    case: Case::Ins,
                    plural: false
                }
                | Lex::WeekWord {
                    case: Case::Ins,
                    plural: false
                }
                | Lex::DayWord {
                    case: Case::Ins,
                    plural: false
                }
        );
        if let Some(one) = self.about_so_long_ago(i) {
            return Some(one);
        }
        let quantity = self.quantity(i)?;
        let end = quantity.end;
        let behind = self.past(end, Lex::ThatDative);
        match self.lex(behind) {
            Lex::Ago if !instrumental => quantity.back(Anchor::Reference, behind + 1),
            Lex::Later if !instrumental && behind == end => {
                quantity.ahead(Anchor::Paragraph, end + 1)
            }
            Lex::Earlier if self.by_so_much(end) => quantity.back(Anchor::Sentence, end + 1),
            Lex::Afterwards if self.by_so_much(end) => quantity.ahead(Anchor::Paragraph, end + 1),
            _ => None,
        }
    }

    /// Whether the unit before atom `end` is in the instrumental: "двумя днями ранее".
    pub(super) fn by_so_much(&self, end: usize) -> bool {
        let words = [
            "днем",
            "днями",
            "сутками",
            "неделей",
            "неделями",
            "месяцем",
            "месяцами",
            "годом",
            "годами",
        ];
        end > 0 && self.is_one_of(end - 1, &words)
    }

    /// A length of time, its parts from the longest unit to the shortest: "три дня", "год и два
    /// месяца", "2 года, 3 месяца и 10 дней".
    fn quantity(&self, i: usize) -> Option<Quantity> {
        let mut whole = self.quantity_of_units(i)?;
        while matches!(self.lex(whole.end), Lex::And | Lex::Comma) && whole.count == whole.or {
            let Some(part) = self.quantity_of_units(whole.end + 1) else {
                break;
            };
            // "в возрасте 61 года, двумя неделями ранее": the last part is joined by a word.
            if self.lex(whole.end) == Lex::Comma && self.lex(part.end) != Lex::And {
                break;
            }
            let Some(sum) = whole.and(part) else {
                break;
            };
            whole = sum;
        }
        Some(whole)
    }

    /// A number of days, weeks, months or years; "2–3 дня" has two numbers.
    fn quantity_of_units(&self, i: usize) -> Option<Quantity> {
        let of = |count: i16, or: i16, unit: Unit, end: usize| {
            Some(Quantity {
                count,
                or,
                unit,
                days: 0,
                end,
            })
        };
        match self.lex(i) {
            Lex::HalfYearSpan => return of(6, 6, Unit::Month, i + 1),
            Lex::HalfCenturySpan => return of(50, 50, Unit::Year, i + 1),
            Lex::OneAndHalf => {
                let (unit, end) = self.unit(i + 1)?;
                return match unit {
                    Unit::Year => of(18, 18, Unit::Month, end),
                    Unit::Month => of(45, 45, Unit::Day, end),
                    _ => None,
                };
            }
            _ => {}
        }
        if let Some((unit, end)) = self.unit(i) {
            let singular = !matches!(
                self.lex(i),
                Lex::YearsCounted
                    | Lex::YearsWord
                    | Lex::MonthWord { plural: true, .. }
                    | Lex::WeekWord { plural: true, .. }
                    | Lex::DayWord { plural: true, .. }
            );
            let accusative = matches!(
                self.lex(i),
                Lex::YearWord(Case::NomAcc | Case::Ins)
                    | Lex::MonthWord {
                        case: Case::NomAcc | Case::Ins,
                        ..
                    }
                    | Lex::WeekWord {
                        case: Case::Acc | Case::Ins,
                        ..
                    }
                    | Lex::DayWord {
                        case: Case::NomAcc | Case::Ins,
                        ..
                    }
                    | Lex::DayAndNight
            );
            return if singular && accusative {
                of(1, 1, unit, end)
            } else {
                None
            };
        }
        let (first, mut j) = self.count(i)?;
        if let Some((unit, end)) = self.half_behind(i, j).and_then(|j| self.unit(j)) {
            let first = i16::try_from(first).ok()?;
            return match unit {
                Unit::Year => {
                    let months = first.checked_mul(12)?.checked_add(6)?;
                    of(months, months, Unit::Month, end)
                }
                // As "полтора месяца", which are 45 days.
                Unit::Month => {
                    let days = first.checked_mul(30)?.checked_add(15)?;
                    of(days, days, Unit::Day, end)
                }
                _ => None,
            };
        }
        let mut second = first;
        if self.lex(j) == Lex::Dash {
            (second, j) = self.count(j + 1)?;
            if second <= first {
                return None;
            }
        }
        let (unit, end) = self.unit(j)?;
        of(
            i16::try_from(first).ok()?,
            i16::try_from(second).ok()?,
            unit,
            end,
        )
    }

    /// Behind "с половиной" or ",5", where the number from `i` to `j` has that.
    fn half_behind(&self, i: usize, j: usize) -> Option<usize> {
        let words = self.lex(j) == Lex::Prep(Prep::S) && self.is(j + 1, "половиной");
        let digits = self.digits(i).is_some()
            && matches!(self.lex(j), Lex::Comma | Lex::Dot)
            && self.glued(j)
            && self.glued(j + 1)
            && self.digits(j + 1) == Some((5, 1));
        (words || digits).then_some(j + 2)
    }

    /// "лет десять назад", "месяца два назад": the number behind the unit, which makes it a rough
    /// one; the value is that of the number all the same.
    fn about_so_long_ago(&self, i: usize) -> Option<Read> {
        let counted = matches!(
            self.lex(i),
            Lex::YearsCounted
                | Lex::YearWord(Case::Gen)
                | Lex::MonthWord {
                    case: Case::Gen | Case::Oblique,
                    ..
                }
                | Lex::WeekWord {
                    case: Case::Gen | Case::Oblique,
                    ..
                }
                | Lex::DayWord {
                    case: Case::Gen | Case::Oblique,
                    ..
                }
        );
        if !counted || self.digits(i + 1).is_some() {
            return None;
        }
        let (unit, _) = self.unit(i)?;
        let (count, end) = self.count(i + 1)?;
        if self.lex(end) != Lex::Ago {
            return None;
        }
        let count = i16::try_from(count).ok()?;
        Quantity {
            count,
            or: count,
            unit,
            days: 0,
            end,
        }
        .back(Anchor::Reference, end + 1)
    }

    pub(super) fn unit(&self, i: usize) -> Option<(Unit, usize)> {
        let unit = match self.lex(i) {
            Lex::YearWord(_) | Lex::YearsCounted => Unit::Year,
            Lex::YearsWord if self.is_one_of(i, &["годами"]) => Unit::Year,
            Lex::MonthWord { .. } => Unit::Month,
            Lex::WeekWord { .. } => Unit::Week,
            Lex::DayWord { .. } | Lex::DayAndNight => Unit::Day,
            _ => return None,
        };
        Some((unit, i + 1))
    }

    /// A day with a name, and its year if one follows.
    pub(super) fn holiday(&self, i: usize) -> Option<Read> {
        let matches = |words: &[&str]| {
            words
                .iter()
                .enumerate()
                .all(|(at, forms)| forms.split('|').any(|form| self.is(i + at, form)))
        };
        let (index, holiday) = (0u8..)
            .zip(HOLIDAYS)
            .find(|(_, holiday)| matches(holiday.words))?;
        let end = i + holiday.words.len();
        // "день победы над собой", "новый год": common nouns unless a capital says otherwise;
        // a capital at the start of a sentence says nothing, but that is rare.
        let capital = (i..end).any(|at| self.caps(at) != Caps::Lower);
        let common_new_year = self.is_one_of(i, &["нового", "новый"])
            && matches!(
                self.lex_before(i, 1),
                Lex::Prep(Prep::Do | Prep::After | Prep::Na | Prep::Other)
            );
        if holiday.capital && !capital && !common_new_year {
            return None;
        }
        let (year, end) = self.past_year(end);
        read_with(Base::Holiday(index), year, end)
    }

    /// A year on its own: "2025 год", "в 1995", "чучхе 114".
    pub(super) fn year_alone(&self, i: usize) -> Option<Read> {
        let (year, end, strength) = self.year(i, false)?;
        // "на 85-м году жизни" is an age.
        let of_life = self.is_one_of(end, &["жизни", "своей", "от"]);
        if matches!(year, Year::Spoken(_))
            && (of_life || self.lex_before(i, 1) == Lex::Prep(Prep::Na))
        {
            return None;
        }
        if year == Year::BeforeEra {
            return read(Base::BeforeEra(Granularity::Year), end);
        }
        Some(Read {
            point: Point::with_year(Base::Year, year),
            end,
            weak: strength != Strength::Strong,
        })
    }
}
