//! The moments of replays in which a product was shown, for its page.

use live::invitations::Caller;
use live::pins::Moment;
use live::shows::Show;
use model::{ProductId, Visibility};

use crate::App;
use crate::error::Error;

impl App {
    /// Those `caller` may look at: shows they may know of, whose replay is there.
    /// An unlisted one is led to by its own link alone, so only whoever runs it
    /// finds it here.
    pub(crate) async fn moments(&self, product: ProductId, caller: Caller) -> Result<Vec<Moment>, Error> {
        let may_see = |show: Show| async move {
            let viewer = self.viewer(&show, caller).await?;
            Ok(match show.visibility {
                Visibility::Unlisted => show.may_run(viewer),
                Visibility::Public | Visibility::Private => show.may_watch(viewer),
            })
        };
        self.live.moments(product, may_see).await
    }
}
