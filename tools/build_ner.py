#!/usr/bin/env python3
"""Make models/navec.bin, models/navec-counts.bin, models/ner.bin, models/morph-tagger.bin and its
tag list.

  python3 tools/build_ner.py [--package natasha-1.6.0-py3-none-any.whl] [--out models]

Source: the PyPI package natasha 1.6.0 (MIT), which ships the Navec word vectors
navec_news_v1_1B_250K_300d_100q and the taggers slovnet_ner_news_v1 and
slovnet_morph_news_v1. Without --package the wheel is fetched with pip. Needs the
standard library only; the weights are copied bit for bit.

All numbers are little-endian.

navec.bin
  f32 [100][256][3]   centroids of the product quantiser: dimension 3q + d
  u32 [65537]         where the words start whose hash has these top 16 bits
  u32 [250000]        hash bits 47..16 of each word, in order of the 48-bit hash
  u8  [250002][100]   centroid of each word, in the same order, then <unk>, <pad>
  hash: FNV-1a (64 bits) of the lower-case word in UTF-8, then murmur3's finaliser.
  A table of hashes instead of the words: 1.3 MB, no loading, and a word that is not in
  the vocabulary is taken for one that is with a chance of 1 in 10^9.

navec-counts.bin
  u8 [250002]         8 log2 of how often the word stood in the news that the vectors were
                      trained on, rounded; in the order of navec.bin

ner.bin, morph-tagger.bin: f32 arrays one after the other, in slovnet's order
  shape embedding [66][30]
  three times: convolution [out][in][3], bias [out], norm weight, bias, mean, std [out]
     with (in, out) = (330, 256), (256, 128), (128, 64)
  projection [64][tags], bias [tags]
  ner.bin only: CRF transitions [8][8], from x to
"""
import argparse
import array
import gzip
import hashlib
import io
import json
import math
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

MASK = (1 << 64) - 1


def word_hash(word):
    h = 0xCBF29CE484222325
    for byte in word.encode('utf-8'):
        h = (h ^ byte) * 0x100000001B3 & MASK
    h ^= h >> 33
    h = h * 0xFF51AFD7ED558CCD & MASK
    h ^= h >> 33
    h = h * 0xC4CEB9FE1A85EC53 & MASK
    h ^= h >> 33
    return h >> 16


def read_tar(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}


def read_counts(vocabulary, words):
    """How often each word stood in the training texts: navec's vocab.bin, unpacked, is the
    number of words, their counts, the words."""
    data = gzip.decompress(vocabulary)
    size, = struct.unpack('<I', data[:4])
    counts = struct.unpack('<%dI' % size, data[4:4 + 4 * size])
    assert data[4 + 4 * size:].decode('utf-8').splitlines() == words
    return counts


def build_navec(navec, words):
    """The vectors, and the counts in their order."""
    counts = read_counts(navec['vocab.bin'], words)
    pq = navec['pq.bin']
    count, dim, qdim, centroids = struct.unpack('<4I', pq[:16])
    assert (count, dim, qdim, centroids) == (250002, 300, 100, 256)
    assert len(words) == count and words[-2:] == ['<unk>', '<pad>']
    codes = pq[16:16 + count * qdim]
    centers = pq[16 + count * qdim:]
    assert len(centers) == qdim * centroids * 3 * 4
    order = sorted((word_hash(w), i) for i, w in enumerate(words[:-2]))
    assert len({h for h, _ in order}) == len(order), 'two words share a hash'
    buckets = [0] * 65537
    for h, _ in order:
        buckets[(h >> 32) + 1] += 1
    for i in range(65536):
        buckets[i + 1] += buckets[i]
    out = bytearray(centers)
    out += struct.pack('<65537I', *buckets)
    out += struct.pack('<%dI' % len(order), *(h & 0xFFFFFFFF for h, _ in order))
    order += [(0, count - 2), (0, count - 1)]
    for _, i in order:
        out += codes[i * qdim:(i + 1) * qdim]
    return bytes(out), bytes(round(8 * math.log2(max(counts[i], 1))) for _, i in order)


def weights(node, out):
    """The array numbers of a model description, in the order of their use."""
    if isinstance(node, dict):
        if isinstance(node.get('array'), int):
            out.append((node['array'], node['shape'], node['dtype']))
        else:
            for value in node.values():
                weights(value, out)
    elif isinstance(node, list):
        for value in node:
            weights(value, out)
    return out


def build_tagger(model, words):
    assert gzip.decompress(model['vocabs/word.gz']).decode('utf-8').splitlines() == words
    out = bytearray()
    listed = weights(json.loads(model['model.json']), [])
    assert [n for n, _, _ in listed] == list(range(len(listed)))
    for number, shape, dtype in listed:
        data = model['arrays/%d.bin' % number]
        size = 4
        for n in shape:
            size *= n
        assert dtype == 'float32' and len(data) == size, (number, shape)
        out += data
    return bytes(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--package', type=pathlib.Path, help='the natasha 1.6.0 wheel or source archive')
    parser.add_argument('--out', type=pathlib.Path, default=pathlib.Path('models'))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        package = args.package
        if package is None:
            subprocess.run([sys.executable, '-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:',
                            '--dest', scratch, 'natasha==1.6.0'], check=True)
            package = next(pathlib.Path(scratch).glob('natasha-1.6.0*'))
        with zipfile.ZipFile(package) as wheel:
            ner = read_tar(wheel.read('natasha/data/model/slovnet_ner_news_v1.tar'))
            morph = read_tar(wheel.read('natasha/data/model/slovnet_morph_news_v1.tar'))
            navec = read_tar(wheel.read('natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar'))
        print('%s  %s' % (hashlib.sha256(package.read_bytes()).hexdigest(), package.name))
    words = gzip.decompress(ner['vocabs/word.gz']).decode('utf-8').splitlines()
    tags = gzip.decompress(ner['vocabs/tag.gz']).decode('utf-8').split()
    assert tags == '<pad> O B-PER I-PER B-LOC I-LOC B-ORG I-ORG'.split()
    vectors, counts = build_navec(navec, words)
    files = {
        'navec.bin': vectors,
        'navec-counts.bin': counts,
        'ner.bin': build_tagger(ner, words),
        'morph-tagger.bin': build_tagger(morph, words),
        'morph-tagger-tags.txt': gzip.decompress(morph['vocabs/tag.gz']).rstrip(b'\n') + b'\n',
    }
    for name, data in files.items():
        (args.out / name).write_bytes(data)
        print('%s  %s  %d bytes' % (hashlib.sha256(data).hexdigest(), name, len(data)))


if __name__ == '__main__':
    main()
