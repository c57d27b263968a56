/**
 * All SQL: one schema, on SQLite (WAL) or PostgreSQL. One writer commits many units of work in one
 * transaction; who waits for them is told after an fsync; readers have connections of their own.
 */
@NullMarked
package io.postern.core.store;

import org.jspecify.annotations.NullMarked;
