//! The `advice_templates` table.

use model::ShopId;
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{TEMPLATES_MAX, Template, TemplateDraft};
use crate::AdviceTemplateId;

pub(super) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Template>> {
    fetch_all!(
        on,
        Template,
        "SELECT id, shop_id, name, language, text, created_at FROM advice_templates WHERE shop_id = $1
         ORDER BY name, id LIMIT $2",
        shop,
        TEMPLATES_MAX,
    )
}

/// Locks the shop's row: nobody else counts its templates meanwhile.
pub(super) async fn lock(tx: &mut Tx, shop: ShopId) -> Result<()> {
    execute!(tx, "UPDATE shops SET name = name WHERE id = $1", shop)?;
    Ok(())
}

pub(super) async fn count(on: &mut impl On, shop: ShopId) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_templates WHERE shop_id = $1",
        shop
    )?;
    Ok(count)
}

pub(super) async fn insert(tx: &mut Tx, template: &Template) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_templates (id, shop_id, name, language, text, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        template.id,
        template.shop_id,
        &template.name,
        &template.language,
        &template.text,
        template.created_at,
    )?;
    Ok(())
}

/// None where the shop has no such one.
pub(super) async fn update(
    tx: &mut Tx,
    shop: ShopId,
    id: AdviceTemplateId,
    draft: &TemplateDraft,
) -> Result<Option<Template>> {
    fetch_optional!(
        tx,
        Template,
        "UPDATE advice_templates SET name = $3, language = $4, text = $5 WHERE id = $1 AND shop_id = $2
         RETURNING id, shop_id, name, language, text, created_at",
        id,
        shop,
        &draft.name,
        &draft.language,
        &draft.text,
    )
}

/// False where the shop has no such one.
pub(super) async fn delete(tx: &mut Tx, shop: ShopId, id: AdviceTemplateId) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM advice_templates WHERE id = $1 AND shop_id = $2",
        id,
        shop
    )?;
    Ok(touched > 0)
}
