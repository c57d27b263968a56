-- A message that is ours: it stays while a delivery or a portal item needs it.
CREATE TABLE message (
  id          VARCHAR(26) NOT NULL PRIMARY KEY,
  received_at BIGINT      NOT NULL,
  envelope    TEXT        NOT NULL,
  size        BIGINT      NOT NULL
);

-- Recipients of one message that share the next hop and the protections still open to them.
CREATE TABLE delivery (
  message_id  VARCHAR(26) NOT NULL,
  n           INTEGER     NOT NULL,
  next_hop    TEXT        NOT NULL,
  recipients  TEXT        NOT NULL, -- positions in the envelope, as in 0,3,7
  protections TEXT        NOT NULL, -- what is left to try, best first; the first is in use
  refusal     TEXT,                 -- the reply where policy refused these recipients
  state       VARCHAR(8)  NOT NULL, -- queued, leased, held
  hold_queue  TEXT,
  attempts    INTEGER     NOT NULL,
  due         BIGINT      NOT NULL,
  expires_at  BIGINT      NOT NULL,
  warned      INTEGER     NOT NULL,
  owner       TEXT,
  lease_until BIGINT,
  lease_token BIGINT,               -- tells this lease from a later one
  last_reply  TEXT,
  PRIMARY KEY (message_id, n)
);

CREATE INDEX delivery_due ON delivery (due) WHERE state = 'queued';
