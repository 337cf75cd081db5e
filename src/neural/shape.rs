//! The shape of a token: what comes in is a token as written, what goes out is the number of
//! its shape in the models, which were trained on just these classes (slovnet, `shape.py`).

use crate::text;

/// Shapes of Russian words are `RUSSIAN..ENGLISH`, of Latin ones `ENGLISH..PUNCTUATION`; then
/// one for each mark of [`MARKS`].
const RUSSIAN: u8 = 1;
const ENGLISH: u8 = 8;
const PUNCTUATION: u8 = 15;
const OTHER_PUNCTUATION: u8 = 63;
const NUMBER: u8 = 64;
const OTHER: u8 = 65;

/// How many shapes there are, padding (0) included.
pub const COUNT: usize = 66;

/// Punctuation marks in the order of the models.
const MARKS: &str =
    "!#$%&()[]\\/*+,.:;<=>?@^_{|}~-\u{2010}\u{2212}\u{2012}\u{2043}–—―`\"'«»„“ʼʻ”№…";

/// The shape of the token `form`. Its type is that of its first character: "СИЗО-6" is Russian.
pub fn of(form: &str) -> u8 {
    let mut chars = form.chars();
    let Some(first) = chars.next() else {
        return OTHER;
    };
    let second = chars.next();
    match first {
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => RUSSIAN + outline(form, first, second.is_none()),
        'a'..='z' | 'A'..='Z' => ENGLISH + outline(form, first, second.is_none()),
        c if c.is_numeric() => NUMBER,
        '+' | '-' if second.is_some_and(char::is_numeric) => NUMBER,
        c => match (MARKS.chars().position(|mark| mark == c), second) {
            (Some(position), None) => PUNCTUATION + position as u8,
            (Some(_), Some(_)) => OTHER_PUNCTUATION,
            (None, _) => OTHER,
        },
    }
}

/// X, x, XX, xx, Xx, Xx-Xx, other.
fn outline(form: &str, first: char, single: bool) -> u8 {
    let case = Case::of(form);
    match (single, case) {
        (true, Case::Upper) => 0,
        (true, _) => 1,
        (false, Case::Upper) => 2,
        (false, Case::Lower) => 3,
        (false, _) if is_title(form, first) => 4,
        (false, _) => match form.split_once('-') {
            Some((left, right))
                if left.chars().next().is_some_and(|c| is_title(left, c))
                    && right.chars().next().is_some_and(|c| is_title(right, c)) =>
            {
                5
            }
            _ => 6,
        },
    }
}

/// One capital and then at least one letter, all of them small.
fn is_title(word: &str, first: char) -> bool {
    text::is_uppercase(first) && Case::of(&word[first.len_utf8()..]) == Case::Lower
}

/// Case of a word's letters; characters without case do not count, as in Python's `isupper`.
#[derive(PartialEq, Eq)]
enum Case {
    None,
    Lower,
    Upper,
    Mixed,
}

impl Case {
    fn of(word: &str) -> Self {
        let (mut lower, mut upper) = (false, false);
        for c in word.chars() {
            lower |= text::is_lowercase(c);
            upper |= text::is_uppercase(c);
        }
        match (lower, upper) {
            (false, false) => Self::None,
            (true, false) => Self::Lower,
            (false, true) => Self::Upper,
            (true, true) => Self::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_a_shape_of_its_own() {
        assert_eq!(
            MARKS.chars().count(),
            usize::from(OTHER_PUNCTUATION - PUNCTUATION)
        );
    }

    #[test]
    fn shapes() {
        for (form, expected) in [
            ("Я", 1),
            ("и", 2),
            ("СИЗО-6", 3),
            ("ёлка", 4),
            ("Ёлка", 5),
            ("Д-р", 5),
            ("Нью-Йорк", 6),
            ("МиГ", 7),
            ("Ростов-на-Дону", 7),
            ("X", 8),
            ("NATO", 10),
            ("iPhone", 14),
            ("!", 15),
            ("…", 62),
            ("...", 63),
            ("-", 43),
            ("-5", 64),
            ("2025", 64),
            ("金", 65),
            ("€", 65),
        ] {
            assert_eq!(of(form), expected, "{form}");
        }
    }
}
