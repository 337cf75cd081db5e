//! Given names that no rule of transcription leads to: one name in several languages
//! ("Volodymyr", "Микола"), short forms ("Alex"), names that Russian writes by tradition
//! ("Isaac"). The table is `tables/given_names.tsv`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::rows;
use crate::text::is_cyrillic;

type Table = FxHashMap<&'static str, Vec<&'static str>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        for row in rows(include_str!("../tables/given_names.tsv")) {
            let [russian, foreign] = row[..] else {
                continue;
            };
            for spelling in foreign.split(' ') {
                let names = table.entry(spelling).or_default();
                names.extend(russian.split(' '));
            }
        }
        table
    })
}

/// The Russian given names, lower case, that `word` (lower case, in Latin letters without
/// diacritics) stands for; of a double name each half is looked up.
pub(super) fn of(word: &str) -> Vec<String> {
    if let Some(names) = table().get(word) {
        return names.iter().map(|name| name.to_lowercase()).collect();
    }
    let Some((head, tail)) = word.split_once('-') else {
        return Vec::new();
    };
    let (Some(heads), Some(tails)) = (table().get(head), table().get(tail)) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for head in heads {
        for tail in tails {
            out.push(format!("{}-{}", head.to_lowercase(), tail.to_lowercase()));
        }
    }
    out
}

/// The Russian given names for a Ukrainian or Belarusian one in its own letters.
pub(super) fn of_kindred(word: &str) -> Option<Vec<String>> {
    let names = table()
        .get(word)
        .filter(|_| word.chars().any(is_cyrillic))?;
    Some(names.iter().map(|name| name.to_lowercase()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_table() {
        for (word, russian) in [
            ("volodymyr", "владимир"),
            ("alex", "александр"),
            ("isaac", "ицхак"),
            ("jean-claude", "жан-клод"),
        ] {
            assert!(of(word).iter().any(|name| name == russian), "{word}");
        }
        assert!(of("trump").is_empty());
        assert_eq!(of_kindred("микола").unwrap()[0], "николай");
        assert_eq!(of_kindred("volodymyr"), None);
    }

    #[test]
    fn the_table_is_lower_case_and_whole() {
        for row in rows(include_str!("../tables/given_names.tsv")) {
            let [russian, foreign] = row[..] else {
                panic!("{row:?}");
            };
            assert!(
                russian.chars().all(|c| is_cyrillic(c) || " -".contains(c)),
                "{row:?}"
            );
            assert_eq!(foreign, foreign.to_lowercase(), "{row:?}");
        }
    }
}
