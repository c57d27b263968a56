package io.postern.policy.detect;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that are written in code, by the names under which YAML weighs, bounds and switches
 * them. The sense is that of the words which YAML lists as their context.
 */
enum Rule {
  SSN_CONTEXT("ssn.context", Identifier.SSN, Sense.SSN),
  SSN_FORM("ssn.form", Identifier.SSN, Sense.SSN),
  SSN_LAST_FOUR("ssn.last4", Identifier.SSN, Sense.SSN),
  MBI_CONTEXT("mbi.context", Identifier.MBI, Sense.MBI),
  MBI_FORM("mbi.form", Identifier.MBI, Sense.MBI),
  HICN_CONTEXT("hicn.context", Identifier.MBI, Sense.MBI),
  MRN_CONTEXT("mrn.context", Identifier.MRN, Sense.MRN),
  MEMBER_CONTEXT("member.context", Identifier.MEMBER, Sense.MEMBER),
  ACCOUNT_CONTEXT("account.context", Identifier.ACCOUNT, Sense.ACCOUNT),
  NPI_CONTEXT("npi.context", Identifier.HEALTH, Sense.NPI),
  DEA_CONTEXT("dea.context", Identifier.HEALTH, Sense.DEA),
  BIRTH_DATE("dob.context", Identifier.BIRTH_DATE, Sense.DOB),
  BIRTH_DATE_NAME("dob.name", Identifier.BIRTH_DATE, Sense.DOB),
  SERVICE_DATE("service_date.context", Identifier.SERVICE_DATE, Sense.SERVICE_DATE),
  AGE_OVER_89("age.over_89", Identifier.AGE, Sense.AGE),
  CARD("card.form", Identifier.CARD, Sense.CARD),
  ABA("aba.context", Identifier.ACCOUNT, Sense.ABA),
  PHONE("phone.form", Identifier.PHONE, Sense.PHONE),
  MAIL("mail.form", Identifier.MAIL, null),
  LICENCE("licence.context", Identifier.LICENCE, Sense.LICENCE),
  VIN("vin.form", Identifier.VEHICLE, Sense.VIN),
  PLATE("plate.context", Identifier.VEHICLE, Sense.PLATE),
  DEVICE("device.context", Identifier.DEVICE, Sense.DEVICE),
  UDI("device.udi", Identifier.DEVICE, Sense.DEVICE),
  IP("ip.form", Identifier.NETWORK, null),
  URL("url.form", Identifier.NETWORK, Sense.WEB),
  URL_PERSON("url.person", Identifier.NETWORK, Sense.PORTAL),
  ADDRESS("address.form", Identifier.ADDRESS, Sense.STREET),
  ZIP("zip.form", Identifier.ADDRESS, Sense.STATE),
  NAME_AGE("name.age", Identifier.NAME, Sense.AGE),
  NAME_PATIENT("name.patient", Identifier.NAME, Sense.PATIENT_LABEL),
  NAME_LABEL("name.label", Identifier.NAME, Sense.NAME_LABEL),
  NAME_TITLE("name.title", Identifier.NAME, Sense.TITLE),
  NAME_BIRTH_DATE("name.dob", Identifier.NAME, Sense.DOB),
  NAME_SENTENCE("name.sentence", Identifier.NAME, Sense.PERSON_VERB),
  NAME_ABOUT("name.about", Identifier.NAME, null),
  NAME_CARE("name.care", Identifier.NAME, null),
  NAME_LIST("name.list", Identifier.NAME, null),
  NAME_HEADING("name.heading", Identifier.NAME, null),
  NAME_FORM("name.form", Identifier.NAME, null),
  NAME_GREETING("name.greeting", Identifier.NAME, Sense.GREETING),
  ADDRESSEE("addressee.care", Identifier.ADDRESSEE, Sense.ADDRESSED),
  SELF_CARE("self.care", Identifier.ADDRESSEE, Sense.SELF),
  TABLE_HEADER("table.header", Identifier.TABLE, null),
  CONDITION("health.condition", Identifier.HEALTH, Sense.CONDITION),
  DRUG("health.drug", Identifier.HEALTH, Sense.DRUG),
  PROCEDURE("health.procedure", Identifier.HEALTH, Sense.PROCEDURE),
  LAB("health.lab", Identifier.HEALTH, Sense.LAB),
  SPECIALTY("health.specialty", Identifier.HEALTH, Sense.SPECIALTY),
  CLINICAL("health.clinical", Identifier.HEALTH, Sense.CLINICAL),
  OPERATIONAL("health.operational", Identifier.HEALTH, Sense.OPERATIONAL),
  PAYMENT("health.payment", Identifier.HEALTH, Sense.PAYMENT),
  ENDING("health.ending", Identifier.HEALTH, null),
  CODE("health.code", Identifier.HEALTH, Sense.CODE),
  CODE_FORM("health.code_form", Identifier.HEALTH, Sense.CODE),
  PROCEDURE_CODE("health.procedure_code", Identifier.HEALTH, Sense.CPT),
  NDC("health.ndc", Identifier.HEALTH, Sense.DRUG),
  LOINC("health.loinc", Identifier.HEALTH, Sense.LAB),
  DOSE("health.dose", Identifier.HEALTH, Sense.UNIT),
  LAB_VALUE("health.lab_value", Identifier.HEALTH, Sense.LAB),
  PATIENT_AGE("health.age", Identifier.HEALTH, Sense.AGE),
  PERSONAL("health.personal", Identifier.HEALTH, null);

  final String label;
  final Identifier identifier;
  final @Nullable Sense sense;

  Rule(String label, Identifier identifier, @Nullable Sense sense) {
    this.label = label;
    this.identifier = identifier;
    this.sense = sense;
  }

  static Optional<Rule> named(String label) {
    return Arrays.stream(values()).filter(r -> r.label.equals(label)).findFirst();
  }
}
