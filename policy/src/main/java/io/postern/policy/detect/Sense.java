package io.postern.policy.detect;

import java.util.Locale;

/** What a word or phrase means to the rules. A phrase can have several. */
enum Sense {
  CONDITION(1.0),
  DRUG(1.0),
  PROCEDURE(0.8),
  LAB(0.6),
  SPECIALTY(0.4),
  CLINICAL(0.25),
  OPERATIONAL(0.5),
  PAYMENT(0.4),
  // keywords: no weight of their own
  SSN,
  MBI,
  MRN,
  MEMBER,
  ACCOUNT,
  NPI,
  DEA,
  CARD,
  DOB,
  SERVICE_DATE,
  CODE,
  CPT,
  MONTH,
  /** The number beside it is an order, a ticket, a version. */
  VETO,
  PATIENT_LABEL,
  NAME_LABEL,
  TITLE,
  /** The name beside it is somebody's who treats or writes. */
  PROVIDER,
  AGE,
  /** What people do: the name before it is a person's. */
  PERSON_VERB,
  UNIT,
  SIGN_OFF,
  FOOTER,
  GREETING,
  STREET,
  PASSPORT,
  FIRST_NAME,
  NOT_NAME,
  STRUCTURED;

  /** As health evidence; 0 for keywords. */
  final double weight;

  Sense() {
    this(0);
  }

  Sense(double weight) {
    this.weight = weight;
  }

  /** Never stored, so the order of the constants is free. */
  @SuppressWarnings("EnumOrdinal")
  long bit() {
    return 1L << ordinal();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Sense named(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
