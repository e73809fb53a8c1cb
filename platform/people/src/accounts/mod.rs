//! Accounts: signing up, being found, showing oneself.

mod db;

use model::{AccountId, Handle, HandleError, Timestamp, is_unprintable};

use crate::{People, password};

/// A person, as the house knows them. The password stays in the table.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    pub id: AccountId,
    pub handle: Handle,
    pub name: String,
    pub email: String,
    pub bio: String,
    /// Name of the stored picture, if there is one.
    pub avatar: Option<String>,
    /// `en`, `es`, or empty for the browser's choice.
    pub locale: String,
    pub created_at: Timestamp,
}

/// What someone signing up typed.
#[derive(Clone)]
pub struct SignUp {
    pub handle: String,
    pub name: String,
    pub email: String,
    pub password: String,
    pub locale: String,
}

impl std::fmt::Debug for SignUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignUp")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

/// What someone changes of their own account.
#[derive(Debug, Clone)]
pub struct ProfileEdit {
    pub name: String,
    pub bio: String,
    pub locale: String,
    /// A new picture's name; `None` keeps what is there.
    pub avatar: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    #[error(transparent)]
    Handle(#[from] HandleError),
    #[error("this handle is taken")]
    HandleTaken,
    #[error("this e-mail address has an account already: sign in instead")]
    EmailTaken,
    #[error("this does not look like an e-mail address")]
    Email,
    #[error("a name has 1 to 60 characters")]
    Name,
    #[error("a bio has at most 300 printable characters")]
    Bio,
    #[error("a password has 10 to 200 characters")]
    Password,
    #[error(transparent)]
    Busy(#[from] password::Busy),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl AccountError {
    /// Which field of a form the error is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Handle(_) | Self::HandleTaken => Some("handle"),
            Self::EmailTaken | Self::Email => Some("email"),
            Self::Name => Some("name"),
            Self::Bio => Some("bio"),
            Self::Password => Some("password"),
            Self::Busy(_) | Self::Store(_) => None,
        }
    }
}

impl People {
    /// Makes an account.
    pub async fn sign_up(&self, typed: SignUp) -> Result<Account, AccountError> {
        let handle = Handle::parse(&typed.handle)?;
        let name = checked_name(&typed.name)?;
        let email = checked_email(&typed.email)?;
        if !password::LENGTH.contains(&typed.password.chars().count()) {
            return Err(AccountError::Password);
        }
        let account = Account {
            id: AccountId::new(&*self.clock, &*self.entropy),
            handle,
            name,
            email,
            bio: String::new(),
            avatar: None,
            locale: checked_locale(&typed.locale),
            created_at: self.clock.now(),
        };
        let hash = self.passwords.hash(typed.password).await?;
        match db::insert(&self.db, &account, &hash).await {
            Ok(()) => Ok(account),
            Err(error) if error.is_unique_violation() => {
                Err(if db::by_handle(&self.db, &account.handle).await?.is_some() {
                    AccountError::HandleTaken
                } else {
                    AccountError::EmailTaken
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The account whose handle or e-mail address is `login`, if `password` is
    /// its own. Takes as long when there is no such account.
    pub async fn check_password(&self, login: &str, password: &str) -> Result<Option<Account>, AccountError> {
        let login = login_name(login);
        let found = db::with_password(&self.db, &login).await?;
        let (account, stored) = match found {
            Some((account, hash)) => (Some(account), Some(hash)),
            None => (None, None),
        };
        // Longer than any password can be: not worth hashing.
        if password.chars().count() > *password::LENGTH.end() {
            return Ok(None);
        }
        let right = self.passwords.verify(password.to_owned(), stored).await?;
        Ok(account.filter(|_| right))
    }

    /// The names of all pictures of people and shops, art of our own included.
    pub async fn pictures(&self) -> Result<Vec<String>, store::Error> {
        db::pictures(&self.db).await
    }

    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, store::Error> {
        db::by_id(&self.db, id).await
    }

    pub async fn account_by_handle(&self, handle: &Handle) -> Result<Option<Account>, store::Error> {
        db::by_handle(&self.db, handle).await
    }

    /// Changes what others see of `id`.
    pub async fn edit_profile(&self, id: AccountId, edit: ProfileEdit) -> Result<(), AccountError> {
        let name = checked_name(&edit.name)?;
        let bio = edit.bio.trim().replace("\r\n", "\n");
        if bio.chars().count() > 300 || bio.chars().any(|c| c != '\n' && is_unprintable(c)) {
            return Err(AccountError::Bio);
        }
        let edit = ProfileEdit {
            name,
            bio,
            locale: checked_locale(&edit.locale),
            avatar: edit.avatar,
        };
        Ok(db::update_profile(&self.db, id, &edit).await?)
    }
}

fn checked_name(typed: &str) -> Result<String, AccountError> {
    let name = typed.trim();
    let sound = (1..=60).contains(&name.chars().count()) && !name.chars().any(is_unprintable);
    sound.then(|| name.to_owned()).ok_or(AccountError::Name)
}

/// A handle or e-mail address as typed, in the one spelling it is looked up by.
pub fn login_name(typed: &str) -> String {
    let typed: String = typed
        .trim()
        .chars()
        .take(254)
        .filter(|c| !c.is_control())
        .collect();
    typed.trim_start_matches('@').to_lowercase()
}

/// Only what every address has: mail sent to it is the real check.
fn checked_email(typed: &str) -> Result<String, AccountError> {
    let email = typed.trim().to_lowercase();
    let sound = email.len() <= 254
        && !email.chars().any(|c| c.is_control() || c.is_whitespace())
        && email.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.contains('@') && host.split('.').all(|label| !label.is_empty())
        });
    sound.then_some(email).ok_or(AccountError::Email)
}

fn checked_locale(typed: &str) -> String {
    ["en", "es"]
        .into_iter()
        .find(|known| *known == typed)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        for bad in [
            "",
            "ana",
            "@x.org",
            "ana@",
            "a@b@c",
            "a b@c.org",
            "ana@x..org",
            "ana@x.org\n",
        ] {
            let refused = matches!(checked_email(bad), Err(AccountError::Email));
            // Trimming is a kindness, not a refusal.
            assert_eq!(refused, bad != "ana@x.org\n", "{bad:?}");
        }
        assert_eq!(
            checked_email(" Ana@Example.ORG ").expect("valid"),
            "ana@example.org"
        );
    }

    #[test]
    fn names_cannot_turn_the_text_around() {
        assert!(matches!(checked_name("Ana\u{202e}gnp"), Err(AccountError::Name)));
        assert!(matches!(checked_name("   "), Err(AccountError::Name)));
        assert_eq!(checked_name(" Ana Lume ").expect("valid"), "Ana Lume");
    }
}
