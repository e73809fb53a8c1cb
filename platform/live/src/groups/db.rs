//! The `groups` and `group_members` tables.

use model::{AccountId, GroupId, Timestamp};
use store::{Db, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{GROUPS_MAX, Group, MEMBERS_MAX};
use crate::shows::Host;

/// False when the owner has as many as one may have.
pub(super) async fn insert(db: &Db, group: &Group) -> Result<bool> {
    let mut tx = db.begin().await?;
    // Locks the account's row on PostgreSQL, so that two requests count one after the other.
    execute!(
        tx,
        "UPDATE accounts SET locale = locale WHERE id = $1",
        group.owner_id
    )?;
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM groups WHERE owner_id = $1",
        group.owner_id
    )?;
    if held >= GROUPS_MAX {
        return Ok(false);
    }
    execute!(
        tx,
        "INSERT INTO groups (id, owner_id, name, created_at) VALUES ($1, $2, $3, $4)",
        group.id,
        group.owner_id,
        &group.name,
        group.created_at,
    )?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn rename(db: &Db, owner: AccountId, id: GroupId, name: &str) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "UPDATE groups SET name = $1 WHERE id = $2 AND owner_id = $3",
        name,
        id,
        owner
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn delete(db: &Db, owner: AccountId, id: GroupId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM groups WHERE id = $1 AND owner_id = $2",
        id,
        owner
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn of_owner(db: &Db, owner: AccountId) -> Result<Vec<Group>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Group,
        "SELECT g.id, g.owner_id, g.name, g.created_at,
                (SELECT COUNT(*) FROM group_members m WHERE m.group_id = g.id) AS members
         FROM groups g WHERE g.owner_id = $1 ORDER BY g.name, g.id LIMIT $2",
        owner,
        GROUPS_MAX,
    )
}

pub(super) async fn by_id(db: &Db, owner: AccountId, id: GroupId) -> Result<Option<Group>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        Group,
        "SELECT g.id, g.owner_id, g.name, g.created_at,
                (SELECT COUNT(*) FROM group_members m WHERE m.group_id = g.id) AS members
         FROM groups g WHERE g.owner_id = $1 AND g.id = $2",
        owner,
        id,
    )
}

/// Locks the group's row; false when it is not `owner`'s.
pub(super) async fn lock(tx: &mut Tx, owner: AccountId, id: GroupId) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE groups SET name = name WHERE id = $1 AND owner_id = $2",
        id,
        owner
    )?;
    Ok(touched > 0)
}

/// False when the group is full.
pub(super) async fn add_member(tx: &mut Tx, id: GroupId, member: AccountId, now: Timestamp) -> Result<bool> {
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM group_members WHERE group_id = $1 AND account_id <> $2",
        id,
        member
    )?;
    if held >= MEMBERS_MAX {
        return Ok(false);
    }
    execute!(
        tx,
        "INSERT INTO group_members (group_id, account_id, added_at) VALUES ($1, $2, $3)
         ON CONFLICT (group_id, account_id) DO NOTHING",
        id,
        member,
        now,
    )?;
    Ok(true)
}

pub(super) async fn remove_member(tx: &mut Tx, id: GroupId, member: AccountId) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM group_members WHERE group_id = $1 AND account_id = $2",
        id,
        member
    )?;
    Ok(touched > 0)
}

pub(super) async fn members(db: &Db, id: GroupId) -> Result<Vec<Host>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Host,
        "SELECT a.handle, a.name, a.avatar FROM group_members m JOIN accounts a ON a.id = m.account_id
         WHERE m.group_id = $1 ORDER BY a.handle LIMIT $2",
        id,
        MEMBERS_MAX,
    )
}
