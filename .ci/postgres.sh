# A PostgreSQL that lives as long as one command: its own folder, its own port on
# loopback, no user data, and gone afterwards. To be sourced:
#
#   postgres_start   starts it and exports USHER_TEST_POSTGRES
#   postgres_stop    stops it and removes its folder; harmless when none runs
#
# POSTGRES_FSYNC=on makes it write like production, for measurements. The default
# is off: tests kill Usher, never this server.
# shellcheck shell=bash

postgres_dir=
postgres_pid=

# postgres_bin prints the folder of the newest server installed here.
postgres_bin() {
	local dir
	dir=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
	if [[ ! -x $dir/initdb ]]; then
		dir=$(pg_config --bindir 2>/dev/null) || return 1
	fi
	[[ -x $dir/initdb && -x $dir/postgres ]] || return 1
	printf '%s\n' "$dir"
}

# postgres_as replaces the current (sub)shell by a command of an unprivileged
# user: PostgreSQL refuses to run as root. exec keeps the process id. Where the
# system can, the command also ends when this shell is killed.
postgres_as() {
	cd /
	if ((EUID == 0)); then
		exec setpriv --reuid=postgres --regid=postgres --init-groups --pdeathsig=INT \
			env HOME="$postgres_dir" "$@"
	fi
	if command -v setpriv >/dev/null; then
		exec setpriv --pdeathsig=INT "$@"
	fi
	exec "$@"
}

postgres_start() {
	local bin port attempt=0
	bin=$(postgres_bin) || { echo "PostgreSQL's server is not installed" >&2; return 1; }
	postgres_dir=$(mktemp -d "${TMPDIR:-/tmp}/usher-postgres.XXXXXX")
	if ((EUID == 0)); then chown postgres: "$postgres_dir"; fi

	(postgres_as "$bin/initdb" --pgdata="$postgres_dir/data" --username=usher --auth=trust \
		--encoding=UTF8 --locale=C.UTF-8 --no-sync) >"$postgres_dir/log" 2>&1 ||
		{ cat "$postgres_dir/log" >&2; postgres_stop; return 1; }

	# Somebody else may take the port between the look and the start: try again.
	while ((++attempt <= 5)); do
		port=$((20000 + RANDOM % 12000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
		(postgres_as "$bin/postgres" -D "$postgres_dir/data" -p "$port" -h 127.0.0.1 \
			-c unix_socket_directories= -c max_connections=300 -c shared_buffers=256MB \
			-c fsync="${POSTGRES_FSYNC:-off}") >>"$postgres_dir/log" 2>&1 &
		postgres_pid=$!
		if postgres_wait; then
			export USHER_TEST_POSTGRES="postgres://usher@127.0.0.1:$port/postgres?sslmode=disable"
			return 0
		fi
		kill -KILL "$postgres_pid" 2>/dev/null || true
		wait "$postgres_pid" 2>/dev/null || true
		postgres_pid=
	done
	echo "PostgreSQL did not start:" >&2
	cat "$postgres_dir/log" >&2
	postgres_stop
	return 1
}

# postgres_wait succeeds once the server takes connections and fails as soon as
# it has died. It asks the server's own pid file, since whatever answers on the
# port might be another server.
postgres_wait() {
	local deadline=$((SECONDS + 60))
	while kill -0 "$postgres_pid" 2>/dev/null && ((SECONDS < deadline)); do
		[[ $(sed -n 8p "$postgres_dir/data/postmaster.pid" 2>/dev/null) == ready* ]] && return 0
		sleep 0.1
	done
	return 1
}

postgres_stop() {
	if [[ -n $postgres_pid ]]; then
		# SIGINT is PostgreSQL's fast shutdown: open sessions are ended.
		kill -INT "$postgres_pid" 2>/dev/null || true
		wait "$postgres_pid" 2>/dev/null || true
		postgres_pid=
	fi
	if [[ -n $postgres_dir ]]; then
		rm -rf "$postgres_dir"
		postgres_dir=
	fi
}
