-- How far keys are trusted: where each came from, what was said of it by whom, and for which
-- addresses an administrator pinned it. Whatever was imported before counted as pinned.
ALTER TABLE directory_key ADD COLUMN origin VARCHAR(16) DEFAULT 'import' NOT NULL;
ALTER TABLE directory_key ADD COLUMN verified VARCHAR(200) DEFAULT 'administrator' NOT NULL;
ALTER TABLE directory_key ADD COLUMN standing VARCHAR(16) DEFAULT 'filed' NOT NULL;
ALTER TABLE directory_key ADD COLUMN standing_reason VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE directory_key ADD COLUMN standing_by TEXT DEFAULT '' NOT NULL;
ALTER TABLE directory_key ADD COLUMN standing_at BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE directory_address ADD COLUMN pinned_by TEXT;
ALTER TABLE directory_address ADD COLUMN pinned_at BIGINT;

UPDATE directory_address SET
  pinned_by = (SELECT k.added_by FROM directory_key k
    WHERE k.kind = directory_address.kind AND k.purpose = directory_address.purpose
      AND k.fingerprint = directory_address.fingerprint),
  pinned_at = (SELECT k.added_at FROM directory_key k
    WHERE k.kind = directory_address.kind AND k.purpose = directory_address.purpose
      AND k.fingerprint = directory_address.fingerprint)
WHERE purpose = 'encrypt';
