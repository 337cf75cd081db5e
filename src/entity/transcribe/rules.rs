//! What a rule of transcription is: letters, where in a word they stand, and how Russian may
//! write them there, the likeliest first.

/// Where in a word a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Any,
    Start,
    End,
    /// Before e, i, y.
    Front,
    /// Behind a vowel, and before a consonant or the end.
    Silent,
    /// Behind a consonant.
    Behind,
}

/// Letters, their place, and the Russian ones.
pub(super) type Rule = (&'static str, At, &'static [&'static str]);

impl At {
    /// Whether the place between `before` and the letters `behind` is such a one. A hyphen ends a
    /// word.
    pub(super) fn holds(self, before: Option<char>, behind: &str) -> bool {
        let vowel = |c: char| "aeiouyäöüøåéèáíóúâêîôûı".contains(c);
        let next = behind.chars().next();
        match self {
            Self::Any => true,
            Self::Start => before.is_none_or(|c| c == '-'),
            Self::End => next.is_none_or(|c| c == '-'),
            Self::Front => matches!(next, Some('e' | 'i' | 'y' | 'é' | 'è' | 'í')),
            Self::Silent => before.is_some_and(vowel) && next.is_none_or(|c| !vowel(c)),
            Self::Behind => before.is_some_and(|c| c.is_alphabetic() && !vowel(c)),
        }
    }
}
