//! Any bytes are either text or reported as none, and what is text keeps its length within reason.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(decoded) = depesha::source::decode::decode(bytes.to_vec(), None) {
        // No encoding that is read takes less than a byte for a character of four.
        assert!(decoded.text.len() <= 4 * bytes.len());
        assert!(!decoded.encoding.is_empty());
    }
});
