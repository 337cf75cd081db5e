//! The agency's part of a dateline: what comes in is the position behind place and date, what
//! goes out is the agency and the position behind it and its correspondents.
//!
//! | form | used by |
//! |---|---|
//! | `/ЦТАК/`, `/Корр. ТАСС Имя Фамилия/`, `/Имя Фамилия - БЕЛТА/` | ЦТАК, ТАСС, Синьхуа, БелТА, Казинформ, АКИpress |
//! | `(ТАСС)`, `(Синьхуа)`, `(Рейтер)` | ТАСС until the 1960s, Синьхуа, Рёнхап, Western agencies |
//! | `РИА Новости, Имя Фамилия.` | РИА Новости, Sputnik, Прайм |
//! | `ИНТЕРФАКС —`, `КАЗИНФОРМ /Имя Фамилия/ -` | Интерфакс, Казинформ, Финмаркет |

use super::super::agency::{AgencyName, read_credit, read_known, skip_prefixes};
use super::super::cursor::{Cursor, is_dash, is_quote};
use super::{Closing, Separator, eat_closing, text_begins};

/// Longest contents of brackets or slashes, in bytes.
const LONGEST: usize = 160;

/// The agency, and how firmly the text says that it is one.
#[derive(Debug)]
pub(super) struct Credit {
    pub(super) agency: AgencyName,
    /// It stands between slashes or brackets.
    pub(super) enclosed: bool,
}

/// Reads an agency between slashes or brackets. With `any`, one that the table does not have will
/// do.
pub(super) fn read_enclosed(cursor: &mut Cursor, any: bool) -> Option<Credit> {
    let mut ahead = *cursor;
    let close = match ahead.bump()? {
        '/' => '/',
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    ahead.eat_while(|c| c == '/');
    let inner = ahead.eat_while(|c| c != close && c != '\n');
    if inner.len() > LONGEST || ahead.eat(|c| c == close).is_none() {
        return None;
    }
    ahead.eat_while(|c| c == close);
    let agency = read_credit(ahead.text, inner)?;
    if agency.agency.is_none() && !any {
        return None;
    }
    *cursor = ahead;
    Some(Credit {
        agency,
        enclosed: true,
    })
}

/// Reads an agency that stands free, with its correspondents; what closes the dateline must
/// follow. `before` is what separates it from the date.
pub(super) fn read_free(cursor: &mut Cursor, before: Separator) -> Option<Credit> {
    let mut ahead = *cursor;
    skip_prefixes(&mut ahead);
    let Some(agency) = read_known(&mut ahead) else {
        return read_unknown(cursor, before);
    };
    skip_correspondents(&mut ahead);
    let mut behind = ahead;
    let written = agency.span.clone();
    match eat_closing(&mut behind) {
        Closing::LineEnd => {}
        Closing::Stop | Closing::Dash | Closing::Bracket => {
            if !text_begins(&behind) {
                return None;
            }
        }
        // "— REGNUM В Москве": only a name in capitals can do without.
        Closing::None => {
            let name = ahead.text.get(written)?;
            let capitals = !name.chars().any(char::is_lowercase);
            let spaced = ahead.peek().is_some_and(char::is_whitespace);
            if !(before.dash && capitals && spaced && text_begins(&ahead)) {
                return None;
            }
        }
    }
    *cursor = ahead;
    Some(Credit {
        agency,
        enclosed: false,
    })
}

/// An agency that the table does not have: a name in capitals before a dash ("ВОЛГАПРЕСС —"), or
/// one to four capitalised words between a dash and a full stop ("- Волга Пресс.").
fn read_unknown(cursor: &mut Cursor, before: Separator) -> Option<Credit> {
    let mut ahead = *cursor;
    skip_prefixes(&mut ahead);
    ahead.eat_while(is_quote);
    let start = ahead.at;
    let mut words = 0;
    let mut capitals = true;
    let mut end = start;
    while words < 4 {
        let word =
            ahead.eat_while(|c| c.is_alphanumeric() || matches!(c, '-' | '&') || is_quote(c));
        let text = ahead.text.get(word.clone())?.trim_matches(is_quote);
        if !text.chars().next().is_some_and(char::is_uppercase) {
            break;
        }
        capitals &= text.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !text.chars().any(char::is_lowercase);
        words += 1;
        end = word.end;
        let mut next = ahead;
        next.skip_space();
        if next.at == ahead.at {
            break;
        }
        ahead = next;
    }
    if words == 0 {
        return None;
    }
    ahead.at = end;
    skip_correspondents(&mut ahead);
    let mut behind = ahead;
    let closing = eat_closing(&mut behind);
    let fits = match closing {
        Closing::Dash => capitals,
        Closing::Stop => before.dash,
        Closing::LineEnd => before.is_mark() && capitals,
        Closing::Bracket | Closing::None => false,
    };
    if !fits || !text_begins(&behind) {
        return None;
    }
    let agency = read_credit(ahead.text, start..end)?;
    *cursor = ahead;
    Some(Credit {
        agency,
        enclosed: false,
    })
}

/// Skips ", Имя Фамилия", "/Имя Фамилия/", ", И. Фамилия, Имя Фамилия" behind an agency. The
/// cursor stays when what follows is not made of capitalised words.
fn skip_correspondents(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    ahead.skip_space();
    if let Some(open) = ahead.eat(|c| matches!(c, '/' | '(')) {
        let close = if open == '/' { '/' } else { ')' };
        let inner = ahead.eat_while(|c| c != close && c != '\n');
        if inner.len() <= LONGEST && ahead.eat(|c| c == close).is_some() {
            *cursor = ahead;
        }
        return;
    }
    if ahead.eat(|c| c == ',').is_none() {
        return;
    }
    let mut words = 0;
    loop {
        ahead.skip_space();
        let word = ahead.eat_while(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\''));
        let text = ahead.text.get(word).unwrap_or_default();
        let Some(first) = text.chars().next() else {
            return;
        };
        if !first.is_uppercase() && text != "и" {
            return;
        }
        words += 1;
        if words > 12 {
            return;
        }
        let single = text.chars().count() == 1;
        match ahead.peek() {
            // An initial's full stop does not end the list.
            Some('.') if single => {
                ahead.bump();
            }
            Some(',') => {
                ahead.bump();
            }
            Some(c) if c.is_whitespace() && c != '\n' => {
                let mut behind = ahead;
                behind.skip_space();
                if behind.peek().is_some_and(is_dash) {
                    *cursor = ahead;
                    return;
                }
            }
            None | Some('.' | ':' | ')' | '\n') => {
                *cursor = ahead;
                return;
            }
            _ => return,
        }
    }
}
