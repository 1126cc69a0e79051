#!/usr/bin/env bash
# Renders every kustomization under config/ and says which do not render: kustomize.sh <kustomize binary>
set -euo pipefail
cd "$(dirname "$0")/../.."

kustomize=$1
bad=0 rendered=0

while read -r file; do
  if grep -q '^kind: Component$' "$file"; then continue; fi # renders only as a part of others
  folder=$(dirname "$file")
  if "$kustomize" build "$folder" >/dev/null; then
    rendered=$((rendered + 1))
  else
    echo "$folder does not render"
    bad=1
  fi
done < <(find config -name kustomization.yaml 2>/dev/null | sort)

echo "rendered $rendered kustomizations"
exit $bad
