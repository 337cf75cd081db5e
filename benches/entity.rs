//! Speed of finding and naming entities: recognition alone, and recognition with all that follows
//! it, over one dispatch of our own writing.
//!
//!     cargo bench --bench entity

use depesha::dispatch::Dispatch;
use depesha::entity::search_key::NameQuery;
use depesha::entity::{self, EntityKind, recognize::Recognizer};
use depesha::text;

fn main() {
    divan::main();
}

/// About 185 words.
fn dispatch() -> Dispatch {
    let paragraph = "Министр транспорта Республики Казахстан Ержан Сулейменов встретился в Астане с \
        генеральным директором компании «Северный путь» Андреем Викторовичем Коломийцевым. На встрече \
        обсуждали новую железную дорогу из Курской области в порт Новороссийск. Коломийцев сообщил, что \
        первые поезда пойдут в сентябре. По словам Сулейменова, российская сторона готова вложить средства. ";
    let text = paragraph.repeat(4);
    Dispatch {
        id: "bench".to_owned(),
        path: "bench.txt".to_owned(),
        ordinal: 0,
        body: 0..text.len(),
        text,
        title: None,
        title_span: None,
        dateline: None,
        agency: None,
        published: None,
        published_by: None,
        language_hint: None,
        warnings: Vec::new(),
    }
}

#[divan::bench]
fn recognition(bencher: divan::Bencher) {
    let dispatch = dispatch();
    let tokens = text::tokenize(&dispatch.text);
    bencher.bench(|| Recognizer::get().recognize(&dispatch.text, &tokens));
}

#[divan::bench]
fn everything(bencher: divan::Bencher) {
    let dispatch = dispatch();
    let tokens = text::tokenize(&dispatch.text);
    bencher.bench(|| entity::analyze(&dispatch, &tokens));
}

#[divan::bench(args = ["Путина", "Kim Jong Un", "김정은", "习近平", "Nguyễn Phú Trọng"])]
fn name_query(name: &str) -> NameQuery {
    NameQuery::new(EntityKind::Person, name)
}
