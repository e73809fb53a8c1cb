//! The show a shopper came from: it goes on small beside the talk, and after it.

use model::{ShowId, ShowState};
use storefront_templates::views::SmallShowView;

use super::super::cards::player;
use crate::App;
use crate::auth::Visitor;
use crate::error::Error;

impl App {
    /// The show, while it is live and the visitor may watch it.
    pub(super) async fn small_show(
        &self,
        show: Option<ShowId>,
        visitor: &Visitor,
    ) -> Result<Option<SmallShowView>, Error> {
        let Some(id) = show else { return Ok(None) };
        let Some(listed) = self.live.listed(id).await? else {
            return Ok(None);
        };
        let is_live = listed.show.state_at(self.live.clock.now()) == ShowState::Live;
        if !is_live || self.show_to_watch(id, visitor.caller()).await.is_err() {
            return Ok(None);
        }
        let card = self.card(&listed).await;
        Ok(Some(SmallShowView {
            player: player(&card, id, listed.show.started_at),
            id: card.id,
            title: card.title,
        }))
    }
}
