-- The key directory: certificates and OpenPGP keys of recipients (purpose 'encrypt') and our own
-- signing keys (purpose 'sign', the private half sealed). A key may serve several addresses; for
-- signing, '@domain' serves every sender of that domain.
CREATE TABLE directory_key (
  kind           VARCHAR(16)  NOT NULL,
  purpose        VARCHAR(16)  NOT NULL,
  fingerprint    VARCHAR(128) NOT NULL,
  public_part    ${blob}      NOT NULL,
  sealed_private ${blob},
  added_at       BIGINT       NOT NULL,
  added_by       TEXT         NOT NULL,
  source         TEXT         NOT NULL,
  PRIMARY KEY (kind, purpose, fingerprint)
);

CREATE TABLE directory_address (
  kind        VARCHAR(16)  NOT NULL,
  purpose     VARCHAR(16)  NOT NULL,
  address     VARCHAR(512) NOT NULL,
  fingerprint VARCHAR(128) NOT NULL,
  PRIMARY KEY (kind, purpose, address, fingerprint)
);
