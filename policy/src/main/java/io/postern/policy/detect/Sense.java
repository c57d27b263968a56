package io.postern.policy.detect;

import java.util.Locale;

/** What a word or phrase means to the rules. A phrase can have several. */
enum Sense {
  // health evidence, each the sense of the rule health.*
  CONDITION,
  DRUG,
  PROCEDURE,
  LAB,
  SPECIALTY,
  CLINICAL,
  OPERATIONAL,
  PAYMENT,
  // words beside an identifier
  SSN,
  MBI,
  MRN,
  MEMBER,
  ACCOUNT,
  NPI,
  DEA,
  CARD,
  ABA,
  VIN,
  PLATE,
  LICENCE,
  DEVICE,
  DOB,
  SERVICE_DATE,
  PHONE,
  /** Begins a web address. */
  WEB,
  /** A page that shows one person's own records. */
  PORTAL,
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
  /** An office or a profession: the name beside it is known for that. */
  ROLE,
  AGE,
  /** What people do: the name before it is a person's. */
  PERSON_VERB,
  /** Who writes: "my". */
  SELF,
  /** Who reads: "your". */
  READER,
  /** A third person, one alone: "her". */
  SOMEBODY,
  /** Care that the reader gets, as in "your appointment": whom it is sent to is the patient. */
  ADDRESSED,
  /** Speaks of animals, whose records are nobody's. */
  ANIMAL,
  /** Speaks of other trades that make appointments. */
  TRADE,
  /** Says that something happens or has happened to the reader, as in "is ready". */
  OCCASION,
  UNIT,
  SIGN_OFF,
  FOOTER,
  /** What only mail to many people says, as in "unsubscribe". */
  BULK,
  GREETING,
  STREET,
  STATE,
  FIRST_NAME,
  NOT_NAME,
  /** Ends the name of a firm, a place or a disease. */
  ORGANISATION,
  STRUCTURED,
  /** A common word after rot13. */
  ROTATED,
  /** A common word from its end. */
  BACKWARDS;

  /** Never stored, so the order of the constants is free. */
  @SuppressWarnings("EnumOrdinal")
  long bit() {
    return 1L << ordinal();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
