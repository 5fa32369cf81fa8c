#!/usr/bin/env bash
# Starts a database server for the tests, on a free port, in a temporary folder, as a user without rights; says
# "ready PORT SOCKET FOLDER" and stops it when standard input ends, however the one who started it ended.
#
#   tests/servers.sh postgres|mariadb [durable]
#
# What is missing is installed with apt-get where root runs this; else it fails with a line that says so.
# `durable` keeps fsync on. The user is `onehead`, its password is in PASSWORD below.
set -euo pipefail

kind=$1
durable=${2:-}
PASSWORD='p@ss:w/rd%?'

fail() {
    echo "tests/servers.sh: $*" >&2
    exit 1
}

install() {
    [ "$(id -u)" = 0 ] || fail "$1 is not installed, and only root can install it"
    # Two tests may want it at once.
    exec 9>"${TMPDIR:-/tmp}/onehead-servers.lock"
    flock 9
    if ! find_server; then
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update && apt-get install -y --no-install-recommends "$1"; } >&2 || fail "cannot install $1"
    fi
    flock -u 9
}

find_server() {
    case $kind in
    postgres)
        bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
        [ -n "$bin" ] && [ -x "$bin/postgres" ]
        ;;
    mariadb)
        server=$(command -v mariadbd || ls /usr/sbin/mariadbd 2>/dev/null)
        [ -n "$server" ]
        ;;
    *) fail "no server is called $kind" ;;
    esac
}

find_server || install "$([ "$kind" = postgres ] && echo postgresql || echo mariadb-server)"
find_server || fail "$kind is still not there"

as=(env)
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all env); fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/onehead-XXXXXX")
if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$folder"; fi
cd "$folder"
pid=
finish() {
    if [ -n "$pid" ]; then
        # Nothing of it is kept. The children of PostgreSQL end with it only when it is asked.
        if [ "$kind" = postgres ]; then kill -QUIT "$pid"; else kill -KILL "$pid"; fi 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

start_postgres() {
    if [ ! -d data ]; then
        printf '%s' "$PASSWORD" >password
        chmod 644 password
        "${as[@]}" LC_ALL=C.UTF-8 "$bin/initdb" -D data -U onehead --pwfile=password --auth-local=trust \
            --auth-host=scram-sha-256 -E UTF8 --locale=C.UTF-8 -N >/dev/null
    fi
    local fsync=off
    [ -n "$durable" ] && fsync=on
    "${as[@]}" "$bin/postgres" -D data -p "$1" -k "$folder" -c listen_addresses=127.0.0.1 -c fsync=$fsync \
        -c max_connections=200 -c logging_collector=off </dev/null >log 2>&1 &
    pid=$!
}

answers_postgres() { "$bin/pg_isready" -q -h "$folder" -p "$1"; }

start_mariadb() {
    if [ ! -d data ]; then
        "${as[@]}" mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal \
            --skip-test-db >/dev/null 2>log
    fi
    local flush=0
    [ -n "$durable" ] && flush=1
    "${as[@]}" "$server" --no-defaults --datadir="$folder/data" --port="$1" --bind-address=127.0.0.1 \
        --socket="$folder/mariadb.sock" --pid-file="$folder/pid" --innodb-flush-log-at-trx-commit=$flush \
        --innodb-buffer-pool-size=64M --max-connections=200 </dev/null >log 2>&1 &
    pid=$!
}

answers_mariadb() {
    mariadb --no-defaults -uroot -S "$folder/mariadb.sock" -e "
        CREATE USER IF NOT EXISTS onehead@'%' IDENTIFIED BY '$PASSWORD';
        GRANT ALL ON *.* TO onehead@'%' WITH GRANT OPTION" 2>/dev/null
}

for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 40000))
    "start_$kind" "$port"
    for _ in $(seq 600); do
        if "answers_$kind" "$port"; then
            case $kind in
            postgres) socket=$folder ;;
            mariadb) socket=$folder/mariadb.sock ;;
            esac
            echo "ready $port $socket $folder"
            cat >/dev/null
            exit 0
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    # Somebody else may have the port.
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
done
cat log >&2
fail "$kind does not start"
