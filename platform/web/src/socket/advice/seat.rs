//! A place in a session: what whoever sits there is told and shows, until they leave.

use std::sync::Arc;

use advisor::AdviceSessionId;
use advisor::people_in::Side;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::rooms::{AdviceRooms, Moved};
use super::scene::{Look, Scene};

/// A place in a session, left when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    pub session: AdviceSessionId,
    pub side: Side,
    pub(super) number: u64,
    pub(super) scene: watch::Receiver<Scene>,
    pub(super) dismissal: CancellationToken,
    pub(super) moved: Moved,
    pub(super) rooms: Arc<AdviceRooms>,
}

impl Seat {
    /// The scene as it is now; the next change is one from here on.
    pub(crate) fn look(&mut self) -> Scene {
        self.scene.borrow_and_update().clone()
    }

    /// Waits until the scene has changed; false when the session is forgotten.
    pub(crate) async fn changed(&mut self) -> bool {
        self.scene.changed().await.is_ok()
    }

    /// Waits until whoever sits here may not any more.
    pub(crate) fn dismissed(&self) -> impl Future<Output = ()> + use<> {
        self.dismissal.clone().cancelled_owned()
    }

    /// Where whoever sat here is by now, where that is why they are shown out.
    pub(crate) fn moved(&self) -> Option<Option<Side>> {
        self.moved.get().copied()
    }

    /// A sign of whoever sits here.
    pub(crate) fn heard(&self) {
        self.rooms.hear(self.session, self.side);
    }

    /// What whoever sits here says of their sound and picture.
    pub(crate) fn show(&self, muted: bool, camera: bool, screen: bool) {
        self.rooms.show(self.session, self.side, |presence| {
            (presence.muted, presence.camera, presence.screen) = (muted, camera, screen);
        });
    }

    /// Something was said, up to that number: all look it up.
    pub(crate) fn said(&self, seq: i64) {
        self.rooms.said(self.session, seq);
    }

    /// Whoever sits here leads the others to a page, or leads no more. False, and nothing
    /// is changed, where that is not theirs to say.
    pub(crate) fn lead(&self, path: Option<String>, y: Option<f32>, begins: bool) -> bool {
        let look = Look {
            by: self.side,
            path,
            y,
        };
        self.rooms.lead(self.session, look, begins)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.rooms.leave(self.session, self.side, self.number);
    }
}
