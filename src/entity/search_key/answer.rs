//! The names that the keys led to, judged: what comes in are canonical names, what goes out is how
//! well each answers the query, why, and which of them it means.

use super::asked::NameQuery;
use super::keys::place_keys;
use super::matching::{Name, Words};
use super::strength::Strength;
use crate::entity::sound::{alike, soften};
use crate::entity::transcribe::{self, System};
use crate::entity::{EntityKind, gazetteer};

impl NameQuery {
    /// By what rule `canonical` answers, in words: how well, and the system of transcription that
    /// the query was read by. `None` when it does not answer.
    pub fn evidence(&self, canonical: &str) -> Option<String> {
        let strength = self.strength(canonical)?;
        let name = Name::of(canonical);
        // Readings stand in the order of their certainty. "Putin" is two syllables of Chinese and
        // of Japanese too, but "Владимир" is of neither.
        let reading = match self.kind {
            EntityKind::Person => {
                let fits = |reading: &&Words| reading.person(&name) == Some(strength);
                let japanese = name.words.iter().all(|word| transcribe::is_japanese(word));
                let of_its_kind = |reading: &&Words| {
                    reading.surname_first == name.eastern
                        && (japanese || reading.system != System::Polivanov)
                };
                let mut readings = self.readings.iter().filter(fits);
                readings
                    .clone()
                    .find(of_its_kind)
                    .or_else(|| readings.next())
            }
            EntityKind::Place if strength < Strength::Inflected => {
                let mut alone = self.clone();
                self.readings.iter().find(|reading| {
                    alone.readings = vec![(*reading).clone()];
                    alone.place(canonical) == Some(strength)
                })
            }
            _ => None,
        };
        let system = reading.and_then(|reading| reading.system.as_str());
        Some(match (strength, system) {
            (Strength::Transcribed, None) => "spelling of the same sounds".to_owned(),
            (Strength::Sound, Some(system)) => format!("phonetic key: {system}"),
            (strength, Some(system)) => format!("{}: {system}", strength.as_str()),
            (strength, None) => strength.as_str().to_owned(),
        })
    }

    /// How well `canonical` answers; `None` when it does not.
    pub fn strength(&self, canonical: &str) -> Option<Strength> {
        match self.kind {
            EntityKind::Person => {
                let name = Name::of(canonical);
                // "Kim Dae-jung" read as English is like many a Korean name.
                let foreign = name.eastern
                    && self
                        .readings
                        .iter()
                        .any(|r| r.surname_first && r.words.len() > 1);
                let strengths = self.readings.iter().filter_map(|reading| {
                    let strength = reading.person(&name)?;
                    let stray = foreign && reading.system == System::Western;
                    Some(if stray {
                        strength.min(Strength::Sound)
                    } else {
                        strength
                    })
                });
                strengths.max()
            }
            EntityKind::Place => self.place(canonical),
            EntityKind::Org | EntityKind::Role => self.naming.answered_by(canonical),
            EntityKind::Date => None,
        }
    }

    fn place(&self, canonical: &str) -> Option<Strength> {
        if gazetteer::fold(canonical) == gazetteer::fold(self.text.trim()) {
            return Some(Strength::Exact);
        }
        let mut keys = Vec::new();
        place_keys(canonical, &mut keys);
        if keys.iter().any(|key| self.exact.contains(key)) {
            return Some(Strength::Inflected);
        }
        let whole = soften(canonical);
        let mut best = None;
        for reading in &self.readings {
            if let [word] = &reading.words[..] {
                for (spelling, _) in &word.spellings {
                    if soften(spelling) == whole {
                        return Some(Strength::Transcribed);
                    }
                    if alike(spelling, canonical) {
                        best = Some(Strength::Sound);
                    }
                }
            } else {
                let joined: String = reading
                    .words
                    .iter()
                    .filter_map(|w| w.spellings.first().map(|(s, _)| s.as_str()))
                    .collect();
                if soften(&joined) == whole {
                    return Some(Strength::Transcribed);
                }
                if alike(&joined, canonical) {
                    best = Some(Strength::Sound);
                }
            }
        }
        best
    }

    /// Of the names that the keys led to, each with the number of its dispatches, those that the
    /// query means, with why; the strongest first.
    ///
    /// Weak answers give way to strong ones: a name that only sounds alike is dropped when another
    /// is met letter for letter, and a bare surname is dropped when the archive names other bearers
    /// of it as often as the one asked for.
    pub fn select<'a>(&self, names: &[(&'a str, u64)]) -> Vec<(&'a str, Strength)> {
        let mut found: Vec<(&'a str, Strength, u64)> = Vec::new();
        let mut rivals: Vec<(&'a str, u64)> = Vec::new();
        for &(name, documents) in names {
            match self.strength(name) {
                Some(strength) => found.push((name, strength, documents)),
                None => rivals.push((name, documents)),
            }
        }
        let best = found.iter().map(|f| f.1).max();
        let full: u64 = found
            .iter()
            .filter(|f| f.1 > Strength::SurnameOnly)
            .map(|f| f.2)
            .sum();
        let keeps = |name: &str, strength: Strength| match (strength, best) {
            (_, None) => false,
            (Strength::GivenOnly, Some(best)) => best == Strength::GivenOnly,
            (Strength::Sound, Some(best)) => best <= Strength::Sound,
            (Strength::Partial, Some(best)) => {
                best <= Strength::Partial || self.kind != EntityKind::Person
            }
            (Strength::SurnameOnly, Some(_)) => {
                let surname = Name::of(name).surname().map(soften);
                let others: u64 = rivals
                    .iter()
                    .filter(|(rival, _)| Name::of(rival).surname().map(soften) == surname)
                    .map(|(_, documents)| documents)
                    .sum();
                others * 2 <= full || others == 0
            }
            _ => true,
        };
        let mut kept: Vec<(&'a str, Strength)> = found
            .iter()
            .filter(|(name, strength, _)| keeps(name, *strength))
            .map(|(name, strength, _)| (*name, *strength))
            .collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        kept
    }
}
