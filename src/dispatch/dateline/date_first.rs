//! Datelines that begin with the date: what comes in is the position of the first character, what
//! goes out is the reading.
//!
//! | layout | used by |
//! |---|---|
//! | `5 мая, Минск /Корр. БЕЛТА/.` | БелТА |
//! | `5 мая. FINMARKET.RU -` | Финмаркет, Интерфакс-Россия |

use super::super::cursor::Cursor;
use super::super::date::{read_date, skip_time};
use super::super::place::{read_place, skip_region};
use super::credit::{read_enclosed, read_free};
use super::{Reading, eat_closing, eat_separator, reading};

pub(super) fn read(start: Cursor) -> Option<Reading> {
    // Weekdays aside, a date begins with a digit.
    let mut cursor = start;
    let date = read_date(&mut cursor)?;
    skip_time(&mut cursor);
    let separator = eat_separator(&mut cursor);

    let mut ahead = cursor;
    let credit = read_enclosed(&mut ahead, separator.is_mark()).or_else(|| {
        let known = separator.is_mark() || date.closed;
        known.then(|| read_free(&mut ahead, separator)).flatten()
    });
    if let Some(credit) = credit {
        // Without a place only a known agency makes a dateline.
        credit.agency.agency?;
        eat_closing(&mut ahead);
        return Some(reading(ahead.at, None, Some(date), Some(credit.agency)));
    }

    if !(separator.is_mark() || separator.space) {
        return None;
    }
    let mut ahead = cursor;
    let place = read_place(&mut ahead)?;
    skip_region(&mut { ahead });
    let separator = eat_separator(&mut ahead);
    let credit = read_enclosed(&mut ahead, true).or_else(|| {
        separator
            .is_mark()
            .then(|| read_free(&mut ahead, separator))
            .flatten()
    })?;
    // An unknown name in brackets behind a place is more likely its region.
    if credit.agency.agency.is_none() && !credit.enclosed {
        return None;
    }
    eat_closing(&mut ahead);
    Some(reading(
        ahead.at,
        Some(place),
        Some(date),
        Some(credit.agency),
    ))
}
