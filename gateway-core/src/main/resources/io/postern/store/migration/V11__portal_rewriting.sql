-- What policy wants changed in the copy that this recipient reads, as JSON; NULL for nothing.
ALTER TABLE portal_item ADD COLUMN rewriting TEXT;
