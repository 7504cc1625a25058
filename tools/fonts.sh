# shellcheck shell=bash disable=SC2154
# Document faces 仿宋、宋、黑、楷: Fandol, taken from a Debian package without installing it. Sourced.

fandol_package=texlive-lang-chinese
fandol_faces=(Fang-Regular Song-Regular Song-Bold Hei-Regular Hei-Bold Kai-Regular)
fandol_installed=/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol

fonts_are_complete() {
    local face
    for face in "${fandol_faces[@]}"; do
        [[ -s $FONTS/Fandol$face.otf ]] || return 1
    done
    [[ -s $FONTS/LICENSE-Fandol.txt ]]
}

# ensure_fonts: a failed attempt is remembered, so that a machine without the network starts quickly;
# retry_fonts=yes tries once more. Without Fandol the documents fall back to Noto CJK and say so.
ensure_fonts() {
    fonts_are_complete && return
    [[ -f $FONTS/unavailable && $retry_fonts != yes ]] && return
    step "取得公文字体（Fandol 仿宋、宋、黑、楷，约 49 MB）"
    local work
    work=$(mktemp -d)
    if fetch_fandol "$work" >"$ROOT/instance/fonts.log" 2>&1; then
        mkdir -p "$FONTS"
        install -m 644 "$work"/fandol/*.otf "$work/fandol/LICENSE-Fandol.txt" "$FONTS/"
        rm -f "$FONTS/unavailable"
    else
        mkdir -p "$FONTS"
        date -u '+%FT%TZ' >"$FONTS/unavailable"
        note "没有取到 Fandol（记录见 instance/fonts.log），文书改用 Noto CJK 字体。再试：./run --prepare"
    fi
    rm -rf "$work"
}

# fetch_fandol DIRECTORY: leaves the faces and their licence in DIRECTORY/fandol, or fails.
fetch_fandol() {
    local work=$1 face
    mkdir -p "$work/fandol"
    if ! copy_fandol "$fandol_installed" /usr/share "$work/fandol"; then
        unpack_package "$work" || return 1
        copy_fandol "$work/root$fandol_installed" "$work/root/usr/share" "$work/fandol" || return 1
    fi
    for face in "${fandol_faces[@]}"; do # an OpenType file with CFF outlines begins with OTTO
        [[ $(head -c 4 "$work/fandol/Fandol$face.otf") == OTTO ]] || return 1
    done
}

copy_fandol() { # copy_fandol FACES SHARE TARGET
    local face
    for face in "${fandol_faces[@]}"; do
        cp "$1/Fandol$face.otf" "$3/" || return 1
    done
    {
        printf 'Fandol: the authors'\'' notes and the licence (GPL 3 with the font exception), as Debian distributes them.\n\n'
        cat "$2/doc/texlive-doc/fonts/fandol/README" || return 1
        zcat "$2/doc/texlive-doc/fonts/fandol/COPYING.gz" || cat "$2/doc/texlive-doc/fonts/fandol/COPYING" || return 1
    } >"$3/LICENSE-Fandol.txt"
}

# unpack_package DIRECTORY: downloads with apt's own signature checks, into private lists when the machine has none.
unpack_package() {
    local options=(-q -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 -o APT::Sandbox::User=)
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    if [[ -z $(apt-cache show "$fandol_package" 2>/dev/null) ]]; then
        mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
        options+=(-o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache")
        apt-get "${options[@]}" update || return 1
    fi
    (cd "$1" && apt-get "${options[@]}" download "$fandol_package") || return 1
    mkdir "$1/root"
    dpkg-deb --fsys-tarfile "$1"/"$fandol_package"_*.deb | tar -x -C "$1/root" --wildcards '*/fandol/*'
}
