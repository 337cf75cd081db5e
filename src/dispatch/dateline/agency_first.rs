//! Datelines that begin with the agency: what comes in is the position of the first character,
//! what goes out is the reading.
//!
//! | layout | used by |
//! |---|---|
//! | `ТАСС, 5 мая.` | ТАСС, for news without a place |
//! | `ЦТАК, Пхеньян, 4 сентября.` | reprints |
//! | `/ЦТАК/--`, `INTERFAX.RU -` | sites, where place and date stand elsewhere on the page |

use super::super::agency::read_known;
use super::super::cursor::Cursor;
use super::super::date::{read_date, skip_time};
use super::super::place::read_places;
use super::credit::read_enclosed;
use super::{Closing, Reading, eat_closing, eat_separator, reading, text_begins};

pub(super) fn read(start: Cursor) -> Option<Reading> {
    let mut cursor = start;
    let (agency, enclosed) = match cursor.peek()? {
        '/' | '(' | '[' => match read_enclosed(&mut cursor, false) {
            // "/ТАСС, 5 мая/." has the date inside.
            Some(credit) if !inner_has_date(start, cursor) => (credit.agency, true),
            _ => {
                cursor = start;
                cursor.bump();
                (read_known(&mut cursor)?, false)
            }
        },
        _ => (read_known(&mut cursor)?, false),
    };
    let behind_agency = cursor;
    let separator = eat_separator(&mut cursor);
    if separator.is_mark() || enclosed {
        let mut ahead = cursor;
        let mut place = None;
        let mut date = read_date(&mut ahead);
        if date.is_none() {
            place = read_places(&mut ahead);
            if place.is_some() && eat_separator(&mut ahead).is_mark() {
                date = read_date(&mut ahead);
            }
        }
        if let Some(date) = date {
            skip_time(&mut ahead);
            ahead.eat(|c| c == '/');
            let closed = date.closed;
            let closing = eat_closing(&mut ahead);
            if (closing != Closing::None || closed || enclosed) && text_begins(&ahead) {
                return Some(reading(ahead.at, place, Some(date), Some(agency)));
            }
            return None;
        }
    }
    // The agency alone.
    let mut ahead = behind_agency;
    let closing = eat_closing(&mut ahead);
    let name = start.text.get(agency.span.clone())?;
    let address = name.contains('.') && closing == Closing::Dash;
    let marked = enclosed && matches!(closing, Closing::Dash | Closing::Stop);
    if (address || marked) && text_begins(&ahead) {
        return Some(reading(ahead.at, None, None, Some(agency)));
    }
    None
}

/// Whether the text between the two positions has a digit in it.
fn inner_has_date(from: Cursor, to: Cursor) -> bool {
    from.text
        .get(from.at..to.at)
        .is_some_and(|inner| inner.contains(|c: char| c.is_ascii_digit()))
}
