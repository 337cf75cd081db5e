//! Datelines that begin with the place, the usual order: what comes in is the position of the
//! first character, what goes out is the reading.
//!
//! | layout | used by |
//! |---|---|
//! | `Пхеньян, 4 сентября. /ЦТАК/--` | ЦТАК |
//! | `МОСКВА, 5 мая. /ТАСС/.` | ТАСС |
//! | `МОСКВА, 5 мая - РИА Новости.` | РИА Новости |
//! | `Казань. 17 октября 2018 года. ИНТЕРФАКС —` | Интерфакс |
//! | `Пекин, 5 мая /Синьхуа/ --` | Синьхуа |
//! | `АСТАНА. КАЗИНФОРМ -`, `ЛОНДОН (Рейтер) -` | agencies that leave the date out |
//! | `САНКТ-ПЕТЕРБУРГ, 5 мая.` | Росбалт and others that leave their name out |

use super::super::agency::{read_known, skip_prefixes};
use super::super::cursor::Cursor;
use super::super::date::{WrittenDate, read_date, skip_time};
use super::super::place::{is_on_board, read_place, read_places, skip_region};
use super::credit::{read_enclosed, read_free};
use super::{Closing, Reading, Separator, eat_closing, eat_separator, reading, text_begins};

pub(super) fn read(start: Cursor) -> Option<Reading> {
    with_date(start).or_else(|| without_date(start))
}

fn with_date(start: Cursor) -> Option<Reading> {
    let mut cursor = start;
    let place = read_places(&mut cursor)?;
    skip_region(&mut cursor);
    let mut separator = eat_separator(&mut cursor);
    let mut date = read_date(&mut cursor);
    if date.is_none() && separator.comma {
        // "Ханой, Вьетнам, 5 мая": region and country behind the place.
        for _ in 0..2 {
            read_place(&mut cursor)?;
            skip_region(&mut cursor);
            separator = eat_separator(&mut cursor);
            date = read_date(&mut cursor);
            if date.is_some() || !separator.comma {
                break;
            }
        }
    }
    let date = date?;
    if !(separator.is_mark() || separator.space) {
        return None;
    }
    let behind_date = cursor;
    skip_time(&mut cursor);
    let behind_time = cursor;
    let after = eat_separator(&mut cursor);

    let mut ahead = cursor;
    let credit = read_enclosed(&mut ahead, true).or_else(|| {
        let set_off = after.is_mark() || date.closed;
        set_off.then(|| read_free(&mut ahead, after)).flatten()
    });
    if let Some(credit) = credit {
        // "Москва 5 мая. …": without a mark between place and date only a known agency in
        // brackets or slashes proves that they belong together.
        if separator.space && !(credit.enclosed && credit.agency.agency.is_some()) {
            return None;
        }
        eat_closing(&mut ahead);
        return Some(reading(
            ahead.at,
            Some(place),
            Some(date),
            Some(credit.agency),
        ));
    }
    // "- РИА Новости, сообщает": the agency is part of a sentence.
    skip_prefixes(&mut cursor);
    if read_known(&mut cursor).is_some() {
        return None;
    }
    without_agency(place, date, separator, behind_date, behind_time)
}

/// "САНКТ-ПЕТЕРБУРГ, 5 мая.": a full stop or a dash must follow the date, and a new sentence.
fn without_agency(
    place: std::ops::Range<usize>,
    date: WrittenDate,
    separator: Separator,
    behind_date: Cursor,
    behind_time: Cursor,
) -> Option<Reading> {
    if !separator.is_mark() || separator.line_end {
        return None;
    }
    let mut ahead = behind_time;
    let closing = eat_closing(&mut ahead);
    let closed = match closing {
        Closing::Stop | Closing::Dash | Closing::LineEnd => true,
        Closing::Bracket => false,
        Closing::None => date.closed && ahead.at == behind_date.at,
    };
    if !closed || !text_begins(&ahead) {
        return None;
    }
    // "На борту самолета президент сказал, 5 мая." begins a sentence.
    let written = ahead.text.get(place.clone())?;
    if is_on_board(written) && written.contains(char::is_lowercase) {
        return None;
    }
    Some(reading(ahead.at, Some(place), Some(date), None))
}

/// "АСТАНА. КАЗИНФОРМ -", "ЛОНДОН (Рейтер) -": only agencies of the table.
fn without_date(start: Cursor) -> Option<Reading> {
    let mut cursor = start;
    let place = read_place(&mut cursor)?;
    skip_region_unless_agency(&mut cursor);
    let separator = eat_separator(&mut cursor);
    let mut ahead = cursor;
    let credit = match read_enclosed(&mut ahead, false) {
        Some(credit) => credit,
        None if separator.is_mark() => {
            let credit = read_free(&mut ahead, separator)?;
            credit.agency.agency?;
            credit
        }
        None => return None,
    };
    let closing = eat_closing(&mut ahead);
    let closed = match closing {
        Closing::Dash | Closing::LineEnd => true,
        Closing::Stop => credit.enclosed,
        Closing::Bracket | Closing::None => false,
    };
    if !closed || !text_begins(&ahead) || separator.line_end {
        return None;
    }
    Some(reading(ahead.at, Some(place), None, Some(credit.agency)))
}

fn skip_region_unless_agency(cursor: &mut Cursor) {
    let mut enclosed = *cursor;
    enclosed.skip_space();
    if read_enclosed(&mut enclosed, false).is_none() {
        skip_region(cursor);
    }
}
