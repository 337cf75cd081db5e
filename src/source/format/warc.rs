//! WARC, the format of web archives (ISO 28500): the pages among its response and resource
//! records, called by their addresses. Pictures, scripts, redirects and error pages are passed
//! over in silence: they are most of such an archive.

use std::io::{self, BufRead, Read};

use super::charset::charset_of;
use super::compressed::Salvaged;
use super::member::MemberNames;
use super::{html, text};
use crate::source::session::{Fault, Session};

/// Bytes of a record's or a response's headers.
const MAX_HEADERS: u64 = 64 * 1024;

/// Header names are told apart in small letters.
type Headers = Vec<(String, String)>;

pub(super) fn read(
    session: &mut Session,
    name: &str,
    input: &mut dyn BufRead,
) -> Result<(), Fault> {
    let mut names = MemberNames::default();
    let mut records = 0u64;
    loop {
        let headers = match record_headers(input) {
            Ok(Some(headers)) => headers,
            Ok(None) => return Ok(()),
            Err(fault) if records == 0 => return Err(fault),
            Err(fault) => {
                session.damage(name, None, format!("behind record {records}: {fault}"));
                return Ok(());
            }
        };
        records += 1;
        let length = get(&headers, "content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length else {
            session.damage(
                name,
                None,
                format!("record {records} does not say how long it is"),
            );
            return Ok(());
        };
        let mut block = (&mut *input).take(length);
        read_record(session, name, &headers, &mut block, &mut names)?;
        io::copy(&mut block, &mut io::sink())?;
        if block.limit() > 0 {
            session.damage(name, None, format!("cut off in record {records}"));
            return Ok(());
        }
    }
}

fn get<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers
        .iter()
        .find(|(header, _)| header == name)
        .map(|(_, value)| value.as_str())
}

/// The next record's headers, behind any blank lines; `None` at the end.
fn record_headers(input: &mut dyn BufRead) -> Result<Option<Headers>, Fault> {
    let mut first = Vec::new();
    loop {
        first.clear();
        let read = (&mut *input)
            .take(MAX_HEADERS)
            .read_until(b'\n', &mut first)?;
        if read == 0 {
            return Ok(None);
        }
        if !first.trim_ascii().is_empty() {
            break;
        }
    }
    if !first.starts_with(b"WARC/") {
        return Err(Fault::Malformed("no WARC record".to_owned()));
    }
    Ok(Some(header_lines(input)?))
}

fn header_lines(input: &mut dyn BufRead) -> Result<Headers, Fault> {
    let mut headers = Headers::new();
    let mut input = (&mut *input).take(MAX_HEADERS);
    let mut line = Vec::new();
    loop {
        line.clear();
        input.read_until(b'\n', &mut line)?;
        if line.trim_ascii().is_empty() {
            if input.limit() == 0 {
                return Err(Fault::Malformed("headers without end".to_owned()));
            }
            return Ok(headers);
        }
        let line = String::from_utf8_lossy(&line);
        match (line.split_once(':'), headers.last_mut()) {
            // A line that begins with a space goes on with the header before it.
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            (None, _) => {}
        }
    }
}

fn read_record(
    session: &mut Session,
    name: &str,
    headers: &Headers,
    block: &mut dyn Read,
    names: &mut MemberNames,
) -> Result<(), Fault> {
    let kind = get(headers, "warc-type").unwrap_or_default();
    let content_type = get(headers, "content-type").unwrap_or_default();
    let address = get(headers, "warc-target-uri")
        .unwrap_or("record")
        .trim_matches(['<', '>']);
    match kind {
        "response"
            if content_type
                .to_ascii_lowercase()
                .starts_with("application/http") =>
        {
            let mut block = io::BufReader::new(block);
            let mut status = Vec::new();
            (&mut block)
                .take(MAX_HEADERS)
                .read_until(b'\n', &mut status)?;
            // "HTTP/1.1 200 OK": anything else is no page of the archive.
            if status
                .split(|&byte| byte == b' ')
                .nth(1)
                .map(<[u8]>::trim_ascii)
                != Some(b"200")
            {
                return Ok(());
            }
            let Ok(http) = header_lines(&mut block) else {
                return Ok(());
            };
            let coded = |header: &str, value: &str| {
                get(&http, header)
                    .is_some_and(|codings| codings.to_ascii_lowercase().contains(value))
            };
            let content_type = get(&http, "content-type").unwrap_or("text/html");
            let Some(page) = Page::of(content_type) else {
                return Ok(());
            };
            let member = format!("{name}!/{}", names.address(address));
            let mut body: Box<dyn Read + '_> = if coded("transfer-encoding", "chunked") {
                Box::new(Chunked::new(block))
            } else {
                Box::new(block)
            };
            if coded("content-encoding", "gzip") {
                body = Box::new(flate2::read::MultiGzDecoder::new(body));
            } else if coded("content-encoding", "deflate") {
                body = Box::new(flate2::read::ZlibDecoder::new(body));
            } else if coded("content-encoding", "br") || coded("content-encoding", "zstd") {
                session.count_member()?;
                let coding = get(&http, "content-encoding").unwrap_or_default();
                session.damage(&member, None, format!("unsupported: {coding} coding"));
                return Ok(());
            }
            page.read(session, &member, content_type, body)
        }
        // What a crawler tells of itself ("metadata://gnu.org/software/wget/…") is no page.
        "resource" if address.starts_with("metadata:") => Ok(()),
        "resource" | "conversion" => match Page::of(content_type) {
            Some(page) => {
                let member = format!("{name}!/{}", names.address(address));
                page.read(session, &member, content_type, Box::new(block))
            }
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

impl MemberNames {
    /// Addresses keep their double slash.
    fn address(&mut self, address: &str) -> String {
        let unique = self.unique(address.as_bytes());
        match (address.split_once("://"), unique.split_once(":/")) {
            (Some(_), Some((scheme, rest))) => format!("{scheme}://{rest}"),
            _ => unique,
        }
    }
}

/// What a record's content is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Html,
    Text,
    /// Told by its extension, which this is.
    Other(&'static str),
}

impl Page {
    fn of(content_type: &str) -> Option<Self> {
        let media = content_type.split(';').next().unwrap_or_default().trim();
        match media.to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => Some(Page::Html),
            "text/plain" => Some(Page::Text),
            "application/rtf" | "text/rtf" => Some(Page::Other("rtf")),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
                Some(Page::Other("docx"))
            }
            "application/vnd.oasis.opendocument.text" => Some(Page::Other("odt")),
            _ => None,
        }
    }

    fn read<'b>(
        self,
        session: &mut Session,
        member: &str,
        content_type: &str,
        body: Box<dyn Read + 'b>,
    ) -> Result<(), Fault> {
        session.count_member()?;
        let metered = session.metered(body);
        let mut salvaged = Salvaged::new(metered, session);
        let outcome = match self {
            Page::Other(extension) => {
                session.read_nested(member, &format!("page.{extension}"), &mut salvaged)
            }
            Page::Html | Page::Text => {
                let limit = session.options.max_size;
                let mut bytes = Vec::new();
                let read = (&mut salvaged)
                    .take(limit.saturating_add(1))
                    .read_to_end(&mut bytes);
                match read {
                    Err(_) if session.meter().exceeded() => Err(session.bomb()),
                    Err(error) => Err(error.into()),
                    Ok(_) if bytes.len() as u64 > limit => Err(Fault::TooLarge(limit)),
                    Ok(_) if self == Page::Html => {
                        html::read(session, member, bytes, charset_of(content_type))
                    }
                    Ok(_) => text::read_declared(session, member, bytes, charset_of(content_type)),
                }
            }
        };
        if let Some(failure) = salvaged.failure {
            session.damage(member, None, failure);
        }
        match outcome {
            Err(fault @ (Fault::Bomb(_) | Fault::TooManyMembers(_))) => Err(fault),
            Err(fault) => {
                session.damage(member, None, fault.to_string());
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

/// The chunked transfer coding (RFC 9112, section 7.1). Archives exist that announce it and
/// store the body without it: then it is given as it is.
struct Chunked<R> {
    input: R,
    state: ChunkState,
}

enum ChunkState {
    Start,
    Chunk(u64),
    Plain,
    End,
}

impl<R: BufRead> Chunked<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            state: ChunkState::Start,
        }
    }

    /// The length line of the next chunk.
    fn next_chunk(&mut self) -> io::Result<Option<u64>> {
        let mut line = Vec::new();
        (&mut self.input).take(1024).read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line);
        let digits = text.split(';').next().unwrap_or_default().trim();
        Ok(u64::from_str_radix(digits, 16).ok())
    }
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state {
                ChunkState::End => return Ok(0),
                ChunkState::Plain => return self.input.read(buffer),
                ChunkState::Start => {
                    let head = self.input.fill_buf()?;
                    let end = memchr::memchr(b'\n', &head[..head.len().min(1024)]);
                    let line = &head[..end.unwrap_or(0)];
                    let digits = line.split(|&byte| byte == b';').next().unwrap_or(line);
                    let digits = digits.trim_ascii();
                    let is_length = !digits.is_empty()
                        && digits.len() <= 16
                        && digits.iter().all(u8::is_ascii_hexdigit);
                    if !is_length {
                        self.state = ChunkState::Plain;
                        continue;
                    }
                    self.state = match self.next_chunk()? {
                        Some(length) if length > 0 => ChunkState::Chunk(length),
                        _ => ChunkState::End,
                    };
                }
                ChunkState::Chunk(0) => {
                    // The line end behind a chunk, then the next length.
                    let mut line = Vec::new();
                    (&mut self.input).take(2).read_until(b'\n', &mut line)?;
                    self.state = match self.next_chunk()? {
                        Some(length) if length > 0 => ChunkState::Chunk(length),
                        Some(_) => ChunkState::End,
                        None => return Err(io::ErrorKind::UnexpectedEof.into()),
                    };
                }
                ChunkState::Chunk(left) => {
                    let room = buffer
                        .len()
                        .min(usize::try_from(left).unwrap_or(usize::MAX));
                    let read = self.input.read(&mut buffer[..room])?;
                    if read == 0 && room > 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    self.state = ChunkState::Chunk(left - read as u64);
                    return Ok(read);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn record(kind: &str, address: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        )
        .into_bytes();
        record.extend_from_slice(block);
        record.extend_from_slice(b"\r\n\r\n");
        record
    }

    fn response(address: &str, status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let block = [
            format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes(),
            body,
        ]
        .concat();
        record(
            "response",
            address,
            "application/http; msgtype=response",
            &block,
        )
    }

    fn sample() -> Vec<Vec<u8>> {
        let page = "<title>Мост</title><p>Мост открыт для движения.</p>";
        let koi8 = encoding_rs::KOI8_R.encode(page).0.into_owned();
        let zipped = gzip(page.as_bytes());
        let mut chunked = Vec::new();
        for part in zipped.chunks(10) {
            chunked.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
            chunked.extend_from_slice(part);
            chunked.extend_from_slice(b"\r\n");
        }
        chunked.extend_from_slice(b"0\r\n\r\n");
        vec![
            record(
                "warcinfo",
                "",
                "application/warc-fields",
                b"software: x\r\n",
            ),
            response(
                "http://a.example/1",
                "200 OK",
                "Content-Type: text/html; charset=koi8-r\r\n",
                &koi8,
            ),
            response(
                "http://a.example/2",
                "200 OK",
                "Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                &chunked,
            ),
            response(
                "http://a.example/3",
                "404 Not Found",
                "Content-Type: text/html\r\n",
                b"<p>none",
            ),
            response(
                "http://a.example/4",
                "200 OK",
                "Content-Type: image/png\r\n",
                b"\x89PNG",
            ),
            response(
                "http://a.example/5",
                "200 OK",
                "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n",
                page.as_bytes(),
            ),
            record(
                "conversion",
                "http://a.example/6",
                "text/plain",
                "Просто текст.".as_bytes(),
            ),
        ]
    }

    #[test]
    fn pages_are_called_by_their_addresses() {
        let plain = sample().concat();
        let zipped: Vec<u8> = sample().iter().flat_map(|record| gzip(record)).collect();
        for (name, bytes) in [("x.warc", plain), ("x.warc.gz", zipped)] {
            let (texts, outcome) = read(name, &bytes);
            let found: Vec<_> = texts
                .iter()
                .map(|text| (text.name.clone(), text.text.as_str()))
                .collect();
            let page = "Мост открыт для движения.";
            let expected = [(1, page), (2, page), (5, page), (6, "Просто текст.")]
                .map(|(number, text)| (format!("{name}!/http://a.example/{number}"), text));
            assert_eq!(found, expected);
            assert!(outcome.unwrap().damages.is_empty());
        }
    }

    #[test]
    fn a_file_cut_off_gives_its_beginning() {
        let bytes = sample().concat();
        let (texts, outcome) = read("x.warc", &bytes[..bytes.len() - 10]);
        assert_eq!(texts.len(), 4);
        let damages = outcome.unwrap().damages;
        let last = damages.last().map(ToString::to_string);
        assert_eq!(last.as_deref(), Some("x.warc: cut off in record 7"));
        let error = read("x.warc", b"WARC/1.0\r\n\r\n").1.unwrap_err();
        assert!(
            error.to_string().contains("does not say how long"),
            "{error}"
        );
    }
}
