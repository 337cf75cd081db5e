//! `depesha watch`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

use super::Exit;
use super::args::{FileArgs, Format, Global, TEXT_OR_LINES, formats};
use super::follow::{Follow, FollowArgs};
use super::printer::Printer;
use crate::schedule::{Stop, Trigger, Watched, Watcher};

/// How soon a run that failed is tried again.
const RETRY: Duration = Duration::from_secs(60);

/// Bring the index up to date whenever a corpus changes.
///
/// Looks at everything once, then runs until it is ended by SIGTERM or SIGINT. File systems of
/// other machines (NFS, SMB) often tell nothing of changes: `depesha schedule` is for them.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Files and folders to watch and index
    #[arg(required = true, value_name = "CORPUS")]
    corpora: Vec<PathBuf>,
    /// Run once nothing has changed for this long
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = duration)]
    quiet_for: Duration,
    /// Run even if changes have not ended after this long
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = duration)]
    at_most: Duration,
    /// Look at everything this often, whether or not changes were told of; 0 for never
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    sweep: Duration,
    #[command(flatten)]
    follow: FollowArgs,
    #[command(flatten)]
    files: FileArgs,
    /// Form of the reports on standard output
    #[arg(long, value_parser = formats(TEXT_OR_LINES), default_value = "text")]
    format: Format,
}

/// "90s", "1h 30m", "PT5M"; a bare 0.
fn duration(text: &str) -> Result<Duration, String> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let duration: SignedDuration = text
        .parse()
        .map_err(|_| format!("\"{text}\" is no time such as 90s, 5m or 1h"))?;
    Duration::try_from(duration).map_err(|_| "a time cannot be negative".to_owned())
}

pub fn run(global: &Global, args: &WatchArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let follow = Follow::new(
        global,
        &args.corpora,
        &args.files,
        &args.follow,
        args.format,
    )?;
    let stop = Stop::on_signals()?;
    // Watched before the first look, so that nothing falls between the two.
    let mut watcher = Watcher::new(&args.corpora, &follow.own_files())?;
    let sweep = Some(args.sweep).filter(|sweep| !sweep.is_zero());
    let mut trigger = Trigger::Sweep;
    loop {
        let done = follow.cycle(trigger, None, printer, &stop)?;
        if stop.is_requested() {
            break;
        }
        let limit = match (done, sweep) {
            (true, sweep) => sweep,
            // Another process may hold the index, or a disk may be back soon.
            (false, sweep) => Some(sweep.map_or(RETRY, |sweep| sweep.min(RETRY))),
        };
        trigger = match watcher.wait(&stop, args.quiet_for, args.at_most, limit) {
            Watched::Changed => Trigger::Watch,
            Watched::Quiet => Trigger::Sweep,
            Watched::Stopped => break,
        };
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        for wrong in ["", "soon", "-1s", "5"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
