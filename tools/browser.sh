# shellcheck shell=bash disable=SC2154
# A headless Chromium for the browser tests: the machine's own, else Debian's, else Playwright's. Sourced.
# The shell of it, which draws no window, comes first: a page costs it a third of what it costs the whole browser.

works() { [[ -n $1 && -x $1 ]] && "$1" --headless --no-sandbox --version >/dev/null 2>&1; }

# find_chromium: prints the path of a Chromium that starts (Ubuntu's /usr/bin/chromium-browser may only point to a snap).
find_chromium() {
    local name path
    for name in "${CHROMIUM:-}" chromium-headless-shell chromium google-chrome google-chrome-stable chromium-browser; do
        [[ -n $name ]] || continue
        path=$(command -v "$name" || true)
        if works "$path"; then
            printf '%s\n' "$path"
            return
        fi
    done
    [[ -x $VENV/bin/python ]] || return 0
    while read -r path; do
        if works "$path"; then
            printf '%s\n' "$path"
            return
        fi
    done < <(playwrights_own)
}

playwrights_own() { # the paths of the shell and of the browser that Playwright has installed, or would install
    "$VENV/bin/python" -c '
from pathlib import Path
try:
    from playwright.sync_api import sync_playwright
except ImportError:
    raise SystemExit
with sync_playwright() as playwright:
    whole = Path(playwright.chromium.executable_path)
for part in whole.parents:
    if part.name.startswith("chromium-"):
        place = part.with_name(part.name.replace("chromium-", "chromium_headless_shell-", 1))
        print(*sorted(one for one in place.glob("*/*") if one.name in ("chrome-headless-shell", "headless_shell")), sep="\n")
print(whole)' || true
}

has_chromium_package() { # Ubuntu's package of that name only installs a snap
    [[ "$(of_release ID) $(of_release ID_LIKE)" != *ubuntu* ]]
}

# ensure_chromium: exports CHROMIUM; run after the environment exists, because Playwright's copy is the last resort.
ensure_chromium() {
    CHROMIUM=$(find_chromium)
    if [[ -z $CHROMIUM ]] && ! has_chromium_package; then
        step "安装浏览器测试用的 Chromium（Playwright 版，约 110 MB）"
        local with_libraries=()
        if is_root || may_sudo; then
            with_libraries=(--with-deps)
        fi
        "$VENV/bin/python" -m playwright install --only-shell "${with_libraries[@]}" chromium >"$ROOT/instance/chromium.log" 2>&1 || {
            tail -n 15 "$ROOT/instance/chromium.log" >&2
            fail "Chromium 没有装好（完整记录见 instance/chromium.log）。请检查网络（可用 PLAYWRIGHT_DOWNLOAD_HOST 指定镜像）后重试，
    或自行安装 Chromium、Chrome，并用环境变量 CHROMIUM 指明其路径。"
        }
        CHROMIUM=$(find_chromium)
        [[ -n $CHROMIUM ]] || fail "Chromium 缺少系统库。请先执行下面这一条命令，再重试：
    $(as_administrator "$VENV/bin/python -m playwright install-deps chromium")"
    fi
    [[ -n $CHROMIUM ]] || fail "找不到可用的 Chromium。请安装 chromium，或用环境变量 CHROMIUM 指明其路径。"
    export CHROMIUM
}

# On Debian the package comes with everything else that is missing, in one command.
find_missing_chromium() {
    if has_chromium_package && [[ -z $(find_chromium) ]]; then
        need chromium-headless-shell
    fi
}
