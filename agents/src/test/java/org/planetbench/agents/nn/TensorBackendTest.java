package org.planetbench.agents.nn;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.agents.model.OnEveryBackend;
import org.planetbench.agents.model.TestBackend;

/** Every operation on each backend: its values and all its gradients against the reference's. */
@OnEveryBackend
record TensorBackendTest(TestBackend kind) {
  private static final SequencedMap<String, Consumer<BackendTrial>> OPERATIONS =
      BackendOperations.all();

  /** What computes nothing by itself. */
  private static final Set<String> HOUSEKEEPING =
      Set.of("shard", "shards", "prepareThread", "populations", "open", "close");

  /** Of single operations in single precision, in units of the largest number of the array. */
  private static final double TOLERANCE = 5e-6;

  static List<String> operations() {
    return List.copyOf(OPERATIONS.sequencedKeySet());
  }

  /** What computes on a tape that forgets; the others are losses, or have a tape of their own. */
  static Stream<String> forgettable() {
    Set<String> others = Set.of("store", "addLogDensity", "pictures: decoded");
    return operations().stream().filter(name -> others.stream().noneMatch(name::startsWith));
  }

  /** All but layers over pictures, which have no fixed weights. */
  static Stream<String> fixable() {
    return operations().stream()
        .filter(name -> !name.startsWith("pictures") && !name.startsWith("store"));
  }

  @Test
  void everyOperationIsTried() {
    Set<String> declared =
        Stream.of(TensorBackend.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic() && !HOUSEKEEPING.contains(method.getName()))
            .map(TensorBackendTest::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tried =
        OPERATIONS.keySet().stream()
            .map(name -> name.replaceFirst(":.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(declared, tried);
  }

  /** With the kind of distribution, if there is one operation for each. */
  private static String name(Method method) {
    long overloads =
        Stream.of(TensorBackend.class.getDeclaredMethods())
            .filter(other -> other.getName().equals(method.getName()) && !other.isSynthetic())
            .count();
    return overloads == 1
        ? method.getName()
        : method.getName() + " " + method.getParameterTypes()[1].getSimpleName();
  }

  private static SequencedMap<String, float[][]> outcome(
      TestBackend kind, String name, UnaryOperator<Tape> tape) {
    try (BackendTrial trial = new BackendTrial(kind.create(), tape)) {
      requireNonNull(OPERATIONS.get(name)).accept(trial);
      return trial.outcome();
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void computesWhatTheReferenceDoes(String name) {
    SequencedMap<String, float[][]> expected =
        outcome(TestBackend.reference(), name, UnaryOperator.identity());
    SequencedMap<String, float[][]> actual = outcome(kind, name, UnaryOperator.identity());
    assertEquals(expected.sequencedKeySet(), actual.sequencedKeySet());
    expected.forEach(
        (part, rows) -> assertClose(name + ", " + part, rows, requireNonNull(actual.get(part))));
  }

  @ParameterizedTest
  @MethodSource("forgettable")
  void computesTheSameOnATapeThatForgets(String name) {
    SequencedMap<String, float[][]> recorded = outcome(kind, name, UnaryOperator.identity());
    SequencedMap<String, float[][]> forgotten =
        outcome(kind, name, tape -> Tape.forgetting(tape.shard()));
    assertFalse(forgotten.isEmpty());
    forgotten.forEach((part, rows) -> assertArrayEquals(recorded.get(part), rows, part));
  }

  @ParameterizedTest
  @MethodSource("fixable")
  void passesGradientsThroughWeightsThatStayAsTheyAre(String name) {
    SequencedMap<String, float[][]> fixed = outcome(kind, name, Tape::throughFixedWeights);
    outcome(kind, name, UnaryOperator.identity())
        .forEach(
            (part, rows) -> {
              boolean ofWeights = part.startsWith(BackendTrial.OF_PARAMETER);
              assertArrayEquals(ofWeights ? zeros(rows) : rows, fixed.get(part), part);
            });
  }

  private static float[][] zeros(float[][] like) {
    return Stream.of(like).map(row -> new float[row.length]).toArray(float[][]::new);
  }

  private static void assertClose(String what, float[][] expected, float[][] actual) {
    double largest = largest(expected);
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], (float) (TOLERANCE * largest), what + ", row " + i);
    }
  }

  private static double largest(float[][] rows) {
    double largest = 0;
    for (float[] row : rows) {
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
