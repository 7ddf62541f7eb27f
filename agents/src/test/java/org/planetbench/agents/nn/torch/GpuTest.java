package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.planetbench.agents.Errors.messageOf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.agents.nn.torch.GpuDriver.Gpu;
import org.planetbench.suites.MachineNotReadyException;

/** What a machine with a GPU may say, from texts and numbers as NVIDIA's libraries give them. */
class GpuTest {
  private static final Gpu H200 = new Gpu("NVIDIA H200", 132, "9.0", 150_754_820_096L);
  private static final Gpu SLICE =
      new Gpu("NVIDIA A100-SXM4-40GB MIG 1g.5gb", 14, "8.0", 5_100_273_664L);

  private static GpuDriver driver(String release, int cuda, Gpu... gpus) {
    return new GpuDriver(release, cuda, List.of(gpus));
  }

  @Test
  void theRecordSaysWhatBitsDependOn() {
    GpuFacts facts = new GpuFacts(H200, "580.159.04", "13.0", "13.1.0", "9.17.1");
    assertEquals(
        "{gpu=NVIDIA H200, gpu_multiprocessors=132, gpu_capability=9.0, driver=580.159.04,"
            + " cuda=13.0, cublas=13.1.0, cudnn=9.17.1, precision=tf32, launches=eager}",
        facts.text(Precision.TF32).toString());
    assertEquals("NVIDIA H200, 132 multiprocessors, 143771 MiB", H200.toString());
    assertEquals(
        "NVIDIA A100-SXM4-40GB MIG 1g.5gb, 14 multiprocessors, 4864 MiB, a slice of a GPU",
        SLICE.toString());
  }

  @Test
  void aGpuThatIsNotThereIsNamed() {
    assertEquals(SLICE, driver("580.1", 13_000, H200, SLICE).gpu(1));
    assertEquals(
        "no GPU 0: expected 1 or more, the driver 580.1 shows 0; remedy: look at nvidia-smi and"
            + " CUDA_VISIBLE_DEVICES, or compute with --set backend=torch_cpu",
        messageOf(MachineNotReadyException.class, () -> driver("580.1", 13_000).gpu(0)));
  }

  @Test
  void aDriverServesItsMajorReleaseOfCuda() {
    driver("580.159.04", 13_000, H200).requireServes(12_060);
    driver("580.159.04", 13_000, H200).requireServes(13_020);
    assertEquals(
        "NVIDIA's driver 550.54.15 is too old: expected one for CUDA 13.0 or newer, as libtorch was"
            + " built for CUDA 13.2, got one for CUDA 12.4; remedy: update the driver, or name a"
            + " PyTorch for CUDA 12 in PLANETBENCH_TORCH",
        messageOf(
            MachineNotReadyException.class,
            () -> driver("550.54.15", 12_040, H200).requireServes(13_020)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "34|CUDA driver is a stub library|is the stub for linking",
        "100|no CUDA-capable device is detected|the driver shows no GPU",
        "803|system has unsupported display driver / cuda driver combination|restart the machine",
        "999|unknown error|the driver does not start"
      })
  void aDriverThatDoesNotStartSaysWhy(int code, String text, String what) {
    String message = String.valueOf(GpuDriver.refusal(code, text).getMessage());
    assertTrue(message.startsWith("no GPU: cuInit returned " + code + " (" + text + "), "));
    assertTrue(message.contains(what) && message.contains("; remedy: "), message);
  }

  @Test
  void withoutADriverTheMessageSaysSo() {
    assertEquals(
        "no NVIDIA driver: libcuda.so.1 cannot be loaded; remedy: install the driver, start a"
            + " container with its GPU (docker run --gpus all), or compute with --set"
            + " backend=torch_cpu",
        GpuDriver.missing().getMessage());
  }

  @Test
  void theReleaseIsReadFromTheKernelsModule() throws IOException {
    assertEquals(
        "580.159.04",
        DriverLibrary.release(
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.04  Tue Oct 14 2025"));
    messageOf(IOException.class, () -> DriverLibrary.release("NVRM version: none"));
  }

  @Test
  void librariesAreFoundWhereTheyWereLoadedFrom() {
    List<String> maps =
        List.of(
            "7f00-7f01 r-xp 00000000 00:00 0",
            "7f01-7f02 r-xp 00000000 fe:00 12 /env/nvidia/cu13/lib/libcublasLt.so.13",
            "7f02-7f03 r-xp 00000000 fe:00 13 /env/nvidia/cu13/lib/libcublas.so.13",
            "7f03-7f04 r-xp 00000000 fe:00 14 /env/nvidia/cudnn/lib/libcudnn_ops.so.9",
            "7f04-7f05 r-xp 00000000 fe:00 15 /env/torch/lib/libcudart-d0da41ae.so.11.0");
    assertEquals(
        Path.of("/env/nvidia/cu13/lib/libcublas.so.13"),
        CudaLibraries.find(maps, Pattern.compile("libcublas[-.].*")));
    assertEquals(
        Path.of("/env/torch/lib/libcudart-d0da41ae.so.11.0"),
        CudaLibraries.find(maps, Pattern.compile("libcudart[-.].*")));
    String missing =
        messageOf(
            MachineNotReadyException.class,
            () -> CudaLibraries.find(maps, Pattern.compile("libcudnn[-.].*")));
    assertTrue(missing.contains("loaded no library of name libcudnn"), missing);
    assertEquals("9.17.1", CudaLibraries.cudnn(91_701));
    assertEquals("12.8", GpuDriver.shown(12_080));
  }

  @Test
  void precisionIsDecidedByVariablesWhateverTheUsersAre() {
    assertEquals(Precision.FP32.environment().keySet(), Precision.TF32.environment().keySet());
    assertEquals("0", Precision.FP32.environment().get("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"));
    assertEquals("1", Precision.TF32.environment().get("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"));
    assertEquals(
        "libtorch computes in FP32 in this process: expected TF32, which a process chooses once",
        messageOf(IllegalStateException.class, GpuTest::loadBoth));
  }

  private static void loadBoth() {
    var _ = LibTorch.load(TorchDevice.Kind.CPU, Precision.FP32);
    var _ = LibTorch.load(TorchDevice.Kind.CPU, Precision.TF32);
  }

  /** As libtorch 2.13 and CUDA's runtime say them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CUDA out of memory. Tried to allocate 1.43 GiB. GPU 0 has a total capacity of 4.75 GiB of"
            + " which 512.00 MiB is free.|OUT_OF_MEMORY",
        "CUDA error: out of memory|OUT_OF_MEMORY",
        "cudaMemGetInfo returned 2 (out of memory)|OUT_OF_MEMORY",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`|OUT_OF_MEMORY",
        "CUDA error: unspecified launch failure|LOST",
        "CUDA error: device-side assert triggered|LOST",
        "CUDA error: an illegal memory access was encountered|LOST",
        "cudaMemGetInfo returned 214 (uncorrectable ECC error encountered)|LOST",
        "CUDA error: all CUDA-capable devices are busy or unavailable|LOST",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm(`|LOST",
        "CUDA error: no kernel image is available for execution on the device|UNSUITED",
      })
  void anErrorSaysWhatItMeans(String reason, GpuFault fault) {
    TorchException error = TorchException.of("aten::mm of float[2, 3], float[3, 2]", reason);
    assertEquals(Optional.of(fault), error.fault());
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith(
            "aten::mm of float[2, 3], float[3, 2] failed: " + reason + "; the GPU: "),
        message);
    assertTrue(message.contains("; remedy: "), message);
  }

  @Test
  void anErrorOfTheOperatorBlamesNoGpu() {
    String reason = "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)";
    TorchException error = TorchException.of("aten::mm", reason);
    assertEquals("aten::mm failed: " + reason, error.getMessage());
    assertFalse(error.fault().isPresent());
  }
}
