//! `depesha completions`.

use clap::CommandFactory;

use super::Exit;
use super::args::CompletionsArgs;
use super::command::Cli;
use super::printer::Printer;

pub fn run(args: &CompletionsArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "depesha", &mut script);
    std::io::Write::write_all(printer.out(), &script)?;
    Ok(Exit::Done)
}
