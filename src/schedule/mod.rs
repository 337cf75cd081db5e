//! When to run, and what to tell of a run: what comes in is a cron expression, folders to watch
//! or a file of saved searches; what goes out are moments at which a run is due, one line of JSON
//! for each run, and what is new for each saved search. The ingest itself is [`crate::ingest`]'s.
//!
//! [`Cycle`] is one such run with what follows from it. Nothing here runs two things at once:
//! [`Ticker`] says when a run is due; the caller runs, then asks again, so that a tick that falls
//! into a run is dropped rather than queued.

mod command;
mod cron;
mod cycle;
mod log;
mod news;
mod searches;
mod stop;
mod units;
mod watch;

pub use command::{CommandError, run_command};
pub use cron::{CronError, CronSchedule, Due, Ticker};
pub use cycle::{Cycle, CycleFault, CycleReport};
pub use log::{RunLog, Trigger, last_started};
pub use searches::{NewHit, SavedSearch, SearchLog, SearchesError, load_searches, parse_searches};
pub use stop::Stop;
pub use units::{UnitsError, crontab, systemd_units};
pub use watch::{WatchError, Watched, Watcher};
