//! Where output goes: results to standard output, through a buffer, everything else to standard
//! error; colours where they are wanted.

use std::io::{self, BufWriter, IsTerminal, Write};

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
    out: BufWriter<AutoStream<io::Stdout>>,
    err: AutoStream<io::Stderr>,
    quiet: bool,
    verbose: u8,
}

impl Printer {
    pub fn new(global: &Global) -> Self {
        let choice = match global.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self {
            out: BufWriter::with_capacity(64 << 10, AutoStream::new(io::stdout(), choice)),
            err: AutoStream::new(io::stderr(), choice),
            quiet: global.quiet,
            verbose: global.verbose,
        }
    }

    /// Standard output.
    pub fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Writes what holds no escape sequences, and so need not be searched for them.
    pub fn plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.flush()?;
        let mut stdout = self.out.get_ref().as_inner();
        stdout.write_all(bytes)
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
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    /// `value` as JSON for people to read.
    pub fn json_pretty<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    /// Something that is worth knowing, unless --quiet.
    pub fn note(&mut self, message: impl std::fmt::Display) {
        if !self.quiet {
            let _ = writeln!(self.err, "{message}");
        }
    }

    /// Something that is worth knowing with -v.
    pub fn detail(&mut self, message: impl std::fmt::Display) {
        if self.verbose > 0 {
            let _ = writeln!(self.err, "{FAINT}{message}{FAINT:#}");
        }
    }

    pub fn warning(&mut self, message: impl std::fmt::Display) {
        let _ = self.out.flush();
        let _ = writeln!(self.err, "{WARNING}warning{WARNING:#}: {message}");
    }

    /// Lists what could not be read.
    pub fn problems(&mut self, problems: &[Problem]) {
        let _ = self.out.flush();
        for problem in problems {
            let _ = writeln!(
                self.err,
                "{WARNING}not read{WARNING:#}: {}: {}",
                problem.path, problem.reason
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
        let _ = writeln!(self.err, "{ERROR}error{ERROR:#}: {message}");
    }
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
    fn numbers_for_people() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234_567), "1 234 567");
        assert_eq!(bytes(999.0), "999 B");
        assert_eq!(bytes(3_200_000.0), "3.2 MB");
    }
}
