-- Keys that wrap data keys; each is itself wrapped by the root key, which is never stored here.
CREATE TABLE kek (
  id         BIGINT NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL,
  wrapped    ${blob} NOT NULL
);

-- One row per stored message: destroying dek destroys the message.
CREATE TABLE sealed (
  message_id VARCHAR(26) NOT NULL PRIMARY KEY,
  kek        BIGINT NOT NULL REFERENCES kek (id),
  dek        ${blob} NOT NULL,
  size       BIGINT NOT NULL,
  digest     VARCHAR(64) NOT NULL
);

-- The sealed bytes of a message in pieces of up to four segments. Pieces without a row in sealed
-- belong to a message that is still coming in, or to one that never was accepted.
CREATE TABLE content (
  message_id VARCHAR(26) NOT NULL,
  seq        INTEGER NOT NULL,
  data       ${blob} NOT NULL,
  PRIMARY KEY (message_id, seq)
);
${uncompressed}

-- The audit trail: one hash chain per node.
CREATE TABLE audit (
  stream     VARCHAR(64) NOT NULL,
  seq        BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  message_id VARCHAR(26),
  type       VARCHAR(40) NOT NULL,
  body       TEXT NOT NULL,
  prev       ${blob} NOT NULL,
  hash       ${blob} NOT NULL,
  PRIMARY KEY (stream, seq)
);
CREATE INDEX audit_message ON audit (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX audit_at ON audit (at);

-- Where each chain ends, with a MAC that only the holder of the root key can make.
CREATE TABLE audit_head (
  stream VARCHAR(64) NOT NULL PRIMARY KEY,
  seq    BIGINT NOT NULL,
  hash   ${blob} NOT NULL,
  mac    ${blob} NOT NULL
);

-- A row that is rewritten to find out whether the store takes writes again.
CREATE TABLE probe (
  id      INTEGER NOT NULL PRIMARY KEY,
  padding ${blob} NOT NULL
);
