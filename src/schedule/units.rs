//! A schedule in the words of other schedulers: systemd units and a crontab line, for those who
//! would rather not keep a program of ours running.

use std::fmt::Write as _;

use super::CronSchedule;

/// Why a schedule cannot be said in another scheduler's words.
#[derive(Debug, thiserror::Error)]
pub enum UnitsError {
    #[error(
        "\"{0}\" uses L, W or #, which {1} does not know: run `depesha schedule --cron` instead"
    )]
    Modifiers(String, &'static str),
    #[error("the argument {0:?} has a character that cannot stand in {1}")]
    Argument(String, &'static str),
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A service that runs `command` once and a timer that starts it, each under a comment with its
/// file name. The timer makes up for a run that was missed while the machine was off.
///
/// # Errors
///
/// When the expression uses `L`, `W` or `#`, or an argument has a control character.
pub fn systemd_units(schedule: &CronSchedule, command: &[String]) -> Result<String, UnitsError> {
    let mut line = String::new();
    for argument in command {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&systemd_quote(argument)?);
    }
    let mut calendar = String::new();
    for expression in on_calendar(schedule)? {
        let _ = writeln!(calendar, "OnCalendar={expression}");
    }
    Ok(format!(
        "\
# ~/.config/systemd/user/depesha.service
[Unit]
Description=Bring the depesha index up to date

[Service]
Type=oneshot
ExecStart={line}
# Some files could not be read: they are listed in the log and tried again.
SuccessExitStatus=3
Nice=10

# ~/.config/systemd/user/depesha.timer
[Unit]
Description=Bring the depesha index up to date: {expression}

[Timer]
{calendar}Persistent=true

[Install]
WantedBy=timers.target

# then: systemctl --user daemon-reload && systemctl --user enable --now depesha.timer
",
        expression = schedule.expression(),
    ))
}

/// The expression as `OnCalendar=` values (systemd.time(7)): two when day and weekday are both
/// restricted, since crontab(5) joins these with "or" and systemd with "and".
fn on_calendar(schedule: &CronSchedule) -> Result<Vec<String>, UnitsError> {
    let pattern = schedule.pattern();
    if pattern.days.has_modifiers() || pattern.days_of_week.has_modifiers() {
        return Err(UnitsError::Modifiers(
            schedule.expression().to_owned(),
            "systemd",
        ));
    }
    let list = |values: Vec<u16>, all: usize| {
        if values.len() == all {
            "*".to_owned()
        } else {
            let values: Vec<_> = values.iter().map(|value| format!("{value:02}")).collect();
            values.join(",")
        }
    };
    let months = list(pattern.months.values(), 12);
    let days = list(pattern.days.values(), 31);
    let time = format!(
        "{}:{}:00",
        list(pattern.hours.values(), 24),
        list(pattern.minutes.values(), 60)
    );
    let mut weekdays: Vec<_> = pattern
        .days_of_week
        .values()
        .into_iter()
        // crontab(5) has Sunday twice, as 0 and as 7.
        .filter_map(|day| WEEKDAYS.get(usize::from(day % 7)).copied())
        .collect();
    weekdays.sort_unstable();
    weekdays.dedup();
    weekdays.sort_by_key(|name| WEEKDAYS.iter().position(|day| day == name));
    let zone = match schedule.zone_name() {
        Some(name) => format!(" {name}"),
        None => String::new(),
    };
    let by_day = format!("*-{months}-{days} {time}{zone}");
    let by_weekday = format!("{} *-{months}-* {time}{zone}", weekdays.join(","));
    Ok(match (days.as_str(), weekdays.len()) {
        ("*", 7) => vec![by_day],
        ("*", _) => vec![by_weekday],
        (_, 7) => vec![by_day],
        _ => vec![by_day, by_weekday],
    })
}

/// An argument of `ExecStart=` (systemd.service(5), "Command lines"): in double quotes, with
/// backslash escapes, and `%` and `$` doubled, since both would be expanded.
fn systemd_quote(argument: &str) -> Result<String, UnitsError> {
    if argument.chars().any(char::is_control) {
        return Err(UnitsError::Argument(argument.to_owned(), "a systemd unit"));
    }
    let plain = |c: char| c.is_alphanumeric() || "/._-+:=@,".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return Ok(argument.to_owned());
    }
    let mut quoted = String::from("\"");
    for c in argument.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' | '$' => quoted.extend([c, c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    Ok(quoted)
}

/// A line for `crontab -e` that runs `command`, with the time zone in a line before it.
///
/// # Errors
///
/// When the expression uses `L`, `W` or `#`, or an argument has a control character.
pub fn crontab(schedule: &CronSchedule, command: &[String]) -> Result<String, UnitsError> {
    let pattern = schedule.pattern();
    if pattern.days.has_modifiers() || pattern.days_of_week.has_modifiers() {
        return Err(UnitsError::Modifiers(
            schedule.expression().to_owned(),
            "cron",
        ));
    }
    let mut line = schedule.expression().to_owned();
    for argument in command {
        if argument.chars().any(char::is_control) {
            return Err(UnitsError::Argument(argument.to_owned(), "a crontab"));
        }
        line.push(' ');
        // An unescaped % ends the command (crontab(5)), within quotes too.
        line.push_str(&shell_quote(argument).replace('%', "\\%"));
    }
    let zone = match schedule.zone_name() {
        Some(name) => format!("CRON_TZ={name}\n"),
        None => String::new(),
    };
    Ok(format!("{zone}{line}\n"))
}

fn shell_quote(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:=@,%".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(expression: &str) -> CronSchedule {
        CronSchedule::parse(expression, Some("Europe/Moscow")).expect("a schedule")
    }

    #[test]
    fn cron_fields_become_calendar_events() {
        let check = |expression: &str, expected: &[&str]| {
            let expected: Vec<_> = expected
                .iter()
                .map(|event| format!("{event} Europe/Moscow"))
                .collect();
            assert_eq!(
                on_calendar(&schedule(expression)).expect("an event"),
                expected,
                "{expression}"
            );
        };
        check("0 */6 * * *", &["*-*-* 00,06,12,18:00:00"]);
        check("* * * * *", &["*-*-* *:*:00"]);
        check("15 4 1 jan,jul *", &["*-01,07-01 04:15:00"]);
        check("30 7 * * 1-5", &["Mon,Tue,Wed,Thu,Fri *-*-* 07:30:00"]);
        check("30 7 * * 0", &["Sun *-*-* 07:30:00"]);
        check("30 7 * * 7", &["Sun *-*-* 07:30:00"]);
        check("0 0 13 * fri", &["*-*-13 00:00:00", "Fri *-*-* 00:00:00"]);
        assert!(on_calendar(&schedule("0 0 L * *")).is_err());
    }

    #[test]
    fn arguments_survive_quoting() {
        let command =
            ["/usr/bin/depesha", "ingest", "/data/1 %a", "it's \"$HOME\""].map(str::to_owned);
        let units = systemd_units(&schedule("0 3 * * *"), &command).expect("units");
        assert!(
            units.contains(
                "ExecStart=/usr/bin/depesha ingest \"/data/1 %%a\" \"it's \\\"$$HOME\\\"\"\n"
            ),
            "{units}"
        );
        assert_eq!(
            crontab(&schedule("0 3 * * *"), &command).expect("a line"),
            "CRON_TZ=Europe/Moscow\n\
             0 3 * * * /usr/bin/depesha ingest '/data/1 \\%a' 'it'\\''s \"$HOME\"'\n"
        );
        assert!(crontab(&schedule("0 3 * * *"), &["a\nb".to_owned()]).is_err());
    }
}
