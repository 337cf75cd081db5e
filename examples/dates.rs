//! Prints the dates of texts: JSON lines in (`{"id", "text", "date"?}`), JSON lines out
//! (`{"id", "entities"}`, spans in code points), the form that entity scorers read.

use std::error::Error;
use std::io::{BufRead, Write};

use depesha::entity::date;
use depesha::text::tokenize;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let document: Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().unwrap_or_default();
        let reference = document["date"].as_str().and_then(|date| date.parse().ok());
        let entities: Vec<Value> = date::find(text, &tokenize(text), reference)
            .into_iter()
            .map(|mention| {
                let start = text[..mention.span.start].chars().count();
                let written = &text[mention.span];
                let mut entity = json!({
                    "type": "DATE", "start": start, "end": start + written.chars().count(),
                    "text": written, "rule": mention.value.rule,
                });
                if let Some((from, to)) = mention.value.interval {
                    entity["date"] = json!({"from": from.to_string(), "to": to.to_string()});
                }
                if let Some(time) = mention.value.time_of_day {
                    entity["time_of_day"] = json!(time);
                }
                entity
            })
            .collect();
        writeln!(
            out,
            "{}",
            json!({"id": document["id"], "entities": entities})
        )?;
    }
    Ok(())
}
