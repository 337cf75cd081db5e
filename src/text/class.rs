//! Character classes of the tokeniser: what comes in is a character, what goes out is its class
//! and whether it may need normalising.
//!
//! The classes are those of razdel 0.5 (Natasha project, `razdel/segmenters/tokenize.py`), whose
//! tokens the recognition and morphology models were trained on. They were compared with it over
//! all of Unicode.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// razdel's atom types, and white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Space,
    /// A letter of the Russian alphabet.
    Russian,
    /// A letter of the basic Latin alphabet.
    Latin,
    Digit,
    /// One of razdel's listed marks; note that "{" is not among them.
    Mark,
    /// Everything else, letters of other alphabets included.
    Other,
}

const OTHER: u8 = 0;
const SPACE: u8 = 1;
const RUSSIAN: u8 = 2;
const LATIN: u8 = 3;
const DIGIT: u8 = 4;
const MARK: u8 = 5;
const CLASS_BITS: u8 = 7;
/// Normalising may change the character or its neighbours.
const SUSPECT: u8 = 8;
/// A letter of the Cyrillic or Latin script at large: where both touch, a look-alike may hide.
const CYRILLIC_SCRIPT: u8 = 16;
const LATIN_SCRIPT: u8 = 32;

/// Class and flags of one character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Info(u8);

impl Info {
    pub(super) fn of(c: char) -> Self {
        match LOW.get(c as usize) {
            Some(&bits) => Self(bits),
            None => Self(high(c)),
        }
    }

    pub(super) fn class(self) -> Class {
        match self.0 & CLASS_BITS {
            SPACE => Class::Space,
            RUSSIAN => Class::Russian,
            LATIN => Class::Latin,
            DIGIT => Class::Digit,
            MARK => Class::Mark,
            _ => Class::Other,
        }
    }

    pub(super) fn is_suspect(self) -> bool {
        self.0 & SUSPECT != 0
    }

    pub(super) fn is_cyrillic(self) -> bool {
        self.0 & CYRILLIC_SCRIPT != 0
    }

    pub(super) fn is_latin(self) -> bool {
        self.0 & LATIN_SCRIPT != 0
    }

    /// A Cyrillic letter directly before a Latin one or the other way round.
    pub(super) fn mixes_with(self, other: Self) -> bool {
        let scripts = CYRILLIC_SCRIPT | LATIN_SCRIPT;
        (self.0 | other.0) & scripts == scripts
    }
}

/// Everything that UTF-8 writes in one or two bytes: nearly all of a Russian text.
static LOW: [u8; 0x800] = low();

const fn low() -> [u8; 0x800] {
    let mut table = [OTHER; 0x800];
    let mut c = 0;
    while c < 0x800 {
        table[c] = match c {
            0x09..=0x0d | 0x1c..=0x20 | 0x85 | 0xa0 => SPACE,
            0x30..=0x39 => DIGIT,
            0x41..=0x5a | 0x61..=0x7a => LATIN | LATIN_SCRIPT,
            // ! " # $ % & ' ( ) * + , - . / : ; < = > ? @ [ \ ] ^ _ ` | } ~ « »
            0x21..=0x2f | 0x3a..=0x40 | 0x5b..=0x60 | 0x7c..=0x7e | 0xab | 0xbb => MARK,
            // Control characters that are no white space, and the soft hyphen.
            0x00..=0x08 | 0x0e..=0x1b | 0x7f..=0x84 | 0x86..=0x9f | 0xad => SUSPECT,
            0x130 | 0x131 | 0x17f => LATIN | LATIN_SCRIPT,
            0xaa | 0xba | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0x24f => LATIN_SCRIPT,
            // Combining marks: diacritics, Cyrillic, Hebrew, Arabic, Syriac, N'Ko; and three
            // characters that NFC replaces.
            0x300..=0x36f | 0x374 | 0x37e | 0x387 | 0x483..=0x489 => SUSPECT,
            0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6ed => SUSPECT,
            0x711 | 0x730..=0x74a | 0x7eb..=0x7f3 | 0x7fd => SUSPECT,
            0x401 | 0x410..=0x44f | 0x451 => RUSSIAN | CYRILLIC_SCRIPT,
            // е and и with a grave accent: stress marks in Russian text.
            0x400 | 0x40d | 0x450 | 0x45d => CYRILLIC_SCRIPT | SUSPECT,
            0x402..=0x52f => CYRILLIC_SCRIPT,
            0x660..=0x669 | 0x6f0..=0x6f9 | 0x7c0..=0x7c9 => DIGIT,
            _ => OTHER,
        };
        c += 1;
    }
    table
}

fn high(c: char) -> u8 {
    match c {
        // CJK, kana, Hangul syllables: nothing in them to normalise.
        '\u{3041}'..='\u{3096}'
        | '\u{30a0}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => OTHER,
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{180b}'..='\u{180e}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{2010}' => OTHER | SUSPECT,
        // The non-breaking hyphen is one of razdel's dashes.
        '\u{2011}' => MARK | SUSPECT,
        '–' | '—' | '−' | '“' | '”' | '‘' | '’' | '„' | '…' | '№' => MARK,
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' => SPACE,
        '\u{202f}' | '\u{205f}' | '\u{3000}' => SPACE,
        // Python's `[а-яё]` and `[a-z]` without regard to case take these as well.
        '\u{1c80}'..='\u{1c86}' => RUSSIAN | CYRILLIC_SCRIPT,
        '\u{212a}' => LATIN | LATIN_SCRIPT | SUSPECT,
        '\u{1e00}'..='\u{1eff}' => LATIN_SCRIPT | nfc_flag(c),
        _ if is_digit(c) => DIGIT,
        _ => OTHER | nfc_flag(c),
    }
}

fn nfc_flag(c: char) -> u8 {
    let steady = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    if steady && canonical_combining_class(c) == 0 {
        0
    } else {
        SUSPECT
    }
}

/// Zero of each decimal digit row outside the table of low characters (Unicode 14, general
/// category Nd, as Python 3.11's `\d` has it).
const ZEROS: [char; 62] = [
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e950}',
    '\u{1fbf0}',
];

fn is_digit(c: char) -> bool {
    let row = ZEROS.partition_point(|&zero| zero <= c);
    row > 0 && (c as u32) < ZEROS[row - 1] as u32 + 10
}

/// The dashes that razdel joins words over: non-breaking hyphen, en and em dash, minus, hyphen.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '\u{2011}' | '–' | '—' | '−' | '-')
}

/// Unicode's general category P for the characters that news texts have: ASCII, Latin-1,
/// general punctuation, CJK and full-width forms.
pub(super) fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        '\0'..='\x7f' => c.is_ascii_punctuation(),
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' => true,
        '\u{2044}' | '\u{2052}' => false,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => true,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' => true,
        '\u{30fb}' | '\u{fe10}'..='\u{fe61}' | '\u{fe63}' | '\u{fe68}' => true,
        '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3d}' => true,
        '\u{ff3f}' | '\u{ff5b}' | '\u{ff5d}' | '\u{ff5f}'..='\u{ff65}' => true,
        _ => false,
    }
}
