//! Any text is parsed, and every span is a span of it.

#![no_main]

use std::ops::Range;

use depesha::source::{DecodedText, Hints};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let whole = text.len() % 2 == 0;
    let decoded = DecodedText {
        name: "a.txt".to_owned(),
        text: text.replace("\r\n", "\n").replace('\r', "\n"),
        whole,
        first_ordinal: 0,
        hints: Hints::default(),
        encoding: "UTF-8",
        warnings: Vec::new(),
    };
    let dispatches = depesha::dispatch::parse(decoded);
    assert!(!whole || dispatches.len() <= 1);
    for (n, dispatch) in dispatches.iter().enumerate() {
        assert_eq!(dispatch.ordinal as usize, n);
        let check = |span: &Range<usize>| {
            assert!(dispatch.text.get(span.clone()).is_some(), "{span:?}");
        };
        check(&dispatch.body);
        dispatch.title_span.iter().for_each(check);
        if let Some(dateline) = &dispatch.dateline {
            check(&dateline.span);
            dateline.place.iter().for_each(check);
            dateline.date_span.iter().for_each(check);
            dateline.agency.iter().for_each(check);
        }
    }
});
