#!/usr/bin/env python3
"""Counts Russian letter pairs for the detection of character encodings.

Reads the vocabulary of navec (250,000 words with their frequencies in a billion words of
news), which the PyPI package natasha 1.6.0 (MIT) ships, and writes the cost of each pair of
letters, in quarters of a bit, as `src/source/cyrillic_pairs.rs`:

    pip download --no-deps natasha==1.6.0
    python3 tools/cyrillic_pairs.py natasha-1.6.0-py3-none-any.whl > src/source/cyrillic_pairs.rs

Row and column 0..31 are а..я, 32 is a word's edge; ё counts as е, since most texts write е. The cost of the pair (a, b) is
-log2 P(b | a), with half a count added to each pair, and never more than 12 bits: one
abbreviation with an impossible pair must not outweigh a whole line.
"""

import gzip
import hashlib
import io
import math
import struct
import sys
import tarfile
import zipfile

ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
EDGE = len(ALPHABET)
EMBEDDINGS = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar"


def vocabulary(wheel):
    archive = tarfile.open(fileobj=io.BytesIO(wheel.read(EMBEDDINGS)))
    data = gzip.decompress(archive.extractfile("vocab.bin").read())
    (size,) = struct.unpack_from("<I", data)
    counts = struct.unpack_from(f"<{size}I", data, 4)
    words = data[4 + 4 * size :].decode("utf-8").splitlines()
    return zip(words, counts)


def main():
    path = sys.argv[1]
    code = {letter: number for number, letter in enumerate(ALPHABET)}
    pairs = [[0.5] * (EDGE + 1) for _ in range(EDGE + 1)]
    for word, count in vocabulary(zipfile.ZipFile(path)):
        codes = [code.get(letter, EDGE) for letter in word.replace("ё", "е")]
        for first, second in zip([EDGE] + codes, codes + [EDGE]):
            pairs[first][second] += count
    # Two edges in a row are spaces and punctuation, which say nothing of the letters.
    pairs[EDGE][EDGE] = 0.5

    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    print("//! How surprising one letter is behind another in Russian: a table, read by")
    print("//! [`super::decode`] alone. Made by `tools/cyrillic_pairs.py` from the word frequencies")
    print("//! of navec news_v1 as shipped in the PyPI package natasha 1.6.0 (MIT licence, sha256 of")
    print(f"//! the wheel {digest[:32]}")
    print(f"//! {digest[32:]}).")
    print()
    print("/// Quarters of a bit: `4 * -log2 P(second | first)`, first letter by row. а..я are 0..=31,")
    print("/// ё counts as е, a word's edge is 32.")
    print("#[rustfmt::skip]")
    print(f"pub(super) const COST: [[u8; {EDGE + 1}]; {EDGE + 1}] = [")
    for first, row in enumerate(pairs):
        total = sum(row)
        costs = [min(48, round(-4 * math.log2(count / total))) for count in row]
        if first == EDGE:
            costs[EDGE] = 0
        name = ALPHABET[first] if first < EDGE else "edge"
        print("    [" + ", ".join(f"{cost}" for cost in costs) + f"], // {name}")
    print("];")


if __name__ == "__main__":
    main()
