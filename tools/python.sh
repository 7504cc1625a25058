# shellcheck shell=bash disable=SC2153,SC2154
# The interpreter and the virtual environment .venv/. Sourced.

supported="3.11 3.12 3.13"
candidates="python3 python3.13 python3.12 python3.11"

# durable-rules names a C function that Python 3.13 removed; its successor takes the same two arguments.
durable_flags="-DPyEval_CallObject=PyObject_CallObject"

# version_of COMMAND: "3.12", or nothing when it is no Python with what the application needs compiled in.
version_of() {
    "$1" -c 'import ctypes, sqlite3, ssl, sys, venv; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

in_range() { [[ -n $1 && " $supported " == *" $1 "* ]]; }

makes_environments() { "$1" -c 'import ensurepip' 2>/dev/null; }

use_python() { # remember the interpreter behind shims, relative names and .venv itself, which may have to be rebuilt
    PY=$("$1" -c 'import sys; print(sys._base_executable)')
    PY_VERSION=$2
}

# choose_python: sets PY and PY_VERSION, or leaves them empty when this machine has none that will do.
choose_python() {
    local candidate version fallback=''
    PY=''
    PY_VERSION=''
    if [[ -n ${PYTHON:-} ]]; then
        command -v "$PYTHON" >/dev/null || fail "环境变量 PYTHON 指定的解释器不存在：$PYTHON"
        version=$(version_of "$PYTHON" || true)
        [[ -n $version ]] || fail "环境变量 PYTHON 指定的 $PYTHON 不能使用：不是 Python 3，或缺少 ssl、sqlite3、ctypes 模块。"
        in_range "$version" || fail "环境变量 PYTHON 指定的是 Python $version，本系统支持 ${supported// /、}。"
        use_python "$PYTHON" "$version"
        return
    fi
    if version=$(version_of "$VENV/bin/python") && in_range "$version"; then
        use_python "$VENV/bin/python" "$version" # what an earlier run chose stays chosen
        return
    fi
    for candidate in $candidates; do
        command -v "$candidate" >/dev/null || continue
        version=$(version_of "$candidate" || true)
        in_range "$version" || continue
        if makes_environments "$candidate"; then
            use_python "$candidate" "$version"
            return
        fi
        fallback=${fallback:-$candidate}
    done
    [[ -z $fallback ]] || use_python "$fallback" "$(version_of "$fallback")"
}

is_system_python() { [[ $(readlink -f "$PY") == /usr/bin/* ]]; }

# The Python in range that the distribution packages. One that is not known here may have it as python3.
need_python() {
    local name version
    case $(codename) in
    bookworm | jammy) name=python3.11 ;;
    noble) name=python3.12 ;;
    trixie | plucky | questing) name=python3.13 ;;
    *)
        name=python3
        version=$(version_of python3 || true)
        [[ -z $version ]] || fail "本机的 python3 是 $version，本系统支持 ${supported// /、}。请安装其一，再用环境变量 PYTHON 指明：PYTHON=/路径/python3.13 $0"
        ;;
    esac
    need "$name" "$name-venv" "$name-dev"
}

# What building an environment needs and a finished one does not: ensurepip, a C compiler, the headers.
find_missing_build_tools() {
    environment_is_current && return
    if [[ -z $PY ]]; then
        need_python
    else
        if ! makes_environments "$PY"; then
            is_system_python || fail "$PY 没有 ensurepip，不能建立虚拟环境。请换一个解释器：PYTHON=/路径/python3.12 $0"
            need "python$PY_VERSION-venv"
        fi
        if ! [[ -f $("$PY" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h ]]; then
            is_system_python || fail "$PY 没有头文件 Python.h，不能编译 durable-rules。请换一个解释器：PYTHON=/路径/python3.12 $0"
            need "python$PY_VERSION-dev"
        fi
    fi
    if ! command -v "$(c_compiler)" >/dev/null || ! printf '#include <stdio.h>\n' | "$(c_compiler)" -E - >/dev/null 2>&1; then
        need gcc libc6-dev
    fi
}

c_compiler() {
    local compiler=${CC:-}
    [[ -n $compiler || -z $PY ]] || compiler=$("$PY" -c 'import sysconfig; print(sysconfig.get_config_var("CC") or "")')
    compiler=${compiler:-cc}
    printf '%s' "${compiler%% *}"
}

stamp() { # stamp FILE: what .venv is made of; another interpreter, place or lock makes another stamp
    printf '%s %s %s\n' "$PY_VERSION" "$VENV" "$(sha256sum <"$ROOT/$1")"
}

is_installed() { [[ -n $PY && -x $VENV/bin/python && -f $VENV/.$1 && $(stamp "$1") == "$(<"$VENV/.$1")" ]]; }

environment_is_current() {
    local file
    for file in "${requirement_files[@]}"; do
        is_installed "$file" || return 1
    done
}

environment_fits() {
    local version
    version=$(version_of "$VENV/bin/python") && [[ $version == "$PY_VERSION" ]] &&
        "$VENV/bin/python" -m pip --version >/dev/null 2>&1 &&
        grep -qF -- "$VENV/bin/" "$VENV/bin/pip" # console scripts carry the path they were made for
}

# ensure_environment: .venv/ holds exactly this interpreter and the locked requirements.
ensure_environment() {
    local file
    environment_is_current && return
    if ! environment_fits; then
        step "建立 Python $PY_VERSION 虚拟环境 .venv/"
        rm -rf "$VENV"
        "$PY" -m venv "$VENV" || fail "虚拟环境没有建成，见上面的原因。"
    fi
    for file in "${requirement_files[@]}"; do
        is_installed "$file" || install_requirements "$file"
    done
}

fetch_requirements() {
    pip_install -r "$ROOT/$1" || fail "依赖没有装全，见上面的原因。请检查网络（可用 PIP_INDEX_URL 指定镜像）后重试。"
    "$VENV/bin/python" -c 'import durable.lang' 2>/dev/null && return
    # A wheel cached by an earlier build without the flag does not load.
    pip_install --force-reinstall --no-deps --no-cache-dir --no-binary durable-rules -r <(locked durable-rules) ||
        fail "durable-rules 编译失败，见上面的原因。"
}

install_requirements() {
    step "按 $1 安装依赖（首次约需一两分钟）"
    if [[ -n $offline ]]; then
        pip_install --no-index --no-deps --find-links "$OFFLINE/wheels" -r "$OFFLINE/$1" || fail "离线安装包中的依赖没有装全，见上面的原因。"
    else
        fetch_requirements "$1"
    fi
    "$VENV/bin/python" -W ignore -c 'import durable.lang, weasyprint' || fail "依赖已安装但不能载入，见上面的原因。"
    stamp "$1" >"$VENV/.$1"
}

# locked NAME: what requirements.txt says of a package, its version and the digests of its files.
locked() { awk -v name="$1==" 'index($0, name) == 1 { found = 1 } found { print } found && !/\\$/ { exit }' "$ROOT/requirements.txt"; }

pip_install() {
    # By name in the environment: pip of Ubuntu 22.04 does not know the option and would refuse it.
    CPPFLAGS="${CPPFLAGS:-} $durable_flags" PIP_ROOT_USER_ACTION=ignore "$VENV/bin/python" -m pip install \
        --quiet --no-input --use-pep517 --disable-pip-version-check "$@"
}
