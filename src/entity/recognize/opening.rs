//! Prepositions at the head of a sentence ("К Эмилю Сорину обратились", "О Ли Су Мине"): what
//! comes in is a text as the rules see it, what goes out is which words are such. Their capital is
//! the sentence's: the tagger takes it for a name's or an initial's, and reads them better in small
//! letters, as it has them within sentences.

use super::view::View;
use crate::entity::eastern::is_surname_first;
use crate::morph::{Class, Number};
use crate::text;

/// Simple prepositions and the commonest derived ones (Russian Grammar, 1980, §1655-1660).
const PREPOSITIONS: &[&str] = &[
    "О",
    "Об",
    "Обо",
    "К",
    "Ко",
    "С",
    "Со",
    "У",
    "В",
    "Во",
    "На",
    "За",
    "От",
    "До",
    "Из",
    "Для",
    "При",
    "Про",
    "Над",
    "Под",
    "Перед",
    "Между",
    "Без",
    "По",
    "Против",
    "После",
    "Кроме",
    "Вместо",
    "Вокруг",
    "Среди",
    "Ради",
    "Благодаря",
    "Вопреки",
    "Согласно",
    "Навстречу",
    "Вслед",
];

/// Those behind which a post with a small letter is read better as well ("К физику Сорину").
const BEFORE_POSTS: &[&str] = &["О", "Об", "К", "Ко", "Благодаря", "При", "От", "Для"];

/// Whether the word at `i` is a preposition that only the sentence's head gives its capital.
pub fn is_preposition(view: &View, i: usize) -> bool {
    view.starts_sentence(i)
        && PREPOSITIONS.contains(&view.form(i))
        // "О. Сомин".
        && view.form(i + 1) != "."
        // «За родину»: the name of something begins with it.
        && !i
            .checked_sub(1)
            .is_some_and(|before| matches!(view.form(before), "«" | "\"" | "„" | "“" | "''"))
        && !is_surname(view, i)
}

/// Whether the tagger should see the word at `i` in small letters.
pub fn is_misleading(view: &View, i: usize) -> bool {
    // "Над Сориным": what stands above the sentence is a place more often than in its middle.
    is_preposition(view, i)
        && !matches!(view.form(i), "Над" | "Под")
        && (view.is_capital(i + 1) || BEFORE_POSTS.contains(&view.form(i)))
}

/// "О Хын Ён прибыл": О, У and Во are surnames of Korea, China and Vietnam as well. Of the words
/// behind a preposition the first is a surname itself or the last stands in an oblique case.
pub fn is_surname(view: &View, i: usize) -> bool {
    let vowels = |i: usize| text::syllables(view.form(i));
    let syllables = |i: usize, count: usize| {
        view.is_capital(i)
            && !view.breaks_before(i)
            && vowels(i) == count
            && !(view.word(i).known && view.word(i).person > 0.3)
    };
    let forms = |end: usize| -> Vec<&str> { (i..end).map(|j| view.form(j)).collect() };
    if !matches!(view.form(i), "О" | "У" | "Во" | "До") || !syllables(i + 1, vowels(i + 1)) {
        return false;
    }
    if syllables(i + 1, 1) && syllables(i + 2, 1) {
        let forms = forms(i + 3);
        return is_surname_first(&forms) && !is_surname_first(&forms[1..]);
    }
    // "О Санха прибыл", but "О Санха сообщили".
    let subject = || {
        let parses = view.parses(i + 2);
        let mut verbs = parses.iter().filter(|parse| parse.class == Class::Verb);
        verbs.any(|parse| parse.feats.number() == Some(Number::Sing))
    };
    syllables(i + 1, 2)
        && !view.is_capital(i + 2)
        && !view.word(i + 1).known
        && !view.form(i + 1).ends_with(['е', 'и'])
        && is_surname_first(&forms(i + 2))
        && subject()
}
