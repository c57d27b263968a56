-- Reports of other senders on the TLS of our domains (RFC 8460). Times are milliseconds since the
-- epoch.
CREATE TABLE tls_report (
  organisation VARCHAR(255) NOT NULL,
  report_id    VARCHAR(255) NOT NULL,
  begins_at    BIGINT       NOT NULL,
  received_at  BIGINT       NOT NULL,
  report       TEXT         NOT NULL,
  PRIMARY KEY (organisation, report_id)
);
CREATE INDEX tls_report_begins_at ON tls_report (begins_at);
