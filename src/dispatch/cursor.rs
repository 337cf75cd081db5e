//! A reading position in a text, for the small grammars of this stage: what comes in is text, what
//! goes out are positions behind what was read. Every reader either succeeds and moves on or
//! leaves the cursor where it was.

use std::ops::Range;

/// A position in a text, on a char boundary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Takes the next character when it is accepted.
    pub(super) fn eat(&mut self, accept: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|&c| accept(c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Takes characters as long as they are accepted; the range may be empty.
    pub(super) fn eat_while(&mut self, accept: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.find(|c| !accept(c)).unwrap_or(rest.len());
        start..self.at
    }

    /// Skips white space within the line.
    pub(super) fn skip_space(&mut self) {
        self.eat_while(is_blank);
    }

    /// Skips white space with at most one line end in it. Tells whether there was one.
    pub(super) fn skip_space_and_line_end(&mut self) -> bool {
        self.skip_space();
        let mut ahead = *self;
        if ahead.eat(|c| c == '\n').is_none() {
            return false;
        }
        ahead.skip_space();
        // An empty line ends whatever was being read.
        if matches!(ahead.peek(), None | Some('\n')) {
            return false;
        }
        *self = ahead;
        true
    }

    /// Takes a run of decimal digits as a number; nothing when it has more than four digits.
    pub(super) fn eat_number(&mut self) -> Option<(u16, usize)> {
        let mut ahead = *self;
        let digits = ahead.eat_while(|c| c.is_ascii_digit());
        let number = self.text.get(digits.clone())?.parse().ok()?;
        if digits.len() > 4 {
            return None;
        }
        *self = ahead;
        Some((number, digits.len()))
    }

    /// Takes `word` (lower case) whatever its case, where no letter follows it.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        for expected in word.chars() {
            if ahead
                .eat(|c| crate::text::fold_char(c) == expected)
                .is_none()
            {
                return false;
            }
        }
        if ahead.peek().is_some_and(char::is_alphanumeric) {
            return false;
        }
        *self = ahead;
        true
    }
}

/// White space but for line ends; and characters without width, which mean nothing here.
pub(super) fn is_blank(c: char) -> bool {
    c != '\n' && c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '«' | '»' | '"' | '\'' | '“' | '”' | '„' | '‘' | '’')
}
