package dev.barlake.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * All elements of the global window as one list, in any order: once, after the last of them, since
 * the window's default trigger fires when everything before is done, on every runner. Without
 * elements it is one empty list. For receipts, not for bars: the list is held in memory.
 */
public final class OneList<T> extends PTransform<PCollection<T>, PCollection<List<T>>> {
  private final Coder<T> coder;

  private OneList(Coder<T> coder) {
    this.coder = coder;
  }

  public static <T> OneList<T> of(Coder<T> coder) {
    return new OneList<>(coder);
  }

  @Override
  public PCollection<List<T>> expand(PCollection<T> elements) {
    return elements
        .apply("Collect", Combine.globally(new CollectFn<>(coder)))
        .setCoder(ListCoder.of(coder));
  }

  private static final class CollectFn<T> extends Combine.CombineFn<T, List<T>, List<T>> {
    private final Coder<T> coder;

    CollectFn(Coder<T> coder) {
      this.coder = coder;
    }

    @Override
    public List<T> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<T> addInput(List<T> list, T element) {
      list.add(element);
      return list;
    }

    @Override
    public List<T> mergeAccumulators(Iterable<List<T>> accumulators) {
      List<T> merged = createAccumulator();
      accumulators.forEach(merged::addAll);
      return merged;
    }

    @Override
    public List<T> extractOutput(List<T> list) {
      return list;
    }

    @Override
    public Coder<List<T>> getAccumulatorCoder(CoderRegistry registry, Coder<T> inputCoder) {
      return ListCoder.of(coder);
    }
  }
}
