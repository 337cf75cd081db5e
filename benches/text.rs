//! Speed of the text stages: tokens, language, dispatches. Run with `cargo bench --bench text`.

use depesha::source::{DecodedText, Hints};
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// About 2 KB, like a usual dispatch.
fn dispatch() -> String {
    let mut text =
        "Открыта новая линия\n\nМОСКВА, 5 мая 2020 года. /Корр. ТАСС Иван Петров/. ".to_owned();
    for _ in 0..12 {
        text.push_str(
            "Поезда пошли по новой линии в 5.30 утра, их интервал — полторы-две минуты. \
             На станции «Северная» пассажиров встречали музыканты.\n",
        );
    }
    text.push_str("-0-\ntass.ru (05.05.2020)\n");
    text
}

fn decoded(text: String) -> DecodedText {
    DecodedText {
        name: "a.txt".to_owned(),
        text,
        whole: false,
        first_ordinal: 0,
        hints: Hints::default(),
        encoding: "UTF-8",
        warnings: Vec::new(),
    }
}

#[divan::bench]
fn tokenize(bencher: divan::Bencher) {
    let text = dispatch();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| depesha::text::tokenize(divan::black_box(&text)));
}

#[divan::bench]
fn detect_language(bencher: divan::Bencher) {
    let text = dispatch();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| depesha::text::detect_language(divan::black_box(&text)));
}

#[divan::bench]
fn parse_one(bencher: divan::Bencher) {
    let text = dispatch();
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| decoded(text.clone()))
        .bench_values(depesha::dispatch::parse);
}

#[divan::bench]
fn parse_a_thousand(bencher: divan::Bencher) {
    let text = dispatch().repeat(1_000);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| decoded(text.clone()))
        .bench_values(depesha::dispatch::parse);
}
