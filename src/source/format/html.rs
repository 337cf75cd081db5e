//! Web pages: the article's text, with its paragraphs on lines of their own, its title, date and
//! language. Navigation, scripts, styles, forms, side columns and footers are left out. Pages
//! say in many ways where their article is; [`Page::container`] lists the ways in order of
//! their worth.

use std::ops::Range;

use ego_tree::iter::Edge;
use encoding_rs::Encoding;
use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::{StrTendril, TendrilSink};
use jiff::civil::Date;
use scraper::node::Element;
use scraper::{Html, HtmlTreeSink, Node};

use super::date;
use crate::source::decode::decode;
use crate::source::session::{Fault, Session};
use crate::source::{DecodedText, Hints};

/// Bytes of a page above which it is refused: its tree takes some ten times as much memory.
const MAX_PAGE: u64 = 16 << 20;

/// Nodes of a page's tree for each byte of it, above which the page is cut off. The HTML
/// standard's rules for unclosed formatting elements let a hostile page grow quadratically;
/// honest ones have a node for some ten bytes.
const MAX_NODES_PER_BYTE: usize = 1;

/// Elements inside each other above which the page is cut off: the standard's rules look through
/// all of them again and again. Browsers nest no deeper than 512.
const MAX_DEPTH: usize = 2000;

/// How many elements are compared as places of the article, its heading or its date.
const MAX_CANDIDATES: usize = 200;

/// Bytes given to the parser between two looks at the tree's size.
const STEP: usize = 4096;

/// Reads a page. `charset` is what the HTTP header said, where there was one.
pub(super) fn read(
    session: &mut Session,
    name: &str,
    bytes: Vec<u8>,
    charset: Option<&'static Encoding>,
) -> Result<(), Fault> {
    if bytes.len() as u64 > MAX_PAGE {
        return Err(Fault::TooLarge(MAX_PAGE));
    }
    let decoded = decode_page(bytes, charset)?;
    let article = article(&decoded.text);
    if let Some(damage) = decoded.damage {
        session.damage(name, None, damage);
    }
    if article.cut_off {
        session.damage(name, None, "page cut off: its elements nest without end");
    }
    if article.text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    session.emit(DecodedText {
        name: name.to_owned(),
        text: article.text,
        whole: false,
        first_ordinal: 0,
        hints: Hints {
            title: article.title,
            date: article.date,
            language: article.language,
            ..Hints::default()
        },
        encoding: decoded.encoding,
        warnings: decoded.warnings,
    });
    Ok(())
}

fn decode_page(
    bytes: Vec<u8>,
    charset: Option<&'static Encoding>,
) -> Result<crate::source::decode::Decoded, Fault> {
    let declared = charset.or_else(|| declared_charset(&bytes));
    Ok(decode(bytes, declared)?)
}

/// The charset that a `<meta>` or an XML declaration in the first 4 KiB names. The standard
/// looks at 1 KiB; pages with long scripts before it are common enough.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let head = head.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&head[from..], b"<") {
        let tag = &head[from + at..];
        from += at + 1;
        let attribute: &[u8] = if tag.starts_with(b"<meta") {
            b"charset"
        } else if tag.starts_with(b"<?xml") {
            b"encoding"
        } else {
            continue;
        };
        let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
        let Some(value) = memchr::memmem::find(tag, attribute) else {
            continue;
        };
        let value = tag[value + attribute.len()..].trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else {
            continue;
        };
        let label: Vec<u8> = value
            .iter()
            .copied()
            .skip_while(|byte| matches!(byte, b'"' | b'\'') || byte.is_ascii_whitespace())
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
            .collect();
        if let Some(encoding) = Encoding::for_label(&label) {
            return Some(encoding);
        }
    }
    None
}

/// What a page says, its boilerplate left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Article {
    /// The main heading, when there is one, and the article, a paragraph a line.
    pub text: String,
    pub title: Option<String>,
    pub date: Option<Date>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// The page was larger inside than out and only its beginning was read.
    pub cut_off: bool,
}

pub(super) fn article(source: &str) -> Article {
    // A page of no tag at all is a text under another name: its lines are its paragraphs.
    if !source.contains('<') {
        return Article {
            text: source.to_owned(),
            title: None,
            date: None,
            language: None,
            cut_off: false,
        };
    }
    let (html, cut_off) = parse(source);
    let page = Page::new(&html);
    let container = page.container();
    let heading = page.heading(container);
    let mut text = page.text(container, heading);
    if text.is_empty() {
        text = page.text(page.body(), heading);
    }
    let heading_text = heading
        .map(|at| page.line(at))
        .filter(|line| !line.is_empty());
    if let Some(heading) = &heading_text {
        text = if text.is_empty() {
            heading.clone()
        } else {
            format!("{heading}\n{text}")
        };
    }
    Article {
        title: heading_text.or_else(|| page.metadata_title()),
        date: page.date(container),
        language: page.language(),
        text,
        cut_off,
    }
}

/// Builds the tree, and stops when it grows beyond what the source can honestly need.
fn parse(source: &str) -> (Html, bool) {
    let mut parser = driver::parse_document(
        HtmlTreeSink::new(Html::new_document()),
        ParseOpts::default(),
    );
    let limit = (source.len() * MAX_NODES_PER_BYTE).max(10_000);
    let mut rest = source;
    let mut cut_off = false;
    while !rest.is_empty() {
        let mut end = rest.len().min(STEP);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        parser.process(StrTendril::from_slice(&rest[..end]));
        rest = &rest[end..];
        let html = parser.tokenizer.sink.sink.0.borrow();
        let depth = std::iter::successors(Some(html.tree.root()), |node| node.last_child()).count();
        if html.tree.nodes().len() > limit || depth > MAX_DEPTH {
            cut_off = true;
            break;
        }
    }
    (parser.finish(), cut_off)
}

/// Never text.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "select", "option", "button", "textarea", "datalist",
    "dialog", "head", "title", "applet", "frameset", "noframes", "input", "label",
];

/// Around the article, not in it.
const AROUND: &[&str] = &[
    "nav",
    "footer",
    "aside",
    "menu",
    "figcaption",
    "time",
    "address",
];

/// Roles (WAI-ARIA 1.2) of what stands around the article.
const AROUND_ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "search",
    "menu",
    "menubar",
    "toolbar",
    "dialog",
    "alert",
];

/// Words in `class` and `id` that designers give to what stands around the article.
const AROUND_WORDS: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "topmenu",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "footer",
    "share",
    "sharing",
    "social",
    "socials",
    "related",
    "recommended",
    "recommend",
    "comments",
    "commentlist",
    "advert",
    "advertisement",
    "ads",
    "banner",
    "banners",
    "cookie",
    "cookies",
    "subscribe",
    "subscription",
    "newsletter",
    "pagination",
    "pager",
    "tags",
    "taglist",
    "copyright",
    "promo",
    "popup",
    "modal",
    "widget",
    "toolbar",
    "login",
    "counter",
    "counters",
    "date",
    "datetime",
    "pubdate",
    "timestamp",
    "byline",
    "views",
    "meta",
    "print",
    "readmore",
    "seealso",
    "hidden",
    "lang",
    "languages",
    "caption",
    "search",
];

/// Names of the article's own block in common content management systems, without hyphens and
/// underscores, in small letters.
const BODY_NAMES: &[&str] = &[
    "articlebody",
    "articletext",
    "articlecontent",
    "articlemaintext",
    "newstext",
    "newsbody",
    "newscontent",
    "newsdetail",
    "newsdetailtext",
    "postcontent",
    "posttext",
    "postbody",
    "entrycontent",
    "storybody",
    "storytext",
    "storycontent",
    "maintext",
    "fulltext",
    "textbody",
    "bodytext",
    "detailtext",
    "materialtext",
    "documenttext",
    "mwparseroutput",
];

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "xmp",
];

/// Blocks that are lists of links when most of their text is in links.
const LINK_BLOCKS: &[&str] = &[
    "ul", "ol", "div", "section", "table", "td", "tr", "li", "center",
];

/// An element and what was learnt of it.
struct Item<'a> {
    element: &'a Element,
    parent: usize,
    /// The items inside it, itself included: `items[at..end]`.
    end: usize,
    /// Never text, or inside what never is.
    silent: bool,
    /// Itself marked as standing around the article, by its element or role.
    around: bool,
    /// That, silent, or inside such an element.
    inside_around: bool,
    /// Marked so by its class or id alone, or by an element that is at times used for all.
    perhaps_around: bool,
    /// Letters and digits of the text in it that is not silent, and those of them in links.
    letters: usize,
    link_letters: usize,
}

/// What a page is made of, in the order of its source.
enum Piece<'a> {
    Open(usize),
    Text(&'a str),
    Close(usize),
}

struct Page<'a> {
    items: Vec<Item<'a>>,
    pieces: Vec<Piece<'a>>,
    /// For each item, its pieces from its opening to its closing.
    spans: Vec<Range<usize>>,
}

impl<'a> Page<'a> {
    fn new(html: &'a Html) -> Self {
        let mut page = Self {
            items: Vec::new(),
            pieces: Vec::new(),
            spans: Vec::new(),
        };
        let mut open: Vec<usize> = Vec::new();
        let mut links = 0usize;
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        let at = page.items.len();
                        let parent = open.last().copied().unwrap_or(0);
                        let outer = page.items.get(parent).filter(|_| at > 0);
                        let item = Item::new(element, parent, outer);
                        page.items.push(item);
                        page.spans.push(page.pieces.len()..page.pieces.len());
                        page.pieces.push(Piece::Open(at));
                        links += usize::from(element.name() == "a");
                        open.push(at);
                    }
                    Node::Text(text) => {
                        if let Some(item) = open.last().and_then(|&at| page.items.get_mut(at)) {
                            let letters = if item.silent {
                                0
                            } else {
                                text.chars()
                                    .filter(|letter| letter.is_alphanumeric())
                                    .count()
                            };
                            item.letters += letters;
                            if links > 0 {
                                item.link_letters += letters;
                            }
                        }
                        page.pieces.push(Piece::Text(text));
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value()
                        && let Some(at) = open.pop()
                    {
                        links -= usize::from(element.name() == "a");
                        page.pieces.push(Piece::Close(at));
                        page.spans[at].end = page.pieces.len();
                        page.items[at].end = page.items.len();
                        if let Some(&parent) = open.last() {
                            page.items[parent].letters += page.items[at].letters;
                            page.items[parent].link_letters += page.items[at].link_letters;
                        }
                    }
                }
            }
        }
        page
    }

    fn body(&self) -> usize {
        self.items
            .iter()
            .position(|item| item.element.name() == "body")
            .unwrap_or(0)
    }

    /// Whether an element's text is no part of the article within `container`.
    fn left_out(&self, at: usize, container: usize) -> bool {
        let item = &self.items[at];
        if item.silent {
            return true;
        }
        if at == container {
            return false;
        }
        if item.around {
            // A paragraph's own words are text, whatever they are marked up as.
            let in_line = matches!(item.element.name(), "time" | "address")
                && self.items[item.parent].element.name() == "p";
            return !in_line;
        }
        let all = self.items[container].letters;
        // Names are not always meant: what holds most of the text is the text.
        if item.perhaps_around && item.letters * 2 < all {
            return true;
        }
        LINK_BLOCKS.contains(&item.element.name())
            && item.link_letters * 4 > item.letters * 3
            && item.letters * 2 < all
    }

    /// Letters of the article that an element would give as its container.
    fn worth(&self, container: usize) -> usize {
        let mut letters = self.items[container].letters;
        let mut at = container + 1;
        while at < self.items[container].end {
            if self.left_out(at, container) {
                letters -= self.items[at].letters.min(letters);
                at = self.items[at].end;
            } else {
                at += 1;
            }
        }
        letters
    }

    /// The element that holds the article: what schema.org's `articleBody` names, then the
    /// names common systems give it, then `<article>`, `<main>`, and without any of them the
    /// innermost element that still holds most of the page's text.
    fn container(&self) -> usize {
        let body = self.body();
        if self.items.is_empty() {
            return body;
        }
        type Test = fn(&Element) -> bool;
        let ways: [Test; 4] = [
            |element| {
                element
                    .attr("itemprop")
                    .is_some_and(|names| names.split_whitespace().any(|name| name == "articleBody"))
            },
            is_named_body,
            |element| element.name() == "article",
            |element| element.name() == "main" || element.attr("role") == Some("main"),
        ];
        let whole = self.worth(body);
        for way in ways {
            let found: Vec<(usize, usize)> = (0..self.items.len())
                .filter(|&at| way(self.items[at].element) && !self.items[at].inside_around)
                .take(MAX_CANDIDATES)
                .map(|at| (at, self.worth(at)))
                .collect();
            // Of nested ones the outer is as large as the inner, and comes first.
            let Some(&(best, worth)) = found.iter().rev().max_by_key(|(_, worth)| *worth) else {
                continue;
            };
            let others: usize = found
                .iter()
                .filter(|(at, _)| !(best..self.items[best].end).contains(at))
                .filter(|(at, _)| !(*at..self.items[*at].end).contains(&best))
                .map(|(_, worth)| worth)
                .sum();
            // A list of teasers is no article.
            if worth * 10 >= whole * 3 && worth > others {
                return best;
            }
        }
        self.densest(body)
    }

    /// From the body inwards as long as one child has most of the text.
    fn densest(&self, body: usize) -> usize {
        let mut at = body;
        let mut worth = self.worth(at);
        for _ in 0..MAX_CANDIDATES {
            let mut child = at + 1;
            let mut heir = None;
            while child < self.items[at].end {
                if !self.left_out(child, at)
                    && BLOCK_CONTAINERS.contains(&self.items[child].element.name())
                {
                    let own = self.worth(child);
                    if own * 10 > worth * 7 {
                        heir = Some((child, own));
                        break;
                    }
                }
                child = self.items[child].end;
            }
            match heir {
                Some((child, own)) => (at, worth) = (child, own),
                None => break,
            }
        }
        at
    }

    /// The `<h1>` that is the article's: within it, else the one whose words the page's title
    /// has, else the only one.
    fn heading(&self, container: usize) -> Option<usize> {
        let headings: Vec<usize> = (0..self.items.len())
            .filter(|&at| self.items[at].element.name() == "h1" && !self.items[at].inside_around)
            .filter(|&at| self.items[at].letters > 0)
            .take(MAX_CANDIDATES)
            .collect();
        let inside = container..self.items.get(container)?.end;
        if let Some(&at) = headings.iter().find(|at| inside.contains(at)) {
            return Some(at);
        }
        let title = self.raw_title().unwrap_or_default();
        let in_title = headings
            .iter()
            .copied()
            .filter(|&at| title.contains(&self.line(at)))
            .max_by_key(|&at| self.items[at].letters);
        in_title.or(match headings.as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// The text of an element on one line.
    fn line(&self, at: usize) -> String {
        let mut line = Lines::default();
        for piece in &self.pieces[self.spans[at].clone()] {
            match piece {
                Piece::Text(text) => line.words(text),
                Piece::Open(inner) if self.items[*inner].element.name() == "br" => line.words(" "),
                _ => {}
            }
        }
        line.finish()
    }

    fn text(&self, container: usize, heading: Option<usize>) -> String {
        let Some(span) = self.spans.get(container) else {
            return String::new();
        };
        let mut lines = Lines::default();
        let mut preformatted = 0usize;
        let mut place = span.start;
        while place < span.end {
            match self.pieces[place] {
                Piece::Open(at) => {
                    let name = self.items[at].element.name();
                    if BLOCKS.contains(&name) || name == "br" {
                        lines.end_line();
                    }
                    if Some(at) == heading || self.left_out(at, container) {
                        place = self.spans[at].end;
                        continue;
                    }
                    match name {
                        "td" | "th" => lines.words(" "),
                        "pre" => preformatted += 1,
                        _ => {}
                    }
                }
                Piece::Close(at) => {
                    let name = self.items[at].element.name();
                    if BLOCKS.contains(&name) {
                        lines.end_line();
                    }
                    if name == "pre" {
                        preformatted -= 1;
                    }
                }
                Piece::Text(text) if preformatted > 0 => lines.verbatim(text),
                Piece::Text(text) => lines.words(text),
            }
            place += 1;
        }
        lines.finish()
    }

    /// Elements of a name, in the order of the page.
    fn named(&self, name: &'static str) -> impl Iterator<Item = usize> {
        (0..self.items.len()).filter(move |&at| self.items[at].element.name() == name)
    }

    /// The content of the first `<meta>` whose name, property or itemprop is one of these.
    fn meta(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|wanted| {
            self.named("meta").find_map(|at| {
                let element = self.items[at].element;
                let named = ["property", "name", "itemprop"].iter().any(|attribute| {
                    element
                        .attr(attribute)
                        .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
                });
                let content = element.attr("content")?.trim();
                (named && !content.is_empty()).then_some(content)
            })
        })
    }

    /// `<title>` on one line.
    fn raw_title(&self) -> Option<String> {
        let title = self
            .named("title")
            .find(|&at| self.items[self.items[at].parent].element.name() != "svg")?;
        Some(self.line(title)).filter(|title| !title.is_empty())
    }

    /// The title where the page has no heading: what it calls itself to others, else `<title>`
    /// without the site's name.
    fn metadata_title(&self) -> Option<String> {
        if let Some(title) = self.meta(&["og:title", "twitter:title", "dc.title"]) {
            return Some(title.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        let title = self.raw_title()?;
        let site = self.meta(&["og:site_name", "application-name"]);
        Some(without_site_name(&title, site).to_owned())
    }

    fn date(&self, container: usize) -> Option<Date> {
        const NAMES: &[&str] = &[
            "article:published_time",
            "og:published_time",
            "datePublished",
            "pubdate",
            "publishdate",
            "publish-date",
            "publication_date",
            "dc.date.issued",
            "dcterms.created",
            "dc.date",
            "sailthru.date",
            "date",
        ];
        if let Some(date) = self.meta(NAMES).and_then(date::parse) {
            return Some(date);
        }
        if let Some(date) = self.linked_data_date() {
            return Some(date);
        }
        let inside = container..self.items.get(container)?.end;
        // The article's own `<time>` before another's in a side column.
        let mut times: Vec<usize> = self.named("time").collect();
        times.sort_by_key(|at| !inside.contains(at));
        times.truncate(MAX_CANDIDATES);
        times.retain(|&at| !self.items[self.items[at].parent].inside_around);
        let of_time = times.iter().find_map(|&at| {
            let written = self.items[at].element.attr("datetime");
            written
                .and_then(date::parse)
                .or_else(|| date::find(&self.line(at)))
        });
        of_time.or_else(|| {
            (0..self.items.len())
                .filter(|&at| {
                    let element = self.items[at].element;
                    words(element).any(|word| matches!(word, "date" | "datetime" | "pubdate"))
                        || element.attr("itemprop") == Some("datePublished")
                })
                .filter(|&at| self.items[at].letters < 60)
                .take(MAX_CANDIDATES)
                .find_map(|at| {
                    let content = self.items[at].element.attr("content");
                    content
                        .and_then(date::parse)
                        .or_else(|| date::find(&self.line(at)))
                })
        })
    }

    /// `datePublished` in a page's linked data (schema.org in JSON).
    fn linked_data_date(&self) -> Option<Date> {
        self.named("script")
            .filter(|&at| self.items[at].element.attr("type") == Some("application/ld+json"))
            .find_map(|at| {
                let source: String = self.pieces[self.spans[at].clone()]
                    .iter()
                    .filter_map(|piece| match piece {
                        Piece::Text(text) => Some(*text),
                        _ => None,
                    })
                    .collect();
                let value: serde_json::Value = serde_json::from_str(&source).ok()?;
                let graph = value.get("@graph").unwrap_or(&value);
                let nodes = graph
                    .as_array()
                    .map_or(std::slice::from_ref(graph), Vec::as_slice);
                nodes
                    .iter()
                    .find_map(|node| date::parse(node.get("datePublished")?.as_str()?))
            })
    }

    fn language(&self) -> Option<String> {
        let root = self.named("html").next()?;
        let language = self.items[root].element.attr("lang")?;
        let primary = language
            .split(['-', '_'])
            .next()?
            .trim()
            .to_ascii_lowercase();
        (primary.len() == 2 && primary.bytes().all(|byte| byte.is_ascii_lowercase()))
            .then_some(primary)
    }
}

/// Elements that can hold an article whole.
const BLOCK_CONTAINERS: &[&str] = &[
    "div",
    "section",
    "table",
    "tbody",
    "tr",
    "td",
    "center",
    "form",
    "main",
    "article",
    "blockquote",
    "font",
    "span",
    "fieldset",
    "dl",
    "dd",
    "header",
];

impl<'a> Item<'a> {
    fn new(element: &'a Element, parent: usize, outer: Option<&Self>) -> Self {
        let name = element.name();
        let hidden = element.attr("hidden").is_some()
            || element.attr("aria-hidden") == Some("true")
            || element.attr("style").is_some_and(|style| {
                let style: String = style.split_whitespace().collect();
                style.to_ascii_lowercase().contains("display:none")
            });
        let around_role = element
            .attr("role")
            .is_some_and(|role| AROUND_ROLES.contains(&role));
        // A body or a root of whatever class holds the article all the same.
        let holds_all = matches!(name, "html" | "body" | "main" | "article");
        let silent = outer.is_some_and(|outer| outer.silent)
            || SILENT.contains(&name)
            || (hidden && !holds_all);
        let around = !holds_all && (AROUND.contains(&name) || around_role);
        Self {
            element,
            parent,
            end: 0,
            silent,
            around,
            inside_around: silent || around || outer.is_some_and(|outer| outer.inside_around),
            perhaps_around: !holds_all
                && (matches!(name, "form" | "header")
                    || (name != "p" && words(element).any(|word| AROUND_WORDS.contains(&word)))),
            letters: 0,
            link_letters: 0,
        }
    }
}

/// The words in an element's class and id: `news-list_top` has three.
fn words(element: &Element) -> impl Iterator<Item = &str> {
    ["class", "id"]
        .into_iter()
        .filter_map(|attribute| element.attr(attribute))
        .flat_map(|names| names.split(|letter: char| !letter.is_ascii_alphabetic()))
}

fn is_named_body(element: &Element) -> bool {
    ["class", "id"]
        .into_iter()
        .filter_map(|attribute| element.attr(attribute))
        .flat_map(str::split_whitespace)
        .any(|name| {
            // The modifier of a BEM name ("article__text--wide") is not part of it.
            let name = name.split("--").next().unwrap_or(name);
            let name: String = name
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|letter| letter.to_ascii_lowercase())
                .collect();
            BODY_NAMES.contains(&name.as_str())
        })
}

/// `<title>` often has the site's name before or, mostly, behind the headline.
fn without_site_name<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    const SEPARATORS: [&str; 9] = [
        " | ", " :: ", " » ", " « ", " • ", " / ", " — ", " – ", " - ",
    ];
    if let Some(site) = site {
        let parts = SEPARATORS.iter().find_map(|separator| {
            let (before, after) = title.rsplit_once(separator)?;
            if after.trim() == site {
                return Some(before);
            }
            let (before, after) = title.split_once(separator)?;
            (before.trim() == site).then_some(after)
        });
        if let Some(headline) = parts {
            return headline.trim();
        }
    }
    let count = |part: &str| part.split_whitespace().count();
    for separator in SEPARATORS {
        let Some((before, after)) = title.rsplit_once(separator) else {
            continue;
        };
        // Dashes stand in headlines too: only a short end behind a long beginning is a name.
        let dash = matches!(separator, " — " | " – " | " - ");
        if count(after) <= 4
            && count(before) >= if dash { 3 } else { 1 }
            && count(before) >= count(after)
        {
            return before.trim();
        }
        if !dash && count(before) < count(after) {
            return after.trim();
        }
    }
    title
}

/// Builds lines out of pieces of text, white space collapsed as a browser does it. Only ASCII
/// white space collapses; a non-breaking space is a letter of the text.
#[derive(Default)]
struct Lines {
    done: String,
    line: String,
    /// White space was met behind the line's last word.
    space: bool,
}

impl Lines {
    fn words(&mut self, text: &str) {
        for (at, part) in text
            .split(|letter: char| letter.is_ascii_whitespace())
            .enumerate()
        {
            if at > 0 {
                self.space = true;
            }
            if part.is_empty() {
                continue;
            }
            if self.space && !self.line.is_empty() {
                self.line.push(' ');
            }
            self.space = false;
            self.line.push_str(part);
        }
    }

    /// Preformatted text: its lines are lines.
    fn verbatim(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_line();
            }
            self.words(line);
        }
    }

    fn end_line(&mut self) {
        self.space = false;
        if self.line.trim().is_empty() {
            self.line.clear();
            return;
        }
        if !self.done.is_empty() {
            self.done.push('\n');
        }
        self.done.push_str(&self.line);
        self.line.clear();
    }

    fn finish(mut self) -> String {
        self.end_line();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, title: Option<&str>, text: &str) {
        let article = article(source);
        assert_eq!(article.text, text);
        assert_eq!(article.title.as_deref(), title);
    }

    const PARAGRAPHS: &str = "<p>Первый абзац новости рассказывает о мосте.</p>\
        <p>Второй абзац, с <b>выделенным</b> словом и&nbsp;&laquo;кавычками&raquo;.</p>";
    const TEXT: &str = "Первый абзац новости рассказывает о мосте.\n\
        Второй абзац, с выделенным словом и\u{A0}«кавычками».";

    #[test]
    fn a_page_with_an_article() {
        let page = format!(
            "<!DOCTYPE html><html lang=ru-RU><head><title>Мост открыт — Вестник</title>
            <style>p {{ color: red }}</style><script>var a = '<p>нет</p>';</script></head><body>
            <header><a href=/>Вестник</a></header>
            <nav><ul><li><a href=/1>Главная</a><li><a href=/2>Политика</a></ul></nav>
            <article><h1>Мост открыт</h1><time datetime=2024-05-06T10:00:00+03:00>6 мая</time>
            {PARAGRAPHS}<div class='social-share'><a href=#>Поделиться</a></div></article>
            <aside><p>Читайте также: погода на завтра</p></aside>
            <footer>Все права защищены</footer></body></html>"
        );
        let article = article(&page);
        assert_eq!(article.text, format!("Мост открыт\n{TEXT}"));
        assert_eq!(article.title.as_deref(), Some("Мост открыт"));
        assert_eq!(article.date, Some(jiff::civil::date(2024, 5, 6)));
        assert_eq!(article.language.as_deref(), Some("ru"));
    }

    #[test]
    fn a_page_of_divs() {
        let page = format!(
            "<title>Новости | Мост открыт</title><div id=top><div class=menu><a>Раздел</a> <a>Ещё</a></div>
            <div class=wrap><div class=left><a href=1>Первая ссылка</a><br><a href=2>Вторая ссылка</a></div>
            <div class=center>{PARAGRAPHS}</div></div><div class=footer>Подвал</div></div>"
        );
        check(&page, Some("Мост открыт"), TEXT);
    }

    #[test]
    fn a_page_of_tables() {
        let page = "<html><head><title>Мост открыт</title></head><body><table><tr><td width=20%>
            <a href=1>Новости</a><br><a href=2>Архив</a><br></td><td><h1>Мост открыт</h1>
            Первый абзац<br>Второй абзац\n на двух строках<br><br>Третий, подлиннее прочих, чтобы он
            перевесил ссылки</td></tr></table></body></html>";
        check(
            page,
            Some("Мост открыт"),
            "Мост открыт\nПервый абзац\nВторой абзац на двух строках\n\
             Третий, подлиннее прочих, чтобы он перевесил ссылки",
        );
    }

    #[test]
    fn the_articles_block_by_its_usual_names() {
        for block in [
            "<div itemprop=articleBody>",
            "<div class='b-page article__text article__text--wide'>",
            "<section id=news-text>",
            "<main>",
            "<div role=main>",
        ] {
            let tag = &block[1..block.find([' ', '>']).unwrap()];
            let page = format!(
                "<h1>Мост открыт</h1><div>Реклама: купите лодку и вёсла</div>{block}{PARAGRAPHS}</{tag}>
                <div>Похожие новости: открыт другой мост</div>"
            );
            check(&page, Some("Мост открыт"), &format!("Мост открыт\n{TEXT}"));
        }
    }

    #[test]
    fn a_list_of_teasers_is_read_whole() {
        let page = "<h1>Лента</h1><article><p>Первая новость дня.</p></article>
            <article><p>Вторая новость дня.</p></article><article><p>Третья новость.</p></article>";
        check(
            page,
            Some("Лента"),
            "Лента\nПервая новость дня.\nВторая новость дня.\nТретья новость.",
        );
    }

    #[test]
    fn a_form_around_the_whole_page_is_not_left_out() {
        let page = format!("<form id=aspnetForm><div class=menu>Меню</div>{PARAGRAPHS}</form>");
        check(&page, None, TEXT);
    }

    #[test]
    fn titles_without_the_sites_name() {
        let check = |title: &str, site, expected: &str| {
            assert_eq!(without_site_name(title, site), expected);
        };
        check("Мост открыт", None, "Мост открыт");
        check("Мост открыт | Вестник", None, "Мост открыт");
        check(
            "Вестник | Мост открыт для движения",
            None,
            "Мост открыт для движения",
        );
        check(
            "Новый мост открыт - Вестник севера",
            None,
            "Новый мост открыт",
        );
        check("Мост — гордость города", None, "Мост — гордость города");
        check(
            "Вестник - Новый мост открыт",
            Some("Вестник"),
            "Новый мост открыт",
        );
        check("Река — море - Вестник", Some("Вестник"), "Река — море");
    }

    #[test]
    fn dates_of_a_page() {
        let check = |markup: &str| {
            let page = format!("<html>{markup}{PARAGRAPHS}");
            assert_eq!(
                article(&page).date,
                Some(jiff::civil::date(2024, 5, 6)),
                "{markup}"
            );
        };
        check("<meta property=article:published_time content=2024-05-06T23:00:00+0900>");
        check("<meta itemprop=datePublished content='06.05.2024'>");
        check(
            r#"<script type="application/ld+json">{"@graph":[{"datePublished":"2024-05-06"}]}</script>"#,
        );
        check("<time datetime='2024-05-06 10:00'>сегодня</time>");
        check("<div class='news-date'>6 мая 2024, 10:00</div>");
        check(
            "<aside><p><time datetime=2020-01-01></time></aside><span class=date>06.05.2024</span>",
        );
    }

    #[test]
    fn hidden_parts_and_scripts_are_silent() {
        check(
            "<div><p hidden>нет</p><p style='display: none'>нет</p><noscript>нет</noscript>\
             <p>Видимое <!-- не это --><span aria-hidden=true>нет</span>слово</p></div>",
            None,
            "Видимое слово",
        );
    }

    #[test]
    fn preformatted_lines_stay_lines() {
        check(
            "<pre>Первая строка\nвторая   строка</pre>",
            None,
            "Первая строка\nвторая строка",
        );
    }

    #[test]
    fn a_text_without_tags() {
        check(
            "Одна строка.\nДругая &amp; строка.",
            None,
            "Одна строка.\nДругая &amp; строка.",
        );
    }

    #[test]
    fn charsets_that_a_page_declares() {
        let check = |head: &str, expected: Option<&str>| {
            let found = declared_charset(head.as_bytes()).map(Encoding::name);
            assert_eq!(found, expected, "{head}");
        };
        check("<meta charset=koi8-r>", Some("KOI8-R"));
        check("<META charset = \"utf-8\" />", Some("UTF-8"));
        check(
            "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
            Some("windows-1251"),
        );
        check(
            "<?xml version='1.0' encoding='cp866'?><html>",
            Some("IBM866"),
        );
        check("<meta name=charset><p>charset=koi8-r", None);
        check(
            "<meta charset=nonsense><meta charset=cp1251>",
            Some("windows-1251"),
        );
    }

    #[test]
    fn unclosed_formatting_does_not_eat_the_memory() {
        let mut page = String::new();
        for number in 0..20_000 {
            page.push_str(&format!("<p><b id={number}>x"));
        }
        let article = article(&page);
        assert!(article.cut_off);
        let deep = format!("first{}text", "<div>".repeat(3_000_000));
        let article = super::article(&deep);
        assert!(article.cut_off);
        assert_eq!(article.text, "first");
    }
}
