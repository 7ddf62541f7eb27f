package org.planetbench.harness.submit;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirementBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Heap;
import org.planetbench.results.run.KubernetesPod;
import org.planetbench.results.run.file.AtomicFile;

/**
 * A submission as Kubernetes takes it: an Indexed Job with a cell an index, and a Job that waits
 * until the cells have ended and writes the report. The pods see the folder of runs as {@code
 * /runs}, from a PersistentVolumeClaim.
 *
 * @param heap of each cell's process, for its pod's environment; empty where recipes decide
 * @param user who the pods run as, in the form 1000:1000: whoever submits, to whom the frozen files
 *     belong
 * @param tracking the MLflow server that the report's pod sends the runs to; with no login in it,
 *     as anyone may read manifests
 */
public record KubernetesJobs(
    Submission submission,
    Resources resources,
    KubernetesOptions options,
    Optional<Heap> heap,
    String user,
    TrackingServer tracking)
    implements Handover {
  static final String FILE = "jobs.yaml";

  private static final String RUNS = "/runs";
  private static final String NATIVES = ".natives";
  private static final String CONTAINER = "bench";
  private static final String QUEUE = "kueue.x-k8s.io/queue-name";
  private static final int LONGEST_NAME = 40; // 63, less what pods, indices and -report add

  /** What is not tried again: all but death and the codes of what can go on. */
  private static final List<Integer> FINAL =
      Stream.of(ExitCode.BAD_INPUT, ExitCode.NOT_READY, ExitCode.CELL_FAILED)
          .map(ExitCode::number)
          .toList();

  /** The report's pod waits for days, and reckons for seconds. */
  private static final Map<String, Quantity> WAITING = amounts("100m", 2000);

  private static final Map<String, Quantity> REPORT = amounts("1", SlurmArray.REPORT_MIB);

  /** What every Java reads; without it the heap is a quarter of the container's memory. */
  private static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";

  public KubernetesJobs {
    if (user.startsWith("0:")) {
      throw new BadInputException(
          "--to kubernetes: expected a user that is not root, as whom the pods run, too; submit as the owner of the runs");
    }
    if (tracking.hasLogin()) {
      throw new BadInputException(
          "%s: expected no login in it, as anyone may read manifests, got one; give the container 'bench' of --template MLFLOW_TRACKING_USERNAME and _PASSWORD from a secret"
              .formatted(TrackingServer.VARIABLE));
    }
  }

  /** As whoever submits. */
  public static KubernetesJobs of(
      Submission submission, Resources resources, KubernetesOptions options) throws IOException {
    Map<String, Object> own = Files.readAttributes(Path.of("/proc/self"), "unix:uid,gid");
    return new KubernetesJobs(
        submission,
        resources,
        options,
        Heap.ofEnvironment(),
        own.get("uid") + ":" + own.get("gid"),
        TrackingServer.ofEnvironment());
  }

  @Override
  public Handover of(Submission other) {
    return new KubernetesJobs(other, resources, options, heap, user, tracking);
  }

  @Override
  public void requireAcceptance() {
    Kubernetes.requireAcceptance(jobs(), options.namespace());
  }

  @Override
  public List<String> submit() throws InterruptedException {
    return Kubernetes.create(jobs(), options.namespace());
  }

  @Override
  public Map<String, String> program() {
    return Map.of("image", options.image());
  }

  @Override
  public Map<String, String> files() {
    return Map.of(FILE, yaml());
  }

  @Override
  public void keepProgram() throws IOException {
    // the image has the program; what is mounted into the claim has to have its place there, which
    // the node makes as root, whom an NFS may let write nothing
    AtomicFile.createFolder(submission.runs().resolve(NATIVES));
  }

  @Override
  public String description() {
    return "# %s:%n%s%n%s"
        .formatted(
            submission.description(),
            submission.listed().replaceAll("(?m)^", "#").replaceFirst("#$", ""),
            yaml());
  }

  /** The manifests, as {@code kubectl apply} takes them. */
  private String yaml() {
    KubernetesSerialization yaml = new KubernetesSerialization();
    StringBuilder text = new StringBuilder();
    jobs().forEach(job -> text.append(yaml.asYaml(job)));
    return text.toString();
  }

  /** That of the cells, and that of the report. */
  List<Job> jobs() {
    return List.of(cells(), report());
  }

  /**
   * A name that no other submission of any folder has: that of the folder, its submission's number,
   * and a hash of where it is.
   */
  private String name() {
    String folder = String.valueOf(submission.runs().getFileName());
    String number = submission.number();
    String where = options.claim() + "/" + options.path() + submission.runs();
    String words = folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String hash = DigestUtils.sha256Hex(where).substring(0, 6);
    int room = LONGEST_NAME - number.length() - hash.length() - 2;
    return "bench-%s-%s-%s"
        .formatted(words.substring(0, Math.min(words.length(), room - 6)), hash, number)
        .replaceAll("-+", "-");
  }

  private Job cells() {
    int cells = submission.cells().size();
    Map<String, Quantity> amounts =
        amounts(Integer.toString(resources.cpus()), resources.memoryMib());
    String input = inPod(submission.cellInputs()) + "/$(" + KubernetesPod.INDEX + ").json";
    ContainerBuilder cell =
        new ContainerBuilder(container(amounts, amounts, "cell", input, "--runs", RUNS));
    heap.ifPresent(
        size -> cell.addNewEnv().withName(Heap.VARIABLE).withValue(size.toString()).endEnv());
    JobSpec spec =
        new JobSpecBuilder(templateSpec())
            .withCompletionMode("Indexed")
            .withCompletions(cells)
            .withParallelism(
                resources.parallel() > 0 ? Math.min(resources.parallel(), cells) : cells)
            .withBackoffLimitPerIndex(resources.attempts() - 1)
            .withPodReplacementPolicy("Failed") // never two of an index at once
            .withPodFailurePolicy(policy("FailIndex", in(FINAL).withContainerName(CONTAINER)))
            .editOrNewTemplate()
            .withSpec(pod(cell.build()))
            .endTemplate()
            .build();
    return job(name(), spec);
  }

  private Job report() {
    Container report =
        container(
            WAITING,
            REPORT,
            "report",
            "--send-all",
            "--runs",
            RUNS,
            "--tracking-uri",
            tracking.uri());
    if (report.getEnv().stream().noneMatch(given -> given.getName().equals(JAVA_OPTIONS))) {
      report =
          new ContainerBuilder(report)
              .addNewEnv()
              .withName(JAVA_OPTIONS)
              .withValue(SlurmArray.REPORTING.jvmOption())
              .endEnv()
              .build();
    }
    String[] until = {"status", "--runs", RUNS, "--submission", submission.number(), "--wait"};
    Container wait =
        new ContainerBuilder(container(WAITING, REPORT, until)).withName("wait").build();
    JobSpec spec =
        new JobSpecBuilder(templateSpec())
            .withBackoffLimit(resources.attempts())
            .withPodFailurePolicy(policy("FailJob", in(List.of(ExitCode.BAD_INPUT.number()))))
            .editOrNewTemplate()
            .withSpec(new PodSpecBuilder(pod(report)).withInitContainers(wait).build())
            .endTemplate()
            .build();
    return job(name() + "-report", spec);
  }

  /**
   * Preemption, eviction and a drained node do not count.
   *
   * @param action on exit codes after which another attempt would end alike
   */
  private static PodFailurePolicy policy(
      String action, PodFailurePolicyOnExitCodesRequirementBuilder codes) {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endOnPodCondition()
        .endRule()
        .addNewRule()
        .withAction(action)
        .withOnExitCodes(codes.build())
        .endRule()
        .build();
  }

  /** Of any container. */
  private static PodFailurePolicyOnExitCodesRequirementBuilder in(List<Integer> codes) {
    return new PodFailurePolicyOnExitCodesRequirementBuilder().withOperator("In").withValues(codes);
  }

  private JobSpec templateSpec() {
    JobSpec spec = options.template().getSpec();
    return spec == null ? new JobSpec() : spec;
  }

  private Job job(String name, JobSpec spec) {
    ObjectMeta given = options.template().getMetadata();
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder(given == null ? new ObjectMeta() : given)
            .withName(name)
            .addToLabels("app.kubernetes.io/name", "planet-bench");
    options.namespace().ifPresent(metadata::withNamespace);
    options.queue().ifPresent(queue -> metadata.addToLabels(QUEUE, queue));
    JobSpecBuilder complete = new JobSpecBuilder(spec);
    if (options.queue().isPresent()) {
      complete.withSuspend(true); // Kueue starts it
    }
    return new JobBuilder().withMetadata(metadata.build()).withSpec(complete.build()).build();
  }

  private PodSpec pod(Container container) {
    String[] ids = user.split(":", 2);
    PodSpec given = templatePod();
    List<Volume> volumes = new ArrayList<>(given.getVolumes());
    volumes.add(
        new VolumeBuilder()
            .withName("runs")
            .withNewPersistentVolumeClaim()
            .withClaimName(options.claim())
            .endPersistentVolumeClaim()
            .build());
    volumes.add(new VolumeBuilder().withName("natives").withNewEmptyDir().endEmptyDir().build());
    return new PodSpecBuilder(given)
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds((long) SlurmArray.SECONDS_TO_STOP)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .editOrNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(Long.parseLong(ids[0]))
        .withRunAsGroup(Long.parseLong(ids[1]))
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container)
        .withVolumes(volumes)
        .build();
  }

  private PodSpec templatePod() {
    JobSpec spec = templateSpec();
    return spec.getTemplate() == null || spec.getTemplate().getSpec() == null
        ? new PodSpec()
        : spec.getTemplate().getSpec();
  }

  /** The template's container {@code bench}, if it has one, with what is ours. */
  private Container container(
      Map<String, Quantity> requests, Map<String, Quantity> limits, String... arguments) {
    Container given =
        templatePod().getContainers().stream()
            .filter(container -> CONTAINER.equals(container.getName()))
            .findFirst()
            .orElseGet(Container::new);
    List<EnvVar> environment = new ArrayList<>(given.getEnv());
    environment.add(new EnvVarBuilder().withName(KubernetesPod.JOB).withValue(name()).build());
    environment.add(
        new EnvVarBuilder()
            .withName(KubernetesPod.POD)
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("metadata.name")
            .endFieldRef()
            .endValueFrom()
            .build());
    List<VolumeMount> mounts = new ArrayList<>(given.getVolumeMounts());
    VolumeMountBuilder runs = new VolumeMountBuilder().withName("runs").withMountPath(RUNS);
    if (!options.path().isEmpty()) {
      runs.withSubPath(options.path());
    }
    mounts.add(runs.build());
    mounts.add(
        new VolumeMountBuilder().withName("natives").withMountPath(RUNS + "/" + NATIVES).build());
    return new ContainerBuilder(given)
        .withName(CONTAINER)
        .withImage(options.image())
        .withArgs(arguments)
        .withEnv(environment)
        .withNewResources()
        .withRequests(requests)
        .withLimits(limits)
        .endResources()
        .editOrNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withVolumeMounts(mounts)
        .build();
  }

  private static Map<String, Quantity> amounts(String cpus, long memoryMib) {
    return Map.of("cpu", new Quantity(cpus), "memory", new Quantity(memoryMib + "Mi"));
  }

  private String inPod(Path path) {
    return RUNS + "/" + submission.runs().relativize(path);
  }
}
