#!/usr/bin/env bash
# Prints the folder of every Go module of this repository, the root first.
#   modules.sh            all of them
#   modules.sh packages   those that hold Go packages of their own
#   modules.sh tests      those that hold tests
set -euo pipefail
cd "$(dirname "$0")/../.."

holds() { # <module folder>: does it hold what was asked for?
  case $1 in
  packages) [ -n "$(go list ./... 2>/dev/null)" ] ;;
  tests) [ -n "$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}' ./... 2>/dev/null)" ] ;;
  *) true ;;
  esac
}

find . -name go.mod -not -path './.local/*' -not -path '*/testdata/*' | sort | while read -r file; do
  module=$(dirname "$file")
  if (cd "$module" && holds "${1:-all}"); then
    echo "${module#./}"
  fi
done
