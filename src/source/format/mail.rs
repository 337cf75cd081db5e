//! Letters: `.eml` files and mbox mailboxes, as agencies send dispatches to their subscribers.
//! The subject becomes the title, the text part the text (or the HTML part, read as a page);
//! attachments are members of the letter.

use std::io::{BufRead, Read};

use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::charset::charset_of;
use super::html;
use super::member::{is_passed_over, member_name};
use crate::source::decode::{Decoded, decode};
use crate::source::session::{Fault, Session};
use crate::source::{DecodedText, Hints};

/// Letters attached to letters, within each other.
const MAX_NESTED: u32 = 8;

/// Parts of a letter. The parser takes letters within letters apart however deep they lie, and
/// what it returns is freed level by level: a hundred thousand of them overflow the stack.
const MAX_PARTS: usize = 500;

const CONTENT_TYPE: &[u8] = b"content-type";

/// One letter.
pub(super) fn read_message(session: &mut Session, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    // Each part says what it is in a header of its own.
    let starts = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1);
    let parts = starts.filter(|&at| {
        let name = bytes[at..].get(..CONTENT_TYPE.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case(CONTENT_TYPE))
    });
    if parts.take(MAX_PARTS + 1).count() > MAX_PARTS {
        return Err(Fault::Malformed(format!("more than {MAX_PARTS} parts")));
    }
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Fault::Malformed("no letter".to_owned()));
    };
    if message.headers().is_empty() {
        return Err(Fault::Malformed("no letter: it has no headers".to_owned()));
    }
    read_parsed(session, name, &message, 0)
}

fn read_parsed(
    session: &mut Session,
    name: &str,
    message: &Message,
    depth: u32,
) -> Result<(), Fault> {
    let mut any = false;
    if let Some(text) = body(session, name, message)? {
        session.emit(text);
        any = true;
    }
    for (number, part) in message.attachments().enumerate() {
        any = true;
        session.count_member()?;
        let label = part
            .attachment_name()
            .map(|label| member_name(label.as_bytes()))
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| format!("part-{}", number + 1));
        if is_passed_over(session, &label) {
            continue;
        }
        let label = format!("{name}!/{label}");
        match &part.body {
            PartType::Message(inner) if depth < MAX_NESTED => {
                if let Err(fault) = read_parsed(session, &label, inner, depth + 1) {
                    session.damage(&label, None, fault.to_string());
                }
            }
            PartType::Message(_) => {
                session.damage(&label, None, Fault::TooDeep(MAX_NESTED).to_string());
            }
            // Signatures and pictures are part of what a letter looks like, not of what it says.
            PartType::InlineBinary(_) => {}
            PartType::Binary(_) if is_ornament(part) => {}
            PartType::Text(text) | PartType::Html(text) => {
                session.read_member(&label, &mut text.as_bytes())?;
            }
            PartType::Binary(bytes) => session.read_member(&label, &mut bytes.as_ref())?,
            PartType::Multipart(_) => {}
        }
    }
    if any { Ok(()) } else { Err(Fault::Empty) }
}

fn is_ornament(part: &MessagePart) -> bool {
    part.content_type().is_some_and(|kind| {
        let subtype = kind.subtype().unwrap_or_default();
        kind.ctype() == "image" || subtype.ends_with("signature") || subtype == "ms-tnef"
    })
}

/// The letter's own text.
fn body(
    session: &mut Session,
    name: &str,
    message: &Message,
) -> Result<Option<DecodedText>, Fault> {
    let mut hints = Hints {
        title: message
            .subject()
            .map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|subject| !subject.is_empty()),
        date: message.date().and_then(|date| {
            // Letters say the day of the place they were sent from.
            let (year, month, day) = (date.year, date.month, date.day);
            Date::new(
                i16::try_from(year).ok()?,
                i8::try_from(month).ok()?,
                i8::try_from(day).ok()?,
            )
            .ok()
        }),
        ..Hints::default()
    };
    hints.title_given = hints.title.is_some();
    let plain = message
        .text_bodies()
        .find(|part| matches!(part.body, PartType::Text(_)));
    let (part, page) = match (plain, message.html_bodies().next()) {
        (Some(part), _) => (part, false),
        (None, Some(part)) => (part, true),
        (None, None) => return Ok(None),
    };
    let Some(decoded) = part_text(message, part) else {
        return Ok(None);
    };
    if let Some(damage) = decoded.damage {
        session.damage(name, None, damage);
    }
    let text = if page {
        let article = html::article(&decoded.text);
        if hints.title.is_none() {
            hints.title = article.title;
        }
        article.text
    } else {
        decoded.text
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(DecodedText {
        name: name.to_owned(),
        text,
        whole: false,
        first_ordinal: 0,
        hints,
        encoding: decoded.encoding,
        warnings: decoded.warnings,
    }))
}

/// A part as the parser decoded it, or, when it names no charset and its bytes are not UTF-8,
/// as our own detection reads it.
fn part_text(message: &Message, part: &MessagePart) -> Option<Decoded> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else {
        return None;
    };
    let declared = part
        .content_type()
        .and_then(|kind| kind.attribute("charset"))
        .and_then(|label| charset_of(&format!("charset={label}")));
    if text.contains('\u{FFFD}') && part.encoding == mail_parser::Encoding::None {
        let raw = message
            .raw_message
            .get(part.offset_body as usize..part.offset_end as usize)?;
        return decode(raw.to_vec(), declared).ok();
    }
    Some(Decoded {
        text: text.to_string(),
        encoding: declared.map_or("UTF-8", |encoding| encoding.name()),
        warnings: Vec::new(),
        damage: None,
    })
}

/// A mailbox: letters behind each other, each headed by a line that begins with "From "
/// (RFC 4155). They are called by their numbers, from 1.
pub(super) fn read_mbox(
    session: &mut Session,
    name: &str,
    input: &mut dyn BufRead,
) -> Result<(), Fault> {
    let limit = session.options.max_size;
    let mut letter = Vec::new();
    let mut number = 0u64;
    let mut too_large = false;
    let mut behind_blank = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line of a mailbox that is no mailbox may be as long as the file.
        let read = (&mut *input).take(limit).read_until(b'\n', &mut line)?;
        let begins = behind_blank && line.starts_with(b"From ");
        if read == 0 || begins {
            if number > 0 {
                finish_letter(session, name, number, &letter, too_large)?;
            }
            if read == 0 {
                break;
            }
            number += 1;
            letter.clear();
            too_large = false;
            behind_blank = false;
            continue;
        }
        if number == 0 {
            return Err(Fault::Malformed("no mailbox".to_owned()));
        }
        behind_blank = matches!(line.as_slice(), b"\n" | b"\r\n");
        // ">From " at the start of a line is how a letter's own "From " is kept (mboxrd).
        let quoted = line.iter().take_while(|&&byte| byte == b'>').count();
        let unquoted = if quoted > 0 && line[quoted..].starts_with(b"From ") {
            &line[1..]
        } else {
            &line[..]
        };
        if letter.len() as u64 + unquoted.len() as u64 > limit {
            too_large = true;
            letter = Vec::new();
        } else if !too_large {
            letter.extend_from_slice(unquoted);
        }
    }
    Ok(())
}

fn finish_letter(
    session: &mut Session,
    name: &str,
    number: u64,
    letter: &[u8],
    too_large: bool,
) -> Result<(), Fault> {
    session.count_member()?;
    let member = format!("{name}!/{number}");
    let outcome = if too_large {
        Err(Fault::TooLarge(session.options.max_size))
    } else {
        read_message(session, &member, letter)
    };
    match outcome {
        Err(fault @ (Fault::Bomb(_) | Fault::TooManyMembers(_))) => Err(fault),
        Err(fault) => {
            session.damage(&member, None, fault.to_string());
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{archive, read};
    use jiff::civil::date;

    const LETTER: &str = "From: desk@example.org\r\nDate: Thu, 4 Sep 2025 10:00:00 +0900\r\n\
        Subject: =?utf-8?B?0JzQvtGB0YIg0L7RgtC60YDRi9GC?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

    fn letter(body: &str) -> Vec<u8> {
        [LETTER.as_bytes(), &encoding_rs::KOI8_R.encode(body).0].concat()
    }

    #[test]
    fn a_letter() {
        let (texts, outcome) = read("a.eml", &letter("Мост открыт.\r\nДвижение началось.\r\n"));
        assert!(outcome.unwrap().damages.is_empty());
        assert_eq!(texts[0].text, "Мост открыт.\nДвижение началось.\n");
        assert_eq!(texts[0].hints.title.as_deref(), Some("Мост открыт"));
        assert_eq!(texts[0].hints.date, Some(date(2025, 9, 4)));
        assert_eq!(texts[0].encoding, "KOI8-R");
    }

    #[test]
    fn letters_within_letters_have_an_end() {
        let nested = |levels: usize| {
            let headers = "Content-Type: message/rfc822\n\n".repeat(levels);
            read(
                "a.eml",
                &[headers.as_bytes(), &letter("Мост открыт.")].concat(),
            )
        };
        let reason = |levels: usize| nested(levels).1.unwrap_err().to_string();
        assert!(nested(3).1.unwrap().damages.is_empty());
        assert!(reason(400).ends_with("more than 8 containers within each other"));
        assert_eq!(reason(100_000), "a.eml: malformed: more than 500 parts");
    }

    #[test]
    fn a_letter_that_does_not_name_its_charset() {
        let body = "Вчера в городе открыли новый мост через реку.";
        for encoding in [
            encoding_rs::WINDOWS_1251,
            encoding_rs::KOI8_R,
            encoding_rs::UTF_8,
        ] {
            let bytes = [b"Subject: x\r\n\r\n", &*encoding.encode(body).0].concat();
            let (texts, _) = read("a.eml", &bytes);
            assert_eq!(texts[0].text, body, "{}", encoding.name());
        }
    }

    #[test]
    fn pages_and_attachments() {
        let inner = archive(&[("c.txt", "Из архива.".as_bytes())]);
        let mut bytes = "Subject: x\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=XX\r\n\r\n--XX\r\n\
            Content-Type: text/html; charset=utf-8\r\n\r\n<p>Первый.</p><p>Второй.</p>\r\n--XX\r\n\
            Content-Type: text/plain; charset=utf-8\r\n\
            Content-Disposition: attachment; filename=b.txt\r\n\r\nВложение.\r\n--XX\r\n\
            Content-Type: image/png\r\nContent-Disposition: attachment; filename=d.png\r\n\r\nPNG\r\n--XX\r\n\
            Content-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\n\
            Content-Transfer-Encoding: binary\r\n\r\n"
            .as_bytes()
            .to_vec();
        bytes.extend_from_slice(&inner);
        bytes.extend_from_slice(b"\r\n--XX--\r\n");
        let (texts, outcome) = read("a.eml", &bytes);
        let found: Vec<_> = texts
            .iter()
            .map(|text| (text.name.as_str(), text.text.trim()))
            .collect();
        assert_eq!(
            found,
            [
                ("a.eml", "Первый.\nВторой."),
                ("a.eml!/b.txt", "Вложение."),
                ("a.eml!/a.zip!/c.txt", "Из архива."),
            ]
        );
        assert!(outcome.unwrap().damages.is_empty());
    }

    #[test]
    fn a_mailbox() {
        let mut bytes = Vec::new();
        for body in ["Первое.\n>From здесь.\n\n", "Второе.\n\n", "\n"] {
            bytes.extend_from_slice(b"From desk@example.org Thu Sep  4 10:00:00 2025\n");
            bytes.extend_from_slice(&letter(body));
        }
        let (texts, outcome) = read("a.mbox", &bytes);
        let found: Vec<_> = texts
            .iter()
            .map(|text| (text.name.as_str(), text.text.trim()))
            .collect();
        assert_eq!(
            found,
            [
                ("a.mbox!/1", "Первое.\nFrom здесь."),
                ("a.mbox!/2", "Второе.")
            ]
        );
        assert_eq!(outcome.unwrap().damages[0].to_string(), "a.mbox!/3: empty");
        let error = read("a.mbox", b"text").1.unwrap_err();
        assert_eq!(error.to_string(), "a.mbox: malformed: no mailbox");
    }
}
