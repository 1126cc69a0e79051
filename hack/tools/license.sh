#!/usr/bin/env bash
# Looks at the licence header of every Go file that is not generated.
#   license.sh check   names the files that lack it, and fails if there are any
#   license.sh fix     puts it at their top, in the place of another one
set -euo pipefail
cd "$(dirname "$0")/../.."

header=hack/boilerplate.go.txt
lines=$(wc -l <"$header")
bad=0

while read -r file; do
  [ -f "$file" ] || continue # deleted, but still in the index
  if head -n "$lines" "$file" | cmp -s - "$header"; then continue; fi
  if grep -q '^// Code generated .* DO NOT EDIT\.$' "$file"; then continue; fi
  if [ "$1" = fix ]; then
    awk -v lines="$lines" '
      NR == FNR { print; next } # the header
      FNR <= lines && /^\/\/ (Copyright|SPDX-License-Identifier)/ { next }
      !begun && /^$/ { next }
      !begun { print ""; begun = 1 }
      { print }' "$header" "$file" >"$file.new"
    cat "$file.new" >"$file" # unlike mv, keeps the mode
    rm "$file.new"
    echo "put the licence header on $file"
  else
    echo "$file: the licence header is missing (hack/boilerplate.go.txt); make fmt adds it"
    bad=1
  fi
done < <(git ls-files --cached --others --exclude-standard -- '*.go')

exit $bad
