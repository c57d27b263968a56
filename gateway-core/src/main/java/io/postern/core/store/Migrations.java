package io.postern.core.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema to what this version of the program expects, or refuses. */
final class Migrations {
  private Migrations() {}

  /**
   * @throws StoreException where the schema was changed by hand or is newer than this program
   */
  static void run(Dialect dialect) {
    try {
      Flyway.configure()
          .dataSource(dialect.writers())
          .locations("classpath:io/postern/store/migration")
          .placeholders(dialect.placeholders())
          // Flyway passes over migrations that it does not know unless it is told otherwise.
          .ignoreMigrationPatterns(new String[0])
          .validateOnMigrate(true)
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreException("the schema of the store does not fit this version of Postern", e);
    }
  }
}
