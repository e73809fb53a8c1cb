-- A segment is noted before its blob is written, so that its number is never
-- taken twice, and played once the blob rests.

ALTER TABLE replay_segments ADD COLUMN stored BOOLEAN NOT NULL DEFAULT TRUE;
