//! What must agree within our own books, one query for each law. Each gives the
//! rows that break it: an id, what stands there, and what should.

use model::ShopId;
use store::{On, Result, fetch_all};
use uuid::Uuid;

/// Rows one law reports at most.
const REPORTED: i64 = 1_000;

/// A law: its name, and the query for what breaks it.
pub(super) struct Law {
    pub name: &'static str,
    sql: &'static str,
}

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "a payment that succeeded is not in the ledger with its amount",
        sql: "SELECT p.id, COALESCE(l.amount, 0), p.amount
              FROM payments p LEFT JOIN ledger l ON l.payment_id = p.id AND l.kind = 'charge'
              WHERE p.shop_id = $1 AND p.state = 'succeeded' AND p.provider <> 'none'
                AND (l.id IS NULL OR l.amount <> p.amount) LIMIT $2",
    },
    Law {
        name: "a charge in the ledger has no payment that succeeded",
        sql: "SELECT l.id, l.amount, CAST(0 AS BIGINT)
              FROM ledger l LEFT JOIN payments p ON p.id = l.payment_id
              WHERE l.shop_id = $1 AND l.kind = 'charge' AND (p.id IS NULL OR p.state <> 'succeeded') LIMIT $2",
    },
    Law {
        name: "a payment that succeeded has neither an order nor its refund",
        sql: "SELECT p.id, CAST(COALESCE((SELECT SUM(r.amount) FROM refunds r
                                          WHERE r.payment_id = p.id AND r.state <> 'failed'), 0) AS BIGINT), p.amount
              FROM payments p
              WHERE p.shop_id = $1 AND p.state = 'succeeded'
                AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.payment_id = p.id)
                AND p.amount <> COALESCE((SELECT SUM(r.amount) FROM refunds r
                                          WHERE r.payment_id = p.id AND r.state <> 'failed'), 0) LIMIT $2",
    },
    Law {
        name: "an order's total is not what was paid for it",
        sql: "SELECT o.id, COALESCE(p.amount, 0), o.total
              FROM orders o LEFT JOIN payments p ON p.id = o.payment_id AND p.state = 'succeeded'
              WHERE o.shop_id = $1 AND (p.id IS NULL OR p.amount <> o.total) LIMIT $2",
    },
    Law {
        name: "an order's sums do not agree",
        sql: "SELECT o.id, o.items_total - o.discount + o.shipping_total
                           + CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax_total END, o.total
              FROM orders o
              WHERE o.shop_id = $1 AND o.total <> o.items_total - o.discount + o.shipping_total
                           + CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax_total END LIMIT $2",
    },
    Law {
        name: "an order's lines do not add up to its items",
        sql: "SELECT o.id, CAST(COALESCE((SELECT SUM(l.unit_price * l.quantity - l.discount) FROM order_lines l
                                          WHERE l.order_id = o.id), 0) AS BIGINT), o.items_total - o.discount
              FROM orders o
              WHERE o.shop_id = $1 AND o.items_total - o.discount
                  <> COALESCE((SELECT SUM(l.unit_price * l.quantity - l.discount) FROM order_lines l
                               WHERE l.order_id = o.id), 0) LIMIT $2",
    },
    Law {
        name: "what an order says was given back is not what the ledger says",
        sql: "SELECT o.id, o.refunded, CAST(COALESCE((SELECT -SUM(l.amount) FROM ledger l WHERE l.order_id = o.id
                                                      AND l.kind IN ('refund', 'refund_failed')), 0) AS BIGINT)
              FROM orders o
              WHERE o.shop_id = $1 AND o.refunded <> COALESCE((SELECT -SUM(l.amount) FROM ledger l
                        WHERE l.order_id = o.id AND l.kind IN ('refund', 'refund_failed')), 0)
              LIMIT $2",
    },
    Law {
        name: "a refund that succeeded is not in the ledger with its amount",
        sql: "SELECT r.id, COALESCE(-l.amount, 0), r.amount
              FROM refunds r LEFT JOIN ledger l ON l.payment_id = r.payment_id AND l.kind = 'refund'
                                               AND l.provider_ref = r.provider_ref
              WHERE r.shop_id = $1 AND r.state = 'succeeded' AND (l.id IS NULL OR -l.amount <> r.amount) LIMIT $2",
    },
    Law {
        name: "a refund in the ledger has no refund that succeeded",
        sql: "SELECT l.id, l.amount, CAST(0 AS BIGINT) FROM ledger l
              WHERE l.shop_id = $1 AND l.kind = 'refund'
                AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = l.payment_id AND r.state = 'succeeded'
                                  AND r.provider_ref = l.provider_ref)
                AND NOT EXISTS (SELECT 1 FROM ledger f WHERE f.payment_id = l.payment_id AND f.kind = 'refund_failed'
                                  AND f.provider_ref = l.provider_ref AND f.amount = -l.amount) LIMIT $2",
    },
    Law {
        name: "a refund that came back is not one that failed after it had succeeded",
        sql: "SELECT f.id, f.amount, CAST(0 AS BIGINT) FROM ledger f
              WHERE f.shop_id = $1 AND f.kind = 'refund_failed'
                AND (NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = f.payment_id AND r.state = 'failed'
                                   AND r.provider_ref = f.provider_ref)
                  OR NOT EXISTS (SELECT 1 FROM ledger l WHERE l.payment_id = f.payment_id AND l.kind = 'refund'
                                   AND l.provider_ref = f.provider_ref)) LIMIT $2",
    },
    Law {
        name: "more was given back of a payment than was paid",
        sql: "SELECT p.id, CAST(SUM(r.amount) AS BIGINT), p.amount
              FROM payments p JOIN refunds r ON r.payment_id = p.id
              WHERE p.shop_id = $1 AND r.state <> 'failed'
              GROUP BY p.id, p.amount HAVING SUM(r.amount) > p.amount LIMIT $2",
    },
    Law {
        name: "more units of an order's line were given back than it has",
        sql: "SELECT o.id, l.refunded, l.quantity
              FROM orders o JOIN order_lines l ON l.order_id = o.id
              WHERE o.shop_id = $1 AND (l.refunded > l.quantity OR l.restocked > l.refunded) LIMIT $2",
    },
    Law {
        name: "a variant's held units are not those set aside",
        sql: "SELECT v.id, v.held, CAST(COALESCE((SELECT SUM(h.quantity) FROM holds h WHERE h.variant_id = v.id
                                                  AND h.state IN ('held', 'committed')), 0) AS BIGINT)
              FROM variants v
              WHERE v.shop_id = $1 AND v.held <> COALESCE((SELECT SUM(h.quantity) FROM holds h
                    WHERE h.variant_id = v.id AND h.state IN ('held', 'committed')), 0) LIMIT $2",
    },
    Law {
        name: "the units an order sold are not those that were set aside for it",
        sql: "SELECT o.id, CAST(COALESCE((SELECT SUM(h.quantity) FROM holds h
                                          WHERE h.checkout_id = o.checkout_id AND h.state = 'sold'), 0) AS BIGINT),
                     CAST(COALESCE((SELECT SUM(l.quantity) FROM order_lines l WHERE l.order_id = o.id), 0) AS BIGINT)
              FROM orders o
              WHERE o.shop_id = $1
                AND COALESCE((SELECT SUM(h.quantity) FROM holds h
                              WHERE h.checkout_id = o.checkout_id AND h.state = 'sold'), 0)
                 <> COALESCE((SELECT SUM(l.quantity) FROM order_lines l WHERE l.order_id = o.id), 0) LIMIT $2",
    },
    Law {
        name: "units were sold without an order",
        sql: "SELECT h.id, h.quantity, CAST(0 AS BIGINT) FROM holds h
              WHERE h.shop_id = $1 AND h.state = 'sold'
                AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.checkout_id = h.checkout_id) LIMIT $2",
    },
    Law {
        name: "a checkout that is paid has no order, or has one and is not paid",
        sql: "SELECT c.id, CAST(0 AS BIGINT), CAST(0 AS BIGINT)
              FROM checkouts c LEFT JOIN orders o ON o.checkout_id = c.id
              WHERE c.shop_id = $1 AND ((c.state = 'paid') <> (o.id IS NOT NULL)) LIMIT $2",
    },
];

impl Law {
    /// What breaks it in `shop`: whose, what stands there, what should.
    pub(super) async fn broken(&self, on: &mut impl On, shop: ShopId) -> Result<Vec<(Uuid, i64, i64)>> {
        fetch_all!(on, (Uuid, i64, i64), self.sql, shop, REPORTED)
    }
}
