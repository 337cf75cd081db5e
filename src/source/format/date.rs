//! Dates in metadata: a date of its own in a field made for it, so that no context is needed.
//! Dates in running text are [`crate::entity`]'s.

use jiff::civil::Date;

/// Genitive, as in "4 сентября 2025", by their first letters.
const MONTHS: [&str; 12] = [
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
];

/// Reads `2025-09-04`, with or without a time behind it, and the numeric forms of the contract:
/// `2025.09.04`, `04.09.2025`, `04.09.25`. Day before month always. The day is the one written:
/// a time zone does not move it, since it is that of the place where the thing was published.
///
/// ```text
/// 2025-09-04T23:30:00+09:00 -> 2025-09-04
/// ```
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
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
    numeric(date)
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
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The first date in a short line made for it on a page ("Опубликовано: 4 сентября 2025, 10:15").
pub(super) fn find(line: &str) -> Option<Date> {
    let words: Vec<&str> = line
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '(' | ')' | '|'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        parse(word).or_else(|| {
            let month = month_number(words.get(at + 1)?)?;
            let year = words.get(at + 2)?;
            let year = year.get(..4).filter(|year| year.parse::<i16>().is_ok())?;
            civil(year, &month.to_string(), word)
        })
    })
}

fn month_number(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let position = MONTHS.iter().position(|month| match *month {
        "ма" => matches!(word.as_str(), "мая" | "май"),
        month => word.starts_with(month),
    })?;
    Some(position + 1)
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
            "2025/09/04",
        ] {
            assert_eq!(parse(text), Some(date(2025, 9, 4)), "{text}");
        }
        assert_eq!(parse("01.02.85"), Some(date(1985, 2, 1)));
        for text in [
            "",
            "2025",
            "2025-09",
            "31.04.2025",
            "2025-13-01",
            "сегодня",
            "2025-09-04 и позже",
            "04-09-25",
            "1.2.3.4",
            "٠٤.٠٩.٢٠٢٥",
            "2025-+9-04",
        ] {
            assert_eq!(parse(text), None, "{text}");
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
    }
}
