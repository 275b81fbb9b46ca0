#!/bin/sh
# Stands where training stands: it is run after each round, and tells what it was given. A real one would train on
# "$QFORGE_DATASET" or "$QFORGE_FORMS", serve the checkpoint, and write the settings of the teacher that change, such as
#     model: my-model-after-round-1
#     base_url: http://127.0.0.1:8001/v1
# into the file "$QFORGE_TEACHER".
set -eu
rows=$(wc -l < "$QFORGE_DATASET/train.jsonl")
echo "round $QFORGE_ROUND of $QFORGE_ROUNDS: $rows rows to train on, $QFORGE_OPEN problems open"
