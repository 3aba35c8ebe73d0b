#!/bin/sh
# /usr/local/sbin/khobao: run a command on the archive of this machine, as the user who owns it.
export KHOBAO_ARCHIVE="${KHOBAO_ARCHIVE:-/var/lib/khobao}"
if [ "$(id -un)" = khobao ]; then
  exec /opt/khobao/bin/khobao "$@"
fi
exec runuser -u khobao -- /opt/khobao/bin/khobao "$@"
