//! Places known by name: what comes in is a name in the nominative (or one of its aliases, or an
//! adjective made of it), what goes out are the places that bear it, with coordinates, country
//! and population, and the name that the archive is to know them by. The towns and countries lie
//! in `models/gazetteer.bin` (GeoNames, CLDR; made by `tools/build_gazetteer.py`), aliases,
//! regions, seas and adjectives in the tables beside this file. Which of several bearers a
//! dispatch means is left to [`crate::entity::place`].

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::beginnings::Beginnings;
use super::transcribe::rows;
use crate::text;

static DATA: &[u8] = include_bytes!("../../models/gazetteer.bin");

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceClass {
    Town,
    Capital,
    Country,
    /// A region, sea, continent or other place without coordinates of its own.
    Other,
}

/// A bearer of a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// GeoNames id; `None` for places of our own tables.
    pub geoname: Option<u32>,
    /// ISO 3166-1 alpha-2; `None` for what lies in no one country.
    pub country: Option<[u8; 2]>,
    /// Degrees, WGS 84; a country has its capital's.
    pub position: Option<(f64, f64)>,
    /// People.
    pub population: u32,
    pub class: PlaceClass,
}

/// A place of the tables: what the archive calls it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// "Россия", "Санкт-Петербург", "Чёрное море".
    pub canonical: &'static str,
    /// ISO 3166-1 alpha-2, or a former state's code, or `None`.
    pub country: Option<[u8; 2]>,
    pub class: PlaceClass,
}

/// A region of a country, without a name of the archive's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// "Южный Хамгён".
    pub name: &'static str,
    /// ISO 3166-1 alpha-2; `None` where two countries have one of this name.
    pub country: Option<[u8; 2]>,
}

/// All that is known of places; one for the whole program.
pub struct Gazetteer {
    places: &'static [u8],
    starts: &'static [u8],
    reference_starts: &'static [u8],
    references: &'static [u8],
    names: &'static [u8],
    count: usize,
    known: Vec<Known>,
    /// Folded name or alias → index into `known`.
    by_name: FxHashMap<String, u32>,
    /// Folded aliases that are names in their own right, and how they are written: "Беларусь" is
    /// shown so, also for "БЕЛАРУСЬ".
    own_names: FxHashMap<String, &'static str>,
    /// Folded adjective or demonym in the masculine nominative → index into `known`.
    by_adjective: FxHashMap<String, u32>,
    /// Folded name of a region → how it is written, and its country.
    regions: FxHashMap<String, Region>,
    /// What the keys of `by_adjective` begin with.
    adjectives: OnceLock<Beginnings>,
    russian_names: OnceLock<Vec<(u32, u32)>>,
}

impl Gazetteer {
    pub fn get() -> &'static Self {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(Self::load)
    }

    fn load() -> Self {
        let mut gazetteer = Self::sections().unwrap_or(Self {
            places: &[],
            starts: &[],
            reference_starts: &[],
            references: &[],
            names: &[],
            count: 0,
            known: Vec::new(),
            by_name: FxHashMap::default(),
            own_names: FxHashMap::default(),
            by_adjective: FxHashMap::default(),
            regions: FxHashMap::default(),
            adjectives: OnceLock::new(),
            russian_names: OnceLock::new(),
        });
        for row in rows(include_str!("tables/countries.tsv")) {
            if let [code, canonical, aliases, adjectives, demonyms] = row[..] {
                gazetteer.add(canonical, aliases, adjectives, code, PlaceClass::Country);
                gazetteer.add_adjectives(demonyms);
            }
        }
        for row in rows(include_str!("tables/aliases.tsv")) {
            if let [canonical, aliases, adjectives, country, class] = row[..] {
                let class = if class == "city" {
                    PlaceClass::Town
                } else {
                    PlaceClass::Other
                };
                gazetteer.add(canonical, aliases, adjectives, country, class);
            }
        }
        for row in rows(include_str!("tables/regions.tsv")) {
            if let [name, country] = row[..] {
                let country = country.as_bytes().try_into().ok();
                let region = Region { name, country };
                gazetteer
                    .regions
                    .entry(fold(name).into_owned())
                    .or_insert(region);
            }
        }
        gazetteer
    }

    fn sections() -> Option<Self> {
        fn number(at: usize) -> Option<usize> {
            let bytes = DATA.get(at..at + 4)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
        }
        let (places, names, references) = (number(8)?, number(12)?, number(16)?);
        let mut at = 24;
        let mut section = |length: usize| {
            let bytes = DATA.get(at..at + length);
            at += length;
            bytes
        };
        Some(Self {
            places: section(places * 20)?,
            starts: section((names + 1) * 4)?,
            reference_starts: section((names + 1) * 4)?,
            references: section(references * 4)?,
            names: section(number(20)?)?,
            count: names,
            known: Vec::new(),
            by_name: FxHashMap::default(),
            own_names: FxHashMap::default(),
            by_adjective: FxHashMap::default(),
            regions: FxHashMap::default(),
            adjectives: OnceLock::new(),
            russian_names: OnceLock::new(),
        })
    }

    fn add(
        &mut self,
        canonical: &'static str,
        aliases: &'static str,
        adjectives: &'static str,
        country: &str,
        class: PlaceClass,
    ) {
        let index = self.known.len() as u32;
        let canonical = canonical.trim_end_matches('*');
        self.known.push(Known {
            canonical,
            country: country.as_bytes().try_into().ok(),
            class,
        });
        self.by_name
            .entry(fold(canonical).into_owned())
            .or_insert(index);
        for alias in values(aliases) {
            let own = alias.strip_prefix('~');
            let key = fold(own.unwrap_or(alias).trim_end_matches('*')).into_owned();
            if let Some(own) = own {
                self.own_names
                    .insert(key.clone(), own.trim_end_matches('*'));
            }
            self.by_name.entry(key).or_insert(index);
        }
        self.add_adjectives(adjectives);
    }

    /// Adjectives and demonyms of the place added last.
    fn add_adjectives(&mut self, adjectives: &'static str) {
        let Some(index) = self.known.len().checked_sub(1) else {
            return;
        };
        for adjective in values(adjectives) {
            self.by_adjective
                .entry(fold(adjective).into_owned())
                .or_insert(index as u32);
        }
    }

    /// The place of the tables that `name` (nominative, any case of letters) is a name of.
    pub fn known(&self, name: &str) -> Option<&Known> {
        let index = *self.by_name.get(fold(name).as_ref())?;
        self.known.get(index as usize)
    }

    /// The region of a country that is called `name` (nominative, any case of letters).
    pub fn region(&self, name: &str) -> Option<Region> {
        self.regions.get(fold(name).as_ref()).copied()
    }

    /// What the archive calls the place that `name` is a name of: "Россия" for "РФ", but "Беларусь"
    /// for "Беларусь", which is a name in its own right.
    pub fn shown(&self, known: &Known, name: &str) -> &'static str {
        self.own_names
            .get(fold(name).as_ref())
            .copied()
            .unwrap_or(known.canonical)
    }

    /// False for forms of no adjective or demonym of the tables.
    pub fn may_be_adjective(&self, form: &str) -> bool {
        self.adjectives
            .get_or_init(|| Beginnings::of(self.by_adjective.keys().map(String::as_str)))
            .may_be(form)
    }

    /// The place of the tables that an adjective or demonym in the nominative singular masculine
    /// is made of: "российский", "россиянин".
    pub fn known_adjective(&self, adjective: &str) -> Option<&Known> {
        let index = *self.by_adjective.get(fold(adjective).as_ref())?;
        self.known.get(index as usize)
    }

    /// The towns and countries called `name`, countries first, then the most populous first.
    /// `name` is in the nominative, in any script that the gazetteer has it in.
    pub fn find(&self, name: &str) -> Vec<Candidate> {
        let key = fold(name);
        let Some(index) = self.search(key.as_bytes()) else {
            return Vec::new();
        };
        self.references(index)
            .filter_map(|place| self.candidate(place))
            .collect()
    }

    /// The Russian name of the place that has `name` in other letters: of the names that the
    /// gazetteer has for it the one that `is_listed` in the dictionary (lower case, е for ё),
    /// with its capitals. `None` for Russian names, and where none or several are listed.
    pub fn russian_name(&self, name: &str, is_listed: impl Fn(&str) -> bool) -> Option<String> {
        if name.chars().any(text::is_cyrillic) {
            return None;
        }
        let index = self.search(fold(name).as_bytes())?;
        let place = read(self.references, read(self.reference_starts, index)?)?;
        let candidate = self.candidate(place)?;
        if candidate.class == PlaceClass::Country {
            return self.country_name(candidate.country?).map(str::to_owned);
        }
        let names = self.russian_names();
        let first = names.partition_point(|&(of, _)| (of as usize) < place);
        let mut listed = names[first..]
            .iter()
            .take_while(|&&(of, _)| of as usize == place)
            .filter_map(|&(_, name)| std::str::from_utf8(self.name(name as usize)?).ok())
            .filter(|name| is_listed(name));
        let found = listed.next()?;
        listed.next().is_none().then(|| {
            let parts = found.split('-').map(super::words::capitalize);
            parts.collect::<Vec<_>>().join("-")
        })
    }

    /// Places with their names in Russian letters, sorted; made when first asked for.
    fn russian_names(&self) -> &[(u32, u32)] {
        self.russian_names.get_or_init(|| {
            let is_russian = |&name: &usize| {
                // The first byte of a Cyrillic letter.
                self.name(name)
                    .is_some_and(|name| matches!(name.first(), Some(0xd0..=0xd4)))
            };
            let mut names: Vec<(u32, u32)> = (0..self.count)
                .filter(is_russian)
                .flat_map(|name| {
                    self.references(name)
                        .map(move |of| (of as u32, name as u32))
                })
                .collect();
            names.sort_unstable();
            names
        })
    }

    /// The places that bear a name.
    fn references(&self, name: usize) -> impl Iterator<Item = usize> + '_ {
        let start = |i| read(self.reference_starts, i).unwrap_or(0);
        (start(name)..start(name + 1)).filter_map(|i| read(self.references, i))
    }

    /// The towns whose name begins with `name` and a hyphen: "Санта-Крус-де-ла-Сьерра" for
    /// "Санта-Крус".
    pub fn find_longer(&self, name: &str) -> Vec<Candidate> {
        let key = format!("{}-", fold(name));
        let first = self.first_from(key.as_bytes());
        (first..self.count)
            .take_while(|&i| self.name(i).is_some_and(|n| n.starts_with(key.as_bytes())))
            .flat_map(|i| self.references(i))
            .filter_map(|place| self.candidate(place))
            .collect()
    }

    /// True when some place is called `name`, which is in the nominative.
    pub fn contains(&self, name: &str) -> bool {
        let key = fold(name);
        self.by_name.contains_key(key.as_ref()) || self.search(key.as_bytes()).is_some()
    }

    /// The country with this ISO 3166-1 code.
    pub fn country(&self, code: [u8; 2]) -> Option<Candidate> {
        let key = format!("={}", String::from_utf8_lossy(&code).to_lowercase());
        self.find(&key).into_iter().next()
    }

    /// What the archive calls the country with this ISO 3166-1 code.
    pub fn country_name(&self, code: [u8; 2]) -> Option<&'static str> {
        self.known
            .iter()
            .find(|k| k.class == PlaceClass::Country && k.country == Some(code))
            .map(|k| k.canonical)
    }

    /// Binary search over the sorted names.
    fn search(&self, key: &[u8]) -> Option<usize> {
        let index = self.first_from(key);
        (self.name(index) == Some(key)).then_some(index)
    }

    /// The first name that is not before `key`.
    fn first_from(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = (low + high) / 2;
            if self.name(middle).is_some_and(|name| name < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn name(&self, index: usize) -> Option<&'static [u8]> {
        self.names
            .get(read(self.starts, index)?..read(self.starts, index + 1)?)
    }

    fn candidate(&self, place: usize) -> Option<Candidate> {
        let row = self.places.get(place * 20..place * 20 + 20)?;
        let number = |at: usize| -> Option<[u8; 4]> { row.get(at..at + 4)?.try_into().ok() };
        let (lat, lon) = (
            i32::from_le_bytes(number(4)?),
            i32::from_le_bytes(number(8)?),
        );
        Some(Candidate {
            geoname: Some(u32::from_le_bytes(number(0)?)),
            country: Some([row[16], row[17]]),
            position: (lat != i32::MAX).then(|| (f64::from(lat) / 1e5, f64::from(lon) / 1e5)),
            population: u32::from_le_bytes(number(12)?),
            class: match row[18] {
                1 => PlaceClass::Capital,
                2 => PlaceClass::Country,
                _ => PlaceClass::Town,
            },
        })
    }
}

/// The `index`th number of a column.
fn read(column: &[u8], index: usize) -> Option<usize> {
    let bytes = column.get(index * 4..index * 4 + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
}

/// The values of a table cell, none for `-`.
fn values(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';')
        .filter(|value| *value != "-" && !value.is_empty())
}

/// A name as it is looked up: lower case, е for ё, plain apostrophes and hyphens.
pub fn fold(name: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_lowercase() && c != 'ё' || matches!(c, ' ' | '-' | '=' | '0'..='9');
    if name.chars().all(plain) {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut add = |c: char| {
        out.push(match c {
            'ё' => 'е',
            '’' | 'ʼ' | '`' => '\'',
            '–' | '—' | '‑' => '-',
            '\u{a0}' => ' ',
            c => c,
        });
    };
    for c in name.chars() {
        match text::lower_char(c) {
            Some(c) => add(c),
            None => c.to_lowercase().for_each(&mut add),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_adjectives_may_be_adjectives() {
        let gazetteer = Gazetteer::get();
        let missed: Vec<String> = gazetteer
            .by_adjective
            .keys()
            .flat_map(|adjective| crate::entity::beginnings::forms(adjective))
            .filter(|form| !gazetteer.may_be_adjective(form))
            .collect();
        assert_eq!(missed, [""; 0]);
        assert!(!gazetteer.may_be_adjective("вчера"));
    }

    #[test]
    fn foreign_names_lead_to_the_russian_one() {
        let gazetteer = Gazetteer::get();
        let listed = |name: &str| ["бостон", "лос-анджелес", "пекин"].contains(&name);
        let russian = |name: &str| gazetteer.russian_name(name, listed);
        assert_eq!(russian("Boston").as_deref(), Some("Бостон"));
        assert_eq!(russian("Los Angeles").as_deref(), Some("Лос-Анджелес"));
        assert_eq!(russian("北京").as_deref(), Some("Пекин"));
        assert_eq!(russian("Germany").as_deref(), Some("Германия"));
        for name in ["Бостон", "Chicago", "No such town", ""] {
            assert_eq!(russian(name), None, "{name}");
        }
    }

    #[test]
    fn towns_have_coordinates() {
        let gazetteer = Gazetteer::get();
        let first = |name: &str| gazetteer.find(name).into_iter().next();
        let peking = first("Пекин").map(|c| (c.geoname, c.country, c.class));
        assert_eq!(
            peking,
            Some((Some(1816670), Some(*b"CN"), PlaceClass::Capital))
        );
        assert_eq!(first("Beijing").and_then(|c| c.geoname), Some(1816670));
        assert_eq!(first("北京").and_then(|c| c.geoname), Some(1816670));
        assert_eq!(first("Москва").and_then(|c| c.country), Some(*b"RU"));
        assert!(gazetteer.find("Нет такого города").is_empty());
        assert!(gazetteer.find("").is_empty());
    }

    #[test]
    fn regions_lie_in_countries_of_the_tables() {
        let gazetteer = Gazetteer::get();
        let lost: Vec<&str> = { gazetteer.regions.values() }
            .filter(|region| {
                let code = region.country;
                code.is_some_and(|code| gazetteer.country(code).is_none())
            })
            .map(|region| region.name)
            .collect();
        assert_eq!(lost, [""; 0]);
        let region = gazetteer.region("южный хамген");
        assert_eq!(region.map(|r| r.name), Some("Южный Хамгён"));
        assert_eq!(gazetteer.region("Лимурия"), None);
    }

    #[test]
    fn every_country_of_the_table_is_in_the_gazetteer() {
        let gazetteer = Gazetteer::get();
        let former = [*b"SU", *b"YU", *b"CS", *b"DD"];
        for known in gazetteer
            .known
            .iter()
            .filter(|k| k.class == PlaceClass::Country)
        {
            let code = known.country.unwrap_or_default();
            assert!(
                former.contains(&code) || gazetteer.country(code).is_some(),
                "{} {code:?}",
                known.canonical
            );
        }
    }

    #[test]
    fn aliases_lead_to_one_name() {
        let gazetteer = Gazetteer::get();
        for (alias, canonical) in [
            ("РФ", "Россия"),
            ("Российская Федерация", "Россия"),
            ("КНР", "Китай"),
            ("США", "США"),
            ("Британия", "Великобритания"),
            ("Ленинград", "Санкт-Петербург"),
            ("Северная Корея", "КНДР"),
        ] {
            assert_eq!(
                gazetteer.known(alias).map(|k| k.canonical),
                Some(canonical),
                "{alias}"
            );
        }
        assert_eq!(
            gazetteer
                .known_adjective("южнокорейский")
                .map(|k| k.canonical),
            Some("Южная Корея")
        );
    }
}
