//! Members of containers by their names: what an archive calls them comes in, what their texts are
//! called goes out, and whether they are of any interest.

use std::collections::HashSet;

use encoding_rs::IBM866;

use crate::source::decode::likeliest_cyrillic;
use crate::source::session::Session;

/// The name of a member as an archive has it, as a relative path. Archives made on Russian
/// Windows have names in CP866 and do not say so; `/` divides whatever system made it.
pub(super) fn member_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => likeliest_cyrillic(raw, IBM866)
            .decode_without_bom_handling(raw)
            .0
            .into_owned(),
    };
    let name = name.replace('\\', "/");
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    parts.join("/").replace(char::is_control, "\u{FFFD}")
}

/// Gives each member of an archive a name of its own: an archive may hold one name twice.
#[derive(Default)]
pub(super) struct MemberNames {
    seen: HashSet<String>,
}

impl MemberNames {
    /// [`member_name`] with a number behind it where it is taken.
    pub(super) fn unique(&mut self, raw: &[u8]) -> String {
        let name = member_name(raw);
        let mut unique = name.clone();
        let mut number = 2;
        while !self.seen.insert(unique.clone()) {
            unique = format!("{name}#{number}");
            number += 1;
        }
        unique
    }
}

/// Whether a member is one that only a system or an editor cares for.
pub(super) fn is_passed_over(session: &Session, member: &str) -> bool {
    let last = member.rsplit('/').next().unwrap_or(member);
    member.starts_with("__MACOSX/")
        || matches!(last, "Thumbs.db" | "desktop.ini")
        || last.starts_with("._")
        || (!session.options.hidden
            && member
                .split('/')
                .any(|part| part.starts_with('.') && part != ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_get_plain_names_of_their_own() {
        let check = |raw: &[u8], expected| assert_eq!(member_name(raw), expected);
        check(b"./a/b.txt", "a/b.txt");
        check(b"/etc\\a.txt", "etc/a.txt");
        check("Вести/май.txt".as_bytes(), "Вести/май.txt");
        check(&IBM866.encode("Вести/май.txt").0, "Вести/май.txt");
        check(
            &encoding_rs::WINDOWS_1251.encode("Новости/сентябрь.txt").0,
            "Новости/сентябрь.txt",
        );
        check(b"a\n.txt", "a\u{FFFD}.txt");
        let mut names = MemberNames::default();
        let found = [b"a", b"a", b"b", b"a"].map(|raw| names.unique(raw));
        assert_eq!(found, ["a", "a#2", "b", "a#3"]);
    }
}
