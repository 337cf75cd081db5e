//! From a dispatch's text to tokens: what comes in is text as decoded, what goes out are
//! [`Tokens`] whose spans point into that text and whose forms are normalised for analysis (NFC,
//! soft hyphens, stress marks and zero-width characters gone, Latin look-alikes in Cyrillic words
//! replaced), and the language. Lemmas are left to [`crate::morph`].
//!
//! Normalising changes a token's form, never its span.

mod class;
mod fold;
mod language;
mod normalize;
mod tokenize;

use std::ops::Range;

pub use fold::{
    fold, fold_char, is_alphabetic, is_cyrillic, is_lowercase, is_uppercase, is_vowel, lower_char,
    lowercase, syllables,
};
pub use language::detect_language;
pub use normalize::{is_plain, normalize};
pub use tokenize::tokenize;

/// A text's tokens, with the normalised text that they are slices of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// The original text, then the normalised form of each stretch that differs from it.
    forms: String,
    tokens: Vec<Token>,
}

/// One token of a text: a word (with its inner hyphens), a number, a punctuation mark or
/// another symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Byte offset of the first byte in the original text.
    pub start: u32,
    /// Byte offset behind the last byte in the original text.
    pub end: u32,
    /// The range of the normalised form; see [`Tokens::form`].
    form_start: u32,
    form_end: u32,
    pub kind: TokenKind,
    /// No white space stands between this token and the one before it.
    pub glued: bool,
    /// The token is the first of the text, or a line end stands between it and the one before.
    pub line_start: bool,
}

/// What a token is, by the characters in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Has letters, most of them Cyrillic.
    Cyrillic,
    /// Has letters, most of them Latin.
    Latin,
    /// Has letters of another script.
    OtherWord,
    /// Digits, possibly with inner points, commas, slashes or dashes.
    Number,
    /// Starts with a character of Unicode's general category P.
    Punctuation,
    /// Anything else: currency and mathematical signs, №, emoji.
    Symbol,
}

impl TokenKind {
    pub fn is_word(self) -> bool {
        matches!(self, Self::Cyrillic | Self::Latin | Self::OtherWord)
    }
}

impl Token {
    /// Byte range in the original text.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Tokens {
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Token> {
        self.tokens.iter()
    }

    pub fn as_slice(&self) -> &[Token] {
        &self.tokens
    }

    /// The token's normalised form, its case kept. Never empty.
    pub fn form(&self, token: &Token) -> &str {
        &self.forms[token.form_start as usize..token.form_end as usize]
    }

    /// [`Tokens::form`] of the token at `index`.
    ///
    /// # Panics
    ///
    /// When `index` is out of bounds, as slices do.
    pub fn form_at(&self, index: usize) -> &str {
        self.form(&self.tokens[index])
    }

    /// Index of the first token that ends behind byte `offset` of the original text: the token
    /// that covers it, else the next one, else [`Tokens::len`].
    pub fn at_byte(&self, offset: usize) -> usize {
        self.tokens
            .partition_point(|token| token.end as usize <= offset)
    }
}
