package io.postern.policy.detect;

/** Kinds of identifiers; the best hit of each kind counts (45 CFR 164.514(b)(2)(i)). */
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
  TABLE
}
