/**
 * All SQL: one schema, on SQLite (WAL, synchronous=FULL) or PostgreSQL. One writer commits many
 * units of work in one transaction and one fsync; readers have connections of their own.
 */
@NullMarked
package io.postern.core.store;

import org.jspecify.annotations.NullMarked;
