package dev.barlake.parquet;

import dev.barlake.store.ObjectTail;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** Parquet files in memory. */
public final class ParquetBytes {
  private ParquetBytes() {}

  /** A file to write. */
  public static final class Output implements OutputFile {
    private final ByteChunks bytes = new ByteChunks();

    byte[] toByteArray() {
      return bytes.toByteArray(0);
    }

    /** The file, and so many bytes after it. */
    byte[] toByteArray(int room) {
      return bytes.toByteArray(room);
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int value) {
          bytes.write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
          bytes.write(from, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  /** The end of a file, or all of it, to read with the offsets of the whole. */
  static final class Input implements InputFile {
    private final ObjectTail file;

    Input(ObjectTail file) {
      this.file = file;
    }

    @Override
    public long getLength() {
      return file.length();
    }

    @Override
    public SeekableInputStream newStream() {
      ByteBuffer buffer = ByteBuffer.wrap(file.bytes());
      long skipped = file.length() - file.bytes().length;
      return new DelegatingSeekableInputStream(stream(buffer)) {
        @Override
        public long getPos() {
          return skipped + buffer.position();
        }

        @Override
        public void seek(long position) throws IOException {
          if (position < skipped || position > file.length()) {
            throw new EOFException("Cannot seek to %d of %d".formatted(position, file.length()));
          }
          buffer.position((int) (position - skipped));
        }
      };
    }

    private static InputStream stream(ByteBuffer buffer) {
      return new InputStream() {
        @Override
        public int read() {
          return buffer.hasRemaining() ? buffer.get() & 255 : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
          if (!buffer.hasRemaining()) {
            return -1;
          }
          int count = Math.min(length, buffer.remaining());
          buffer.get(to, offset, count);
          return count;
        }
      };
    }
  }
}
