-- Policies that receivers publish for the TLS of their hosts (RFC 8461), which bind until they
-- expire, also over a restart. Times are milliseconds since the epoch.

CREATE TABLE mta_sts_policy (
  domain      VARCHAR(253) NOT NULL PRIMARY KEY,
  policy_id   VARCHAR(32)  NOT NULL,
  policy_text TEXT         NOT NULL,
  fetched_at  BIGINT       NOT NULL,
  expires_at  BIGINT       NOT NULL,
  used_at     BIGINT       NOT NULL
);
