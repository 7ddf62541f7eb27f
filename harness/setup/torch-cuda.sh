# shellcheck shell=bash
# libtorch for GPUs, which is set up only when it is asked for: harness/bench setup --backend torch-cuda. A user's own
# PyTorch needs nothing of this: PLANETBENCH_TORCH names it.

torch_cuda_fetched=2500 torch_cuda_kept=2900  # MB

# As listed in torch-cuda.sha256, out of the wheels of torch-cuda.lock.
find_torch_cuda() {
  local _ file
  detail=$bench/torch-cuda
  [[ -e $bench/torch-cuda ]] || detail='libtorch, for the backend torch-cuda only'
  cmp -s "$setup/torch-cuda.sha256" "$bench/torch-cuda/torch-cuda.sha256" || return
  while read -r _ file; do [[ -f $bench/$file ]] || return; done <"$setup/torch-cuda.sha256"
}

set_up_torch_cuda() {
  local wheels=$bench/torch-cuda.new/wheels there=0
  [[ -w $bench ]] || fail 4 "torch-cuda: missing or not of this version: $detail" "remedy: $(setup_remedy)"
  [[ ! -d $wheels ]] || there=$(du --summarize --block-size=1MB "$wheels" | cut --fields=1)
  require_room $((torch_cuda_fetched + torch_cuda_kept - there))  # what is there is not fetched again
  begin_work
  step torch-cuda "$(torch_cuda_title)" make_torch_cuda
  end_work
}

torch_cuda_title() { printf 'libtorch for GPUs, %s MB to fetch' "$torch_cuda_fetched"; }

# require_room MB: before hours of fetching, not after.
require_room() {
  local left
  left=$(df --output=avail --block-size=1MB "$bench" | tail -n 1)
  ((left >= $1)) || fail 4 "torch-cuda: expected $1 MB of free disk for $bench, got ${left// /}" 'remedy: free some, or name a PyTorch in PLANETBENCH_TORCH'
}

# The wheels that an earlier call has fetched to the end are not fetched again. The libraries stay where wheels have them,
# since each looks for the others by its own place.
make_torch_cuda() {
  local new=$bench/torch-cuda.new
  mkdir -p "$new/wheels"
  fetch_torch_cuda "$new/wheels"
  rm -rf "$new/keep" && mkdir -p "$new/keep/torch-cuda"
  "$bench/venv/bin/python" -c "$unpack_kept" "$setup/torch-cuda.sha256" "$new/keep/torch-cuda" "$new"/wheels/*.whl
  (cd "$new/keep" && sha256sum --check "$setup/torch-cuda.sha256")
  cp "$setup/torch-cuda.sha256" "$new/keep/torch-cuda/"
  rm -rf "$bench/torch-cuda"
  mv "$new/keep/torch-cuda" "$bench"
  rm -rf "$new"
}

# unpack_kept LIST FOLDER WHEEL...
unpack_kept='
import sys
import zipfile

kept, folder, *wheels = sys.argv[1:]
names = {line.split("  ", 1)[1].rstrip("\n").split("/", 1)[1] for line in open(kept)}
for wheel in wheels:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name in names])'

# fetch_torch_cuda FOLDER: the wheels of torch-cuda.lock. Their libraries are the same whatever the Python.
fetch_torch_cuda() {
  local platform platforms=()
  for platform in manylinux{_2_{28..5},2014,2010}; do platforms+=(--platform "${platform}_x86_64"); done
  if [[ $carried ]]; then
    cp "$carried"/torch-cuda/*.whl "$1"
    return
  fi
  pip download --no-cache-dir --progress-bar off -d "$1" -r "$setup/torch-cuda.lock" --python-version 3.13 \
    --implementation cp --abi cp313 --abi none "${platforms[@]}"
}
