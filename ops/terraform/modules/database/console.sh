# Run by the container of a console: lays what psql needs where its environment says, and waits.
set -eu
umask 077
printf '%s\n' "$RDS_CA" >"$PGSSLROOTCERT"
line() { printf '*:*:*:%s:%s\n' "$1" "$(printf '%s' "$2" | sed 's/[\\:]/\\&/g')"; }
{ line "$PGUSER" "$MASTER_PASSWORD" && line drevents "$BACKEND_PASSWORD"; } >"$PGPASSFILE"
exec sleep "${1:-7200}"
