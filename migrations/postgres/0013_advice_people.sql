-- Who else is in a session of advice than its shopper and its advisor, and who was
-- asked to come.

-- A colleague of the advisor's, a friend of the shopper's: one of each at most.
CREATE TABLE advice_people (
    session_id UUID        NOT NULL REFERENCES advice_sessions (id) ON DELETE CASCADE,
    side       TEXT        NOT NULL,
    -- An account, or a browser nobody is signed in with.
    holder     UUID        NOT NULL,
    -- A friend's own; a colleague goes by their account's.
    name       TEXT        NOT NULL,
    joined_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session_id, side)
);
CREATE INDEX advice_people_by_holder ON advice_people (holder);

CREATE TABLE advice_invitations (
    id          UUID        NOT NULL PRIMARY KEY,
    session_id  UUID        NOT NULL REFERENCES advice_sessions (id) ON DELETE CASCADE,
    -- friend, colleague or hand_over.
    kind        TEXT        NOT NULL,
    state       TEXT        NOT NULL,
    -- Whose it is to accept; none where a link is.
    account_id  UUID        REFERENCES accounts (id) ON DELETE CASCADE,
    -- SHA-256 of the secret in a link.
    secret_hash BYTEA UNIQUE,
    -- What was found, and what is wanted; for the one who is asked alone.
    note        TEXT        NOT NULL,
    -- Whoever hands over stays as a colleague.
    stays       BOOLEAN     NOT NULL,
    -- The advisor who asked; none where the shopper did.
    asked_by    UUID        REFERENCES accounts (id) ON DELETE CASCADE,
    made_at     TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);
-- One friend and one colleague are asked at a time.
CREATE UNIQUE INDEX advice_invitations_of_a_friend ON advice_invitations (session_id) WHERE state = 'open' AND kind = 'friend';
CREATE UNIQUE INDEX advice_invitations_of_a_colleague ON advice_invitations (session_id) WHERE state = 'open' AND kind <> 'friend';
CREATE INDEX advice_invitations_by_session ON advice_invitations (session_id);
CREATE INDEX advice_invitations_to_answer ON advice_invitations (account_id) WHERE state = 'open';
CREATE INDEX advice_invitations_to_lapse ON advice_invitations (expires_at) WHERE state = 'open';

-- How whoever wrote it was called then; empty in what was written before there were more than two.
ALTER TABLE advice_messages ADD COLUMN sender_name TEXT NOT NULL DEFAULT '';
