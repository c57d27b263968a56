package io.postern.policy.detect;

/** What is known of the message under scan, whatever part is looked at. For one thread. */
record Message(Evidence evidence, Correspondents correspondents, Fingerprint fingerprint) {}
