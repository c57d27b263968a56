package io.postern.policy.detect;

/** Validators that YAML can name. */
enum Check {
  NONE,
  SSN,
  MBI,
  NPI,
  DEA,
  LUHN,
  CARD,
  ABA,
  VIN,
  GS1;

  /** Whether a value passes. Separators within it are skipped where the standard allows them. */
  boolean passes(char[] text, int from, int to) {
    return switch (this) {
      case NONE -> true;
      case SSN -> Checks.ssn(text, from, to);
      case MBI -> Checks.mbi(text, from, to);
      case NPI -> to - from == 10 && Checks.npi(text, from);
      case DEA -> Checks.dea(text, from, to);
      case LUHN -> Checks.luhn(text, from, to, 0);
      case CARD -> Checks.card(text, from, to);
      case ABA -> Checks.aba(text, from, to);
      case VIN -> Checks.vin(text, from, to);
      case GS1 -> Checks.gs1(text, from, to);
    };
  }
}
