//! Cron expressions and the clock: what comes in is an expression with a time zone and the time
//! that it is, what goes out is whether a run is due and how long to wait otherwise. Nothing here
//! reads a clock, so that sleep, time changes and long runs can be tested.

use std::fmt;
use std::time::Duration;

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The longest single wait. A suspended machine stops the clock that waits are measured by, and
/// somebody may set the wall clock: both are noticed after this long at most.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Five cron fields and the time zone that they are read in.
#[derive(Clone)]
pub struct CronSchedule {
    expression: String,
    cron: Cron,
    zone: TimeZone,
    /// The zone was named, and is not just that of this machine.
    named: bool,
}

/// Why a schedule cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CronError {
    #[error(
        "not a cron expression of five fields (minute hour day month weekday): \"{expression}\": {reason}"
    )]
    Expression { expression: String, reason: String },
    #[error("the cron expression \"{0}\" names no moment that ever comes")]
    Never(String),
    #[error("unknown time zone \"{name}\": {reason}")]
    Zone { name: String, reason: String },
}

impl CronSchedule {
    /// Reads five fields as crontab(5) has them (`0 */6 * * *`), names of months and weekdays and
    /// `@daily` and its like included; as there, a day has to match one of day and weekday when
    /// both are given. Seconds and years are not taken, since no other scheduler would know them.
    /// `zone_name` is an IANA name ("Asia/Pyongyang"), the machine's own zone without one.
    ///
    /// A time that the spring clock change leaves out is run at the change; one that the autumn
    /// change repeats is run once, unless the expression runs all through the hour.
    ///
    /// # Errors
    ///
    /// When the expression is malformed or never comes (30 February), or the zone is unknown.
    ///
    /// ```
    /// use depesha::schedule::CronSchedule;
    ///
    /// let schedule = CronSchedule::parse("0 */6 * * *", Some("Asia/Vladivostok"))?;
    /// let now = "2025-09-04T13:20[Asia/Vladivostok]".parse()?;
    /// let next = schedule.next_after(&now).expect("it comes every day");
    /// assert_eq!(next.to_string(), "2025-09-04T18:00:00+10:00[Asia/Vladivostok]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(expression: &str, zone_name: Option<&str>) -> Result<Self, CronError> {
        let zone = match zone_name {
            None => TimeZone::system(),
            Some(name) => TimeZone::get(name).map_err(|error| CronError::Zone {
                name: name.to_owned(),
                reason: error.to_string(),
            })?,
        };
        let cron = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build()
            .parse(expression)
            .map_err(|error| CronError::Expression {
                expression: expression.to_owned(),
                reason: error.to_string(),
            })?;
        let schedule = Self {
            expression: expression.trim().to_owned(),
            cron,
            named: zone_name.is_some(),
            zone,
        };
        // Whether it ever comes does not depend on where the search begins: the calendar repeats
        // within the years that croner looks ahead.
        let start = Timestamp::UNIX_EPOCH.to_zoned(schedule.zone.clone());
        if schedule.next_after(&start).is_none() {
            return Err(CronError::Never(schedule.expression));
        }
        Ok(schedule)
    }

    /// The expression as given, without white space around it.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The IANA name of the zone; `None` for the machine's own.
    pub fn zone_name(&self) -> Option<&str> {
        self.zone.iana_name().filter(|_| self.named)
    }

    pub(super) fn pattern(&self) -> &croner::CronPattern {
        &self.cron.pattern
    }

    /// The first moment after `time` at which a run is due. `None` past the calendar's end.
    pub fn next_after(&self, time: &Zoned) -> Option<Zoned> {
        let time = time.with_time_zone(self.zone.clone());
        self.cron.find_next_occurrence(&time, false).ok()
    }
}

impl fmt::Debug for CronSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CronSchedule")
            .field("expression", &self.expression)
            .field("zone", &self.zone)
            .finish()
    }
}

/// What [`Ticker::poll`] answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Due {
    /// Run now. `at` is the tick that this run is for: the last one that has come, when the
    /// machine slept through several.
    Now {
        at: Zoned,
        /// Whether the tick is more than a minute past.
        late: bool,
    },
    /// Wait this long, then ask again.
    Wait(Duration),
    /// There is no further tick.
    Never,
}

/// Follows a schedule through time.
#[derive(Debug)]
pub struct Ticker {
    schedule: CronSchedule,
    next: Option<Zoned>,
    /// The latest time seen, to notice that the clock was set back.
    seen: Timestamp,
}

impl Ticker {
    /// Starts at `now`. When `last_run` is known and a tick has come since, the first poll is
    /// due: that is how a run missed while the program was not running is made up for.
    pub fn new(schedule: CronSchedule, now: &Zoned, last_run: Option<Timestamp>) -> Self {
        let from = match last_run {
            // A last run in the future is a clock set back since; it says nothing.
            Some(last) if last < now.timestamp() => last.to_zoned(schedule.zone.clone()),
            _ => now.clone(),
        };
        let next = schedule.next_after(&from);
        Self {
            schedule,
            next,
            seen: now.timestamp(),
        }
    }

    /// The tick waited for.
    pub fn next(&self) -> Option<&Zoned> {
        self.next.as_ref()
    }

    /// Whether a run is due at `now`. After [`Due::Now`] the caller runs and then calls
    /// [`Ticker::ran`].
    pub fn poll(&mut self, now: &Zoned) -> Due {
        // Without this, a clock that ran ahead for a while and was put right would silence the
        // schedule until it is as late again.
        if now.timestamp() + LONGEST_WAIT < self.seen {
            self.next = self.schedule.next_after(now);
        }
        self.seen = now.timestamp();
        let Some(next) = &self.next else {
            return Due::Never;
        };
        if next.timestamp() > now.timestamp() {
            let left = now.timestamp().duration_until(next.timestamp());
            let left = Duration::try_from(left).unwrap_or(LONGEST_WAIT);
            return Due::Wait(left.min(LONGEST_WAIT));
        }
        let late = next.timestamp() + Duration::from_secs(60) < now.timestamp();
        let mut at = next.clone();
        if late {
            at = self.last_tick(at, now);
        }
        Due::Now { at, late }
    }

    /// The last tick at or before `now`, at least `from`.
    fn last_tick(&self, from: Zoned, now: &Zoned) -> Zoned {
        let now = now.with_time_zone(self.schedule.zone.clone());
        match self.schedule.cron.find_previous_occurrence(&now, true) {
            Ok(tick) if tick > from => tick,
            _ => from,
        }
    }

    /// A run has ended at `now`: the next tick is the first one after it, and ticks that came
    /// while it was under way are dropped.
    pub fn ran(&mut self, now: &Zoned) {
        self.next = self.schedule.next_after(now);
        self.seen = now.timestamp();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse().expect("a zoned time")
    }

    fn schedule(expression: &str, zone: &str) -> CronSchedule {
        CronSchedule::parse(expression, Some(zone)).expect("a schedule")
    }

    fn ticks(expression: &str, from: &str, count: usize) -> Vec<String> {
        let mut time = at(from);
        let zone = time.time_zone().iana_name().expect("a named zone");
        let schedule = schedule(expression, zone);
        (0..count)
            .map(|_| {
                time = schedule.next_after(&time).expect("a next tick");
                time.strftime("%Y-%m-%d %H:%M%:z").to_string()
            })
            .collect()
    }

    #[test]
    fn ticks_follow_the_expression() {
        assert_eq!(
            ticks("0 */6 * * *", "2025-09-04T07:00[UTC]", 3),
            [
                "2025-09-04 12:00+00:00",
                "2025-09-04 18:00+00:00",
                "2025-09-05 00:00+00:00"
            ]
        );
        // Day or weekday, as in crontab(5).
        assert_eq!(
            ticks("30 8 13 * fri", "2025-06-12T00:00[UTC]", 3),
            [
                "2025-06-13 08:30+00:00",
                "2025-06-20 08:30+00:00",
                "2025-06-27 08:30+00:00"
            ]
        );
        assert_eq!(
            ticks("@daily", "2025-02-28T12:00[Asia/Seoul]", 1),
            ["2025-03-01 00:00+09:00"]
        );
    }

    #[test]
    fn clock_changes_lose_and_double_no_run() {
        // 30 March 2025, 02:00 becomes 03:00; 26 October, 03:00 becomes 02:00.
        assert_eq!(
            ticks("30 2 * * *", "2025-03-29T12:00[Europe/Berlin]", 2),
            ["2025-03-30 03:00+02:00", "2025-03-31 02:30+02:00"]
        );
        assert_eq!(
            ticks("30 2 * * *", "2025-10-25T12:00[Europe/Berlin]", 2),
            ["2025-10-26 02:30+02:00", "2025-10-27 02:30+01:00"]
        );
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for expression in [
            "",
            "0 0",
            "0 0 * *",
            "61 * * * *",
            "0 0 0 * * *",
            "каждый день",
        ] {
            assert!(
                matches!(
                    CronSchedule::parse(expression, Some("UTC")),
                    Err(CronError::Expression { .. })
                ),
                "{expression}"
            );
        }
        assert!(matches!(
            CronSchedule::parse("0 0 30 2 *", Some("UTC")),
            Err(CronError::Never(_) | CronError::Expression { .. })
        ));
        assert!(matches!(
            CronSchedule::parse("0 0 * * *", Some("Asia/Nowhere")),
            Err(CronError::Zone { .. })
        ));
    }

    #[test]
    fn a_tick_is_due_once() {
        let mut ticker = Ticker::new(
            schedule("0 * * * *", "UTC"),
            &at("2025-09-04T10:59:50[UTC]"),
            None,
        );
        assert_eq!(
            ticker.poll(&at("2025-09-04T10:59:50[UTC]")),
            Due::Wait(Duration::from_secs(10))
        );
        assert_eq!(
            ticker.poll(&at("2025-09-04T11:00:00[UTC]")),
            Due::Now {
                at: at("2025-09-04T11:00:00[UTC]"),
                late: false
            }
        );
        // The run took two and a half hours: the ticks of 12 and 13 are dropped.
        ticker.ran(&at("2025-09-04T13:30:00[UTC]"));
        assert_eq!(
            ticker.poll(&at("2025-09-04T13:30:00[UTC]")),
            Due::Wait(LONGEST_WAIT)
        );
        assert_eq!(ticker.next(), Some(&at("2025-09-04T14:00:00[UTC]")));
    }

    #[test]
    fn sleep_is_made_up_for_by_one_run() {
        let mut ticker = Ticker::new(
            schedule("0 */6 * * *", "UTC"),
            &at("2025-09-04T10:00[UTC]"),
            None,
        );
        assert_eq!(
            ticker.poll(&at("2025-09-05T08:00[UTC]")),
            Due::Now {
                at: at("2025-09-05T06:00[UTC]"),
                late: true
            }
        );
        ticker.ran(&at("2025-09-05T08:01[UTC]"));
        assert_eq!(ticker.next(), Some(&at("2025-09-05T12:00[UTC]")));
    }

    #[test]
    fn a_run_missed_before_the_start_is_made_up_for() {
        let daily = schedule("0 3 * * *", "UTC");
        let now = at("2025-09-04T10:00[UTC]");
        let ran = |text: &str| Some(at(text).timestamp());
        let mut missed = Ticker::new(daily.clone(), &now, ran("2025-09-02T03:00[UTC]"));
        assert!(matches!(missed.poll(&now), Due::Now { late: true, .. }));
        let mut done = Ticker::new(daily.clone(), &now, ran("2025-09-04T03:00[UTC]"));
        assert!(matches!(done.poll(&now), Due::Wait(_)));
        let mut ahead = Ticker::new(daily, &now, ran("2031-01-01T00:00[UTC]"));
        assert!(matches!(ahead.poll(&now), Due::Wait(_)));
        assert_eq!(ahead.next(), Some(&at("2025-09-05T03:00[UTC]")));
    }

    #[test]
    fn a_clock_set_back_does_not_silence_the_schedule() {
        let mut ticker = Ticker::new(
            schedule("0 * * * *", "UTC"),
            &at("2035-09-04T10:10[UTC]"),
            None,
        );
        ticker.poll(&at("2025-09-04T10:10[UTC]"));
        assert_eq!(ticker.next(), Some(&at("2025-09-04T11:00[UTC]")));
        // A correction of a few seconds is no such thing: the tick stays.
        ticker.poll(&at("2025-09-04T10:59:59[UTC]"));
        ticker.poll(&at("2025-09-04T10:59:55[UTC]"));
        assert_eq!(ticker.next(), Some(&at("2025-09-04T11:00[UTC]")));
    }
}
