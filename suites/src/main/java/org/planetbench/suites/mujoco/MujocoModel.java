package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.mujoco.StructTable.ArrayField;

/**
 * A compiled model, {@code mjModel}. Its arrays have MuJoCo's names; an edit of an array stays
 * until the model is closed.
 */
public final class MujocoModel implements AutoCloseable {
  private static final long DISABLE_FLAGS = StructTable.offset("model.opt.disableflags");
  private static final int DISABLE_ACTUATION = StructTable.constant("mjDSBL_ACTUATION");
  private static final long INTEGRATOR = StructTable.offset("model.opt.integrator");
  private static final int RUNGE_KUTTA = StructTable.constant("mjINT_RK4");
  private static final long TIMESTEP = StructTable.offset("model.opt.timestep");
  private static final long SIZE = StructTable.sizeOf("mjModel");

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory;
  private final String name;

  private MujocoModel(String name, MemorySegment model) {
    this.name = name;
    this.memory = model.reinterpret(SIZE, arena, Mujoco::deleteModel);
  }

  /** A view for this thread of a model that another thread owns. */
  private MujocoModel(MujocoModel owned) {
    this.name = owned.name;
    this.memory = MemorySegment.ofAddress(owned.memory.address()).reinterpret(SIZE, arena, null);
  }

  /**
   * Compiles the control suite's model of a domain.
   *
   * @throws MachineNotReadyException if libmujoco or a model file is not the expected one
   */
  public static MujocoModel ofDomain(String domain) {
    return load(MujocoLibrary.load().installation().model(domain));
  }

  /**
   * Compiles the control suite's model of a domain, edited.
   *
   * @throws MachineNotReadyException if libmujoco or a model file is not the expected one
   */
  public static MujocoModel ofDomain(String domain, Consumer<ModelXml> edit) {
    ModelXml xml = ModelXml.read(MujocoLibrary.load().installation().model(domain));
    edit.accept(xml);
    String name = "edited " + domain + ".xml";
    synchronized (MujocoModel.class) {
      return new MujocoModel(name, Mujoco.loadXml(name, xml.text()));
    }
  }

  static synchronized MujocoModel load(Path xml) {
    MujocoLibrary.load();
    return new MujocoModel(xml.getFileName().toString(), Mujoco.loadXml(xml));
  }

  /**
   * The same model for the thread that calls this, to simulate side by side with its owner. Close
   * it before the model; nobody may edit the model while another thread simulates.
   */
  public MujocoModel onThisThread() {
    return new MujocoModel(this);
  }

  boolean isSameAs(MujocoModel other) {
    return memory.address() == other.memory.address();
  }

  /** A size such as {@code nq} or {@code njnt}. */
  public int size(String name) {
    return Math.toIntExact(memory.get(JAVA_LONG, StructTable.offset("model.size." + name)));
  }

  /** A whole array, such as {@code geom_size}. */
  public NativeArray array(String field) {
    return array(memory, StructTable.array("model.ptr." + field), arena);
  }

  /** The numbers of one named element in an array: {@code row("geom_size", "target")}. */
  public NativeArray row(String field, String element) {
    return row(array(field), StructTable.array("model.ptr." + field), element);
  }

  /** Seconds per physics step. */
  public double timestep() {
    return memory.get(JAVA_DOUBLE, TIMESTEP);
  }

  /** Whether the integrator is the Runge-Kutta one of fourth order. */
  public boolean usesRungeKutta() {
    return memory.get(JAVA_INT, INTEGRATOR) == RUNGE_KUTTA;
  }

  /** Switches the actuators off or on. */
  public void setActuation(boolean enabled) {
    int flags = memory.get(JAVA_INT, DISABLE_FLAGS);
    int changed = enabled ? flags & ~DISABLE_ACTUATION : flags | DISABLE_ACTUATION;
    memory.set(JAVA_INT, DISABLE_FLAGS, changed);
  }

  MemorySegment memory() {
    return memory;
  }

  /** An array that a pointer inside {@code struct} leads to, alive as long as {@code owner}. */
  NativeArray array(MemorySegment struct, ArrayField field, Arena owner) {
    NativeArray.Element element = NativeArray.Element.of(field.type());
    int length = Math.multiplyExact(extent(field.rows()), extent(field.columns()));
    MemorySegment elements =
        struct
            .get(ADDRESS, field.offset())
            .reinterpret(NativeArray.bytes(element, length), owner, null);
    return new NativeArray(elements, element, length);
  }

  NativeArray row(NativeArray array, ArrayField field, String element) {
    int columns = extent(field.columns());
    return switch (field.rows()) {
      case "nq" -> {
        int joint = id("njnt", element);
        yield array.slice(jointAddress("jnt_qposadr", joint), jointType(joint).positions());
      }
      case "nv" -> {
        int joint = id("njnt", element);
        int first = jointAddress("jnt_dofadr", joint);
        yield array.slice(first * columns, jointType(joint).velocities() * columns);
      }
      case "nsensordata" -> {
        int sensor = id("nsensor", element);
        yield array.slice(
            (int) array("sensor_adr").get(sensor), (int) array("sensor_dim").get(sensor));
      }
      default -> array.slice(id(field.rows(), element) * columns, columns);
    };
  }

  private int jointAddress(String field, int joint) {
    return (int) array(field).get(joint);
  }

  private JointType jointType(int joint) {
    return JointType.of((int) array("jnt_type").get(joint));
  }

  private int extent(String extent) {
    return Character.isDigit(extent.charAt(0)) ? Integer.parseInt(extent) : size(extent);
  }

  /** The index of a named element among the rows that a size counts. */
  private int id(String size, String element) {
    String type =
        switch (size) {
          case "nbody" -> "BODY";
          case "njnt" -> "JOINT";
          case "ngeom" -> "GEOM";
          case "nsite" -> "SITE";
          case "ncam" -> "CAMERA";
          case "nlight" -> "LIGHT";
          case "nmat" -> "MATERIAL";
          case "ntendon" -> "TENDON";
          case "nu" -> "ACTUATOR";
          case "nsensor" -> "SENSOR";
          default -> throw new IllegalArgumentException("rows of " + size + " have no names");
        };
    int id = Mujoco.nameToId(memory, StructTable.constant("mjOBJ_" + type), element);
    if (id < 0) {
      throw new IllegalArgumentException(name + " has no " + type + " named '" + element + "'");
    }
    return id;
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    arena.close();
  }
}
