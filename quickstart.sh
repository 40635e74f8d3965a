#!/usr/bin/env bash
# Runs all of Lastword in one process on a machine that has a JDK (17 or newer) and Maven: --help says how.
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
module=$here/quickstart

fail() {
  echo "quickstart: $*" >&2
  exit 1
}

for argument in "$@"; do
  if [[ $argument == --help ]]; then
    cat "$module/src/main/resources/io/lastword/quickstart/help.txt"
    exit 0
  fi
done

java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
command -v "$java" >/dev/null || fail "no Java found ($java); install a JDK, 17 or newer, or set JAVA_HOME to one"
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[[ -n $version && $version -ge 17 ]] ||
  fail "$java is Java ${version:-of an unknown version}; Lastword needs a JDK 17 or newer, set JAVA_HOME to one"

# The time of the last build, since the jar itself carries the fixed time of reproducible builds.
built=$module/target/quickstart.built

app_jar() {
  local jars=("$module"/target/quickstart-*-app.jar)
  [[ -f ${jars[0]} ]] && echo "${jars[0]}"
}

sources_changed() {
  [[ -n $(find "$here"/pom.xml "$here"/*/pom.xml "$here"/*/src/main -newer "$built" 2>/dev/null | head -n 1) ]]
}

if ! app_jar >/dev/null || [[ ! -f $built ]] || sources_changed; then
  command -v mvn >/dev/null || fail "mvn not found; install Maven 3.8.6 or newer, it builds Lastword the first time"
  if [[ $java != java && ! -x $JAVA_HOME/bin/javac ]] || { [[ $java == java ]] && ! command -v javac >/dev/null; }; then
    fail "no Java compiler found beside $java; building Lastword needs a JDK, not only a JRE"
  fi
  echo "Building Lastword (the first time Maven downloads what it needs, which takes a few minutes) ..."
  mkdir -p "$module/target"
  touch "$built.next"
  (cd "$here" && mvn -q -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true -pl quickstart -am package) ||
    fail "the build failed, see above; what is there was not started"
  mv "$built.next" "$built"
fi

export LASTWORD_DATA=${LASTWORD_DATA:-$module/data}
# shellcheck disable=SC2086 # JAVA_OPTS holds several words.
exec "$java" -Xmx768m ${JAVA_OPTS:-} -jar "$(app_jar)" "$@"
