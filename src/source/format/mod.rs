//! One file for each format. Here a stream's format is told, by its content first and its name's
//! extension second, and the stream handed to the format's reader; what the limits are and where
//! the texts go is [`super::read`]'s.

mod compressed;
mod date;
mod fields;
mod front_matter;
mod html;
pub(super) mod jsonl;
mod mail;
mod office;
mod pdf;
mod rtf;
mod tar;
mod text;
mod warc;
mod zip;

use std::collections::HashSet;

use encoding_rs::{Encoding, IBM866};

use self::compressed::Compression;
use super::decode::{binary_magic, likeliest_cyrillic, utf16_pattern};
use super::read::{Fault, Peeked, Session};

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
        Format::Text => text::read(session, name, input.into_bytes(limit)?),
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

/// The name of a member as an archive has it, as a relative path. Archives made on Russian
/// Windows have names in CP866 and do not say so; `/` divides whatever system made it.
fn member_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => likeliest_cyrillic(raw, IBM866)
            .decode_without_bom_handling(raw)
            .0
            .into_owned(),
    };
    let name = name.replace('\\', "/");
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    parts.join("/").replace(char::is_control, "\u{FFFD}")
}

/// Gives each member of an archive a name of its own: an archive may hold one name twice.
#[derive(Default)]
struct MemberNames {
    seen: HashSet<String>,
}

impl MemberNames {
    fn unique(&mut self, raw: &[u8]) -> String {
        let name = member_name(raw);
        let mut unique = name.clone();
        let mut number = 2;
        while !self.seen.insert(unique.clone()) {
            unique = format!("{name}#{number}");
            number += 1;
        }
        unique
    }
}

/// Whether a member is one that only a system or an editor cares for.
fn is_passed_over(session: &Session, member: &str) -> bool {
    let last = member.rsplit('/').next().unwrap_or(member);
    member.starts_with("__MACOSX/")
        || matches!(last, "Thumbs.db" | "desktop.ini")
        || last.starts_with("._")
        || (!session.options.hidden
            && member
                .split('/')
                .any(|part| part.starts_with('.') && part != ".."))
}

/// The charset of a `Content-Type` ("text/html; charset=koi8-r").
fn charset_of(content_type: &str) -> Option<&'static Encoding> {
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
    #[test]
    fn members_get_plain_names_of_their_own() {
        let check = |raw: &[u8], expected| assert_eq!(member_name(raw), expected);
        check(b"./a/b.txt", "a/b.txt");
        check(b"/etc\\a.txt", "etc/a.txt");
        check("Вести/май.txt".as_bytes(), "Вести/май.txt");
        check(&IBM866.encode("Вести/май.txt").0, "Вести/май.txt");
        check(
            &encoding_rs::WINDOWS_1251.encode("Новости/сентябрь.txt").0,
            "Новости/сентябрь.txt",
        );
        check(b"a\n.txt", "a\u{FFFD}.txt");
        let mut names = MemberNames::default();
        let found = [b"a", b"a", b"b", b"a"].map(|raw| names.unique(raw));
        assert_eq!(found, ["a", "a#2", "b", "a#3"]);
    }

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
