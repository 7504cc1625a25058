# shellcheck shell=bash disable=SC2154
# System packages: look for what is really missing, install it where allowed, else give the one command. Sourced.

missing_packages=()

need() { missing_packages+=("$@"); }

is_root() { [[ $(id -u) -eq 0 ]]; }

may_sudo() { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }

as_administrator() { # as_administrator COMMAND: the words with which this person runs it; Debian may come without sudo
    if is_root; then
        printf '%s' "$1"
    elif command -v sudo >/dev/null; then
        printf "sudo sh -c '%s'" "$1"
    else
        printf "su - -c '%s'" "$1"
    fi
}

os_release=/etc/os-release

of_release() { sed -n "s/^$1=//p" "$os_release" 2>/dev/null | tr -d '"' || true; }

codename() { # bookworm, trixie, noble …; a distribution made from Ubuntu answers with Ubuntu's
    local name
    name=$(of_release UBUNTU_CODENAME)
    printf '%s' "${name:-$(of_release VERSION_CODENAME)}"
}

# Libraries WeasyPrint opens at run time, and the Debian/Ubuntu package of each.
shared_libraries=(
    "libpango-1.0.so.0 libpango-1.0-0"
    "libpangoft2-1.0.so.0 libpangoft2-1.0-0"
    "libharfbuzz-subset.so.0 libharfbuzz-subset0"
    "libfontconfig.so.1 fontconfig"
)

loadable() { # loadable SONAME: does the linker know it, or can an interpreter open it from elsewhere (LD_LIBRARY_PATH)?
    [[ $known_libraries == *"$1 "* ]] && return 0
    [[ -n ${PY:-} ]] && "$PY" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null
}

find_missing_libraries() {
    local entry known_libraries
    known_libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
    for entry in "${shared_libraries[@]}"; do
        # Ubuntu 22.04 does not package it; WeasyPrint then cuts fonts to size with fontTools, more slowly.
        [[ $entry != *libharfbuzz-subset0 || $(codename) != jammy ]] || continue
        loadable "${entry% *}" || need "${entry#* }"
    done
}

# A device that signs, in software, for the tests of signing. Where it cannot be installed they say that it is lacking.
find_missing_device() {
    command -v softhsm2-util >/dev/null && return
    command -v apt-get >/dev/null || return 0
    if is_root || may_sudo; then
        need softhsm2
    fi
}

# Programs that some tests need and the product does not, and the Debian/Ubuntu package of each.
helpers_of_tests=(
    "nginx nginx-light"
    "soffice libreoffice-writer-nogui libreoffice-calc-nogui"
    "redis-server redis-server"
    "systemd-analyze systemd"
    "dpkg-deb dpkg"
)

# tell_missing_helpers: which tests will be skipped for want of a program, and the one command that ends that.
tell_missing_helpers() {
    local entry programs=() packages=()
    for entry in "${helpers_of_tests[@]}"; do
        PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "${entry%% *}" >/dev/null && continue
        programs+=("${entry%% *}")
        packages+=("${entry#* }")
    done
    if ((${#programs[@]})); then
        note "本机没有 ${programs[*]}，有关测试将跳过；要执行：apt-get install -y --no-install-recommends ${packages[*]}"
    fi
    "$VENV/bin/python" -c 'import redis' 2>/dev/null || note "没有 Python 包 redis，队列在 Redis 中的测试将跳过；要执行：.venv/bin/pip install redis"
}

# Noto CJK stands in for every character the document fonts lack.
find_missing_fonts() {
    if ! command -v fc-list >/dev/null; then
        need fontconfig fonts-noto-cjk
    elif [[ -z $(fc-list 'Noto Serif CJK SC' family) ]]; then
        need fonts-noto-cjk
    fi
}

# install_missing: installs what need() collected; without the right to, stops with the command that does.
install_missing() {
    ((${#missing_packages[@]})) || return 0
    local packages command as_root=()
    mapfile -t packages < <(printf '%s\n' "${missing_packages[@]}" | sort -u)
    missing_packages=()
    command -v apt-get >/dev/null || fail "缺少系统组件（Debian 软件包名）：${packages[*]}。本机没有 apt-get，请用本机的软件包管理器安装后重试。"
    command="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages[*]}"
    if ! is_root; then
        may_sudo || fail "缺少系统组件：${packages[*]}。请先执行下面这一条命令，再重试：
    $(as_administrator "$command")"
        as_root=(sudo -n)
    fi
    step "安装系统组件：${packages[*]}"
    "${as_root[@]}" sh -c "$command" >"$ROOT/instance/apt.log" 2>&1 || {
        tail -n 15 "$ROOT/instance/apt.log" >&2
        fail "系统组件安装失败（完整记录见 instance/apt.log）。请检查网络与软件源后重试，或手工执行：
    $(as_administrator "$command")"
    }
}
