//! From tokens to the atoms that date rules read: what comes in is a text with its tokens, what
//! goes out is a list of [`Atom`]s, a word, a run of digits or a single sign each, with its
//! meaning looked up. "04.09.2025", "май-июнь" and "2024-го" are one token each to the
//! tokeniser, and several atoms here.

use std::ops::Range;

use super::lexicon::{LONGEST_FORM, Lex, lookup, roman};
use crate::text::{TokenKind, Tokens, fold_char};

#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    pub lex: Lex,
    /// Byte range in the text.
    pub start: u32,
    pub end: u32,
    /// No white space stands before it.
    pub glued: bool,
    pub caps: Caps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caps {
    /// Starts with a small letter, or has none.
    Lower,
    /// A capital, then small letters, or a capital alone.
    Capital,
    /// Two or more capitals.
    Upper,
}

/// The atoms of the text, with a [`Lex::Break`] wherever a blank line stands: no expression
/// reaches across one.
pub(super) fn atoms(text: &str, tokens: &Tokens) -> Vec<Atom> {
    let mut atoms = Vec::with_capacity(tokens.len() + tokens.len() / 8 + 4);
    let mut end = 0usize;
    for token in tokens.iter() {
        let span = token.span();
        // Spans come from this very text; a text that is not the tokens' own yields nothing.
        let Some(written) = text.get(span.clone()) else {
            continue;
        };
        if token.line_start && is_blank_line(text.get(end..span.start).unwrap_or_default()) {
            atoms.push(Atom {
                lex: Lex::Break,
                start: token.start,
                end: token.start,
                glued: false,
                caps: Caps::Lower,
            });
        }
        let gap = end..span.start;
        end = span.end;
        if token.line_start && broken_word(text, gap, tokens.form(token), &mut atoms) {
            if let Some(atom) = atoms.last_mut() {
                atom.end = token.end;
            }
            continue;
        }
        match token.kind {
            TokenKind::Punctuation | TokenKind::Symbol if !has_digit_or_dash(written) => {
                atoms.push(Atom {
                    lex: sign(written),
                    start: token.start,
                    end: token.end,
                    glued: token.glued,
                    caps: Caps::Lower,
                });
            }
            TokenKind::Cyrillic if !has_digit_or_dash(written) => {
                let caps = caps(written);
                let mut lex = word(tokens.form(token));
                if lex == Lex::Other && caps != Caps::Lower {
                    lex = roman(written).map_or(Lex::Other, Lex::Roman);
                }
                atoms.push(Atom {
                    lex,
                    start: token.start,
                    end: token.end,
                    glued: token.glued,
                    caps,
                });
            }
            _ => split(written, token.start, token.glued, &mut atoms),
        }
    }
    atoms
}

/// Joins a word to the part of it that stands before a hyphen at the end of the line ("сен-",
/// "тябре"), where both together are a word of dates; the last atom then means that word. `gap`
/// is what stands between the two.
fn broken_word(text: &str, gap: Range<usize>, form: &str, atoms: &mut Vec<Atom>) -> bool {
    let [.., head, hyphen] = atoms.as_slice() else {
        return false;
    };
    let written = text.get(head.start as usize..head.end as usize);
    let (Lex::Dash, true, Some(head)) = (hyphen.lex, hyphen.glued, written) else {
        return false;
    };
    let line_end =
        gap.start == hyphen.end as usize && text.get(gap).is_some_and(|gap| gap.contains('\n'));
    if !line_end || head.len() + form.len() > LONGEST_FORM {
        return false;
    }
    let lex = word(&format!("{head}{form}"));
    if matches!(lex, Lex::Other) {
        return false;
    }
    atoms.pop();
    if let Some(head) = atoms.last_mut() {
        head.lex = lex;
    }
    true
}

fn is_blank_line(gap: &str) -> bool {
    gap.bytes().filter(|&b| b == b'\n').count() > 1
}

fn has_digit_or_dash(text: &str) -> bool {
    // Dashes other than the hyphen are E2 80 90..95 and E2 88 92.
    text.bytes()
        .any(|b| b.is_ascii_digit() || b == b'-' || b == 0xe2)
}

fn caps(text: &str) -> Caps {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if first.is_uppercase() => match second {
            Some(second) if second.is_uppercase() => Caps::Upper,
            _ => Caps::Capital,
        },
        _ => Caps::Lower,
    }
}

/// Looks a word form up in lower case with е for ё; invisible characters do not count.
fn word(form: &str) -> Lex {
    if form.len() > LONGEST_FORM {
        return Lex::Other;
    }
    let mut buffer = [0u8; LONGEST_FORM + 8];
    let mut length = 0;
    for c in form.chars() {
        if matches!(
            c,
            '\u{ad}' | '\u{301}' | '\u{200b}'..='\u{200d}' | '\u{feff}'
        ) {
            continue;
        }
        let c = fold_char(c);
        if length + 4 > buffer.len() {
            return Lex::Other;
        }
        length += c.encode_utf8(&mut buffer[length..]).len();
    }
    std::str::from_utf8(&buffer[..length]).map_or(Lex::Other, lookup)
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn sign(text: &str) -> Lex {
    match text.chars().next() {
        Some(',') => Lex::Comma,
        Some('.') if text.len() == 1 => Lex::Dot,
        Some('.' | '!' | '?' | '…') => Lex::EndMark,
        Some(':') => Lex::Colon,
        Some('/') => Lex::Slash,
        Some('(' | '[') => Lex::Open,
        Some(')' | ']') => Lex::Close,
        Some('«' | '»' | '"' | '„' | '“' | '”') => Lex::Quote,
        Some('%' | '№' | '$' | '€' | '₽' | '°' | '#' | '+' | '=' | '×' | '*' | '_' | '@') => {
            Lex::Sign
        }
        Some(c) if is_dash(c) => Lex::Dash,
        _ => Lex::OtherPunctuation,
    }
}

/// Splits a token into runs of digits, runs of letters and single signs.
fn split(written: &str, base: u32, glued: bool, atoms: &mut Vec<Atom>) {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Digit,
        Letter,
        Sign,
    }
    let class = |c: char| match c {
        '0'..='9' => Class::Digit,
        c if c.is_alphabetic() || matches!(c, '\u{ad}' | '\u{301}' | '\u{200b}'..='\u{200d}') => {
            Class::Letter
        }
        _ => Class::Sign,
    };
    let mut chars = written.char_indices().peekable();
    let mut first = true;
    while let Some((start, c)) = chars.next() {
        let kind = class(c);
        let mut end = start + c.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            if kind == Class::Sign || class(next) != kind {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let piece = &written[start..end];
        let (lex, caps) = match kind {
            Class::Digit => (number(piece), Caps::Lower),
            Class::Letter => (letters(piece), caps(piece)),
            Class::Sign => (sign(piece), Caps::Lower),
        };
        atoms.push(Atom {
            lex,
            start: base + start as u32,
            end: base + end as u32,
            glued: glued || !first,
            caps,
        });
        first = false;
    }
}

fn number(digits: &str) -> Lex {
    match digits.parse() {
        Ok(value) if digits.len() <= 6 => Lex::Digits {
            value,
            len: digits.len() as u8,
        },
        _ => Lex::Other,
    }
}

fn letters(piece: &str) -> Lex {
    if let Some(value) = roman(piece) {
        return Lex::Roman(value);
    }
    match piece {
        // A Latin c for the Cyrillic preposition is a common slip of typists.
        "c" | "C" => word("с"),
        _ => word(piece),
    }
}
