//! A fingerprint of a text such that near-duplicates have near fingerprints: tokens in, 64 bits
//! out; and the grouping of texts by them. SimHash after Charikar, "Similarity estimation
//! techniques from rounding algorithms" (2002), over pairs of neighbouring words; the use for web
//! pages is that of Manku, Jain and Das Sarma, "Detecting near-duplicates for web crawling" (2007).

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::analyzer::is_indexed;
use crate::text::{self, TokenKind, Tokens};

/// Texts whose fingerprints differ in no more bits than this are taken for one message.
pub const MOST_BITS: u32 = 7;

/// How many words a figure counts as.
const FIGURE_WEIGHT: i32 = 4;

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
        // Messages of one mould, as of weather and scores, differ in their figures alone.
        let weight = if token.kind == TokenKind::Number {
            FIGURE_WEIGHT
        } else {
            1
        };
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if pair >> bit & 1 == 1 {
                weight
            } else {
                -weight
            };
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
    a != 0 && b != 0 && (a ^ b).count_ones() <= MOST_BITS
}

/// Texts in an order of theirs, each with the first one that it is like.
///
/// Likeness is not transitive; the order decides. A fingerprint is looked up by its bytes: of
/// eight bytes at least one is the same where no more than seven bits differ.
pub struct Groups {
    first: Vec<u64>,
    by_byte: Vec<Vec<u32>>,
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            first: Vec::new(),
            by_byte: vec![Vec::new(); 8 * 256],
        }
    }
}

impl Groups {
    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// True when nothing was added.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The number of the group that a text belongs to.
    pub fn find(&self, fingerprint: u64) -> Option<usize> {
        slots(fingerprint)
            .filter_map(|slot| {
                self.by_byte[slot]
                    .iter()
                    .find(|group| alike(self.first[**group as usize], fingerprint))
            })
            .min()
            .map(|group| *group as usize)
    }

    /// Begins a group with a text that belongs to none.
    pub fn begin(&mut self, fingerprint: u64) {
        let group = self.first.len() as u32;
        self.first.push(fingerprint);
        if fingerprint != 0 {
            for slot in slots(fingerprint) {
                self.by_byte[slot].push(group);
            }
        }
    }
}

fn slots(fingerprint: u64) -> impl Iterator<Item = usize> {
    const { assert!(MOST_BITS < 8) };
    (0..8).map(move |byte| byte * 256 + (fingerprint >> (8 * byte) & 0xff) as usize)
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
    fn messages_of_one_mould_are_told_apart_by_their_figures() {
        let report = |day: u32, rain: u32, wind: u32| {
            format!(
                "За сутки {day} сентября в области выпало {rain} миллиметров осадков, ветер \
                 достигал {wind} метров в секунду. Повреждены линии электропередачи, движение \
                 на дорогах не прерывалось. Спасатели предупреждают о подъёме воды в реках."
            )
        };
        assert!(bits(&report(3, 12, 17), &report(4, 31, 22)) > MOST_BITS);
    }

    #[test]
    fn nothing_is_like_an_empty_text() {
        assert_eq!(sim_hash(&text::tokenize("…")), 0);
        assert!(!alike(0, 0));
    }

    #[test]
    fn groups_find_what_a_walk_over_all_finds() {
        let mut groups = Groups::default();
        let mut all: Vec<u64> = Vec::new();
        let mut seed = 1u64;
        for n in 0..4000u64 {
            seed = spread(seed.wrapping_add(n));
            // Every other one is near one before it.
            let fingerprint = match all.get(seed as usize % (2 * all.len().max(1))) {
                Some(near) => {
                    let flips = (0..n % 10).map(|k| 1u64 << (spread(seed ^ k) % 64));
                    flips.fold(*near, |near, flip| near ^ flip)
                }
                None => seed,
            };
            let expected = all.iter().position(|first| alike(*first, fingerprint));
            assert_eq!(groups.find(fingerprint), expected);
            if expected.is_none() {
                groups.begin(fingerprint);
                all.push(fingerprint);
            }
        }
        assert_eq!(groups.len(), all.len());
        groups.begin(0);
        assert_eq!(groups.find(0), None);
    }
}
