-- Alerts, reports, and notices that still have to be sent. One silo at a time runs the rounds that write them: whoever begins takes the next turn, and who still
-- writes under an earlier one changes nothing.

CREATE TABLE leakfleet_turn (
    name   text PRIMARY KEY,
    number bigint NOT NULL
);

CREATE TABLE leakfleet_document (
    name    text PRIMARY KEY,
    written timestamptz NOT NULL DEFAULT now(),
    bytes   bytea NOT NULL
);

ALTER TABLE leakfleet_document ALTER COLUMN bytes SET STORAGE EXTERNAL;
