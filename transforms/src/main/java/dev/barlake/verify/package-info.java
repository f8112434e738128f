/**
 * Whether the lake has what it should have: a verdict for each series and trading date, from the
 * witnesses that are there.
 */
package dev.barlake.verify;
