//! Date extraction: bytes per second of finding and resolving dates, without tokenising, over
//! the sample corpus. `cargo bench --bench date`

use depesha::entity::date;
use depesha::text::{Tokens, tokenize};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// The readable texts below `sample-corpus`, with their tokens.
fn samples() -> Vec<(String, Tokens)> {
    let mut texts = Vec::new();
    for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/sample-corpus"))
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "txt")
        })
    {
        if let Ok(text) = std::fs::read_to_string(entry.path()) {
            let tokens = tokenize(&text);
            texts.push((text, tokens));
        }
    }
    assert!(!texts.is_empty(), "the sample corpus has texts");
    texts
}

#[divan::bench]
fn find(bencher: Bencher) {
    let texts = samples();
    let bytes: usize = texts.iter().map(|(text, _)| text.len()).sum();
    let reference = Some(jiff::civil::date(2025, 9, 4));
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        texts
            .iter()
            .map(|(text, tokens)| date::find(text, tokens, reference).len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn index_terms(bencher: Bencher) {
    let (from, to) = (jiff::civil::date(1901, 3, 5), jiff::civil::date(2025, 9, 4));
    bencher.bench(|| date::index_terms(from, to).len());
}
