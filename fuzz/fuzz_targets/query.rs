//! Any query is either understood or refused with a message that points at a place in it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    if let Err(error) = depesha::query::parse(query) {
        assert!(!error.to_string().is_empty());
        assert!(error.character() <= query.chars().count() + 1);
        assert!(!error.render().is_empty());
    }
});
