//! Names of places: what comes in are the words of a mention in whatever case they stand, what
//! goes out is the nominative with agreement ("Курской области" gives "Курская область"), the name
//! that the archive knows the place by ("РФ" gives "Россия"), and the bearer of that name that the
//! dispatch means. Adjectives and demonyms of places are read here too.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use super::GeoPlace;
use super::declension::{self, Bearer, Cases};
use super::eastern;
use super::gazetteer::{self, Candidate, Gazetteer, Known, PlaceClass};
use super::name_lexicon::is_particle;
use super::words::{self, NameClass, WordReading};
use crate::dispatch::SHORT_CITIES;
use crate::memo::Memo;
use crate::morph::{Class, Gender, Morph, SETTLEMENTS};
use crate::text;

/// Words for a kind of place, dictionary form: not part of what a place is called by, and in lower
/// case when a dateline or headline in capitals is put right.
pub const DESCRIPTORS: &[&str] = &[
    "область",
    "край",
    "республика",
    "округ",
    "район",
    "город",
    "село",
    "деревня",
    "поселок",
    "посёлок",
    "станица",
    "хутор",
    "аул",
    "улица",
    "площадь",
    "проспект",
    "переулок",
    "бульвар",
    "набережная",
    "шоссе",
    "остров",
    "острова",
    "полуостров",
    "море",
    "океан",
    "залив",
    "пролив",
    "река",
    "озеро",
    "гора",
    "горы",
    "хребет",
    "пустыня",
    "провинция",
    "штат",
    "уезд",
    "губерния",
    "графство",
    "префектура",
    "департамент",
    "кантон",
    "земля",
    "королевство",
    "княжество",
    "империя",
    "регион",
    "автономия",
    "территория",
    "лес",
    "парк",
    "мыс",
    "бухта",
    "долина",
    "ущелье",
    "водохранилище",
    "канал",
    "пик",
    "вулкан",
    "мост",
    "станция",
    "аэропорт",
    "микрорайон",
    "квартал",
    "муниципалитет",
    "волость",
    "архипелаг",
    "атолл",
    "каньон",
];

/// Towns whose first word news cut to its first letters, beside those of datelines: the letters, the
/// rest, the name. Before a hyphen or a space.
const ABBREVIATED: [(&str, &str, &str); 4] = [
    ("К", "Уральский", "Каменск-Уральский"),
    ("А", "Ата", "Алма-Ата"),
    ("Н", "Йорк", "Нью-Йорк"),
    ("Л", "Анджелес", "Лос-Анджелес"),
];

/// Towns whose last word is cut, by what is left of it: "Ростов-на-Д.".
const CUT: &[(&str, &str, &str)] = &[
    ("Ростов", "д", "Ростов-на-Дону"),
    ("Комсомольск", "а", "Комсомольск-на-Амуре"),
];

/// The town of "С.-Петербурге", "Н. Новгород", by the letters before the full stop and the word
/// behind it, in any case.
pub fn abbreviated(letters: &str, rest: &str) -> Option<&'static str> {
    let letters = gazetteer::fold(letters);
    let mut towns = { SHORT_CITIES.iter().chain(&ABBREVIATED) }
        .filter(|(short, ..)| gazetteer::fold(short) == letters)
        .peekable();
    towns.peek()?;
    let own = gazetteer::fold(rest);
    let forms: Vec<String> = possible_nominatives(rest)
        .iter()
        .map(|form| fold(form))
        .collect();
    towns
        .find(|(_, name, _)| {
            let name = gazetteer::fold(name);
            own == name || forms.iter().any(|form| *form == name)
        })
        .map(|(.., town)| *town)
}

/// The town of "Ростове-на-Д", whose full stop is a token of its own.
pub fn cut(form: &str) -> Option<&'static str> {
    let folded = gazetteer::fold(form);
    let (head, last) = folded.split_once("-на-")?;
    let towns = possible_nominatives(&words::capitalize(head));
    let found = { CUT.iter() }
        .find(|(town, letter, _)| *letter == last && towns.iter().any(|name| name == town));
    found.map(|(.., town)| *town)
}

/// The name of a town that is abbreviated in a user's words: "С.-Петербург".
fn expanded(written: &str) -> Option<&'static str> {
    let written = written.trim().trim_end_matches('.');
    if let Some(town) = cut(written) {
        return Some(town);
    }
    let (letters, rest) = written.split_once('.')?;
    abbreviated(
        letters.trim(),
        rest.trim().trim_start_matches(['-', '–', '—']).trim(),
    )
}

/// Whether a lemma is a word for a kind of place.
pub fn is_descriptor(lemma: &str) -> bool {
    DESCRIPTORS.contains(&lemma)
}

/// The name of a mention.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceName {
    /// What the archive calls it.
    pub canonical: String,
    /// The nominative of the words themselves ("Российская Федерация"); an alias when it differs.
    pub nominative: String,
    /// The place of the tables, when it is one.
    pub known: Option<&'static Known>,
}

impl PlaceName {
    pub fn is_country(&self) -> bool {
        self.known
            .is_some_and(|known| known.class == PlaceClass::Country)
    }
}

/// Reads the words of a mention. `next` is the word behind it, which tells the gender of a bare
/// adjective ("на Тверской площади"); `cases` are those that the words around allow.
pub fn read(
    forms: &[&str],
    next: Option<&str>,
    cases: Cases,
    votes: &super::person::Votes,
) -> PlaceName {
    let gazetteer = Gazetteer::get();
    let as_written = forms.join(" ");
    let written = tidy(&as_written);
    if let Some(town) = of_abbreviation(forms) {
        return match gazetteer.known(town) {
            Some(known) => of_known(known, town.to_owned()),
            None => unknown(town.to_owned()),
        };
    }
    // An abbreviation, or a name in the nominative that no other reading could be.
    if let Some(known) = gazetteer.known(&written) {
        return of_known(known, written);
    }
    if let Some(name) = gazetteer.russian_name(&written, is_listed) {
        return PlaceName {
            known: gazetteer.known(&name),
            canonical: name,
            nominative: written,
        };
    }
    if let [form] = forms
        && is_abbreviation(form)
    {
        return unknown(written);
    }
    let forms: Vec<String> = forms.iter().map(|f| proper(f, forms.len())).collect();
    let refs: Vec<&str> = forms.iter().map(String::as_str).collect();
    let candidates = phrase(&refs, next, cases);
    let best = candidates
        .into_iter()
        .map(|(name, mut score)| {
            let known = gazetteer.known(&name);
            if known.is_some() || gazetteer.region(&name).is_some() {
                score += 14;
            } else if let Some(place) = gazetteer.find(&name).first() {
                score += 5 + (place.population.max(1).ilog10() as i32);
            }
            score += 3
                * (votes
                    .get(&name)
                    .copied()
                    .unwrap_or(0)
                    .saturating_sub(1)
                    .min(3) as i32);
            (score, name, known)
        })
        .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    match best {
        Some((_, name, Some(known))) => of_known(known, name),
        Some((_, name, None)) => match (state(&name), gazetteer.region(&name)) {
            (Some(known), _) => of_known(known, name),
            // As the table has it, ё and all.
            (None, Some(region)) => unknown(region.name.to_owned()),
            (None, None) => unknown(hyphened(&name).unwrap_or(name)),
        },
        None => unknown(written),
    }
}

/// The town of ["С-Петербурге"], ["Н", "Новгород"] or ["Ростов-на-Д"]: the words of a mention
/// without the full stop.
fn of_abbreviation(forms: &[&str]) -> Option<&'static str> {
    match forms {
        [form] => cut(form).or_else(|| {
            let (letters, rest) = form.split_once('-')?;
            abbreviated(letters, rest)
        }),
        [letters, rest] => abbreviated(letters, rest),
        _ => None,
    }
}

fn unknown(name: String) -> PlaceName {
    PlaceName {
        canonical: name.clone(),
        nominative: name,
        known: None,
    }
}

/// Abbreviations of two places: the other one is meant where the dispatch names it, or its capital.
const AMBIGUOUS: &[(&str, &str, &[&str])] = &[
    (
        "РК",
        "Казахстан",
        &["Казахстан", "Астана", "Алма-Ата", "Алматы"],
    ),
    ("ЧР", "Чувашия", &["Чувашия", "Чебоксары"]),
];

/// Whether `form` is an abbreviation of two places: what it means the dispatch tells, see
/// [`settle`].
pub fn is_ambiguous(form: &str) -> bool {
    AMBIGUOUS.iter().any(|(name, ..)| *name == form)
}

/// What an abbreviation that may mean several places means beside `others`, canonical names of the
/// dispatch; `None` for other names, and where nothing tells.
pub fn settle<'a>(form: &str, mut others: impl Iterator<Item = &'a str>) -> Option<PlaceName> {
    let &(_, meant, signs) = AMBIGUOUS.iter().find(|(name, ..)| *name == form)?;
    let known = Gazetteer::get().known(meant)?;
    others
        .any(|other| signs.contains(&other))
        .then(|| of_known(known, form.to_owned()))
}

/// The country of "Республика Аргентина".
fn state(name: &str) -> Option<&'static Known> {
    const STATES: &[&str] = &[
        "республика",
        "королевство",
        "княжество",
        "султанат",
        "эмират",
        "государство",
    ];
    let (first, rest) = name.split_once(' ')?;
    let is_state = STATES.contains(&gazetteer::fold(first).as_ref());
    let known = Gazetteer::get().known(rest).filter(|_| is_state)?;
    (known.class == PlaceClass::Country).then_some(known)
}

/// "Буэнос-Айрес" for "Буэнос Айрес", when the gazetteer or the dictionary writes it so.
fn hyphened(name: &str) -> Option<String> {
    let gazetteer = Gazetteer::get();
    if !name.contains(' ') {
        return None;
    }
    let joined = name.replace(' ', "-");
    let exists = gazetteer.contains(&joined)
        && (!gazetteer.contains(name) || is_listed(&gazetteer::fold(&joined)));
    exists.then_some(joined)
}

/// Whether the dictionary lists `name`, folded, as the name of a place.
fn is_listed(name: &str) -> bool {
    words::readings(name)
        .iter()
        .any(|r| r.known && r.name == NameClass::Place && text::fold(&r.lemma) == name)
}

/// A few capitals that spell no place: "ЦАО". Towns in capitals are of headlines.
fn is_abbreviation(form: &str) -> bool {
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    (2..=4).contains(&letters)
        && form.chars().all(text::is_uppercase)
        && !single(&words::proper_case(form), Cases::ALL)
            .iter()
            .any(|(name, _)| {
                let name = text::fold(name);
                is_listed(&name) && !words::readings(&name).iter().any(|r| r.abbreviation)
            })
}

fn of_known(known: &'static Known, nominative: String) -> PlaceName {
    PlaceName {
        canonical: Gazetteer::get().shown(known, &nominative).to_owned(),
        nominative,
        known: Some(known),
    }
}

/// The cases of a name behind `word`, when that is a word for a kind of place that tells them: the
/// nominative in "река Куэнга" and, whatever the case of the islands, in "острова Сенкаку". Names
/// of streets are as often genitives.
pub fn described(word: &str) -> Option<Cases> {
    const KINDS: &[&str] = &[
        "река",
        "озеро",
        "остров",
        "полуостров",
        "гора",
        "мыс",
        "провинция",
        "штат",
        "уезд",
        "префектура",
    ];
    let readings = words::readings(word);
    readings
        .iter()
        .filter(|r| r.class == Class::Noun)
        .filter(|r| {
            let lemma = r.lemma.as_str();
            SETTLEMENTS.contains(&lemma) || KINDS.contains(&lemma)
        })
        .any(|r| r.plural || r.cases.has_nominative())
        .then_some(Cases::NOM)
}

/// All nominatives that a word of a dispatch may be a form of as the name of a place, for the
/// votes of its other forms.
pub fn possible_nominatives(form: &str) -> Vec<String> {
    let form = words::proper_case(form);
    single(&form, Cases::ALL)
        .into_iter()
        .map(|(n, _)| n)
        .collect()
}

/// Nominatives of a name as a user types it, likeliest first, in proper case.
pub fn nominatives(text: &str) -> Vec<String> {
    if let Some(town) = expanded(text) {
        return vec![town.to_owned()];
    }
    let forms: Vec<String> = text.split_whitespace().map(words::capitalize).collect();
    let refs: Vec<&str> = forms.iter().map(String::as_str).collect();
    let mut found = phrase(&refs, None, Cases::ALL);
    found.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    let gazetteer = Gazetteer::get();
    // Names that exist are enough; the others only when none does.
    let real: Vec<String> = found
        .iter()
        .filter(|(name, _)| gazetteer.contains(name))
        .map(|(name, _)| name.clone())
        .collect();
    let mut out = if real.is_empty() {
        found.into_iter().map(|(name, _)| name).collect()
    } else {
        real
    };
    out.truncate(8);
    out
}

/// A folded name without its word for a kind of place: "курская" of "курская область".
pub fn without_descriptor(folded: &str) -> Option<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() < 2 {
        return None;
    }
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|w| !DESCRIPTORS.contains(w))
        .collect();
    (!kept.is_empty() && kept.len() < words.len()).then(|| kept.join(" "))
}

fn tidy(name: &str) -> String {
    name.replace(['«', '»', '"', '“', '”', '„'], "")
        .replace('\u{a0}', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word in capitals as it is usually written; descriptors in lower case.
fn proper(form: &str, count: usize) -> String {
    let name = words::proper_case(form);
    if name != form && count > 1 {
        let lower = form.to_lowercase();
        if words::readings(&lower)
            .iter()
            .any(|r| DESCRIPTORS.contains(&r.lemma.as_str()))
        {
            return lower;
        }
    }
    name
}

thread_local! {
    static SINGLE: RefCell<Memo<Rc<Vec<WordCandidate>>>> = const { RefCell::new(Memo::new(20_000)) };
}

/// A nominative of one word, with the cases in which the form is one of its.
type WordCandidate = (String, Cases, i32);

/// Nominatives of one word as the name of a place, scored.
fn single(form: &str, cases: Cases) -> Vec<(String, i32)> {
    let all = SINGLE.with_borrow_mut(|known| known.get_or(form, || Rc::new(single_uncached(form))));
    all.iter()
        .map(|(name, own, score)| {
            let fit = if cases == Cases::ALL {
                3 * i32::from(own.has_nominative())
            } else if own.and(cases).is_empty() {
                -6
            } else {
                2
            };
            (name.clone(), score + fit)
        })
        .collect()
}

fn single_uncached(form: &str) -> Vec<WordCandidate> {
    let mut out: Vec<WordCandidate> = Vec::new();
    let mut add = |name: String, cases: Cases, score: i32| match out
        .iter_mut()
        .find(|(n, _, _)| *n == name)
    {
        Some((_, own, best)) => {
            *own = own.or(cases);
            *best = (*best).max(score);
        }
        None => out.push((name, cases, score)),
    };
    // "Кот-д'Ивуара": what stands behind the apostrophe inflects, where that gives a known place.
    if let Some((head, tail)) = form.rsplit_once(['’', '\'']) {
        let apostrophe = &form[head.len()..form.len() - tail.len()];
        let known: Vec<WordCandidate> = single_uncached(tail)
            .into_iter()
            .map(|(name, cases, score)| (format!("{head}{apostrophe}{name}"), cases, score))
            .filter(|(name, ..)| Gazetteer::get().contains(name))
            .collect();
        return match known.is_empty() {
            true => vec![(form.to_owned(), Cases::ALL, 10)],
            false => known,
        };
    }
    // What is not Russian at all is not declined, nor is a name in -ё ("Кюрё").
    if !form.chars().any(text::is_cyrillic) || form.ends_with('ё') {
        return vec![(form.to_owned(), Cases::ALL, 10)];
    }
    // "Ростове-на-Дону", "Комсомольске-на-Амуре": the first part inflects.
    if let Some(at) = form
        .find("-на-")
        .or_else(|| form.find("-на-".to_uppercase().as_str()))
    {
        let (head, tail) = form.split_at(at);
        for (name, cases, score) in single_uncached(head) {
            add(format!("{name}{tail}"), cases, score);
        }
        return out;
    }
    let dictionary = words::readings(form);
    let mut place_known = false;
    for reading in dictionary.iter() {
        if !matches!(reading.class, Class::Noun | Class::Adjective) || reading.cases.is_empty() {
            continue;
        }
        // A guess that a word in -ии is its own nominative is never right.
        if !reading.known
            && (reading.lemma.ends_with("ии") || reading.plural && is_singular(&reading.lemma))
        {
            continue;
        }
        // Nor is "Аин" taken for the genitive of "Аины", or "Зее" for a form of "Зея".
        let lower = text::lowercase(form);
        let zero_ending = !lower.ends_with(|c| "аеёиоуыэюяйь".contains(c));
        if !reading.known
            && (reading.plural && zero_ending
                || lower.ends_with("ее") && reading.lemma.ends_with("ея"))
        {
            continue;
        }
        // What is inanimate has one form for both: "в Пушкин".
        let own_cases = match reading.gender {
            Some(Gender::Masc) if !reading.plural && reading.cases.has_nominative() => {
                reading.cases.or(Cases::ACC)
            }
            _ => reading.cases,
        };
        let place = reading.name == NameClass::Place;
        place_known |= place && reading.known;
        let mut score = match (reading.known, place) {
            (true, true) => 12,
            (true, false) => 4,
            (false, true) => 6,
            (false, false) => 3,
        };
        if matches!(
            reading.name,
            NameClass::Surname | NameClass::Given | NameClass::Patronymic
        ) {
            score -= 2;
        }
        if reading.class == Class::Adjective {
            // A bare adjective: "в Грозном", "на Манежной".
            if let Some(agreed) = words::nominative(form, reading, reading.gender) {
                add(
                    words::like(form, &agreed),
                    own_cases,
                    score.min(5) + (reading.probability * 2.0) as i32,
                );
            }
            continue;
        }
        let name = words::like(form, &as_spelt(form, &reading.lemma));
        if reading.plural && is_singular(&reading.lemma) {
            // The plural of a word that has a singular: a name in the plural ("Сокольниках").
            if let Some(plural) = words::nominative(form, reading, reading.gender) {
                add(words::like(form, &plural), reading.cases, score - 4);
            }
            continue;
        }
        add(name, own_cases, score + (reading.probability * 3.0) as i32);
    }
    // A nominative as written is the likeliest, when nothing around speaks against it.
    if !place_known {
        for (name, cases, score) in by_ending(form) {
            add(name, cases, score);
        }
    }
    // "в Гагаузии": a name in -ии that no dictionary knows is a form of one in -ия.
    if !place_known
        && form.ends_with("ии")
        && !dictionary.iter().any(|r| r.known)
        && form.chars().count() > 4
    {
        out.retain(|(name, _, _)| name != form);
        if out.is_empty() {
            let stem = form.strip_suffix('и').unwrap_or(form);
            let cases = Cases::GEN.or(Cases::DAT).or(Cases::LOC);
            out.push((format!("{stem}я"), cases, 5));
        }
    }
    if out.is_empty() {
        out.push((form.to_owned(), Cases::ALL, 1));
    }
    out
}

/// The dictionary knows "манхэттен" by its lemma "манхеттен": the stem is that of the text.
fn as_spelt(form: &str, lemma: &str) -> String {
    let mut own = form.chars();
    lemma
        .chars()
        .map(|c| match (c, own.next()) {
            ('е', Some('э')) => 'э',
            (c, _) => c,
        })
        .collect()
}

/// Whether a dictionary form is a singular, by its ending; "афины", "химки" are not.
fn is_singular(lemma: &str) -> bool {
    !lemma.ends_with(['ы', 'и'])
}

/// Nominatives by the ending, for names that the dictionary lacks.
fn by_ending(form: &str) -> Vec<WordCandidate> {
    let mut out: Vec<WordCandidate> = Vec::new();
    for reading in declension::readings(form).iter() {
        if matches!(reading.bearer, Bearer::Several) {
            continue;
        }
        // Places in -ов, -ин take -ом, not -ым; adjectives are in the dictionary.
        let mut score = (i32::from(reading.weight) - i32::from(reading.rarity)) / 2;
        // "в Ёсу", "из Хэчжу": many towns of Korea, Japan and China end so.
        if form.ends_with('у') && reading.nominative == form && eastern::is_syllabic(form) {
            score += 3;
        }
        // A feminine reading of a consonant stem is of people only.
        let last = reading.nominative.chars().next_back().unwrap_or(' ');
        let consonant = !"аеёиоуыэюяь".contains(last);
        if reading.bearer == Bearer::Woman
            && (consonant || last == 'ь')
            && reading.cases == Cases::ALL
        {
            continue;
        }
        out.push((reading.nominative.clone(), reading.cases, score));
    }
    let lower = form.to_lowercase();
    let cut = |letters: usize| -> String {
        let count = form.chars().count();
        form.chars().take(count.saturating_sub(letters)).collect()
    };
    let genitive = Cases::GEN.or(Cases::DAT).or(Cases::LOC);
    // -ь of feminine towns: "Казани", "Твери".
    if lower.ends_with('и') && lower.chars().count() > 3 {
        out.push((format!("{}ь", cut(1)), genitive, 2));
    }
    // -ово, -ино: inflected in careful style.
    for (ending, cases) in [
        ("а", Cases::GEN),
        ("у", Cases::DAT),
        ("ом", Cases::INS),
        ("е", Cases::LOC),
    ] {
        if let Some(stem) = lower.strip_suffix(ending)
            && ["ов", "ев", "ёв", "ин", "ын"]
                .iter()
                .any(|s| stem.ends_with(s))
        {
            out.push((format!("{}о", cut(ending.chars().count())), cases, 2));
        }
    }
    // -ск and other towns in -ом: "Вонсаном".
    if lower.ends_with("ом") && lower.chars().count() > 4 {
        out.push((cut(2), Cases::INS, 4));
    }
    out
}

/// Nominatives of a phrase, scored: adjectives agree with the head noun, what stands behind the
/// head is kept unless it stands in the head's own case.
fn phrase(forms: &[&str], next: Option<&str>, cases: Cases) -> Vec<(String, i32)> {
    let [first, rest @ ..] = forms else {
        return Vec::new();
    };
    if rest.is_empty() {
        let mut found = single(first, cases);
        // A bare adjective before its noun takes the noun's gender.
        if let Some(next) = next {
            let nouns = words::readings(next);
            let noun = nouns
                .iter()
                .find(|r| r.class == Class::Noun && DESCRIPTORS.contains(&r.lemma.as_str()));
            if let Some(noun) = noun {
                for reading in words::readings(first).iter().filter(|r| r.class.agrees()) {
                    if reading.plural == noun.plural
                        && !reading.cases.and(noun.cases).is_empty()
                        && let Some(agreed) = words::nominative(first, reading, noun.gender)
                    {
                        found.push((words::like(first, &agreed), 16));
                    }
                }
            }
        }
        return found;
    }
    if let [adjective, noun] = forms
        && let Some(name) = district(adjective, noun)
    {
        return vec![(name, 16)];
    }
    let mut out = Vec::new();
    let article = is_particle(&first.to_lowercase());
    let dictionary = words::readings(first);
    let noun = dictionary.iter().any(|r| r.known && r.class == Class::Noun);
    let russian = !article && (noun || is_adjective(first));
    if russian {
        out.push((Morph::get().nominative(forms), 12));
    }
    // Foreign names: the last word inflects ("Буэнос Айресе").
    if let Some((last, front)) = rest.split_last() {
        let front = [&[*first], front].concat().join(" ");
        for (name, score) in single(last, cases) {
            let name = format!("{front} {name}");
            let exists = |name: &str| Gazetteer::get().contains(name);
            if !russian || exists(&name) || hyphened(&name).is_some() {
                out.push((name, score));
            }
        }
    }
    if out.is_empty() {
        out.push((forms.join(" "), 0));
    }
    out
}

/// "Гжатский район": an adjective and the word for a kind of place behind it stand in one case,
/// whether the dictionary knows the adjective or not.
fn district(adjective: &str, noun: &str) -> Option<String> {
    const DISTRICTS: &[&str] = &[
        "район",
        "уезд",
        "округ",
        "волость",
        "область",
        "край",
        "губерния",
    ];
    const ENDINGS: &[&str] = &["ого", "ому", "им", "ом", "ий", "ой", "ую", "ая"];
    let stem = ENDINGS
        .iter()
        .find_map(|ending| adjective.strip_suffix(ending))?;
    if !(stem.ends_with("ск") || stem.ends_with("цк")) || !noun.starts_with(text::is_lowercase)
    {
        return None;
    }
    let nouns = words::readings(noun);
    let noun = { nouns.iter() }
        .find(|r| r.class == Class::Noun && !r.plural && DISTRICTS.contains(&r.lemma.as_str()))?;
    let feminine = noun.gender == Some(Gender::Fem);
    // "Тверская область", but "Донской край": the stress is in the dictionary.
    let known = words::readings(adjective)
        .iter()
        .any(|r| r.known && r.class == Class::Adjective);
    (!known).then(|| {
        format!(
            "{stem}{} {}",
            if feminine { "ая" } else { "ий" },
            noun.lemma
        )
    })
}

fn is_adjective(form: &str) -> bool {
    if is_particle(&form.to_lowercase()) {
        return false;
    }
    let readings = words::readings(form);
    let adjective: f32 = readings
        .iter()
        .filter(|r| r.class.agrees())
        .map(|r| r.probability)
        .sum();
    adjective > 0.4
        && !readings.iter().any(|r| {
            r.class == Class::Noun && r.name == NameClass::Place && r.known && r.probability > 0.5
        })
}

/// False for forms that [`of_adjective`] knows no place for, told without a look-up.
pub fn may_be_adjective(form: &str) -> bool {
    let mut before = ' ';
    let suffixed = form.chars().map(text::fold_char).any(|letter| {
        let before = std::mem::replace(&mut before, letter);
        letter == 'к' && matches!(before, 'с' | 'ц')
    });
    suffixed || Gazetteer::get().may_be_adjective(form)
}

/// The place that an adjective or demonym names, from its readings; `None` for other words.
pub fn of_adjective(readings: &[WordReading]) -> Option<String> {
    let gazetteer = Gazetteer::get();
    for reading in readings {
        let adjective = reading.class == Class::Adjective;
        if !(adjective || reading.class == Class::Noun && reading.animate) {
            continue;
        }
        if let Some(known) = gazetteer.known_adjective(&reading.lemma) {
            return Some(known.canonical.to_owned());
        }
        if adjective && let Some(town) = town_of(&reading.lemma) {
            return Some(town);
        }
    }
    None
}

/// People a town needs for an adjective to be taken as its own when no table has it.
const TOWN_OF_ADJECTIVE: u32 = 100_000;

/// The same for the name of a district.
const TOWN_OF_DISTRICT: u32 = 8_000;

thread_local! {
    static TOWNS: RefCell<Memo<Option<String>>> = const { RefCell::new(Memo::new(10_000)) };
}

/// Adjectives that look made of a big town and are words of their own: "братский народ" is no
/// people of Братск. Tokens are compared without the case of their letters, so these name no town at all.
const NOT_OF_TOWNS: &[&str] = &["братский"];

/// The big town that an adjective in -ский is made of. Derivation: Russian Grammar, 1980, §630–636.
fn town_of(adjective: &str) -> Option<String> {
    let stem = adjective
        .strip_suffix("ский")
        .or_else(|| adjective.strip_suffix("цкий"))?;
    if stem.chars().count() < 3 || NOT_OF_TOWNS.contains(&adjective) {
        return None;
    }
    if let Some(found) = TOWNS.with_borrow_mut(|towns| towns.get(adjective)) {
        return found;
    }
    let found = towns_of(adjective, TOWN_OF_ADJECTIVE)
        .into_iter()
        .next_back()
        .map(|name| proper_name(&name));
    TOWNS.with_borrow_mut(|towns| {
        towns.put(adjective.into(), found.clone());
    });
    found
}

/// The towns of `least` people and more that an adjective in -ский may be made of, folded, the
/// likeliest last.
fn towns_of(adjective: &str, least: u32) -> Vec<String> {
    let stem = adjective
        .strip_suffix("ский")
        .or_else(|| adjective.strip_suffix("цкий"));
    let Some(stem) = stem.filter(|stem| stem.chars().count() > 2) else {
        return Vec::new();
    };
    let gazetteer = Gazetteer::get();
    let mut stems = vec![stem.to_owned()];
    // "калужский", "пражский": г, к, з soften; "казанский" from Казань; "бакинский" from Баку.
    for (from, to) in [
        ("ж", "г"),
        ("ш", "х"),
        ("ч", "к"),
        ("ин", ""),
        ("ен", ""),
        ("ов", ""),
        ("ян", ""),
        ("ь", ""),
        ("ан", ""),
        ("й", ""),
        ("ей", ""),
    ] {
        if let Some(head) = stem.strip_suffix(from) {
            stems.push(format!("{head}{to}"));
        }
    }
    // GeoNames lists foreign spellings too ("Казан"): the dictionary's word goes first.
    let mut found: Vec<((bool, u32), String)> = Vec::new();
    for base in &stems {
        for ending in [
            "", "а", "ь", "я", "о", "ы", "и", "е", "ск", "й", "ия", "у", "ц", "цк",
        ] {
            let name = format!("{base}{ending}");
            if name.chars().count() < 3 {
                continue;
            }
            if let Some(town) = gazetteer.find(&name).first()
                && town.class != PlaceClass::Country
                && town.population >= least
            {
                let listed = words::readings(&name)
                    .iter()
                    .any(|r| r.known && r.name == NameClass::Place && r.lemma == name);
                found.push(((listed, town.population), name));
            }
        }
    }
    // Of equal ones the first stays the likeliest.
    found.reverse();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, name)| name).collect()
}

fn proper_name(folded: &str) -> String {
    folded
        .split('-')
        .map(words::capitalize)
        .collect::<Vec<_>>()
        .join("-")
}

/// A country that a dispatch names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedCountry {
    /// ISO 3166-1 alpha-2.
    pub code: [u8; 2],
    /// How far it speaks for a bearer of a name in it, in points of [`score`].
    pub weight: i32,
}

/// Named some words from the place: "в киргизском городе Ош".
pub const NAMED_NEAR: i32 = 40;
/// Named elsewhere in the dispatch.
pub const NAMED: i32 = 25;
/// Named by the dateline alone, which is where the reporter sits.
pub const OF_DATELINE: i32 = 12;

/// The weight of a country among those named; 0 for others.
fn weight_of(countries: &[NamedCountry], code: Option<[u8; 2]>) -> i32 {
    let named = countries.iter().filter(|c| Some(c.code) == code);
    named.map(|c| c.weight).max().unwrap_or(0)
}

/// The one country that has towns of a name, where there is but one.
pub fn only_country(name: &PlaceName) -> Option<[u8; 2]> {
    if let Some(known) = name.known {
        return known.country;
    }
    if let Some(region) = Gazetteer::get().region(&name.canonical) {
        return region.country;
    }
    let bearers = Gazetteer::get().find(&name.canonical);
    let country = bearers.first()?.country?;
    bearers
        .iter()
        .all(|bearer| bearer.country == Some(country))
        .then_some(country)
}

/// The bearer of a name that a dispatch means, by population and by the countries that it names.
pub fn locate(name: &PlaceName, countries: &[NamedCountry]) -> GeoPlace {
    let gazetteer = Gazetteer::get();
    if let Some(known) = name.known {
        let code = known.country;
        if known.class == PlaceClass::Country {
            let found = code.and_then(|code| gazetteer.country(code));
            return geo(found, code.filter(|_| found.is_some()));
        }
        // "в ливанском Триполи": the namesake in a country that stands beside it.
        if known.class == PlaceClass::Town && weight_of(countries, code) == 0 {
            let near = |c: &Candidate| weight_of(countries, c.country) >= NAMED_NEAR;
            if let Some(namesake) = bearer(name, countries, near) {
                return geo(Some(namesake), None);
            }
        }
        if known.class == PlaceClass::Town {
            let found = gazetteer
                .find(known.canonical)
                .into_iter()
                .find(|c| c.country == code && c.class != PlaceClass::Country)
                .or_else(|| {
                    gazetteer
                        .find(&name.nominative)
                        .into_iter()
                        .find(|c| c.country == code && c.class != PlaceClass::Country)
                });
            return geo(found, code);
        }
        return geo(None, code);
    }
    // A state is no town that shares its name.
    if let Some(region) = gazetteer.region(&name.canonical) {
        return geo(None, region.country);
    }
    match bearer(name, countries, |_| true) {
        Some(found) => geo(Some(found), None),
        None => geo(None, country_of_region(&name.canonical, countries)),
    }
}

/// The bearer of a name in one country, where the text says that it lies there; that country alone
/// when the gazetteer knows no such place in it.
pub fn locate_in(name: &PlaceName, code: [u8; 2], countries: &[NamedCountry]) -> GeoPlace {
    if name.known.is_some() {
        return locate(name, countries);
    }
    geo(
        bearer(name, countries, |c| c.country == Some(code)),
        Some(code),
    )
}

/// Whether a place is a region of a country by its name: "Приморский край".
pub fn is_region(canonical: &str) -> bool {
    let last = canonical.rsplit(' ').next().unwrap_or_default();
    canonical.contains(' ') && matches!(last, "край" | "область" | "район" | "округ")
}

/// The country of "Псковская область": that of the town that the adjective is made of.
fn country_of_region(name: &str, countries: &[NamedCountry]) -> Option<[u8; 2]> {
    let (adjective, _) = name.split_once(' ')?;
    if !is_region(name) {
        return None;
    }
    let masculine = words::readings(adjective);
    let lemma = &masculine
        .iter()
        .find(|r| r.class == Class::Adjective)?
        .lemma;
    let gazetteer = Gazetteer::get();
    if let Some(known) = gazetteer.known_adjective(lemma) {
        return known.country;
    }
    // "псковской" is "псковский" too.
    let lemma = match lemma.strip_suffix("ой") {
        Some(stem) => Cow::Owned(format!("{stem}ий")),
        None => Cow::Borrowed(lemma.as_str()),
    };
    if let Some(town) = town_of(&lemma) {
        return gazetteer.find(&town).first()?.country;
    }
    // "Шебекинский округ": a district has a small town.
    if !matches!(name.rsplit(' ').next(), Some("район" | "округ")) {
        return None;
    }
    let towns = towns_of(&lemma, TOWN_OF_DISTRICT);
    let bearers: Vec<Candidate> = towns
        .iter()
        .flat_map(|town| gazetteer.find(town))
        .filter(|town| town.class != PlaceClass::Country && town.population >= TOWN_OF_DISTRICT)
        .collect();
    // Where it may be of several towns, a country must be named.
    let of_one = { bearers.iter() }.all(|town| town.country == bearers[0].country);
    bearers
        .iter()
        .filter(|town| of_one || weight_of(countries, town.country) > 0)
        .max_by_key(|town| score(town, countries))?
        .country
}

/// The likeliest of the bearers of a name that `may_be` meant.
fn bearer(
    name: &PlaceName,
    countries: &[NamedCountry],
    may_be: impl Fn(&Candidate) -> bool,
) -> Option<Candidate> {
    let gazetteer = Gazetteer::get();
    let named = |c: &Candidate| weight_of(countries, c.country) > 0;
    let mut bearers = gazetteer.find(&name.canonical);
    // "Санта-Крус" in a dispatch on Bolivia is Санта-Крус-де-ла-Сьерра.
    if !countries.is_empty() && !bearers.iter().any(named) {
        bearers.extend(
            gazetteer
                .find_longer(&name.canonical)
                .into_iter()
                .filter(named),
        );
    }
    bearers
        .into_iter()
        .filter(|candidate| may_be(candidate))
        .max_by_key(|candidate| score(candidate, countries))
}

/// How likely a bearer is: points by its population, thirteen for each power of ten, and by what is
/// known of it.
fn score(candidate: &Candidate, countries: &[NamedCountry]) -> i32 {
    let population = f64::from(candidate.population.max(1));
    let capital = if candidate.class == PlaceClass::Town {
        0
    } else {
        20
    };
    (13.0 * population.log10()).round() as i32 + weight_of(countries, candidate.country) + capital
}

fn geo(candidate: Option<Candidate>, country: Option<[u8; 2]>) -> GeoPlace {
    let country = candidate.and_then(|c| c.country).or(country);
    GeoPlace {
        geoname: candidate.and_then(|c| c.geoname),
        country: country.map(|code| String::from_utf8_lossy(&code).into_owned()),
        lat: candidate.and_then(|c| c.position).map(|p| p.0),
        lon: candidate.and_then(|c| c.position).map(|p| p.1),
    }
}

/// Words for regions that are often called after their chief town, "штат Вашингтон", and the
/// countries that have such, where they are few (ISO 3166-1; Russian practice of naming
/// administrative units, OK 025 and the school atlas).
const REGIONS: &[(&str, &[&[u8; 2]])] = &[
    (
        "штат",
        &[
            b"US", b"MX", b"BR", b"IN", b"AU", b"NG", b"VE", b"MY", b"MM", b"SD", b"SS",
        ],
    ),
    ("графство", &[b"GB", b"IE"]),
    ("кантон", &[b"CH", b"LU", b"BA"]),
    ("префектура", &[b"JP", b"GR", b"CN"]),
    ("провинция", &[]),
    ("департамент", &[]),
];

/// The word before a name that makes it that of a region, dictionary form.
pub fn region_word(word: &str) -> Option<&'static str> {
    if !word.starts_with(text::is_lowercase) {
        return None;
    }
    let readings = words::readings(word);
    REGIONS
        .iter()
        .map(|&(region, _)| region)
        .find(|region| readings.iter().any(|reading| reading.lemma == *region))
}

/// The region called `name`, of the kind that `word` (see [`region_word`]) tells. It has neither
/// the number nor the position of the town that shares its name, and that town's country only
/// where such regions are.
pub fn locate_region(name: &PlaceName, word: &str, countries: &[NamedCountry]) -> GeoPlace {
    let (_, of) = REGIONS
        .iter()
        .find(|(region, _)| *region == word)
        .unwrap_or(&("", &[]));
    let has = |code: &[u8; 2]| of.is_empty() || of.contains(&code);
    let country = match name.known {
        Some(known) => known.country,
        None => bearer(name, countries, |c| c.country.as_ref().is_some_and(has))
            .and_then(|c| c.country)
            // "графство Эссекс": no town has the name.
            .or_else(|| match of {
                [] => None,
                of => countries
                    .iter()
                    .map(|country| country.code)
                    .find(|code| of.contains(&code)),
            }),
    };
    geo(None, country)
}

/// Folds a place's name for comparison.
pub fn fold(name: &str) -> String {
    gazetteer::fold(name).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::person::Votes;

    fn check(mention: &str, canonical: &str) {
        let forms: Vec<&str> = mention.split(' ').collect();
        let name = read(&forms, None, Cases::ALL, &Votes::default());
        assert_eq!(name.canonical, canonical, "{mention}");
    }

    #[test]
    fn nominative_with_agreement() {
        check("Ёсу", "Ёсу");
        check("Хэчжу", "Хэчжу");
        check("Курской области", "Курская область");
        check("Пекине", "Пекин");
        check("Северной Кореи", "КНДР");
        check("Нижнем Новгороде", "Нижний Новгород");
        check("Нью-Йорке", "Нью-Йорк");
        check("Ростове-на-Дону", "Ростов-на-Дону");
        check("Соединенных Штатов Америки", "США");
        check("Великобритании", "Великобритания");
        check("РФ", "Россия");
        check("ПХЕНЬЯН", "Пхеньян");
        check("Твери", "Тверь");
        check("Тулы", "Тула");
        check("Саудовской Аравии", "Саудовская Аравия");
        check("Черного моря", "Чёрное море");
        check("Чикаго", "Чикаго");
        check("Верхней Лимурии", "Верхняя Лимурия");
        check("Знаменского района", "Знаменский район");
        check("города Москвы", "город Москва");
        check("Лимурии", "Лимурия");
        check("Вейк-ан-Зее", "Вейк-ан-Зее");
        check("юге Польши", "юг Польши");
        check("Красноярского края", "Красноярский край");
        check("Сан-Франциско", "Сан-Франциско");
        check("Афинах", "Афины");
        check("Филиппинах", "Филиппины");
        check("Минске", "Минск");
        check("Грозном", "Грозный");
        check("ЦАО", "ЦАО");
        check("ГАЗА", "Газа");
        check("БЕЛАРУСИ", "Беларусь");
        check("Хубэя", "Хубэй");
        check("Цзянсу", "Цзянсу");
        check("УФЕ", "Уфа");
        check("Боснии и Герцеговине", "Босния и Герцеговина");
        check("Республике Аргентина", "Аргентина");
        check("Буэнос Айресе", "Буэнос-Айрес");
        check("Манхэттене", "Манхэттен");
        check("Chicago", "Чикаго");
        check("Los Angeles", "Лос-Анджелес");
        check("Псковской областях", "Псковская область");
        check("Южном Хамгёне", "Южный Хамгён");
        check("Соединенного Королевства", "Великобритания");
        check("Кюрё", "Кюрё");
        check("Гжатского района", "Гжатский район");
        check("Гжатской волости", "Гжатская волость");
        check("Ростове-на-Д", "Ростов-на-Дону");
        check("Гжатского уезда", "Гжатский уезд");
        check("Кот-д'Ивуара", "Кот-д'Ивуар");
    }

    #[test]
    fn abbreviated_towns() {
        check("С-Петербурге", "Санкт-Петербург");
        check("Н Новгорода", "Нижний Новгород");
        check("П-Камчатском", "Петропавловск-Камчатский");
        check("Ростов-на-Д", "Ростов-на-Дону");
        assert_eq!(nominatives("С.-Петербург"), ["Санкт-Петербург"]);
        assert_eq!(nominatives("н. новгород"), ["Нижний Новгород"]);
        assert_eq!(abbreviated("Н", "Петербург"), None);
        assert_eq!(abbreviated("", ""), None);
        assert_eq!(expanded("."), None);
    }

    #[test]
    fn regions_have_the_country_of_the_table() {
        let country = |words: &str| {
            let forms: Vec<&str> = words.split(' ').collect();
            let name = read(&forms, None, Cases::ALL, &Votes::default());
            locate(&name, &[]).country
        };
        for (name, code) in [
            ("Вологодской области", "RU"),
            ("Винницкой области", "UA"),
            ("Чуйской области", "KG"),
            ("Северном Хамгёне", "KP"),
            ("Гессене", "DE"),
            ("Раджастхане", "IN"),
            ("Шебекинском округе", "RU"),
            ("Ганге", ""),
            ("Бали", "ID"),
        ] {
            assert_eq!(country(name).unwrap_or_default(), code, "{name}");
        }
    }

    #[test]
    fn abbreviations_of_two_places() {
        let meant = |others: &[&str]| settle("РК", others.iter().copied()).map(|n| n.canonical);
        assert_eq!(meant(&["Астана", "Россия"]).as_deref(), Some("Казахстан"));
        assert_eq!(meant(&["Сеул"]), None);
        assert_eq!(settle("США", ["Астана"].into_iter()), None);
    }

    fn elsewhere(codes: &[[u8; 2]]) -> Vec<NamedCountry> {
        let named = |&code| NamedCountry {
            code,
            weight: NAMED,
        };
        codes.iter().map(named).collect()
    }

    #[test]
    fn other_places_of_the_dispatch_tell_the_bearer() {
        let named = |name: &str| read(&[name], None, Cases::ALL, &Votes::default());
        let town = |countries: &[[u8; 2]]| locate(&named("Санта-Крусе"), &elsewhere(countries));
        assert_eq!(town(&[*b"BO"]).country.as_deref(), Some("BO"));
        assert_ne!(town(&[]).country.as_deref(), Some("BO"));
        let region = |name: &str, word: &str, countries: &[[u8; 2]]| {
            let word = region_word(word).unwrap();
            let place = locate_region(&named(name), word, &elsewhere(countries));
            assert_eq!((place.geoname, place.lat), (None, None));
            place.country
        };
        assert_eq!(region("Вашингтон", "штате", &[]).as_deref(), Some("US"));
        assert_eq!(region("Эссекс", "графстве", &[]), None);
        assert_eq!(
            region("Эссекс", "графство", &[*b"RU", *b"GB"]).as_deref(),
            Some("GB")
        );
        assert_eq!(region_word("города"), None);
    }

    #[test]
    fn adjectives_of_places() {
        for (form, place) in [
            ("российского", Some("Россия")),
            ("пекинской", Some("Пекин")),
            ("воронежские", Some("Воронеж")),
            ("казанский", Some("Казань")),
            ("тульским", Some("Тула")),
            ("дружеский", None),
            ("братский", None),
            ("братскому", None),
            ("зеленый", None),
        ] {
            let found = of_adjective(&words::readings(form));
            assert_eq!(found.as_deref(), place, "{form}");
        }
    }

    #[test]
    fn homonyms_follow_the_countries_named() {
        let name = read(&["Москве"], None, Cases::ALL, &Votes::default());
        assert_eq!(locate(&name, &[]).country.as_deref(), Some("RU"));
        let name = read(&["Пекине"], None, Cases::ALL, &Votes::default());
        assert_eq!(locate(&name, &elsewhere(&[*b"CN"])).geoname, Some(1816670));
        // A state is no town of its name, and tells which country's town is meant.
        let name = read(&["Орегоне"], None, Cases::ALL, &Votes::default());
        let state = locate(&name, &[]);
        assert_eq!(
            (state.country.as_deref(), state.geoname),
            (Some("US"), None)
        );
        let name = read(&["Бирмингеме"], None, Cases::ALL, &Votes::default());
        assert_eq!(locate(&name, &[]).country.as_deref(), Some("GB"));
        assert_eq!(
            locate(&name, &elsewhere(&[*b"US"])).country.as_deref(),
            Some("US")
        );
    }
}
