-- What the two in a session write to each other: until a day after its end.

-- How far it has come in each session.
CREATE TABLE advice_talks (
    session_id UUID   NOT NULL PRIMARY KEY REFERENCES advice_sessions (id) ON DELETE CASCADE,
    -- The number of the last message.
    last_seq   BIGINT NOT NULL
);

CREATE TABLE advice_messages (
    session_id UUID        NOT NULL REFERENCES advice_talks (session_id) ON DELETE CASCADE,
    seq        BIGINT      NOT NULL,
    id         UUID        NOT NULL,
    sender     TEXT        NOT NULL,
    -- The sender's own name for it: what comes twice under one is one message.
    sender_key TEXT        NOT NULL,
    text       TEXT        NOT NULL,
    said_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session_id, seq),
    UNIQUE (session_id, sender, sender_key)
);
