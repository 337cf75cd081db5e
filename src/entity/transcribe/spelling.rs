//! All the ways in which the rules of a language may write one word in Russian: what comes in is
//! a word in other letters and rules, what goes out is whether a Russian word is one of those
//! ways, and under which keys they lie in the index. A list of likely spellings ends before the
//! right one where each letter has two or three; here a Russian word is compared with all of them
//! at once, letter by letter.

use super::plain;
use super::rules::{At, Rule};
use crate::entity::sound::{class, skeleton, soften};

/// The ways to write one word, as a graph of its letters.
#[derive(Debug)]
pub struct Spellings {
    /// For each letter of the word the groups of letters that begin there.
    steps: Vec<Vec<Step>>,
    /// Departures from the likeliest spelling that are allowed.
    most: usize,
    keys: Vec<String>,
}

/// A group of letters read in one way.
#[derive(Debug)]
struct Step {
    /// Where the letters behind it begin.
    to: usize,
    /// How far the reading is from the likeliest one.
    cost: usize,
    russian: &'static str,
    /// `russian` as [`soften`] has it.
    soft: Vec<char>,
}

/// A reading of the first letters of a word.
#[derive(Debug, Clone, Default)]
struct Beginning {
    cost: usize,
    text: String,
    /// Its consonants by class, and whether it ends in a vowel: what its key will come from.
    consonants: String,
    open: bool,
}

impl Beginning {
    fn is_like(&self, other: &Self) -> bool {
        self.open == other.open && self.consonants == other.consonants
    }

    fn with(&self, step: &Step) -> Self {
        let mut longer = self.clone();
        longer.cost += step.cost;
        longer.text.push_str(step.russian);
        for &c in &step.soft {
            match class(c) {
                Some(class) => {
                    if longer.open || !longer.consonants.ends_with(class) {
                        longer.consonants.push(class);
                    }
                    longer.open = false;
                }
                None => longer.open = true,
            }
        }
        longer
    }
}

/// Readings of a word that are followed for its keys.
const BEAM: usize = 12;

/// The farthest from the likeliest spelling that a word may be: enough for five letters that
/// another language reads otherwise ("Milošević" typed as "Milosevic").
const FARTHEST: usize = 5;

/// The cost of every step in a Russian word that has come so far; `None` where nothing has.
pub(crate) type Reached = Vec<Option<usize>>;

impl Spellings {
    /// The ways to write `word` (lower case) by any of `sets` of rules, each with what its rules
    /// cost more.
    pub(super) fn of(word: &str, sets: &[(&'static [Rule], usize)]) -> Self {
        let mut spellings = Self {
            steps: Vec::new(),
            most: 0,
            keys: Vec::new(),
        };
        for (rules, more) in sets {
            spellings.add(word, rules, *more);
        }
        // A short word has little to tell it by.
        spellings.most = spellings.steps.len().saturating_sub(1).clamp(1, FARTHEST);
        spellings.keys = spellings.beam();
        spellings
    }

    fn add(&mut self, word: &str, rules: &'static [Rule], more: usize) {
        // Letters with diacritics that the rules name keep them.
        let mut letters: Vec<(String, usize)> = Vec::new();
        for (i, c) in word.chars().enumerate() {
            let text = c.to_string();
            let known = rules.iter().any(|(foreign, _, _)| *foreign == text);
            letters.push((if known { text } else { plain(&text) }, i));
        }
        let count = letters.len();
        if self.steps.len() < count {
            self.steps.resize_with(count, Vec::new);
        }
        let word: String = letters.iter().map(|(text, _)| text.as_str()).collect();
        // The letter at each byte: one may be spelt out by two ("ß").
        let mut at_byte: Vec<Option<usize>> = Vec::new();
        for (text, i) in &letters {
            at_byte.push(Some(*i));
            at_byte.extend(std::iter::repeat_n(None, text.len().saturating_sub(1)));
        }
        at_byte.push(Some(count));
        let mut byte = 0;
        for (text, i) in &letters {
            let rest = word.get(byte..).unwrap_or_default();
            let before = word.get(..byte).and_then(|head| head.chars().next_back());
            let fitting: Vec<&Rule> = rules
                .iter()
                .filter(|(foreign, at, _)| {
                    rest.starts_with(foreign) && at.holds(before, &rest[foreign.len()..])
                })
                .filter(|(foreign, _, _)| {
                    matches!(at_byte.get(byte + foreign.len()), Some(Some(_)))
                })
                .collect();
            let longest = fitting.iter().map(|rule| rule.0.len()).max();
            if longest.is_none() {
                self.push(*i, i + 1, more, "");
            }
            for (foreign, at, readings) in &fitting {
                let Some(Some(to)) = at_byte.get(byte + foreign.len()) else {
                    continue;
                };
                let special = |rule: &&Rule| rule.0.len() == foreign.len() && rule.1 != At::Any;
                let cost = more
                    + usize::from(Some(foreign.len()) != longest)
                    + usize::from(*at == At::Any && fitting.iter().any(special));
                for (choice, &russian) in readings.iter().enumerate() {
                    self.push(*i, *to, cost + choice, russian);
                }
            }
            byte += text.len();
        }
    }

    fn push(&mut self, from: usize, to: usize, cost: usize, russian: &'static str) {
        let Some(steps) = self.steps.get_mut(from).filter(|_| cost <= FARTHEST) else {
            return;
        };
        let same = steps
            .iter_mut()
            .find(|step| step.to == to && step.russian == russian);
        match same {
            Some(step) => step.cost = step.cost.min(cost),
            None => steps.push(Step {
                to,
                cost,
                russian,
                soft: soften(russian).chars().collect(),
            }),
        }
    }

    /// The spelling without any departure.
    pub(super) fn likeliest(&self) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(steps) = self.steps.get(at) {
            let Some(step) = steps
                .iter()
                .min_by_key(|step| (step.cost, usize::MAX - step.to))
            else {
                break;
            };
            out.push_str(step.russian);
            at = step.to;
        }
        out
    }

    /// The letters that the word may begin with.
    pub(crate) fn heads(&self) -> Vec<char> {
        let mut heads = Vec::new();
        for step in self.steps.iter().take(1).flatten() {
            match step.soft.first() {
                Some(&c) => heads.push(c),
                None => {
                    let next = self.steps.get(step.to).into_iter().flatten();
                    heads.extend(next.filter_map(|step| step.soft.first().copied()));
                }
            }
        }
        heads
    }

    /// The keys under which names with this word lie, the likeliest first.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The keys of the likeliest spellings; of those that differ in their vowels only, one.
    fn beam(&self) -> Vec<String> {
        let mut beams: Vec<Vec<Beginning>> = vec![Vec::new(); self.steps.len() + 1];
        beams[0].push(Beginning::default());
        for (at, steps) in self.steps.iter().enumerate() {
            let mut beam = std::mem::take(&mut beams[at]);
            beam.sort_by_key(|beginning| beginning.cost);
            let mut followed: Vec<Beginning> = Vec::new();
            for beginning in beam {
                if followed.len() == BEAM || followed.iter().any(|known| known.is_like(&beginning))
                {
                    continue;
                }
                for step in steps {
                    if beginning.cost + step.cost <= self.most
                        && let Some(next) = beams.get_mut(step.to)
                    {
                        next.push(beginning.with(step));
                    }
                }
                followed.push(beginning);
            }
        }
        let mut last = beams.pop().unwrap_or_default();
        last.sort_by_key(|beginning| beginning.cost);
        let mut keys: Vec<String> = Vec::new();
        for Beginning { text, .. } in last {
            let key = skeleton(&text);
            if !text.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys.truncate(BEAM);
        keys
    }

    /// Whether `soft`, a Russian word as [`soften`] has it, is one of the spellings.
    pub(crate) fn lead_to(&self, soft: &[char]) -> bool {
        let mut start: Reached = vec![None; soft.len() + 1];
        start[0] = Some(0);
        let reached = self.follow(soft, &start);
        matches!(reached.last(), Some(Some(_)))
    }

    /// From each place of `soft` that is reached, where this word may end.
    pub(crate) fn follow(&self, soft: &[char], start: &Reached) -> Reached {
        let mut best: Vec<Reached> = vec![vec![None; soft.len() + 1]; self.steps.len() + 1];
        for (from, reached) in start.iter().enumerate() {
            if reached.is_some() {
                best[0][from] = Some(0);
            }
        }
        for (at, steps) in self.steps.iter().enumerate() {
            for step in steps {
                for from in 0..=soft.len() {
                    let Some(cost) = best[at][from].map(|cost| cost + step.cost) else {
                        continue;
                    };
                    if cost > self.most {
                        continue;
                    }
                    let Some(end) = read(soft, from, &step.soft) else {
                        continue;
                    };
                    let place = &mut best[step.to][end];
                    if place.is_none_or(|known| cost < known) {
                        *place = Some(cost);
                    }
                }
            }
        }
        best.pop().unwrap_or_default()
    }
}

/// Where `letters` end in `soft` from `from` on; a letter doubled counts once.
pub(crate) fn read(soft: &[char], from: usize, letters: &[char]) -> Option<usize> {
    let mut at = from;
    for c in letters {
        if soft.get(at) == Some(c) {
            at += 1;
        } else if at == 0 || soft.get(at - 1) != Some(c) {
            return None;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::super::System;
    use super::*;

    #[track_caller]
    fn check(word: &str, russian: &str, expected: bool) {
        let spellings = System::Western.spellings(word).unwrap();
        let soft: Vec<char> = soften(russian).chars().collect();
        assert_eq!(spellings.lead_to(&soft), expected, "{word}: {russian}");
        if expected {
            let key = skeleton(russian);
            assert!(spellings.keys().contains(&key), "{word}: {russian}: no key");
        }
    }

    #[test]
    fn languages_of_europe() {
        for (word, russian) in [
            // Spanish.
            ("javier", "Хавьер"),
            ("rajoy", "Рахой"),
            ("borges", "Борхес"),
            ("guaidó", "Гуайдо"),
            ("guardiola", "Гвардиола"),
            ("piñera", "Пиньера"),
            ("castillo", "Кастильо"),
            // Portuguese.
            ("lourenço", "Лоуренсу"),
            ("mourinho", "Моуринью"),
            // Italian.
            ("giorgia", "Джорджа"),
            ("bergoglio", "Бергольо"),
            ("ricci", "Риччи"),
            // French.
            ("françois", "Франсуа"),
            ("francois", "Франсуа"),
            ("depardieu", "Депардье"),
            ("jean-claude", "Жан-Клод"),
            // English.
            ("gates", "Гейтс"),
            ("albright", "Олбрайт"),
            ("mcconnell", "Макконнелл"),
            ("churchill", "Черчилль"),
            // German, Dutch.
            ("schäuble", "Шойбле"),
            ("einstein", "Эйнштейн"),
            ("dijsselbloem", "Дейсселблум"),
            // Polish, Czech, Hungarian, Romanian, southern Slavs.
            ("świątek", "Свёнтек"),
            ("trzaskowski", "Тшасковский"),
            ("błaszczak", "Блащак"),
            ("đoković", "Джокович"),
            ("djokovic", "Джокович"),
            ("milosevic", "Милошевич"),
            ("gyurcsány", "Дюрчань"),
            ("magyar", "Мадьяр"),
            ("ceausescu", "Чаушеску"),
            ("georgescu", "Джорджеску"),
            // Turkish, Nordic, Burmese.
            ("kılıçdaroğlu", "Кылычдароглу"),
            ("løkke", "Лёкке"),
            ("kyi", "Чжи"),
            // Belarusian.
            ("tsikhanouskaya", "Тихановская"),
            ("lukašenka", "Лукашенко"),
        ] {
            check(word, russian, true);
        }
    }

    #[test]
    fn other_names_are_no_spellings() {
        for (word, russian) in [
            ("gates", "Гуайдо"),
            ("solana", "Зоран"),
            ("weidel", "Дарья"),
            ("kang", "Кинг"),
            ("trump", "Торопов"),
        ] {
            check(word, russian, false);
        }
    }
}
