//! Plain text and Markdown: the bytes are the text.

use encoding_rs::Encoding;

use crate::source::decode::decode;
use crate::source::read::{Fault, Session};
use crate::source::{DecodedText, Hints};

pub(super) fn read(session: &mut Session, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
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
    session.emit(DecodedText {
        name: name.to_owned(),
        text: decoded.text,
        whole: false,
        first_ordinal: 0,
        hints: Hints::default(),
        encoding: decoded.encoding,
        warnings: decoded.warnings,
    });
    Ok(())
}
