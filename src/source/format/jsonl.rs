//! JSON lines: a dispatch a line, read as a stream, so that a file may be larger than memory;
//! and `.json` files that hold one such object or an array of them. The fields are the
//! contract's: `text`, `id`, `title`, `date`, `agency`, `lang`. A record of `extract` can be
//! read again: its `published` and `language` stand in for `date` and `lang`.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde_json::{Map, Value};

use super::fields;
use crate::Warning;
use crate::source::DecodedText;
use crate::source::decode::{binary_magic, decode, detect, utf16_pattern};
use crate::source::session::{Fault, Session};

/// Whether the first line is an object with a text, whatever the file is called.
pub(super) fn looks_like_jsonl(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or(head);
    let line = line.trim_ascii();
    line.starts_with(b"{") && memchr::memmem::find(line, b"\"text\"").is_some()
}

/// Reads line by line. A malformed line is a damage, and the next one is read.
pub(in crate::source) fn read(
    session: &mut Session,
    name: &str,
    input: &mut dyn BufRead,
) -> Result<(), Fault> {
    let head = input.fill_buf()?;
    let wide = match Encoding::for_bom(head) {
        Some((encoding, _)) if encoding != UTF_8 => Some(encoding),
        Some(_) => None,
        None => utf16_pattern(head),
    };
    match wide {
        // In UTF-16 a line end is two bytes: the stream is recoded before it is cut into lines.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
            let recoded = Recoded::new(input, encoding);
            let mut lines = Lines::new(io::BufReader::new(recoded), session.options.max_line);
            read_lines(session, name, &mut lines, Some(encoding.name()))
        }
        _ => {
            let mut lines = Lines::new(input, session.options.max_line);
            read_lines(session, name, &mut lines, None)
        }
    }
}

fn read_lines(
    session: &mut Session,
    name: &str,
    lines: &mut Lines<impl BufRead>,
    wide: Option<&'static str>,
) -> Result<(), Fault> {
    let mut ordinal = 0u32;
    // Set by the first line that is not UTF-8 and taken as a hint for all that follow.
    let mut narrow: Option<&'static Encoding> = None;
    while let Some(fits) = lines.advance()? {
        let number = lines.number;
        if !fits {
            let limit = session.options.max_line;
            session.damage(
                name,
                Some(number),
                Fault::TooLarge(limit as u64).to_string(),
            );
            ordinal = ordinal.saturating_add(1);
            continue;
        }
        let line = lines.line.as_slice();
        let line = if number == 1 {
            line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
        } else {
            line
        };
        if line.trim_ascii().is_empty() {
            continue;
        }
        // A malformed line keeps its place: when it is repaired, the others keep their ids.
        let place = ordinal;
        ordinal = ordinal.saturating_add(1);
        match document(line, &mut narrow) {
            Ok((object, encoding, warnings)) => {
                let encoding = wide.unwrap_or(encoding);
                match dispatch(object, name, place, encoding, warnings) {
                    Ok(text) => session.emit(text),
                    Err(reason) => session.damage(name, Some(number), reason),
                }
            }
            Err(reason) => session.damage(name, Some(number), reason),
        }
    }
    Ok(())
}

/// One line as an object, with its encoding.
#[allow(clippy::type_complexity)]
fn document(
    line: &[u8],
    narrow: &mut Option<&'static Encoding>,
) -> Result<(Map<String, Value>, &'static str, Vec<Warning>), String> {
    if let Ok(line) = std::str::from_utf8(line) {
        return Ok((object(line)?, "UTF-8", Vec::new()));
    }
    if let Some(kind) = binary_magic(line) {
        return Err(Fault::Binary(kind).to_string());
    }
    // Each line is judged by itself, being a file of its own in all but name, unless it is too
    // short to tell: then the line before it decides.
    let encoding = match *narrow {
        Some(known) if line.iter().filter(|byte| !byte.is_ascii()).count() < 40 => known,
        _ => detect(line, None),
    };
    *narrow = Some(encoding);
    let decoded = decode(line.to_vec(), Some(encoding)).map_err(|error| error.to_string())?;
    Ok((object(&decoded.text)?, decoded.encoding, decoded.warnings))
}

fn object(line: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(line).map_err(|error| {
        // The line is named beside the message, and it is always line 1 of itself.
        let message = error.to_string();
        let message = match message.rfind(" at line ") {
            Some(end) => &message[..end],
            None => &message,
        };
        format!("malformed JSON at column {}: {message}", error.column())
    })
}

/// A dispatch from its fields.
fn dispatch(
    mut fields: Map<String, Value>,
    name: &str,
    ordinal: u32,
    encoding: &'static str,
    mut warnings: Vec<Warning>,
) -> Result<DecodedText, String> {
    let text = match fields.remove("text") {
        Some(Value::String(text)) if text.trim().is_empty() => return Err("empty text".to_owned()),
        Some(Value::String(text)) => text,
        Some(_) => return Err("`text` is no string".to_owned()),
        None => return Err("no `text` field".to_owned()),
    };
    let hints = fields::hints(&mut fields, &mut warnings);
    Ok(DecodedText {
        name: name.to_owned(),
        text,
        whole: true,
        first_ordinal: ordinal,
        hints,
        encoding,
        warnings,
    })
}

/// Reads a `.json` file: an object, an array of objects, or several objects one after the other.
pub(super) fn read_json(session: &mut Session, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    let decoded = decode(bytes, None)?;
    if let Some(damage) = &decoded.damage {
        session.damage(name, None, damage.clone());
    }
    // JSON lines under another name: then only the malformed lines are lost.
    let mut lines = decoded.text.lines().filter(|line| !line.trim().is_empty());
    let first_is_whole = lines.next().is_some_and(|line| object(line).is_ok());
    if first_is_whole && lines.next().is_some() {
        let mut lines = Lines::new(decoded.text.as_bytes(), session.options.max_line);
        return read_lines(session, name, &mut lines, Some(decoded.encoding));
    }
    let mut ordinal = 0u32;
    let mut failure = None;
    for value in serde_json::Deserializer::from_str(&decoded.text).into_iter::<Value>() {
        let documents = match value {
            Ok(Value::Array(documents)) => documents,
            Ok(value) => vec![value],
            Err(error) => {
                failure = Some(format!("malformed JSON: {error}"));
                break;
            }
        };
        for document in documents {
            let outcome = match document {
                Value::Object(fields) => dispatch(
                    fields,
                    name,
                    ordinal,
                    decoded.encoding,
                    decoded.warnings.clone(),
                ),
                _ => Err("no object".to_owned()),
            };
            match outcome {
                Ok(text) => session.emit(text),
                Err(reason) => session.damage(
                    name,
                    None,
                    format!("document {}: {reason}", u64::from(ordinal) + 1),
                ),
            }
            ordinal = ordinal.saturating_add(1);
        }
    }
    if let Some(reason) = failure {
        session.damage(name, None, reason);
    }
    Ok(())
}

/// Lines of bounded length.
struct Lines<R> {
    input: R,
    line: Vec<u8>,
    limit: usize,
    /// Of the line last given, from 1.
    number: u64,
}

impl<R: BufRead> Lines<R> {
    fn new(input: R, limit: usize) -> Self {
        Self {
            input,
            line: Vec::new(),
            limit,
            number: 0,
        }
    }

    /// Goes to the next line and tells whether it fits the limit: then it is in `line`, without
    /// its end. A longer one is passed over without being kept.
    fn advance(&mut self) -> io::Result<Option<bool>> {
        self.line.clear();
        let mut too_long = false;
        let mut any = false;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            if self.line.len() + part.len() > self.limit {
                too_long = true;
                self.line = Vec::new();
            } else if !too_long {
                self.line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(!too_long))
    }
}

/// A stream in some encoding, read as UTF-8.
struct Recoded<'a> {
    input: &'a mut dyn BufRead,
    decoder: Decoder,
    done: bool,
}

impl<'a> Recoded<'a> {
    fn new(input: &'a mut dyn BufRead, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            done: false,
        }
    }
}

impl Read for Recoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for one character; `BufReader` offers 8 KiB.
        if buffer.len() < 16 {
            return Err(io::Error::other("buffer too small to decode into"));
        }
        while !self.done {
            let source = self.input.fill_buf()?;
            let last = source.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(source, buffer, last);
            self.input.consume(read);
            // A decoder that has finished must not be asked again.
            self.done = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{DecodedText, ReadOptions, ReadReport, read_from};
    use jiff::civil::date;

    fn read(name: &str, bytes: &[u8]) -> (Vec<DecodedText>, ReadReport) {
        let mut texts = Vec::new();
        let options = ReadOptions::default();
        let report = read_from(name, bytes, &options, &mut |text| texts.push(text)).unwrap();
        (texts, report)
    }

    const LINES: &str = "{\"text\": \"Первая депеша.\", \"id\": \"x-1\", \"title\": \"Заголовок\", \
        \"date\": \"2025-09-04T10:00:00+03:00\", \"agency\": \"ТАСС\", \"lang\": \"ru\", \"more\": [1]}\r\n\
        \r\n{\"text\": \"Вторая\\r\\nдепеша.\", \"id\": 17, \"title\": null}\n\
        {\"text\": \"Третья\n\
        {\"text\": \"Четвёртая.\", \"date\": \"скоро\", \"agency\": 5}";

    #[test]
    fn fields_become_hints_and_bad_lines_damages() {
        let (texts, report) = read("a.jsonl", LINES.as_bytes());
        assert_eq!(texts.len(), 3);
        let first = &texts[0];
        assert!(first.whole);
        assert_eq!(first.hints.id.as_deref(), Some("x-1"));
        assert_eq!(first.hints.title.as_deref(), Some("Заголовок"));
        assert_eq!(first.hints.date, Some(date(2025, 9, 4)));
        assert_eq!(first.hints.agency.as_deref(), Some("ТАСС"));
        assert_eq!(first.hints.language.as_deref(), Some("ru"));
        assert_eq!(texts[1].text, "Вторая\nдепеша.");
        assert_eq!(texts[1].hints.id.as_deref(), Some("17"));
        let places: Vec<_> = texts.iter().map(|text| text.first_ordinal).collect();
        assert_eq!(places, [0, 1, 3]);
        let codes: Vec<_> = texts[2]
            .warnings
            .iter()
            .map(|warning| warning.code)
            .collect();
        assert_eq!(codes, ["bad-field", "bad-date"]);
        assert_eq!(report.damages.len(), 1);
        assert_eq!(report.damages[0].line, Some(4));
    }

    #[test]
    fn every_encoding_of_the_file() {
        let expected = read("a.jsonl", LINES.as_bytes()).0;
        let wide = |bytes: fn(u16) -> [u8; 2], mark: &[u8]| {
            let units = LINES.encode_utf16().flat_map(bytes);
            mark.iter().copied().chain(units).collect::<Vec<u8>>()
        };
        for bytes in [
            [b"\xEF\xBB\xBF", LINES.as_bytes()].concat(),
            wide(u16::to_le_bytes, b"\xFF\xFE"),
            wide(u16::to_be_bytes, b"\xFE\xFF"),
            wide(u16::to_le_bytes, b""),
            wide(u16::to_be_bytes, b""),
            encoding_rs::WINDOWS_1251.encode(LINES).0.into_owned(),
            encoding_rs::KOI8_R.encode(LINES).0.into_owned(),
            encoding_rs::IBM866.encode(LINES).0.into_owned(),
        ] {
            let (texts, report) = read("a.jsonl", &bytes);
            assert_eq!(report.damages.len(), 1);
            for (text, expected) in texts.iter().zip(&expected) {
                assert_eq!((&text.text, &text.hints), (&expected.text, &expected.hints));
            }
        }
    }

    #[test]
    fn json_files() {
        let check = |source: &str, expected: &[&str], damages: usize| {
            let (texts, report) = read("a.json", source.as_bytes());
            let found: Vec<_> = texts.iter().map(|text| text.text.as_str()).collect();
            assert_eq!(found, expected, "{source}");
            assert_eq!(report.damages.len(), damages, "{source}");
        };
        check("{\n \"text\": \"один\"\n}", &["один"], 0);
        check(
            "[{\"text\": \"один\"},\n {\"text\": \"два\"}, 3]",
            &["один", "два"],
            1,
        );
        check(
            "{\"text\": \"один\"}\n{\"text\n{\"text\": \"два\"}",
            &["один", "два"],
            1,
        );
        check(
            "{\n\"text\": \"один\"\n}\n{\n\"text\": \"два\"\n}",
            &["один", "два"],
            0,
        );
        check("{\n\"text\": \"один\"\n}\n{\n\"text\": ", &["один"], 1);
    }

    #[test]
    fn records_of_extract_can_be_read_again() {
        let line = r#"{"text": "Текст.", "published": "2025-09-04", "language": "ru"}"#;
        let (texts, _) = read("a.jsonl", line.as_bytes());
        assert_eq!(texts[0].hints.date, Some(date(2025, 9, 4)));
        assert_eq!(texts[0].hints.language.as_deref(), Some("ru"));
    }
}
