//! From a file to its texts: what comes in is a [`SourceFile`] (or bytes with a name), what goes
//! out are [`DecodedText`]s into a sink and a [`ReadReport`]. This module opens the file, hashes
//! it, tells its format and keeps the limits; the formats themselves are [`super::format`]'s.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::rc::Rc;

use super::decode::{NotText, line_ends};
use super::walk::{nanoseconds, reason};
use super::{DecodedText, SourceFile, format};

/// Limits that keep hostile and damaged files from eating the machine.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Bytes of a file, member or page that has to be in memory as a whole. JSON lines and
    /// archives are streamed and may be larger.
    pub max_size: u64,
    /// Bytes of one JSON line.
    pub max_line: usize,
    /// Containers within containers.
    pub max_depth: u32,
    /// Members of the containers of one file, all levels together.
    pub max_members: u64,
    /// What one file may unpack to, all levels together: this many bytes in any case, and
    /// `max_ratio` times its own size. Each text in it counts for some hundred bytes more than it
    /// has, so that the smallest of texts have an end too.
    pub max_unpacked: u64,
    pub max_ratio: u64,
    /// Read members of containers whose names start with a dot, as the walk does with files.
    pub hidden: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_size: 64 << 20,
            max_line: 16 << 20,
            max_depth: 8,
            max_members: 2_000_000,
            max_unpacked: 256 << 20,
            max_ratio: 100,
            hidden: false,
        }
    }
}

/// What a reading did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReport {
    /// Bytes of the file.
    pub bytes: u64,
    /// BLAKE3 of the file's bytes.
    pub hash: [u8; 32],
    /// How many texts went to the sink.
    pub texts: u64,
    /// Size and time of the file when it was opened: they may be newer than the walk's.
    pub size: u64,
    pub modified: i64,
    /// True when the file changed while it was read: what was read may be a mixture, and the
    /// file should be read again on the next run.
    pub changed: bool,
    /// What could not be read although something could; at most [`MAX_DAMAGES`] of them and a
    /// last one that counts the rest.
    pub damages: Vec<Damage>,
}

/// A part of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file's name with those of the containers' members, as [`DecodedText::name`].
    pub name: String,
    /// The line, from 1, of a format that has lines.
    pub line: Option<u64>,
    pub reason: String,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.name, self.reason),
            None => write!(f, "{}: {}", self.name, self.reason),
        }
    }
}

/// How many damages of one file are told apart.
pub const MAX_DAMAGES: usize = 100;

/// A file that gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {fault}")]
pub struct ReadError {
    /// As [`SourceFile::name`].
    pub name: String,
    pub fault: Fault,
}

/// Why a file or member gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The system's words ("permission denied").
    #[error("{0}")]
    Io(String),
    #[error("empty")]
    Empty,
    #[error("binary content ({0})")]
    Binary(&'static str),
    #[error("larger than the {0} bytes allowed")]
    TooLarge(u64),
    #[error("malformed: {0}")]
    Malformed(String),
    /// A format that is known and not read.
    #[error("unsupported: {0}")]
    Unsupported(String),
    #[error("encrypted")]
    Encrypted,
    #[error("unpacks to more than {0} bytes, far more than its size allows")]
    Bomb(u64),
    #[error("more than {0} containers within each other")]
    TooDeep(u32),
    #[error("more than {0} members")]
    TooManyMembers(u64),
    /// All parts failed; the reason of the first one and how many more there were.
    #[error("{0}")]
    AllDamaged(String),
}

impl From<NotText> for Fault {
    fn from(error: NotText) -> Self {
        match error {
            NotText::Empty => Fault::Empty,
            NotText::Binary(kind) => Fault::Binary(kind),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Io(reason(&error))
    }
}

/// Reads a file and hands each text in it to `sink`, in the file's order.
///
/// # Errors
///
/// [`ReadError`] when no text came out of the file. When some did, what failed is in
/// [`ReadReport::damages`].
pub fn read(
    file: &SourceFile,
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let error = |fault| ReadError {
        name: file.name.clone(),
        fault,
    };
    let opened = File::open(&file.path).map_err(|io| error(io.into()))?;
    let before = opened.metadata().map_err(|io| error(io.into()))?;
    if before.is_dir() {
        return Err(error(Fault::Io("is a folder".to_owned())));
    }
    let origin = Origin {
        size: before.len(),
        // A pipe cannot be opened a second time.
        path: before.is_file().then_some(&file.path),
    };
    let mut report = read_stream(&file.name, &opened, origin, options, sink)?;
    report.size = before.len();
    report.modified = nanoseconds(before.modified());
    // A pipe has neither size nor time that mean anything.
    report.changed = before.is_file()
        && opened.metadata().map_or(true, |after| {
            after.len() != report.bytes || nanoseconds(after.modified()) != report.modified
        });
    Ok(report)
}

/// Like [`read`], from bytes: for standard input, for tests and fuzzing. The name's extension
/// tells the format where the content does not.
///
/// # Errors
///
/// As [`read`].
///
/// ```
/// # use depesha::source::{ReadOptions, read_from};
/// let mut texts = Vec::new();
/// let page = "<title>Погода</title><nav>Меню</nav><p>Снег.</p><p>Ветер.</p>";
/// read_from("a.html", page.as_bytes(), &ReadOptions::default(), &mut |text| texts.push(text))?;
/// assert_eq!(texts[0].text, "Снег.\nВетер.");
/// assert_eq!(texts[0].hints.title.as_deref(), Some("Погода"));
/// # Ok::<(), depesha::source::ReadError>(())
/// ```
pub fn read_from(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let origin = Origin {
        size: bytes.len() as u64,
        path: None,
    };
    read_stream(name, bytes, origin, options, sink)
}

/// Reads JSON lines from a stream, as they come: each line's text goes to `sink` before the next
/// line is read. Their name is `-`. An empty stream is no error: it has no dispatches.
///
/// # Errors
///
/// [`ReadError`] when the stream itself fails. Malformed lines are in [`ReadReport::damages`].
pub fn read_stdin_jsonl(
    reader: impl Read,
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let mut hashing = Hashing::new(reader);
    let mut session = Session::new(options, Origin::default(), sink);
    let buffered = &mut io::BufReader::new(&mut hashing);
    let outcome = format::jsonl::read(&mut session, "-", buffered);
    let (damages, texts) = session.finish();
    match outcome {
        Err(Fault::Io(reason)) => Err(ReadError {
            name: "-".to_owned(),
            fault: Fault::Io(reason),
        }),
        _ => Ok(hashing.report(texts, damages)),
    }
}

/// What is known of a file beside its stream.
#[derive(Debug, Clone, Copy, Default)]
struct Origin<'a> {
    size: u64,
    /// Where it can be opened again, for formats that have to jump about in it.
    path: Option<&'a std::path::PathBuf>,
}

fn read_stream(
    name: &str,
    reader: impl Read,
    origin: Origin,
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let error = |fault| ReadError {
        name: name.to_owned(),
        fault,
    };
    let mut hashing = Hashing::new(reader);
    let mut session = Session::new(options, origin, sink);
    let outcome = session.read_nested(name, name, &mut hashing);
    if let Err(fault) = outcome {
        if session.texts == 0 {
            return Err(error(fault));
        }
        session.damage(name, None, fault.to_string());
    }
    let (damages, texts) = session.finish();
    if texts == 0 {
        let fault = match damages.as_slice() {
            [] => Fault::Empty,
            [only] => Fault::AllDamaged(part_reason(name, only)),
            [first, rest @ ..] => Fault::AllDamaged(format!(
                "{} (and {} more)",
                part_reason(name, first),
                rest.len()
            )),
        };
        return Err(error(fault));
    }
    // The hash is of the whole file, also of what the format did not need to look at.
    io::copy(&mut hashing, &mut io::sink()).map_err(|io| error(io.into()))?;
    Ok(hashing.report(texts, damages))
}

/// A damage in words, without the file's own name, which the error has already.
fn part_reason(name: &str, damage: &Damage) -> String {
    let part = damage.name.strip_prefix(name).unwrap_or(&damage.name);
    let part = part.strip_prefix("!/").unwrap_or(part);
    match (part, damage.line) {
        ("", None) => damage.reason.clone(),
        ("", Some(line)) => format!("line {line}: {}", damage.reason),
        (part, None) => format!("{part}: {}", damage.reason),
        (part, Some(line)) => format!("{part}, line {line}: {}", damage.reason),
    }
}

/// A reader that hashes and counts what passes.
struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    fn report(&self, texts: u64, damages: Vec<Damage>) -> ReadReport {
        ReadReport {
            bytes: self.bytes,
            hash: *self.hasher.finalize().as_bytes(),
            texts,
            size: self.bytes,
            modified: 0,
            changed: false,
            damages,
        }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

/// A stream whose first bytes have been looked at.
pub(super) struct Peeked<'a> {
    head: io::Cursor<Vec<u8>>,
    rest: io::BufReader<&'a mut dyn Read>,
}

/// How much of a stream is looked at to tell its format.
const HEAD: usize = 8192;

impl<'a> Peeked<'a> {
    fn new(reader: &'a mut dyn Read) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        (&mut *reader).take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Self {
            head: io::Cursor::new(head),
            rest: io::BufReader::with_capacity(64 * 1024, reader),
        })
    }

    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }

    /// All of the stream.
    ///
    /// # Errors
    ///
    /// [`Fault::TooLarge`] when it is longer than `limit`, without reading on.
    pub(super) fn into_bytes(self, limit: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = self.head.into_inner();
        let left = limit.saturating_sub(bytes.len() as u64);
        // One byte more tells a stream of just the limit from a longer one.
        self.rest
            .take(left.saturating_add(1))
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(Fault::TooLarge(limit));
        }
        Ok(bytes)
    }
}

impl Read for Peeked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.rest.read(buffer),
            length => Ok(length),
        }
    }
}

impl BufRead for Peeked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let position = self.head.position() as usize;
        if position < self.head.get_ref().len() {
            Ok(&self.head.get_ref()[position..])
        } else {
            self.rest.fill_buf()
        }
    }

    fn consume(&mut self, amount: usize) {
        let position = self.head.position();
        if (position as usize) < self.head.get_ref().len() {
            self.head.set_position(position + amount as u64);
        } else {
            self.rest.consume(amount);
        }
    }
}

/// Counts what decompressors give, so that a bomb is stopped whatever its levels.
#[derive(Debug)]
pub(super) struct Meter {
    used: Cell<u64>,
    limit: u64,
}

/// What a text that was unpacked counts for beside its bytes: about what it costs to index it, be
/// it ever so short.
const TEXT_COST: u64 = 512;

impl Meter {
    /// One more text. Only what is compressed can hold more of them than its size allows.
    fn count_text(&self) {
        if self.used.get() > 0 {
            self.used.set(self.used.get() + TEXT_COST);
        }
    }

    pub(super) fn exceeded(&self) -> bool {
        self.used.get() > self.limit
    }
}

/// A decompressor under a [`Meter`].
pub(super) struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.meter.exceeded() {
            return Err(io::Error::other("unpacks to too much"));
        }
        let length = self.inner.read(buffer)?;
        self.meter.used.set(self.meter.used.get() + length as u64);
        Ok(length)
    }
}

/// The state of one reading, shared by the formats within formats.
pub(super) struct Session<'a> {
    pub(super) options: &'a ReadOptions,
    sink: &'a mut dyn FnMut(DecodedText),
    origin: Origin<'a>,
    meter: Rc<Meter>,
    depth: u32,
    members: u64,
    texts: u64,
    damages: Vec<Damage>,
    more_damages: u64,
}

impl<'a> Session<'a> {
    fn new(
        options: &'a ReadOptions,
        origin: Origin<'a>,
        sink: &'a mut dyn FnMut(DecodedText),
    ) -> Self {
        let by_ratio = origin.size.saturating_mul(options.max_ratio);
        let meter = Meter {
            used: Cell::new(0),
            limit: by_ratio.max(options.max_unpacked),
        };
        Self {
            options,
            sink,
            origin,
            meter: Rc::new(meter),
            depth: 0,
            members: 0,
            texts: 0,
            damages: Vec::new(),
            more_damages: 0,
        }
    }

    pub(super) fn metered<R: Read>(&self, inner: R) -> Metered<R> {
        Metered {
            inner,
            meter: Rc::clone(&self.meter),
        }
    }

    pub(super) fn meter(&self) -> &Rc<Meter> {
        &self.meter
    }

    pub(super) fn bomb(&self) -> Fault {
        Fault::Bomb(self.meter.limit)
    }

    /// The file itself, when what is being read is not inside a container.
    pub(super) fn path(&self) -> Option<&'a Path> {
        let path = self.origin.path.filter(|_| self.depth == 1)?;
        Some(path)
    }

    pub(super) fn emit(&mut self, mut text: DecodedText) {
        self.texts += 1;
        self.meter.count_text();
        // Formats have ways of their own to write a carriage return: `\'0d`, `&#13;`.
        text.text = line_ends(text.text);
        (self.sink)(text);
    }

    pub(super) fn damage(&mut self, name: &str, line: Option<u64>, reason: impl Into<String>) {
        if self.damages.len() < MAX_DAMAGES {
            self.damages.push(Damage {
                name: name.to_owned(),
                line,
                reason: reason.into(),
            });
        } else {
            self.more_damages += 1;
        }
    }

    /// Reads a stream that is a file, or lies in one. `name` is what its texts are called;
    /// `inner` is the name that tells its format: without the `.gz` of what was unpacked.
    pub(super) fn read_nested(
        &mut self,
        name: &str,
        inner: &str,
        reader: &mut dyn Read,
    ) -> Result<(), Fault> {
        if self.depth > self.options.max_depth {
            return Err(Fault::TooDeep(self.options.max_depth));
        }
        self.depth += 1;
        let outcome = Peeked::new(reader)
            .map_err(Fault::from)
            .and_then(|peeked| format::read(self, name, inner, peeked));
        self.depth -= 1;
        match outcome {
            Err(_) if self.meter.exceeded() => Err(self.bomb()),
            outcome => outcome,
        }
    }

    /// Reads a member of a container. What is wrong with it is a damage of the container.
    ///
    /// # Errors
    ///
    /// What ends the reading of the whole container: limits that are used up.
    pub(super) fn read_member(&mut self, name: &str, reader: &mut dyn Read) -> Result<(), Fault> {
        self.count_member()?;
        match self.read_nested(name, name, reader) {
            Err(fault @ Fault::Bomb(_)) => Err(fault),
            Err(fault) => {
                self.damage(name, None, fault.to_string());
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    pub(super) fn count_member(&mut self) -> Result<(), Fault> {
        self.members += 1;
        if self.members > self.options.max_members {
            return Err(Fault::TooManyMembers(self.options.max_members));
        }
        Ok(())
    }

    fn finish(mut self) -> (Vec<Damage>, u64) {
        if let (1.., Some(last)) = (self.more_damages, self.damages.last().cloned()) {
            self.damages.push(Damage {
                line: None,
                reason: format!("and {} more", self.more_damages),
                ..last
            });
        }
        (self.damages, self.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(name: &str, bytes: &[u8]) -> (Vec<DecodedText>, Result<ReadReport, ReadError>) {
        let mut texts = Vec::new();
        let outcome = read_from(name, bytes, &ReadOptions::default(), &mut |text| {
            texts.push(text)
        });
        (texts, outcome)
    }

    #[test]
    fn a_file_is_hashed_whole_and_its_time_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "Текст.").unwrap();
        let file = super::super::walk(&[path], &Default::default())
            .next()
            .unwrap()
            .unwrap();
        let mut texts = Vec::new();
        let report = read(&file, &ReadOptions::default(), &mut |text| texts.push(text)).unwrap();
        assert_eq!(report.hash, *blake3::hash("Текст.".as_bytes()).as_bytes());
        assert_eq!((report.bytes, report.size, report.texts), (11, 11, 1));
        assert_eq!(report.modified, file.modified);
        assert!(!report.changed && report.damages.is_empty());
        assert_eq!(texts[0].name, "a.txt");
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, "{\"text\": \"один\"}\n").unwrap();
        let file = super::super::walk(std::slice::from_ref(&path), &Default::default())
            .next()
            .unwrap()
            .unwrap();
        let report = read(&file, &ReadOptions::default(), &mut |_| {
            std::fs::write(&path, "{\"text\": \"один\"}\n{\"text\": \"два\"}\n").unwrap();
        })
        .unwrap();
        assert!(report.changed);
    }

    #[test]
    fn files_that_give_nothing_are_errors() {
        let check = |name: &str, bytes: &[u8], expected: &str| {
            assert_eq!(texts(name, bytes).1.unwrap_err().to_string(), expected);
        };
        check("a.txt", b"", "a.txt: empty");
        check("a.txt", b" \n\n", "a.txt: empty");
        check("a.md", b"\xEF\xBB\xBF\r\n", "a.md: empty");
        check(
            "a.html",
            b"<html><body><script>1</script></body></html>",
            "a.html: empty",
        );
        check("a.jsonl", b"\n\n", "a.jsonl: empty");
        check(
            "a.jsonl",
            b"{\"text\": ",
            "a.jsonl: line 1: malformed JSON at column 9: EOF while parsing a value",
        );
        check(
            "a.jsonl",
            b"{}\n{}\n",
            "a.jsonl: line 1: no `text` field (and 1 more)",
        );
        check(
            "a.json",
            b"[1, 2",
            "a.json: malformed JSON: EOF while parsing a list at line 1 column 5",
        );
        check(
            "a.txt",
            b"\x89PNG\r\n\x1a\n\0\0",
            "a.txt: binary content (PNG image)",
        );
        check("a", b"ab\0cd\xff", "a: binary content (control characters)");
        check(
            "a.txt",
            b"\x1f\x8b\x08\0\0\0\0\0",
            "a.txt: binary content (gzip data)",
        );
        let error = read(
            &SourceFile {
                path: "does/not/exist".into(),
                name: "exist".into(),
                size: 0,
                modified: 0,
            },
            &ReadOptions::default(),
            &mut |_| {},
        );
        assert_eq!(
            error.unwrap_err().to_string(),
            "exist: no such file or directory"
        );
    }

    #[test]
    fn limits_are_kept() {
        let options = ReadOptions {
            max_size: 10_000,
            max_line: 40,
            ..ReadOptions::default()
        };
        let error = read_from("a.txt", &[b'a'; 10_001], &options, &mut |_| {}).unwrap_err();
        assert_eq!(error.fault, Fault::TooLarge(10_000));
        read_from("a.txt", &[b'a'; 10_000], &options, &mut |_| {}).unwrap();

        let lines = format!(
            "{{\"text\":\"a\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"c\"}}",
            "b".repeat(50_000)
        );
        let mut found = Vec::new();
        let report = read_from("a.jsonl", lines.as_bytes(), &options, &mut |text| {
            found.push((text.text, text.first_ordinal));
        })
        .unwrap();
        assert_eq!(found, [("a".to_owned(), 0), ("c".to_owned(), 2)]);
        assert_eq!(
            report.damages[0].to_string(),
            "a.jsonl:2: larger than the 40 bytes allowed"
        );
    }

    #[test]
    fn many_damages_are_counted() {
        let lines = format!("{{\"text\":\"a\"}}\n{}", "{\n".repeat(1000));
        let report = texts("a.jsonl", lines.as_bytes()).1.unwrap();
        assert_eq!(report.damages.len(), MAX_DAMAGES + 1);
        assert_eq!(
            report.damages[MAX_DAMAGES].to_string(),
            "a.jsonl: and 900 more"
        );
    }

    #[test]
    fn standard_input_may_be_empty() {
        let options = ReadOptions::default();
        let report = read_stdin_jsonl(&b""[..], &options, &mut |_| {}).unwrap();
        assert_eq!((report.texts, report.damages.len()), (0, 0));
        let report = read_stdin_jsonl(&b"{\"text\":\"a\"}\n{"[..], &options, &mut |_| {}).unwrap();
        assert_eq!((report.texts, report.damages.len()), (1, 1));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            name in prop_oneof![
                Just("a"), Just("a.txt"), Just("a.html"), Just("a.jsonl"), Just("a.json"), Just("a.md")
            ],
        ) {
            let _ = texts(name, &bytes);
        }

        #[test]
        fn no_markup_makes_the_reader_panic(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("<div class='article-text menu'>"), Just("</div>"), Just("<h1>"),
                    Just("<table>"), Just("<td>"), Just("<article>"), Just("<a href=1>"),
                    Just("</a>"), Just("<p>"), Just("<pre>"), Just("</pre>"), Just("<title>"),
                    Just("<time datetime=2024-01-01>"), Just("<svg><title>"), Just("<template>"),
                    Just("<body>"), Just("<select>"), Just("<b id=1>"), Just("</b>"),
                    Just("слово "), Just("&nbsp;"), Just("\n"), Just("<frameset>"), Just("<!--")
                ],
                0..60,
            ),
        ) {
            let _ = texts("a.html", parts.concat().as_bytes());
        }

        #[test]
        fn russian_text_comes_back_from_every_encoding(
            words in proptest::collection::vec("[а-яё]{1,9}", 0..8),
        ) {
            let text = format!(
                "Вчера в городе прошло заседание учёного совета института. Обсуждались \
                 итоги экспедиции к Белому морю и планы на будущий год. {}",
                words.join(" ")
            );
            for encoding in [
                encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::IBM866,
                encoding_rs::X_MAC_CYRILLIC, encoding_rs::ISO_8859_5, encoding_rs::UTF_8,
            ] {
                let bytes = encoding.encode(&text).0;
                let (texts, _) = texts("a.txt", &bytes);
                prop_assert_eq!(&texts[0].text, &text);
            }
        }
    }
}
