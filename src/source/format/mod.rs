//! One file for each format. Here a stream's format is told, by its content first and its name's
//! extension second, and the stream handed to the format's reader; what the limits are and where
//! the texts go is [`super::read`]'s.

mod date;
mod html;
pub(super) mod jsonl;
mod text;

use super::decode::{binary_magic, utf16_pattern};
use super::read::{Fault, Peeked, Session};

/// What a stream is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Html,
    JsonLines,
    /// One object or an array of objects with the fields of a JSON line.
    Json,
}

pub(super) fn read(session: &mut Session, name: &str, mut input: Peeked) -> Result<(), Fault> {
    if input.head().is_empty() {
        return Err(Fault::Empty);
    }
    let limit = session.options.max_size;
    match sniff(name, input.head())? {
        Format::Text => text::read(session, name, input.into_bytes(limit)?),
        Format::Html => html::read(session, name, input.into_bytes(limit)?, None),
        Format::JsonLines => jsonl::read(session, name, &mut input),
        Format::Json => jsonl::read_json(session, name, input.into_bytes(limit)?),
    }
}

/// The part of a name behind its last dot, in small letters; empty when there is none.
fn extension(name: &str) -> String {
    let part = name.rsplit('/').next().unwrap_or(name);
    match part.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_lowercase(),
        _ => String::new(),
    }
}

fn sniff(name: &str, head: &[u8]) -> Result<Format, Fault> {
    if let Some(kind) = binary_magic(head) {
        // A UTF-16 text may begin with the bytes of a signature, as may any other.
        if utf16_pattern(head).is_none() {
            return Err(Fault::Binary(kind));
        }
    }
    let format = match extension(name).as_str() {
        "html" | "htm" | "xhtml" | "shtml" => Format::Html,
        "jsonl" | "ndjson" => Format::JsonLines,
        "json" => Format::Json,
        // Scrapers store pages under all kinds of names.
        _ if looks_like_html(head) => Format::Html,
        "txt" | "md" | "text" | "log" => Format::Text,
        _ if jsonl::looks_like_jsonl(head) => Format::JsonLines,
        _ => Format::Text,
    };
    Ok(format)
}

fn looks_like_html(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let head = head.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"].iter().any(|start| {
        head.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content_and_name() {
        let check = |name: &str, head: &[u8], expected| assert_eq!(sniff(name, head), expected);
        check("a/b.TXT", b"text", Ok(Format::Text));
        check("b.txt", b"\n <!DOCTYPE HTML><p>", Ok(Format::Html));
        check("b.htm", b"plain", Ok(Format::Html));
        check("b.d/noext", b"<HTML>", Ok(Format::Html));
        check("b.ndjson", b"{}", Ok(Format::JsonLines));
        check("b.json", b"[", Ok(Format::Json));
        check("feed", b"{\"text\": \"a\"}\n{", Ok(Format::JsonLines));
        check("b.txt", b"{\"text\": \"a\"}\n", Ok(Format::Text));
        check(
            "b.txt",
            b"\x89PNG\r\n\x1a\n",
            Err(Fault::Binary("PNG image")),
        );
        check(
            "photo",
            b"\xff\xd8\xff\xe0",
            Err(Fault::Binary("JPEG image")),
        );
    }
}
