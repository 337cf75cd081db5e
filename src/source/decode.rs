//! From bytes to Unicode: what comes in are the bytes of one text and the charset that its
//! surroundings declare, if any; what goes out is a [`Decoded`] text and the name of its
//! encoding, or the reason why these bytes are no text. The order of evidence: byte order
//! mark, the pattern of UTF-16, strict UTF-8, the declared charset, then letter statistics.
//! Where the text came from and what is in it is left to others.

use std::sync::OnceLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251,
    X_MAC_CYRILLIC,
};

use super::cyrillic_pairs::COST;
use crate::Warning;

/// A text that was decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark, line ends as `\n`.
    pub text: String,
    /// The WHATWG label of the encoding, as [`encoding_rs::Encoding::name`] writes it.
    pub encoding: &'static str,
    pub warnings: Vec<Warning>,
    /// What could not be decoded, when there was something: the text has U+FFFD in its place.
    pub damage: Option<String>,
}

/// Why bytes are not a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// No byte at all, or nothing but white space.
    #[error("empty")]
    Empty,
    /// The kind of content, as far as it can be told.
    #[error("binary content ({0})")]
    Binary(&'static str),
}

/// The share of control characters above which bytes are not taken for a text: one in this many.
/// Random bytes have one in nine; telegraphic wires put a few around each message.
const BINARY_CONTROL_SHARE: usize = 20;

/// How many bytes from the first non-ASCII one on are looked at for statistics.
const SAMPLE: usize = 256 * 1024;

/// Decodes a text. `declared` is the charset that an HTTP header, a `<meta>` or an XML
/// declaration names; it is believed unless the bytes contradict it.
///
/// # Errors
///
/// [`NotText`] when there is nothing but white space, or when the bytes look like no text in any
/// encoding.
///
/// ```
/// # use depesha::source::decode::decode;
/// let decoded = decode(b"\xcc\xee\xf1\xea\xe2\xe0, 5 \xec\xe0\xff".to_vec(), None)?;
/// assert_eq!((decoded.text.as_str(), decoded.encoding), ("Москва, 5 мая", "windows-1251"));
/// # Ok::<(), depesha::source::decode::NotText>(())
/// ```
pub fn decode(mut bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, NotText> {
    let mut warnings = Vec::new();
    if let Some((encoding, mark)) = byte_order_mark(&bytes) {
        bytes.drain(..mark);
        return finish(decode_as(bytes, encoding, warnings));
    }
    if let Some(kind) = binary_magic(&bytes) {
        return Err(NotText::Binary(kind));
    }
    if let Some(encoding) = utf16_pattern(&bytes) {
        return finish(decode_as(bytes, Chosen::Known(encoding), warnings));
    }
    // Files cut off by a crash often end in a run of zero bytes.
    let end = bytes
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |at| at + 1);
    if end < bytes.len() && end > 0 {
        warnings.push(Warning::new(
            "zero-bytes",
            format!("{} zero bytes at the end left out", bytes.len() - end),
        ));
        bytes.truncate(end);
    }
    if looks_binary(&bytes) {
        return Err(NotText::Binary("control characters"));
    }
    let (encoding, mismatch) = choose(&bytes, declared);
    if let (true, Some(declared)) = (mismatch, declared) {
        warnings.push(Warning::new(
            "charset-mismatch",
            format!(
                "declared as {}, read as {}",
                declared.name(),
                encoding.name()
            ),
        ));
    }
    finish(decode_as(bytes, Chosen::Known(encoding), warnings))
}

/// The encoding that [`decode`] would read these bytes in, without reading them.
pub fn detect(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    match byte_order_mark(bytes) {
        Some((Chosen::Known(encoding), _)) => encoding,
        Some((Chosen::Utf32 { .. }, _)) => UTF_8,
        None => utf16_pattern(bytes).unwrap_or_else(|| choose(bytes, declared).0),
    }
}

/// An encoding to read in. UTF-32 is none of the WHATWG's, but a byte order mark makes it plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chosen {
    Known(&'static Encoding),
    Utf32 { big_endian: bool },
}

fn byte_order_mark(bytes: &[u8]) -> Option<(Chosen, usize)> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
        return Some((Chosen::Utf32 { big_endian: false }, 4));
    }
    if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Some((Chosen::Utf32 { big_endian: true }, 4));
    }
    Encoding::for_bom(bytes).map(|(encoding, length)| (Chosen::Known(encoding), length))
}

/// UTF-16 without a byte order mark, told by what its code units are: letters, digits and
/// punctuation of a Cyrillic or Latin text. It must be asked before UTF-8: the bytes of Russian
/// in UTF-16 are all below 0x80.
pub(super) fn utf16_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(8192) & !1];
    // A text in any other encoding has no such bytes, so that most files end here.
    if head.len() < 4 || !head.iter().any(|&byte| byte < 0x09) {
        return None;
    }
    let plausible = |unit: u16| {
        matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0xFF | 0x0400..=0x045F
            | 0x0490 | 0x0491 | 0x2010..=0x203A | 0x20AC | 0x20BD | 0x2116 | 0x2122)
    };
    let share = |read: fn([u8; 2]) -> u16| {
        head.chunks_exact(2)
            .filter(|pair| plausible(read([pair[0], pair[1]])))
            .count()
    };
    let units = head.len() / 2;
    let (little, big) = (share(u16::from_le_bytes), share(u16::from_be_bytes));
    let (best, encoding) = if little >= big {
        (little, UTF_16LE)
    } else {
        (big, UTF_16BE)
    };
    (best * 10 >= units * 9).then_some(encoding)
}

/// What a file that starts like this is, when it is no text. Formats that this crate can open
/// are recognised before.
pub(super) fn binary_magic(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(usize, &[u8], &str)] = &[
        (0, b"\x89PNG\r\n\x1a\n", "PNG image"),
        (0, b"\xff\xd8\xff", "JPEG image"),
        (0, b"GIF87a", "GIF image"),
        (0, b"GIF89a", "GIF image"),
        (0, b"II*\0", "TIFF image"),
        (0, b"MM\0*", "TIFF image"),
        (8, b"WEBP", "WebP image"),
        (8, b"WAVE", "WAV sound"),
        (8, b"AVI ", "AVI video"),
        (4, b"ftyp", "MPEG-4 video"),
        (0, b"ID3", "MP3 sound"),
        (0, b"OggS", "Ogg stream"),
        (0, b"fLaC", "FLAC sound"),
        (0, b"\x1aE\xdf\xa3", "Matroska video"),
        (0, b"\x7fELF", "ELF program"),
        (0, b"\xcf\xfa\xed\xfe", "Mach-O program"),
        (0, b"\xca\xfe\xba\xbe", "Java class or Mach-O program"),
        (0, b"\0asm", "WebAssembly module"),
        (0, b"SQLite format 3\0", "SQLite database"),
        (0, b"Rar!\x1a\x07", "RAR archive"),
        (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
        (0, b"PK\x03\x04", "zip archive"),
        (0, b"PK\x05\x06", "zip archive"),
        (0, b"\x1f\x8b\x08", "gzip data"),
        (0, b"BZh", "bzip2 data"),
        (0, b"\xfd7zXZ\0", "xz data"),
        (0, b"\x28\xb5\x2f\xfd", "Zstandard data"),
        (0, b"\x04\x22\x4d\x18", "LZ4 data"),
        (0, b"%PDF-", "PDF document"),
        (
            0,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "old Microsoft Office document",
        ),
        (0, b"wOFF", "font"),
        (0, b"wOF2", "font"),
        (0, b"\0\x01\0\0\0", "font"),
        (0, b"OTTO\0", "font"),
        (0, b"!<arch>\n", "ar archive"),
        (0, b"AT&TFORM", "DjVu document"),
    ];
    let found = MAGIC
        .iter()
        .find(|(at, magic, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    match found {
        Some((_, _, "bzip2 data")) if !bytes.get(3).is_some_and(u8::is_ascii_digit) => None,
        // A text may start with the three letters of these signatures.
        Some((_, _, "MP3 sound")) if bytes.get(3).is_none_or(|&byte| byte >= 9) => None,
        // At an offset the signature is short: the container's own name must stand before it.
        Some((8, _, kind)) => bytes.starts_with(b"RIFF").then_some(*kind),
        Some((4, _, kind)) => bytes.starts_with(&[0]).then_some(*kind),
        Some((_, _, kind)) => Some(kind),
        None if bytes.starts_with(b"MZ") && looks_binary(bytes) => Some("Windows program"),
        None if bytes.starts_with(b"BM") && looks_binary(bytes) => Some("BMP image"),
        None => None,
    }
}

/// Whether there are zero bytes or too many control characters for a text.
fn looks_binary(bytes: &[u8]) -> bool {
    if memchr::memchr(0, bytes).is_some() {
        return true;
    }
    let controls = bytes
        .iter()
        .filter(|&&byte| matches!(byte, 0x01..=0x08 | 0x0E..=0x19 | 0x1C..=0x1F | 0x7F))
        .count();
    controls * BINARY_CONTROL_SHARE > bytes.len()
}

/// The encoding of bytes without a byte order mark, and whether that contradicts `declared`.
fn choose(bytes: &[u8], declared: Option<&'static Encoding>) -> (&'static Encoding, bool) {
    let utf8 = Utf8Census::of(bytes);
    if utf8.is_utf8() {
        let mismatch = utf8.multibyte > 0 && declared.is_some_and(|declared| declared != UTF_8);
        return (UTF_8, mismatch);
    }
    let sample = sample(bytes);
    let ranking = CyrillicRanking::of(sample);
    match declared {
        Some(declared) if declared != UTF_8 => {
            // Servers call everything by their default charset; letters that make Russian
            // words are better evidence. Between Cyrillic ones the difference must be plain.
            let contradicted = if is_cyrillic(declared) {
                ranking.best != declared && ranking.plainly_better_than(declared)
            } else {
                ranking.is_cyrillic()
            };
            if contradicted {
                (ranking.best, true)
            } else {
                (declared, false)
            }
        }
        _ => {
            let encoding = if ranking.is_cyrillic() {
                ranking.best
            } else {
                general_guess(sample, &ranking)
            };
            (encoding, declared.is_some())
        }
    }
}

/// The Cyrillic encoding that a short piece of text, such as a file name, reads best in;
/// `usual` unless another is plainly better.
pub(super) fn likeliest_cyrillic(bytes: &[u8], usual: &'static Encoding) -> &'static Encoding {
    let ranking = CyrillicRanking::of(bytes);
    if ranking.cost_of(usual) <= ranking.cost_of(ranking.best).saturating_add(40) {
        usual
    } else {
        ranking.best
    }
}

/// For texts that are not Cyrillic: Western European, Chinese, Korean, Japanese.
fn general_guess(sample: &[u8], ranking: &CyrillicRanking) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if is_cyrillic(guess) {
        ranking.best
    } else {
        guess
    }
}

fn is_cyrillic(encoding: &'static Encoding) -> bool {
    CANDIDATES.contains(&encoding)
}

/// From the first non-ASCII byte on, with the byte before it.
fn sample(bytes: &[u8]) -> &[u8] {
    let start = bytes
        .iter()
        .position(|byte| !byte.is_ascii())
        .unwrap_or(0)
        .saturating_sub(1);
    let end = bytes.len().min(start + SAMPLE);
    &bytes[start..end]
}

/// How much of some bytes is UTF-8.
#[derive(Debug, Default)]
struct Utf8Census {
    /// Characters of two bytes and more.
    multibyte: usize,
    /// Runs of bytes that are no UTF-8.
    broken: usize,
}

impl Utf8Census {
    fn of(bytes: &[u8]) -> Self {
        let mut census = Self::default();
        for chunk in bytes.utf8_chunks() {
            census.multibyte += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
            census.broken += usize::from(!chunk.invalid().is_empty());
        }
        census
    }

    /// True for UTF-8 and for UTF-8 with a few broken places. In the single-byte encodings
    /// sequences that happen to be valid UTF-8 are rare beside the others: at most one in six
    /// in CP866, whose small letters lie at both ends of such a sequence.
    fn is_utf8(&self) -> bool {
        self.broken == 0 || self.multibyte >= 4 * self.broken
    }
}

/// The single-byte Cyrillic encodings, on equal scores the likelier one first.
const CANDIDATES: [&Encoding; 6] = [
    WINDOWS_1251,
    KOI8_R,
    IBM866,
    KOI8_U,
    X_MAC_CYRILLIC,
    ISO_8859_5,
];

/// What a byte stands for in one of the encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A Russian letter by its row in [`COST`].
    Letter {
        row: u8,
        upper: bool,
    },
    /// A Ukrainian, Belarusian or Macedonian letter and what it costs.
    OtherLetter {
        cost: u8,
        upper: bool,
    },
    Latin,
    /// Space, digit, punctuation.
    Edge,
    /// Other punctuation beyond ASCII.
    Mark,
    /// A quotation mark that no word runs into.
    Opening,
    /// A quotation mark or ellipsis that runs into no word.
    Closing,
    /// A dash that stands between spaces.
    Dash,
    /// A sign that is no part of a word, and what it costs by its rarity.
    Sign {
        cost: u8,
    },
}

/// A word's edge in [`COST`].
const EDGE: usize = 32;

/// Costs beside those of the letter pairs, in quarters of a bit like them, set so that each is
/// about as rare in Russian texts as the number says.
mod cost {
    /// A mark beyond ASCII. What is read as a mark is not read as a letter, so that it has to
    /// cost more than a letter does.
    pub const PUNCTUATION: u32 = 24;
    /// A capital behind a small letter.
    pub const CAPITAL_INSIDE: u32 = 28;
    /// A small letter behind two capitals.
    pub const CAPITALS_THEN_SMALL: u32 = 14;
    /// A Russian letter beside a Latin one.
    pub const MIXED_SCRIPTS: u32 = 24;
    /// A letter that runs into a dash, or into a quotation mark from the wrong side.
    pub const LETTER_AT_DASH: u32 = 14;
    /// A small letter behind an opening quotation mark.
    pub const SMALL_IN_QUOTES: u32 = 6;
    /// A pair with a Cyrillic letter that is not Russian.
    pub const FOREIGN_PAIR: u32 = 16;
    /// A letter that runs into a sign.
    pub const LETTER_AT_SIGN: u32 = 20;
}

fn classes() -> &'static [[Class; 256]; 6] {
    static CLASSES: OnceLock<[[Class; 256]; 6]> = OnceLock::new();
    CLASSES.get_or_init(|| {
        CANDIDATES.map(|encoding| {
            let mut table = [Class::Edge; 256];
            for (byte, class) in (0u8..=255).zip(table.iter_mut()) {
                let bytes = [byte];
                let text = encoding.decode_without_bom_handling(&bytes).0;
                *class = text.chars().next().map_or(Class::Edge, class_of);
            }
            table
        })
    })
}

fn class_of(letter: char) -> Class {
    let row = |first: char| (u32::from(letter) - u32::from(first)) as u8;
    match letter {
        'а'..='я' => Class::Letter {
            row: row('а'),
            upper: false,
        },
        'А'..='Я' => Class::Letter {
            row: row('А'),
            upper: true,
        },
        'ё' => Class::Letter {
            row: 5,
            upper: false,
        },
        'Ё' => Class::Letter {
            row: 5,
            upper: true,
        },
        'і' | 'ї' | 'є' | 'ґ' | 'ў' => Class::OtherLetter {
            cost: 10,
            upper: false,
        },
        'І' | 'Ї' | 'Є' | 'Ґ' | 'Ў' => Class::OtherLetter {
            cost: 10,
            upper: true,
        },
        '\u{400}'..='\u{42F}' => Class::OtherLetter {
            cost: 48,
            upper: true,
        },
        '\u{430}'..='\u{45F}' => Class::OtherLetter {
            cost: 48,
            upper: false,
        },
        'a'..='z' | 'A'..='Z' => Class::Latin,
        '–' | '—' => Class::Dash,
        '«' | '„' => Class::Opening,
        '»' | '”' | '…' => Class::Closing,
        '\0'..='\u{7F}' => Class::Edge,
        '\u{A0}' | '\u{AD}' | '“' | '’' | '‘' => Class::Mark,
        '№' | '°' | '§' | '©' | '•' | '·' | '±' | '®' | '™' | '€' => {
            Class::Sign { cost: 36 }
        }
        '\u{80}'..='\u{9F}' | '\u{FFFD}' => Class::Sign { cost: 60 },
        _ => Class::Sign { cost: 48 },
    }
}

/// How well some bytes read as Russian in each of the encodings.
#[derive(Debug)]
struct CyrillicRanking {
    best: &'static Encoding,
    /// Quarters of a bit, in the order of [`CANDIDATES`].
    costs: [u32; 6],
    /// Non-ASCII bytes.
    marked: u32,
}

impl CyrillicRanking {
    fn of(sample: &[u8]) -> Self {
        let mut costs = [0; 6];
        let mut best = WINDOWS_1251;
        let mut least = u32::MAX;
        for ((table, cost), encoding) in classes().iter().zip(&mut costs).zip(CANDIDATES) {
            *cost = reading_cost(sample, table);
            if *cost < least {
                least = *cost;
                best = encoding;
            }
        }
        let marked = sample.iter().filter(|byte| !byte.is_ascii()).count() as u32;
        Self {
            best,
            costs,
            marked,
        }
    }

    fn cost_of(&self, encoding: &'static Encoding) -> u32 {
        CANDIDATES
            .iter()
            .position(|&candidate| candidate == encoding)
            .map_or(u32::MAX, |at| self.costs[at])
    }

    /// Whether the best reading is one of a Cyrillic text at all. Russian costs 17 a letter
    /// (measured on news), Ukrainian and Bulgarian up to 22, other scripts read as Cyrillic
    /// 30 and more.
    fn is_cyrillic(&self) -> bool {
        self.cost_of(self.best) <= 26 * self.marked
    }

    fn plainly_better_than(&self, other: &'static Encoding) -> bool {
        let (best, other) = (self.cost_of(self.best), self.cost_of(other));
        self.is_cyrillic() && other > best + best / 4 + 100
    }
}

fn reading_cost(sample: &[u8], table: &[Class; 256]) -> u32 {
    let mut cost = 0u32;
    let mut before = Class::Edge;
    let mut two_capitals = false;
    for &byte in sample {
        let class = table[usize::from(byte)];
        cost = cost.saturating_add(pair_cost(before, class));
        let capital_before = matches!(
            before,
            Class::Letter { upper: true, .. } | Class::OtherLetter { upper: true, .. }
        );
        match class {
            Class::Letter { upper: false, .. } if two_capitals => {
                cost = cost.saturating_add(cost::CAPITALS_THEN_SMALL);
                two_capitals = false;
            }
            Class::Letter { upper, .. } | Class::OtherLetter { upper, .. } => {
                two_capitals = upper && capital_before
            }
            _ => two_capitals = false,
        }
        before = class;
    }
    cost
}

fn pair_cost(before: Class, class: Class) -> u32 {
    use Class::{Closing, Dash, Edge, Latin, Letter, Mark, Opening, OtherLetter, Sign};
    let own = match class {
        Sign { cost } | OtherLetter { cost, .. } => u32::from(cost),
        Mark | Opening | Closing | Dash => cost::PUNCTUATION,
        _ => 0,
    };
    let edge = |row: u8| u32::from(COST[usize::from(row)][EDGE]);
    let start = |row: u8| u32::from(COST[EDGE][usize::from(row)]);
    let pair = match (before, class) {
        (Letter { row: first, .. }, Letter { row, .. }) => {
            u32::from(COST[usize::from(first)][usize::from(row)])
        }
        (Letter { .. } | OtherLetter { .. }, Latin)
        | (Latin, Letter { .. } | OtherLetter { .. }) => cost::MIXED_SCRIPTS,
        (OtherLetter { .. }, Letter { .. } | OtherLetter { .. })
        | (Letter { .. }, OtherLetter { .. }) => cost::FOREIGN_PAIR,
        (Letter { row, .. }, Edge | Mark | Closing) => edge(row),
        (Letter { row, .. }, Dash | Opening) => edge(row) + cost::LETTER_AT_DASH,
        (Letter { row, .. }, Sign { .. }) => edge(row) + cost::LETTER_AT_SIGN,
        (Edge | Mark, Letter { row, .. }) => start(row),
        (Opening, Letter { row, upper }) => {
            start(row) + if upper { 0 } else { cost::SMALL_IN_QUOTES }
        }
        (Dash | Closing, Letter { row, .. }) => start(row) + cost::LETTER_AT_DASH,
        (Sign { .. }, Letter { row, .. }) => start(row) + cost::LETTER_AT_SIGN,
        (Sign { .. }, Latin | OtherLetter { .. }) | (Latin | OtherLetter { .. }, Sign { .. }) => {
            cost::LETTER_AT_SIGN
        }
        (OtherLetter { .. } | Latin, Opening) | (Closing, OtherLetter { .. } | Latin) => {
            cost::LETTER_AT_DASH
        }
        _ => 0,
    };
    let case = match (before, class) {
        (
            Letter { upper: false, .. } | OtherLetter { upper: false, .. },
            Letter { upper: true, .. } | OtherLetter { upper: true, .. },
        ) => cost::CAPITAL_INSIDE,
        _ => 0,
    };
    own + pair + case
}

fn decode_as(bytes: Vec<u8>, chosen: Chosen, warnings: Vec<Warning>) -> Decoded {
    let (text, encoding) = match chosen {
        Chosen::Utf32 { big_endian } => (decode_utf32(&bytes, big_endian), "UTF-32"),
        Chosen::Known(encoding) if encoding == UTF_8 => return decode_utf8(bytes, warnings),
        Chosen::Known(encoding) => {
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            (text.into_owned(), encoding.name())
        }
    };
    let bad = text.chars().filter(|&letter| letter == '\u{FFFD}').count();
    let unit = match encoding {
        "UTF-16LE" | "UTF-16BE" => 2,
        "UTF-32" => 4,
        _ => 1,
    };
    let damage = if !bytes.len().is_multiple_of(unit) {
        Some("ends inside a character, probably cut off".to_owned())
    } else if bad > 0 {
        Some(format!("{bad} characters that are not {encoding}"))
    } else {
        None
    };
    with_damage(text, encoding, warnings, damage)
}

fn decode_utf8(bytes: Vec<u8>, warnings: Vec<Warning>) -> Decoded {
    let (text, damage) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let cut_off = error.utf8_error().error_len().is_none();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let damage = if cut_off {
                "ends inside a character, probably cut off".to_owned()
            } else {
                let bad = text.chars().filter(|&letter| letter == '\u{FFFD}').count();
                format!("{bad} places that are not UTF-8")
            };
            (text, Some(damage))
        }
    };
    with_damage(text, "UTF-8", warnings, damage)
}

fn with_damage(
    text: String,
    encoding: &'static str,
    mut warnings: Vec<Warning>,
    damage: Option<String>,
) -> Decoded {
    if let Some(damage) = &damage {
        warnings.push(Warning::new("bad-encoding", damage.clone()));
    }
    Decoded {
        text,
        encoding,
        warnings,
        damage,
    }
}

fn decode_utf32(bytes: &[u8], big_endian: bool) -> String {
    bytes
        .chunks(4)
        .map(|chunk| {
            let code = match <[u8; 4]>::try_from(chunk) {
                Ok(unit) if big_endian => u32::from_be_bytes(unit),
                Ok(unit) => u32::from_le_bytes(unit),
                Err(_) => return '\u{FFFD}',
            };
            char::from_u32(code).unwrap_or('\u{FFFD}')
        })
        .collect()
}

/// Line ends, the end-of-file sign of DOS, and the last check that this is a text.
fn finish(mut decoded: Decoded) -> Result<Decoded, NotText> {
    decoded.text = line_ends(decoded.text);
    while decoded.text.ends_with('\u{1A}') {
        decoded.text.pop();
    }
    let mut letters = 0usize;
    let mut bad = 0usize;
    for letter in decoded.text.chars() {
        letters += usize::from(!letter.is_whitespace());
        bad += usize::from(matches!(letter, '\u{FFFD}' | '\0'));
    }
    if letters == 0 {
        return Err(NotText::Empty);
    }
    if bad * 4 > letters {
        return Err(NotText::Binary("no text in any known encoding"));
    }
    Ok(decoded)
}

/// `\r\n` and a lone `\r` become `\n`.
pub(super) fn line_ends(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    // In place: a large text need not be in memory twice.
    let mut bytes = text.into_bytes();
    let (mut from, mut to) = (0, 0);
    while from < bytes.len() {
        let length = memchr::memchr(b'\r', &bytes[from..]).unwrap_or(bytes.len() - from);
        bytes.copy_within(from..from + length, to);
        (from, to) = (from + length, to + length);
        if from < bytes.len() {
            bytes[to] = b'\n';
            to += 1;
            from += if bytes.get(from + 1) == Some(&b'\n') {
                2
            } else {
                1
            };
        }
    }
    bytes.truncate(to);
    // Whole characters were moved; were it otherwise, this would say so and lose nothing.
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Encodes for the tests: encoding_rs has no encoder for UTF-16.
    fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        if encoding == UTF_16LE {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else if encoding == UTF_16BE {
            text.encode_utf16().flat_map(u16::to_be_bytes).collect()
        } else {
            encoding.encode(text).0.into_owned()
        }
    }

    const RUSSIAN: &str = "Мурманск, 12 марта. Ледокол вышел из порта и взял курс на северо-восток. \
        На борту находятся учёные, которые будут изучать движение льдов.";

    #[test]
    fn every_encoding_is_recognised() {
        for encoding in CANDIDATES
            .into_iter()
            .chain([UTF_8, UTF_16LE, UTF_16BE])
            .filter(|&encoding| encoding != KOI8_U)
        {
            let decoded = decode(encode(RUSSIAN, encoding), None).unwrap();
            assert_eq!(decoded.encoding, encoding.name());
            assert_eq!(decoded.text, RUSSIAN);
            assert!(decoded.warnings.is_empty());
        }
    }

    #[test]
    fn ukrainian_letters_choose_koi8_u() {
        let text = "Київ, 5 травня. Українські вчені відкрили новий вид метеликів у Карпатах.";
        for encoding in [KOI8_U, WINDOWS_1251, X_MAC_CYRILLIC, ISO_8859_5] {
            let decoded = decode(encode(text, encoding), None).unwrap();
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding),
                (text, encoding.name())
            );
        }
    }

    #[test]
    fn other_scripts_are_left_to_the_general_detector() {
        use encoding_rs::{EUC_KR, GBK, SHIFT_JIS, WINDOWS_1252};
        for (text, encoding) in [
            (
                "Le musée a été inauguré à l'été dernier, près de l'hôtel de ville où siège la mairie.",
                WINDOWS_1252,
            ),
            (
                "Die Brücke über den Fluß wurde schließlich für Fußgänger geöffnet, später für alle.",
                WINDOWS_1252,
            ),
            (
                "新华社北京九月四日电 今天上午，科学家们在这里举行会议，讨论海洋研究的问题。",
                GBK,
            ),
            (
                "평양 9월 4일발 조선중앙통신 오늘 과학자들의 토론회가 열리였다.",
                EUC_KR,
            ),
            (
                "東京で科学者の会議が開かれ、海の研究について話し合われました。",
                SHIFT_JIS,
            ),
        ] {
            let decoded = decode(encode(text, encoding), None).unwrap();
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding),
                (text, encoding.name())
            );
        }
    }

    #[test]
    fn byte_order_marks_are_left_out() {
        for (mark, encoding) in [
            (&b"\xEF\xBB\xBF"[..], UTF_8),
            (b"\xFF\xFE", UTF_16LE),
            (b"\xFE\xFF", UTF_16BE),
        ] {
            let bytes = [mark, &encode(RUSSIAN, encoding)].concat();
            assert_eq!(decode(bytes, None).unwrap().text, RUSSIAN);
        }
        let utf32: Vec<u8> = [0xFEFF]
            .into_iter()
            .chain(RUSSIAN.chars().map(u32::from))
            .flat_map(u32::to_le_bytes)
            .collect();
        assert_eq!(decode(utf32, None).unwrap().text, RUSSIAN);
    }

    #[test]
    fn a_few_bad_bytes_do_not_change_the_encoding() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.insert(8, 0xFF);
        let decoded = decode(bytes, None).unwrap();
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(decoded.warnings[0].code, "bad-encoding");
        assert_eq!(decoded.text.replace('\u{FFFD}', ""), RUSSIAN);

        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.pop();
        bytes.pop();
        let decoded = decode(bytes, None).unwrap();
        assert!(decoded.damage.unwrap().contains("cut off"));
    }

    #[test]
    fn the_declared_charset_is_believed_unless_the_letters_say_otherwise() {
        let check = |text: &str, real, declared, expected: &'static Encoding, warned: bool| {
            let decoded = decode(encode(text, real), Some(declared)).unwrap();
            assert_eq!(decoded.encoding, expected.name());
            assert_eq!(!decoded.warnings.is_empty(), warned, "{decoded:?}");
        };
        use encoding_rs::WINDOWS_1252;
        check(RUSSIAN, WINDOWS_1251, WINDOWS_1251, WINDOWS_1251, false);
        check("ЦК", KOI8_R, KOI8_R, KOI8_R, false);
        check(RUSSIAN, KOI8_R, WINDOWS_1251, KOI8_R, true);
        check(RUSSIAN, UTF_8, WINDOWS_1251, UTF_8, true);
        check(RUSSIAN, WINDOWS_1251, UTF_8, WINDOWS_1251, true);
        check(RUSSIAN, WINDOWS_1251, WINDOWS_1252, WINDOWS_1251, true);
        check("déjà vu", WINDOWS_1252, WINDOWS_1252, WINDOWS_1252, false);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let check = |bytes: &[u8], expected: &str| {
            assert_eq!(
                decode(bytes.to_vec(), None).unwrap_err().to_string(),
                expected
            );
        };
        check(b"", "empty");
        check(b" \r\n\t", "empty");
        check(b"\xEF\xBB\xBF", "empty");
        check(b"\0\0\0\0\0\0", "binary content (control characters)");
        check(b"\x89PNG\r\n\x1a\n....", "binary content (PNG image)");
        check(b"\x7fELF\x02\x01", "binary content (ELF program)");
        check(b"SQLite format 3\0....", "binary content (SQLite database)");
        check(
            b"abc\x01\x02\x03\x04def",
            "binary content (control characters)",
        );
        check(
            b"abc\0\xD0\xBF\xD1\x80 zyx",
            "binary content (control characters)",
        );
    }

    #[test]
    fn words_that_look_like_signatures_are_texts() {
        for text in ["BZhong", "MZ is a letter pair", "BMW", "ID3 is a name"] {
            assert_eq!(decode(text.as_bytes().to_vec(), None).unwrap().text, text);
        }
    }

    /// Measures on texts of one's own: `DEPESHA_TEXTS` names a JSON-lines file with a `text` in
    /// each line. Run with `cargo test --profile quick --lib measure -- --ignored --nocapture`.
    #[test]
    #[ignore = "needs a file of texts"]
    fn measure_detection() {
        let path = std::env::var("DEPESHA_TEXTS").expect("DEPESHA_TEXTS names a file");
        let texts: Vec<String> = std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                value["text"].as_str().unwrap().to_owned()
            })
            .collect();
        for length in [50, 100, 200, 500] {
            for encoding in CANDIDATES
                .into_iter()
                .chain([UTF_8, UTF_16LE, UTF_16BE])
                .filter(|&encoding| encoding != KOI8_U)
            {
                let (mut pieces, mut right) = (0, 0);
                for text in &texts {
                    let letters: Vec<char> = text.chars().collect();
                    for piece in letters.chunks_exact(length) {
                        let piece: String = piece.iter().collect();
                        let bytes = encode(&piece, encoding);
                        let cyrillic = piece.chars().filter(|letter| !letter.is_ascii()).count();
                        // What the encoding cannot write becomes `&#...;`: no such text exists.
                        if bytes.windows(2).any(|pair| pair == b"&#") || cyrillic < length / 2 {
                            continue;
                        }
                        let decoded = decode(bytes, None).map(|decoded| decoded.text);
                        let expected = line_ends(piece);
                        pieces += 1;
                        if decoded.as_ref() == Ok(&expected) {
                            right += 1;
                        } else if std::env::var_os("DEPESHA_SHOW").is_some() {
                            println!("{} {expected:?} {decoded:?}", encoding.name());
                        }
                    }
                }
                println!(
                    "{length:4} {:16} {right:6} of {pieces:6} {:.3}%",
                    encoding.name(),
                    100.0 * f64::from(right) / f64::from(pieces)
                );
            }
        }
    }

    #[test]
    fn line_ends_and_the_end_of_dos_files() {
        let decoded = decode(b"one\r\ntwo\rthree\n\x1A".to_vec(), None).unwrap();
        assert_eq!(decoded.text, "one\ntwo\nthree\n");
        let decoded = decode(b"cut off\0\0\0".to_vec(), None).unwrap();
        assert_eq!(decoded.text, "cut off");
        assert_eq!(decoded.warnings[0].code, "zero-bytes");
    }
}
