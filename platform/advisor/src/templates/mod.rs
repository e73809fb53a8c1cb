//! A shop's words for what its advisors write after a talk. `{name}`, `{advisor}`,
//! `{products}` and `{link}` stand for what is filled in when one of them is chosen.

mod db;

use model::{ShopId, Timestamp, is_unprintable};

use crate::advisors::is_language;
use crate::summaries::AGREED_MAX;
use crate::{Advice, AdviceTemplateId};

/// Templates of one shop.
pub const TEMPLATES_MAX: i64 = 30;
/// The characters of a name.
pub const NAME_MAX: usize = 60;

/// Words of a shop's.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Template {
    pub id: AdviceTemplateId,
    pub shop_id: ShopId,
    /// By which advisors find it.
    pub name: String,
    /// An ISO 639 code in small letters.
    pub language: String,
    pub text: String,
    pub created_at: Timestamp,
}

/// What somebody typed.
#[derive(Debug, Clone)]
pub struct TemplateDraft {
    pub name: String,
    pub language: String,
    pub text: String,
}

/// Why a template is none.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    #[error("there is no such template")]
    Unknown,
    #[error("a name has 1 to {NAME_MAX} characters")]
    Name,
    #[error("a language is a code of ISO 639 as en or es")]
    Language,
    #[error("a text has 1 to {AGREED_MAX} characters")]
    Text,
    #[error("a shop has at most {TEMPLATES_MAX} templates")]
    Full,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl TemplateDraft {
    fn checked(mut self) -> Result<Self, TemplateError> {
        self.name = self.name.trim().to_owned();
        if !(1..=NAME_MAX).contains(&self.name.chars().count()) || self.name.chars().any(is_unprintable) {
            return Err(TemplateError::Name);
        }
        if !is_language(&self.language) {
            return Err(TemplateError::Language);
        }
        // Browsers end lines of a text with both.
        self.text = self.text.replace("\r\n", "\n").trim().to_owned();
        let is_strange = |c| c != '\n' && is_unprintable(c);
        if !(1..=AGREED_MAX).contains(&self.text.chars().count()) || self.text.chars().any(is_strange) {
            return Err(TemplateError::Text);
        }
        Ok(self)
    }
}

impl Advice {
    /// `shop`'s templates by their names.
    pub async fn templates(&self, shop: ShopId) -> Result<Vec<Template>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop).await
    }

    pub async fn create_template(
        &self,
        shop: ShopId,
        draft: TemplateDraft,
    ) -> Result<Template, TemplateError> {
        let TemplateDraft { name, language, text } = draft.checked()?;
        let template = Template {
            id: AdviceTemplateId::new(&*self.clock, &*self.entropy),
            shop_id: shop,
            name,
            language,
            text,
            created_at: self.clock.now(),
        };
        let mut tx = self.db.begin().await?;
        db::lock(&mut tx, shop).await?;
        if db::count(&mut tx, shop).await? >= TEMPLATES_MAX {
            return Err(TemplateError::Full);
        }
        db::insert(&mut tx, &template).await?;
        tx.commit().await?;
        Ok(template)
    }

    pub async fn edit_template(
        &self,
        shop: ShopId,
        id: AdviceTemplateId,
        draft: TemplateDraft,
    ) -> Result<Template, TemplateError> {
        let draft = draft.checked()?;
        let mut tx = self.db.begin().await?;
        let template = db::update(&mut tx, shop, id, &draft).await?;
        let template = template.ok_or(TemplateError::Unknown)?;
        tx.commit().await?;
        Ok(template)
    }

    pub async fn delete_template(&self, shop: ShopId, id: AdviceTemplateId) -> Result<(), TemplateError> {
        let mut tx = self.db.begin().await?;
        if !db::delete(&mut tx, shop, id).await? {
            return Err(TemplateError::Unknown);
        }
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, language: &str, text: &str) -> TemplateDraft {
        TemplateDraft {
            name: name.to_owned(),
            language: language.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_template_has_a_name_a_language_and_a_text() {
        let thanks = draft(" Thanks ", "en", " Thank you, {name}.\r\n\r\n{products} ").checked();
        let thanks = thanks.unwrap();
        assert_eq!(
            (thanks.name.as_str(), thanks.text.as_str()),
            ("Thanks", "Thank you, {name}.\n\n{products}")
        );
        let long = "ñ".repeat(AGREED_MAX + 1);
        for (name, language, text) in [
            ("", "en", "a"),
            ("a\nb", "en", "a"),
            (&"ñ".repeat(NAME_MAX + 1), "en", "a"),
            ("a", "EN", "a"),
            ("a", "english", "a"),
            ("a", "en", " "),
            ("a", "en", "a\u{202e}b"),
            ("a", "en", &long),
        ] {
            assert!(
                draft(name, language, text).checked().is_err(),
                "{name:?} {language:?}"
            );
        }
    }
}
