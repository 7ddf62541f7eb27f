# shellcheck shell=bash
# What harness/bench does with what machine.sh and parts.sh find and make.

is_ready() {
  find_platform && find_jdk && find_gl && find_fonts && find_mlflow && find_simulator && find_build
}

set_up() {
  find_platform || fail 4 "platform: $detail" "remedy: $(remedy platform)"
  { mkdir -p "$bench/log" && : >>"$bench/lock"; } 2>/dev/null ||
    fail 4 "cannot write $bench" "remedy: make it writable for $(id -un), or clone the project anew"
  # Held until the set-up ends, also by a child that outlives this script: no two write into .bench.
  exec 9>"$bench/lock"
  flock --nonblock 9 || { say 'another call is setting up: waiting for it' && flock 9; }
  trap 'echo >&2; fail 130 "interrupted; $goes_on"' INT TERM
  local tools=(jdk gl fonts)
  find_mlflow || tools+=(python)
  find_build || tools+=(maven)
  need "${tools[@]}"
  if ! find_mlflow; then step mlflow 'MLflow server (Python venv)' make_mlflow; fi
  if ! find_simulator; then step simulator 'libmujoco and the Control Suite models' make_simulator; fi
  if ! find_build; then step build 'planet-bench (Maven)' make_build; fi
  trap - INT TERM
  exec 9>&-
}

start() {
  is_ready || set_up
  run_program "$@"
}

# The process that this one becomes holds a lock on the build that it runs.
run_program() {
  app=$bench/app/$(<"$root/harness/target/bench.build")
  exec 8<"$app"
  flock --shared 8 || true  # some network file systems have no locks
  # A build with Maven's profile cuda has two backends, and ND4J would take the GPU's.
  [[ ${PLANETBENCH_BACKEND-cpu} == cuda ]] || export BACKEND_PRIORITY_CPU=1000
  exec "$jdk/bin/java" "${jvm_flags[@]}" -cp "$(class_path)" org.planetbench.harness.cli.Main "$@"
}
jvm_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.awt.headless=true
  "-Dplanetbench.home=$root" -XX:+UseSerialGC)

# In a fixed order, whatever the locale: that of a wildcard is the file system's.
class_path() {
  local LC_ALL=C IFS=:
  local jars=("$app"/*.jar)
  printf '%s' "${jars[*]}"
}

run_tests() {
  is_ready || set_up
  need maven
  maven verify "$@"
}

# Looks at each part anew, whatever was set up before; then the program, if it is there, looks deeper.
doctor() {
  local part code=0 inside=0
  for part in platform jdk gl fonts mlflow simulator build python maven; do
    if ! "find_$part"; then
      is_spared "$part" && report unneeded "$part" && continue
      report missing "$part" "$(remedy "$part")" && code=4
    elif ! is_whole "$part"; then
      report damaged "$part" 'remove it; any other command makes it anew' && code=4
    else
      report ok "$part"
    fi
  done
  if find_jdk && find_build; then
    (run_program doctor "$@") || inside=$?
    ((inside == 0)) || code=$((inside == 2 ? 2 : 4))
  fi
  exit "$code"
}

# report STATE PART [REMEDY]
report() {
  printf '%-8s %-10s %s\n' "$1" "$2" "$detail"
  [[ -z ${3-} ]] || printf '%19s remedy: %s\n' '' "$3"
}

is_whole() {
  case $1 in
    simulator) (cd "$bench" && sha256sum --check --status "$setup/simulator.sha256") ;;
    mlflow) detail+=" ($("$bench/venv/bin/python" -m mlflow --version 2>&1))" ;;
  esac
}

# Tools are spared when what they make is there.
is_spared() {
  local detail
  case $1 in
    python) find_mlflow ;;
    maven) find_build ;;
    *) return 1 ;;
  esac
}

remedy() {
  case $1 in
    platform) echo 'use a machine or a container with Linux on x86_64 and glibc' ;;
    jdk) jdk_remedy ;;
    mlflow | simulator | build) echo "any other command makes it, for example: harness/bench list tasks" ;;
    *) install_command "$packages" ;;
  esac
}
