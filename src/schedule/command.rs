//! `--on-change`: a command of the user's, run with lines on its standard input.

use std::io::{self, BufWriter, Write};
use std::process::{Command, ExitStatus, Stdio};

/// Why a command could not be run to its end. That it ended with a failure is no error here.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("cannot start the command \"{command}\": {source}")]
    Start { command: String, source: io::Error },
    #[error("the command \"{command}\" broke off: {source}")]
    Talk { command: String, source: io::Error },
}

/// Runs `command` through the shell (`sh -c`, on Windows `cmd /C`), writes `lines` to its standard
/// input, a line end after each, and waits for its end. What it prints goes where this program's
/// standard error goes, since standard output belongs to results. `environment` is added to the
/// command's own. A command that does not read its input is none the worse for it.
///
/// # Errors
///
/// When the shell cannot be started or waited for.
pub fn run_command<L: AsRef<str>>(
    command: &str,
    environment: &[(&str, String)],
    lines: impl IntoIterator<Item = L>,
) -> Result<ExitStatus, CommandError> {
    let mut shell = if cfg!(windows) {
        let mut shell = Command::new("cmd");
        shell.arg("/C");
        shell
    } else {
        let mut shell = Command::new("sh");
        shell.arg("-c");
        shell
    };
    let start = |source| CommandError::Start {
        command: command.to_owned(),
        source,
    };
    let talk = |source| CommandError::Talk {
        command: command.to_owned(),
        source,
    };
    let mut child = shell
        .arg(command)
        .envs(environment.iter().map(|(name, value)| (*name, value)))
        .stdin(Stdio::piped())
        .stdout(io::stderr())
        .spawn()
        .map_err(start)?;
    let written = match child.stdin.take() {
        Some(input) => write_lines(BufWriter::new(input), lines),
        None => Ok(()),
    };
    let status = child.wait().map_err(talk)?;
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(talk(error)),
        _ => Ok(status),
    }
}

fn write_lines<L: AsRef<str>>(
    mut output: impl Write,
    lines: impl IntoIterator<Item = L>,
) -> io::Result<()> {
    for line in lines {
        writeln!(output, "{}", line.as_ref())?;
    }
    output.flush()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_command_gets_the_lines_and_the_environment() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let status = run_command(
            "{ echo \"run $DEPESHA_RUN\"; cat; } > \"$OUT\"; exit 7",
            &[
                ("DEPESHA_RUN", "3".to_owned()),
                ("OUT", out.to_string_lossy().into_owned()),
            ],
            ["{\"kind\":\"added\"}", "второе"],
        )
        .expect("the shell runs");
        assert_eq!(status.code(), Some(7));
        assert_eq!(
            std::fs::read_to_string(out).expect("it wrote"),
            "run 3\n{\"kind\":\"added\"}\nвторое\n"
        );
    }

    #[test]
    fn a_command_need_not_read() {
        let line = "x".repeat(1000);
        let lines = std::iter::repeat_n(line.as_str(), 1000);
        let status = run_command("exit 0", &[], lines).expect("the shell runs");
        assert!(status.success());
    }
}
