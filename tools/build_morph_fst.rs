//! Turns lines "key<TAB>number", sorted by the bytes of the key, into an `fst` map.
//!
//!     cargo run --profile quick --example build_morph_fst -- INPUT.tsv OUTPUT.fst

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = arguments.as_slice() else {
        anyhow::bail!("usage: build_morph_fst INPUT.tsv OUTPUT.fst");
    };
    let mut builder = fst::MapBuilder::new(BufWriter::new(File::create(output)?))?;
    for line in BufReader::new(File::open(input)?).lines() {
        let line = line?;
        if let Some((key, number)) = line.split_once('\t') {
            builder.insert(key, number.parse()?)?;
        }
    }
    builder.finish()?;
    Ok(())
}
