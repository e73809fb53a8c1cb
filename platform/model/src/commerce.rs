//! The states of what is bought and sold, as words.

use crate::text_enum::text_enum;

text_enum! {
    /// Whether a product can be found and bought.
    ProductState {
        /// Its staff alone see it.
        Draft = "draft",
        Active = "active",
        /// Not sold any more; orders still name it.
        Archived = "archived",
    }
}

text_enum! {
    /// What a product is taxed as; the tax table gives each class its rate.
    TaxClass {
        Standard = "standard",
        Reduced = "reduced",
        Zero = "zero",
    }
}

text_enum! {
    /// What an offer or a voucher does to a price.
    DiscountKind {
        /// Sets the price (an offer), or takes an amount off (a voucher); in minor units.
        Amount = "amount",
        /// Takes off a share, in whole per cent.
        Percent = "percent",
        /// Shipping costs nothing; vouchers alone.
        Shipping = "shipping",
    }
}

text_enum! {
    /// How units set aside stand.
    HoldState {
        /// Set aside until the deadline.
        Held = "held",
        /// Being paid for: kept until the payment is decided, or its own deadline.
        Committed = "committed",
        Sold = "sold",
        /// Back in stock.
        Released = "released",
    }
}

text_enum! {
    /// How someone in line for a sold-out variant stands.
    WaitState {
        Waiting = "waiting",
        /// Units came back and are held for them.
        Offered = "offered",
        /// They left, bought, or let the offer pass.
        Done = "done",
    }
}

text_enum! {
    /// How far a checkout is.
    CheckoutState {
        Open = "open",
        /// A payment is under way.
        Paying = "paying",
        Paid = "paid",
        /// Given up, or its holds ran out.
        Closed = "closed",
    }
}

text_enum! {
    /// How a payment stands at its provider.
    PaymentState {
        /// Noted here, not known to be known there.
        Created = "created",
        /// The shopper has to prove something to their bank.
        Challenge = "challenge",
        /// The provider has not decided yet.
        Pending = "pending",
        Succeeded = "succeeded",
        Failed = "failed",
        /// Given up before it was decided.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// How an order stands.
    OrderState {
        Paid = "paid",
        Fulfilled = "fulfilled",
        /// All of it was given back.
        Refunded = "refunded",
        /// Paid for, but never to be sent; what was paid was given back.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// How giving money back stands.
    RefundState {
        Pending = "pending",
        Succeeded = "succeeded",
        Failed = "failed",
    }
}

text_enum! {
    /// How a return stands.
    ReturnState {
        Requested = "requested",
        Received = "received",
        Declined = "declined",
    }
}

text_enum! {
    /// Why money moved.
    LedgerKind {
        Charge = "charge",
        Refund = "refund",
        /// Given back, but the shopper's bank did not take it: it is ours again.
        RefundFailed = "refund_failed",
        /// The shopper's bank took it back.
        Dispute = "dispute",
        /// And gave it again.
        DisputeWon = "dispute_won",
    }
}

text_enum! {
    /// How telling an endpoint of an event stands.
    DeliveryState {
        Waiting = "waiting",
        Delivered = "delivered",
        /// Given up after its last attempt.
        Failed = "failed",
    }
}
