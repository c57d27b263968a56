package io.postern.packaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between modules and the rooms of third-party packages, as tests. */
class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(place -> !place.contains("-tests.jar"))
          .importPackages("io.postern");

  /** Runs in the worker process and nowhere else. */
  private static final String FILES = "io.postern.policy.extract.file..";

  @Test
  void modules_knowOnlyWhatLiesBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("config")
        .definedBy("io.postern.config..")
        .layer("core")
        .definedBy("io.postern.core..")
        .layer("policy")
        .definedBy("io.postern.policy..")
        .layer("inbound")
        .definedBy("io.postern.inbound..")
        .layer("outbound")
        .definedBy("io.postern.outbound..")
        .layer("web")
        .definedBy("io.postern.web..")
        .layer("packaging")
        .definedBy("io.postern.packaging..")
        .whereLayer("packaging")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("policy")
        .mayOnlyBeAccessedByLayers("packaging")
        .whereLayer("inbound")
        .mayOnlyBeAccessedByLayers("packaging")
        .whereLayer("outbound")
        .mayOnlyBeAccessedByLayers("packaging")
        .whereLayer("web")
        .mayOnlyBeAccessedByLayers("packaging")
        .whereLayer("core")
        .mayOnlyBeAccessedByLayers("policy", "inbound", "outbound", "web", "packaging")
        .check(OURS);
  }

  @Test
  void modules_haveNoCyclesBetweenTheirPackages() {
    slices().matching("io.postern.(*).(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void theDomain_knowsNoLibrary() {
    classes()
        .that()
        .resideInAPackage("io.postern.core.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.postern.core.model..", "java..", "org.jspecify..")
        .check(OURS);
  }

  @TestFactory
  Stream<DynamicTest> thirdParties_stayInTheirRoom() {
    return Stream.of(
        room("Jackson", "tools.jackson..", "io.postern.config.."),
        room("SnakeYAML", "org.snakeyaml..", "io.postern.config.."),
        room("mime4j", "org.apache.james.mime4j..", "io.postern.core.mime.."),
        room("RE2/J", "com.google.re2j..", "io.postern.policy.detect.."),
        room("CEL", "dev.cel..", "io.postern.policy.expression.."),
        room("Protocol Buffers", "com.google.protobuf..", "io.postern.policy.expression.."),
        room("Guava", "com.google.common..", "io.postern.policy.expression.."),
        room("HikariCP", "com.zaxxer..", "io.postern.core.store.."),
        room("SQLite", "org.sqlite..", "io.postern.core.store.."),
        room("PostgreSQL", "org.postgresql..", "io.postern.core.store.."),
        room("Netty", "io.netty..", "io.postern.core.wire.."),
        room(
            "dnsjava", "org.xbill..", "io.postern.outbound.route..", "io.postern.packaging.demo.."),
        room(
            "Bouncy Castle",
            "org.bouncycastle..",
            "io.postern.core.keys..",
            "io.postern.outbound.protect..",
            "io.postern.outbound.unwrap..",
            "io.postern.packaging.."),
        room("Caffeine", "com.github.benmanes..", "io.postern.core.keys.revocation.."),
        room("jDKIM", "org.apache.james.jdkim..", "io.postern.inbound.upstream.."),
        room("PDFBox", "org.apache.pdfbox..", FILES),
        room("FontBox", "org.apache.fontbox..", FILES),
        room("POI", "org.apache.poi..", FILES),
        room("Commons Compress", "org.apache.commons.compress..", FILES),
        room("XZ", "org.tukaani..", FILES),
        room("Jetty", "org.eclipse.jetty..", "io.postern.web.."),
        room("jte", "gg.jte..", "io.postern.web.."),
        room("sanitizer", "org.owasp..", "io.postern.web.."),
        room("picocli", "picocli..", "io.postern.packaging.."),
        room("SubEthaSMTP", "org.subethamail..", "io.postern.packaging.demo.."),
        room("Micrometer", "io.micrometer..", "io.postern.packaging.metrics.."),
        room("Logback", "ch.qos.logback..", "io.postern.packaging.."));
  }

  /** Their libraries were not written for files by enemies. */
  @Test
  void formats_areReadByTheWorkerOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(FILES, "io.postern.policy.extract.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(FILES)
        .check(OURS);
  }

  /** A unit of work may throw SQLException; everything else of JDBC stays in the store. */
  @Test
  void jdbc_staysInTheStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.postern.core.store..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("java.sql..")
                .and(
                    DescribedPredicate.not(
                        JavaClass.Predicates.equivalentTo(java.sql.SQLException.class))))
        .check(OURS);
  }

  private static DynamicTest room(String name, String packages, String... rooms) {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packages);
    return DynamicTest.dynamicTest(name, () -> rule.check(OURS));
  }
}
