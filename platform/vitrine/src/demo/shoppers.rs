//! The demo's shoppers: those of its audience who buy a piece now and then, the
//! way anybody does and with the sandbox's card, so that a show sells while a
//! visitor looks on. They are few and slow, and what they take is filled up again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::{Holder, Money, ProductState, ShopId, ShowId, ShowState};
use serde_json::json;
use shop::addresses::Address;
use shop::checkouts::{Edit, EditError, MakeError, New, PayError, PayWish, Source, Wanted};
use shop::products::{Filter, Product, Variant};
use shop::quotes::rules::RuleError;
use shop::stock::{SetStock, StockError};
use tokio_util::sync::CancellationToken;
use web::Shared;

use super::goods::{GOODS, Good};
use super::world::{self, SeedError};

/// From the beginning of the show to the first purchase, and from each to the next.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(25),
    Duration::from_secs(70),
    Duration::from_secs(50),
    Duration::from_secs(80),
    Duration::from_secs(55),
    Duration::from_secs(65),
];
/// A demo left running does not fill the disk: after so many purchases ..
const BRISK: usize = 60;
/// .. there is one in this time.
const SLOW: Duration = Duration::from_secs(10 * 60);
/// From the checkout to the payment.
const TYPING: Duration = Duration::from_secs(6);
/// A purchase takes no longer.
const PURCHASE: Duration = Duration::from_secs(30);
/// A variant with fewer units is filled up.
const FEW: i64 = 6;
/// Far more than the shop has.
const LISTED: i64 = 200;
const CARD: &str = "4242424242424242";

/// Who buys what: handle, product, and the value of its option.
const WISHES: [(&str, &str, &str); 14] = [
    ("kofi", "sage-bowl", "Medium"),
    ("hanna", "table-runner", "240 cm"),
    ("ravi", "ink-bottle", ""),
    ("amara", "leaf-vase", ""),
    ("lucia", "breakfast-bowl", "Rose"),
    ("kofi", "dune-lamp", "Slate"),
    ("ravi", "breakfast-bowl", "Oat"),
    ("hanna", "linen-throw", "Sage"),
    ("amara", "beeswax-candles", ""),
    ("ravi", "sage-bowl", "Small"),
    ("lucia", "napkins", "Clay"),
    ("kofi", "pleat-lamp", ""),
    ("hanna", "leaf-vase", ""),
    ("lucia", "linen-throw", "Ochre"),
];

/// Where what they buy goes: handle, name, street, postal code, city, country.
pub(super) const HOMES: [(&str, [&str; 5]); 6] = [
    (
        "noor",
        [
            "Noor Haddad",
            "Rua das Janelas Verdes 31",
            "1200-690",
            "Lisboa",
            "PT",
        ],
    ),
    ("kofi", ["Kofi Mensah", "12 Ringway Estate", "", "Accra", "GH"]),
    (
        "hanna",
        ["Hanna Lindqvist", "Sysslomansgatan 8", "753 11", "Uppsala", "SE"],
    ),
    (
        "ravi",
        ["Ravi Menon", "Rua do Almada 220", "4050-032", "Porto", "PT"],
    ),
    (
        "amara",
        ["Amara Nwosu", "Oude Gracht 117", "3511 AH", "Utrecht", "NL"],
    ),
    (
        "lucia",
        ["Lucía Ferrer", "Carrer de la Pau 5", "46002", "València", "ES"],
    ),
];

/// The home of the one with this handle.
pub(super) fn home(handle: &str) -> Option<Address> {
    let (_, [name, line1, postal_code, city, country]) = HOMES.iter().find(|(who, _)| *who == handle)?;
    Some(Address {
        name: (*name).to_owned(),
        line1: (*line1).to_owned(),
        line2: String::new(),
        postal_code: (*postal_code).to_owned(),
        city: (*city).to_owned(),
        region: String::new(),
        country: (*country).to_owned(),
        phone: String::new(),
    })
}

#[derive(Debug, thiserror::Error)]
enum NotBought {
    #[error(transparent)]
    World(#[from] SeedError),
    #[error(transparent)]
    Made(#[from] MakeError),
    #[error(transparent)]
    Edited(#[from] EditError),
    #[error(transparent)]
    Worked(#[from] RuleError),
    #[error(transparent)]
    Paid(#[from] PayError),
    #[error(transparent)]
    Stock(#[from] StockError),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("it is not on the shelf any more")]
    NotThere,
}

/// Shops in `show` until it is over or `stop` says so. `bought` counts what was
/// bought in all shows of this run.
pub(super) async fn go_shopping(
    app: Shared,
    shop: ShopId,
    show: ShowId,
    bought: Arc<AtomicUsize>,
    stop: CancellationToken,
) {
    let shopping = async {
        while world::is_live(&app, show).await {
            let count = bought.load(Ordering::Relaxed);
            tokio::time::sleep(pause(count)).await;
            let on_air = app.live.show(show).await.ok().flatten();
            if on_air.is_none_or(|show| show.state != ShowState::Live) {
                return;
            }
            bought.fetch_add(1, Ordering::Relaxed);
            match tokio::time::timeout(PURCHASE, buy(&app, shop, show, count)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "demo: nothing is bought"),
                Err(_) => tracing::debug!("demo: buying takes too long"),
            }
        }
    };
    tokio::select! {
        () = shopping => {}
        () = stop.cancelled() => {}
    }
}

/// Before the purchase with so many behind it.
fn pause(bought: usize) -> Duration {
    if bought < BRISK {
        PAUSES[bought % PAUSES.len()]
    } else {
        SLOW
    }
}

async fn buy(app: &Shared, shop: ShopId, show: ShowId, count: usize) -> Result<(), NotBought> {
    let commerce = &app.commerce;
    // Cards of another provider's cost money.
    if commerce.provider().name() != "sandbox" {
        return Ok(());
    }
    let active = Filter {
        state: Some(ProductState::Active),
        ..Filter::default()
    };
    let (products, _) = commerce.products(shop, &active, None, LISTED).await?;
    fill_up(app, shop, &products).await?;
    let (handle, slug, option) = WISHES[count % WISHES.len()];
    let product = products.iter().find(|product| product.slug == slug);
    let variant = product
        .and_then(|product| product.variants.iter().find(|variant| value(variant) == option))
        .ok_or(NotBought::NotThere)?;
    let person = world::account(app, handle).await?.ok_or(NotBought::NotThere)?;
    let holder = Holder::Account(person.id);
    let wanted = Wanted {
        variant: variant.id,
        quantity: if variant.price < 3_000 { 2 } else { 1 },
        show: Some(show),
    };
    let made = commerce
        .make_checkout(New {
            shop,
            holder,
            show: Some(show),
            is_new: false,
            source: Source::Lines(vec![wanted]),
            locale: "en".to_owned(),
            email: Some(person.email),
            key: None,
        })
        .await?;
    tokio::time::sleep(TYPING).await;
    if made.address.is_none() {
        let edit = Edit {
            address: home(handle),
            ..Edit::default()
        };
        commerce.edit_checkout(made.id, holder, edit).await?;
    }
    let detail = commerce
        .checkout(made.id, holder)
        .await?
        .ok_or(NotBought::NotThere)?;
    let wish = PayWish {
        total: Money::new(detail.quote.total, made.currency),
        method: json!({ "card": CARD }),
        key: None,
        return_url: String::new(),
        description: "Casa Lumen".to_owned(),
    };
    commerce.pay(made.id, holder, wish).await?;
    Ok(())
}

/// Fills up what is bought by the demo itself, and by its visitors.
async fn fill_up(app: &Shared, shop: ShopId, products: &[Product]) -> Result<(), NotBought> {
    for product in products {
        let Some(good) = everyday(&product.slug) else {
            continue;
        };
        for variant in product.variants.iter().filter(|variant| variant.available < FEW) {
            let unit = good.units.iter().find(|unit| unit.sku == variant.sku);
            let lacking = unit.map_or(0, |unit| unit.stock - variant.available);
            if lacking > 0 {
                let how = SetStock::Delta(lacking);
                app.commerce.set_stock(shop, product.id, variant.id, how).await?;
            }
        }
    }
    Ok(())
}

fn everyday(slug: &str) -> Option<&'static Good> {
    GOODS.iter().find(|good| good.slug == slug && good.everyday)
}

/// What sets a variant apart from its product's others.
fn value(variant: &Variant) -> &str {
    variant.options.first().map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::terms::SHIPPING;
    use super::*;

    #[test]
    fn everybody_wants_what_there_is_and_lives_where_it_is_sent() {
        for (handle, slug, option) in WISHES {
            let good = everyday(slug).expect(slug);
            assert!(
                good.units.iter().any(|unit| unit.option == option),
                "{slug}: {option}"
            );
            let home = home(handle).expect(handle);
            assert!(
                SHIPPING
                    .iter()
                    .any(|rate| rate.countries.contains(&home.country.as_str()))
            );
        }
    }

    #[test]
    fn a_demo_left_running_buys_slowly() {
        let mut day = Duration::ZERO;
        let count = (0..).take_while(|&bought| {
            day += pause(bought);
            day < Duration::from_secs(24 * 60 * 60)
        });
        assert!(count.count() < 250);
        assert!((0..BRISK).all(|bought| pause(bought) >= PAUSES[0]));
    }
}
