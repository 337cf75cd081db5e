//! From a noun phrase as it stands in a sentence to the phrase in the nominative, with agreement
//! ([`Morph::nominative`], [`Morph::post_nominative`]). Persons' names, whose words no dictionary
//! may know, and what a phrase is the name of are left to [`crate::entity`].

use std::cell::RefCell;
use std::rc::Rc;

use super::Morph;
use super::feats::{Animacy, Case, Class, Flag, Gender, Number};
use super::fold::match_case;
use super::inflect::Target;
use super::parse::{Origin, Parse, Parses};
use crate::memo::Memo;

/// Words of the longest phrase that is read; a longer one is no name and stays as it is.
const LONGEST: usize = 40;

/// Words of names kept a thread; about 500 bytes each.
const MOST: usize = 8_000;

/// What a noun phrase is known to name.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Name,
    /// Somebody's post, of which the word at this place is the head, where that is known.
    Post(Option<usize>),
}

/// Case, number and gender that a noun phrase was read in.
#[derive(Debug, Clone, Copy)]
struct Reading {
    case: Case,
    number: Number,
    gender: Option<Gender>,
    score: f32,
}

impl Subject {
    /// By how much more often than in running text `parse` is the right one.
    fn favours(self, parse: &Parse) -> f32 {
        let feats = parse.feats;
        match self {
            // Names of places and organisations are rarer than common nouns in the dictionary's
            // counts; in a name they are what is meant.
            Self::Name if feats.is_proper() => 4.0,
            Self::Name => 1.0,
            Self::Post(_) => {
                let one = feats.number() == Some(Number::Sing);
                let person = feats.animacy() == Some(Animacy::Anim);
                // "королёва" is a family's name.
                (if feats.is_proper() { 0.1 } else { 1.0 })
                    * (if person { 8.0 } else { 1.0 })
                    * (if one { 4.0 } else { 1.0 })
            }
        }
    }
}

impl Morph {
    /// The noun phrase that `words` form, in the nominative, its number kept: ["Курской",
    /// "области"] gives "Курская область". The head is the first noun; adjectives and participles
    /// before it agree with it, what follows stays as it is ("Трудовая партия Кореи"), but for
    /// nouns in the same oblique case beside the genitive ("городом Москвой") and behind "и"
    /// ("Боснии и Герцеговины"). Capitals are kept; so are words that do not inflect,
    /// abbreviations, and everything from the first quotation mark behind the head on.
    ///
    /// Words are joined by spaces, without one on the inner sides of quotation marks and brackets.
    pub fn nominative(&self, words: &[&str]) -> String {
        join(&self.nominative_words(words))
    }

    /// As [`nominative`](Self::nominative), word for word.
    pub fn nominative_words(&self, words: &[&str]) -> Vec<String> {
        self.nominative_of(words, Subject::Name)
    }

    /// As [`nominative_words`](Self::nominative_words) for somebody's post, of which the word at
    /// `head` is the head, where that is known: "директора" is one director, not several, and
    /// "главой" no adjective.
    pub fn post_nominative(&self, words: &[&str], head: Option<usize>) -> Vec<String> {
        self.nominative_of(words, Subject::Post(head))
    }

    fn nominative_of(&self, words: &[&str], subject: Subject) -> Vec<String> {
        let mut out: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        // Bounds the depth of what "и" joins, too.
        if words.len() <= LONGEST {
            self.make_nominative(words, &mut out, subject);
        }
        out
    }

    fn make_nominative(&self, words: &[&str], out: &mut [String], subject: Subject) {
        let start = words.iter().take_while(|word| !is_word(word)).count();
        let subject = match subject {
            Subject::Post(head) => Subject::Post(head.and_then(|at| at.checked_sub(start))),
            Subject::Name => Subject::Name,
        };
        let phrase = &words[start..];
        if self.make_nominative_of_two(phrase, &mut out[start..])
            || self.make_nominative_of_one(phrase, &mut out[start..])
        {
            return;
        }
        let Some(group) = self.group(&words[start..], subject) else {
            return;
        };
        let Group {
            modifiers,
            head,
            mut reading,
        } = group;
        let head = start + head;
        let family = match words.get(head + 1) {
            Some(next) if reading.number == Number::Plur => self.family_case(words[head], next),
            _ => None,
        };
        reading.case = family.unwrap_or(reading.case);
        for at in modifiers.into_iter().map(|at| start + at) {
            if let Some(form) = self.agreeing(words[at], &reading) {
                out[at] = match_case(&form, words[at]);
            }
        }
        if let Some(form) = self.head_nominative(words[head], &reading, subject) {
            out[head] = form;
        }
        let rest = head + 1;
        let Some(next) = words.get(rest) else { return };
        let fixed = self.is_fixed(words[head]);
        match *next {
            "и" | "—" | "–" => {
                let first = self.name_parses(words[head]);
                let (words, out) = (&words[rest + 1..], &mut out[rest + 1..]);
                // What is beside a post is another one.
                let subject = match subject {
                    Subject::Post(_) => Subject::Post(None),
                    Subject::Name => Subject::Name,
                };
                let Some(second) = self.group(words, subject) else {
                    return;
                };
                // The likeliest case of the one may be an unlikely one of the other: "Боснии и
                // Герцеговине". What does not inflect stands in any.
                let case = second.reading.case;
                if fixed || first.iter().any(|p| same_case(p.feats.case(), Some(case))) {
                    self.make_nominative(words, out, subject);
                }
            }
            word if is_word(word) => {
                let (head, words, out) = (words[head], &words[rest..], &mut out[rest..]);
                let done = self.make_apposition(head, words, out, reading);
                let governed = match reading.case {
                    Case::Gen => family.is_none(),
                    // "командующим округом"
                    Case::Ins => self.governs_instrumental(head),
                    _ => false,
                };
                if !done && !governed && reading.case != Case::Nom {
                    self.make_nominative_like(words, out, reading);
                }
            }
            _ => {}
        }
    }

    /// "Воробьёвых гор": a surname in the plural that goes with the noun behind it as an adjective
    /// would, and their case.
    fn family_case(&self, head: &str, next: &str) -> Option<Case> {
        let heads = self.name_parses(head);
        if !heads.first()?.feats.has(Flag::Surname) {
            return None;
        }
        let plural = |p: &&Parse| p.feats.number() == Some(Number::Plur);
        let nouns = self.name_parses(next);
        nouns
            .iter()
            .filter(plural)
            .filter(|p| p.is_known() && p.class == Class::Noun && !p.feats.is_proper())
            .find_map(|p| {
                let case = p.feats.case()?;
                let fits =
                    |h: &Parse| h.feats.has(Flag::Surname) && same_case(h.feats.case(), Some(case));
                heads.iter().filter(plural).any(fits).then_some(case)
            })
    }

    /// Participles that have become nouns keep their object: "командующий округом".
    fn governs_instrumental(&self, head: &str) -> bool {
        self.name_parses(head).iter().any(|p| {
            let lemma = p.lemma();
            p.class == Class::Noun && lemma.ends_with("щий")
        })
    }

    /// "реке Туманной": an adjective that is all the name of the thing before it, and agrees with
    /// it; or "города Москвы", where the town is the city and has none. Other genitives are as
    /// often whose the thing is ("дома Толстого"), but for kinds of places.
    fn make_apposition(
        &self,
        head: &str,
        words: &[&str],
        out: &mut [String],
        reading: Reading,
    ) -> bool {
        let [word] = words else { return false };
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        if !capital || reading.number != Number::Sing || reading.case == Case::Nom {
            return false;
        }
        let heads = self.parses(head);
        let is_kind = |kinds: &[&str]| heads.iter().any(|p| kinds.contains(&p.lemma().as_str()));
        let is_place = || is_kind(&NAMED_BY_ADJECTIVES);
        let parses = self.name_parses(word);
        if reading.case == Case::Gen && is_kind(&SETTLEMENTS) {
            let town = parses.iter().find(|p| {
                p.feats.has(Flag::Place)
                    && p.feats.case() == Some(Case::Gen)
                    && p.feats.number() == Some(Number::Sing)
            });
            let form = town.and_then(|p| self.inflect(p, Target::new(Case::Nom, Number::Sing)));
            if let Some(form) = form {
                out[0] = match_case(&form, word);
                return true;
            }
        }
        let agrees = parses.iter().any(|p| {
            p.class.agrees() && agree(p, reading.case, reading.number, reading.gender, None)
        });
        let certain = reading.case != Case::Gen || is_place();
        if !agrees || !certain || !(parses[0].class.agrees() || is_place()) {
            return false;
        }
        if let Some(form) = self.agreeing(word, &reading) {
            out[0] = match_case(&form, word);
        }
        true
    }

    /// "Волгоградской и Астраханской областях", "Южной и Северной Кореей": two adjectives in the
    /// singular before a noun, of which each has one.
    fn make_nominative_of_two(&self, words: &[&str], out: &mut [String]) -> bool {
        let [first, "и", second, noun, ..] = words else {
            return false;
        };
        let (first_parses, second_parses) = (self.name_parses(first), self.name_parses(second));
        if !first_parses[0].class.agrees() || !second_parses[0].class.agrees() {
            return false;
        }
        let mut best: Option<(Reading, Reading)> = None;
        for parse in self
            .name_parses(noun)
            .iter()
            .filter(|p| p.class == Class::Noun && p.feats.number().is_some())
        {
            let Some(case) = parse.feats.case() else {
                continue;
            };
            let one = Reading {
                case,
                number: Number::Sing,
                gender: parse.feats.gender(),
                score: parse.probability,
            };
            let fits = |parses: &Parses| {
                parses
                    .iter()
                    .any(|p| p.class.agrees() && agree(p, case, Number::Sing, one.gender, None))
            };
            let better = best.is_none_or(|(_, known)| known.score < parse.probability);
            if better && fits(&first_parses) && fits(&second_parses) {
                let number = parse.feats.number().unwrap_or(Number::Plur);
                best = Some((one, Reading { number, ..one }));
            }
        }
        let Some((one, nouns)) = best else {
            return false;
        };
        for at in [0, 2] {
            if let Some(form) = self.agreeing(words[at], &one) {
                out[at] = match_case(&form, words[at]);
            }
        }
        if let Some(form) = self.head_nominative(noun, &nouns, Subject::Name) {
            out[3] = form;
        }
        true
    }

    /// "Псковской областях": the last of several, "Новгородской и Псковской областях", by itself.
    fn make_nominative_of_one(&self, words: &[&str], out: &mut [String]) -> bool {
        let ([adjective, others @ .., noun], true) = (words, words.len() < 5) else {
            return false;
        };
        let adjectives = self.name_parses(adjective);
        if !adjectives[0].class.agrees() {
            return false;
        }
        let nouns = self.name_parses(noun);
        let mut several = nouns.iter().filter(|p| {
            p.class == Class::Noun && p.feats.number() == Some(Number::Plur) && p.is_known()
        });
        let found = several.find_map(|p| {
            let case = p.feats.case()?;
            let of_one = |gender| {
                adjectives.iter().any(|a| {
                    a.class.agrees()
                        && a.feats.number() == Some(Number::Sing)
                        && agree(a, case, Number::Sing, gender, None)
                })
            };
            of_one(p.feats.gender()).then_some((p, case))
        });
        let agrees = nouns.iter().any(|p| {
            p.class == Class::Noun
                && adjectives.iter().any(|a| {
                    let feats = p.feats;
                    a.class.agrees()
                        && feats
                            .case()
                            .zip(feats.number())
                            .is_some_and(|(case, number)| {
                                agree(a, case, number, feats.gender(), None)
                            })
                })
        });
        let Some((noun_parse, case)) = found.filter(|_| !agrees) else {
            return false;
        };
        // "народных" of "Луганской народных республиках" is of all of them.
        let of_all = others.iter().all(|other| {
            self.name_parses(other).iter().any(|p| {
                p.class.agrees()
                    && p.feats.number() == Some(Number::Plur)
                    && same_case(p.feats.case(), Some(case))
            })
        });
        if !of_all {
            return false;
        }
        let one = Reading {
            case,
            number: Number::Sing,
            gender: noun_parse.feats.gender(),
            score: noun_parse.probability,
        };
        let Some(singular) = self.inflect(noun_parse, Target::new(Case::Nom, Number::Sing)) else {
            return false;
        };
        if let Some(form) = self.agreeing(adjective, &one) {
            out[0] = match_case(&form, adjective);
        }
        for (i, other) in others.iter().enumerate() {
            let parses = self.name_parses(other);
            let plural = parses.iter().find(|p| {
                p.class.agrees()
                    && p.feats.number() == Some(Number::Plur)
                    && same_case(p.feats.case(), Some(case))
            });
            let singular = plural.and_then(|p| {
                self.inflect(p, Target::new(Case::Nom, Number::Sing).gender(one.gender))
            });
            if let Some(form) = singular {
                out[i + 1] = match_case(&form, other);
            }
        }
        if let Some(last) = out.last_mut() {
            *last = match_case(&singular, noun);
        }
        true
    }

    /// Does `word` stand unchanged in all cases?
    fn is_fixed(&self, word: &str) -> bool {
        self.name_parses(word)[0].feats.has(Flag::Fixed)
    }

    /// An apposition: changed only when it is likeliest to stand in the case of the head.
    fn make_nominative_like(&self, words: &[&str], out: &mut [String], head: Reading) {
        let Some(group) = self.group(words, Subject::Name) else {
            return;
        };
        if same_case(Some(group.reading.case), Some(head.case)) {
            self.make_nominative(words, out, Subject::Name);
        }
    }

    /// The first noun of `words` with the words before it that agree with it.
    fn group(&self, words: &[&str], subject: Subject) -> Option<Group> {
        let mut modifiers: Vec<(usize, Rc<Parses>)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if !is_word(word) {
                return None;
            }
            let parses = self.name_parses(word);
            let noun = self.best_reading(&parses, &modifiers, subject);
            let is_modifier = parses.iter().any(|p| p.class.agrees());
            let next_is_word = words.get(at + 1).is_some_and(|next| is_word(next));
            // An adjective before a noun that it agrees with is no noun itself ("Белой горы").
            let is_head = matches!(subject, Subject::Post(Some(head)) if head == at);
            let reads_on = !is_head
                && is_modifier
                && next_is_word
                && !self.has_genitive(&parses, words[at + 1])
                && (parses[0].class.agrees()
                    || self.continues(&parses, &modifiers, &words[at + 1..]));
            match noun {
                Some(reading) if !reads_on => {
                    return Some(Group {
                        modifiers: modifiers.into_iter().map(|(at, _)| at).collect(),
                        head: at,
                        reading,
                    });
                }
                _ if is_modifier && next_is_word => modifiers.push((at, parses)),
                // "Южной Хамгён": a name that the dictionary lacks and that agrees with nothing
                // does not inflect.
                None if !modifiers.is_empty()
                    && word.chars().next().is_some_and(char::is_uppercase)
                    && !parses.iter().any(Parse::is_known) =>
                {
                    let reading = self.adjective_reading(&modifiers.last()?.1)?;
                    return Some(Group {
                        modifiers: modifiers.into_iter().map(|(at, _)| at).collect(),
                        head: at,
                        reading,
                    });
                }
                _ if is_modifier => {
                    // A phrase of adjectives alone: the last one is the head ("Белая").
                    let reading = self.adjective_reading(&parses)?;
                    return Some(Group {
                        modifiers: modifiers.into_iter().map(|(at, _)| at).collect(),
                        head: at,
                        reading,
                    });
                }
                _ => return None,
            }
        }
        None
    }

    /// Does the first noun of `rest` agree with the adjective of `parses`, and with those between?
    fn continues(
        &self,
        parses: &Rc<Parses>,
        modifiers: &[(usize, Rc<Parses>)],
        rest: &[&str],
    ) -> bool {
        let mut all: Vec<(usize, Rc<Parses>)> = modifiers.to_vec();
        all.push((0, parses.clone()));
        for word in rest.iter().take_while(|word| is_word(word)) {
            let next = self.name_parses(word);
            if !next[0].class.agrees() {
                return self.best_reading(&next, &all, Subject::Name).is_some();
            }
            all.push((0, next));
        }
        false
    }

    /// "сборной России": a noun that is declined as an adjective, and whose it is.
    fn has_genitive(&self, parses: &Parses, next: &str) -> bool {
        let share = |of: &dyn Fn(&&Parse) -> bool| -> f32 {
            parses.iter().filter(of).map(|p| p.probability).sum()
        };
        // "Старого Оскола" has no "старое".
        let noun = share(&|p| {
            p.class == Class::Noun
                && p.is_known()
                && !p.feats.is_proper()
                && p.feats.gender() != Some(Gender::Neut)
        });
        noun > share(&|p| p.class.agrees())
            && self.name_parses(next).iter().any(|p| {
                p.feats.has(Flag::Place) && p.is_known() && p.feats.case() == Some(Case::Gen)
            })
    }

    /// The likeliest case, number and gender in which one of `parses` is a noun with which all
    /// modifiers agree.
    fn best_reading(
        &self,
        parses: &Parses,
        modifiers: &[(usize, Rc<Parses>)],
        subject: Subject,
    ) -> Option<Reading> {
        let mut best: Option<Reading> = None;
        for parse in parses.iter().filter(|p| p.class == Class::Noun) {
            let (Some(case), Some(number)) = (parse.feats.case(), parse.feats.number()) else {
                continue;
            };
            if case == Case::Voc {
                continue;
            }
            let person = parse.feats.animacy() == Some(Animacy::Anim);
            let one_person = person && number == Number::Sing;
            // "Судья", "глава": a word of both genders, a man's where its adjectives do not tell.
            let gender = parse.feats.gender().or_else(|| {
                let of_women = |(_, parses): &(usize, Rc<Parses>)| {
                    parses.iter().filter(|p| p.class.agrees()).all(|p| {
                        !same_case(p.feats.case(), Some(case))
                            || p.feats.gender() == Some(Gender::Fem)
                    })
                };
                one_person.then(
                    || match !modifiers.is_empty() && modifiers.iter().all(of_women) {
                        true => Gender::Fem,
                        false => Gender::Masc,
                    },
                )
            });
            let mut score = parse.probability;
            for (_, modifier) in modifiers {
                score *= modifier
                    .iter()
                    .filter(|m| {
                        m.class.agrees() && agree(m, case, number, gender, parse.feats.animacy())
                    })
                    .map(|m| m.probability)
                    .sum::<f32>();
            }
            score *= subject.favours(parse);
            if score > best.map_or(0.0, |b| b.score) {
                best = Some(Reading {
                    case,
                    number,
                    gender,
                    score,
                });
            }
        }
        best
    }

    fn adjective_reading(&self, parses: &Parses) -> Option<Reading> {
        let parse = parses.iter().find(|p| p.class.agrees())?;
        let case = parse.feats.case().unwrap_or(Case::Nom);
        // Masculine and neuter share most of their cases, and more nouns are masculine:
        // "Большого" is of a theatre rather than of a thing.
        let masculine = parse.feats.gender() == Some(Gender::Neut)
            && parses.iter().any(|p| {
                p.class.agrees()
                    && p.feats.gender() == Some(Gender::Masc)
                    && same_case(p.feats.case(), Some(case))
            });
        Some(Reading {
            case,
            number: parse.feats.number().unwrap_or(Number::Sing),
            gender: match masculine {
                true => Some(Gender::Masc),
                false => parse.feats.gender(),
            },
            score: parse.probability,
        })
    }

    /// The nominative of an adjective that stands in `reading`.
    fn agreeing(&self, word: &str, reading: &Reading) -> Option<String> {
        let parses = self.name_parses(word);
        let parse = parses
            .iter()
            .filter(|p| p.class.agrees())
            .find(|p| agree(p, reading.case, reading.number, reading.gender, None))
            .or_else(|| parses.iter().find(|p| p.class.agrees()))?;
        self.inflect(
            parse,
            Target::new(Case::Nom, reading.number).gender(reading.gender),
        )
    }

    fn head_nominative(&self, word: &str, reading: &Reading, subject: Subject) -> Option<String> {
        if let Some((town, river)) = word.split_once("-на-") {
            // "Ростове-на-Дону": the town inflects, the river does not.
            let parses = self.parses(town);
            let parse = parses.iter().find(|p| p.class == Class::Noun)?;
            let form = self.inflect(parse, Target::new(Case::Nom, Number::Sing))?;
            return Some(format!("{}-на-{river}", match_case(&form, town)));
        }
        let parses = self.name_parses(word);
        let parse = parses
            .iter()
            .filter(|p| p.class == Class::Noun || p.class.agrees())
            .filter(|p| {
                p.feats.case() == Some(reading.case) && p.feats.number() == Some(reading.number)
            })
            .max_by(|a, b| {
                let rank = |p: &Parse| {
                    let fits = p.feats.gender() == reading.gender;
                    p.probability * if fits { 8.0 } else { 1.0 } * subject.favours(p)
                };
                rank(a).total_cmp(&rank(b))
            })?;
        // In a headline of capitals only words that the dictionary knows are no abbreviations.
        let spelt_out =
            parse.is_known() && !parse.feats.has(Flag::Abbreviation) && word.chars().count() > 4;
        if is_abbreviation(word) && !spelt_out {
            return None;
        }
        let form = self.inflect(
            parse,
            Target::new(Case::Nom, reading.number).gender(reading.gender),
        )?;
        Some(match_case(&form, word))
    }

    /// The parses of a word of a name: unknown capitalised words are names. Kept for when the word
    /// comes again, for each is looked at several times.
    fn name_parses(&self, word: &str) -> Rc<Parses> {
        thread_local! {
            static KNOWN: RefCell<Memo<Rc<Parses>>> = const { RefCell::new(Memo::new(MOST)) };
        }
        KNOWN.with_borrow_mut(|known| {
            known.get_or(word, || {
                let mut parses = self.parses(word);
                let guessed = parses
                    .iter()
                    .all(|p| matches!(p.origin, Origin::Ending | Origin::Affix));
                if guessed && word.chars().next().is_some_and(char::is_uppercase) {
                    super::analyze::expect_name(word, &mut parses);
                    parses.sort_by(|a, b| b.probability.total_cmp(&a.probability));
                }
                Rc::new(parses)
            })
        })
    }
}

/// Kinds of places whose names often are adjectives.
const NAMED_BY_ADJECTIVES: [&str; 20] = [
    "республика",
    "река",
    "гора",
    "улица",
    "площадь",
    "посёлок",
    "село",
    "деревня",
    "станция",
    "город",
    "остров",
    "озеро",
    "станица",
    "хутор",
    "бухта",
    "залив",
    "проспект",
    "космодром",
    "аэродром",
    "мыс",
];

/// Kinds of places that stand beside the name of one, not before whose they are.
pub(crate) const SETTLEMENTS: [&str; 7] = [
    "город",
    "село",
    "деревня",
    "посёлок",
    "станица",
    "хутор",
    "аул",
];

struct Group {
    /// Places of the adjectives and participles.
    modifiers: Vec<usize>,
    head: usize,
    reading: Reading,
}

fn agree(
    modifier: &Parse,
    case: Case,
    number: Number,
    gender: Option<Gender>,
    animacy: Option<Animacy>,
) -> bool {
    let feats = modifier.feats;
    same_case(feats.case(), Some(case))
        && feats.number() == Some(number)
        && (number == Number::Plur
            || feats.gender().is_none()
            || gender.is_none()
            || feats.gender() == gender)
        && (case != Case::Acc
            || feats.animacy().is_none()
            || animacy.is_none()
            || feats.animacy() == animacy)
}

fn same_case(have: Option<Case>, wanted: Option<Case>) -> bool {
    let plain = |case| match case {
        Some(Case::Loc2) => Some(Case::Loc),
        Some(Case::Par) => Some(Case::Gen),
        other => other,
    };
    plain(have) == plain(wanted)
}

fn is_word(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_alphabetic)
}

/// Two capitals or more and nothing else: "КНДР".
fn is_abbreviation(word: &str) -> bool {
    let mut letters = 0;
    word.chars().all(|c| {
        letters += 1;
        c.is_uppercase()
    }) && letters > 1
}

/// Joins words by spaces, without those on the inner sides of quotation marks and brackets and
/// before closing punctuation.
fn join(words: &[String]) -> String {
    let mut out = String::new();
    let mut straight_open = false;
    let mut tight = true;
    for word in words {
        let opens =
            matches!(word.as_str(), "«" | "„" | "(" | "[") || (word == "\"" && !straight_open);
        let closes = matches!(
            word.as_str(),
            "»" | "“" | "”" | ")" | "]" | "," | "." | ":" | ";"
        ) || (word == "\"" && straight_open);
        if word == "\"" {
            straight_open = !straight_open;
        }
        if !tight && !closes {
            out.push(' ');
        }
        out.push_str(word);
        tight = opens;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(phrase: &str, expected: &str) {
        let words: Vec<&str> = phrase.split(' ').collect();
        assert_eq!(Morph::get().nominative(&words), expected);
    }

    #[test]
    fn noun_phrases() {
        for (phrase, expected) in [
            ("Курской области", "Курская область"),
            ("Южными Курилами", "Южные Курилы"),
            (
                "Корейской Народно-Демократической Республики",
                "Корейская Народно-Демократическая Республика",
            ),
            ("Трудовой партии Кореи", "Трудовая партия Кореи"),
            (
                "Организацией Объединённых Наций",
                "Организация Объединённых Наций",
            ),
            (
                "Организации Объединенных Наций",
                "Организация Объединенных Наций",
            ),
            ("Ростове-на-Дону", "Ростов-на-Дону"),
            ("Нижним Новгородом", "Нижний Новгород"),
            ("Великими Луками", "Великие Луки"),
            ("Пхеньяне", "Пхеньян"),
            ("Москвы", "Москва"),
            ("КНДР", "КНДР"),
            ("МИД Кореи", "МИД Кореи"),
            ("Боснии и Герцеговины", "Босния и Герцеговина"),
            ("Министерству обороны", "Министерство обороны"),
            ("Санкт-Петербургом", "Санкт-Петербург"),
            ("Соединённых Штатов Америки", "Соединённые Штаты Америки"),
            (
                "Центральным телеграфным агентством Кореи",
                "Центральное телеграфное агентство Кореи",
            ),
            ("агентства « Рёнхап »", "агентство «Рёнхап»"),
            ("ТРУДОВОЙ ПАРТИИ", "ТРУДОВАЯ ПАРТИЯ"),
            ("городом Москвой", "город Москва"),
            ("Воробьёвых гор", "Воробьёвы горы"),
            ("Воробьёвых горах", "Воробьёвы горы"),
            (
                "Приволжском федеральном округе",
                "Приволжский федеральный округ",
            ),
            ("сборной России", "сборная России"),
            ("Сергиева Посада", "Сергиев Посад"),
            ("города Москвы", "город Москва"),
            ("Республики Сербской", "Республика Сербская"),
            ("Псковской областях", "Псковская область"),
            (
                "Луганской народных республиках",
                "Луганская народная республика",
            ),
            ("Восточно-Китайском морях", "Восточно-Китайское море"),
            ("Псковской области", "Псковская область"),
            ("Чернобыльской АЭС", "Чернобыльская АЭС"),
            ("", ""),
        ] {
            check(phrase, expected);
        }
    }

    #[test]
    fn posts() {
        for (phrase, head, expected) in [
            ("директора завода", 0, "директор завода"),
            ("полицейских", 0, "полицейские"),
            ("главой администрации", 0, "глава администрации"),
            ("федерального судьи", 1, "федеральный судья"),
            ("владельцев", 0, "владельцы"),
            (
                "командующим военным округом",
                0,
                "командующий военным округом",
            ),
            ("королева", 0, "королева"),
        ] {
            let words: Vec<&str> = phrase.split(' ').collect();
            let found = Morph::get().post_nominative(&words, Some(head));
            assert_eq!(found.join(" "), expected);
        }
    }

    #[test]
    fn noun_phrases_of_the_table() {
        let mut wrong = Vec::new();
        let table = include_str!("testdata/nominative.tsv");
        let rows: Vec<(&str, &str)> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .collect();
        assert!(rows.len() > 390, "{}", rows.len());
        for (phrase, expected) in rows {
            let words: Vec<&str> = phrase.split(' ').collect();
            let found = Morph::get().nominative(&words);
            if found != expected {
                wrong.push(format!("{phrase}: {found}, not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    proptest! {
        #[test]
        fn nothing_panics(words in prop::collection::vec("\\PC{0,6}|[а-яёА-ЯЁ-]{1,14}", 0..6)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let morph = Morph::get();
            let _ = morph.nominative(&words);
            for head in 0..=words.len() {
                let _ = morph.post_nominative(&words, Some(head));
            }
        }
    }
}
