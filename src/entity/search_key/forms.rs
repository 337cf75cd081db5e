//! Forms of a person's name among canonical names: names that no dictionary knows keep the form of
//! the text where nothing there tells the nominative.

use super::keys::{fold, person_forms, push};
use super::matching::{Name, is_oblique};
use crate::entity::sound::skeleton;

/// The keys under which the forms of a person's canonical name lie, its own included.
pub fn form_keys(name: &str) -> Vec<String> {
    let mut keys = Vec::new();
    if let Some(surname) = Name::of(name).surname() {
        let key = skeleton(surname);
        push(&mut keys, format!("{key}м"));
        push(&mut keys, key);
    }
    keys
}

/// Whether `form`, a canonical name of a person, is `name` in another case, word by word.
pub fn is_form_of(form: &str, name: &str) -> bool {
    let (forms, names) = (Name::of(form), Name::of(name));
    // The form may be the longer one ("Мубарака") or have lost an ending ("Исиб" of "Исиба").
    let same = |(a, b): (&String, &String)| {
        a == b || is_oblique(a, b) || is_oblique(b, a) || is_short_form(a, b)
    };
    forms.words.len() > 1
        && forms.words.len() == names.words.len()
        && forms.seniority == names.seniority
        && forms.words != names.words
        && forms.words.iter().zip(&names.words).all(same)
}

/// "Каи" of "Кая", too short to tell by itself.
fn is_short_form(form: &str, name: &str) -> bool {
    let count = name.chars().count();
    let stem = |word: &str| word.chars().take(2).collect::<String>();
    count == 3
        && form.chars().count() == count
        && stem(form) == stem(name)
        && person_forms(form).iter().any(|own| fold(own) == name)
}
