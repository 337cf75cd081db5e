//! Charsets as headers of messages and pages declare them.

use encoding_rs::Encoding;

/// The charset of a `Content-Type` ("text/html; charset=koi8-r").
pub(super) fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, value) = lower.split_once("charset")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.trim_start_matches(['"', '\'']);
    let end = label
        .find(|letter: char| {
            letter == ';' || letter == '"' || letter == '\'' || letter.is_whitespace()
        })
        .unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_of_content_types() {
        let check = |header, expected: Option<&str>| {
            assert_eq!(charset_of(header).map(Encoding::name), expected, "{header}");
        };
        check("text/html; charset=koi8-r", Some("KOI8-R"));
        check(
            "text/html;Charset = \"Windows-1251\"; x=1",
            Some("windows-1251"),
        );
        check("text/html", None);
        check("text/html; charset=none", None);
    }
}
