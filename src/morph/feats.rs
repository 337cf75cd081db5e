//! Parts of speech and morphological features with the values of Universal Dependencies 2, and
//! the word classes and flags of OpenCorpora that have no place there.
//!
//! A [`Feats`] is one `u64`; the same layout is written by `tools/build_morph.py`.
//!
//! Sources: <https://universaldependencies.org/u/feat/>, <https://opencorpora.org/dict.php?act=gram>,
//! and the correspondence of the two in <https://github.com/kmike/russian-tagsets>.

use std::fmt;

/// Universal part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Pos {
    /// The tag as Universal Dependencies write it: `NOUN`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adj => "ADJ",
            Self::Adp => "ADP",
            Self::Adv => "ADV",
            Self::Aux => "AUX",
            Self::Cconj => "CCONJ",
            Self::Det => "DET",
            Self::Intj => "INTJ",
            Self::Noun => "NOUN",
            Self::Num => "NUM",
            Self::Part => "PART",
            Self::Pron => "PRON",
            Self::Propn => "PROPN",
            Self::Punct => "PUNCT",
            Self::Sconj => "SCONJ",
            Self::Sym => "SYM",
            Self::Verb => "VERB",
            Self::X => "X",
        }
    }
}

impl Pos {
    /// By the name that [`Pos::as_str`] gives.
    pub fn from_name(name: &str) -> Option<Self> {
        use Pos::*;
        [
            Adj, Adp, Adv, Aux, Cconj, Det, Intj, Noun, Num, Part, Pron, Propn, Punct, Sconj, Sym,
            Verb, X,
        ]
        .into_iter()
        .find(|pos| pos.as_str() == name)
    }
}

impl fmt::Display for Pos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Word class of OpenCorpora. Finer than [`Pos`] for verbs and adjectives: a full participle is
/// inflected like an adjective, a short one is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Noun,
    /// Full adjective.
    Adjective,
    ShortAdjective,
    /// Comparative of an adjective or adverb.
    Comparative,
    /// Finite verb.
    Verb,
    Infinitive,
    /// Full participle.
    Participle,
    ShortParticiple,
    /// Gerund (converb).
    Gerund,
    Numeral,
    Adverb,
    /// Noun-like pronoun.
    Pronoun,
    /// Predicative: "нужно", "жаль".
    Predicative,
    Preposition,
    Conjunction,
    Particle,
    Interjection,
    /// No dictionary class: numbers, Latin words, unknown words.
    Other,
}

impl Class {
    /// By the numbers that `tools/build_morph.py` gives.
    pub(super) fn from_number(number: u8) -> Self {
        const CLASSES: [Class; 17] = [
            Class::Noun,
            Class::Adjective,
            Class::ShortAdjective,
            Class::Comparative,
            Class::Verb,
            Class::Infinitive,
            Class::Participle,
            Class::ShortParticiple,
            Class::Gerund,
            Class::Numeral,
            Class::Adverb,
            Class::Pronoun,
            Class::Predicative,
            Class::Preposition,
            Class::Conjunction,
            Class::Particle,
            Class::Interjection,
        ];
        CLASSES
            .get(usize::from(number))
            .copied()
            .unwrap_or(Class::Other)
    }

    /// Full adjectives and participles: what agrees with a noun in case, number and gender.
    pub fn agrees(self) -> bool {
        matches!(self, Self::Adjective | Self::Participle)
    }

    /// Any form of a verb, participles and gerunds included.
    pub fn is_verbal(self) -> bool {
        matches!(
            self,
            Self::Verb | Self::Infinitive | Self::Participle | Self::ShortParticiple | Self::Gerund
        )
    }
}

macro_rules! feature {
    ($(#[$doc:meta])* $name:ident, $shift:literal, $mask:literal, $($(#[$value_doc:meta])* $value:ident = $number:literal $text:literal),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name {
            $($(#[$value_doc])* $value = $number,)+
        }

        impl $name {
            const SHIFT: u32 = $shift;
            const MASK: u64 = $mask;

            /// The value as Universal Dependencies write it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $text,)+
                }
            }

            fn of(feats: Feats) -> Option<Self> {
                match (feats.0 >> Self::SHIFT) & Self::MASK {
                    $($number => Some(Self::$value),)+
                    _ => None,
                }
            }

            /// By the name that Universal Dependencies use; the first of those that share it.
            pub fn from_name(name: &str) -> Option<Self> {
                $(if name == $text {
                    return Some(Self::$value);
                })+
                None
            }
        }
    };
}

feature!(Case, 0, 0xF,
    Nom = 1 "Nom", Gen = 2 "Gen", Dat = 3 "Dat", Acc = 4 "Acc", Ins = 5 "Ins", Loc = 6 "Loc",
    /// Partitive, the second genitive: "чаю".
    Par = 7 "Par",
    /// The second locative: "в лесу".
    Loc2 = 8 "Loc",
    /// The new vocative: "мам".
    Voc = 9 "Voc");
feature!(Number, 4, 0x3, Sing = 1 "Sing", Plur = 2 "Plur");
feature!(Gender, 6, 0x3, Masc = 1 "Masc", Fem = 2 "Fem", Neut = 3 "Neut");
feature!(Animacy, 8, 0x3, Anim = 1 "Anim", Inan = 2 "Inan");
feature!(Degree, 10, 0x3, Pos = 1 "Pos", Cmp = 2 "Cmp", Sup = 3 "Sup");
feature!(Aspect, 12, 0x3, Imp = 1 "Imp", Perf = 2 "Perf");
feature!(Mood, 14, 0x3, Ind = 1 "Ind", Imp = 2 "Imp");
feature!(Person, 16, 0x3, First = 1 "1", Second = 2 "2", Third = 3 "3");
feature!(Tense, 18, 0x3, Past = 1 "Past", Pres = 2 "Pres", Fut = 3 "Fut");
feature!(VerbForm, 20, 0x7, Fin = 1 "Fin", Inf = 2 "Inf", Part = 3 "Part", Conv = 4 "Conv");
feature!(Voice, 23, 0x3, Act = 1 "Act", Pass = 2 "Pass", Mid = 3 "Mid");
feature!(
    /// Short forms of adjectives and participles.
    Variant, 25, 0x1, Short = 1 "Short");

/// Marks of OpenCorpora, each a bit of [`Feats`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Flag {
    /// Given name.
    Name = 26,
    Surname = 27,
    Patronymic = 28,
    /// Geographical name.
    Place = 29,
    /// Organisation.
    Organisation = 30,
    /// Trade mark.
    Brand = 31,
    Abbreviation = 32,
    /// Does not inflect.
    Fixed = 33,
    /// One letter that stands for a name.
    Initial = 34,
    /// Singular only.
    SingularOnly = 35,
    /// Plural only.
    PluralOnly = 36,
    /// Pronominal adjective: "этот", "мой".
    Pronominal = 37,
    /// Ordinal numeral: "первый".
    Ordinal = 38,
    Transitive = 39,
    /// Colloquial, archaic, literary, slang or misspelt form.
    Marked = 40,
    /// A variant ending: "мною", "сильней", "счастье" beside "счастие".
    Variant = 41,
    /// May stand for a noun.
    Substantive = 42,
    /// Of common gender.
    CommonGender = 43,
    /// Possessive adjective.
    Possessive = 44,
    /// Counting form: "пять человек".
    Counting = 45,
    /// A participle that may stand as an adjective.
    Adjectival = 46,
    /// Anaphoric pronoun.
    Anaphoric = 47,
    /// Qualitative adjective.
    Qualitative = 48,
}

/// The features of one analysis.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Feats(pub(super) u64);

macro_rules! getters {
    ($($(#[$doc:meta])* $get:ident $with:ident $kind:ident),+ $(,)?) => {
        $(
            $(#[$doc])*
            pub fn $get(self) -> Option<$kind> {
                $kind::of(self)
            }

            /// The same features with this one set, or cleared by `None`.
            #[must_use]
            pub fn $with(self, value: Option<$kind>) -> Self {
                let cleared = self.0 & !($kind::MASK << $kind::SHIFT);
                Self(cleared | value.map_or(0, |v| v as u64) << $kind::SHIFT)
            }
        )+
    };
}

impl Feats {
    pub const EMPTY: Self = Self(0);

    getters!(
        case with_case Case,
        number with_number Number,
        gender with_gender Gender,
        animacy with_animacy Animacy,
        degree with_degree Degree,
        aspect with_aspect Aspect,
        mood with_mood Mood,
        person with_person Person,
        tense with_tense Tense,
        verb_form with_verb_form VerbForm,
        voice with_voice Voice,
        variant with_variant Variant,
    );

    pub fn has(self, flag: Flag) -> bool {
        self.0 >> flag as u8 & 1 == 1
    }

    #[must_use]
    pub fn with(self, flag: Flag) -> Self {
        Self(self.0 | 1 << flag as u8)
    }

    /// Part of a person's name: given name, patronymic, surname or an initial.
    pub fn is_person_name(self) -> bool {
        self.has(Flag::Name) || self.has(Flag::Surname) || self.has(Flag::Patronymic)
    }

    /// A proper name of any kind that the dictionary marks.
    pub fn is_proper(self) -> bool {
        self.is_person_name()
            || self.has(Flag::Place)
            || self.has(Flag::Organisation)
            || self.has(Flag::Brand)
    }
}

/// As in CoNLL-U: `Case=Nom|Number=Sing`, by name; `_` when there are none. Flags of OpenCorpora
/// that Universal Dependencies lack are left out.
impl fmt::Display for Feats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = [
            ("Abbr", self.has(Flag::Abbreviation).then_some("Yes")),
            ("Animacy", self.animacy().map(Animacy::as_str)),
            ("Aspect", self.aspect().map(Aspect::as_str)),
            ("Case", self.case().map(Case::as_str)),
            ("Degree", self.degree().map(Degree::as_str)),
            ("Gender", self.gender().map(Gender::as_str)),
            ("Mood", self.mood().map(Mood::as_str)),
            ("Number", self.number().map(Number::as_str)),
            ("Person", self.person().map(Person::as_str)),
            ("Tense", self.tense().map(Tense::as_str)),
            ("Variant", self.variant().map(Variant::as_str)),
            ("VerbForm", self.verb_form().map(VerbForm::as_str)),
            ("Voice", self.voice().map(Voice::as_str)),
        ];
        let mut first = true;
        for (name, value) in items {
            if let Some(value) = value {
                if !first {
                    f.write_str("|")?;
                }
                write!(f, "{name}={value}")?;
                first = false;
            }
        }
        if first { f.write_str("_") } else { Ok(()) }
    }
}

impl fmt::Debug for Feats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_written_as_in_conllu() {
        let feats = Feats::EMPTY
            .with_number(Some(Number::Sing))
            .with_case(Some(Case::Loc2))
            .with_gender(Some(Gender::Fem));
        assert_eq!(feats.to_string(), "Case=Loc|Gender=Fem|Number=Sing");
        assert_eq!(feats.with_gender(None).gender(), None);
        assert_eq!(Feats::EMPTY.to_string(), "_");
    }
}
