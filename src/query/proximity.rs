//! Where a phrase stands in a text: what comes in are the positions at which each word of the
//! phrase occurs, what goes out are the matches. The scorer counts them, the highlighter marks
//! them; both use these functions, so what is found is what is marked.

/// The positions in one text at which each slot of a phrase occurs: for every slot a sorted list
/// without repetitions.
pub type SlotPositions = [Vec<u32>];

/// The positions at which each group of slots starts, its slots one behind the other. `groups` are
/// the numbers of slots in them, in order.
pub fn group_starts(slots: &SlotPositions, groups: &[usize]) -> Vec<Vec<u32>> {
    let mut rest = slots;
    let mut starts = Vec::with_capacity(groups.len());
    for &length in groups {
        let (group, behind) = rest.split_at(length.min(rest.len()));
        rest = behind;
        let mut found = Vec::new();
        for_each_exact(group, |start| found.push(start));
        starts.push(found);
    }
    starts
}

/// One match of a phrase: the position that each slot took, in the order of the slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub positions: Vec<u32>,
}

impl Match {
    pub fn first(&self) -> u32 {
        self.positions.iter().copied().min().unwrap_or(0)
    }

    pub fn last(&self) -> u32 {
        self.positions.iter().copied().max().unwrap_or(0)
    }

    /// Words that the match spans beyond its own.
    pub fn excess(&self) -> u32 {
        let span = self.last() - self.first() + 1;
        span.saturating_sub(self.positions.len() as u32)
    }
}

/// How much the phrase occurs: 1 for each exact match, less for looser ones (as in Lucene's
/// sloppy frequency, 1 / (1 + excess)). 0 when there is no match.
pub fn frequency(slots: &SlotPositions, slop: u32) -> f32 {
    if slop == 0 {
        let mut count = 0u32;
        for_each_exact(slots, |_| count += 1);
        count as f32
    } else {
        let mut sum = 0.0;
        for_each_near(slots, slop, |found| {
            sum += 1.0 / (1.0 + found.excess() as f32);
        });
        sum
    }
}

/// The matches from left to right, those of a sloppy phrase not overlapping.
pub fn matches(slots: &SlotPositions, slop: u32) -> Vec<Match> {
    let mut found = Vec::new();
    if slop == 0 {
        for_each_exact(slots, |start| {
            found.push(Match {
                positions: (0..slots.len() as u32).map(|slot| start + slot).collect(),
            });
        });
    } else {
        for_each_near(slots, slop, |one| found.push(one));
    }
    found
}

/// Calls `each` with every position at which the slots stand one behind the other.
fn for_each_exact(slots: &SlotPositions, mut each: impl FnMut(u32)) {
    // The rarest slot leads.
    let Some((lead, positions)) = slots.iter().enumerate().min_by_key(|(_, p)| p.len()) else {
        return;
    };
    for &position in positions {
        let Some(start) = position.checked_sub(lead as u32) else {
            continue;
        };
        let all = slots.iter().enumerate().all(|(slot, positions)| {
            slot == lead || positions.binary_search(&(start + slot as u32)).is_ok()
        });
        if all {
            each(start);
        }
    }
}

/// Calls `each` with matches of all slots, each at a position of its own and in any order, that
/// span no more than `slop` words beyond the slots themselves. Of overlapping matches the one
/// that ends first is taken, and of those that end with it the shortest.
fn for_each_near(slots: &SlotPositions, slop: u32, mut each: impl FnMut(Match)) {
    if slots.is_empty() || slots.iter().any(Vec::is_empty) {
        return;
    }
    let longest = slots.len() as u32 + slop;
    let mut starts: Vec<u32> = slots.iter().flatten().copied().collect();
    starts.sort_unstable();
    starts.dedup();
    let mut next = 0;
    while let Some(&start) = starts.get(next) {
        let limit = start.saturating_add(longest - 1);
        let Some(mut found) = assign(slots, start, limit) else {
            next += 1;
            continue;
        };
        // The first end at which a match exists, then the last start for that end.
        let mut end = found.last();
        while let Some(shorter) = end
            .checked_sub(1)
            .filter(|&end| end >= start)
            .and_then(|end| assign(slots, start, end))
        {
            end = shorter.last();
            found = shorter;
        }
        while let Some(later) = assign(slots, found.first() + 1, end) {
            found = later;
        }
        while starts.get(next).is_some_and(|&start| start <= end) {
            next += 1;
        }
        each(found);
    }
}

/// A position of its own for each slot, between `first` and `last` inclusive; `None` when there
/// is no such assignment. Augmenting paths (Kuhn's algorithm): a word may stand in several slots.
fn assign(slots: &SlotPositions, first: u32, last: u32) -> Option<Match> {
    if first > last {
        return None;
    }
    let windows: Vec<&[u32]> = slots
        .iter()
        .map(|positions| {
            let from = positions.partition_point(|&p| p < first);
            let to = positions.partition_point(|&p| p <= last);
            positions.get(from..to).unwrap_or_default()
        })
        .collect();
    if windows.iter().any(|window| window.is_empty()) {
        return None;
    }
    let width = (last - first) as usize + 1;
    if width < slots.len() {
        return None;
    }
    let mut taken: Vec<Option<usize>> = vec![None; width];
    for slot in 0..windows.len() {
        // The common case, a free position, needs no search.
        let free = windows[slot]
            .iter()
            .find(|&&p| taken[(p - first) as usize].is_none());
        if let Some(&position) = free {
            taken[(position - first) as usize] = Some(slot);
            continue;
        }
        let mut visited = vec![false; width];
        if !augment(&windows, slot, first, &mut taken, &mut visited) {
            return None;
        }
    }
    let mut positions = vec![0; slots.len()];
    for (at, slot) in taken.iter().enumerate() {
        if let Some(slot) = slot {
            positions[*slot] = first + at as u32;
        }
    }
    Some(Match { positions })
}

/// Finds a position for `slot`, moving others out of the way. An explicit stack: phrases may be
/// as long as queries.
fn augment(
    windows: &[&[u32]],
    slot: usize,
    first: u32,
    taken: &mut [Option<usize>],
    visited: &mut [bool],
) -> bool {
    // The path of slots so far, with the index of the next position to try for each.
    let mut path: Vec<(usize, usize)> = vec![(slot, 0)];
    while let Some((current, tried)) = path.last_mut() {
        let Some(&position) = windows[*current].get(*tried) else {
            path.pop();
            continue;
        };
        *tried += 1;
        let at = (position - first) as usize;
        if std::mem::replace(&mut visited[at], true) {
            continue;
        }
        match taken[at] {
            Some(other) => path.push((other, 0)),
            None => {
                // Every slot of the path moves to the position that it tried last.
                for (slot, tried) in path {
                    let position = windows[slot][tried - 1];
                    taken[(position - first) as usize] = Some(slot);
                }
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `text` and `phrase` are letters, one a word; a digit in the phrase stands for `a` or `b`.
    fn slots(text: &str, phrase: &str) -> Vec<Vec<u32>> {
        phrase
            .chars()
            .map(|wanted| {
                text.chars()
                    .zip(0u32..)
                    .filter(|(c, _)| *c == wanted || (wanted == '1' && matches!(c, 'a' | 'b')))
                    .map(|(_, position)| position)
                    .collect()
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, phrase: &str, slop: u32, expected: &[&[u32]]) {
        let found: Vec<Vec<u32>> = matches(&slots(text, phrase), slop)
            .into_iter()
            .map(|found| found.positions)
            .collect();
        assert_eq!(found, expected, "{phrase}~{slop} in {text}");
    }

    #[test]
    fn phrases() {
        check("abcab", "ab", 0, &[&[0, 1], &[3, 4]]);
        check("abcab", "ba", 0, &[]);
        check("aab", "ab", 0, &[&[1, 2]]);
        check("ba", "1a", 0, &[&[0, 1]]);
        check("", "a", 0, &[]);
        check("axxb", "ab", 1, &[]);
        check("axxb", "ab", 2, &[&[0, 3]]);
        check("bxxa", "ab", 2, &[&[3, 0]]);
        check("axaxb", "ab", 5, &[&[2, 4]]);
        check("abxab", "ab", 5, &[&[0, 1], &[3, 4]]);
        check("axa", "aa", 1, &[&[0, 2]]);
        check("a", "aa", 9, &[]);
        check("ab", "1a", 3, &[&[1, 0]]);
    }

    #[test]
    fn groups_stay_together() {
        let starts = |text, phrase, groups: &[usize]| group_starts(&slots(text, phrase), groups);
        assert_eq!(starts("abxab", "ab", &[2]), [[0, 3]]);
        assert_eq!(starts("abxbc", "abc", &[2, 1]), [[0], [4]]);
        assert_eq!(starts("axb", "ab", &[2]), [[0u32; 0]]);
    }

    #[test]
    fn looser_matches_count_less() {
        let frequency = |text| frequency(&slots(text, "ab"), 4);
        assert!(frequency("ab") > frequency("axb"));
        assert!(frequency("axb") > frequency("axxxb"));
        assert_eq!(frequency("axxxxxb"), 0.0);
        assert!(frequency("abxxxxxxab") > frequency("ab"));
    }

    /// Whether some choice of distinct positions spans no more than the slots and the slop.
    fn brute_force(slots: &[Vec<u32>], slop: u32, chosen: &mut Vec<u32>) -> bool {
        let Some(positions) = slots.get(chosen.len()) else {
            let (Some(first), Some(last)) = (chosen.iter().min(), chosen.iter().max()) else {
                return false;
            };
            return if slop == 0 {
                chosen.windows(2).all(|pair| pair[0] + 1 == pair[1])
            } else {
                last - first < slots.len() as u32 + slop
            };
        };
        for &position in positions {
            if !chosen.contains(&position) {
                chosen.push(position);
                if brute_force(slots, slop, chosen) {
                    return true;
                }
                chosen.pop();
            }
        }
        false
    }

    proptest! {
        #[test]
        fn agrees_with_brute_force(
            text in "[abcx]{0,14}", phrase in "[abc1]{1,4}", slop in 0u32..6
        ) {
            let slots = slots(&text, &phrase);
            let expected = brute_force(&slots, slop, &mut Vec::new());
            let found = matches(&slots, slop);
            prop_assert_eq!(!found.is_empty(), expected);
            prop_assert_eq!(frequency(&slots, slop) > 0.0, expected);
            for one in found {
                prop_assert!(one.excess() <= slop);
                for (slot, position) in one.positions.iter().enumerate() {
                    prop_assert!(slots[slot].contains(position));
                }
            }
        }
    }
}
