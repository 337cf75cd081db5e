//! Documents of word processors and e-books: DOCX (ECMA-376), ODT (OASIS OpenDocument 1.3),
//! EPUB 3 and FictionBook 2. Their paragraphs become lines; deleted and hidden text, notes to
//! the text and pictures are left out. Layout is of no interest here.

use std::collections::HashSet;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::html::{self, declared_charset};
use super::package::{Archive, fault};
use crate::source::decode::decode;
use crate::source::session::{Fault, Session};
use crate::source::{DecodedText, Hints};

/// What a zip archive is beside an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Document {
    Docx,
    Odt,
    Epub,
    /// One that holds no running text, by its usual name.
    Other(&'static str),
}

/// Tells a document from a plain archive by the members that its standard asks for.
pub(super) fn document(archive: &mut Archive) -> Option<Document> {
    let has = |archive: &Archive, name: &str| archive.index_for_name(name).is_some();
    if has(archive, "[Content_Types].xml") {
        return if has(archive, "word/document.xml") {
            Some(Document::Docx)
        } else if has(archive, "xl/workbook.xml") {
            Some(Document::Other("spreadsheet"))
        } else if has(archive, "ppt/presentation.xml") {
            Some(Document::Other("presentation"))
        } else {
            None
        };
    }
    if !has(archive, "mimetype") {
        return None;
    }
    let mut kind = String::new();
    archive
        .by_name("mimetype")
        .ok()?
        .take(200)
        .read_to_string(&mut kind)
        .ok()?;
    match kind.trim() {
        "application/vnd.oasis.opendocument.text"
        | "application/vnd.oasis.opendocument.text-template" => Some(Document::Odt),
        "application/epub+zip" => Some(Document::Epub),
        kind if kind.starts_with("application/vnd.oasis.opendocument") => {
            Some(Document::Other("OpenDocument without running text"))
        }
        _ => None,
    }
}

pub(super) fn read(
    session: &mut Session,
    name: &str,
    archive: &mut Archive,
    document: Document,
) -> Result<(), Fault> {
    match document {
        Document::Docx => {
            let xml = part(session, archive, "word/document.xml")?;
            emit(session, name, &xml, &DOCX, Hints::default())
        }
        Document::Odt => {
            let xml = part(session, archive, "content.xml")?;
            emit(session, name, &xml, &ODT, Hints::default())
        }
        Document::Epub => read_epub(session, name, archive),
        Document::Other(kind) => Err(Fault::Unsupported(kind.to_owned())),
    }
}

/// A FictionBook: XML by itself, in any encoding.
pub(super) fn read_fb2(session: &mut Session, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    let declared = declared_charset(&bytes);
    let decoded = decode(bytes, declared)?;
    if !decoded.text.contains("<FictionBook") {
        return Err(Fault::Malformed("no FictionBook".to_owned()));
    }
    if let Some(damage) = decoded.damage {
        session.damage(name, None, damage);
    }
    let hints = Hints {
        title: element_text(&decoded.text, "book-title"),
        language: element_text(&decoded.text, "lang").filter(|language| language.len() == 2),
        ..Hints::default()
    };
    emit(session, name, &decoded.text, &FB2, hints)
}

/// A part of the package, decoded.
fn part(session: &Session, archive: &mut Archive, name: &str) -> Result<String, Fault> {
    let limit = session.options.max_size;
    let mut bytes = Vec::new();
    let entry = archive.by_name(name).map_err(|error| match fault(&error) {
        Fault::Malformed(reason) => Fault::Malformed(format!("{name}: {reason}")),
        fault => fault,
    })?;
    session
        .metered(entry)
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::Malformed(format!("{name}: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(Fault::TooLarge(limit));
    }
    let declared = declared_charset(&bytes);
    Ok(decode(bytes, declared)?.text)
}

fn emit(
    session: &mut Session,
    name: &str,
    xml: &str,
    markup: &Markup,
    hints: Hints,
) -> Result<(), Fault> {
    let (text, failure) = paragraphs(xml, markup);
    if let Some(failure) = failure {
        session.damage(name, None, format!("malformed XML: {failure}"));
    }
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    session.emit(DecodedText {
        name: name.to_owned(),
        text,
        whole: false,
        first_ordinal: 0,
        hints,
        encoding: "UTF-8",
        warnings: Vec::new(),
    });
    Ok(())
}

/// Which elements of a format mean what, by their local names.
struct Markup {
    /// Begin and end a line.
    lines: &'static [&'static str],
    /// Hold the letters; other elements' text is not part of the document.
    text: &'static [&'static str],
    /// Left out with all that is in them.
    skip: &'static [&'static str],
    breaks: &'static [&'static str],
    tabs: &'static [&'static str],
}

const DOCX: Markup = Markup {
    lines: &["p"],
    text: &["t"],
    // A text box stands twice, for new and for old readers.
    skip: &["pPr", "sectPr", "del", "moveFrom", "Fallback"],
    breaks: &["br", "cr"],
    tabs: &["tab"],
};

const ODT: Markup = Markup {
    lines: &["p", "h"],
    text: &["p", "h"],
    skip: &[
        "annotation",
        "tracked-changes",
        "note",
        "sequence-decls",
        "forms",
        "binary-data",
    ],
    breaks: &["line-break"],
    tabs: &["tab"],
};

const FB2: Markup = Markup {
    lines: &["p", "v", "subtitle", "text-author", "td", "th", "date"],
    text: &["p", "v", "subtitle", "text-author", "td", "th", "date"],
    skip: &["description", "binary", "stylesheet"],
    breaks: &["empty-line"],
    tabs: &[],
};

/// The lines of a document, and why it could not be read to its end.
fn paragraphs(xml: &str, markup: &Markup) -> (String, Option<String>) {
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    // Names of the open elements that hold letters, and how deep in a skipped one we are.
    let mut holding = 0usize;
    let mut skipping = 0usize;
    let failure = loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => break Some(error.to_string()),
        };
        match event {
            Event::Eof => {
                break (holding + skipping > 0).then(|| "cut off".to_owned());
            }
            Event::Start(element) => {
                let local = element.local_name();
                let name = local.as_ref();
                if skipping > 0 || markup.skip.contains(&name) {
                    skipping += 1;
                    continue;
                }
                holding += usize::from(markup.text.contains(&name));
                begin(&mut text, &element, name, markup);
            }
            Event::Empty(element) if skipping == 0 => {
                let local = element.local_name();
                let name = local.as_ref();
                if markup.skip.contains(&name) {
                    continue;
                }
                begin(&mut text, &element, name, markup);
                if markup.lines.contains(&name) {
                    end_line(&mut text);
                }
            }
            Event::End(element) => {
                if skipping > 0 {
                    skipping -= 1;
                    continue;
                }
                let local = element.local_name();
                let name = local.as_ref();
                holding = holding.saturating_sub(usize::from(markup.text.contains(&name)));
                if markup.lines.contains(&name) {
                    end_line(&mut text);
                }
            }
            Event::Text(letters) if holding > 0 && skipping == 0 => {
                push(&mut text, &letters.xml10_content());
            }
            Event::CData(letters) if holding > 0 && skipping == 0 => {
                push(&mut text, &letters.xml10_content());
            }
            Event::GeneralRef(reference) if holding > 0 && skipping == 0 => {
                match resolve(&reference) {
                    Some(letter) => text.push(letter),
                    // An entity of a DTD that is not at hand.
                    None => {
                        text.push('&');
                        text.push_str(&reference);
                        text.push(';');
                    }
                }
            }
            _ => {}
        }
    };
    while text.ends_with('\n') {
        text.pop();
    }
    (text, failure)
}

fn begin(text: &mut String, element: &BytesStart, name: &str, markup: &Markup) {
    if markup.lines.contains(&name) || markup.breaks.contains(&name) {
        end_line(text);
    } else if markup.tabs.contains(&name) {
        text.push('\t');
    } else if name == "noBreakHyphen" {
        text.push('\u{2011}');
    } else if name == "s" {
        // OpenDocument's run of spaces, one when it does not say how many.
        let count = element
            .attributes()
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == "c")
            .and_then(|attribute| attribute.value.parse::<usize>().ok());
        // Such elements by the million would make a text of gigabytes.
        text.extend(std::iter::repeat_n(' ', count.unwrap_or(1).min(80)));
    }
}

/// Line ends inside a paragraph's markup are white space, no line ends.
fn push(text: &mut String, letters: &str) {
    text.extend(letters.chars().map(|letter| match letter {
        '\n' | '\r' | '\t' => ' ',
        letter => letter,
    }));
}

fn end_line(text: &mut String) {
    let trimmed = text.trim_end_matches(' ').len();
    text.truncate(trimmed);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn resolve(reference: &str) -> Option<char> {
    Some(match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

/// The text of the first element of a name, on one line.
fn element_text(xml: &str, wanted: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut found = None::<String>;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == wanted => {
                found = Some(String::new());
            }
            Ok(Event::End(element)) if element.local_name().as_ref() == wanted => break,
            Ok(Event::Text(letters)) => {
                if let Some(text) = &mut found {
                    text.push_str(&letters);
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                if let (Some(text), Some(letter)) = (&mut found, resolve(&reference)) {
                    text.push(letter);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let text = found?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// An e-book: each chapter of its reading order is a member, read as a page.
fn read_epub(session: &mut Session, name: &str, archive: &mut Archive) -> Result<(), Fault> {
    let container = part(session, archive, "META-INF/container.xml")?;
    let package_path = attributes_of(&container, "rootfile")
        .into_iter()
        .find_map(|attributes| value(&attributes, "full-path"))
        .ok_or_else(|| Fault::Malformed("no package in META-INF/container.xml".to_owned()))?;
    let package = part(session, archive, &package_path)?;
    let folder = package_path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let items: Vec<(String, String)> = attributes_of(&package, "item")
        .iter()
        .filter(|attributes| {
            value(attributes, "media-type").is_some_and(|kind| kind.contains("html"))
        })
        .filter_map(|attributes| Some((value(attributes, "id")?, value(attributes, "href")?)))
        .collect();
    let mut seen = HashSet::new();
    for itemref in attributes_of(&package, "itemref") {
        let Some(wanted) = value(&itemref, "idref") else {
            continue;
        };
        // A chapter stands in the reading order once (EPUB 3.3, 5.7.4).
        if !seen.insert(wanted.clone()) {
            continue;
        }
        let Some((_, href)) = items.iter().find(|(id, _)| *id == wanted) else {
            continue;
        };
        session.count_member()?;
        let path = join(folder, href);
        let member = format!("{name}!/{path}");
        match part(session, archive, &path) {
            Ok(page) => {
                let article = html::article(&page);
                // Covers and title pages are pictures.
                if article.text.trim().is_empty() {
                    continue;
                }
                session.emit(DecodedText {
                    name: member,
                    text: article.text,
                    whole: false,
                    first_ordinal: 0,
                    hints: Hints {
                        title: article.title,
                        language: article.language,
                        ..Hints::default()
                    },
                    encoding: "UTF-8",
                    warnings: Vec::new(),
                });
            }
            Err(_) if session.meter().exceeded() => return Err(session.bomb()),
            Err(Fault::Empty) => {}
            Err(fault) => session.damage(&member, None, fault.to_string()),
        }
    }
    Ok(())
}

/// The attributes of all elements of a name, by their local names.
fn attributes_of(xml: &str, wanted: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element))
                if element.local_name().as_ref() == wanted =>
            {
                found.push(
                    element
                        .attributes()
                        .flatten()
                        .map(|attribute| {
                            let name = attribute.key.local_name().as_ref().to_owned();
                            (name, attribute.value.replace("&amp;", "&"))
                        })
                        .collect(),
                );
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn value(attributes: &[(String, String)], wanted: &str) -> Option<String> {
    attributes
        .iter()
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.clone())
}

/// A relative address inside the package, percent signs decoded.
fn join(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or(href);
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .filter(|_| byte == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let href = String::from_utf8_lossy(&bytes).into_owned();
    for part in href.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{archive, read};

    fn check(name: &str, bytes: &[u8], expected: &str) {
        let (texts, outcome) = read(name, bytes);
        assert!(outcome.unwrap().damages.is_empty());
        assert_eq!(texts[0].text, expected);
        assert_eq!(texts[0].name, name);
    }

    fn docx(body: &str) -> Vec<u8> {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
             <w:body>{body}<w:sectPr/></w:body></w:document>"
        );
        archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", xml.as_bytes()),
        ])
    }

    #[test]
    fn a_docx() {
        let body = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>\
            <w:r><w:t>Мост </w:t></w:r><w:r><w:t xml:space=\"preserve\">открыт &amp; сдан.</w:t></w:r></w:p>\
            <w:p/><w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Вторая</w:t><w:br/><w:t>строка.</w:t></w:r>\
            <w:del><w:r><w:delText>нет</w:delText></w:r></w:del></w:p>";
        check(
            "a.docx",
            &docx(body),
            "Мост открыт & сдан.\nВторая\nстрока.",
        );
        let (texts, _) = read("x.zip", &archive(&[("in/a.docx", &docx(body))]));
        assert_eq!(texts[0].name, "x.zip!/in/a.docx");
        let error = read("a.docx", &docx("<w:p/>")).1.unwrap_err();
        assert_eq!(error.to_string(), "a.docx: empty");
        let xlsx = archive(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        let error = read("a.xlsx", &xlsx).1.unwrap_err();
        assert_eq!(error.to_string(), "a.xlsx: unsupported: spreadsheet");
    }

    #[test]
    fn an_odt() {
        let xml = "<office:document-content><office:body><office:text>\
            <text:tracked-changes><text:p>нет</text:p></text:tracked-changes>\
            <text:h>Заголовок</text:h><text:p>Мост<text:s text:c=\"2\"/>открыт\
            <text:note><text:note-body><text:p>сноска</text:p></text:note-body></text:note>.\
            <text:line-break/>Движение &#8212; началось.</text:p></office:text></office:body></office:document-content>";
        let bytes = archive(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", xml.as_bytes()),
        ]);
        check(
            "a.odt",
            &bytes,
            "Заголовок\nМост  открыт.\nДвижение — началось.",
        );
    }

    #[test]
    fn an_epub() {
        let package = "<package><manifest><item id=\"b\" href=\"text/%D0%B2.xhtml\" media-type=\"application/xhtml+xml\"/>\
            <item id=\"a\" href=\"text/a.xhtml\" media-type=\"application/xhtml+xml\"/>\
            <item id=\"i\" href=\"i.png\" media-type=\"image/png\"/></manifest>\
            <spine><itemref idref=\"a\"/><itemref idref=\"i\"/><itemref idref=\"b\"/></spine></package>";
        let page = |words: &str| {
            format!(
                "<?xml version=\"1.0\"?><html><head><title>Глава</title></head><body><h1>{words}</h1><p>Текст.</p></body></html>"
            )
        };
        let bytes = archive(&[
            ("mimetype", b"application/epub+zip"),
            (
                "META-INF/container.xml",
                b"<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>",
            ),
            ("OPS/book.opf", package.as_bytes()),
            ("OPS/text/в.xhtml", page("Вторая").as_bytes()),
            ("OPS/text/a.xhtml", page("Первая").as_bytes()),
        ]);
        let (texts, outcome) = read("a.epub", &bytes);
        assert!(outcome.unwrap().damages.is_empty());
        let found: Vec<_> = texts
            .iter()
            .map(|text| (text.name.as_str(), text.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("a.epub!/OPS/text/a.xhtml", "Первая\nТекст."),
                ("a.epub!/OPS/text/в.xhtml", "Вторая\nТекст."),
            ]
        );
    }

    #[test]
    fn a_fictionbook_in_its_own_encoding() {
        let xml = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><FictionBook><description><title-info>\
            <book-title>Хроника</book-title><lang>ru</lang></title-info></description><body><section>\
            <title><p>Глава первая</p></title><p>Мост <emphasis>открыт</emphasis>.</p><empty-line/>\
            <poem><stanza><v>Строка</v></stanza></poem></section></body><binary>AAAA</binary></FictionBook>";
        let bytes = encoding_rs::WINDOWS_1251.encode(xml).0;
        check("a.fb2", &bytes, "Глава первая\nМост открыт.\nСтрока");
        let (texts, _) = read("a.fb2", &bytes);
        assert_eq!(texts[0].hints.title.as_deref(), Some("Хроника"));
        assert_eq!(texts[0].hints.language.as_deref(), Some("ru"));
    }

    #[test]
    fn a_document_cut_off_gives_its_beginning() {
        let xml = "<FictionBook><body><p>Первый.</p><p>Втор";
        let (texts, outcome) = read("a.fb2", xml.as_bytes());
        assert_eq!(texts[0].text, "Первый.\nВтор");
        assert_eq!(outcome.unwrap().damages.len(), 1);
    }
}
