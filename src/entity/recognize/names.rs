//! The list of names that the rules work on: what the tagger found, kept sorted and free of
//! accidental overlap, with the few questions that all rules ask of it.

use super::EntityKind;

/// A name being worked on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Name {
    pub kind: EntityKind,
    /// First token.
    pub start: usize,
    /// Behind the last token.
    pub end: usize,
    /// The tagger's probability of its least certain token, or what a rule sets.
    pub confidence: f32,
}

impl Name {
    pub fn new(kind: EntityKind, start: usize, end: usize, confidence: f32) -> Self {
        Self {
            kind,
            start,
            end,
            confidence,
        }
    }

    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    pub fn overlaps(&self, start: usize, end: usize) -> bool {
        self.start < end && start < self.end
    }

    pub fn contains(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Names without overlap, sorted.
#[derive(Debug, Default)]
pub struct Names {
    pub list: Vec<Name>,
    /// Names inside those of `list`.
    pub nested: Vec<Name>,
}

impl Names {
    /// Which name covers each of `tokens` tokens.
    pub fn cover(&self, tokens: usize) -> Vec<Option<usize>> {
        let mut cover = vec![None; tokens];
        for (number, name) in self.list.iter().enumerate() {
            for slot in cover.iter_mut().take(name.end).skip(name.start) {
                *slot = Some(number);
            }
        }
        cover
    }

    pub fn sort(&mut self) {
        self.list.retain(|name| name.len() > 0);
        self.list
            .sort_by_key(|name| (name.start, std::cmp::Reverse(name.end)));
    }

    /// Puts `name` in the place of all that overlap it.
    pub fn replace(&mut self, name: Name) {
        self.list
            .retain(|other| !other.overlaps(name.start, name.end));
        self.list.push(name);
        self.sort();
    }
}
