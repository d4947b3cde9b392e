#!/usr/bin/env bash
# The job with jq, sort and awk, half of the source per core: coreutils.sh <source> <output> <scratch directory>
set -euo pipefail
cd "$(dirname "$0")"
source=$1 output=$2 scratch=$3
# Byte order, without the cost of locales.
export LC_ALL=C

rows() { split -n "l/$1/2" "$source" | jq -r -f rows.jq | sort -S 128M -T "$scratch"; }

pipes=$(mktemp -d -p "$scratch")
trap 'rm -rf "$pipes"' EXIT
mkfifo "$pipes/1" "$pipes/2"
rows 1 >"$pipes/1" &
first=$!
rows 2 >"$pipes/2" &
second=$!
sort -m "$pipes/1" "$pipes/2" | gawk -f fold.awk >"$output"
wait "$first"
wait "$second"
