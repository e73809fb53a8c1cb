-- Whom people follow and block, what they are told of, and by which way.

CREATE TABLE follows (
    follower_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_kind TEXT        NOT NULL,
    target_id   UUID        NOT NULL,
    muted       BOOLEAN     NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (follower_id, target_kind, target_id)
);
CREATE INDEX follows_by_target ON follows (target_kind, target_id, follower_id);
CREATE INDEX follows_by_age ON follows (target_kind, target_id, created_at, follower_id);

CREATE TABLE blocks (
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    blocked_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, blocked_id)
);
CREATE INDEX blocks_by_blocked ON blocks (blocked_id, account_id);

-- `told_for` is the start that the reminder went out for: a show that is moved is told of again.
CREATE TABLE reminders (
    show_id    UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    told_for   TIMESTAMPTZ,
    PRIMARY KEY (show_id, account_id)
);
CREATE INDEX reminders_by_account ON reminders (account_id);

-- Nobody is told the same thing twice: that is the unique key. `subject` tells apart what one show has
-- more than once: a mention's message, a start that was moved.
CREATE TABLE notices (
    id         INTEGER     NOT NULL PRIMARY KEY AUTOINCREMENT,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       TEXT        NOT NULL,
    show_id    UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    subject    TEXT        NOT NULL,
    actor_id   UUID        REFERENCES accounts (id) ON DELETE CASCADE,
    at         TIMESTAMPTZ NOT NULL,
    read_at    TIMESTAMPTZ,
    push_state TEXT        NOT NULL,
    UNIQUE (account_id, kind, show_id, subject)
);
CREATE INDEX notices_by_account ON notices (account_id, id);
CREATE INDEX notices_by_show ON notices (show_id);
CREATE INDEX notices_by_actor ON notices (actor_id);
CREATE INDEX notices_by_age ON notices (at);
-- Few at any time: what is handed on is 'none'.
CREATE INDEX notices_unpushed ON notices (id) WHERE push_state <> 'none';

CREATE TABLE notice_settings (
    account_id   UUID    NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    push_live    BOOLEAN NOT NULL,
    push_soon    BOOLEAN NOT NULL,
    push_mention BOOLEAN NOT NULL,
    quiet_from   BIGINT,
    quiet_to     BIGINT,
    time_zone    TEXT    NOT NULL
);

-- A browser that may be pushed to. It goes with the session it was made in.
CREATE TABLE push_subscriptions (
    id         UUID        NOT NULL PRIMARY KEY,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id UUID        REFERENCES sessions (id) ON DELETE CASCADE,
    endpoint   TEXT        NOT NULL UNIQUE,
    p256dh     BLOB        NOT NULL,
    auth       BLOB        NOT NULL,
    user_agent TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    failures   BIGINT      NOT NULL
);
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (account_id, created_at);
CREATE INDEX push_subscriptions_by_session ON push_subscriptions (session_id);

-- One notice on its way to one browser. A claim moves `due_at` ahead: who dies holding it loses it then.
CREATE TABLE push_deliveries (
    notice_id       BIGINT      NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    subscription_id UUID        NOT NULL REFERENCES push_subscriptions (id) ON DELETE CASCADE,
    created_at      TIMESTAMPTZ NOT NULL,
    due_at          TIMESTAMPTZ NOT NULL,
    tries           BIGINT      NOT NULL,
    claim           UUID,
    PRIMARY KEY (notice_id, subscription_id)
);
CREATE INDEX push_deliveries_by_due ON push_deliveries (due_at);
CREATE INDEX push_deliveries_by_subscription ON push_deliveries (subscription_id);

-- Keys the house made for itself at its first start.
CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);

-- Who of several servers does a work that one is enough for.
CREATE TABLE leases (
    name   TEXT        NOT NULL PRIMARY KEY,
    holder UUID        NOT NULL,
    until  TIMESTAMPTZ NOT NULL
);
