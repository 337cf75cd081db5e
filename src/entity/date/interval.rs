//! Dates as users type them in queries and on the command line: what comes in is `2025-09`,
//! `04.09.2025` or `2025-09-01..2025-09-10`, what goes out is an [`Interval`] of days. Date
//! expressions inside dispatches are left to [`super::find`].

use jiff::civil::Date;
use thiserror::Error;

use super::calendar::{month_interval, year_interval};

/// A closed interval of days; an end that is `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// First day, included.
    pub from: Option<Date>,
    /// Last day, included.
    pub to: Option<Date>,
}

impl Interval {
    /// The closed interval from `from` to `to`.
    pub fn closed(from: Date, to: Date) -> Self {
        Self {
            from: Some(from),
            to: Some(to),
        }
    }

    /// Whether the day lies in the interval.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Why a typed date is none. Every variant but [`DateError::Empty`] says at which byte of the
/// input the fault starts.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    #[error(
        "a date is missing: expected 2025, 2025-09, 2025-09-04, 04.09.2025 or a range such as 2025-09-01..2025-09-10"
    )]
    Empty,
    #[error(
        "{part:?} is not a date: expected 2025, 2025-09, 2025-09-04, 04.09.2025 or a range such as 2025-09-01..2025-09-10"
    )]
    Malformed { part: String, at: usize },
    #[error("{part:?} names month {month}, and there are twelve")]
    NoSuchMonth { part: String, month: u32, at: usize },
    #[error("{part:?} is not a date: that month has no day {day}")]
    NoSuchDay { part: String, day: u32, at: usize },
    #[error("the year in {part:?} is outside 1 to 9999")]
    YearOutOfRange { part: String, at: usize },
    #[error("the range {part:?} ends before it starts")]
    Reversed { part: String, at: usize },
}

impl DateError {
    /// Byte offset into the parsed string at which the fault starts.
    pub fn offset(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Malformed { at, .. }
            | Self::NoSuchMonth { at, .. }
            | Self::NoSuchDay { at, .. }
            | Self::YearOutOfRange { at, .. }
            | Self::Reversed { at, .. } => *at,
        }
    }
}

/// Reads a date or a range of dates as users type them.
///
/// A year, month or day stands for all of its days. `a..b` goes from the first day of `a` to the
/// last day of `b`; either may be left out (`..2025`, `2025..`), but not both. Days may be
/// written `2025-09-04`, `2025.09.04` or `04.09.2025`, months `2025-09`, `2025.09` or `09.2025`;
/// never month before day.
///
/// # Errors
///
/// [`DateError`], with the byte offset of the part that is wrong.
///
/// ```
/// use depesha::entity::date::parse_query_interval;
/// let september = parse_query_interval("2025-09").unwrap();
/// assert_eq!(september.from.unwrap().to_string(), "2025-09-01");
/// assert_eq!(september.to.unwrap().to_string(), "2025-09-30");
/// assert!(parse_query_interval("2025..").unwrap().to.is_none());
/// assert_eq!(parse_query_interval("2025-01..31.04.2025").unwrap_err().offset(), 9);
/// ```
pub fn parse_query_interval(input: &str) -> Result<Interval, DateError> {
    let Some(dots) = input.find("..") else {
        let (from, to) = parse_one(input, 0)?;
        return Ok(Interval::closed(from, to));
    };
    let (left, right) = (&input[..dots], &input[dots + 2..]);
    let from = match left.trim() {
        "" => None,
        _ => Some(parse_one(left, 0)?.0),
    };
    let to = match right.trim() {
        "" => None,
        _ => Some(parse_one(right, dots + 2)?.1),
    };
    match (from, to) {
        (None, None) => Err(DateError::Malformed {
            part: input.trim().to_owned(),
            at: leading_space(input),
        }),
        (Some(a), Some(b)) if a > b => Err(DateError::Reversed {
            part: input.trim().to_owned(),
            at: leading_space(input),
        }),
        _ => Ok(Interval { from, to }),
    }
}

fn leading_space(input: &str) -> usize {
    input.len() - input.trim_start().len()
}

/// Parses one end of a range; `base` is its byte offset in what the user typed.
fn parse_one(input: &str, base: usize) -> Result<(Date, Date), DateError> {
    let part = input.trim();
    if part.is_empty() {
        return Err(DateError::Empty);
    }
    let at = base + leading_space(input);
    let malformed = || DateError::Malformed {
        part: part.to_owned(),
        at,
    };
    let separator = if part.contains('.') { '.' } else { '-' };
    let mut fields = [""; 3];
    let mut count = 0;
    for field in part.split(separator) {
        let digits =
            !field.is_empty() && field.len() <= 4 && field.bytes().all(|b| b.is_ascii_digit());
        if !digits || count == fields.len() {
            return Err(malformed());
        }
        fields[count] = field;
        count += 1;
    }
    // A year has four digits, a month and a day one or two: which field is which shows in the
    // lengths alone, and nothing else is accepted.
    let (year, month, day) = match &fields[..count] {
        [y] if y.len() == 4 => (*y, None, None),
        [y, m] if y.len() == 4 && m.len() <= 2 => (*y, Some(*m), None),
        [m, y] if y.len() == 4 && m.len() <= 2 && separator == '.' => (*y, Some(*m), None),
        [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => (*y, Some(*m), Some(*d)),
        [d, m, y] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 && separator == '.' => {
            (*y, Some(*m), Some(*d))
        }
        _ => return Err(malformed()),
    };
    let number = |field: &str| field.parse::<u32>().unwrap_or(0);
    let out_of_range = || DateError::YearOutOfRange {
        part: part.to_owned(),
        at,
    };
    let year = i16::try_from(number(year)).map_err(|_| out_of_range())?;
    if year < 1 {
        return Err(out_of_range());
    }
    let Some(month) = month.map(number) else {
        return year_interval(year).ok_or_else(out_of_range);
    };
    if !(1..=12).contains(&month) {
        return Err(DateError::NoSuchMonth {
            part: part.to_owned(),
            month,
            at,
        });
    }
    let month = month as i8;
    let Some(day) = day.map(number) else {
        return month_interval(year, month).ok_or_else(out_of_range);
    };
    i8::try_from(day)
        .ok()
        .and_then(|day| Date::new(year, month, day).ok())
        .map(|date| (date, date))
        .ok_or_else(|| DateError::NoSuchDay {
            part: part.to_owned(),
            day,
            at,
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(interval: Interval) -> String {
        let end = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
        format!("{}..{}", end(interval.from), end(interval.to))
    }

    #[test]
    fn accepted_forms() {
        for (input, expected) in [
            ("2025", "2025-01-01..2025-12-31"),
            ("2025-09", "2025-09-01..2025-09-30"),
            ("2024-02", "2024-02-01..2024-02-29"),
            ("09.2025", "2025-09-01..2025-09-30"),
            ("2025-09-04", "2025-09-04..2025-09-04"),
            ("04.09.2025", "2025-09-04..2025-09-04"),
            ("2025.09.04", "2025-09-04..2025-09-04"),
            ("4.9.2025", "2025-09-04..2025-09-04"),
            (" 2025 ", "2025-01-01..2025-12-31"),
            ("2025-09-01..2025-09-10", "2025-09-01..2025-09-10"),
            ("2024..2025-02", "2024-01-01..2025-02-28"),
            ("01.09.2025..10.09.2025", "2025-09-01..2025-09-10"),
            ("..2025", "..2025-12-31"),
            ("2025..", "2025-01-01.."),
            ("2025 .. 2026", "2025-01-01..2026-12-31"),
        ] {
            assert_eq!(
                parse_query_interval(input).map(shown).as_deref(),
                Ok(expected),
                "{input}"
            );
        }
    }

    #[test]
    fn rejected_forms_say_where() {
        for (input, offset, message) in [
            ("", 0, "a date is missing"),
            ("  ", 0, "a date is missing"),
            ("..", 0, "\"..\" is not a date"),
            ("завтра", 0, "\"завтра\" is not a date"),
            ("20250904", 0, "is not a date"),
            ("25-09-04", 0, "is not a date"),
            ("04-09-2025", 0, "is not a date"),
            ("2025-13", 0, "names month 13"),
            ("09/04/2025", 0, "is not a date"),
            ("2025-02-29", 0, "has no day 29"),
            ("31.04.2025", 0, "has no day 31"),
            ("0000", 0, "outside 1 to 9999"),
            ("2025..2025-04-31", 6, "has no day 31"),
            ("2025.. x", 7, "\"x\" is not a date"),
            ("2026..2025", 0, "ends before it starts"),
            ("2025...2026", 6, "is not a date"),
        ] {
            let error = parse_query_interval(input).expect_err(input);
            assert_eq!(error.offset(), offset, "{input}: {error}");
            assert!(error.to_string().contains(message), "{input}: {error}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(input in "[0-9 .\\-/а-я]{0,24}|\\PC{0,12}") {
            if let Err(error) = parse_query_interval(&input) {
                prop_assert!(input.is_char_boundary(error.offset()));
            }
        }
    }
}
