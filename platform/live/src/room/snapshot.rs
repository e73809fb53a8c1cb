//! The room as it stands, for those who come in and for those who fell too far
//! behind: made once, until something changes.

use bytes::Bytes;

use super::event::json;
use super::frame;
use super::message;
use super::task::Room;

impl Room {
    /// Takes seats that were overrun to the head, all with the same frames.
    pub(super) fn resync(&mut self, overrun: &[u64]) {
        let snapshot = self.snapshot();
        let head = message::resync_again_head(self.log.epoch, self.log.seq);
        let head = frame::with_rest(&head, snapshot.len());
        let stock = self.stock_letter();
        let next = self.next_chunk();
        for seat in overrun {
            if let Some(inbox) = self.seats.get(seat) {
                let frames = [head.clone(), snapshot.clone()].into_iter();
                inbox.place(frames.chain(stock.clone()), next);
            }
        }
    }

    /// The room as it stands, without what is personal.
    pub(super) fn snapshot(&mut self) -> Bytes {
        if let Some(made) = &self.snapshot {
            return made.clone();
        }
        let (state, rules) = (self.state, json(&self.rules));
        let (pinned, history) = (self.log.pinned_json(), self.log.history_json());
        let (questions, counts) = (self.questions.json(), json(&self.counts(0, Vec::new())));
        let window = &self.window.json;
        let text = format!(
            r#""state":"{state}","rules":{rules},"pinned":{pinned},"window":{window},"history":{history},"questions":{questions},"counts":{counts}}}"#
        );
        let made = Bytes::from(text);
        self.snapshot = Some(made.clone());
        made
    }
}
