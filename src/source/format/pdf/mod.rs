//! PDF documents (ISO 32000-2) with a text layer: their letters and where each stands, by the
//! `hayro` crates; [`layout`] makes lines and paragraphs of them. What is only a picture of a text
//! and what is encrypted is told. [`guard`] looks at a file before it is interpreted, and the
//! work is done on a thread of its own, for a file may be built to exhaust memory or the stack.

mod guard;
mod layout;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;
use std::time::{Duration, Instant};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::layout::Letter;
use crate::Warning;
use crate::source::session::{Fault, Session};
use crate::source::{DecodedText, Hints};

/// The thread's name, by which its panics are known.
const THREAD: &str = "pdf";
/// Objects nest up to 512 deep, and so does the recursion over them.
const STACK: usize = 64 << 20;
/// Pages of one document.
const MAX_PAGES: usize = 20_000;
/// Things drawn on one page: forms that draw forms multiply.
const MAX_STEPS: u64 = 4_000_000;
/// What a clip or a group counts as: a form begins with one, and takes far longer than a line.
const FORM_STEPS: usize = 40;
/// Letters on one page. A page of a newspaper has some ten thousand.
const MAX_LETTERS: usize = 200_000;
/// The longest that one document may take. The limits above bound a page; this bounds the many
/// pages that may all be of the costliest kind. Hundreds of times what a book takes.
const MAX_TIME: Duration = Duration::from_secs(60);

pub(super) fn read(session: &mut Session, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    quiet_panics();
    let limit = session.options.max_unpacked;
    let extracted = thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name(THREAD.to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || extract(bytes, limit))?;
        worker
            .join()
            .unwrap_or_else(|_| Err(Fault::Malformed("PDF that cannot be parsed".to_owned())))
    })?;
    for reason in extracted.damages {
        session.damage(name, None, reason);
    }
    if extracted.text.trim().is_empty() {
        return Err(Fault::Unsupported(if extracted.images {
            "PDF without a text layer (its pages are images)".to_owned()
        } else {
            "PDF without a text layer".to_owned()
        }));
    }
    session.emit(DecodedText {
        name: name.to_owned(),
        text: extracted.text,
        whole: false,
        first_ordinal: 0,
        hints: Hints::default(),
        // The letters were given as Unicode; there was no encoding to recognise.
        encoding: "UTF-8",
        warnings: extracted.warnings,
    });
    Ok(())
}

struct Extracted {
    text: String,
    /// True when a picture was drawn on some page.
    images: bool,
    damages: Vec<String>,
    warnings: Vec<Warning>,
}

fn extract(bytes: Vec<u8>, limit: u64) -> Result<Extracted, Fault> {
    guard::check_before_parsing(&bytes, limit)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Encrypted,
        LoadPdfError::Decryption(_) => Fault::Unsupported("way of encryption".to_owned()),
        LoadPdfError::Invalid => Fault::Malformed("no pages can be found in the PDF".to_owned()),
    })?;
    let sizes = guard::check_streams(&pdf, limit)?;
    let settings = InterpreterSettings {
        render_content: RenderContent::PAGE,
        ..InterpreterSettings::default()
    };
    let mut cache = InterpreterCache::new();
    let mut pages = Vec::new();
    let mut damages = Vec::new();
    let mut images = false;
    let mut unmapped = 0;
    let mut mapped = 0;
    if pdf.pages().len() > MAX_PAGES {
        damages.push(format!("more than {MAX_PAGES} pages: the rest is left out"));
    }
    let deadline = Instant::now() + MAX_TIME;
    for (number, page) in (1..).zip(pdf.pages().iter().take(MAX_PAGES)) {
        if Instant::now() > deadline {
            damages.push(format!("page {number} and those behind it: takes too long"));
            break;
        }
        if let Err(reason) = sizes.check_page(page) {
            damages.push(format!("page {number}: {reason}"));
            continue;
        }
        let mut device = Letters::until(deadline);
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
            interpret(&pdf, page, &cache, &settings, &mut device);
        }));
        if outcome.is_err() {
            // What a panic left half done in there must not be met again.
            cache = InterpreterCache::new();
            damages.push(format!("page {number}: {}", device.failure()));
        }
        images |= device.images;
        unmapped += device.unmapped;
        mapped += device.letters.len();
        match layout::Page::new(&device.letters) {
            Some(page) => pages.push(page),
            None => damages.push(format!(
                "page {number}: more lines than on any page of text"
            )),
        }
    }
    if unmapped > mapped {
        // Mostly pictures of letters: what is left are numbers and marks without their words.
        return Err(Fault::Unsupported(
            "PDF whose fonts do not say which letters they draw".to_owned(),
        ));
    }
    let mut warnings = Vec::new();
    if unmapped > 0 {
        warnings.push(Warning::new(
            "unmapped-letters",
            format!("{unmapped} letters whose font does not say what they are left out"),
        ));
    }
    Ok(Extracted {
        text: layout::text(pages),
        images,
        damages,
        warnings,
    })
}

fn interpret<'a>(
    pdf: &'a Pdf,
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    device: &mut Letters,
) {
    let (width, height) = page.render_dimensions();
    let mut context = Context::new(
        // The vertical axis points down, as the reader goes.
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, width.into(), height.into()),
        cache,
        pdf.xref(),
        settings.clone(),
    );
    interpret_page(page, &mut context, device);
}

/// Collects the letters of a page, and draws nothing.
struct Letters {
    deadline: Instant,
    letters: Vec<Letter>,
    /// Letters whose font does not tell what they stand for.
    unmapped: usize,
    images: bool,
    steps: u64,
    overrun: bool,
}

impl Letters {
    fn until(deadline: Instant) -> Self {
        Self {
            deadline,
            letters: Vec::new(),
            unmapped: 0,
            images: false,
            steps: 0,
            overrun: false,
        }
    }

    /// The interpreter offers no other way to make it stop. No hook is called.
    fn step(&mut self, many: usize) {
        self.steps += many as u64;
        if self.steps > MAX_STEPS
            || self.letters.len() > MAX_LETTERS
            || Instant::now() > self.deadline
        {
            self.overrun = true;
            panic::resume_unwind(Box::new("too much on the page"));
        }
    }

    fn failure(&self) -> &'static str {
        if self.overrun {
            "more is drawn on it than on any page of text"
        } else {
            "cannot be interpreted"
        }
    }

    fn letter(&mut self, glyph: &Glyph, transform: Affine) {
        let Some(unicode) = glyph.as_unicode() else {
            self.unmapped += 1;
            return;
        };
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let from = transform * Point::ZERO;
        let to = transform * Point::new(advance.unwrap_or(500.0).into(), 0.0);
        let up = transform * Point::new(0.0, 1000.0);
        let letters = match &unicode {
            BfString::Char(letter) => std::slice::from_ref(letter).to_vec(),
            BfString::String(letters) => letters.chars().take(8).collect(),
        };
        // A ligature's letters share its place.
        let count = letters.len() as f64;
        for (n, letter) in letters.into_iter().enumerate() {
            let at = |n: usize| from.lerp(to, n as f64 / count);
            self.letters
                .extend(Letter::new(letter, at(n), at(n + 1), from.distance(up)));
        }
    }
}

impl<'a> Device<'a> for Letters {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.step(1);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step(FORM_STEPS);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step(FORM_STEPS);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.step(run.glyphs().len().max(1));
        // Outlined letters are drawn a second time.
        if matches!(mode, DrawMode::Stroke(_)) && !self.letters.is_empty() {
            return;
        }
        for glyph in run.glyphs() {
            self.letter(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.images = true;
        self.step(1);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// A panic over a damaged document is caught and told as a damage of it; the hook's message
/// about a thread would only startle.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                before(info);
            }
        }));
    });
}
