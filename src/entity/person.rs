//! Names of people: what comes in are the words of a mention in whatever case they stand, what
//! goes out are their parts in the nominative. A name is read word by word, each reading with the
//! cases and the gender that it allows; the readings kept are those that agree with each other
//! and with what stands around. Which mentions mean one person is left to
//! [`crate::entity::resolve`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::declension::{self, Bearer, Cases};
use super::eastern::{eastern, eastern_last, eastern_surnames, is_japanese};
use super::transcribe::rows;
use super::words::{self, NameClass};
use crate::text;

/// Particles of foreign names: no parts of their own, lower case as a rule, often left away.
pub const PARTICLES: &[&str] = &[
    "бин",
    "бен",
    "ибн",
    "бинт",
    "аль",
    "ал",
    "эль",
    "ас",
    "аш",
    "ан",
    "ат",
    "ад",
    "ар",
    "абу",
    "де",
    "ди",
    "да",
    "дю",
    "дос",
    "дус",
    "дель",
    "делла",
    "дер",
    "ден",
    "ван",
    "фон",
    "цу",
    "цур",
    "ла",
    "ле",
    "лос",
    "сен",
    "сан",
    "тер",
    "тен",
    "оглы",
    "кызы",
    "улы",
    "зода",
    "заде",
    "и",
    "е",
    "у",
    "ап",
    "мак",
];

/// Particles that stand behind a patronymic: "Гейдар Али оглы Алиев".
const PATRONYMIC_TAILS: &[&str] = &["оглы", "кызы", "улы", "уулу", "гызы", "оглу"];

/// What may stand at the head of a span and is no part of the name.
const TITLES: &[&str] = &[
    "товарищ",
    "тов",
    "господин",
    "госпожа",
    "г-н",
    "г-жа",
    "гражданин",
    "мистер",
    "миссис",
    "мисс",
    "сэр",
    "леди",
    "лорд",
    "дон",
    "донья",
    "сеньор",
    "мсье",
    "месье",
    "мадам",
    "фрау",
    "герр",
    "принц",
    "принцесса",
    "король",
    "королева",
    "царь",
    "император",
    "императрица",
    "князь",
    "княгиня",
    "граф",
    "графиня",
    "папа",
    "патриарх",
    "митрополит",
    "епископ",
    "архиепископ",
    "святой",
    "преподобный",
    "шейх",
    "имам",
    "аятолла",
    "эмир",
    "султан",
    "барон",
    "отец",
    "брат",
    "братья",
    "сестра",
    "сестры",
    "президент",
    "генерал",
    "полковник",
    "доктор",
    "профессор",
];

/// Those who bear these are called by their given name alone.
pub const DIGNITIES: &[&str] = &[
    "патриарх",
    "папа",
    "митрополит",
    "архиепископ",
    "епископ",
    "игумен",
    "иеромонах",
    "святой",
    "святитель",
    "апостол",
    "пророк",
    "царь",
    "царица",
    "император",
    "императрица",
    "король",
    "королева",
    "князь",
    "княгиня",
    "принц",
    "принцесса",
    "султан",
    "фараон",
];

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

/// Evidence from around a mention.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Context {
    /// Cases that the words around allow; all where they say nothing.
    pub cases: Cases,
    /// A case that they make likely without forcing it; none where they don't.
    pub likely: Cases,
    /// The case of the object of the verb beside the name: where that is not its subject.
    pub object: Cases,
    /// Gender that a verb or a title shows.
    pub bearer: Bearer,
    /// A title of those who are called by their given name stands before: "патриарх", "князь".
    pub dignity: bool,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            cases: Cases::ALL,
            likely: Cases::NONE,
            object: Cases::NONE,
            bearer: Bearer::Either,
            dignity: false,
        }
    }
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

/// How often each nominative is a reading of some form of the dispatch: forms of one name vote
/// for it together.
pub type Votes = FxHashMap<String, u32>;

/// Whether two initials, or an initial and a name, may be of one name: "Д" and "Дж", "Дж" and
/// "Джон".
pub fn begin_alike(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// Whether `word` is a patronymic by its ending, in any case form.
pub fn is_patronymic(word: &str) -> bool {
    let lower = word.to_lowercase();
    const ENDINGS: &[&str] = &[
        "вич",
        "вича",
        "вичу",
        "вичем",
        "виче",
        "вна",
        "вны",
        "вне",
        "вну",
        "вной",
        "чна",
        "чны",
        "чне",
        "чну",
        "чной",
        "ьич",
        "ьича",
        "ьичу",
        "ьичем",
        "ьиче",
    ];
    if lower.chars().count() < 6 || lower.contains('-') {
        return false;
    }
    ENDINGS.iter().any(|e| lower.ends_with(e))
        && [
            "ович", "евич", "овн", "евн", "ичн", "ьич", "мич", "кич", "фич",
        ]
        .iter()
        .any(|m| lower.contains(m))
}

/// The nominative of a patronymic, spelled as the form is: "Юрьевна" of "Юрьевной".
fn patronymic_nominative(form: &str) -> Option<String> {
    ["ами", "ой", "ою", "ем", "ом", "ы", "е", "у", "а"]
        .iter()
        .filter_map(|ending| form.strip_suffix(ending))
        .find_map(|stem| {
            if stem.ends_with("ич") {
                Some(stem.to_owned())
            } else if stem.ends_with("вн") || stem.ends_with("чн") {
                Some(format!("{stem}а"))
            } else {
                None
            }
        })
}

/// Nominatives of `form` as a given name or patronymic of the dictionary.
pub fn given_forms(form: &str) -> Vec<String> {
    words::readings(form)
        .iter()
        .filter(|r| {
            matches!(r.name, NameClass::Given | NameClass::Patronymic) && !r.plural && r.known
        })
        .map(|r| words::like(form, &r.lemma))
        .collect()
}

/// What a word of a mention may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Given,
    Patronymic,
    Surname,
    Particle,
}

#[derive(Debug, Clone)]
struct PartReading {
    nominative: String,
    bearer: Bearer,
    cases: Cases,
    part: Part,
    score: i32,
}

const SINGLE_CASES: [Cases; 6] = [
    Cases::NOM,
    Cases::GEN,
    Cases::DAT,
    Cases::ACC,
    Cases::INS,
    Cases::LOC,
];

/// All nominatives that the words of a mention may be forms of, for [`Votes`].
pub fn possible_nominatives(tokens: &[NameToken]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for token in tokens.iter().filter(|t| !t.initial) {
        let form = words::proper_case(&token.form);
        for reading in part_readings(&form, 1, 2) {
            if !out.contains(&reading.nominative) {
                out.push(reading.nominative);
            }
        }
    }
    out
}

/// Points by which a given name that the dictionary lacks is less likely to be a nominative, by its
/// ending: of such names, mostly men's, few end in -а, and hardly any in -е, -у or -ы.
fn unlike_nominative(lower: &str) -> i32 {
    const ENDINGS: &[(&str, i32)] = &[
        ("ой", 4),
        ("ей", 4),
        ("ом", 3),
        ("ем", 3),
        ("ы", 6),
        ("е", 5),
        ("у", 3),
        ("ю", 3),
        ("а", 2),
        ("я", 2),
    ];
    let ending = ENDINGS.iter().find(|(ending, _)| lower.ends_with(ending));
    ending.map_or(0, |(_, points)| *points)
}

fn is_adjective(name: &str) -> bool {
    ["ая", "ый", "ий", "ой"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether a given name is in the table of those that the dictionary lacks.
fn is_foreign_given(name: &str, bearer: Bearer) -> bool {
    static NAMES: OnceLock<FxHashMap<&str, Bearer>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        rows(include_str!("tables/foreign_given_names.tsv"))
            .filter_map(|row| match row[..] {
                [name, "m"] => Some((name, Bearer::Man)),
                [name, "f"] => Some((name, Bearer::Woman)),
                _ => None,
            })
            .collect()
    });
    names
        .get(name)
        .is_some_and(|known| known.meet(bearer).is_some())
}

/// Whether a word ends as case forms do, and few names in the nominative.
fn ends_in_case(word: &str) -> bool {
    word.ends_with(['у', 'ю', 'ы', 'е'])
}

/// How likely a reading is among those of its form.
fn points(reading: &declension::Reading) -> i32 {
    i32::from(reading.weight) - i32::from(reading.rarity)
}

fn is_latin(word: &str) -> bool {
    !word.chars().any(text::is_cyrillic)
}

/// Points by which a given name that the dictionary lacks is less likely, where it has another of
/// that form and where it has none.
const BESIDE_KNOWN: i32 = 4;
const UNKNOWN_GIVEN: i32 = 2;
/// As one that is an adjective: "Игой" of no Игая.
const ADJECTIVE: i32 = 5;
/// What a foreigner's given name of the table gains, and a Russian one of the same form loses.
const FOREIGN_GIVEN: i32 = 18;
const BESIDE_FOREIGN: i32 = 6;

/// The readings of one word at `index` of `count`.
fn part_readings(form: &str, index: usize, count: usize) -> Vec<PartReading> {
    let mut out: Vec<PartReading> = Vec::new();
    let lower = text::lowercase(form);
    if is_latin(form) {
        let part = if index + 1 == count {
            Part::Surname
        } else {
            Part::Given
        };
        return vec![PartReading {
            nominative: form.to_owned(),
            bearer: Bearer::Either,
            cases: Cases::ALL,
            part,
            score: 5,
        }];
    }
    let first_lower = form.chars().next().is_some_and(char::is_lowercase);
    if PARTICLES.contains(&lower.as_str())
        && (first_lower
            || (index > 0 && index + 1 < count)
            || index + 1 < count
                && lower.chars().count() <= 3
                && !eastern_surnames().contains(form))
    {
        return vec![PartReading {
            nominative: form.to_owned(),
            bearer: Bearer::Either,
            cases: Cases::ALL,
            part: Part::Particle,
            score: 5,
        }];
    }
    let dictionary = words::readings(form);
    let mut given_known = false;
    let mut surname_known = false;
    let declined = declension::readings(form);
    let of_class = |class: NameClass| -> f32 {
        let readings = dictionary.iter().filter(|r| r.known && r.name == class);
        readings.map(|r| r.probability).sum()
    };
    // "Илона": where a foreigner's name has that form, the Russian one is less certain.
    let foreign = declined
        .iter()
        .any(|r| r.nominative != form && is_foreign_given(&r.nominative, r.bearer));
    for reading in dictionary.iter() {
        let (part, score) = match reading.name {
            NameClass::Given if reading.known => (Part::Given, 18),
            NameClass::Patronymic if reading.known => (Part::Patronymic, 22),
            // "Агранович" is a surname as likely as not.
            NameClass::Patronymic => (Part::Patronymic, 15),
            NameClass::Surname if reading.known => (Part::Surname, 12),
            _ => continue,
        };
        if reading.plural && part != Part::Surname {
            continue;
        }
        given_known |= part == Part::Given;
        surname_known |= part == Part::Surname;
        // A nominative is kept as written: "Васильевич", "Федоров" without its ё.
        let mut nominative = if reading.cases.has_nominative() && !reading.plural {
            form.to_owned()
        } else if part == Part::Patronymic
            && let Some(nominative) = patronymic_nominative(form)
        {
            // The dictionary leads "Юрьевны" to "Юриевна".
            nominative
        } else {
            words::like(form, &reading.lemma)
        };
        // How often a man or a woman of one name was in the news tells less of this one than the
        // words beside: a difference counts half.
        let probability = match part {
            Part::Surname | Part::Given => {
                f32::midpoint(reading.probability, of_class(reading.name))
            }
            _ => reading.probability,
        };
        let mut bearer = reading.bearer();
        // Dictionaries give surnames one lemma for both genders.
        if part == Part::Surname && bearer == Bearer::Woman && nominative != form {
            nominative = feminine_surname(&nominative);
        }
        if reading.gender.is_none() {
            bearer = Bearer::Either;
        }
        out.push(PartReading {
            nominative,
            bearer,
            cases: reading.cases,
            part,
            score: if part == Part::Patronymic && !reading.known {
                score
            } else {
                score + (probability * 10.0) as i32
            },
        });
        if let Some(reading) = out.last_mut() {
            let same = |r: &&declension::Reading| r.nominative == reading.nominative;
            reading.score -= match part {
                // "Санда", which the dictionary has and no news had.
                Part::Surname => declined
                    .iter()
                    .find(same)
                    .map_or(0, |r| i32::from(r.rarity)),
                Part::Given if foreign && !is_foreign_given(&reading.nominative, bearer) => {
                    BESIDE_FOREIGN
                }
                _ => 0,
            };
        }
    }
    // A patronymic stays one whatever the dictionary knows.
    if index > 0 && is_patronymic(form) && !out.iter().any(|r| r.part == Part::Patronymic) {
        for reading in declension::readings(form).iter() {
            let fits = match reading.bearer {
                Bearer::Man => reading.nominative.ends_with('ч'),
                Bearer::Woman | Bearer::Either => reading.nominative.ends_with("на"),
                Bearer::Several => false,
            };
            if fits {
                let man = reading.nominative.ends_with('ч');
                out.push(PartReading {
                    nominative: reading.nominative.clone(),
                    bearer: if man { Bearer::Man } else { Bearer::Woman },
                    cases: reading.cases,
                    part: Part::Patronymic,
                    score: 16,
                });
            }
        }
    }
    // What news had tells more than the ending.
    let told = declined.iter().any(|r| r.rarity > 0);
    for reading in declined.iter() {
        let twin = out.iter_mut().find(|r| {
            r.part == Part::Surname
                && r.nominative == reading.nominative
                && r.bearer == reading.bearer
        });
        match twin {
            Some(twin) => twin.cases = twin.cases.or(reading.cases),
            None => out.push(PartReading {
                nominative: reading.nominative.clone(),
                bearer: reading.bearer,
                cases: reading.cases,
                part: Part::Surname,
                score: points(reading) - if surname_known { 3 } else { 0 },
            }),
        }
        let named = |r: &PartReading| {
            r.part == Part::Given
                && (r.nominative == reading.nominative && r.bearer.meet(reading.bearer).is_some()
                    || r.bearer == reading.bearer)
        };
        if !reading.cases.is_empty()
            && count > 1
            && reading.bearer != Bearer::Several
            && !(given_known && out.iter().any(named))
        {
            // "Илону" is of Илона for the dictionary, and of Илон, whom it does not know.
            let mut unlikely = if given_known {
                BESIDE_KNOWN
            } else {
                UNKNOWN_GIVEN
            };
            if reading.nominative == form && !told {
                unlikely += unlike_nominative(&lower);
            }
            // "Игой" of no Игая.
            if reading.nominative != form && is_adjective(&reading.nominative) {
                unlikely += ADJECTIVE;
            }
            if is_foreign_given(&reading.nominative, reading.bearer) {
                unlikely -= FOREIGN_GIVEN;
            }
            out.push(PartReading {
                nominative: reading.nominative.clone(),
                bearer: reading.bearer,
                cases: reading.cases,
                part: Part::Given,
                score: points(reading) - unlikely,
            });
        }
    }
    out
}

/// The form of a surname that a woman bears, from the masculine one of the dictionary.
fn feminine_surname(masculine: &str) -> String {
    let lower = masculine.to_lowercase();
    let cut = |letters: usize| {
        let count = masculine.chars().count();
        masculine
            .chars()
            .take(count.saturating_sub(letters))
            .collect::<String>()
    };
    let possessive = ["ов", "ев", "ёв", "ин", "ын"]
        .iter()
        .any(|s| lower.ends_with(s));
    if possessive {
        format!("{masculine}а")
    } else if [
        "ский", "цкий", "ный", "ной", "ской", "цкой", "лый", "тый", "стой",
    ]
    .iter()
    .any(|s| lower.ends_with(s))
    {
        format!("{}ая", cut(2))
    } else {
        masculine.to_owned()
    }
}

/// "Кирилл" of "патриарх Кирилл", "Иван Петров" of "министр Иван Петров": titles and posts in small
/// letters are no part of a name. Those of rulers are, where more than a given name follows:
/// "принц Гарри Уэльский".
pub fn without_titles(name: &str) -> &str {
    let mut rest = name.trim();
    let mut ruler = false;
    while let Some((first, more)) = rest.split_once(char::is_whitespace) {
        let readings = words::readings(first);
        let title = first.starts_with(text::is_lowercase)
            && readings
                .iter()
                .any(|r| r.post || TITLES.contains(&r.lemma.as_str()));
        if !title {
            break;
        }
        ruler |= readings
            .iter()
            .any(|r| DIGNITIES.contains(&r.lemma.as_str()));
        rest = more.trim_start();
    }
    match ruler && rest.contains(char::is_whitespace) {
        true => name,
        false => rest,
    }
}

/// Reads a mention. `votes` are those of the whole dispatch.
pub fn parse(tokens: &[NameToken], context: Context, votes: &Votes) -> Parsed {
    let tokens = own_words(tokens);
    let mut parsed = Parsed {
        initials: tokens
            .iter()
            .filter(|t| t.initial)
            .map(|t| words::proper_case(&t.form))
            .collect(),
        seniority: tokens.iter().find_map(|t| t.seniority.clone()),
        ..Parsed::default()
    };
    let forms: Vec<String> = tokens
        .iter()
        .filter(|t| !t.initial)
        .map(|t| words::proper_case(&t.form))
        .collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let Some((last, given)) = forms.split_last() else {
        return parsed;
    };
    if let Some(names) = eastern_names(&forms, context, votes) {
        parsed.surname_first = true;
        parsed.surname = names.first().cloned();
        parsed.given = names.get(1..).unwrap_or_default().to_vec();
        parsed.words = names;
        parsed.score = EASTERN;
        return parsed;
    }
    let reader = Reader {
        readings: forms
            .iter()
            .enumerate()
            .map(|(i, form)| part_readings(form, i, forms.len()))
            .collect(),
        japanese: forms.len() > 1 && forms.iter().all(|word| is_japanese(word)),
        forms: &forms,
        context,
        votes,
    };
    match reader.best(!parsed.initials.is_empty()) {
        Some(choice) => parsed.take(&choice, context),
        None => {
            parsed.words = forms.iter().map(|&form| form.to_owned()).collect();
            parsed.surname = Some((*last).to_owned());
            parsed.given = given.iter().map(|&form| form.to_owned()).collect();
        }
    }
    parsed
}

/// The words of a mention that are of the name: without titles that the span took in, and without
/// a spelling in other letters.
fn own_words(tokens: &[NameToken]) -> Vec<&NameToken> {
    let mut tokens: Vec<&NameToken> = tokens.iter().collect();
    // As long as a name remains.
    while tokens.len() > 1 {
        let lower = tokens[0].form.to_lowercase();
        let title = words::readings(&lower)
            .iter()
            .any(|r| TITLES.contains(&r.lemma.as_str()))
            || TITLES.contains(&lower.as_str());
        let small = tokens[0].form.starts_with(char::is_lowercase);
        if title && small && !tokens[0].initial {
            tokens.remove(0);
        } else {
            break;
        }
    }
    // A Latin spelling behind a Cyrillic name is an alias, not a part: "(Joshua Wolf)"; so are
    // characters of any other script.
    let cyrillic = tokens
        .iter()
        .filter(|t| !is_latin(&t.form) && !t.initial)
        .count();
    let foreign = tokens.iter().filter(|t| is_latin(&t.form)).count();
    if cyrillic > 1 || cyrillic == 1 && foreign > 1 {
        tokens.retain(|t| !is_latin(&t.form) || t.initial || is_numeral(&t.form));
    } else if cyrillic == 1 {
        tokens.retain(|t| !is_latin(&t.form) || t.form.is_ascii());
    }
    tokens
}

/// The words of a Korean, Chinese or Vietnamese name in the nominative; `None` for other names.
fn eastern_names(forms: &[&str], context: Context, votes: &Votes) -> Option<Vec<String>> {
    let mut names = eastern(forms)?;
    let last = forms.last()?;
    // "Ким Юна": the dispatch's other forms settle whether "а" is an ending.
    let score = |name: &str, cases: Cases| {
        let vote = votes.get(name).copied().unwrap_or(0).min(3) as i32;
        let fit = i32::from(!cases.and(context.cases).is_empty());
        let bare = i32::from(
            name == *last
                && !name.ends_with(['а', 'у', 'е', 'я', 'ю'])
                && !name.ends_with("ом")
                && !name.ends_with("ем"),
        );
        let stripped = i32::from(name != *last);
        let unlikely = i32::from(context.likely == Cases::NOM && cases.and(Cases::NOM).is_empty());
        vote * 2 + fit * 3 + bare * 4 + stripped - unlikely * 2
    };
    let best = eastern_last(last)
        .into_iter()
        .map(|(name, cases)| (score(&name, cases), name))
        .max_by_key(|(score, name)| (*score, std::cmp::Reverse(name.len())));
    if let (Some((_, best)), Some(slot)) = (best, names.last_mut()) {
        *slot = best;
    }
    Some(names)
}

/// The readings of a mention's words, and what chooses between them. Points are sums: each about
/// two thirds of a natural logarithm of odds; weighed on development data.
struct Reader<'a> {
    forms: &'a [&'a str],
    readings: Vec<Vec<PartReading>>,
    /// "Юкио Мисима": no Japanese name ends in a consonant but н.
    japanese: bool,
    context: Context,
    votes: &'a Votes,
}

/// Readings of all words of a mention that agree with each other.
struct Choice<'a> {
    score: i32,
    bearer: Bearer,
    readings: Vec<&'a PartReading>,
}

/// Points of an eastern name, which is told by its syllables.
const EASTERN: i32 = 30;
/// Nothing around tells the case: most names are subjects.
const UNTOLD_NOMINATIVE: i32 = 4;
/// A locative has its preposition before it.
const UNTOLD_LOCATIVE: i32 = -6;
/// A case that the words around allow, and one that they don't.
const ALLOWED: i32 = 3;
const FORBIDDEN: i32 = -9;
/// A case that they make likely, and that of an object.
const LIKELY: i32 = 4;
const OBJECT: i32 = 2;
/// Most people in the news are men, and few are named together.
const MAN: i32 = 1;
const SEVERAL: i32 = -6;
/// The gender that a verb or title shows, and the other one.
const SHOWN_GENDER: i32 = 6;
/// Each further form of a nominative in the dispatch, of so many at most: a word alone leans on its
/// other forms, words that agree with each other need them less.
const FORM: i32 = 3;
const MOST_FORMS_ALONE: u32 = 4;
const MOST_FORMS: u32 = 2;
/// A given name before another that stays as it is: "Абдель Фаттаха".
const FIXED_FIRST: i32 = -3;
/// A reading that ends as no Japanese name does, of a name that is all Japanese.
const NOT_JAPANESE: i32 = -4;
/// Of the names that a form in -е or -у may be of, those that it leaves unchanged are the fewest.
const UNCHANGED: i32 = -1;

impl Reader<'_> {
    fn best(&self, initials: bool) -> Option<Choice<'_>> {
        let mut best: Option<Choice> = None;
        for layout in layouts(self.forms, &self.readings, initials) {
            for case in SINGLE_CASES {
                for bearer in [Bearer::Man, Bearer::Woman, Bearer::Several] {
                    let Some(mut choice) = self.choice(&layout, case, bearer) else {
                        continue;
                    };
                    choice.score += self.surroundings(case, bearer);
                    if best.as_ref().is_none_or(|best| choice.score > best.score) {
                        best = Some(choice);
                    }
                }
            }
        }
        best
    }

    /// The best readings of all words as those parts, in one case and of one gender.
    fn choice(&self, layout: &[Part], case: Cases, bearer: Bearer) -> Option<Choice<'_>> {
        let mut choice = Choice {
            score: 0,
            bearer,
            readings: Vec::with_capacity(layout.len()),
        };
        for (i, part) in layout.iter().enumerate() {
            let leads = *part == Part::Given && i + 2 < self.forms.len();
            let (score, reading) = self.readings[i]
                .iter()
                .filter(|r| {
                    r.part == *part
                        && (!r.cases.and(case).is_empty() || leads && r.nominative == self.forms[i])
                        && r.bearer.meet(bearer).is_some()
                        && !(bearer == Bearer::Several && r.bearer != Bearer::Several)
                })
                .map(|r| (self.score(i, r, case), r))
                .max_by_key(|(score, _)| *score)?;
            choice.score += score;
            choice.readings.push(reading);
        }
        Some(choice)
    }

    /// Points of one word's reading in a case.
    fn score(&self, i: usize, reading: &PartReading, case: Cases) -> i32 {
        let most = if self.forms.len() == 1 {
            MOST_FORMS_ALONE
        } else {
            MOST_FORMS
        };
        let votes = self.votes.get(&reading.nominative).copied().unwrap_or(0);
        let mut score = reading.score + FORM * (votes.saturating_sub(1).min(most) as i32);
        if reading.cases.and(case).is_empty() {
            score += FIXED_FIRST;
        }
        if self.japanese && !is_japanese(&reading.nominative) {
            score += NOT_JAPANESE;
        }
        let form = self.forms[i];
        if case != Cases::NOM && reading.nominative == form && ends_in_case(form) {
            score += UNCHANGED;
        }
        score
    }

    /// What stands around says of a case and a gender.
    fn surroundings(&self, case: Cases, bearer: Bearer) -> i32 {
        let context = self.context;
        let allows = |cases: Cases| !cases.and(case).is_empty();
        let mut points = match context.cases == Cases::ALL {
            true if case == Cases::NOM => UNTOLD_NOMINATIVE,
            true if case == Cases::LOC && !allows(context.likely) => UNTOLD_LOCATIVE,
            true => 0,
            false if allows(context.cases) => ALLOWED,
            false => FORBIDDEN,
        };
        if allows(context.likely) {
            points += LIKELY;
        }
        if allows(context.object) {
            points += OBJECT;
        }
        points += match bearer {
            Bearer::Man => MAN,
            Bearer::Several => SEVERAL,
            Bearer::Woman | Bearer::Either => 0,
        };
        points
            + match context.bearer {
                Bearer::Either => 0,
                shown if shown == bearer => SHOWN_GENDER,
                _ => -SHOWN_GENDER,
            }
    }
}

impl Parsed {
    /// Takes over what was chosen.
    fn take(&mut self, choice: &Choice, context: Context) {
        self.score = choice.score;
        let bearer = choice.bearer;
        // Which gender is known for certain only when some word excludes the other.
        let certain = choice.readings.iter().any(|r| {
            matches!(r.bearer, Bearer::Man | Bearer::Woman)
                && (r.part != Part::Surname || gendered(&r.nominative))
        }) || context.bearer == bearer;
        // "Эммануэль прибыл": what the dictionary has as a woman's name is not hers alone.
        let contradicted = context.bearer != Bearer::Either && context.bearer != bearer;
        self.bearer = (certain && !contradicted).then_some(bearer);
        let mut particles: Vec<String> = Vec::new();
        for (i, reading) in choice.readings.iter().enumerate() {
            let name = reading.nominative.clone();
            self.words.push(name.clone());
            match reading.part {
                Part::Given => {
                    self.given.append(&mut particles);
                    self.given.push(name);
                }
                Part::Patronymic => self.patronymic = Some(name),
                Part::Particle => {
                    let lower = name.to_lowercase();
                    if PATRONYMIC_TAILS.contains(&lower.as_str()) {
                        // "Али оглы": the given name before it is the father's.
                        let father = self.given.pop();
                        self.patronymic = Some(match father {
                            Some(father) => format!("{father} {name}"),
                            None => name,
                        });
                    } else if i + 1 == choice.readings.len() {
                        self.given.push(name);
                    } else {
                        particles.push(name);
                    }
                }
                Part::Surname => {
                    let name = if particles.is_empty() {
                        name
                    } else {
                        let mut with = std::mem::take(&mut particles).join(" ");
                        with.push(' ');
                        with + &name
                    };
                    self.surname = Some(match self.surname.take() {
                        Some(before) => format!("{before} {name}"),
                        None => name,
                    });
                }
            }
        }
    }
}

/// The surname that members of a family have together in `form`, as a man's: "Горбачёв" of
/// "Михаил и Раиса Горбачёвы", "Обама" of "Барак и Мишель Обама". `None` where the form is one
/// person's alone.
pub fn family_surname(form: &str, own: &str) -> Option<String> {
    let plural = words::readings(form)
        .iter()
        .filter(|r| r.name == NameClass::Surname && r.plural && r.known)
        .map(|r| words::like(form, &r.lemma))
        .next();
    let plural = plural.or_else(|| {
        declension::readings(form)
            .iter()
            .filter(|r| r.bearer == Bearer::Several)
            .max_by_key(|r| r.weight)
            .map(|r| r.nominative.clone())
    });
    plural.or_else(|| (!gendered(own)).then(|| own.to_owned()))
}

impl Parsed {
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

/// The cases in which the words of a name can stand, as far as the dictionary knows them.
pub fn own_cases(tokens: &[NameToken]) -> Cases {
    let mut all = Cases::ALL;
    for token in tokens.iter().filter(|t| !t.initial && !is_latin(&t.form)) {
        let form = words::proper_case(&token.form);
        let cases = words::readings(&form)
            .iter()
            .filter(|r| {
                r.known
                    && !r.plural
                    && matches!(
                        r.name,
                        NameClass::Given | NameClass::Patronymic | NameClass::Surname
                    )
            })
            .fold(Cases::NONE, |cases, r| cases.or(r.cases));
        if !cases.is_empty() {
            all = all.and(cases);
        }
    }
    match all.is_empty() {
        true => Cases::ALL,
        false => all,
    }
}

/// Whether the form of a surname shows its bearer's gender.
fn gendered(surname: &str) -> bool {
    let lower = surname.to_lowercase();
    [
        "ов", "ев", "ёв", "ин", "ын", "ова", "ева", "ёва", "ина", "ына", "ский", "цкий", "ская",
        "цкая", "ный", "ная",
    ]
    .iter()
    .any(|s| lower.ends_with(s))
}

/// Whether a patronymic is that of a known father's name. "Михаил Агранович" has a surname of that
/// look; a woman's patronymic looks like no surname.
fn has_father(readings: &[PartReading]) -> bool {
    // Those whose stem is not the name's; Russian Grammar, 1980, §597.
    const IRREGULAR: &[&str] = &["павлович", "львович", "яковлевич", "петрович", "михайлович"];
    let patronymics = readings.iter().filter(|r| r.part == Part::Patronymic);
    patronymics.map(|r| text::fold(&r.nominative)).any(|name| {
        if name.ends_with("на") || IRREGULAR.contains(&name.as_ref()) {
            return true;
        }
        if !name.ends_with("ич") {
            return false;
        }
        let stem = ["ович", "евич", "ич"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending))
            .unwrap_or(&name);
        let stem = words::capitalize(stem);
        let soft = stem.strip_suffix('ь').map(|stem| format!("{stem}ий"));
        let fathers = ["", "й", "ь", "а", "я", "ий"].map(|ending| format!("{stem}{ending}"));
        fathers.iter().chain(&soft).any(|father| {
            words::readings(father)
                .iter()
                .any(|r| r.known && r.name == NameClass::Given && r.cases.has_nominative())
        })
    })
}

/// Points of a word whose ending or the dictionary makes it a surname: such a one may stand first.
const SURE: i32 = 8;

/// The orders of parts worth trying for a name.
fn layouts(forms: &[&str], readings: &[Vec<PartReading>], initials: bool) -> Vec<Vec<Part>> {
    let has = |i: usize, part: Part, least: i32| {
        readings
            .get(i)
            .is_some_and(|r| r.iter().any(|r| r.part == part && r.score >= least))
    };
    let particle = |i: usize| has(i, Part::Particle, 0);
    let patronymic = |i: usize| has(i, Part::Patronymic, 0);
    let known_given = |i: usize| has(i, Part::Given, 15);
    let count = forms.len();
    let mut out = Vec::new();
    match count {
        1 => {
            out.push(vec![Part::Surname]);
            if !initials && known_given(0) {
                out.push(vec![Part::Given]);
            }
            if patronymic(0) {
                out.push(vec![Part::Patronymic]);
            }
        }
        _ => {
            let mut layout: Vec<Part> = (0..count)
                .map(|i| {
                    if particle(i) {
                        Part::Particle
                    } else if i > 0
                        && patronymic(i)
                        && (i + 1 < count
                            || count == 2 && known_given(0) && has_father(&readings[1]))
                    {
                        Part::Patronymic
                    } else if i + 1 == count {
                        Part::Surname
                    } else {
                        Part::Given
                    }
                })
                .collect();
            let last = count - 1;
            // Two given names joined by nothing: "Анна Мария"; a roman numeral behind a ruler.
            if is_numeral(forms[last]) && last > 0 {
                layout[last] = Part::Surname;
                layout[last - 1] = Part::Given;
            }
            out.push(layout.clone());
            // Surname first: "Иванов Иван Иванович", "Иванов Иван".
            if count == 3 && patronymic(2) {
                out.push(vec![Part::Surname, Part::Given, Part::Patronymic]);
            }
            if count == 2 && known_given(1) && !known_given(0) && has(0, Part::Surname, SURE) {
                out.push(vec![Part::Surname, Part::Given]);
            }
            // "Светлана Алексиевич": a surname of a patronymic's look.
            if count == 2 && layout[1] == Part::Patronymic {
                out.push(vec![Part::Given, Part::Surname]);
            }
            // The last word may be a given name only: "Мария Тереза".
            if count == 2 && known_given(0) && known_given(1) && !has(1, Part::Surname, 10) {
                out.push(vec![Part::Given, Part::Given]);
            }
        }
    }
    out
}

fn is_numeral(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| matches!(c, 'I' | 'V' | 'X' | 'Х' | '0'..='9'))
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
}

/// Cases that a preposition governs; `None` for other words. Source: A. A. Zaliznyak, Grammatical
/// dictionary; Russian Grammar, 1980, §1661.
pub fn governed(preposition: &str) -> Option<Cases> {
    Some(match preposition {
        "с" | "со" => Cases::INS.or(Cases::GEN),
        "у"
        | "от"
        | "ото"
        | "из"
        | "для"
        | "без"
        | "до"
        | "против"
        | "кроме"
        | "ради"
        | "вокруг"
        | "около"
        | "после"
        | "вместо"
        | "среди"
        | "возле"
        | "мимо"
        | "со-стороны" => Cases::GEN,
        "к" | "ко" | "благодаря" | "вопреки" | "согласно" => Cases::DAT,
        "о" | "об" | "обо" => Cases::LOC.or(Cases::ACC),
        "при" => Cases::LOC,
        "в" | "во" | "на" => Cases::ACC.or(Cases::LOC),
        "за" | "под" => Cases::ACC.or(Cases::INS),
        "перед" | "над" | "между" => Cases::INS.or(Cases::GEN),
        "через" | "про" => Cases::ACC,
        "по" => Cases::DAT.or(Cases::LOC).or(Cases::ACC),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str) -> Vec<NameToken> {
        name.split(' ')
            .map(|w| NameToken::new(w.trim_end_matches('.'), w.ends_with('.')))
            .collect()
    }

    fn check(mention: &str, canonical: &str) {
        let parsed = parse(&tokens(mention), Context::default(), &Votes::default());
        assert_eq!(parsed.canonical(), canonical, "{mention}: {parsed:?}");
    }

    #[test]
    fn russian_names() {
        check("Ивана Петрова", "Иван Петров");
        check("Марии Сергеевны Петровой", "Мария Сергеевна Петрова");
        check("Петров Иван Сергеевич", "Иван Сергеевич Петров");
        check("Ольге Шевченко", "Ольга Шевченко");
        check("Андреем Полянским", "Андрей Полянский");
        check("И. С. Петрову", "И. С. Петров");
        check("Михаилу Лугановичу", "Михаил Луганович");
        check("Льву Ильичу", "Лев Ильич");
        check("Олега Дмитриевича", "Олег Дмитриевич");
        check("ПЕТРОВ", "Петров");
        check("Дмитрием Маминым-Сибиряком", "Дмитрий Мамин-Сибиряк");
    }

    #[test]
    fn foreign_names() {
        check("Джоном Смитом", "Джон Смит");
        check("Анны Ли", "Анна Ли");
        check("Людвига ван Бетховена", "Людвиг ван Бетховен");
        check("Мишель Дюбуа", "Мишель Дюбуа");
        check("Joshua Wolf", "Joshua Wolf");
    }

    #[test]
    fn patronymics_are_spelled_as_in_the_text() {
        check("Ольги Юрьевны Лужиной", "Ольга Юрьевна Лужина");
        check("Олегу Анатольевичу Лужину", "Олег Анатольевич Лужин");
        check("Фёдора Михайловича Сомина", "Фёдор Михайлович Сомин");
        // A surname of that look.
        check("Светланы Лукашевич", "Светлана Лукашевич");
        check("Светлану Даниилович", "Светлана Даниилович");
    }

    #[test]
    fn foreign_women_whose_surname_stays() {
        check("Тарьи Лайнен", "Тарья Лайнен");
        check("Ангеле Гертнер", "Ангела Гертнер");
        check("Кристиной Дюбуа", "Кристина Дюбуа");
        check("Чулпан Назаровой", "Чулпан Назарова");
    }

    #[test]
    fn men_whose_surname_ends_in_a_vowel() {
        check("Андрею Сибирке", "Андрей Сибирка");
        check("Анджею Дуде", "Анджей Дуда");
        check("Давида Гумбария", "Давид Гумбарий");
        check("Давида Гумбарию", "Давид Гумбария");
        check("Экрема Кадыроглу", "Экрем Кадыроглу");
        check("Криштиану Роналду", "Криштиану Роналду");
        check("Юкио Наримаса", "Юкио Наримаса");
        check("Юкио Наримасой", "Юкио Наримаса");
    }

    #[test]
    fn given_names_that_stay() {
        check("Джо Баркеру", "Джо Баркер");
        check("Хосе Маркесом", "Хосе Маркес");
        check("Абдель Насера Баркера", "Абдель Насер Баркер");
        check("Касым-Жомартом Сабировым", "Касым-Жомарт Сабиров");
    }

    #[test]
    fn no_word_is_put_before_another_without_need() {
        check("Дан Никушор", "Дан Никушор");
        check("Серена Бартон", "Серена Бартон");
        check("Сомин Иван", "Иван Сомин");
    }

    #[test]
    fn eastern_names() {
        check("Ли Мин Ёлем", "Ли Мин Ёль");
        check("Цзян Миньлае", "Цзян Миньлай");
        check("Ким Сон Чхоля", "Ким Сон Чхоль");
        check("Пак Чон Суном", "Пак Чон Сун");
        check("Чжан Вэньмину", "Чжан Вэньмин");
        check("Цой Ён Хи", "Цой Ён Хи");
        check("Нгуен Ван Хынгом", "Нгуен Ван Хынг");
        check("Хвана Сон Епа", "Хван Сон Еп");
    }
}
