//! How well a name answers a query.

/// How well a name answers a query, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Only a given name or patronymic is asked for, and the name has it.
    GivenOnly,
    /// The query knows a given name, the name is a bare surname.
    SurnameOnly,
    /// All words of the query are among the name's, which has more: "Газпром", ПАО «Газпром».
    Partial,
    /// From another script, by sound.
    Sound,
    /// From another script, letter for letter by a system of transcription; or a spelling of the
    /// same sounds.
    Transcribed,
    /// Another form of the word.
    Inflected,
    /// As typed; case of letters and ё aside.
    Exact,
}

impl Strength {
    /// A word or two for `--explain`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GivenOnly => "given name",
            Self::SurnameOnly => "surname alone",
            Self::Partial => "part of the name",
            Self::Sound => "sounds alike",
            Self::Transcribed => "transcription",
            Self::Inflected => "inflected form",
            Self::Exact => "same name",
        }
    }
}
