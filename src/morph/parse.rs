//! From one form, without context, to its analyses: what comes in is a word, what goes out are
//! [`Parse`]s, most likely first. Words that the dictionary lacks are analysed by their parts and
//! their endings, in the order of pymorphy2 (Korobov 2015, doi 10.1007/978-3-319-26123-2_31).
//! Choosing among analyses by the words around is left to [`super::analyze`].

use smallvec::SmallVec;

use super::feats::{Animacy, Case, Class, Feats, Flag, Gender, Number, Pos};
use super::fold::{Folded, restore_yo};
use super::lexicon::{Entry, Lexicon, Tag, paradigm_prefix};
use crate::text;

use super::tables::{KNOWN_PREFIXES, PARTICLES, SUBORDINATORS};

/// The part of a word that a paradigm inflects, as bytes of [`Parse::word`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Core {
    pub(super) paradigm: u16,
    pub(super) slot: u16,
    pub(super) start: u16,
    pub(super) end: u16,
}

/// How a form was analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// The form stands in the dictionary.
    Dictionary,
    /// A dictionary form behind a prefix, before a particle ("смотри-ка"), or with letters drawn
    /// out ("нееет").
    Affix,
    /// By its parts around a hyphen.
    Hyphen,
    /// By words with the same ending.
    Ending,
    /// By its look: number, Latin, initial, punctuation; or not at all.
    Shape,
}

/// One analysis of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Parse {
    pub pos: Pos,
    pub class: Class,
    pub feats: Feats,
    /// P(this analysis | form); the analyses of one form sum to 1.
    pub probability: f32,
    pub origin: Origin,
    /// The form in lower case with ё in its place.
    pub(super) word: Box<str>,
    /// `None` for what does not inflect.
    pub(super) core: Option<Core>,
    /// The left part of a compound of which both parts inflect: "город-герой".
    pub(super) left: Option<Core>,
}

/// The analyses of one form.
pub type Parses = SmallVec<[Parse; 4]>;

/// Longest form in bytes that is analysed as a word; anything longer is no Russian word and gets
/// its own text for a lemma. Keeps the offsets of [`Core`] within `u16`.
const LONGEST: usize = 160;

impl Parse {
    /// The form in lower case with ё in its place.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Is the form in the dictionary?
    pub fn is_known(&self) -> bool {
        self.origin == Origin::Dictionary
    }

    /// The dictionary form, in lower case, ё kept: "путин" for "Путина".
    pub fn lemma(&self) -> String {
        super::Morph::get().lemma_of(self)
    }
}

impl Lexicon {
    /// The word that `parse` would be with its core in `slot` and its left part in `left_slot`.
    pub(super) fn render(&self, parse: &Parse, slot: u16, left_slot: u16) -> String {
        let mut out = String::with_capacity(parse.word.len() + 8);
        let mut at = 0;
        let cores = [(parse.left, left_slot), (parse.core, slot)];
        for (core, slot) in cores {
            let Some(core) = core else { continue };
            let (start, end) = (usize::from(core.start), usize::from(core.end));
            out.push_str(&parse.word[at..start]);
            let text = &parse.word[start..end];
            match self.stem(text, core.paradigm, core.slot) {
                Some(stem) if slot != core.slot => {
                    out.push_str(self.prefix(core.paradigm, slot));
                    out.push_str(stem);
                    out.push_str(self.suffix(core.paradigm, slot));
                }
                _ => out.push_str(text),
            }
            at = end;
        }
        out.push_str(&parse.word[at..]);
        out
    }

    /// See [`super::Morph::parses`].
    pub(super) fn parse(&self, form: &str) -> Parses {
        let mut parses = Parses::new();
        if form.is_empty() || form.len() > LONGEST {
            parses.push(fixed(
                form,
                Pos::X,
                Class::Other,
                Feats::EMPTY,
                Origin::Shape,
            ));
            return parses;
        }
        let word = Folded::new(form);
        self.parse_dictionary(&word, &mut parses);
        if is_initial(form) {
            add_initials(&word, &mut parses);
        }
        if parses.is_empty() {
            self.parse_unknown(form, &word, &mut parses);
        }
        if parses.is_empty() {
            let pos = if form.chars().any(char::is_alphabetic) {
                Pos::X
            } else {
                Pos::Sym
            };
            parses.push(fixed(form, pos, Class::Other, Feats::EMPTY, Origin::Shape));
        }
        normalize(&mut parses);
        parses
    }

    fn parse_dictionary(&self, word: &Folded, parses: &mut Parses) {
        for (entry, mask) in self.entries(word) {
            let text = restore_yo(&word.text, mask);
            let core = Core {
                paradigm: entry.paradigm(),
                slot: entry.slot(),
                start: 0,
                end: text.len() as u16,
            };
            parses.push(self.inflected(text, core, None, entry.weight(), Origin::Dictionary));
        }
    }

    /// The dictionary's analyses that have ё wherever it was typed; all of them when none has, for
    /// then ё was typed where the dictionary knows none.
    fn entries(&self, word: &Folded) -> SmallVec<[(Entry, u64); 8]> {
        let mut entries: SmallVec<[(Entry, u64); 8]> = self
            .lookup(&word.text)
            .map(|entry| (entry, self.yo(entry)))
            .collect();
        if word.yo != 0 && entries.iter().any(|&(_, mask)| mask & word.yo == word.yo) {
            entries.retain(|&mut (_, mask)| mask & word.yo == word.yo);
        }
        entries
    }

    fn inflected(
        &self,
        word: String,
        core: Core,
        left: Option<Core>,
        weight: f32,
        origin: Origin,
    ) -> Parse {
        let Tag { class, feats, .. } = self.tag(core.paradigm, core.slot);
        Parse {
            pos: self.pos(class, feats, &word, core),
            class,
            feats,
            probability: weight,
            origin,
            word: word.into_boxed_str(),
            core: Some(core),
            left,
        }
    }

    fn pos(&self, class: Class, feats: Feats, word: &str, core: Core) -> Pos {
        match class {
            Class::Noun if feats.is_proper() => Pos::Propn,
            Class::Noun => Pos::Noun,
            Class::Adjective | Class::ShortAdjective if feats.has(Flag::Pronominal) => Pos::Det,
            Class::Adjective | Class::ShortAdjective => Pos::Adj,
            Class::Comparative if core.slot == 0 => Pos::Adv,
            Class::Comparative => Pos::Adj,
            Class::Verb
            | Class::Infinitive
            | Class::Participle
            | Class::ShortParticiple
            | Class::Gerund => {
                let text = &word[usize::from(core.start)..usize::from(core.end)];
                let is_be = self.suffix(core.paradigm, 0) == "быть"
                    && self.stem(text, core.paradigm, core.slot) == Some("");
                if is_be { Pos::Aux } else { Pos::Verb }
            }
            Class::Numeral => Pos::Num,
            Class::Adverb | Class::Predicative => Pos::Adv,
            Class::Pronoun => Pos::Pron,
            Class::Preposition => Pos::Adp,
            Class::Conjunction if SUBORDINATORS.contains(&word) => Pos::Sconj,
            Class::Conjunction => Pos::Cconj,
            Class::Particle => Pos::Part,
            Class::Interjection => Pos::Intj,
            Class::Other => Pos::X,
        }
    }

    fn parse_unknown(&self, form: &str, word: &Folded, parses: &mut Parses) {
        if let Some(parse) = by_shape(form, word) {
            parses.push(parse);
            return;
        }
        if word.text.contains('-') {
            self.parse_particle(word, parses);
            if parses.is_empty() {
                self.parse_adverb(word, parses);
            }
            if parses.is_empty() {
                self.parse_compound(word, parses);
            }
        }
        if parses.is_empty() {
            self.parse_drawn_out(word, parses);
        }
        if parses.is_empty() {
            self.parse_known_prefix(word, parses);
        }
        if parses.is_empty() {
            self.parse_unknown_prefix(word, parses);
            self.parse_ending(word, parses);
        }
    }

    /// "смотри-ка": the word without its particle, which stays in the lemma.
    fn parse_particle(&self, word: &Folded, parses: &mut Parses) {
        let Some(particle) = PARTICLES.iter().find(|p| word.text.ends_with(*p)) else {
            return;
        };
        let bare = &word.text[..word.text.len() - particle.len()];
        let bare = Folded {
            text: bare.to_owned(),
            yo: word.yo,
        };
        self.parse_dictionary(&bare, parses);
        for parse in parses.iter_mut() {
            parse.word = format!("{}{particle}", parse.word).into_boxed_str();
            parse.origin = Origin::Affix;
        }
    }

    /// "по-курски": an adverb when the rest is the dative or the short form of an adjective.
    fn parse_adverb(&self, word: &Folded, parses: &mut Parses) {
        let Some(rest) = word.text.strip_prefix("по-") else {
            return;
        };
        let like_dative = self.parse(rest).iter().any(|p| {
            p.class == Class::Adjective
                && p.feats.number() == Some(Number::Sing)
                && p.feats.case() == Some(Case::Dat)
        });
        let like_adverb = ["ски", "цки", "ьи"].iter().any(|end| rest.ends_with(end));
        if like_dative || like_adverb {
            let text = restore_yo(&word.text, word.yo);
            parses.push(fixed(
                &text,
                Pos::Adv,
                Class::Adverb,
                Feats::EMPTY,
                Origin::Hyphen,
            ));
        }
    }

    /// One hyphen or more: either both sides of the last one inflect alike ("города-героя",
    /// "Нью-Йорка" not), or only the right side does ("премьер-министра", "Санкт-Петербурга").
    fn parse_compound(&self, word: &Folded, parses: &mut Parses) {
        let Some((left, right)) = word.text.rsplit_once('-') else {
            return;
        };
        if left.is_empty()
            || right.is_empty()
            || KNOWN_PREFIXES.iter().any(|p| is_hyphen_prefix(p, left))
        {
            // "экс-министр" has a prefix of its own and is read as such; so is "-то".
            return;
        }
        let left_letters = left.chars().count() + 1;
        let right_word = Folded {
            text: right.to_owned(),
            yo: word.yo.checked_shr(left_letters as u32).unwrap_or(0),
        };
        let rights = self.parse_part(&right_word);
        let left_word = Folded {
            text: left.to_owned(),
            yo: word.yo,
        };
        let lefts = if left.contains('-') {
            Parses::new()
        } else {
            self.parse_part(&left_word)
        };
        let shift = left.len() as u16 + 1;
        for l in &lefts {
            for r in rights
                .iter()
                .filter(|r| (l.is_known() && alike(l, r)) || is_town(l, r))
            {
                let (Some(left_core), Some(right_core)) = (l.core, r.core) else {
                    continue;
                };
                let text = format!("{}-{}", l.word, r.word);
                let shift = l.word.len() as u16 + 1;
                let core = Core {
                    start: right_core.start + shift,
                    end: right_core.end + shift,
                    ..right_core
                };
                let mut parse = self.inflected(
                    text,
                    core,
                    Some(left_core),
                    0.75 * l.probability,
                    Origin::Hyphen,
                );
                // The first noun rules: "город-герой" is a thing though a hero is none.
                parse.feats = l.feats;
                parse.pos = if l.pos == r.pos { l.pos } else { r.pos };
                parse.class = l.class;
                parses.push(parse);
            }
        }
        for r in &rights {
            let Some(right_core) = r.core else { continue };
            let left = restore_yo(left, word.yo);
            let core = Core {
                start: right_core.start + shift,
                end: right_core.end + shift,
                ..right_core
            };
            let text = format!("{left}-{}", r.word);
            parses.push(self.inflected(text, core, None, 0.75 * r.probability, Origin::Hyphen));
        }
    }

    /// A part of a compound: from the dictionary, else by prefix or ending.
    fn parse_part(&self, word: &Folded) -> Parses {
        let mut parses = Parses::new();
        self.parse_dictionary(word, &mut parses);
        if parses.is_empty() {
            self.parse_known_prefix(word, &mut parses);
        }
        if parses.is_empty() {
            self.parse_ending(word, &mut parses);
        }
        normalize(&mut parses);
        parses
    }

    /// "нееет", "ураааа": a letter three times and more, which hardly a Russian word has outside
    /// the dictionary, stands for one or for two of it.
    fn parse_drawn_out(&self, word: &Folded, parses: &mut Parses) {
        for most in [1, 2] {
            let Some(text) = shortened(&word.text, most) else {
                return;
            };
            // Where ё was typed is lost with the letters.
            let word = Folded { text, yo: 0 };
            self.parse_dictionary(&word, parses);
            if !parses.is_empty() {
                break;
            }
        }
        for parse in parses.iter_mut() {
            parse.origin = Origin::Affix;
        }
    }

    /// "псевдонаучный": a prefix of the table before a dictionary word of three letters or more.
    fn parse_known_prefix(&self, word: &Folded, parses: &mut Parses) {
        for prefix in KNOWN_PREFIXES {
            if let Some(rest) = word.text.strip_prefix(prefix)
                && rest.chars().count() >= 3
            {
                self.parse_behind(word, prefix, rest, prefix.chars().count() as f32, parses);
            }
        }
    }

    /// "байткод": one to five letters before a dictionary word of three letters or more. The
    /// longer the word that is known, the likelier the guess.
    fn parse_unknown_prefix(&self, word: &Folded, parses: &mut Parses) {
        for (at, _) in word.text.char_indices().skip(1).take(5) {
            let (prefix, rest) = word.text.split_at(at);
            let letters = rest.chars().count();
            if letters < 3 {
                break;
            }
            self.parse_behind(word, prefix, rest, 0.5, parses);
        }
    }

    fn parse_behind(
        &self,
        word: &Folded,
        prefix: &str,
        rest: &str,
        weight: f32,
        parses: &mut Parses,
    ) {
        let letters = prefix.chars().count() as u32;
        let rest = Folded {
            text: rest.to_owned(),
            yo: word.yo.checked_shr(letters).unwrap_or(0),
        };
        for (entry, mask) in self.entries(&rest) {
            let (paradigm, slot) = (entry.paradigm(), entry.slot());
            if !self.tag(paradigm, slot).productive {
                continue;
            }
            let prefix = restore_yo(prefix, word.yo);
            let start = prefix.len() as u16;
            let text = prefix + &restore_yo(&rest.text, mask);
            let core = Core {
                paradigm,
                slot,
                start,
                end: text.len() as u16,
            };
            parses.push(self.inflected(text, core, None, weight * entry.weight(), Origin::Affix));
        }
    }

    /// "бутявкать": like the dictionary words with the same ending, the longest known one of at
    /// most five letters.
    fn parse_ending(&self, word: &Folded, parses: &mut Parses) {
        let letters = word.text.chars().count();
        if letters < 4 || word.text.contains('-') {
            return;
        }
        for number in [2u8, 1, 0] {
            if !word.text.starts_with(paradigm_prefix(number)) {
                continue;
            }
            for length in (1..=5.min(letters - 1)).rev() {
                let Some((at, _)) = word.text.char_indices().nth(letters - length) else {
                    continue;
                };
                let ending = &word.text[at..];
                let before = parses.len();
                for entry in self.predict(number, ending) {
                    let typed = word.yo.checked_shr((letters - length) as u32).unwrap_or(0);
                    let mask = self.yo(entry);
                    if mask & typed != typed {
                        continue;
                    }
                    let text = restore_yo(&word.text[..at], word.yo) + &restore_yo(ending, mask);
                    let core = Core {
                        paradigm: entry.paradigm(),
                        slot: entry.slot(),
                        start: 0,
                        end: text.len() as u16,
                    };
                    if self.stem(&text, core.paradigm, core.slot).is_none() {
                        continue;
                    }
                    let weight = 0.5 * entry.weight();
                    parses.push(self.inflected(text, core, None, weight, Origin::Ending));
                }
                if parses.len() > before {
                    break;
                }
            }
        }
    }
}

fn same_case(left: Option<Case>, right: Option<Case>) -> bool {
    match (left, right) {
        (Some(Case::Loc2), Some(Case::Loc)) | (Some(Case::Loc), Some(Case::Loc2)) => true,
        (a, b) => a == b,
    }
}

/// Do both parts of a compound stand in the same form?
fn alike(left: &Parse, right: &Parse) -> bool {
    left.class == right.class
        && same_case(left.feats.case(), right.feats.case())
        && left.feats.number() == right.feats.number()
        && left.feats.person() == right.feats.person()
        && left.feats.tense() == right.feats.tense()
}

/// `word` with `most` of each letter that stands in it three times in a row or more; `None` when
/// none does.
fn shortened(word: &str, most: usize) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    let mut changed = false;
    while let Some(letter) = letters.next() {
        let mut run = 1;
        while letters.next_if_eq(&letter).is_some() {
            run += 1;
        }
        let kept = if run >= 3 { most } else { run };
        changed |= kept != run;
        out.extend(std::iter::repeat_n(letter, kept));
    }
    changed.then_some(out)
}

/// "Каменск-Уральский": a town in "-ск" and like ones, told from others of its name by an adjective.
fn is_town(left: &Parse, right: &Parse) -> bool {
    left.class == Class::Noun
        && right.class == Class::Adjective
        && left.feats.number() == Some(Number::Sing)
        && right.feats.number() == Some(Number::Sing)
        && left.feats.gender() == Some(Gender::Masc)
        && right.feats.gender() == Some(Gender::Masc)
        && left.feats.animacy() == Some(Animacy::Inan)
        && same_case(left.feats.case(), right.feats.case())
        && [&left.word, &right.word].map(|word| word.contains("ск")) == [true, true]
}

/// Is `left`, the text before the hyphen, the prefix `prefix` of the table written with a hyphen?
fn is_hyphen_prefix(prefix: &str, left: &str) -> bool {
    prefix.strip_suffix('-') == Some(left)
}

fn normalize(parses: &mut Parses) {
    parses.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let sum: f32 = parses.iter().map(|p| p.probability).sum();
    if sum > 0.0 {
        for parse in parses {
            parse.probability /= sum;
        }
    }
}

fn fixed(form: &str, pos: Pos, class: Class, feats: Feats, origin: Origin) -> Parse {
    Parse {
        pos,
        class,
        feats,
        probability: 1.0,
        origin,
        word: form.to_lowercase().into_boxed_str(),
        core: None,
        left: None,
    }
}

/// One capital Cyrillic letter.
fn is_initial(form: &str) -> bool {
    let mut letters = form.chars();
    matches!(
        (letters.next(), letters.next()),
        (Some('А'..='Я' | 'Ё'), None)
    )
}

/// A capital letter on its own may stand for a name; less likely than being a word ("В", "О").
fn add_initials(word: &Folded, parses: &mut Parses) {
    let weight = if parses.is_empty() { 1.0 } else { 0.1 };
    let feats = Feats::EMPTY
        .with_animacy(Some(Animacy::Anim))
        .with_number(Some(Number::Sing))
        .with(Flag::Initial)
        .with(Flag::Abbreviation)
        .with(Flag::Fixed);
    for (kind, gender) in [
        (Flag::Name, Gender::Masc),
        (Flag::Patronymic, Gender::Masc),
        (Flag::Name, Gender::Fem),
        (Flag::Patronymic, Gender::Fem),
    ] {
        let feats = feats.with(kind).with_gender(Some(gender));
        let mut parse = fixed(&word.text, Pos::Propn, Class::Noun, feats, Origin::Shape);
        parse.probability = weight * 0.25;
        parses.push(parse);
    }
}

fn by_shape(form: &str, word: &Folded) -> Option<Parse> {
    let shape = |pos| Some(fixed(form, pos, Class::Other, Feats::EMPTY, Origin::Shape));
    let has_letter = form.chars().any(char::is_alphabetic);
    if form.starts_with(|c: char| c.is_ascii_digit()) {
        let ordinal = form
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .strip_prefix('-')
            .is_some_and(|tail| ORDINAL_TAILS.contains(&text::fold(tail).as_ref()));
        if !has_letter {
            return shape(Pos::Num);
        }
        // "5-й", "80-х": an ordinal in digits; "МиГ-29", "15-летие" are words with a number.
        return ordinal.then(|| {
            let feats = Feats::EMPTY.with(Flag::Ordinal);
            fixed(form, Pos::Adj, Class::Adjective, feats, Origin::Shape)
        });
    }
    if !has_letter {
        let is_mark = form.chars().all(|c| {
            c.is_ascii_punctuation()
                || matches!(
                    c,
                    '«' | '»' | '—' | '–' | '…' | '„' | '“' | '”' | '’' | '‘' | '№'
                )
        });
        return shape(if is_mark && form != "№" {
            Pos::Punct
        } else {
            Pos::Sym
        });
    }
    if is_roman(form) {
        return shape(Pos::Num);
    }
    let cyrillic = word.text.chars().any(|c| matches!(c, 'а'..='я'));
    if !cyrillic {
        return shape(Pos::X);
    }
    None
}

/// Endings of ordinals written in digits: "5-го".
const ORDINAL_TAILS: [&str; 14] = [
    "й", "го", "му", "м", "я", "ю", "е", "х", "ми", "ой", "ый", "ий", "ая", "ое",
];

/// A well-formed Roman numeral in capitals, up to 3999.
fn is_roman(form: &str) -> bool {
    let mut rest = form;
    for _ in 0..3 {
        rest = rest.strip_prefix('M').unwrap_or(rest);
    }
    for (one, five, ten) in [('C', 'D', 'M'), ('X', 'L', 'C'), ('I', 'V', 'X')] {
        let nine = [one, ten].iter().collect::<String>();
        let four = [one, five].iter().collect::<String>();
        if let Some(tail) = rest
            .strip_prefix(&nine)
            .or_else(|| rest.strip_prefix(&four))
        {
            rest = tail;
            continue;
        }
        rest = rest.strip_prefix(five).unwrap_or(rest);
        for _ in 0..3 {
            rest = rest.strip_prefix(one).unwrap_or(rest);
        }
    }
    !form.is_empty() && rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_roman;

    #[test]
    fn roman_numerals() {
        for good in ["I", "IV", "XXI", "MCMXCIX", "DC"] {
            assert!(is_roman(good), "{good}");
        }
        for bad in ["", "IIII", "VX", "ABC", "IC", "i"] {
            assert!(!is_roman(bad), "{bad}");
        }
    }
}
