//! Dates as datelines, source lines and file paths write them: what comes in is a position in a
//! text, what goes out are day, month and year as far as they stand there. The dates of the body
//! are left to [`crate::entity`].

use std::ops::Range;

use jiff::civil::Date;

use super::cursor::{Cursor, is_dash};

/// A date as written: no part is made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenDate {
    pub(super) span: Range<usize>,
    pub(super) day: Option<i8>,
    pub(super) month: Option<i8>,
    pub(super) year: Option<i16>,
    /// Its last character is the full stop of an abbreviation.
    pub(super) closed: bool,
}

impl WrittenDate {
    /// The civil date; `None` when a part is missing or the day does not exist.
    pub(super) fn date(&self) -> Option<Date> {
        self.in_year(self.year?)
    }

    pub(super) fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month?, self.day?).ok()
    }

    /// Whether there is a year in which the day exists.
    pub(super) fn exists(&self) -> bool {
        match self.year {
            Some(year) => self.in_year(year).is_some(),
            None => self.in_year(2000).is_some(),
        }
    }
}

/// Month names: the stems that name them unmistakably, in order. A genitive, a nominative or an
/// abbreviation starts with its stem.
const MONTHS: [(&str, &[&str]); 12] = [
    ("янв", &["января", "январь", "янв"]),
    ("фев", &["февраля", "февраль", "февр", "фев"]),
    ("мар", &["марта", "март", "мар"]),
    ("апр", &["апреля", "апрель", "апр"]),
    ("ма", &["мая", "май"]),
    ("июн", &["июня", "июнь", "июн"]),
    ("июл", &["июля", "июль", "июл"]),
    ("авг", &["августа", "август", "авг"]),
    ("сен", &["сентября", "сентябрь", "сент", "сен"]),
    ("окт", &["октября", "октябрь", "окт"]),
    ("ноя", &["ноября", "ноябрь", "нояб", "ноя"]),
    ("дек", &["декабря", "декабрь", "дек"]),
];

/// Roman numerals of months, as in "9.V.1945"; Latin and Cyrillic Х alike.
const ROMAN: [&str; 12] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
];

const WEEKDAYS: [&str; 7] = [
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
];

/// Year 1 of the Juche calendar is 1912 (CONTRACT.md).
const JUCHE: i16 = 1911;

/// Years that a dispatch can be of: agencies exist since 1835.
pub(super) fn is_year(year: u16) -> bool {
    (1835..=2199).contains(&year)
}

/// Reads a date with at least a day and a month.
pub(super) fn read_date(cursor: &mut Cursor) -> Option<WrittenDate> {
    let mut ahead = *cursor;
    for weekday in WEEKDAYS {
        if ahead.eat_word(weekday) {
            ahead.eat(|c| c == ',');
            ahead.skip_space();
            break;
        }
    }
    let start = ahead.at;
    let mut date = read_numeric(&mut ahead).or_else(|| read_worded(&mut ahead))?;
    date.span = start..ahead.at;
    *cursor = ahead;
    Some(date)
}

/// "04.09.2025", "4/9/2025", "2025-09-04", "2025.09.04", "04.09.25", "04.09", "9.V.1945".
fn read_numeric(cursor: &mut Cursor) -> Option<WrittenDate> {
    let mut ahead = *cursor;
    let (first, first_digits) = ahead.eat_number()?;
    let separator = ahead.eat(|c| matches!(c, '.' | '/') || is_dash(c))?;
    let (second, second_digits) = read_roman(&mut ahead).or_else(|| ahead.eat_number())?;
    let mut third = None;
    let before_third = ahead;
    if ahead.eat(|c| c == separator).is_some() {
        third = ahead.eat_number();
        if third.is_none() {
            ahead = before_third;
        }
    }
    // "12.5%", "2025.09.041": part of something else.
    if ahead.peek().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let (day, month, year) = match (first_digits, third) {
        (4, Some((day, 1..=2))) => (day, second, Some(first)),
        (1..=2, Some((year, 4))) => (first, second, Some(year)),
        // Two-digit years: the archive's agencies write them since computers came.
        (1..=2, Some((year, 2))) if year <= 49 => (first, second, Some(2000 + year)),
        (1..=2, Some((year, 2))) => (first, second, Some(1900 + year)),
        (1..=2, None) if separator == '.' && second_digits == 2 => (first, second, None),
        (1..=2, None) if second_digits == 0 => (first, second, None),
        _ => return None,
    };
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) {
        return None;
    }
    if year.is_some_and(|year| !is_year(year)) {
        return None;
    }
    let closed = false;
    *cursor = ahead;
    Some(WrittenDate {
        span: 0..0,
        day: i8::try_from(day).ok(),
        month: i8::try_from(month).ok(),
        year: year.and_then(|year| i16::try_from(year).ok()),
        closed,
    })
}

/// A month as a Roman numeral; its second part, the number of digits, is 0.
fn read_roman(cursor: &mut Cursor) -> Option<(u16, usize)> {
    let mut ahead = *cursor;
    let range = ahead.eat_while(|c| matches!(c, 'I' | 'V' | 'X' | 'Х'));
    let numeral = ahead.text.get(range)?.replace('Х', "X").to_lowercase();
    let index = ROMAN.iter().position(|&roman| roman == numeral)?;
    *cursor = ahead;
    Some((index as u16 + 1, 0))
}

/// "4 сентября", "4-го сент. 2025 г.", "4 сентября 114 года чучхе (2025)".
fn read_worded(cursor: &mut Cursor) -> Option<WrittenDate> {
    let mut ahead = *cursor;
    let (day, digits) = ahead.eat_number()?;
    if digits > 2 || day > 31 || day == 0 {
        return None;
    }
    let mut suffix = ahead;
    if suffix.eat(is_dash).is_some()
        && (suffix.eat_word("го") || suffix.eat_word("ое") || suffix.eat_word("е"))
    {
        ahead = suffix;
    }
    ahead.skip_space();
    let (month, mut closed) = read_month(&mut ahead)?;
    let mut year = None;
    let mut behind = ahead;
    behind.skip_space();
    let before_comma = behind;
    if behind.eat(|c| c == ',').is_some() {
        behind.skip_space();
    }
    if let Some(found) = read_year(&mut behind) {
        year = Some(found.0);
        closed = found.1;
        ahead = behind;
    } else {
        // "сего года": the year of the source line.
        let mut this_year = before_comma;
        if this_year.eat_word("с")
            && this_year.eat(|c| c == '.').is_some()
            && {
                this_year.skip_space();
                this_year.eat_word("г")
            }
            && this_year.eat(|c| c == '.').is_some()
        {
            ahead = this_year;
            closed = true;
        } else {
            let mut this_year = before_comma;
            if this_year.eat_word("сего") && {
                this_year.skip_space();
                this_year.eat_word("года")
            } {
                ahead = this_year;
                closed = false;
            }
        }
    }
    *cursor = ahead;
    Some(WrittenDate {
        span: 0..0,
        day: i8::try_from(day).ok(),
        month: Some(month),
        year,
        closed,
    })
}

/// A month's name; and whether it ends with the full stop of an abbreviation.
fn read_month(cursor: &mut Cursor) -> Option<(i8, bool)> {
    for (month, (stem, names)) in (1..).zip(MONTHS) {
        // Cheap refusal before the names are compared.
        let mut peek = *cursor;
        if !stem
            .chars()
            .all(|s| peek.eat(|c| crate::text::fold_char(c) == s).is_some())
        {
            continue;
        }
        for name in names {
            let mut ahead = *cursor;
            if ahead.eat_word(name) {
                let full = matches!(
                    *name,
                    "мая" | "май" | "март" | "июня" | "июнь" | "июля" | "июль"
                );
                let short = name.chars().count() <= 4 && !full;
                let closed = short && ahead.eat(|c| c == '.').is_some();
                *cursor = ahead;
                return Some((month, closed));
            }
        }
    }
    None
}

/// "2025", "2025 г.", "2025 года", "114 года чучхе (2025)", "чучхе 114 (2025)"; and whether it
/// ends with the full stop of an abbreviation.
fn read_year(cursor: &mut Cursor) -> Option<(i16, bool)> {
    let mut ahead = *cursor;
    let juche_first = eat_juche(&mut ahead);
    if juche_first {
        ahead.skip_space();
        ahead.eat(is_dash);
        ahead.skip_space();
    }
    let (number, digits) = ahead.eat_number()?;
    let mut closed = false;
    let mut behind = ahead;
    behind.skip_space();
    if behind.eat_word("года") || behind.eat_word("год") {
        ahead = behind;
    } else if behind.eat_word("г") {
        closed = behind.eat(|c| c == '.').is_some();
        ahead = behind;
    }
    let mut behind = ahead;
    behind.skip_space();
    let juche = juche_first || eat_juche(&mut behind);
    if !juche {
        if digits != 4 || !is_year(number) {
            return None;
        }
        *cursor = ahead;
        return Some((i16::try_from(number).ok()?, closed));
    }
    if !juche_first {
        ahead = behind;
        closed = false;
    }
    // The year in brackets wins: it is what readers of the time went by.
    let mut year = JUCHE.checked_add(i16::try_from(number).ok()?)?;
    let mut brackets = ahead;
    brackets.skip_space();
    if brackets.eat(|c| c == '(').is_some()
        && let Some((inner, _)) = read_year(&mut brackets)
        && brackets.eat(|c| c == ')').is_some()
    {
        year = inner;
        ahead = brackets;
        let mut behind = ahead;
        behind.skip_space();
        if behind.eat_word("года") {
            ahead = behind;
        }
    }
    if !is_year(u16::try_from(year).ok()?) {
        return None;
    }
    *cursor = ahead;
    Some((year, closed))
}

fn eat_juche(cursor: &mut Cursor) -> bool {
    cursor.eat_word("чучхе") || cursor.eat_word("juche")
}

/// The date of a source line, without its brackets: "2025.09.04.", "Juche 114.9.4.",
/// "4 сентября 2025 г.", "2025-09-04 12:30", "2025".
pub(super) fn read_source_date(cursor: &mut Cursor) -> Option<WrittenDate> {
    let mut ahead = *cursor;
    let start = ahead.at;
    if eat_juche(&mut ahead) {
        ahead.skip_space();
        ahead.eat(is_dash);
        ahead.skip_space();
        let (juche, _) = ahead.eat_number()?;
        let mut year = JUCHE.checked_add(i16::try_from(juche).ok()?)?;
        let mut brackets = ahead;
        if brackets.eat(|c| c == '(').is_some()
            && let Some((inner, 4)) = brackets.eat_number()
            && brackets.eat(|c| c == ')').is_some()
        {
            year = i16::try_from(inner).ok()?;
            ahead = brackets;
        }
        ahead.eat(|c| matches!(c, '.' | ',' | '-' | '/'))?;
        ahead.skip_space();
        let (month, _) = ahead.eat_number()?;
        ahead.eat(|c| matches!(c, '.' | '-' | '/'))?;
        let (day, _) = ahead.eat_number()?;
        let date = WrittenDate {
            span: start..ahead.at,
            day: i8::try_from(day).ok(),
            month: i8::try_from(month).ok(),
            year: Some(year),
            closed: false,
        };
        if !is_year(u16::try_from(year).ok()?) {
            return None;
        }
        *cursor = ahead;
        return Some(date);
    }
    if let Some(date) = read_date(&mut ahead) {
        *cursor = ahead;
        return Some(date);
    }
    let (year, closed) = read_year(&mut ahead)?;
    *cursor = ahead;
    Some(WrittenDate {
        span: start..cursor.at,
        day: None,
        month: None,
        year: Some(year),
        closed,
    })
}

/// Skips a time of day behind a date: ", 12:30", "12.30 мск", "в 12:30 (МСК)".
pub(super) fn skip_time(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    ahead.eat(|c| matches!(c, ',' | 'T'));
    ahead.skip_space();
    if ahead.eat_word("в") {
        ahead.skip_space();
    }
    let Some((hour @ 0..=24, 1..=2)) = ahead.eat_number() else {
        return;
    };
    if ahead.eat(|c| c == ':' || c == '.').is_none() {
        return;
    }
    let Some((0..=59, 2)) = ahead.eat_number() else {
        return;
    };
    if hour == 24 && ahead.peek().is_some_and(|c| c.is_ascii_digit()) {
        return;
    }
    if ahead.eat(|c| c == ':').is_some() {
        ahead.eat_number();
    }
    // A time zone of ISO 8601.
    ahead.eat(|c| c == 'Z');
    let mut zone = ahead;
    if zone.eat(|c| c == '+').is_some() {
        zone.eat_while(|c| c.is_ascii_digit() || c == ':');
        ahead = zone;
    }
    let mut zone = ahead;
    zone.skip_space();
    let bracket = zone.eat(|c| c == '(').is_some();
    if zone.eat_word("мск") || zone.eat_word("по москве") || zone.eat_word("gmt") {
        if bracket {
            zone.eat(|c| c == ')');
        }
        ahead = zone;
    }
    *cursor = ahead;
}

/// The date that a file's path carries: year, or year and month, or all three, in "2025/09/04/a.txt",
/// "2025-09-04_a.txt", "20250904.txt". Years stand before months; anything else is no date.
pub(super) fn path_date(path: &str) -> Option<WrittenDate> {
    let mut found: Option<WrittenDate> = None;
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if let Some(date) = path_date_at(path, at, digits) {
            let better = found
                .as_ref()
                .is_none_or(|old| date.month.is_some() >= old.month.is_some());
            let end = date.span.end;
            if better {
                found = Some(date);
            }
            at = end;
        } else {
            at += digits;
        }
    }
    found
}

fn path_date_at(path: &str, at: usize, digits: usize) -> Option<WrittenDate> {
    let number = |range: Range<usize>| path.get(range)?.parse::<u16>().ok();
    let part = |value: u16, most: u16| {
        (1..=most)
            .contains(&value)
            .then(|| i8::try_from(value).ok())
            .flatten()
    };
    let year = number(at..at + 4).filter(|&year| (1900..=2199).contains(&year))?;
    let mut date = WrittenDate {
        span: at..at + digits,
        day: None,
        month: None,
        year: i16::try_from(year).ok(),
        closed: false,
    };
    if digits == 8 {
        date.month = Some(part(number(at + 4..at + 6)?, 12)?);
        date.day = Some(part(number(at + 6..at + 8)?, 31)?);
        return Some(date);
    }
    if digits != 4 {
        return None;
    }
    let mut cursor = Cursor::new(path, at + 4);
    let separator = |c: char| matches!(c, '/' | '-' | '_' | '.');
    if cursor.eat(separator).is_some()
        && let Some((month, 1..=2)) = cursor.eat_number()
        && let Some(month) = part(month, 12)
    {
        date.month = Some(month);
        date.span.end = cursor.at;
        if cursor.eat(separator).is_some()
            && let Some((day, 1..=2)) = cursor.eat_number()
            && let Some(day) = part(day, 31)
        {
            date.day = Some(day);
            date.span.end = cursor.at;
        }
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: the span's text and year, month, day, with 0 for what is missing.
    fn check(text: &str, expected: Option<(&str, i16, i8, i8)>) {
        let date = read_date(&mut Cursor::new(text, 0));
        let found = date.as_ref().map(|date| {
            (
                &text[date.span.clone()],
                date.year.unwrap_or(0),
                date.month.unwrap_or(0),
                date.day.unwrap_or(0),
            )
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_dates() {
        check("4 сентября. /", Some(("4 сентября", 0, 9, 4)));
        check(
            "4 СЕНТЯБРЯ 2025 ГОДА.",
            Some(("4 СЕНТЯБРЯ 2025 ГОДА", 2025, 9, 4)),
        );
        check(
            "4-го сент. 2025 г. -",
            Some(("4-го сент. 2025 г.", 2025, 9, 4)),
        );
        check("среда, 5 мая, 12:30", Some(("5 мая", 0, 5, 5)));
        check("5 мая, 2018 —", Some(("5 мая, 2018", 2018, 5, 5)));
        check("5\u{a0}мая 2018", Some(("5\u{a0}мая 2018", 2018, 5, 5)));
        check(
            "4 сентября 114 года чучхе (2025). /",
            Some(("4 сентября 114 года чучхе (2025)", 2025, 9, 4)),
        );
        check(
            "4 сентября 114 года чучхе. /",
            Some(("4 сентября 114 года чучхе", 2025, 9, 4)),
        );
        check(
            "4 сентября чучхе 114 (2025) года.",
            Some(("4 сентября чучхе 114 (2025) года", 2025, 9, 4)),
        );
        check("4 сентября с. г. /", Some(("4 сентября с. г.", 0, 9, 4)));
        check("04.09.2025 /", Some(("04.09.2025", 2025, 9, 4)));
        check("04.09.25 /", Some(("04.09.25", 2025, 9, 4)));
        check("04.09. /", Some(("04.09", 0, 9, 4)));
        check("2025-09-04,", Some(("2025-09-04", 2025, 9, 4)));
        check("9.V.1945 г", Some(("9.V.1945", 1945, 5, 9)));
        check("5 мая 12:30", Some(("5 мая", 0, 5, 5)));
        check("31 апреля.", Some(("31 апреля", 0, 4, 31)));
        check("5 маяков", None);
        check("45 мая", None);
        check("12.5%", None);
        check("3.14159", None);
        check("", None);
    }

    #[test]
    fn dates_of_paths() {
        for (path, expected) in [
            ("2025/09/04/x.txt", Some((2025, Some(9), Some(4)))),
            ("a/2025-09-04_x.txt", Some((2025, Some(9), Some(4)))),
            ("20250904.txt", Some((2025, Some(9), Some(4)))),
            ("kcna/1998/17.txt", Some((1998, None, None))),
            ("2025/09/x-2024.txt", Some((2025, Some(9), None))),
            ("1234567/x.txt", None),
            ("x17.txt", None),
            ("7", None),
        ] {
            let found = path_date(path).and_then(|date| Some((date.year?, date.month, date.day)));
            assert_eq!(found, expected, "{path}");
        }
    }
}
