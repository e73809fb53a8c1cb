-- The room of a show: what is said in it, how it is kept, and by whom.

CREATE TABLE rooms (
    show_id UUID    NOT NULL PRIMARY KEY REFERENCES shows (id) ON DELETE CASCADE,
    -- The run of numbers its events belong to; clean when all of them were stored.
    epoch   UUID    NOT NULL,
    clean   BOOLEAN NOT NULL,
    writers TEXT    NOT NULL,
    slow_s  BIGINT  NOT NULL,
    pinned  BIGINT
);

CREATE TABLE room_events (
    show_id    UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    seq        BIGINT      NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    kind       TEXT        NOT NULL,
    account_id UUID,
    payload    TEXT        NOT NULL,
    withdrawn  BOOLEAN     NOT NULL,
    PRIMARY KEY (show_id, seq)
);
CREATE INDEX room_events_by_time ON room_events (show_id, at);

CREATE TABLE room_votes (
    show_id    UUID   NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    question   BIGINT NOT NULL,
    account_id UUID   NOT NULL,
    PRIMARY KEY (show_id, question, account_id)
);

-- Hearts by the second (Unix time), with some of their colours.
CREATE TABLE room_hearts (
    show_id UUID   NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    second  BIGINT NOT NULL,
    number  BIGINT NOT NULL,
    hues    TEXT   NOT NULL,
    PRIMARY KEY (show_id, second)
);

-- A channel is a shop, or a host without one. Time-outs are of one show.
CREATE TABLE room_sanctions (
    id         UUID        NOT NULL PRIMARY KEY,
    channel_id UUID        NOT NULL,
    show_id    UUID        REFERENCES shows (id) ON DELETE CASCADE,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       TEXT        NOT NULL,
    until      TIMESTAMPTZ,
    by_id      UUID        NOT NULL,
    at         TIMESTAMPTZ NOT NULL
);
CREATE INDEX room_sanctions_by_channel ON room_sanctions (channel_id, account_id);

CREATE TABLE room_words (
    channel_id UUID NOT NULL,
    word       TEXT NOT NULL,
    PRIMARY KEY (channel_id, word)
);

CREATE TABLE room_moderators (
    channel_id UUID        NOT NULL,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (channel_id, account_id)
);

CREATE TABLE room_reports (
    id          UUID        NOT NULL PRIMARY KEY,
    show_id     UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    seq         BIGINT      NOT NULL,
    reporter_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    reason      TEXT        NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    settled_at  TIMESTAMPTZ,
    UNIQUE (show_id, seq, reporter_id)
);

-- Messages that wait for a moderator.
CREATE TABLE room_held (
    id         UUID        NOT NULL PRIMARY KEY,
    show_id    UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       TEXT        NOT NULL,
    face       TEXT        NOT NULL,
    text       TEXT        NOT NULL,
    at         TIMESTAMPTZ NOT NULL
);
CREATE INDEX room_held_by_show ON room_held (show_id, at);

-- What moderators did. It outlives shows, and holds no word that was said.
CREATE TABLE audit (
    id         UUID        NOT NULL PRIMARY KEY,
    channel_id UUID        NOT NULL,
    show_id    UUID,
    actor_id   UUID        NOT NULL,
    act        TEXT        NOT NULL,
    subject    TEXT        NOT NULL,
    detail     TEXT        NOT NULL,
    at         TIMESTAMPTZ NOT NULL
);
CREATE INDEX audit_by_channel ON audit (channel_id, id);
