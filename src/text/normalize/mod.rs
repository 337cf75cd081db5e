//! Normalising for analysis: what comes in is a stretch of text without white space in it, what
//! goes out are its characters in normal form, each with the bytes it was written with. What is
//! stored and shown never passes here.
//!
//! White space needs no normaliser: to the tokeniser non-breaking and thin spaces are spaces.

mod compose;
mod hyphen;
mod invisible;
mod lookalike;
mod stress;

use std::borrow::Cow;

use super::class::{Class, Info};

/// One character of the normal form and the byte range it was written with in the original.
/// Ranges follow each other without overlapping; a second character made of the same bytes has
/// an empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) char: char,
    pub(super) start: u32,
    pub(super) end: u32,
}

type Normalizer = fn(&mut Vec<Glyph>);

/// All normalisers, in the order in which they run: invisible characters first, since they may
/// stand between a letter and its mark; look-alikes before stress marks, which are only removed
/// from Cyrillic letters; stress marks before composition, or "е" with a grave accent would
/// become a Macedonian letter.
const CHAIN: [Normalizer; 5] = [
    invisible::remove,
    lookalike::replace,
    stress::remove,
    compose::compose,
    hyphen::unify,
];

/// Fills `glyphs` with the normal form of `stretch`, which starts at byte `offset` of its text.
pub(super) fn normalize_stretch(stretch: &str, offset: usize, glyphs: &mut Vec<Glyph>) {
    glyphs.clear();
    glyphs.extend(stretch.char_indices().map(|(at, char)| {
        let start = (offset + at) as u32;
        Glyph {
            char,
            start,
            end: start + char.len_utf8() as u32,
        }
    }));
    for normalizer in CHAIN {
        normalizer(glyphs);
    }
}

/// Whether normalising leaves `text` as it is, as far as one look at each character tells.
pub fn is_plain(text: &str) -> bool {
    let mut previous = Info::of(' ');
    text.chars().all(|c| {
        let info = Info::of(c);
        let plain = !info.is_suspect() && !previous.mixes_with(info);
        previous = info;
        plain
    })
}

/// The normal form of `text`: what [`Tokens::form`](super::Tokens::form) has for a word, for
/// strings that are compared with tokens (queries, names from other sources). White space stays.
pub fn normalize(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut normal = String::with_capacity(text.len());
    let mut glyphs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let is_space = |c: char| Info::of(c).class() == Class::Space;
        let end = rest.find(is_space).unwrap_or(rest.len());
        normalize_stretch(&rest[..end], 0, &mut glyphs);
        normal.extend(glyphs.iter().map(|glyph| glyph.char));
        let space = rest[end..].chars().next();
        normal.extend(space);
        at += end + space.map_or(0, char::len_utf8);
    }
    Cow::Owned(normal)
}

/// The normal form of `text` by one normaliser alone.
#[cfg(test)]
fn apply(normalizer: Normalizer, text: &str) -> String {
    let mut glyphs: Vec<Glyph> = text
        .char_indices()
        .map(|(at, char)| Glyph {
            char,
            start: at as u32,
            end: (at + char.len_utf8()) as u32,
        })
        .collect();
    normalizer(&mut glyphs);
    let mut end = 0;
    for glyph in &glyphs {
        assert!(glyph.start >= end && glyph.start <= glyph.end, "{glyphs:?}");
        end = glyph.end;
    }
    glyphs.iter().map(|glyph| glyph.char).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_whole_chain() {
        for (text, normal) in [
            ("Ким Чен Ын", "Ким Чен Ын"),
            ("Ки\u{301}м", "Ким"),
            ("и\u{200d}\u{306}", "й"),
            ("C\u{ad}еул", "Сеул"),
            ("c\u{327}a", "ça"),
            ("Нью\u{2011}Йорк, 5\u{a0}мая", "Нью-Йорк, 5\u{a0}мая"),
            ("Кореá", "Кореа"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(normalize(text), normal, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn normal_forms_are_stable(text in "([а-яё]|[aceopxyTBH]|\u{ad}|\u{301}|\u{306}|\u{308}|\u{200b}|\u{2011}| ){0,20}") {
            let once = normalize(&text).into_owned();
            let twice = normalize(&once).into_owned();
            prop_assert_eq!(twice, once);
        }

        #[test]
        fn each_normaliser_keeps_ranges_in_order(text in any::<String>()) {
            for normalizer in CHAIN {
                apply(normalizer, &text);
            }
        }
    }
}
