//! Plain text and Markdown: the bytes are the text, but for the header that a file may begin with.

use encoding_rs::Encoding;

use super::{fields, front_matter};
use crate::source::decode::decode;
use crate::source::session::{Fault, Session};
use crate::source::{DecodedText, Hints};

/// Bytes to a line, on an average, that a text has at least which is larger than other formats may
/// be. Each line costs memory of its own: a file of nothing but line ends many times its size.
const LARGE_TEXT_LINE: usize = 40;

pub(super) fn read(session: &mut Session, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    let limit = session.options.max_size;
    if bytes.len() as u64 > limit {
        let ends = |end| memchr::memchr_iter(end, &bytes).count();
        if ends(b'\n').max(ends(b'\r')) > bytes.len() / LARGE_TEXT_LINE {
            return Err(Fault::TooLarge(limit));
        }
    }
    read_declared(session, name, bytes, None)
}

/// Reads a text whose charset an HTTP header names.
pub(super) fn read_declared(
    session: &mut Session,
    name: &str,
    bytes: Vec<u8>,
    charset: Option<&'static Encoding>,
) -> Result<(), Fault> {
    let decoded = decode(bytes, charset)?;
    if let Some(damage) = decoded.damage {
        session.damage(name, None, damage);
    }
    let (mut text, mut warnings) = (decoded.text, decoded.warnings);
    let mut hints = Hints::default();
    if let Some((mut header, start)) = front_matter::read(&text) {
        hints = fields::hints(&mut header, &mut warnings);
        text.drain(..start);
    }
    session.emit(DecodedText {
        name: name.to_owned(),
        text,
        whole: false,
        first_ordinal: 0,
        hints,
        encoding: decoded.encoding,
        warnings,
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::source::{ReadOptions, read_from};

    #[test]
    fn a_header_is_read_and_left_out() {
        let file = "\u{feff}---\r\ntitle: Тихий день\r\ndate: 4 марта 2021 года\r\nagency: ТАСС\r\n\
            lang: ru\r\nid: t-1\r\nlayout: post\r\n---\r\nМОСКВА, 4 марта. /ТАСС/. Вчера было тихо.\r\n";
        let mut texts = Vec::new();
        read_from(
            "a.md",
            file.as_bytes(),
            &ReadOptions::default(),
            &mut |text| {
                texts.push(text);
            },
        )
        .unwrap();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].text, "МОСКВА, 4 марта. /ТАСС/. Вчера было тихо.\n");
        let hints = &texts[0].hints;
        assert_eq!(hints.title.as_deref(), Some("Тихий день"));
        assert_eq!(hints.date, Some(jiff::civil::date(2021, 3, 4)));
        assert_eq!(hints.agency.as_deref(), Some("ТАСС"));
        assert_eq!(hints.language.as_deref(), Some("ru"));
        assert_eq!(hints.id.as_deref(), Some("t-1"));
        assert!(texts[0].warnings.is_empty());
    }

    #[test]
    fn a_header_with_a_date_of_no_use_is_told() {
        let file = "---\ndate: 2021-03\n---\nТекст.";
        let mut codes = Vec::new();
        read_from(
            "a.txt",
            file.as_bytes(),
            &ReadOptions::default(),
            &mut |text| {
                codes.extend(text.warnings.iter().map(|warning| warning.code));
            },
        )
        .unwrap();
        assert_eq!(codes, ["bad-date"]);
    }
}
