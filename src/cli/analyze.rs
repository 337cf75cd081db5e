//! `depesha analyze`: a text a line in, its tokens with their lemmas out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::Context;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Exit;
use super::args::{AnalyzeArgs, Format};
use super::printer::{Printer, line as shown};
use crate::index::analyzer;
use crate::morph::{self, Morph};
use crate::record::CodePoints;
use crate::text::{self, Token, Tokens};

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
    lemmas: Vec<String>,
    /// With --no-context: what the word is found by besides, as parts of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
    /// Universal Dependencies.
    pos: &'static str,
    feats: String,
}

pub fn run(args: &AnalyzeArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    for path in &args.paths {
        if path.as_os_str() == "-" {
            analyze(
                io::stdin().lock(),
                Path::new("standard input"),
                args,
                printer,
            )?;
        } else {
            let file =
                File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            analyze(BufReader::new(file), path, args, printer)?;
        }
    }
    Ok(Exit::Done)
}

fn analyze(
    mut input: impl BufRead,
    name: &Path,
    args: &AnalyzeArgs,
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
        let record = |token: &Token, pos: morph::Pos, feats: morph::Feats| TokenRecord {
            text: line.get(token.span()).unwrap_or_default(),
            start: points.of_byte(token.span().start),
            end: points.of_byte(token.span().end),
            lemmas: Vec::new(),
            parts: Vec::new(),
            pos: pos.as_str(),
            feats: feats.to_string(),
        };
        let records: Vec<TokenRecord> = if args.no_context {
            tokens
                .iter()
                .zip(index_terms(&tokens))
                .map(|(token, (lemmas, parts))| {
                    let parse = &Morph::get().parses(tokens.form(token))[0];
                    TokenRecord {
                        lemmas,
                        parts,
                        ..record(token, parse.pos, parse.feats)
                    }
                })
                .collect()
        } else {
            tokens
                .iter()
                .zip(morph::analyze(&tokens))
                .map(|(token, analysis)| TokenRecord {
                    lemmas: analysis.lemmas().map(str::to_owned).collect(),
                    ..record(token, analysis.pos(), analysis.feats())
                })
                .collect()
        };
        if args.format == Format::Jsonl {
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
                shown(record.text),
                shown(&[record.lemmas, record.parts].concat().join(", "))
            )?;
        }
        writeln!(printer.out())?;
    }
}

/// The terms that the index would hold of each token of a Russian text, its own lemmas and those
/// of its parts; none for punctuation.
fn index_terms(tokens: &Tokens) -> Vec<(Vec<String>, Vec<String>)> {
    let mut lemmas = vec![<(Vec<String>, Vec<String>)>::default(); tokens.len()];
    let places: FxHashMap<usize, usize> = tokens
        .iter()
        .enumerate()
        .map(|(at, token)| (token.span().start, at))
        .collect();
    analyzer::for_each_position(tokens.iter(), tokens, Some("ru"), |place, terms| {
        if let Some(&at) = places.get(&place.token.span().start) {
            let (own, parts) = terms.lemmas.split_at(terms.own);
            lemmas[at].0.extend_from_slice(own);
            // Rows of parts are the parts once more.
            let is_part = |term: &&String| !term.contains('-') && *term != analyzer::COMPOUND_TERM;
            let parts = parts.iter().filter(is_part);
            lemmas[at].1.extend(parts.cloned());
        }
    });
    lemmas
}
