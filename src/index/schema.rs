//! The index schema: `index-schema/vN.json` in, a tantivy [`Schema`] and the [`Fields`] of it out.
//! Nothing about a field is written twice: types, analysers and boosts are in that file alone.

use std::sync::LazyLock;

use serde::Deserialize;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::{Compressor, ZstdCompressor};

/// The text that declares the schema this program writes and reads.
pub const DECLARATION: &str = include_str!("../../index-schema/v5.json");

#[derive(Debug, Deserialize)]
struct Declaration {
    version: u32,
    store: StoreDeclaration,
    fields: Vec<FieldDeclaration>,
}

#[derive(Debug, Deserialize)]
struct StoreDeclaration {
    compression: StoreCompression,
    level: i32,
    block: usize,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StoreCompression {
    Zstd,
    None,
}

#[derive(Debug, Deserialize)]
struct FieldDeclaration {
    name: String,
    #[serde(rename = "type")]
    kind: FieldKind,
    #[serde(default)]
    indexed: bool,
    #[serde(default)]
    fast: bool,
    #[serde(default)]
    stored: bool,
    #[serde(default)]
    norms: bool,
    /// Name of the analyser, for text fields.
    analyzer: Option<String>,
    boost: Option<f32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FieldKind {
    Text,
    Keyword,
    U64,
    I64,
    Bytes,
}

/// The schema with a handle for each of its fields.
#[derive(Debug)]
pub struct IndexSchema {
    /// The version that an index folder must bear to be opened.
    pub version: u32,
    pub schema: Schema,
    pub fields: Fields,
    boosts: Vec<(Field, f32)>,
    compressor: Compressor,
    block: usize,
}

impl IndexSchema {
    /// The schema of this program.
    pub fn get() -> &'static IndexSchema {
        static SCHEMA: LazyLock<IndexSchema> = LazyLock::new(|| {
            // The declaration is compiled in; `tests::the_declaration_is_sound` parses it.
            IndexSchema::parse(DECLARATION).expect("the schema declaration is sound")
        });
        &SCHEMA
    }

    /// How much a match in `field` counts; 1 where the declaration is silent.
    pub fn boost(&self, field: Field) -> f32 {
        self.boosts
            .iter()
            .find(|(f, _)| *f == field)
            .map_or(1.0, |(_, boost)| *boost)
    }

    pub(super) fn compressor(&self) -> Compressor {
        self.compressor
    }

    pub(super) fn block_size(&self) -> usize {
        self.block
    }

    fn parse(json: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let declaration: Declaration = serde_json::from_str(json)?;
        let mut builder = Schema::builder();
        let mut boosts = Vec::new();
        for field in &declaration.fields {
            let handle = field.add_to(&mut builder);
            if let Some(boost) = field.boost {
                boosts.push((handle, boost));
            }
        }
        let schema = builder.build();
        Ok(Self {
            version: declaration.version,
            fields: Fields::of(&schema)?,
            schema,
            boosts,
            compressor: match declaration.store.compression {
                StoreCompression::Zstd => Compressor::Zstd(ZstdCompressor {
                    compression_level: Some(declaration.store.level),
                }),
                StoreCompression::None => Compressor::None,
            },
            block: declaration.store.block,
        })
    }
}

impl FieldDeclaration {
    fn add_to(&self, builder: &mut tantivy::schema::SchemaBuilder) -> Field {
        match self.kind {
            FieldKind::Text => {
                let indexing = TextFieldIndexing::default()
                    .set_tokenizer(self.analyzer.as_deref().unwrap_or("lemma"))
                    .set_fieldnorms(self.norms)
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions);
                builder.add_text_field(
                    &self.name,
                    TextOptions::default().set_indexing_options(indexing),
                )
            }
            FieldKind::Keyword => {
                let mut options = TextOptions::default();
                if self.indexed {
                    let indexing = TextFieldIndexing::default()
                        .set_tokenizer("raw")
                        .set_fieldnorms(self.norms)
                        .set_index_option(IndexRecordOption::Basic);
                    options = options.set_indexing_options(indexing);
                }
                if self.fast {
                    options = options.set_fast("raw");
                }
                if self.stored {
                    options = options.set_stored();
                }
                builder.add_text_field(&self.name, options)
            }
            FieldKind::U64 => builder.add_u64_field(&self.name, self.numeric()),
            FieldKind::I64 => builder.add_i64_field(&self.name, self.numeric()),
            FieldKind::Bytes => {
                let mut options = BytesOptions::default();
                if self.stored {
                    options = options.set_stored();
                }
                builder.add_bytes_field(&self.name, options)
            }
        }
    }

    fn numeric(&self) -> NumericOptions {
        let mut options = NumericOptions::default();
        if self.indexed {
            options = options.set_indexed();
        }
        if self.fast {
            options = options.set_fast();
        }
        if self.stored {
            options = options.set_stored();
        }
        options
    }
}

macro_rules! fields {
    ($($name:ident),* $(,)?) => {
        /// Handles of the fields; what each is for stands in the declaration.
        #[derive(Debug, Clone, Copy)]
        pub struct Fields {
            $(pub $name: Field,)*
        }

        impl Fields {
            fn of(schema: &Schema) -> tantivy::Result<Self> {
                Ok(Self { $($name: schema.get_field(stringify!($name))?,)* })
            }
        }
    };
}

fields!(
    kind,
    uid,
    file,
    content,
    live,
    first_run,
    last_run,
    id,
    root,
    path,
    ordinal,
    body,
    body_exact,
    title,
    title_exact,
    agency,
    lang,
    published,
    year,
    month,
    day,
    mentioned,
    mentioned_year,
    mentioned_month,
    mentioned_day,
    person,
    place,
    place_adjective,
    org,
    role,
    name_key,
    alike,
    size,
    modified,
    outcome,
    record,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        let schema = IndexSchema::parse(DECLARATION).unwrap();
        assert_eq!(schema.version, 5);
        assert!(schema.boost(schema.fields.title) > schema.boost(schema.fields.body));
        assert_eq!(schema.boost(schema.fields.agency), 1.0);
    }

    #[test]
    fn every_declared_field_has_a_handle() {
        let schema = IndexSchema::get();
        let declared = schema.schema.fields().count();
        assert_eq!(
            declared,
            std::mem::size_of::<Fields>() / std::mem::size_of::<Field>()
        );
    }
}
