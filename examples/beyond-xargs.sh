#!/bin/sh
# A whole job as tasks that xargs runs, eight at once: the contract of docs/beyond.md without any engine. On several machines, let
# whatever starts processes there take the place of xargs; the directories must be on a disk that all of them see.
#
#   examples/beyond-xargs.sh <exchange> <output> <source...> [options of spillway plan]
#
# Killed or failed, the same call resumes: plan and cut say which tasks are left.
set -eu
exchange=$1 output=$2
shift 2
spillway=${SPILLWAY:-spillway}
slots=${SLOTS:-8}

# xargs ends with 123 when a task has failed. A task that fails once is repeated; what fails again ends the job.
each() { xargs -P "$slots" -I {} sh -c "$1 || $1"; }

$spillway plan "$@" --exchange "$exchange" --slots "$slots" >"$exchange.ranges"
each "$spillway map '$exchange' {} --quiet" <"$exchange.ranges"
$spillway cut "$exchange" >"$exchange.parts"
each "$spillway reduce '$exchange' {} --output '$output' --quiet" <"$exchange.parts"
rm -f "$exchange.ranges" "$exchange.parts"
$spillway commit "$exchange" --output "$output"
