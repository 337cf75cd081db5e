//! From a dispatch's text to tokens: what comes in is text as decoded, what goes out are
//! [`Tokens`] whose spans point into that text and whose forms are normalised for analysis (NFC,
//! soft hyphens, stress marks and zero-width characters gone, Latin look-alikes in Cyrillic words
//! replaced), and the language. Lemmas are left to [`crate::morph`].
//!
//! Normalising changes a token's form, never its span.

use std::ops::Range;

/// A text's tokens, with the normalised text that they are slices of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    normalized: String,
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
    /// The same range in the normalised text; see [`Tokens::form`].
    norm_start: u32,
    norm_end: u32,
    pub kind: TokenKind,
    /// No white space stands between this token and the one before it.
    pub glued: bool,
    /// A line end stands between this token and the one before it.
    pub line_start: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Has letters, most of them Cyrillic.
    Cyrillic,
    /// Has letters, most of them Latin.
    Latin,
    /// Has letters of another script.
    OtherWord,
    /// Digits, possibly with inner points or commas.
    Number,
    Punctuation,
    /// Anything else: currency signs, emoji.
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

    /// The token's normalised form, its case kept.
    pub fn form(&self, token: &Token) -> &str {
        &self.normalized[token.norm_start as usize..token.norm_end as usize]
    }

    /// [`Tokens::form`] of the token at `index`.
    ///
    /// # Panics
    ///
    /// When `index` is out of bounds, as slices do.
    pub fn form_at(&self, index: usize) -> &str {
        self.form(&self.tokens[index])
    }
}

/// Splits `text` into tokens.
pub fn tokenize(text: &str) -> Tokens {
    use unicode_segmentation::UnicodeSegmentation;
    let mut tokens = Tokens {
        normalized: text.to_owned(),
        tokens: Vec::new(),
    };
    let mut previous_end = 0;
    for (start, word) in text.split_word_bound_indices() {
        if word.trim().is_empty() {
            continue;
        }
        let end = start + word.len();
        let first = word.chars().next().unwrap_or(' ');
        let kind = match first {
            'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => TokenKind::Cyrillic,
            c if c.is_ascii_alphabetic() => TokenKind::Latin,
            c if c.is_alphabetic() => TokenKind::OtherWord,
            c if c.is_numeric() => TokenKind::Number,
            c if c.is_ascii_punctuation() => TokenKind::Punctuation,
            _ => TokenKind::Symbol,
        };
        tokens.tokens.push(Token {
            start: start as u32,
            end: end as u32,
            norm_start: start as u32,
            norm_end: end as u32,
            kind,
            glued: start == previous_end && start > 0,
            line_start: text[previous_end..start].contains('\n'),
        });
        previous_end = end;
    }
    tokens
}
