//! What a PDF would unpack to, found out without unpacking it: bytes and parsed streams in, a
//! refusal or the streams' sizes out. The parser unpacks a stream into memory whole, and a stream
//! of zeros, a thousand times smaller than what it holds, would be the end of the program.

use std::collections::HashMap;
use std::io::{self, Read};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::{Array, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{Filter, Pdf};
use memchr::memmem;

use crate::source::session::Fault;

/// Bytes of one page's drawing instructions. A page of text has some ten thousand.
const MAX_CONTENT: u64 = 16 << 20;
/// Bytes of any other stream but a picture's.
const MAX_STREAM: u64 = 64 << 20;
/// Bytes of text between two instructions: all its letters are placed before any is seen.
const MAX_OPERANDS: usize = 256 << 10;
/// Saved graphics states within each other.
const MAX_STATES: i64 = 5000;
/// The most that DEFLATE can make of a byte (zlib, "Technical Details").
const DEFLATE_RATIO: u64 = 1032;

/// Looks at the streams that hold other objects: the parser unpacks them before anything can be
/// asked of it.
pub(super) fn check_before_parsing(bytes: &[u8], limit: u64) -> Result<(), Fault> {
    const LOOK_BACK: usize = 2048;
    let encrypted = memmem::find(bytes, b"/Encrypt").is_some();
    let mut total = 0;
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        let before = &bytes[at.saturating_sub(LOOK_BACK)..at];
        let dictionary = match memmem::rfind(before, b" obj") {
            Some(start) => &before[start..],
            None => before,
        };
        let says = |word: &[u8]| memmem::find(dictionary, word).is_some();
        // A name may have any of its letters written as its number behind a "#".
        if !(says(b"/ObjStm") || says(b"/XRef") || says(b"#")) {
            continue;
        }
        let data = bytes[at + 6..].trim_ascii_start();
        let data = &data[..memmem::find(data, b"endstream").unwrap_or(data.len())];
        let size = if says(b"LZW") {
            lzw_size(data, MAX_STREAM)
        } else if encrypted {
            // What is in there cannot be seen yet.
            data.len() as u64 * if says(b"/XRef") { 1 } else { DEFLATE_RATIO }
        } else if memmem::find_iter(dictionary, b"Decode").count() > 2 {
            inflated_size(data, MAX_STREAM).saturating_mul(DEFLATE_RATIO)
        } else {
            inflated_size(data, MAX_STREAM)
        };
        total += size;
        if size > MAX_STREAM && !encrypted || total > limit {
            return Err(Fault::Bomb(limit.min(MAX_STREAM)));
        }
    }
    Ok(())
}

/// Sizes of the unpacked streams of a document.
pub(super) struct Sizes {
    by_id: HashMap<ObjectIdentifier, Measured>,
}

#[derive(Clone, Copy)]
struct Measured {
    bytes: u64,
    refused: Option<&'static str>,
}

/// Measures each stream of a parsed document.
///
/// # Errors
///
/// [`Fault::Bomb`] when they unpack to more than `limit` together, or one of them to more than a
/// font or a page can need.
pub(super) fn check_streams(pdf: &Pdf, limit: u64) -> Result<Sizes, Fault> {
    let mut total = 0u64;
    let mut by_id = HashMap::new();
    for object in pdf.objects() {
        let Object::Stream(stream) = object else {
            continue;
        };
        let kind = stream.dict().get::<Name>(b"Subtype");
        let bytes = unpacked_size(&stream, MAX_STREAM);
        let mut measured = Measured {
            bytes,
            refused: None,
        };
        // Pictures are not unpacked here; one is measured nevertheless, for it may be none.
        if kind.as_deref() != Some(b"Image".as_slice()) {
            if bytes > MAX_STREAM {
                return Err(Fault::Bomb(MAX_STREAM));
            }
            total = total.saturating_add(bytes);
            if total > limit {
                return Err(Fault::Bomb(limit));
            }
        }
        if kind.as_deref() == Some(b"Form".as_slice()) {
            measured.refused = refusal(&stream, bytes);
            if measured.refused.is_some() {
                // Any page may draw it, and by way of any other form.
                return Err(Fault::Bomb(MAX_CONTENT));
            }
        }
        by_id.insert(stream.obj_id(), measured);
    }
    Ok(Sizes { by_id })
}

impl Sizes {
    /// Refuses a page whose instructions are too many, in words.
    pub(super) fn check_page(&self, page: &Page) -> Result<(), &'static str> {
        let contents = page.raw();
        let mut total = 0u64;
        let mut check = |stream: Stream| {
            let bytes = self
                .by_id
                .get(&stream.obj_id())
                .map_or_else(|| unpacked_size(&stream, MAX_STREAM), |known| known.bytes);
            total = total.saturating_add(bytes);
            if total > MAX_CONTENT {
                return Err("its instructions unpack to too much");
            }
            refusal(&stream, bytes).map_or(Ok(()), Err)
        };
        if let Some(stream) = contents.get::<Stream>(b"Contents") {
            check(stream)
        } else if let Some(array) = contents.get::<Array>(b"Contents") {
            array.iter::<Stream>().try_for_each(check)
        } else {
            Ok(())
        }
    }
}

fn refusal(stream: &Stream, bytes: u64) -> Option<&'static str> {
    if bytes > MAX_CONTENT {
        return Some("its instructions unpack to too much");
    }
    // What cannot be unpacked is not interpreted either.
    instructions_refused(&stream.decoded_data().ok()?)
}

/// What a stream unpacks to, or a bound of it, or something above `limit`.
fn unpacked_size(stream: &Stream, limit: u64) -> u64 {
    let data = stream.raw_data();
    let mut filters = stream.filters().into_iter();
    let mut size = data.len() as u64;
    let factor = |filter| match filter {
        Filter::FlateDecode => DEFLATE_RATIO,
        // The longest entry, 4096 bytes, from a code of 12 bits.
        Filter::LzwDecode => 2731,
        Filter::RunLengthDecode => 64,
        // One letter stands for four zeros.
        Filter::Ascii85Decode => 4,
        _ => 1,
    };
    if let Some(first) = filters.next() {
        size = match first {
            // Measuring is not worth while where the worst would be harmless.
            Filter::FlateDecode if size * DEFLATE_RATIO > limit / 16 => inflated_size(&data, limit),
            Filter::LzwDecode => lzw_size(&data, limit),
            other => size.saturating_mul(factor(other)),
        };
    }
    filters.fold(size, |size, filter| size.saturating_mul(factor(filter)))
}

/// Both ways in which the parser may unpack it.
fn inflated_size(data: &[u8], limit: u64) -> u64 {
    let count = |reader: &mut dyn Read| {
        let mut sink = Counting(0);
        // A failure ends the data, here as there.
        let _ = io::copy(&mut reader.take(limit + 1), &mut sink);
        sink.0
    };
    let zlib = count(&mut ZlibDecoder::new(data));
    if zlib > 0 {
        zlib
    } else {
        count(&mut DeflateDecoder::new(data))
    }
}

struct Counting(u64);

impl io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// LZW without the letters: only the lengths of the table's entries are kept.
fn lzw_size(data: &[u8], limit: u64) -> u64 {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut lengths: Vec<u64> = vec![1; END + 1];
    let (mut before, mut size) = (0u64, 0u64);
    let (mut bits, mut held, mut width) = (0u32, 0u32, 9u32);
    for &byte in data {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        match code {
            CLEAR => {
                lengths.truncate(END + 1);
                (before, width) = (0, 9);
                continue;
            }
            END => break,
            _ => {}
        }
        let length = match lengths.get(code) {
            Some(length) => *length,
            None if before > 0 => before + 1,
            None => break,
        };
        size += length;
        if size > limit {
            break;
        }
        if before > 0 && lengths.len() < 4096 {
            lengths.push(before + 1);
            width = match lengths.len() + 1 {
                2048.. => 12,
                1024.. => 11,
                512.. => 10,
                _ => 9,
            };
        }
        before = length;
    }
    size
}

/// Reads drawing instructions as far as is needed to see two things that would fill the memory:
/// a text without end, and graphics states that are saved and never restored.
fn instructions_refused(content: &[u8]) -> Option<&'static str> {
    let mut states = 0i64;
    let mut operands = 0usize;
    let mut at = 0;
    while at < content.len() {
        let byte = content[at];
        let start = at;
        at += 1;
        match byte {
            b'%' => {
                let rest = &content[at..];
                at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            }
            b'(' => {
                let mut depth = 1;
                while depth > 0 && at < content.len() {
                    match content[at] {
                        b'\\' => at += 1,
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                }
                operands += at - start;
            }
            b'<' if content.get(at) != Some(&b'<') => {
                let rest = &content[at..];
                at += memchr::memchr(b'>', rest).map_or(rest.len(), |end| end + 1);
                operands += at - start;
            }
            byte if is_regular(byte) => {
                let rest = &content[at..];
                at += rest
                    .iter()
                    .position(|byte| !is_regular(*byte))
                    .unwrap_or(rest.len());
                let word = &content[start..at];
                match word {
                    b"q" => states += 1,
                    b"Q" => states -= 1,
                    _ => {}
                }
                if !matches!(word[0], b'0'..=b'9' | b'+' | b'-' | b'.') {
                    operands = 0;
                } else {
                    operands += word.len();
                }
            }
            _ => {}
        }
        if states > MAX_STATES {
            return Some("graphics states without end");
        }
        if operands > MAX_OPERANDS {
            return Some("a text without end");
        }
    }
    None
}

fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0C
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let check = |content: &[u8], refused: bool| {
            assert_eq!(instructions_refused(content).is_some(), refused);
        };
        check(b"q BT /F1 12 Tf (a\\)b(c)) Tj ET Q", false);
        check(&b"q Q ".repeat(10_000), false);
        check(&b"q ".repeat(10_000), true);
        check(&b"q[]".repeat(10_000), true);
        check(&[b"(".as_slice(), &[b'a'; 300_000], b") Tj"].concat(), true);
        check(&b"(abc) Tj ".repeat(100_000), false);
        check(&b"<61>".repeat(100_000), true);
        check(b"(never closed", false);
    }

    #[test]
    fn lengths_of_lzw_without_its_letters() {
        // The example of ISO 32000-2, 7.4.4.2: 45 45 45 45 45 65 45 45 45 66.
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw_size(&packed, 1000), 10);
        assert!(lzw_size(&packed, 3) > 3);
        assert_eq!(lzw_size(b"", 3), 0);
    }
}
