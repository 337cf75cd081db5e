//! Any text goes through the whole analysis, and every mention of its record is a span of it.

#![no_main]

use depesha::record::Record;
use depesha::source::{DecodedText, Hints};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let decoded = DecodedText {
        name: "a.txt".to_owned(),
        text: text.replace("\r\n", "\n").replace('\r', "\n"),
        whole: text.len() % 2 == 0,
        first_ordinal: 0,
        hints: Hints::default(),
        encoding: "UTF-8",
        warnings: Vec::new(),
    };
    for dispatch in depesha::dispatch::parse(decoded) {
        let record = Record::from(&depesha::pipeline::analyze(dispatch));
        let letters: Vec<char> = record.text.chars().collect();
        for mention in record.mentions() {
            let span: String = letters[mention.start..mention.end].iter().collect();
            assert_eq!(span, mention.text);
            if let Some(date) = mention.date {
                assert!(date.from <= date.to, "{date:?}");
            }
        }
    }
});
