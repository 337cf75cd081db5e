#!/usr/bin/env python3
"""Builds models/morph.bin, models/morph.fst and models/morph-suffix.fst: the Russian dictionary.

    python3 -m venv /tmp/morph && /tmp/morph/bin/pip install -r tools/morph-requirements.txt
    /tmp/morph/bin/pip download --no-deps wordfreq==3.1.1 -d /tmp/morph
    /tmp/morph/bin/python tools/build_morph.py /tmp/morph/wordfreq-3.1.1-py3-none-any.whl /tmp/morph/out
    cargo run --profile quick --example build_morph_fst -- /tmp/morph/out/forms.tsv models/morph.fst
    cargo run --profile quick --example build_morph_fst -- /tmp/morph/out/suffixes.tsv models/morph-suffix.fst
    cp /tmp/morph/out/morph.bin models/

What goes in: the OpenCorpora dictionary as compiled in pymorphy3-dicts-ru (forms, paradigms,
P(tag|word), suffix prediction) and the word-form frequencies of wordfreq (its large Russian list).

The dictionary says which analyses a form can have; for most forms it does not say how often each
occurs. That is estimated here by expectation maximisation: a form's frequency is shared among its
analyses in proportion to (frequency of the lexeme) x (share of the slot among the slots of its
paradigm), both re-estimated from the shares, twelve rounds. Where OpenCorpora counted the tags of a
form in running text, those counts are mixed in with a weight that grows with their number.

Layout of morph.bin, little-endian; a header of u32 pairs (offset, length in bytes) for each section:
  0 tags       10 bytes each: u8 word class, u8 productive, u64 features (see FEATS below)
  1 suffixes   u32 offsets [n+1]
  2 suffixes   UTF-8
  3 paradigms  12 bytes each: u32 first tag in section 4, u32 first suffix in 5, u16 slots, u16 prefix row
  4 tag ids    u16
  5 suffix ids u16
  6 prefix ids u8, rows start at (prefix row - 1); row 0 means "no prefixes"
  7 yo masks   u64 each: bit i set = the i-th letter of the form is ё
  8 parses     u32 each: bits 0-11 paradigm, 12-19 slot, 20-23 level of the probability,
               24-30 yo mask, 31 set on the last parse of a list
  9 predictions u32 each like 8, the level in bits 20-23 being that of the count
"""
import collections
import gzip
import struct
import sys
import zipfile

import msgpack
import numpy as np
import pymorphy3

# The probability 2^-x that a level stands for, by x. Must equal LEVELS in src/morph/lexicon.rs.
LEVELS = np.array([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 12])

CLASSES = ["NOUN", "ADJF", "ADJS", "COMP", "VERB", "INFN", "PRTF", "PRTS", "GRND", "NUMR",
           "ADVB", "NPRO", "PRED", "PREP", "CONJ", "PRCL", "INTJ"]

# Grammeme -> (shift, value). Must equal the layout in src/morph/feats.rs.
FEATS = {
    "nomn": (0, 1), "gent": (0, 2), "datv": (0, 3), "accs": (0, 4), "ablt": (0, 5), "loct": (0, 6),
    "gen1": (0, 2), "gen2": (0, 7), "acc2": (0, 4), "loc1": (0, 6), "loc2": (0, 8), "voct": (0, 9),
    "sing": (4, 1), "plur": (4, 2),
    "masc": (6, 1), "femn": (6, 2), "neut": (6, 3),
    "anim": (8, 1), "inan": (8, 2),
    "COMP": (10, 2), "Supr": (10, 3),
    "impf": (12, 1), "perf": (12, 2),
    "indc": (14, 1), "impr": (14, 2),
    "1per": (16, 1), "2per": (16, 2), "3per": (16, 3),
    "past": (18, 1), "pres": (18, 2), "futr": (18, 3),
    "actv": (23, 1), "pssv": (23, 2),
    "Name": (26, 1), "Surn": (27, 1), "Patr": (28, 1), "Geox": (29, 1), "Orgn": (30, 1), "Trad": (31, 1),
    "Abbr": (32, 1), "Fixd": (33, 1), "Init": (34, 1), "Sgtm": (35, 1), "Pltm": (36, 1), "Apro": (37, 1),
    "Anum": (38, 1), "tran": (39, 1), "Infr": (40, 1), "Slng": (40, 1), "Arch": (40, 1), "Litr": (40, 1),
    "Erro": (40, 1), "Dist": (40, 1), "V-ey": (41, 1), "V-oy": (41, 1), "V-ej": (41, 1), "V-be": (41, 1),
    "V-en": (41, 1), "V-ie": (41, 1), "V-bi": (41, 1), "V-sh": (41, 1), "Fimp": (41, 1), "Cmp2": (41, 1),
    "Subx": (42, 1), "ms-f": (43, 1), "Ms-f": (43, 1), "Poss": (44, 1), "Coun": (45, 1),
    "ADJS": (25, 1), "PRTS": (25, 1), "Adjx": (46, 1), "Anph": (47, 1), "Qual": (48, 1),
}
VERB_FORMS = {"VERB": 1, "INFN": 2, "PRTF": 3, "PRTS": 3, "GRND": 4}


def encode_tag(tag):
    """A pymorphy3 tag as (word class, productive, features)."""
    grammemes = tag.grammemes
    feats = 0
    for grammeme in grammemes:
        if grammeme in FEATS:
            shift, value = FEATS[grammeme]
            feats |= value << shift
    pos = tag.POS
    feats |= VERB_FORMS.get(pos, 0) << 20
    if pos in ("ADJF", "ADJS") and not feats >> 10 & 3 and "Apro" not in grammemes:
        feats |= 1 << 10
    if pos in ("VERB", "INFN", "GRND"):
        feats |= 1 << 23
    return CLASSES.index(pos), int(tag.is_productive()), feats


def letters_mask(word):
    return sum(1 << i for i, c in enumerate(word) if c == "ё")


def level(probability):
    bits = -np.log2(np.maximum(probability, 2.0 ** -12))
    return np.abs(bits[:, None] - LEVELS[None, :]).argmin(axis=1)


class Ids(dict):
    """Numbers things in the order in which they are first asked for."""

    def __missing__(self, key):
        self[key] = len(self)
        return self[key]


def read_frequencies(wheel):
    packed = zipfile.ZipFile(wheel).read("wordfreq/data/large_ru.msgpack.gz")
    bins = msgpack.unpackb(gzip.decompress(packed))
    return {word: 10 ** (-i / 100) for i, words in enumerate(bins[1:]) for word in words}


def estimate(morph, words, paradigm, slot, tag, key, keys, lexeme, frequencies):
    """P(analysis | folded form) of every dictionary row, by expectation maximisation."""
    rows, key_count, tag_count = len(words), len(keys), len(morph.dictionary.gramtab)
    key_index = {k: i for i, k in enumerate(keys)}
    key_frequency = np.zeros(key_count)
    for word, frequency in frequencies.items():
        i = key_index.get(word.replace("ё", "е"))
        if i is not None:
            key_frequency[i] += frequency

    # OpenCorpora's P(tag | word): its counts are smoothed by one, so the least value tells the total.
    counted = collections.defaultdict(dict)
    for entry, value in morph.prob_estimator.p_t_given_w.iteritems(""):
        word, name = entry.rsplit(":", 1)
        counted[word][name] = (value[0] if isinstance(value, tuple) else value) / 1e6
    rows_of = collections.defaultdict(list)
    wanted = {key_index[w.replace("ё", "е")] for w in counted if w.replace("ё", "е") in key_index}
    for row in np.nonzero(np.isin(key, np.fromiter(wanted, np.int64)))[0]:
        rows_of[key[row]].append(row)
    names = [str(t) for t in morph.dictionary.gramtab]
    corpus = np.zeros(rows)
    observations = np.zeros(key_count)
    for word, tags in counted.items():
        i = key_index.get(word.replace("ё", "е"))
        if i is None or ("ё" in word and keys[i] in counted):
            continue
        for row in rows_of[i]:
            corpus[row] = tags.get(names[tag[row]], 0.0)
        observations[i] = max(1 / min(tags.values()) - len(tags), 0.5)
    has_counts = np.bincount(key, corpus, key_count) > 0
    trust = np.where(has_counts, observations / (observations + 4), 0)[key]
    # Lexemes that share a tag share its count.
    _, key_tag = np.unique(key.astype(np.int64) * tag_count + tag, return_inverse=True)
    mass = np.zeros(key_tag.max() + 1)
    mass[key_tag] = corpus
    owner = np.zeros(len(mass), np.int64)
    owner[key_tag] = key
    mass /= np.maximum(np.bincount(owner, mass, key_count)[owner], 1e-12)
    corpus = mass[key_tag]

    lengths = [len(p) // 3 for p in morph.dictionary.paradigms]
    slot_tags = np.concatenate([np.array(p[n:2 * n]) for p, n in zip(morph.dictionary.paradigms, lengths)])
    slot_owner = np.repeat(np.arange(len(lengths)), lengths)
    lexeme_count = lexeme.max() + 1
    lexeme_paradigm = np.zeros(lexeme_count, np.int64)
    lexeme_paradigm[lexeme] = paradigm
    lexeme_frequency = np.full(lexeme_count, 1e-7)
    slot_share = np.ones(tag_count)
    floor = 1e-9
    frequency = key_frequency[key]
    for _ in range(12):
        paradigm_sum = np.bincount(slot_owner, slot_share[slot_tags], len(lengths))
        share = (lexeme_frequency[lexeme] + floor) * slot_share[tag] / paradigm_sum[paradigm]
        share /= np.bincount(key, share, key_count)[key]
        within_tag = share / np.bincount(key_tag, share, len(mass))[key_tag]
        share = trust * corpus * within_tag + (1 - trust) * share
        expected = frequency * share
        lexeme_frequency = np.bincount(lexeme, expected, lexeme_count)
        weight = np.bincount(lexeme_paradigm, lexeme_frequency + floor, len(lengths))
        exposure = np.bincount(slot_tags, (weight / paradigm_sum)[slot_owner], tag_count)
        slot_share = (np.bincount(tag, expected, tag_count) + 1e-9) / (exposure + 1e-7)
    share /= np.bincount(key, share, key_count)[key]

    # What is stored: the lexeme's part of the form by all that was learnt, and the slot's part of
    # the lexeme by the slot alone. What is known of one form's cases would make nearly every list
    # of parses one of a kind and the transducer half as big again, and context decides on case.
    # Lexemes get their parts in coarse steps, for the same reason.
    _, key_lexeme = np.unique(key * lexeme_count + lexeme, return_inverse=True)
    paradigm_sum = np.bincount(slot_owner, slot_share[slot_tags], len(lengths))
    slot_part = slot_share[tag] / paradigm_sum[paradigm]
    slot_part /= np.bincount(key_lexeme, slot_part)[key_lexeme]
    lexeme_part = np.bincount(key_lexeme, share)[key_lexeme]
    coarse = np.array([0, 0.5, 1.5, 3, 5, 7, 9])
    bits = -np.log2(np.maximum(lexeme_part, 2.0 ** -12))
    stepped = 2.0 ** -coarse[np.abs(bits[:, None] - coarse[None, :]).argmin(axis=1)]
    return stepped * slot_part

def main():
    wheel, out = sys.argv[1], sys.argv[2]
    morph = pymorphy3.MorphAnalyzer()
    dictionary = morph.dictionary
    suffixes, prefixes, paradigms = dictionary.suffixes, dictionary.paradigm_prefixes, dictionary.paradigms
    lengths = [len(p) // 3 for p in paradigms]
    assert len(paradigms) < 1 << 12 and max(lengths) < 1 << 8 and len(prefixes) == 3

    words, paradigm, slot = [], [], []
    for word, (p, i) in dictionary.words.iteritems(""):
        words.append(word)
        paradigm.append(p)
        slot.append(i)
    rows = len(words)
    paradigm, slot = np.array(paradigm), np.array(slot)
    base = np.cumsum([0] + lengths)
    slot_tag = np.concatenate([np.array(p[n:2 * n]) for p, n in zip(paradigms, lengths)])
    suffix_length = [[len(suffixes[s]) for s in p[:n]] for p, n in zip(paradigms, lengths)]
    prefix_length = [[len(prefixes[s]) for s in p[2 * n:]] for p, n in zip(paradigms, lengths)]
    tag = slot_tag[base[paradigm] + slot]

    folded = [w.replace("ё", "е") for w in words]
    order = sorted(range(rows), key=folded.__getitem__)
    keys, key = [], np.empty(rows, np.int64)
    for row in order:
        if not keys or folded[row] != keys[-1]:
            keys.append(folded[row])
        key[row] = len(keys) - 1
    lexemes, lexeme = Ids(), np.empty(rows, np.int64)
    for row, (w, p, i) in enumerate(zip(words, paradigm.tolist(), slot.tolist())):
        lexeme[row] = lexemes[p, w[prefix_length[p][i]:len(w) - suffix_length[p][i]]]
    print(f"rows {rows}, folded forms {len(keys)}, lexemes {len(lexemes)}")

    share = estimate(morph, words, paradigm, slot, tag, key, keys, lexeme, read_frequencies(wheel))

    # Lists of parses, most likely first; equal lists are stored once, in the order of the forms
    # that first have them: the numbers of one word's forms then differ alike from word to word,
    # which makes the transducer a third smaller than the order of frequency does.
    yo = Ids()
    yo[0]
    lists = {}
    list_of = [None] * len(keys)
    levels = level(share)
    by_key = np.lexsort((slot, paradigm, levels, key))
    bounds = np.searchsorted(key[by_key], np.arange(len(keys) + 1))
    p_, s_, l_ = paradigm.tolist(), slot.tolist(), levels.tolist()
    for k in range(len(keys)):
        entry = tuple(p_[r] | s_[r] << 12 | l_[r] << 20 | yo[letters_mask(words[r])] << 24
                      for r in by_key[bounds[k]:bounds[k + 1]])
        list_of[k] = entry
        lists[entry] = None
    parses, at = [], {}
    for entry in lists:
        at[entry] = len(parses)
        parses.extend(entry[:-1])
        parses.append(entry[-1] | 1 << 31)
    with open(f"{out}/forms.tsv", "w", encoding="utf-8") as file:
        for k, entry in zip(keys, list_of):
            file.write(f"{k}\t{at[entry]}\n")

    # Suffix prediction: "<prefix number><suffix>" -> analyses with their counts.
    predicted = collections.defaultdict(list)
    for number, dawg in enumerate(dictionary.prediction_suffixes_dawgs):
        for ending, (count, p, i) in dawg.iteritems(""):
            if dictionary.build_tag_info(p, i).is_productive():
                predicted[f"{number}{ending.replace('ё', 'е')}"].append((count, p, i, letters_mask(ending)))
    predictions, at = [], {}
    with open(f"{out}/suffixes.tsv", "w", encoding="utf-8") as file:
        for ending, items in sorted(predicted.items()):
            total = sum(item[0] for item in items)
            # What one word in a hundred with the ending is tells nothing of a new word.
            items = sorted((item for item in items if item[0] * 100 >= total), reverse=True)
            counts = level(np.array([item[0] / total for item in items]))
            entry = tuple(p | i << 12 | int(c) << 20 | yo[m] << 24 for (_, p, i, m), c in zip(items, counts))
            if entry not in at:
                at[entry] = len(predictions)
                predictions.extend(entry[:-1])
                predictions.append(entry[-1] | 1 << 31)
            file.write(f"{ending}\t{at[entry]}\n")
    print(f"lists {len(lists)}, parses {len(parses)}, yo masks {len(yo)}, "
          f"endings {len(predicted)}, predictions {len(predictions)}")
    assert len(yo) <= 128

    tag_bytes = b"".join(struct.pack("<BBQ", *encode_tag(t)) for t in dictionary.gramtab)
    offsets, text = [0], b""
    pieces = []
    for suffix in suffixes:
        pieces.append(suffix.encode())
        offsets.append(offsets[-1] + len(pieces[-1]))
    text = b"".join(pieces)
    tag_pool, suffix_pool, prefix_pool = [], [], []
    seen = {}

    def store(pool, row, kind):
        if (kind, row) not in seen:
            seen[kind, row] = len(pool)
            pool.extend(row)
        return seen[kind, row]

    paradigm_bytes = []
    for p, n in zip(paradigms, lengths):
        row = tuple(p[2 * n:])
        paradigm_bytes.append(struct.pack(
            "<IIHH", store(tag_pool, tuple(p[n:2 * n]), "tag"), store(suffix_pool, tuple(p[:n]), "suffix"),
            n, store(prefix_pool, row, "prefix") + 1 if any(row) else 0))
    sections = [
        tag_bytes, np.array(offsets, "<u4").tobytes(), text, b"".join(paradigm_bytes),
        np.array(tag_pool, "<u2").tobytes(), np.array(suffix_pool, "<u2").tobytes(), bytes(prefix_pool),
        np.array(list(yo), "<u8").tobytes(), np.array(parses, "<u4").tobytes(),
        np.array(predictions, "<u4").tobytes(),
    ]
    header, body, offset = [], [], 8 * len(sections)
    for section in sections:
        padding = -offset % 8
        body.append(b"\0" * padding + section)
        offset += padding
        header += [offset, len(section)]
        offset += len(section)
    with open(f"{out}/morph.bin", "wb") as file:
        file.write(struct.pack(f"<{len(header)}I", *header) + b"".join(body))
    print("bytes by section", [len(s) for s in sections], "total", offset)


if __name__ == "__main__":
    main()
