-- What a shop's advisors keep of a shopper who gave them leave. Everything here is
-- the shopper's to see and to erase.

CREATE TABLE advice_cards (
    shop_id     UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    account_id  UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Since when there is leave for each part; none for a part there is no leave for.
    history_at  TIMESTAMPTZ,
    sizes_at    TIMESTAMPTZ,
    notes_at    TIMESTAMPTZ,
    -- Since when advisors may look outside of talks and bookings as well.
    any_time_at TIMESTAMPTZ,
    -- The version of the text that was agreed to last.
    consent     BIGINT      NOT NULL,
    changed_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, account_id)
);
CREATE INDEX advice_cards_of_account ON advice_cards (account_id);

CREATE TABLE advice_card_sizes (
    shop_id    UUID        NOT NULL,
    account_id UUID        NOT NULL,
    -- The name in small letters: one value for each.
    name_key   TEXT        NOT NULL,
    name       TEXT        NOT NULL,
    value      TEXT        NOT NULL,
    -- The advisor who wrote it; none where the shopper did.
    set_by     UUID,
    set_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, account_id, name_key),
    FOREIGN KEY (shop_id, account_id) REFERENCES advice_cards (shop_id, account_id) ON DELETE CASCADE
);

CREATE TABLE advice_card_notes (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL,
    account_id UUID        NOT NULL,
    author_id  UUID        NOT NULL,
    text       TEXT        NOT NULL,
    noted_at   TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (shop_id, account_id) REFERENCES advice_cards (shop_id, account_id) ON DELETE CASCADE
);
CREATE INDEX advice_card_notes_of_card ON advice_card_notes (shop_id, account_id, noted_at);

-- Who looked at a card outside of a talk.
CREATE TABLE advice_card_looks (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL,
    account_id UUID        NOT NULL,
    advisor_id UUID        NOT NULL,
    looked_at  TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (shop_id, account_id) REFERENCES advice_cards (shop_id, account_id) ON DELETE CASCADE
);
CREATE INDEX advice_card_looks_of_card ON advice_card_looks (shop_id, account_id, looked_at);

-- An advisor asks for leave in a talk.
CREATE TABLE advice_card_asks (
    session_id UUID    NOT NULL PRIMARY KEY REFERENCES advice_sessions (id) ON DELETE CASCADE,
    is_open    BOOLEAN NOT NULL,
    -- How often it was asked.
    times      BIGINT  NOT NULL
);

-- What came of talks is looked up by when it was bought.
CREATE INDEX orders_by_shop_and_time ON orders (shop_id, placed_at);
-- Figures are worked out from what happened in a stretch of time.
CREATE INDEX advice_sessions_by_shop ON advice_sessions (shop_id, started_at);
CREATE INDEX advice_sessions_by_ticket ON advice_sessions (ticket_id, started_at);
CREATE INDEX advice_tickets_by_shop ON advice_tickets (shop_id, asked_at);
