# shellcheck shell=bash
# What the set-up makes in .bench. A find_* answers by its status whether the part is whole and of this checkout's
# versions; a make_* makes it, and puts the mark that find_* looks for last, so that what was cut short is made again.

setup=$root/harness/setup
carried=''  # a folder of harness/bench setup --download that a set-up takes from

# The tracking server: a venv with the wheels of mlflow.lock.
find_mlflow() {
  local program=$bench/venv/bin/python
  detail=$bench/venv
  [[ -x $program || ! -L $program ]] || detail="$(id -un) can't run $program -> $(readlink -m "$program")"
  [[ -x $program ]] && cmp -s "$setup/mlflow.lock" "$bench/venv/mlflow.lock"
}

make_mlflow() {
  rm -rf "$bench/venv"
  "$python" -m venv "$bench/venv"
  pip install --progress-bar off -r "$setup/mlflow.lock"
  cp "$setup/mlflow.lock" "$bench/venv/"
}

# dm_control itself, for tests that play against it.
find_dm_control() {
  detail=${DM_CONTROL_PYTHON:-$bench/peers/dm_control/bin/python}
  [[ -x $detail ]] || return
  [[ ${DM_CONTROL_PYTHON-} ]] || cmp -s "$root/ci/peers/dm_control.lock" "$bench/peers/dm_control/dm_control.lock"
}

make_dm_control() { "$python" "$root/ci/pinned.py" dm_control; }

# What SSL_CERT_FILE names is told to pip alone: the program, too, takes REQUESTS_CA_BUNDLE for whom to trust, as MLflow's.
pip() {
  local action=$1 from=()
  shift
  [[ -z ${SSL_CERT_FILE-} || ${REQUESTS_CA_BUNDLE-} ]] || local -x REQUESTS_CA_BUNDLE=$SSL_CERT_FILE
  [[ -z $carried ]] || from=(--no-index --find-links "$carried/wheels")
  PIP_USER=0 "$bench/venv/bin/python" -m pip --no-input "$action" --require-hashes --no-deps --only-binary :all: \
    "${from[@]}" "$@"
}

# libmujoco and dm_control's XML files, as listed in simulator.sha256, out of the wheels of simulator.lock.
find_simulator() {
  local _ file
  detail="$bench/mujoco, $bench/suite"
  cmp -s "$setup/simulator.sha256" "$bench/simulator.sha256" || return
  while read -r _ file; do [[ -f $bench/$file ]] || return; done <"$setup/simulator.sha256"
}

make_simulator() {
  local new=$bench/simulator.new wheel
  rm -rf "$new" && mkdir "$new"
  pip download --progress-bar off -d "$new" -r "$setup/simulator.lock"
  for wheel in "$new"/*.whl; do "$bench/venv/bin/python" -m zipfile -e "$wheel" "$new"; done
  mkdir -p "$new/keep/mujoco" "$new/keep/suite/common"
  mv "$new"/mujoco/libmujoco.so.* "$new/keep/mujoco"
  mv "$new"/dm_control/suite/*.xml "$new/keep/suite"
  mv "$new"/dm_control/suite/common/*.xml "$new/keep/suite/common"
  (cd "$new/keep" && sha256sum --check "$setup/simulator.sha256")
  rm -rf "$bench/mujoco" "$bench/suite"
  mv "$new"/keep/* "$bench"
  rm -rf "$new"
  cp "$setup/simulator.sha256" "$bench/"
}

# The program. What runs is a copy of what Maven built, named by its content: editing, building or testing while
# a run goes on does not change the code under it. harness/target/bench.build names the copy, and its time is that of
# the build's beginning: a source that changed after that, and is another, asks for a new build. Where there are no sources, as in an image, it
# is what it is.
find_build() {
  local mark=$root/harness/target/bench.build
  detail=$mark
  [[ -f $mark ]] || return
  app=$bench/app/$(<"$mark")
  detail=$app
  [[ -d $app ]] || return
  [[ ! -e $root/pom.xml || -z $(newer "$mark" "${poms[@]}" "${sources[@]}") ]] || is_of_these_sources
}
poms=("$root"/{,suites/,agents/,results/,harness/}pom.xml)
sources=("$root"/{suites,agents,results,harness}/src/main "$root/harness/profiles")

# By the time at which they came to be here: rsync and tar keep that of the edit, which may be older than a build.
newer() { find "${@:2}" -cnewer "$1" -print -quit; }

# They may have been given other rights, or another edit may have been taken back.
is_of_these_sources() {
  grep --quiet --line-regexp --fixed-strings --no-messages -- "$(sources_hash)" "$app/built-from"
}

# The same sources are built once for all worktrees that share .bench, and for a branch that is gone back to: built-from
# in each copy has the hashes of the sources that gave it.
make_build() {
  local target=$root/harness/target from build
  mkdir -p "$target" "$bench/app"
  touch "$target/bench.began"
  from=$(sources_hash)
  build=$(built_from "$from")
  [[ -n $build ]] || build_with_maven
  touch "$bench/app/$build"
  drop_old_builds

  echo "$build" >"$target/bench.build.new"
  touch --reference "$target/bench.began" "$target/bench.build.new"
  mv "$target/bench.build.new" "$target/bench.build"
}

sources_hash() {
  local files=(.mvn "${poms[@]#"$root"/}" "${sources[@]#"$root"/}")
  (printf '%s\n' "${MAVEN_ARGS-}" && cd "$root" && find "${files[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) |
    sha256sum
}

built_from() {
  local mark
  for mark in "$bench"/app/*/built-from; do
    grep --quiet --line-regexp --fixed-strings --no-messages -- "$1" "$mark" || continue
    mark=${mark%/built-from}
    printf '%s' "${mark##*/}" && return
  done
}

build_with_maven() {
  local new own
  # Maven adds jars to lib and removes none: a new version there would lie beside the old one.
  [[ -f $target/lib.whole && -z $(newer "$target/lib.whole" "${poms[@]}") ]] || rm -rf "${target:?}/lib"
  rm -f "$target"/harness-*.jar  # that of another version
  maven --projects harness --also-make -Dmaven.test.skip=true -Dspotless.check.skip=true package
  touch --reference "$target/bench.began" "$target/lib.whole"

  own=("$target"/harness-*.jar "$target"/lib/{suites,agents,results}-*.jar)
  build=$({ ls "$target/lib" && cat "${own[@]}" | sha256sum; } | sha256sum)
  build=${build:0:12}
  new=$bench/app/$build.new
  rm -rf "$new" && mkdir "$new"
  # Maven writes our own jars anew in place; those of others it leaves alone, and links to them cost no disk.
  cp --link "$target"/lib/*.jar "$new" 2>/dev/null || cp --remove-destination "$target"/lib/*.jar "$new"
  cp --remove-destination "${own[@]}" "$new"
  [[ -d $bench/app/$build ]] || mv "$new" "$bench/app/$build"
  rm -rf "$new"
  [[ $(sources_hash) != "$from" ]] || echo "$from" >>"$bench/app/$build/built-from"  # nobody edited them meanwhile
}

# A build that runs is locked by its process; one that nobody has asked for in a week goes.
drop_old_builds() {
  local old
  find "$bench/app" -mindepth 1 -maxdepth 1 -mtime +7 -print0 | while IFS= read -rd '' old; do
    flock --nonblock "$old" rm -rf "$old" || true
  done
}

# link_java FOLDER OPTION...: this JDK's Java without its tools, a third of the size; the options are jlink's.
link_java() {
  "$jdk/bin/jlink" --output "$1" --add-modules java.se,jdk.crypto.ec,jdk.management,jdk.unsupported,jdk.zipfs \
    --generate-cds-archive --compress zip-6 --strip-java-debug-attributes --no-header-files --no-man-pages "${@:2}"
}
