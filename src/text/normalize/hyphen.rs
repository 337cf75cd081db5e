//! One hyphen for all: the typographic and the non-breaking hyphen become "-". Dashes stay: they
//! stand between words.

use super::Glyph;

pub(super) fn unify(glyphs: &mut Vec<Glyph>) {
    for glyph in glyphs {
        if matches!(glyph.char, '\u{2010}' | '\u{2011}') {
            glyph.char = '-';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    #[test]
    fn unifies_hyphens() {
        assert_eq!(apply(unify, "Нью\u{2010}Йорк\u{2011}5–6"), "Нью-Йорк-5–6");
    }
}
