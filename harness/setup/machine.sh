# shellcheck shell=bash
# What planet-bench needs from the machine. A find_* answers by its status, puts into $detail what it found or what is
# missing, and names in $packages the Debian packages that would bring it.

# Whether Java and Maven can work where it lies.
find_checkout() {
  local LC_ALL=C
  packages=
  detail=$root
  case $root/ in
    *:*) detail="$root has a ':', which parts a Java class path" ;;
    *!/*) detail="$root has a name that ends in '!', which parts the address of a file in a jar" ;;
    *[\"\\$'\n']*) detail="$root has a '\"', a '\\' or a line's end, which Maven takes for something else" ;;
    *[$'\xf0'-$'\xf4']*) detail="$root has a character beyond U+FFFF, which a Java class path cannot have" ;;
    *) is_utf8 "$root" && return || detail="the name of $root is not UTF-8" ;;
  esac
  return 1
}

is_utf8() {
  local LC_ALL=C
  [[ $1 != *[!$'\x01'-$'\x7f']* ]] || iconv --from-code UTF-8 --to-code UTF-8 <<<"$1" >/dev/null 2>&1
}

find_platform() {
  packages=
  detail="$HOSTTYPE $OSTYPE"
  [[ $detail == 'x86_64 linux-gnu' ]] && return
  detail="the native libraries are built for x86_64 linux-gnu, this is $detail"
  return 1
}

# Sets $jdk. The machine's own settings come before the places where JDKs usually lie. Only building needs the compiler,
# yet a Java without one is taken last: what runs is then the same before a build and after it.
find_jdk() {
  local home homes=() toolchains=~/.m2/toolchains.xml
  packages=openjdk-25-jdk-headless
  [[ -f $toolchains ]] && mapfile -t homes < <(sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$toolchains")
  home=$(readlink -f -- "$(type -P java || true)" || true)
  homes=("${JAVA_HOME-}" "${homes[@]}" "${home%/bin/java}" /usr/lib/jvm/* /usr/java/* /usr/local/*jdk* /opt/*jdk* /opt/java/*
    ~/.sdkman/candidates/java/* ~/.jdks/* "$bench/java")
  for home in "${homes[@]}"; do [[ -x $home/bin/javac ]] && is_java_25 "$home" && return; done
  if find_build; then
    for home in "${homes[@]}"; do is_java_25 "$home" && return; done
  fi
  detail="no JDK 25 in JAVA_HOME, toolchains.xml, PATH, /usr/lib/jvm, /opt, ~/.sdkman or ~/.jdks"
  return 1
}

is_java_25() {
  local version='JAVA_VERSION="(25[^"]*)"'
  [[ -x $1/bin/java && -f $1/release && $(<"$1/release") =~ $version ]] || return
  jdk=$1
  detail="$jdk (${BASH_REMATCH[1]})"
}

# What mjr_makeContext can draw with: EGL with Mesa's or NVIDIA's driver, or OSMesa.
find_gl() {
  packages='libegl1 libegl-mesa0 libgl1-mesa-dri'
  if find_library libEGL.so.1; then
    detail="EGL: $library"
    find_library libEGL_nvidia.so.0 && return
    find_library libEGL_mesa.so.0 && has_mesa_driver "${library%/*}" && return
  fi
  find_library 'libOSMesa.so.[0-9]' && detail="OSMesa: $library" && return
  detail='neither EGL (libEGL.so.1 with a driver) nor OSMesa (libOSMesa.so)'
  return 1
}

# The other way to draw, only for tests that compare both; newer releases of Mesa have dropped it.
find_osmesa() {
  packages=libosmesa6
  detail='libOSMesa.so.8 is missing'
  find_library libOSMesa.so.8 && detail=$library
}

# Newer Mesa has one libgallium, older has a driver per device.
has_mesa_driver() {
  compgen -G "$1/libgallium-*.so" >/dev/null || compgen -G "$1/dri/*swrast_dri.so" >/dev/null
}

# Java draws the plots' text with fontconfig and whatever font there is.
find_fonts() {
  local font
  packages='fontconfig fonts-dejavu-core'
  detail='libfontconfig.so.1 is missing'
  find_library libfontconfig.so.1 || return
  font=$(find -L /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts \
    \( -name '*.ttf' -o -name '*.otf' \) -print -quit 2>/dev/null) || true
  detail='no TrueType or OpenType font in /usr/share/fonts'
  [[ $font ]] && detail="$library, ${font##*/}"
}

unset libraries  # the caller's

# Sets $library to the path where the loader would find the shared library of that name.
find_library() {
  local directory directories
  IFS=: read -ra directories <<<"${LD_LIBRARY_PATH-}"
  for directory in "${directories[@]}"; do
    library=$(compgen -G "$directory/$1") && return
  done
  libraries=${libraries-$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p)}
  [[ $libraries =~ [[:space:]]$1\ \(libc6,x86-64[^\)]*\)\ =\>\ ([^[:space:]]+) ]] || return
  library=${BASH_REMATCH[1]}
  [[ -e $library ]]
}

# Sets $python, wanted only to make the parts below.
find_python() {
  local candidate
  packages=python3-venv
  for candidate in python3 python3.1{4,3,2,1,0} /usr/bin/python3; do
    python=$("$candidate" -c "$python_check" 2>/dev/null) && detail=$python && return
  done
  detail='no CPython 3.10 to 3.14 with the modules venv and ensurepip'
  return 1
}
python_check='
import ensurepip, platform, sys, venv
assert (3, 10) <= sys.version_info < (3, 15) and platform.python_implementation() == "CPython"
print(sys.executable)'

# Sets $mvn, wanted only to build and test.
find_maven() {
  packages=maven
  mvn=$(type -P mvn) && detail=$mvn && return
  detail='no mvn on PATH'
  return 1
}

# Wanted only by tests.
find_git() {
  packages=git
  detail=$(type -P git) && return
  detail='no git on PATH'
  return 1
}

# need TOOL...: installs with apt the packages of those that are missing, or says how.
need() {
  local tool lacks=() wanted=()
  for tool in "$@"; do
    "find_$tool" && continue
    lacks+=("$tool: $detail")
    [[ $tool == jdk ]] && need_jdk_package
    # shellcheck disable=SC2206  # names of packages, to be split
    wanted+=($packages)
  done
  ((${#wanted[@]})) || return 0
  can_install || fail 4 "${lacks[@]}" "remedy: $(install_command "${wanted[@]}")"
  step packages "apt packages ${wanted[*]}" install_packages "${wanted[@]}"
  unset libraries
  for tool in "$@"; do
    "find_$tool" || fail 4 "$tool: $detail" "though apt installed ${wanted[*]}"
  done
}

can_install() { ((EUID == 0)) && type -P apt-get >/dev/null; }

has_package_lists() { type -P apt-cache >/dev/null && compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; }

# Of a name that others only refer to apt-cache tells nothing, and succeeds.
is_packaged() { [[ $(apt-cache show "$1" 2>/dev/null) ]]; }

install_command() {
  if ! type -P apt-get >/dev/null; then
    printf 'install what Debian has as: %s' "$*"
  else
    printf '%sapt-get install -y %s' "$( ((EUID == 0)) || echo 'sudo ')" "$*"
  fi
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  local install=(apt-get install -y --no-install-recommends "$@")
  "${install[@]}" || { apt-get update && "${install[@]}"; }
}

# Not every release of Debian has JDK 25.
need_jdk_package() {
  can_install && step package-lists 'apt package lists' apt-get update
  has_jdk_package || fail 4 "jdk: $detail" "remedy: $(jdk_remedy)"
}

has_jdk_package() { apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; }

jdk_remedy() {
  if has_jdk_package; then
    install_command openjdk-25-jdk-headless
  else
    echo 'unpack Eclipse Temurin JDK 25 into /usr/lib/jvm (or ~/.jdks), or run: sdk install java 25-tem'
  fi
}
