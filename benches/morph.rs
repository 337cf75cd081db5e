//! Speed of the morphology on one thread beside tantivy's Russian stemmer, over the Russian
//! texts of `sample-corpus/`. `cargo bench --bench morph`; items are tokens.

use depesha::morph::{Morph, analyze};
use depesha::text::{Tokens, fold, tokenize};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

fn main() {
    divan::main();
}

/// The readable texts below `sample-corpus`.
fn samples() -> Vec<Tokens> {
    let texts: Vec<Tokens> =
        walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/sample-corpus"))
            .sort_by_file_name()
            .into_iter()
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|e| e == "txt"))
            .filter_map(|entry| std::fs::read_to_string(entry.path()).ok())
            .map(|text| tokenize(&text))
            .collect();
    assert!(!texts.is_empty(), "the sample corpus has texts");
    texts
}

fn words(texts: &[Tokens]) -> Vec<String> {
    texts
        .iter()
        .flat_map(|tokens| tokens.iter().map(|token| tokens.form(token).to_owned()))
        .collect()
}

/// tantivy's stemmer on folded words, one at a time, as an index would call it.
#[divan::bench]
fn tantivy_stemmer(bencher: Bencher) {
    let words = words(&samples());
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default())
        .filter(Stemmer::new(Language::Russian))
        .build();
    bencher
        .counter(ItemsCount::new(words.len()))
        .bench_local(|| {
            for word in &words {
                let folded = fold(word);
                let mut stream = analyzer.token_stream(&folded);
                while stream.advance() {
                    black_box(&stream.token().text);
                }
            }
        });
}

/// Lemmas for the index, remembered per form.
#[divan::bench]
fn index_lemmas(bencher: Bencher) {
    let words = words(&samples());
    let morph = Morph::get();
    let mut lemmas = Vec::new();
    bencher
        .counter(ItemsCount::new(words.len()))
        .bench_local(|| {
            for word in &words {
                lemmas.clear();
                morph.index_lemmas(word, &mut lemmas);
                black_box(&lemmas);
            }
        });
}

/// All analyses of a form with no memory of earlier ones.
#[divan::bench]
fn parses(bencher: Bencher) {
    let words = words(&samples());
    let morph = Morph::get();
    bencher
        .counter(ItemsCount::new(words.len()))
        .bench_local(|| {
            for word in &words {
                black_box(morph.parses(word));
            }
        });
}

/// Whole texts in context.
#[divan::bench]
fn analyze_in_context(bencher: Bencher) {
    let texts = samples();
    let count: usize = texts.iter().map(Tokens::len).sum();
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        for tokens in &texts {
            black_box(analyze(tokens));
        }
    });
}
