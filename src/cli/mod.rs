//! The command line over the library: arguments in, one library call, a printer, an exit code
//! out. Data go to standard output, everything else to standard error; only this module prints.

mod analyze;
mod args;
mod changes;
mod check;
mod command;
mod completions;
mod entities;
mod exit;
mod extract;
mod follow;
mod ingest;
mod printer;
mod progress;
mod query;
mod runs;
mod schedule;
mod searches;
mod show;
mod stats;
mod timeline;
mod watch;

use std::ffi::OsString;
use std::io;

use clap::{CommandFactory, FromArgMatches};

use command::{Cli, Command};
pub use exit::Exit;
use printer::Printer;

/// Runs the command that `args`, the program's name first, ask for.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match parse(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results, not faults.
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            let _ = error.print();
            return exit;
        }
    };
    let mut printer = Printer::new(&cli.global);
    let result = match &cli.command {
        Command::Ingest(args) => ingest::run(&cli.global, args, &mut printer),
        Command::Query(args) => query::run(&cli.global, args, &mut printer),
        Command::Timeline(args) => timeline::run(&cli.global, args, &mut printer),
        Command::Extract(args) => extract::run(&cli.global, args, &mut printer),
        Command::Entities(args) => entities::run(&cli.global, args, &mut printer),
        Command::Show(args) => show::run(&cli.global, args, &mut printer),
        Command::Stats(args) => stats::run(&cli.global, args, &mut printer),
        Command::Analyze(args) => analyze::run(args, &mut printer),
        Command::Changes(args) => changes::run(&cli.global, args, &mut printer),
        Command::Check(args) => check::run(&cli.global, args, &mut printer),
        Command::Runs(args) => runs::run(&cli.global, args, &mut printer),
        Command::Schedule(args) => schedule::run(&cli.global, args, &mut printer),
        Command::Searches(args) => searches::run(&cli.global, args, &mut printer),
        Command::Watch(args) => watch::run(&cli.global, args, &mut printer),
        Command::Completions(args) => completions::run(args, &mut printer),
    };
    match result.and_then(|exit| {
        printer.flush()?;
        Ok(exit)
    }) {
        Ok(exit) => exit,
        // `depesha query … | head` is no fault.
        Err(error) if is_closed_pipe(&error) => Exit::Done,
        Err(error) => {
            let exit = if error.downcast_ref::<UsageError>().is_some() {
                Exit::Usage
            } else {
                Exit::Failed
            };
            printer.error(&error);
            exit
        }
    }
}

fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    // An empty variable is one that is not set, as for most programs.
    if std::env::var_os("DEPESHA_INDEX").is_none_or(|dir| !dir.is_empty()) {
        command = command.mut_arg("index", |index| index.env("DEPESHA_INDEX"));
    }
    let matches = command.clone().try_get_matches_from(args)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// A command line that parses and still cannot be meant.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct UsageError(pub String);

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
