//! A request to stop: SIGTERM or SIGINT sets it, waits end at once, and a run under way sees the
//! flag at its next safe point.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

/// Set once, never unset. Clones are one and the same.
#[derive(Debug, Clone)]
pub struct Stop {
    flag: Arc<AtomicBool>,
    /// Never carries a message: [`Stop::request`] closes nothing, it sends one wake-up, and every
    /// wait looks at the flag again.
    wake: Sender<()>,
    woken: Receiver<()>,
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl Stop {
    /// One that only [`Stop::request`] sets.
    pub fn new() -> Self {
        let (wake, woken) = crossbeam_channel::bounded(1);
        Self {
            flag: Arc::default(),
            wake,
            woken,
        }
    }

    /// One that SIGTERM and SIGINT set as well. A second signal ends the process at once, as it
    /// would without this, so that a run that hangs can still be ended from the keyboard.
    ///
    /// # Errors
    ///
    /// When the system refuses the signal handlers.
    pub fn on_signals() -> io::Result<Self> {
        let stop = Self::new();
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGINT, SIGTERM};
            for signal in [SIGINT, SIGTERM] {
                // Order matters: this one must run before the flag is set by the same signal.
                signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop.flag))?;
            }
            let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
            for signal in [SIGINT, SIGTERM] {
                signal_hook::flag::register(signal, Arc::clone(&stop.flag))?;
            }
            let waker = stop.clone();
            std::thread::Builder::new()
                .name("signals".to_owned())
                .spawn(move || {
                    for _ in signals.forever() {
                        waker.request();
                    }
                })?;
        }
        Ok(stop)
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.flag.store(true, Ordering::SeqCst);
        // Full means that a wake-up is waiting already.
        let _ = self.wake.try_send(());
    }

    pub fn is_requested(&self) -> bool {
        self.flag.load(Ordering::SeqCst)
    }

    /// The flag itself, for what looks at it during a run.
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.flag
    }

    /// Waits for `time` or until stopping is asked for; true when it is.
    pub fn wait(&self, time: Duration) -> bool {
        if self.is_requested() {
            return true;
        }
        match self.woken.recv_timeout(time) {
            Ok(()) => {
                // Other waiters need the wake-up as well.
                let _ = self.wake.try_send(());
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => self.is_requested(),
        }
    }

    /// Becomes ready when stopping is asked for; whoever receives must call
    /// [`Stop::request`] again, so that others are woken too.
    pub(super) fn receiver(&self) -> &Receiver<()> {
        &self.woken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn a_wait_ends_when_stopping_is_asked_for() {
        let stop = Stop::new();
        assert!(!stop.wait(Duration::from_millis(1)));
        let other = stop.clone();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(20));
            other.request();
        });
        let start = Instant::now();
        assert!(stop.wait(Duration::from_secs(60)));
        assert!(start.elapsed() < Duration::from_secs(30));
        // It stays set, for every later wait too.
        assert!(stop.wait(Duration::from_secs(60)));
        assert!(stop.clone().is_requested());
        thread.join().expect("the thread ends");
    }
}
