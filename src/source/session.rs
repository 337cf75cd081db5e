//! What one reading of a file has in common, whatever the formats within formats: the limits and
//! how far they are used up, what went wrong, where the texts go. A stream comes in from
//! [`super::read`] or from a container, the reader of its format is called with it. What formats
//! there are is left to [`super::format`].

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::rc::Rc;

use super::DecodedText;
use super::decode::{NotText, line_ends};
use super::walk::reason;

/// Limits that keep hostile and damaged files from eating the machine.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Bytes of a file, member or page that has to be in memory as a whole. JSON lines and
    /// archives are streamed and may be larger.
    pub max_size: u64,
    /// The same for plain text and Markdown, of which nothing but the text is built: bulletins of
    /// a year are one file in some archives.
    pub max_text: u64,
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
            max_text: 256 << 20,
            max_line: 16 << 20,
            max_depth: 8,
            max_members: 2_000_000,
            max_unpacked: 256 << 20,
            max_ratio: 100,
            hidden: false,
        }
    }
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
    #[error(
        "members overlap each other, as in an archive made to unpack to far more than it holds"
    )]
    Overlapping,
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

/// What is known of a file beside its stream.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Origin<'a> {
    pub(super) size: u64,
    /// Where it can be opened again, for formats that have to jump about in it.
    pub(super) path: Option<&'a std::path::PathBuf>,
}

/// A stream whose first bytes have been looked at.
pub(super) struct Peeked<'a> {
    head: io::Cursor<Vec<u8>>,
    rest: io::BufReader<&'a mut dyn Read>,
    /// About how many bytes the stream has; 0 where that is not known.
    expected: u64,
}

/// How much of a stream is looked at to tell its format.
const HEAD: usize = 8192;

impl<'a> Peeked<'a> {
    fn new(reader: &'a mut dyn Read, expected: u64) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        (&mut *reader).take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Self {
            head: io::Cursor::new(head),
            rest: io::BufReader::with_capacity(64 * 1024, reader),
            expected,
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
        // A buffer that grows leaves behind as much again as it has in the end.
        let more = self.expected.min(limit).saturating_sub(bytes.len() as u64);
        bytes.reserve_exact(usize::try_from(more).unwrap_or(0));
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

/// Tells the format of a stream and reads it: name, the name that tells the format, the stream.
pub(super) type FormatReader = fn(&mut Session<'_>, &str, &str, Peeked<'_>) -> Result<(), Fault>;

/// The state of one reading, shared by the formats within formats.
pub(super) struct Session<'a> {
    pub(super) options: &'a ReadOptions,
    /// Reads what lies in a container, so that formats need not know each other.
    formats: FormatReader,
    sink: &'a mut dyn FnMut(DecodedText),
    origin: Origin<'a>,
    meter: Rc<Meter>,
    depth: u32,
    members: u64,
    pub(super) texts: u64,
    damages: Vec<Damage>,
    more_damages: u64,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        options: &'a ReadOptions,
        origin: Origin<'a>,
        formats: FormatReader,
        sink: &'a mut dyn FnMut(DecodedText),
    ) -> Self {
        let by_ratio = origin.size.saturating_mul(options.max_ratio);
        let meter = Meter {
            used: Cell::new(0),
            limit: by_ratio.max(options.max_unpacked),
        };
        Self {
            options,
            formats,
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
        let expected = self.path().map_or(0, |_| self.origin.size);
        let outcome = Peeked::new(reader, expected)
            .map_err(Fault::from)
            .and_then(|peeked| (self.formats)(self, name, inner, peeked));
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

    /// What could not be read, and how many texts there were.
    pub(super) fn finish(mut self) -> (Vec<Damage>, u64) {
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
