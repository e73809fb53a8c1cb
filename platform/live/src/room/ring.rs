//! The last chunks of a room, for all its readers: bounded by number and by
//! bytes. A reader knows how far it has come and catches up by itself; one that
//! was overrun is told so. Knows nothing of what the bytes mean.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bytes::Bytes;

/// Chunks kept: some ten seconds of a busy room.
const CHUNKS: usize = 512;
/// Bytes kept, whatever their number.
const BYTES: usize = 1 << 20;

/// Chunks of whole frames, numbered from 0.
#[derive(Debug, Default)]
pub(super) struct Ring {
    kept: RwLock<Kept>,
    /// The number the next chunk gets; readable without the lock.
    head: AtomicU64,
}

#[derive(Debug, Default)]
struct Kept {
    /// The number of the oldest chunk still here.
    first: u64,
    chunks: VecDeque<Bytes>,
    bytes: usize,
}

/// What a reader found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// It read up to this number, which is to be read next.
    UpTo(u64),
    /// What was to be read next is not here any more.
    Overrun,
}

impl Ring {
    /// Adds a chunk; the oldest fall out.
    pub(super) fn push(&self, chunk: Bytes) {
        let mut kept = self.write();
        kept.bytes += chunk.len();
        kept.chunks.push_back(chunk);
        while kept.chunks.len() > CHUNKS || (kept.bytes > BYTES && kept.chunks.len() > 1) {
            let oldest = kept.chunks.pop_front().map_or(0, |chunk| chunk.len());
            kept.bytes -= oldest;
            kept.first += 1;
        }
        let head = kept.first + kept.chunks.len() as u64;
        self.head.store(head, Ordering::Release);
    }

    /// The number the next chunk will have.
    pub(super) fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    /// Appends the chunks from `next` on to `out`, at most `most`. A `next`
    /// ahead of the ring reads nothing.
    pub(super) fn read(&self, next: u64, most: usize, out: &mut Vec<Bytes>) -> Reading {
        let kept = self.read_lock();
        let Some(skip) = next.checked_sub(kept.first) else {
            return Reading::Overrun;
        };
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let before = out.len();
        out.extend(kept.chunks.iter().skip(skip).take(most).cloned());
        Reading::UpTo(next + (out.len() - before) as u64)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Kept> {
        self.kept.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_lock(&self) -> RwLockReadGuard<'_, Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chunk(number: u64, size: usize) -> Bytes {
        let mut bytes = number.to_be_bytes().to_vec();
        bytes.resize(size.max(8), 0);
        bytes.into()
    }

    fn number(chunk: &Bytes) -> u64 {
        u64::from_be_bytes(chunk[..8].try_into().unwrap())
    }

    #[test]
    fn what_is_kept_is_bounded_by_number_and_by_bytes() {
        let ring = Ring::default();
        (0..2_000).for_each(|n| ring.push(chunk(n, 100)));
        assert_eq!(ring.write().chunks.len(), CHUNKS);
        (0..50).for_each(|n| ring.push(chunk(n, 100_000)));
        let kept = ring.write();
        assert!(kept.bytes <= BYTES);
        assert_eq!(kept.bytes, kept.chunks.iter().map(Bytes::len).sum::<usize>());
        drop(kept);
        ring.push(chunk(0, 2 * BYTES));
        assert_eq!(ring.write().chunks.len(), 1, "one is kept however large");
    }

    #[derive(Debug, Clone)]
    enum Step {
        Push(usize),
        Read { reader: usize, most: usize },
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => (8usize..60_000).prop_map(Step::Push),
            1 => (0usize..3, 1usize..40).prop_map(|(reader, most)| Step::Read { reader, most }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Every reader sees each chunk once and in order, or is told that it
        /// was overrun and goes on at the head.
        #[test]
        fn every_reader_sees_each_chunk_once_or_is_overrun(steps in prop::collection::vec(step(), 1..900)) {
            let ring = Ring::default();
            let mut pushed = 0;
            let mut next = [0u64; 3];
            for step in steps {
                match step {
                    Step::Push(size) => {
                        ring.push(chunk(pushed, size));
                        pushed += 1;
                        prop_assert_eq!(ring.head(), pushed);
                    }
                    Step::Read { reader, most } => {
                        let mut out = Vec::new();
                        match ring.read(next[reader], most, &mut out) {
                            Reading::UpTo(reached) => {
                                let found: Vec<_> = out.iter().map(number).collect();
                                let expected: Vec<_> = (next[reader]..reached).collect();
                                prop_assert_eq!(found, expected);
                                prop_assert!(reached == pushed || out.len() == most);
                                next[reader] = reached;
                            }
                            Reading::Overrun => {
                                prop_assert!(out.is_empty());
                                prop_assert!(next[reader] < ring.write().first);
                                next[reader] = ring.head();
                            }
                        }
                    }
                }
            }
        }
    }
}
