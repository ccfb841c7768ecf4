# Run by the first container of a task, as root: lays what the backend's settings name into the folder that both share.
set -euo pipefail
umask 077
owner=${APP_UID:-1654}
printf '%s\n' "$DATABASE_CA" >"$FOLDER/database-ca.pem"
printf '%s\n' "$MQTT_CERTIFICATE" >"$FOLDER/mqtt.crt"
printf '%s\n' "$MQTT_KEY" >"$FOLDER/mqtt.key"
chown "$owner" "$FOLDER" "$FOLDER"/*
