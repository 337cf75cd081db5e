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
