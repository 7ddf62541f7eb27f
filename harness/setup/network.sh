# shellcheck shell=bash
# How this machine reaches the network, from the variables that say so to most programs, for those that do not ask them:
# Maven reads none; pip, called in parts.sh, reads proxies but not SSL_CERT_FILE. What they are told by settings of their
# own comes first.

maven() {
  local network=() own=()
  set_maven_proxy
  set_maven_trust
  grep --quiet MAVEN_ARGS "$mvn" || read -ra own <<<"${MAVEN_ARGS-}"  # Maven before 3.9 does not read it itself
  JAVA_HOME=$jdk "$mvn" --file "$root/pom.xml" "${network[@]}" "${own[@]}" "$@"
}

# A password would be seen in the list of processes.
set_maven_proxy() {
  local proxy=${https_proxy:-${HTTPS_PROXY-}} none=${no_proxy:-${NO_PROXY-}}
  [[ $proxy ]] && ! tells_maven https.proxyHost || return 0
  [[ $proxy =~ ^(https?://)?([^/@:]+)(:([0-9]+))?/?$ ]] ||
    { say 'Maven does not go through HTTPS_PROXY, which is not http://HOST:PORT: it takes a proxy from ~/.m2/settings.xml' && return; }
  network+=("-Dhttps.proxyHost=${BASH_REMATCH[2]}" "-Dhttps.proxyPort=${BASH_REMATCH[4]:-80}")
  network+=("-Dhttp.nonProxyHosts=$(java_no_proxy "$none")" -Daether.connector.http.useSystemProperties=true)
}

# A name excepts what is below it, too, as it does for pip.
java_no_proxy() {
  local host hosts excepted='localhost|127.*'
  IFS=', ' read -ra hosts <<<"$1"
  for host in "${hosts[@]}"; do
    host=${host#.}
    excepted+="|$host"
    [[ $host =~ ^[0-9.:*/]+$ || $host == \** ]] || excepted+="|*.$host"
  done
  printf '%s' "$excepted"
}

set_maven_trust() {
  [[ ${SSL_CERT_FILE-} ]] && ! tells_maven javax.net.ssl.trustStore || return 0
  "$jdk/bin/java" "$setup/TrustStore.java" "$SSL_CERT_FILE" "$bench/trust.jks"
  network+=("-Djavax.net.ssl.trustStore=$bench/trust.jks")
}

tells_maven() { [[ "${MAVEN_ARGS-} ${MAVEN_OPTS-}" == *"-D$1="* ]]; }
