#!/bin/sh
# Makes the two tokens that need less than everything: the service reads and writes the bucket, Grafana reads it. Each is
# a file only its user may read. Runs once per start of the stack; a token that is there stays.
set -eu
umask 077

bucket=$(influx bucket list --name "$INFLUX_BUCKET" --hide-headers | cut -f 1)
[ -n "$bucket" ] || { echo "there is no bucket $INFLUX_BUCKET in $INFLUX_ORG" >&2; exit 1; }

# NAME UID PERMISSION…
make_token() {
  name=$1
  owner=$2
  shift 2
  file=/run/tokens/$name
  [ -s "$file" ] && return 0
  token=$(influx auth create --description "yukiban $name" "$@" --json | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || { echo "InfluxDB gave no token for $name" >&2; exit 1; }
  printf '%s' "$token" > "$file.new"
  chown "$owner" "$file.new"
  chmod 400 "$file.new"
  mv "$file.new" "$file"
}

make_token service 1000 --read-bucket "$bucket" --write-bucket "$bucket"
make_token grafana 472 --read-bucket "$bucket"
chmod 755 /run/tokens
