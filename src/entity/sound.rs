//! Spellings that sound alike: what comes in are Russian words, what goes out are two grades of
//! likeness. [`soften`] evens out what one name's spellings differ in from one newspaper to the
//! next (э/е, й/и, doubled letters, чж/дж/ч, soft signs); [`skeleton`] keeps classes of
//! consonants only and is the key under which names are looked up across scripts, the last
//! resort being [`alike`].

use crate::text;

/// `word` in lower case with what spellings of one name differ in evened out.
pub fn soften(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut last = ' ';
    for c in lower(word) {
        let c = match c {
            'ё' | 'э' => 'е',
            'й' | 'ы' => 'и',
            // "Гарсия" and "Гарсиа".
            'я' if last == 'и' => 'а',
            'ь' | 'ъ' | '\'' | '’' | '-' | ' ' => continue,
            // дж, чж and чх are ways to write one Korean or Chinese sound; кх, тх, пх are
            // aspirates that the press writes without х.
            'ж' if matches!(last, 'д' | 'ч') => {
                if last == 'д' {
                    out.pop();
                    out.push('ч');
                }
                last = 'ч';
                continue;
            }
            'х' if matches!(last, 'к' | 'т' | 'п' | 'ч') => continue,
            c => c,
        };
        if c != last {
            out.push(c);
            last = c;
        }
    }
    out
}

/// The letters of `word` in lower case.
fn lower(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(|c| {
        let single = text::lower_char(c);
        let more = single.is_none().then(|| c.to_lowercase());
        single.into_iter().chain(more.into_iter().flatten())
    })
}

/// True when two words are one in [`soften`]'s eyes.
pub fn soft_equal(a: &str, b: &str) -> bool {
    // Most pairs differ in their first letter, whatever is behind it.
    let first = |word: &str| {
        let c = word.chars().next()?;
        match text::fold_char(c) {
            'э' => Some('е'),
            'й' | 'ы' => Some('и'),
            'ч' => Some('д'),
            'ь' | 'ъ' | '\'' | '’' | '-' | ' ' => None,
            c => Some(c),
        }
    };
    match (first(a), first(b)) {
        (Some(x), Some(y)) if x != y => false,
        _ => soften(a) == soften(b),
    }
}

/// The classes of the consonants of `word`, in order: voiced with voiceless, л with р, ш and ж
/// with с, ц with ч. Without any consonant: "0".
pub fn skeleton(word: &str) -> String {
    let soft = soften(word);
    let letters: Vec<char> = soft.chars().collect();
    let mut out = String::new();
    let mut last = ' ';
    let mut i = 0;
    while let Some(&c) = letters.get(i) {
        let next = letters.get(i + 1).copied().unwrap_or(' ');
        i += 1;
        let class = match c {
            'т' | 'д' if matches!(next, 'с' | 'з' | 'ц' | 'ч' | 'ш') => {
                i += 1;
                'ч'
            }
            'ц' if next == 'з' => {
                i += 1;
                'ч'
            }
            'н' if next == 'г' => {
                i += 1;
                'н'
            }
            c => match class(c) {
                Some(class) => class,
                None => {
                    // A vowel between keeps two like consonants apart ("Мамонов", "Нино").
                    last = ' ';
                    continue;
                }
            },
        };
        if class != last {
            out.push(class);
            last = class;
        }
    }
    if out.is_empty() {
        out.push('0');
    }
    out
}

/// The class of a consonant by itself, a digit as it is; `None` for all else.
pub fn class(c: char) -> Option<char> {
    Some(match c {
        'п' | 'б' => 'п',
        'т' | 'д' => 'т',
        'к' | 'г' => 'к',
        'х' => 'х',
        'ф' | 'в' => 'в',
        'с' | 'з' | 'ш' | 'ж' | 'щ' => 'с',
        'ч' | 'ц' => 'ч',
        'м' => 'м',
        'н' => 'н',
        'л' | 'р' => 'р',
        c if c.is_ascii_digit() => c,
        _ => return None,
    })
}

/// True when two words sound alike: one skeleton, and vowels that transcriptions confuse.
pub fn alike(a: &str, b: &str) -> bool {
    let consonants = skeleton(a);
    if consonants != skeleton(b) {
        return false;
    }
    let short = consonants.chars().count() < 2;
    let (a, b) = (vowels(a), vowels(b));
    let longer = a.len().max(b.len());
    // In half units: one and a third of a vowel for each.
    // Where there is hardly a consonant, the vowels have to tell names apart.
    distance(&a, &b) <= if short { 1 } else { 2 + longer * 2 / 3 }
}

/// The vowels of `word` by class, with й between vowels left out.
fn vowels(word: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    for c in lower(word) {
        let class = match c {
            'а' | 'я' => b'a',
            'е' | 'э' => b'e',
            'ё' => b'j',
            'о' => b'o',
            'и' => b'i',
            'ы' => b'y',
            'у' | 'ю' => b'u',
            _ => continue,
        };
        out.push(class);
    }
    out
}

/// Edit distance of two vowel strings in half units: a confusion that transcriptions make counts
/// one, any other change two.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let near = |x: u8, y: u8| {
        let pair = (x.min(y), x.max(y));
        matches!(
            pair,
            (b'e', b'j')
                | (b'j', b'o')
                | (b'e', b'o')
                | (b'e', b'i')
                | (b'i', b'y')
                | (b'u', b'y')
                | (b'o', b'u')
                | (b'e', b'y')
                | (b'a', b'e')
                | (b'a', b'o')
                | (b'a', b'u')
        )
    };
    let mut row: Vec<usize> = (0..=b.len()).map(|i| i * 2).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * 2;
        for (j, &y) in b.iter().enumerate() {
            let change = if x == y {
                0
            } else if near(x, y) {
                1
            } else {
                2
            };
            let best = (diagonal + change).min(row[j] + 2).min(row[j + 1] + 2);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name() {
        for (a, b) in [
            ("Цзинь-пин", "Цзиньпин"),
            ("Чжон", "Чон"),
            ("Джон", "Чжон"),
            ("Пхеньян", "Пеньян"),
            ("Рузвельт", "рузвелт"),
            ("Гарсия", "Гарсиа"),
        ] {
            assert_eq!(soften(a), soften(b), "{a} {b}");
        }
        assert_ne!(soften("Мамонов"), soften("Монов"));
    }

    #[test]
    fn sounds() {
        for (a, b) in [
            ("Ун", "Ын"),
            ("Чон", "Чен"),
            ("Трумп", "Трамп"),
            ("Биден", "Байден"),
        ] {
            assert!(alike(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("Ир", "Ын"),
            ("Путин", "Патона"),
            ("Сон", "Чон"),
            ("Ким", "Кан"),
        ] {
            assert!(!alike(a, b), "{a} {b}");
        }
        assert_eq!(skeleton("Ю"), "0");
        assert_eq!(skeleton(""), "0");
    }
}
