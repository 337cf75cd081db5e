//! The dateline grammar: what comes in is the start of a line, what goes out is the place, date
//! and agency that stand there, if they make a dateline. Telling a dateline that opens a dispatch
//! from one that is quoted is left to [`super::split`].
//!
//! Agencies differ in punctuation more than in substance, so there is one file for each order of
//! the parts, and one for the credit (the agency with its brackets, slashes, correspondents). In
//! each file a table in the module's documentation names the agencies that use it.

mod agency_first;
mod credit;
mod date_first;
mod place_first;

use std::ops::Range;

use super::agency::AgencyName;
use super::cursor::{Cursor, is_dash, is_quote};
use super::date::WrittenDate;

/// Longest stretch of text that is looked at for a dateline, in bytes.
const REACH: usize = 400;

/// A dateline as read, spans in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) span: Range<usize>,
    pub(super) place: Option<Range<usize>>,
    pub(super) date: Option<WrittenDate>,
    pub(super) agency: Option<AgencyName>,
    pub(super) certainty: Certainty,
}

/// How surely a reading is a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// Taken only where a dispatch has to begin anyway: no agency, or one without date.
    Weak,
    /// An agency with a date.
    Strong,
}

/// Reads the dateline at byte `at` of `text`, the first byte of a line or of what follows a title
/// on the line.
pub(super) fn read(text: &str, at: usize) -> Option<Reading> {
    let mut end = text.len().min(at.saturating_add(REACH));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end)?;
    let mut cursor = Cursor::new(head, at);
    cursor.skip_space();
    // Emphasis of marked-up texts.
    cursor.eat_while(|c| matches!(c, '*' | '_'));
    let first = cursor.peek()?;
    let bracket = matches!(first, '(' | '[');
    let possible = first.is_alphanumeric() || bracket || first == '/' || is_quote(first);
    if !possible {
        return None;
    }
    let layouts: [fn(Cursor) -> Option<Reading>; 3] =
        [agency_first::read, date_first::read, place_first::read];
    let mut reading = layouts.iter().find_map(|layout| layout(cursor));
    if reading.is_none() && bracket {
        // "(Казань, 5 мая, «Татар-информ»)": brackets around all of it.
        let mut inner = cursor;
        inner.bump();
        reading = layouts
            .iter()
            .find_map(|layout| layout(inner))
            .filter(|reading| reading.agency.is_some());
    }
    let mut reading = reading?;
    reading.span.start = cursor.at;
    let mut behind = Cursor::new(head, reading.span.end);
    behind.eat_while(|c| matches!(c, '*' | '_'));
    reading.span.end = behind.at;
    Some(reading)
}

/// What stands between two parts.
#[derive(Debug, Clone, Copy, Default)]
struct Separator {
    stop: bool,
    comma: bool,
    dash: bool,
    /// Nothing but white space.
    space: bool,
    line_end: bool,
}

impl Separator {
    fn is_mark(self) -> bool {
        self.stop || self.comma || self.dash
    }
}

/// Takes white space, stops, commas and dashes between two parts; at most one line end.
fn eat_separator(cursor: &mut Cursor) -> Separator {
    let mut separator = Separator::default();
    let start = cursor.at;
    loop {
        separator.line_end |= !separator.line_end && cursor.skip_space_and_line_end();
        cursor.skip_space();
        match cursor.peek() {
            Some('.' | ':' | ';') => separator.stop = true,
            Some(',') => separator.comma = true,
            Some(c) if is_dash(c) => separator.dash = true,
            _ => break,
        }
        cursor.bump();
    }
    separator.space = cursor.at > start && !separator.is_mark();
    separator
}

/// How a dateline ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    /// With nothing: the text goes on.
    None,
    Stop,
    Dash,
    /// With the bracket around all of it.
    Bracket,
    /// With the line.
    LineEnd,
}

/// Takes the full stop, colon or dashes that close a dateline, brackets of the whole included.
/// The cursor ends behind the last mark.
fn eat_closing(cursor: &mut Cursor) -> Closing {
    let mut closing = Closing::None;
    let mut ahead = *cursor;
    loop {
        ahead.skip_space();
        match ahead.peek() {
            None | Some('\n') => {
                return if closing == Closing::None {
                    Closing::LineEnd
                } else {
                    closing
                };
            }
            Some('.' | ':') => {
                ahead.bump();
                // "..." opens a text that goes on from elsewhere.
                if ahead.peek() == Some('.') {
                    return closing;
                }
                closing = Closing::Stop;
            }
            // The bracket around the whole dateline, or a slash too many.
            Some(')' | ']') if closing == Closing::None => {
                ahead.bump();
                closing = Closing::Bracket;
            }
            Some(c) if is_dash(c) => {
                ahead.eat_while(is_dash);
                // "-5 градусов" belongs to the text.
                if ahead.peek().is_some_and(|c| c.is_ascii_digit()) && closing != Closing::None {
                    return closing;
                }
                closing = Closing::Dash;
            }
            _ => return closing,
        }
        *cursor = ahead;
    }
}

/// Whether a text can begin here, behind a dateline: a capital letter, a digit, a quotation mark,
/// a bracket; or nothing, when the dateline has the line for itself.
fn text_begins(cursor: &Cursor) -> bool {
    let mut ahead = *cursor;
    ahead.eat_while(|c| matches!(c, '*' | '_'));
    let glued = ahead.at == cursor.at;
    ahead.skip_space();
    match ahead.peek() {
        None | Some('\n') => true,
        Some(c) if c.is_alphabetic() => !c.is_lowercase(),
        Some(c) if c.is_ascii_digit() => !glued || ahead.at > cursor.at,
        Some(c) => is_quote(c) || matches!(c, '(' | '[' | '…' | '.') || is_dash(c),
    }
}

/// A reading from its parts, as far as the layouts share it. `end` is behind the closing mark.
fn reading(
    end: usize,
    place: Option<Range<usize>>,
    date: Option<WrittenDate>,
    agency: Option<AgencyName>,
) -> Reading {
    let certainty = if agency.is_some() && date.is_some() {
        Certainty::Strong
    } else {
        Certainty::Weak
    };
    Reading {
        span: 0..end,
        place,
        date,
        agency,
        certainty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: place, date as written, agency's short name, and the text behind.
    fn check(text: &str, place: &str, date: &str, agency: &str, rest: &str) {
        let Some(reading) = read(text, 0) else {
            panic!("no dateline: {text}");
        };
        let part = |range: Option<Range<usize>>| range.map_or("", |range| &text[range]);
        let found = (
            part(reading.place.clone()),
            part(reading.date.as_ref().map(|date| date.span.clone())),
            reading
                .agency
                .as_ref()
                .map_or(String::new(), |agency| agency.name(text)),
            text[reading.span.end..].trim_start(),
        );
        assert_eq!(found, (place, date, agency.to_owned(), rest), "{text}");
    }

    fn check_none(text: &str) {
        assert_eq!(read(text, 0), None, "{text}");
    }

    #[test]
    fn kcna() {
        let (p, d, a) = ("Пхеньян", "4 сентября", "ЦТАК");
        check("Пхеньян, 4 сентября. /ЦТАК/-- Снег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября. /ЦТАК/ -- Снег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября. /ЦТАК/—Снег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября. /ЦТАК/— Снег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября. (ЦТАК) Снег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября. (ЦТАК). — Снег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября /ЦТАК/\nСнег.", p, d, a, "Снег.");
        check("Пхеньян, 4 сентября.\n/ЦТАК/-- Снег.", p, d, a, "Снег.");
        check(
            "Пхеньян,\u{a0}4\u{a0}сентября. /ЦТАК/-- Снег.",
            p,
            "4\u{a0}сентября",
            a,
            "Снег.",
        );
        check(
            "ПХЕНЬЯН. 4 сентября. /ЦТАК/-- Снег.",
            "ПХЕНЬЯН",
            d,
            a,
            "Снег.",
        );
        check("Пхеньян 4 сентября /ЦТАК/ -- Снег.", p, d, a, "Снег.");
        check("/ЦТАК/-- Снег.", "", "", a, "Снег.");
        check("(ЦТАК, Пхеньян, 4 сентября) Снег.", p, d, a, "Снег.");
        check(
            "Пхеньян, 4 сентября 114 года чучхе (2025). /ЦТАК/-- Снег.",
            p,
            "4 сентября 114 года чучхе (2025)",
            a,
            "Снег.",
        );
        check("Пхеньян, 4 сент. /ЦТАК/-- Снег.", p, "4 сент.", a, "Снег.");
        check(
            "Пхеньян, 04.09.2025. /ЦТАК/-- Снег.",
            p,
            "04.09.2025",
            a,
            "Снег.",
        );
    }

    #[test]
    fn tass() {
        let (p, d, a) = ("МОСКВА", "5 мая", "ТАСС");
        check("МОСКВА, 5 мая. /ТАСС/. Снег.", p, d, a, "Снег.");
        check(
            "МОСКВА, 5 мая. /Корр. ТАСС Иван Петров/. Снег.",
            p,
            d,
            a,
            "Снег.",
        );
        check("МОСКВА, 5 мая. (ТАСС). Снег.", p, d, a, "Снег.");
        check("МОСКВА, 5 мая (ТАСС). Снег.", p, d, a, "Снег.");
        check("МОСКВА, 5 мая. /ИТАР-ТАСС/. Снег.", p, d, a, "Снег.");
        check("МОСКВА, 5 мая. /TACC/. Снег.", p, d, a, "Снег.");
        check("МОСКВА, 5 мая, 12:30. /ТАСС/. Снег.", p, d, a, "Снег.");
        check("МОСКВА, 5 мая - ТАСС. Снег.", p, d, a, "Снег.");
        check("ТАСС, 5 мая. Снег.", "", d, a, "Снег.");
        check(
            "ТАСС, 5 мая 2014 года. Снег.",
            "",
            "5 мая 2014 года",
            a,
            "Снег.",
        );
        check("/ТАСС, 5 мая/. Снег.", "", d, a, "Снег.");
        check("ТАСС, Москва, 5 мая. Снег.", "Москва", d, a, "Снег.");
        check("МОСКВА, 5 мая. ТАСС. Снег.", p, d, a, "Снег.");
        check(
            "НАБЕРЕЖНЫЕ ЧЕЛНЫ /Татарстан/, 5 мая. /ТАСС/. Снег.",
            "НАБЕРЕЖНЫЕ ЧЕЛНЫ",
            d,
            a,
            "Снег.",
        );
        check(
            "ПЕКИН/МОСКВА, 5 мая. /ТАСС/. Снег.",
            "ПЕКИН/МОСКВА",
            d,
            a,
            "Снег.",
        );
        check("ООН, 5 мая. /ТАСС/. Снег.", "ООН", d, a, "Снег.");
        check("**МОСКВА, 5 мая. /ТАСС/.** Снег.", p, d, a, "Снег.");
        check(
            "Лондон, 9 мая 1945 г. (ТАСС). Снег.",
            "Лондон",
            "9 мая 1945 г.",
            a,
            "Снег.",
        );
    }

    #[test]
    fn ria() {
        let (p, d, a) = ("МОСКВА", "5 мая", "РИА Новости");
        check("МОСКВА, 5 мая - РИА Новости. Снег.", p, d, a, "Снег.");
        check(
            "МОСКВА, 5 мая — РИА Новости, Иван Петров. Снег.",
            p,
            d,
            a,
            "Снег.",
        );
        check(
            "МОСКВА, 5 мая – РИА Новости, И. Петров, Анна Белова. Снег.",
            p,
            d,
            a,
            "Снег.",
        );
        check("МОСКВА, 5 мая /РИА Новости/. Снег.", p, d, a, "Снег.");
        check("МОСКВА, 5 мая - РИА «Новости». Снег.", p, d, a, "Снег.");
        check(
            "МОСКВА, 5 мая 2014 - РИА Новости. Снег.",
            p,
            "5 мая 2014",
            a,
            "Снег.",
        );
        check(
            "РОСТОВ-НА-ДОНУ, 5 мая — РИА Новости. Снег.",
            "РОСТОВ-НА-ДОНУ",
            d,
            a,
            "Снег.",
        );
        check("РИА Новости, 5 мая. Снег.", "", d, a, "Снег.");
        check(
            "МОСКВА, 5 мая — Р-Спорт, Иван Петров. Снег.",
            p,
            d,
            "Р-Спорт",
            "Снег.",
        );
        check("МОСКВА, 5 мая — ПРАЙМ. Снег.", p, d, "Прайм", "Снег.");
        check("МОСКВА, 5 мая — РИА Новости\nСнег.", p, d, a, "Снег.");
    }

    #[test]
    fn interfax() {
        let a = "Интерфакс";
        check(
            "Казань. 17 октября 2018 года. ИНТЕРФАКС — Снег.",
            "Казань",
            "17 октября 2018 года",
            a,
            "Снег.",
        );
        check(
            "Москва. 5 мая. INTERFAX.RU - Снег.",
            "Москва",
            "5 мая",
            a,
            "Снег.",
        );
        check(
            "Москва. 5 мая. ИНТЕРФАКС-АВН - Снег.",
            "Москва",
            "5 мая",
            "Интерфакс-АВН",
            "Снег.",
        );
        check(
            "Киев. 5 мая. ИНТЕРФАКС-УКРАИНА – Снег.",
            "Киев",
            "5 мая",
            "Интерфакс-Украина",
            "Снег.",
        );
        check(
            "Москва. 5 мая. ИНТЕРФАКС - \"Снег\".",
            "Москва",
            "5 мая",
            a,
            "\"Снег\".",
        );
        check(
            "5 мая. FINMARKET.RU - Снег.",
            "",
            "5 мая",
            "Финмаркет",
            "Снег.",
        );
        check("INTERFAX.RU - Снег.", "", "", a, "Снег.");
    }

    #[test]
    fn others() {
        check(
            "Пекин, 5 мая /Синьхуа/ -- Снег.",
            "Пекин",
            "5 мая",
            "Синьхуа",
            "Снег.",
        );
        check(
            "ПЕКИН, 5 мая (Синьхуа) — Снег.",
            "ПЕКИН",
            "5 мая",
            "Синьхуа",
            "Снег.",
        );
        check(
            "Ханой (Вьетнам), 5 мая /Синьхуа/ -- Снег.",
            "Ханой",
            "5 мая",
            "Синьхуа",
            "Снег.",
        );
        check(
            "Ханой, Вьетнам, 5 мая /Синьхуа/ -- Снег.",
            "Ханой",
            "5 мая",
            "Синьхуа",
            "Снег.",
        );
        check("Ханой (ВИА) – Снег.", "Ханой", "", "ВИА", "Снег.");
        check(
            "МОСКВА, 5 мая 2018, 12:30 — REGNUM Снег.",
            "МОСКВА",
            "5 мая 2018",
            "REGNUM",
            "Снег.",
        );
        check(
            "МОСКВА, 5 мая — ИА REGNUM. Снег.",
            "МОСКВА",
            "5 мая",
            "REGNUM",
            "Снег.",
        );
        check(
            "5 мая, Минск /Корр. БЕЛТА/. Снег.",
            "Минск",
            "5 мая",
            "БелТА",
            "Снег.",
        );
        check(
            "5 мая, Минск /Иван Петров - БЕЛТА/. Снег.",
            "Минск",
            "5 мая",
            "БелТА",
            "Снег.",
        );
        check(
            "АСТАНА. КАЗИНФОРМ - Снег.",
            "АСТАНА",
            "",
            "Казинформ",
            "Снег.",
        );
        check(
            "АСТАНА. 5 мая. КАЗИНФОРМ /Иван Петров/ - Снег.",
            "АСТАНА",
            "5 мая",
            "Казинформ",
            "Снег.",
        );
        check(
            "Киев, 5 мая (Укринформ). Снег.",
            "Киев",
            "5 мая",
            "Укринформ",
            "Снег.",
        );
        check(
            "Киев. 5 мая. УНИАН. Снег.",
            "Киев",
            "5 мая",
            "УНИАН",
            "Снег.",
        );
        check(
            "Бишкек, 05.05.2018. /АКИpress/. Снег.",
            "Бишкек",
            "05.05.2018",
            "АКИpress",
            "Снег.",
        );
        check(
            "ДУШАНБЕ, 05.05.2018 /НИАТ «Ховар»/. Снег.",
            "ДУШАНБЕ",
            "05.05.2018",
            "Ховар",
            "Снег.",
        );
        check(
            "Баку, 5 мая, АЗЕРТАДЖ\nСнег.",
            "Баку",
            "5 мая",
            "АЗЕРТАДЖ",
            "Снег.",
        );
        check(
            "ЕРЕВАН, 5 МАЯ, АРМЕНПРЕСС. Снег.",
            "ЕРЕВАН",
            "5 МАЯ",
            "Арменпресс",
            "Снег.",
        );
        check(
            "СЕУЛ, 5 мая (Ренхап) -- Снег.",
            "СЕУЛ",
            "5 мая",
            "Рёнхап",
            "Снег.",
        );
        check("ЛОНДОН (Рейтер) - Снег.", "ЛОНДОН", "", "Рейтер", "Снег.");
        check(
            "Гавана, 5 мая (Пренса Латина) Снег.",
            "Гавана",
            "5 мая",
            "Пренса Латина",
            "Снег.",
        );
        check(
            "(Казань, 5 мая, «Татар-информ», Иван Петров). Снег.",
            "Казань",
            "5 мая",
            "Татар-информ",
            "Снег.",
        );
        check(
            "Уфа, 5 мая 2018. /ИА «Башинформ», Иван Петров/. Снег.",
            "Уфа",
            "5 мая 2018",
            "Башинформ",
            "Снег.",
        );
        check(
            "Тверь, 5 мая. /Волжские вести/. Снег.",
            "Тверь",
            "5 мая",
            "Волжские вести",
            "Снег.",
        );
        check(
            "Тверь. 5 мая. ВОЛГАПРЕСС — Снег.",
            "Тверь",
            "5 мая",
            "ВОЛГАПРЕСС",
            "Снег.",
        );
        check(
            "ТВЕРЬ, 5 мая - Волга Пресс. Снег.",
            "ТВЕРЬ",
            "5 мая",
            "Волга Пресс",
            "Снег.",
        );
        check(
            "САНКТ-ПЕТЕРБУРГ, 5 мая. Снег выпал.",
            "САНКТ-ПЕТЕРБУРГ",
            "5 мая",
            "",
            "Снег выпал.",
        );
        check(
            "Москва, 5 мая – Снег выпал.",
            "Москва",
            "5 мая",
            "",
            "Снег выпал.",
        );
    }

    #[test]
    fn abbreviated_places() {
        let (d, a) = ("5 мая 2020 года", "ТАСС");
        for place in [
            "С.-ПЕТЕРБУРГ",
            "Н.НОВГОРОД",
            "Н. НОВГОРОД",
            "П.-КАМЧАТСКИЙ",
            "НА БОРТУ САМОЛЕТА",
        ] {
            let text = format!("{place}, {d}. /ТАСС/. Делегация прибыла.");
            check(&text, place, d, a, "Делегация прибыла.");
        }
        check(
            "С.-Петербург, 5 мая 2020 года — РИА Новости. Снег.",
            "С.-Петербург",
            d,
            "РИА Новости",
            "Снег.",
        );
        check(
            "Н.Новгород. 5 мая 2020 года. ИНТЕРФАКС — Снег.",
            "Н.Новгород",
            d,
            "Интерфакс",
            "Снег.",
        );
        check_none("На борту самолета он сказал, 5 мая. Снег.");
        check_none("А.Петров, 5 мая 2020 года. /ТАСС/. Снег.");
    }

    #[test]
    fn no_datelines() {
        check_none("В Москве 5 мая. ТАСС сообщает о снеге.");
        check_none("Москва, 5 мая 1945 года, встретила весну.");
        check_none("5 мая. ТАСС сообщил, что выпал снег.");
        check_none("5 мая в Москве выпал снег.");
        check_none("ТАСС — крупнейшее агентство страны.");
        check_none("ТАСС сообщает о снеге.");
        check_none("Москва. Снег выпал 5 мая.");
        check_none("Москва, Тверь и Казань готовятся к зиме.");
        check_none("Глава МИД приехал в Пекин, 5 мая он вернётся.");
        check_none("МОСКВА, 5 мая - РИА Новости, сообщает о снеге.");
        check_none("Корея (КНДР) готовится к зиме.");
        check_none("20 человек. ТАСС.");
        check_none("— Москва, 5 мая. /ТАСС/.");
        check_none("");
    }
}
