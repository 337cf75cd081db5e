//! The command line as a whole: options of all commands, and one command with its own.

use clap::{Parser, Subcommand};

use super::args::{
    AnalyzeArgs, ChangesArgs, CheckArgs, CompletionsArgs, EntitiesArgs, ExtractArgs, Global,
    IngestArgs, QueryArgs, RunsArgs, ShowArgs, StatsArgs, TimelineArgs,
};
use super::schedule::ScheduleArgs;
use super::searches::SearchesArgs;
use super::watch::WatchArgs;

/// Index a local archive of Russian-language news dispatches and find anything in it.
#[derive(Debug, Parser)]
#[command(
    name = "depesha",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 done (no hits is not an error); 1 failed, nothing lost; 2 wrong usage;\n3 done, but some files could not be read."
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Ingest(IngestArgs),
    Query(Box<QueryArgs>),
    Timeline(Box<TimelineArgs>),
    Extract(ExtractArgs),
    Entities(EntitiesArgs),
    Show(ShowArgs),
    Stats(StatsArgs),
    Analyze(AnalyzeArgs),
    Changes(ChangesArgs),
    Runs(RunsArgs),
    Schedule(ScheduleArgs),
    Watch(WatchArgs),
    Check(CheckArgs),
    Searches(SearchesArgs),
    Completions(CompletionsArgs),
}
