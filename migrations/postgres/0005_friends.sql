-- Groups of friends, and who a private show is open to.

CREATE TABLE groups (
    id         UUID        NOT NULL PRIMARY KEY,
    owner_id   UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (owner_id, name)
);

CREATE TABLE group_members (
    group_id   UUID        NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    account_id UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    added_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_members_by_account ON group_members (account_id);

CREATE TABLE show_groups (
    show_id  UUID NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    group_id UUID NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    PRIMARY KEY (show_id, group_id)
);
CREATE INDEX show_groups_by_group ON show_groups (group_id);

-- Shows that are open to the people their host follows.
CREATE TABLE show_followed (
    show_id UUID NOT NULL PRIMARY KEY REFERENCES shows (id) ON DELETE CASCADE
);

CREATE TABLE show_links (
    id          UUID        NOT NULL PRIMARY KEY,
    show_id     UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    secret_hash BYTEA       NOT NULL UNIQUE,
    most_uses   BIGINT,
    uses        BIGINT      NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX show_links_by_show ON show_links (show_id, created_at);

-- What a link gave: to an account, or to a browser nobody is signed in with.
CREATE TABLE show_passes (
    show_id    UUID        NOT NULL REFERENCES shows (id) ON DELETE CASCADE,
    holder     UUID        NOT NULL,
    link_id    UUID        NOT NULL REFERENCES show_links (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (show_id, holder)
);
CREATE INDEX show_passes_by_link ON show_passes (link_id);
