-- What the checks of an upstream said of the last messages, for who connects a provider. Times are
-- milliseconds since the epoch; checks are JSON without content, addresses of people or secrets.

CREATE TABLE upstream_sighting (
  upstream       VARCHAR(63) NOT NULL,
  accepted       INTEGER     NOT NULL,
  seen_at        BIGINT      NOT NULL,
  code           VARCHAR(64) NOT NULL, -- empty where accepted
  client_address VARCHAR(64) NOT NULL,
  checks         TEXT        NOT NULL,
  PRIMARY KEY (upstream, accepted, seen_at, code, client_address)
);
