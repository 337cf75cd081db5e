//! Choosing between the readings of a name's words: what comes in are readings of each word, what
//! goes out are those that agree with each other and fit best with what stands around and with the
//! dispatch's other forms. Points are sums: each about two thirds of a natural logarithm of odds;
//! weighed on development data.

use super::layout::layouts;
use super::name::{Parsed, Votes};
use super::part::{Part, PartReading, is_foreign_given, part_readings};
use super::surname::gendered;
use crate::entity::context::Context;
use crate::entity::declension::{Bearer, Cases};
use crate::entity::eastern::is_japanese;
use crate::entity::name_lexicon::PATRONYMIC_TAILS;

/// The readings of a mention's words, and what chooses between them.
pub struct Reader<'a> {
    forms: &'a [&'a str],
    readings: Vec<Vec<PartReading>>,
    /// "Юкио Мисима": no Japanese name ends in a consonant but н.
    japanese: bool,
    /// Some word may be a foreigner's given name.
    foreign: bool,
    context: Context,
    votes: &'a Votes,
}

/// Readings of all words of a mention that agree with each other.
pub struct Choice<'a> {
    score: i32,
    bearer: Bearer,
    readings: Vec<&'a PartReading>,
}

/// Nothing around tells the case: most names are subjects.
const UNTOLD_NOMINATIVE: i32 = 4;
/// The words around make another case likely.
const UNLIKELY_NOMINATIVE: i32 = 2;
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
/// "Фридриху Мерцу": a foreigner's given name beside a surname in -ец that has lost its vowel.
const SLAVIC_AND_FOREIGN: i32 = -5;
/// Of the names that a form in -е or -у may be of, those that it leaves unchanged are the fewest.
const UNCHANGED: i32 = -1;

impl<'a> Reader<'a> {
    /// Reads the words of a name, none of them an initial.
    pub fn new(forms: &'a [&'a str], context: Context, votes: &'a Votes) -> Self {
        let readings: Vec<Vec<PartReading>> = { forms.iter().enumerate() }
            .map(|(i, form)| part_readings(form, i, forms.len()))
            .collect();
        let foreign =
            |r: &PartReading| r.part == Part::Given && is_foreign_given(&r.nominative, r.bearer);
        Self {
            foreign: readings.iter().flatten().any(foreign),
            readings,
            japanese: forms.len() > 1 && forms.iter().all(|word| is_japanese(word)),
            forms,
            context,
            votes,
        }
    }

    /// The likeliest choice; `None` where no readings agree. `initials` tells that some stand
    /// beside the words.
    pub fn best(&self, initials: bool) -> Option<Choice<'_>> {
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
        let fleeting = reading.part == Part::Surname && reading.nominative.ends_with("ец");
        if self.foreign && fleeting && reading.nominative != form {
            score += SLAVIC_AND_FOREIGN;
        }
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
            true if case == Cases::NOM && (context.likely.is_empty() || allows(context.likely)) => {
                UNTOLD_NOMINATIVE
            }
            true if case == Cases::NOM => UNLIKELY_NOMINATIVE,
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
    pub fn take(&mut self, choice: &Choice, context: Context) {
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

const SINGLE_CASES: [Cases; 6] = [
    Cases::NOM,
    Cases::GEN,
    Cases::DAT,
    Cases::ACC,
    Cases::INS,
    Cases::LOC,
];

/// Whether a word ends as case forms do, and few names in the nominative.
fn ends_in_case(word: &str) -> bool {
    word.ends_with(['у', 'ю', 'ы', 'е'])
}
