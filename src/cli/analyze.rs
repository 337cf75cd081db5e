//! `depesha analyze`: a text a line in, its tokens with their lemmas out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use super::args::{AnalyzeArgs, Format};
use super::printer::Printer;
use super::{Exit, unsupported};
use crate::morph;
use crate::record::CodePoints;
use crate::text;

#[derive(Serialize)]
struct Line<'t> {
    text: &'t str,
    tokens: Vec<TokenRecord<'t>>,
}

/// Offsets count Unicode code points, end exclusive.
#[derive(Serialize)]
struct TokenRecord<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Most likely first.
    lemmas: Vec<&'t str>,
    /// Universal Dependencies.
    pos: &'static str,
    feats: String,
}

pub fn run(args: &AnalyzeArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    if !matches!(args.format, Format::Jsonl | Format::Text) {
        return Err(unsupported(args.format, "analyze"));
    }
    for path in &args.paths {
        if path.as_os_str() == "-" {
            analyze(
                io::stdin().lock(),
                Path::new("standard input"),
                args.format,
                printer,
            )?;
        } else {
            let file =
                File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            analyze(BufReader::new(file), path, args.format, printer)?;
        }
    }
    Ok(Exit::Done)
}

fn analyze(
    mut input: impl BufRead,
    name: &Path,
    format: Format,
    printer: &mut Printer,
) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = input
            .read_until(b'\n', &mut bytes)
            .with_context(|| format!("cannot read {}", name.display()))?;
        if read == 0 {
            return Ok(());
        }
        // A stray byte costs one character, not the line.
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end_matches(['\n', '\r']);
        let tokens = text::tokenize(line);
        let points = CodePoints::new(line);
        let analyses = morph::analyze(&tokens);
        let records: Vec<TokenRecord> = tokens
            .iter()
            .zip(&analyses)
            .map(|(token, analysis)| TokenRecord {
                text: line.get(token.span()).unwrap_or_default(),
                start: points.of_byte(token.span().start),
                end: points.of_byte(token.span().end),
                lemmas: analysis.lemmas().collect(),
                pos: analysis.pos().as_str(),
                feats: analysis.feats().to_string(),
            })
            .collect();
        if format == Format::Jsonl {
            printer.json_line(&Line {
                text: line,
                tokens: records,
            })?;
            continue;
        }
        for record in records {
            writeln!(
                printer.out(),
                "{}\t{}",
                record.text,
                record.lemmas.join(", ")
            )?;
        }
        writeln!(printer.out())?;
    }
}
