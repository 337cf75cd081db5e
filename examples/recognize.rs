//! Prints the names in JSON lines (`{"id", "text"}` a line), with offsets in code points:
//! `cargo run --example recognize < DOCUMENTS.jsonl`. For measuring recognition alone.

use std::io::{BufRead, BufWriter, Write};

use anyhow::Result;
use depesha::entity::EntityKind;
use depesha::entity::recognize::Recognizer;
use depesha::text::tokenize;
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut seconds = 0.0;
    let mut count = 0;
    let mut documents = 0;
    for line in std::io::stdin().lock().lines() {
        let document: Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().unwrap_or_default();
        let start = std::time::Instant::now();
        let tokens = tokenize(text);
        let names = Recognizer::get().recognize(text, &tokens);
        seconds += start.elapsed().as_secs_f64();
        count += tokens.len();
        documents += 1;
        let points = |byte: usize| text[..byte].chars().count();
        let entities: Vec<Value> = names
            .iter()
            .map(|name| {
                let kind = match name.kind {
                    EntityKind::Person => "PERSON",
                    EntityKind::Place => "PLACE",
                    _ => "ORG",
                };
                json!({
                    "type": kind,
                    "start": points(name.span.start),
                    "end": points(name.span.end),
                    "text": &text[name.span.clone()],
                })
            })
            .collect();
        writeln!(
            out,
            "{}",
            json!({"id": document["id"], "entities": entities})
        )?;
    }
    eprintln!(
        "{documents} documents, {count} tokens, {seconds:.2} s, {:.0} tokens/s, {:.0} documents/s",
        count as f64 / seconds,
        documents as f64 / seconds
    );
    Ok(())
}
