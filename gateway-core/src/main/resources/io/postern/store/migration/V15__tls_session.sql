-- TLS sessions with hosts of others, counted for the daily reports to their domains (RFC 8460), and
-- which reports wait to be sent. Days are days since the epoch in UTC, times milliseconds since it;
-- due_at is also the lease of the node that is sending.
CREATE TABLE tls_session (
  day      BIGINT       NOT NULL,
  domain   VARCHAR(253) NOT NULL,
  entry    VARCHAR(64)  NOT NULL,
  policy   TEXT         NOT NULL,
  failure  TEXT         NOT NULL,
  sessions BIGINT       NOT NULL,
  PRIMARY KEY (day, domain, entry)
);
CREATE TABLE tls_due (
  day      BIGINT       NOT NULL,
  domain   VARCHAR(253) NOT NULL,
  due_at   BIGINT       NOT NULL,
  finished BIGINT       NOT NULL,
  served   TEXT         NOT NULL,
  PRIMARY KEY (day, domain)
);
CREATE INDEX tls_due_due_at ON tls_due (finished, due_at);
