# shellcheck shell=bash
# Preparation shared by ./run and ./check. Sourced, with ROOT set: the project to prepare.
# shellcheck disable=SC2034 # the parts sourced below read these

VENV=$ROOT/.venv
FONTS=$ROOT/instance/fonts
requirement_files=(requirements.txt)
retry_fonts= # "yes" tries once more to fetch what an earlier attempt could not

tools=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=tools/say.sh
. "$tools/say.sh"
# shellcheck source=tools/system.sh
. "$tools/system.sh"
# shellcheck source=tools/python.sh
. "$tools/python.sh"
# shellcheck source=tools/offline.sh
. "$tools/offline.sh"
# shellcheck source=tools/fonts.sh
. "$tools/fonts.sh"
# shellcheck source=tools/browser.sh
. "$tools/browser.sh"

# take_turns: two preparations of one checkout wait for each other.
take_turns() {
    require_writable
    trap interrupted INT
    exec 9>"$ROOT/instance/.prepare.lock"
    flock -n 9 || {
        note "另一个准备过程正在进行，等待其完成……"
        flock 9
    }
}

end_turn() { exec 9>&-; }

interrupted() {
    printf '\n已中断。可以再次执行 %s。\n' "$0" >&2
    exit 130
}

# What is not writable fails much later and in many words: a page that cannot save, a stack of calls.
require_writable() {
    local place
    # Records of criminal cases: for nobody else on this machine.
    mkdir -m 700 "$ROOT/instance" 2>/dev/null || [[ -d $ROOT/instance ]] || fail "不能建立 $ROOT/instance。请检查 $ROOT 的属主与权限，或把本系统放到可以写入的位置。"
    for place in "$ROOT/instance" "$ROOT"/instance/.prepare.lock "$ROOT"/instance/tanheng.sqlite*; do
        [[ ! -e $place || -w $place ]] || fail "不能写入 $place（当前用户：$(id -un 2>/dev/null || true)）。请检查其属主与权限，或所在磁盘是否只读。"
    done
}

# prepare_environment: system packages, interpreter, requirements, fonts. Quick when all is there.
prepare_environment() {
    [[ -z $offline ]] || require_bundle
    choose_python
    find_missing_libraries
    find_missing_fonts
    if [[ -n $offline ]]; then
        find_missing_interpreter
        install_missing_offline
    else
        find_missing_build_tools
        install_missing
    fi
    [[ -n $PY ]] || choose_python
    [[ -n $PY ]] || fail "没有找到可用的 Python（支持 ${supported// /、}）。请安装其一，或用环境变量 PYTHON 指明。"
    ensure_environment
    if [[ -n $offline ]]; then
        ensure_fonts_offline
    else
        ensure_fonts
    fi
}

flask_command() { (cd "$ROOT" && "$VENV/bin/python" -m flask --app wsgi "$@"); }

prepare_database() {
    step "准备数据库，载入演示案件与账号"
    flask_command demo || fail "数据库或演示数据没有准备好，见上面的原因。"
}

# prepare_office ADDRESS: a database for real use, without any account but the one that the link opens.
prepare_office() {
    step "准备正式办案的数据库"
    flask_command accounts open-office --address "$1" || fail "数据库没有准备好，见上面的原因。"
}
