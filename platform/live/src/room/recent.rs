//! The frames of the last events, so that whoever comes back gets exactly what
//! they missed. Kept in blocks: returning readers share their bytes.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use super::event::Seq;

/// Events to a block.
const BLOCK: usize = 64;
/// Blocks kept.
const BLOCKS: usize = 16;
/// Bytes kept, whatever the number of blocks.
const BYTES: usize = 512 * 1024;

/// Frames of consecutive events.
#[derive(Debug, Default)]
pub(super) struct Recent {
    blocks: VecDeque<Block>,
    bytes: usize,
}

#[derive(Debug)]
struct Block {
    first: Seq,
    frames: Vec<Bytes>,
    /// All frames in one, made when first asked for.
    joined: Option<Bytes>,
}

impl Block {
    fn len(&self) -> usize {
        self.frames.iter().map(Bytes::len).sum()
    }

    fn joined(&mut self) -> Bytes {
        let frames = &self.frames;
        let join = || {
            let mut all = BytesMut::with_capacity(frames.iter().map(Bytes::len).sum());
            frames.iter().for_each(|frame| all.extend_from_slice(frame));
            all.freeze()
        };
        self.joined.get_or_insert_with(join).clone()
    }
}

impl Recent {
    /// Adds the frame of event `seq`, the one after the last.
    pub(super) fn push(&mut self, seq: Seq, frame: Bytes) {
        self.bytes += frame.len();
        match self.blocks.back_mut() {
            Some(block) if block.frames.len() < BLOCK => {
                block.frames.push(frame);
                block.joined = None;
            }
            _ => self.blocks.push_back(Block {
                first: seq,
                frames: vec![frame],
                joined: None,
            }),
        }
        while self.blocks.len() > BLOCKS || (self.bytes > BYTES && self.blocks.len() > 1) {
            self.bytes -= self.blocks.pop_front().map_or(0, |block| block.len());
        }
    }

    /// Puts `frame` in the place of event `seq`'s, if that is still here.
    pub(super) fn replace(&mut self, seq: Seq, frame: Bytes) {
        let Some(block) = self.blocks.iter_mut().rev().find(|block| block.first <= seq) else {
            return;
        };
        let place = usize::try_from(seq - block.first).unwrap_or(usize::MAX);
        if let Some(old) = block.frames.get_mut(place) {
            self.bytes = self.bytes - old.len() + frame.len();
            *old = frame;
            block.joined = None;
        }
    }

    /// Appends the frames of all events after `last_seen` to `out`; false, and
    /// nothing, when the first of them is not here any more.
    pub(super) fn since(&mut self, last_seen: Seq, out: &mut Vec<Bytes>) -> bool {
        let reaches = self
            .blocks
            .front()
            .is_some_and(|block| block.first <= last_seen + 1);
        if !reaches {
            return false;
        }
        for block in &mut self.blocks {
            let seen = usize::try_from(last_seen + 1 - block.first).unwrap_or(0);
            if seen == 0 {
                out.push(block.joined());
            } else {
                out.extend(block.frames.iter().skip(seen).cloned());
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(seq: Seq) -> Bytes {
        format!("<{seq}>").into()
    }

    fn since(recent: &mut Recent, last_seen: Seq) -> Option<String> {
        let mut out = Vec::new();
        let reaches = recent.since(last_seen, &mut out);
        reaches.then(|| String::from_utf8(out.concat()).unwrap())
    }

    proptest! {
        #[test]
        fn exactly_what_was_missed(first in 1i64..500, count in 0i64..2_000, back in 0i64..2_100) {
            let mut recent = Recent::default();
            let last = first + count - 1;
            (first..=last).for_each(|seq| recent.push(seq, frame(seq)));
            let last_seen = last - back;
            let kept = recent.blocks.front().map_or(last + 1, |block| block.first);
            let expected = (count > 0 && last_seen + 1 >= kept)
                .then(|| (last_seen + 1..=last).map(|seq| format!("<{seq}>")).collect::<String>());
            prop_assert_eq!(since(&mut recent, last_seen), expected);
            // At least the last blocks but one are there in full.
            let whole = i64::try_from(BLOCK * (BLOCKS - 1)).unwrap();
            prop_assert!(last + 1 - kept >= count.min(whole));
        }
    }

    #[test]
    fn a_replaced_frame_is_given_instead() {
        let mut recent = Recent::default();
        (1..=200).for_each(|seq| recent.push(seq, frame(seq)));
        assert!(since(&mut recent, 0).unwrap().contains("<70>"));
        recent.replace(70, "<withdrawn>".into());
        let all = since(&mut recent, 0).unwrap();
        assert!(!all.contains("<70>") && all.contains("<69><withdrawn><71>"));
        recent.replace(5_000, frame(0));
        recent.replace(-3, frame(0));
    }

    #[test]
    fn what_is_kept_is_bounded_in_bytes() {
        let mut recent = Recent::default();
        (1..=4_000).for_each(|seq| recent.push(seq, vec![0; 5_000].into()));
        let held: usize = recent.blocks.iter().map(Block::len).sum();
        assert_eq!(held, recent.bytes);
        assert!(held <= BYTES);
    }
}
