-- What correspondents' programs can read, as their last good signature said (RFC 8551 2.5.2).
CREATE TABLE smime_capability (
  address   VARCHAR(320) NOT NULL PRIMARY KEY,
  names     TEXT         NOT NULL,
  signed_at BIGINT       NOT NULL
);
