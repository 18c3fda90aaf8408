#!/usr/bin/env bash
# Fuzzes on stable Rust: scripts/fuzz.sh [SECONDS [TARGET…]], by default ten minutes of each target, one after the other. Findings and
# logs are in fuzz/artifacts/ and fuzz/logs/; what was learnt stays in fuzz/corpus/. Exits with 1 where something was found.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-600}
shift || true
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  targets=(html warc docx parquet lexicon rules voice json csv jsonl plain unnamed)
fi
# The counters of coverage are a pass of LLVM, which stable Rust has; sanitizers it has not, and without unsafe code there is little for them.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
host=$(rustc -vV | sed -n 's/^host: //p')
# With the target named, build scripts and macros are built without the flags.
cargo build --release --manifest-path fuzz/Cargo.toml --target "$host" "${targets[@]/#/--bin=}"
if [ ! -d fuzz/corpus ]; then
  env -u RUSTFLAGS cargo test --test probes -- --ignored
fi
mkdir -p fuzz/logs
found=0
for target in "${targets[@]}"; do
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  # Where nearly every input reaches something new, weighing the corpus costs as much as the inputs do: entropic is off. A byte or two of voice and
  # rules is a phrase: a thousand bytes are an article. An input's time is counted by the wall clock, and a busy machine lets a process wait.
  limits=(-entropic=0 -timeout=120 -rss_limit_mb=2048)
  case $target in
    voice | rules) limits+=(-max_len=1024) ;;
    lexicon) limits+=(-max_len=8192) ;;
  esac
  "fuzz/target/$host/release/$target" -max_total_time="$seconds" "${limits[@]}" -artifact_prefix="fuzz/artifacts/$target/" \
    "fuzz/corpus/$target" > "fuzz/logs/$target.log" 2>&1 || { found=1; echo "$target: see fuzz/logs/$target.log"; }
  grep -E 'Done |SUMMARY' "fuzz/logs/$target.log" | sed "s/^/$target: /" || true
done
exit $found
