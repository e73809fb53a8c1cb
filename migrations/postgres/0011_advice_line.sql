-- Lines of a shop's own, people who are called back or come at a time they said,
-- and tickets that are meant for one advisor.

-- What a shop's advice is divided into: whoever asks may choose one.
CREATE TABLE advice_queues (
    id         UUID        NOT NULL PRIMARY KEY,
    shop_id    UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    name       TEXT        NOT NULL,
    -- As in advice_desks; both or none. Without them it is open as the desk is.
    zone       TEXT,
    hours      TEXT,
    -- The first has the smallest.
    place      BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX advice_queues_of_shop ON advice_queues (shop_id, place);

-- Who serves which. Whoever serves none of them by name serves all.
CREATE TABLE advice_serves (
    queue_id   UUID NOT NULL REFERENCES advice_queues (id) ON DELETE CASCADE,
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (queue_id, account_id)
);
CREATE INDEX advice_serves_of_advisor ON advice_serves (account_id);

ALTER TABLE advice_tickets ADD COLUMN queue_id UUID REFERENCES advice_queues (id) ON DELETE SET NULL;
-- What was booked.
ALTER TABLE advice_tickets ADD COLUMN booking_id UUID;
-- It rings at them alone, at first.
ALTER TABLE advice_tickets ADD COLUMN for_advisor UUID;
-- Away, and back at that time.
ALTER TABLE advice_tickets ADD COLUMN comes_at TIMESTAMPTZ;
-- Away, and to be called when it is their turn.
ALTER TABLE advice_tickets ADD COLUMN calls_back BOOLEAN NOT NULL DEFAULT FALSE;
-- When they were called.
ALTER TABLE advice_tickets ADD COLUMN called_at TIMESTAMPTZ;
-- Where to, and the language of that letter; empty without one, and once the ticket
-- is closed or its shopper is here.
ALTER TABLE advice_tickets ADD COLUMN call_mail TEXT NOT NULL DEFAULT '';
ALTER TABLE advice_tickets ADD COLUMN call_locale TEXT NOT NULL DEFAULT '';
-- Written so far.
ALTER TABLE advice_tickets ADD COLUMN call_letters BIGINT NOT NULL DEFAULT 0;
-- Whose a ticket was is forgotten with what it was about: it is its own holder then.
UPDATE advice_tickets SET holder = id, account_id = NULL, product_id = NULL, product_name = '', show_id = NULL
WHERE name = '' AND state IN ('left', 'over');
-- Anybody may type an address: how many such letters it had is counted.
CREATE INDEX mails_by_recipient ON mails (recipient, created_at);
CREATE INDEX advice_tickets_away ON advice_tickets (shop_id) WHERE state = 'waiting' AND (calls_back OR comes_at IS NOT NULL);
