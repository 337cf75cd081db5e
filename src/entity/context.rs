//! What the words around a person's name tell of it: what comes in are the tokens of a dispatch and
//! the place of a name, what goes out are the cases that it may stand in and the gender of its
//! bearer. The name itself is read in [`super::person`].

use std::ops::Range;
use std::rc::Rc;

use super::declension::{Bearer, Cases};
use super::name_lexicon::DIGNITIES;
use super::preposition::governed;
use super::words::{self, WordReading};
use crate::morph::{Class, Gender};
use crate::text::{self, Token, TokenKind, Tokens};

/// Evidence from around a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Context {
    /// Cases that the words around allow; all where they say nothing.
    pub cases: Cases,
    /// A case that they make likely without forcing it; none where they don't.
    pub likely: Cases,
    /// The case of the object of the verb beside the name: where that is not its subject.
    pub object: Cases,
    /// Gender that a verb or a title shows.
    pub bearer: Bearer,
    /// A title of those who are called by their given name stands before: "патриарх", "князь".
    pub dignity: bool,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            cases: Cases::ALL,
            likely: Cases::NONE,
            object: Cases::NONE,
            bearer: Bearer::Either,
            dignity: false,
        }
    }
}

/// Reads what stands around the name of `span` (tokens).
pub fn around(tokens: &Tokens, span: &Range<usize>) -> Context {
    let mut reader = Reader {
        tokens,
        context: Context::default(),
        governed: false,
        subjects: Vec::new(),
    };
    let line_start = tokens.get(span.start).is_some_and(|t| t.line_start);
    if let Some(before) = span.start.checked_sub(1).filter(|_| !line_start) {
        reader.before(before);
    }
    reader.behind(span.end, line_start || reader.starts_sentence(span.start));
    reader.context
}

struct Reader<'a> {
    tokens: &'a Tokens,
    context: Context,
    /// A preposition or a noun in apposition settles the case.
    governed: bool,
    /// Genders of an inanimate noun before the name that may be the subject itself.
    subjects: Vec<Option<Gender>>,
}

/// Tokens between a name and the noun that it is in apposition to, at most: "чемпионка мира среди
/// юниоров 2018 года Анна Сомина".
const FARTHEST: usize = 10;

/// Verbs whose one object is a person in the dative; others have theirs in the accusative. Source:
/// D. E. Rosenthal, Government in Russian.
const WITH_DATIVE: &[&str] = &[
    "сказать",
    "говорить",
    "сообщить",
    "сообщать",
    "заявить",
    "передать",
    "передавать",
    "вручить",
    "вручать",
    "подарить",
    "дарить",
    "помочь",
    "помогать",
    "ответить",
    "отвечать",
    "поручить",
    "поручать",
    "приказать",
    "позвонить",
    "звонить",
    "написать",
    "писать",
    "предложить",
    "предлагать",
    "позволить",
    "позволять",
    "пожелать",
    "желать",
    "присвоить",
    "присудить",
    "запретить",
    "запрещать",
    "отказать",
    "отказывать",
    "угрожать",
    "верить",
    "мешать",
    "служить",
    "принадлежать",
    "доверять",
    "посвятить",
    "рассказать",
    "рассказывать",
    "объяснить",
    "напомнить",
    "дать",
    "давать",
    "послать",
    "направить",
    "выразить",
    "выражать",
    "подчиняться",
    "удаться",
    "предстоять",
    "грозить",
    "исполниться",
];

/// Probability of a verb behind a name: "примет" may be of "примета" too, but hardly there.
const VERB_LIKELY: f32 = 0.3;

/// Nouns for people that say whose they are.
const RELATIONAL: &[&str] = &[
    "соратник",
    "сын",
    "дочь",
    "жена",
    "муж",
    "вдова",
    "супруга",
    "брат",
    "сестра",
    "отец",
    "мать",
    "внук",
    "друг",
    "помощник",
    "советник",
    "заместитель",
    "преемник",
    "предшественник",
    "сторонник",
    "противник",
    "соперник",
    "адвокат",
    "биограф",
    "ученик",
    "последователь",
];

/// Verbs behind whose words stands who said them.
const OF_SPEECH: &[&str] = &[
    "сказать",
    "заявить",
    "сообщить",
    "отметить",
    "подчеркнуть",
    "добавить",
    "пояснить",
    "рассказать",
    "уточнить",
    "признаться",
    "напомнить",
    "констатировать",
];

/// What shows those whose names stand behind it: "на снимке Анна Сомина".
const PICTURES: &[&str] = &["снимок", "фото", "фотография", "кадр", "видео", "портрет"];

/// Pronouns that are declined as adjectives and go with no name: "партия, в которой Сомин был".
const PRONOUNS: &[&str] = &[
    "который",
    "какой",
    "такой",
    "этот",
    "тот",
    "весь",
    "каждый",
    "любой",
    "другой",
    "иной",
    "чей",
    "первый",
    "один",
];

impl Reader<'_> {
    fn form(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| self.tokens.form(t))
    }

    fn is_cyrillic(&self, i: usize) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|t| t.kind == TokenKind::Cyrillic)
    }

    /// Nothing for what is no word in Cyrillic letters.
    fn readings(&self, i: usize) -> Rc<[WordReading]> {
        match self.is_cyrillic(i) {
            true => words::readings(self.form(i)),
            false => [].into(),
        }
    }

    /// The capital of the token may be the sentence's.
    fn starts_sentence(&self, i: usize) -> bool {
        i == 0
            || matches!(self.form(i - 1), "." | "!" | "?" | "…")
            || self.tokens.get(i).is_some_and(|t: &Token| t.line_start)
    }

    fn preposition(&self, i: usize) -> Option<Cases> {
        governed(&text::lowercase(self.form(i)))
    }

    /// The word right before the name, at `i`.
    fn before(&mut self, i: usize) {
        self.context.dignity = self.is_cyrillic(i)
            && words::readings(&text::lowercase(self.form(i)))
                .iter()
                .any(|r| DIGNITIES.contains(&r.lemma.as_str()));
        if let Some(cases) = self.preposition(i) {
            self.context.cases = cases;
            self.governed = true;
            return;
        }
        if !self.is_cyrillic(i) {
            if !self.adjective(i) {
                self.apposition(i, true);
            }
            return;
        }
        let readings = words::readings(self.form(i));
        let mut cases = Cases::NONE;
        let mut several = Cases::NONE;
        let mut inanimate = false;
        for reading in readings.iter().filter(|r| r.class == Class::Noun) {
            match (reading.animate, reading.plural) {
                (true, false) => cases = cases.or(reading.cases),
                (true, true) => several = several.or(reading.cases),
                (false, false) => inanimate |= reading.probability > 0.4,
                (false, true) => {}
            }
        }
        if !cases.is_empty() && !inanimate {
            self.beside(&readings);
            self.context.cases = self.narrowed(i, cases);
            // "соратник Сомина" is whose, "соратник Сомин" who.
            if readings
                .iter()
                .any(|r| RELATIONAL.contains(&r.lemma.as_str()))
            {
                self.context.cases = self.context.cases.or(Cases::GEN);
            }
            self.governed = true;
        } else if !several.is_empty() && cases.is_empty() && !inanimate {
            // "режиссёров Вима Вендерса, …": the first of them.
            self.context.likely = several;
        } else if inanimate {
            self.behind_thing(i, &readings);
        } else if self.adjective(i) {
            // It agrees with the name.
        } else if readings
            .first()
            .is_some_and(|r| r.class == Class::Verb && r.probability > 0.6)
        {
            // "наградил Валентину Сомину": where it is not the subject it is the object.
            self.context.object = self.object_case(&readings);
            // "сказала В. Сомина": who speaks stands behind.
            let speech = readings.iter().find(|r| {
                r.class == Class::Verb && OF_SPEECH.contains(&r.lemma.as_str()) && !r.plural
            });
            if let Some(verb) = speech {
                self.context.likely = Cases::NOM;
                self.context.bearer = match verb.gender {
                    Some(Gender::Fem) => Bearer::Woman,
                    Some(Gender::Masc) => Bearer::Man,
                    _ => Bearer::Either,
                };
            }
        } else {
            self.apposition(i, true);
        }
    }

    /// The gender that a noun in apposition shows.
    fn beside(&mut self, readings: &[WordReading]) {
        let woman = readings.iter().any(|r| {
            r.class == Class::Noun
                && r.animate
                && !r.plural
                && r.gender == Some(Gender::Fem)
                && r.probability > 0.5
        });
        if woman {
            self.context.bearer = Bearer::Woman;
        }
    }

    /// The cases of a post that the preposition before it allows: it shares them with the name.
    fn narrowed(&self, post: usize, cases: Cases) -> Cases {
        let mut before = post;
        // "с бывшим президентом": over the adjectives.
        for _ in 0..3 {
            let Some(i) = before.checked_sub(1) else {
                return cases;
            };
            if let Some(more) = self.preposition(i) {
                let both = cases.and(more);
                return if both.is_empty() { cases } else { both };
            }
            let adjective = self.is_cyrillic(i)
                && words::readings(self.form(i))
                    .first()
                    .is_some_and(|r| r.class.agrees());
            if !adjective {
                return cases;
            }
            before = i;
        }
        cases
    }

    /// "визит …", but a country or firm before a name ("глава МИД Японии …") governs nothing.
    fn behind_thing(&mut self, i: usize, readings: &[WordReading]) {
        let form = self.form(i);
        let common = form == text::lowercase(form) || self.starts_sentence(i);
        // "университет имени Ломоносова" is his, whatever stands before.
        let named_after = matches!(form, "имени" | "памяти" | "им");
        let behind_preposition = i
            .checked_sub(1)
            .is_some_and(|j| self.preposition(j).is_some());
        // "чемпионка по гимнастике …", "вице-президенту США …", but "директор музея Пушкина".
        let attribute = !common || behind_preposition;
        if !named_after && (self.apposition(i, attribute) || !common) {
            return;
        }
        // "на снимке Анна Сомина" says who is on it.
        let shown = i
            .checked_sub(1)
            .is_some_and(|j| text::lowercase(self.form(j)) == "на")
            && readings
                .iter()
                .any(|r| PICTURES.contains(&r.lemma.as_str()));
        self.context.likely = match shown {
            true => Cases::NOM.or(Cases::GEN),
            false => Cases::GEN,
        };
        if !behind_preposition {
            let own = readings.iter().filter(|r| {
                r.class == Class::Noun && !r.animate && !r.plural && r.cases.has_nominative()
            });
            self.subjects.extend(own.map(|r| r.gender));
        }
    }

    /// The noun farther back that the name is in apposition to, over what belongs to that noun:
    /// "вице-президенту США …", "чемпионка по гимнастике …". Tells whether there is one. Unless
    /// `any`, only a woman's noun counts.
    fn apposition(&mut self, last: usize, any: bool) -> bool {
        let mut loose = false;
        let mut i = last;
        for _ in 0..FARTHEST {
            let form = self.form(i);
            let readings = self.readings(i);
            if self.preposition(i).is_some() {
                loose = true;
            } else if let Some((head, cases)) = person_noun(&readings)
                && (form.starts_with(text::is_lowercase) || self.starts_sentence(i))
            {
                let woman = head.gender == Some(Gender::Fem);
                if !(any || woman) {
                    return false;
                }
                let cases = self.narrowed(i, cases);
                // "супруга президента Чехии …" is of either.
                let before = i.checked_sub(1).map(|j| self.readings(j));
                let other = before.as_deref().and_then(person_noun);
                self.beside(&readings);
                match other {
                    Some((_, other)) => self.context.likely = cases.or(other),
                    None if loose || cases.has_nominative() => self.context.likely = cases,
                    None => {
                        self.context.cases = cases;
                        self.governed = true;
                    }
                }
                return true;
            } else if matches!(
                form,
                "." | "!" | "?" | "…" | "," | ";" | ":" | "(" | ")" | "—" | "–" | "-" | "и"
            ) || readings
                .first()
                .is_some_and(|r| r.class == Class::Verb && r.probability > 0.5)
                || self.stands_alone(i, &readings)
            {
                return false;
            }
            let Some(before) = i.checked_sub(1) else {
                return false;
            };
            if self.tokens.get(i).is_some_and(|t| t.line_start) {
                return false;
            }
            i = before;
        }
        false
    }

    /// A noun that is not what belongs to another: "памятник", "вопрос".
    fn stands_alone(&self, i: usize, readings: &[WordReading]) -> bool {
        let nouns = || readings.iter().filter(|r| r.class == Class::Noun);
        let free = |r: &WordReading| {
            r.cases.has_nominative() && r.cases.and(Cases::GEN).is_empty() && !r.fixed
        };
        self.form(i).starts_with(text::is_lowercase)
            && nouns().next().is_some()
            && nouns().all(free)
            && i.checked_sub(1)
                .is_none_or(|j| self.preposition(j).is_none())
    }

    /// "молодому Сомину", "18-летняя Сомина": an adjective in the case and gender of the name.
    fn adjective(&mut self, i: usize) -> bool {
        let form = self.form(i);
        let word = form.rsplit('-').next().unwrap_or(form);
        let readings = words::readings(word);
        // Participles have objects: "проводимая Соминым".
        let plain = |r: &&WordReading| {
            r.class == Class::Adjective && !r.plural && !PRONOUNS.contains(&r.lemma.as_str())
        };
        if !readings.first().as_ref().is_some_and(plain) {
            return false;
        }
        let own = || readings.iter().filter(plain);
        self.context.likely = own().fold(Cases::NONE, |cases, r| cases.or(r.cases));
        let of = |gender| own().any(|r| r.gender == Some(gender));
        self.context.bearer = match (of(Gender::Fem), of(Gender::Masc)) {
            (true, false) => Bearer::Woman,
            (false, true) => Bearer::Man,
            _ => Bearer::Either,
        };
        true
    }

    /// The case of the one object of a verb.
    fn object_case(&self, verb: &[WordReading]) -> Cases {
        let dative = verb
            .iter()
            .any(|r| r.class == Class::Verb && WITH_DATIVE.contains(&r.lemma.as_str()));
        match dative {
            true => Cases::DAT,
            false => Cases::ACC,
        }
    }

    /// The verb behind the name, whose first token behind is at `i`.
    fn behind(&mut self, mut i: usize, starts: bool) {
        // "не приехала", "также заявил".
        while matches!(
            self.form(i),
            "не" | "также" | "тоже" | "уже" | "вновь" | "снова" | "ещё" | "еще"
        ) {
            i += 1;
        }
        let in_line = self.tokens.get(i).is_some_and(|t| !t.line_start);
        if !in_line || !self.is_cyrillic(i) {
            return;
        }
        let readings = words::readings(self.form(i));
        let Some(verb) = readings
            .iter()
            .find(|r| r.class == Class::Verb && r.probability > VERB_LIKELY)
        else {
            return;
        };
        // "правительство Медведева внесло": the verb is the government's.
        let of_thing = self
            .subjects
            .iter()
            .any(|own| verb.gender.is_none() || *own == verb.gender);
        if !verb.plural && of_thing {
            return;
        }
        if verb.plural {
            // "Ассанжа освободили": done to one by several, who are not named.
            if !self.governed && starts {
                self.context.cases = Cases::GEN.or(Cases::DAT).or(Cases::ACC);
                self.context.object = self.object_case(&readings);
            }
            return;
        }
        if !self.governed {
            self.context.likely = Cases::NOM;
            self.context.object = self.object_case(&readings);
        }
        if !self.governed || self.context.cases.has_nominative() {
            match verb.gender {
                Some(Gender::Fem) if self.context.bearer == Bearer::Either => {
                    self.context.bearer = Bearer::Woman;
                }
                Some(Gender::Masc) if self.context.bearer == Bearer::Either => {
                    self.context.bearer = Bearer::Man;
                }
                _ => {}
            }
        }
    }
}

/// The likeliest reading as a noun for one person, with the cases of all such readings.
fn person_noun(readings: &[WordReading]) -> Option<(&WordReading, Cases)> {
    let mut nouns = readings
        .iter()
        .filter(|r| r.class == Class::Noun && r.animate && !r.plural && r.known);
    let first = nouns.next().filter(|r| r.probability > 0.5)?;
    let cases = nouns.fold(first.cases, |cases, r| cases.or(r.cases));
    Some((first, cases))
}
