//! What a word of a name may be a form of: sets of cases, genders, and a nominative with both.

/// A set of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cases(u8);

impl Cases {
    pub const NONE: Self = Self(0);
    pub const NOM: Self = Self(1);
    pub const GEN: Self = Self(2);
    pub const DAT: Self = Self(4);
    pub const ACC: Self = Self(8);
    pub const INS: Self = Self(16);
    pub const LOC: Self = Self(32);
    pub const ALL: Self = Self(63);

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn has_nominative(self) -> bool {
        self.0 & 1 != 0
    }
}

/// Genders that a reading is open to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bearer {
    Man,
    Woman,
    Either,
    /// Plural: a family, brothers.
    Several,
}

impl Bearer {
    /// The gender that both allow.
    pub fn meet(self, other: Self) -> Option<Self> {
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Self::Either, other) | (other, Self::Either) => Some(other),
            _ => None,
        }
    }
}

/// One way to understand a word as a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Nominative singular, the case of letters as in the word.
    pub nominative: String,
    pub bearer: Bearer,
    pub cases: Cases,
    /// How usual such a name is among names of its form; 1 for the best known.
    pub weight: u8,
    /// Points that make it less likely than the likeliest reading, by what news had; see
    /// [`super::attested`].
    pub rarity: u8,
}
