/**
 * What people look at: {@code status}, {@code failures} and {@code report} of a lake. They read the
 * footers of its files and what runs left behind, and write nothing into the lake. No Beam
 * pipeline, no Flink.
 */
package dev.barlake.look;
