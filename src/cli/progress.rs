//! The progress bar of a run.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::ingest::Progress;

/// Shows files done, files a second and time left on standard error.
pub struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_style(style("{spinner} looking for files: {pos}"));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn walked(&self, files: u64) {
        self.bar.set_position(files);
    }

    fn planned(&self, files: u64, _bytes: u64) {
        self.bar.reset();
        self.bar.set_length(files);
        self.bar.set_style(style(
            "{wide_bar} {pos}/{len} files, {per_sec}, {eta} left, {msg}",
        ));
    }

    fn file_done(&self, _path: &str, _bytes: u64, dispatches: u64) {
        self.bar.inc(1);
        self.bar.set_message(format!("{dispatches} dispatches"));
    }
}

fn style(template: &str) -> ProgressStyle {
    // A template that does not parse would only cost the looks of the bar.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
