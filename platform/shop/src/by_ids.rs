//! Rows by several ids at once, in one statement for both engines: neither has
//! a list as a parameter that the other has too, so the statement has places
//! for [`IDS`], and those left over are empty.

use uuid::Uuid;

/// As many ids as one statement takes.
pub(crate) const IDS: usize = 50;

/// `ids`, and nothing in what is left of [`IDS`].
pub(crate) fn padded(ids: &[Uuid]) -> impl Iterator<Item = Option<Uuid>> {
    let ids = ids.iter().map(|id| Some(*id));
    ids.chain(std::iter::repeat(None)).take(IDS)
}

/// All rows by `ids` (at most [`IDS`]): the statement's two halves stand around
/// the list, and further parameters begin with `$51`.
macro_rules! fetch_by_ids {
    ($on:expr, $row:ty, $before:expr, $ids:expr, $after:expr $(, $bind:expr)* $(,)?) => {{
        const SQL: &str = concat!(
            $before,
            " ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,",
            "$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50) ",
            $after
        );
        match store::On::conn($on) {
            store::Conn::Sqlite(conn) => {
                let mut query = sqlx::query_as::<sqlx::Sqlite, $row>(SQL);
                for id in $crate::by_ids::padded($ids) {
                    query = query.bind(id);
                }
                query$(.bind($bind))*.fetch_all(conn).await
            }
            store::Conn::Postgres(conn) => {
                let mut query = sqlx::query_as::<sqlx::Postgres, $row>(SQL);
                for id in $crate::by_ids::padded($ids) {
                    query = query.bind(id);
                }
                query$(.bind($bind))*.fetch_all(conn).await
            }
        }
        .map_err(store::Error::from)
    }};
}
pub(crate) use fetch_by_ids;
