-- Shows, their replays, and the outbox that tells of them.

CREATE TABLE shows (
    id               UUID        NOT NULL PRIMARY KEY,
    host_id          UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    shop_id          UUID        REFERENCES shops (id) ON DELETE SET NULL,
    title            TEXT        NOT NULL,
    description      TEXT        NOT NULL,
    cover            TEXT,
    visibility       TEXT        NOT NULL,
    state            TEXT        NOT NULL,
    place_name       TEXT,
    latitude_tenths  BIGINT,
    longitude_tenths BIGINT,
    stream_key_hash  BYTEA       NOT NULL UNIQUE,
    created_at       TIMESTAMPTZ NOT NULL,
    starts_at        TIMESTAMPTZ,
    started_at       TIMESTAMPTZ,
    paused_at        TIMESTAMPTZ,
    ended_at         TIMESTAMPTZ,
    ending           TEXT,
    expires_at       TIMESTAMPTZ,
    replay_note      TEXT
);
CREATE INDEX shows_by_host ON shows (host_id, created_at);
CREATE INDEX shows_by_shop ON shows (shop_id, created_at);
CREATE INDEX shows_by_state ON shows (state, created_at);

-- The key of one show's segments. Without its row they are noise.
CREATE TABLE replay_keys (
    show_id     UUID        NOT NULL PRIMARY KEY REFERENCES shows (id) ON DELETE CASCADE,
    content_key BYTEA       NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE replay_segments (
    show_id           UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    kind              TEXT        NOT NULL,
    number            BIGINT      NOT NULL,
    init              BIGINT      NOT NULL,
    start_ms          BIGINT      NOT NULL,
    duration_us       BIGINT      NOT NULL,
    program_date_time TIMESTAMPTZ NOT NULL,
    discontinuity     BOOLEAN     NOT NULL,
    bytes             BIGINT      NOT NULL,
    PRIMARY KEY (show_id, kind, number)
);

CREATE TABLE outbox (
    sequence   BIGINT      NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id         UUID        NOT NULL UNIQUE,
    aggregate  UUID        NOT NULL,
    name       TEXT        NOT NULL,
    payload    TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    told_at    TIMESTAMPTZ
);
CREATE INDEX outbox_untold ON outbox (sequence) WHERE told_at IS NULL;
