//! A name of a person and its words: the type that comes in and the one that goes out.

use rustc_hash::FxHashMap;

use super::surname::feminine_surname;
use crate::entity::declension::Bearer;
use crate::text;

/// A word of a mention.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameToken {
    /// As in the text, normalised; without the point of an initial, and without "-младший".
    pub form: String,
    pub initial: bool,
    /// "младший" of "Сомин-младший", in the nominative.
    pub seniority: Option<String>,
}

impl NameToken {
    pub fn new(form: &str, initial: bool) -> Self {
        let (form, seniority) = match without_seniority(form) {
            Some((form, seniority)) => (form, Some(seniority)),
            None => (form, None),
        };
        Self {
            form: form.to_owned(),
            initial,
            seniority,
        }
    }
}

/// "Сомина" and "младший" of "Сомина-младшего", in any letters' case of the latter.
pub fn without_seniority(word: &str) -> Option<(&str, String)> {
    let (name, last) = word.rsplit_once('-').filter(|(name, _)| !name.is_empty())?;
    let last = text::lowercase(last);
    let stem = ["младш", "старш"]
        .into_iter()
        .find(|stem| last.starts_with(stem))?;
    let ending = last.strip_prefix(stem)?;
    let ending = match ending {
        "ий" | "его" | "ему" | "им" | "ем" => "ий",
        "ая" | "ей" | "ую" => "ая",
        _ => return None,
    };
    Some((name, format!("{stem}{ending}")))
}

/// A mention's parts, in the nominative.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    pub given: Vec<String>,
    pub patronymic: Option<String>,
    pub surname: Option<String>,
    /// "В", "Дж".
    pub initials: Vec<String>,
    /// "младший" or "старший", in the nominative: two bearers of one name.
    pub seniority: Option<String>,
    pub bearer: Option<Bearer>,
    /// Korean, Chinese or Vietnamese: the surname stands first.
    pub surname_first: bool,
    /// The words in the order of the text, nominative, for names of no known make.
    pub words: Vec<String>,
    /// How well the reading fits; compares readings of one mention only.
    pub score: i32,
}

impl Parsed {
    /// Words of the canonical name, given names first but for eastern names.
    pub fn canonical(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if self.surname_first {
            parts.extend(self.surname.clone());
            parts.extend(self.given.iter().cloned());
            return parts.join(" ");
        }
        if self.given.is_empty() {
            parts.extend(self.initials.iter().map(|c| format!("{c}.")));
        } else {
            parts.extend(self.given.iter().cloned());
        }
        parts.extend(self.patronymic.clone());
        parts.extend(self.surname.clone());
        let name = match parts.is_empty() {
            true => self.words.join(" "),
            false => parts.join(" "),
        };
        match &self.seniority {
            Some(seniority) => format!("{name}-{seniority}"),
            None => name,
        }
    }

    /// Gives the person a surname, a man's form of it.
    pub fn set_surname(&mut self, masculine: &str) {
        let surname = match self.bearer {
            Some(Bearer::Woman) => feminine_surname(masculine),
            _ => masculine.to_owned(),
        };
        if self.surname.is_some() {
            self.words.pop();
        }
        self.words.push(surname.clone());
        self.surname = Some(surname);
    }
}

/// How often each nominative is a reading of some form of the dispatch: forms of one name vote
/// for it together.
pub type Votes = FxHashMap<String, u32>;

/// Whether two initials, or an initial and a name, may be of one name: "Д" and "Дж", "Дж" and
/// "Джон".
pub fn begin_alike(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}
