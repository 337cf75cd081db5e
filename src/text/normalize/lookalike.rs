//! Puts words into one alphabet: a Latin letter inside a Cyrillic word that looks like a Cyrillic
//! one becomes that ("Cеул" typed with a Latin C), and the other way round. Words that really mix
//! ("SMSка") stay, and so do words all in one alphabet, whatever they look like.

use unicode_normalization::char::canonical_combining_class;

use super::super::class::Info;
use super::Glyph;

/// Latin and the Cyrillic letter that looks alike in common typefaces. Source: Unicode
/// confusables (UTS 39) cut down to letters that keyboards have, and the accented vowels that
/// are typed for a stressed one.
const PAIRS: [(char, char); 31] = [
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('J', 'Ј'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('S', 'Ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('j', 'ј'),
    ('k', 'к'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('ë', 'ё'),
    ('Ë', 'Ё'),
    ('á', 'а'),
    ('é', 'е'),
    ('ó', 'о'),
];

fn to_cyrillic(c: char) -> Option<char> {
    match c {
        // Serbian and Macedonian letters: in Russian text a Latin s or j is not one of them.
        'S' | 's' | 'J' | 'j' => None,
        _ => PAIRS.iter().find(|pair| pair.0 == c).map(|pair| pair.1),
    }
}

fn to_latin(c: char) -> Option<char> {
    // "k" passes for "к", but hardly the other way round: "SMSка" mixes on purpose.
    PAIRS
        .iter()
        .filter(|pair| pair.0 != 'k')
        .find(|pair| pair.1 == c)
        .map(|pair| pair.0)
}

#[expect(clippy::ptr_arg, reason = "all normalisers have one type")]
pub(super) fn replace(glyphs: &mut Vec<Glyph>) {
    for word in glyphs.chunk_by_mut(|left, right| is_letter(left) && is_letter(right)) {
        replace_in_word(word);
    }
}

/// A letter, or a mark on one.
fn is_letter(glyph: &Glyph) -> bool {
    let info = Info::of(glyph.char);
    info.is_cyrillic() || info.is_latin() || canonical_combining_class(glyph.char) != 0
}

fn replace_in_word(word: &mut [Glyph]) {
    let (mut cyrillic, mut latin) = (0_usize, 0_usize);
    let (mut cyrillic_only, mut latin_only) = (0_usize, 0_usize);
    for glyph in word.iter() {
        let info = Info::of(glyph.char);
        if info.is_cyrillic() {
            cyrillic += 1;
            cyrillic_only += usize::from(to_latin(glyph.char).is_none());
        } else if info.is_latin() {
            latin += 1;
            latin_only += usize::from(to_cyrillic(glyph.char).is_none());
        }
    }
    if cyrillic == 0 || latin == 0 {
        return;
    }
    let convert: fn(char) -> Option<char> = match (cyrillic_only, latin_only) {
        (1.., 1..) => return,
        (1.., 0) => to_cyrillic,
        (0, 1..) => to_latin,
        // Every letter could be either: the more frequent alphabet, Cyrillic when even.
        (0, 0) if latin > cyrillic => to_latin,
        (0, 0) => to_cyrillic,
    };
    for glyph in word {
        if let Some(char) = convert(glyph.char) {
            glyph.char = char;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;

    #[test]
    fn one_alphabet_a_word() {
        for (text, normal) in [
            ("Cеул", "Сеул"),
            ("Пxеньян", "Пхеньян"),
            ("Mоcквa", "Москва"),
            ("Wаshington", "Washington"),
            ("ТАCС", "ТАСС"),
            ("моë", "моё"),
            ("SMSка", "SMSка"),
            ("США-USA", "США-USA"),
            ("TACC", "TACC"),
            ("ВMW-ВМW", "BMW-BMW"),
        ] {
            assert_eq!(apply(replace, text), normal, "{text:?}");
        }
    }
}
