package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.StringJoiner;

/** The state of a simulation, {@code mjData}. Close it before its model. */
public final class MujocoData implements AutoCloseable {
  private static final long TIME = StructTable.offset("data.scalar.time");
  private static final long CONTACTS = StructTable.offset("data.scalar.ncon");
  private static final long WARNINGS = StructTable.offset("data.vec.warning");
  private static final long WARNING_SIZE = StructTable.sizeOf("mjWarningStat");
  private static final long WARNING_NUMBER = StructTable.offset("mjWarningStat.number");

  /** In the order of {@code mjtWarning}. */
  private static final String[] WARNING_NAMES = {
    "INERTIA", "CONTACTFULL", "CNSTRFULL", "BADQPOS", "BADQVEL", "BADQACC", "BADCTRL"
  };

  private final Arena arena = Arena.ofConfined();
  private final MujocoModel model;
  private final MemorySegment memory;
  private final MemorySegment memoryOfAnyThread; // to be copied from

  public MujocoData(MujocoModel model) {
    this.model = model;
    this.memory =
        Mujoco.makeData(model.memory())
            .reinterpret(StructTable.sizeOf("mjData"), arena, Mujoco::deleteData);
    this.memoryOfAnyThread = MemorySegment.ofAddress(memory.address());
  }

  /** A whole array, such as {@code qpos}. */
  public NativeArray array(String field) {
    return model.array(memory, StructTable.array("data.ptr." + field), arena);
  }

  /** The numbers of one named element in an array: {@code row("xmat", "torso")}. */
  public NativeArray row(String field, String element) {
    return model.row(array(field), StructTable.array("data.ptr." + field), element);
  }

  public double time() {
    return memory.get(JAVA_DOUBLE, TIME);
  }

  public void setTime(double seconds) {
    memory.set(JAVA_DOUBLE, TIME, seconds);
  }

  /** Contacts found by the last collision detection. */
  public int contacts() {
    return memory.get(JAVA_INT, CONTACTS);
  }

  /** How many warnings there have been since the last reset. */
  public int warnings() {
    int count = 0;
    for (int kind = 0; kind < WARNING_NAMES.length; kind++) {
      count += warnings(kind);
    }
    return count;
  }

  /** The kinds of warnings since the last reset, and what the engine said last. */
  public String describeWarnings() {
    StringJoiner names = new StringJoiner(", ");
    for (int kind = 0; kind < WARNING_NAMES.length; kind++) {
      if (warnings(kind) > 0) {
        names.add(WARNING_NAMES[kind]);
      }
    }
    String said = MujocoLog.takeLastWarning();
    return said.isEmpty() ? names.toString() : names + ": " + said;
  }

  private int warnings(int kind) {
    return memory.get(JAVA_INT, WARNINGS + kind * WARNING_SIZE + WARNING_NUMBER);
  }

  /** {@code mj_resetData}: the default pose at rest, all of the last simulation forgotten. */
  public void reset() {
    Mujoco.resetData(model.memory(), memory);
  }

  /** {@code mj_forward}: everything that follows from positions, velocities and controls. */
  public void forward() {
    Mujoco.forward(model.memory(), memory);
  }

  /** {@code mj_step}: one physics step. */
  public void step() {
    Mujoco.step(model.memory(), memory);
  }

  /** {@code mj_step1}: the half of a step that does not need the controls. */
  public void step1() {
    Mujoco.step1(model.memory(), memory);
  }

  /** {@code mj_step2}: the other half. */
  public void step2() {
    Mujoco.step2(model.memory(), memory);
  }

  /**
   * Makes this an exact copy of another simulation of the same model, warm start included. The
   * other one may be another thread's, which then must wait for the end of this.
   */
  public void copyFrom(MujocoData other) {
    if (!other.model.isSameAs(model)) {
      throw new IllegalArgumentException("the data to copy are of another model");
    }
    if (!other.memory.scope().isAlive()) {
      throw new IllegalStateException("the data to copy are closed");
    }
    Mujoco.copyData(memory, model.memory(), other.memoryOfAnyThread);
  }

  MujocoModel model() {
    return model;
  }

  MemorySegment memory() {
    return memory;
  }

  @Override
  public void close() {
    arena.close();
  }
}
