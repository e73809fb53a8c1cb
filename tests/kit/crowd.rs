//! Many people at once, put into the database by hand: signing each of them up
//! would take minutes.

use live::Live;
use model::AccountId;
use store::execute;

/// Accounts made in one transaction.
const BATCH: usize = 1_000;

/// So many people who follow `host`.
///
/// # Panics
/// When the database does not take them.
pub async fn followers(live: &Live, host: AccountId, size: usize) -> Vec<AccountId> {
    let people: Vec<_> = (0..size)
        .map(|_| AccountId::new(&*live.clock, &*live.entropy))
        .collect();
    let now = live.clock.now();
    for batch in people.chunks(BATCH) {
        let mut tx = live.db.begin().await.expect("a transaction");
        for person in batch {
            let name = format!("f{}", person.0.simple());
            execute!(
                tx,
                "INSERT INTO accounts (id, handle, name, email, password_hash, bio, locale, created_at)
                 VALUES ($1, $2, $2, $2, '', '', '', $3)",
                person,
                name,
                now,
            )
            .expect("an account");
            execute!(
                tx,
                "INSERT INTO follows (follower_id, target_kind, target_id, muted, created_at)
                 VALUES ($1, 'person', $2, FALSE, $3)",
                person,
                host,
                now,
            )
            .expect("a follower");
        }
        tx.commit().await.expect("stored");
    }
    people
}
