//! tar archives, read as they come: an archive may be larger than memory.

use std::io::Read;

use super::member::{MemberNames, is_passed_over};
use crate::source::session::{Fault, Peeked, Session};
use crate::source::walk::reason;

pub(super) fn read(session: &mut Session, name: &str, input: Peeked) -> Result<(), Fault> {
    let mut archive = tar::Archive::new(input);
    let mut names = MemberNames::default();
    for (members, entry) in archive.entries()?.enumerate() {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) if members == 0 => return Err(Fault::Malformed(reason(&error))),
            Err(error) => {
                session.damage(
                    name,
                    None,
                    format!(
                        "archive cut off or damaged behind member {members}: {}",
                        reason(&error)
                    ),
                );
                break;
            }
        };
        let kind = entry.header().entry_type();
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
            continue;
        }
        let member = names.unique(&entry.path_bytes());
        if is_passed_over(session, &member) {
            continue;
        }
        session.read_member(&format!("{name}!/{member}"), &mut entry as &mut dyn Read)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::source::{DecodedText, ReadError, ReadOptions, ReadReport, read_from};

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn read(name: &str, bytes: &[u8]) -> (Vec<DecodedText>, Result<ReadReport, ReadError>) {
        let mut texts = Vec::new();
        let outcome = read_from(name, bytes, &ReadOptions::default(), &mut |text| {
            texts.push(text);
        });
        (texts, outcome)
    }

    #[test]
    fn members_are_read_in_order_and_failures_named() {
        let inner = archive(&[("в/глубине.txt", "Внутри.".as_bytes())]);
        let bytes = archive(&[
            ("a/b.txt", "Первая.".as_bytes()),
            ("inner.tar", &inner),
            (".hidden/x.txt", b"x"),
            ("empty.txt", b""),
            ("photo.jpg", b"\xff\xd8\xff\xe0"),
            ("c.jsonl", b"{\"text\": \"third\"}\n{"),
        ]);
        let (texts, outcome) = read("x.tar", &bytes);
        let found: Vec<_> = texts
            .iter()
            .map(|text| (text.name.as_str(), text.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("x.tar!/a/b.txt", "Первая."),
                ("x.tar!/inner.tar!/в/глубине.txt", "Внутри."),
                ("x.tar!/c.jsonl", "third"),
            ]
        );
        let damages: Vec<_> = outcome
            .unwrap()
            .damages
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            damages,
            [
                "x.tar!/empty.txt: empty",
                "x.tar!/photo.jpg: binary content (JPEG image)",
                "x.tar!/c.jsonl:2: malformed JSON at column 1: EOF while parsing an object",
            ]
        );
    }

    #[test]
    fn an_archive_cut_off_gives_its_beginning() {
        let bytes = archive(&[("a.txt", b"one"), ("b.txt", &[b'b'; 5000])]);
        let (texts, outcome) = read("x.tar", &bytes[..2500]);
        assert_eq!(texts[0].text, "one");
        assert!(
            outcome
                .unwrap()
                .damages
                .last()
                .unwrap()
                .reason
                .contains("cut off")
        );
    }

    #[test]
    fn what_is_no_archive_is_malformed() {
        let error = read("x.tar", "просто текст".repeat(200).as_bytes())
            .1
            .unwrap_err();
        assert!(
            error.to_string().starts_with("x.tar: malformed: "),
            "{error}"
        );
        let error = read("x.tar", &[0; 2048]).1.unwrap_err();
        assert_eq!(error.to_string(), "x.tar: empty");
    }
}
