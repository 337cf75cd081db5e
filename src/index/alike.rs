//! A fingerprint of a text such that near-duplicates have near fingerprints: tokens in, 64 bits
//! out. SimHash after Charikar, "Similarity estimation techniques from rounding algorithms"
//! (2002), over pairs of neighbouring words; the use for web pages is that of Manku, Jain and
//! Das Sarma, "Detecting near-duplicates for web crawling" (2007).

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::analyzer::is_indexed;
use crate::text::{self, Tokens};

/// Texts whose fingerprints differ in no more bits than this are taken for one message.
pub const MOST_BITS: u32 = 6;

/// The fingerprint; 0 for a text without words.
pub fn sim_hash(tokens: &Tokens) -> u64 {
    let mut sums = [0i32; 64];
    let mut before = 0u64;
    let mut any = false;
    for token in tokens.iter().filter(|token| is_indexed(token)) {
        let word = hash(&text::fold(tokens.form(token)));
        let pair = spread(before.rotate_left(17) ^ word);
        before = word;
        any = true;
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if pair >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    if !any {
        return 0;
    }
    sums.iter()
        .enumerate()
        .filter(|(_, sum)| **sum > 0)
        .fold(0, |hash, (bit, _)| hash | 1 << bit)
}

/// True when the two fingerprints are those of near-duplicates.
pub fn alike(a: u64, b: u64) -> bool {
    a != 0 && (a ^ b).count_ones() <= MOST_BITS
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// The finalizer of MurmurHash3 (public domain): FxHash leaves its low bits poorly mixed, and
/// every bit counts here.
fn spread(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ h >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(a: &str, b: &str) -> u32 {
        (sim_hash(&text::tokenize(a)) ^ sim_hash(&text::tokenize(b))).count_ones()
    }

    #[test]
    fn one_word_of_many_changes_few_bits() {
        let words: Vec<String> = (0..200).map(|n| format!("слово{}", n * n % 1009)).collect();
        let text = words.join(" ");
        let edited = text.replacen("слово81 ", "дело ", 1);
        assert_ne!(text, edited);
        assert!(bits(&text, &edited) <= MOST_BITS);
        let other: Vec<String> = (0..200).map(|n| format!("речь{}", n * 7 % 509)).collect();
        assert!(bits(&text, &other.join(" ")) > 2 * MOST_BITS);
    }

    #[test]
    fn nothing_is_like_an_empty_text() {
        assert_eq!(sim_hash(&text::tokenize("…")), 0);
        assert!(!alike(0, 0));
    }
}
