-- What policy knew of each message, without content, and decided: other policies are tried on it.
CREATE TABLE judged (
  message_id VARCHAR(26) NOT NULL PRIMARY KEY,
  judged_at  BIGINT      NOT NULL,
  facts      TEXT        NOT NULL,
  decisions  TEXT        NOT NULL
);
CREATE INDEX judged_judged_at ON judged (judged_at);

-- Policies that run beside those in force until a moment, and what each node has to tell of them.
CREATE TABLE shadow_run (
  id         VARCHAR(26) NOT NULL PRIMARY KEY,
  directory  TEXT        NOT NULL,
  version    VARCHAR(64) NOT NULL,
  started_by TEXT        NOT NULL,
  ends_at    BIGINT      NOT NULL
);
CREATE TABLE shadow_report (
  run    VARCHAR(26) NOT NULL,
  node   VARCHAR(64) NOT NULL,
  report TEXT        NOT NULL,
  PRIMARY KEY (run, node)
);
