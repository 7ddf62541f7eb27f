# shellcheck shell=bash
# A set-up for machines without a network: where there is one, --download puts all that it takes into a folder.
#
#   wheels/       of MLflow and the simulator, for each CPython that the locks serve
#   app/          the program, built from the sources of this checkout
#   java/         the Java that it was built with, without its tools
#   torch/        the jars with libtorch, where --backend torch-cpu asks for it
#   torch-cuda/   its wheels for GPUs, where --backend torch-cuda does
#   SHA256SUMS    of all that, written last

# run_setup [--backend torch-cpu|torch-cuda] [--download FOLDER | --from FOLDER]
run_setup() {
  local action='' folder='' backend=''
  while (($# > 1)); do
    case $1 in
      --backend) [[ ${2//_/-} =~ ^torch-(cpu|cuda)$ ]] || break; backend=${2//_/-} ;;
      --download | --from) [[ -z $action ]] || break; action=$1 folder=$2 ;;
      *) break ;;
    esac
    shift 2
  done
  (($# == 0)) ||
    fail 2 "setup: expected --backend torch-cpu or torch-cuda, --download FOLDER, --from FOLDER or nothing, got '$*'"
  case $action in
    --download)
      download "$folder"  # not behind && or in an if: it would go on after its errors
      return
      ;;
    --from) set_up_from "$folder" ;;
    *) is_ready || set_up ;;
  esac
  case $backend in
    torch-cpu) find_torch || set_up_torch ;;
    torch-cuda) find_torch_cuda || set_up_torch_cuda ;;
  esac
  say "ready; harness/bench doctor tells of each part"
}

download() {
  local folder version other
  mkdir -p -- "$1" 2>/dev/null || fail 2 "cannot make the folder $1"
  folder=$(readlink -f -- "$1")
  other=$(find "$folder" -mindepth 1 -maxdepth 1 ! -name wheels ! -name app ! -name java ! -name torch ! -name torch-cuda ! -name SHA256SUMS -print -quit)
  [[ -z $other ]] || fail 2 "expected an empty folder or one of a download before, got one with $other"
  is_ready || set_up
  app=$bench/app/$(<"$root/harness/target/bench.build")  # of a build that was made just now, too
  begin_work
  rm -rf "$folder"/{SHA256SUMS,app,java,torch,torch-cuda}
  for version in 3.{10..14}; do
    step "wheels-$version" "wheels for CPython $version" download_wheels "$folder/wheels" "$version"
  done
  step carried-app 'planet-bench' carry_app "$folder/app"
  step carried-java "Java of $jdk" link_java "$folder/java"
  case $backend in
    torch-cpu)
      need maven
      mkdir "$folder/torch"
      step carried-torch "$(torch_title)" fetch_torch "$folder/torch"
      ;;
    torch-cuda)
      mkdir "$folder/torch-cuda"
      step carried-torch-cuda "$(torch_cuda_title)" fetch_torch_cuda "$folder/torch-cuda"
      ;;
  esac
  step carried-sums 'their hashes' write_sums "$folder"
  end_work
  say "$(du -sh "$folder"), for: harness/bench setup --from $1"
}

# download_wheels FOLDER VERSION: those that a C library from 2.28 on can load.
download_wheels() {
  local lock platforms=()
  for lock in manylinux{_2_{28..5},2014,2010,1}; do platforms+=(--platform "${lock}_x86_64"); done
  for lock in mlflow simulator; do
    "$bench/venv/bin/python" -c "$lock_for" "$setup/$lock.lock" "$2" >"$bench/$lock-$2.lock"
    pip download --progress-bar off -d "$1" -r "$bench/$lock-$2.lock" --python-version "$2" "${platforms[@]}"
    rm "$bench/$lock-$2.lock"
  done
}

# The lines of a lock that hold for a CPython, without their markers: pip asks those of the Python that it runs in.
lock_for='
import sys
from pip._vendor.packaging.markers import Marker

lock, version = sys.argv[1:]
python = {"python_version": version, "python_full_version": version + ".0"}
holds = False
for line in open(lock):
    if line[0] not in " #":
        requirement, _, marker = line.rstrip("\\\n ").partition(" ; ")
        holds = not marker or Marker(marker).evaluate(python)
        line = requirement + " \\\n"
    if holds:
        print(line, end="")'

# The settings of Maven are those of the machine that builds.
carry_app() {
  mkdir -p "$1"
  cp -r "$app" "$1"
  [[ -z ${MAVEN_ARGS-} ]] || (unset MAVEN_ARGS && sources_hash >>"$1/${app##*/}/built-from")
  [[ -s $1/${app##*/}/built-from ]] ||
    { echo "ERROR: the sources were edited while they were built; remedy: harness/bench setup, then this again" && exit 1; }
}

write_sums() {
  cd "$1"
  find . -mindepth 2 -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS.new
  mv SHA256SUMS.new SHA256SUMS
}

set_up_from() {
  carried=$(readlink -f -- "$1") && [[ -f $carried/SHA256SUMS ]] ||
    fail 2 "expected a folder that harness/bench setup --download has filled to the end, got $1"
  unset MAVEN_ARGS  # nothing is built here
  grep --quiet --line-regexp --fixed-strings --no-messages -- "$(sources_hash)" "$carried"/app/*/built-from ||
    fail 2 "the program in $1 was built from other sources than those here; remedy: check the same commit out in both places"
  [[ -z $backend || -d $carried/${backend/torch-cpu/torch} ]] ||
    fail 2 "no libtorch in $1; remedy: harness/bench setup --backend $backend --download FOLDER, where there is a network"
  is_ready || set_up
}

check_sums() {
  cd "$carried"
  sha256sum --check --quiet SHA256SUMS || { echo "ERROR: $carried is not as it was filled; remedy: copy it anew" && exit 1; }
}

# What else is set up then needs neither Maven nor, where there is no JDK 25, one.
take_carried() {
  local build
  for build in "$carried"/app/*; do take_build "$build" "$bench/app/${build##*/}"; done
  make_build
  if ! find_jdk; then take_folder "$carried/java" "$bench/java"; fi
}

# take_build CARRIED OWN: one that is there is left alone, since it may run, unless it is not whole.
take_build() {
  diff --recursive --brief --exclude built-from "$1" "$2" >/dev/null 2>&1 || take_folder "$1" "$2"
  touch "$2/built-from"  # it has none where sources were edited while it was built
  grep --invert-match --line-regexp --fixed-strings --file="$2/built-from" "$1/built-from" >"$2/built-from.new" || true
  cat "$2/built-from.new" >>"$2/built-from"
  rm "$2/built-from.new"
}

# take_folder FROM TO: it gets its name when it is whole, whatever cuts this short.
take_folder() {
  local new=$bench/carried.new
  rm -rf "$new"
  mkdir -p "${2%/*}"
  cp -r "$1" "$new"
  chmod -R u+w "$new"  # what it came from may be write-protected
  rm -rf "$2"
  mv "$new" "$2"
}
