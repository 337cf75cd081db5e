//! Removes stress marks from Cyrillic words: "Коре\u{301}и", "ѐ" and "ѝ". Breve and dots stay: й,
//! ё, ї and ў are letters of their own.

use unicode_normalization::char::canonical_combining_class;

use super::super::class::Info;
use super::Glyph;

fn is_stress(c: char) -> bool {
    // Acute and grave with their canonical doubles, vertical line above; the acute below is a
    // typist's slip.
    matches!(
        c,
        '\u{300}' | '\u{301}' | '\u{30d}' | '\u{317}' | '\u{340}' | '\u{341}'
    )
}

/// The bytes of a mark go to what stands before it, so that a span does not cut it off.
pub(super) fn remove(glyphs: &mut Vec<Glyph>) {
    let mut cyrillic = false;
    glyphs.dedup_by(|glyph, before| {
        // A stress mark may stand behind the breve or the dots of its letter.
        if canonical_combining_class(before.char) == 0 {
            cyrillic = Info::of(before.char).is_cyrillic();
        }
        let stress = cyrillic && is_stress(glyph.char);
        if stress {
            before.end = glyph.end;
        }
        stress
    });
    for glyph in glyphs {
        glyph.char = match glyph.char {
            'ѐ' => 'е',
            'Ѐ' => 'Е',
            'ѝ' => 'и',
            'Ѝ' => 'И',
            other => other,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    #[test]
    fn removes_stress_marks() {
        for (text, normal) in [
            ("Коре\u{301}я", "Корея"),
            ("вѐсти", "вести"),
            ("ё\u{301}", "ё"),
            ("е\u{308}\u{301}", "е\u{308}"),
            ("е\u{308}", "е\u{308}"),
            ("cafe\u{301}", "cafe\u{301}"),
        ] {
            assert_eq!(apply(remove, text), normal, "{text:?}");
        }
    }
}
