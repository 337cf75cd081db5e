//! Compares the tagger with its Python original: reads a JSON array of tokens a line, prints the
//! model's own tag numbers a line (`cargo run --example tags < TOKENS.jsonl`).

use std::io::BufRead;

use anyhow::Result;
use depesha::entity::recognize::Recognizer;
use depesha::neural::Input;

fn main() -> Result<()> {
    let mut seconds = 0.0;
    let mut count = 0;
    for line in std::io::stdin().lock().lines() {
        let words: Vec<String> = serde_json::from_str(&line?)?;
        let start = std::time::Instant::now();
        let inputs: Vec<Input> = words.iter().map(|word| Input::new(word)).collect();
        let tags = Recognizer::get().raw_tags(&inputs);
        seconds += start.elapsed().as_secs_f64();
        count += words.len();
        println!("{}", serde_json::to_string(&tags)?);
    }
    eprintln!("{count} tokens, {:.0} tokens/s", count as f64 / seconds);
    Ok(())
}
