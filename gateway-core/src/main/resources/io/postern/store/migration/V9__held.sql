-- What policy leaves to a person once a delivery is held, as JSON, and when its hold ends.
ALTER TABLE delivery ADD COLUMN discretion TEXT;
ALTER TABLE delivery ADD COLUMN hold_until BIGINT;
CREATE INDEX delivery_hold_until ON delivery (hold_until) WHERE hold_until IS NOT NULL;
