//! One file for each format. Here a stream's format is told, by its content first and its name's
//! extension second, and the stream handed to the format's reader; what the limits are and where
//! the texts go is [`super::session`]'s.

mod charset;
mod compressed;
mod date;
mod fields;
mod front_matter;
mod html;
pub(super) mod jsonl;
mod mail;
mod member;
mod office;
mod package;
mod pdf;
mod rtf;
mod tar;
#[cfg(test)]
mod testing;
mod text;
mod warc;
mod zip;

use self::compressed::Compression;
use super::decode::{binary_magic, utf16_pattern};
use super::session::{Fault, Peeked, Session};

/// What a stream is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Html,
    JsonLines,
    /// One object or an array of objects with the fields of a JSON line.
    Json,
    Compressed(Compression),
    Tar,
    /// An archive, or a document that is one inside: DOCX, ODT, EPUB.
    Zip,
    Warc,
    Mbox,
    Eml,
    FictionBook,
    Rtf,
    Pdf,
}

pub(super) fn read(
    session: &mut Session,
    name: &str,
    inner: &str,
    mut input: Peeked,
) -> Result<(), Fault> {
    if input.head().is_empty() {
        return Err(Fault::Empty);
    }
    let limit = session.options.max_size;
    match sniff(inner, input.head())? {
        Format::Text => {
            let limit = session.options.max_text;
            text::read(session, name, input.into_bytes(limit)?)
        }
        Format::Html => html::read(session, name, input.into_bytes(limit)?, None),
        Format::JsonLines => jsonl::read(session, name, &mut input),
        Format::Json => jsonl::read_json(session, name, input.into_bytes(limit)?),
        Format::Compressed(kind) => compressed::read(session, name, inner, input, kind),
        Format::Tar => tar::read(session, name, input),
        Format::Zip => zip::read(session, name, input),
        Format::Warc => warc::read(session, name, &mut input),
        Format::Mbox => mail::read_mbox(session, name, &mut input),
        Format::Eml => mail::read_message(session, name, &input.into_bytes(limit)?),
        Format::FictionBook => office::read_fb2(session, name, input.into_bytes(limit)?),
        Format::Rtf => rtf::read(session, name, &input.into_bytes(limit)?),
        Format::Pdf => pdf::read(session, name, input.into_bytes(limit)?),
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
    let extension = extension(name);
    // What calls itself a text and is none is reported, not opened: it is not what its owner
    // takes it for.
    let text_name = matches!(
        extension.as_str(),
        "txt"
            | "text"
            | "md"
            | "log"
            | "html"
            | "htm"
            | "xhtml"
            | "shtml"
            | "jsonl"
            | "ndjson"
            | "json"
    );
    if !text_name && let Some(format) = container_magic(head) {
        return Ok(format);
    }
    if let Some(kind) = binary_magic(head) {
        // A UTF-16 text may begin with the bytes of a signature, as may any other.
        if utf16_pattern(head).is_none() {
            return Err(Fault::Binary(kind));
        }
    }
    let other = |what: &str| Err(Fault::Malformed(format!("no {what}")));
    let format = match extension.as_str() {
        "html" | "htm" | "xhtml" | "shtml" => Format::Html,
        "jsonl" | "ndjson" => Format::JsonLines,
        "json" => Format::Json,
        "mbox" => Format::Mbox,
        "eml" => Format::Eml,
        "tar" => Format::Tar,
        "zip" | "docx" | "odt" | "epub" => return other("zip archive"),
        "gz" | "tgz" => return other("gzip data"),
        "bz2" | "tbz2" | "tbz" => return other("bzip2 data"),
        "xz" | "txz" => return other("xz data"),
        "zst" | "tzst" => return other("Zstandard data"),
        "warc" => return other("WARC records"),
        "rtf" => return other("RTF document"),
        "pdf" => return other("PDF document"),
        // Scrapers store pages under all kinds of names.
        _ if looks_like_html(head) => Format::Html,
        "fb2" => Format::FictionBook,
        "txt" | "md" | "text" | "log" => Format::Text,
        _ if jsonl::looks_like_jsonl(head) => Format::JsonLines,
        _ => Format::Text,
    };
    Ok(format)
}

/// Formats that this crate opens, by how they begin.
fn container_magic(head: &[u8]) -> Option<Format> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"PK\x07\x08") {
        Some(Format::Zip)
    } else if starts(b"\x1f\x8b") {
        Some(Format::Compressed(Compression::Gzip))
    } else if starts(b"BZh") && head.get(4..10) == Some(b"1AY&SY") {
        Some(Format::Compressed(Compression::Bzip2))
    } else if starts(b"\xfd7zXZ\0") {
        Some(Format::Compressed(Compression::Xz))
    } else if starts(b"\x28\xb5\x2f\xfd") {
        Some(Format::Compressed(Compression::Zstandard))
    } else if head.get(257..262) == Some(b"ustar") {
        Some(Format::Tar)
    } else if starts(b"WARC/") {
        Some(Format::Warc)
    } else if starts(b"{\\rtf") {
        Some(Format::Rtf)
    } else if starts(b"%PDF-") {
        Some(Format::Pdf)
    } else {
        None
    }
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
