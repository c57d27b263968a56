package io.postern.policy.detect;

/**
 * What was recognised and how much it says by itself: 1 would be a certain identifier of one
 * person.
 */
enum Rule {
  SSN_CONTEXT("ssn.context", Identifier.SSN, 0.95),
  SSN_FORM("ssn.form", Identifier.SSN, 0.75),
  SSN_LAST_FOUR("ssn.last4", Identifier.SSN, 0.50),
  MBI_CONTEXT("mbi.context", Identifier.MBI, 0.95),
  MBI_FORM("mbi.form", Identifier.MBI, 0.75),
  MRN_CONTEXT("mrn.context", Identifier.MRN, 0.90),
  MEMBER_CONTEXT("member.context", Identifier.MEMBER, 0.70),
  ACCOUNT_CONTEXT("account.context", Identifier.ACCOUNT, 0.50),
  BIRTH_DATE("dob.context", Identifier.BIRTH_DATE, 0.85),
  SERVICE_DATE("service_date.context", Identifier.SERVICE_DATE, 0.30),
  AGE_OVER_89("age.over_89", Identifier.AGE, 0.35),
  CARD("card.form", Identifier.CARD, 0.35),
  PHONE("phone.form", Identifier.PHONE, 0.15),
  MAIL("mail.form", Identifier.MAIL, 0.10),
  LICENCE("licence.context", Identifier.LICENCE, 0.50),
  ADDRESS("address.form", Identifier.ADDRESS, 0.30),
  NAME_AGE("name.age", Identifier.NAME, 0.90),
  NAME_PATIENT("name.patient", Identifier.NAME, 0.85),
  NAME_LABEL("name.label", Identifier.NAME, 0.65),
  NAME_TITLE("name.title", Identifier.NAME, 0.65),
  NAME_BIRTH_DATE("name.dob", Identifier.NAME, 0.80),
  NAME_SENTENCE("name.sentence", Identifier.NAME, 0.55),
  NAME_LIST("name.list", Identifier.NAME, 0.50),
  NAME_GREETING("name.greeting", Identifier.NAME, 0.30),
  TABLE_HEADER("table.header", Identifier.TABLE, 0.90);

  final String label;
  final Identifier identifier;
  final double weight;

  Rule(String label, Identifier identifier, double weight) {
    this.label = label;
    this.identifier = identifier;
    this.weight = weight;
  }
}
