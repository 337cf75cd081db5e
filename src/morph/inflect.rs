//! From an analysis and the wanted case, number and gender to the form: what comes in is a
//! [`Parse`], what goes out is a word of the same paradigm.

use super::Morph;
use super::feats::{Animacy, Case, Class, Degree, Feats, Flag, Gender, Number};
use super::parse::Parse;

/// What a form shall be; `None` leaves the parse's own value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Target {
    pub case: Option<Case>,
    pub number: Option<Number>,
    /// Counts for adjectives, participles, past tenses, surnames and patronymics in the singular;
    /// ordinary nouns keep theirs.
    pub gender: Option<Gender>,
    /// Counts for the accusative of what agrees with a noun.
    pub animacy: Option<Animacy>,
}

impl Target {
    pub fn new(case: Case, number: Number) -> Self {
        Self {
            case: Some(case),
            number: Some(number),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn gender(self, gender: Option<Gender>) -> Self {
        Self { gender, ..self }
    }

    #[must_use]
    pub fn animacy(self, animacy: Option<Animacy>) -> Self {
        Self { animacy, ..self }
    }
}

impl Morph {
    /// The form of `parse`'s word that `target` asks for, in lower case, ё kept. `None` when the
    /// paradigm has no such form: a plural of "Пекин" it may have, a plural of "молоко" not.
    /// A word that does not inflect is its own form in every case.
    pub fn inflect(&self, parse: &Parse, target: Target) -> Option<String> {
        let Some(core) = parse.core else {
            return Some(parse.word.to_string());
        };
        let slot = self.slot(
            core.paradigm,
            parse.class_of_core(self),
            parse.feats,
            target,
            |slot| self.shared_with(parse, slot),
        )?;
        let left_slot = match parse.left {
            None => 0,
            Some(left) => {
                let tag = self.lexicon.tag(left.paradigm, left.slot);
                self.slot(left.paradigm, tag.class, tag.feats, target, |_| 0)?
            }
        };
        Some(self.lexicon.render(parse, slot, left_slot))
    }

    /// How many bytes a superlative shares with the form in `slot`: "высший" and "высочайший" are
    /// of one paradigm. 0 for other words, whose slots differ in nothing else.
    fn shared_with(&self, parse: &Parse, slot: u16) -> usize {
        if parse.feats.degree() != Some(Degree::Sup) {
            return 0;
        }
        let word = self.lexicon.render(parse, slot, 0);
        let shared = word.bytes().zip(parse.word.bytes());
        shared.take_while(|(a, b)| a == b).count()
    }

    /// The slot of a paradigm that meets `target` and is otherwise nearest to `own`; of equals the
    /// one that shares most with the form.
    fn slot(
        &self,
        paradigm: u16,
        class: Class,
        own: Feats,
        target: Target,
        shared: impl Fn(u16) -> usize,
    ) -> Option<u16> {
        let case = target.case.or(own.case());
        let number = target.number.or(own.number());
        let named = own.has(Flag::Surname) || own.has(Flag::Patronymic);
        let gender = if class == Class::Noun && !named {
            None
        } else {
            target.gender.or(own.gender())
        };
        let animacy = target.animacy.or(own.animacy());
        (0..self.lexicon.slots(paradigm))
            .filter_map(|slot| {
                let tag = self.lexicon.tag(paradigm, slot);
                let feats = tag.feats;
                let fits = tag.class == class
                    && (same_case(feats.case(), case) || feats.case().is_none())
                    && (feats.number() == number || feats.number().is_none() || number.is_none())
                    && (feats.gender().is_none()
                        || gender.is_none()
                        || feats.gender() == gender
                        || number == Some(Number::Plur))
                    && feats.tense() == own.tense()
                    && feats.voice() == own.voice()
                    && feats.degree().unwrap_or(Degree::Pos) == own.degree().unwrap_or(Degree::Pos);
                fits.then(|| {
                    let closeness = closeness(feats, own, case, gender, animacy);
                    (slot, (closeness, shared(slot)))
                })
            })
            // The first of equals, as the dictionary lists the usual form first.
            .fold(
                None,
                |best: Option<(u16, (i32, usize))>, (slot, score)| match best {
                    Some((_, known)) if known >= score => best,
                    _ => Some((slot, score)),
                },
            )
            .map(|(slot, _)| slot)
    }
}

impl Parse {
    /// The class of the part that inflects last; that of the whole, but for compounds of two nouns
    /// that differ.
    fn class_of_core(&self, morph: &Morph) -> Class {
        match self.core {
            Some(core) => morph.lexicon.tag(core.paradigm, core.slot).class,
            None => self.class,
        }
    }
}

fn same_case(have: Option<Case>, wanted: Option<Case>) -> bool {
    let plain = |case| match case {
        Some(Case::Loc2) => Some(Case::Loc),
        Some(Case::Par) => Some(Case::Gen),
        other => other,
    };
    wanted.is_none() || plain(have) == plain(wanted)
}

fn closeness(
    feats: Feats,
    own: Feats,
    case: Option<Case>,
    gender: Option<Gender>,
    animacy: Option<Animacy>,
) -> i32 {
    let mut score = 0;
    if feats.case() == case {
        score += 4;
    }
    if feats.gender() == gender {
        score += 2;
    }
    if animacy.is_none() || feats.animacy().is_none() || feats.animacy() == animacy {
        score += 3;
    }
    for flag in [Flag::Marked, Flag::Variant, Flag::Counting, Flag::Fixed] {
        if feats.has(flag) != own.has(flag) && feats.has(flag) {
            score -= 3;
        }
    }
    for flag in [Flag::Name, Flag::Surname, Flag::Patronymic, Flag::Place] {
        if feats.has(flag) == own.has(flag) {
            score += 1;
        }
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: &str, target: Target, expected: &str) {
        let morph = Morph::get();
        let parse = &morph.parses(form)[0];
        assert_eq!(
            morph.inflect(parse, target).as_deref(),
            Some(expected),
            "{parse:?}"
        );
    }

    #[test]
    fn words_inflect() {
        use Case::*;
        use Number::*;
        check("визит", Target::new(Ins, Plur), "визитами");
        check("Корее", Target::new(Nom, Sing), "корея");
        check("курской", Target::new(Nom, Sing), "курская");
        check(
            "курской",
            Target::new(Nom, Sing).gender(Some(Gender::Masc)),
            "курский",
        );
        check("лес", Target::new(Loc, Sing), "лесе");
        check("полет", Target::new(Gen, Plur), "полётов");
        check("человек", Target::new(Nom, Plur), "люди");
        check(
            "премьер-министром",
            Target::new(Dat, Sing),
            "премьер-министру",
        );
        check("городу-герою", Target::new(Gen, Sing), "города-героя");
        check("объединённых", Target::new(Nom, Plur), "объединённые");
        check("шоссе", Target::new(Ins, Sing), "шоссе");
    }
}
