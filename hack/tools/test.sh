#!/usr/bin/env bash
# Runs the tests: test.sh <gotestsum binary> [package patterns, default ./... and the modules under hack]
#
#   pure        internal/..., the domain, and what runs controllers on an API server in memory: with the race detector;
#               results are cached by Go
#   integrated  all others: they may start a real control plane, which is built first, and are never cached
#   modules     the other Go modules of this repository, if they have tests
#
# TESTARGS goes to go test, for instance TESTARGS='-run TestDue -v'. KUBEBUILDER_ASSETS may name a folder with the
# control plane's binaries; the local cluster then takes them from there.
set -euo pipefail
cd "$(dirname "$0")/../.."

gotestsum=$1
shift
read -r -a testargs <<<"${TESTARGS:-}"
failed=() passed=()

require_generated() {
  local missing=0 file
  for file in api/v1alpha1/zz_generated.deepcopy.go config/crd/bases config/rbac/role.yaml; do
    if [ ! -e "$file" ]; then
      echo "$file is missing: run make generate"
      missing=1
    fi
  done
  return $missing
}

# Packages with tests among the patterns given.
tested() { go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' "$@"; }

run() { # <group> <go test argument>...
  local group=$1 started=$SECONDS
  shift
  if "$gotestsum" --format "${GOTESTSUM_FORMAT:-pkgname}" --format-hide-empty-pkg -- \
    "$@" ${testargs[@]+"${testargs[@]}"}; then
    passed+=("$group $((SECONDS - started)) s")
  else
    failed+=("$group")
  fi
}

require_generated

if [ $# -gt 0 ]; then patterns=("$@"); else patterns=(./...); fi
packages=$(tested "${patterns[@]}")
root=$(go list -m)
pure=() integrated=()
for package in $packages; do
  case $package in
  "$root"/internal/* | "$root"/controllers/cascade | "$root"/test/memory) pure+=("$package") ;;
  *) integrated+=("$package") ;;
  esac
done

if [ ${#pure[@]} -gt 0 ]; then
  race=()
  if [ "$(go env CGO_ENABLED)" = 1 ] && command -v "$(go env CC)" >/dev/null; then
    race=(-race)
  else
    echo "==> no C compiler here: the race detector is off"
  fi
  echo "==> pure: ${#pure[@]} packages"
  run pure ${race[@]+"${race[@]}"} "${pure[@]}"
fi

if [ ${#integrated[@]} -gt 0 ]; then
  go run ./hack/localcluster/cmd/localcluster build
  go build ./... # both cores compile; the tests then run one package after the other and do not disturb each other
  echo "==> integrated: ${#integrated[@]} packages"
  run integrated -count=1 -p=1 -timeout=20m "${integrated[@]}"
fi

if [ $# -eq 0 ]; then
  for module in $(hack/tools/modules.sh tests); do
    if [ "$module" = . ]; then continue; fi
    echo "==> module $module"
    pushd "$module" >/dev/null
    run "$module" ./...
    popd >/dev/null
  done
fi

if [ ${#failed[@]} -gt 0 ]; then
  printf -v list '%s, ' "${failed[@]}"
  echo "test: FAIL (${list%, }) after $SECONDS s"
  exit 1
fi
if [ ${#passed[@]} -eq 0 ]; then
  echo "test: FAIL (no tests in ${patterns[*]})"
  exit 1
fi
printf -v list '%s, ' "${passed[@]}"
echo "test: PASS (${list%, }) in $SECONDS s"
