# shellcheck shell=bash
# What the scripts of this folder share: sourced, not run.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
run=${DATAFLOW_RUN:-$root/dataflow/run}
# The shell works in another folder, and URIs must be absolute.
[[ $run = /* ]] || run=$PWD/$run
jars=$root/dataflow/target
# For processes that start often and have little to do: half the time at the start, and less memory.
# shellcheck disable=SC2034 # used by those that source this
light=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)

fail() {
	echo "${0##*/}: $*" >&2
	exit 1
}

[ $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) -ge 403 ] || fail "this is Bash $BASH_VERSION, but 4.3 or newer is needed"

# Sets $java, or fails with what to do.
find_java() {
	java=${JAVA_HOME:+$JAVA_HOME/bin/}java
	command -v "$java" >/dev/null || fail "no $java: install Java 17 or newer, or set JAVA_HOME to it"
	# Skipper 2.8.0 and Data Flow 2.7.0 reach into the JDK in ways that were still allowed in 17.
	local version
	version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
	[ "${version:-0}" -ge 17 ] || fail "$java is Java ${version:-of an unknown version}, but this needs 17 or newer: set JAVA_HOME"
}

# Runs Maven, which says what is wrong and nothing else. Without the option it writes codes for colours into files, too.
maven() {
	(cd "$root" && MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true" ./mvnw -B -ntp -q -Dstyle.color=never "$@")
}

# Copies an executable jar of Spring Cloud from a Maven repository, unless it is there. Arguments: artifact, version.
resolve() {
	[ -f "$jars/$1-$2.jar" ] && return
	echo "$1 $2: from Maven, once"
	maven -N dependency:copy -Dartifact="org.springframework.cloud:$1:$2" -DoutputDirectory="$jars" ||
		fail "$1 $2 could not be had from Maven: is there a network, and a repository that has it?"
}

# The version of this project, as the apps' jars have it.
project_version() {
	sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$root/pom.xml" | head -n 1
}

# The process id of a server of this run, if it lives; its command line tells it from any other process that has got its
# id since. Argument: its name.
pid_of() {
	local pid
	[ -f "$run/pids/$1" ] && pid=$(<"$run/pids/$1") && [[ $(ps -ww -p "$pid" -o args= 2>/dev/null) == *"-Ddataflow.run=$id.$1 "* ]] && echo "$pid"
}

# The ids of this run's apps that still live. The servers have the mark of the apps too, in what they start them with, but
# their own mark comes first. Argument: what the command line must contain.
apps() {
	ps -A -ww -o pid= -o args= | awk -v mark="-Ddataflow.run=$id.app" -v part="$1" \
		'part == "" || index($0 " ", part) { for (i = 2; i <= NF; i++) if (index($i, "-Ddataflow.run=") == 1) { if ($i == mark) print $1; next } }'
}

# Reads what start has written down of the run: its id, Data Flow's version, addresses and ports.
read_run() {
	id='' version='' dataflow='' skipper='' kafka='' proxy='' tcp_port=''
	[ -f "$run/run" ] || fail "nothing was started: run dataflow/start"
	# shellcheck source=/dev/null
	. "$run/run"
	export id version dataflow skipper kafka proxy tcp_port
}
