//! The tables `show_products`, `show_pins` and `show_windows`.

use model::{EventId, ProductId, ShowId, Timestamp};
use store::{On, Read, Result, Tx, execute, fetch_all, fetch_optional};

use super::Display;

/// What a show sells, as the database has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub display: Display,
    /// The run of show.
    pub run: Vec<ProductId>,
    /// The product of the run that was pinned last, whether it still is or not.
    pub last: Option<ProductId>,
    /// When a product was last pinned.
    pub last_at: Option<Timestamp>,
}

pub(crate) async fn standing(on: &mut impl On, show: ShowId) -> Result<Standing> {
    let pinned = fetch_all!(
        on,
        (ProductId,),
        "SELECT product_id FROM show_pins WHERE show_id = $1 AND unpinned_at IS NULL ORDER BY pinned_at, id LIMIT 10",
        show,
    )?;
    let voucher = fetch_optional!(
        on,
        (Option<String>,),
        "SELECT voucher FROM show_windows WHERE show_id = $1",
        show
    )?;
    let run = fetch_all!(
        on,
        (ProductId,),
        "SELECT product_id FROM show_products WHERE show_id = $1 ORDER BY position LIMIT 1000",
        show,
    )?;
    let last = fetch_optional!(
        on,
        (ProductId,),
        "SELECT p.product_id FROM show_pins p
         JOIN show_products s ON s.show_id = p.show_id AND s.product_id = p.product_id
         WHERE p.show_id = $1 ORDER BY p.pinned_at DESC, p.id DESC LIMIT 1",
        show,
    )?;
    let last_at = fetch_optional!(
        on,
        (Timestamp,),
        "SELECT pinned_at FROM show_pins WHERE show_id = $1 ORDER BY pinned_at DESC LIMIT 1",
        show,
    )?;
    Ok(Standing {
        display: Display {
            products: pinned.into_iter().map(|(product,)| product).collect(),
            voucher: voucher.and_then(|(voucher,)| voucher),
        },
        run: run.into_iter().map(|(product,)| product).collect(),
        last: last.map(|(product,)| product),
        last_at: last_at.map(|(at,)| at),
    })
}

pub(crate) async fn pin(
    tx: &mut Tx,
    id: EventId,
    show: ShowId,
    product: ProductId,
    at: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO show_pins (id, show_id, product_id, pinned_at, unpinned_at) VALUES ($1, $2, $3, $4, NULL)",
        id,
        show,
        product,
        at,
    )?;
    Ok(())
}

pub(super) async fn unpin(tx: &mut Tx, show: ShowId, product: ProductId, at: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE show_pins SET unpinned_at = CASE WHEN pinned_at > $1 THEN pinned_at ELSE $1 END
         WHERE show_id = $2 AND product_id = $3 AND unpinned_at IS NULL",
        at,
        show,
        product,
    )?;
    Ok(())
}

/// Empties a show's window: it is over.
pub(crate) async fn clear(tx: &mut Tx, show: ShowId, at: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE show_pins SET unpinned_at = CASE WHEN pinned_at > $1 THEN pinned_at ELSE $1 END
         WHERE show_id = $2 AND unpinned_at IS NULL",
        at,
        show,
    )?;
    execute!(tx, "DELETE FROM show_windows WHERE show_id = $1", show)?;
    Ok(())
}

pub(super) async fn set_voucher(tx: &mut Tx, show: ShowId, voucher: Option<&str>) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO show_windows (show_id, voucher) VALUES ($1, $2)
         ON CONFLICT (show_id) DO UPDATE SET voucher = excluded.voucher",
        show,
        voucher,
    )?;
    Ok(())
}

pub(super) async fn set_run(tx: &mut Tx, show: ShowId, products: &[ProductId]) -> Result<()> {
    execute!(tx, "DELETE FROM show_products WHERE show_id = $1", show)?;
    for (position, product) in (0i64..).zip(products) {
        execute!(
            tx,
            "INSERT INTO show_products (show_id, product_id, position) VALUES ($1, $2, $3)",
            show,
            *product,
            position,
        )?;
    }
    Ok(())
}

pub(super) async fn shows_pinning(read: &mut Read, product: ProductId) -> Result<Vec<ShowId>> {
    let rows = fetch_all!(
        read,
        (ShowId,),
        "SELECT p.show_id FROM show_pins p JOIN shows s ON s.id = p.show_id
         WHERE p.product_id = $1 AND p.unpinned_at IS NULL AND s.state = 'live' ORDER BY p.show_id LIMIT 500",
        product,
    )?;
    Ok(rows.into_iter().map(|(show,)| show).collect())
}

/// When a product was pinned in the last `shows` that are over, the latest of
/// them first: the first `of_show` times of each.
pub(super) async fn pinned_in(
    read: &mut Read,
    product: ProductId,
    shows: i64,
    of_show: i64,
) -> Result<Vec<(ShowId, Timestamp)>> {
    fetch_all!(
        read,
        (ShowId, Timestamp),
        "SELECT show_id, pinned_at FROM
             (SELECT show_id, pinned_at, nth, DENSE_RANK() OVER (ORDER BY first_at DESC, show_id) AS show_nth FROM
                 (SELECT p.show_id, p.pinned_at,
                         MIN(p.pinned_at) OVER (PARTITION BY p.show_id) AS first_at,
                         ROW_NUMBER() OVER (PARTITION BY p.show_id ORDER BY p.pinned_at, p.id) AS nth
                  FROM show_pins p JOIN shows s ON s.id = p.show_id
                  WHERE p.product_id = $1 AND s.state = 'ended') of_shows) in_order
         WHERE nth <= $2 AND show_nth <= $3 ORDER BY show_nth, nth",
        product,
        of_show,
        shows,
    )
}
