//! The header that generators of sites and note programs put above a text: `key: value` lines
//! between two lines `---`, a subset of YAML (https://jekyllrb.com/docs/front-matter/). The text
//! with its header comes in, the header's fields and where the text begins go out.
//!
//! As with a letter's header and a page's `<head>`, it describes the text and is no part of it.

use serde_json::{Map, Value};

/// Russian names of fields beside the English ones.
const RUSSIAN: [(&str, &str); 4] = [
    ("заголовок", "title"),
    ("дата", "date"),
    ("агентство", "agency"),
    ("язык", "lang"),
];

/// The fields of the header, by their names in small letters, and where the text begins.
///
/// `None` when the text does not begin with a header. A rule above a bulletin is none: all lines up
/// to the second one must be fields or belong to one, their names be words of Latin letters (or
/// those of fields that are known), and a text must follow.
pub(super) fn read(text: &str) -> Option<(Map<String, Value>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if !is_fence(first) {
        return None;
    }
    let mut at = first.len();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        at += line.len();
        let line = line.trim_end();
        if is_fence(line) {
            if fields.is_empty() || text[at..].trim().is_empty() {
                return None;
            }
            let fields = fields
                .into_iter()
                .map(|(key, value)| (key, Value::String(plain(&value))));
            return Some((fields.collect(), at));
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t']) || line == "-" || line.starts_with("- ") {
            // More of the value above: a long title, or a list, which no known field has.
            let (_, value) = fields.last_mut()?;
            if !value.is_empty() {
                value.push(' ');
                value.push_str(line.trim_start());
            }
            continue;
        }
        fields.push(field(line)?);
    }
    None
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

fn field(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    if !(value.is_empty() || value.starts_with([' ', '\t'])) {
        return None;
    }
    let key = key.trim_end().to_lowercase();
    let key = match RUSSIAN.iter().find(|(russian, _)| *russian == key) {
        Some((_, known)) => (*known).to_owned(),
        None => key,
    };
    let is_word = key.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    is_word.then(|| (key, value.trim().to_owned()))
}

/// A value without its quotes, or the mark of one that stands on the lines below.
fn plain(value: &str) -> String {
    let value = ["|", ">", "|-", ">-", "|+", ">+"]
        .iter()
        .find_map(|mark| value.strip_prefix(mark)?.strip_prefix(' '))
        .unwrap_or(value);
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(inner) = quoted('"') {
        inner.replace("\\\"", "\"").replace("\\\\", "\\")
    } else if let Some(inner) = quoted('\'') {
        inner.replace("''", "'")
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: the fields as `key=value`, and the text; empty when there is no header.
    fn check(text: &str, expected: &str) {
        let found = read(text).map_or(String::new(), |(fields, at)| {
            let mut found: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{key}={}", value.as_str().unwrap()))
                .collect();
            found.sort();
            found.push(text[at..].to_owned());
            found.join("|")
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn headers() {
        check(
            "---\ntitle: Снег: и ветер\ndate: 2021-03-04\n---\n\nТекст.",
            "date=2021-03-04|title=Снег: и ветер|\nТекст.",
        );
        check(
            "--- \r\nTitle: \"Мост \\\"Дружба\\\"\"\r\ntags:\r\n  - мост\r\n- река\r\n---\r\nТекст.",
            "tags=|title=Мост \"Дружба\"|Текст.",
        );
        check(
            "---\nЗаголовок: >-\n  Первая строка\n  и вторая\n# примечание\n---\nТекст.\n---\n",
            "title=Первая строка и вторая|Текст.\n---\n",
        );
        check("---\nid: 'a''b'\n---\nТекст.", "id=a'b|Текст.");
    }

    #[test]
    fn what_is_no_header() {
        for text in [
            "Текст.\n---\ntitle: a\n---\n",
            "---\ntitle: a\n",
            "---\ntitle: a\n---\n \n",
            "---\n---\nТекст.",
            "---\nМосква: снег и ветер\n---\nТекст.",
            "---\ntitle: a\nМосква, 4 марта. Снег.\n---\nТекст.",
            "---\nhttp://example.org/\n---\nТекст.",
            "----\ntitle: a\n----\nТекст.",
            "---",
            "",
        ] {
            check(text, "");
        }
    }
}
