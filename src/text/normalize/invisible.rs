//! Removes what has no width: soft hyphens, zero-width spaces and joiners, direction marks,
//! variation selectors, byte order marks, control characters; and the line end behind a soft
//! hyphen.

use super::Glyph;

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        // White space is not among them.
        '\0'..='\u{8}' | '\u{e}'..='\u{1b}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
            | '\u{ad}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// Inside a token its span covers the bytes of what is removed; at its ends they are left out.
pub(super) fn remove(glyphs: &mut Vec<Glyph>) {
    let mut soft_hyphen = false;
    glyphs.dedup_by(|glyph, kept| {
        // White space is in a stretch only where a soft hyphen ended a line.
        soft_hyphen = kept.char == '\u{ad}' || glyph.char == '\u{ad}' || soft_hyphen;
        is_invisible(glyph.char) || soft_hyphen && glyph.char.is_whitespace()
    });
    // The first has none before it.
    if glyphs.first().is_some_and(|first| is_invisible(first.char)) {
        glyphs.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    #[test]
    fn removes_what_has_no_width() {
        for (text, normal) in [
            ("по\u{ad}езд", "поезд"),
            ("\u{feff}\u{200b}да", "да"),
            ("да\u{200b}", "да"),
            ("пра\u{ad}\n  во", "право"),
            ("\u{ad}", ""),
            ("да\u{7}", "да"),
            ("\u{1b}д\u{9b}а", "да"),
            ("нет", "нет"),
        ] {
            assert_eq!(apply(remove, text), normal, "{text:?}");
        }
    }
}
