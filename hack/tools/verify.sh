#!/usr/bin/env bash
# Regenerates what is generated, checks everything that can be checked without running the code, and fails if a file has
# changed or appeared meanwhile. It goes through all steps before it fails, so that one run shows everything.
#
# "Changed" is measured against the tree as it was when this started, committed or not: on a clean tree, as in CI, that
# is the commit; on a developer's tree it is the work in progress.
set -euo pipefail
cd "$(dirname "$0")/../.."

make=${MAKE:-make}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=()

# Runs git with an index and an object store of its own, so that neither the staged changes nor .git are touched.
apart() {
  GIT_INDEX_FILE=$work/index GIT_OBJECT_DIRECTORY=$work/objects \
    GIT_ALTERNATE_OBJECT_DIRECTORIES=$objects git -c core.safecrlf=false "$@"
}

# Prints the id of a git tree of all files here that git would not ignore.
snapshot() {
  cp "$index" "$work/index" 2>/dev/null || rm -f "$work/index"
  apart add --all .
  apart write-tree
}

step() { # <name> <command>...
  local name=$1 started=$SECONDS
  shift
  echo "==> $name"
  if "$@"; then
    echo "    $name: ok ($((SECONDS - started)) s)"
  else
    echo "    $name: FAILED ($((SECONDS - started)) s)"
    failed+=("$name")
  fi
}

in_modules() { # <all|packages> <command>...: in every module of that sort
  local sort=$1 module status=0
  shift
  for module in $(hack/tools/modules.sh "$sort"); do
    (cd "$module" && "$@") || {
      echo "in $module: $* failed"
      status=1
    }
  done
  return $status
}

unchanged() {
  local after
  after=$(snapshot)
  if [ "$before" = "$after" ]; then return 0; fi
  echo "These files differ from what was there before (A added, D deleted, M modified):"
  apart --no-pager diff --no-ext-diff --name-status "$before" "$after"
  apart --no-pager diff --no-ext-diff "$before" "$after" >"$work/diff"
  head -n 80 "$work/diff"
  if [ "$(wc -l <"$work/diff")" -gt 80 ]; then echo "(and more)"; fi
  echo "They were generated anew just now. Look at them, and commit them."
  return 1
}

git rev-parse --is-inside-work-tree >/dev/null
objects=$(git rev-parse --path-format=absolute --git-path objects)
index=$(git rev-parse --path-format=absolute --git-path index)
mkdir "$work/objects"
before=$(snapshot)

step "generated code" "$make" --no-print-directory generate
step "licence headers" hack/tools/license.sh check
step "format" "$make" --no-print-directory fmt-diff
step "go.mod" in_modules all go mod tidy -diff
step "go vet" in_modules packages go vet ./...
step "lint" "$make" --no-print-directory lint
step "kustomize" "$make" --no-print-directory kustomize
step "nothing changed" unchanged

if [ ${#failed[@]} -gt 0 ]; then
  printf -v list '%s, ' "${failed[@]}"
  echo "verify: FAIL (${list%, }) after $SECONDS s"
  exit 1
fi
echo "verify: PASS in $SECONDS s"
