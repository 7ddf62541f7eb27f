package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.DOUBLE;
import static org.planetbench.agents.nn.torch.NativeFunctions.INT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.POINTER;
import static org.planetbench.agents.nn.torch.NativeFunctions.returning;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** The C functions of libtorch that are called: every one is looked for when libtorch is loaded. */
record ShimFunction(String symbol, FunctionDescriptor signature) {
  private static final List<ShimFunction> FUNCTIONS = new ArrayList<>();

  static final ShimFunction ABI_VERSION = of("aoti_torch_abi_version", returning(LONG));
  static final ShimFunction DTYPE_FLOAT = of("aoti_torch_dtype_float32", returning(INT));
  static final ShimFunction DTYPE_DOUBLE = of("aoti_torch_dtype_float64", returning(INT));
  static final ShimFunction DTYPE_LONG = of("aoti_torch_dtype_int64", returning(INT));
  static final ShimFunction DTYPE_BYTE = of("aoti_torch_dtype_uint8", returning(INT));
  static final ShimFunction DTYPE_BOOL = of("aoti_torch_dtype_bool", returning(INT));
  static final ShimFunction DEVICE_CPU = of("aoti_torch_device_type_cpu", returning(INT));
  static final ShimFunction DEVICE_CUDA = of("aoti_torch_device_type_cuda", returning(INT));
  static final ShimFunction NUM_THREADS = of("torch_get_num_threads", returning(INT, POINTER));
  static final ShimFunction SET_GRADIENTS =
      of("aoti_torch_grad_mode_set_enabled", FunctionDescriptor.ofVoid(INT));
  static final ShimFunction CALL =
      of("torch_call_dispatcher", returning(INT, POINTER, POINTER, POINTER, LONG));
  static final ShimFunction NEW_LIST =
      of("torch_new_list_reserve_size", returning(INT, LONG, POINTER));
  static final ShimFunction PUSH = of("torch_list_push_back", returning(INT, POINTER, LONG));
  static final ShimFunction EMPTY =
      of(
          "aoti_torch_empty_strided",
          returning(INT, LONG, POINTER, POINTER, INT, INT, INT, POINTER));
  static final ShimFunction EMPTY_PINNED = of("aoti_torch_empty_strided_pinned", EMPTY.signature());
  static final ShimFunction NEW_HANDLE =
      of("aoti_torch_new_tensor_handle", returning(INT, POINTER, POINTER));
  static final ShimFunction DELETE = of("aoti_torch_delete_tensor_object", returning(INT, POINTER));
  static final ShimFunction DATA = of("aoti_torch_get_data_ptr", returning(INT, POINTER, POINTER));
  static final ShimFunction DIMENSIONS = of("aoti_torch_get_dim", returning(INT, POINTER, POINTER));
  static final ShimFunction SIZES = of("aoti_torch_get_sizes", returning(INT, POINTER, POINTER));
  static final ShimFunction DTYPE = of("aoti_torch_get_dtype", returning(INT, POINTER, POINTER));
  static final ShimFunction DEVICE_TYPE =
      of("aoti_torch_get_device_type", returning(INT, POINTER, POINTER));
  static final ShimFunction DEVICE_INDEX =
      of("aoti_torch_get_device_index", returning(INT, POINTER, POINTER));
  static final ShimFunction IS_DEFINED =
      of("aoti_torch_is_defined", returning(INT, POINTER, POINTER));
  static final ShimFunction STORAGE_OFFSET =
      of("aoti_torch_get_storage_offset", returning(INT, POINTER, POINTER));
  static final ShimFunction STORAGE_SIZE =
      of("aoti_torch_get_storage_size", returning(INT, POINTER, POINTER));
  static final ShimFunction IS_CONTIGUOUS =
      of("aoti_torch_is_contiguous", returning(INT, POINTER, POINTER));
  static final ShimFunction SUBTRACT =
      of("aoti_torch_aten_subtract_Tensor", returning(INT, POINTER, POINTER, DOUBLE, POINTER));
  static final ShimFunction ADDMM_OUT =
      of(
          "aoti_torch_cpu_addmm_out",
          returning(INT, POINTER, POINTER, POINTER, POINTER, DOUBLE, DOUBLE));

  private static ShimFunction of(String symbol, FunctionDescriptor signature) {
    ShimFunction function = new ShimFunction(symbol, signature);
    FUNCTIONS.add(function);
    return function;
  }

  static List<ShimFunction> all() {
    return List.copyOf(FUNCTIONS);
  }

  MethodHandle handle() {
    return NativeFunctions.function(LibTorch.load().symbols(), symbol, signature);
  }
}
