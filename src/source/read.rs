//! From a file to its texts: what comes in is a [`SourceFile`] (or bytes with a name), what goes
//! out are [`DecodedText`]s into a sink and a [`ReadReport`]. This module opens the file and hashes
//! it; the formats are [`super::format`]'s, the limits [`super::session`]'s.

use std::fs::File;
use std::io::{self, Read};

use super::session::{Damage, Fault, Origin, ReadOptions, Session};
use super::walk::nanoseconds;
use super::{DecodedText, SourceFile, format};

/// What a reading did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReport {
    /// Bytes of the file.
    pub bytes: u64,
    /// BLAKE3 of the file's bytes.
    pub hash: [u8; 32],
    /// How many texts went to the sink.
    pub texts: u64,
    /// Size and time of the file when it was opened: they may be newer than the walk's.
    pub size: u64,
    pub modified: i64,
    /// True when the file changed while it was read: what was read may be a mixture, and the
    /// file should be read again on the next run.
    pub changed: bool,
    /// What could not be read although something could; at most a hundred of them and a
    /// last one that counts the rest.
    pub damages: Vec<Damage>,
}

/// A file that gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {fault}")]
pub struct ReadError {
    /// As [`SourceFile::name`].
    pub name: String,
    pub fault: Fault,
}

/// Reads a file and hands each text in it to `sink`, in the file's order.
///
/// # Errors
///
/// [`ReadError`] when no text came out of the file. When some did, what failed is in
/// [`ReadReport::damages`].
pub fn read(
    file: &SourceFile,
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let error = |fault| ReadError {
        name: file.name.clone(),
        fault,
    };
    let opened = File::open(&file.path).map_err(|io| error(io.into()))?;
    let before = opened.metadata().map_err(|io| error(io.into()))?;
    if before.is_dir() {
        return Err(error(Fault::Io("is a folder".to_owned())));
    }
    let origin = Origin {
        size: before.len(),
        // A pipe cannot be opened a second time.
        path: before.is_file().then_some(&file.path),
    };
    let mut report = read_stream(&file.name, &opened, origin, options, sink)?;
    report.size = before.len();
    report.modified = nanoseconds(before.modified());
    // A pipe has neither size nor time that mean anything.
    report.changed = before.is_file()
        && opened.metadata().map_or(true, |after| {
            after.len() != report.bytes || nanoseconds(after.modified()) != report.modified
        });
    Ok(report)
}

/// Like [`read`], from bytes: for standard input, for tests and fuzzing. The name's extension
/// tells the format where the content does not.
///
/// # Errors
///
/// As [`read`].
///
/// ```
/// # use depesha::source::{ReadOptions, read_from};
/// let mut texts = Vec::new();
/// let page = "<title>Погода</title><nav>Меню</nav><p>Снег.</p><p>Ветер.</p>";
/// read_from("a.html", page.as_bytes(), &ReadOptions::default(), &mut |text| texts.push(text))?;
/// assert_eq!(texts[0].text, "Снег.\nВетер.");
/// assert_eq!(texts[0].hints.title.as_deref(), Some("Погода"));
/// # Ok::<(), depesha::source::ReadError>(())
/// ```
pub fn read_from(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let origin = Origin {
        size: bytes.len() as u64,
        path: None,
    };
    read_stream(name, bytes, origin, options, sink)
}

/// Reads JSON lines from a stream, as they come: each line's text goes to `sink` before the next
/// line is read. Their name is `-`. An empty stream is no error: it has no dispatches.
///
/// # Errors
///
/// [`ReadError`] when the stream itself fails. Malformed lines are in [`ReadReport::damages`].
pub fn read_stdin_jsonl(
    reader: impl Read,
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let mut hashing = Hashing::new(reader);
    let mut session = Session::new(options, Origin::default(), format::read, sink);
    let buffered = &mut io::BufReader::new(&mut hashing);
    let outcome = format::jsonl::read(&mut session, "-", buffered);
    let (damages, texts) = session.finish();
    match outcome {
        Err(Fault::Io(reason)) => Err(ReadError {
            name: "-".to_owned(),
            fault: Fault::Io(reason),
        }),
        _ => Ok(hashing.report(texts, damages)),
    }
}

fn read_stream(
    name: &str,
    reader: impl Read,
    origin: Origin,
    options: &ReadOptions,
    sink: &mut dyn FnMut(DecodedText),
) -> Result<ReadReport, ReadError> {
    let error = |fault| ReadError {
        name: name.to_owned(),
        fault,
    };
    let mut hashing = Hashing::new(reader);
    let mut session = Session::new(options, origin, format::read, sink);
    let outcome = session.read_nested(name, name, &mut hashing);
    if let Err(fault) = outcome {
        if session.texts == 0 {
            return Err(error(fault));
        }
        session.damage(name, None, fault.to_string());
    }
    let (damages, texts) = session.finish();
    if texts == 0 {
        let fault = match damages.as_slice() {
            [] => Fault::Empty,
            [only] => Fault::AllDamaged(part_reason(name, only)),
            [first, rest @ ..] => Fault::AllDamaged(format!(
                "{} (and {} more)",
                part_reason(name, first),
                rest.len()
            )),
        };
        return Err(error(fault));
    }
    // The hash is of the whole file, also of what the format did not need to look at.
    io::copy(&mut hashing, &mut io::sink()).map_err(|io| error(io.into()))?;
    Ok(hashing.report(texts, damages))
}

/// A damage in words, without the file's own name, which the error has already.
fn part_reason(name: &str, damage: &Damage) -> String {
    let part = damage.name.strip_prefix(name).unwrap_or(&damage.name);
    let part = part.strip_prefix("!/").unwrap_or(part);
    match (part, damage.line) {
        ("", None) => damage.reason.clone(),
        ("", Some(line)) => format!("line {line}: {}", damage.reason),
        (part, None) => format!("{part}: {}", damage.reason),
        (part, Some(line)) => format!("{part}, line {line}: {}", damage.reason),
    }
}

/// A reader that hashes and counts what passes.
struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    fn report(&self, texts: u64, damages: Vec<Damage>) -> ReadReport {
        ReadReport {
            bytes: self.bytes,
            hash: *self.hasher.finalize().as_bytes(),
            texts,
            size: self.bytes,
            modified: 0,
            changed: false,
            damages,
        }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::MAX_DAMAGES;
    use super::*;
    use proptest::prelude::*;

    fn texts(name: &str, bytes: &[u8]) -> (Vec<DecodedText>, Result<ReadReport, ReadError>) {
        let mut texts = Vec::new();
        let outcome = read_from(name, bytes, &ReadOptions::default(), &mut |text| {
            texts.push(text)
        });
        (texts, outcome)
    }

    #[test]
    fn a_file_is_hashed_whole_and_its_time_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "Текст.").unwrap();
        let file = super::super::walk(&[path], &Default::default())
            .next()
            .unwrap()
            .unwrap();
        let mut texts = Vec::new();
        let report = read(&file, &ReadOptions::default(), &mut |text| texts.push(text)).unwrap();
        assert_eq!(report.hash, *blake3::hash("Текст.".as_bytes()).as_bytes());
        assert_eq!((report.bytes, report.size, report.texts), (11, 11, 1));
        assert_eq!(report.modified, file.modified);
        assert!(!report.changed && report.damages.is_empty());
        assert_eq!(texts[0].name, "a.txt");
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, "{\"text\": \"один\"}\n").unwrap();
        let file = super::super::walk(std::slice::from_ref(&path), &Default::default())
            .next()
            .unwrap()
            .unwrap();
        let report = read(&file, &ReadOptions::default(), &mut |_| {
            std::fs::write(&path, "{\"text\": \"один\"}\n{\"text\": \"два\"}\n").unwrap();
        })
        .unwrap();
        assert!(report.changed);
    }

    #[test]
    fn files_that_give_nothing_are_errors() {
        let check = |name: &str, bytes: &[u8], expected: &str| {
            assert_eq!(texts(name, bytes).1.unwrap_err().to_string(), expected);
        };
        check("a.txt", b"", "a.txt: empty");
        check("a.txt", b" \n\n", "a.txt: empty");
        check("a.md", b"\xEF\xBB\xBF\r\n", "a.md: empty");
        check(
            "a.html",
            b"<html><body><script>1</script></body></html>",
            "a.html: empty",
        );
        check("a.jsonl", b"\n\n", "a.jsonl: empty");
        check(
            "a.jsonl",
            b"{\"text\": ",
            "a.jsonl: line 1: malformed JSON at column 9: EOF while parsing a value",
        );
        check(
            "a.jsonl",
            b"{}\n{}\n",
            "a.jsonl: line 1: no `text` field (and 1 more)",
        );
        check(
            "a.json",
            b"[1, 2",
            "a.json: malformed JSON: EOF while parsing a list at line 1 column 5",
        );
        check(
            "a.txt",
            b"\x89PNG\r\n\x1a\n\0\0",
            "a.txt: binary content (PNG image)",
        );
        check("a", b"ab\0cd\xff", "a: binary content (control characters)");
        check(
            "a.txt",
            b"\x1f\x8b\x08\0\0\0\0\0",
            "a.txt: binary content (gzip data)",
        );
        let error = read(
            &SourceFile {
                path: "does/not/exist".into(),
                name: "exist".into(),
                size: 0,
                modified: 0,
            },
            &ReadOptions::default(),
            &mut |_| {},
        );
        assert_eq!(
            error.unwrap_err().to_string(),
            "exist: no such file or directory"
        );
    }

    #[test]
    fn limits_are_kept() {
        let options = ReadOptions {
            max_size: 10_000,
            max_text: 20_000,
            max_line: 40,
            ..ReadOptions::default()
        };
        for (name, limit) in [("a.html", 10_000), ("a.txt", 20_000)] {
            let bytes = vec![b'a'; limit + 1];
            let error = read_from(name, &bytes, &options, &mut |_| {}).unwrap_err();
            assert_eq!(error.fault, Fault::TooLarge(limit as u64));
            read_from(name, &bytes[1..], &options, &mut |_| {}).unwrap();
        }
        let lines = "а\n".repeat(5000);
        let error = read_from("a.txt", lines.as_bytes(), &options, &mut |_| {}).unwrap_err();
        assert_eq!(error.fault, Fault::TooLarge(10_000));

        let lines = format!(
            "{{\"text\":\"a\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"c\"}}",
            "b".repeat(50_000)
        );
        let mut found = Vec::new();
        let report = read_from("a.jsonl", lines.as_bytes(), &options, &mut |text| {
            found.push((text.text, text.first_ordinal));
        })
        .unwrap();
        assert_eq!(found, [("a".to_owned(), 0), ("c".to_owned(), 2)]);
        assert_eq!(
            report.damages[0].to_string(),
            "a.jsonl:2: larger than the 40 bytes allowed"
        );
    }

    #[test]
    fn many_damages_are_counted() {
        let lines = format!("{{\"text\":\"a\"}}\n{}", "{\n".repeat(1000));
        let report = texts("a.jsonl", lines.as_bytes()).1.unwrap();
        assert_eq!(report.damages.len(), MAX_DAMAGES + 1);
        assert_eq!(
            report.damages[MAX_DAMAGES].to_string(),
            "a.jsonl: and 900 more"
        );
    }

    #[test]
    fn standard_input_may_be_empty() {
        let options = ReadOptions::default();
        let report = read_stdin_jsonl(&b""[..], &options, &mut |_| {}).unwrap();
        assert_eq!((report.texts, report.damages.len()), (0, 0));
        let report = read_stdin_jsonl(&b"{\"text\":\"a\"}\n{"[..], &options, &mut |_| {}).unwrap();
        assert_eq!((report.texts, report.damages.len()), (1, 1));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            name in prop_oneof![
                Just("a"), Just("a.txt"), Just("a.html"), Just("a.jsonl"), Just("a.json"), Just("a.md")
            ],
        ) {
            let _ = texts(name, &bytes);
        }

        #[test]
        fn no_markup_makes_the_reader_panic(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("<div class='article-text menu'>"), Just("</div>"), Just("<h1>"),
                    Just("<table>"), Just("<td>"), Just("<article>"), Just("<a href=1>"),
                    Just("</a>"), Just("<p>"), Just("<pre>"), Just("</pre>"), Just("<title>"),
                    Just("<time datetime=2024-01-01>"), Just("<svg><title>"), Just("<template>"),
                    Just("<body>"), Just("<select>"), Just("<b id=1>"), Just("</b>"),
                    Just("слово "), Just("&nbsp;"), Just("\n"), Just("<frameset>"), Just("<!--")
                ],
                0..60,
            ),
        ) {
            let _ = texts("a.html", parts.concat().as_bytes());
        }

        #[test]
        fn russian_text_comes_back_from_every_encoding(
            // Words of the language: by what letters stand together encodings are told apart.
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "ещё", "съезд", "объявил", "Ярославль", "Ёлкин", "цифры", "щедрый", "юбилей",
                    "эфир", "жюри", "ЦТАК", "чаща", "фьорд", "шёл", "явка", "и", "в", "Хабаровск",
                ]),
                0..12,
            ),
        ) {
            let text = format!(
                "Вчера в городе прошло заседание учёного совета института. Обсуждались \
                 итоги экспедиции к Белому морю и планы на будущий год. {}",
                words.join(" ")
            );
            for encoding in [
                encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::IBM866,
                encoding_rs::X_MAC_CYRILLIC, encoding_rs::ISO_8859_5, encoding_rs::UTF_8,
            ] {
                let bytes = encoding.encode(&text).0;
                let (texts, _) = texts("a.txt", &bytes);
                prop_assert_eq!(&texts[0].text, &text);
            }
        }
    }
}
