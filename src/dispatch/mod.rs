//! From text to dispatches: what comes in is a [`DecodedText`](crate::source::DecodedText), what
//! goes out are the [`Dispatch`]es in it, with title, dateline, body, sign-off and source line
//! told apart and the published date settled. The words of the body are left to
//! [`crate::text`].

mod agency;
mod cursor;
mod date;
mod dateline;
mod line;
mod place;
mod published;
mod split;
mod title;

use std::ops::Range;

use jiff::civil::Date;

pub use agency::canonical as agency_name;
pub(crate) use place::SHORT_CITIES;
pub use title::words_of as title_words;

use crate::Warning;
use crate::source::DecodedText;
use line::{Kind, Line, Source};
use published::Evidence;
use split::Segment;
use title::Title;

/// One news-agency message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// The document's own id where it has one, else [`dispatch_id`] of path and ordinal.
    pub id: String,
    /// As [`DecodedText::name`](crate::source::DecodedText).
    pub path: String,
    /// Which dispatch of that file or member, from 0.
    pub ordinal: u32,
    /// The dispatch as decoded, letter for letter: title line, dateline, body, sign-off, source
    /// line. All spans below are byte ranges into it, end exclusive, on char boundaries.
    pub text: String,
    /// The headline, trimmed. From the title line of the text, or from the file's metadata.
    pub title: Option<String>,
    /// Where the title stands in `text`; `None` when it came from metadata alone.
    pub title_span: Option<Range<usize>>,
    pub dateline: Option<Dateline>,
    /// From behind the dateline to before the sign-off and source line; without either, all of
    /// the text but the title line.
    pub body: Range<usize>,
    /// The agency by its usual short name ("ЦТАК", "ТАСС", "РИА Новости"). From the dateline,
    /// else the file's metadata, else the source line.
    pub agency: Option<String>,
    /// When it was reported. Civil date at the agency's place; no time zone.
    pub published: Option<Date>,
    /// What resolved `published`, for `--explain`.
    pub published_by: Option<PublishedBy>,
    /// ISO 639-1, as the file's metadata give it.
    pub language_hint: Option<String>,
    pub warnings: Vec<Warning>,
}

/// "Пхеньян, 4 сентября. /ЦТАК/--": where, when and by which agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// The whole dateline with the dash or full stop that closes it.
    pub span: Range<usize>,
    /// The place as written ("ПХЕНЬЯН", "Нью-Йорк").
    pub place: Option<Range<usize>>,
    /// Where the date stands; its value, year included where one could be found, is `date`.
    pub date_span: Option<Range<usize>>,
    pub date: Option<Date>,
    /// The agency as written, without slashes and brackets.
    pub agency: Option<Range<usize>>,
}

/// Which evidence gave the published date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedBy {
    /// A dateline with day, month and year.
    Dateline,
    /// The dateline's day and month with the year of the source line, or of the date line above
    /// the text; at New Year the year follows the dateline's day.
    DatelineAndSourceLine,
    /// The same with the year of a page's own metadata.
    DatelineAndMetadata,
    /// The same with the year in the file's path, for want of any other.
    DatelineAndPath,
    /// The source line, or a date line above or below the text.
    SourceLine,
    /// JSON lines `date`, or a page's own metadata.
    Metadata,
}

impl Dispatch {
    /// The dateline's place in ordinary case ("Пхеньян" for "ПХЕНЬЯН", "Ростов-на-Дону" for
    /// "РОСТОВ-НА-ДОНУ"). Datelines have places in the nominative. Two places keep what joins them
    /// ("Пекин/Москва"); a region or country behind the place is left out.
    pub fn dateline_place(&self) -> Option<String> {
        let span = self.dateline.as_ref()?.place.clone()?;
        Some(place::ordinary_case(self.text.get(span)?))
    }
}

/// Finds the dispatches in a text. Every line of it that is not blank belongs to one of them; a
/// text without letters has none. [`DecodedText::whole`] texts are one dispatch whatever is in
/// them.
///
/// ```
/// use depesha::{dispatch, source::DecodedText};
///
/// let text = "Пхеньян, 4 сентября. /ЦТАК/-- В городе открылась выставка.\n-о-\nwww.kcna.kp (2025.09.04.)\n";
/// let dispatches = dispatch::parse(DecodedText {
///     name: "a.txt".to_owned(),
///     text: text.to_owned(),
///     whole: false,
///     first_ordinal: 0,
///     hints: Default::default(),
///     encoding: "UTF-8",
///     warnings: Vec::new(),
/// });
/// assert_eq!(dispatches.len(), 1);
/// assert_eq!(dispatches[0].dateline_place().as_deref(), Some("Пхеньян"));
/// assert_eq!(dispatches[0].agency.as_deref(), Some("ЦТАК"));
/// assert_eq!(dispatches[0].published, Some(jiff::civil::date(2025, 9, 4)));
/// assert_eq!(&dispatches[0].text[dispatches[0].body.clone()], "В городе открылась выставка.");
/// ```
pub fn parse(text: DecodedText) -> Vec<Dispatch> {
    let mut dispatches = Vec::new();
    parse_each(&text, &mut |dispatch| {
        dispatches.push(dispatch);
        true
    });
    dispatches
}

/// As [`parse`], one dispatch after the other, until `each` wants no more: of a large text not all
/// have to be in memory beside it.
pub fn parse_each(text: &DecodedText, each: &mut dyn FnMut(Dispatch) -> bool) {
    let lines = line::lines(&text.text);
    let segments = split::split(&text.text, &lines, text.whole);
    let path_date = date::path_date(&text.name);
    let single = segments.len() == 1;
    let mut ordinal = text.first_ordinal;
    for segment in segments {
        if let Some(dispatch) =
            assemble(text, &lines, &segment, path_date.as_ref(), ordinal, single)
        {
            ordinal = ordinal.saturating_add(1);
            if !each(dispatch) {
                return;
            }
        }
    }
}

fn assemble(
    text: &DecodedText,
    lines: &[Line],
    segment: &Segment,
    path_date: Option<&date::WrittenDate>,
    ordinal: u32,
    single: bool,
) -> Option<Dispatch> {
    let own = lines.get(segment.lines.clone())?;
    let filled = |line: &&Line| !matches!(line.kind, Kind::Blank);
    let span = if text.whole {
        0..text.text.len()
    } else {
        own.iter().find(filled)?.span.start..own.iter().rev().find(filled)?.span.end
    };
    let written = text.text.get(span.clone())?;
    if !text.whole && !written.contains(char::is_alphabetic) {
        return None;
    }
    let hints = &text.hints;
    let head_end = segment.dateline.unwrap_or(segment.lines.end);
    let head = lines.get(segment.lines.start..head_end)?;

    let mut reading = segment
        .dateline
        .and_then(|at| lines.get(at))
        .and_then(|line| line.reading.as_deref().cloned());
    let hinted = hints
        .title
        .as_deref()
        .map(str::trim)
        .filter(|t| !t.is_empty());
    // Of a file of several dispatches it is a title of none in particular.
    let given = text.whole || (text.hints.title_given && single);
    let title = find_title(text, own, head, segment, hinted, given);
    // A title from the metadata that the text begins with, and the dateline behind it on the line.
    if reading.is_none()
        && let Some(title) = &title
    {
        let behind = text.text.get(title.span.end..).unwrap_or_default();
        let gap = behind.len() - behind.trim_start_matches([' ', '.', '\u{a0}']).len();
        let on_line = !behind[gap..].starts_with('\n') && !behind[gap..].is_empty();
        if on_line {
            reading = dateline::read(&text.text, title.span.end + gap);
        }
    }

    let tail = tail_start(own);
    let mut body = span.clone();
    if let Some(reading) = &reading {
        body.start = reading.span.end;
    } else if let Some(title) = &title {
        body.start = title.span.end;
    } else if let Some(first) = own.iter().find(|line| matches!(line.kind, Kind::Text)) {
        // Source and date lines above the text.
        body.start = first.content.start;
    }
    body.end = tail.unwrap_or(span.end).max(body.start);
    let inner = text.text.get(body.clone())?;
    body.start += inner.len() - inner.trim_start().len();
    body.end = body.start + inner.trim().len();

    let (source_date, source_agency) = source_of(own, reading.as_ref(), segment);
    let verdict = published::decide(&Evidence {
        dateline: reading.as_ref().and_then(|reading| reading.date.as_ref()),
        source: source_date.as_ref(),
        metadata: hints.date,
        metadata_decides: text.whole,
        path: path_date,
    });
    let agency = reading
        .as_ref()
        .and_then(|reading| reading.agency.as_ref())
        .map(|name| name.name(&text.text))
        .or_else(|| {
            let given = hints
                .agency
                .as_deref()
                .filter(|name| !name.trim().is_empty());
            given.map(agency::canonical)
        })
        .or_else(|| source_agency.map(|agency| agency.name.to_owned()));

    let inside = |range: Range<usize>| range.start - span.start..range.end - span.start;
    let dateline = reading.map(|reading| Dateline {
        span: inside(reading.span),
        place: reading.place.map(inside),
        date_span: reading.date.map(|date| inside(date.span)),
        date: verdict.dateline,
        agency: reading.agency.map(|name| inside(name.span)),
    });
    let mut warnings = text.warnings.clone();
    warnings.extend(verdict.warnings);
    let own_title = title.as_ref().map(|title| title.text.clone());
    let (title_text, title_span) = match (hinted, title) {
        // A title that was given is the document's own; elsewhere the text knows best.
        (Some(hint), Some(title)) if given && !same_title(hint, &title.text) => {
            (Some(hint.to_owned()), None)
        }
        (Some(hint), None) => (Some(hint.to_owned()), None),
        (_, Some(title)) => (own_title, Some(inside(title.span))),
        (None, None) => (None, None),
    };
    let id = match hints.id.as_deref() {
        Some(id) if single && !id.is_empty() => id.to_owned(),
        _ => dispatch_id(&text.name, ordinal),
    };
    Some(Dispatch {
        id,
        path: text.name.clone(),
        ordinal,
        text: written.to_owned(),
        title: title_text,
        title_span,
        dateline,
        body: inside(body),
        agency,
        published: verdict.published,
        published_by: verdict.by,
        language_hint: hints.language.clone(),
        warnings,
    })
}

/// The title in the text: before the dateline; else the metadata's, where the text begins with it;
/// else a first line that looks like one, unless another was `given`.
fn find_title(
    text: &DecodedText,
    own: &[Line],
    head: &[Line],
    segment: &Segment,
    hinted: Option<&str>,
    given: bool,
) -> Option<Title> {
    if segment.dateline.is_some()
        && let Some(title) = title::before_dateline(&text.text, head)
    {
        return Some(title);
    }
    if segment.dateline.is_some() {
        return None;
    }
    if let Some(hint) = hinted {
        let first = own.iter().find(|line| matches!(line.kind, Kind::Text))?;
        let content = text.text.get(first.content.clone())?;
        if same_title(content, hint) {
            return Some(Title {
                span: first.content.clone(),
                text: hint.to_owned(),
            });
        }
        // Only a dateline proves that a title and more share the line.
        let end = first.content.start + hint.len();
        if content.starts_with(hint)
            && let Some(rest) = text.text.get(end..)
            && dateline::read(
                &text.text,
                end + rest.len() - rest.trim_start_matches([' ', '.', '\u{a0}']).len(),
            )
            .is_some_and(|reading| reading.certainty == dateline::Certainty::Strong)
        {
            return Some(Title {
                span: first.content.start..end,
                text: hint.to_owned(),
            });
        }
        if given {
            return None;
        }
    }
    title::first_line(&text.text, own)
}

/// Whether two titles differ in nothing but white space, case and marks of headings.
fn same_title(left: &str, right: &str) -> bool {
    let words = |title: &str| -> Vec<String> {
        split::strip_markup(title)
            .trim_end_matches('.')
            .split_whitespace()
            .map(|word| crate::text::fold(word).into_owned())
            .collect()
    };
    words(left) == words(right)
}

/// Where the sign-off and the source line begin; `None` when there is neither.
fn tail_start(own: &[Line]) -> Option<usize> {
    let mut start = None;
    for line in own.iter().rev() {
        match &line.kind {
            Kind::Blank | Kind::Date(_) => {}
            Kind::SignOff | Kind::Source(_) | Kind::Rule | Kind::Note => {
                start = Some(line.content.start);
            }
            Kind::Text => {
                return line.tail.as_ref().map(|tail| tail.start).or(start);
            }
        }
    }
    // Nothing but such lines: there is no text that they could end.
    None
}

/// The date and agency of the source line: of the one below the text, else of the one above it;
/// dates also from lines that have nothing else.
fn source_of(
    own: &[Line],
    reading: Option<&dateline::Reading>,
    segment: &Segment,
) -> (Option<date::WrittenDate>, Option<&'static agency::Agency>) {
    let texts = |line: &Line| matches!(line.kind, Kind::Text);
    let last_text = own.iter().rposition(texts).map_or(0, |at| at + 1);
    let first_text = match (reading, segment.dateline) {
        (Some(_), Some(at)) => at - segment.lines.start,
        // Between title and text, too.
        _ => own
            .iter()
            .skip_while(|line| !texts(line))
            .position(|_| true)
            .map_or(0, |_| {
                let first = own.iter().position(texts).unwrap_or(0);
                let next = own.iter().skip(first + 1).position(texts);
                next.map_or(first, |offset| first + 1 + offset)
            }),
    };
    let (above, below) = (
        own.get(..first_text).unwrap_or_default(),
        own.get(last_text..).unwrap_or_default(),
    );
    let inline = own
        .get(..last_text)
        .and_then(|lines| lines.last())
        .and_then(|line| line.tail.as_ref()?.source.as_ref());
    let lines = || below.iter().chain(above);
    let sources = || -> Vec<&Source> {
        let of_lines = lines().filter_map(|line| match &line.kind {
            Kind::Source(source) => Some(source.as_ref()),
            _ => None,
        });
        inline.into_iter().chain(of_lines).collect()
    };
    let dates = lines().filter_map(|line| match &line.kind {
        Kind::Date(date) => Some(date.as_ref()),
        _ => None,
    });
    let date = sources()
        .into_iter()
        .find_map(|source| source.date.as_ref())
        .or_else(|| dates.into_iter().next())
        .cloned();
    let agency = sources().into_iter().find_map(|source| source.agency);
    (date, agency)
}

/// The id of a dispatch that has none of its own: sixteen hexadecimal digits, of the BLAKE3 hash
/// of path and ordinal, so that a dispatch keeps its id however often it is read and edited.
pub fn dispatch_id(path: &str, ordinal: u32) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(&ordinal.to_le_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Another id for the same place, for when that of [`dispatch_id`] is taken: by a dispatch that
/// stood there before, or at the same path of another corpus. Numbers count from 1.
pub fn other_dispatch_id(path: &str, ordinal: u32, number: u32) -> String {
    dispatch_id(&format!("{path}\0{number}"), ordinal)
}

/// Whether an id was made for this place: by [`dispatch_id`], or by [`other_dispatch_id`] with one
/// of the first numbers.
pub fn is_id_of_place(id: &str, path: &str, ordinal: u32) -> bool {
    const FIRST_NUMBERS: u32 = 16;
    is_made_id(id)
        && (id == dispatch_id(path, ordinal)
            || (1..=FIRST_NUMBERS).any(|number| id == other_dispatch_id(path, ordinal, number)))
}

/// Whether an id has the form of those that [`dispatch_id`] makes.
pub fn is_made_id(id: &str) -> bool {
    id.len() == 16
        && id
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(text: &str, whole: bool) -> DecodedText {
        DecodedText {
            name: "2025/a.txt".to_owned(),
            text: text.to_owned(),
            whole,
            first_ordinal: 0,
            hints: crate::source::Hints::default(),
            encoding: "UTF-8",
            warnings: Vec::new(),
        }
    }

    /// What holds for every text: spans on char boundaries and in order, nothing lost.
    fn sound(text: &str) {
        let dispatches = parse(decoded(text, false));
        let mut rest = text;
        for dispatch in &dispatches {
            let at = rest
                .find(&dispatch.text)
                .unwrap_or_else(|| panic!("{text:?}"));
            assert!(!rest[..at].contains(char::is_alphabetic), "{text:?}");
            rest = &rest[at + dispatch.text.len()..];
            spans_are_sound(dispatch);
        }
        assert!(rest.trim().is_empty() || dispatches.is_empty(), "{text:?}");
        assert_eq!(dispatches.is_empty(), !text.contains(char::is_alphabetic));
        for dispatch in parse(decoded(text, true)) {
            assert_eq!(dispatch.text, text);
            spans_are_sound(&dispatch);
        }
    }

    fn spans_are_sound(dispatch: &Dispatch) {
        let valid = |span: &Range<usize>| dispatch.text.get(span.clone()).is_some();
        assert!(valid(&dispatch.body));
        assert!(dispatch.title_span.as_ref().is_none_or(valid));
        if let Some(dateline) = &dispatch.dateline {
            assert!(valid(&dateline.span));
            assert!(dateline.span.end <= dispatch.body.start);
            let inside = |part: &Option<Range<usize>>| {
                part.as_ref().is_none_or(|part| {
                    valid(part)
                        && part.start >= dateline.span.start
                        && part.end <= dateline.span.end
                })
            };
            assert!(inside(&dateline.place) && inside(&dateline.agency));
            assert!(inside(&dateline.date_span));
        }
        dispatch.dateline_place();
    }

    /// One line for each thing that a golden file states; the body by its first and last words.
    fn describe(dispatch: &Dispatch) -> Vec<(&'static str, String)> {
        let dateline = dispatch.dateline.as_ref();
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let codes: Vec<&str> = dispatch.warnings.iter().map(|w| w.code).collect();
        let body = dispatch.text[dispatch.body.clone()].to_owned();
        let described = [
            ("title", dispatch.title.clone()),
            ("agency", dispatch.agency.clone()),
            ("place", dispatch.dateline_place()),
            ("date", date(dateline.and_then(|dateline| dateline.date))),
            ("published", date(dispatch.published)),
            ("by", dispatch.published_by.map(|by| format!("{by:?}"))),
            ("begins", Some(body.clone())),
            ("ends", Some(body)),
            (
                "warnings",
                Some(codes.join(" ")).filter(|codes| !codes.is_empty()),
            ),
        ];
        described
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)))
            .collect()
    }

    /// Compares a text's dispatches with what its file of expectations says: nothing may be
    /// missing and nothing may be there that it does not name.
    fn golden(path: &std::path::Path) -> Result<(), String> {
        let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("golden file");
        let text = read(path);
        let mut expected: Vec<Vec<(String, String)>> = Vec::new();
        for line in read(&path.with_extension("expected")).lines() {
            if line.starts_with("dispatch ") {
                expected.push(Vec::new());
            } else if let Some((key, value)) = line.split_once(": ") {
                let dispatch = expected.last_mut().expect("starts with a dispatch");
                dispatch.push((key.to_owned(), value.to_owned()));
            }
        }
        let mut document = decoded(&text, false);
        document.name = "a.txt".to_owned();
        let found: Vec<_> = parse(document).iter().map(describe).collect();
        let same = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(found, expected)| {
                found.len() == expected.len()
                    && found
                        .iter()
                        .zip(expected)
                        .all(|((key, value), (name, hoped))| {
                            name == key
                                && match *key {
                                    "begins" => value.starts_with(hoped.as_str()),
                                    "ends" => value.ends_with(hoped.as_str()),
                                    _ => value == hoped,
                                }
                        })
            });
        if same {
            Ok(())
        } else {
            Err(format!("{}\n{found:?}\n{expected:?}", path.display()))
        }
    }

    #[test]
    fn golden_files() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/dispatch");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .expect("golden files")
            .map(|entry| entry.expect("golden file").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
            .collect();
        files.sort();
        assert!(files.len() >= 25, "only {} golden files", files.len());
        let failures: Vec<String> = files.iter().filter_map(|path| golden(path).err()).collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn a_given_title_counts_for_more_than_a_first_line() {
        /// The titles of the dispatches in `text`, those that stand in it in brackets, and where
        /// their bodies begin.
        fn check(text: &str, hint: &str, given: bool, expected: &[(&str, &str)]) {
            let mut document = decoded(text, false);
            document.hints.title = Some(hint.to_owned());
            document.hints.title_given = given;
            let found = parse(document);
            let found: Vec<(String, &str)> = found
                .iter()
                .map(|dispatch| {
                    let title = dispatch.title.clone().unwrap_or_default();
                    let body = &dispatch.text[dispatch.body.clone()];
                    let begins = body.split([' ', '\n']).next().unwrap();
                    match &dispatch.title_span {
                        Some(span) => (format!("[{}]", &dispatch.text[span.clone()]), begins),
                        None => (title, begins),
                    }
                })
                .collect();
            let expected: Vec<(String, &str)> = expected
                .iter()
                .map(|(title, begins)| ((*title).to_owned(), *begins))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
        let notes = "## Подробности\n\nСнег шёл весь день, и дороги замело.\n";
        check(
            notes,
            "Снег в Зимогорье",
            true,
            &[("Снег в Зимогорье", "##")],
        );
        check(
            notes,
            "Снег в Зимогорье",
            false,
            &[("[## Подробности]", "Снег")],
        );
        // The first line repeats it.
        check(notes, "подробности", true, &[("[## Подробности]", "Снег")]);
        let headed = "Снег замёл дороги\n\nЗИМОГОРЬЕ, 4 мая. /ТАСС/. Тихо.\n";
        check(headed, "Погода", true, &[("Погода", "Тихо.")]);
        check(headed, "Погода", false, &[("[Снег замёл дороги]", "Тихо.")]);
        check(
            headed,
            "Снег замёл дороги.",
            true,
            &[("[Снег замёл дороги]", "Тихо.")],
        );
        // The title of a bulletin is that of dispatches without one of their own.
        let bulletin = "Снег замёл дороги\n\nЗИМОГОРЬЕ, 4 мая. /ТАСС/. Тихо.\n-0-\n\n\
                        МОСКВА, 4 мая. /ТАСС/. Ясно.\n-0-\n";
        check(
            bulletin,
            "Погода",
            true,
            &[("[Снег замёл дороги]", "Тихо."), ("Погода", "Ясно.")],
        );
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_soundly(text in any::<String>()) {
            sound(&text);
        }

        #[test]
        fn likely_text_is_parsed_soundly(
            parts in prop::collection::vec(prop::sample::select(vec![
                "Пхеньян, ", "4 сентября", "31 апреля", ". ", "/ЦТАК/", "-- ", "Снег выпал.", "\n",
                "\n\n", "-о-", "www.kcna.kp (2025.09.04.)", "Заголовок", "МОСКВА", " - ", "РИА Новости",
                "(ТАСС)", "«", "/", "(", ")", "чучхе 114", "2025", "г.", ":", "***", "© ", "Источник: ",
                " ", "\u{a0}", "\t", "12:30", ", ", "и", "7", "# ", "**", "ТАСС", "\u{301}", "Иван Петров",
            ]), 0..24)
        ) {
            sound(&parts.concat());
        }
    }
}
