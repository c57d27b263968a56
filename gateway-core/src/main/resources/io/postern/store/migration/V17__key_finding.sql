-- Keys of recipients that nobody imported: which source gave which key for which address, and when
-- it last did so. The keys themselves lie in the directory. Times are milliseconds since the epoch.
CREATE TABLE key_finding (
  kind         VARCHAR(16)  NOT NULL,
  address      VARCHAR(512) NOT NULL,
  fingerprint  VARCHAR(128) NOT NULL,
  source       VARCHAR(16)  NOT NULL,
  place        TEXT         NOT NULL,
  voucher      VARCHAR(16)  NOT NULL,
  found_at     BIGINT       NOT NULL,
  confirmed_at BIGINT       NOT NULL,
  PRIMARY KEY (kind, address, fingerprint)
);
