package dev.barlake.databricks;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** The local disk. Hadoop's own starts a {@code chmod} for every file: a thousand in two loads. */
public final class PlainFileSystem extends RawLocalFileSystem {
  @Override
  public void setPermission(Path path, FsPermission permission) {
    // As the directory has it.
  }
}
