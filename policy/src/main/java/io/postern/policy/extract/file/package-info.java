/**
 * What a file holds, by its own format: documents, archives and pictures. Runs in the worker
 * process only, because the libraries for these formats were not written for files by enemies: here
 * they may hang, overflow or take all memory, and nothing else suffers.
 *
 * <p>Standards: ISO 32000 (PDF), ECMA-376 (Office Open XML), ISO 26300 (OpenDocument), MS-DOC,
 * MS-XLS, MS-PPT, MS-OXMSG, MS-OXTNEF, RTF 1.9.1, APPNOTE.TXT 6.3 (ZIP), RFC 1952 (gzip), POSIX pax
 * (tar), DICOM PS3.5 and PS3.10.
 */
@NullMarked
package io.postern.policy.extract.file;

import org.jspecify.annotations.NullMarked;
