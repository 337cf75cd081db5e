//! Word lists of the rules. Each says what it is for and where it comes from; words are in lower
//! case and the nominative (they are compared with lemmas) unless said otherwise. [`lists_of`]
//! tells in one look which of them hold a word.

mod latin;
mod organisations;
mod people;
mod places;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::entity::name_lexicon::TITLES;

pub use self::latin::{LATIN_COMPANY_WORDS, LATIN_GIVEN_NAMES};
pub use self::organisations::{LEGAL_FORMS, NOT_NAMES, PAIRS};
pub use self::people::{COMMON_EASTERN_SURNAMES, POST_REMAINDERS};
pub use self::places::{LATIN_PLACE_PAIRS, LATIN_PLACES, PLACE_PAIRS};

/// A word list, for asking which ones a word is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum List {
    Titles,
    CommonEasternSurnames,
    OrgDescriptors,
    NotNames,
    Things,
    Eponyms,
    Institutions,
    InstitutionAdjectives,
    NamedHeads,
    PlaceNouns,
    Services,
    Standalone,
    Embassies,
    Cabinets,
    PlaceHeads,
    Directions,
    Organisations,
    Offices,
    PairStarts,
    Buildings,
    Bands,
    Sources,
    PlaceAdjectives,
    Professions,
    PersonalVerbs,
    Visits,
    QualifiedInstitutions,
    FieldOffices,
    Parts,
    Units,
    RegionalOffices,
    StateNouns,
}

const LISTS: &[(List, &[&str])] = &[
    (List::Titles, TITLES),
    (List::CommonEasternSurnames, people::COMMON_EASTERN_SURNAMES),
    (List::OrgDescriptors, organisations::ORG_DESCRIPTORS),
    (List::NotNames, organisations::NOT_NAMES),
    (List::Things, organisations::THINGS),
    (List::Eponyms, people::EPONYMS),
    (List::Institutions, organisations::INSTITUTIONS),
    (
        List::InstitutionAdjectives,
        organisations::INSTITUTION_ADJECTIVES,
    ),
    (List::NamedHeads, organisations::NAMED_HEADS),
    (List::PlaceNouns, places::PLACE_NOUNS),
    (List::Services, organisations::SERVICES),
    (List::Standalone, organisations::STANDALONE),
    (List::Embassies, organisations::EMBASSIES),
    (List::Cabinets, organisations::CABINETS),
    (List::PlaceHeads, places::PLACE_HEADS),
    (List::Directions, places::DIRECTIONS),
    (List::Organisations, organisations::ORGANISATIONS),
    (List::Offices, organisations::OFFICES),
    (List::PairStarts, organisations::PAIR_STARTS),
    (List::Buildings, organisations::BUILDINGS),
    (List::Bands, organisations::BANDS),
    (List::Sources, organisations::SOURCES),
    (List::PlaceAdjectives, places::PLACE_ADJECTIVES),
    (List::Professions, people::PROFESSIONS),
    (List::PersonalVerbs, people::PERSONAL_VERBS),
    (List::Visits, places::VISITS),
    (
        List::QualifiedInstitutions,
        organisations::QUALIFIED_INSTITUTIONS,
    ),
    (List::FieldOffices, organisations::FIELD_OFFICES),
    (List::Parts, organisations::PARTS),
    (List::Units, organisations::UNITS),
    (List::RegionalOffices, organisations::REGIONAL_OFFICES),
    (List::StateNouns, places::STATE_NOUNS),
];

const _: () = assert!(LISTS.len() <= u32::BITS as usize, "a bit for each list");

/// Which lists hold `lemma`, a bit each.
pub fn lists_of(lemma: &str) -> u32 {
    static WORDS: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
        let mut words = FxHashMap::default();
        for &(list, members) in LISTS {
            for &word in members {
                *words.entry(word).or_insert(0) |= 1 << list as u32;
            }
        }
        words
    });
    WORDS.get(lemma).copied().unwrap_or(0)
}
