//! zip archives, and the documents that are zip archives inside. An archive whose list of
//! members is missing, because it was cut off, is read from its beginning as far as it goes.

use std::fs::File;
use std::io::{BufReader, Cursor};

use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;

use super::compressed::Salvaged;
use super::member::{MemberNames, is_passed_over};
use super::office::{self, Document};
use super::package::{Archive, ReadSeek, fault, overlaps};
use crate::source::session::{Fault, Peeked, Session};

pub(super) fn read(session: &mut Session, name: &str, input: Peeked) -> Result<(), Fault> {
    let path = session.path();
    let bytes = match path {
        Some(_) => Vec::new(),
        None => input.into_bytes(session.options.max_size)?,
    };
    let open = || -> Result<Box<dyn ReadSeek + '_>, Fault> {
        Ok(match path {
            Some(path) => Box::new(BufReader::new(File::open(path)?)),
            None => Box::new(Cursor::new(bytes.as_slice())),
        })
    };
    let Ok(mut archive) = ZipArchive::new(open()?) else {
        read_without_list(session, name, &mut open()?)?;
        session.damage(
            name,
            None,
            "archive cut off or damaged: its list of members is missing",
        );
        return Ok(());
    };
    if overlaps(&archive) {
        return Err(Fault::Overlapping);
    }
    match office::document(&mut archive) {
        Some(Document::Other(kind)) => Err(Fault::Unsupported(kind.to_owned())),
        Some(document) => office::read(session, name, &mut archive, document),
        None => read_members(session, name, &mut archive),
    }
}

fn read_members(session: &mut Session, name: &str, archive: &mut Archive) -> Result<(), Fault> {
    let mut names = MemberNames::default();
    for index in 0..archive.len() {
        // The raw entry has a name even when its content cannot be read.
        let (member, encrypted) = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() || entry.is_symlink() => continue,
            Ok(entry) => (names.unique(entry.name_raw()), entry.encrypted()),
            Err(error) => {
                session.count_member()?;
                session.damage(
                    name,
                    None,
                    format!("member {}: {}", index + 1, fault(&error)),
                );
                continue;
            }
        };
        if is_passed_over(session, &member) {
            continue;
        }
        let member = format!("{name}!/{member}");
        if encrypted {
            session.count_member()?;
            session.damage(&member, None, Fault::Encrypted.to_string());
            continue;
        }
        match archive.by_index(index) {
            Ok(entry) => {
                let metered = session.metered(entry);
                let mut salvaged = Salvaged::new(metered, session);
                session.read_member(&member, &mut salvaged)?;
                if let Some(failure) = salvaged.failure {
                    session.damage(&member, None, failure);
                }
            }
            Err(error) => {
                session.count_member()?;
                session.damage(&member, None, fault(&error).to_string());
            }
        }
    }
    Ok(())
}

/// Member after member from the front, until something is no member.
fn read_without_list(
    session: &mut Session,
    name: &str,
    source: &mut Box<dyn ReadSeek + '_>,
) -> Result<(), Fault> {
    let mut names = MemberNames::default();
    while let Ok(Some(entry)) = read_zipfile_from_stream(source) {
        if entry.is_dir() {
            continue;
        }
        let member = names.unique(entry.name_raw());
        if is_passed_over(session, &member) {
            continue;
        }
        let member = format!("{name}!/{member}");
        let metered = session.metered(entry);
        let mut salvaged = Salvaged::new(metered, session);
        session.read_member(&member, &mut salvaged)?;
        if let Some(failure) = salvaged.failure {
            session.damage(&member, None, failure);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{archive, read};
    use crate::source::{Fault, ReadOptions, read_from};

    #[test]
    fn members_and_archives_in_archives() {
        let inner = archive(&[("inner/a.txt", "Внутри.".as_bytes())]);
        let bytes = archive(&[
            ("b.html", "<p>Страница.</p>".as_bytes()),
            ("inner.zip", &inner),
            ("__MACOSX/._b.html", b"\0\x05\x16\x07"),
            ("empty.txt", b""),
        ]);
        let (texts, outcome) = read("outer.zip", &bytes);
        let found: Vec<_> = texts
            .iter()
            .map(|text| (text.name.as_str(), text.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("outer.zip!/b.html", "Страница."),
                ("outer.zip!/inner.zip!/inner/a.txt", "Внутри."),
            ]
        );
        let damages = outcome.unwrap().damages;
        assert_eq!(damages.len(), 1);
        assert_eq!(damages[0].to_string(), "outer.zip!/empty.txt: empty");
    }

    #[test]
    fn a_file_on_disk_is_read_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.zip");
        let bytes = archive(&[("a.txt", "Текст.".as_bytes())]);
        std::fs::write(&path, &bytes).unwrap();
        let file = crate::source::walk(&[path], &Default::default())
            .next()
            .unwrap()
            .unwrap();
        let options = ReadOptions {
            max_size: 20,
            ..ReadOptions::default()
        };
        let mut found = Vec::new();
        let report =
            crate::source::read(&file, &options, &mut |text| found.push(text.name)).unwrap();
        assert_eq!(found, ["x.zip!/a.txt"]);
        assert_eq!(report.hash, *blake3::hash(&bytes).as_bytes());
    }

    #[test]
    fn an_archive_cut_off_gives_its_beginning() {
        let noise: Vec<u8> = (0..40_000u32)
            .flat_map(|number| {
                format!("{} ", number.wrapping_mul(2_654_435_761) % 9973).into_bytes()
            })
            .collect();
        let bytes = archive(&[("a.txt", b"one"), ("b.txt", &noise), ("c.txt", b"three")]);
        let (texts, outcome) = read("x.zip", &bytes[..bytes.len() / 2]);
        assert_eq!(texts[0].text, "one");
        assert!(noise.starts_with(texts[1].text.as_bytes()));
        let damages: Vec<_> = outcome
            .unwrap()
            .damages
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(damages[0].starts_with("x.zip!/b.txt: "), "{damages:?}");
        assert_eq!(
            damages[1],
            "x.zip: archive cut off or damaged: its list of members is missing"
        );
    }

    #[test]
    fn encrypted_members_are_named() {
        // Bit 0 of the flags, in the member's own header and in the list.
        let mut bytes = archive(&[("secret.txt", b"text"), ("open.txt", b"text")]);
        bytes[6] |= 1;
        let list = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        bytes[list + 8] |= 1;
        let (texts, outcome) = read("x.zip", &bytes);
        assert_eq!(texts[0].name, "x.zip!/open.txt");
        assert_eq!(
            outcome.unwrap().damages[0].to_string(),
            "x.zip!/secret.txt: encrypted"
        );
    }

    #[test]
    fn bombs_and_rubbish() {
        let options = ReadOptions {
            max_unpacked: 1 << 20,
            ..ReadOptions::default()
        };
        let bomb = archive(&[
            ("a.txt", b"text"),
            ("b.txt", &vec![b'a'; 2 << 20]),
            ("c.txt", b"never read"),
        ]);
        let report = read_from("x.zip", &bomb, &options, &mut |_| {}).unwrap();
        assert_eq!(report.texts, 1);
        assert_eq!(report.damages.len(), 1);
        assert!(report.damages[0].reason.contains("unpacks to more than"));
        let error = read("x.zip", b"PK\x03\x04rubbish").1.unwrap_err();
        assert!(error.to_string().contains("list of members"), "{error}");
        let error = read("x.zip", &archive(&[])).1.unwrap_err();
        assert_eq!(error.to_string(), "x.zip: empty");
    }

    #[test]
    fn members_that_overlap_are_a_bomb() {
        let text = "Снег и ветер. ".repeat(100);
        let honest = archive(&[("a.txt", text.as_bytes()), ("b.txt", b"")]);
        assert!(read("x.zip", &honest).1.is_ok());

        // The same member a thousand times in the list, each time by another name.
        let plain = archive(&[("0000.txt", text.as_bytes())]);
        let list = memchr::memmem::find(&plain, b"PK\x01\x02").unwrap();
        let end = memchr::memmem::find(&plain, b"PK\x05\x06").unwrap();
        let (mut bytes, entry) = (plain[..list].to_vec(), &plain[list..end]);
        for number in 0..1000 {
            let mut entry = entry.to_vec();
            entry[46..50].copy_from_slice(format!("{number:04}").as_bytes());
            bytes.extend_from_slice(&entry);
        }
        let length = u32::try_from(bytes.len() - list).unwrap();
        bytes.extend_from_slice(&plain[end..]);
        let tail = bytes.len() - 22;
        bytes[tail + 8..tail + 10].copy_from_slice(&1000u16.to_le_bytes());
        bytes[tail + 10..tail + 12].copy_from_slice(&1000u16.to_le_bytes());
        bytes[tail + 12..tail + 16].copy_from_slice(&length.to_le_bytes());
        let (texts, outcome) = read("x.zip", &bytes);
        assert!(texts.is_empty());
        assert_eq!(outcome.unwrap_err().fault, Fault::Overlapping);

        let nested = archive(&[("bomb.zip", &bytes), ("c.txt", text.as_bytes())]);
        let (texts, outcome) = read("y.zip", &nested);
        assert_eq!(texts.len(), 1);
        assert!(
            outcome.unwrap().damages[0]
                .to_string()
                .starts_with("y.zip!/bomb.zip: members overlap")
        );
    }
}
