//! First letters that tell whether a form can be one of some listed words: what comes in are the
//! words, what goes out is a test that most other words fail. It spares the dictionary the look-up
//! of every word of a text, most of which come once and are of no interest.

use rustc_hash::FxHashSet;

use crate::text;

/// Most letters that are looked at.
const MOST: usize = 4;

/// The beginnings of some words, in all their forms.
#[derive(Debug)]
pub struct Beginnings(FxHashSet<u64>);

impl Beginnings {
    /// `words` are dictionary forms.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        Self(
            words
                .filter_map(|word| prefixes(word).take(stem(word)).last())
                .collect(),
        )
    }

    /// False when `form` is none of the words, whatever the case and the letters' case.
    pub fn may_be(&self, form: &str) -> bool {
        prefixes(form).any(|prefix| self.0.contains(&prefix))
    }
}

/// The first letter, the first two, and so on.
fn prefixes(form: &str) -> impl Iterator<Item = u64> {
    form.chars().take(MOST).scan(0u64, |prefix, letter| {
        *prefix = *prefix << 16 | u64::from(text::fold_char(letter) as u16);
        Some(*prefix)
    })
}

/// How many of its first letters a word keeps in all its forms: without the ending, and without a
/// vowel that comes and goes ("боец", "бойца"; "судья", "судей"; "полька", "полек").
fn stem(word: &str) -> usize {
    let letters: Vec<char> = word.chars().map(text::fold_char).collect();
    match letters[..] {
        [.., 'и' | 'ы' | 'о', 'й'] => letters.len() - 2,
        [.., 'е' | 'о', last] if !text::is_vowel(last) => letters.len() - 2,
        [.., 'ь', last] if text::is_vowel(last) => letters.len() - 2,
        [.., 'ь', 'к', 'а'] => letters.len() - 3,
        [.., 'к', 'а'] => letters.len() - 2,
        [.., last] if text::is_vowel(last) || matches!(last, 'й' | 'ь') => letters.len() - 1,
        _ => letters.len(),
    }
}

/// All forms that the dictionary makes of a word, for the tests of lists.
#[cfg(test)]
pub(super) fn forms(lemma: &str) -> Vec<String> {
    use crate::morph::{Case, Gender, Morph, Number, Target};
    let morph = Morph::get();
    let mut forms = vec![lemma.to_owned()];
    for parse in morph
        .parses(lemma)
        .iter()
        .filter(|parse| parse.lemma() == lemma)
    {
        for case in [
            Case::Nom,
            Case::Gen,
            Case::Dat,
            Case::Acc,
            Case::Ins,
            Case::Loc,
        ] {
            for number in [Number::Sing, Number::Plur] {
                for gender in [None, Some(Gender::Fem), Some(Gender::Neut)] {
                    let target = Target::new(case, number).gender(gender);
                    forms.extend(morph.inflect(parse, target));
                }
            }
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_begin_like_their_word() {
        let words = Beginnings::of(["боец", "папа", "президент", "немец", "судья"].into_iter());
        for form in ["боец", "бойцами", "Папе", "ПРЕЗИДЕНТУ", "немцев", "судей"]
        {
            assert!(words.may_be(form), "{form}");
        }
        for form in ["", "п", "парк", "премия", "вино"] {
            assert!(!words.may_be(form), "{form}");
        }
    }
}
