//! Unicode normal form C, letter by letter: "и" with a combining breve becomes "й".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::Glyph;

pub(super) fn compose(glyphs: &mut Vec<Glyph>) {
    let mut composed = Vec::with_capacity(glyphs.len());
    let mut at = 0;
    while at < glyphs.len() {
        // A letter and all marks on it; conjoining Hangul letters belong together as well.
        let mut end = at + 1;
        while end < glyphs.len() && continues(glyphs[end].char) {
            end += 1;
        }
        let cluster = &glyphs[at..end];
        at = end;
        let normal: Vec<char> = cluster.iter().map(|glyph| glyph.char).nfc().collect();
        if normal.len() == cluster.len() {
            // As many characters as before, perhaps in another order: each keeps a place.
            composed.extend(
                cluster
                    .iter()
                    .zip(normal)
                    .map(|(glyph, char)| Glyph { char, ..*glyph }),
            );
        } else {
            let (Some(first), Some(last)) = (cluster.first(), cluster.last()) else {
                continue;
            };
            composed.extend(normal.into_iter().enumerate().map(|(index, char)| Glyph {
                char,
                start: if index == 0 { first.start } else { last.end },
                end: last.end,
            }));
        }
    }
    *glyphs = composed;
}

fn continues(c: char) -> bool {
    canonical_combining_class(c) != 0
        || matches!(c, '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}')
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    #[test]
    fn composes() {
        for (text, normal) in [
            ("и\u{306}", "й"),
            ("Е\u{308}лка", "Ёлка"),
            ("Коре\u{301}и", "Коре\u{301}и"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("\u{958}", "\u{915}\u{93c}"),
            ("e\u{301}", "é"),
            ("\u{301}а", "\u{301}а"),
        ] {
            assert_eq!(apply(compose, text), normal, "{text:?}");
        }
    }
}
