//! The tables that say whom a private show is open to.

use model::{AccountId, GroupId, Holder, LinkId, ShowId, Timestamp};
use store::{Db, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{Audience, Caller, LINKS_MAX, Link};

pub(super) async fn is_invited(db: &Db, show: ShowId, caller: Caller) -> Result<bool> {
    let mut read = db.read().await?;
    let (invited,) = fetch_one!(
        read,
        (bool,),
        "SELECT NOT EXISTS (SELECT 1 FROM shows s JOIN blocks b ON b.account_id = s.host_id
                            WHERE s.id = $1 AND b.blocked_id = $2)
            AND (EXISTS (SELECT 1 FROM show_groups g JOIN group_members m ON m.group_id = g.group_id
                         WHERE g.show_id = $1 AND m.account_id = $2)
              OR EXISTS (SELECT 1 FROM show_followed o JOIN shows s ON s.id = o.show_id
                         JOIN follows f ON f.follower_id = s.host_id
                         WHERE o.show_id = $1 AND f.target_kind = 'person' AND f.target_id = $2)
              OR EXISTS (SELECT 1 FROM show_passes p WHERE p.show_id = $1 AND p.holder IN ($2, $3)))",
        show,
        caller.account,
        caller.guest,
    )?;
    Ok(invited)
}

pub(super) async fn audience(db: &Db, show: ShowId) -> Result<Audience> {
    let mut read = db.read().await?;
    let groups = fetch_all!(
        read,
        (GroupId,),
        "SELECT group_id FROM show_groups WHERE show_id = $1 ORDER BY group_id LIMIT 100",
        show,
    )?;
    let followed = fetch_optional!(
        read,
        (ShowId,),
        "SELECT show_id FROM show_followed WHERE show_id = $1",
        show
    )?;
    Ok(Audience {
        groups: groups.into_iter().map(|(id,)| id).collect(),
        followed: followed.is_some(),
    })
}

/// False when a group is not one of the host's.
pub(super) async fn set_groups(tx: &mut Tx, show: ShowId, groups: &[GroupId]) -> Result<bool> {
    execute!(tx, "DELETE FROM show_groups WHERE show_id = $1", show)?;
    for &group in groups {
        let added = execute!(
            tx,
            "INSERT INTO show_groups (show_id, group_id)
             SELECT s.id, g.id FROM shows s JOIN groups g ON g.owner_id = s.host_id
             WHERE s.id = $1 AND g.id = $2
             ON CONFLICT (show_id, group_id) DO UPDATE SET group_id = excluded.group_id",
            show,
            group,
        )?;
        if added == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) async fn set_followed(tx: &mut Tx, show: ShowId, followed: bool) -> Result<()> {
    if followed {
        execute!(
            tx,
            "INSERT INTO show_followed (show_id) VALUES ($1) ON CONFLICT (show_id) DO NOTHING",
            show
        )?;
    } else {
        execute!(tx, "DELETE FROM show_followed WHERE show_id = $1", show)?;
    }
    Ok(())
}

/// False when the show has as many as one may have.
pub(super) async fn insert_link(db: &Db, link: &Link, secret_hash: &[u8]) -> Result<bool> {
    let mut tx = db.begin().await?;
    // Locks the show's row on PostgreSQL, so that two requests count one after the other.
    execute!(tx, "UPDATE shows SET title = title WHERE id = $1", link.show_id)?;
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM show_links WHERE show_id = $1",
        link.show_id
    )?;
    if held >= LINKS_MAX {
        return Ok(false);
    }
    execute!(
        tx,
        "INSERT INTO show_links (id, show_id, secret_hash, most_uses, uses, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        link.id,
        link.show_id,
        secret_hash,
        link.most_uses,
        link.uses,
        link.created_at,
    )?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn links(db: &Db, show: ShowId) -> Result<Vec<Link>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Link,
        "SELECT id, show_id, most_uses, uses, created_at FROM show_links
         WHERE show_id = $1 ORDER BY created_at DESC LIMIT $2",
        show,
        LINKS_MAX,
    )
}

pub(super) async fn delete_link(db: &Db, show: ShowId, link: LinkId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM show_links WHERE id = $1 AND show_id = $2",
        link,
        show
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn link(db: &Db, show: ShowId, secret_hash: &[u8]) -> Result<Option<Link>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Link,
        "SELECT id, show_id, most_uses, uses, created_at FROM show_links
         WHERE show_id = $1 AND secret_hash = $2",
        show,
        secret_hash,
    )
}

/// The same, its row locked until the transaction ends.
pub(super) async fn lock_link(tx: &mut Tx, show: ShowId, secret_hash: &[u8]) -> Result<Option<Link>> {
    fetch_optional!(
        tx,
        Link,
        "UPDATE show_links SET uses = uses WHERE show_id = $1 AND secret_hash = $2
         RETURNING id, show_id, most_uses, uses, created_at",
        show,
        secret_hash,
    )
}

pub(super) async fn has_pass(tx: &mut Tx, show: ShowId, holder: Holder) -> Result<bool> {
    let pass = fetch_optional!(
        tx,
        (ShowId,),
        "SELECT show_id FROM show_passes WHERE show_id = $1 AND holder = $2",
        show,
        holder.uuid(),
    )?;
    Ok(pass.is_some())
}

pub(super) async fn insert_pass(tx: &mut Tx, link: &Link, holder: Holder, now: Timestamp) -> Result<()> {
    execute!(tx, "UPDATE show_links SET uses = uses + 1 WHERE id = $1", link.id)?;
    execute!(
        tx,
        "INSERT INTO show_passes (show_id, holder, link_id, created_at) VALUES ($1, $2, $3, $4)",
        link.show_id,
        holder.uuid(),
        link.id,
        now,
    )?;
    Ok(())
}

/// A show for which both have a pass keeps both.
pub(super) async fn hand_over_passes(db: &Db, from: Holder, to: Holder) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE show_passes SET holder = $2 WHERE holder = $1
         AND show_id NOT IN (SELECT show_id FROM show_passes WHERE holder = $2)",
        from.uuid(),
        to.uuid(),
    )?;
    tx.commit().await
}

pub(super) async fn private_live_shows(db: &Db, host: AccountId) -> Result<Vec<ShowId>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        (ShowId,),
        "SELECT id FROM shows WHERE host_id = $1 AND state = 'live' AND visibility = 'private' LIMIT 100",
        host,
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
