//! Which of the names that a form may belong to is the likeliest by how often news had them: what
//! comes in are the readings of a form by its endings, what goes out is a weight for each. "Кисиде"
//! may be of Кисид and of Кисида, and news had Кисида, Кисиды, Кисидой, but never Кисид.

use super::reading::{Cases, Reading};
use crate::neural::Embedding;

/// How often a form stood in the news that has no count: the list begins at a hundred.
const UNLISTED: f32 = 50.0;
/// Points for each factor of e by which one reading is rarer than another.
const POINTS: f32 = 1.5;
/// Most points that a reading can lose: a list of words knows nothing of the newest names.
const MOST: f32 = 9.0;
/// Part of the count of a form that is left to the name that reads as it does, when its other
/// readings could account for all of it.
const RESIDUE: f32 = 0.03;

/// For every hundred times that a name stands in the nominative, so often it stands in the other
/// cases; counted over the surnames of a dozen heads of state in that list, rounded.
const CASES: [(Cases, f32); 5] = [
    (Cases::GEN, 0.40),
    (Cases::DAT, 0.13),
    (Cases::ACC, 0.12),
    (Cases::INS, 0.15),
    (Cases::LOC, 0.05),
];

/// Takes from each reading of `form` what it is less likely than the likeliest, in points; nothing
/// where neither the form nor any of its nominatives is in the list.
pub fn weigh(form: &str, readings: &mut [Reading]) {
    // Of surnames that show their bearer's gender both genders are usual, whoever is the best known.
    if readings.len() < 2 || readings.iter().any(|r| is_gendered(&r.nominative)) {
        return;
    }
    let frequency = |word: &str| Embedding::get().frequency(word);
    let own = frequency(form);
    let nominatives: Vec<Option<f32>> = readings.iter().map(|r| frequency(&r.nominative)).collect();
    if own.is_none() && nominatives.iter().all(Option::is_none) {
        return;
    }
    let count = |frequency: Option<f32>| frequency.map_or(UNLISTED, f32::exp2);
    // "макрона" stood there as the genitive of Макрон, for some men as often as the nominative, and
    // so tells little of a Макрона.
    let as_nominative = |word: &str, frequency: Option<f32>| {
        let all = count(frequency);
        let bases = match (word.strip_suffix('а'), word.strip_suffix('я')) {
            (Some(stem), _) => [Some(stem.to_owned()), None],
            (_, Some(stem)) => [Some(format!("{stem}ь")), Some(format!("{stem}й"))],
            _ => [None, None],
        };
        let bases = bases.iter().flatten();
        let of_others: f32 = bases
            .filter_map(|base| Embedding::get().frequency(base))
            .map(f32::exp2)
            .sum();
        (all - of_others).max(all * RESIDUE)
    };
    let total = count(own);
    let is_own = |r: &Reading| r.nominative == form;
    let mut shares: Vec<f32> = readings
        .iter()
        .zip(&nominatives)
        .map(|(reading, nominative)| {
            let cases = CASES
                .iter()
                .filter(|(case, _)| !reading.cases.and(*case).is_empty());
            let rate: f32 = cases.map(|(_, rate)| rate).sum();
            (as_nominative(&reading.nominative, *nominative) * rate).min(total)
        })
        .collect();
    let others: f32 = readings
        .iter()
        .zip(&shares)
        .filter(|(reading, _)| !is_own(reading))
        .map(|(_, share)| share)
        .sum();
    for (reading, share) in readings.iter().zip(&mut shares) {
        if is_own(reading) {
            *share = (total - others).max(total * RESIDUE);
        }
    }
    let largest = shares.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    for (reading, share) in readings.iter_mut().zip(shares) {
        let lost = (POINTS * (largest / share.max(f32::MIN_POSITIVE)).ln()).min(MOST);
        reading.rarity = lost.round() as u8;
    }
}

/// Whether news had `name` more often than `other`.
pub fn is_more_frequent(name: &str, other: &str) -> bool {
    let frequency = |word| Embedding::get().frequency(word);
    frequency(name) > frequency(other)
}

/// Whether a surname has one form for men and another for women.
fn is_gendered(surname: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ов", "ев", "ёв", "ин", "ын", "ова", "ева", "ёва", "ина", "ына", "ский", "цкий", "ская",
        "цкая", "ской", "цкой",
    ];
    ENDINGS.iter().any(|ending| surname.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use crate::entity::declension::readings;

    /// The reading of `form` that loses nothing.
    fn likeliest(form: &str) -> Vec<String> {
        let readings = readings(form);
        let mut best: Vec<String> = readings
            .iter()
            .filter(|r| r.rarity == 0)
            .map(|r| r.nominative.clone())
            .collect();
        best.dedup();
        best
    }

    #[test]
    fn the_name_that_news_had_is_the_likeliest() {
        for (form, name) in [
            ("Кисиде", "Кисида"),
            ("Куросава", "Куросава"),
            ("Чавушоглу", "Чавушоглу"),
            ("Роналду", "Роналду"),
            ("Обаме", "Обама"),
            ("Трампе", "Трамп"),
            ("Рютте", "Рютте"),
            ("Макрону", "Макрон"),
        ] {
            assert_eq!(likeliest(form), [name], "{form}");
        }
    }

    #[test]
    fn nothing_is_known_of_rare_names() {
        for form in ["Дзурмобеку", "Сомину", "Захарова"] {
            assert!(readings(form).iter().all(|r| r.rarity == 0), "{form}");
        }
    }
}
