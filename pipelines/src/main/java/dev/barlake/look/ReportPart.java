package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * One section of the report's page. Its markup is {@code <name>.html} and its script {@code
 * <name>.js}, beside the page's other resources. The script reads what the part writes, and gives
 * {@code start(...)} what draws it. So another part is another record, and two files.
 *
 * @param name also the id of its section
 * @param title in the page's navigation; empty if it is not in there
 * @param data writes what the script reads, under keys that no other part has
 */
record ReportPart(String name, String title, Consumer<ObjectNode> data) {}
