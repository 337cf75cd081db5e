//! Speed of recognition alone, on one thread, over the dispatches of `sample-corpus/`: the tagger
//! by itself, and names with all rules. `cargo bench --bench recognize`; items are tokens.

use std::path::Path;

use depesha::entity::recognize::Recognizer;
use depesha::neural::inputs;
use depesha::text::{Tokens, tokenize};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The sample dispatches that are plain UTF-8 text.
fn texts() -> Vec<(String, Tokens)> {
    let mut files = Vec::new();
    collect(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("sample-corpus")
            .as_path(),
        &mut files,
    );
    files
        .into_iter()
        .map(|text| {
            let tokens = tokenize(&text);
            (text, tokens)
        })
        .collect()
}

fn collect(folder: &Path, texts: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|e| e == "txt")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            texts.push(text);
        }
    }
}

fn tokens(texts: &[(String, Tokens)]) -> ItemsCount {
    ItemsCount::new(texts.iter().map(|(_, tokens)| tokens.len()).sum::<usize>())
}

#[divan::bench]
fn tagger(bencher: Bencher) {
    let texts = texts();
    let recognizer = Recognizer::get();
    bencher.counter(tokens(&texts)).bench_local(|| {
        for (_, tokens) in &texts {
            black_box(recognizer.raw_tags(&inputs(tokens)));
        }
    });
}

#[divan::bench]
fn names(bencher: Bencher) {
    let texts = texts();
    let recognizer = Recognizer::get();
    bencher
        .counter(tokens(&texts))
        .counter(BytesCount::new(
            texts.iter().map(|(text, _)| text.len()).sum::<usize>(),
        ))
        .bench_local(|| {
            for (text, tokens) in &texts {
                black_box(recognizer.recognize(text, tokens));
            }
        });
}

#[divan::bench]
fn tokenize_and_names(bencher: Bencher) {
    let texts = texts();
    let recognizer = Recognizer::get();
    bencher.counter(tokens(&texts)).bench_local(|| {
        for (text, _) in &texts {
            let tokens = tokenize(text);
            black_box(recognizer.recognize(text, &tokens));
        }
    });
}
