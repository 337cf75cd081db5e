//! Files of every format, containers and containers within containers: the first byte chooses the
//! extension, the rest is the file.

#![no_main]

use depesha::source::{ReadOptions, read_from};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 24] = [
    "a", "a.txt", "a.md", "a.html", "a.jsonl", "a.zip", "a.tar", "a.gz", "a.tgz", "a.bz2", "a.xz",
    "a.zst", "a.warc", "a.warc.gz", "a.mbox", "a.eml", "a.docx", "a.odt", "a.epub", "a.fb2",
    "a.rtf", "a.pdf", "a.txt.gz", "a.tar.xz",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    // Small limits: what grows without end is found sooner.
    let options = ReadOptions {
        max_size: 1 << 20,
        max_text: 1 << 20,
        max_line: 1 << 16,
        ..ReadOptions::default()
    };
    let mut total = 0;
    let report = read_from(name, bytes, &options, &mut |text| {
        assert!(text.name.starts_with(name));
        assert!(!text.text.contains('\r'));
        total += text.text.len();
    });
    if let Ok(report) = report {
        assert_eq!(report.bytes, bytes.len() as u64);
    }
    assert!(total < 256 << 20, "{total} bytes of text");
});
