//! What each line of a text is: what comes in is the text, what goes out are its lines with those
//! told apart that are no running text: sign-offs, source lines, lines with nothing but a date,
//! rules, copyright notes; and the datelines that lines begin with.

use std::ops::Range;

use super::agency::{self, Agency, find_known, read_known, skip_prefixes};
use super::cursor::{Cursor, is_blank, is_dash, is_quote};
use super::date::{WrittenDate, read_date, read_source_date, skip_time};
use super::dateline::{self, Reading};

/// One line, without its line end. What few lines have is boxed: a bulletin of many years has
/// millions of lines.
#[derive(Debug)]
pub(super) struct Line {
    /// All of it.
    pub(super) span: Range<usize>,
    /// Without white space around it.
    pub(super) content: Range<usize>,
    pub(super) kind: Kind,
    /// The dateline that a line of running text begins with.
    pub(super) reading: Option<Box<Reading>>,
    /// The sign-off at the end of a line of running text.
    pub(super) tail: Option<Box<Tail>>,
}

/// A sign-off that does not stand on a line of its own.
#[derive(Debug)]
pub(super) struct Tail {
    /// Where it begins.
    pub(super) start: usize,
    /// The source that follows it on the line.
    pub(super) source: Option<Source>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Blank,
    Text,
    /// "-о-", "-0-", "(конец)".
    SignOff,
    Source(Box<Source>),
    /// A date and nothing else.
    Date(Box<WrittenDate>),
    /// "***", "-----".
    Rule,
    /// Copyright and credits.
    Note,
}

/// "www.kcna.kp (2025.09.04.)", "Источник: ТАСС", "ТАСС".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) date: Option<WrittenDate>,
    pub(super) agency: Option<&'static Agency>,
    /// It names a site.
    pub(super) address: bool,
}

/// Splits `text` into lines. Datelines are looked for at the start of each line of running text.
pub(super) fn lines(text: &str) -> Vec<Line> {
    // Counted first: a list that grows is in memory twice while it does.
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let mut lines = Vec::with_capacity(ends + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        lines.push(line(text, start..end));
        start = end + 1;
    }
    lines
}

fn line(text: &str, span: Range<usize>) -> Line {
    let all = text.get(span.clone()).unwrap_or_default();
    let trimmed = all.trim_matches(|c| is_blank(c) || c == '\r');
    let lead = all.trim_start_matches(|c| is_blank(c) || c == '\r');
    let from = span.start + (all.len() - lead.len());
    let content = if trimmed.is_empty() {
        span.start..span.start
    } else {
        from..from + trimmed.len()
    };
    let kind = kind(trimmed);
    let mut line = Line {
        span,
        content,
        kind,
        reading: None,
        tail: None,
    };
    if matches!(line.kind, Kind::Text) {
        line.reading = dateline::read(text, line.content.start).map(Box::new);
        line.tail = sign_off_at_end(text, line.content.clone())
            .map(|(start, source)| Box::new(Tail { start, source }));
    }
    line
}

/// Longest line that can be anything but running text, in bytes.
const LONGEST: usize = 400;

fn kind(trimmed: &str) -> Kind {
    let Some(first) = trimmed.chars().next() else {
        return Kind::Blank;
    };
    if trimmed.len() > LONGEST {
        return Kind::Text;
    }
    if is_sign_off(trimmed) {
        return Kind::SignOff;
    }
    if is_rule(trimmed) {
        return Kind::Rule;
    }
    if let Some(date) = date_line(trimmed) {
        return Kind::Date(Box::new(date));
    }
    if let Some(source) = source_line(trimmed) {
        return Kind::Source(Box::new(source));
    }
    if is_note(trimmed, first) {
        return Kind::Note;
    }
    Kind::Text
}

/// "-о-" with the letter in either alphabet or a zero, any dashes, the typist's marks behind it
/// ("-0-ип/вк"); "(конец)".
fn is_sign_off(line: &str) -> bool {
    let mut cursor = Cursor::new(line, 0);
    if let Some(rest) = eat_dashed_o(&mut cursor) {
        return rest;
    }
    let inner = line.trim_matches(|c: char| {
        is_dash(c)
            || c.is_whitespace()
            || matches!(c, '(' | ')' | '[' | ']' | '/' | '.' | '*' | '=')
    });
    let marked = inner.len() < line.len();
    let word = crate::text::fold(inner);
    match word.as_ref() {
        "конец" | "конец сообщения" | "ends" => true,
        "end" | "30" => marked,
        _ => false,
    }
}

/// Reads "-о-"; then tells whether the rest of the line is nothing more than marks of the desk.
fn eat_dashed_o(cursor: &mut Cursor) -> Option<bool> {
    let dashes = cursor.eat_while(|c| is_dash(c) || c == '=');
    if dashes.is_empty() {
        return None;
    }
    cursor.skip_space();
    cursor.eat(|c| matches!(c, 'о' | 'О' | 'o' | 'O' | '0' | '°' | 'ο'))?;
    // "-оо-" is a slip of the hand.
    cursor.eat(|c| matches!(c, 'о' | 'О' | 'o' | 'O' | '0'));
    cursor.skip_space();
    let dashes = cursor.eat_while(|c| is_dash(c) || c == '=');
    if dashes.is_empty() {
        return None;
    }
    let rest = cursor.rest().trim();
    Some(rest.chars().count() <= 10 && !rest.contains(char::is_whitespace))
}

fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|c| !c.is_whitespace()).count();
    marks >= 3
        && line.chars().all(|c| {
            c.is_whitespace() || is_dash(c) || matches!(c, '*' | '=' | '_' | '~' | '#' | '•' | '+')
        })
}

/// Takes a key such as "Дата:" off the line's start.
fn strip_key<'a>(line: &'a str, keys: &[&str]) -> Option<&'a str> {
    for key in keys {
        let mut cursor = Cursor::new(line, 0);
        if cursor.eat_word(key) {
            cursor.skip_space();
            if cursor.eat(|c| c == ':').is_some() {
                cursor.skip_space();
                return Some(cursor.rest());
            }
        }
    }
    None
}

/// A line that is a date, with a year or behind "Дата:", perhaps with a time and in brackets.
fn date_line(line: &str) -> Option<WrittenDate> {
    const KEYS: [&str; 5] = [
        "дата",
        "date",
        "опубликовано",
        "дата публикации",
        "published",
    ];
    let keyed = strip_key(line, &KEYS);
    let rest = keyed.unwrap_or(line);
    let first = rest.chars().next()?;
    // Cheap refusal: brackets, digits, weekdays, чучхе.
    if !(first.is_ascii_digit() || first == '(' || first.is_alphabetic()) || rest.len() > 120 {
        return None;
    }
    let mut cursor = Cursor::new(rest, 0);
    let bracket = cursor.eat(|c| c == '(').is_some();
    let date = read_source_date(&mut cursor).or_else(|| {
        // "12:30, 5 мая 2020".
        skip_time(&mut cursor);
        cursor.eat(|c| c == ',');
        cursor.skip_space();
        read_source_date(&mut cursor)
    })?;
    skip_time(&mut cursor);
    cursor.skip_space();
    cursor.eat(|c| c == '.');
    if bracket {
        cursor.eat(|c| c == ')')?;
        cursor.eat(|c| c == '.');
    }
    cursor.skip_space();
    let complete = date.day.is_some() && date.year.is_some();
    let fits = complete || keyed.is_some() && date.day.is_some();
    (cursor.rest().is_empty() && fits).then_some(date)
}

/// A line that says where a dispatch was taken from.
fn source_line(line: &str) -> Option<Source> {
    const KEYS: [&str; 8] = [
        "источник",
        "source",
        "ссылка",
        "url",
        "адрес",
        "агентство",
        "link",
        "по материалам",
    ];
    if let Some(rest) = strip_key(line, &KEYS) {
        if let Some(source) = address(rest) {
            return Some(source);
        }
        if rest.len() > 240 {
            return None;
        }
        return Some(Source {
            date: find_date(rest),
            agency: find_known(rest, 0..rest.len()).and_then(|name| name.agency),
            address: false,
        });
    }
    if let Some(source) = address(line) {
        return Some(source);
    }
    // "ЦТАК (2025.09.04.)", "ТАСС".
    let mut cursor = Cursor::new(line, 0);
    skip_prefixes(&mut cursor);
    let name = read_known(&mut cursor)?;
    let date = eat_date_to_end(cursor)?;
    Some(Source {
        date,
        agency: name.agency,
        address: false,
    })
}

/// "www.kcna.kp (2025.09.04.)", "https://ria.ru/…": an address and at most a date.
fn address(line: &str) -> Option<Source> {
    let mut cursor = Cursor::new(line, 0);
    cursor.eat(|c| matches!(c, '<' | '('));
    let scheme = ["https://", "http://", "//"]
        .into_iter()
        .find(|scheme| starts_with(cursor.rest(), scheme));
    cursor.at += scheme.map_or(0, str::len);
    let host = cursor.eat_while(|c| c.is_alphanumeric() || c == '-' || c == '.');
    let host = cursor.text.get(host)?.trim_end_matches('.');
    let (name, top) = host.rsplit_once('.')?;
    let plausible = !name.is_empty()
        && (2..=6).contains(&top.chars().count())
        && top.chars().all(char::is_alphabetic)
        && (top.is_ascii() || matches!(top, "рф" | "бел" | "қаз" | "укр"))
        && name.chars().any(char::is_alphabetic);
    if !plausible {
        return None;
    }
    if cursor.peek() == Some('/') {
        cursor.eat_while(|c| !c.is_whitespace() && c != '>' && c != ')');
    }
    cursor.eat(|c| matches!(c, '>' | ')'));
    let date = eat_date_to_end(cursor)?;
    Some(Source {
        date,
        agency: agency::by_host(host),
        address: true,
    })
}

/// The date that is all that is left of the line, or `Some(None)` when nothing is left.
fn eat_date_to_end(mut cursor: Cursor) -> Option<Option<WrittenDate>> {
    cursor.eat_while(|c| is_blank(c) || matches!(c, ',' | '.' | ':' | '|' | ';') || is_dash(c));
    if cursor.rest().is_empty() {
        return Some(None);
    }
    let bracket = cursor.eat(|c| matches!(c, '(' | '[')).is_some();
    cursor.skip_space();
    let date = read_source_date(&mut cursor)?;
    skip_time(&mut cursor);
    cursor.eat_while(|c| is_blank(c) || matches!(c, '.' | ','));
    if bracket {
        cursor.eat(|c| matches!(c, ')' | ']'))?;
    }
    cursor.eat_while(|c| is_blank(c) || matches!(c, '.' | ','));
    cursor.rest().is_empty().then_some(Some(date))
}

/// The first date with a year in `text`.
fn find_date(text: &str) -> Option<WrittenDate> {
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() && !previous.is_alphanumeric() {
            let date = read_date(&mut Cursor::new(text, at));
            if let Some(date) = date.filter(|date| date.year.is_some()) {
                return Some(date);
            }
        }
        previous = c;
    }
    None
}

fn is_note(line: &str, first: char) -> bool {
    const STARTS: [&str; 9] = [
        "copyright",
        "(c)",
        "(с)",
        "все права защищены",
        "all rights reserved",
        "фото:",
        "фото ©",
        "редактор:",
        "photo:",
    ];
    if first == '©' {
        return true;
    }
    if !matches!(
        crate::text::fold_char(first),
        'c' | '(' | 'в' | 'a' | 'ф' | 'р' | 'p'
    ) {
        return false;
    }
    let folded = crate::text::fold(line);
    STARTS.iter().any(|start| folded.starts_with(start))
}

/// The last stretch of a line that is searched for a sign-off, in bytes.
const TAIL_REACH: usize = 160;

/// A sign-off at the end of a line of running text ("… снег. -о-"), perhaps with the source line
/// behind it.
fn sign_off_at_end(text: &str, content: Range<usize>) -> Option<(usize, Option<Source>)> {
    let mut from = content.end.saturating_sub(TAIL_REACH).max(content.start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let end_text = text.get(..content.end)?;
    let mut previous = 'x';
    for (offset, c) in end_text.get(from..)?.char_indices() {
        let at = from + offset;
        let opens = previous.is_whitespace()
            || matches!(previous, '.' | '!' | '?' | '…' | ')')
            || is_quote(previous);
        previous = c;
        if !opens || !(is_dash(c) || c == '(' || c == '/') {
            continue;
        }
        if is_dash(c) {
            let mut cursor = Cursor::new(end_text, at);
            match eat_dashed_o(&mut cursor) {
                Some(true) => return Some((at, None)),
                Some(false) => {
                    if let Some(source) = source_line(cursor.rest().trim()) {
                        return Some((at, Some(source)));
                    }
                }
                None => {}
            }
        } else if is_sign_off(end_text.get(at..)?) {
            return Some((at, None));
        }
    }
    None
}

/// Whether `text` begins with `prefix` (ASCII) whatever its case.
fn starts_with(text: &str, prefix: &str) -> bool {
    text.as_bytes()
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: "signoff", "rule", "note", "text", "blank", "date 2025-09-04" or "source",
    /// agency and date.
    fn check(text: &str, expected: &str) {
        let date = |date: &Option<WrittenDate>| {
            date.as_ref().map_or(String::new(), |date| {
                format!(
                    " {}-{}-{}",
                    date.year.unwrap_or(0),
                    date.month.unwrap_or(0),
                    date.day.unwrap_or(0)
                )
            })
        };
        let found = match kind(text) {
            Kind::Blank => "blank".to_owned(),
            Kind::Text => "text".to_owned(),
            Kind::SignOff => "signoff".to_owned(),
            Kind::Rule => "rule".to_owned(),
            Kind::Note => "note".to_owned(),
            Kind::Date(written) => format!("date{}", date(&Some(*written))),
            Kind::Source(source) => format!(
                "source {}{}",
                source.agency.map_or("?", |agency| agency.name),
                date(&source.date)
            ),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn kinds_of_lines() {
        for line in [
            "-о-",
            "-o-",
            "-0-",
            "—0—",
            "– о –",
            "-О-",
            "--о--",
            "-0-ип/вк",
            "(конец)",
            "/КОНЕЦ/",
            "-конец-",
            "Конец.",
            "-30-",
        ] {
            check(line, "signoff");
        }
        check("***", "rule");
        check("* * *", "rule");
        check("-----", "rule");
        check("www.kcna.kp (2025.09.04.)", "source ЦТАК 2025-9-4");
        check("www.kcna.kp (2025-09-04)", "source ЦТАК 2025-9-4");
        check("www.kcna.kp (Juche 114.9.4.)", "source ЦТАК 2025-9-4");
        check("www.kcna.kp (чучхе 114(2025).9.4)", "source ЦТАК 2025-9-4");
        check("http://www.kcna.kp", "source ЦТАК");
        check("https://tass.ru/obschestvo/123", "source ТАСС");
        check("ria.ru (17.12.2009)", "source РИА Новости 2009-12-17");
        check(
            "ria.ru, 17 декабря 2009 г., 12:30",
            "source РИА Новости 2009-12-17",
        );
        check("Источник: ТАСС, 5 мая 2018 года", "source ТАСС 2018-5-5");
        check(
            "Источник: http://russian.news.cn/2018-05/05/c_1.htm",
            "source Синьхуа",
        );
        check("Источник: газета «Вечерние вести»", "source ?");
        check("ЦТАК (2025.09.04.)", "source ЦТАК 2025-9-4");
        check("РИА Новости", "source РИА Новости");
        check("4 сентября 2025 года", "date 2025-9-4");
        check("(2025.09.04.)", "date 2025-9-4");
        check("05.05.2020 12:30", "date 2020-5-5");
        check("12:30, 5 мая 2020", "date 2020-5-5");
        check("Дата: 2025-09-04", "date 2025-9-4");
        check("© ЦТАК, 2025", "note");
        check("9 мая", "text");
        check("Снег. Ветер.", "text");
        check("ТАСС сообщает о снеге.", "text");
        check("о снеге", "text");
        check("- о снеге и о ветре -", "text");
        check("-0-5 баллов", "text");
        check("Снег выпал.И растаял.", "text");
    }

    #[test]
    fn sign_offs_at_line_ends() {
        for (text, tail) in [
            ("Выпал снег. -о-", Some("-о-")),
            ("Выпал снег.—0—", Some("—0—")),
            (
                "Выпал снег. -о- www.kcna.kp (2025.09.04.)",
                Some("-о- www.kcna.kp (2025.09.04.)"),
            ),
            ("Выпал снег. (конец)", Some("(конец)")),
            ("Счёт 2-0-2", None),
            ("Выпал снег - о нём говорят", None),
        ] {
            let found = sign_off_at_end(text, 0..text.len());
            assert_eq!(found.map(|(at, _)| &text[at..]), tail, "{text}");
        }
    }
}
