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

    /// Puts each of `new` in the place of all that overlap it, those before it in `new` too. All
    /// at once: a text of megabytes has a hundred thousand.
    pub fn replace(&mut self, mut new: Vec<Name>, tokens: usize) {
        if new.is_empty() {
            return;
        }
        let mut taken = vec![false; tokens];
        let mut take = |name: &Name| {
            let slots = taken.get_mut(name.start..name.end.min(tokens));
            slots.is_some_and(|slots| {
                let free = !slots.contains(&true);
                slots.fill(true);
                free
            })
        };
        // The last comes first; what it displaces still displaces others.
        let mut kept: Vec<Name> = new.drain(..).rev().filter(|name| take(name)).collect();
        kept.reverse();
        let overlaps = |name: &Name| {
            let slots = taken.get(name.start..name.end.min(tokens));
            slots.is_some_and(|slots| slots.contains(&true))
        };
        self.list.retain(|name| !overlaps(name));
        self.list.append(&mut kept);
        self.sort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_all_at_once_is_replacing_one_by_one() {
        let name = |start, end| Name::new(EntityKind::Org, start, end, 1.0);
        let check =
            |old: &[(usize, usize)], new: &[(usize, usize)], expected: &[(usize, usize)]| {
                let mut names = Names {
                    list: old.iter().map(|&(a, b)| name(a, b)).collect(),
                    ..Names::default()
                };
                let new = new.iter().map(|&(a, b)| name(a, b)).collect();
                names.replace(new, 12);
                let found: Vec<_> = names.list.iter().map(|n| (n.start, n.end)).collect();
                assert_eq!(found, expected);
            };
        check(&[(0, 2), (4, 6), (9, 11)], &[(1, 5)], &[(1, 5), (9, 11)]);
        check(&[(0, 2)], &[(6, 8), (3, 4)], &[(0, 2), (3, 4), (6, 8)]);
        // Each displaces the one before it.
        check(&[(0, 1)], &[(1, 3), (2, 5), (4, 6)], &[(0, 1), (4, 6)]);
    }
}
