//! What was worked out for a word, kept for when the word comes again: a map that forgets. What
//! comes in are forms and a function, what goes out is the function's answer, new or remembered.
//! Meant for a thread's own use.

use std::hash::BuildHasher;
use std::rc::Rc;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Answers by form. Full, it keeps what was asked for of late: answers live in two generations,
/// and one that is asked for again moves from the old to the new, which takes no bookkeeping on
/// a hit. A cache that is dropped whole when full would work out the common words of a language
/// again and again in an archive of many names.
#[derive(Debug)]
pub struct Memo<V> {
    new: FxHashMap<Box<str>, V>,
    old: FxHashMap<Box<str>, V>,
    /// Answers in the new generation that make it the old one.
    half: usize,
}

impl<V: Clone> Memo<V> {
    /// Keeps at most `most` answers, and the last `most / 2` asked for in any case.
    pub const fn new(most: usize) -> Self {
        Self {
            new: FxHashMap::with_hasher(FxBuildHasher),
            old: FxHashMap::with_hasher(FxBuildHasher),
            half: most / 2,
        }
    }

    /// The answer for `form` if it is remembered.
    pub fn get(&mut self, form: &str) -> Option<V> {
        if let Some(value) = self.new.get(form) {
            return Some(value.clone());
        }
        let (form, value) = self.old.remove_entry(form)?;
        self.put(form, value.clone());
        Some(value)
    }

    /// Remembers the answer for `form`.
    pub fn put(&mut self, form: Box<str>, value: V) {
        if self.new.len() >= self.half {
            std::mem::swap(&mut self.new, &mut self.old);
            self.new.clear();
        }
        self.new.insert(form, value);
    }

    /// The answer for `form`, which `make` works out if it is not remembered.
    pub fn get_or(&mut self, form: &str, make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.get(form) {
            return value;
        }
        let value = make();
        self.put(form.into(), value.clone());
        value
    }
}

/// The answers for the few hundred forms asked for last, for what is worth sharing between the
/// stages that see a text one after the other and too big to keep.
#[derive(Debug)]
pub struct Recent<V> {
    slots: Vec<Slot<V>>,
}

type Slot<V> = Option<(Box<str>, Rc<V>)>;

const SLOTS: usize = 1 << 10;

impl<V> Recent<V> {
    pub const fn new() -> Self {
        Self { slots: Vec::new() }
    }

    /// As [`Memo::get_or`].
    pub fn get_or(&mut self, form: &str, make: impl FnOnce() -> V) -> Rc<V> {
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        // The high bits are the well mixed ones.
        let hash = FxBuildHasher.hash_one(form);
        let slot = &mut self.slots[(hash.rotate_left(20) as usize ^ hash as usize) % SLOTS];
        match slot {
            Some((known, value)) if **known == *form => value.clone(),
            _ => {
                let value = Rc::new(make());
                *slot = Some((form.into(), value.clone()));
                value
            }
        }
    }
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_again_stays() {
        let mut memo = Memo::new(8);
        let mut made = 0;
        for n in 0..100 {
            for form in ["мир".to_owned(), n.to_string()] {
                let value = memo.get_or(&form, || {
                    made += 1;
                    form.clone()
                });
                assert_eq!(value, form);
            }
            assert!(memo.new.len() + memo.old.len() <= 9);
        }
        assert_eq!(made, 101);
    }

    #[test]
    fn recent_answers_are_those_of_their_form() {
        let mut recent = Recent::default();
        for n in (0..5000).chain(0..5000) {
            let form = n.to_string();
            assert_eq!(*recent.get_or(&form, || form.clone()), form);
        }
        let again = recent.get_or("4999", || "new".to_owned());
        assert_eq!(*again, "4999");
    }
}
