#!/bin/sh
# A whole job as arrays of Slurm: ranges, then the cut, then parts, then the commit, each when those before are done.
#
#   examples/beyond-slurm.sh <exchange> <output> <source...> [options of spillway plan]
#
# Slurm repeats a task that a node took with it (--requeue), and the loop below one whose exit code says that it is worth it. If
# the job stops, the same call resumes. An array may have 1,000 tasks, unless MaxArraySize allows more: give plan --ranges and --parts.
set -eu
options='--requeue --cpus-per-task=1 --mem=512M'
task() { echo "for try in 1 2 3; do code=0; $1 || code=\$?; case \$code in 75|76) sleep 10;; *) exit \$code;; esac; done; exit \$code"; }

if [ "$1" = --parts ]; then
  exchange=$2 output=$3
  parts=$(spillway cut "$exchange" | paste -sd, -)
  after=
  if [ -n "$parts" ]; then
    array=$(sbatch --parsable $options --array="$parts" --wrap \
      "$(task "spillway reduce '$exchange' \$SLURM_ARRAY_TASK_ID --output '$output'")")
    after="--dependency=afterok:$array"
  fi
  sbatch $options $after --wrap "spillway commit '$exchange' --output '$output'"
  exit
fi

exchange=$1 output=$2
shift 2
ranges=$(spillway plan "$@" --exchange "$exchange" | paste -sd, -)
after=
if [ -n "$ranges" ]; then
  array=$(sbatch --parsable $options --array="$ranges" --wrap \
    "$(task "spillway map '$exchange' \$SLURM_ARRAY_TASK_ID")")
  after="--dependency=afterok:$array"
fi
sbatch $options $after --wrap "'$(realpath "$0")' --parts '$exchange' '$output'"
