//! Where output goes: results to standard output, through a buffer, everything else to standard
//! error; colours where they are wanted.
//!
//! What an archive holds may be made to command a terminal. Names, titles and paths are therefore
//! shown through [`line`] wherever they go, whole texts through [`block`] on a terminal; data for
//! programs stay as they are, except on a terminal.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::args::{Color, Global};
use crate::ledger::Problem;

/// Styles of the output of people.
pub const TITLE: Style = Style::new().bold();
pub const FAINT: Style = Style::new().dimmed();
pub const MARK: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

pub struct Printer {
    /// Text with styles.
    out: AutoStream<Box<dyn Write>>,
    /// Where that goes, and what has no styles.
    raw: Shared,
    look: Look,
    err: AutoStream<io::Stderr>,
    quiet: bool,
    verbose: u8,
}

/// What standard output takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub styled: bool,
    pub terminal: bool,
}

impl Look {
    /// A style where styles are wanted.
    pub fn style(self, style: Style) -> Style {
        if self.styled { style } else { Style::new() }
    }

    /// A whole text, as it is but for a terminal.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        if self.terminal {
            block(text)
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// Standard output with one buffer for text and data, so that they keep their order.
#[derive(Clone)]
struct Shared(Rc<RefCell<BufWriter<io::Stdout>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

impl Printer {
    pub fn new(global: &Global) -> Self {
        let choice = match global.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let wanted = match choice {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            choice => choice,
        };
        let buffer = BufWriter::with_capacity(64 << 10, io::stdout());
        let raw = Shared(Rc::new(RefCell::new(buffer)));
        let out: Box<dyn Write> = Box::new(raw.clone());
        Self {
            out: AutoStream::new(out, wanted),
            raw,
            look: Look {
                styled: wanted != ColorChoice::Never,
                terminal: io::stdout().is_terminal(),
            },
            err: AutoStream::new(io::stderr(), choice),
            quiet: global.quiet,
            verbose: global.verbose,
        }
    }

    /// Standard output.
    pub fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// What standard output takes, for what is made ready elsewhere and written with
    /// [`Printer::ready`].
    pub fn look(&self) -> Look {
        self.look
    }

    /// Writes text that was made for the [`Look`] of standard output.
    pub fn ready(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.raw.write_all(bytes)
    }

    /// Writes data for programs: lines of JSON or CSV, in UTF-8.
    pub fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.look.terminal {
            return self.raw.write_all(bytes);
        }
        let text = String::from_utf8_lossy(bytes);
        self.raw.write_all(block(&text).as_bytes())
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A progress bar is wanted and can be shown.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// More was asked for, with -v.
    pub fn is_verbose(&self) -> bool {
        self.verbose > 0
    }

    /// `value` as JSON on a line of its own.
    pub fn json_line<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.data(&line)
    }

    /// `value` as JSON for people to read.
    pub fn json_pretty<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let mut lines = serde_json::to_vec_pretty(value)?;
        lines.push(b'\n');
        self.data(&lines)
    }

    /// What `write` writes as CSV.
    pub fn csv(
        &mut self,
        write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>,
    ) -> anyhow::Result<()> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        write(&mut csv)?;
        self.data(&csv.into_inner()?)?;
        Ok(())
    }

    /// Something that is worth knowing, unless --quiet.
    pub fn note(&mut self, message: impl std::fmt::Display) {
        if !self.quiet {
            let message = message.to_string();
            let _ = writeln!(self.err, "{}", block(&message));
        }
    }

    /// Something that is worth knowing with -v.
    pub fn detail(&mut self, message: impl std::fmt::Display) {
        if self.verbose > 0 {
            let message = message.to_string();
            let _ = writeln!(self.err, "{FAINT}{}{FAINT:#}", block(&message));
        }
    }

    pub fn warning(&mut self, message: impl std::fmt::Display) {
        let _ = self.out.flush();
        let message = message.to_string();
        let message = block(&message);
        let _ = writeln!(self.err, "{WARNING}warning{WARNING:#}: {message}");
    }

    /// Lists what could not be read.
    pub fn problems(&mut self, problems: &[Problem]) {
        let _ = self.out.flush();
        for problem in problems {
            let _ = writeln!(
                self.err,
                "{WARNING}not read{WARNING:#}: {}: {}",
                line(&problem.path),
                line(&problem.reason)
            );
        }
    }

    /// An error with its causes, once.
    pub fn error(&mut self, error: &anyhow::Error) {
        let _ = self.out.flush();
        let mut message = String::new();
        for cause in error.chain() {
            let cause = cause.to_string();
            // Some errors name their cause themselves.
            if message.contains(&cause) {
                continue;
            }
            if !message.is_empty() {
                message.push_str(": ");
            }
            message.push_str(&cause);
        }
        let message = block(&message);
        let _ = writeln!(self.err, "{ERROR}error{ERROR:#}: {message}");
    }
}

/// A name, path or other value that is to stay on its line, with what could command a terminal or
/// turn the order of letters made visible, as JSON writes it.
pub fn line(text: &str) -> Cow<'_, str> {
    visible(text, &[])
}

/// [`line`] for a title, of which a line end is a space.
pub fn title(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    line(&words.join(" ")).into_owned()
}

/// Several lines, their ends and tabs kept, the rest as [`line`] has it.
pub fn block(text: &str) -> Cow<'_, str> {
    visible(text, &['\n', '\t'])
}

fn visible<'t>(text: &'t str, kept: &[char]) -> Cow<'t, str> {
    let is_hidden = |c: char| commands(c) && !kept.contains(&c);
    let Some(first) = text.find(is_hidden) else {
        return Cow::Borrowed(text);
    };
    let mut shown = text[..first].to_owned();
    for c in text[first..].chars() {
        match c {
            c if !is_hidden(c) => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            // Writing to a string does not fail, and all of them have four digits.
            c => {
                let _ = write!(shown, "\\u{:04x}", c as u32);
            }
        }
    }
    Cow::Owned(shown)
}

/// Control characters, C1 among them; line and paragraph separators; embeddings, overrides and
/// isolates of writing direction (Unicode Standard Annex 9).
fn commands(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// "1 234 567": thin groups make long numbers readable in any language.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// "3.2 MB", decimal units.
pub fn bytes(value: f64) -> String {
    let mut value = value;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 1000.0 {
            return if unit == "B" {
                format!("{value:.0} B")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_commands_the_terminal() {
        for (text, expected) in [
            ("Снег, ёж и 北京", "Снег, ёж и 北京"),
            ("em\x1b[31mpty.txt", "em\\u001b[31mpty.txt"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{9b}2J\x07\x7f", "\\u009b2J\\u0007\\u007f"),
            ("a\u{202e}txt.exe", "a\\u202etxt.exe"),
            ("a\u{2028}b\u{2066}", "a\\u2028b\\u2066"),
        ] {
            assert_eq!(line(text), expected);
        }
        assert_eq!(block("a\n\tb\x1b\r\n"), "a\n\tb\\u001b\\r\n");
        assert_eq!(title(" Снег\n в \x1b[1mгороде"), "Снег в \\u001b[1mгороде");
        // Strings of JSON keep their value.
        let json = serde_json::to_string("a\u{9b}\u{202e}\x1b\n").unwrap();
        let shown: String = serde_json::from_str(&block(&json)).unwrap();
        assert_eq!(shown, "a\u{9b}\u{202e}\x1b\n");
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234_567), "1 234 567");
        assert_eq!(bytes(999.0), "999 B");
        assert_eq!(bytes(3_200_000.0), "3.2 MB");
    }
}
