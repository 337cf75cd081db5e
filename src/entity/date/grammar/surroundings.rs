//! What stands around an expression: the time of day beside it, the ends of sentences and
//! paragraphs between two.

use super::super::atoms::Caps;
use super::super::lexicon::{Case, Lex, Prep};
use super::{Found, Grammar};

impl Grammar<'_> {
    /// The time of day that stands beside an expression, as written: "вечером", "во второй
    /// половине дня", "в ночь на".
    pub fn time_of_day(&self, found: &Found) -> Option<String> {
        self.time_before(found.start)
            .or_else(|| self.time_behind(found.end))
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> Option<String> {
        let (first, last) = (self.atoms.get(from)?, self.atoms.get(to.checked_sub(1)?)?);
        self.text
            .get(first.start as usize..last.end as usize)
            .map(str::to_owned)
    }

    pub(super) fn time_before(&self, start: usize) -> Option<String> {
        let mut i = start;
        // "в 10:30 3 сентября", "в 8 часов утра 3 сентября"
        if let Some(at) = (2..=3)
            .filter_map(|back| start.checked_sub(back))
            .find(|&at| {
                self.hours(at) == Some(start) && matches!(self.lex_before(at, 1), Lex::Prep(_))
            })
        {
            return self.slice(at, start);
        }
        if matches!(self.lex_before(i, 1), Lex::Prep(_)) {
            i -= 1;
            if self.lex(i) == Lex::Prep(Prep::Na) && self.lex_before(i, 1) == Lex::Night {
                return self.slice(i - 1, i);
            }
        }
        match self.lex_before(i, 1) {
            Lex::Night => self.slice(i - 1, i),
            Lex::TimeOfDay => {
                let early =
                    i >= 2 && self.is_one_of(i - 2, &["рано", "поздно", "ранним", "поздним"]);
                self.slice(if early { i - 2 } else { i - 1 }, i)
            }
            Lex::DayWord {
                case: Case::Ins,
                plural: false,
            } => self.slice(i - 1, i),
            // "во второй половине дня", "в конце дня".
            Lex::DayWord {
                case: Case::Gen,
                plural: false,
            } => match self.lex_before(i, 2) {
                Lex::HalfWord if matches!(self.lex_before(i, 3), Lex::Ordinal { .. }) => {
                    self.slice(i - 3, i)
                }
                Lex::PartWord(_) => self.slice(i - 2, i),
                _ => None,
            },
            _ => None,
        }
    }

    /// Behind an hour of the day: "15:00", "15 часов", "8 часов утра".
    fn hours(&self, i: usize) -> Option<usize> {
        let (0..=24, 1..=2) = self.digits(i)? else {
            return None;
        };
        if self.lex(i + 1) == Lex::Colon && self.glued(i + 1) && self.glued(i + 2) {
            return matches!(self.digits(i + 2), Some((0..=59, 2))).then_some(i + 3);
        }
        let word = self.is_one_of(i + 1, &["час", "часа", "часов"]);
        let part = self.is_one_of(i + 2, &["утра", "дня", "вечера", "ночи"]);
        word.then_some(if part { i + 3 } else { i + 2 })
    }

    pub(super) fn time_behind(&self, end: usize) -> Option<String> {
        match self.lex(end) {
            Lex::TimeOfDay => self.slice(end, end + 1),
            Lex::DayWord {
                case: Case::Ins,
                plural: false,
            } if !matches!(self.lex(end + 1), Lex::Earlier) => self.slice(end, end + 1),
            // "около 15:00", "в 15 часов"
            Lex::Prep(Prep::V | Prep::Other) if self.hours(end + 1).is_some() => {
                self.slice(end + 1, self.hours(end + 1)?)
            }
            Lex::Prep(Prep::V) => {
                // "в 15:00", "в 9.30"
                let minutes =
                    matches!(self.lex(end + 2), Lex::Colon | Lex::Dot) && self.glued(end + 3);
                if let (Some((0..=24, 1..=2)), Some((0..=59, 2)), true) =
                    (self.digits(end + 1), self.digits(end + 3), minutes)
                {
                    return self.slice(end + 1, end + 4);
                }
                let half = matches!(self.lex(end + 1), Lex::Ordinal { .. })
                    && self.lex(end + 2) == Lex::HalfWord
                    && matches!(
                        self.lex(end + 3),
                        Lex::DayWord {
                            case: Case::Gen,
                            ..
                        }
                    );
                if half {
                    self.slice(end + 1, end + 4)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// Whether a sentence ends between two atoms.
    pub fn sentence_ends_between(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| match self.lex(i) {
            Lex::Break | Lex::EndMark => true,
            Lex::Dot => {
                !self.glued(i + 1)
                    && (self.caps(i + 1) != Caps::Lower || self.lex(i + 1) == Lex::Dash)
                    && self.lex_before(i, 1) != Lex::YearAbbr
                    && self.written(i.wrapping_sub(1)).chars().count() > 1
            }
            _ => false,
        })
    }

    /// Whether a paragraph ends between two atoms.
    pub fn paragraph_ends_between(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| self.lex(i) == Lex::Break)
    }
}
