//! Navec word vectors: what comes in is a word, what goes out is its number in the vocabulary
//! and, from that, its vector of 300 numbers. The file is read in place, so opening it costs
//! nothing and only the pages in use are resident; its layout is described in
//! `tools/build_ner.py`, which makes it.

use std::sync::LazyLock;

use super::include_aligned;
use super::kernel::prefetch;
use crate::text;

/// Words in the vocabulary; `<unk>` and `<pad>` come behind them.
const WORDS: usize = 250_000;
/// Number of any word that is not in the vocabulary.
const UNKNOWN: u32 = WORDS as u32;
/// Rows of the code table.
pub const ROWS: usize = WORDS + 2;

/// A vector is made of so many pieces of [`PIECE`] numbers, each one of [`CENTROIDS`].
const PIECES: usize = 100;
const CENTROIDS: usize = 256;
const PIECE: usize = 3;

/// Numbers in a word's vector.
pub const DIM: usize = PIECES * PIECE;

const BUCKETS: usize = 1 << 16;

/// The word vectors that all taggers share.
pub struct Embedding {
    centroids: &'static [f32],
    /// Where the words of each bucket start; one more at the end.
    buckets: &'static [u32],
    /// The rest of each word's hash, in the order of the codes.
    fingerprints: &'static [u32],
    codes: &'static [u8],
    /// 8 log₂ of how often each word stood in the news that the vectors were trained on.
    counts: &'static [u8; ROWS],
}

impl Embedding {
    pub fn get() -> &'static Self {
        static EMBEDDING: LazyLock<Embedding> = LazyLock::new(|| {
            let bytes: &'static [u8] = include_aligned!("../../models/navec.bin");
            let (centroids, rest) = bytes.split_at(PIECES * CENTROIDS * PIECE * 4);
            let (buckets, rest) = rest.split_at((BUCKETS + 1) * 4);
            let (fingerprints, codes) = rest.split_at(WORDS * 4);
            // A file of another size would be a fault of the build, not of any input.
            assert_eq!(
                codes.len(),
                ROWS * PIECES,
                "models/navec.bin has another size"
            );
            Embedding {
                centroids: bytemuck::cast_slice(centroids),
                buckets: bytemuck::cast_slice(buckets),
                fingerprints: bytemuck::cast_slice(fingerprints),
                codes,
                counts: include_bytes!("../../models/navec-counts.bin"),
            }
        });
        &EMBEDDING
    }

    /// The number of a word, whatever its case.
    pub fn word(&self, form: &str) -> u32 {
        self.find(word_hash(form))
    }

    /// log₂ of how often `form`, whatever its case, stood in some thousand million words of Russian
    /// news up to 2020; `None` when that was less than a hundred times.
    pub fn frequency(&self, form: &str) -> Option<f32> {
        let word = self.word(form);
        let count = self.counts.get(word as usize)?;
        (word != UNKNOWN).then(|| f32::from(*count) / 8.0)
    }

    /// The numbers of many words. Each look-up goes to two places in memory that are seldom in a
    /// cache: for all words together they are fetched beside one another.
    pub fn words<'f>(&self, forms: impl Iterator<Item = &'f str>) -> Vec<u32> {
        let hashes: Vec<u64> = forms
            .map(|form| {
                let hash = word_hash(form);
                prefetch(&self.buckets[bucket(hash)]);
                hash
            })
            .collect();
        for &hash in &hashes {
            if let Some(first) = self.fingerprints.get(self.buckets[bucket(hash)] as usize) {
                prefetch(first);
            }
        }
        hashes.into_iter().map(|hash| self.find(hash)).collect()
    }

    fn find(&self, hash: u64) -> u32 {
        let fingerprint = hash as u32;
        let start = self.buckets[bucket(hash)] as usize;
        let end = self.buckets[bucket(hash) + 1] as usize;
        self.fingerprints[start..end]
            .iter()
            .position(|&f| f == fingerprint)
            .map_or(UNKNOWN, |i| (start + i) as u32)
    }

    /// Has the word's codes fetched, which [`Embedding::fill`] will need soon.
    #[inline(always)]
    pub(super) fn prefetch(&self, word: u32) {
        if let Some(codes) = self.codes(word).first_chunk::<PIECES>() {
            prefetch(codes);
        }
    }

    #[inline(always)]
    fn codes(&self, word: u32) -> &[u8] {
        let row = (word as usize).min(ROWS - 1) * PIECES;
        &self.codes[row..row + PIECES]
    }

    /// Writes the word's numbers into `vector`.
    #[inline(always)]
    pub(super) fn fill(&self, word: u32, vector: &mut [f32; DIM]) {
        let codes = self.codes(word);
        let pieces = vector.as_chunks_mut::<PIECE>().0;
        let centroids = self.centroids.as_chunks::<PIECE>().0;
        for ((piece, &code), centroids) in pieces
            .iter_mut()
            .zip(codes)
            .zip(centroids.chunks_exact(CENTROIDS))
        {
            *piece = centroids[usize::from(code)];
        }
    }
}

fn bucket(hash: u64) -> usize {
    (hash >> 32) as usize
}

/// 48 bits: FNV-1a of the lower-cased word, then murmur3's finaliser. `tools/build_ner.py` has
/// the same.
fn word_hash(form: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325u64;
    let mut buffer = [0; 4];
    let mut add = |c: char| {
        for &byte in c.encode_utf8(&mut buffer).as_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    };
    for c in form.chars() {
        match text::lower_char(c) {
            Some(lower) => add(lower),
            None => c.to_lowercase().for_each(&mut add),
        }
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^= hash >> 33;
    hash >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_their_case() {
        let embedding = Embedding::get();
        let word = embedding.word("москва");
        assert!(word < UNKNOWN);
        assert_eq!(embedding.word("Москва"), word);
        assert_ne!(embedding.word("Москву"), word);
        assert_eq!(embedding.word("абырвалгабырвалг"), UNKNOWN);
        assert_eq!(embedding.word(""), UNKNOWN);
    }

    #[test]
    fn frequent_words_have_a_frequency() {
        let embedding = Embedding::get();
        let frequency = |form: &str| embedding.frequency(form);
        assert!(frequency("Москва") > frequency("Пхеньян"));
        assert!(frequency("Пхеньян") > Some(10.0));
        assert_eq!(frequency("абырвалгабырвалг"), None);
    }

    #[test]
    fn forms_of_a_word_are_nearer_than_other_words() {
        let embedding = Embedding::get();
        let cosine = |a: &str, b: &str| {
            let vector = |word| {
                let mut vector = [0.0; DIM];
                embedding.fill(embedding.word(word), &mut vector);
                vector
            };
            let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(p, q)| p * q).sum::<f32>();
            let (a, b) = (vector(a), vector(b));
            dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
        };
        assert!(cosine("министр", "министра") > 0.5);
        assert!(cosine("министр", "министра") > cosine("министр", "яблоко") + 0.2);
    }
}
