//! What tests of several formats share.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::source::{DecodedText, ReadError, ReadOptions, ReadReport, read_from};

pub(super) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn read(name: &str, bytes: &[u8]) -> (Vec<DecodedText>, Result<ReadReport, ReadError>) {
    let mut texts = Vec::new();
    let outcome = read_from(name, bytes, &ReadOptions::default(), &mut |text| {
        texts.push(text);
    });
    (texts, outcome)
}
