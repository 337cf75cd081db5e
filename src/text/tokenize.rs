//! Splits text into tokens by the rules of razdel: what comes in is text as decoded, what goes
//! out are tokens with spans in it. One pass, no lookahead but the next stretch between white
//! space; memory is the tokens' own and one such stretch.
//!
//! A stretch that needs normalising is split in its normalised form, so that "Ко\u{ad}рея" is one
//! token; its tokens keep the spans of what was written. All other stretches are split as they
//! stand, and there the tokens are razdel's to the letter.

use super::class::{Class, Info, is_dash, is_punctuation};
use super::normalize::{Glyph, normalize_stretch};
use super::{Token, TokenKind, Tokens};

/// Longest text that is tokenised whole, in bytes: offsets are 32 bits wide, and normalised forms
/// need room behind the text.
const LONGEST: usize = 0x7fff_ffff;

/// A run of letters of one alphabet, a run of digits, or a single other character.
#[derive(Debug, Clone, Copy)]
struct Atom {
    start: u32,
    end: u32,
    form_start: u32,
    form_end: u32,
    class: Class,
    first: char,
}

/// Atoms between two white spaces.
#[derive(Debug, Default)]
struct Stretch {
    atoms: Vec<Atom>,
    line_start: bool,
}

/// Splits `text` into tokens. Texts beyond 2 GiB lose their end.
///
/// ```
/// let tokens = depesha::text::tokenize("Сеул, 5-го мая.");
/// let forms: Vec<&str> = tokens.iter().map(|token| tokens.form(token)).collect();
/// assert_eq!(forms, ["Сеул", ",", "5-го", "мая", "."]);
/// ```
pub fn tokenize(text: &str) -> Tokens {
    let text = beginning(text);
    let mut splitter = Splitter {
        tokens: Tokens {
            forms: text.to_owned(),
            // A Russian news text has a token in about ten bytes.
            tokens: Vec::with_capacity(text.len() / 10 + 1),
        },
        before: None,
    };
    let mut glyphs = Vec::new();
    let mut held = Stretch::default();
    let mut next = Stretch::default();
    let mut at = 0;
    let mut line_start = true;
    loop {
        // White space.
        let rest = &text[at..];
        let mut found = None;
        for (offset, c) in rest.char_indices() {
            if Info::of(c).class() != Class::Space {
                found = Some(at + offset);
                break;
            }
            line_start |= is_line_end(c);
        }
        let Some(start) = found else { break };

        next.atoms.clear();
        let (end, plain) = split_plain(text, start, &mut next.atoms);
        if !plain {
            normalize_stretch(&text[start..end], start, &mut glyphs);
            if let Some(base) = append(&mut splitter.tokens.forms, &glyphs) {
                next.atoms.clear();
                split_glyphs(&glyphs, base, &mut next.atoms);
            }
        }
        at = end;
        if next.atoms.is_empty() {
            continue;
        }
        next.line_start = line_start;
        line_start = false;
        splitter.join(&held, next.atoms.first());
        std::mem::swap(&mut held, &mut next);
    }
    splitter.join(&held, None);
    splitter.tokens
}

/// As much of `text` as offsets can address.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\x0b' | '\x0c' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Cuts the stretch at `start` into atoms. Returns its end and whether it needs no normalising.
fn split_plain(text: &str, start: usize, atoms: &mut Vec<Atom>) -> (usize, bool) {
    let mut plain = true;
    let mut previous = Info::of(' ');
    let mut after_soft_hyphen = false;
    let mut last: Option<Atom> = None;
    let mut end = text.len();
    for (offset, c) in text[start..].char_indices() {
        let info = Info::of(c);
        let class = info.class();
        if class == Class::Space {
            // A word that is hyphenated at a line end with a soft hyphen goes on behind it.
            if after_soft_hyphen {
                continue;
            }
            end = start + offset;
            break;
        }
        after_soft_hyphen = c == '\u{ad}' && soft_line_end(&text[start + offset..]);
        plain &= !info.is_suspect() && !previous.mixes_with(info);
        previous = info;
        let from = (start + offset) as u32;
        let to = from + c.len_utf8() as u32;
        grow(&mut last, atoms, class, c, from..to, from..to);
    }
    atoms.extend(last);
    (end, plain)
}

/// Whether `text`, which starts with a soft hyphen, has a line end and then a letter behind it.
fn soft_line_end(text: &str) -> bool {
    let mut rest = text.chars().skip(1);
    let mut space = rest.by_ref().find(|&c| c != ' ');
    if space == Some('\n') {
        space = rest.find(|&c| c != ' ');
        return space.is_some_and(char::is_alphabetic);
    }
    false
}

/// As [`split_plain`] for a normalised stretch whose form starts at `base` of the forms.
fn split_glyphs(glyphs: &[Glyph], base: u32, atoms: &mut Vec<Atom>) {
    let mut last = None;
    let mut form = base;
    for glyph in glyphs {
        let form_end = form + glyph.char.len_utf8() as u32;
        let class = Info::of(glyph.char).class();
        grow(
            &mut last,
            atoms,
            class,
            glyph.char,
            glyph.start..glyph.end,
            form..form_end,
        );
        form = form_end;
    }
    atoms.extend(last);
}

/// Adds one character to the atom that is being built, or starts another.
fn grow(
    last: &mut Option<Atom>,
    atoms: &mut Vec<Atom>,
    class: Class,
    c: char,
    span: std::ops::Range<u32>,
    form: std::ops::Range<u32>,
) {
    if let Some(atom) = last
        && atom.class == class
        && matches!(class, Class::Russian | Class::Latin | Class::Digit)
    {
        atom.end = span.end;
        atom.form_end = form.end;
        return;
    }
    atoms.extend(last.replace(Atom {
        start: span.start,
        end: span.end,
        form_start: form.start,
        form_end: form.end,
        class,
        first: c,
    }));
}

/// Appends the glyphs' characters; `None`, with nothing appended, when offsets would overflow.
fn append(forms: &mut String, glyphs: &[Glyph]) -> Option<u32> {
    let added: usize = glyphs.iter().map(|glyph| glyph.char.len_utf8()).sum();
    u32::try_from(forms.len() + added).ok()?;
    let base = forms.len() as u32;
    forms.extend(glyphs.iter().map(|glyph| glyph.char));
    Some(base)
}

struct Splitter {
    tokens: Tokens,
    /// The last atom of the stretch before: razdel's rules see across white space.
    before: Option<Atom>,
}

impl Splitter {
    /// Joins the atoms of one stretch into tokens. `after` is the first atom of the next one.
    fn join(&mut self, stretch: &Stretch, after: Option<&Atom>) {
        let atoms = &stretch.atoms;
        let mut from = 0;
        for index in 1..=atoms.len() {
            let joined = index < atoms.len() && {
                let left_2 = if index > 1 {
                    atoms.get(index - 2)
                } else {
                    self.before.as_ref()
                };
                let right_2 = atoms.get(index + 1).or(after);
                let whole = &atoms[from..index];
                self.joins(whole, left_2, &atoms[index - 1], &atoms[index], right_2)
            };
            if !joined {
                self.push(&atoms[from..index], from == 0, stretch.line_start);
                from = index;
            }
        }
        self.before = atoms.last().copied();
    }

    /// Whether there is no token border between `left` and `right`. `whole` is the token so far,
    /// with `left` as its last atom.
    fn joins(
        &self,
        whole: &[Atom],
        left_2: Option<&Atom>,
        left: &Atom,
        right: &Atom,
        right_2: Option<&Atom>,
    ) -> bool {
        use Class::{Digit, Latin, Mark, Other, Russian};
        let (l, r) = (left.first, right.first);
        match (left.class, right.class) {
            (Mark, Mark) => {
                is_ending(l) && is_ending(r)
                    || l == '-' && r == '-'
                    || l == '*' && r == '*'
                    || is_smile(whole, r)
            }
            // "кое-что", "foo_bar", "3.14", "1/2": the mark is part of what it stands between.
            (Mark, _) => {
                left_2.is_some_and(|before| is_link(before, l, right))
                // yahoo's "!" belongs to the name; only reached from the other side.
            }
            (_, Mark) => {
                right_2.is_some_and(|behind| is_link(left, r, behind))
                    || r == '!' && self.is_yahoo(left)
            }
            // "Δσ", "mβж", letters of any other alphabet; but a word is a word beside an emoji
            // too, where razdel would glue the two together.
            (Other, Other | Russian | Latin) | (Russian | Latin, Other) => {
                is_pictograph(l) == is_pictograph(r)
            }
            (Digit, _) | (_, Digit) => false,
            _ => false,
        }
    }

    /// razdel knows one name with an exclamation mark in it.
    fn is_yahoo(&self, atom: &Atom) -> bool {
        self.tokens
            .forms
            .get(atom.form_start as usize..atom.form_end as usize)
            .is_some_and(|form| form.eq_ignore_ascii_case("yahoo"))
    }

    fn push(&mut self, atoms: &[Atom], first: bool, line_start: bool) {
        let (Some(head), Some(tail)) = (atoms.first(), atoms.last()) else {
            return;
        };
        // A mark that NFC moved out of its letter has no bytes of its own.
        if head.start >= tail.end {
            return;
        }
        self.tokens.tokens.push(Token {
            start: head.start,
            end: tail.end,
            form_start: head.form_start,
            form_end: tail.form_end,
            kind: kind(atoms),
            glued: !first,
            line_start: first && line_start,
        });
    }
}

/// Whether the mark `link` joins its two neighbours.
fn is_link(before: &Atom, link: char, behind: &Atom) -> bool {
    let numbers = before.class == Class::Digit && behind.class == Class::Digit;
    match link {
        '.' | ',' | '/' | '\\' => numbers,
        '_' => before.class != Class::Mark && behind.class != Class::Mark,
        _ => is_dash(link) && before.class != Class::Mark && behind.class != Class::Mark,
    }
}

fn is_ending(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…')
}

/// ":)", "=(((": eyes and one to three brackets.
fn is_smile(whole: &[Atom], right: char) -> bool {
    let is_mouth = |c: char| c == '(' || c == ')';
    let [eyes, mouth @ ..] = whole else {
        return false;
    };
    matches!(eyes.first, '=' | ':' | ';')
        && mouth.len() < 3
        && mouth.iter().all(|atom| is_mouth(atom.first))
        && is_mouth(right)
}

fn kind(atoms: &[Atom]) -> TokenKind {
    let Some(head) = atoms.first() else {
        return TokenKind::Symbol;
    };
    if atoms.len() == 1 {
        match head.class {
            Class::Russian => return TokenKind::Cyrillic,
            Class::Latin => return TokenKind::Latin,
            Class::Digit => return TokenKind::Number,
            _ => {}
        }
    }
    let (mut cyrillic, mut latin, mut other, mut digits) = (0, 0, 0, false);
    for atom in atoms {
        let bytes = atom.form_end - atom.form_start;
        match atom.class {
            // Two bytes a letter.
            Class::Russian => cyrillic += bytes / 2,
            Class::Latin => latin += bytes,
            Class::Digit => digits = true,
            Class::Mark | Class::Space => {}
            Class::Other => {
                let info = Info::of(atom.first);
                if info.is_cyrillic() {
                    cyrillic += 1;
                } else if info.is_latin() {
                    latin += 1;
                } else if atom.first.is_alphabetic() {
                    other += 1;
                }
            }
        }
    }
    if cyrillic + latin + other > 0 {
        if cyrillic >= latin && cyrillic >= other {
            TokenKind::Cyrillic
        } else if latin >= other {
            TokenKind::Latin
        } else {
            TokenKind::OtherWord
        }
    } else if digits {
        TokenKind::Number
    } else if is_punctuation(head.first) {
        TokenKind::Punctuation
    } else {
        TokenKind::Symbol
    }
}

/// Emoji, dingbats, arrows and geometric shapes, with what modifies and joins them.
fn is_pictograph(c: char) -> bool {
    matches!(c,
        '\u{200d}' | '\u{20e3}' | '\u{fe0e}' | '\u{fe0f}'
        | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}'
        | '\u{2500}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `expected`: forms with spaces between them.
    fn check(text: &str, expected: &str) {
        let tokens = tokenize(text);
        let forms: Vec<&str> = tokens.iter().map(|token| tokens.form(token)).collect();
        assert_eq!(forms.join(" "), expected, "{text:?}");
    }

    #[test]
    fn splits_like_razdel() {
        check("Поезд пришёл в 12.40.", "Поезд пришёл в 12.40 .");
        check("кое-что, по-русски", "кое-что , по-русски");
        check("Ростов-на-Дону", "Ростов-на-Дону");
        check("1,5 млн. и 1/2", "1,5 млн . и 1/2");
        check("5-6 мая…", "5-6 мая …");
        check("Что?! Да...", "Что ?! Да ...");
        check("«Мир»--да", "« Мир » -- да");
        check("3D-печать", "3 D-печать");
        check("10% от $5", "10 % от $ 5");
        check("ΔP и βж", "ΔP и βж");
        check("{a}", "{a }");
        check("Yahoo! Ура!", "Yahoo! Ура !");
        check("ок :))) :-)", "ок :))) : - )");
        check("** ***", "** ***");
        check("a_b _ c", "a_b _ c");
        check("中国人", "中国人");
        check("", "");
        check(" \n\t ", "");
    }

    #[test]
    fn rules_look_across_white_space_as_in_razdel() {
        check("кое- что", "кое- что");
        check("слово -то", "слово -то");
        check("5. 6", "5. 6");
        check("5 .6", "5 .6");
    }

    #[test]
    fn normalised_words_keep_their_written_span() {
        for (text, form, span) in [
            ("в Пхе\u{ad}ньяне вчера", "Пхеньяне", "Пхе\u{ad}ньяне"),
            ("из Коре\u{301}и.", "Кореи", "Коре\u{301}и"),
            ("из Cеула", "Сеула", "Cеула"),
            ("йод и\u{306}од", "йод", "и\u{306}од"),
            ("весь по\u{200b}езд", "поезд", "по\u{200b}езд"),
            ("Нью\u{2011}Йорк", "Нью-Йорк", "Нью\u{2011}Йорк"),
            (
                "в пра\u{ad}\n  вительстве",
                "правительстве",
                "пра\u{ad}\n  вительстве",
            ),
        ] {
            let tokens = tokenize(text);
            let found = tokens
                .iter()
                .filter(|token| tokens.form(token) == form)
                .any(|token| &text[token.span()] == span);
            assert!(found, "{text:?}: {tokens:?}");
        }
    }

    #[test]
    fn kinds_and_flags() {
        let tokens = tokenize("МиГ-29, COVID-19\n(2020) №5 € 中 їжак");
        let kinds: Vec<TokenKind> = tokens.iter().map(|token| token.kind).collect();
        use TokenKind::*;
        assert_eq!(
            kinds,
            [
                Cyrillic,
                Punctuation,
                Latin,
                Punctuation,
                Number,
                Punctuation,
                Symbol,
                Number,
                Symbol,
                OtherWord,
                Cyrillic
            ]
        );
        let lines: Vec<usize> = (0..tokens.len())
            .filter(|&index| tokens.as_slice()[index].line_start)
            .collect();
        assert_eq!(lines, [0, 3]);
        assert!(tokens.as_slice()[1].glued && !tokens.as_slice()[2].glued);
        assert_eq!(tokens.at_byte(0), 0);
        assert_eq!(tokens.at_byte(1000), tokens.len());
    }

    fn sound(text: &str) {
        let tokens = tokenize(text);
        let mut end = 0;
        for token in tokens.iter() {
            let span = token.span();
            assert!(
                span.start >= end && span.start < span.end,
                "{text:?}: {tokens:?}"
            );
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            assert!(!tokens.form(token).is_empty());
            end = span.end;
        }
        assert!(end <= text.len());
    }

    proptest! {
        #[test]
        fn spans_are_sound_on_any_text(text in any::<String>()) {
            sound(&text);
        }

        #[test]
        fn spans_are_sound_on_likely_text(
            text in "([а-яёА-Я]|[a-zA-Z]|[0-9]|[ .,!?:()/_*-]|\n|\u{ad}|\u{301}|\u{306}|\u{200b}|\u{958}|\u{2011}|\u{327}|\u{fb1d}){0,40}"
        ) {
            sound(&text);
        }

        #[test]
        fn what_is_plain_keeps_its_letters(text in "[а-яё .,0-9-]{0,60}") {
            let tokens = tokenize(&text);
            for token in tokens.iter() {
                prop_assert_eq!(tokens.form(token), &text[token.span()]);
            }
            let letters: String = tokens.iter().map(|token| tokens.form(token)).collect();
            prop_assert_eq!(letters, text.replace(' ', ""));
        }
    }
}
