//! A zip archive that has been opened: what both plain archives and the documents that are zip
//! archives inside need.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::source::session::Fault;

/// Where an archive lies: in a file of any size, or in memory.
pub(super) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

pub(super) type Archive<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;

/// The fixed part of a member's own header (APPNOTE.TXT 4.3.7), in bytes.
const LOCAL_HEADER: u64 = 30;

/// Whether bytes of the archive belong to more than one member, by its list of them. No program
/// packs so: it is how an archive is made to unpack to many times what its ratio allows ("A better
/// zip bomb", https://www.usenix.org/conference/woot19/presentation/fifield).
pub(super) fn overlaps(archive: &Archive) -> bool {
    let mut ranges: Vec<(u64, u64)> = (0..archive.len())
        .filter_map(|index| archive.by_index_data(index).ok())
        .map(|member| {
            let start = member.header_start();
            // The name behind the header is left out: it may be longer or shorter there.
            let length = LOCAL_HEADER.saturating_add(member.compressed_size());
            (start, start.saturating_add(length))
        })
        .collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| pair[0].1 > pair[1].0)
}

/// What an error of the archive means for its reader.
pub(super) fn fault(error: &ZipError) -> Fault {
    match error {
        ZipError::Io(error) => Fault::Malformed(error.to_string()),
        ZipError::InvalidPassword => Fault::Encrypted,
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => {
            Fault::Encrypted
        }
        ZipError::UnsupportedArchive(what) => Fault::Unsupported((*what).to_owned()),
        ZipError::CompressionMethodNotSupported(method) => {
            Fault::Unsupported(format!("compression method {method}"))
        }
        error => Fault::Malformed(error.to_string()),
    }
}
