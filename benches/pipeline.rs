//! Speed of all stages behind reading, on one thread, over the dispatches of `sample-corpus/`:
//! each kind of entity by itself, all of the analysis, and the index's analyser beside tantivy's
//! Russian stemmer on the same text. `cargo bench --bench pipeline`; items are characters.

use std::path::Path;

use depesha::dispatch::{self, Dispatch};
use depesha::entity::recognize::Recognizer;
use depesha::entity::{EntityKind, analyze_kinds};
use depesha::index::analyzer::{MentionWindow, term_streams};
use depesha::source::{DecodedText, Hints};
use depesha::text::{Tokens, tokenize};
use depesha::{pipeline, record::Record};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tantivy::tokenizer::{
    Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream,
};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The dispatches of the sample files that are plain UTF-8 text, with their tokens.
fn samples() -> Vec<(Dispatch, Tokens)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    let samples: Vec<(Dispatch, Tokens)> = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "txt"))
        .filter_map(|entry| std::fs::read_to_string(entry.path()).ok())
        .flat_map(|text| {
            dispatch::parse(DecodedText {
                name: "sample.txt".to_owned(),
                text,
                whole: false,
                first_ordinal: 0,
                hints: Hints::default(),
                encoding: "UTF-8",
                warnings: Vec::new(),
            })
        })
        .map(|dispatch| {
            let tokens = tokenize(&dispatch.text);
            (dispatch, tokens)
        })
        .collect();
    assert!(!samples.is_empty(), "the sample corpus has texts");
    samples
}

fn characters(samples: &[(Dispatch, Tokens)]) -> ItemsCount {
    ItemsCount::new(
        samples
            .iter()
            .map(|(dispatch, _)| dispatch.text.chars().count())
            .sum::<usize>(),
    )
}

/// Tokens and names, without what they are called in the nominative.
#[divan::bench]
fn recognition(bencher: Bencher) {
    let samples = samples();
    bencher.counter(characters(&samples)).bench_local(|| {
        for (dispatch, _) in &samples {
            let tokens = tokenize(&dispatch.text);
            black_box(Recognizer::get().recognize(&dispatch.text, &tokens));
        }
    });
}

fn kind(bencher: Bencher, kind: EntityKind) {
    let samples = samples();
    bencher.counter(characters(&samples)).bench_local(|| {
        for (dispatch, _) in &samples {
            let tokens = tokenize(&dispatch.text);
            black_box(analyze_kinds(dispatch, &tokens, &[kind]));
        }
    });
}

/// Tokens, recognition and people's names.
#[divan::bench]
fn persons(bencher: Bencher) {
    kind(bencher, EntityKind::Person);
}

/// Tokens, recognition, places and their adjectives.
#[divan::bench]
fn places(bencher: Bencher) {
    kind(bencher, EntityKind::Place);
}

/// Tokens and dates; nothing has to be recognised for those.
#[divan::bench]
fn dates(bencher: Bencher) {
    kind(bencher, EntityKind::Date);
}

/// From dispatches to records.
#[divan::bench]
fn everything(bencher: Bencher) {
    let samples = samples();
    bencher
        .counter(characters(&samples))
        .with_inputs(|| -> Vec<Dispatch> {
            samples
                .iter()
                .map(|(dispatch, _)| dispatch.clone())
                .collect()
        })
        .bench_local_values(|dispatches| {
            for dispatch in dispatches {
                black_box(Record::from(&pipeline::analyze(dispatch)));
            }
        });
}

/// Tokens and the two term streams of the index: lemmas and exact forms.
#[divan::bench]
fn index_analyser(bencher: Bencher) {
    let samples = samples();
    bencher.counter(characters(&samples)).bench_local(|| {
        for (dispatch, _) in &samples {
            let tokens = tokenize(&dispatch.text);
            black_box(term_streams(
                tokens.iter(),
                &tokens,
                Some("ru"),
                MentionWindow::new(&[]),
            ));
        }
    });
}

/// tantivy's tokens, lower-cased and stemmed: one term a word.
#[divan::bench]
fn tantivy_stemmer(bencher: Bencher) {
    let samples = samples();
    let mut analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Russian))
        .build();
    bencher.counter(characters(&samples)).bench_local(|| {
        for (dispatch, _) in &samples {
            let mut stream = analyzer.token_stream(&dispatch.text);
            while stream.advance() {
                black_box(stream.token());
            }
        }
    });
}
