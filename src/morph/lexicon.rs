//! The dictionary compiled into the binary: from a folded form (lower case, ё as е) to its
//! analyses as (paradigm, slot) pairs, and from a paradigm and slot to prefix, ending and tag.
//! Nothing is unpacked at the start: the transducers and tables are read where they lie; only the
//! tags (some fifty kilobytes) are decoded on first use. What analyses mean for a token is left to
//! [`super::analysis`].
//!
//! The files are made by `tools/build_morph.py`, which documents their layout; see
//! `models/NOTICE.md` for their source and licence.

use fst::raw::{Fst, Output};

use super::feats::{Class, Feats};

/// Forces the alignment that reading `u32` and `u64` tables in place needs.
#[repr(C, align(8))]
struct Aligned<T: ?Sized>(T);

static TABLES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/morph.bin"));
static FORMS: &[u8] = include_bytes!("../../models/morph.fst");
static ENDINGS: &[u8] = include_bytes!("../../models/morph-suffix.fst");

/// Probability of each level that an [`Entry`] can have: 2 to the power of minus 0, 0.25, 0.5,
/// 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 12, as in `tools/build_morph.py`.
const LEVELS: [f32; 16] = [
    1.0,
    0.840_896_4,
    std::f32::consts::FRAC_1_SQRT_2,
    0.594_603_6,
    0.5,
    0.353_553_4,
    0.25,
    0.176_776_7,
    0.125,
    0.0625,
    0.031_25,
    0.015_625,
    0.007_812_5,
    0.003_906_25,
    0.000_976_562_5,
    0.000_244_140_63,
];

/// One analysis of a form, or of an ending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

impl Entry {
    pub(super) fn paradigm(self) -> u16 {
        (self.0 & 0xFFF) as u16
    }

    pub(super) fn slot(self) -> u16 {
        (self.0 >> 12 & 0xFF) as u16
    }

    /// P(analysis | folded form), not normalised; at least 2^-12.
    pub(super) fn weight(self) -> f32 {
        LEVELS[(self.0 >> 20 & 0xF) as usize]
    }

    fn yo_mask(self) -> usize {
        (self.0 >> 24 & 0x7F) as usize
    }

    fn is_last(self) -> bool {
        self.0 >> 31 == 1
    }
}

/// Class and features of a paradigm's slot.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    pub(super) class: Class,
    pub(super) feats: Feats,
    /// New words of this kind arise: nouns, adjectives, verbs and adverbs, but not prepositions.
    pub(super) productive: bool,
}

#[derive(Clone, Copy)]
struct Paradigm {
    tags: u32,
    suffixes: u32,
    slots: u16,
    /// One more than the first index into the prefixes; 0 for a paradigm without prefixes.
    prefixes: u16,
}

pub(super) struct Lexicon {
    forms: Fst<&'static [u8]>,
    endings: Fst<&'static [u8]>,
    tags: Vec<Tag>,
    suffix_offsets: &'static [u32],
    suffixes: &'static [u8],
    paradigms: Vec<Paradigm>,
    tag_ids: &'static [u16],
    suffix_ids: &'static [u16],
    prefix_ids: &'static [u8],
    yo_masks: &'static [u64],
    parses: &'static [u32],
    predictions: &'static [u32],
}

/// Paradigm prefixes of OpenCorpora: comparatives and superlatives.
const PREFIXES: [&str; 3] = ["", "по", "наи"];

impl Lexicon {
    /// Reads the headers of the compiled-in tables.
    ///
    /// # Panics
    ///
    /// Never with the tables that the binary was built with: every test runs through here, and no
    /// input takes part.
    pub(super) fn load() -> Self {
        let bytes = &TABLES.0;
        let header: &[u32] = bytemuck::cast_slice(&bytes[..8 * 10]);
        let section = |i: usize| -> &'static [u8] {
            let (start, len) = (header[2 * i] as usize, header[2 * i + 1] as usize);
            &TABLES.0[start..start + len]
        };
        let tags = section(0)
            .as_chunks::<10>()
            .0
            .iter()
            .map(|&[class, productive, a, b, c, d, e, f, g, h]| Tag {
                class: Class::from_number(class),
                productive: productive == 1,
                feats: Feats(u64::from_le_bytes([a, b, c, d, e, f, g, h])),
            })
            .collect();
        let paradigms = bytemuck::cast_slice::<u8, u32>(section(3))
            .as_chunks::<3>()
            .0
            .iter()
            .map(|&[tags, suffixes, rest]| Paradigm {
                tags,
                suffixes,
                slots: (rest & 0xFFFF) as u16,
                prefixes: (rest >> 16) as u16,
            })
            .collect();
        Self {
            forms: Fst::new(FORMS).expect("the compiled-in transducer has a valid header"),
            endings: Fst::new(ENDINGS).expect("the compiled-in transducer has a valid header"),
            tags,
            suffix_offsets: bytemuck::cast_slice(section(1)),
            suffixes: section(2),
            paradigms,
            tag_ids: bytemuck::cast_slice(section(4)),
            suffix_ids: bytemuck::cast_slice(section(5)),
            prefix_ids: section(6),
            yo_masks: bytemuck::cast_slice(section(7)),
            parses: bytemuck::cast_slice(section(8)),
            predictions: bytemuck::cast_slice(section(9)),
        }
    }

    /// The analyses of a folded form, most likely first.
    pub(super) fn lookup(&self, folded: &str) -> impl Iterator<Item = Entry> + use<> {
        list(self.parses, self.find(folded))
    }

    pub(super) fn contains(&self, folded: &str) -> bool {
        self.find(folded).is_some()
    }

    fn find(&self, folded: &str) -> Option<usize> {
        get(&self.forms, folded.bytes())
    }

    /// What dictionary words with this folded ending are, most frequent first. `number` is that of
    /// the paradigm prefix that the word begins with.
    pub(super) fn predict(&self, number: u8, ending: &str) -> impl Iterator<Item = Entry> + use<> {
        let key = std::iter::once(b'0' + number).chain(ending.bytes());
        list(self.predictions, get(&self.endings, key))
    }

    /// Where ё stands: bit i for letter i of the form (for a prediction, of the ending).
    pub(super) fn yo(&self, entry: Entry) -> u64 {
        self.yo_masks.get(entry.yo_mask()).copied().unwrap_or(0)
    }

    /// Number of slots of a paradigm; slot 0 is the lemma.
    pub(super) fn slots(&self, paradigm: u16) -> u16 {
        self.paradigms[usize::from(paradigm)].slots
    }

    /// Class and features of a slot. `slot` is less than [`Lexicon::slots`]: entries come from
    /// the tables only.
    pub(super) fn tag(&self, paradigm: u16, slot: u16) -> Tag {
        let first = self.paradigms[usize::from(paradigm)].tags as usize;
        self.tags[usize::from(self.tag_ids[first + usize::from(slot)])]
    }

    pub(super) fn suffix(&self, paradigm: u16, slot: u16) -> &'static str {
        let first = self.paradigms[usize::from(paradigm)].suffixes as usize;
        let id = usize::from(self.suffix_ids[first + usize::from(slot)]);
        let range = self.suffix_offsets[id] as usize..self.suffix_offsets[id + 1] as usize;
        // The builder cuts at the ends of whole strings, so this is valid UTF-8.
        std::str::from_utf8(&self.suffixes[range]).unwrap_or("")
    }

    pub(super) fn prefix(&self, paradigm: u16, slot: u16) -> &'static str {
        match self.paradigms[usize::from(paradigm)].prefixes {
            0 => "",
            row => {
                let id = self.prefix_ids[usize::from(row) - 1 + usize::from(slot)];
                PREFIXES.get(usize::from(id)).copied().unwrap_or("")
            }
        }
    }

    /// The part of `word` that all forms of the paradigm share, or `None` when `word` (ё in its
    /// place) cannot be the form in that slot.
    pub(super) fn stem<'w>(&self, word: &'w str, paradigm: u16, slot: u16) -> Option<&'w str> {
        word.strip_prefix(self.prefix(paradigm, slot))?
            .strip_suffix(self.suffix(paradigm, slot))
    }
}

/// Paradigm prefix `number` (1 or 2).
pub(super) fn paradigm_prefix(number: u8) -> &'static str {
    PREFIXES.get(usize::from(number)).copied().unwrap_or("")
}

fn get(fst: &Fst<&'static [u8]>, key: impl Iterator<Item = u8>) -> Option<usize> {
    let mut node = fst.root();
    let mut output = Output::zero();
    for byte in key {
        let transition = node.transition(node.find_input(byte)?);
        output = output.cat(transition.out);
        node = fst.node(transition.addr);
    }
    node.is_final()
        .then(|| output.cat(node.final_output()).value() as usize)
}

fn list(pool: &'static [u32], start: Option<usize>) -> impl Iterator<Item = Entry> {
    let tail = start.and_then(|start| pool.get(start..)).unwrap_or(&[]);
    let mut ended = false;
    tail.iter()
        .map(|&bits| Entry(bits))
        .take_while(move |entry| !std::mem::replace(&mut ended, entry.is_last()))
}
