//! The small convolutional taggers of the slovnet project, run in Rust: what comes in are a
//! text's [`Tokens`], what goes out is a vector for each token ([`Tagger::run`]) and, from that,
//! scores of tags. Names are left to [`crate::entity::recognize`], grammar to [`crate::morph`];
//! they share the word vectors and differ in their weights.
//!
//! The model (A. Kukushkin, slovnet, MIT): a token is its Navec vector (300 numbers, product
//! quantised) and a vector of its shape (30); three convolutions of width 3 with ReLU and batch
//! norm follow, then a linear layer. So a token's scores depend on three tokens to either side
//! and no others.
//!
//! What makes it fast is in [`cnn`]: the first layer is three row additions from a cache of one
//! row a word, and the other two multiply what ReLU has left alone, a fifth of the channels.

mod cnn;
mod embedding;
mod kernel;
mod shape;

pub use cnn::{HIDDEN, Sink, Tagger, WeightsError};
pub use embedding::Embedding;

use crate::text::Tokens;

/// A token as the taggers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Input {
    /// Number of the lower-cased word in the vocabulary of [`Embedding`].
    pub(crate) word: u32,
    /// Number of its shape: script and case, or which punctuation mark; see [`shape`].
    pub(crate) shape: u8,
}

impl Input {
    /// The token that reads `form`, its case kept.
    pub fn new(form: &str) -> Self {
        Self {
            word: Embedding::get().word(form),
            shape: shape::of(form),
        }
    }
}

/// The inputs of a text's tokens, for any number of taggers.
pub fn inputs(tokens: &Tokens) -> Vec<Input> {
    let words = Embedding::get().words(tokens.iter().map(|token| tokens.form(token)));
    words
        .into_iter()
        .zip(tokens.iter())
        .map(|(word, token)| Input {
            word,
            shape: shape::of(tokens.form(token)),
        })
        .collect()
}

/// Bytes of a model file, aligned so that they can be read as `f32` and `u32` in place.
#[repr(C, align(64))]
pub(crate) struct Aligned<T: ?Sized>(pub T);

/// `include_bytes!` with the alignment that reading numbers in place needs.
macro_rules! include_aligned {
    ($path:literal) => {{
        static FILE: &$crate::neural::Aligned<[u8]> =
            &$crate::neural::Aligned(*include_bytes!($path));
        &FILE.0
    }};
}
pub(crate) use include_aligned;

// The model files are little-endian and are read in place.
#[cfg(target_endian = "big")]
compile_error!("the model files are little-endian and are read in place");
