//! The orders in which the parts of a name may stand: what comes in are its words with their
//! readings, what goes out are the orders worth trying.

use super::part::{Part, PartReading};
use crate::entity::patronymic;

/// Points of a word whose ending or the dictionary makes it a surname: such a one may stand first.
const SURE: i32 = 8;

/// The orders of parts worth trying for a name.
pub fn layouts(forms: &[&str], readings: &[Vec<PartReading>], initials: bool) -> Vec<Vec<Part>> {
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
                            || count == 2 && known_given(0) && of_known_father(&readings[1]))
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

pub fn is_numeral(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| matches!(c, 'I' | 'V' | 'X' | 'Х' | '0'..='9'))
}

fn of_known_father(readings: &[PartReading]) -> bool {
    readings
        .iter()
        .any(|r| r.part == Part::Patronymic && patronymic::has_father(&r.nominative))
}
