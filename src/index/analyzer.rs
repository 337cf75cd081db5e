//! From tokens to index terms, one analyser for the index and for queries: what comes in are
//! [`Tokens`] and the mentions over them, what goes out are the terms of each position. A query
//! word gets its terms from the same functions, so the two sides cannot drift apart.
//!
//! The terms of a text travel to tantivy as one string, the *term stream*: positions end with
//! [`POSITION_END`], the alternatives at a position stand apart by [`ALTERNATIVE`]. It is taken
//! apart by [`TermStreamTokenizer`] on tantivy's own threads. A list of owned tokens would cost an
//! allocation a term, and tantivy queues up to ten thousand documents.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use smallvec::SmallVec;
use tantivy::tokenizer::{
    Language, RawTokenizer, Stemmer, TextAnalyzer, Token as IndexToken, TokenStream, Tokenizer,
    TokenizerManager,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::entity::EntityKind;
use crate::memo::Memo;
use crate::morph::{self, Morph, Parse, Pos};
use crate::text::{self, Token, TokenKind, Tokens};

/// Ends a position of a term stream.
const POSITION_END: char = '\u{1e}';
/// Separates the alternatives at one position of a term stream.
const ALTERNATIVE: char = '\u{1f}';

/// Longest term in bytes; what is longer is cut, in the index and in queries alike. Tantivy's own
/// bound is far above any word: this one keeps base64 blobs out of the dictionary.
const LONGEST_TERM: usize = 120;

/// Precedes the folded form of a word in a Cyrillic language that the dictionary does not know,
/// which must not be taken for the lemma of a Russian word.
const FOREIGN_FORM: char = '\u{2}';

/// Precedes a nominative that a word of a person's name may have.
const NAME_FORM: char = '\u{4}';

/// The term that stands, beside its lemmas, at the position of a word that is made of words: what
/// its parts are found by there are no words of their own.
pub const COMPOUND_TERM: &str = "\u{3}";

/// Parts of a compound beyond which it is found as it stands or by one part alone.
pub const MOST_PARTS: usize = 6;

/// Combinations of lemmas that a row of parts is found by, and lemmas of each part among them.
const MOST_JOINED: usize = 16;
const MOST_PART_LEMMAS: usize = 3;

/// The term that stands, beside the words, at the first position of a mention of `kind`.
pub fn kind_term(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "\u{1}person",
        EntityKind::Place => "\u{1}place",
        EntityKind::Org => "\u{1}org",
        EntityKind::Date => "\u{1}date",
        EntityKind::Role => "\u{1}role",
    }
}

/// The term that stands at every other position of a mention of `kind`. With [`kind_term`] it
/// tells a mention of two words from two mentions.
pub fn inner_kind_term(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "\u{1}+person",
        EntityKind::Place => "\u{1}+place",
        EntityKind::Org => "\u{1}+org",
        EntityKind::Date => "\u{1}+date",
        EntityKind::Role => "\u{1}+role",
    }
}

/// What a position has of mentions of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindMark {
    pub kind: EntityKind,
    /// A mention begins there.
    pub begins: bool,
    /// A mention that began before goes on there.
    pub goes_on: bool,
}

/// The kinds of mentions that cover a token or a position, each once.
pub type KindMarks = SmallVec<[KindMark; 4]>;

/// The marks of position `number` of a token that has `marks`.
pub fn marks_at(marks: &KindMarks, number: usize) -> KindMarks {
    let at = |mark: &KindMark| KindMark {
        begins: mark.begins && number == 0,
        goes_on: mark.goes_on || number > 0,
        ..*mark
    };
    marks.iter().map(at).collect()
}

/// The mentions of a text, as a window that moves along with the tokens of one field.
#[derive(Debug)]
pub struct MentionWindow<'m> {
    rest: &'m [(Range<usize>, EntityKind)],
    /// Where the token before ends.
    before: usize,
}

impl<'m> MentionWindow<'m> {
    /// `mentions` are sorted by start; their spans are bytes.
    pub fn new(mentions: &'m [(Range<usize>, EntityKind)]) -> Self {
        Self {
            rest: mentions,
            before: 0,
        }
    }

    /// The marks of a token. Those that take up positions are to come in order.
    pub fn marks(&mut self, token: &Token) -> KindMarks {
        let span = token.span();
        // Those that end before a token end before all later ones, but for longer mentions that
        // start earlier, which the loop below passes over.
        while self
            .rest
            .first()
            .is_some_and(|(mention, _)| mention.end <= span.start)
        {
            self.rest = &self.rest[1..];
        }
        let mut marks = KindMarks::new();
        for (mention, kind) in self
            .rest
            .iter()
            .take_while(|(mention, _)| mention.start < span.end)
            .filter(|(mention, _)| mention.end > span.start)
        {
            // The part of a mention that lies in another field counts for nothing.
            let begins = mention.start >= self.before;
            match marks.iter_mut().find(|mark| mark.kind == *kind) {
                Some(mark) => {
                    mark.begins |= begins;
                    mark.goes_on |= !begins;
                }
                None => marks.push(KindMark {
                    kind: *kind,
                    begins,
                    goes_on: !begins,
                }),
            }
        }
        self.before = span.end;
        marks
    }
}

/// True when a token takes up a position of the index. Punctuation does not, so that a phrase
/// reaches across a comma.
pub fn is_indexed(token: &Token) -> bool {
    match token.kind {
        TokenKind::Cyrillic | TokenKind::Latin | TokenKind::OtherWord | TokenKind::Number => true,
        TokenKind::Punctuation | TokenKind::Symbol => false,
    }
}

/// The term streams of one field pair: lemmas and folded forms.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TermStreams {
    pub lemma: String,
    pub exact: String,
}

/// The terms of `tokens`, which are tokens of `of`, with marks for the mentions over them.
pub fn term_streams<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    of: &'t Tokens,
    language: Option<&str>,
    mut mentions: MentionWindow<'_>,
) -> TermStreams {
    thread_local! {
        static RUSSIAN: RefCell<Memo<Rc<Piece>>> = const { RefCell::new(Memo::new(PIECES)) };
    }
    let mut streams = TermStreams::default();
    let mut words = WordTerms::new(language);
    let mut add = |piece: &Piece, marks: &[KindMark]| {
        streams.lemma.push_str(&piece.lemmas);
        if marks.iter().any(|mark| mark.kind == EntityKind::Person) {
            for term in name_terms(&piece.exact) {
                streams.lemma.push(ALTERNATIVE);
                streams.lemma.push_str(&term);
            }
        }
        for mark in marks {
            let begins = mark.begins.then(|| kind_term(mark.kind));
            let goes_on = mark.goes_on.then(|| inner_kind_term(mark.kind));
            for term in begins.into_iter().chain(goes_on) {
                streams.lemma.push(ALTERNATIVE);
                streams.lemma.push_str(term);
            }
        }
        streams.lemma.push(POSITION_END);
        streams.exact.push_str(&piece.exact);
        streams.exact.push(POSITION_END);
    };
    for (token, broken) in with_broken_words(tokens, of) {
        let marks = mentions.marks(token);
        let form = of.form(token);
        if let (Some(broken), false) = (broken, words.foreign_cyrillic) {
            add(&Piece::of(&words.of_broken(form, &broken.whole)), &marks);
        } else if token.kind == TokenKind::Cyrillic && !words.foreign_cyrillic {
            let piece = RUSSIAN.with_borrow_mut(|pieces| {
                // A word in Cyrillic letters is one position.
                pieces.get_or(form, || Rc::new(Piece::of(&words.of(form, token.kind)[0])))
            });
            add(&piece, &marks);
        } else {
            for (number, position) in words.of(form, token.kind).iter().enumerate() {
                add(&Piece::of(position), &marks_at(&marks, number));
            }
        }
    }
    streams
}

/// The terms of a position as they stand in the two streams.
struct Piece {
    lemmas: Box<str>,
    exact: Box<str>,
}

/// Words whose pieces a thread keeps; about 150 bytes each.
const PIECES: usize = 1 << 16;

impl Piece {
    fn of(position: &PositionTerms) -> Self {
        let mut lemmas = String::new();
        for (n, term) in position.lemmas.iter().enumerate() {
            if n > 0 {
                lemmas.push(ALTERNATIVE);
            }
            lemmas.push_str(term);
        }
        Self {
            lemmas: lemmas.into_boxed_str(),
            exact: position.exact.as_str().into(),
        }
    }
}

/// What a word of a person's name is found by beside its lemmas, from its form as [`exact_form`]
/// makes it: the dictionary may have it as another word only ("Маска", "Токаев", which is also many
/// of a wine). The mark keeps who looks for a thing from finding the man.
pub fn name_terms(exact: &str) -> SmallVec<[String; 2]> {
    morph::consonant_nominatives(exact)
        .into_iter()
        .map(|nominative| cut(format!("{NAME_FORM}{nominative}")))
        .collect()
}

/// A place in the row of terms, for those who make the terms of a text once more.
#[derive(Debug)]
pub struct Place<'t> {
    /// The token that the position stands for.
    pub token: &'t Token,
    /// The number of the position within that token.
    pub number: usize,
    /// Where what the terms are of ends: behind the token, or behind the rest of the word on the
    /// next line. A byte of the text.
    pub end: usize,
}

/// Calls `each` for every position that [`term_streams`] makes of `tokens`, in order.
pub fn for_each_position<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    of: &'t Tokens,
    language: Option<&str>,
    mut each: impl FnMut(Place<'t>, &PositionTerms),
) {
    let mut words = WordTerms::new(language);
    for (token, broken) in with_broken_words(tokens, of) {
        let form = of.form(token);
        let place = |number| Place {
            token,
            number,
            end: broken
                .as_ref()
                .map_or(token.span().end, |broken| broken.end),
        };
        if let (Some(broken), false) = (&broken, words.foreign_cyrillic) {
            each(place(0), &words.of_broken(form, &broken.whole));
            continue;
        }
        for (n, position) in words.of(form, token.kind).iter().enumerate() {
            each(place(n), position);
        }
    }
}

/// A word of which a token is the first part, the rest of it standing on the next line.
struct BrokenWord {
    whole: String,
    /// Where the rest ends, in bytes of the text.
    end: usize,
}

/// The tokens that take up positions, with the words that they begin.
fn with_broken_words<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    of: &'t Tokens,
) -> impl Iterator<Item = (&'t Token, Option<BrokenWord>)> {
    let mut tokens = tokens.peekable();
    std::iter::from_fn(move || {
        loop {
            let token = tokens.next()?;
            if is_indexed(token) {
                let broken = tokens.peek().and_then(|rest| broken_word(token, rest, of));
                return Some((token, broken));
            }
        }
    })
}

/// The word that was broken at the end of a line, where the tokeniser leaves its hyphen ("пере-"):
/// the dictionary has it and, of the two that the hyphen may stand in, not the one with a hyphen.
fn broken_word(head: &Token, rest: &Token, of: &Tokens) -> Option<BrokenWord> {
    if head.kind != TokenKind::Cyrillic || rest.kind != TokenKind::Cyrillic || !rest.line_start {
        return None;
    }
    let (head, tail) = (of.form(head).strip_suffix('-')?, of.form(rest));
    if !tail.starts_with(text::is_lowercase) {
        return None;
    }
    let whole = format!("{head}{tail}");
    let morph = Morph::get();
    let is_word = morph.contains(&whole) && !morph.contains(&format!("{head}-{tail}"));
    is_word.then(|| BrokenWord {
        whole,
        end: rest.span().end,
    })
}

/// The terms of a word at one position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PositionTerms {
    /// What the word is found by in any inflection; never empty. Those of the word itself come
    /// first; a compound is also found by its parts and by parts that stand side by side.
    pub lemmas: Vec<String>,
    /// How many of the lemmas are those of the word itself.
    pub own: usize,
    /// What it is found by as written, case and ё aside.
    pub exact: String,
}

/// The form that a word is compared by: folded, with a hyphen for each dash in it and none at its
/// ends ("Нью–Йорк", "Санкт- Петербург").
pub fn exact_form(form: &str) -> String {
    let mut folded = text::fold(form).into_owned();
    if folded.contains(is_dash) {
        let trimmed = folded.trim_matches(is_dash);
        if !trimmed.is_empty() {
            folded = trimmed
                .chars()
                .map(|c| if is_dash(c) { '-' } else { c })
                .collect();
        }
    }
    cut(folded)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The parts, folded, of a word with hyphens that is made of words ("премьер-министр",
/// "Хвасон-17", "F-16"); none for any other ("кое-что", "по-прежнему", "2024-2025").
pub fn parts_of(form: &str, kind: TokenKind) -> Vec<String> {
    let form = exact_form(form);
    parts(&form, kind).into_iter().map(str::to_owned).collect()
}

fn parts(exact: &str, kind: TokenKind) -> SmallVec<[&str; 4]> {
    let made_of_words = exact.contains('-')
        && match kind {
            TokenKind::Cyrillic => has_parts(&Morph::get().parses(exact)[0]),
            TokenKind::Latin => true,
            TokenKind::OtherWord
            | TokenKind::Number
            | TokenKind::Punctuation
            | TokenKind::Symbol => false,
        };
    if !made_of_words {
        return SmallVec::new();
    }
    exact.split('-').filter(|part| !part.is_empty()).collect()
}

/// The terms that folded words which stand side by side have as one word with hyphens: each lemma
/// of the one with each of the next. None where such a word would not be made of them.
pub fn joined_terms(words: &[&str]) -> Vec<String> {
    let joined = words.join("-");
    let cyrillic = joined.chars().any(is_cyrillic);
    if cyrillic && !has_parts(&Morph::get().parses(&joined)[0]) {
        return Vec::new();
    }
    let lemmas: Vec<Vec<String>> = words.iter().map(|word| part_lemmas(word)).collect();
    let mut terms = Vec::new();
    join(&lemmas, &mut terms);
    terms
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

/// What a part of a compound may be as a part. Numbers and foreign words have no inflection there.
fn part_lemmas(part: &str) -> Vec<String> {
    if part.chars().all(is_cyrillic) {
        let mut lemmas = Vec::with_capacity(2);
        Morph::get().index_lemmas(part, &mut lemmas);
        lemmas.truncate(MOST_PART_LEMMAS);
        lemmas
    } else {
        vec![part.to_owned()]
    }
}

fn join(lemmas: &[Vec<String>], terms: &mut Vec<String>) {
    let mut rows: Vec<String> = vec![String::new()];
    for alternatives in lemmas {
        let mut longer = Vec::with_capacity(rows.len() * alternatives.len());
        for row in &rows {
            for lemma in alternatives {
                if longer.len() < MOST_JOINED {
                    let hyphen = if row.is_empty() { "" } else { "-" };
                    longer.push(format!("{row}{hyphen}{lemma}"));
                }
            }
        }
        rows = longer;
    }
    terms.extend(rows.into_iter().map(cut));
}

/// Adds what a compound is found by beside its own lemmas: its parts, rows of its parts, and the
/// mark that it is one. Who looks for a министр wants the премьер-министр too, and who looks for
/// him the экс-премьер-министр, but none of "что-то" is a что.
fn add_parts(exact: &str, kind: TokenKind, lemmas: &mut Vec<String>) {
    let parts = parts(exact, kind);
    if parts.len() < 2 {
        return;
    }
    let mut more = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        if part.chars().count() <= 2 {
            continue;
        }
        let before = more.len();
        if kind == TokenKind::Cyrillic {
            Morph::get().index_lemmas(part, &mut more);
            // Before the last hyphen a dictionary form is itself: the премьер-министр is no
            // премьера, of which "премьер" is a form as well.
            let is_lemma = more[before..].iter().any(|lemma| lemma == part);
            if is_lemma && n + 1 < parts.len() {
                more.truncate(before);
                more.push((*part).to_owned());
            }
        } else {
            more.push(stem(Language::English, part));
            more.push((*part).to_owned());
        }
    }
    if parts.len() <= MOST_PARTS {
        let of_parts: Vec<Vec<String>> = parts.iter().map(|part| part_lemmas(part)).collect();
        for length in 2..=parts.len() {
            for row in of_parts.windows(length) {
                join(row, &mut more);
            }
        }
    }
    more.push(COMPOUND_TERM.to_owned());
    for term in more {
        // A term that stands twice at a position would count twice.
        if !lemmas.contains(&term) {
            lemmas.push(term);
        }
    }
}

/// The terms of a query word, position by position: one, but for scripts that are written
/// without spaces, whose words become one position a character. A compound has those of its
/// parts, as in the index; see [`whole_terms`].
pub fn query_terms(form: &str, kind: TokenKind) -> Vec<PositionTerms> {
    let mut terms = WordTerms::new(None).of(form, kind).to_vec();
    for position in &mut terms {
        // That two words are compounds makes them no one word.
        position.lemmas.retain(|term| term != COMPOUND_TERM);
    }
    widen(&mut terms, kind);
    terms
}

/// The terms of a query word without those of its parts: what finds a compound and not one of
/// the words that it is made of.
pub fn whole_terms(form: &str, kind: TokenKind) -> Vec<PositionTerms> {
    let mut terms = WordTerms::new(None).of(form, kind).to_vec();
    for position in &mut terms {
        position.lemmas.truncate(position.own);
    }
    widen(&mut terms, kind);
    terms
}

/// Adds what the word may be as a person's name, or in a text of another language.
fn widen(terms: &mut [PositionTerms], kind: TokenKind) {
    for position in terms {
        match kind {
            TokenKind::Cyrillic => {
                // "маска" is asked for itself, "Маску" may be the man, and "Сон" is his name as well.
                let is_word = position.lemmas.contains(&position.exact)
                    && Morph::get().contains(&position.exact);
                let mut names = name_terms(&position.exact);
                names.retain(|name| !is_word || name.ends_with(&position.exact));
                position.lemmas.extend(names);
                // The word may stand in a text of another Cyrillic language.
                position
                    .lemmas
                    .push(format!("{FOREIGN_FORM}{}", position.exact));
            }
            TokenKind::Latin => {
                for language in LATIN_STEMMERS {
                    let stem = stem(*language, &position.exact);
                    if !position.lemmas.contains(&stem) {
                        position.lemmas.push(stem);
                    }
                }
            }
            // One language a script has a stemmer, and the index has used it.
            _ => {}
        }
    }
}

/// Languages in Latin letters that tantivy has a stemmer for.
const LATIN_STEMMERS: &[Language] = &[
    Language::Danish,
    Language::Dutch,
    Language::English,
    Language::Finnish,
    Language::French,
    Language::German,
    Language::Hungarian,
    Language::Italian,
    Language::Norwegian,
    Language::Portuguese,
    Language::Romanian,
    Language::Spanish,
    Language::Swedish,
    Language::Turkish,
];

fn stemmer_of(language: &str) -> Option<Language> {
    Some(match language {
        "da" => Language::Danish,
        "nl" => Language::Dutch,
        "en" => Language::English,
        "fi" => Language::Finnish,
        "fr" => Language::French,
        "de" => Language::German,
        "hu" => Language::Hungarian,
        "it" => Language::Italian,
        "no" | "nb" => Language::Norwegian,
        "pt" => Language::Portuguese,
        "ro" => Language::Romanian,
        "es" => Language::Spanish,
        "sv" => Language::Swedish,
        "tr" => Language::Turkish,
        _ => return None,
    })
}

/// The one stemmer for words in a script, of those that tantivy has.
fn stemmer_of_script(form: &str) -> Option<Language> {
    form.chars().find_map(|c| match c {
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Language::Greek),
        '\u{600}'..='\u{6ff}' => Some(Language::Arabic),
        '\u{b80}'..='\u{bff}' => Some(Language::Tamil),
        _ => None,
    })
}

/// A word without the marks over and under its letters.
fn without_marks(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// Turns words into terms; keeps its buffer from word to word.
struct WordTerms {
    /// Words in Cyrillic letters are of another language than Russian.
    foreign_cyrillic: bool,
    latin_stemmer: Option<Language>,
    buffer: Vec<PositionTerms>,
}

impl WordTerms {
    fn new(language: Option<&str>) -> Self {
        Self {
            // Kazakh, Mongolian and the other Cyrillic languages have no dictionary here.
            foreign_cyrillic: language.is_some_and(|code| {
                matches!(
                    code,
                    "uk" | "be" | "bg" | "sr" | "mk" | "kk" | "ky" | "mn" | "tg" | "tt"
                )
            }),
            latin_stemmer: Some(
                language
                    .and_then(stemmer_of)
                    // Latin words in a Russian dispatch are mostly English.
                    .unwrap_or(Language::English),
            ),
            buffer: Vec::new(),
        }
    }

    fn of(&mut self, form: &str, kind: TokenKind) -> &[PositionTerms] {
        self.buffer.clear();
        let exact = exact_form(form);
        match kind {
            TokenKind::Cyrillic if self.foreign_cyrillic => self.buffer.push(PositionTerms {
                lemmas: vec![format!("{FOREIGN_FORM}{exact}")],
                own: 1,
                exact,
            }),
            TokenKind::Cyrillic => {
                let mut lemmas = Vec::with_capacity(2);
                Morph::get().index_lemmas(&exact, &mut lemmas);
                self.push_word(exact, kind, lemmas);
            }
            TokenKind::Latin => {
                let mut lemmas = Vec::with_capacity(2);
                if let Some(language) = self.latin_stemmer {
                    lemmas.push(stem(language, &exact));
                }
                if lemmas.first() != Some(&exact) {
                    lemmas.push(exact.clone());
                }
                if !exact.is_ascii() {
                    // Who looks for Erdogan or Pekin may have no keys for Erdoğan and Pékin.
                    let plain = without_marks(&exact);
                    if plain != exact {
                        lemmas.push(plain);
                    }
                }
                self.push_word(exact, kind, lemmas);
            }
            TokenKind::OtherWord if form.chars().any(is_unspaced) => {
                self.push_bigrams(&exact);
            }
            TokenKind::OtherWord => {
                let mut lemmas = vec![exact.clone()];
                if let Some(language) = stemmer_of_script(form) {
                    let stem = stem(language, &exact);
                    if stem != exact {
                        lemmas.insert(0, stem);
                    }
                }
                let own = lemmas.len();
                self.buffer.push(PositionTerms { lemmas, own, exact });
            }
            _ => self.buffer.push(PositionTerms {
                lemmas: vec![exact.clone()],
                own: 1,
                exact,
            }),
        }
        &self.buffer
    }

    /// The position of the part of a word that stands before a line end: the terms of the part
    /// and, behind them, those of the whole.
    fn of_broken(&mut self, part: &str, whole: &str) -> PositionTerms {
        let mut terms = self.of(part, TokenKind::Cyrillic)[0].clone();
        for lemma in &self.of(whole, TokenKind::Cyrillic)[0].lemmas {
            if !terms.lemmas.contains(lemma) {
                terms.lemmas.push(lemma.clone());
            }
        }
        terms
    }

    /// One position, of a word with these lemmas of its own.
    fn push_word(&mut self, exact: String, kind: TokenKind, mut lemmas: Vec<String>) {
        let own = lemmas.len();
        if exact.contains('-') {
            add_parts(&exact, kind, &mut lemmas);
        }
        for lemma in &mut lemmas {
            if lemma.len() > LONGEST_TERM {
                *lemma = cut(std::mem::take(lemma));
            }
        }
        self.buffer.push(PositionTerms { lemmas, own, exact });
    }

    /// One position a character, with the bigram that starts there and the character itself:
    /// a query of several characters becomes a phrase of bigrams, one of a single character
    /// still finds it.
    fn push_bigrams(&mut self, folded: &str) {
        let characters: Vec<char> = folded.chars().collect();
        for (n, first) in characters.iter().enumerate() {
            let mut lemmas = Vec::with_capacity(2);
            if let Some(second) = characters.get(n + 1) {
                lemmas.push([*first, *second].iter().collect());
            }
            lemmas.push(first.to_string());
            self.buffer.push(PositionTerms {
                own: lemmas.len(),
                lemmas,
                exact: first.to_string(),
            });
        }
    }
}

/// Han, kana and hangul: scripts without spaces between words, or, in Korean, with particles
/// written onto them.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Is a word with hyphens made of words of their own?
fn has_parts(parse: &Parse) -> bool {
    match parse.pos {
        Pos::Noun | Pos::Propn | Pos::Adj | Pos::Verb | Pos::X => true,
        Pos::Adp
        | Pos::Adv
        | Pos::Aux
        | Pos::Cconj
        | Pos::Det
        | Pos::Intj
        | Pos::Num
        | Pos::Part
        | Pos::Pron
        | Pos::Punct
        | Pos::Sconj
        | Pos::Sym => false,
    }
}

/// The stem of a folded word.
fn stem(language: Language, folded: &str) -> String {
    thread_local! {
        static STEMMERS: RefCell<Vec<(Language, TextAnalyzer)>> = const { RefCell::new(Vec::new()) };
    }
    STEMMERS.with_borrow_mut(|stemmers| {
        let at = match stemmers.iter().position(|(known, _)| *known == language) {
            Some(at) => at,
            None => {
                let analyzer = TextAnalyzer::builder(RawTokenizer::default())
                    .filter(Stemmer::new(language))
                    .build();
                stemmers.push((language, analyzer));
                stemmers.len() - 1
            }
        };
        let mut stream = stemmers[at].1.token_stream(folded);
        if stream.advance() {
            stream.token().text.clone()
        } else {
            folded.to_owned()
        }
    })
}

fn cut(mut term: String) -> String {
    if term.len() > LONGEST_TERM {
        let mut end = LONGEST_TERM;
        while !term.is_char_boundary(end) {
            end -= 1;
        }
        term.truncate(end);
    }
    term
}

/// Registers the analysers that `index-schema/` names.
pub fn register(manager: &TokenizerManager) {
    manager.register("lemma", TermStreamTokenizer::default());
    manager.register("exact", TermStreamTokenizer::default());
}

/// Takes a term stream apart.
#[derive(Clone, Default)]
pub struct TermStreamTokenizer {
    token: IndexToken,
}

/// The terms of a term stream, alternatives at equal positions.
pub struct TermStream<'a> {
    rest: &'a str,
    token: &'a mut IndexToken,
    next_position: usize,
}

impl Tokenizer for TermStreamTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream {
            rest: text,
            token: &mut self.token,
            next_position: 0,
        }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        while !self.rest.is_empty() {
            let end = self
                .rest
                .find([ALTERNATIVE, POSITION_END])
                .unwrap_or(self.rest.len());
            let term = &self.rest[..end];
            let position = self.next_position;
            // Both separators are one byte long.
            if self.rest.as_bytes().get(end) == Some(&(POSITION_END as u8)) {
                self.next_position += 1;
            }
            self.rest = self.rest.get(end + 1..).unwrap_or_default();
            if !term.is_empty() {
                self.token.position = position;
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &IndexToken {
        self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(stream: &str) -> Vec<(usize, String)> {
        let mut tokenizer = TermStreamTokenizer::default();
        let mut stream = tokenizer.token_stream(stream);
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        found
    }

    fn check(text: &str, language: Option<&str>, expected: &[(usize, &str)]) {
        let tokens = text::tokenize(text);
        let streams = term_streams(tokens.iter(), &tokens, language, MentionWindow::new(&[]));
        let found = positions(&streams.lemma);
        let expected: Vec<_> = expected.iter().map(|(p, t)| (*p, t.to_string())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn punctuation_takes_no_position() {
        let tokens = text::tokenize("Пекин, Москва!");
        let streams = term_streams(tokens.iter(), &tokens, Some("ru"), MentionWindow::new(&[]));
        assert_eq!(
            positions(&streams.exact),
            [(0, "пекин".to_owned()), (1, "москва".to_owned())]
        );
    }

    #[test]
    fn mentions_stand_beside_their_words() {
        let text = "прибыл Иванов";
        let tokens = text::tokenize(text);
        let mentions = [(text.len() - "Иванов".len()..text.len(), EntityKind::Person)];
        let window = MentionWindow::new(&mentions);
        let streams = term_streams(tokens.iter(), &tokens, Some("ru"), window);
        let found = positions(&streams.lemma);
        assert_eq!(found.last(), Some(&(1, "\u{1}person".to_owned())));
        // The lemma, the nominative of a name, the kind.
        assert_eq!(found.iter().filter(|(p, _)| *p == 1).count(), 3);
    }

    #[test]
    fn mentions_are_told_apart() {
        /// Mentions are the bytes of parts of `text`; of each token its marks, `(` for one that
        /// begins and `-` for one that goes on.
        fn check(text: &str, mentions: &[&str], first: usize, expected: &[&str]) {
            let mut spans: Vec<(Range<usize>, EntityKind)> = mentions
                .iter()
                .map(|part| {
                    let start = text.find(part).unwrap();
                    (start..start + part.len(), EntityKind::Person)
                })
                .collect();
            spans.sort_by_key(|(span, _)| (span.start, usize::MAX - span.end));
            let tokens = text::tokenize(text);
            let mut window = MentionWindow::new(&spans);
            let found: Vec<String> = tokens
                .iter()
                .filter(|token| is_indexed(token))
                .skip(first)
                .map(|token| {
                    let marks = window.marks(token);
                    let show = |mark: &KindMark| {
                        let begins = if mark.begins { "(" } else { "" };
                        let goes_on = if mark.goes_on { "-" } else { "" };
                        format!("{begins}{goes_on}")
                    };
                    marks.iter().map(show).collect()
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        let two = ["Иван Петров", "Павел Сомов"];
        check(
            "Иван Петров и Павел Сомов",
            &two,
            0,
            &["(", "-", "", "(", "-"],
        );
        check("Иван Петров, Павел Сомов", &two, 0, &["(", "-", "(", "-"]);
        // What stands in the title is none of the body's.
        check("Иван Петров, Павел Сомов", &two, 1, &["(", "(", "-"]);
        let nested = ["Иван Петров Младший", "Петров"];
        check("Иван Петров Младший", &nested, 0, &["(", "(-", "-"]);
        let one = ["Иван", "Петров"];
        check("Иван-Петров пел", &one, 0, &["(", ""]);
        let tokens = text::tokenize("平壤");
        let spans = [(0.."平壤".len(), EntityKind::Place)];
        let window = MentionWindow::new(&spans);
        let streams = term_streams(tokens.iter(), &tokens, Some("zh"), window);
        let found = positions(&streams.lemma);
        assert!(found.contains(&(0, "\u{1}place".to_owned())));
        assert!(found.contains(&(1, "\u{1}+place".to_owned())));
    }

    #[test]
    fn words_are_found_across_a_line_end() {
        let check = |text: &str, word: &str, expected: bool| {
            let tokens = text::tokenize(text);
            let window = MentionWindow::new(&[]);
            let streams = term_streams(tokens.iter(), &tokens, Some("ru"), window);
            let indexed = positions(&streams.lemma);
            let terms = whole_terms(word, TokenKind::Cyrillic);
            let found = indexed
                .iter()
                .any(|(_, term)| terms[0].lemmas.contains(term));
            assert_eq!(found, expected, "{text:?}: {word}");
            let last = indexed.last().unwrap().0;
            assert_eq!(last + 1, streams.exact.matches(POSITION_END).count());
        };
        check("Решили пере-\nнести праздник.", "перенести", true);
        check("Решили пере-\nнёс праздник.", "перенести", true);
        check("Решили пере-\n\tнести праздник.", "перенести", true);
        check("Решили пере-\nНести праздник.", "перенести", false);
        check("Решили пере- нести праздник.", "перенести", false);
        check("Решили пере -\nнести праздник.", "перенести", false);
        check("Решили пере-\nнести праздник.", "нести", true);
        // A word with a hyphen of its own.
        check("Кто-\nто пришёл.", "ктото", false);
        let text = "Решили пере-\nнести.";
        let tokens = text::tokenize(text);
        let mut spans = Vec::new();
        for_each_position(tokens.iter(), &tokens, Some("ru"), |place, _| {
            spans.push(&text[place.token.span().start..place.end]);
        });
        assert_eq!(spans, ["Решили", "пере-\nнести", "нести"]);
    }

    #[test]
    fn other_languages() {
        check(
            "running 2025",
            Some("en"),
            &[(0, "run"), (0, "running"), (1, "2025")],
        );
        check("відбулася", Some("uk"), &[(0, "\u{2}відбулася")]);
        check("平壤", Some("zh"), &[(0, "平壤"), (0, "平"), (1, "壤")]);
    }

    #[test]
    fn a_query_word_shares_a_term_with_the_text() {
        for (query, text, language) in [
            ("визитом", "визита", Some("ru")),
            ("Ёлка", "елка", Some("ru")),
            ("running", "runs", Some("en")),
            ("maisons", "maison", Some("fr")),
            ("відбулася", "Відбулася", Some("uk")),
            ("Pekin", "Pékin", Some("fr")),
            ("Pékin", "Pekin", Some("de")),
            ("Erdogan", "Erdoğan", Some("ru")),
            ("رئيس", "الرئيس", Some("ar")),
            ("πόλεις", "πόλη", Some("el")),
        ] {
            let query = query_terms(query, text::tokenize(query).as_slice()[0].kind);
            let tokens = text::tokenize(text);
            let streams = term_streams(tokens.iter(), &tokens, language, MentionWindow::new(&[]));
            let indexed = positions(&streams.lemma);
            assert!(
                query[0]
                    .lemmas
                    .iter()
                    .any(|lemma| indexed.iter().any(|(_, term)| term == lemma)),
                "{text}: {query:?} {indexed:?}"
            );
        }
    }

    #[test]
    fn words_with_hyphens_are_found_by_their_parts() {
        for (word, expected) in [
            ("премьер-министра", "премьер-министр премьер министр"),
            ("северо-западной", "северо-западный северо западный"),
            ("города-героя", "город-герой город герой"),
            ("Хвасона-17", "хвасона-17 хвасон"),
            ("МиГа–29", "мига-29 миг"),
            ("что-то", "что-то"),
            ("из-за", "из-за"),
            ("по-моему", "по-моему"),
        ] {
            let terms = query_terms(word, TokenKind::Cyrillic);
            let lemmas: Vec<&str> = terms[0]
                .lemmas
                .iter()
                .map(String::as_str)
                .filter(|lemma| !lemma.starts_with(FOREIGN_FORM))
                .collect();
            let (own, more) = lemmas.split_at(terms[0].own);
            let parts = more.iter().filter(|lemma| !lemma.contains('-'));
            let found: Vec<&str> = own.iter().chain(parts).copied().collect();
            assert_eq!(found.join(" "), expected, "{word}");
        }
    }

    #[test]
    fn words_with_hyphens_are_found_by_rows_of_their_parts() {
        let check = |text: &str, row: &[&str], expected: bool| {
            let tokens = text::tokenize(text);
            let streams = term_streams(tokens.iter(), &tokens, Some("ru"), MentionWindow::new(&[]));
            let indexed = positions(&streams.lemma);
            let joined = joined_terms(row);
            let found = joined
                .iter()
                .any(|term| indexed.iter().any(|(_, other)| other == term));
            assert_eq!(found, expected, "{text}: {joined:?} {indexed:?}");
        };
        check("Хвасона—17", &["хвасон", "17"], true);
        check("Хвасона-17", &["хвасон", "12"], false);
        check("экс-премьер-министром", &["премьер", "министра"], true);
        check("экс-премьер-министром", &["экс", "министра"], false);
        check("F-16", &["f", "16"], true);
        check("Санкт- Петербург", &["санкт", "петербург"], false);
        check("кое-что", &["кое", "что"], false);
        assert_eq!(exact_form("Нью–Йорк—"), "нью-йорк");
        assert_eq!(exact_form("--"), "--");
    }

    #[test]
    fn long_terms_are_cut_on_a_character() {
        let long = "ы".repeat(500);
        let terms = query_terms(&long, TokenKind::Cyrillic);
        assert!(terms[0].exact.len() <= LONGEST_TERM);
    }
}
