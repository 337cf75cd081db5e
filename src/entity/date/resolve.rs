//! From expressions to intervals: what comes in is a [`Point`], the reading of an expression by
//! the rules in `grammar`, and a [`Context`] of known dates; what goes out is a [`Resolved`]
//! interval of days with its granularity and the name of the rule.
//!
//! The rules are those of CONTRACT.md, "Dates in the text". Where it is silent: thirds of a year
//! are four months each, thirds of a decade 4, 3 and 3 years, thirds of a century 33, 34 and 33
//! years; a quarter or half-year without a year is the nearest one, the past unless the future is
//! much nearer; winter belongs to the year it ends in.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::calendar::{
    days_in_month, month_interval, months_interval, year_interval, years_interval,
};
use super::holidays::HOLIDAYS;
use super::lexicon::{PartWord, Season, Which};
use crate::entity::Granularity;

/// What is known where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    /// The published date.
    pub reference: Option<Date>,
    /// The last day given in full or by day and month in the same sentence.
    pub sentence_day: Option<Date>,
    /// The same in the whole paragraph.
    pub paragraph_day: Option<Date>,
    /// The last year given in the same sentence behind that day, if any.
    pub sentence_year: Option<i16>,
    /// The last year that was given or resolved in the text.
    pub year: Option<i16>,
}

/// A reading of an expression, not yet tied to the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub base: Base,
    pub part: Part,
    pub year: Year,
    /// "прошлой", "этой" before a month, season or weekday.
    pub which: Option<Which>,
    /// The weekday that stands beside a day without a year, 0 is Monday.
    pub weekday: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Base {
    Day {
        day: u8,
        month: u8,
    },
    /// "5 числа прошлого месяца": months from the reference's.
    DayOfMonth {
        day: u8,
        months: i8,
    },
    Month(u8),
    /// "за первые шесть месяцев 2025 года"
    FirstMonths(u8),
    Quarter(u8),
    HalfYear(u8),
    Season(Season),
    Year,
    /// First year of the decade.
    Decade(i16),
    /// "60-е годы": the last digit but one, and the century where it is given.
    TensDecade {
        tens: u8,
        century: Option<Century>,
    },
    Century(Century),
    Weekday {
        day: u8,
        side: Side,
        week: Option<i8>,
    },
    /// "на прошлой неделе": so many units from the reference's.
    Relative {
        unit: Unit,
        shift: i8,
    },
    RelativeDay(i8),
    /// "накануне"
    Eve,
    /// "N units ago" or ahead; `or` is the second number of "2–3 дня назад", `days` those of
    /// "месяц и десять дней назад".
    Shift {
        count: i16,
        or: i16,
        unit: Unit,
        days: i16,
        from: Anchor,
    },
    /// "в тот же день" (0), "на следующий день" (1).
    ContextDay(i8),
    Holiday(u8),
    /// A year before our era, or a century: found, but outside the calendar.
    BeforeEra(Granularity),
}

impl Base {
    /// A day and month that [`valid_day`](super::grammar) has passed.
    pub(super) fn day(day: u32, month: u8) -> Self {
        Self::Day {
            day: day as u8,
            month,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Century {
    Of(u8),
    /// Centuries from the reference's.
    Shift(i8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    HalfYear,
    Year,
    Decade,
    Century,
}

/// On which side of the reference a weekday lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The last one, the reference day included.
    Last,
    /// The last one before the reference day.
    Before,
    /// The first one after the reference day.
    After,
    /// The first one, the reference day included ("к пятнице").
    Upcoming,
    /// That of the reference's week.
    SameWeek,
}

/// What a shift counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The published date ("три дня назад").
    Reference,
    /// A day given in the same sentence, else the published date ("через три дня").
    Sentence,
    /// A day given in the paragraph, else unknown ("три дня спустя").
    Paragraph,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    None,
    Of(i16),
    /// Numeric: the reference's century.
    TwoDigits(u8),
    /// In words, with an ending ("41-го") or with its word ("41 года"): the last such year that
    /// is no more than a few years ahead.
    Spoken(u8),
    /// Years from the reference's.
    Shift(i8),
    /// "того же года"
    Same,
    /// "44 года до н. э."
    BeforeEra,
    /// A number that is said to be a year and is none of the calendar's: "12025 года".
    Outside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Beginning,
    Middle,
    End,
    /// 1 or 2.
    Half(u8),
    /// 1 to 4.
    Fourth(u8),
    /// Ten days of a month, 1 to 3.
    TenDays(u8),
    /// The n-th seven days of a month.
    WeekNumber(u8),
    LastWeek,
    FirstDay,
    LastDay,
    /// The n-th such weekday of a month, 0 is Monday.
    NthWeekday {
        day: u8,
        number: u8,
    },
    LastWeekday(u8),
}

impl From<PartWord> for Part {
    fn from(word: PartWord) -> Self {
        match word {
            PartWord::Beginning => Self::Beginning,
            PartWord::Middle => Self::Middle,
            PartWord::End => Self::End,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Resolved {
    pub interval: Option<(Date, Date)>,
    pub granularity: Granularity,
    pub rule: &'static str,
    pub reference: Option<Date>,
}

impl Point {
    pub fn new(base: Base) -> Self {
        Self {
            base,
            part: Part::Whole,
            year: Year::None,
            which: None,
            weekday: None,
        }
    }

    pub fn with_year(base: Base, year: Year) -> Self {
        Self {
            year,
            ..Self::new(base)
        }
    }

    /// Whether a year belongs to this kind of expression.
    pub fn takes_year(&self) -> bool {
        matches!(
            self.base,
            Base::Day { .. }
                | Base::Month(_)
                | Base::FirstMonths(_)
                | Base::Quarter(_)
                | Base::HalfYear(_)
                | Base::Season(_)
                | Base::Holiday(_)
        )
    }

    /// Whether the expression is a year in figures or words, and no more than it.
    pub fn names_year(&self) -> bool {
        self.base == Base::Year
            && self.part == Part::Whole
            && matches!(self.year, Year::Of(_) | Year::Spoken(_))
    }

    /// Whether the expression names one day by itself, so that others may refer to it.
    pub fn names_day(&self) -> bool {
        matches!(self.base, Base::Day { .. })
    }
}

fn span_days(days: i64) -> Span {
    // i64 days beyond the calendar make the checked addition fail, but Span::new().days itself
    // panics beyond its own limits; nothing here comes near them.
    Span::new().days(days.clamp(-3_000_000, 3_000_000))
}

fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(span_days(days)).ok()
}

/// Days from `a` to `b`.
fn days_between(a: Date, b: Date) -> i64 {
    a.until(b)
        .map_or(i64::MAX, |span| i64::from(span.get_days()))
}

/// Months since year 0, to count in months.
fn month_index(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

fn month_of_index(index: i32) -> Option<(i16, i8)> {
    Some((
        i16::try_from(index.div_euclid(12)).ok()?,
        index.rem_euclid(12) as i8 + 1,
    ))
}

fn year_plus(year: i16, shift: i32) -> Option<i16> {
    i16::try_from(i32::from(year) + shift)
        .ok()
        .filter(|y| (1..=9999).contains(y))
}

/// How far an interval is from the day: 0 when it holds it.
fn gap(interval: (Date, Date), day: Date) -> i64 {
    if day < interval.0 {
        days_between(day, interval.0)
    } else if day > interval.1 {
        days_between(interval.1, day)
    } else {
        0
    }
}

fn day_interval(date: Option<Date>) -> Option<(Date, Date)> {
    date.map(|date| (date, date))
}

/// Monday of the day's week.
fn monday(date: Date) -> Option<Date> {
    add_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

fn century_years(number: u8) -> Option<(i16, i16)> {
    let number = i16::from(number);
    (number >= 1).then_some(((number - 1) * 100 + 1, number * 100))
}

fn season_interval(season: Season, year: i16) -> Option<(Date, Date)> {
    match season {
        Season::Winter => {
            let start = Date::new(year_plus(year, -1)?, 12, 1).ok()?;
            Some((start, month_interval(year, 2)?.1))
        }
        Season::Spring => months_interval(year, 3, 5),
        Season::Summer => months_interval(year, 6, 8),
        Season::Autumn => months_interval(year, 9, 11),
    }
}

/// The candidate nearest to the reference; of two equally near the one in the past.
fn nearest(
    reference: Date,
    candidates: impl IntoIterator<Item = Option<(Date, Date)>>,
) -> Option<(Date, Date)> {
    candidates
        .into_iter()
        .flatten()
        .min_by_key(|&interval| (gap(interval, reference), interval.0))
}

/// The nearest candidate where the past counts as half as far: a quarter without a year is told
/// of afterwards more often than announced.
fn nearest_past_first(
    reference: Date,
    candidates: impl IntoIterator<Item = Option<(Date, Date)>>,
) -> Option<(Date, Date)> {
    candidates.into_iter().flatten().min_by_key(|&interval| {
        let weight = if interval.0 > reference { 2 } else { 1 };
        (gap(interval, reference).saturating_mul(weight), interval.0)
    })
}

/// How far from the reference a day may be that its weekday speaks for. In nine months' reach
/// stand the year before and the year after where both are about half a year off; a day nearer
/// than three months has no rival, and a slip in its weekday moves nothing.
const WEEKDAY_REACH: i64 = 274;

/// The nearest candidate that falls on the weekday and is within reach, else the nearest.
fn nearest_on(
    reference: Date,
    weekday: Option<u8>,
    candidates: impl Iterator<Item = Option<(Date, Date)>> + Clone,
) -> Option<(Date, Date)> {
    let agrees = |&(day, _): &(Date, Date)| {
        weekday.is_some_and(|weekday| day.weekday().to_monday_zero_offset() == weekday as i8)
    };
    let agreeing = candidates.clone().map(|day| day.filter(agrees));
    nearest(reference, agreeing)
        .filter(|&day| gap(day, reference) <= WEEKDAY_REACH)
        .or_else(|| nearest(reference, candidates))
}

fn around(reference: Date, years: i32) -> impl Iterator<Item = i16> + Clone {
    (-years..=years).filter_map(move |shift| year_plus(reference.year(), shift))
}

impl Year {
    /// The year, and the reference if it was used.
    fn resolve(self, context: &Context) -> Option<(i16, Option<Date>)> {
        let reference = context.reference;
        let relative = |year: Option<i16>| Some((year?, reference));
        match self {
            Year::None | Year::BeforeEra | Year::Outside => None,
            Year::Of(year) => Some((year, None)),
            Year::TwoDigits(digits) => {
                let century = reference?.year().div_euclid(100);
                relative(Some(century * 100 + i16::from(digits)))
            }
            Year::Spoken(digits) => {
                let latest = reference?.year() + 5;
                let year = latest.div_euclid(100) * 100 + i16::from(digits);
                relative(Some(if year > latest { year - 100 } else { year }))
            }
            Year::Shift(shift) => relative(year_plus(reference?.year(), i32::from(shift))),
            Year::Same => Some((context.year?, None)),
        }
    }
}

impl Century {
    fn resolve(self, context: &Context) -> Option<(u8, Option<Date>)> {
        match self {
            Century::Of(number) => Some((number, None)),
            Century::Shift(shift) => {
                let reference = context.reference?;
                let current = i32::from(reference.year() - 1).div_euclid(100) + 1;
                Some((
                    u8::try_from(current + i32::from(shift)).ok()?,
                    Some(reference),
                ))
            }
        }
    }
}

/// Ties one expression to the calendar.
pub(super) fn resolve(point: &Point, context: &Context) -> Resolved {
    let (granularity, rule) = kind(point);
    let mut resolved = Resolved {
        interval: None,
        granularity,
        rule,
        reference: None,
    };
    if let Some((interval, used)) = whole(point, context) {
        resolved.interval = interval;
        resolved.reference = used;
    }
    if point.part != Part::Whole {
        resolved.interval = resolved
            .interval
            .and_then(|interval| part_of(interval, granularity, point.part));
        resolved.granularity = part_granularity(granularity, point.part);
        resolved.rule = part_rule(point.part);
    }
    // The day before the first year is in none.
    resolved.interval = resolved.interval.filter(|(first, _)| first.year() >= 1);
    resolved
}

/// Ties a range to the calendar: from the first day of `from` to the last of `to`. A year given
/// at one end only holds for both.
pub(super) fn resolve_range(from: &Point, to: &Point, context: &Context) -> Resolved {
    let mut resolved = Resolved {
        interval: None,
        granularity: Granularity::Range,
        rule: "range",
        reference: None,
    };
    let (mut from, mut to) = (*from, *to);
    let mut shift_from = false;
    if from.takes_year() && from.year == Year::None && to.year != Year::None {
        from.year = to.year;
        shift_from = true;
    } else if to.takes_year() && to.year == Year::None && matches!(from.year, Year::Of(_)) {
        to.year = from.year;
    }
    // "с понедельника по пятницу": Friday is the first one behind that Monday.
    if let (
        Base::Weekday { .. },
        Base::Weekday {
            day, week: None, ..
        },
    ) = (from.base, to.base)
    {
        let start = resolve(&from, context);
        resolved.reference = start.reference;
        resolved.interval = start.interval.and_then(|(start, _)| {
            let ahead =
                (i64::from(day) - i64::from(start.weekday().to_monday_zero_offset())).rem_euclid(7);
            Some((start, add_days(start, ahead)?))
        });
        return resolved;
    }
    let end = resolve(&to, context);
    let start = match (from.takes_year() && from.year == Year::None, end.interval) {
        // Neither has a year: the end is the nearest, the start the last one before it.
        (true, Some((_, last))) => {
            let in_year = |year: i16| {
                let point = Point {
                    year: Year::Of(year),
                    ..from
                };
                resolve(&point, context)
            };
            let start = in_year(last.year());
            match start.interval {
                Some((first, _)) if first > last => in_year(last.year() - 1),
                _ => start,
            }
        }
        _ => resolve(&from, context),
    };
    resolved.reference = end.reference.or(start.reference);
    let (Some((mut first, _)), Some((_, mut last))) = (start.interval, end.interval) else {
        return resolved;
    };
    if first > last {
        let moved = |date: Date, years: i64| date.checked_add(Span::new().years(years)).ok();
        if shift_from {
            first = moved(first, -1).unwrap_or(first);
        } else if let (Year::Of(_), true) = (to.year, to.takes_year()) {
            last = moved(last, 1).unwrap_or(last);
        }
    }
    if first <= last {
        resolved.interval = Some((first, last));
    }
    resolved
}

/// Granularity and the rule's name as `--explain` shows it.
fn kind(point: &Point) -> (Granularity, &'static str) {
    use Granularity as G;
    let with_year = point.year != Year::None;
    match point.base {
        Base::Day { .. } if with_year => (G::Day, "day, month and year"),
        Base::Day { .. } => (G::Day, "day and month, nearest year"),
        Base::DayOfMonth { .. } => (G::Day, "day of a month near the reference"),
        Base::Month(_) if with_year => (G::Month, "month and year"),
        Base::Month(_) => (G::Month, "month, nearest year"),
        Base::FirstMonths(_) => (G::Range, "first months of a year"),
        Base::Quarter(_) if with_year => (G::Quarter, "quarter and year"),
        Base::Quarter(_) => (G::Quarter, "quarter, nearest year"),
        Base::HalfYear(_) if with_year => (G::HalfYear, "half of a year"),
        Base::HalfYear(_) => (G::HalfYear, "half of the nearest year"),
        Base::Season(_) if with_year => (G::Season, "season and year"),
        Base::Season(_) => (G::Season, "season, nearest year"),
        Base::Year => match point.year {
            Year::Shift(_) => (G::Year, "year relative to the reference"),
            Year::Same => (G::Year, "same year as the date before"),
            Year::Spoken(_) | Year::TwoDigits(_) => (G::Year, "two-digit year"),
            _ => (G::Year, "year"),
        },
        Base::Decade(_) => (G::Decade, "decade"),
        Base::TensDecade { .. } => (G::Decade, "decade by its tens"),
        Base::Century(Century::Of(_)) => (G::Century, "century"),
        Base::Century(Century::Shift(_)) => (G::Century, "century relative to the reference"),
        Base::Weekday { week: Some(_), .. } => (G::Day, "weekday of a week near the reference"),
        Base::Weekday { side, .. } => (
            G::Day,
            match side {
                Side::Last => "weekday, last one up to the reference",
                Side::Before => "weekday, last one before the reference",
                Side::After => "weekday, first one after the reference",
                Side::Upcoming => "weekday, first one from the reference on",
                Side::SameWeek => "weekday of the reference's week",
            },
        ),
        Base::Relative { unit, .. } => (
            match unit {
                Unit::Day => G::Day,
                Unit::Week | Unit::Weekend => G::Week,
                Unit::Month => G::Month,
                Unit::Quarter => G::Quarter,
                Unit::HalfYear => G::HalfYear,
                Unit::Year => G::Year,
                Unit::Decade => G::Decade,
                Unit::Century => G::Century,
            },
            "calendar unit relative to the reference",
        ),
        Base::RelativeDay(_) => (G::Day, "day relative to the reference"),
        Base::Eve => (G::Day, "the day before"),
        Base::Shift {
            unit, count, days, ..
        } => (
            match unit {
                _ if days != 0 => G::Day,
                Unit::Month => G::Month,
                Unit::Year => G::Year,
                _ => G::Day,
            },
            if count < 0 {
                "so long ago"
            } else {
                "so long after"
            },
        ),
        Base::ContextDay(0) => (G::Day, "same day as the date before"),
        Base::ContextDay(_) => (G::Day, "day after the date before"),
        Base::Holiday(_) => (G::Day, "holiday"),
        Base::BeforeEra(granularity) => (granularity, "before our era"),
    }
}

type Found = Option<(Option<(Date, Date)>, Option<Date>)>;

/// The whole interval of the base, and the reference if it was used; `None` when unknown.
fn whole(point: &Point, context: &Context) -> Found {
    let reference = context.reference;
    let year = point.year.resolve(context);
    // A year that is given but cannot be resolved leaves the whole unresolved.
    if point.takes_year() && point.year != Year::None && year.is_none() {
        return None;
    }
    match point.base {
        Base::Day { day, month } => {
            let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
            let on = |year: i16| day_interval(Date::new(year, month, day).ok());
            match year {
                Some((year, used)) => Some((on(year), used)),
                None => {
                    let reference = reference?;
                    // The 29th of February may be up to eight years off.
                    let reach = if (day, month) == (29, 2) { 8 } else { 1 };
                    Some((
                        nearest_on(reference, point.weekday, around(reference, reach).map(on)),
                        Some(reference),
                    ))
                }
            }
        }
        Base::DayOfMonth { day, months } => {
            let reference = reference?;
            let (year, month) = month_of_index(month_index(reference) + i32::from(months))?;
            let date = Date::new(year, month, i8::try_from(day).ok()?).ok();
            Some((day_interval(date), Some(reference)))
        }
        Base::Month(month) => {
            let month = i8::try_from(month).ok()?;
            if let Some((year, used)) = year {
                return Some((month_interval(year, month), used));
            }
            let reference = reference?;
            let now = month_index(reference);
            // Months from the reference's, -6 to 5: half a year off is the past.
            let ahead = (i32::from(month) - i32::from(reference.month()) + 6).rem_euclid(12) - 6;
            let ahead = match point.which {
                Some(Which::Last | Which::Elapsed) if ahead >= 0 => ahead - 12,
                Some(Which::Next | Which::Coming) if ahead <= 0 => ahead + 12,
                Some(Which::This) => i32::from(month) - i32::from(reference.month()),
                _ => ahead,
            };
            let (year, month) = month_of_index(now + ahead)?;
            Some((month_interval(year, month), Some(reference)))
        }
        Base::FirstMonths(count) => {
            let (year, used) = year?;
            Some((months_interval(year, 1, i8::try_from(count).ok()?), used))
        }
        Base::Quarter(number) => {
            let first = i8::try_from(number).ok()?.checked_mul(3)?.checked_sub(2)?;
            parts_of_years(year, reference, |year| {
                months_interval(year, first, first + 2)
            })
        }
        Base::HalfYear(number) => {
            let first = if number == 1 { 1 } else { 7 };
            parts_of_years(year, reference, |year| {
                months_interval(year, first, first + 5)
            })
        }
        Base::Season(season) => {
            if let Some((year, used)) = year {
                return Some((season_interval(season, year), used));
            }
            let reference = reference?;
            let all = || around(reference, 2).map(|year| season_interval(season, year));
            let this_year = reference.year();
            let interval = match point.which {
                Some(Which::Last) if season != Season::Winter => {
                    season_interval(season, year_plus(this_year, -1)?)
                }
                Some(Which::BeforeLast) => season_interval(season, year_plus(this_year, -2)?),
                Some(Which::Last | Which::Elapsed) => all()
                    .flatten()
                    .filter(|interval| interval.1 < reference)
                    .last(),
                Some(Which::Next | Which::Coming) => {
                    all().flatten().find(|interval| interval.0 > reference)
                }
                Some(Which::This) if season != Season::Winter => season_interval(season, this_year),
                _ => nearest(reference, all()),
            };
            Some((interval, Some(reference)))
        }
        Base::Year => {
            let (year, used) = year?;
            Some((year_interval(year), used))
        }
        Base::Decade(first) => Some((years_interval(first, year_plus(first, 9)?), None)),
        Base::TensDecade { tens, century } => {
            let tens = i16::from(tens) * 10;
            let (first, used) = match century {
                Some(century) => {
                    let (number, used) = century.resolve(context)?;
                    (i16::from(number).checked_sub(1)? * 100 + tens, used)
                }
                None => {
                    // The last one that has begun.
                    let reference = reference?;
                    let first = reference.year().div_euclid(100) * 100 + tens;
                    let first = if first > reference.year() {
                        first - 100
                    } else {
                        first
                    };
                    (first, Some(reference))
                }
            };
            Some((years_interval(first.max(1), year_plus(first, 9)?), used))
        }
        Base::Century(century) => {
            let (number, used) = century.resolve(context)?;
            let (first, last) = century_years(number)?;
            Some((years_interval(first, last), used))
        }
        Base::Weekday { day, side, week } => {
            let reference = reference?;
            let today = i64::from(reference.weekday().to_monday_zero_offset());
            let day = i64::from(day);
            let date = match (week, side) {
                (Some(week), _) => add_days(monday(reference)?, 7 * i64::from(week) + day),
                (None, Side::Last) => add_days(reference, -(today - day).rem_euclid(7)),
                (None, Side::Before) => add_days(reference, -(today - day - 1).rem_euclid(7) - 1),
                (None, Side::After) => add_days(reference, (day - today - 1).rem_euclid(7) + 1),
                (None, Side::Upcoming) => add_days(reference, (day - today).rem_euclid(7)),
                (None, Side::SameWeek) => add_days(monday(reference)?, day),
            };
            Some((day_interval(date), Some(reference)))
        }
        Base::Relative { unit, shift } => {
            let reference = reference?;
            let shift = i32::from(shift);
            let year = reference.year();
            let interval = match unit {
                Unit::Day => day_interval(add_days(reference, i64::from(shift))),
                Unit::Week => {
                    let first = add_days(monday(reference)?, 7 * i64::from(shift))?;
                    Some((first, add_days(first, 6)?))
                }
                Unit::Weekend => {
                    let first = add_days(monday(reference)?, 7 * i64::from(shift) + 5)?;
                    Some((first, add_days(first, 1)?))
                }
                Unit::Month => {
                    let (year, month) = month_of_index(month_index(reference) + shift)?;
                    month_interval(year, month)
                }
                Unit::Quarter | Unit::HalfYear => {
                    let length = if unit == Unit::Quarter { 3 } else { 6 };
                    let number = month_index(reference).div_euclid(length) + shift;
                    let (year, month) = month_of_index(number * length)?;
                    months_interval(year, month, month + length as i8 - 1)
                }
                Unit::Year => year_interval(year_plus(year, shift)?),
                Unit::Decade => {
                    let first = year_plus(year.div_euclid(10) * 10, shift * 10)?;
                    years_interval(first, year_plus(first, 9)?)
                }
                Unit::Century => {
                    let shift = i8::try_from(shift).ok()?;
                    let (number, _) = Century::Shift(shift).resolve(context)?;
                    let (first, last) = century_years(number)?;
                    years_interval(first, last)
                }
            };
            Some((interval, Some(reference)))
        }
        Base::RelativeDay(days) => Some((
            day_interval(add_days(reference?, i64::from(days))),
            reference,
        )),
        Base::Eve => {
            let anchor = context.sentence_day.or(reference)?;
            Some((day_interval(anchor.yesterday().ok()), Some(anchor)))
        }
        Base::Shift {
            count,
            or,
            unit,
            days,
            from,
        } => {
            // "в 2008 году открыт, а через три года расширен"
            let of_year = context
                .sentence_year
                .filter(|_| unit == Unit::Year && from != Anchor::Reference)
                .and_then(|year| Date::new(year, 1, 1).ok());
            let anchor = match from {
                _ if of_year.is_some() => of_year,
                Anchor::Reference => reference,
                Anchor::Sentence => context.sentence_day.or(reference),
                Anchor::Paragraph => context.sentence_day.or(context.paragraph_day),
            }?;
            let (near, far) = if days == 0 {
                (shifted(anchor, count, unit)?, shifted(anchor, or, unit)?)
            } else {
                let day = months_and_days(anchor, count, unit, days)?;
                (day, day)
            };
            Some((Some((near.0.min(far.0), near.1.max(far.1))), Some(anchor)))
        }
        Base::ContextDay(days) => {
            let anchor = context.sentence_day.or(context.paragraph_day)?;
            Some((
                day_interval(add_days(anchor, i64::from(days))),
                Some(anchor),
            ))
        }
        Base::Holiday(index) => {
            let holiday = HOLIDAYS.get(usize::from(index))?;
            match year {
                Some((year, used)) => Some((holiday.in_year(year), used)),
                None => {
                    let reference = reference?;
                    let days = around(reference, 1).map(|year| holiday.in_year(year));
                    Some((nearest(reference, days), Some(reference)))
                }
            }
        }
        Base::BeforeEra(_) => None,
    }
}

fn parts_of_years(
    year: Option<(i16, Option<Date>)>,
    reference: Option<Date>,
    part: impl Fn(i16) -> Option<(Date, Date)>,
) -> Found {
    match year {
        Some((year, used)) => Some((part(year), used)),
        None => {
            let reference = reference?;
            Some((
                nearest_past_first(reference, around(reference, 1).map(part)),
                Some(reference),
            ))
        }
    }
}

/// Days and weeks lead to a day, months and years to that whole month or year.
fn shifted(anchor: Date, count: i16, unit: Unit) -> Option<(Date, Date)> {
    let count = i64::from(count);
    match unit {
        Unit::Day => day_interval(add_days(anchor, count)),
        Unit::Week => day_interval(add_days(anchor, 7 * count)),
        Unit::Month => {
            let (year, month) = month_of_index(month_index(anchor) + count as i32)?;
            month_interval(year, month)
        }
        Unit::Year => year_interval(year_plus(anchor.year(), count as i32)?),
        _ => None,
    }
}

/// Months or years and days lead to a day.
fn months_and_days(anchor: Date, count: i16, unit: Unit, days: i16) -> Option<(Date, Date)> {
    let count = match unit {
        Unit::Month => i32::from(count),
        Unit::Year => i32::from(count) * 12,
        _ => return None,
    };
    // Months that the calendar does not have are no error of jiff's but its panic.
    let span = Span::new().try_months(count).ok()?;
    let month = anchor.checked_add(span).ok()?;
    day_interval(add_days(month, i64::from(days)))
}

/// The granularity of a part: the unit on whose borders it begins and ends.
fn part_granularity(whole: Granularity, part: Part) -> Granularity {
    match (whole, part) {
        (_, Part::FirstDay | Part::LastDay | Part::NthWeekday { .. } | Part::LastWeekday(_)) => {
            Granularity::Day
        }
        (Granularity::Month, _) => Granularity::PartOfMonth,
        (Granularity::Year, Part::Half(_)) => Granularity::HalfYear,
        (Granularity::Year, Part::Fourth(_)) => Granularity::Quarter,
        (Granularity::Week, _) => Granularity::Day,
        (Granularity::Decade | Granularity::Century, _) => Granularity::Year,
        (Granularity::Day, _) => Granularity::Day,
        _ => Granularity::Month,
    }
}

fn part_rule(part: Part) -> &'static str {
    match part {
        Part::Whole => "whole",
        Part::Beginning => "first third",
        Part::Middle => "middle third",
        Part::End => "last third",
        Part::Half(1) => "first half",
        Part::Half(_) => "second half",
        Part::Fourth(_) => "fourth part",
        Part::TenDays(_) => "ten days of a month",
        Part::WeekNumber(_) | Part::LastWeek => "week of a month",
        Part::FirstDay => "first day",
        Part::LastDay => "last day",
        Part::NthWeekday { .. } | Part::LastWeekday(_) => "weekday of a month",
    }
}

fn part_of(whole: (Date, Date), granularity: Granularity, part: Part) -> Option<(Date, Date)> {
    let (first, last) = whole;
    match part {
        Part::Whole => return Some(whole),
        Part::FirstDay => return Some((first, first)),
        Part::LastDay => return Some((last, last)),
        _ => {}
    }
    let years = |from: i32, to: i32| {
        years_interval(year_plus(first.year(), from)?, year_plus(first.year(), to)?)
    };
    match granularity {
        Granularity::Month => {
            let (year, month) = (first.year(), first.month());
            let end = days_in_month(year, month);
            let (from, to) = match part {
                Part::Beginning | Part::TenDays(1) => (1, 10),
                Part::Middle | Part::TenDays(2) => (11, 20),
                Part::End | Part::TenDays(_) => (21, end),
                Part::Half(1) => (1, 15),
                Part::Half(_) => (16, end),
                Part::WeekNumber(n) => {
                    let from = i8::try_from(n)
                        .ok()?
                        .checked_sub(1)?
                        .checked_mul(7)?
                        .checked_add(1)?;
                    (from, from.checked_add(6)?.min(end))
                }
                Part::LastWeek => (end - 6, end),
                Part::NthWeekday { day, number } => {
                    let ahead = (i64::from(day)
                        - i64::from(first.weekday().to_monday_zero_offset()))
                    .rem_euclid(7);
                    let weeks = i64::from(number).checked_sub(1)?;
                    let date = add_days(first, ahead + 7 * weeks)?;
                    // A fifth Wednesday is not in every month.
                    return day_interval(Some(date).filter(|&date| date <= last));
                }
                Part::LastWeekday(day) => {
                    let back = (i64::from(last.weekday().to_monday_zero_offset()) - i64::from(day))
                        .rem_euclid(7);
                    return day_interval(add_days(last, -back));
                }
                _ => return None,
            };
            Some((
                Date::new(year, month, from).ok()?,
                Date::new(year, month, to).ok()?,
            ))
        }
        Granularity::Year | Granularity::HalfYear | Granularity::Quarter | Granularity::Season => {
            let months = month_index(last) - month_index(first) + 1;
            let (from, to) = match part {
                Part::Beginning => (0, months / 3),
                Part::Middle => (months / 3, months * 2 / 3),
                Part::End => (months * 2 / 3, months),
                Part::Half(1) if months % 2 == 0 => (0, months / 2),
                Part::Half(2) if months % 2 == 0 => (months / 2, months),
                Part::Half(number) => {
                    // Half of three months: the border is the middle of the second.
                    let middle = first.checked_add(1.month().days(14)).ok()?;
                    return if number == 1 {
                        Some((first, middle))
                    } else {
                        Some((middle.tomorrow().ok()?, last))
                    };
                }
                Part::Fourth(n) if months == 12 => (3 * i32::from(n) - 3, 3 * i32::from(n)),
                _ => return None,
            };
            let (from_year, from_month) = month_of_index(month_index(first) + from)?;
            let (to_year, to_month) = month_of_index(month_index(first) + to - 1)?;
            Some((
                month_interval(from_year, from_month)?.0,
                month_interval(to_year, to_month)?.1,
            ))
        }
        Granularity::Decade => match part {
            Part::Beginning => years(0, 3),
            Part::Middle => years(4, 6),
            Part::End => years(7, 9),
            Part::Half(1) => years(0, 4),
            Part::Half(_) => years(5, 9),
            _ => None,
        },
        Granularity::Century => match part {
            Part::Beginning => years(0, 32),
            Part::Middle => years(33, 66),
            Part::End => years(67, 99),
            Part::Half(1) => years(0, 49),
            Part::Half(_) => years(50, 99),
            Part::Fourth(n) => years(25 * i32::from(n) - 25, 25 * i32::from(n) - 1),
            _ => None,
        },
        Granularity::Week => {
            let (from, to) = match part {
                Part::Beginning => (0, 1),
                Part::Middle => (2, 3),
                Part::End => (4, 6),
                Part::Half(1) => (0, 2),
                Part::Half(_) => (3, 6),
                _ => return None,
            };
            Some((add_days(first, from)?, add_days(first, to)?))
        }
        _ => None,
    }
}
