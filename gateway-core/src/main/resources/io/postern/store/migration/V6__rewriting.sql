-- What policy wants changed in these recipients' copies on their way out, as JSON; NULL for nothing.
ALTER TABLE delivery ADD COLUMN rewriting TEXT;
