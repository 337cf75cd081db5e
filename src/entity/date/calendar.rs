//! Arithmetic of the civil calendar that date expressions need, and the days that have names:
//! what comes in are years, months and days, what goes out are closed intervals of days. All of
//! it is checked: what falls outside the supported years is `None`.

use jiff::civil::Date;

/// The number of days of a month of the proleptic Gregorian calendar. `month` is 1 to 12; any
/// other month has 0 days.
pub fn days_in_month(year: i16, month: i8) -> i8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Whether the year has a 29th of February.
pub fn is_leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// First and last day of a year.
pub fn year_interval(year: i16) -> Option<(Date, Date)> {
    years_interval(year, year)
}

/// First day of year `from` to last day of year `to`.
pub fn years_interval(from: i16, to: i16) -> Option<(Date, Date)> {
    Some((Date::new(from, 1, 1).ok()?, Date::new(to, 12, 31).ok()?))
}

/// First and last day of a month.
pub fn month_interval(year: i16, month: i8) -> Option<(Date, Date)> {
    months_interval(year, month, month)
}

/// First day of month `from` to last day of month `to` of the same year.
pub fn months_interval(year: i16, from: i8, to: i8) -> Option<(Date, Date)> {
    let last = Date::new(year, to, days_in_month(year, to).max(1)).ok()?;
    Some((Date::new(year, from, 1).ok()?, last))
}
