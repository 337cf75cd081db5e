//! Russian morphology: what comes in are words or [`Tokens`](crate::text::Tokens), what goes out
//! are their lemmas, parts of speech and features (Universal Dependencies), and, the other way
//! round, forms: a lemma in a case, a noun phrase in the nominative. Names are found in
//! [`crate::entity`], index terms are laid out in [`crate::index`].
//!
//! The dictionary is OpenCorpora's, compiled into the binary (`tools/build_morph.py`); it needs no
//! loading step. Three doors:
//!
//! - [`Morph::parses`]: one form, all analyses, without context.
//! - [`Morph::index_lemmas`]: one form, the folded lemmas to index it by; cached, for bulk work.
//! - [`analyze()`]: a whole text, the analyses weighed by the words around.
//!
//! ```
//! use depesha::morph::{Case, Morph, Number, Target};
//!
//! let morph = Morph::get();
//! let parse = &morph.parses("Курской")[0];
//! assert_eq!(parse.lemma(), "курский");
//! let target = Target::new(Case::Ins, Number::Plur);
//! assert_eq!(morph.inflect(parse, target).as_deref(), Some("курскими"));
//! ```

mod analyze;
mod feats;
mod fold;
mod inflect;
mod lemmas;
mod lexicon;
mod parse;
mod phrase;
mod tables;
mod tagger;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

pub use analyze::{TokenAnalysis, analyze};
pub use feats::{
    Animacy, Aspect, Case, Class, Degree, Feats, Flag, Gender, Mood, Number, Person, Pos, Tense,
    Variant, VerbForm, Voice,
};
pub use inflect::Target;
pub use lemmas::consonant_nominatives;
pub use parse::{Origin, Parse, Parses};
pub(crate) use phrase::SETTLEMENTS;

use crate::memo::Recent;
use lexicon::Lexicon;

/// The Russian dictionary with all that is made from it.
pub struct Morph {
    lexicon: Lexicon,
}

impl Morph {
    /// The dictionary of this binary. The first call decodes some tables, which takes less than a
    /// millisecond.
    pub fn get() -> &'static Self {
        static MORPH: LazyLock<Morph> = LazyLock::new(|| Morph {
            lexicon: Lexicon::load(),
        });
        &MORPH
    }

    /// All analyses of `form`, most likely first; never empty. Case matters only for initials and
    /// Roman numerals. An ё in `form` keeps only the analyses that have it too; an е stands for
    /// either.
    pub fn parses(&self, form: &str) -> Parses {
        self.lexicon.parse(form)
    }

    /// As [`Morph::parses`], shared with who asked for the same form a moment ago.
    pub(crate) fn recent_parses(&self, form: &str) -> Rc<Parses> {
        thread_local! {
            static RECENT: RefCell<Recent<Parses>> = const { RefCell::new(Recent::new()) };
        }
        RECENT.with_borrow_mut(|recent| recent.get_or(form, || self.parses(form)))
    }

    /// True when `form` stands in the dictionary itself, case and ё aside.
    pub fn contains(&self, form: &str) -> bool {
        self.lexicon.contains(&crate::text::fold(form))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lemmas(form: &str) -> Vec<String> {
        let mut lemmas = Vec::new();
        for parse in Morph::get().parses(form) {
            let lemma = parse.lemma();
            if !lemmas.contains(&lemma) {
                lemmas.push(lemma);
            }
        }
        lemmas
    }

    #[track_caller]
    fn check(form: &str, first: &str, pos: Pos) {
        let parses = Morph::get().parses(form);
        assert_eq!(
            (parses[0].lemma().as_str(), parses[0].pos),
            (first, pos),
            "{form}: {parses:?}"
        );
    }

    #[test]
    fn dictionary_words() {
        for (form, lemma, pos) in [
            ("визитом", "визит", Pos::Noun),
            ("Пхеньяне", "пхеньян", Pos::Propn),
            ("Лаврова", "лавров", Pos::Propn),
            ("Корее", "корея", Pos::Propn),
            ("стали", "стать", Pos::Verb),
            ("был", "быть", Pos::Aux),
            ("изображающую", "изображать", Pos::Verb),
            ("курской", "курский", Pos::Adj),
            ("этими", "этот", Pos::Det),
            ("собой", "себя", Pos::Pron),
            ("чтобы", "чтобы", Pos::Sconj),
            ("или", "или", Pos::Cconj),
            ("полетом", "полёт", Pos::Noun),
            ("лучших", "лучший", Pos::Adj),
            ("наисильнейшего", "наисильнейший", Pos::Adj),
            ("во", "во", Pos::Adp),
        ] {
            check(form, lemma, pos);
        }
    }

    #[test]
    fn unknown_words_are_analysed_by_their_parts_and_endings() {
        for (form, lemma, pos) in [
            ("псевдонаучного", "псевдонаучный", Pos::Adj),
            ("байткодом", "байткод", Pos::Noun),
            ("бутявкает", "бутявкать", Pos::Verb),
            ("премьер-министром", "премьер-министр", Pos::Noun),
            ("Санкт-Петербургом", "санкт-петербург", Pos::Propn),
            ("северо-корейскими", "северо-корейский", Pos::Adj),
            ("по-курски", "по-курски", Pos::Adv),
            ("смотри-ка", "смотреть-ка", Pos::Verb),
            ("городу-герою", "город-герой", Pos::Noun),
            ("XXI", "xxi", Pos::Num),
            ("2025", "2025", Pos::Num),
            ("5-го", "5-й", Pos::Adj),
            ("125-го", "125-го", Pos::Adj),
            ("Reuters", "reuters", Pos::X),
            ("—", "—", Pos::Punct),
        ] {
            check(form, lemma, pos);
        }
    }

    #[test]
    fn typed_yo_filters_and_is_optional() {
        assert_eq!(lemmas("осёл"), ["осёл"]);
        assert!(lemmas("осел").contains(&"осёл".to_owned()));
        assert!(lemmas("осел").contains(&"осесть".to_owned()));
        // Typed where the dictionary knows none.
        assert_eq!(lemmas("афёра"), ["афера"]);
    }

    #[test]
    fn initials_are_names() {
        let parses = Morph::get().parses("В");
        assert_eq!(parses[0].pos, Pos::Adp);
        assert!(parses.iter().any(|p| p.feats.has(Flag::Initial)));
    }

    proptest! {
        #[test]
        fn any_word_is_analysed(form in "\\PC{0,12}|[а-яёА-ЯЁ-]{1,24}") {
            let morph = Morph::get();
            let parses = morph.parses(&form);
            prop_assert!(!parses.is_empty());
            let sum: f32 = parses.iter().map(|p| p.probability).sum();
            prop_assert!((sum - 1.0).abs() < 0.01);
            for parse in &parses {
                let _ = morph.lemma_of(parse);
                for case in [Case::Nom, Case::Gen, Case::Loc] {
                    for number in [Number::Sing, Number::Plur] {
                        let _ = morph.inflect(parse, Target::new(case, number));
                    }
                }
            }
        }
    }
}
