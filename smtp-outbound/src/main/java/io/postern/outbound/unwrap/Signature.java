package io.postern.outbound.unwrap;

import java.util.Optional;

/**
 * What the signature inside the encryption says of the whole message.
 *
 * @param signer fingerprint of the key; only where it is valid
 */
record Signature(State state, Optional<String> signer) {
  static final Signature NONE = new Signature(State.NONE, Optional.empty());
  static final Signature UNVERIFIED = new Signature(State.UNVERIFIED, Optional.empty());
  static final Signature INVALID = new Signature(State.INVALID, Optional.empty());

  /** From the best to what is no signature at all. */
  enum State {
    /**
     * It covers everything, and the author in From made it with a key that the directory lets pass.
     */
    VALID("valid"),
    /** Nothing shows that the author in From made it. */
    UNVERIFIED("unverified"),
    /** It is not of this text, or cannot be read. */
    INVALID("invalid"),
    /** There is none around the whole. */
    NONE("none");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** The word in the mark and the audit trail. */
    String label() {
      return label;
    }
  }

  static Signature valid(String signer) {
    return new Signature(State.VALID, Optional.of(signer));
  }

  boolean isValid() {
    return state == State.VALID;
  }
}
