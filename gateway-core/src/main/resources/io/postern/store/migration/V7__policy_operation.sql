-- What stands around the policies: who agreed to what, how decisions are carried out, and which
-- policies were in force when. Times are milliseconds since the epoch. No row of consent or of
-- policies is ever deleted: 45 CFR 164.316(b)(2) asks for six years.

-- A consent is what somebody said once; another date is another consent. Addresses are compared in
-- lower case, their domains as A-labels.
CREATE TABLE consent (
  address      VARCHAR(512) NOT NULL,
  scope        VARCHAR(63)  NOT NULL,
  given_at     BIGINT       NOT NULL,
  warning      VARCHAR(100) NOT NULL,
  expires_at   BIGINT,
  recorded_at  BIGINT       NOT NULL,
  recorded_by  TEXT         NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT,
  PRIMARY KEY (address, scope, given_at)
);

-- Rows 'mode' and 'breaker': absent where nobody switched and nothing tripped.
CREATE TABLE policy_switch (
  name       VARCHAR(16) NOT NULL PRIMARY KEY,
  position   TEXT        NOT NULL,
  changed_at BIGINT      NOT NULL,
  changed_by TEXT        NOT NULL
);

CREATE TABLE policy_version (
  version VARCHAR(64) NOT NULL,
  piece   INTEGER     NOT NULL,
  sealed  ${blob}     NOT NULL,
  PRIMARY KEY (version, piece)
);

-- Until the next one of the same node where it has no end.
CREATE TABLE policy_in_force (
  node     VARCHAR(63) NOT NULL,
  since_at BIGINT      NOT NULL,
  until_at BIGINT,
  version  VARCHAR(64) NOT NULL,
  PRIMARY KEY (node, since_at)
);
