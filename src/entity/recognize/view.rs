//! A text as the rules see it: what comes in are text and tokens, what goes out are answers
//! about single tokens (form, case of letters, dictionary flags) and about the layout: where a
//! line end separates what stands on either side.

use std::cell::RefCell;

use super::casing::Recased;
use super::tables::{List, lists_of};
use crate::entity::name_lexicon::is_particle_in_text;
use crate::memo::Memo;
use crate::morph::{Case, Flag, Morph, Parses, Pos};
use crate::text::{self, TokenKind, Tokens};

/// What the rules ask of the dictionary about a form, from all its analyses.
#[derive(Debug, Clone, Copy, Default)]
pub struct Word {
    /// The form stands in the dictionary.
    pub known: bool,
    /// Probability that it is a given name, patronymic or surname.
    pub person: f32,
    /// Probability that it is a geographical name.
    pub place: f32,
    /// Probability that it is neither a proper name nor an abbreviation.
    pub common: f32,
    /// It may be a noun or adjective in the genitive.
    pub genitive: bool,
    /// It may be an adjective.
    pub adjective: bool,
    /// It may be a noun.
    pub noun: bool,
    /// It may be an adjective made of a name: "курский", "советский".
    pub relational: bool,
    /// The word lists that one of its lemmas or the form itself is in; see [`lists_of`].
    lists: u32,
}

impl Word {
    pub fn is(&self, list: List) -> bool {
        self.lists >> list as u32 & 1 == 1
    }
}

thread_local! {
    /// What was looked up before, in this or another text: a few thousand forms make up most of
    /// the words that the rules ask about.
    static WORDS: RefCell<Memo<Word>> = const { RefCell::new(Memo::new(WORDS_KEPT)) };
}

/// Forms to keep, some 3 MB a thread.
const WORDS_KEPT: usize = 1 << 15;

pub struct View<'a> {
    pub tokens: &'a Tokens,
    breaks: Vec<bool>,
    words: RefCell<Vec<Option<Word>>>,
    /// Words that are read otherwise than they are written; see [`Self::recased`].
    recased: Option<&'a Recased>,
}

/// Line lengths of text that was wrapped by hand: no line is longer, most are nearly as long.
const WRAPPED_MAX: usize = 100;

impl<'a> View<'a> {
    pub fn new(text: &'a str, tokens: &'a Tokens) -> Self {
        Self {
            tokens,
            breaks: breaks(text, tokens),
            words: RefCell::new(vec![None; tokens.len()]),
            recased: None,
        }
    }

    /// The same text with these words in the case of letters that they would have elsewhere.
    pub fn recased(self, recased: &'a Recased) -> Self {
        let mut words = self.words.into_inner();
        for &i in recased.keys() {
            if let Some(slot) = words.get_mut(i) {
                *slot = None;
            }
        }
        Self {
            words: RefCell::new(words),
            recased: Some(recased),
            ..self
        }
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token's form; empty beyond the ends of the text.
    pub fn form(&self, i: usize) -> &'a str {
        if let Some(form) = self.recased.and_then(|recased| recased.get(&i)) {
            return form;
        }
        self.tokens.get(i).map_or("", |t| self.tokens.form(t))
    }

    /// A line ends before the token, and with it the sentence or headline: no name goes on here.
    pub fn breaks_before(&self, i: usize) -> bool {
        self.breaks.get(i).copied().unwrap_or(true)
    }

    /// No white space stands before the token.
    pub fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.glued)
    }

    pub fn kind(&self, i: usize) -> TokenKind {
        self.tokens.get(i).map_or(TokenKind::Symbol, |t| t.kind)
    }

    pub fn is_word(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.kind.is_word())
    }

    /// A word that starts with a capital letter.
    pub fn is_capital(&self, i: usize) -> bool {
        self.is_word(i) && self.form(i).chars().next().is_some_and(text::is_uppercase)
    }

    /// "аш-Сорин": the Arabic article is small, the surname has its capital behind the hyphen.
    pub fn has_article(&self, i: usize) -> bool {
        let form = self.form(i);
        // Few words need be looked at further.
        if !form.starts_with(['а', 'э']) {
            return false;
        }
        form.split_once('-').is_some_and(|(article, name)| {
            let mut letters = name.chars();
            is_particle_in_text(article)
                && letters.next().is_some_and(text::is_uppercase)
                && letters.next().is_some_and(text::is_lowercase)
        })
    }

    /// The words with a capital at their head or behind an article, a fifth of a text: all that
    /// names of people begin with.
    pub fn capitals(&self) -> Vec<usize> {
        let may_begin = |&i: &usize| match self.form(i).chars().next() {
            Some('а' | 'э') => self.has_article(i),
            Some(first) => text::is_uppercase(first) && self.is_word(i),
            None => false,
        };
        (0..self.len()).filter(may_begin).collect()
    }

    /// A word of small letters only.
    pub fn is_small(&self, i: usize) -> bool {
        self.is_word(i) && !self.form(i).chars().any(text::is_uppercase)
    }

    /// A word of two or more letters, all of them capitals.
    pub fn is_abbreviation(&self, i: usize) -> bool {
        let form = self.form(i);
        self.is_word(i)
            && form.chars().nth(1).is_some()
            && form
                .chars()
                .all(|c| text::is_uppercase(c) || c.is_numeric() || c == '-')
    }

    /// One capital letter, and no Roman numeral.
    pub fn is_initial(&self, i: usize) -> bool {
        let mut chars = self.form(i).chars();
        matches!((chars.next(), chars.next()), (Some(c), None)
            if text::is_uppercase(c) && !matches!(c, 'I' | 'V' | 'X'))
    }

    /// The first word of a sentence or line, as far as punctuation tells.
    pub fn starts_sentence(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else {
            return true;
        };
        if self.breaks_before(i) {
            return true;
        }
        let form = self.form(before);
        match form {
            "." => !self.is_initial(before.wrapping_sub(1)),
            "!" | "?" | "…" | "..." | ":" | "•" | "*" => true,
            "«" | "\"" | "„" | "“" | "—" | "–" | "-" => true,
            _ => false,
        }
    }

    pub fn word(&self, i: usize) -> Word {
        if self.kind(i) != TokenKind::Cyrillic {
            return Word::default();
        }
        if let Some(Some(word)) = self.words.borrow().get(i) {
            return *word;
        }
        let form = self.form(i);
        let word = WORDS.with_borrow_mut(|words| words.get_or(form, || look_up(form)));
        if let Some(slot) = self.words.borrow_mut().get_mut(i) {
            *slot = Some(word);
        }
        word
    }

    /// Some analysis of the token has its lemma in `list`.
    pub fn lemma_in(&self, i: usize, list: List) -> bool {
        self.word(i).is(list)
    }

    pub fn parses(&self, i: usize) -> Parses {
        Morph::get().parses(self.form(i))
    }

    /// Some analysis of the token has this lemma.
    pub fn lemma_is(&self, i: usize, lemma: &str) -> bool {
        self.kind(i) == TokenKind::Cyrillic
            && self.parses(i).iter().any(|parse| parse.lemma() == lemma)
    }
}

fn look_up(form: &str) -> Word {
    let mut word = Word {
        lists: lists_of(&text::lowercase(form)),
        ..Word::default()
    };
    for parse in Morph::get().recent_parses(form).iter() {
        let feats = parse.feats;
        let lemma = parse.lemma();
        word.known |= parse.is_known();
        if feats.has(Flag::Place) {
            word.place += parse.probability;
        }
        if feats.is_person_name() {
            word.person += parse.probability;
        }
        if !feats.is_proper() && !feats.has(Flag::Abbreviation) && parse.is_known() {
            word.common += parse.probability;
        }
        word.genitive |= feats.case() == Some(Case::Gen) || feats.has(Flag::Fixed);
        word.adjective |= parse.pos == Pos::Adj;
        word.noun |= matches!(parse.pos, Pos::Noun | Pos::Propn);
        word.relational |= parse.pos == Pos::Adj
            && (lemma.ends_with("ский") || lemma.ends_with("цкий") || lemma.ends_with("ской"));
        word.lists |= lists_of(&lemma);
    }
    word
}

/// Which tokens stand behind a line end that separates. A single line end inside text that was
/// wrapped by hand does not: there the lines are about equally long and none is very long.
fn breaks(text: &str, tokens: &Tokens) -> Vec<bool> {
    let lengths: Vec<usize> = text
        .lines()
        .map(|line| line.trim_end().chars().count())
        .collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let filled = longest * 3 / 4;
    let full = lengths.iter().filter(|&&n| n >= filled).count();
    let written = lengths.iter().filter(|&&n| n > 0).count();
    let wrapped = (30..=WRAPPED_MAX).contains(&longest) && full >= 3 && full * 2 >= written;
    let mut end = 0;
    tokens
        .iter()
        .map(|token| {
            let before = end;
            end = token.end as usize;
            if !token.line_start {
                return false;
            }
            let gap = &text[before..token.start as usize];
            let line_start = text[..before].rfind('\n').map_or(0, |at| at + 1);
            let soft = wrapped
                && gap.matches('\n').count() == 1
                && text[line_start..before].chars().count() >= filled;
            !soft
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;

    #[test]
    fn a_headline_ends_at_its_line_but_wrapped_text_goes_on() {
        let check = |text: &str, expected: &[&str]| {
            let tokens = tokenize(text);
            let view = View::new(text, &tokens);
            let found: Vec<&str> = (1..view.len())
                .filter(|&i| view.breaks_before(i))
                .map(|i| view.form(i))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Встреча в Омске\nИван Петров прибыл в город.", &["Иван"]);
        check(
            "Делегация во главе с министром Иваном Петровым прибыла в\n\
             столицу и была принята председателем комитета Сергеем\n\
             Александровым. Стороны обсудили сотрудничество двух\n\
             стран.\n\nКонец",
            &["Конец"],
        );
        check("один", &[]);
    }
}
