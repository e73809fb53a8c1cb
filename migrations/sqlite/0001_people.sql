-- People: accounts, their sessions and tokens; shops and their staff.

CREATE TABLE accounts (
    id            UUID        NOT NULL PRIMARY KEY,
    handle        TEXT        NOT NULL UNIQUE,
    name          TEXT        NOT NULL,
    email         TEXT        NOT NULL UNIQUE,
    password_hash TEXT        NOT NULL,
    bio           TEXT        NOT NULL,
    avatar        TEXT,
    locale        TEXT        NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL
);

CREATE TABLE sessions (
    id           UUID        NOT NULL PRIMARY KEY,
    token_hash   BLOB        NOT NULL UNIQUE,
    account_id   UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_agent   TEXT        NOT NULL,
    address      TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id           UUID        NOT NULL PRIMARY KEY,
    account_id   UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name         TEXT        NOT NULL,
    token_hash   BLOB        NOT NULL UNIQUE,
    created_at   TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ
);
CREATE INDEX tokens_by_account ON tokens (account_id);

CREATE TABLE shops (
    id         UUID        NOT NULL PRIMARY KEY,
    slug       TEXT        NOT NULL UNIQUE,
    name       TEXT        NOT NULL,
    story      TEXT        NOT NULL,
    cover      TEXT,
    logo       TEXT,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE staff (
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, account_id)
);
CREATE INDEX staff_by_account ON staff (account_id);
