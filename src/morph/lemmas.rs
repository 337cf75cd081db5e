//! From an analysis to its lemma, and from a form to the lemmas that it is indexed by. Lemmas
//! follow Universal Dependencies where OpenCorpora's head word is another word there.

use std::cell::RefCell;

use smallvec::SmallVec;

use super::feats::{Case, Class, Degree, Flag, Gender, Number, Pos, Variant};
use super::parse::{Core, Parse};
use super::{Morph, Origin};
use crate::memo::Memo;
use crate::text;

/// Lemmas of a form whose share of its occurrences is below this are not indexed. The shares come
/// in steps, 1/8, 1/32, 1/128: this keeps the step in which "сталь" is of "стали" and "судно" of
/// "суда". Measured on the development sets of UD GSD and Taiga: the step makes one and a half
/// joins in a hundred more false ones.
const INDEX_SHARE: f32 = 0.025;

/// The same for the closed classes; for people's names, of which every form of one is a rare form
/// of another ("Роберт", "Роберта"); and for forms of two letters, which are other words by
/// accident ("ев").
const CLOSED_SHARE: f32 = 0.12;

/// For forms that only endings or unknown prefixes tell of, many analyses share the mass; this many
/// of their lemmas are indexed.
pub(super) const INDEX_GUESSES: usize = 2;

/// Forms remembered by each thread for [`Morph::index_lemmas`]; the common words of news fill a
/// fraction of it.
const CACHE_FORMS: usize = 1 << 16;

/// Is the reading of a form as a form of "быть" one that nobody looks for? "бывший" and "суть" are
/// words of their own.
fn is_former(parse: &Parse) -> bool {
    parse.pos == Pos::Aux && (parse.class == Class::Participle || &*parse.word == "суть")
}

fn is_name(parse: &Parse) -> bool {
    let feats = parse.feats;
    feats.has(Flag::Name) || feats.has(Flag::Patronymic) || feats.has(Flag::Surname)
}

/// Is the analysis one of the closed classes, whose forms coincide everywhere ("том", "его")? What
/// is rare among those is noise to a search.
pub(super) fn is_closed(parse: &Parse) -> bool {
    match parse.class {
        Class::Pronoun
        | Class::Preposition
        | Class::Conjunction
        | Class::Particle
        | Class::Numeral => true,
        Class::Adjective | Class::ShortAdjective => parse.feats.has(Flag::Pronominal),
        _ => false,
    }
}

type Lemmas = SmallVec<[Box<str>; 2]>;

impl Morph {
    /// The dictionary form of a parse, in lower case, ё kept.
    ///
    /// It is the paradigm's head word with these exceptions, which are those of Universal
    /// Dependencies for Russian: prepositions ("во"), abbreviations ("см") and superlatives
    /// ("крупнейший") are words of their own, women's patronymics and surnames are feminine
    /// ("Петровна"), "должен" has no full form, and nouns in "-ье" stay apart from those in "-ие".
    pub fn lemma_of(&self, parse: &Parse) -> String {
        let Some(core) = parse.core else {
            return parse.word.to_string();
        };
        let feats = parse.feats;
        let head = self.lexicon.tag(core.paradigm, 0);
        if parse.class == Class::Preposition
            || (feats.has(Flag::Abbreviation) && !head.feats.has(Flag::Abbreviation))
        {
            return parse.word.to_string();
        }
        let slots = 0..self.lexicon.slots(core.paradigm);
        let slot = if feats.gender() == Some(Gender::Fem)
            && (feats.has(Flag::Patronymic) || feats.has(Flag::Surname))
        {
            slots.into_iter().find(|&slot| {
                let tag = self.lexicon.tag(core.paradigm, slot);
                tag.class == parse.class
                    && tag.feats.case() == Some(Case::Nom)
                    && tag.feats.gender() == Some(Gender::Fem)
                    && tag.feats.number() != Some(Number::Plur)
            })
        } else if feats.degree() == Some(Degree::Sup) {
            self.superlative(parse, core)
        } else {
            None
        };
        let left_slot = 0;
        let lemma = self.lexicon.render(parse, slot.unwrap_or(0), left_slot);
        if parse.class == Class::Noun
            && let Some(stem) = lemma.strip_suffix("ие")
            && parse
                .word
                .strip_prefix(stem)
                .is_some_and(|end| end.starts_with('ь'))
        {
            return format!("{stem}ье");
        }
        if feats.variant() == Some(Variant::Short) && lemma == "должный" {
            return "должен".to_owned();
        }
        lemma
    }

    /// The slot of the masculine nominative of a superlative. "лучший", "наилучший" and
    /// "сильнейший", "наисильнейший" share paradigms: the one that starts most like the form is
    /// its own.
    fn superlative(&self, parse: &Parse, core: Core) -> Option<u16> {
        (0..self.lexicon.slots(core.paradigm))
            .filter(|&slot| {
                let tag = self.lexicon.tag(core.paradigm, slot);
                tag.class == parse.class
                    && tag.feats.degree() == Some(Degree::Sup)
                    && tag.feats.case() == Some(Case::Nom)
                    && tag.feats.gender() == Some(Gender::Masc)
            })
            .max_by_key(|&slot| {
                let word = self.lexicon.render(parse, slot, 0);
                let shared = word.bytes().zip(parse.word.bytes());
                (
                    shared.take_while(|(a, b)| a == b).count(),
                    std::cmp::Reverse(slot),
                )
            })
    }

    /// The adverb that a comparative is one of too: "быстро" for "быстрее", if the dictionary has
    /// it. The dictionary counts comparatives with adjectives alone.
    fn adverb_of(&self, parse: &Parse) -> Option<String> {
        let core = parse.core.filter(|_| parse.class == Class::Comparative)?;
        let slot = (0..self.lexicon.slots(core.paradigm)).find(|&slot| {
            let tag = self.lexicon.tag(core.paradigm, slot);
            tag.class == Class::ShortAdjective && tag.feats.gender() == Some(Gender::Neut)
        })?;
        let adverb = text::fold(&self.lexicon.render(parse, slot, 0)).into_owned();
        self.lexicon
            .parse(&adverb)
            .iter()
            .any(|p| p.pos == Pos::Adv && p.is_known())
            .then_some(adverb)
    }

    /// Adds to `lemmas` the folded lemmas that `form` is to be indexed and searched by: all that
    /// occur in earnest, most likely first, at least one. Depends on nothing but the folded form,
    /// so that index and query agree. Answers are remembered per thread.
    pub fn index_lemmas(&self, form: &str, lemmas: &mut Vec<String>) {
        thread_local! {
            static KNOWN: RefCell<Memo<Lemmas>> = const { RefCell::new(Memo::new(CACHE_FORMS)) };
        }
        let folded = text::fold(form);
        let found = KNOWN
            .with_borrow_mut(|known| known.get_or(&folded, || self.find_index_lemmas(&folded)));
        lemmas.extend(found.into_iter().map(String::from));
    }

    fn find_index_lemmas(&self, folded: &str) -> Lemmas {
        let parses = self.lexicon.parse(folded);
        let short = folded.chars().count() <= 2;
        let mut shares: SmallVec<[(String, f32, bool); 8]> = SmallVec::new();
        for parse in parses.iter().filter(|p| !is_former(p) || parses.len() == 1) {
            let lemma = text::fold(&self.lemma_of(parse)).into_owned();
            let closed = short || is_closed(parse) || is_name(parse);
            for lemma in std::iter::once(lemma).chain(self.adverb_of(parse)) {
                match shares.iter_mut().find(|(known, ..)| *known == lemma) {
                    Some((_, share, all_closed)) => {
                        *share += parse.probability;
                        *all_closed &= closed;
                    }
                    None => shares.push((lemma, parse.probability, closed)),
                }
            }
        }
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let origin = parses.first().map(|p| p.origin);
        let guessed = matches!(origin, Some(Origin::Ending | Origin::Affix));
        let most = if guessed { INDEX_GUESSES } else { usize::MAX };
        let mut lemmas = Lemmas::new();
        for (n, (lemma, share, closed)) in shares.into_iter().enumerate() {
            let least = if closed { CLOSED_SHARE } else { INDEX_SHARE };
            if n == 0 || (n < most && share >= least) {
                lemmas.push(lemma.into_boxed_str());
            }
        }
        if guessed || origin == Some(Origin::Shape) {
            for nominative in consonant_nominatives(folded) {
                if !lemmas.iter().any(|lemma| **lemma == nominative) {
                    lemmas.push(nominative.into_boxed_str());
                }
            }
        }
        lemmas
    }
}

/// The nominatives in a consonant that a folded form in the singular may have, told by its ending
/// alone: Шольц for "Шольц", "Шольцу", Цюй for "Цюем", Чхоль for "Чхоля". What a dictionary's
/// paradigms make of such a form differs from case to case ("Шольца" like "отца", "Шольц" like
/// "шприц"): this is the same for all cases of a masculine name or loanword. Source: the endings of
/// the second declension (Зализняк, Грамматический словарь, types 1, 2, 4, 5, 6) and of surnames in
/// -ов and -ин.
pub fn consonant_nominatives(folded: &str) -> SmallVec<[String; 2]> {
    let mut nominatives = SmallVec::new();
    let mut add = |nominative: String| {
        if nominative.chars().count() >= 2 && nominative.contains(text::is_vowel) {
            nominatives.push(nominative);
        }
    };
    let Some(last) = folded.chars().next_back() else {
        return nominatives;
    };
    if is_consonant(last) || matches!(last, 'й' | 'ь') {
        add(folded.to_owned());
    }
    for (ending, hard, soft) in CONSONANT_ENDINGS {
        let Some(stem) = folded.strip_suffix(ending) else {
            continue;
        };
        match stem.chars().next_back() {
            Some(end) if is_consonant(end) => {
                if hard {
                    add(stem.to_owned());
                }
                // Names in other soft consonants are few.
                if soft && matches!(end, 'л' | 'н') {
                    add(format!("{stem}ь"));
                }
            }
            Some(end) if text::is_vowel(end) && soft => add(format!("{stem}й")),
            _ => {}
        }
    }
    nominatives
}

/// Case endings of masculine nouns and surnames, whether nouns in a hard consonant have them, and
/// whether those in a soft one do.
const CONSONANT_ENDINGS: [(&str, bool, bool); 8] = [
    ("а", true, false),
    ("у", true, false),
    ("ом", true, false),
    ("ым", true, false),
    ("е", true, true),
    ("ем", true, true),
    ("я", false, true),
    ("ю", false, true),
];

fn is_consonant(letter: char) -> bool {
    "бвгджзклмнпрстфхцчшщ".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index_lemmas(form: &str) -> Vec<String> {
        let mut lemmas = Vec::new();
        Morph::get().index_lemmas(form, &mut lemmas);
        lemmas
    }

    fn joined(a: &str, b: &str) -> bool {
        let (a, b) = (index_lemmas(a), index_lemmas(b));
        a.iter().any(|lemma| b.contains(lemma))
    }

    #[test]
    fn forms_of_one_word_are_joined() {
        for (a, b) in [
            ("визит", "визитами"),
            ("Корея", "Корее"),
            ("Лавров", "Лавровым"),
            ("Пхеньян", "Пхеньяне"),
            ("стал", "стали"),
            ("сталь", "сталью"),
            ("человек", "людьми"),
            ("полет", "полётом"),
            ("ракета", "ракет"),
            ("Южные", "южными"),
            ("быстро", "быстрее"),
            ("ее", "она"),
            ("нееееет", "нет"),
            ("сталь", "стали"),
            ("стать", "стали"),
            ("судно", "суда"),
            ("суд", "суда"),
            ("вина", "вину"),
            ("берег", "берегу"),
            ("бывший", "бывшая"),
            ("Шольц", "Шольцем"),
            ("Мерцу", "Мерц"),
            ("Пашинян", "Пашиняну"),
            ("Цюй", "Цюем"),
            ("Чхоль", "Чхоля"),
            ("Ын", "Ыну"),
        ] {
            assert!(
                joined(a, b),
                "{a} {b}: {:?} {:?}",
                index_lemmas(a),
                index_lemmas(b)
            );
        }
    }

    #[test]
    fn freaks_of_the_dictionary_do_not_join() {
        for (a, b) in [
            ("ев", "ели"),
            ("ев", "есть"),
            ("см", "смотри"),
            ("см", "смотреть"),
            ("метал", "метан"),
            ("при", "переть"),
            ("для", "длить"),
            ("были", "быль"),
            ("мая", "майя"),
            ("бывший", "был"),
            ("суть", "будет"),
            ("Роберт", "Робертой"),
        ] {
            assert!(
                !joined(a, b),
                "{a} {b}: {:?} {:?}",
                index_lemmas(a),
                index_lemmas(b)
            );
        }
    }

    #[test]
    fn answers_do_not_depend_on_case_or_cache() {
        let first = index_lemmas("ПУТИНА");
        assert_eq!(first, index_lemmas("путина"));
        assert_eq!(first, index_lemmas("Путина"));
        assert_eq!(first[0], "путин");
    }
}
