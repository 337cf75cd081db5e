#!/usr/bin/env python3
"""Builds models/hanzi.bin, the readings of Han characters in names, from two packages:

  pip download --no-deps pypinyin==0.55.0 hanja==0.15.1
  tools/build_hanzi.py pypinyin-0.55.0-*.whl hanja-0.15.1-*.whl models/hanzi.bin

Layout, little-endian; `src/entity/transcribe/han.rs` reads it:
  8 bytes "DPHAN\\0\\0\\1", u32 bytes of the syllable list, the list (pinyin syllables without
  tones, joined by blanks), then for each of U+4E00..U+9FFF: u16 number of its commonest pinyin
  syllable from 1 (0: none), u16 its Sino-Korean syllable as an offset from U+AC00 plus 1 (0: none).
"""
import json, re, struct, sys, unicodedata, zipfile


def main(pypinyin, hanja, out):
    with zipfile.ZipFile(pypinyin) as z:
        pinyin = {int(k): v for k, v in json.loads(z.read('pypinyin/pinyin_dict.json')).items()}
    with zipfile.ZipFile(hanja) as z:
        table = z.read('hanja/table.yml').decode()
    korean = {}
    for key, value in re.findall(r'^"\\u([0-9A-F]{4})": "\\u([0-9A-F]{4})"', table, re.M):
        korean[int(key, 16)] = int(value, 16)
    syllables, columns = {}, []
    for code in range(0x4e00, 0xa000):
        reading = pinyin.get(code, '').split(',')[0]
        plain = unicodedata.normalize('NFD', reading.replace('ü', 'v').replace('ǖ', 'v').replace('ǘ', 'v').replace('ǚ', 'v').replace('ǜ', 'v'))
        plain = ''.join(c for c in plain if c.isascii())
        number = syllables.setdefault(plain, len(syllables) + 1) if plain else 0
        hangul = korean.get(code, 0)
        columns.append(struct.pack('<HH', number, hangul - 0xac00 + 1 if 0xac00 <= hangul <= 0xd7a3 else 0))
    names = ' '.join(syllables).encode()
    with open(out, 'wb') as f:
        f.write(b'DPHAN\0\0\1' + struct.pack('<I', len(names)) + names + b''.join(columns))
    print(len(syllables), 'syllables', sum(c[2:] != b'\0\0' for c in columns), 'Korean readings')


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
