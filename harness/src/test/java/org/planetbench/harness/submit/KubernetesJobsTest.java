package org.planetbench.harness.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.run.Heap;
import org.planetbench.suites.TaskId;

/** What the API server is told; a server that answers as it is told to stands for it. */
@EnableKubernetesMockClient(https = false)
final class KubernetesJobsTest {
  private static final String IMAGE = "registry/bench@sha256:" + "0123456789abcdef".repeat(4);
  private static final String PATH = "/apis/batch/v1/namespaces/lab/jobs";
  private static final String TRIED = PATH + "?dryRun=All";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // the extension sets it
  private KubernetesMockServer server;

  private Submission submission() throws IOException {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("smoke"),
            List.of(new TaskId("dummy_counting")),
            List.of("random"),
            List.of(1L, 2L, 3L),
            Map.of());
    List<CellSpec> cells =
        profile.cells().stream().map(cell -> profile.spec(cell, "smoke-1", 1, "abc")).toList();
    return Submission.planned(folder.resolve("Paper_runs"), cells);
  }

  private KubernetesJobs jobs(Optional<String> queue, Optional<Path> template) throws IOException {
    return new KubernetesJobs(
        submission(),
        new Resources(2, 3000, 2, 5),
        KubernetesOptions.of(IMAGE, "results/a/paper", Optional.of("lab"), queue, template),
        Heap.chosen("3g"),
        "1000:100",
        new TrackingServer("https://mlflow.lab/"));
  }

  @Test
  void eachCellIsAnIndexThatGoesOnAfterAllButItsOwnFailure() throws IOException {
    Job job = jobs(Optional.empty(), Optional.empty()).jobs().getFirst();
    JobSpec spec = job.getSpec();
    assertTrue(
        job.getMetadata().getName().matches("bench-paper-runs-[0-9a-f]{6}-1"),
        job.getMetadata()::getName);
    assertEquals("Indexed", spec.getCompletionMode());
    assertEquals(3, spec.getCompletions());
    assertEquals(2, spec.getParallelism());
    assertEquals(4, spec.getBackoffLimitPerIndex());
    assertEquals("Failed", spec.getPodReplacementPolicy());
    assertEquals(
        List.of("Ignore", "FailIndex"),
        spec.getPodFailurePolicy().getRules().stream().map(rule -> rule.getAction()).toList());
    assertEquals(
        List.of(2, 4, 5),
        spec.getPodFailurePolicy().getRules().get(1).getOnExitCodes().getValues());
    PodSpec pod = spec.getTemplate().getSpec();
    assertEquals("Never", pod.getRestartPolicy());
    assertEquals(1000, pod.getSecurityContext().getRunAsUser());
    assertEquals(100, pod.getSecurityContext().getRunAsGroup());
    assertEquals(true, pod.getSecurityContext().getRunAsNonRoot());
    Container container = pod.getContainers().getFirst();
    assertEquals(IMAGE, container.getImage());
    assertEquals(
        List.of(
            "cell", "/runs/submissions/1/cells/$(JOB_COMPLETION_INDEX).json", "--runs", "/runs"),
        container.getArgs());
    assertEquals(new Quantity("3000Mi"), container.getResources().getLimits().get("memory"));
    assertEquals(true, container.getSecurityContext().getReadOnlyRootFilesystem());
    assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
    assertEquals("a/paper", container.getVolumeMounts().getFirst().getSubPath());
    assertEquals(job.getMetadata().getName(), container.getEnv().getFirst().getValue());
    EnvVar ownName = container.getEnv().get(1);
    assertEquals("PLANETBENCH_POD", ownName.getName());
    assertEquals("metadata.name", ownName.getValueFrom().getFieldRef().getFieldPath());
    assertEquals("PLANETBENCH_CELL_HEAP", container.getEnv().getLast().getName());
    assertEquals("3072m", container.getEnv().getLast().getValue());
  }

  @Test
  void theReportWaitsForTheCells() throws IOException {
    JobSpec spec = jobs(Optional.empty(), Optional.empty()).jobs().get(1).getSpec();
    PodSpec pod = spec.getTemplate().getSpec();
    assertEquals(
        List.of("status", "--runs", "/runs", "--submission", "1", "--wait"),
        pod.getInitContainers().getFirst().getArgs());
    assertEquals(
        List.of("report", "--send-all", "--runs", "/runs", "--tracking-uri", "https://mlflow.lab/"),
        pod.getContainers().getFirst().getArgs());
    EnvVar heap = pod.getContainers().getFirst().getEnv().getLast();
    assertEquals("JAVA_TOOL_OPTIONS -Xmx1500m", heap.getName() + " " + heap.getValue());
    PodFailurePolicyRule last = spec.getPodFailurePolicy().getRules().getLast();
    assertEquals("FailJob", last.getAction());
    assertEquals(List.of(2), last.getOnExitCodes().getValues());
    assertNull(last.getOnExitCodes().getContainerName(), "of whichever container");
  }

  @Test
  void whatASiteAddsStays() throws IOException {
    Path template =
        Files.writeString(
            folder.resolve("site.yaml"),
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              labels: {team: rl}
            spec:
              ttlSecondsAfterFinished: 600
              template:
                metadata:
                  annotations: {site/node: big}
                spec:
                  nodeSelector: {pool: cpu}
                  containers:
                    - name: bench
                      env: [{name: MLFLOW_TRACKING_TOKEN, valueFrom: {secretKeyRef: {name: mlflow, key: token}}}]
            """);
    for (Job job : jobs(Optional.of("students"), Optional.of(template)).jobs()) {
      assertEquals("rl", job.getMetadata().getLabels().get("team"));
      assertEquals("students", job.getMetadata().getLabels().get("kueue.x-k8s.io/queue-name"));
      assertEquals(true, job.getSpec().getSuspend());
      assertEquals(600, job.getSpec().getTtlSecondsAfterFinished());
      assertEquals(
          Map.of("site/node", "big"), job.getSpec().getTemplate().getMetadata().getAnnotations());
      PodSpec pod = job.getSpec().getTemplate().getSpec();
      assertEquals(Map.of("pool", "cpu"), pod.getNodeSelector());
      assertEquals(
          "MLFLOW_TRACKING_TOKEN", pod.getContainers().getFirst().getEnv().getFirst().getName());
      assertEquals(IMAGE, pod.getContainers().getFirst().getImage());
    }
  }

  @Test
  void whatIsFrozenIsWhatIsSubmitted() throws Exception {
    useServer(server.getPort());
    KubernetesJobs jobs = jobs(Optional.of("queue"), Optional.empty());
    acceptJobs(jobs);
    assertEquals(
        jobs.jobs().stream().map(job -> job.getMetadata().getName()).toList(),
        jobs.submission().submit(jobs));
    String yaml = Files.readString(jobs.submission().folder().resolve("jobs.yaml"));
    List<Job> read = new ArrayList<>();
    for (String manifest : yaml.split("(?m)^---", -1)) {
      if (!manifest.isBlank()) {
        read.add(new KubernetesSerialization().unmarshal(manifest, Job.class));
      }
    }
    assertEquals(jobs.jobs(), read);
    String said = Files.readString(jobs.submission().folder().resolve("submission.json"));
    assertTrue(said.contains("\"image\": \"" + IMAGE + "\""), said);
    assertTrue(jobs.description().contains("#  2  dummy_counting-random-s3\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "bench:latest, results, --image: expected the image with its digest",
    "x@sha256:12, results, --image: expected the image with its digest",
    "'', Results, --claim: expected a PersistentVolumeClaim's name",
    "'', results/../x, --claim: expected a folder below the claim's root"
  })
  void whatTheServerCouldNotSayWellIsRefusedHere(String image, String claim, String expected) {
    String message =
        String.valueOf(
            assertThrows(
                    BadInputException.class,
                    () ->
                        KubernetesOptions.of(
                            image.isEmpty() ? IMAGE : image,
                            claim,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))
                .getMessage());
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void aTemplateThatIsNoJobIsRefused() throws IOException {
    for (String text : List.of("kind: [", "apiVersion: v1\nkind: Pod\n", "a: b\n")) {
      Path file = Files.writeString(folder.resolve("site.yaml"), text);
      String message =
          String.valueOf(
              assertThrows(BadInputException.class, () -> jobs(Optional.empty(), Optional.of(file)))
                  .getMessage());
      assertTrue(message.startsWith("--template: " + file + ": expected a Job"), message);
      assertEquals(1, message.lines().count(), message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0:0, none, --to kubernetes: expected a user that is not root",
    "1000:100, https://me:secret@mlflow.lab, MLFLOW_TRACKING_URI: expected no login in it",
    "1000:100, HTTPS://me:secret@mlflow.lab, MLFLOW_TRACKING_URI: expected no login in it",
    "1000:100, ' https://me:secret@mlflow.lab', MLFLOW_TRACKING_URI: expected no login in it"
  })
  void rootAndLoginsInManifestsAreRefused(String user, String tracking, String expected)
      throws IOException {
    KubernetesJobs good = jobs(Optional.empty(), Optional.empty());
    String message =
        String.valueOf(
            assertThrows(
                    BadInputException.class,
                    () ->
                        new KubernetesJobs(
                            good.submission(),
                            good.resources(),
                            good.options(),
                            good.heap(),
                            user,
                            new TrackingServer(tracking)))
                .getMessage());
    assertTrue(message.startsWith(expected), message);
    assertFalse(message.contains("secret@"), message);
  }

  private void useServer(int port) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: mock, cluster: {server: "http://localhost:%d"}}]
            contexts: [{name: mock, context: {cluster: mock, user: mock}}]
            users: [{name: mock, user: {}}]
            current-context: mock
            """
                .formatted(port));
    System.setProperty("kubeconfig", config.toString());
  }

  @AfterEach
  void forgetServer() {
    System.clearProperty("kubeconfig");
  }

  private void acceptJobs(KubernetesJobs jobs) {
    Job any = jobs.jobs().getFirst();
    server.expect().post().withPath(PATH).andReturn(HttpURLConnection.HTTP_CREATED, any).times(2);
  }

  /** That the cells' one pod is in this state. */
  private void answerPods(KubernetesJobs jobs, ContainerState state) {
    ContainerStatus container = new ContainerStatusBuilder().withState(state).build();
    PodList pods =
        new PodListBuilder()
            .addNewItem()
            .withNewStatus()
            .withContainerStatuses(container)
            .endStatus()
            .endItem()
            .build();
    String job = jobs.jobs().getFirst().getMetadata().getName();
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/lab/pods?labelSelector=job-name%3D" + job)
        .andReturn(HttpURLConnection.HTTP_OK, pods)
        .once();
  }

  @Test
  void anImageThatCannotBePulledLeavesNothing() throws Exception {
    useServer(server.getPort());
    KubernetesJobs jobs = jobs(Optional.empty(), Optional.empty());
    acceptJobs(jobs);
    answerPods(
        jobs,
        new ContainerStateBuilder()
            .withNewWaiting("no such host: registry", "ErrImagePull")
            .build());
    List<String> deleted = new ArrayList<>();
    for (Job job : jobs.jobs()) {
      String path = PATH + "/" + job.getMetadata().getName();
      server
          .expect()
          .delete()
          .withPath(path)
          .andReply(
              HttpURLConnection.HTTP_OK,
              request -> {
                deleted.add(path);
                return new StatusBuilder().build();
              })
          .once();
    }
    BadInputException e =
        assertThrows(BadInputException.class, () -> jobs.submission().submit(jobs));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("--image: expected one that the nodes can pull"), message);
    assertTrue(message.contains("got: no such host: registry; push it"), message);
    assertEquals(2, deleted.size(), deleted::toString);
    assertTrue(Files.notExists(jobs.submission().folder()));
    assertTrue(Files.notExists(jobs.submission().runs().resolve("dummy_counting-random-s1")));
  }

  @Test
  void bothJobsAreTriedAndThenMade() throws Exception {
    useServer(server.getPort());
    KubernetesJobs jobs = jobs(Optional.empty(), Optional.empty());
    Job any = jobs.jobs().getFirst();
    server.expect().post().withPath(TRIED).andReturn(HttpURLConnection.HTTP_CREATED, any).times(2);
    acceptJobs(jobs);
    answerPods(jobs, new ContainerStateBuilder().withNewRunning("now").build());
    List<String> names = jobs.jobs().stream().map(job -> job.getMetadata().getName()).toList();
    jobs.requireAcceptance();
    assertEquals(names, tried());
    assertEquals(names, jobs.submit());
  }

  /** The names of the jobs that the server was only asked about: these were all its requests. */
  private List<String> tried() throws InterruptedException {
    List<String> names = new ArrayList<>();
    for (int left = server.getRequestCount(); left > 0; left--) {
      RecordedRequest request = server.takeRequest();
      assertEquals("POST " + TRIED, request.method() + " " + request.getPath());
      Job job = new KubernetesSerialization().unmarshal(request.getUtf8Body(), Job.class);
      names.add(job.getMetadata().getName());
    }
    return names;
  }

  @Test
  void withoutANamespaceItIsTheDefaultOne() throws Exception {
    useServer(server.getPort());
    KubernetesJobs jobs =
        new KubernetesJobs(
            submission(),
            new Resources(1, 1000, 0, 1),
            KubernetesOptions.of(
                IMAGE, "results", Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            "1000:100",
            new TrackingServer("https://mlflow.lab/"));
    server
        .expect()
        .post()
        .withPath(TRIED.replace("/lab/", "/default/"))
        .andReturn(HttpURLConnection.HTTP_CREATED, jobs.jobs().getFirst())
        .times(2);
    jobs.requireAcceptance();
  }

  private void refuseTheSecond(Job first, String why) {
    server.expect().post().withPath(PATH).andReturn(HttpURLConnection.HTTP_CREATED, first).once();
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(
            HttpURLConnection.HTTP_FORBIDDEN,
            new StatusBuilder().withCode(403).withMessage(why).build())
        .once();
  }

  @Test
  void ifTheSecondIsRefusedTheFirstIsTakenBack() throws Exception {
    useServer(server.getPort());
    KubernetesJobs jobs = jobs(Optional.empty(), Optional.empty());
    Job first = jobs.jobs().getFirst();
    refuseTheSecond(first, "quota\nis exceeded");
    String deleted = PATH + "/" + first.getMetadata().getName();
    server
        .expect()
        .delete()
        .withPath(deleted)
        .andReturn(HttpURLConnection.HTTP_OK, new StatusBuilder().build())
        .once();
    String message =
        String.valueOf(assertThrows(BadInputException.class, jobs::submit).getMessage());
    assertTrue(message.contains("quota is exceeded"), message);
    assertEquals(
        "DELETE " + deleted,
        server.getLastRequest().method() + " " + server.getLastRequest().getPath());
  }

  @Test
  void whatCannotBeTakenBackIsToldBesideTheReason() throws Exception {
    useServer(server.getPort());
    KubernetesJobs jobs = jobs(Optional.empty(), Optional.empty());
    Job first = jobs.jobs().getFirst();
    refuseTheSecond(first, "quota is exceeded");
    String name = first.getMetadata().getName();
    server
        .expect()
        .delete()
        .withPath(PATH + "/" + name)
        .andReturn(
            HttpURLConnection.HTTP_FORBIDDEN,
            new StatusBuilder().withCode(403).withMessage("no right to delete").build())
        .once();
    String message =
        String.valueOf(assertThrows(BadInputException.class, jobs::submit).getMessage());
    assertTrue(message.contains("quota is exceeded"), message);
    assertTrue(message.contains("job " + name + " may have been made"), message);
    assertTrue(message.contains("no right to delete"), message);
  }

  /** Root, to whom an NFS may allow nothing, would have to make it for each pod. */
  @Test
  void whatIsMountedInTheFolderOfRunsHasItsPlaceThere() throws IOException {
    KubernetesJobs jobs = jobs(Optional.empty(), Optional.empty());
    jobs.keepProgram();
    assertTrue(Files.isDirectory(jobs.submission().runs().resolve(".natives")));
  }

  @Test
  void withoutAServerOneLineSaysSo() throws IOException {
    useServer(1);
    KubernetesJobs jobs = jobs(Optional.empty(), Optional.empty());
    String message =
        String.valueOf(assertThrows(BadInputException.class, jobs::requireAcceptance).getMessage());
    assertTrue(message.startsWith("--to kubernetes: expected an API server that answers"), message);
    assertEquals(1, message.lines().count(), message);
  }
}
