//! Dates in metadata: a date of its own in a field made for it, so that no context is needed.
//! Dates in running text are [`crate::entity`]'s.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Months by the letters that all case forms of the Russian name begin with, and by its usual
/// abbreviations.
const MONTHS: [(&str, &[&str]); 12] = [
    ("январ", &["янв"]),
    ("феврал", &["фев", "февр"]),
    ("март", &["мар"]),
    ("апрел", &["апр"]),
    // "Май" is in "майор" as well.
    ("", &["мая", "май"]),
    ("июн", &[]),
    ("июл", &[]),
    ("август", &["авг"]),
    ("сентябр", &["сен", "сент"]),
    ("октябр", &["окт"]),
    ("ноябр", &["ноя", "нояб"]),
    ("декабр", &["дек"]),
];

/// The same in English, as RFC 5322 (section 3.3) and programs write them.
const ENGLISH_MONTHS: [(&str, &[&str]); 12] = [
    ("", &["jan", "january"]),
    ("", &["feb", "february"]),
    ("", &["mar", "march"]),
    ("", &["apr", "april"]),
    ("", &["may"]),
    ("", &["jun", "june"]),
    ("", &["jul", "july"]),
    ("", &["aug", "august"]),
    ("", &["sep", "sept", "september"]),
    ("", &["oct", "october"]),
    ("", &["nov", "november"]),
    ("", &["dec", "december"]),
];

/// Days of the week, by the letters that tell them from other words.
const WEEKDAYS: [&str; 21] = [
    "понедельник",
    "вторник",
    "сред",
    "четверг",
    "пятниц",
    "суббот",
    "воскресень",
    "пн",
    "вт",
    "ср",
    "чт",
    "пт",
    "сб",
    "вс",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// Reads a date of its own, with or without a time behind it: `2025-09-04` and the numeric forms
/// of the contract (`2025.09.04`, `04.09.2025`, `04.09.25`; day before month always), a month in
/// Russian or English words (`4 сентября 2025 г.`, `Thu, 04 Sep 2025 10:00:00 +0900` of RFC 5322),
/// a Unix time of nine digits or more. The day is the one written: a time zone does not move it,
/// since it is that of the place where the thing was published. What names no single day
/// (`2025-09`, `2025`) is no date.
///
/// ```text
/// 2025-09-04T23:30:00+09:00 -> 2025-09-04
/// ```
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return number(text.parse().ok()?);
    }
    numeric_with_time(text).or_else(|| worded(text))
}

/// Reads a number: a Unix time in seconds or milliseconds between 1970 and 2100, or the digits of
/// a day. A Unix time does not say where it was written: the day is that of UTC.
///
/// ```text
/// 1588636800 -> 2020-05-05, 20200505 -> 2020-05-05, 2020 -> nothing
/// ```
pub(super) fn number(value: i64) -> Option<Date> {
    /// 1 January 2100.
    const END: i64 = 4_102_444_800;
    /// What is shorter may be a year, a month or a day in one of several orders.
    const SHORTEST: i64 = 10_000_000;
    let digits = value.to_string();
    if matches!(digits.len(), 8 | 14)
        && let Some(day) = civil(&digits[..4], &digits[4..6], &digits[6..8])
        && (1835..=2199).contains(&day.year())
    {
        return Some(day);
    }
    let time = match value {
        SHORTEST..END => Timestamp::from_second(value),
        // Milliseconds of before 1973 look like seconds of after 2100.
        100_000_000_000.. if value < END * 1000 => Timestamp::from_millisecond(value),
        _ => return None,
    };
    Some(Offset::UTC.to_datetime(time.ok()?).date())
}

/// Takes the time zone off a date without a time ("2025-09-04Z", "2025-09-04+09:00").
fn without_zone(date: &str) -> &str {
    let day = date.strip_suffix(['Z', 'z']).unwrap_or(date);
    match day.get(10..) {
        Some(zone) if zone.starts_with(['+', '-']) && is_zone(zone) => &day[..10],
        _ => day,
    }
}

/// A day, month and year of which the month is a word, and perhaps a time.
fn worded(text: &str) -> Option<Date> {
    let mut words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .collect();
    if is_weekday(words.first()?) {
        words.remove(0);
    }
    // "04-Sep-2025", as servers write it.
    if let Some(first) = words.first().copied()
        && first.matches('-').count() == 2
    {
        words.splice(..1, first.split('-'));
    }
    let [first, second, rest @ ..] = words.as_slice() else {
        return None;
    };
    let (day, month, rest) = match (month_number(second), english_month(first)) {
        (Some(month), _) => (*first, month, rest),
        (None, Some(month)) => (*second, month, rest),
        (None, None) => return None,
    };
    let day = ["-го", "-ое", "-е", "st", "nd", "rd", "th", "."]
        .iter()
        .find_map(|ending| day.strip_suffix(ending))
        .unwrap_or(day);
    let (year, rest) = match rest {
        [year, rest @ ..] if year_of(year).is_some() => (year_of(year)?, rest),
        // "Thu Sep  4 10:00:00 2025", as the C library writes it.
        [rest @ .., year] => (year_of(year)?, rest),
        [] => return None,
    };
    let rest = match rest {
        [word, rest @ ..] if matches!(*word, "г" | "г." | "года" | "год") => rest,
        rest => rest,
    };
    rest.iter()
        .all(|word| is_of_a_time(word))
        .then(|| civil(year, &month.to_string(), day))
        .flatten()
}

/// Four digits, perhaps with the abbreviation of "года" stuck to them.
fn year_of(word: &str) -> Option<&str> {
    let year = word.trim_end_matches('.').trim_end_matches('г');
    (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())).then_some(year)
}

fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    WEEKDAYS.iter().any(|day| match day.chars().count() {
        // "Вт", but not "второе".
        2 => word == *day,
        _ => word.starts_with(day),
    })
}

/// Words of a time: "в 10:15", "10:00:00", "+0300", "(MSK)".
fn is_of_a_time(word: &str) -> bool {
    let word = word.trim_matches(['(', ')']);
    let clock = word.trim_end_matches(['Z', 'z']);
    matches!(
        word,
        "в" | "at" | "мск" | "МСК" | "AM" | "PM" | "am" | "pm" | "Z"
    ) || is_zone(word)
        || (word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
        || (clock.starts_with(|digit: char| digit.is_ascii_digit())
            && clock.contains([':', '.'])
            && clock
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'+' | b'-')))
}

/// "+0300", "-03:00".
fn is_zone(word: &str) -> bool {
    word.strip_prefix(['+', '-']).is_some_and(|zone| {
        let digits = zone.bytes().filter(u8::is_ascii_digit).count();
        digits == 4 && (zone.len() == 4 || zone.len() == 5 && zone.as_bytes()[2] == b':')
    })
}

fn numeric_with_time(text: &str) -> Option<Date> {
    let end = text
        .find(|letter: char| letter.is_whitespace() || matches!(letter, 'T' | 't' | ','))
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    // What follows must be a time, or this is no date of its own.
    let time = rest.trim_start_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, 'T' | 't' | ',')
    });
    if !(time.is_empty() || time.starts_with(|digit: char| digit.is_ascii_digit())) {
        return None;
    }
    numeric(without_zone(date))
}

fn numeric(date: &str) -> Option<Date> {
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        return civil(&date[..4], &date[4..6], &date[6..]);
    }
    let separator = date
        .chars()
        .find(|letter| matches!(letter, '-' | '.' | '/'))?;
    let date = date.strip_suffix('.').unwrap_or(date);
    let parts: Vec<&str> = date.split(separator).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    match (first.len(), last.len(), separator) {
        (4, 1..=2, _) => civil(first, month, last),
        (1..=2, 4, _) => civil(last, month, first),
        // Two digits turn to the century around the reference, of which metadata have none:
        // the archives at hand begin in the last century.
        (1..=2, 2, '.') => {
            let century = if *last < "70" { "20" } else { "19" };
            civil(&format!("{century}{last}"), month, first)
        }
        _ => None,
    }
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    // A sign before a number would be parsed with it.
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&month.len()) || ![year, month, day].into_iter().all(digits) {
        return None;
    }
    // The calendar has no year 0, whatever ISO 8601 does with it.
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        .ok()
        .filter(|date| date.year() >= 1)
}

/// The first date in a short line made for it on a page ("Опубликовано: 4 сентября 2025, 10:15").
pub(super) fn find(line: &str) -> Option<Date> {
    let words: Vec<&str> = line
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '(' | ')' | '|'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        // A number without marks may be anything here.
        numeric_with_time(word).or_else(|| {
            let month = month_number(words.get(at + 1)?)?;
            let year = words.get(at + 2)?;
            let year = year.get(..4).filter(|year| year.parse::<i16>().is_ok())?;
            civil(year, &month.to_string(), word)
        })
    })
}

fn month_number(word: &str) -> Option<usize> {
    in_table(&MONTHS, word).or_else(|| english_month(word))
}

fn english_month(word: &str) -> Option<usize> {
    in_table(&ENGLISH_MONTHS, word)
}

fn in_table(months: &[(&str, &[&str]); 12], word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.').to_lowercase();
    let is_named = |(stem, whole): &(&str, &[&str])| {
        (!stem.is_empty() && word.starts_with(stem)) || whole.contains(&word.as_str())
    };
    Some(months.iter().position(is_named)? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn forms_of_a_date() {
        for text in [
            "2025-09-04",
            "2025-9-4",
            " 2025-09-04 ",
            "2025-09-04T23:30:00+09:00",
            "2025-09-04 10:00",
            "2025-09-04T10:00:00Z",
            "2025.09.04",
            "2025.09.04.",
            "04.09.2025",
            "4.9.2025",
            "04.09.25",
            "04.09.2025, 10:30",
            "20250904",
            "20250904101500",
            "2025/09/04",
            "2025-09-04Z",
            "2025-09-04+09:00",
            "4 сентября 2025",
            "4 сентября 2025 года",
            "4-го сентября 2025 г., 10:15",
            "4 сент. 2025г.",
            "Четверг, 4 сентября 2025 года в 10:15 (МСК)",
            "чт, 04 сен 2025 10:15:00 +0300",
            "Thu, 04 Sep 2025 10:00:00 +0900",
            "Thu, 4 Sep 2025 23:00:00 GMT",
            "4 Sep 2025 10:00 -03:00 (BRT)",
            "Thu Sep  4 10:00:00 2025",
            "Thu Sep 04 10:00:00 +0000 2025",
            "September 4, 2025",
            "04-Sep-2025 10:00:00",
            "1756944000",
            "1756944000000",
        ] {
            assert_eq!(parse(text), Some(date(2025, 9, 4)), "{text}");
        }
        assert_eq!(parse("01.02.85"), Some(date(1985, 2, 1)));
        for text in [
            "",
            "2025",
            "2025-09",
            "31.04.2025",
            "0000-01-01",
            "1 января 0000",
            "2025-13-01",
            "сегодня",
            "2025-09-04 и позже",
            "04-09-25",
            "1.2.3.4",
            "٠٤.٠٩.٢٠٢٥",
            "2025-+9-04",
            "сентябрь 2025 года",
            "4 сентября",
            "31 апреля 2025 года",
            "4 сентября 2025 года и позже",
            "4 майора 2025 года",
            "Sep 2025",
            "99999999999",
            "100000000000000000000",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_times_or_days() {
        let check = |value, expected| assert_eq!(number(value), expected, "{value}");
        check(1_588_636_800, Some(date(2020, 5, 5)));
        check(1_588_636_799, Some(date(2020, 5, 4)));
        check(1_588_636_800_000, Some(date(2020, 5, 5)));
        check(20_200_505, Some(date(2020, 5, 5)));
        check(31_536_000, Some(date(1971, 1, 1)));
        check(4_102_444_799, Some(date(2099, 12, 31)));
        for value in [
            0,
            2020,
            202_005,
            -1,
            4_102_444_800,
            4_102_444_800_000,
            i64::MAX,
        ] {
            check(value, None);
        }
    }

    #[test]
    fn dates_in_lines_made_for_them() {
        let check = |line, expected| assert_eq!(find(line), expected, "{line}");
        check(
            "Опубликовано: 4 сентября 2025, 10:15",
            Some(date(2025, 9, 4)),
        );
        check("9 мая 1995 г.", Some(date(1995, 5, 9)));
        check("12:40 | 04.09.2025", Some(date(2025, 9, 4)));
        check("вчера", None);
        check("5 марта", None);
        check("Телефон 74951234567, заказ 1756944000", None);
    }
}
