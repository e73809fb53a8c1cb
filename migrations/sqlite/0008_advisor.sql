-- Advice: when a shop gives it, who gives it, who waits for it, and who is
-- together with whom. `holder` is an account or a browser nobody is signed in with.

CREATE TABLE advice_desks (
    shop_id UUID    NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
    -- Of the IANA database: the hours are by its clock.
    zone    TEXT    NOT NULL,
    -- A JSON array of seven days, Monday first; each an array of hours in minutes
    -- after midnight: [{"open": 540, "close": 780}].
    hours   TEXT    NOT NULL,
    is_on   BOOLEAN NOT NULL
);

CREATE TABLE advice_advisors (
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    state      TEXT        NOT NULL,
    -- JSON arrays: ["en", "es"], ["running shoes"].
    languages  TEXT        NOT NULL,
    skills     TEXT        NOT NULL,
    -- The last sign of them.
    seen_at    TIMESTAMPTZ NOT NULL,
    -- Since when they rest from giving advice.
    free_since TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, account_id)
);

-- A shopper's wish for advice, and their place in the line.
CREATE TABLE advice_tickets (
    id           UUID        NOT NULL PRIMARY KEY,
    shop_id      UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    holder       UUID        NOT NULL,
    account_id   UUID,
    name         TEXT        NOT NULL,
    language     TEXT        NOT NULL,
    topic        TEXT        NOT NULL,
    product_id   UUID,
    -- As it was then; empty without a product.
    product_name TEXT        NOT NULL,
    show_id      UUID,
    state        TEXT        NOT NULL,
    -- Their advisor was lost: they are served before all others.
    is_returned  BOOLEAN     NOT NULL,
    ring_from    TIMESTAMPTZ NOT NULL,
    asked_at     TIMESTAMPTZ NOT NULL,
    -- The last sign of the shopper.
    seen_at      TIMESTAMPTZ NOT NULL,
    -- The session it became.
    session_id   UUID,
    version      BIGINT      NOT NULL
);
CREATE UNIQUE INDEX advice_tickets_one_each ON advice_tickets (shop_id, holder) WHERE state IN ('waiting', 'accepted');
CREATE INDEX advice_tickets_in_line ON advice_tickets (shop_id, asked_at) WHERE state = 'waiting';
CREATE INDEX advice_tickets_of_holder ON advice_tickets (holder);
CREATE INDEX advice_tickets_to_forget ON advice_tickets (asked_at) WHERE name <> '';
CREATE INDEX advice_tickets_unseen ON advice_tickets (seen_at) WHERE state = 'waiting';

-- Who would rather not take a ticket, and when they last said so.
CREATE TABLE advice_declines (
    ticket_id   UUID        NOT NULL REFERENCES advice_tickets (id) ON DELETE CASCADE,
    account_id  UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    declined_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (ticket_id, account_id)
);

-- A shopper and an advisor together.
CREATE TABLE advice_sessions (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    ticket_id  UUID        NOT NULL REFERENCES advice_tickets (id) ON DELETE CASCADE,
    advisor_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    holder     UUID        NOT NULL,
    state      TEXT        NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at   TIMESTAMPTZ,
    ended_by   TEXT
);
-- One at a time. A ticket whose advisor was lost has another one after it.
CREATE UNIQUE INDEX advice_sessions_of_ticket ON advice_sessions (ticket_id) WHERE state = 'open';
CREATE UNIQUE INDEX advice_sessions_of_advisor ON advice_sessions (advisor_id) WHERE state = 'open';
CREATE UNIQUE INDEX advice_sessions_of_holder ON advice_sessions (shop_id, holder) WHERE state = 'open';
CREATE INDEX advice_sessions_by_holder ON advice_sessions (holder);
CREATE INDEX advice_sessions_ended ON advice_sessions (shop_id, ended_at) WHERE state = 'ended';
