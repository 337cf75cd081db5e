//! Names in a text: what comes in are a dispatch's text and its [`Tokens`], what goes out are
//! [`NameSpan`]s, the exact spans of the people, places and organisations named. Who or what
//! they are, and the nominative of their names, is left to the rest of [`crate::entity`].

mod crf;

use std::ops::Range;
use std::sync::LazyLock;

use self::crf::{Crf, Scores, TAGS};
use super::EntityKind;
use crate::neural::{Input, Tagger, include_aligned, inputs};
use crate::text::Tokens;

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSpan {
    /// [`Person`](EntityKind::Person), [`Place`](EntityKind::Place) or [`Org`](EntityKind::Org).
    pub kind: EntityKind,
    /// The tokens of the name, end exclusive.
    pub tokens: Range<usize>,
    /// Byte range in the text.
    pub span: Range<usize>,
}

/// Finds names. Made once, when first needed; see [`Recognizer::get`].
pub struct Recognizer {
    tagger: Tagger,
    crf: Crf,
}

/// Words whose first-layer row is kept: they cover nine tenths of running text.
const CACHED_WORDS: usize = 32_768;

impl Recognizer {
    /// The recogniser of the program. The first call takes some milliseconds.
    pub fn get() -> &'static Self {
        static RECOGNIZER: LazyLock<Recognizer> = LazyLock::new(|| {
            let weights = bytemuck::cast_slice(include_aligned!("../../../models/ner.bin"));
            // A file of another size would be a fault of the build, not of any input.
            let (tagger, rest) = Tagger::new(weights, TAGS, CACHED_WORDS)
                .unwrap_or_else(|e| panic!("models/ner.bin: {e}"));
            assert_eq!(rest.len(), TAGS * TAGS, "models/ner.bin has another size");
            let transitions = std::array::from_fn(|i| std::array::from_fn(|j| rest[i * TAGS + j]));
            Recognizer {
                tagger,
                crf: Crf::new(transitions),
            }
        });
        &RECOGNIZER
    }

    /// The names in `text`, whose tokens are `tokens`: sorted by start, longer first. A place may
    /// lie inside an organisation ("МИД Грузии"); names of one kind never overlap.
    pub fn recognize(&self, _text: &str, tokens: &Tokens) -> Vec<NameSpan> {
        let scores = self.scores(&inputs(tokens));
        let tags = self.crf.decode(&scores);
        spans(&tags)
            .into_iter()
            .map(|(kind, range)| {
                let tokens_of = &tokens.as_slice()[range.clone()];
                let start = tokens_of.first().map_or(0, |t| t.start as usize);
                let end = tokens_of.last().map_or(0, |t| t.end as usize);
                NameSpan {
                    kind,
                    tokens: range,
                    span: start..end,
                }
            })
            .collect()
    }

    /// The model's own tags of a sequence of tokens, without any rule of ours; for comparing with
    /// the original.
    pub fn raw_tags(&self, inputs: &[Input]) -> Vec<u8> {
        self.crf.decode(&self.scores(inputs))
    }

    fn scores(&self, inputs: &[Input]) -> Vec<Scores> {
        let mut scores = Vec::with_capacity(inputs.len());
        self.tagger.run(inputs, |_, hidden| {
            scores.push(std::array::from_fn(|tag| self.tagger.score(hidden, tag)));
        });
        scores
    }
}

/// Runs of tags as spans: B opens one, I extends whatever is open, an orphan I opens nothing.
fn spans(tags: &[u8]) -> Vec<(EntityKind, Range<usize>)> {
    let mut spans: Vec<(EntityKind, Range<usize>)> = Vec::new();
    let mut open = false;
    for (i, &tag) in tags.iter().enumerate() {
        match tag {
            crf::BEGIN_PERSON => spans.push((EntityKind::Person, i..i + 1)),
            crf::BEGIN_PLACE => spans.push((EntityKind::Place, i..i + 1)),
            crf::BEGIN_ORG => spans.push((EntityKind::Org, i..i + 1)),
            0 | crf::OUTSIDE => {}
            _ => {
                if let Some((_, range)) = spans.last_mut().filter(|_| open) {
                    range.end = i + 1;
                }
            }
        }
        open = match tag {
            0 | crf::OUTSIDE => false,
            crf::BEGIN_PERSON | crf::BEGIN_PLACE | crf::BEGIN_ORG => true,
            _ => open,
        };
    }
    spans
}
