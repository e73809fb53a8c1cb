-- What is left of a session of advice once it has ended: a summary for the shopper,
-- what it came to, what the shopper thought of it, and a shop's words for afterwards.

-- For 90 days, or until its shopper deletes it.
CREATE TABLE advice_summaries (
    session_id   UUID        NOT NULL PRIMARY KEY REFERENCES advice_sessions (id) ON DELETE CASCADE,
    shop_id      UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    -- The shopper, and how they wished to be called.
    holder       UUID        NOT NULL,
    shopper_name TEXT        NOT NULL,
    -- As the advisor was called then.
    advisor_name TEXT        NOT NULL,
    length_s     BIGINT      NOT NULL,
    currency     TEXT        NOT NULL,
    -- A JSON array of what was shown: [{"id": …, "slug": "sage-bowl", "name": "Sage bowl"}].
    products     TEXT        NOT NULL,
    -- The basket as it was, a JSON array; prices in minor units.
    lines        TEXT        NOT NULL,
    -- What was paid in it.
    order_id     UUID,
    order_number BIGINT,
    -- What was agreed, as the advisor writes it…
    draft        TEXT        NOT NULL,
    -- …and as it was sent to the shopper.
    agreed       TEXT        NOT NULL,
    sent_at      TIMESTAMPTZ,
    -- Where the shopper wants it by mail; empty until they say so.
    email        TEXT        NOT NULL,
    locale       TEXT        NOT NULL,
    -- Mails that were asked for.
    mails        BIGINT      NOT NULL,
    made_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX advice_summaries_by_holder ON advice_summaries (holder);
CREATE INDEX advice_summaries_by_age ON advice_summaries (made_at);

-- What a session came to, in its advisor's eyes.
CREATE TABLE advice_outcomes (
    session_id UUID        NOT NULL PRIMARY KEY REFERENCES advice_sessions (id) ON DELETE CASCADE,
    outcome    TEXT        NOT NULL,
    noted_at   TIMESTAMPTZ NOT NULL
);

-- What a shopper thought of it.
CREATE TABLE advice_ratings (
    session_id UUID        NOT NULL PRIMARY KEY REFERENCES advice_sessions (id) ON DELETE CASCADE,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    advisor_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    stars      BIGINT      NOT NULL CHECK (stars BETWEEN 1 AND 5),
    -- One line; may be empty.
    line       TEXT        NOT NULL,
    rated_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX advice_ratings_by_shop ON advice_ratings (shop_id, rated_at);

-- A shop's words for what advisors write afterwards.
CREATE TABLE advice_templates (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    name       TEXT        NOT NULL,
    language   TEXT        NOT NULL,
    text       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX advice_templates_by_shop ON advice_templates (shop_id, name);
