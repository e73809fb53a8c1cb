//! The moments of replays in which a product was shown, for its page.

use live::invitations::Caller;
use live::pins::Moment;
use live::shows::Show;
use model::ProductId;

use crate::App;
use crate::error::Error;

impl App {
    /// Those `caller` may look at: shows they may know of, whose replay is there.
    pub(crate) async fn moments(&self, product: ProductId, caller: Caller) -> Result<Vec<Moment>, Error> {
        let may_see = |show: Show| async move { Ok(show.may_watch(self.viewer(&show, caller).await?)) };
        self.live.moments(product, may_see).await
    }
}
