//! A text's words in context: what comes in are [`Tokens`], what goes out is a [`TokenAnalysis`]
//! for each token, its analyses weighed by how often the form has each (the dictionary's
//! probabilities) and by the words around (the network of [`super::tagger`]).

use std::cell::RefCell;
use std::sync::Arc;

use smallvec::SmallVec;

use super::feats::{Case, Class, Feats, Flag, Gender, Number, Pos};
use super::parse::{Origin, Parse, Parses};
use super::tagger::{ContextTagger, Neighbours};
use super::{Morph, lemmas};
use crate::memo::Memo;
use crate::neural::Input;
use crate::text::{self, TokenKind, Tokens};

/// How much the form's own probabilities count beside the context. Measured on the development
/// sets of UD GSD and Taiga: 0.3 to 0.6 give the same within 0.1 points, 1.0 is worse.
const PRIOR_WEIGHT: f32 = 0.5;

/// A lemma with this share of the form's occurrences is listed whatever the context; those of the
/// closed classes only when they are as likely in the context as [`CLOSED_HERE`].
const USUAL_SHARE: f32 = 0.08;
const CLOSED_HERE: f32 = 0.15;

/// A lemma as likely as this in the context is listed however rare it is elsewhere.
const LIKELY_HERE: f32 = 0.05;

/// A lemma as rare as this is listed when the context at least allows it.
const RARE_SHARE: f32 = 0.04;
const RARE_HERE: f32 = 0.001;

/// Forms remembered by each thread.
const CACHE_FORMS: usize = 1 << 16;

/// What a token is in its context.
#[derive(Debug, Clone)]
pub struct TokenAnalysis {
    form: Arc<Form>,
    /// P(analysis | form, context), one for each of the form's parses.
    weights: SmallVec<[f32; 8]>,
    best: usize,
    /// Places in the form's lemmas, most likely first.
    lemmas: SmallVec<[u8; 4]>,
}

/// All that is known of a form without context.
#[derive(Debug)]
struct Form {
    parses: Parses,
    neighbours: Vec<Neighbours>,
    /// Distinct lemmas, ё kept.
    lemmas: Vec<Box<str>>,
    /// The place in `lemmas` of each parse's lemma.
    lemma_of: Vec<u8>,
    /// P(lemma | form) without context.
    shares: Vec<f32>,
    /// The lemma is one of the closed classes: pronouns, particles and the like.
    closed: Vec<bool>,
}

impl TokenAnalysis {
    /// The lemma in this context, in lower case, ё kept.
    pub fn lemma(&self) -> &str {
        &self.form.lemmas[usize::from(self.form.lemma_of[self.best])]
    }

    /// All lemmas that the form has in earnest, the one of this context first.
    pub fn lemmas(&self) -> impl Iterator<Item = &str> {
        self.lemmas
            .iter()
            .map(|&at| self.form.lemmas[usize::from(at)].as_ref())
    }

    /// The analysis that fits the context best.
    pub fn best(&self) -> &Parse {
        &self.form.parses[self.best]
    }

    /// All analyses with their probabilities in this context, in no particular order.
    pub fn parses(&self) -> impl Iterator<Item = (&Parse, f32)> {
        self.form.parses.iter().zip(self.weights.iter().copied())
    }

    pub fn pos(&self) -> Pos {
        self.best().pos
    }

    pub fn feats(&self) -> Feats {
        self.best().feats
    }

    /// The probability in this context of all analyses together that `accepts` takes.
    pub fn probability(&self, accepts: impl Fn(&Parse) -> bool) -> f32 {
        self.parses()
            .filter(|(parse, _)| accepts(parse))
            .map(|(_, weight)| weight)
            .sum()
    }
}

/// Analyses the tokens of a text, one answer for each. Takes some milliseconds on its first call,
/// then about two microseconds a token.
pub fn analyze(tokens: &Tokens) -> Vec<TokenAnalysis> {
    thread_local! {
        static CACHE: RefCell<Memo<Arc<Form>>> = const { RefCell::new(Memo::new(CACHE_FORMS)) };
    }
    if tokens.is_empty() {
        return Vec::new();
    }
    let tagger = ContextTagger::get();
    let forms: Vec<Arc<Form>> = CACHE.with_borrow_mut(|cache| {
        tokens
            .iter()
            .map(|token| {
                let form = tokens.form(token);
                cache.get_or(form, || Arc::new(Form::new(form, token.kind, tagger)))
            })
            .collect()
    });
    let inputs: Vec<Input> = crate::neural::inputs(tokens);
    let mut analyses = Vec::with_capacity(tokens.len());
    tagger.run(&inputs, |i, vector| {
        let form = &forms[i];
        let weights = if form.parses.len() == 1 {
            SmallVec::from_slice(&[1.0])
        } else {
            weigh(form, |neighbours| tagger.fit(vector, neighbours))
        };
        analyses.push(form.clone().with_weights(weights));
    });
    analyses
}

/// P(analysis | form, context) from P(analysis | form) and the fit to the context.
fn weigh(form: &Form, fit: impl Fn(&Neighbours) -> f32) -> SmallVec<[f32; 8]> {
    let mut weights: SmallVec<[f32; 8]> = SmallVec::with_capacity(form.parses.len());
    let mut last: Option<(&Neighbours, f32)> = None;
    for (parse, neighbours) in form.parses.iter().zip(&form.neighbours) {
        let fit = match last {
            Some((same, fit)) if Arc::ptr_eq(same, neighbours) => fit,
            _ => fit(neighbours),
        };
        last = Some((neighbours, fit));
        weights.push(PRIOR_WEIGHT * parse.probability.max(1e-4).ln() + fit);
    }
    let highest = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for weight in &mut weights {
        *weight = (*weight - highest).exp();
        sum += *weight;
    }
    for weight in &mut weights {
        *weight /= sum;
    }
    weights
}

impl Form {
    fn new(form: &str, kind: TokenKind, tagger: &ContextTagger) -> Self {
        let morph = Morph::get();
        let mut parses = morph.parses(form);
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        let guessed = parses
            .iter()
            .all(|p| matches!(p.origin, Origin::Ending | Origin::Affix));
        if kind == TokenKind::Cyrillic && capital && guessed {
            expect_name(form, &mut parses);
        }
        add_pronouns(morph, &mut parses);
        let mut lemmas: Vec<Box<str>> = Vec::new();
        let mut shares: Vec<f32> = Vec::new();
        let mut closed: Vec<bool> = Vec::new();
        let mut lemma_of = Vec::with_capacity(parses.len());
        for parse in &parses {
            let lemma = morph.lemma_of(parse);
            let at = match lemmas.iter().position(|known| **known == *lemma) {
                Some(at) => at,
                None => {
                    lemmas.push(lemma.into_boxed_str());
                    shares.push(0.0);
                    closed.push(true);
                    lemmas.len() - 1
                }
            };
            shares[at] += parse.probability;
            closed[at] &= lemmas::is_closed(parse);
            // No form has more than some dozens of parses.
            lemma_of.push(at.min(255) as u8);
        }
        let neighbours = parses
            .iter()
            .map(|p| tagger.neighbours(p.pos, p.class, p.feats))
            .collect();
        Self {
            parses,
            neighbours,
            lemmas,
            lemma_of,
            shares,
            closed,
        }
    }

    /// Is the lemma to be listed beside the first one? `here` is its probability in the context.
    fn is_in_earnest(&self, lemma: usize, here: f32) -> bool {
        if self.closed[lemma] {
            return here >= CLOSED_HERE;
        }
        let share = self.shares[lemma];
        share >= USUAL_SHARE || here >= LIKELY_HERE || (share >= RARE_SHARE && here >= RARE_HERE)
    }

    fn with_weights(self: Arc<Self>, weights: SmallVec<[f32; 8]>) -> TokenAnalysis {
        let mut by_lemma: SmallVec<[f32; 8]> = SmallVec::from_elem(0.0, self.lemmas.len());
        for (&at, weight) in self.lemma_of.iter().zip(&weights) {
            by_lemma[usize::from(at)] += weight;
        }
        let mut order: SmallVec<[u8; 4]> =
            (0..self.lemmas.len().min(256)).map(|i| i as u8).collect();
        order.sort_by(|&a, &b| by_lemma[usize::from(b)].total_cmp(&by_lemma[usize::from(a)]));
        let first = order.first().copied().unwrap_or(0);
        let mut best = 0;
        let mut highest = f32::NEG_INFINITY;
        for (i, &weight) in weights.iter().enumerate() {
            if self.lemma_of[i] == first && weight > highest {
                best = i;
                highest = weight;
            }
        }
        let guessed = matches!(
            self.parses.first().map(|p| p.origin),
            Some(Origin::Ending | Origin::Affix)
        );
        let most = if guessed {
            lemmas::INDEX_GUESSES
        } else {
            usize::MAX
        };
        let mut n = 0;
        order.retain(|&mut at| {
            n += 1;
            let at = usize::from(at);
            n == 1 || (n <= most && self.is_in_earnest(at, by_lemma[at]))
        });
        TokenAnalysis {
            form: self,
            weights,
            best,
            lemmas: order,
        }
    }
}

/// Unknown words with a capital are names rather than anything else: nouns in the singular, and,
/// when they end in a vowel that foreign names end in, without inflection.
pub(super) fn expect_name(form: &str, parses: &mut Parses) {
    for parse in parses.iter_mut() {
        parse.probability *= match parse.class {
            Class::Noun if parse.feats.number() == Some(Number::Plur) => 0.15,
            Class::Noun => 1.0,
            Class::Adjective => 0.5,
            _ => 0.05,
        };
        if parse.class == Class::Noun && parse.pos == Pos::Noun {
            parse.pos = Pos::Propn;
        }
    }
    let ending = form.chars().next_back().map_or(' ', text::fold_char);
    let word = form.to_lowercase();
    let feats = Feats::EMPTY.with_number(Some(Number::Sing));
    let (feats, probability) = match ending {
        // What foreign names end in and Russian paradigms seldom do.
        'о' | 'е' | 'и' | 'у' | 'ю' | 'э' | 'ы' => (feats.with(Flag::Fixed), 0.3),
        // A consonant is rather the nominative of a man's name or a place than a genitive plural.
        'а' | 'я' | 'ь' => (feats, 0.0),
        _ => (
            feats
                .with_case(Some(Case::Nom))
                .with_gender(Some(Gender::Masc)),
            0.5,
        ),
    };
    let has_lemma = parses
        .iter()
        .any(|p| p.class == Class::Noun && p.lemma() == word);
    if probability > 0.0 && !has_lemma {
        parses.push(Parse {
            pos: Pos::Propn,
            class: Class::Noun,
            feats,
            probability,
            origin: Origin::Ending,
            word: word.into_boxed_str(),
            core: None,
            left: None,
        });
    }
    let sum: f32 = parses.iter().map(|p| p.probability).sum();
    for parse in parses {
        parse.probability /= sum;
    }
}

/// "то", "всё" and "все" for themselves are pronouns with lemmas of their own (Universal
/// Dependencies), which the dictionary counts with "тот" and "весь".
fn add_pronouns(morph: &Morph, parses: &mut Parses) {
    let mut added = Parses::new();
    for parse in parses.iter_mut() {
        if parse.class != Class::Adjective || !parse.feats.has(Flag::Pronominal) {
            continue;
        }
        let neuter = parse.feats.gender() == Some(Gender::Neut);
        let plural = parse.feats.number() == Some(Number::Plur);
        let lemma = match morph.lemma_of(parse).as_str() {
            "тот" if neuter => "то",
            "весь" if neuter => "всё",
            "весь" if plural && parse.feats.case() != Some(Case::Nom) => "все",
            _ => continue,
        };
        parse.probability *= 0.5;
        added.push(Parse {
            pos: Pos::Pron,
            class: Class::Pronoun,
            word: lemma.into(),
            core: None,
            left: None,
            ..parse.clone()
        });
    }
    parses.extend(added);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas_of(sentence: &str) -> Vec<String> {
        let tokens = text::tokenize(sentence);
        analyze(&tokens)
            .iter()
            .map(|token| token.lemma().to_owned())
            .collect()
    }

    #[track_caller]
    fn check(sentence: &str, expected: &str) {
        assert_eq!(lemmas_of(sentence).join(" "), expected);
    }

    #[test]
    fn context_decides() {
        check("Завод льёт трубы из стали.", "завод лить труба из сталь .");
        check("Они стали друзьями.", "они стать друг .");
        check(
            "Мост через реку Белая закрыт",
            "мост через река белый закрыть",
        );
        check("В озере есть рыба.", "в озеро быть рыба .");
        check("Дети хотят есть.", "ребёнок хотеть есть .");
        check(
            "Мы говорили о том и об этом доме",
            "мы говорить о то и об этот дом",
        );
    }

    #[test]
    fn each_token_has_an_answer() {
        for sentence in ["", " ", "—", "a", "СИЗО-6 №5 «Ё» 5%", "ааааа-ббббб-ввввв"]
        {
            let tokens = text::tokenize(sentence);
            let analyses = analyze(&tokens);
            assert_eq!(analyses.len(), tokens.len());
            for analysis in &analyses {
                assert!(analysis.lemmas().next().is_some());
                let sum: f32 = analysis.parses().map(|(_, p)| p).sum();
                assert!((sum - 1.0).abs() < 1e-3);
            }
        }
    }
}
