package io.postern.config.settings;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** What must be true of the places where keys are looked for. */
final class DiscoveryRules {
  private static final String AT = "keys.discovery";

  /** A host name with at least two labels, which a certificate can prove. */
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,62}");

  /** RFC 4512 1.4 descr. */
  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,62}");

  private static final Pattern ACCOUNT =
      Pattern.compile("[^\\p{Cntrl}\\s@\\\\=,]+[@\\\\][^\\p{Cntrl}\\s@\\\\=,]+");

  private final DiscoverySettings discovery;
  private final DestinationRules.Complaints complaints;

  DiscoveryRules(DiscoverySettings discovery, DestinationRules.Complaints complaints) {
    this.discovery = discovery;
    this.complaints = complaints;
  }

  void check() {
    Set<DiscoverySettings.Source> seen = EnumSet.noneOf(DiscoverySettings.Source.class);
    for (int i = 0; i < discovery.sources().size(); i++) {
      boolean first = seen.add(discovery.sources().get(i));
      complaints.require(first, AT + ".sources[" + i + "]", "is there already");
    }
    complaints.require(isName(discovery.vks()), AT + ".vks", "must be a host name");
    domains(AT + ".except", discovery.except());
    for (int i = 0; i < discovery.ldap().size(); i++) {
      directory(AT + ".ldap[" + i + "]", discovery.ldap().get(i));
    }
  }

  private void directory(String path, LdapSettings ldap) {
    complaints.require(
        !ldap.domains().isEmpty(), path + ".domains", "one or more domains are needed");
    domains(path + ".domains", ldap.domains());
    complaints.require(
        isName(ldap.server().host()) && ldap.server().port() > 0,
        path + ".server",
        "a host name and a port are needed; a certificate proves names");
    complaints.require(
        isDistinguishedName(ldap.base()),
        path + ".base",
        "must be a distinguished name (RFC 4514)");
    complaints.require(
        ldap.user().filter(u -> !isUser(u)).isEmpty(),
        path + ".user",
        "must be a distinguished name (RFC 4514), USER@DOMAIN or DOMAIN\\USER");
    complaints.require(
        !ldap.addresses().isEmpty(), path + ".addresses", "one or more attributes are needed");
    for (int i = 0; i < ldap.addresses().size(); i++) {
      complaints.require(
          ATTRIBUTE.matcher(ldap.addresses().get(i)).matches(),
          path + ".addresses[" + i + "]",
          "must be the name of an attribute");
    }
  }

  private void domains(String path, List<String> domains) {
    for (int i = 0; i < domains.size(); i++) {
      String domain = domains.get(i);
      String bare = domain.startsWith(".") ? domain.substring(1) : domain;
      complaints.require(
          isName(bare), path + "[" + i + "]", "must be a domain, or a dot and a domain");
    }
  }

  private static boolean isDistinguishedName(String text) {
    try {
      return !text.isBlank() && !new LdapName(text).isEmpty();
    } catch (InvalidNameException e) {
      return false;
    }
  }

  /** The two others are what Active Directory takes in its place. */
  private static boolean isUser(String text) {
    return ACCOUNT.matcher(text).matches() || isDistinguishedName(text);
  }

  private static boolean isName(String text) {
    return NAME.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }
}
