//! Rich Text Format 1.9: the running text of a document. Letters stand in it as bytes of the
//! document's or the font's code page (`\'e0`) or as UTF-16 units (`\u1072`) with a stand-in
//! for old readers behind them.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252, X_MAC_CYRILLIC};

use crate::source::session::{Fault, Session};
use crate::source::{DecodedText, Hints};

/// Groups within groups. A deeper one is read as if it were closed at once.
const MAX_GROUPS: usize = 1000;

pub(super) fn read(session: &mut Session, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Fault::Malformed("no RTF document".to_owned()));
    }
    let mut parser = Parser::new();
    parser.run(bytes);
    let text = parser.text.trim_matches('\n').to_owned();
    if !parser.closed {
        session.damage(name, None, "cut off: the document does not end");
    }
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    session.emit(DecodedText {
        name: name.to_owned(),
        text,
        whole: false,
        first_ordinal: 0,
        hints: Hints::default(),
        encoding: parser.code_page.name(),
        warnings: Vec::new(),
    });
    Ok(())
}

/// Destinations that hold no running text.
const SILENT: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "listtable",
    "listoverridetable",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "annotation",
    "xmlnstbl",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "generator",
    "fldinst",
    "rsidtbl",
    "revtbl",
    "filetbl",
    "pgptbl",
    "bkmkstart",
    "bkmkend",
    "nonshppict",
    "shppict",
    "sp",
    "atnid",
    "atnauthor",
    "deleted",
    "v",
];

/// The code page of a font's character set (`\fcharset`), as the specification lists them.
fn charset_page(charset: i32) -> Option<&'static Encoding> {
    let label = match charset {
        0 => "windows-1252",
        77 => "macintosh",
        128 => "shift_jis",
        129 => "euc-kr",
        134 => "gbk",
        136 => "big5",
        161 => "windows-1253",
        162 => "windows-1254",
        163 => "windows-1258",
        177 => "windows-1255",
        178 => "windows-1256",
        186 => "windows-1257",
        204 => "windows-1251",
        238 => "windows-1250",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

fn numbered_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        866 => "ibm866".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => return Some(MACINTOSH),
        10007 => return Some(X_MAC_CYRILLIC),
        20866 => "koi8-r".to_owned(),
        65001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// What a group inherits and gives back at its end.
#[derive(Debug, Clone, Copy)]
struct Group {
    silent: bool,
    in_fonts: bool,
    hidden: bool,
    /// Stand-ins behind a `\u`.
    stand_ins: usize,
    page: Option<&'static Encoding>,
}

struct Parser {
    text: String,
    code_page: &'static Encoding,
    /// Font numbers and their pages.
    fonts: Vec<(i32, &'static Encoding)>,
    font: i32,
    groups: Vec<Group>,
    deeper: usize,
    group: Group,
    /// Bytes of the code page not decoded yet: a letter may have two.
    pending: Vec<u8>,
    /// UTF-16 units likewise.
    units: Vec<u16>,
    to_skip: usize,
    closed: bool,
}

impl Parser {
    fn new() -> Self {
        Self {
            text: String::new(),
            code_page: WINDOWS_1252,
            fonts: Vec::new(),
            font: 0,
            groups: Vec::new(),
            deeper: 0,
            group: Group {
                silent: false,
                in_fonts: false,
                hidden: false,
                stand_ins: 1,
                page: None,
            },
            pending: Vec::new(),
            units: Vec::new(),
            to_skip: 0,
            closed: false,
        }
    }

    fn run(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        // After `\*` an unknown destination is to be left out.
        let mut optional = false;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            match byte {
                b'{' => {
                    self.flush();
                    self.to_skip = 0;
                    if self.groups.len() < MAX_GROUPS {
                        self.groups.push(self.group);
                    } else {
                        self.deeper += 1;
                    }
                }
                b'}' => {
                    self.flush();
                    self.to_skip = 0;
                    if self.deeper > 0 {
                        self.deeper -= 1;
                    } else if let Some(group) = self.groups.pop() {
                        self.group = group;
                    }
                    if self.groups.is_empty() {
                        self.closed = true;
                        return;
                    }
                }
                b'\\' => rest = self.control(rest, &mut optional),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
    }

    /// What stands behind a backslash; gives back what is left.
    fn control<'b>(&mut self, rest: &'b [u8], optional: &mut bool) -> &'b [u8] {
        let Some((&first, tail)) = rest.split_first() else {
            return rest;
        };
        if !first.is_ascii_alphabetic() {
            match first {
                b'\'' => {
                    let code = tail
                        .get(..2)
                        .and_then(|digits| std::str::from_utf8(digits).ok())
                        .and_then(|digits| u8::from_str_radix(digits, 16).ok());
                    if let Some(code) = code {
                        self.byte(code);
                        return &tail[2..];
                    }
                }
                b'*' => *optional = true,
                b'~' => self.letter('\u{A0}'),
                b'_' => self.letter('\u{2011}'),
                b'-' => self.letter('\u{AD}'),
                b'\\' | b'{' | b'}' => self.byte(first),
                b'\r' | b'\n' => self.letter('\n'),
                _ => {}
            }
            return tail;
        }
        let end = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (word, mut rest) = rest.split_at(end);
        let digits = rest
            .iter()
            .enumerate()
            .position(|(at, byte)| !(byte.is_ascii_digit() || (at == 0 && *byte == b'-')))
            .unwrap_or(rest.len());
        let number = std::str::from_utf8(&rest[..digits])
            .ok()
            .and_then(|digits| digits.parse::<i32>().ok());
        rest = &rest[digits..];
        rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            return &rest[length.min(rest.len())..];
        }
        self.word(word, number, std::mem::take(optional));
        rest
    }

    fn word(&mut self, word: &str, number: Option<i32>, optional: bool) {
        match word {
            "par" | "line" | "sect" | "page" | "row" => self.letter('\n'),
            "tab" | "cell" => self.letter('\t'),
            "emdash" => self.letter('—'),
            "endash" => self.letter('–'),
            "lquote" => self.letter('‘'),
            "rquote" => self.letter('’'),
            "ldblquote" => self.letter('“'),
            "rdblquote" => self.letter('”'),
            "bullet" => self.letter('•'),
            "u" => {
                self.flush_bytes();
                // Units above 32767 are written as negative numbers.
                if !self.silenced() {
                    self.units.push(number.unwrap_or(0) as u16);
                }
                self.to_skip = self.group.stand_ins;
            }
            "uc" => {
                self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16)
            }
            "v" if !optional => {
                self.flush();
                self.group.hidden = number != Some(0);
            }
            "plain" => {
                self.flush();
                self.group.hidden = false;
            }
            "ansicpg" => {
                if let Some(page) = number.and_then(numbered_page) {
                    self.code_page = page;
                }
            }
            "mac" => self.code_page = MACINTOSH,
            "fonttbl" => {
                self.group.silent = true;
                self.group.in_fonts = true;
            }
            "f" if self.group.in_fonts => self.font = number.unwrap_or(0),
            "fcharset" if self.group.in_fonts => {
                if let Some(page) = number.and_then(charset_page)
                    && self.fonts.len() < 10_000
                {
                    self.fonts.push((self.font, page));
                }
            }
            "f" => {
                self.flush();
                let font = number.unwrap_or(0);
                let known = self.fonts.iter().find(|(known, _)| *known == font);
                self.group.page = known.map(|(_, page)| *page);
            }
            word if optional || SILENT.contains(&word) => {
                self.flush();
                self.group.silent = true;
            }
            _ => {}
        }
    }

    fn silenced(&self) -> bool {
        self.group.silent || self.group.hidden
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        if !self.silenced() {
            self.flush_units();
            self.pending.push(byte);
        }
    }

    fn letter(&mut self, letter: char) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        self.flush();
        if !self.silenced() {
            self.text.push(letter);
        }
    }

    fn flush_bytes(&mut self) {
        if !self.pending.is_empty() {
            // A font's Western page is what writers put when they do not know: the document's
            // own page is the better guess for it.
            let page = match self.group.page {
                Some(page) if page != WINDOWS_1252 => page,
                _ => self.code_page,
            };
            let letters = page.decode_without_bom_handling(&self.pending).0;
            self.text.push_str(&letters);
            self.pending.clear();
        }
    }

    fn flush_units(&mut self) {
        if !self.units.is_empty() {
            self.text.push_str(&String::from_utf16_lossy(&self.units));
            self.units.clear();
        }
    }

    fn flush(&mut self) {
        self.flush_units();
        self.flush_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;

    fn check(source: &str, expected: &str) {
        let (texts, outcome) = read("a.rtf", source.as_bytes());
        assert!(outcome.unwrap().damages.is_empty());
        assert_eq!(texts[0].text, expected);
    }

    #[test]
    fn carriage_returns_are_line_ends() {
        check(r"{\rtf1\ansi one\'0d\u13?two}", "one\n\ntwo");
    }

    #[test]
    fn letters_of_the_code_page_and_of_unicode() {
        check(
            r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fnil\fcharset204 Times;}}{\colortbl;}
\f0\fs24 \'cc\'ee\'f1\'f2 \'ee\'f2\'ea\'f0\'fb\'f2.\par
\u1044?\u1074\u1080?\u1078?\u1077?\u1085?\u1080?\u1077? \emdash\~\{x\}\par}",
            "Мост открыт.\nДвижение —\u{A0}{x}",
        );
        check(
            r"{\rtf1\ansi\uc2\u1052\'cc\'cc\u8212--x {\*\generator Writer;}{\info{\title none}}}",
            "М—x ",
        );
        check(
            r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\f1 \'cc\'e8\'f0}{\v hidden}\v0, world}",
            "Мир, world",
        );
        check(
            r"{\rtf1\mac\ansicpg10007 \'8c\'e8\'f0 {\pict\bin3 }}{} \u-10179?\u-8704?}",
            "Мир  😀",
        );
    }

    #[test]
    fn damaged_documents() {
        let (texts, outcome) = read("a.rtf", br"{\rtf1 text {\b more");
        assert_eq!(texts[0].text, "text more");
        assert!(outcome.unwrap().damages[0].reason.contains("cut off"));
        let error = read("a.rtf", b"text").1.unwrap_err();
        assert_eq!(error.to_string(), "a.rtf: malformed: no RTF document");
        let error = read("a.rtf", br"{\rtf1}").1.unwrap_err();
        assert_eq!(error.to_string(), "a.rtf: empty");
        let deep = format!("{{\\rtf1 {}text", "{".repeat(100_000));
        assert_eq!(read("a.rtf", deep.as_bytes()).0[0].text, "text");
        for source in [
            r"{\rtf1 \'",
            r"{\rtf1 \'z",
            r"{\rtf1 \bin99999999 x",
            "{\\rtf1 \\",
            r"{\rtf1\u99999999 }",
        ] {
            let _ = read("a.rtf", source.as_bytes());
        }
    }
}
