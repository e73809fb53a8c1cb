//! Who is inside a private show, looked at again whenever that may have
//! changed: whoever may not watch any more is sent out at once. HLS needs no
//! such look, as every request of it is asked for itself.

use live::invitations::Caller;
use live::room::{Close, Visitor};
use live::shows::Show;
use media::{StreamId, ViewerKey};
use model::{AccountId, GuestId, ShowId};

use crate::App;
use crate::error::Error;

/// As whom a caller watches. Nobody in particular, where neither is known.
pub(crate) fn viewer_key(caller: Caller) -> ViewerKey {
    let account = caller.account.map(|id| id.0);
    let known = account.or(caller.guest.map(|id| id.0));
    ViewerKey(known.unwrap_or_default())
}

/// The caller a key stands for: an id is either kind's, never both's.
fn caller(key: ViewerKey) -> Caller {
    if key == ViewerKey::default() {
        return Caller::default();
    }
    Caller {
        account: Some(AccountId(key.0)),
        guest: Some(GuestId(key.0)),
    }
}

impl App {
    /// Looks again at who is inside `host`'s private live shows.
    pub(crate) async fn look_again(&self, host: AccountId) {
        match self.live.private_live_shows(host).await {
            Ok(shows) => {
                for show in shows {
                    self.look_again_at(show).await;
                }
            }
            Err(error) => tracing::error!(%host, %error, "can't look again at who watches"),
        }
    }

    /// Looks again at who is inside one show.
    pub(crate) async fn look_again_at(&self, id: ShowId) {
        let stream = StreamId(id.0);
        let looked = async {
            let show = self.live.show(id).await?.ok_or_else(Error::show_not_found)?;
            let mut goes = Vec::new();
            for key in self.media.viewers(stream).await? {
                if !self.may_still_watch(&show, caller(key)).await? {
                    goes.push(key);
                }
            }
            if !goes.is_empty() {
                self.media.dismiss_viewers(stream, goes).await?;
            }
            let mut leaves = Vec::new();
            for visitor in self.live.rooms.visitors(id) {
                let caller = visitor.caller();
                if !leaves.contains(&caller) && !self.may_still_watch(&show, caller).await? {
                    leaves.push(caller);
                }
            }
            self.leave_room(id, |visitor| leaves.contains(&visitor.caller()));
            Ok::<_, Error>(())
        };
        if let Err(error) = looked.await {
            // Better that all come in anew than that one stays who may not.
            tracing::warn!(show = %id, ?error, "can't look again: everybody is sent out");
            if let Ok(all) = self.media.viewers(stream).await {
                let _ = self.media.dismiss_viewers(stream, all).await;
            }
            self.leave_room(id, |_| true);
        }
    }

    fn leave_room(&self, id: ShowId, whom: impl Fn(&Visitor) -> bool) {
        self.live.rooms.dismiss(id, whom, Close::Unauthorised);
    }

    async fn may_still_watch(&self, show: &Show, caller: Caller) -> Result<bool, Error> {
        Ok(show.may_watch(self.viewer(show, caller).await?))
    }
}
