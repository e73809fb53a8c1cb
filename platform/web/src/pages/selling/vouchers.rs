//! A shop's vouchers. They are made and deleted through the JSON API.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{DiscountKind, Role};
use shop::vouchers::{Voucher, VoucherProblem};
use storefront_templates::pages::selling::{VoucherKind, VoucherLine, VouchersPage};

use super::super::context::Member;
use super::super::html;
use super::{Staff, count};
use crate::Shared;
use crate::error::Error;

pub(super) async fn vouchers(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let now = app.commerce.clock.now();
    let vouchers = app.commerce.vouchers(staff.shop.id).await?;
    let lines = vouchers.into_iter().map(|voucher| {
        let checked = voucher.check(now, i64::MAX);
        let over = matches!(checked, Err(VoucherProblem::Over | VoucherProblem::UsedUp));
        line(&staff, voucher, over)
    });
    html(&VouchersPage {
        chrome: member.chrome,
        vouchers: lines.collect(),
        desk: staff.desk,
    })
}

fn line(staff: &Staff, voucher: Voucher, over: bool) -> VoucherLine {
    VoucherLine {
        id: voucher.id.to_string(),
        code: voucher.code,
        kind: match voucher.kind {
            DiscountKind::Percent => VoucherKind::Percent(count(voucher.value)),
            DiscountKind::Amount => VoucherKind::Amount(staff.money(voucher.value)),
            DiscountKind::Shipping => VoucherKind::Shipping,
        },
        least: (voucher.least > 0).then(|| staff.money(voucher.least)),
        uses: count(voucher.uses),
        most_uses: voucher.most_uses.map(count),
        ends_at: voucher.ends_at,
        over,
    }
}
