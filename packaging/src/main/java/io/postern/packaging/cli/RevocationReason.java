package io.postern.packaging.cli;

/** Why a key is not to be used any more, as RFC 5280 5.3.1 writes it and people type it. */
enum RevocationReason {
  unspecified,
  keyCompromise,
  affiliationChanged,
  superseded,
  cessationOfOperation,
  privilegeWithdrawn
}
