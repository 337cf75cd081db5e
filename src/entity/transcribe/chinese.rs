//! Chinese names in pinyin (tones or none) or in the romanisation of Wade and Giles to Russian by
//! Palladius' system, as fixed in the Russian rules for Chinese names: the surname, then the
//! syllables of the given name joined.

use super::{Candidate, System, plain};

/// Initials with their Russian letters, longest first (Palladius).
const INITIALS: [(&str, &str); 21] = [
    ("zh", "чж"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("b", "б"),
    ("p", "п"),
    ("m", "м"),
    ("f", "ф"),
    ("d", "д"),
    ("t", "т"),
    ("n", "н"),
    ("l", "л"),
    ("g", "г"),
    ("k", "к"),
    ("h", "х"),
    ("j", "цз"),
    ("q", "ц"),
    ("x", "с"),
    ("r", "ж"),
    ("z", "цз"),
    ("c", "ц"),
    ("s", "с"),
];
/// Finals behind an initial.
const FINALS: [(&str, &str); 35] = [
    ("a", "а"),
    ("o", "о"),
    ("e", "э"),
    ("ai", "ай"),
    ("ei", "эй"),
    ("ao", "ао"),
    ("ou", "оу"),
    ("an", "ань"),
    ("en", "энь"),
    ("ang", "ан"),
    ("eng", "эн"),
    ("ong", "ун"),
    ("i", "и"),
    ("ia", "я"),
    ("ie", "е"),
    ("iao", "яо"),
    ("iu", "ю"),
    ("ian", "янь"),
    ("in", "инь"),
    ("iang", "ян"),
    ("ing", "ин"),
    ("iong", "юн"),
    ("u", "у"),
    ("ua", "уа"),
    ("uo", "о"),
    ("uai", "уай"),
    ("ui", "уй"),
    ("uan", "уань"),
    ("un", "унь"),
    ("uang", "уан"),
    ("v", "юй"),
    ("ve", "юэ"),
    ("ue", "юэ"),
    ("van", "юань"),
    ("vn", "юнь"),
];
/// Syllables without an initial, and those that the two tables do not give.
const WHOLE: [(&str, &str); 46] = [
    ("a", "а"),
    ("o", "о"),
    ("e", "э"),
    ("ai", "ай"),
    ("ei", "эй"),
    ("ao", "ао"),
    ("ou", "оу"),
    ("an", "ань"),
    ("en", "энь"),
    ("ang", "ан"),
    ("eng", "эн"),
    ("er", "эр"),
    ("yi", "и"),
    ("ya", "я"),
    ("yo", "ё"),
    ("ye", "е"),
    ("yai", "яй"),
    ("yao", "яо"),
    ("you", "ю"),
    ("yan", "янь"),
    ("yin", "инь"),
    ("yang", "ян"),
    ("ying", "ин"),
    ("yong", "юн"),
    ("yu", "юй"),
    ("yue", "юэ"),
    ("yuan", "юань"),
    ("yun", "юнь"),
    ("wu", "у"),
    ("wa", "ва"),
    ("wo", "во"),
    ("wai", "вай"),
    ("wei", "вэй"),
    ("wan", "вань"),
    ("wen", "вэнь"),
    ("wang", "ван"),
    ("weng", "вэн"),
    ("zi", "цзы"),
    ("ci", "цы"),
    ("si", "сы"),
    ("ri", "жи"),
    ("hui", "хуэй"),
    ("fo", "фо"),
    ("bo", "бо"),
    ("ju", "цзюй"),
    ("lue", "люэ"),
];

/// One syllable of pinyin without tones; `v` or `ü` for ü.
pub(super) fn syllable(pinyin: &str) -> Option<String> {
    if let Some((_, russian)) = WHOLE.iter().find(|(latin, _)| *latin == pinyin) {
        return Some((*russian).to_owned());
    }
    let pinyin = pinyin.replace('ü', "v");
    let (latin, initial) = INITIALS.iter().find(|(l, _)| pinyin.starts_with(l))?;
    let mut last = pinyin.get(latin.len()..)?.to_owned();
    // Behind j, q and x pinyin leaves the dots of ü away.
    if matches!(*latin, "j" | "q" | "x") && last.starts_with('u') {
        last.replace_range(..1, "v");
    }
    let (_, russian) = FINALS.iter().find(|(l, _)| *l == last)?;
    let front = russian.starts_with(['и', 'я', 'е', 'ю']);
    // Sounds that do not combine in Mandarin are no syllables: "bv", "ki", "fi".
    let valid = match *latin {
        // "do" is "duo" or "dong".
        _ if last == "o" => matches!(*latin, "b" | "p" | "m" | "f"),
        "zh" | "ch" | "sh" | "z" | "c" | "s" | "r" => !front || last == "i",
        "g" | "k" | "h" | "f" => !front,
        "j" | "q" | "x" => front,
        _ => true,
    };
    valid.then(|| format!("{initial}{russian}"))
}

/// Splits letters without gaps into syllables; all ways, fewest syllables first.
fn split(word: &str) -> Vec<Vec<String>> {
    fn search(rest: &str, head: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
        if rest.is_empty() {
            out.push(head.clone());
            return;
        }
        if head.len() == 3 || out.len() == 6 {
            return;
        }
        for length in (1..=rest.len().min(6)).rev() {
            let (Some(first), Some(tail)) = (rest.get(..length), rest.get(length..)) else {
                continue;
            };
            if let Some(russian) = syllable(first) {
                head.push(russian);
                search(tail, head, out);
                head.pop();
            }
        }
    }
    let mut out = Vec::new();
    search(word, &mut Vec::new(), &mut out);
    out.sort_by_key(Vec::len);
    out
}

/// Joins syllables; `ъ` keeps a final н from the vowel behind it ("Чанъань").
pub(super) fn join(syllables: &[String]) -> String {
    let mut out = String::new();
    for syllable in syllables {
        if out.ends_with('н') && syllable.starts_with(['а', 'о', 'э', 'и', 'у', 'ю', 'я', 'е'])
        {
            out.push('ъ');
        }
        out.push_str(syllable);
    }
    out
}

/// Ways to divide a word that are followed.
const MOST_WAYS: usize = 8;

pub(super) fn from_pinyin(words: &[String]) -> Vec<Candidate> {
    let mut out = Vec::new();
    if words.is_empty() || words.len() > 3 {
        return out;
    }
    let parts: Vec<Vec<Vec<String>>> = words
        .iter()
        .map(|word| {
            let mut ways: Vec<Vec<String>> = vec![Vec::new()];
            for piece in plain(&word.replace(['ü', 'ǚ', 'ǜ', 'ǘ', 'ǖ'], "v")).split(['-', '\''])
            {
                let found = split(piece);
                ways = ways
                    .iter()
                    .flat_map(|way| {
                        found.iter().map(move |more| {
                            let mut all = way.clone();
                            all.extend(more.iter().cloned());
                            all
                        })
                    })
                    // The likeliest come first; each piece may double them.
                    .take(MOST_WAYS)
                    .collect();
            }
            ways
        })
        .collect();
    if parts.iter().any(Vec::is_empty) {
        return out;
    }
    let one = |at: usize| parts[at].iter().take(2);
    match words.len() {
        1 => {
            for way in one(0) {
                out.push(Candidate::new(vec![join(way)], System::Palladius, true));
                // "Xijinping", or a name given by its syllables.
                if way.len() > 1 {
                    out.push(Candidate::new(
                        vec![join(&way[..1]), join(&way[1..])],
                        System::Palladius,
                        true,
                    ));
                }
            }
        }
        2 => {
            for surname in one(0) {
                for given in one(1) {
                    if surname.len() <= 2 {
                        out.push(Candidate::new(
                            vec![join(surname), join(given)],
                            System::Palladius,
                            true,
                        ));
                    }
                }
            }
            // Western order: "Jinping Xi".
            for given in one(0) {
                for surname in one(1) {
                    if surname.len() == 1 && given.len() == 2 {
                        out.push(Candidate::new(
                            vec![join(surname), join(given)],
                            System::Palladius,
                            true,
                        ));
                    }
                }
            }
        }
        _ => {
            for surname in one(0) {
                for (first, second) in one(1).zip(one(2)) {
                    let mut given = first.clone();
                    given.extend(second.iter().cloned());
                    if given.len() <= 2 {
                        out.push(Candidate::new(
                            vec![join(surname), join(&given)],
                            System::Palladius,
                            true,
                        ));
                    }
                }
            }
        }
    }
    out
}

/// Initials of Wade and Giles with those of pinyin: without a breath and, where the apostrophe
/// for it may have been left away, with it. Source: H. A. Giles, A Chinese-English Dictionary,
/// 1912.
const WADE_INITIALS: [(&str, &str, &str); 20] = [
    ("hs", "x", "x"),
    ("sh", "sh", "sh"),
    ("tz", "z", "c"),
    ("ts", "z", "c"),
    ("sz", "s", "s"),
    ("ss", "s", "s"),
    ("p", "b", "p"),
    ("t", "d", "t"),
    ("k", "g", "k"),
    ("j", "r", "r"),
    ("m", "m", "m"),
    ("f", "f", "f"),
    ("n", "n", "n"),
    ("l", "l", "l"),
    ("h", "h", "h"),
    ("s", "s", "s"),
    ("y", "y", "y"),
    ("w", "w", "w"),
    ("ch", "zh", "ch"),
    ("", "", ""),
];

/// The syllables of pinyin that one of Wade and Giles' may be.
fn wade_syllable(wade: &str) -> Vec<String> {
    let wade = wade.replace('ê', "e");
    let Some((initial, hard, breathed)) = WADE_INITIALS
        .iter()
        .find(|(initial, _, _)| wade.starts_with(initial))
    else {
        return Vec::new();
    };
    let rest = wade.get(initial.len()..).unwrap_or_default();
    let (rest, initials) = match rest.strip_prefix('\'') {
        Some(rest) => (rest, vec![*breathed]),
        None => (rest, vec![*hard, *breathed]),
    };
    let plain = rest.replace(['ü', 'ǖ', 'ǘ', 'ǚ', 'ǜ'], "v");
    let last = match (*initial, plain.as_str()) {
        ("y", "eh") => "e",
        ("y", "en") => "an",
        ("y", "u") => "ou",
        ("y", "v") => "u",
        ("y", "vn") => "un",
        ("y", "van") => "uan",
        ("y", "veh") => "ue",
        ("y", "ung") => "ong",
        ("", "i") => "yi",
        ("", "ih") => "yi",
        ("", "erh") => "er",
        ("k" | "h", "o") => "e",
        ("ch" | "t" | "l" | "n" | "j" | "s" | "ts", "o") => "uo",
        ("tz" | "sz" | "ss", "u") => "i",
        (_, "ih") => "i",
        (_, "ien") => "ian",
        (_, "ieh") => "ie",
        (_, "veh" | "ueh") => "ue",
        (_, "ung") => "ong",
        (_, "iung") => "iong",
        (_, "uei") => "ui",
        (_, "eh") => "e",
        (_, last) => last,
    };
    // "ch" is "j" and "q" before i and ü.
    let soft = *initial == "ch" && (last.starts_with('v') || last.starts_with('i') && rest != "ih");
    let mut out: Vec<String> = Vec::new();
    for initial in initials {
        let initial = match (soft, initial) {
            (true, "zh") => "j",
            (true, "ch") => "q",
            (_, initial) => initial,
        };
        // Zero initials: "ing" is "ying" in pinyin.
        let whole = match (initial, last) {
            ("", last) if last.starts_with('i') => format!("y{last}"),
            _ => format!("{initial}{last}"),
        };
        if !out.contains(&whole) {
            out.push(whole);
        }
    }
    out
}

/// Surnames that their bearers spell by no system, with the syllable of Wade and Giles.
const USUAL_SURNAMES: [(&str, &str); 8] = [
    ("lee", "li"),
    ("soong", "sung"),
    ("chow", "chou"),
    ("koo", "ku"),
    ("woo", "wu"),
    ("young", "yang"),
    ("kung", "k'ung"),
    ("shaw", "shao"),
];

/// Names in the romanisation of Wade and Giles: the syllables of the given name are hyphenated
/// ("Tsai Ing-wen", "Teng Hsiao-p'ing").
pub(super) fn from_wade(words: &[String]) -> Option<Candidate> {
    let [surname, given] = words else {
        return None;
    };
    let syllables: Vec<&str> = given.split('-').collect();
    if syllables.len() != 2 || surname.contains('-') {
        return None;
    }
    let bare = |text: &str| without_tones(text);
    let russian = |wade: &str| -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for syllable in wade_syllable(&bare(wade)) {
            all.extend(self::syllable(&syllable).filter(|russian| !all.contains(russian)));
        }
        all
    };
    let usual = USUAL_SURNAMES.iter().find(|(usual, _)| usual == surname);
    let surname = usual.map_or(surname.as_str(), |(_, wade)| *wade);
    let mut surnames = russian(surname).into_iter();
    let first = surnames.next()?;
    let (heads, tails) = (russian(syllables[0]), russian(syllables[1]));
    let mut names = heads.iter().flat_map(|head| {
        let tails = tails.iter();
        tails.map(move |tail| join(&[head.clone(), tail.clone()]))
    });
    let mut candidate = Candidate::new(vec![first, names.next()?], System::WadeGiles, true);
    candidate.others = vec![surnames.collect(), names.collect()];
    Some(candidate)
}

/// `text` without diacritics but those of ü.
fn without_tones(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => "ü".to_owned(),
            c => plain(&c.to_string()),
        })
        .collect()
}
