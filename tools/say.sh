# shellcheck shell=bash
# What the scripts say to the person in front of them. Sourced.

step() { printf '==> %s\n' "$*"; }

note() { printf '    %s\n' "$*"; }

# fail MESSAGE [STATUS]: one clear reason, then stop.
fail() {
    printf '错误：%s\n' "$1" >&2
    exit "${2:-1}"
}
