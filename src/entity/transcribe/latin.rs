//! Latin letters back to Russian ones: romanised Russian (GOST 7.79, BGN/PCGN, passports, the
//! press of France and Germany), and Western names by the sound that their letters usually have.
//! Neither is a function: each word gets its likeliest spelling and a bounded number of others.
//! Sources: GOST 7.79-2000; BGN/PCGN 1947; ICAO 9303; for Western names R. S. Gilyarevsky and
//! B. A. Starostin, Foreign names in Russian text, 1985.

use super::{Candidate, System, plain};

/// Where in a word a rule holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Any,
    Start,
    End,
    /// Before e, i, y.
    Front,
    /// Behind a vowel, and before a consonant or the end.
    Silent,
    /// Behind a consonant.
    Behind,
}

type Rule = (&'static str, At, &'static [&'static str]);

use At::{Any, Behind, End, Front, Silent, Start};

const ROMANISED: &[Rule] = &[
    ("schtsch", Any, &["щ"]),
    ("chtch", Any, &["щ"]),
    ("shch", Any, &["щ"]),
    ("tsch", Any, &["ч"]),
    ("tch", Any, &["ч"]),
    ("sch", Any, &["ш", "щ"]),
    ("zh", Any, &["ж"]),
    ("kh", Any, &["х"]),
    ("ch", Any, &["ч", "х", "ш"]),
    ("sh", Any, &["ш"]),
    ("sj", Any, &["ж"]),
    ("ts", Any, &["ц"]),
    ("tz", Any, &["ц"]),
    ("š", Any, &["ш"]),
    ("č", Any, &["ч"]),
    ("ž", Any, &["ж"]),
    ("ë", Any, &["е"]),
    ("è", Any, &["э"]),
    ("iy", End, &["ий"]),
    ("yy", End, &["ый", "ий"]),
    ("ij", End, &["ий"]),
    ("yj", End, &["ый"]),
    ("ii", End, &["ий"]),
    ("ei", Any, &["ей"]),
    ("ey", Any, &["ей"]),
    ("ej", Any, &["ей"]),
    ("ai", Any, &["аи", "ай"]),
    ("ay", Any, &["ай"]),
    ("aj", Any, &["ай"]),
    ("oy", Any, &["ой"]),
    ("oi", Any, &["ой", "ои"]),
    ("oj", Any, &["ой"]),
    ("ou", Any, &["у"]),
    ("oo", Any, &["у"]),
    ("yo", Any, &["е"]),
    ("jo", Any, &["е"]),
    ("io", Any, &["е", "ио"]),
    ("ow", End, &["ов"]),
    ("ew", End, &["ев"]),
    ("off", End, &["ов"]),
    ("eff", End, &["ев"]),
    ("ine", End, &["ин"]),
    ("yne", End, &["ын"]),
    ("ya", Any, &["я", "ья"]),
    ("ia", Any, &["ия", "я"]),
    ("ja", Any, &["я"]),
    ("yu", Any, &["ю"]),
    ("iu", Any, &["ю"]),
    ("ju", Any, &["ю"]),
    ("ye", Any, &["е", "ье"]),
    ("ie", Any, &["ье", "ие", "е"]),
    ("je", Any, &["е"]),
    ("ski", End, &["ский"]),
    ("sky", End, &["ский"]),
    ("skiy", End, &["ский"]),
    ("skyi", End, &["ский"]),
    ("skyy", End, &["ский"]),
    ("zki", End, &["цкий"]),
    ("tskiy", End, &["цкий"]),
    ("tsky", End, &["цкий"]),
    ("y", End, &["ий", "ы", "ый"]),
    ("i", End, &["и", "ий"]),
    ("e", Start, &["е", "э"]),
    ("a", Any, &["а"]),
    ("b", Any, &["б"]),
    ("c", Any, &["ц", "к"]),
    ("d", Any, &["д"]),
    ("e", Any, &["е"]),
    ("f", Any, &["ф"]),
    ("g", Any, &["г"]),
    ("h", Any, &["х", "г"]),
    ("i", Any, &["и"]),
    ("j", Any, &["ж", "й"]),
    ("k", Any, &["к"]),
    ("l", Any, &["л", "ль"]),
    ("m", Any, &["м"]),
    ("n", Any, &["н"]),
    ("o", Any, &["о"]),
    ("p", Any, &["п"]),
    ("q", Any, &["к"]),
    ("r", Any, &["р"]),
    ("s", Any, &["с", "з"]),
    ("t", Any, &["т"]),
    ("u", Any, &["у"]),
    ("v", Any, &["в"]),
    ("w", Any, &["в"]),
    ("x", Any, &["кс"]),
    ("y", Any, &["ы", "и"]),
    ("z", Any, &["з", "ц"]),
    ("'", Any, &["ь"]),
    ("-", Any, &["-"]),
];

const WESTERN: &[Rule] = &[
    ("tsch", Any, &["ч"]),
    ("dsch", Any, &["дж"]),
    ("tch", Any, &["ч"]),
    ("sch", Any, &["ш", "ск"]),
    ("shch", Any, &["щ"]),
    ("sh", Any, &["ш"]),
    ("ch", Any, &["ч", "к", "х", "ш"]),
    ("ck", Any, &["к"]),
    ("cz", Any, &["ч"]),
    ("sz", Any, &["ш", "с"]),
    ("rz", Any, &["ж", "рц"]),
    ("tz", Any, &["ц"]),
    ("ts", Any, &["ц", "тс"]),
    ("zh", Any, &["ж"]),
    ("kh", Any, &["х"]),
    ("ph", Any, &["ф"]),
    ("th", Any, &["т"]),
    ("gh", Start, &["г"]),
    ("gh", Any, &["г", ""]),
    ("dj", Any, &["дж"]),
    ("wh", Any, &["у"]),
    ("wr", Start, &["р"]),
    ("kn", Start, &["н", "кн"]),
    ("st", Start, &["ст", "шт"]),
    ("sp", Start, &["сп", "шп"]),
    ("qu", Any, &["кв", "к"]),
    ("gu", Front, &["г"]),
    ("gn", Any, &["гн", "нь"]),
    ("lh", Any, &["ль"]),
    ("nh", Any, &["нь"]),
    ("ll", Any, &["лл", "л", "ль"]),
    ("š", Any, &["ш"]),
    ("ş", Any, &["ш"]),
    ("č", Any, &["ч"]),
    ("ć", Any, &["ч"]),
    ("ç", Any, &["ч", "с"]),
    ("ž", Any, &["ж"]),
    ("ğ", Any, &["", "г"]),
    ("ń", Any, &["нь"]),
    ("ñ", Any, &["нь"]),
    ("ň", Any, &["нь"]),
    ("ś", Any, &["сь"]),
    ("ź", Any, &["зь"]),
    ("ř", Any, &["рж"]),
    ("ö", Any, &["е", "о"]),
    ("ő", Any, &["е"]),
    ("ø", Any, &["е", "о"]),
    ("ü", Any, &["ю", "у"]),
    ("ű", Any, &["ю"]),
    ("ä", Any, &["е", "я"]),
    ("å", Any, &["о"]),
    ("ã", Any, &["а"]),
    ("ą", Any, &["он"]),
    ("ę", Any, &["ен"]),
    ("eaux", End, &["о"]),
    ("eau", Any, &["о"]),
    ("eu", Any, &["е", "ой", "эу"]),
    ("ee", Any, &["и"]),
    ("ea", Any, &["и", "е", "еа"]),
    ("oo", Any, &["у"]),
    ("ou", Any, &["у", "оу", "ау"]),
    ("ow", Any, &["оу", "ов", "ау"]),
    ("aw", Any, &["о", "ав"]),
    ("au", Any, &["ау", "о"]),
    ("ei", Any, &["ей", "ай", "эй"]),
    ("ey", Any, &["ей", "эй"]),
    ("ay", Any, &["эй", "ай"]),
    ("ai", Any, &["ай", "эй", "е"]),
    ("ie", Any, &["и", "ие"]),
    ("ia", Any, &["ия", "иа"]),
    ("ya", Any, &["я"]),
    ("yu", Any, &["ю"]),
    ("yo", Any, &["йо", "е"]),
    ("ye", Any, &["е"]),
    ("dg", Front, &["дж"]),
    ("g", Front, &["г", "дж", "ж", "х"]),
    ("c", Front, &["с", "ц", "ч"]),
    ("c", End, &["к", "ц"]),
    ("x", End, &["кс", ""]),
    ("x", Any, &["кс", "ш"]),
    ("h", Start, &["х", "г", ""]),
    ("h", Silent, &[""]),
    ("h", Behind, &[""]),
    ("h", Any, &["х", ""]),
    ("j", Any, &["дж", "й", "ж", "х"]),
    ("w", Start, &["в", "у"]),
    ("w", Any, &["в", "у"]),
    ("z", Any, &["з", "ц"]),
    ("v", Any, &["в", "ф"]),
    ("s", End, &["с", "ш", ""]),
    ("s", Any, &["с", "з"]),
    ("e", End, &["", "е", "и"]),
    ("e", Any, &["е", "и", "э"]),
    ("a", Any, &["а", "э", "ей"]),
    ("i", Any, &["и", "ай"]),
    ("y", Start, &["й", "и"]),
    ("y", End, &["и", "ий"]),
    ("y", Any, &["и", "ай"]),
    ("u", Any, &["у", "а", "ю"]),
    ("o", Any, &["о"]),
    ("b", Any, &["б"]),
    ("c", Any, &["к", "ц"]),
    ("d", Any, &["д"]),
    ("f", Any, &["ф"]),
    ("g", Any, &["г"]),
    ("k", Any, &["к"]),
    ("l", Any, &["л", "ль"]),
    ("m", Any, &["м"]),
    ("n", Any, &["н"]),
    ("p", Any, &["п"]),
    ("q", Any, &["к"]),
    ("r", Any, &["р"]),
    ("t", Any, &["т"]),
    ("'", Any, &["", "'"]),
    ("-", Any, &["-"]),
];

/// French names as Russian writes them; endings are mute. Source: Gilyarevsky and Starostin, the
/// chapter on French.
const FRENCH: &[Rule] = &[
    ("eaux", Any, &["о"]),
    ("eau", Any, &["о"]),
    ("aux", End, &["о"]),
    ("au", Any, &["о"]),
    ("aud", End, &["о"]),
    ("ault", End, &["о"]),
    ("aulle", End, &["олль"]),
    ("ou", Any, &["у"]),
    ("oï", Any, &["ои"]),
    ("oi", Any, &["уа"]),
    ("oy", Any, &["уа"]),
    ("aï", Any, &["аи"]),
    ("ai", Any, &["е", "э"]),
    ("ay", Any, &["е"]),
    ("eu", Any, &["е"]),
    ("œu", Any, &["е"]),
    ("ille", Any, &["ий", "иль"]),
    ("ll", Any, &["лл", "ль", "л"]),
    ("ch", Any, &["ш"]),
    ("tch", Any, &["ч"]),
    ("dj", Any, &["дж"]),
    ("ph", Any, &["ф"]),
    ("th", Any, &["т"]),
    ("gn", Any, &["нь"]),
    ("gu", Front, &["г"]),
    ("qu", Any, &["к"]),
    ("cques", End, &["к"]),
    ("ques", End, &["к"]),
    ("que", End, &["к"]),
    ("cq", Any, &["к"]),
    ("ç", Any, &["с"]),
    ("c", Front, &["с"]),
    ("g", Front, &["ж"]),
    ("j", Any, &["ж"]),
    ("h", Any, &["", "х"]),
    ("é", Any, &["е", "э"]),
    ("è", Any, &["е"]),
    ("ê", Any, &["е"]),
    ("e", End, &["", "е"]),
    ("es", End, &["", "ес"]),
    ("ée", End, &["е"]),
    ("t", End, &["", "т"]),
    ("d", End, &["", "д"]),
    ("s", End, &["", "с"]),
    ("x", End, &["", "кс"]),
    ("z", End, &["", "з"]),
    ("nt", End, &["н", "нт"]),
    ("nd", End, &["н", "нд"]),
    ("er", End, &["е", "ер"]),
    ("ez", End, &["е", "ез"]),
    ("et", End, &["е", "ет"]),
    ("en", Any, &["ан", "ен"]),
    ("em", Any, &["ам", "ем"]),
    ("ien", Any, &["ьен"]),
    ("ier", End, &["ье"]),
    ("in", Any, &["ен", "ин"]),
    ("ain", Any, &["ен"]),
    ("ein", Any, &["ен"]),
    ("u", Any, &["ю"]),
    ("y", Any, &["и"]),
    ("w", Any, &["в"]),
    ("ss", Any, &["сс", "с"]),
    ("rr", Any, &["рр", "р"]),
    ("x", Any, &["кс"]),
    ("a", Any, &["а"]),
    ("b", Any, &["б"]),
    ("c", Any, &["к"]),
    ("d", Any, &["д"]),
    ("e", Any, &["е", "э"]),
    ("f", Any, &["ф"]),
    ("g", Any, &["г"]),
    ("i", Any, &["и"]),
    ("k", Any, &["к"]),
    ("l", Any, &["л", "ль"]),
    ("m", Any, &["м"]),
    ("n", Any, &["н"]),
    ("o", Any, &["о"]),
    ("p", Any, &["п"]),
    ("q", Any, &["к"]),
    ("r", Any, &["р"]),
    ("s", Any, &["с", "з"]),
    ("t", Any, &["т"]),
    ("v", Any, &["в"]),
    ("z", Any, &["з"]),
    ("'", Any, &["", "'"]),
    ("-", Any, &["-"]),
];

/// Spellings kept a word.
const BEAM: usize = 12;

pub(super) fn romanised(words: &[String]) -> Option<Candidate> {
    all(words, ROMANISED, System::Romanised)
}

pub(super) fn western(words: &[String]) -> Option<Candidate> {
    all(words, WESTERN, System::Western)
}

pub(super) fn french(words: &[String]) -> Option<Candidate> {
    all(words, FRENCH, System::Western)
}

fn all(words: &[String], rules: &[Rule], system: System) -> Option<Candidate> {
    let mut first = Vec::new();
    let mut others = Vec::new();
    for word in words {
        let mut spellings = spell(word, rules).into_iter();
        first.push(spellings.next()?);
        others.push(spellings.collect());
    }
    let mut candidate = Candidate::new(first, system, false);
    candidate.others = others;
    Some(candidate)
}

/// The spellings of one word, those with the fewest departures from the first choice first.
fn spell(word: &str, rules: &[Rule]) -> Vec<String> {
    // Letters with diacritics that the rules name keep them.
    let word: String = word
        .chars()
        .map(|c| {
            let text = c.to_string();
            if rules.iter().any(|(latin, _, _)| *latin == text) {
                text
            } else {
                plain(&text)
            }
        })
        .collect();
    let mut beam: Vec<(usize, String)> = vec![(0, String::new())];
    let mut at = 0;
    while let Some(rest) = word.get(at..).filter(|rest| !rest.is_empty()) {
        let before = word.get(..at).and_then(|head| head.chars().next_back());
        let rule = rules
            .iter()
            .filter(|(latin, position, _)| {
                rest.starts_with(latin) && holds(*position, before, &rest[latin.len()..])
            })
            .max_by_key(|(latin, position, _)| (latin.len(), *position != Any));
        let Some((latin, _, russian)) = rule else {
            // A letter that no rule knows is left out.
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at += latin.len();
        let mut next = Vec::with_capacity(beam.len() * russian.len());
        for (cost, text) in &beam {
            for (i, letters) in russian.iter().enumerate() {
                next.push((cost + i, format!("{text}{letters}")));
            }
        }
        next.sort_by_key(|(cost, _)| *cost);
        next.truncate(BEAM);
        beam = next;
    }
    beam.into_iter()
        .map(|(_, text)| text)
        .filter(|text| !text.is_empty())
        .collect()
}

fn holds(position: At, before: Option<char>, behind: &str) -> bool {
    let vowel = |c: char| "aeiouyäöüøåéèáíóúâêîôûı".contains(c);
    let next = behind.chars().next();
    match position {
        Any => true,
        Start => before.is_none_or(|c| c == '-'),
        End => next.is_none_or(|c| c == '-'),
        Front => matches!(next, Some('e' | 'i' | 'y' | 'é' | 'è' | 'í')),
        Silent => before.is_some_and(vowel) && next.is_none_or(|c| !vowel(c)),
        Behind => before.is_some_and(|c| c.is_alphabetic() && !vowel(c)),
    }
}
