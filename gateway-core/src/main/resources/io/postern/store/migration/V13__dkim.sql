-- Keys that sign mail of our domains (RFC 6376); the private half is sealed, and gone from retired
-- ones. A selector is never used again: its record stays in caches. Times are milliseconds since
-- the epoch.
CREATE TABLE dkim_key (
  domain         VARCHAR(253) NOT NULL,
  selector       VARCHAR(63)  NOT NULL,
  algorithm      VARCHAR(16)  NOT NULL,
  state          VARCHAR(16)  NOT NULL,
  public_key     TEXT         NOT NULL,
  sealed_private ${blob},
  created_at     BIGINT       NOT NULL,
  activated_at   BIGINT,
  retired_at     BIGINT,
  PRIMARY KEY (domain, selector)
);
