//! `depesha schedule`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use jiff::Zoned;

use super::args::{FileArgs, Format, Global, TEXT_OR_LINES, formats};
use super::follow::{Follow, FollowArgs};
use super::printer::Printer;
use super::{Exit, UsageError};
use crate::schedule::{
    CronSchedule, Due, Stop, Ticker, Trigger, crontab, last_started, systemd_units,
};

/// Bring the index up to date at set times.
///
/// Runs until it is ended by SIGTERM or SIGINT, which let a run under way finish its file and
/// commit. Runs never overlap: a time that comes while a run is under way is passed over. A run
/// that was missed, because the machine slept or the program was not running, is made up for once.
#[derive(Debug, Args)]
pub struct ScheduleArgs {
    /// Files and folders to index
    #[arg(required = true, value_name = "CORPUS")]
    corpora: Vec<PathBuf>,
    /// When to run: minute, hour, day, month, weekday, as in crontab(5); or @hourly, @daily …
    #[arg(long, value_name = "EXPRESSION", required_unless_present = "once")]
    cron: Option<String>,
    /// Time zone of the times, such as Asia/Vladivostok; the machine's own without it
    #[arg(long, value_name = "ZONE", requires = "cron")]
    time_zone: Option<String>,
    /// Wait for the next time, even if one was missed since the last run
    #[arg(long)]
    no_catch_up: bool,
    /// Run once, now, and end: for those who have a scheduler
    #[arg(long, conflicts_with_all = ["cron", "no_catch_up"])]
    once: bool,
    /// Print a systemd service and timer that do the same
    #[arg(long, requires = "cron", conflicts_with = "print_crontab")]
    print_systemd: bool,
    /// Print a crontab line that does the same
    #[arg(long, requires = "cron")]
    print_crontab: bool,
    #[command(flatten)]
    follow: FollowArgs,
    #[command(flatten)]
    files: FileArgs,
    /// Form of the reports on standard output
    #[arg(long, value_parser = formats(TEXT_OR_LINES), default_value = "text")]
    format: Format,
}

pub fn run(global: &Global, args: &ScheduleArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let schedule = match &args.cron {
        None => None,
        Some(expression) => Some(
            CronSchedule::parse(expression, args.time_zone.as_deref())
                .map_err(|error| UsageError(error.to_string()))?,
        ),
    };
    let follow = Follow::new(
        global,
        &args.corpora,
        &args.files,
        &args.follow,
        args.format,
    )?;
    let Some(schedule) = schedule else {
        let stop = Stop::on_signals()?;
        return follow.once(printer, &stop);
    };
    if args.print_systemd || args.print_crontab {
        let command = once_command(global, args)?;
        let text = if args.print_systemd {
            systemd_units(&schedule, &command)
        } else {
            crontab(&schedule, &command)
        };
        let text = text.map_err(|error| UsageError(error.to_string()))?;
        printer.out().write_all(text.as_bytes())?;
        return Ok(Exit::Done);
    }
    let stop = Stop::on_signals()?;
    let last = if args.no_catch_up {
        None
    } else {
        last_started(follow.log())
    };
    let mut ticker = Ticker::new(schedule, &Zoned::now(), last);
    announce(&ticker, printer);
    loop {
        match ticker.poll(&Zoned::now()) {
            Due::Never => break,
            Due::Wait(time) => {
                if stop.wait(time) {
                    break;
                }
            }
            Due::Now { at, late } => {
                let trigger = if late {
                    Trigger::CatchUp
                } else {
                    Trigger::Cron
                };
                // What went wrong was told and logged: the next time may do better.
                let _ = follow.cycle(trigger, Some(at.timestamp()), printer, &stop)?;
                if stop.is_requested() {
                    break;
                }
                ticker.ran(&Zoned::now());
                announce(&ticker, printer);
            }
        }
    }
    Ok(Exit::Done)
}

fn announce(ticker: &Ticker, printer: &mut Printer) {
    if let Some(next) = ticker.next() {
        printer.note(next_run(next, &Zoned::now()));
    }
}

/// When the next run is; one that was missed is made up for at once.
fn next_run(next: &Zoned, now: &Zoned) -> String {
    let time = next.strftime("%Y-%m-%d %H:%M %Z");
    if next < now {
        format!("next run: now, for the one missed at {time}")
    } else {
        format!("next run: {time}")
    }
}

/// This command as another scheduler should give it: absolute paths, `--once` for `--cron`.
fn once_command(global: &Global, args: &ScheduleArgs) -> anyhow::Result<Vec<String>> {
    let program = std::env::current_exe()?;
    let mut command = vec![utf8(&program)?, "schedule".to_owned(), "--once".to_owned()];
    let mut option = |name: &str, value: String| command.extend([name.to_owned(), value]);
    option("--index", utf8(&std::path::absolute(&global.index)?)?);
    if global.jobs > 0 {
        option("--jobs", global.jobs.to_string());
    }
    for (name, path) in args.follow.paths() {
        option(name, utf8(&std::path::absolute(path)?)?);
    }
    if let Some(on_change) = args.follow.on_change() {
        option("--on-change", on_change.to_owned());
    }
    for pattern in &args.files.include {
        option("--include", pattern.clone());
    }
    for pattern in &args.files.exclude {
        option("--exclude", pattern.clone());
    }
    for (given, name) in [
        (args.files.hidden, "--hidden"),
        (args.files.follow, "--follow"),
        (args.follow.allow_vanish(), "--allow-vanish"),
        (true, "--quiet"),
    ] {
        if given {
            command.push(name.to_owned());
        }
    }
    for corpus in &args.corpora {
        command.push(utf8(&std::path::absolute(corpus)?)?);
    }
    Ok(command)
}

fn utf8(path: &std::path::Path) -> anyhow::Result<String> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| UsageError(format!("{}: the name is not UTF-8", path.display())).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_run_is_none_of_the_past() {
        let at = |text: &str| text.parse::<Zoned>().unwrap();
        let tick = at("2025-09-04T01:45[UTC]");
        assert_eq!(
            next_run(&tick, &at("2025-09-04T01:30[UTC]")),
            "next run: 2025-09-04 01:45 UTC"
        );
        assert_eq!(
            next_run(&tick, &at("2025-09-04T01:52[UTC]")),
            "next run: now, for the one missed at 2025-09-04 01:45 UTC"
        );
    }
}
