//! The sample corpus, read from its files: what `sample_corpus.tsv` says of each dispatch was
//! written down by hand, beside the dispatches.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use depesha::source::walk::{WalkOptions, walk};
use depesha::source::{DecodedText, ReadOptions, read};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus")
}

/// All texts of the corpus but its own README, in the walk's order.
fn texts() -> Vec<DecodedText> {
    let mut texts = Vec::new();
    for file in walk(&[corpus()], &WalkOptions::default()) {
        let file = file.expect("the corpus can be walked");
        if file.name == "README.md" {
            continue;
        }
        let report = read(&file, &ReadOptions::default(), &mut |text| texts.push(text))
            .expect("every file can be read");
        assert!(report.damages.is_empty(), "{:?}", report.damages);
    }
    texts
}

#[test]
fn encodings_are_told_apart() {
    let koi8 = [
        "tass/1952-07-20-helsinki.txt",
        "tass/1957-10-05-sputnik.txt",
        "tass/1958-04-14-konkurs.txt",
        "tass/1960-07-11-paris.txt",
        "tass/1961-04-12-gagarin.txt",
        "tass/1963-06-19-vostok.txt",
    ];
    let windows = [
        "kcna/1996-07-27-atlanta.txt",
        "kcna/2004-07-02-kogure.txt",
        "xinhua/2008-08-08-pekin.html",
    ];
    let mut counts = BTreeMap::new();
    for text in texts() {
        let name = text.name.as_str();
        let expected = if koi8.contains(&name) {
            "KOI8-R"
        } else if windows.contains(&name) || name.starts_with("ria/") {
            "windows-1251"
        } else if name == "tass/bulletin-1980-1984.txt" {
            "IBM866"
        } else {
            "UTF-8"
        };
        assert_eq!(text.encoding, expected, "{name}");
        *counts.entry(expected).or_insert(0) += 1;
    }
    let expected = [
        ("IBM866", 1),
        ("KOI8-R", 6),
        ("UTF-8", 41),
        ("windows-1251", 10),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

/// A line of `sample_corpus.tsv`: path and ordinal, then agency, place as written, published date
/// and title, each empty where there is none.
type Row = (String, u32, String, String, String, String);

fn expected() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_reader(include_bytes!("sample_corpus.tsv").as_slice());
    let rows = reader.deserialize();
    rows.collect::<Result<_, _>>().expect("a table")
}

#[test]
fn every_dispatch_is_taken_apart() {
    let mut found: Vec<Row> = texts()
        .into_iter()
        .flat_map(depesha::dispatch::parse)
        .map(|dispatch| {
            let dateline = dispatch.dateline.as_ref();
            let place = dateline.and_then(|dateline| dateline.place.clone());
            (
                dispatch.path.clone(),
                dispatch.ordinal,
                dispatch.agency.clone().unwrap_or_default(),
                place.map_or("", |span| &dispatch.text[span]).to_owned(),
                dispatch
                    .published
                    .map_or_else(String::new, |date| date.to_string()),
                dispatch.title.clone().unwrap_or_default(),
            )
        })
        .collect();
    found.sort();
    let mut expected = expected();
    expected.sort();
    assert_eq!(expected.len(), 60);
    let missing: Vec<_> = expected.iter().filter(|row| !found.contains(row)).collect();
    let surplus: Vec<_> = found.iter().filter(|row| !expected.contains(row)).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "expected: {missing:#?}\nfound: {surplus:#?}"
    );
}
