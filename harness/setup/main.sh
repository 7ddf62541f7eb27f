# shellcheck shell=bash
# What harness/bench does with what machine.sh and parts.sh find and make.

is_ready() {
  find_checkout && find_platform && find_jdk && find_gl && find_fonts && find_simulator && find_build &&
    { find_mlflow || is_another_users; }
}

# What the owner of a shared checkout set up is used; a tracking server that only they can start is no reason to refuse
# what needs none.
is_another_users() { [[ -e $bench && ! -w $bench ]]; }

set_up() {
  local part
  for part in checkout platform; do
    "find_$part" || fail 4 "$part: $detail" "remedy: $(remedy "$part")"
  done
  { mkdir -p "$bench/log" && : >>"$bench/lock"; } 2>/dev/null ||
    refuse_to_set_up
  begin_work
  if [[ $carried ]]; then
    step carried "what is in $carried" check_sums
    step carried-app 'planet-bench, as it was built elsewhere' take_carried
  fi
  local tools=(jdk gl fonts)
  find_mlflow || tools+=(python)
  find_build || tools+=(maven)
  need "${tools[@]}"
  if ! find_mlflow; then step mlflow 'MLflow server (Python venv)' make_mlflow; fi
  if ! find_simulator; then step simulator 'libmujoco and the Control Suite models' make_simulator; fi
  if ! find_build; then step build 'planet-bench (Maven)' make_build; fi
  end_work
}

# What the machine lacks is told beside what only the checkout's owner can make.
refuse_to_set_up() {
  local part lacks=()
  for part in jdk gl fonts; do "find_$part" || lacks+=("$part: $detail" "remedy: $(remedy "$part")"); done
  if ! { find_simulator && find_build && { find_mlflow || is_another_users; }; }; then
    for part in mlflow simulator build; do "find_$part" || say "$part: missing or not of this version: $detail"; done
    lacks+=("cannot write $bench, so it can't be made by $(id -un)"
      "remedy: its owner calls harness/bench doctor and what that says, or clone the project anew")
  fi
  fail 4 "${lacks[@]}"
}

# Between these no other call writes into .bench; a child that outlives this script holds the lock on. Some network file
# systems have no locks.
begin_work() {
  local status=0 said
  exec 9>"$bench/lock"
  said=$(flock --nonblock --conflict-exit-code 75 9 2>&1) || status=$?
  if ((status == 75)); then
    say 'another call is setting up: waiting for it'
    flock 9
  elif ((status != 0)); then
    say "expected to lock $bench/lock, got '$said'; going on without: let no other call set up meanwhile"
  fi
  trap 'echo >&2; fail 130 "interrupted; $goes_on"' INT TERM
}

end_work() {
  trap - INT TERM
  exec 9>&-
}

start() {
  local word
  for word in "$@" "$PWD"; do
    is_utf8 "$word" || fail 2 "expected UTF-8, got $(printf %q "$word"); remedy: rename it, or say it in UTF-8"
  done
  is_ready || set_up
  app=$bench/app/$(<"$root/harness/target/bench.build")
  has_started || find_start || fail 4 "start: $detail" "remedy: $(remedy start)"
  run_program "$@"
}

# A JVM that does not start ends as 1, which is a regression's code here: so it is tried, once for all that decides it.
find_start() {
  local said=''
  packages=
  said=$("$jdk/bin/java" "${jvm_flags[@]}" -cp "$(class_path)" --dry-run "$main_class" 2>&1) ||
    { detail="Java does not start: ${said//$'\n'/; }" && return 1; }
  detail="Java finds the program"
  { start_conditions >"$bench/started"; } 2>/dev/null || true
}

has_started() { [[ -f $bench/started && $(<"$bench/started") == "$(start_conditions)" ]]; }

start_conditions() {
  printf '%s\n' "$jdk" "$app" "${JAVA_TOOL_OPTIONS-}" "${JDK_JAVA_OPTIONS-}" "${_JAVA_OPTIONS-}"
  ulimit -v
}

# The process that this one becomes holds a lock on the build that it runs.
run_program() {
  exec 8<"$app"
  flock --shared 8 || true  # some network file systems have no locks
  exec "$jdk/bin/java" "${jvm_flags[@]}" -cp "$(class_path)" "$main_class" "$@"
}
main_class=org.planetbench.harness.cli.Main
jvm_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.awt.headless=true
  "-Dplanetbench.home=$root" -XX:+UseSerialGC)

# In a fixed order, whatever the locale: that of a wildcard is the file system's.
class_path() {
  local LC_ALL=C IFS=:
  local jars=("$app"/*.jar)
  printf '%s' "${jars[*]}"
}

# Tests that are chosen set up what they need themselves.
run_tests() {
  local required=()
  is_ready || set_up
  [[ -x $jdk/bin/javac ]] || fail 4 "jdk: expected a JDK, whose compiler the tests need, got $jdk" "remedy: $(jdk_remedy)"
  need maven git
  find_torch || set_up_torch
  unset PLANETBENCH_TORCH  # tests know the pinned one
  [[ "$*" == *test=* ]] || prepare_peers
  maven verify "${required[@]}" "$@"
}

# What tests compare with beside recorded numbers. What there is, or can be had, must then be compared with; of what can
# not a line says so, and its tests are skipped.
prepare_peers() {
  local backends=(egl)
  begin_work
  if ! find_dm_control && find_python; then try_step dm_control 'dm_control (Python venv)' make_dm_control; fi
  if find_dm_control; then
    required+=(-Dplanetbench.dm_control=required)
    export DM_CONTROL_PYTHON=$detail
  else
    say "NO DM_CONTROL: tasks are compared with recorded episodes only; $bench/log/dm_control.log"
  fi
  if ! find_osmesa && can_install; then
    try_step osmesa 'apt package libosmesa6' install_packages libosmesa6
    unset libraries
  fi
  if find_osmesa; then
    backends+=(osmesa)
  else
    say "NO OSMESA: frames are compared with EGL only; remedy, where it is still packaged: $(install_command libosmesa6)"
  fi
  find_library libEGL.so.1 || backends=("${backends[@]:1}")
  required+=("-Dplanetbench.gl.required=$(IFS=, && echo "${backends[*]}")")
  end_work  # what follows may set up by a call of its own
  if docker version >/dev/null 2>&1 && "$root/ci/images/build" mlflow bench; then
    required+=(-Dplanetbench.containers=required)
  else
    say 'NO CONTAINERS: neither MLflow nor the program is tested in one; for that: ci/docker-engine harness/bench test'
  fi
  if type -P sinfo >/dev/null && timeout 10 sinfo --noheader >/dev/null 2>&1; then
    required+=(-Dplanetbench.slurm=required)
  else
    say 'NO SLURM: a script stands for it; for one: ci/slurm harness/bench test'
  fi
}

# What apt would install if it were allowed to, tests included. One package that a release lacks would keep apt from all.
list_packages() {
  local tool package
  for tool in jdk gl fonts python maven git osmesa; do
    if "find_$tool" || is_spared "$tool"; then continue; fi
    for package in $packages; do
      if has_package_lists && ! is_packaged "$package"; then
        say "$tool: $detail; expected a package $package, got none from apt-cache; remedy: apt-get update, or what harness/bench doctor says"
      else
        printf '%s\n' "$package"
      fi
    done
  done
}

# Looks at each part anew, whatever was set up before; then the program, if it is there, looks deeper.
doctor() {
  local part code=0 inside=0
  for part in checkout platform jdk gl fonts mlflow simulator torch torch_cuda build python maven start; do
    [[ $part != start ]] || { find_checkout && find_jdk && find_build; } || continue
    if ! "find_$part"; then
      is_spared "$part" && report unneeded "$part" && continue
      report missing "$part" "$(remedy "$part")" && code=4
    elif ! is_whole "$part"; then
      report damaged "$part" "remove it; $([[ $part == torch* ]] && remedy "$part" || echo 'any other command') makes it anew" && code=4
    else
      report ok "$part"
    fi
  done
  if find_checkout && find_jdk && find_build && find_start; then
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
    simulator | torch | torch_cuda) (cd "$bench" && sha256sum --check --status "$setup/${1/_/-}.sha256") ;;
    mlflow) detail+=" ($("$bench/venv/bin/python" -m mlflow --version 2>&1))" ;;
  esac
}

# Tools are spared when what they make is there, and what nobody asked for.
is_spared() {
  local detail
  case $1 in
    python) find_mlflow ;;
    maven) find_build ;;
    torch | torch_cuda) [[ ! -e $bench/${1/_/-} ]] ;;
    *) return 1 ;;
  esac
}

remedy() {
  case $1 in
    checkout) echo "move it, or clone the project anew, to a folder without such a name" ;;
    start) echo 'see what Java says; JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, _JAVA_OPTIONS and ulimit -v bear on it' ;;
    platform) echo 'use a machine or a container with Linux on x86_64 and glibc' ;;
    jdk) jdk_remedy ;;
    mlflow | simulator | build) setup_remedy ;;
    torch) echo 'harness/bench setup --backend torch-cpu' ;;
    torch_cuda) echo 'harness/bench setup --backend torch-cuda' ;;
    *) install_command "$packages" ;;
  esac
}

setup_remedy() {
  if is_another_users; then
    echo "$(stat -c %U "$bench") makes it so that $(id -un) can use it, or clone the project anew"
  else
    echo "any other command makes it, for example: harness/bench list tasks"
  fi
}
