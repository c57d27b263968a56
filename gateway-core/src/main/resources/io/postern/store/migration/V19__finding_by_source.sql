-- What one source says of a key must not displace what another said, so each has its row.
ALTER TABLE key_finding RENAME TO key_finding_before;
CREATE TABLE key_finding (
  kind         VARCHAR(16)  NOT NULL,
  address      VARCHAR(512) NOT NULL,
  fingerprint  VARCHAR(128) NOT NULL,
  source       VARCHAR(16)  NOT NULL,
  place        TEXT         NOT NULL,
  voucher      VARCHAR(16)  NOT NULL,
  found_at     BIGINT       NOT NULL,
  confirmed_at BIGINT       NOT NULL,
  PRIMARY KEY (kind, address, fingerprint, source)
);
INSERT INTO key_finding
  (kind, address, fingerprint, source, place, voucher, found_at, confirmed_at)
  SELECT kind, address, fingerprint, source, place, voucher, found_at, confirmed_at
  FROM key_finding_before;
DROP TABLE key_finding_before;
