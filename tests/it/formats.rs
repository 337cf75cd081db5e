//! Files that real programs made (`tests/formats`): the dispatches in them come out as they went
//! in, and what is not read is reported with the reason.

use std::path::Path;

use depesha::dispatch;
use depesha::source::{DecodedText, ReadError, ReadOptions, ReadReport, read_from};

fn read(file: &str) -> (Vec<DecodedText>, Result<ReadReport, ReadError>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data")
        .join(file);
    let bytes = std::fs::read(path).expect("the file is there");
    let mut texts = Vec::new();
    let outcome = read_from(file, &bytes, &ReadOptions::default(), &mut |text| {
        texts.push(text);
    });
    (texts, outcome)
}

fn original(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample-corpus")
        .join(name);
    std::fs::read_to_string(path).expect("the sample is there")
}

fn bogota() -> String {
    original("kcna/2024-09-24-bogota.txt")
}

fn metro() -> String {
    original("tass/1955-11-15-metro.txt")
}

/// Formats that have paragraphs have no empty lines between them.
fn paragraphs(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

/// The texts of a file are these, letter for letter within the paragraphs.
#[track_caller]
fn check(file: &str, expected: &[(&str, &str)]) {
    let (texts, outcome) = read(file);
    let report = outcome.expect("the file can be read");
    assert!(report.damages.is_empty(), "{file}: {:?}", report.damages);
    let names: Vec<_> = texts.iter().map(|text| text.name.as_str()).collect();
    let expected_names: Vec<_> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, expected_names, "{file}");
    for (text, (name, expected)) in texts.iter().zip(expected) {
        let mut found = paragraphs(&text.text);
        // Pandoc writes the document's title as a paragraph into some of its formats.
        if file.starts_with("pandoc") && found.first() == Some(&"Выпуск") {
            found.remove(0);
        }
        assert_eq!(found, paragraphs(expected), "{name}");
    }
}

#[test]
fn documents() {
    let bogota = bogota();
    for file in [
        "libreoffice.odt",
        "libreoffice.docx",
        "libreoffice.rtf",
        "pandoc.docx",
        "pandoc.odt",
        "pandoc.rtf",
        "pandoc.fb2",
        "libreoffice.pdf",
        "ghostscript.pdf",
        "qpdf-objects.pdf",
        "weasyprint.pdf",
    ] {
        check(file, &[(file, &bogota)]);
    }
}

#[test]
fn what_a_document_holds_is_understood() {
    for file in ["libreoffice.odt", "libreoffice.pdf", "weasyprint.pdf"] {
        let (mut texts, _) = read(file);
        let dispatches = dispatch::parse(texts.remove(0));
        assert_eq!(dispatches.len(), 1, "{file}");
        let dispatch = &dispatches[0];
        assert_eq!(dispatch.agency.as_deref(), Some("ЦТАК"), "{file}");
        assert_eq!(
            dispatch.dateline_place().as_deref(),
            Some("Пхеньян"),
            "{file}"
        );
        let published = dispatch.published.map(|date| date.to_string());
        assert_eq!(published.as_deref(), Some("2024-09-24"), "{file}");
        assert!(
            dispatch
                .title
                .as_deref()
                .is_some_and(|title| title.starts_with("Команда КНДР выиграла"))
        );
    }
}

#[test]
fn columns_running_heads_and_divided_words_of_a_pdf() {
    let both = format!("{}\n{}", bogota(), metro());
    let (texts, outcome) = read("columns.pdf");
    assert!(outcome.expect("the file can be read").damages.is_empty());
    let text = &texts[0].text;
    // A running head stands once, page numbers and hyphens nowhere. Where a page is turned within
    // a paragraph its two halves may stay apart: only the words are compared.
    let words = |text: &str| -> Vec<String> {
        paragraphs(text)
            .into_iter()
            .filter(|line| *line != "Вестник агентства")
            .flat_map(|line| line.split_whitespace().map(str::to_owned))
            .collect()
    };
    assert_eq!(words(text), words(&both));
}

#[test]
fn a_book() {
    let (texts, outcome) = read("pandoc.epub");
    assert!(outcome.expect("the file can be read").damages.is_empty());
    let all: Vec<&str> = texts
        .iter()
        .flat_map(|text| paragraphs(&text.text))
        .collect();
    let bogota = bogota();
    assert!(
        all.windows(paragraphs(&bogota).len())
            .any(|window| window == paragraphs(&bogota)),
        "{all:?}"
    );
}

#[test]
fn archives() {
    let (bogota, metro) = (bogota(), metro());
    let both = format!("{bogota}{metro}");
    check(
        "infozip.zip",
        &[
            ("infozip.zip!/b.txt", &metro),
            ("infozip.zip!/первый выпуск.txt", &bogota),
        ],
    );
    check(
        "7zip.zip",
        &[
            ("7zip.zip!/tree/b.txt", &metro),
            ("7zip.zip!/tree/первый выпуск.txt", &bogota),
        ],
    );
    check("cp866.zip", &[("cp866.zip!/первый выпуск.txt", &bogota)]);
    for file in [
        "members.txt.gz",
        "streams.txt.bz2",
        "streams.txt.xz",
        "window.txt.zst",
    ] {
        check(file, &[(file, &both)]);
    }
    let (texts, outcome) = read("nested.tar");
    assert!(outcome.expect("the file can be read").damages.is_empty());
    let mut found: Vec<_> = texts
        .iter()
        .map(|text| (text.name.as_str(), text.text.trim()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("nested.tar!/middle.zip!/inner.tar.gz!/b.txt", metro.trim()),
            (
                "nested.tar!/middle.zip!/inner.tar.gz!/первый выпуск.txt",
                bogota.trim()
            ),
        ]
    );
}

#[test]
fn web_and_mail() {
    let (bogota, metro) = (bogota(), metro());
    check(
        "wget.warc.gz",
        &[
            ("wget.warc.gz!/http://127.0.0.1:8123/a.html", &bogota),
            ("wget.warc.gz!/http://127.0.0.1:8123/b.html", &metro),
        ],
    );
    check("python-a.eml", &[("python-a.eml", &bogota)]);
    check("python-b.eml", &[("python-b.eml", &metro)]);
    let (texts, outcome) = read("python.mbox");
    assert!(outcome.expect("the file can be read").damages.is_empty());
    let found: Vec<_> = texts.iter().map(|text| paragraphs(&text.text)).collect();
    assert_eq!(found, [paragraphs(&bogota), paragraphs(&metro)]);
    assert_eq!(texts[0].hints.title.as_deref(), Some("Выпуск a"));
}

#[test]
fn what_is_not_read_is_told() {
    let check = |file: &str, expected: &str| {
        let (texts, outcome) = read(file);
        assert!(texts.is_empty(), "{file}");
        let error = outcome.expect_err(file).to_string();
        assert_eq!(error, format!("{file}: {expected}"));
    };
    check("encrypted.pdf", "encrypted");
    check("encrypted.zip", "b.txt: encrypted");
    check(
        "scanned.pdf",
        "unsupported: PDF without a text layer (its pages are images)",
    );
    check("libreoffice.xlsx", "unsupported: spreadsheet");
    check(
        "libreoffice.doc",
        "binary content (old Microsoft Office document)",
    );
    check("7zip.7z", "binary content (7-Zip archive)");
}
