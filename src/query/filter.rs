//! The values of filters: what comes in is what stands behind `--person` and the like, what goes
//! out is what it asks for, by the rules of the field of the same name (`person:`).

use super::ast::Value;
use super::names::NameValue;
use super::parse::{ParseErrorKind, parse_value};

/// Refuses a value that a filter for names or agencies can't have: an empty one, a bare wildcard,
/// more edits than two.
///
/// # Errors
///
/// What is wrong with `value`.
///
/// ```
/// use depesha::query::check_filter;
///
/// assert!(check_filter("--person", "Гагарин Ю. А.").is_ok());
/// assert!(check_filter("--person", "Гага*").is_ok());
/// let error = check_filter("--person", " ").unwrap_err();
/// assert_eq!(error.to_string(), "`--person` has no value");
/// ```
pub fn check_filter(option: &'static str, value: &str) -> Result<(), ParseErrorKind> {
    typed(value).map(|_| ()).map_err(|error| match error {
        ParseErrorKind::MissingValue(_) | ParseErrorKind::MissingOperand => {
            ParseErrorKind::MissingOption(option)
        }
        other => other,
    })
}

/// What the value of a filter for names asks for.
pub(super) fn name_of(value: &str) -> NameValue {
    typed(value).unwrap_or_else(|_| NameValue::Any(value.to_owned()))
}

fn typed(value: &str) -> Result<NameValue, ParseErrorKind> {
    read(value.trim()).map(NameValue::normalized)
}

fn read(value: &str) -> Result<NameValue, ParseErrorKind> {
    if value.starts_with('-') && value.contains(char::is_alphanumeric) {
        return Err(ParseErrorKind::NegatedValue);
    }
    // A name of several words needs no quotes here.
    if value.contains(char::is_whitespace) || value.contains(['(', ')', '"', '«', '»', '“', '„'])
    {
        if !value.contains(char::is_alphanumeric) {
            return Err(ParseErrorKind::MissingOperand);
        }
        return Ok(match value.strip_prefix('=') {
            Some(exact) => NameValue::Exact(exact.trim_matches('"').to_owned()),
            None => NameValue::Any(value.to_owned()),
        });
    }
    match parse_value(value)? {
        Value::Wildcard(pattern) => Ok(NameValue::Wildcard(pattern)),
        Value::Fuzzy { text, distance } => Ok(NameValue::Fuzzy {
            word: text,
            distance,
        }),
        Value::Word { text, exact: true } => Ok(NameValue::Exact(text)),
        _ => Ok(NameValue::Any(value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_field() {
        let any = |text: &str| Ok(NameValue::Any(text.to_owned()));
        for (value, expected) in [
            ("Гагарин", any("Гагарин")),
            ("Гагарин Ю. А.", any("Гагарин Ю. А.")),
            ("«Луч»", any("«Луч»")),
            ("Гага*", Ok(NameValue::Wildcard("Гага*".into()))),
            ("=Гагарин", Ok(NameValue::Exact("Гагарин".into()))),
            (
                "=\"Юрий Гагарин\"",
                Ok(NameValue::Exact("Юрий Гагарин".into())),
            ),
            (
                "Гагорин~1",
                Ok(NameValue::Fuzzy {
                    word: "Гагорин".into(),
                    distance: 1,
                }),
            ),
            // The second o is Latin.
            ("Зимогoрский", any("Зимогорский")),
            ("-Гагарин", Err(ParseErrorKind::NegatedValue)),
            ("", Err(ParseErrorKind::MissingOperand)),
            ("  ", Err(ParseErrorKind::MissingOperand)),
            ("...", Err(ParseErrorKind::MissingOperand)),
            ("\"\"", Err(ParseErrorKind::MissingOperand)),
            ("*", Err(ParseErrorKind::BareWildcard)),
            ("Гагорин~3", Err(ParseErrorKind::BadDistance)),
        ] {
            assert_eq!(typed(value), expected, "{value}");
        }
    }
}
