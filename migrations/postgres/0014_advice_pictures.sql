-- Pictures in a talk, and what somebody wishes for in a shop.

-- Kept as files of their own until a day after the session's end; a row goes once its
-- file has gone, whatever became of the session.
CREATE TABLE advice_pictures (
    id         UUID        NOT NULL PRIMARY KEY,
    session_id UUID        NOT NULL,
    sender     TEXT        NOT NULL,
    -- The sender's own name for the message with it: sent twice under one, it is one picture.
    sender_key TEXT        NOT NULL,
    added_at   TIMESTAMPTZ NOT NULL,
    UNIQUE (session_id, sender, sender_key)
);

ALTER TABLE advice_messages ADD COLUMN picture_id UUID;
-- The picture is to be seen large at once.
ALTER TABLE advice_messages ADD COLUMN is_large BOOLEAN NOT NULL DEFAULT FALSE;

-- Of an account, or of a browser nobody is signed in with.
CREATE TABLE wish_lists (
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    holder     UUID        NOT NULL,
    -- The last time something was wished for or was no more.
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, holder)
);
CREATE INDEX wish_lists_of_holder ON wish_lists (holder);
CREATE INDEX wish_lists_by_age ON wish_lists (changed_at);

CREATE TABLE wishes (
    shop_id    UUID        NOT NULL,
    holder     UUID        NOT NULL,
    product_id UUID        NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    -- The advisor who put it on the list; none where its holder did.
    advised_by UUID,
    added_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, holder, product_id),
    FOREIGN KEY (shop_id, holder) REFERENCES wish_lists (shop_id, holder) ON DELETE CASCADE
);
