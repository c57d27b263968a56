-- What recipients can pick up in the portal. Times are milliseconds since the epoch; hashes are
-- SHA-256 or HMAC-SHA-256 in hex, so that a copy of this database opens nothing.

CREATE TABLE portal_item (
  locator_hash VARCHAR(64)  NOT NULL PRIMARY KEY,
  message_id   VARCHAR(26)  NOT NULL,
  recipient    VARCHAR(1024) NOT NULL,
  reference    VARCHAR(16)  NOT NULL,
  state        VARCHAR(16)  NOT NULL,
  may_reply    INTEGER      NOT NULL,
  created_at   BIGINT       NOT NULL,
  expires_at   BIGINT       NOT NULL,
  UNIQUE (message_id, recipient)
);
CREATE INDEX portal_item_reference ON portal_item (reference);
CREATE INDEX portal_item_expiry ON portal_item (state, expires_at);

CREATE TABLE portal_challenge (
  challenge_id VARCHAR(32)  NOT NULL PRIMARY KEY,
  locator_hash VARCHAR(64)  NOT NULL,
  browser_hash VARCHAR(64)  NOT NULL,
  reference    VARCHAR(16)  NOT NULL,
  code_hash    VARCHAR(64)  NOT NULL,
  tries_left   INTEGER      NOT NULL,
  created_at   BIGINT       NOT NULL,
  expires_at   BIGINT       NOT NULL
);
CREATE INDEX portal_challenge_item ON portal_challenge (locator_hash, created_at);

CREATE TABLE portal_session (
  session_hash VARCHAR(64)  NOT NULL PRIMARY KEY,
  locator_hash VARCHAR(64)  NOT NULL,
  opened       INTEGER      NOT NULL,
  created_at   BIGINT       NOT NULL,
  used_at      BIGINT       NOT NULL
);
CREATE INDEX portal_session_used ON portal_session (used_at);
