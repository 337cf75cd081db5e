//! The fields that describe a dispatch beside its text, as JSON lines and the headers of Markdown
//! files have them: names and values in, [`Hints`] out, with a warning for each that is of no use.

use serde_json::{Map, Value};

use super::date;
use crate::Warning;
use crate::source::Hints;

/// Takes the known fields out of `fields`: `id`, `title`, `agency`, `date` or `published`, `lang`
/// or `language`.
pub(super) fn hints(fields: &mut Map<String, Value>, warnings: &mut Vec<Warning>) -> Hints {
    let mut string = |names: &[&str]| -> Option<String> {
        for field in names {
            match fields.remove(*field) {
                Some(Value::String(value)) if !value.trim().is_empty() => {
                    return Some(value.trim().to_owned());
                }
                Some(Value::Number(value)) if *field == "id" => return Some(value.to_string()),
                Some(Value::String(_) | Value::Null) | None => {}
                Some(_) => warnings.push(Warning::new(
                    "bad-field",
                    format!("`{field}` is no string and was left out"),
                )),
            }
        }
        None
    };
    let id = string(&["id"]);
    let title = string(&["title"]);
    Hints {
        id,
        title_given: title.is_some(),
        title,
        agency: string(&["agency"]),
        language: string(&["lang", "language"]),
        date: published(fields, warnings),
    }
}

/// The published date. A value that names no day is worth a warning: without it the dispatch
/// cannot be found by its date, nor "вчера" in it be resolved.
fn published(
    fields: &mut Map<String, Value>,
    warnings: &mut Vec<Warning>,
) -> Option<jiff::civil::Date> {
    let written = ["date", "published"]
        .iter()
        .filter_map(|field| fields.remove(*field))
        .find(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })?;
    let date = match &written {
        Value::String(text) => date::parse(text),
        Value::Number(number) => number
            .as_i64()
            // A time with a fraction of a second.
            .or_else(|| number.as_f64().map(|number| number as i64))
            .and_then(date::number),
        _ => None,
    };
    if date.is_none() {
        let written = match written {
            Value::String(text) => text,
            value => value.to_string(),
        };
        warnings.push(Warning::new(
            "bad-date",
            format!("`{}` names no day", shortened(written.trim())),
        ));
    }
    date
}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(40) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
