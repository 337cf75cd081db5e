//! Names in Han characters: read as Chinese (Mandarin, Palladius), as Korean (Sino-Korean
//! reading, Kontsevich) and, by a table of surnames, as Japanese (Polivanov). The readings lie in
//! `models/hanzi.bin`, made by `tools/build_hanzi.py`.

use std::sync::OnceLock;

use super::{Candidate, System, chinese, korean, rows};

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

static READINGS: &[u8] = include_bytes!("../../../models/hanzi.bin");

struct Readings {
    syllables: Vec<&'static str>,
    columns: &'static [u8],
}

fn readings() -> &'static Readings {
    static TABLE: OnceLock<Readings> = OnceLock::new();
    TABLE.get_or_init(|| {
        let parse = || {
            let length = READINGS.get(8..12)?;
            let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
            let names = std::str::from_utf8(READINGS.get(12..12 + length)?).ok()?;
            Some(Readings {
                syllables: names.split(' ').collect(),
                columns: READINGS.get(12 + length..)?,
            })
        };
        parse().unwrap_or(Readings {
            syllables: Vec::new(),
            columns: &[],
        })
    })
}

/// The commonest pinyin syllable and the Sino-Korean syllable of a character.
fn reading(c: char) -> (Option<&'static str>, Option<char>) {
    let table = readings();
    let at = (c as usize).wrapping_sub(0x4e00).wrapping_mul(4);
    let Some(row) = table.columns.get(at..at.wrapping_add(4)) else {
        return (None, None);
    };
    let pinyin = u16::from_le_bytes([row[0], row[1]]) as usize;
    let hangul = u16::from_le_bytes([row[2], row[3]]) as u32;
    (
        pinyin
            .checked_sub(1)
            .and_then(|i| table.syllables.get(i).copied()),
        hangul
            .checked_sub(1)
            .and_then(|offset| char::from_u32(0xac00 + offset)),
    )
}

/// The commonest syllable of pinyin for a character.
pub(super) fn pinyin(c: char) -> Option<&'static str> {
    reading(c).0
}

pub(super) fn candidates(name: &str) -> Vec<Candidate> {
    let name: Vec<char> = name.chars().filter(|c| is_han(*c) || *c == '々').collect();
    let text: String = name.iter().collect();
    let mut out = Vec::new();
    // Japanese: the longest surname of the table; of one character only before two or more.
    let japanese = rows(include_str!("../tables/japanese_surnames.tsv"))
        .filter_map(|row| match row[..] {
            [han, russian] if text.starts_with(han) => Some((han, russian)),
            _ => None,
        })
        .max_by_key(|(han, _)| han.len());
    let chinese = chinese_name(&name, &text);
    let korean = korean_name(&name);
    let mut japanese_name = None;
    if let Some((han, russian)) = japanese {
        let mut candidate = Candidate::new(vec![russian.to_lowercase()], System::Polivanov, true);
        candidate.surname_only = han.len() < text.len();
        japanese_name = Some((han.chars().count(), candidate));
    }
    match japanese_name {
        // A surname of two characters that is Japanese leaves little doubt.
        Some((length, candidate)) if length > 1 => out.push(candidate),
        other => {
            out.extend(chinese);
            out.extend(korean);
            out.extend(other.map(|(_, candidate)| candidate));
        }
    }
    out
}

fn chinese_name(name: &[char], text: &str) -> Option<Candidate> {
    let mut surname_length = 1;
    let mut surname: Option<Vec<String>> = None;
    for row in rows(include_str!("../tables/han_surnames.tsv")) {
        let [han, pinyin] = row[..] else { continue };
        let length = han.chars().count();
        if text.starts_with(han) && (length == 1 || name.len() > length) {
            surname_length = length;
            surname = pinyin.split(' ').map(chinese::syllable).collect();
            if length > 1 {
                break;
            }
        }
    }
    let read = |chars: &[char]| -> Option<Vec<String>> {
        chars
            .iter()
            .map(|c| reading(*c).0.and_then(chinese::syllable))
            .collect()
    };
    let surname = match surname {
        Some(surname) => surname,
        None => read(name.get(..surname_length)?)?,
    };
    let given = read(name.get(surname_length..)?)?;
    let mut words = vec![chinese::join(&surname)];
    if !given.is_empty() {
        words.push(chinese::join(&given));
    }
    Some(Candidate::new(words, System::Palladius, true))
}

fn korean_name(name: &[char]) -> Vec<Candidate> {
    if !(2..=4).contains(&name.len()) {
        return Vec::new();
    }
    let mut hangul = String::new();
    for (i, c) in name.iter().enumerate() {
        let surname = if i == 0 {
            korean::surname_of_han(c.encode_utf8(&mut [0; 4]))
        } else {
            None
        };
        match (surname, reading(*c).1) {
            (Some(surname), _) => hangul.push_str(surname),
            (None, Some(syllable)) => hangul.push(syllable),
            (None, None) => return Vec::new(),
        }
    }
    korean::from_hangul(&hangul)
}
