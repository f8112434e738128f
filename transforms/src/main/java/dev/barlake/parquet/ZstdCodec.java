package dev.barlake.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Zstandard straight on zstd-jni: Parquet's own codecs need Hadoop's configuration and codecs. */
public final class ZstdCodec implements CompressionCodecFactory {
  private static final int LEVEL = 3;

  @Override
  public Compressor getCompressor(CompressionCodecName name) {
    return new Compressor();
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    if (name != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException(
          "Cannot decompress %s: only ZSTD is written".formatted(name));
    }
    return new Decompressor();
  }

  @Override
  public void release() {}

  private static byte[] array(BytesInput input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(input.size()));
    input.writeAllTo(bytes);
    return bytes.toByteArray();
  }

  /** Holds native memory from the first page until it is released. */
  public static final class Compressor implements CompressionCodecFactory.BytesInputCompressor {
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);

    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      return BytesInput.from(context.compress(array(bytes)));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      context.close();
    }
  }

  private static final class Decompressor implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(decompressed(array(bytes), size));
    }

    @Override
    public void decompress(ByteBuffer from, int length, ByteBuffer to, int size) {
      byte[] bytes = new byte[length];
      from.get(bytes);
      to.put(decompressed(bytes, size));
    }

    /** Makes an array of the page header's size only if the frame says the same. */
    private static byte[] decompressed(byte[] bytes, int size) {
      if (Zstd.getFrameContentSize(bytes) != size) {
        throw new IllegalArgumentException("its page is not of %d bytes".formatted(size));
      }
      return Zstd.decompress(bytes, size);
    }

    @Override
    public void release() {}
  }
}
