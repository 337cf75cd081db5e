//! Headlines in capitals: what comes in is a text as the rules see it, what goes out are the forms
//! that words of its lines in capitals would have elsewhere ("КИМ ЧЕН ЫН ПРИНЯЛ МИНИСТРА" as "Ким
//! Чен Ын принял министра"). The tagger tells names from other words by their capitals more than by
//! anything else, and so do the rules; where all letters are capitals the dictionary has to say
//! what is a name, and the rest of the text, where it uses the word.

use rustc_hash::{FxHashMap, FxHashSet};

use super::memory::stems;
use super::tables::{COMMON_EASTERN_SURNAMES, List};
use super::view::View;
use crate::entity::eastern::is_surname_first;
use crate::entity::words;
use crate::morph::{Flag, Pos};
use crate::text::{self, TokenKind};

/// The forms of tokens that are to be read otherwise than they are written, by token.
pub type Recased = FxHashMap<usize, String>;

pub fn recase(view: &View) -> Recased {
    let mut recased = Recased::default();
    let runs = runs(view);
    if runs.is_empty() {
        return recased;
    }
    let elsewhere = Elsewhere::new(view, &runs);
    for &(start, end) in &runs {
        let mut i = start;
        while i < end {
            if let Some(behind) = eastern_name(view, i, end) {
                for j in i..behind {
                    recased.insert(j, words::capitalize(&text::lowercase(view.form(j))));
                }
                i = behind;
                continue;
            }
            if let Some(form) = form_of(view, i, &elsewhere) {
                // As the first word of a sentence or of a name in quotes.
                let first = i == start || matches!(view.form(i - 1), "«" | "„" | "“" | "\"");
                let form = if first {
                    words::capitalize(&form)
                } else {
                    form
                };
                recased.insert(i, form);
            }
            i += 1;
        }
    }
    recased
}

/// A word in capitals, of one letter or more.
fn is_upper(view: &View, i: usize) -> bool {
    view.kind(i) == TokenKind::Cyrillic && view.form(i).chars().all(|c| !text::is_lowercase(c))
}

/// Sentences and lines without small letters, as far as they have words to be read otherwise: not
/// "ТАСС, МИД РФ".
fn runs(view: &View) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = 0;
    while start < view.len() {
        if !is_upper(view, start) || !view.starts_sentence(start) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        // Behind the last mark that ends a sentence.
        let mut whole = None;
        while end < view.len() && !view.breaks_before(end) {
            if view.kind(end) == TokenKind::Cyrillic && !is_upper(view, end) {
                break;
            }
            if matches!(view.form(end), "." | "!" | "?" | "…") {
                whole = Some(end + 1);
            }
            end += 1;
        }
        let complete = end >= view.len() || view.breaks_before(end);
        let next = end;
        if let Some(end) = if complete { Some(end) } else { whole }
            && is_headline(view, start, end)
        {
            runs.push((start, end));
        }
        start = next;
    }
    runs
}

/// Two words at least, one of them long enough and known as what is no abbreviation.
fn is_headline(view: &View, start: usize, end: usize) -> bool {
    let words = (start..end).filter(|&i| view.is_abbreviation(i));
    let plain = |i: usize| {
        let word = view.word(i);
        word.known && word.common + word.person + word.place > 0.5
    };
    words.clone().nth(1).is_some() && { words }
        .any(|i| view.form(i).chars().nth(3).is_some() && plain(i))
}

/// What the text outside of its lines in capitals says about words.
struct Elsewhere {
    /// Folded forms of abbreviations.
    abbreviations: FxHashSet<String>,
    /// Stems of words with a capital inside a sentence.
    names: FxHashSet<String>,
}

impl Elsewhere {
    fn new(view: &View, runs: &[(usize, usize)]) -> Self {
        let mut found = Self {
            abbreviations: FxHashSet::default(),
            names: FxHashSet::default(),
        };
        let mut runs = runs.iter().peekable();
        for i in 0..view.len() {
            runs.next_if(|&&(_, end)| end <= i);
            let inside = runs.peek().is_some_and(|&&(start, _)| start <= i);
            if inside || !view.is_capital(i) || view.kind(i) != TokenKind::Cyrillic {
                continue;
            }
            let form = text::fold(view.form(i));
            if view.is_abbreviation(i) {
                found.abbreviations.insert(form.into_owned());
            } else if !view.starts_sentence(i) {
                found.names.extend(stems(&form).map(str::to_owned));
            }
        }
        found
    }
}

/// The form of a word in capitals elsewhere; `None` when it is the same there.
fn form_of(view: &View, i: usize, elsewhere: &Elsewhere) -> Option<String> {
    let form = view.form(i);
    if !is_upper(view, i) || form.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let lower = text::lowercase(form);
    if form.chars().nth(1).is_none() {
        let initial = view.form(i + 1) == "." && view.glued(i + 1);
        return (!initial).then_some(lower);
    }
    let folded = text::fold(form);
    let word = view.word(i);
    // "ТОВ. ИВАНОВ".
    if !word.known
        && form.chars().nth(4).is_none()
        && view.form(i + 1) == "."
        && is_upper(view, i + 2)
        && !view.breaks_before(i + 2)
    {
        return Some(lower);
    }
    let parses = view.parses(i);
    let chance = |wanted: &dyn Fn(&crate::morph::Parse) -> bool| -> f32 {
        let likely = parses.iter().filter(|parse| wanted(parse));
        likely.map(|parse| parse.probability).sum()
    };
    // "МИД", "КНДР"; "ООО" and whatever has no vowel.
    let abbreviation =
        chance(&|parse| parse.is_known() && parse.feats.has(Flag::Abbreviation)) > 0.3;
    let listed = form.chars().count() <= 5
        && (view.lemma_in(i, List::Organisations) || view.lemma_in(i, List::Offices));
    let unsaid = !word.known && !folded.contains(text::is_vowel);
    if elsewhere.abbreviations.contains(&*folded) || abbreviation || listed || unsaid {
        return None;
    }
    let proper = Some(words::proper_case(form));
    let inflected = chance(&|parse| matches!(parse.pos, Pos::Noun | Pos::Propn | Pos::Adj)) > 0.5;
    if inflected && stems(&folded).any(|stem| elsewhere.names.contains(stem)) {
        return proper;
    }
    // "СЕВЕРНОЙ КОРЕИ".
    if view.lemma_in(i, List::PlaceAdjectives) && view.word(i + 1).place > 0.5 {
        return proper;
    }
    // "ИВАНОВЫМ П. С.", "П. С. ИВАНОВЫМ": a surname, whatever else it is.
    let initial = |i: usize| view.is_initial(i) && view.form(i + 1) == ".";
    let behind = i >= 2 && initial(i - 2) && view.form(i - 1) == ".";
    if (initial(i + 1) || behind) && !view.breaks_before(i + 1) && inflected {
        return proper;
    }
    // "РЕСПУБЛИКИ КОРЕЯ".
    if view.lemma_is(i, "республика") && view.word(i + 1).place > 0.5 {
        return proper;
    }
    let common = if word.known {
        word.common >= word.person.max(word.place) && word.common > 0.0
    } else {
        // "СПЕЦПОСЛАННИК", "ПРОТЕСТИРОВАЛИ": no name ends like a verb, none is a post.
        chance(&|parse| matches!(parse.pos, Pos::Verb | Pos::Adv)) > 0.5
            || words::readings(form).iter().any(|reading| reading.post)
            || lower.rsplit_once('-').is_some_and(|(_, last)| {
                let last = words::readings(last);
                { last }
                    .first()
                    .is_some_and(|reading| reading.known && reading.name == words::NameClass::None)
            })
    };
    if common { Some(lower) } else { proper }
}

/// The end of a Korean, Chinese or Vietnamese name at `start`: the dictionary has few of their
/// syllables, and some as other words ("СЕН", "ЛИ", "И").
fn eastern_name(view: &View, start: usize, end: usize) -> Option<usize> {
    let function = |i: usize| {
        let parses = view.parses(i);
        parses.iter().any(|parse| {
            parse.is_known()
                && parse.probability > 0.3
                && matches!(
                    parse.pos,
                    Pos::Adp | Pos::Cconj | Pos::Sconj | Pos::Part | Pos::Pron | Pos::Det
                )
        })
    };
    let surname = text::fold(view.form(start));
    if !is_upper(view, start)
        || surname.chars().nth(1).is_none()
        || !view.lemma_in(start, List::CommonEasternSurnames) && view.word(start).known
        || function(start) && !COMMON_EASTERN_SURNAMES.contains(&&*surname)
    {
        return None;
    }
    let ordinary = |i: usize| {
        let word = view.word(i);
        function(i) || word.known && word.common > 0.5 && view.form(i).chars().nth(3).is_some()
    };
    let joins = |i: usize| {
        let parses = view.parses(i);
        let wanted = [Pos::Adp, Pos::Cconj, Pos::Sconj, Pos::Part];
        view.form(i).chars().nth(1).is_none()
            || parses.iter().any(|parse| {
                parse.is_known() && parse.probability > 0.3 && wanted.contains(&parse.pos)
            })
    };
    [3, 2]
        .into_iter()
        .map(|length| start + length)
        .find(|&behind| {
            let syllables = start + 1..behind;
            let lone = behind == start + 2;
            if behind > end
                || !syllables
                    .clone()
                    .all(|i| is_upper(view, i) && !view.breaks_before(i))
            {
                return false;
            }
            // "ВАН И ПРИБЫЛ": no conjunction before what is no name.
            let conjunction = lone && view.form(start + 1) == "И" && {
                let next = view.word(behind);
                next.known && next.common > 0.5 && next.person < 0.3
            };
            // "КИМ ЕН НАМ": "нам" is a word as well, "ен" is none.
            let plain = syllables.clone().filter(|&i| ordinary(i)).count();
            let excused = !lone && plain == 1 && !syllables.clone().any(joins);
            if plain > 0 && !excused && !conjunction {
                return false;
            }
            let forms: Vec<String> = (start..behind)
                .map(|i| words::capitalize(&text::lowercase(view.form(i))))
                .collect();
            let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
            // Two short syllables, or one long given name.
            let lengths = forms.iter().skip(1).all(|form| form.chars().count() <= 5);
            (lone || lengths) && is_surname_first(&forms)
        })
}
