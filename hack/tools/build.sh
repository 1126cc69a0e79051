#!/usr/bin/env bash
# Builds one tool from the go.mod that pins it: build.sh <module folder> <package> <binary>
# The binary's name carries its version, so a changed version is another file; the builds of older versions are removed.
set -euo pipefail

module=$1 package=$2 binary=$3
folder=$(dirname "$binary") file=$(basename "$binary")
name=${file%%-v[0-9]*}

mkdir -p "$folder"
echo "building ${file#"$folder"/} (once; half a minute to two minutes on two cores)" >&2
started=$SECONDS
(cd "$module" && go build -ldflags='-s -w' -o "$binary.new" "$package")
for old in "$folder/$name"-v*; do
  if [ "$old" != "$binary.new" ]; then rm -f "$old"; fi
done
mv "$binary.new" "$binary"
echo "built $file in $((SECONDS - started)) s" >&2
