//! Where a phrase stands that has kinds of mentions in it: what comes in are the stretches of
//! positions that each slot of the phrase may take, one position for a word, as many as it has
//! words for a mention; what goes out are the matches, in which no position belongs to two slots.
//! Phrases of words alone are left to [`super::proximity`].

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::proximity::{self, SlotPositions};

/// Slots that may stand in any order. Of longer phrases, whose partial matches would be as many as
/// they have sets of slots at every position, the order that they were typed in counts.
const MOST_UNORDERED: usize = 6;

/// A stretch of positions, end exclusive; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// The stretches in one text that each slot of a phrase may take: for every slot a list sorted by
/// start, no two with the same start.
pub type SlotSpans = [Vec<Span>];

/// The stretches of mentions, of which the index tells the position at which each begins and those
/// at which one goes on; both sorted.
pub fn of_mentions(begins: &[u32], goes_on: &[u32]) -> Vec<Span> {
    let mut rest = goes_on;
    begins
        .iter()
        .map(|&start| {
            let behind = rest.partition_point(|&position| position <= start);
            rest = rest.get(behind..).unwrap_or_default();
            let more = (start + 1..)
                .zip(rest)
                .take_while(|(next, position)| next == *position)
                .count();
            Span {
                start,
                end: start + 1 + more as u32,
            }
        })
        .collect()
}

/// The stretches of words that stand one behind the other: a group of slots as
/// [`proximity::group_starts`] has them.
pub fn of_words(slots: &SlotPositions) -> Vec<Span> {
    let length = slots.len();
    let starts = proximity::group_starts(slots, &[length]);
    starts
        .into_iter()
        .flatten()
        .map(|start| Span {
            start,
            end: start + length.max(1) as u32,
        })
        .collect()
}

/// The stretches of the groups of a phrase, `groups` having the number of slots of each. A mention
/// is a group of its own: `inner` is asked with the first slot of each group, puts the positions at
/// which mentions of its kind go on into the list, and tells whether it is one.
pub fn of_groups(
    slots: &SlotPositions,
    groups: &[usize],
    mut inner: impl FnMut(usize, &mut Vec<u32>) -> bool,
) -> Vec<Vec<Span>> {
    let mut found = Vec::with_capacity(groups.len());
    let mut goes_on = Vec::new();
    let mut first = 0;
    for &length in groups {
        let group = first..(first + length).min(slots.len());
        goes_on.clear();
        found.push(match slots.get(group).unwrap_or_default() {
            [begins] if inner(first, &mut goes_on) => of_mentions(begins, &goes_on),
            words => of_words(words),
        });
        first += length;
    }
    found
}

/// As [`frequency`](super::proximity::frequency) of words.
pub fn frequency(slots: &SlotSpans, slop: u32) -> f32 {
    let mut sum = 0.0;
    for_each(slots, slop, |_, excess| sum += 1.0 / (1.0 + excess as f32));
    sum
}

/// The matches from left to right, those of a sloppy phrase not overlapping: the stretch that each
/// slot took, in the order of the slots.
pub fn matches(slots: &SlotSpans, slop: u32) -> Vec<Vec<Span>> {
    let mut found = Vec::new();
    for_each(slots, slop, |spans, _| found.push(spans));
    found
}

/// Calls `each` with every match and the positions between its first and its last that no slot
/// took.
fn for_each(slots: &SlotSpans, slop: u32, mut each: impl FnMut(Vec<Span>, u32)) {
    if slots.is_empty() || slots.iter().any(Vec::is_empty) {
        return;
    }
    if slop == 0 {
        for_each_exact(slots, |spans| each(spans, 0));
    } else {
        for_each_near(slots, slop, each);
    }
}

/// Calls `each` with every row of stretches of which each begins where the one before it ends.
fn for_each_exact(slots: &SlotSpans, mut each: impl FnMut(Vec<Span>)) {
    let Some((first, behind)) = slots.split_first() else {
        return;
    };
    for &span in first {
        let mut row = vec![span];
        let mut end = span.end;
        for spans in behind {
            let Ok(at) = spans.binary_search_by_key(&end, |span| span.start) else {
                break;
            };
            row.push(spans[at]);
            end = spans[at].end;
        }
        if row.len() == slots.len() {
            each(row);
        }
    }
}

/// Some slots with the stretches that they took.
#[derive(Debug, Clone)]
struct Partial {
    /// Positions left out so far, less the position behind the last stretch: at a position `p` from
    /// there on, `p + debt` are left out.
    debt: i64,
    /// Slots and stretches, from left to right.
    row: SmallVec<[(u32, Span); 6]>,
}

impl Partial {
    fn start(&self) -> u32 {
        self.row.first().map_or(0, |(_, span)| span.start)
    }

    /// Whether it is the better of two that took the same slots and may both go on from here.
    fn is_better(&self, other: &Self) -> bool {
        (self.debt, other.start()) < (other.debt, self.start())
    }
}

/// Which slots are taken: a bit for each, or of a long phrase their number.
#[derive(Debug)]
struct Order {
    ordered: bool,
    /// For each slot the last one before it that asks for the same.
    twins: Vec<Option<usize>>,
}

impl Order {
    fn of(slots: &SlotSpans) -> Self {
        let ordered = slots.len() > MOST_UNORDERED;
        let twin = |slot: usize| (0..slot).rev().find(|&before| slots[before] == slots[slot]);
        Self {
            ordered,
            twins: match ordered {
                true => Vec::new(),
                false => (0..slots.len()).map(twin).collect(),
            },
        }
    }

    fn full(&self, slots: usize) -> u64 {
        match self.ordered {
            true => slots as u64,
            false => (1 << slots) - 1,
        }
    }

    /// `taken` and `slot`, where it may be taken next.
    fn take(&self, taken: u64, slot: usize) -> Option<u64> {
        if self.ordered {
            return (taken == slot as u64).then_some(taken + 1);
        }
        let is_taken = |slot: usize| taken & (1 << slot) != 0;
        // Of slots that ask for the same the first is taken first: any other order would give the
        // same matches again.
        let twin = self.twins.get(slot).copied().flatten();
        (!is_taken(slot) && twin.is_none_or(is_taken)).then(|| taken | (1 << slot))
    }
}

/// Calls `each` with matches of all slots in any order that leave out no more than `slop` positions
/// between them. Of overlapping matches the one that ends first is taken, of those that end with it
/// the one that leaves out the fewest, and of those the one that starts last.
///
/// One walk over the text: of the partial matches that took the same slots and have ended, the one
/// that left out the fewest positions is as good as any other for all that follows.
fn for_each_near(slots: &SlotSpans, slop: u32, mut each: impl FnMut(Vec<Span>, u32)) {
    let order = Order::of(slots);
    let full = order.full(slots.len());
    let mut spans: Vec<(Span, usize)> = slots
        .iter()
        .enumerate()
        .flat_map(|(slot, spans)| spans.iter().map(move |&span| (span, slot)))
        .collect();
    spans.sort_by_key(|(span, slot)| (span.start, *slot));
    // Partial matches that end at the position or before it, by the slots that they took, and
    // those that end later, by their end.
    let mut open: FxHashMap<u64, Partial> = FxHashMap::default();
    let mut later: BTreeMap<u32, Vec<(u64, Partial)>> = BTreeMap::new();
    let mut next = 0;
    loop {
        let start = spans.get(next).map(|(span, _)| span.start);
        let end = later.first_key_value().map(|(end, _)| *end);
        let Some(position) = start.into_iter().chain(end).min() else {
            return;
        };
        for (taken, partial) in later.remove(&position).unwrap_or_default() {
            let better = open
                .get(&taken)
                .is_none_or(|known| partial.is_better(known));
            if better {
                open.insert(taken, partial);
            }
        }
        if let Some(mut found) = open.remove(&full) {
            found.row.sort_unstable_by_key(|(slot, _)| *slot);
            let excess = (i64::from(position) + found.debt).max(0) as u32;
            each(found.row.iter().map(|(_, span)| *span).collect(), excess);
            open.clear();
            later.clear();
        }
        open.retain(|_, partial| i64::from(position) + partial.debt <= i64::from(slop));
        while let Some(&(span, slot)) = spans.get(next).filter(|(span, _)| span.start == position) {
            next += 1;
            let mut go_on = |taken: u64, debt: i64, row: &[(u32, Span)]| {
                if let Some(taken) = order.take(taken, slot) {
                    let mut row = SmallVec::from_slice(row);
                    row.push((slot as u32, span));
                    let left_out = if row.len() > 1 {
                        i64::from(position) + debt
                    } else {
                        0
                    };
                    let debt = left_out - i64::from(span.end);
                    later
                        .entry(span.end)
                        .or_default()
                        .push((taken, Partial { debt, row }));
                }
            };
            go_on(0, 0, &[]);
            for (&taken, partial) in &open {
                go_on(taken, partial.debt, &partial.row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spans(text: &str) -> Vec<Span> {
        text.split_whitespace()
            .map(|span| {
                let (start, end) = span.split_once('-').unwrap();
                Span {
                    start: start.parse().unwrap(),
                    end: end.parse().unwrap(),
                }
            })
            .collect()
    }

    /// Slots stand between bars, stretches as `start-end`.
    #[track_caller]
    fn check(slots: &str, slop: u32, expected: &[&str]) {
        let slots: Vec<Vec<Span>> = slots.split('|').map(spans).collect();
        let expected: Vec<Vec<Span>> = expected.iter().map(|row| spans(row)).collect();
        assert_eq!(matches(&slots, slop), expected);
    }

    #[test]
    fn mentions_go_on() {
        assert_eq!(
            of_mentions(&[0, 3, 4, 9], &[1, 2, 5]),
            spans("0-3 3-4 4-6 9-10")
        );
        assert_eq!(of_mentions(&[], &[1]), []);
        // One within another ends with it.
        assert_eq!(of_mentions(&[0, 1], &[1, 2]), spans("0-3 1-3"));
    }

    #[test]
    fn a_stretch_fills_one_slot() {
        let person = "0-2 5-6";
        check(&format!("{person}|{person}"), 0, &[]);
        check(&format!("{person}|{person}"), 2, &[]);
        check(&format!("{person}|{person}"), 3, &["0-2 5-6"]);
        check("0-2|0-2", 9, &[]);
        // Neither two that overlap, nor a word of the mention itself.
        check("0-2|1-2", 9, &[]);
        check("0-2|1-2 3-4", 9, &["0-2 3-4"]);
        check("0-2 2-3|0-2 2-3", 0, &["0-2 2-3"]);
    }

    #[test]
    fn mentions_stand_whole_in_a_row() {
        check("0-1 6-7|1-3|3-4", 0, &["0-1 1-3 3-4"]);
        check("0-1|1-3|4-5", 0, &[]);
        check("0-1|1-3|4-5", 1, &["0-1 1-3 4-5"]);
        check("4-5|0-3", 1, &["4-5 0-3"]);
        check("", 3, &[]);
    }

    #[test]
    fn long_phrases_keep_their_order() {
        let row = |order: &[u32]| -> Vec<Vec<Span>> {
            let span = |&start: &u32| Span {
                start,
                end: start + 1,
            };
            order.iter().map(|start| vec![span(start)]).collect()
        };
        let typed: Vec<u32> = (0..40).collect();
        assert_eq!(matches(&row(&typed), 5).len(), 1);
        let turned: Vec<u32> = (0..40).rev().collect();
        assert_eq!(matches(&row(&turned), 5).len(), 0);
    }

    #[test]
    fn as_many_of_a_kind_as_asked_for() {
        let many: Vec<Span> = (0..400)
            .map(|n| Span {
                start: n * 3,
                end: n * 3 + 2,
            })
            .collect();
        let slots = vec![many; 14];
        assert_eq!(matches(&slots, 20).len(), 400 / 14);
    }

    #[test]
    fn many_different_slots_are_no_burden() {
        // Sets of slots would be 2¹⁴ at each position.
        let slots: Vec<Vec<Span>> = (0..14)
            .map(|slot| {
                (0..4_000)
                    .filter(|start| start % (slot + 2) != 0)
                    .map(|start| Span {
                        start,
                        end: start + 1,
                    })
                    .collect()
            })
            .collect();
        assert!(!matches(&slots, 30).is_empty());
    }

    fn brute_force(slots: &[Vec<Span>], slop: u32, chosen: &mut Vec<Span>) -> bool {
        let Some(spans) = slots.get(chosen.len()) else {
            let first = chosen.iter().map(|span| span.start).min().unwrap();
            let last = chosen.iter().map(|span| span.end).max().unwrap();
            let taken: u32 = chosen.iter().map(|span| span.end - span.start).sum();
            return if slop == 0 {
                chosen.windows(2).all(|pair| pair[0].end == pair[1].start)
            } else {
                last - first - taken <= slop
            };
        };
        for &span in spans {
            let apart = |other: &Span| other.end <= span.start || span.end <= other.start;
            if chosen.iter().all(apart) {
                chosen.push(span);
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
            starts in prop::collection::vec(
                prop::collection::btree_map(0u32..16, 1u32..4, 1..6), 1..4
            ),
            twins in any::<bool>(),
            slop in 0u32..6,
        ) {
            let mut slots: Vec<Vec<Span>> = starts
                .iter()
                .map(|starts| {
                    let span = |(&start, &length): (&u32, &u32)| Span {
                        start,
                        end: start + length,
                    };
                    starts.iter().map(span).collect()
                })
                .collect();
            if twins {
                slots.push(slots[0].clone());
            }
            let expected = brute_force(&slots, slop, &mut Vec::new());
            let found = matches(&slots, slop);
            prop_assert_eq!(!found.is_empty(), expected);
            prop_assert_eq!(frequency(&slots, slop) > 0.0, expected);
            for row in found {
                for (span, slot) in row.iter().zip(&slots) {
                    prop_assert!(slot.contains(span));
                }
                prop_assert!(brute_force(
                    &row.iter().map(|span| vec![*span]).collect::<Vec<_>>(),
                    slop,
                    &mut Vec::new()
                ));
            }
        }
    }
}
