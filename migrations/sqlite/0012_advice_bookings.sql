-- Bookings of advice: what a shop and its advisors offer, and what is booked.

CREATE TABLE advice_booking_shops (
    shop_id    UUID    NOT NULL PRIMARY KEY REFERENCES shops (id) ON DELETE CASCADE,
    is_on      BOOLEAN NOT NULL,
    -- All in minutes but the last, in days.
    length_min BIGINT  NOT NULL,
    before_min BIGINT  NOT NULL,
    after_min  BIGINT  NOT NULL,
    notice_min BIGINT  NOT NULL,
    ahead_days BIGINT  NOT NULL,
    -- Whoever books counts it up first: one at a time per shop.
    turn       BIGINT  NOT NULL
);

-- What an advisor offers in a shop.
CREATE TABLE advice_booking_advisors (
    shop_id    UUID    NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    account_id UUID    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    offers     BOOLEAN NOT NULL,
    -- Both as in advice_desks, or none of them: then the desk's count.
    zone       TEXT,
    hours      TEXT,
    -- A JSON array of dates by the clock of those hours: ["2027-03-28"].
    days_off   TEXT    NOT NULL,
    -- Names the calendar they subscribe to; another once its address is renewed.
    feed       UUID    NOT NULL UNIQUE,
    PRIMARY KEY (shop_id, account_id)
);

-- An advisor's time, in all their shops: whoever books counts it up first.
CREATE TABLE advice_calendars (
    account_id UUID   NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    turn       BIGINT NOT NULL
);

CREATE TABLE advice_bookings (
    id             UUID        NOT NULL PRIMARY KEY,
    shop_id        UUID        NOT NULL REFERENCES shops (id) ON DELETE CASCADE,
    advisor_id     UUID        NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    holder         UUID        NOT NULL,
    account_id     UUID,
    name           TEXT        NOT NULL,
    mail           TEXT        NOT NULL,
    -- What they read, and what they speak.
    locale         TEXT        NOT NULL,
    language       TEXT        NOT NULL,
    -- The shopper's, of the IANA database.
    zone           TEXT        NOT NULL,
    topic          TEXT        NOT NULL,
    product_id     UUID,
    -- As it was then; empty without a product.
    product_name   TEXT        NOT NULL,
    starts_at      TIMESTAMPTZ NOT NULL,
    ends_at        TIMESTAMPTZ NOT NULL,
    -- With the pauses before and after it.
    busy_from      TIMESTAMPTZ NOT NULL,
    busy_to        TIMESTAMPTZ NOT NULL,
    state          TEXT        NOT NULL,
    cancelled_by   TEXT,
    -- One more with every change (RFC 5545 section 3.8.7.4).
    sequence       BIGINT      NOT NULL,
    -- Until it is told, or not to be told any more.
    remind_day_at  TIMESTAMPTZ,
    remind_hour_at TIMESTAMPTZ,
    here_at        TIMESTAMPTZ,
    ticket_id      UUID,
    made_at        TIMESTAMPTZ NOT NULL,
    changed_at     TIMESTAMPTZ NOT NULL,
    request_key    TEXT,
    fingerprint    TEXT,
    -- The advisor's: a note, and a JSON array of products.
    note           TEXT        NOT NULL,
    prepared       TEXT        NOT NULL
);
CREATE UNIQUE INDEX advice_bookings_one_each ON advice_bookings (advisor_id, starts_at) WHERE state IN ('booked', 'kept');
CREATE UNIQUE INDEX advice_bookings_asked_once ON advice_bookings (holder, request_key) WHERE request_key IS NOT NULL;
CREATE INDEX advice_bookings_busy ON advice_bookings (advisor_id, busy_to) WHERE state IN ('booked', 'kept');
CREATE INDEX advice_bookings_of_shop ON advice_bookings (shop_id, starts_at);
CREATE INDEX advice_bookings_made ON advice_bookings (shop_id, made_at);
CREATE INDEX advice_bookings_of_holder ON advice_bookings (holder);
CREATE INDEX advice_bookings_day ON advice_bookings (remind_day_at) WHERE remind_day_at IS NOT NULL;
CREATE INDEX advice_bookings_hour ON advice_bookings (remind_hour_at) WHERE remind_hour_at IS NOT NULL;
CREATE INDEX advice_bookings_open ON advice_bookings (starts_at) WHERE state = 'booked';
CREATE INDEX advice_bookings_to_forget ON advice_bookings (ends_at) WHERE mail <> '';
