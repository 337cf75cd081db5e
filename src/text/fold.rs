//! Folding for comparison: lower case, ё as е. What is folded can be compared and hashed, never
//! shown.

use std::borrow::Cow;

/// The folded form of one character where that is one character: all of Cyrillic and ASCII.
pub fn fold_char(c: char) -> char {
    match c {
        'А'..='Я' | 'A'..='Z' => {
            // Both blocks keep their lower case 32 behind their upper case.
            char::from_u32(c as u32 + 32).unwrap_or(c)
        }
        'ё' | 'Ё' => 'е',
        'а'..='я' | '\0'..='\x7f' => c,
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                _ => c,
            }
        }
    }
}

/// The lower case of a Cyrillic or ASCII character, which Unicode's tables need not be asked for:
/// news text has few others. `None` for those.
pub fn lower_char(c: char) -> Option<char> {
    match c {
        // Both blocks keep their lower case 32 behind their upper case.
        'А'..='Я' | 'A'..='Z' => char::from_u32(c as u32 + 32),
        'Ё' => Some('ё'),
        'а'..='я' | 'ё' | '\0'..='\x7f' => Some(c),
        _ => None,
    }
}

/// [`str::to_lowercase`], fast for Cyrillic and ASCII.
pub fn lowercase(form: &str) -> String {
    let mut lower = String::with_capacity(form.len());
    for c in form.chars() {
        match lower_char(c) {
            Some(c) => lower.push(c),
            // A capital sigma looks at its neighbours.
            None if c == 'Σ' => return form.to_lowercase(),
            None => lower.extend(c.to_lowercase()),
        }
    }
    lower
}

/// A vowel of Russian, in lower case.
pub fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'а' | 'е' | 'ё' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я'
    )
}

/// Syllables of a Russian word as it is written, in any letters: "иа" and the like count as two.
pub fn syllables(word: &str) -> usize {
    lowercase(word).chars().filter(|&c| is_vowel(c)).count()
}

/// [`char::is_uppercase`], fast for Cyrillic and ASCII.
pub fn is_uppercase(c: char) -> bool {
    match c {
        'А'..='Я' | 'Ё' | 'A'..='Z' => true,
        'а'..='я' | 'ё' | '\0'..='\x7f' => false,
        _ => c.is_uppercase(),
    }
}

/// A letter of Russian or another language written in Cyrillic (the two first blocks of it).
pub fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

/// [`char::is_lowercase`], fast for Cyrillic and ASCII.
pub fn is_lowercase(c: char) -> bool {
    match c {
        'а'..='я' | 'ё' | 'a'..='z' => true,
        'А'..='Я' | 'Ё' | '\0'..='\x7f' => false,
        _ => c.is_lowercase(),
    }
}

/// [`char::is_alphabetic`], fast for Cyrillic and ASCII.
pub fn is_alphabetic(c: char) -> bool {
    match c {
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => true,
        '\0'..='\x7f' => c.is_ascii_alphabetic(),
        _ => c.is_alphabetic(),
    }
}

/// Lower case with ё as е: the form in which words are indexed and looked up. Borrows when `form`
/// is folded already.
pub fn fold(form: &str) -> Cow<'_, str> {
    let changed = form.char_indices().find(|&(_, c)| fold_char(c) != c);
    let Some((at, _)) = changed else {
        return Cow::Borrowed(form);
    };
    let mut folded = String::with_capacity(form.len() + 2);
    folded.push_str(&form[..at]);
    folded.extend(form[at..].chars().map(fold_char));
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_answers_are_unicodes() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_uppercase(c), c.is_uppercase(), "{c:?}");
            assert_eq!(is_lowercase(c), c.is_lowercase(), "{c:?}");
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            if let Some(lower) = lower_char(c) {
                assert!(c.to_lowercase().eq([lower]), "{c:?}");
            }
            assert_eq!(lowercase(&c.to_string()), c.to_string().to_lowercase());
        }
        assert_eq!(lowercase("ΟΔΟΣ Ёж"), "ΟΔΟΣ Ёж".to_lowercase());
    }

    #[test]
    fn folds_case_and_yo() {
        for (form, folded) in [
            ("Ёлка", "елка"),
            ("МОЁ", "мое"),
            ("пекин", "пекин"),
            ("SU-2024", "su-2024"),
            ("Ľvov", "ľvov"),
            ("ЇЖАК", "їжак"),
            ("", ""),
        ] {
            assert_eq!(fold(form), folded, "{form}");
        }
        assert!(matches!(fold("пекин"), Cow::Borrowed(_)));
    }
}
