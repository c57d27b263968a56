-- Where a delivery goes as far as traffic is concerned: its next hop, or @local where no host is asked.
-- Empty in rows of programs that do not know it; LeaseStore.adopt fills it in.
ALTER TABLE delivery ADD COLUMN destination TEXT NOT NULL DEFAULT '';
-- When its sender hears that it waits, where that has not happened.
ALTER TABLE delivery ADD COLUMN warn_at BIGINT;

DROP INDEX delivery_due;
CREATE INDEX delivery_destination ON delivery (destination, due) WHERE state = 'queued';
CREATE INDEX delivery_expiry ON delivery (expires_at) WHERE state = 'queued';
CREATE INDEX delivery_late ON delivery (warn_at)
  WHERE state = 'queued' AND warned = 0 AND last_reply IS NOT NULL;
CREATE INDEX delivery_untried ON delivery (warn_at)
  WHERE state = 'queued' AND warned = 0 AND last_reply IS NULL;
CREATE INDEX delivery_held ON delivery (message_id, n) WHERE state = 'held';
CREATE INDEX delivery_leased ON delivery (owner, lease_until) WHERE state = 'leased';

-- What a node knows of destinations, for those who look on; not needed to deliver.
CREATE TABLE destination (
  node            VARCHAR(64) NOT NULL,
  name            TEXT        NOT NULL,
  concurrency     INTEGER     NOT NULL,
  most            INTEGER     NOT NULL,
  running         INTEGER     NOT NULL,
  suspended_until BIGINT,
  apart           BIGINT,               -- milliseconds between two deliveries
  last_reply      TEXT,
  seen_at         BIGINT      NOT NULL,
  retry           INTEGER     NOT NULL DEFAULT 0, -- a person wants it tried at once
  PRIMARY KEY (node, name)
);
