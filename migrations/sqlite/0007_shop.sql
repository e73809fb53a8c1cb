-- What a shop sells, to whom, for how much, and where the money went.
-- Amounts are in the minor unit of the shop's currency; `holder` is an account
-- or a browser nobody is signed in with.

CREATE TABLE shop_settings (
    shop_id            UUID    NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
    currency           TEXT    NOT NULL,
    -- Where it sends from, ISO 3166-1 alpha-2.
    country            TEXT    NOT NULL,
    prices_include_tax BOOLEAN NOT NULL,
    hold_s             BIGINT  NOT NULL,
    -- Whether viewers see that someone bought.
    shows_buyers       BOOLEAN NOT NULL,
    next_order         BIGINT  NOT NULL,
    -- Whom direct charges are made for, where payments come through Stripe.
    stripe_account     TEXT
);

CREATE TABLE products (
    id           UUID        NOT NULL PRIMARY KEY,
    shop_id      UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    slug         TEXT        NOT NULL,
    name         TEXT        NOT NULL,
    description  TEXT        NOT NULL,
    state        TEXT        NOT NULL,
    tax_class    TEXT        NOT NULL,
    -- What its variants differ in, a JSON array: ["Size", "Colour"].
    option_names TEXT        NOT NULL,
    -- Its words as they are searched for.
    search       TEXT        NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    UNIQUE (shop_id, slug)
);
CREATE INDEX products_by_shop ON products (shop_id, state, id);

CREATE TABLE product_pictures (
    product_id UUID   NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    alt        TEXT   NOT NULL,
    PRIMARY KEY (product_id, position)
);

CREATE TABLE variants (
    id            UUID   NOT NULL PRIMARY KEY,
    product_id    UUID   NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    shop_id       UUID   NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    position      BIGINT NOT NULL,
    sku           TEXT   NOT NULL,
    -- One value for each of the product's option names, a JSON array.
    option_values TEXT   NOT NULL,
    picture       TEXT,
    price         BIGINT NOT NULL CHECK (price >= 0),
    compare_at    BIGINT,
    weight_g      BIGINT NOT NULL CHECK (weight_g >= 0),
    -- Units that can be set aside; those set aside already.
    available     BIGINT NOT NULL CHECK (available >= 0),
    held          BIGINT NOT NULL CHECK (held >= 0),
    -- People in line for it.
    waiting       BIGINT NOT NULL CHECK (waiting >= 0),
    -- One more with every change of `available`.
    version       BIGINT NOT NULL,
    -- Taken out of the catalogue; orders still name it.
    retired_at    TIMESTAMPTZ
);
CREATE INDEX variants_by_product ON variants (product_id, position);
CREATE INDEX variants_by_sku ON variants (shop_id, sku);
CREATE INDEX variants_waited_for ON variants (id) WHERE waiting > 0;

-- What a variant has cost since when.
CREATE TABLE prices (
    variant_id UUID        NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    at         TIMESTAMPTZ NOT NULL,
    price      BIGINT      NOT NULL,
    PRIMARY KEY (variant_id, at)
);

CREATE TABLE collections (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    slug       TEXT        NOT NULL,
    name       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (shop_id, slug)
);

CREATE TABLE collection_products (
    collection_id UUID   NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    product_id    UUID   NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position      BIGINT NOT NULL,
    PRIMARY KEY (collection_id, product_id)
);
CREATE INDEX collection_products_by_product ON collection_products (product_id);

-- A price for a while. `kind` says whether `value` is a price or a share off.
CREATE TABLE offers (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    product_id UUID        NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    show_id    UUID,
    kind       TEXT        NOT NULL,
    value      BIGINT      NOT NULL,
    most_units BIGINT,
    units      BIGINT      NOT NULL CHECK (units >= 0),
    starts_at  TIMESTAMPTZ NOT NULL,
    ends_at    TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX offers_by_product ON offers (product_id, ends_at);
CREATE INDEX offers_by_shop ON offers (shop_id);
CREATE INDEX offers_by_show ON offers (show_id);
CREATE INDEX offers_by_end ON offers (ends_at);

CREATE TABLE vouchers (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    -- In capital letters.
    code       TEXT        NOT NULL,
    kind       TEXT        NOT NULL,
    value      BIGINT      NOT NULL,
    least      BIGINT      NOT NULL,
    most_uses  BIGINT,
    uses       BIGINT      NOT NULL CHECK (uses >= 0),
    starts_at  TIMESTAMPTZ NOT NULL,
    ends_at    TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (shop_id, code)
);

CREATE TABLE baskets (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    holder     UUID        NOT NULL,
    voucher    TEXT,
    version    BIGINT      NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    UNIQUE (shop_id, holder)
);
CREATE INDEX baskets_by_age ON baskets (updated_at);

CREATE TABLE basket_lines (
    basket_id  UUID        NOT NULL REFERENCES baskets (id) ON DELETE CASCADE,
    variant_id UUID        NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    quantity   BIGINT      NOT NULL CHECK (quantity > 0),
    -- Where it was put in.
    show_id    UUID,
    added_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (basket_id, variant_id)
);

CREATE TABLE holds (
    id          UUID        NOT NULL PRIMARY KEY,
    shop_id     UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    variant_id  UUID        NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    holder      UUID        NOT NULL,
    quantity    BIGINT      NOT NULL CHECK (quantity > 0),
    -- The price that counts, as it was when the units were set aside.
    unit_price  BIGINT      NOT NULL,
    offer_id    UUID,
    show_id     UUID,
    checkout_id UUID,
    state       TEXT        NOT NULL,
    until       TIMESTAMPTZ NOT NULL,
    -- How often its deadline was moved.
    extended    BIGINT      NOT NULL,
    -- The caller's own name for the request.
    key         TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    UNIQUE (holder, key)
);
CREATE INDEX holds_of_variant ON holds (variant_id, until) WHERE state IN ('held', 'committed');
CREATE INDEX holds_by_deadline ON holds (until) WHERE state IN ('held', 'committed');
CREATE INDEX holds_by_checkout ON holds (checkout_id) WHERE checkout_id IS NOT NULL;
CREATE INDEX holds_of_holder ON holds (holder) WHERE state IN ('held', 'committed');
CREATE INDEX holds_sold ON holds (shop_id) WHERE state = 'sold';
-- To be forgotten.
CREATE INDEX holds_released ON holds (until) WHERE state = 'released';

-- Who is in line for a variant that is sold out.
CREATE TABLE waits (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    variant_id UUID        NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    holder     UUID        NOT NULL,
    account_id UUID,
    quantity   BIGINT      NOT NULL CHECK (quantity > 0),
    show_id    UUID,
    state      TEXT        NOT NULL,
    hold_id    UUID,
    -- Rises along the line; what comes back goes to the lowest.
    place      BIGINT      NOT NULL,
    joined_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX waits_one_each ON waits (variant_id, holder) WHERE state <> 'done';
CREATE INDEX waits_in_line ON waits (variant_id, place) WHERE state = 'waiting';
CREATE INDEX waits_by_hold ON waits (hold_id) WHERE state = 'offered';
CREATE INDEX waits_of_holder ON waits (holder) WHERE state <> 'done';
CREATE INDEX waits_done ON waits (joined_at) WHERE state = 'done';

CREATE TABLE addresses (
    id          UUID        NOT NULL PRIMARY KEY,
    account_id  UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name        TEXT        NOT NULL,
    line1       TEXT        NOT NULL,
    line2       TEXT        NOT NULL,
    postal_code TEXT        NOT NULL,
    city        TEXT        NOT NULL,
    region      TEXT        NOT NULL,
    country     TEXT        NOT NULL,
    phone       TEXT        NOT NULL,
    -- The one that is proposed.
    preferred   BOOLEAN     NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX addresses_by_account ON addresses (account_id, created_at);

CREATE TABLE shipping_rates (
    id        UUID   NOT NULL PRIMARY KEY,
    shop_id   UUID   NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    position  BIGINT NOT NULL,
    name      TEXT   NOT NULL,
    -- A JSON array of ISO 3166-1 codes; everywhere when empty.
    countries TEXT   NOT NULL,
    least_g   BIGINT NOT NULL,
    most_g    BIGINT,
    price     BIGINT NOT NULL CHECK (price >= 0),
    -- From this much on it costs nothing.
    free_from BIGINT
);
CREATE INDEX shipping_rates_by_shop ON shipping_rates (shop_id, position);

CREATE TABLE tax_rates (
    shop_id      UUID   NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    country      TEXT   NOT NULL,
    -- A state or province; the whole country when empty.
    region       TEXT   NOT NULL,
    tax_class    TEXT   NOT NULL,
    -- Hundredths of a per cent.
    basis_points BIGINT NOT NULL CHECK (basis_points >= 0),
    PRIMARY KEY (shop_id, country, region, tax_class)
);

CREATE TABLE checkouts (
    id          UUID        NOT NULL PRIMARY KEY,
    shop_id     UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    holder      UUID        NOT NULL,
    account_id  UUID,
    show_id     UUID,
    state       TEXT        NOT NULL,
    email       TEXT        NOT NULL,
    -- A JSON object; empty until it is given.
    address     TEXT        NOT NULL,
    shipping_id UUID,
    voucher     TEXT,
    -- Whether the room may read who bought.
    named       BOOLEAN     NOT NULL,
    locale      TEXT        NOT NULL,
    -- What the shopper last agreed to pay.
    total       BIGINT      NOT NULL,
    currency    TEXT        NOT NULL,
    version     BIGINT      NOT NULL,
    until       TIMESTAMPTZ NOT NULL,
    order_id    UUID,
    -- What was asked for and could not be had, a JSON array.
    refused     TEXT        NOT NULL,
    key         TEXT,
    fingerprint TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    -- When it was forgotten whose it was, and `holder` became its own id: it stays
    -- for the payments that were tried.
    forgotten_at TIMESTAMPTZ,
    UNIQUE (holder, key)
);
CREATE INDEX checkouts_by_deadline ON checkouts (until) WHERE state IN ('open', 'paying');
CREATE INDEX checkouts_by_shop ON checkouts (shop_id);
CREATE INDEX checkouts_closed ON checkouts (until) WHERE state = 'closed' AND forgotten_at IS NULL;

CREATE TABLE payments (
    id           UUID        NOT NULL PRIMARY KEY,
    shop_id      UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    checkout_id  UUID        NOT NULL REFERENCES checkouts (id) ON DELETE CASCADE,
    provider     TEXT        NOT NULL,
    -- The provider's own name for it; known once it has answered.
    provider_ref TEXT,
    state        TEXT        NOT NULL,
    amount       BIGINT      NOT NULL,
    currency     TEXT        NOT NULL,
    -- As people know it: "Visa 4242".
    method       TEXT        NOT NULL,
    failure      TEXT,
    -- Whom it is for, where the provider has accounts of its own.
    account      TEXT,
    -- The order as it will be once this has succeeded, a JSON object.
    draft        TEXT        NOT NULL,
    -- What the shopper has to do, a JSON object; empty when nothing.
    action       TEXT        NOT NULL,
    -- How often it was looked up, and when it is next; none once it is decided.
    attempts     BIGINT      NOT NULL,
    next_at      TIMESTAMPTZ,
    key          TEXT,
    fingerprint  TEXT,
    created_at   TIMESTAMPTZ NOT NULL,
    settled_at   TIMESTAMPTZ,
    UNIQUE (provider, provider_ref),
    UNIQUE (checkout_id, key)
);
CREATE INDEX payments_by_checkout ON payments (checkout_id, created_at);
CREATE INDEX payments_by_shop ON payments (shop_id);
CREATE INDEX payments_undecided ON payments (next_at) WHERE next_at IS NOT NULL;
-- A second attempt begins only once the first has come to nothing.
CREATE UNIQUE INDEX payments_one_at_a_time ON payments (checkout_id) WHERE state IN ('created', 'challenge', 'pending');

CREATE TABLE orders (
    id              UUID        NOT NULL PRIMARY KEY,
    shop_id         UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    number          BIGINT      NOT NULL,
    checkout_id     UUID        NOT NULL UNIQUE,
    payment_id      UUID        NOT NULL UNIQUE,
    holder          UUID        NOT NULL,
    account_id      UUID,
    show_id         UUID,
    state           TEXT        NOT NULL,
    email           TEXT        NOT NULL,
    address         TEXT        NOT NULL,
    locale          TEXT        NOT NULL,
    shipping_name   TEXT        NOT NULL,
    items_total     BIGINT      NOT NULL,
    discount        BIGINT      NOT NULL,
    shipping_total  BIGINT      NOT NULL,
    tax_total       BIGINT      NOT NULL,
    total           BIGINT      NOT NULL,
    refunded        BIGINT      NOT NULL CHECK (refunded >= 0),
    currency        TEXT        NOT NULL,
    prices_include_tax BOOLEAN  NOT NULL,
    voucher         TEXT,
    tracking        TEXT        NOT NULL,
    placed_at       TIMESTAMPTZ NOT NULL,
    fulfilled_at    TIMESTAMPTZ,
    closed_at       TIMESTAMPTZ,
    UNIQUE (shop_id, number)
);
CREATE INDEX orders_by_holder ON orders (holder, placed_at);
CREATE INDEX orders_by_shop ON orders (shop_id, state, number);
CREATE INDEX orders_by_show ON orders (show_id, placed_at);

CREATE TABLE order_lines (
    order_id   UUID   NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    product_id UUID   NOT NULL,
    variant_id UUID   NOT NULL,
    show_id    UUID,
    name       TEXT   NOT NULL,
    options    TEXT   NOT NULL,
    sku        TEXT   NOT NULL,
    picture    TEXT,
    quantity   BIGINT NOT NULL CHECK (quantity > 0),
    unit_price BIGINT NOT NULL,
    discount   BIGINT NOT NULL,
    tax        BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    refunded   BIGINT NOT NULL,
    restocked  BIGINT NOT NULL,
    PRIMARY KEY (order_id, position)
);

CREATE TABLE refunds (
    id           UUID        NOT NULL PRIMARY KEY,
    shop_id      UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    payment_id   UUID        NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    -- None where the payment never became one.
    order_id     UUID,
    amount       BIGINT      NOT NULL CHECK (amount > 0),
    reason       TEXT        NOT NULL,
    -- [{"position": 0, "quantity": 1, "restock": true}]
    lines        TEXT        NOT NULL,
    state        TEXT        NOT NULL,
    provider_ref TEXT,
    failure      TEXT,
    by_id        UUID,
    attempts     BIGINT      NOT NULL,
    -- When the provider is asked again; none once it is decided.
    next_at      TIMESTAMPTZ,
    key          TEXT,
    fingerprint  TEXT,
    created_at   TIMESTAMPTZ NOT NULL,
    settled_at   TIMESTAMPTZ,
    UNIQUE (payment_id, key)
);
CREATE INDEX refunds_by_order ON refunds (order_id);
CREATE INDEX refunds_by_shop ON refunds (shop_id);
CREATE INDEX refunds_by_name ON refunds (provider_ref);
CREATE INDEX refunds_undecided ON refunds (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE returns (
    id           UUID        NOT NULL PRIMARY KEY,
    order_id     UUID        NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    lines        TEXT        NOT NULL,
    reason       TEXT        NOT NULL,
    state        TEXT        NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    settled_at   TIMESTAMPTZ
);
CREATE INDEX returns_by_order ON returns (order_id);

-- Every movement of money, once. What came in is positive.
CREATE TABLE ledger (
    id           UUID        NOT NULL PRIMARY KEY,
    shop_id      UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    order_id     UUID,
    payment_id   UUID        NOT NULL,
    kind         TEXT        NOT NULL,
    amount       BIGINT      NOT NULL,
    currency     TEXT        NOT NULL,
    provider     TEXT        NOT NULL,
    provider_ref TEXT        NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    UNIQUE (provider, kind, provider_ref)
);
CREATE INDEX ledger_by_shop ON ledger (shop_id, at);
CREATE INDEX ledger_by_order ON ledger (order_id);
CREATE INDEX ledger_by_payment ON ledger (payment_id);

-- What a provider has told us already.
CREATE TABLE payment_notices (
    provider    TEXT        NOT NULL,
    notice      TEXT        NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (provider, notice)
);
CREATE INDEX payment_notices_by_age ON payment_notices (received_at);

-- The sandbox's own books, as a provider elsewhere would keep them.
CREATE TABLE sandbox_payments (
    id         TEXT        NOT NULL PRIMARY KEY,
    key        TEXT        NOT NULL UNIQUE,
    shop_id    UUID        NOT NULL,
    payment_id UUID        NOT NULL,
    amount     BIGINT      NOT NULL,
    currency   TEXT        NOT NULL,
    -- Brand and last digits; the number itself is not kept.
    card       TEXT        NOT NULL,
    state      TEXT        NOT NULL,
    failure    TEXT,
    -- When a late answer comes, and the shop is told.
    due_at     TIMESTAMPTZ,
    return_url TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    settled_at TIMESTAMPTZ
);
CREATE INDEX sandbox_payments_due ON sandbox_payments (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX sandbox_payments_by_shop ON sandbox_payments (shop_id);

CREATE TABLE sandbox_refunds (
    id         TEXT        NOT NULL PRIMARY KEY,
    key        TEXT        NOT NULL UNIQUE,
    payment    TEXT        NOT NULL REFERENCES sandbox_payments (id) ON DELETE CASCADE,
    shop_id    UUID        NOT NULL,
    amount     BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sandbox_refunds_by_payment ON sandbox_refunds (payment);

-- Who is whom at Stripe: another customer in each shop.
CREATE TABLE stripe_customers (
    account_id     UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    shop_id        UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    -- The shop's own account there; empty where it has none.
    stripe_account TEXT        NOT NULL,
    -- A key for tests knows other customers than a live one.
    live           BOOLEAN     NOT NULL,
    customer       TEXT        NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, shop_id, stripe_account, live)
);

-- What a show sells: in which order, what is on the picture now, and what was when.
CREATE TABLE show_products (
    show_id    UUID   NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    product_id UUID   NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    PRIMARY KEY (show_id, product_id)
);
CREATE INDEX show_products_by_product ON show_products (product_id);

CREATE TABLE show_pins (
    id         UUID        NOT NULL PRIMARY KEY,
    show_id    UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    product_id UUID        NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    pinned_at  TIMESTAMPTZ NOT NULL,
    -- None while it is on the picture.
    unpinned_at TIMESTAMPTZ
);
CREATE INDEX show_pins_by_show ON show_pins (show_id, pinned_at);
CREATE INDEX show_pins_by_product ON show_pins (product_id, pinned_at);
CREATE UNIQUE INDEX show_pins_now ON show_pins (show_id, product_id) WHERE unpinned_at IS NULL;

-- Mails to be sent. What one says is written when it goes out.
CREATE TABLE mails (
    id         UUID        NOT NULL PRIMARY KEY,
    kind       TEXT        NOT NULL,
    recipient  TEXT        NOT NULL,
    locale     TEXT        NOT NULL,
    shop_id    UUID,
    order_id   UUID,
    -- What else its words need, a JSON object.
    about      TEXT        NOT NULL,
    attempts   BIGINT      NOT NULL,
    next_at    TIMESTAMPTZ,
    sent_at    TIMESTAMPTZ,
    failure    TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX mails_waiting ON mails (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX mails_by_order ON mails (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX mails_settled ON mails (created_at) WHERE next_at IS NULL;

CREATE TABLE webhook_endpoints (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    url        TEXT        NOT NULL,
    -- What deliveries are signed with.
    secret     BLOB        NOT NULL,
    -- A JSON array of event names; all when empty.
    events     TEXT        NOT NULL,
    -- Set where it is switched off.
    disabled_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX webhook_endpoints_by_shop ON webhook_endpoints (shop_id, created_at);

CREATE TABLE webhook_deliveries (
    id          UUID        NOT NULL PRIMARY KEY,
    endpoint_id UUID        NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    event_id    UUID        NOT NULL,
    name        TEXT        NOT NULL,
    payload     TEXT        NOT NULL,
    state       TEXT        NOT NULL,
    attempts    BIGINT      NOT NULL,
    -- When it is tried next; none once it is settled.
    next_at     TIMESTAMPTZ,
    -- Whoever is trying it has until then.
    claimed_until TIMESTAMPTZ,
    -- What the last attempt came to.
    status      BIGINT,
    answer      TEXT        NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    settled_at  TIMESTAMPTZ,
    UNIQUE (endpoint_id, event_id)
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, created_at);
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;

-- What a show's window says besides its pins.
CREATE TABLE show_windows (
    show_id UUID NOT NULL PRIMARY KEY REFERENCES shows (id) ON DELETE CASCADE,
    -- The code shown on the picture.
    voucher TEXT
);

-- How many watched a show, and how much it was liked, by the minute.
CREATE TABLE room_minutes (
    show_id  UUID   NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    -- Unix time in whole minutes.
    minute   BIGINT NOT NULL,
    -- The most at once.
    watching BIGINT NOT NULL,
    hearts   BIGINT NOT NULL,
    PRIMARY KEY (show_id, minute)
);

-- What sold in a show, for its figures.
CREATE INDEX order_lines_by_show ON order_lines (show_id);
CREATE INDEX basket_lines_by_show ON basket_lines (show_id);
