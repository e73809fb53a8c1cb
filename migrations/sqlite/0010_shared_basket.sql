-- Who of a session of advice did what to the shopper's basket, and what an advisor
-- has shown them.

-- The advisor who put the line in or changed it last; none where its shopper did.
ALTER TABLE basket_lines ADD COLUMN advised_by UUID;

CREATE TABLE advice_shown (
    session_id UUID        NOT NULL REFERENCES advice_sessions (id) ON DELETE CASCADE,
    product_id UUID        NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    -- The last time.
    shown_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session_id, product_id)
);
