//! Streams compressed as a whole: gzip, bzip2, xz, Zstandard. Such a file is no container with
//! members but the same file, smaller: its texts keep its name, and what its name is without
//! the last extension tells the format inside.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use crate::source::session::{Fault, Meter, Peeked, Session};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Bzip2,
    Xz,
    Zstandard,
}

/// Memory that an xz stream may ask for, in KiB; `xz -9` asks for 65 MiB.
const XZ_MEMORY: u32 = 128 * 1024;

/// The largest window of a Zstandard stream as a power of two: what `zstd --ultra` writes
/// without `--long`.
const ZSTD_WINDOW: u32 = 27;

pub(super) fn read(
    session: &mut Session,
    name: &str,
    inner: &str,
    input: Peeked,
    compression: Compression,
) -> Result<(), Fault> {
    let torn = Rc::new(Cell::new(false));
    let input = Watched {
        inner: input,
        failed: Rc::clone(&torn),
    };
    let decoder: Box<dyn Read + '_> = match compression {
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
        Compression::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, XZ_MEMORY)),
        Compression::Zstandard => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
            decoder.window_log_max(ZSTD_WINDOW)?;
            Box::new(decoder)
        }
    };
    let metered = session.metered(decoder);
    let mut salvaged = Salvaged::new(metered, session);
    let outcome = session.read_nested(name, &inner_name(inner), &mut salvaged);
    if let Some(failure) = salvaged.failure {
        session.damage(name, None, failure);
    }
    match outcome {
        // The file could be read, its content could not be unpacked: that is no fault of the disk,
        // and stays so until the file changes.
        Err(Fault::Io(reason)) if !torn.get() => Err(Fault::Malformed(reason)),
        outcome => outcome,
    }
}

/// Compressed bytes on their way to the decompressor, which passes on the errors of reading them
/// among its own.
struct Watched<'a> {
    inner: Peeked<'a>,
    /// The bytes themselves could not be read.
    failed: Rc<Cell<bool>>,
}

impl Watched<'_> {
    fn note<T>(failed: &Cell<bool>, outcome: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &outcome
            && error.kind() != io::ErrorKind::Interrupted
        {
            failed.set(true);
        }
        outcome
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Self::note(&self.failed, self.inner.read(buffer))
    }
}

impl BufRead for Watched<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Self::note(&self.failed, self.inner.fill_buf())
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
    }
}

/// `a.txt.gz` holds `a.txt`, `a.tgz` holds `a.tar`.
fn inner_name(name: &str) -> String {
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return name.to_owned();
    };
    match extension.to_ascii_lowercase().as_str() {
        "gz" | "bz2" | "xz" | "zst" => stem.to_owned(),
        "tgz" | "tbz2" | "tbz" | "txz" | "tzst" => format!("{stem}.tar"),
        // What only its content betrayed has no name for its inside.
        _ => stem.to_owned(),
    }
}

/// A decompressor whose failure ends the stream instead of spoiling what came before it.
pub(super) struct Salvaged<R> {
    inner: R,
    meter: Rc<Meter>,
    delivered: bool,
    /// Why the stream ended early.
    pub(super) failure: Option<String>,
}

impl<R: Read> Salvaged<R> {
    pub(super) fn new(inner: R, session: &Session) -> Self {
        Self {
            inner,
            meter: Rc::clone(session.meter()),
            delivered: false,
            failure: None,
        }
    }
}

impl<R: Read> Read for Salvaged<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failure.is_some() {
            return Ok(0);
        }
        match self.inner.read(buffer) {
            Ok(length) => {
                self.delivered |= length > 0;
                Ok(length)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) if self.meter.exceeded() || !self.delivered => Err(error),
            Err(error) => {
                self.failure = Some(failure(&error));
                Ok(0)
            }
        }
    }
}

/// What a decompressor's error means to a person.
pub(super) fn failure(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        "cut off: only its beginning could be read".to_owned()
    } else {
        format!("damaged: only its beginning could be read ({error})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DecodedText, ReadError, ReadOptions, ReadReport, read_from};
    use std::io::Write;

    const TEXT: &str = "Мурманск, 12 марта. Ледокол вышел из порта.\n";

    fn read(name: &str, bytes: &[u8]) -> (Vec<DecodedText>, Result<ReadReport, ReadError>) {
        let mut texts = Vec::new();
        let outcome = read_from(name, bytes, &ReadOptions::default(), &mut |text| {
            texts.push(text);
        });
        (texts, outcome)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip2(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    /// `printf … | xz`: the crate in use has no encoder without a feature more.
    const XZ: &[u8] = include_bytes!("../testdata/line.txt.xz");

    #[test]
    fn every_compression_is_transparent() {
        for (name, bytes) in [
            ("a.txt.gz", gzip(TEXT.as_bytes())),
            ("a.gz", gzip(TEXT.as_bytes())),
            ("a.bz2", bzip2(TEXT.as_bytes())),
            ("a.txt.zst", zstd(TEXT.as_bytes())),
            ("a.txt.xz", XZ.to_vec()),
            ("a.gz.bz2", bzip2(&gzip(TEXT.as_bytes()))),
            ("two.gz", [gzip(b""), gzip(TEXT.as_bytes())].concat()),
        ] {
            let (texts, outcome) = read(name, &bytes);
            assert!(outcome.unwrap().damages.is_empty(), "{name}");
            assert_eq!(
                (texts[0].name.as_str(), texts[0].text.as_str()),
                (name, TEXT)
            );
        }
        let line = format!("{{\"text\": \"{}\"}}", TEXT.trim());
        let (texts, _) = read("a.jsonl.gz", &gzip(line.as_bytes()));
        assert!(texts[0].whole);
    }

    #[test]
    fn what_was_cut_off_gives_its_beginning() {
        // Lines that do not repeat, so that a part of the stream is a part of the text.
        let long: String = (0..20_000).map(|line| format!("строка {line}\n")).collect();
        for (name, bytes) in [
            ("a.gz", gzip(long.as_bytes())),
            ("a.zst", zstd(long.as_bytes())),
        ] {
            let (texts, outcome) = read(name, &bytes[..bytes.len() - 100]);
            let damages = outcome.unwrap().damages;
            assert!(
                damages
                    .iter()
                    .any(|damage| damage.reason.starts_with("cut off")),
                "{damages:?}"
            );
            assert!(texts[0].text.starts_with("строка 0\nстрока 1\n"));
        }
        let mut bytes = gzip(long.as_bytes());
        let end = bytes.len() - 6;
        bytes[end] ^= 0x55;
        let (texts, outcome) = read("a.gz", &bytes);
        assert!(outcome.unwrap().damages[0].reason.starts_with("damaged"));
        assert_eq!(texts[0].text, long);
    }

    #[test]
    fn a_bomb_is_stopped() {
        let options = ReadOptions {
            max_text: 1 << 20,
            max_unpacked: 4 << 20,
            ..ReadOptions::default()
        };
        let fault = |name: &str, bytes: &[u8]| {
            read_from(name, bytes, &options, &mut |_| {})
                .unwrap_err()
                .fault
        };
        let bomb = gzip(&gzip(&vec![b' '; 5 << 20]));
        assert_eq!(fault("a.jsonl.gz.gz", &bomb), Fault::Bomb(4 << 20));
        let lines = gzip("{\"text\":\"a\"}\n".repeat(20_000).as_bytes());
        let mut texts = 0;
        let report = read_from("a.jsonl.gz", &lines, &options, &mut |_| texts += 1).unwrap();
        assert!((1..20_000).contains(&texts));
        assert!(report.damages[0].reason.contains("unpacks to more than"));
        let large = gzip(&vec![b'a'; 2 << 20]);
        assert_eq!(fault("a.txt.gz", &large), Fault::TooLarge(1 << 20));
        let mut nested = TEXT.as_bytes().to_vec();
        for _ in 0..20 {
            nested = gzip(&nested);
        }
        let error = read("a", &nested).1.unwrap_err();
        assert_eq!(error.fault, Fault::TooDeep(8));
    }

    #[test]
    fn what_is_not_compressed_is_malformed() {
        let check = |name: &str, bytes: &[u8], expected: &str| {
            assert_eq!(read(name, bytes).1.unwrap_err().to_string(), expected);
        };
        check("a.gz", b"text", "a.gz: malformed: no gzip data");
        check("a.gz", &gzip(b""), "a.gz: empty");
        check("a.bz2", b"BZh text", "a.bz2: malformed: no bzip2 data");
        check(
            "a.txt.gz",
            &gzip(b"\x89PNG\r\n\x1a\n\0"),
            "a.txt.gz: binary content (PNG image)",
        );
    }

    #[test]
    fn what_was_cut_off_before_any_text_is_no_fault_of_the_disk() {
        // An unreachable file would be read again in every run.
        for (name, bytes, length) in [
            ("a.gz", gzip(TEXT.as_bytes()), 9),
            ("a.gz", gzip(TEXT.as_bytes()), 14),
            ("a.bz2", bzip2(TEXT.as_bytes()), 40),
            ("a.xz", XZ.to_vec(), 20),
            ("a.zst", zstd(TEXT.as_bytes()), 12),
            ("a.tar.gz", gzip(TEXT.as_bytes()), 14),
        ] {
            let fault = read(name, &bytes[..length]).1.unwrap_err().fault;
            assert!(matches!(fault, Fault::Malformed(_)), "{name}: {fault:?}");
        }
    }
}
