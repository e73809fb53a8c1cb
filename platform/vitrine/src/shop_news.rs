//! Tells the rooms what happens in the shop: the two don't know each other. What
//! passes is told as it comes; windows are told anew beside it, so that one that
//! takes its time holds up nothing.

mod anew;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use live::Live;
use live::room::Sold;
use model::{OfferId, ProductId, ShopId};
use people::People;
use serde_json::json;
use shop::Commerce;
use shop::news::{Item, Ordered};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use anew::{Anew, OwnRooms};

/// How often offers are looked at: whether one has begun, ended or is used up.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long what is known of a shop counts.
const KNOWN_FOR: Duration = Duration::from_secs(10);
/// Shops known at once.
const SHOPS: usize = 1_024;

/// Carries news from the shop to the rooms.
#[derive(Debug)]
pub(crate) struct ShopNews {
    live: Live,
    commerce: Commerce,
    people: People,
    news: Receiver<Item>,
}

/// What is looked up of a shop.
#[derive(Debug, Clone)]
struct KnownShop {
    slug: String,
    shows_buyers: bool,
    until: Instant,
}

impl ShopNews {
    /// Listens from now on.
    pub(crate) fn new(live: Live, commerce: Commerce, people: People) -> Self {
        Self {
            news: commerce.news.listen(),
            live,
            commerce,
            people,
        }
    }

    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let anew = Anew::default();
        let (live, commerce) = (self.live.clone(), self.commerce.clone());
        let rooms = OwnRooms {
            live: live.clone(),
            commerce: commerce.clone(),
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.pass_on(&anew) => {}
            () = anew.tell(&rooms) => {}
            () = look_at_offers(&live, &commerce, &anew) => {}
        }
    }

    async fn pass_on(&mut self, anew: &Anew) {
        let mut shops = HashMap::new();
        loop {
            match self.news.recv().await {
                Ok(item) => self.tell(item, &mut shops, anew).await,
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!(
                        missed,
                        "fell behind the shop's news: looks at the shelves instead"
                    );
                    self.begin_anew(anew);
                }
                Err(RecvError::Closed) => return std::future::pending().await,
            }
        }
    }

    async fn tell(&self, item: Item, shops: &mut HashMap<ShopId, KnownShop>, anew: &Anew) {
        let rooms = &self.live.rooms;
        match item {
            Item::Stock {
                product,
                variant,
                available,
                version,
                ..
            } => rooms.stock(product, variant, available, version),
            Item::Product { product, .. } => anew.changed([product]),
            Item::Basket { shop, holder } => {
                if let Some(shop) = self.shop(shop, shops).await {
                    rooms.tell_holder(holder, &json!({ "t": "basket", "shop": shop.slug }));
                }
            }
            Item::Offered {
                shop,
                holder,
                variant,
                hold,
            } => {
                if let Some(shop) = self.shop(shop, shops).await {
                    let letter =
                        json!({ "t": "offered", "shop": shop.slug, "variant": variant, "hold": hold });
                    rooms.tell_holder(holder, &letter);
                }
            }
            Item::Wishes { .. } => {}
            Item::Ordered(ordered) => self.tell_order(ordered, shops).await,
            Item::Checkout { checkout, holder } => {
                rooms.tell_holder(holder, &json!({ "t": "checkout", "id": checkout }));
            }
        }
    }

    async fn tell_order(&self, ordered: Ordered, shops: &mut HashMap<ShopId, KnownShop>) {
        let Some(show) = ordered.show else { return };
        let rooms = &self.live.rooms;
        let letter = json!({
            "t": "order", "number": ordered.number, "total": ordered.total, "who": ordered.buyer,
        });
        rooms.tell_runners(show, &letter);
        let shop = self.shop(ordered.shop, shops).await;
        if shop.is_none_or(|shop| !shop.shows_buyers) {
            return;
        }
        for line in ordered.lines {
            let sold = Sold {
                who: ordered.buyer.clone(),
                what: line.name,
                product: line.product,
                units: line.quantity,
            };
            rooms.sold(show, sold);
        }
    }

    /// What was missed is read from the database: what is left of all that some
    /// room sells, and what stands in the windows.
    fn begin_anew(&self, anew: &Anew) {
        let goods = self.live.rooms.goods();
        anew.uncounted(goods.iter().copied());
        anew.changed(goods);
    }

    /// None when it can't be looked up.
    async fn shop(&self, id: ShopId, shops: &mut HashMap<ShopId, KnownShop>) -> Option<KnownShop> {
        let now = Instant::now();
        if let Some(known) = shops.get(&id).filter(|known| now < known.until) {
            return Some(known.clone());
        }
        let look_up = async {
            let shop = self.people.shop(id).await?;
            Ok::<_, store::Error>((shop, self.commerce.settings(id).await?))
        };
        match look_up.await {
            Ok((Some(shop), settings)) => {
                if shops.len() >= SHOPS {
                    shops.clear();
                }
                let known = KnownShop {
                    slug: shop.slug,
                    shows_buyers: settings.shows_buyers,
                    until: now + KNOWN_FOR,
                };
                shops.insert(id, known.clone());
                Some(known)
            }
            Ok((None, _)) => None,
            Err(error) => {
                tracing::warn!(%error, "news of a shop are not told");
                None
            }
        }
    }
}

/// Notices when an offer begins, ends or is used up.
async fn look_at_offers(live: &Live, commerce: &Commerce, anew: &Anew) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sold_before = HashSet::new();
    let mut running_before: HashSet<(ProductId, OfferId)> = HashSet::new();
    loop {
        looks.tick().await;
        let sold: HashSet<_> = live.rooms.goods().into_iter().collect();
        let mut running = HashSet::new();
        if !sold.is_empty() {
            match commerce.offers_running().await {
                Ok(offers) => {
                    running.extend(offers.into_iter().filter(|(product, _)| sold.contains(product)))
                }
                Err(error) => {
                    tracing::warn!(%error, "can't look at offers");
                    continue;
                }
            }
        }
        let turned = running.symmetric_difference(&running_before);
        let mut turned: Vec<_> = turned.map(|(product, _)| *product).collect();
        // Of what is new here nobody has looked before.
        turned.extend(sold.difference(&sold_before));
        if !turned.is_empty() {
            anew.changed(turned);
        }
        (sold_before, running_before) = (sold, running);
    }
}
