//! What a shopper agreed to, there and back: a checkout becomes the draft that is
//! written down with its payment, and says what stands there from then on, whatever
//! is changed, or used up by this very payment.

use model::TaxClass;

use super::{Checkout, Detail, DetailLine};
use crate::orders::{Draft, DraftLine};
use crate::payments::Payment;
use crate::quotes::rules::ShippingOption;
use crate::quotes::{Quote, QuotedLine};

impl Detail {
    /// The order it becomes when it is paid as it is; none while something is missing.
    pub(crate) fn draft(&self) -> Option<Draft> {
        let address = self.checkout.address.clone()?;
        let lines = self.lines.iter().zip(&self.quote.lines);
        Some(Draft {
            email: self.checkout.email.clone(),
            address,
            shipping_id: self.chosen.as_ref().map(|option| option.id),
            shipping_name: self
                .chosen
                .as_ref()
                .map(|option| option.name.clone())
                .unwrap_or_default(),
            items: self.quote.items,
            discount: self.quote.discount,
            shipping: self.quote.shipping,
            tax: self.quote.tax,
            total: self.quote.total,
            prices_include_tax: self.quote.prices_include_tax,
            voucher: self.checkout.voucher.clone().filter(|_| self.voucher_counts),
            named: self.checkout.named,
            lines: lines
                .map(|(line, quoted)| DraftLine {
                    hold: line.hold,
                    product: line.product,
                    variant: line.variant,
                    show: line.show,
                    name: line.name.clone(),
                    options: line.options.clone(),
                    sku: line.sku.clone(),
                    picture: line.picture.clone(),
                    quantity: line.quantity,
                    unit_price: line.unit_price,
                    discount: quoted.discount,
                    tax: quoted.tax,
                    total: quoted.total,
                })
                .collect(),
        })
    }

    /// `checkout` as `payment` has it, which is under way or has succeeded. `known` is
    /// what the catalogue says of its lines.
    pub(super) fn agreed(
        mut checkout: Checkout,
        known: &[DetailLine],
        payment: Payment,
    ) -> Result<Self, store::Error> {
        let draft: Draft = serde_json::from_str(&payment.draft)?;
        let quoted = draft.lines.iter().map(|line| QuotedLine {
            discount: line.discount,
            tax: line.tax,
            total: line.total,
        });
        let quote = Quote {
            items: draft.items,
            discount: draft.discount,
            shipping: draft.shipping,
            tax: draft.tax,
            total: draft.total,
            prices_include_tax: draft.prices_include_tax,
            lines: quoted.collect(),
        };
        let lines = draft.lines.into_iter().map(|line| {
            let known = known.iter().find(|known| known.hold == line.hold);
            DetailLine::agreed(line, known)
        });
        let lines = lines.collect();
        let chosen = draft.shipping_id.map(|id| ShippingOption {
            id,
            name: draft.shipping_name,
            price: draft.shipping,
        });
        checkout.email = draft.email;
        checkout.address = Some(draft.address);
        checkout.shipping_id = draft.shipping_id;
        checkout.named = draft.named;
        let voucher_counts = draft.voucher.is_some();
        checkout.voucher = draft.voucher;
        Ok(Self {
            state: checkout.state,
            lines,
            shipping: chosen.iter().cloned().collect(),
            chosen,
            voucher_problem: None,
            quote,
            missing: Vec::new(),
            can_extend: false,
            countries: Vec::new(),
            account: payment.account.clone(),
            payment: Some(payment),
            order: None,
            voucher_counts,
            checkout,
        })
    }
}

impl DetailLine {
    /// `line` with what the catalogue still has of it.
    fn agreed(line: DraftLine, known: Option<&Self>) -> Self {
        Self {
            hold: line.hold,
            product: line.product,
            variant: line.variant,
            show: line.show,
            slug: known.map(|known| known.slug.clone()).unwrap_or_default(),
            name: line.name,
            options: line.options,
            sku: line.sku,
            picture: line.picture,
            quantity: line.quantity,
            unit_price: line.unit_price,
            compare_at: known.and_then(|known| known.compare_at),
            available: known.map_or(0, |known| known.available),
            weight_g: known.map_or(0, |known| known.weight_g),
            tax_class: known.map_or(TaxClass::Standard, |known| known.tax_class),
        }
    }
}
