package io.postern.policy.detect;

/** Kinds of evidence; the best hit of each kind counts (45 CFR 164.514(b)(2)(i)). */
enum Identifier {
  NAME,
  SSN,
  MBI,
  MRN,
  MEMBER,
  ACCOUNT,
  BIRTH_DATE,
  SERVICE_DATE,
  AGE,
  ADDRESS,
  PHONE,
  MAIL,
  CARD,
  LICENCE,
  VEHICLE,
  DEVICE,
  NETWORK,
  /** Whom the message is sent to. */
  ADDRESSEE,
  TABLE,
  /** Any other number or code that is somebody's alone. */
  OTHER,
  /** Identifies nobody: evidence about health, care or payment. */
  HEALTH;

  /** Whether different values mean different people. */
  boolean countsPeople() {
    return switch (this) {
      case SSN, MBI, MRN, MEMBER, BIRTH_DATE -> true;
      case NAME,
          ACCOUNT,
          SERVICE_DATE,
          AGE,
          ADDRESS,
          PHONE,
          MAIL,
          CARD,
          LICENCE,
          VEHICLE,
          DEVICE,
          NETWORK,
          ADDRESSEE,
          TABLE,
          OTHER,
          HEALTH ->
          false;
    };
  }

  /** Whether only who gets care has such a number. */
  boolean careGiven() {
    return this == MRN || this == MBI;
  }

  /** Whether it tells where somebody can be reached rather than who it is. */
  boolean contact() {
    return switch (this) {
      case ADDRESS, PHONE, MAIL, NETWORK -> true;
      case NAME,
          SSN,
          MBI,
          MRN,
          MEMBER,
          ACCOUNT,
          BIRTH_DATE,
          SERVICE_DATE,
          AGE,
          CARD,
          LICENCE,
          VEHICLE,
          DEVICE,
          ADDRESSEE,
          TABLE,
          OTHER,
          HEALTH ->
          false;
    };
  }

  /** Whether it means less in a signature, where it is the writer's. */
  boolean zoned() {
    return switch (this) {
      case NAME, PHONE, MAIL, ADDRESS, AGE, LICENCE, SERVICE_DATE, NETWORK -> true;
      case SSN,
          MBI,
          MRN,
          MEMBER,
          ACCOUNT,
          BIRTH_DATE,
          CARD,
          VEHICLE,
          DEVICE,
          ADDRESSEE,
          TABLE,
          OTHER,
          HEALTH ->
          false;
    };
  }
}
