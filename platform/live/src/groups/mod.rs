//! Groups of friends: whom someone may open a private show to. A group is its
//! owner's alone; its members don't learn that it exists.

mod db;

use model::{AccountId, GroupId, Timestamp, is_unprintable};

use crate::Live;
use crate::shows::Host;

/// As many as one account may have.
pub const GROUPS_MAX: i64 = 100;
/// As many people as one group may hold.
pub const MEMBERS_MAX: i64 = 500;

/// A group, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    pub id: GroupId,
    pub owner_id: AccountId,
    pub name: String,
    pub created_at: Timestamp,
    /// How many people are in it.
    pub members: i64,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    #[error("a group's name has 1 to 60 characters")]
    Name,
    #[error("you have a group of this name already")]
    NameTaken,
    #[error("you have {GROUPS_MAX} groups: delete one first")]
    TooMany,
    #[error("there is no such group")]
    Unknown,
    #[error("a group holds at most {MEMBERS_MAX} people: make another one")]
    Full,
    #[error("you are in your own groups anyway")]
    Owner,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// Makes an empty group.
    pub async fn create_group(&self, owner: AccountId, name: &str) -> Result<Group, GroupError> {
        let group = Group {
            id: GroupId::new(&*self.clock, &*self.entropy),
            owner_id: owner,
            name: checked_name(name)?,
            created_at: self.clock.now(),
            members: 0,
        };
        match db::insert(&self.db, &group).await {
            Ok(true) => Ok(group),
            Ok(false) => Err(GroupError::TooMany),
            Err(error) => Err(taken(error)),
        }
    }

    /// Gives `owner`'s group another name.
    pub async fn rename_group(&self, owner: AccountId, id: GroupId, name: &str) -> Result<(), GroupError> {
        let name = checked_name(name)?;
        let renamed = db::rename(&self.db, owner, id, &name).await.map_err(taken)?;
        renamed.then_some(()).ok_or(GroupError::Unknown)
    }

    /// Deletes `owner`'s group; shows that were open to it are not any more.
    pub async fn delete_group(&self, owner: AccountId, id: GroupId) -> Result<(), GroupError> {
        let deleted = db::delete(&self.db, owner, id).await?;
        deleted.then_some(()).ok_or(GroupError::Unknown)
    }

    /// `owner`'s groups by name.
    pub async fn groups(&self, owner: AccountId) -> Result<Vec<Group>, store::Error> {
        db::of_owner(&self.db, owner).await
    }

    /// `owner`'s group, if it is theirs.
    pub async fn group(&self, owner: AccountId, id: GroupId) -> Result<Option<Group>, store::Error> {
        db::by_id(&self.db, owner, id).await
    }

    /// Puts someone into `owner`'s group. Whoever is in it stays.
    pub async fn add_member(
        &self,
        owner: AccountId,
        id: GroupId,
        member: AccountId,
    ) -> Result<(), GroupError> {
        let mut tx = self.db.begin().await?;
        if !db::lock(&mut tx, owner, id).await? {
            return Err(GroupError::Unknown);
        }
        if owner == member {
            return Err(GroupError::Owner);
        }
        if !db::add_member(&mut tx, id, member, self.clock.now()).await? {
            return Err(GroupError::Full);
        }
        Ok(tx.commit().await?)
    }

    /// Takes someone out of `owner`'s group; false when they were not in it.
    /// Whoever serves them has to look again at what they may watch.
    pub async fn remove_member(
        &self,
        owner: AccountId,
        id: GroupId,
        member: AccountId,
    ) -> Result<bool, GroupError> {
        let mut tx = self.db.begin().await?;
        if !db::lock(&mut tx, owner, id).await? {
            return Err(GroupError::Unknown);
        }
        let removed = db::remove_member(&mut tx, id, member).await?;
        tx.commit().await?;
        Ok(removed)
    }

    /// Those in `owner`'s group, by handle.
    pub async fn members(&self, owner: AccountId, id: GroupId) -> Result<Vec<Host>, GroupError> {
        if self.group(owner, id).await?.is_none() {
            return Err(GroupError::Unknown);
        }
        Ok(db::members(&self.db, id).await?)
    }
}

fn checked_name(name: &str) -> Result<String, GroupError> {
    let name = name.trim();
    if (1..=60).contains(&name.chars().count()) && !name.chars().any(is_unprintable) {
        Ok(name.to_owned())
    } else {
        Err(GroupError::Name)
    }
}

fn taken(error: store::Error) -> GroupError {
    if error.is_unique_violation() {
        GroupError::NameTaken
    } else {
        error.into()
    }
}
