//! What went wrong in one dispatch without making it useless.

use std::fmt;

/// A defect that was met and worked around. It is kept with the dispatch, shown in its
/// record and counted; it never stops a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable word for scripts, in kebab case: `dateline-mismatch`, `bad-encoding`.
    pub code: &'static str,
    /// One sentence for people, lower-case, without a final full stop.
    pub message: String,
}

impl Warning {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}
