//! Prints the names in JSON lines (`{"id", "text"}` a line), with offsets in code points, and how
//! fast they were recognised: `cargo run --example recognize [ROUNDS] < DOCUMENTS.jsonl`. The first
//! round begins with empty memories of words, the others are what a long archive is like.

use std::io::{BufRead, BufWriter, Write};
use std::time::Instant;

use anyhow::Result;
use depesha::entity::EntityKind;
use depesha::entity::recognize::{NameSpan, Recognizer};
use depesha::text::tokenize;
use serde_json::{Value, json};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let rounds: u32 = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => 1,
    };
    let documents: Vec<Value> = std::io::stdin()
        .lock()
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_>>()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for round in 1..=rounds {
        let mut seconds = 0.0;
        let mut count = 0;
        for document in &documents {
            let text = document["text"].as_str().unwrap_or_default();
            let start = Instant::now();
            let tokens = tokenize(text);
            let names = Recognizer::get().recognize(text, &tokens);
            seconds += start.elapsed().as_secs_f64();
            count += tokens.len();
            if round == 1 {
                writeln!(out, "{}", line(&document["id"], text, &names))?;
            }
        }
        eprintln!(
            "round {round}: {} documents, {count} tokens, {seconds:.2} s, {:.0} tokens/s, {:.0} documents/s",
            documents.len(),
            count as f64 / seconds,
            documents.len() as f64 / seconds
        );
    }
    Ok(())
}

fn line(id: &Value, text: &str, names: &[NameSpan]) -> Value {
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
    json!({"id": id, "entities": entities})
}
