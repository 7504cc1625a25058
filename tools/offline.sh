# shellcheck shell=bash disable=SC2034,SC2154
# What an archive of tools/bundle brings along, in place of the network and a compiler. Sourced.

OFFLINE=$ROOT/offline
offline= # "yes" takes packages, wheels and fonts from $OFFLINE and nothing from anywhere else

of_bundle() { sed -n "s/^$1=//p" "$OFFLINE/system" 2>/dev/null || true; }

# require_bundle: the archive is whole and made for this kind of machine.
require_bundle() {
    [[ -f $OFFLINE/system ]] || fail "没有离线安装的文件 $OFFLINE。请用 tools/bundle 制作的离线安装包。"
    local here
    here=$(dpkg --print-architecture 2>/dev/null || true)
    [[ $here == "$(of_bundle architecture)" && $(codename) == "$(of_bundle codename)" ]] ||
        fail "离线安装包适用于 $(of_bundle codename)（$(of_bundle architecture)），本机是 $(codename)（$here）。请在与本机相同的系统上重新制作。"
    step "核对离线安装包"
    (cd "$OFFLINE" && sha256sum --quiet --check SHA256SUMS) || fail "离线安装包不完整或者被改动，见上面的文件。请重新复制。"
}

# find_missing_interpreter: with wheels, an interpreter that makes environments is all that is needed of Python.
find_missing_interpreter() {
    environment_is_current && return
    if [[ -z $PY ]] || ! makes_environments "$PY" || [[ $PY_VERSION != "$(of_bundle python)" ]]; then
        need "python$(of_bundle python)" "python$(of_bundle python)-venv"
        PY=
        candidates="python$(of_bundle python)"
    fi
}

# install_bundled PACKAGE...: by apt, from the archive alone and no list of this machine.
install_bundled() {
    local list options
    list=$(mktemp)
    # The archive was held against its digests above, and whoever hands it out tells its own (tools/bundle prints it).
    printf 'deb [trusted=yes] file:%s ./\n' "$OFFLINE/debs" >"$list"
    options=(-q -y -o "Dir::Etc::sourcelist=$list" -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=false -o APT::Sandbox::User=)
    apt-get "${options[@]}" update &&
        DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install --no-install-recommends "$@"
    local status=$?
    rm -f "$list"
    return "$status"
}

install_missing_offline() {
    ((${#missing_packages[@]})) || return 0
    local packages
    mapfile -t packages < <(printf '%s\n' "${missing_packages[@]}" | sort -u)
    missing_packages=()
    is_root || fail "缺少系统组件：${packages[*]}。请先以管理员身份执行：$(as_administrator "$ROOT/run --offline --prepare")"
    step "从离线安装包安装系统组件：${packages[*]}"
    install_bundled "${packages[@]}" >"$ROOT/instance/apt.log" 2>&1 || {
        tail -n 15 "$ROOT/instance/apt.log" >&2
        fail "系统组件安装失败（完整记录见 instance/apt.log）。"
    }
}

ensure_fonts_offline() {
    fonts_are_complete && return
    mkdir -p "$FONTS"
    cp "$OFFLINE"/fonts/* "$FONTS/"
}
