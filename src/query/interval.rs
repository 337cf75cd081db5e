//! Dates as users of the query language write them: what comes in is `2025`, `2025-09`,
//! `2025-09-04`, `04.09.2025` or a range of two of them, open at either end; what goes out are
//! its first and last day.

use jiff::civil::Date;

/// First and last day, both included, `None` where the range is open. `None` when `text` is no
/// date of that form, when its ends are the wrong way round, or when both are missing.
pub fn parse_query_interval(text: &str) -> Option<(Option<Date>, Option<Date>)> {
    let text = text.trim();
    let Some((from, to)) = text.split_once("..") else {
        let (from, to) = day_month_or_year(text)?;
        return Some((Some(from), Some(to)));
    };
    let end = |text: &str| match text.trim() {
        "" => Some(None),
        text => day_month_or_year(text).map(Some),
    };
    match (end(from)?, end(to)?) {
        (None, None) => None,
        (Some((from, _)), Some((_, to))) if from > to => None,
        (from, to) => Some((from.map(|days| days.0), to.map(|days| days.1))),
    }
}

fn day_month_or_year(text: &str) -> Option<(Date, Date)> {
    let number = |text: &str, digits: &[usize]| -> Option<i16> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        (plain && digits.contains(&text.len())).then(|| text.parse().ok())?
    };
    let (year, month, day) = if text.contains('.') {
        let parts: Vec<&str> = text.split('.').collect();
        match *parts.as_slice() {
            [day, month, year] if year.len() == 4 => (year, Some(month), Some(day)),
            [year, month, day] if year.len() == 4 => (year, Some(month), Some(day)),
            [month, year] if year.len() == 4 => (year, Some(month), None),
            _ => return None,
        }
    } else {
        let mut parts = text.split('-');
        let parsed = (parts.next()?, parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        parsed
    };
    let year = number(year, &[4])?;
    let month = match month {
        Some(month) => Some(i8::try_from(number(month, &[1, 2])?).ok()?),
        None => None,
    };
    let day = match day {
        Some(day) => Some(i8::try_from(number(day, &[1, 2])?).ok()?),
        None => None,
    };
    match (month, day) {
        (Some(month), Some(day)) => {
            let date = Date::new(year, month, day).ok()?;
            Some((date, date))
        }
        (Some(month), None) => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        _ => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
    }
}
